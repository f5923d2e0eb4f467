//! Rows of each kind, and chunks that make no difference.

mod reading;

use proptest::prelude::*;
use reading::{in_chunks, told};
use serde_json::{Value, json};
use throughline_import::{Format, Kind, LONGEST, Line, Mapping, Row};

fn ndjson(kind: Kind, input: &str) -> Vec<Line> {
    in_chunks(Format::Ndjson, &Mapping::plain(kind), [input.as_bytes()])
}

/// The fault's code and detail, or the row.
fn one(kind: Kind, row: &Value) -> Result<Value, String> {
    match &*ndjson(kind, &row.to_string()) {
        [Line::Row { row, .. }] => Ok(serde_json::from_slice(&row.to_json()).expect("JSON")),
        [Line::Failed { fault, .. }] => Err(fault.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_customer_is_read_as_the_contract_writes_it() {
    let row = json!({
        "identities": [{"kind": "external", "value": "crm:4711"}, {"kind": "email", "value": "a@example.org", "verified": false}],
        "name": "Ann", "language": "EN_us",
        "attributes": {"given_name": "Ann", "points": 7, "address": {"city": "Graz"}},
        "preferences": {"channel": "sms", "do_not_contact": []},
        "consent": [{"channel": "email", "status": "opted_out", "at": "2026-11-22T05:17:00+01:00", "source": "form"}],
        "created_at": "2020-01-01T00:00:00Z",
    });
    let mut expected = row.clone();
    expected["identities"][0]["verified"] = json!(true);
    expected["language"] = json!("en");
    expected["consent"][0]["at"] = json!("2026-11-22T04:17:00.000Z");
    expected["created_at"] = json!("2020-01-01T00:00:00.000Z");
    assert_eq!(one(Kind::Customers, &row), Ok(expected));
}

#[test]
fn what_is_wrong_with_a_customer_is_named() {
    let person = |more: Value| {
        let mut row = json!({"identities": [{"kind": "email", "value": "a@example.org"}]});
        row.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        row
    };
    let many = vec![json!({"kind": "user", "value": "1"}); 33];
    for (row, said) in [
        (json!({}), "invalid_field: identities: missing field"),
        (
            json!({"identities": []}),
            "invalid_field: identities: whose row this is",
        ),
        (
            json!({"identities": many}),
            "invalid_field: identities: there are more than 32",
        ),
        (
            json!({"identities": [["email", "a@example.org"]]}),
            "invalid_field: identities[0]",
        ),
        (
            json!({"identities": [{"kind": "E-Mail", "value": "a"}]}),
            "invalid_field: identities[0].kind",
        ),
        (
            json!({"identities": [{"kind": "user", "value": " "}]}),
            "invalid_field: identities[0].value",
        ),
        (
            json!({"identities": [{"kind": "user", "value": "x".repeat(513)}]}),
            "invalid_field: identities[0].value",
        ),
        (
            json!({"identities": [{"kind": "user", "value": 7}]}),
            "invalid_field: identities[0].value",
        ),
        (person(json!({"nick": "A"})), "unknown_field: nick"),
        (
            person(json!({"language": "german"})),
            "invalid_field: language",
        ),
        (
            person(json!({"created_at": "2020"})),
            "invalid_field: created_at",
        ),
        (
            person(json!({"attributes": []})),
            "invalid_field: attributes",
        ),
        (
            person(json!({"preferences": {"hours": 1}})),
            "unknown_field: preferences.hours",
        ),
        (
            person(json!({"consent": [{"channel": "sms", "status": "perhaps"}]})),
            "invalid_field: consent[0].status",
        ),
    ] {
        let refused = one(Kind::Customers, &row).unwrap_err();
        assert!(refused.starts_with(said), "{row}: {refused}");
    }
}

#[test]
fn a_purchase_becomes_an_interaction() {
    let row = json!({
        "identity": {"kind": "external", "value": "crm:4711"}, "id": 1001, "at": "2026-11-22T04:17:00Z",
        "total": {"decimal": "49.99", "currency": "EUR"}, "status": "partially_refunded",
        "items": [{"name": "Lamp", "quantity": 2, "colour": "red"}, {"name": "Bulb"}],
    });
    let lines = ndjson(Kind::Purchases, &row.to_string());
    let [
        Line::Row {
            row: Row::Purchase(purchase),
            ..
        },
    ] = &*lines
    else {
        panic!("{lines:?}");
    };
    let interaction: Value = serde_json::from_slice(&purchase.interaction()).unwrap();
    assert_eq!(
        interaction,
        json!({
            "channel": "in-person", "provider": "import", "provider_message_id": "1001:partially_refunded",
            "direction": "inbound", "kind": "purchase", "occurred_at": "2026-11-22T04:17:00.000Z",
            "identities": [{"kind": "external", "value": "crm:4711", "verified": true}],
            "text": "Bought 2 × Lamp, 1 × Bulb for 49.99 EUR (partially refunded)",
            "attributes": {"purchase": {
                "id": "1001", "status": "partially_refunded", "total": {"amount": 4999, "currency": "EUR"},
                "items": [{"name": "Lamp", "quantity": 2, "colour": "red"}, {"name": "Bulb"}],
            }},
        })
    );
}

#[test]
fn a_purchase_of_many_items_fits() {
    let items: Vec<_> = (0..500)
        .map(|n| json!({"name": format!("Lamp {n}"), "sku": "\u{1}\""}))
        .collect();
    let row = json!({"identity": {"kind": "user", "value": "1"}, "id": "x".repeat(255), "at": "2026-11-22T04:17:00Z",
                     "status": "y".repeat(64), "items": items});
    let lines = ndjson(Kind::Purchases, &row.to_string());
    let [
        Line::Row {
            row: Row::Purchase(purchase),
            ..
        },
    ] = &*lines
    else {
        panic!("{lines:?}");
    };
    let interaction: Value = serde_json::from_slice(&purchase.interaction()).unwrap();
    let attributes = &interaction["attributes"];
    assert!(attributes.to_string().len() <= 2048);
    let kept = attributes["purchase"]["items"].as_array().unwrap().len();
    assert!(kept > 20, "{kept}");
    assert_eq!(attributes["left_out"], 500 - kept);
    let text = interaction["text"].as_str().unwrap();
    assert!(text.contains("1 × Lamp 9 and 490 more"), "{text}");
}

#[test]
fn what_is_wrong_with_a_purchase_is_named() {
    let purchase = |more: Value| {
        let mut row = json!({"identity": {"kind": "user", "value": "1"}, "id": "1", "at": "2026-11-22T04:17:00Z"});
        row.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        row
    };
    assert!(one(Kind::Purchases, &purchase(json!({}))).is_ok());
    for (more, said) in [
        (
            json!({"identity": null}),
            "invalid_field: identities: whose",
        ),
        (json!({"id": ""}), "invalid_field: id"),
        (json!({"id": 1.5}), "invalid_field: id"),
        (json!({"at": null}), "invalid_field: at"),
        (json!({"at": "yesterday"}), "invalid_field: at"),
        (
            json!({"total": {"decimal": "1.999", "currency": "EUR"}}),
            "invalid_field: total: EUR has 2 digits",
        ),
        (json!({"total": 5}), "invalid_field: total"),
        (json!({"items": ["Lamp"]}), "invalid_field: items[0]"),
        (json!({"channel": "In Person"}), "invalid_field: channel"),
        (json!({"price": 5}), "unknown_field: price"),
    ] {
        let refused = one(Kind::Purchases, &purchase(more.clone())).unwrap_err();
        assert!(refused.starts_with(said), "{more}: {refused}");
    }
}

#[test]
fn lines_that_are_no_rows_are_named_and_reading_goes_on() {
    let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(64), "]".repeat(64));
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(LONGEST));
    let input =
        format!("{{\"a\":1}}\n\n{{\"a\":1,\"a\":2}}\n{deep}\nnull\n{long}\n{{\n{{\"b\":2}}");
    let expected = [
        (1, r#"{"a":1}"#),
        (3, "malformed_json"),
        (4, "malformed_json"),
        (5, "invalid_field"),
        (6, "line_too_long"),
        (7, "malformed_json"),
        (8, r#"{"b":2}"#),
    ];
    let expected = expected.map(|(n, text)| (n, text.to_owned()));
    assert_eq!(told(&ndjson(Kind::Interactions, &input)), expected);
    let latin = in_chunks(
        Format::Ndjson,
        &Mapping::plain(Kind::Interactions),
        [&b"{\"a\":\"\xfc\"}"[..]],
    );
    assert_eq!(told(&latin), [(1, "not_utf8".to_owned())]);
    let marked = ndjson(Kind::Interactions, "\u{feff}{\"a\":1}\r\n");
    assert_eq!(told(&marked), [(1, r#"{"a":1}"#.to_owned())]);
    for array in ["[\n{\"a\":1}\n]", "[{\"a\":1}]"] {
        assert_eq!(
            told(&ndjson(Kind::Interactions, array)),
            [(0, "not_ndjson".to_owned())]
        );
    }
    assert_eq!(told(&ndjson(Kind::Interactions, "\n \n")), []);
}

#[test]
fn interactions_come_as_columns_too() {
    let input = "channel,provider,provider_message_id,direction,kind,occurred_at,from.kind,from.value,\
                 from.verified,text,attributes.x\n\
                 sms,legacy,1,inbound,message,2026-11-22 04:17,phone,+4311,true,\"Hello, you\",7\n";
    let lines = in_chunks(
        Format::Csv,
        &Mapping::plain(Kind::Interactions),
        [input.as_bytes()],
    );
    let [(2, row)] = &*told(&lines) else {
        panic!("{lines:?}");
    };
    assert_eq!(
        serde_json::from_str::<Value>(row).unwrap(),
        json!({
            "channel": "sms", "provider": "legacy", "provider_message_id": "1", "direction": "inbound",
            "kind": "message", "occurred_at": "2026-11-22T04:17:00.000Z",
            "from": {"kind": "phone", "value": "+4311", "verified": true},
            "text": "Hello, you", "attributes": {"x": "7"},
        })
    );
}

/// What inputs are made of.
const PIECES: [&str; 22] = [
    "user",
    "name",
    "email",
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    "1",
    "Ann",
    "\u{e4}",
    " ",
    "{\"identities\":[{\"kind\":\"user\",\"value\":\"1\"}]}",
    "{}",
    "[",
    "\\",
    "\u{feff}",
    "user,name\n",
    "2,\"B\nC\"\n",
    "sep=;",
];

proptest! {
    #[test]
    fn chunks_make_no_difference(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
        cuts in prop::collection::vec(1_usize..7, 0..60),
    ) {
        let input = pieces.concat();
        let mut rest = input.as_bytes();
        let mut chunks = Vec::new();
        for cut in cuts {
            let (chunk, behind) = rest.split_at(cut.min(rest.len()));
            chunks.push(chunk);
            rest = behind;
        }
        chunks.push(rest);
        for format in [Format::Csv, Format::Ndjson] {
            let mapping = Mapping::plain(Kind::Customers);
            let whole = in_chunks(format, &mapping, [input.as_bytes()]);
            prop_assert_eq!(in_chunks(format, &mapping, chunks.iter().copied()), whole);
        }
    }

    #[test]
    fn a_row_reads_back_as_it_is_sent(
        user in "[a-z]{1,9}", name in "\\PC{0,20}", at in 0_u64..4_000_000_000_000, cents: i64,
    ) {
        let customer = json!({
            "identities": [{"kind": "user", "value": user}], "name": name, "created_at": throughline_web::timestamp::format(at),
            "attributes": {"a": cents}, "consent": [{"channel": "sms", "status": "opted_in"}],
        });
        let purchase = json!({
            "identity": {"kind": "user", "value": user}, "id": user, "at": throughline_web::timestamp::format(at),
            "total": {"amount": cents, "currency": "EUR"}, "items": [{"name": name}],
        });
        for (kind, row) in [(Kind::Customers, customer), (Kind::Purchases, purchase)] {
            let lines = ndjson(kind, &row.to_string());
            let [Line::Row { row, .. }] = &*lines else {
                panic!("{lines:?}");
            };
            let again = ndjson(kind, &reading::text(row));
            prop_assert_eq!(&again, &lines);
        }
    }
}
