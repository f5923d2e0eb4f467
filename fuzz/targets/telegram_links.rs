#![no_main]

#[path = "../../components/telegram/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/telegram/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::links(data));
