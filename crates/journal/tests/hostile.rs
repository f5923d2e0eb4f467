//! Hostile input: the seeds of the fuzz targets, and random bytes.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use std::path::Path;

/// Runs a check over the seeds of its fuzz target.
fn replay(target: &str, check: impl Fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let seeds = std::fs::read_dir(fuzz.join("seeds").join(target)).unwrap();
    let run = seeds.map(|seed| check(&std::fs::read(seed.unwrap().path()).unwrap()));
    assert!(run.count() >= 8, "{target} has too few seeds");
}

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
