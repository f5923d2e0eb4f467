#![no_main]

#[path = "../../crates/language/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| checks::text(text));
