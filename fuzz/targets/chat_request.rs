#![no_main]

#[path = "../../components/chat/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/chat/tests/service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
mod fake;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::request(data));
