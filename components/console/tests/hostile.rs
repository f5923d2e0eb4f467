//! Hostile input: the seeds of the fuzz targets, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;
#[path = "service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fake;
#[path = "service/html.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod html;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_console_document() {
    replay("console_document", checks::document);
}

#[test]
fn seeds_of_console_request() {
    replay("console_request", checks::request);
}

proptest! {
    #[test]
    fn any_bytes(data: Vec<u8>) {
        checks::document(&data);
        checks::request(&data);
    }
}
