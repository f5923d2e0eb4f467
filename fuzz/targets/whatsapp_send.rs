#![no_main]

#[path = "../../components/whatsapp/tests/send/checks.rs"]
mod checks;
#[path = "../../components/whatsapp/tests/send/recorder.rs"]
mod recorder;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::message(data));
