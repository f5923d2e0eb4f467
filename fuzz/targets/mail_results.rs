#![no_main]

#[path = "../../crates/mail/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::results(data));
