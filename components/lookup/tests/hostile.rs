//! Hostile input: the seeds of the fuzz targets, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;
#[path = "service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fake;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_lookup_interaction() {
    replay("lookup_interaction", checks::interaction);
}

#[test]
fn seeds_of_lookup_service() {
    replay("lookup_service", checks::service);
}

#[test]
fn seeds_of_lookup_ticket() {
    replay("lookup_ticket", checks::ticket);
}

#[test]
fn seeds_of_lookup_lines() {
    replay("lookup_lines", checks::lines);
}

proptest! {
    #[test]
    fn any_bytes(data: Vec<u8>) {
        checks::interaction(&data);
        checks::service(&data);
        checks::ticket(&data);
        checks::lines(&data);
    }
}
