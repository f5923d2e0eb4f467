#![no_main]

#[path = "../../crates/hours/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::value(data));
