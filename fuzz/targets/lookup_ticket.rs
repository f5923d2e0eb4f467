#![no_main]

#[path = "../../components/lookup/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/lookup/tests/service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
mod fake;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::ticket(data));
