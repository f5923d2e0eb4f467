#![no_main]

#[path = "../../components/generic/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/generic/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::unsigned(data));
