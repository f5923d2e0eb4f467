//! Hostile input: the seeds of the fuzz targets, and random bytes.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_journal_entry() {
    replay("journal_entry", checks::entry);
}

#[test]
fn seeds_of_journal_identity() {
    replay("journal_identity", checks::identity);
}

#[test]
fn seeds_of_journal_names() {
    replay("journal_names", checks::names);
}

proptest! {
    #[test]
    fn any_bytes(data: Vec<u8>) {
        checks::entry(&data);
        checks::identity(&data);
        checks::names(&data);
    }
}
