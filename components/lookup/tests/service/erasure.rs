//! Erasing, exporting and for how long things are kept.

use throughline_contract::types::{Error, InvalidField};

use crate::case::{Case, case, guarded};
use crate::fake::{DOCUMENT, Fake, call, json, request};

const RULES: &str = r#"{"rules":[]}"#;

/// Every route with everything that it can answer.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let erase = |key| case("DELETE", "/v1/customers/cus_1", key);
    cases.extend(guarded("admin", "agent", erase));
    cases.extend([
        erase("admin").asks("erase cus_1"),
        erase("admin").failing(Error::NotFound, 404, "customer_not_found"),
    ]);
    let export = |key| case("GET", "/v1/customers/cus_1/export", key);
    cases.extend(guarded("admin", "read", export));
    cases.extend([
        export("admin").streams("export cus_1 None"),
        export("admin").failing(Error::NotFound, 404, "customer_not_found"),
    ]);
    let retention = |key| case("GET", "/v1/retention", key);
    cases.extend(guarded("admin", "read", retention));
    cases.push(retention("admin").asks("retention"));
    let keep = |key| case("PUT", "/v1/retention", key).body(RULES);
    cases.extend(guarded("admin", "agent", keep));
    cases.extend([
        keep("admin").asks(r#"set-retention {"rules":[]}"#),
        case("PUT", "/v1/retention", "admin")
            .body("{")
            .refused(400, "malformed_json"),
        case("PUT", "/v1/retention", "admin")
            .body("x".repeat((1 << 20) + 1))
            .refused(413, "body_too_large"),
    ]);
    cases
}

#[test]
fn whoever_may_erases_exports_and_sets_rules() {
    let fake = Fake {
        pages: vec!["{\"a\":1}\n", "{\"b\":2}\n"],
        ..Fake::default()
    };
    let erased = call(request("DELETE", "/v1/customers/c", "admin", b""), &fake);
    assert_eq!(
        (erased.status().as_u16(), erased.body().as_slice()),
        (200, DOCUMENT)
    );
    let exported = call(
        request("GET", "/v1/customers/c/export", "admin", b""),
        &fake,
    );
    assert_eq!(exported.status(), 200);
    assert_eq!(exported.headers()["content-type"], "application/x-ndjson");
    assert_eq!(exported.body(), b"{\"a\":1}\n{\"b\":2}\n");
    call(request("GET", "/v1/retention", "admin", b""), &fake);
    call(
        request("PUT", "/v1/retention", "admin", b"{\"rules\":[]}"),
        &fake,
    );
    assert_eq!(
        *fake.calls.borrow(),
        [
            "erase c",
            "export c None",
            "export c Some(\"1\")",
            "retention",
            "set-retention {\"rules\":[]}",
        ]
    );
    for (method, path) in [
        ("DELETE", "/v1/customers/c"),
        ("GET", "/v1/customers/c/export"),
        ("GET", "/v1/retention"),
        ("PUT", "/v1/retention"),
    ] {
        for key in ["read", "write", "agent"] {
            let refused = call(request(method, path, key, b"{}"), &Fake::default());
            assert_eq!(refused.status(), 403, "{method} {path} {key}");
        }
    }
}

#[test]
fn an_export_of_nobody_is_404_and_one_that_stops_says_so() {
    let nobody = Fake::failing(Error::NotFound);
    let refused = call(
        request("GET", "/v1/customers/c/export", "admin", b""),
        &nobody,
    );
    assert_eq!(refused.status(), 404);
    assert_eq!(json(&refused)["code"], "customer_not_found");
    let stopping = Fake {
        pages: vec!["{\"a\":1}\n"],
        ..Fake::failing(Error::Unavailable("redis://secret".to_owned()))
    };
    let stopped = call(
        request("GET", "/v1/customers/c/export", "admin", b""),
        &stopping,
    );
    let body = String::from_utf8(stopped.into_body()).unwrap();
    let lines: Vec<serde_json::Value> = body
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{body}");
    assert_eq!(lines[1]["type"], "error");
    assert_eq!(lines[1]["code"], "store_unavailable");
    assert!(!body.contains("secret"));
}

#[test]
fn rules_that_are_none_are_refused() {
    let fake = Fake::failing(Error::Invalid(InvalidField {
        field: "rules".to_owned(),
        detail: "days is 0".to_owned(),
    }));
    let refused = call(request("PUT", "/v1/retention", "admin", b"{}"), &fake);
    assert_eq!(refused.status(), 422);
}
