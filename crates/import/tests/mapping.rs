//! The mapping file.

mod reading;

use reading::{in_chunks, told};
use serde_json::{Value, json};
use throughline_import::{Format, Kind, Mapping};

fn mapping(file: &Value) -> Mapping {
    let kind = file.get("kind").is_none().then_some(Kind::Customers);
    Mapping::parse(file.to_string().as_bytes(), kind).expect("a good mapping")
}

fn rows(format: Format, file: &Value, input: &str) -> Vec<(u64, Value)> {
    let lines = in_chunks(format, &mapping(file), [input.as_bytes()]);
    let json = |text: String| serde_json::from_str(&text).unwrap_or(Value::String(text));
    told(&lines)
        .into_iter()
        .map(|(n, text)| (n, json(text)))
        .collect()
}

#[test]
fn columns_of_any_name_are_placed() {
    let file = json!({
        "kind": "customers", "format": "csv", "delimiter": ";",
        "columns": {
            "Kundennummer": "identity.external", "E-Mail": "identity.email", "Telefon": "phone", "Mobil": "phone",
            "Vorname": "attributes.given_name", "Geboren": "attributes.date_of_birth", "Punkte": "attributes.points",
            "Kunde seit": "created_at", "Newsletter": "consent.email", "Notiz": null,
        },
        "constants": {"attributes.source": "crm", "language": "de", "consent.email.source": "crm"},
        "prefix": {"identity.external": "crm:"}, "unverified": ["identity.phone"],
        "types": {"attributes.date_of_birth": "date", "attributes.points": "number"},
        "date_format": "%d.%m.%Y", "utc_offset": "+01:00", "decimal_mark": ",",
    });
    let input = "Kundennummer;E-Mail;Telefon;Mobil;Vorname;Geboren;Punkte;Kunde seit;Newsletter;Notiz;language\n\
                 4711;a@example.org;0316 1;0664 2;Ann;09.12.1908;7,5;01.02.2020;yes;secret;\n\
                 4712;;;;;;;;;;en\n\
                 4713;;;;;x;;;;;\n";
    assert_eq!(
        rows(Format::Csv, &file, input),
        [
            (
                2,
                json!({
                    "identities": [
                        {"kind": "external", "value": "crm:4711", "verified": true},
                        {"kind": "email", "value": "a@example.org", "verified": true},
                        {"kind": "phone", "value": "0316 1", "verified": false},
                        {"kind": "phone", "value": "0664 2", "verified": false},
                    ],
                    "attributes": {"given_name": "Ann", "date_of_birth": "1908-12-09", "points": 7.5, "source": "crm"},
                    "created_at": "2020-01-31T23:00:00.000Z", "language": "de",
                    "consent": [{"channel": "email", "status": "opted_in", "source": "crm"}],
                })
            ),
            (
                3,
                json!({
                    "identities": [{"kind": "external", "value": "crm:4712", "verified": true}],
                    "attributes": {"source": "crm"}, "language": "en",
                })
            ),
            (4, json!("invalid_field")),
        ]
    );
}

#[test]
fn members_are_picked_by_pointers() {
    let file = json!({
        "pointers": {
            "/id": "identity.external", "/contact/mails": "identity.email", "/contact/tel~1fax": "phone",
            "/flags/0": "attributes.flag", "/more": "attributes.more", "/since": "created_at",
        },
        "prefix": {"identity.external": "crm:"}, "date_format": "unix",
    });
    let input = json!({
        "id": 4711, "contact": {"mails": ["a@example.org", "b@example.org", null], "tel/fax": ""},
        "flags": [true], "more": {"x": [1]}, "since": 1_600_000_000, "other": 1,
    });
    let again = r#"{"id":{"a":1}}"#;
    assert_eq!(
        rows(Format::Ndjson, &file, &format!("{input}\n{again}\n[]\n")),
        [
            (
                1,
                json!({
                    "identities": [
                        {"kind": "email", "value": "a@example.org", "verified": true},
                        {"kind": "email", "value": "b@example.org", "verified": true},
                        {"kind": "external", "value": "crm:4711", "verified": true},
                    ],
                    "attributes": {"flag": true, "more": {"x": [1]}}, "created_at": "2020-09-13T12:26:40.000Z",
                })
            ),
            (2, json!("invalid_field")),
            (3, json!("invalid_field")),
        ]
    );
}

#[test]
fn purchases_have_amounts() {
    let file = json!({
        "kind": "purchases", "columns": {"Kunde": "identity.external", "Betrag": "total.decimal", "Nr": "id"},
        "constants": {"total.currency": "EUR"}, "decimal_mark": ",", "other_columns": "leave_out",
    });
    let input = "Kunde;Nr;Betrag;at;Extra\n1;17;49,9;2026-11-22;x\n1;18;;2026-11-22;x\n1;19;1.000,00;2026-11-22;\n1;20;0,999;2026-11-22;\n";
    let found = rows(Format::Csv, &file, input);
    let of = |n: usize, pointer: &str| found[n].1.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(of(0, "/total"), json!({"amount": 4990, "currency": "EUR"}));
    assert_eq!((of(1, "/id"), of(1, "/total")), (json!("18"), Value::Null));
    assert_eq!(
        (&found[2].1, &found[3].1),
        (&json!("invalid_field"), &json!("invalid_field"))
    );
}

