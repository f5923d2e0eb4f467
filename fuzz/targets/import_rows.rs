#![no_main]

#[path = "../../crates/import/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::input(data));
