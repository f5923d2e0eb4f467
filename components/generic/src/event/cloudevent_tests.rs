#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{HeaderMap, HeaderValue, Method};
use serde_json::json;

use super::*;

fn webhook(headers: &[(&'static str, &[u8])], body: &str) -> Webhook {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, HeaderValue::from_bytes(value).unwrap());
    }
    Webhook {
        method: Method::POST,
        path: String::new(),
        query: None,
        headers: map,
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn attributes_are_decoded() {
    for (header, expected) in [
        (
            &b"Euro%20%E2%82%AC%20%F0%9F%98%80"[..],
            "Euro \u{20ac} \u{1f600}",
        ),
        (b"caf\xc3\xa9", "caf\u{e9}"),
        (b"caf\xe9", "caf\u{e9}"),
        (b"\"a \\\"b\\\" \\\\\"", "a \"b\" \\"),
        (b" plain ", "plain"),
        (b"100%", "100%"),
        (b"%zz", "%zz"),
        (b"\"", "\""),
        (b"", ""),
    ] {
        assert_eq!(decoded(header), expected, "{header:?}");
    }
}

#[test]
fn an_event_is_named_by_source_and_id() {
    let name = |value: Value| structured(value).map(|event| event.envelope.id);
    let event = |source: &str, id: &str| json!({"specversion": "1.0", "source": source, "id": id, "type": "t"});
    let first = name(event("/a", "1")).unwrap();
    assert_eq!(name(event("/a", "1")).unwrap(), first);
    for other in [event("/b", "1"), event("/a", "2"), event("/a1", "1")] {
        assert_ne!(name(other.clone()).unwrap(), first, "{other}");
    }
    let headers: [(&str, &[u8]); 4] = [
        ("ce-specversion", b"1.0"),
        ("ce-id", b"1"),
        ("ce-source", b"/a"),
        ("ce-type", b"t"),
    ];
    let binary = binary(&webhook(&headers, "{}")).unwrap();
    assert_eq!(binary.envelope.id, first);
}

#[test]
fn what_is_no_event_says_why() {
    let good = json!({"specversion": "1.0", "source": "/a", "id": "1", "type": "t"});
    assert!(structured(good.clone()).is_ok());
    for (name, value) in [
        ("specversion", json!("2.0")),
        ("specversion", json!(1.0)),
        ("id", json!("")),
        ("source", json!(null)),
        ("type", json!(7)),
        ("data_base64", json!("#")),
        ("data_base64", json!("eyJhIjoxLCJhIjoyfQ==")),
    ] {
        let mut event = good.clone();
        event[name] = value;
        let reason = structured(event).unwrap_err();
        assert!(reason.starts_with(name), "{reason}");
    }
    let headers: [(&str, &[u8]); 5] = [
        ("ce-specversion", b"1.0"),
        ("ce-id", b"1"),
        ("ce-id", b"2"),
        ("ce-source", b"/a"),
        ("ce-type", b"t"),
    ];
    let twice = binary(&webhook(&headers, "{}"));
    assert_eq!(twice.unwrap_err(), "ce-id is there twice");
}

#[test]
fn data_may_be_encoded() {
    let event = json!({"specversion": "1.0", "source": "/a", "id": "1", "type": "t",
        "data_base64": "eyJhIjoxfQ=="});
    assert_eq!(structured(event).unwrap().data(), &json!({"a": 1}));
}
