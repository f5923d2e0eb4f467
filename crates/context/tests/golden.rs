//! Lookups as files and the packs made of them: `fixtures/<case>/lookup.json` and, for each budget,
//! `<budget>.md` and `<budget>.json`. `BLESS=1` writes the packs anew.
//!
//! * `journey`: one order on five channels, with an instruction smuggled into a post and a field, and
//!   a mail in the customer's name that is somebody else's;
//! * `hostile`: everything too long, and all of it Markdown;
//! * `quiet`: no name, one message, written from right to left.

use std::fs;
use std::path::Path;
use throughline_context::{Format, pack, tokens};

/// 2026-11-22T04:00:20.123Z
const NOW: u64 = 1_795_320_020_123;

#[test]
fn packs_are_as_written_down() {
    let bless = std::env::var_os("BLESS").is_some();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut compared = 0;
    for case in ["journey", "hostile", "quiet"] {
        let lookup = fs::read(fixtures.join(case).join("lookup.json")).expect("a lookup");
        for budget in [200, 500, 1000] {
            for (format, ending) in [(Format::Markdown, "md"), (Format::Json, "json")] {
                let packed = pack(&lookup, budget, format, NOW).expect("it is readable");
                assert!(
                    tokens(&packed) <= budget as usize,
                    "{case} {budget} {ending}"
                );
                let path = fixtures.join(case).join(format!("{budget}.{ending}"));
                if bless {
                    fs::write(&path, &packed).expect("written");
                }
                let expected = fs::read_to_string(&path).expect("a pack");
                assert_eq!(packed, expected, "{}", path.display());
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 18);
}
