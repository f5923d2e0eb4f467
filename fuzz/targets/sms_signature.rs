#![no_main]

#[path = "../../components/sms/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/sms/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::unsigned(data));
