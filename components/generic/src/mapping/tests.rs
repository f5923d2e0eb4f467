#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;
use throughline_channel_kit::types::Direction;

use super::*;
use crate::config::Faults;

fn mapping(value: Value) -> Mapping {
    let mut faults = Faults::default();
    let mapping = Mapping::read_at("m", &value, &mut faults);
    mapping.unwrap_or_else(|| panic!("{faults:?}"))
}

/// A mapping of somebody's, with these fields besides.
fn with(fields: Value) -> Mapping {
    let mut value = json!({ "from": { "kind": "email", "value": "/mail" } });
    value
        .as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    mapping(value)
}

fn read(mapping: &Mapping, payload: &Value) -> Result<(Written, Vec<String>), String> {
    let mut notes = Vec::new();
    let view = View {
        root: payload,
        entry: payload,
    };
    mapping
        .read(view, &mut notes)
        .map(|written| (written, notes))
}

#[test]
fn a_word_may_be_a_constant_a_pointer_or_in_other_words() {
    let kind = |rule: Value, payload: Value| {
        let (written, _) = read(&with(json!({ "kind": rule })), &payload).unwrap();
        written.kind
    };
    let mapped = json!({ "pointer": "/t", "map": { "tel": "call", "7": "visit", "true": "note" }, "default": "message" });
    let open = json!({ "pointer": "/t", "map": { "tel": "call" } });
    for (rule, payload, expected) in [
        (json!("call"), json!({}), Some("call")),
        (json!({ "const": "call" }), json!({}), Some("call")),
        (json!("/t"), json!({ "t": "call" }), Some("call")),
        (json!("/t"), json!({ "t": 7 }), Some("7")),
        (json!("/t"), json!({ "t": null }), None),
        (json!("/t"), json!({ "t": " " }), None),
        (json!("/t"), json!({}), None),
        (json!(["/t", "/u"]), json!({ "u": "a" }), Some("a")),
        (
            json!(["/t", "/u"]),
            json!({ "t": "b", "u": "a" }),
            Some("b"),
        ),
        (json!(["/t", "call"]), json!({ "t": "" }), Some("call")),
        (json!({ "pointer": "/t" }), json!({ "t": "a" }), Some("a")),
        (
            json!({ "pointer": "/t", "default": "a" }),
            json!({}),
            Some("a"),
        ),
        (
            json!({ "pointer": "/t", "default": "a" }),
            json!({ "t": "b" }),
            Some("b"),
        ),
        (mapped.clone(), json!({ "t": "tel" }), Some("call")),
        (mapped.clone(), json!({ "t": 7 }), Some("visit")),
        (mapped.clone(), json!({ "t": true }), Some("note")),
        (mapped.clone(), json!({ "t": "fax" }), Some("message")),
        (mapped.clone(), json!({ "t": ["tel"] }), Some("message")),
        (mapped, json!({}), Some("message")),
        (open.clone(), json!({ "t": "fax" }), None),
        (open, json!({ "t": "tel" }), Some("call")),
    ] {
        assert_eq!(
            kind(rule.clone(), payload.clone()).as_deref(),
            expected,
            "{rule} {payload}"
        );
    }
}

#[test]
fn every_field_is_read() {
    let mapping = mapping(json!({
        "id": "/id", "channel": "in-person", "kind": "visit", "direction": "outbound",
        "visibility": "public", "occurred_at": "/at",
        "from": { "kind": "external", "value": { "const": "shop:1" } },
        "to": [{ "kind": { "pointer": "/by", "map": { "m": "email" } }, "value": "/mail", "verified": true, "name": "/name" },
               { "kind": "phone", "value": "/tel", "verified": "/tel_ok" }],
        "subject": "/s", "text": "/t", "thread": "/case", "ticket_id": "/ticket", "agent": "/who",
        "language": "en", "attributes": { "plan": "/plan", "size": { "const": 3 }, "none": "/none" },
        "attachments": { "url": "/file", "content_type": { "const": "image/png" } },
    }));
    let payload = json!({
        "id": 7, "at": "1795320960", "by": "m", "mail": "ana@example.com", "name": "Ana",
        "tel": "+15551234567", "tel_ok": true, "s": "S", "t": "T", "case": 1, "ticket": "tkt_1",
        "who": "bo", "plan": { "name": "gold" }, "file": "https://a.example/1",
    });
    let (written, notes) = read(&mapping, &payload).unwrap();
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(written.id.as_deref(), Some("7"));
    assert_eq!(written.channel.as_deref(), Some("in-person"));
    assert_eq!(written.direction, Some(Direction::Outbound));
    assert_eq!(written.occurred_at, Some(1_795_320_960_000));
    assert_eq!(written.from[0].value, "shop:1");
    let to: Vec<_> = written
        .to
        .iter()
        .map(|a| (&*a.kind, &*a.value, a.verified))
        .collect();
    assert_eq!(
        to,
        [
            ("email", "ana@example.com", true),
            ("phone", "+15551234567", true)
        ]
    );
    assert_eq!(written.to[0].name.as_deref(), Some("Ana"));
    assert_eq!(written.thread.as_deref(), Some("1"));
    assert_eq!(written.ticket_id.as_deref(), Some("tkt_1"));
    assert_eq!(written.agent.as_deref(), Some("bo"));
    assert_eq!(
        Value::from(written.attributes),
        json!({ "plan": { "name": "gold" }, "size": 3 })
    );
    assert_eq!(
        written.attachments[0].url.as_deref(),
        Some("https://a.example/1")
    );
    assert_eq!(written.attachments[0].content_type, "image/png");
}

