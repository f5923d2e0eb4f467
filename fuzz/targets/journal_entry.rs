#![no_main]

#[path = "../../crates/journal/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::entry(data));
