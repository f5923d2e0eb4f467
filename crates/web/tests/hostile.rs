//! Hostile input: the seeds of the fuzz targets, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_seeds::replay;

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