#[test]
fn constants_complete_rows_that_are_taken_as_they_stand() {
    let file = json!({"constants": {"attributes.source": "crm", "preferences.do_not_contact": "sms voice"}});
    let input = r#"{"identities":[{"kind":"user","value":"1"}],"attributes":{"source":"web"}}"#;
    let (_, row) = &rows(Format::Ndjson, &file, input)[0];
    assert_eq!(row["attributes"], json!({"source": "web"}));
    assert_eq!(
        row["preferences"]["do_not_contact"],
        json!(["sms", "voice"])
    );
}

#[test]
fn what_is_wrong_with_a_mapping_is_named() {
    for (file, said) in [
        (json!([]), "an object"),
        (json!({"colums": {}}), "unknown field `colums`"),
        (json!({"kind": "people"}), "customers"),
        (
            json!({"kind": "purchases"}),
            "the mapping is for purchases, and customers are imported",
        ),
        (json!({"format": "xml"}), "ndjson"),
        (
            json!({"columns": {"A": "emial"}}),
            "columns[\"A\"]: customers have no \"emial\"; they have identity.*",
        ),
        (
            json!({"columns": {"A": "name", "B": "name"}}),
            "name is filled twice",
        ),
        (json!({"columns": {"A": 1}}), "columns.A"),
        (json!({"pointers": {"a": "name"}}), "begins with /"),
        (
            json!({"pointers": {"/a": "name"}, "columns": {"A": "name"}}),
            "columns",
        ),
        (
            json!({"pointers": {"/a": "name"}, "format": "csv"}),
            "the format is csv",
        ),
        (
            json!({"columns": {"A": "name"}, "format": "ndjson"}),
            "the format is ndjson",
        ),
        (
            json!({"constants": {"identity.email": "a@example.org"}}),
            "one customer",
        ),
        (
            json!({"constants": {"created_at": "x"}}),
            "constants[\"created_at\"]: \"x\" is no instant",
        ),
        (json!({"constants": {"name": []}}), "constants[\"name\"]"),
        (json!({"prefix": {"created_at": "x"}}), "prefix"),
        (json!({"unverified": ["name"]}), "no identity"),
        (
            json!({"unverified": ["phone"], "verified": ["identity.phone"]}),
            "in verified and in unverified",
        ),
        (json!({"types": {"name": "integer"}}), "no attribute"),
        (
            json!({"types": {"attributes.a": "int"}}),
            "text, integer, number",
        ),
        (json!({"delimiter": ""}), "delimiter"),
        (json!({"delimiter": "\""}), "delimiter"),
        (json!({"delimiter": "||"}), "delimiter"),
        (json!({"date_format": "DD.MM.YYYY"}), "%d.%m.%Y"),
        (json!({"date_format": "%"}), "%d.%m.%Y"),
        (json!({"utc_offset": "CET"}), "+01:00"),
        (json!({"utc_offset": "+1:00"}), "+01:00"),
        (json!({"utc_offset": "+26:00"}), "+01:00"),
        (json!({"decimal_mark": "'"}), "decimal_mark"),
        (json!({"other_columns": "ignore"}), "leave_out"),
    ] {
        let refused = Mapping::parse(file.to_string().as_bytes(), Some(Kind::Customers));
        let refused = refused.expect_err(&file.to_string());
        assert_eq!(refused.code, "invalid_mapping");
        assert!(refused.detail.contains(said), "{file}: {refused}");
    }
    assert!(
        Mapping::parse(b"{}", None)
            .unwrap_err()
            .detail
            .starts_with("kind: ")
    );
    assert!(Mapping::parse(b"{", None).is_err());
}

#[test]
fn a_mapping_that_does_not_fit_its_input_is_refused_before_any_row() {
    let csv = "user,name\n1,Ann\n";
    for (format, file, code) in [
        (
            Format::Csv,
            json!({"columns": {"User": "user"}}),
            "no_such_column",
        ),
        (
            Format::Csv,
            json!({"prefix": {"identity.extrenal": "crm:"}}),
            "invalid_mapping",
        ),
        (
            Format::Csv,
            json!({"pointers": {"/user": "user"}}),
            "invalid_mapping",
        ),
        (
            Format::Ndjson,
            json!({"columns": {"user": "user"}}),
            "invalid_mapping",
        ),
        (
            Format::Ndjson,
            json!({"unverified": ["user"]}),
            "invalid_mapping",
        ),
        (
            Format::Csv,
            json!({"columns": {"user": "name"}}),
            "duplicate_column",
        ),
    ] {
        assert_eq!(rows(format, &file, csv), [(0, json!(code))], "{file}");
    }
}
