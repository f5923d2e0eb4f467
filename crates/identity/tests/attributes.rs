//! Customers' own fields.

use serde_json::{Value, json};
use throughline_identity::attribute::{MOST, NAME, Schema, TEXT};

fn schema() -> Schema {
    let declared = json!({
        "tier": {"type": "enum", "values": ["gold", "silver"]},
        "note": {"type": "text"}, "score": {"type": "number"}, "visits": {"type": "integer"},
        "vip": {"type": "boolean"}, "birthday": {"type": "date"}, "since": {"type": "datetime"},
        "credit": {"type": "money"}, "site": {"type": "url"}, "work": {"type": "email"},
        "mobile": {"type": "phone", "region": "US"}, "home": {"type": "phone"},
        "lives": {"type": "address"}, "code": {"type": "postcode", "region": "GB"},
        "country": {"type": "country"}, "language": {"type": "language"},
    });
    Schema::parse(&declared).expect("every type is declared well")
}

#[test]
fn values_of_each_type() {
    let schema = schema();
    for (name, value, expected) in [
        ("tier", json!("gold"), Some(json!("gold"))),
        ("tier", json!(" GOLD "), Some(json!("gold"))),
        ("tier", json!("bronze"), None),
        ("tier", json!(1), None),
        ("note", json!(" a\nb\u{0}\u{202e} "), Some(json!("a\nb"))),
        ("note", json!(["a"]), None),
        ("score", json!(1.5), Some(json!(1.5))),
        ("score", json!("1.5"), Some(json!(1.5))),
        ("score", json!("7"), Some(json!(7))),
        ("score", json!("NaN"), None),
        ("score", json!("inf"), None),
        ("visits", json!(3), Some(json!(3))),
        ("visits", json!(3.0), Some(json!(3))),
        ("visits", json!("-3"), Some(json!(-3))),
        ("visits", json!(3.5), None),
        ("visits", json!(9_007_199_254_740_992_i64), None),
        ("visits", json!(1e300), None),
        ("vip", json!(true), Some(json!(true))),
        ("vip", json!("No"), Some(json!(false))),
        ("vip", json!(1), Some(json!(true))),
        ("vip", json!("maybe"), None),
        ("birthday", json!("1987-03-21"), Some(json!("1987-03-21"))),
        ("birthday", json!("19870321"), Some(json!("1987-03-21"))),
        ("birthday", json!("1987-02-30"), None),
        (
            "since",
            json!("2027-03-21T09:30:00+02:00"),
            Some(json!("2027-03-21T07:30:00Z")),
        ),
        ("since", json!("2027-03-21T09:30:00"), None),
        (
            "credit",
            json!({"amount": 4999, "currency": "usd"}),
            Some(json!({"amount": 4999, "currency": "USD"})),
        ),
        ("credit", json!({"amount": 49.99, "currency": "USD"}), None),
        ("credit", json!({"amount": 1, "currency": "dollars"}), None),
        ("credit", json!({"amount": 1}), None),
        (
            "site",
            json!("HTTPS://Example.com/A?b"),
            Some(json!("https://example.com/A?b")),
        ),
        (
            "lives",
            json!(" 4  Elm Street\nSpringfield "),
            Some(json!("4 Elm Street, Springfield")),
        ),
        ("lives", json!(" \n "), None),
        ("code", json!("sw1a1aa"), Some(json!("SW1A 1AA"))),
        ("code", json!("  "), None),
        ("site", json!("javascript:alert(1)"), None),
        ("site", json!("https://ana@example.com/"), None),
        ("site", json!("https://"), None),
        ("site", json!("https://example.com/\"><script>"), None),
        (
            "work",
            json!("Ana <Ana@Example.com>"),
            Some(json!("ana@example.com")),
        ),
        ("work", json!("ana"), None),
        (
            "mobile",
            json!("(555) 123-4567"),
            Some(json!("+15551234567")),
        ),
        ("mobile", json!("72345"), None),
        ("home", json!("(555) 123-4567"), None),
        ("country", json!("de"), Some(json!("DE"))),
        ("country", json!("XX"), None),
        ("language", json!("pt_br"), Some(json!("pt-BR"))),
        ("language", json!("zh-hant-tw"), Some(json!("zh-Hant-TW"))),
        ("language", json!("es-419"), Some(json!("es-419"))),
        ("language", json!("haw"), Some(json!("haw"))),
        ("language", json!("xx"), None),
        ("language", json!("en-US-x-y"), None),
        // Not declared.
        ("shoe size", json!(42), Some(json!(42))),
        ("shoe size", json!({"a": 1}), None),
        ("tier", Value::Null, Some(Value::Null)),
        ("a/b", json!(1), None),
        ("", json!(1), None),
    ] {
        let got = schema.check(name, &value);
        assert_eq!(got.clone().ok(), expected, "{name}: {value} {got:?}");
        if let Ok(once) = got {
            assert_eq!(
                schema.check(name, &once),
                Ok(once.clone()),
                "{name}: {value}"
            );
        }
    }
    let wrong = schema.check("tier", &json!("bronze")).unwrap_err();
    assert!(
        wrong.contains("tier") && !wrong.contains("bronze"),
        "{wrong}"
    );
}

#[test]
fn limits() {
    let schema = schema();
    for over in [0, 1] {
        let text = json!("x".repeat(TEXT + over));
        assert_eq!(schema.check("note", &text).is_ok(), over == 0);
        let name = "n".repeat(NAME + over);
        assert_eq!(schema.check(&name, &json!(1)).is_ok(), over == 0);
        let many: serde_json::Map<_, _> = (0..MOST + over)
            .map(|n| (format!("a{n}"), json!(n)))
            .collect();
        let declared = many
            .keys()
            .map(|n| (n.clone(), json!({"type": "text"})))
            .collect();
        assert_eq!(Schema::parse(&Value::Object(declared)).is_ok(), over == 0);
    }
}

#[test]
fn declarations_that_are_none() {
    for declared in [
        json!([]),
        json!({"a": {"type": "colour"}}),
        json!({"a": {"type": "enum"}}),
        json!({"a": {"type": "enum", "values": []}}),
        json!({"a": {"type": "text", "longest": 5}}),
        json!({"a": {"type": "phone", "region": "XX"}}),
        json!({"a": "text"}),
        json!({"a/b": {"type": "text"}}),
    ] {
        assert!(Schema::parse(&declared).is_err(), "{declared}");
    }
}
