#![no_main]

#[path = "../../components/in-person/tests/hostile/mod.rs"]
mod checks;
#[path = "../../components/in-person/tests/provider/mod.rs"]
mod provider;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::shopify(data));
