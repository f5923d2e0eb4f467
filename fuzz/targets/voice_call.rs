#![no_main]

#[path = "../../components/voice/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/voice/tests/provider/mod.rs"]
mod provider;
#[path = "../../components/voice/tests/twiml/mod.rs"]
mod twiml;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::call(data));