#[test]
fn what_cannot_be_used_is_noted_or_an_error() {
    let mapping = with(json!({
        "identities": [{ "kind": "phone", "value": "/tel" }, { "kind": "/kind", "value": "/mail" }],
        "occurred_at": "/at", "text": "/t", "attributes": { "big": "/big" },
        "attachments": { "each": "/files", "url": "/href" },
    }));
    let big = "x".repeat(3000);
    let payload = json!({ "mail": "no mail", "tel": {}, "at": "soon", "big": big, "files": 7 });
    let (written, notes) = read(&mapping, &payload).unwrap();
    assert!(written.from.is_empty() && written.identities.is_empty());
    assert!(written.attributes.is_empty() && written.attachments.is_empty());
    assert_eq!(
        notes,
        [
            "from: a mail address is local-part@domain, such as ana@example.com",
            "identities[0]: value: neither text nor a whole number",
            "identities[1]: kind: nothing there",
            "attachments.each: there is no list there",
            "attributes.big: too large, and left out",
            "occurred_at: no time that can be read",
        ]
    );
    let three = [
        json!({ "href": "https://a.example" }),
        json!({}),
        json!({ "href": 7 }),
    ];
    let many: Vec<&Value> = three.iter().cycle().take(60).collect();
    let (written, notes) = read(&mapping, &json!({ "files": many })).unwrap();
    assert_eq!(written.attachments.len(), 11);
    assert_eq!(notes, ["attachments: only the first 32"]);
    assert_eq!(
        read(&mapping, &json!({ "t": ["a"] })).unwrap_err(),
        "text: a list, and not text"
    );
    assert_eq!(
        read(&mapping, &json!({ "t": {} })).unwrap_err(),
        "text: an object, and not text"
    );
}

#[test]
fn each_finds_the_entries() {
    let entries = |each: &str, payload: &Value| {
        let mapping = with(json!({ "each": each }));
        mapping
            .entries(payload)
            .map(|entries| entries.map(<[Value]>::len))
    };
    assert_eq!(entries("/a", &json!({ "a": [1, 2] })), Ok(Some(2)));
    assert_eq!(entries("", &json!([1, 2, 3])), Ok(Some(3)));
    assert_eq!(entries("/a", &json!({ "a": [] })), Ok(Some(0)));
    assert!(entries("/a", &json!({ "a": {} })).is_err());
    assert!(entries("/a", &json!({})).is_err());
    assert!(entries("", &json!(vec![0; 1001])).is_err());
    assert_eq!(with(json!({})).entries(&json!([])), Ok(None));
}

