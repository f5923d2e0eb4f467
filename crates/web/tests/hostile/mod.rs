//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each fuzz target uses one check")]
#![allow(clippy::unwrap_used, reason = "a check fails by panicking")]

use serde::Deserialize;
use throughline_web::json::{self, Object};
use throughline_web::keys::Keys;
use throughline_web::timestamp;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only whether it decodes is of interest")]
struct Body {
    text: Option<String>,
    number: Option<u8>,
    list: Option<Vec<Object<Body>>>,
}

/// What passes the check is JSON to serde_json as well; what serde_json refuses does not pass; no
/// body decodes that did not pass, and every refusal is short.
pub fn json(data: &[u8]) {
    let checked = json::check(data);
    let parsed = serde_json::from_slice::<serde_json::Value>(data);
    assert!(checked.is_err() || parsed.is_ok());
    match json::decode::<Object<Body>>(data) {
        Ok(_) => assert_eq!(checked, Ok(())),
        Err(error) => {
            let problem = error.problem();
            assert_eq!(problem.status() == 400, checked.is_err(), "{problem}");
            assert!(problem.to_json("r").len() < 4096);
        }
    }
}

/// Keys are read or refused, in both cases without showing a digest.
pub fn keys(data: &[u8]) {
    let Ok(variable) = std::str::from_utf8(data) else {
        return;
    };
    let shown = match Keys::parse(variable) {
        Ok(keys) => format!("{keys:?}"),
        Err(error) => error.to_string(),
    };
    let hex = |window: &[u8]| window.iter().all(u8::is_ascii_hexdigit);
    let has_digest = |text: &str| text.as_bytes().windows(64).any(hex);
    // A name may look like a digest; nothing else of the variable is shown.
    if !variable.contains("\"name\"") {
        assert!(!has_digest(&shown), "{shown}");
    }
}

/// An instant that is read is written so that it reads back the same.
pub fn timestamp(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(instant) = timestamp::parse(text) {
        let written = timestamp::format(instant);
        assert_eq!(
            timestamp::parse(&written),
            Some(instant),
            "{text} {written}"
        );
        assert!(written.ends_with('Z'));
    }
}
