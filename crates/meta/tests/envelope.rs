//! What Meta posts, taken apart: each item stands alone.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_meta::envelope::{self, Field};

/// Account, field and what became of the value, for each item.
fn items(body: &str) -> Vec<(String, Field, Result<Value, String>)> {
    let envelope = envelope::read(body.as_bytes()).unwrap();
    let items = envelope.items.iter().map(|item| {
        let value = item.value().cloned().map_err(|wrong| wrong.0);
        (item.account.to_string(), item.field.clone(), value)
    });
    items.collect()
}

#[test]
fn every_level_is_walked() {
    let body = r#"{"object":"page","more":1,"entry":[
        {"id":"1","time":1795321020123,"messaging":[{"a":1},{"a":2}]},
        {"id":2,"time":"1795321020","changes":[{"field":"feed","value":{"b":1}}],"standby":[{"c":1}]},
        {"id":"3","messaging":[],"changes":null,"standby":[]}]}"#;
    let change = Field::Change("feed".into());
    assert_eq!(
        items(body),
        [
            ("1".into(), Field::Messaging, Ok(json!({"a": 1}))),
            ("1".into(), Field::Messaging, Ok(json!({"a": 2}))),
            ("2".into(), Field::Standby, Ok(json!({"c": 1}))),
            ("2".into(), change, Ok(json!({"b": 1}))),
        ]
    );
    let envelope = envelope::read(body.as_bytes()).unwrap();
    assert_eq!(&*envelope.object, "page");
    assert_eq!(envelope.accounts(), ["1", "1", "2", "2"]);
    let times: Vec<_> = envelope.items.iter().map(|item| item.time).collect();
    let (first, second) = (Some(1_795_321_020_123), Some(1_795_321_020_000));
    assert_eq!(times, [first, first, second, second]);
}

#[test]
fn what_is_wrong_loses_nothing_else() {
    let body = r#"{"object":"page","entry":[7, {"id":"1"}, {"id":"1","messaging":{}},
        {"messaging":[{"a":1}]}, {"id":"","messaging":[{"a":2}]}, {"id":["1"],"changes":[{"field":"f"}]},
        {"id":"1","messaging":[null,"x",{"a":3}],"changes":[{"value":{}},{"field":"f","value":[]},[]]}]}"#;
    let reasons: Vec<_> = items(body)
        .into_iter()
        .map(|(account, _, value)| (account, value.map_err(|wrong| wrong.replace('`', ""))))
        .collect();
    let wrong = |account: &str, reason: &str| (account.to_owned(), Err(reason.to_owned()));
    assert_eq!(
        reasons,
        [
            wrong("", "an entry is no object"),
            wrong("", "an entry has none of messaging, standby and changes"),
            wrong("", "the items of an entry are no list"),
            wrong("", "entry[].id is missing"),
            wrong("", "entry[].id is missing"),
            wrong("", "entry[].id is missing"),
            wrong("1", "an item is no object"),
            wrong("1", "an item is no object"),
            ("1".to_owned(), Ok(json!({"a": 3}))),
            wrong("1", "changes[].field is missing"),
            wrong("1", "an item is no object"),
            wrong("1", "changes[].field is missing"),
        ]
    );
}

#[test]
fn a_body_that_is_no_envelope_is_said_to_be_none() {
    let deep = format!(r#"{{"entry":[{}{}]}}"#, "[".repeat(63), "]".repeat(63));
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"object":"page"}"#,
        r#"{"object":"page","entry":{}}"#,
        r#"{"object":7,"entry":[]}"#,
        r#"{"object":"page","entry":[{"id":"1","messaging":[{"text":"\ud83d"}]}]}"#,
        r#"{"object":"page","entry":[{"id":"1","id":"2","messaging":[]}]}"#,
        r#"{"object":"page","entry":[{"id":"1","messaging":[{"n":1e999}]}]}"#,
        "{\"object\":\"page\",\"entry\":[\"\u{0}\"]}",
        &deep,
    ] {
        assert!(envelope::read(body.as_bytes()).is_err(), "{body}");
    }
    assert!(envelope::read(b"{\"entry\":[\"\xff\"]}").is_err());
    assert!(items(r#"{"object":"page","entry":[]}"#).is_empty());
}

#[test]
fn a_kept_item_can_be_posted_again_as_it_is() {
    let body = r#"{"object":"pa\u0067e","entry":[
        {"id":"1","time":1795321020123,"messaging":[{"text":"h\u00e9 \/"}]},
        {"id":"1","time":"1795321020","changes":[{"field":"feed","value":{"n":1.0}}]},
        {"id":"1","standby":[{"c":1}]}, {"id":"9","hop":true}]}"#;
    let envelope = envelope::read(body.as_bytes()).unwrap();
    let raw = [
        r#""h\u00e9 \/""#,
        r#"{"n":1.0}"#,
        r#"{"c":1}"#,
        r#"{"id":"9","hop":true}"#,
    ];
    assert_eq!(envelope.items.len(), raw.len());
    for (item, raw) in envelope.items.iter().zip(raw) {
        let kept = item.unparsed("messenger", "because".into());
        assert_eq!((&*kept.channel, &*kept.provider), ("messenger", "meta"));
        assert_eq!(
            (&*kept.content_type, &*kept.reason),
            ("application/json", "because")
        );
        let text = String::from_utf8(kept.body.clone()).unwrap();
        assert!(text.contains(raw), "{text} has the bytes that came");
        let again = envelope::read(&kept.body).unwrap();
        assert_eq!(&*again.object, "page");
        let [again] = again.items.as_slice() else {
            panic!("one item: {text}");
        };
        assert_eq!(again.value(), item.value());
        assert_eq!(again.account, item.account);
        assert_eq!(again.field, item.field);
        assert_eq!(again.time, item.time);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_an_envelope_or_none(body: Vec<u8>, text in r#"[\[\]{}",:0-9a\\]{0,24}"#) {
        for body in [body, text.clone().into_bytes(), format!(r#"{{"entry":[{text}]}}"#).into_bytes()] {
            if let Ok(envelope) = envelope::read(&body) {
                for item in &envelope.items {
                    let kept = item.unparsed("x", "y".into());
                    prop_assert!(envelope::read(&kept.body).is_ok());
                }
            }
        }
    }
}
