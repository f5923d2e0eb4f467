#![no_main]

#[path = "../../components/messenger/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/messenger/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::webhook(data));
