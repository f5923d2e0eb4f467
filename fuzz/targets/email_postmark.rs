#![no_main]

#[path = "../../components/email/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/email/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::postmark(data));