#[test]
fn a_wrong_mapping_is_told_where() {
    let pointer = "not a JSON Pointer, which begins with / (a constant is written {\"const\": …})";
    for (value, expected) in [
        (json!([]), "m: not an object"),
        (
            json!({ "text": "/t" }),
            "m: says nobody's: give from or identities",
        ),
        (
            json!({ "from": 7 }),
            "m.from: not an object with `kind` and `value`",
        ),
        (
            json!({ "from": { "kind": "email" } }),
            "m.from.value: missing",
        ),
        (
            json!({ "from": { "kind": "E", "value": "/a" } }),
            "m.from.kind: neither a JSON Pointer nor an identity's kind such as email",
        ),
        (
            json!({ "from": { "kind": "email", "value": "a" } }),
            &format!("m.from.value: {pointer}"),
        ),
        (
            json!({ "from": { "kind": "email", "value": "/a", "verified": "yes" } }),
            "m.from.verified: neither a JSON Pointer nor true nor false",
        ),
        (
            json!({ "from": { "kind": "email", "value": "/a", "mail": "/b" } }),
            "m.from.mail: unknown; there are kind, value, verified, name",
        ),
        (
            json!({ "identities": [{ "kind": "email", "value": "/a" }, 7] }),
            "m.identities[1]: not an object with `kind` and `value`",
        ),
    ] {
        assert_eq!(faults(&value), [expected], "{value}");
    }
    for (field, value, expected) in [
        ("text", json!("t"), &*format!("m.text: {pointer}")),
        (
            "text",
            json!("/a~"),
            "m.text: not a JSON Pointer (RFC 6901): `~` stands before 0 or 1, `^` before /",
        ),
        (
            "text",
            json!("^a"),
            "m.text: not a JSON Pointer (RFC 6901): `~` stands before 0 or 1, `^` before /",
        ),
        (
            "text",
            json!(7),
            "m.text: neither a JSON Pointer, nor a list of such, nor an object with `pointer` or `const`",
        ),
        (
            "text",
            json!([]),
            "m.text: neither a JSON Pointer, nor a list of such, nor an object with `pointer` or `const`",
        ),
        (
            "text",
            json!(["/a", "b"]),
            &*format!("m.text[1]: {pointer}"),
        ),
        ("text", json!({}), "m.text.pointer: missing"),
        (
            "text",
            json!({ "pointer": "a" }),
            "m.text.pointer: not a JSON Pointer, which begins with /",
        ),
        (
            "text",
            json!({ "pointer": "/a", "mapp": {} }),
            "m.text.mapp: unknown; there are pointer, map, default",
        ),
        (
            "text",
            json!({ "pointer": "/a", "map": {} }),
            "m.text.map: not an object from the source's words to others",
        ),
        (
            "text",
            json!({ "pointer": "/a", "map": { "x": 1 } }),
            "m.text.map.x: not text",
        ),
        (
            "text",
            json!({ "pointer": "/a", "default": [] }),
            "m.text.default: neither text nor a number nor true or false",
        ),
        (
            "text",
            json!({ "const": {} }),
            "m.text.const: neither text nor a number nor true or false",
        ),
        (
            "id",
            json!({ "const": "1" }),
            "m.id.const: a constant would make every message the same one",
        ),
        (
            "kind",
            json!("A call"),
            "m.kind: neither a JSON Pointer nor 1 to 64 of a-z, 0-9, '-' and '_'",
        ),
        (
            "kind",
            json!({ "pointer": "/a", "map": { "x": "A" } }),
            "m.kind.map.x: neither a JSON Pointer nor 1 to 64 of a-z, 0-9, '-' and '_'",
        ),
        (
            "direction",
            json!("in"),
            "m.direction: neither a JSON Pointer nor one of inbound, outbound, internal",
        ),
        (
            "direction",
            json!({ "pointer": "/a", "default": "in" }),
            "m.direction.default: neither a JSON Pointer nor one of inbound, outbound, internal",
        ),
        (
            "visibility",
            json!("open"),
            "m.visibility: neither a JSON Pointer nor private or public",
        ),
        (
            "language",
            json!("english"),
            "m.language: neither a JSON Pointer nor an ISO 639-1 code such as en",
        ),
        (
            "each",
            json!("tickets"),
            "m.each: not a JSON Pointer, which begins with /",
        ),
        (
            "each",
            json!(["/a"]),
            "m.each: not a JSON Pointer, which begins with /",
        ),
        (
            "attributes",
            json!(["/a"]),
            "m.attributes: not an object from an attribute's name to a JSON Pointer",
        ),
        (
            "attributes",
            json!({ "a": "b" }),
            &*format!("m.attributes.a: {pointer}"),
        ),
        (
            "attachments",
            json!({ "name": "/a" }),
            "m.attachments.url: missing",
        ),
        (
            "attachments",
            json!("/files"),
            "m.attachments: not an object with `url`",
        ),
        (
            "sender",
            json!("/a"),
            "m.sender: unknown; there are each, id, ",
        ),
    ] {
        let mut mapping = json!({ "from": { "kind": "email", "value": "/mail" } });
        mapping[field] = value;
        let found = faults(&mapping);
        assert_eq!(found.len(), 1, "{mapping}: {found:?}");
        assert!(found[0].starts_with(expected), "{mapping}: {found:?}");
    }
}

fn faults(value: &Value) -> Vec<String> {
    let variable = json!({ "s": { "scheme": "line", "secret": "x", "mapping": value } });
    let faults = crate::config::Sources::read(&variable.to_string()).unwrap_err();
    let faults = faults.iter().map(ToString::to_string);
    faults
        .map(|fault| fault.replacen("s.mapping", "m", 1))
        .collect()
}
