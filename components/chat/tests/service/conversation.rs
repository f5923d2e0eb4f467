//! What was said, and signs.

use serde_json::json;
use throughline_chat::Settings;
use throughline_contract::types::{Error, InvalidField};
use throughline_visitor::{Contact, Proven};

use crate::fake::{
    DOCUMENT, Fake, NOW, call, call_with, header, json as document, keyring, of, outcome,
    variables, visitor, with,
};

#[test]
fn what_was_said_has_a_name_and_is_not_sent_twice() {
    let (session, token) = visitor();
    let ask = || of(&session, &token, "GET", "messages", "");
    let fake = Fake::default();
    let response = call(ask(), &fake);
    assert_eq!(response.status(), 200);
    let mut expected: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
    expected["online"] = true.into();
    assert_eq!(document(&response), expected);
    assert_eq!(header(&response, "cache-control"), "private, no-cache");
    let etag = header(&response, "etag").to_owned();
    assert!(etag.starts_with('"') && etag.ends_with('"'), "{etag}");
    let response = call(with(ask(), "if-none-match", &etag), &fake);
    assert_eq!(response.status(), 304);
    assert!(response.body().is_empty());
    assert_eq!(header(&response, "etag"), etag);
    assert_eq!(header(&response, "cache-control"), "private, no-cache");
    let visitor = "01".repeat(16);
    assert_eq!(
        fake.calls(),
        [
            format!("look visitor:{visitor} None"),
            format!("look visitor:{visitor} Some(\"1\")")
        ]
    );
    // Whether somebody is there is part of what is seen.
    let hours = r#"{"tz":"UTC"}"#;
    let closed = Settings::read(&variables().with("business_hours", hours));
    let response = call_with(with(ask(), "if-none-match", &etag), &fake, &closed);
    assert_eq!(
        (response.status().as_u16(), &document(&response)["online"]),
        (200, &json!(false))
    );
    assert_ne!(header(&response, "etag"), etag);
}

#[test]
fn what_was_said_before_is_asked_for_with_its_cursor() {
    let (session, token) = visitor();
    let fake = Fake::default();
    let request = of(&session, &token, "GET", "messages?before=a%2Bb", "");
    let response = call(with(request, "if-none-match", "\"1.1\""), &fake);
    assert_eq!(response.status(), 200);
    assert_eq!(document(&response)["online"], true);
    assert!(!response.headers().contains_key("etag"));
    assert_eq!(
        fake.calls(),
        [format!("earlier visitor:{} a+b", "01".repeat(16))]
    );
    let fake = Fake::failing(Error::Invalid(InvalidField {
        field: "cursor".to_owned(),
        detail: "not one of ours".to_owned(),
    }));
    let response = call(of(&session, &token, "GET", "messages?before=x", ""), &fake);
    assert_eq!(outcome(&response), (422, "invalid_field".to_owned()));
    assert_eq!(document(&response)["field"], "before");
}

#[test]
fn a_user_sees_what_the_visitor_said_before_signing_in() {
    let proven = Proven {
        user: "u-1".to_owned(),
        email: Some("ana@example.com".to_owned()),
        phone: None,
        name: None,
        contact: Contact::default(),
    };
    let session = visitor().0.identify(proven, [2; 16], NOW);
    let token = keyring().seal(&session);
    let fake = Fake::default();
    call(of(&session, &token, "GET", "messages", ""), &fake);
    let typing = r#"{"typing":true}"#;
    call(of(&session, &token, "POST", "typing", typing), &fake);
    let read = r#"{"upto":"2026-11-22T04:00:00.000Z"}"#;
    call(of(&session, &token, "POST", "read", read), &fake);
    let visitor = "01".repeat(16);
    // Never by an address, which others may have said something from.
    assert_eq!(
        fake.calls(),
        [
            format!("look user:u-1 visitor:{visitor} None"),
            "here user:u-1 true".to_owned(),
            "watermark user:u-1 chat DeliveryStatus::Read 1795320000000".to_owned(),
            format!("watermark visitor:{visitor} chat DeliveryStatus::Read 1795320000000"),
        ]
    );
}

#[test]
fn signs_are_passed_on() {
    let (session, token) = visitor();
    let later = r#"{"upto":"2099-01-01T00:00:00Z"}"#;
    let who = format!("visitor:{}", "01".repeat(16));
    for (path, body, expected) in [
        ("typing", r#"{"typing":true}"#, format!("here {who} true")),
        ("typing", r#"{"typing":false}"#, format!("here {who} false")),
        (
            "read",
            later,
            format!("watermark {who} chat DeliveryStatus::Read {NOW}"),
        ),
    ] {
        let fake = Fake::default();
        let response = call(of(&session, &token, "POST", path, body), &fake);
        assert_eq!(response.status(), 204, "{path}");
        assert!(response.body().is_empty());
        assert_eq!(fake.calls(), [expected]);
    }
    for (path, body, expected) in [
        ("typing", "{}", (422, "invalid_field")),
        ("typing", r#"{"typing":"yes"}"#, (422, "invalid_field")),
        ("typing", "", (400, "malformed_json")),
        ("read", r#"{"upto":"yesterday"}"#, (422, "invalid_field")),
        ("read", r#"{"upto":1795320000000}"#, (422, "invalid_field")),
    ] {
        let fake = Fake::default();
        let response = call(of(&session, &token, "POST", path, body), &fake);
        let (status, code) = outcome(&response);
        assert_eq!((status, &*code), expected, "{path} {body}");
        assert!(fake.calls().is_empty());
    }
}

#[test]
fn a_visitor_to_whom_nothing_was_sent_has_read_it_all() {
    let (session, token) = visitor();
    let fake = Fake::failing(Error::NotFound);
    let body = r#"{"upto":"2026-11-22T04:00:00Z"}"#;
    let response = call(of(&session, &token, "POST", "read", body), &fake);
    assert_eq!(response.status(), 204);
}

#[test]
fn a_visitor_may_sign_so_often() {
    let (session, token) = visitor();
    let fake = Fake::default();
    for n in 0..61 {
        let (path, body) = match n % 2 {
            0 => ("typing", r#"{"typing":true}"#),
            _ => ("read", r#"{"upto":"2026-11-22T04:00:00Z"}"#),
        };
        let response = call(of(&session, &token, "POST", path, body), &fake);
        assert_eq!(response.status() == 429, n == 60, "{n}");
    }
}
