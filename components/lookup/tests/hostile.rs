//! Hostile input: the seeds of the fuzz targets, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;
#[path = "service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fake;

use std::path::Path;

use proptest::prelude::*;

/// Runs a check over the seeds of its fuzz target.
fn replay(target: &str, check: impl Fn(&[u8])) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(target);
    let files = std::fs::read_dir(&seeds).unwrap_or_else(|e| panic!("{}: {e}", seeds.display()));
    let run = files.map(|file| {
        let path = file.expect("an entry of the folder").path();
        check(&std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())));
    });
    assert!(run.count() >= 10, "{} has too few seeds", seeds.display());
}

#[test]
fn seeds_of_lookup_interaction() {
    replay("lookup_interaction", checks::interaction);
}

#[test]
fn seeds_of_lookup_service() {
    replay("lookup_service", checks::service);
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
        checks::lines(&data);
    }
}
