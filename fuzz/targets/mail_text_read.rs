#![no_main]

#[path = "../../crates/mail-text/tests/hostile/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::read_text_and_html(data));
