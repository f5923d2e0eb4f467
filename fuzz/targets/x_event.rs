#![no_main]

#[path = "../../components/x/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/x/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::event(data));
