#![no_main]

#[path = "../../components/console/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/console/tests/service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
mod fake;
#[path = "../../components/console/tests/service/html.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
mod html;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::request(data));
