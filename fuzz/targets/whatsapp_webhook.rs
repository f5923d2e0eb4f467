#![no_main]

#[path = "../../components/whatsapp/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/whatsapp/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::webhook(data));
