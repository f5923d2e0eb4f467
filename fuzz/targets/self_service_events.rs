#![no_main]

#[path = "../../components/self-service/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/self-service/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::events(data));
