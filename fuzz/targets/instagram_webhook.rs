#![no_main]

#[path = "../../components/instagram/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/instagram/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::webhook(data));
