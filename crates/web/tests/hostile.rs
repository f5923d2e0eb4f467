//! Hostile input: the seeds of the fuzz targets, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;

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
fn seeds_of_web_json() {
    replay("web_json", checks::json);
}

#[test]
fn seeds_of_web_keys() {
    replay("web_keys", checks::keys);
}

#[test]
fn seeds_of_web_timestamp() {
    replay("web_timestamp", checks::timestamp);
}

proptest! {
    #[test]
    fn any_bytes(data: Vec<u8>) {
        checks::json(&data);
        checks::keys(&data);
        checks::timestamp(&data);
    }
}
