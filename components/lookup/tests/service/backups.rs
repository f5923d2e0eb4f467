//! Backups and restores: what is streamed, and how what went wrong is answered.

use throughline_contract::backups::{Refusal, UnreadableLine};
use throughline_contract::types::Error;

use crate::case::{Case, case, guarded};
use crate::fake::{Fake, call, json, request};

/// Every route with everything that it can answer.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let back_up = |key| case("GET", "/v1/backup", key);
    cases.extend(guarded("admin", "read", back_up));
    cases.push(back_up("admin").streams("backup"));
    let restore = |key| case("POST", "/v1/restore", key).body("{}\n");
    cases.extend(guarded("admin", "write", restore));
    cases.push(restore("admin").asks("restore {}\n;restored"));
    cases.push(restore("admin").failing(Error::NotFound, 500, "internal_error"));
    for (refusal, status, code) in refusals() {
        cases.push(restore("admin").restoring(refusal).refused(status, code));
    }
    // A body that breaks off: tests/service/stream.rs.
    cases
}

fn refusals() -> [(Refusal, u16, &'static str); 3] {
    let unreadable = UnreadableLine {
        line: 3,
        detail: "is no line of a backup".to_owned(),
    };
    [
        (Refusal::NotEmpty, 409, "store_not_empty"),
        (Refusal::OtherSecret, 409, "index_secret_differs"),
        (Refusal::Unreadable(unreadable), 422, "backup_unreadable"),
    ]
}

fn lines(parts: &[&str]) -> Fake {
    let part = |part: &&str| Ok(part.as_bytes().to_vec());
    Fake {
        backup: parts.iter().map(part).collect(),
        ..Fake::default()
    }
}

#[test]
fn a_backup_is_passed_on_as_it_is_read() {
    let fake = lines(&["{\"a\":1}\n{\"b\":2}\n", "{\"c\":3}\n"]);
    let answer = call(request("GET", "/v1/backup", "admin", b""), &fake);
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    assert!(!answer.headers().contains_key("content-length"));
    assert_eq!(answer.body(), b"{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    let head = call(request("HEAD", "/v1/backup", "admin", b""), &fake);
    assert_eq!((head.status().as_u16(), head.body().len()), (200, 0));
    assert_eq!(*fake.calls.borrow(), ["backup"]);
}

#[test]
fn a_backup_that_stops_ends_with_a_line_that_is_none_of_it() {
    let mut fake = lines(&["{\"a\":1}\n"]);
    let failed = Err(Error::Unavailable("redis://secret".to_owned()));
    fake.backup.push_back(failed);
    fake.backup.push_back(Ok(b"never\n".to_vec()));
    let answer = call(request("GET", "/v1/backup", "admin", b""), &fake);
    let body = String::from_utf8(answer.into_body()).unwrap();
    let last = body.lines().last().unwrap();
    assert_eq!(body.lines().count(), 2, "{body}");
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!(last["type"], "error");
    assert_eq!(last["code"], "store_unavailable");
    assert!(!body.contains("secret"), "{body}");
}

#[test]
fn a_restore_passes_on_what_arrives_and_reports() {
    let fake = Fake::default();
    let answer = call(
        request("POST", "/v1/restore", "admin", b"{\"a\":1}\n"),
        &fake,
    );
    assert_eq!(answer.status(), 200);
    let report = serde_json::json!({"keys": 7, "counters": 2, "voided": 1, "resumed": false});
    assert_eq!(json(&answer), report);
    assert_eq!(*fake.calls.borrow(), ["restore {\"a\":1}\n", "restored"]);
}

#[test]
fn an_unreadable_line_is_named() {
    let [_, _, (unreadable, ..)] = refusals();
    let fake = Fake {
        restore: Some(unreadable),
        ..Fake::default()
    };
    let answer = call(request("POST", "/v1/restore", "admin", b"x"), &fake);
    assert_eq!(json(&answer)["line"], 3);
}

#[test]
fn both_are_for_administrators() {
    for (method, path) in [("GET", "/v1/backup"), ("POST", "/v1/restore")] {
        for (key, status) in [("", 401), ("read", 403), ("write", 403), ("agent", 403)] {
            let fake = Fake::default();
            let answer = call(request(method, path, key, b""), &fake);
            assert_eq!(answer.status(), status, "{path} with {key:?}");
            assert!(fake.calls.borrow().is_empty(), "{path} with {key:?}");
        }
    }
    let failing = Fake::failing(Error::IndexSecretChanged);
    let answer = call(request("GET", "/v1/backup", "admin", b""), &failing);
    assert_eq!(json(&answer)["code"], "index_secret_changed");
}
