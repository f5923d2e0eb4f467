//! The first corpora of the fuzz targets, for the tests that replay them on every run.

use std::fs;
use std::path::Path;

/// Fewer seeds than this are no corpus.
const FEWEST: usize = 8;

/// Runs `check` over every file in `fuzz/seeds/<target>`.
///
/// # Panics
/// When there are too few, or one cannot be read; and when the check does.
pub fn replay(target: &str, check: impl Fn(&[u8])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let seeds = root.join("fuzz/seeds").join(target);
    let files = fs::read_dir(&seeds).unwrap_or_else(|e| panic!("{}: {e}", seeds.display()));
    let run = files.map(|file| {
        let path = file.expect("an entry of the folder").path();
        check(&fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())));
    });
    assert!(
        run.count() >= FEWEST,
        "{} has too few seeds",
        seeds.display()
    );
}
