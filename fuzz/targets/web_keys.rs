#![no_main]

#[path = "../../crates/web/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::keys(data));
