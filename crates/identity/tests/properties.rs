//! What must hold for any text.
#![cfg(not(target_family = "wasm"))]

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_identity::attribute::Schema;
use throughline_identity::{
    Region, VALUE, address, blocked, email, name, normalize, phone, postcode, quality,
};
use unicode_normalization::is_nfc;

const REGIONS: [&str; 18] = [
    "", "US", "DE", "GB", "IT", "AR", "BR", "MX", "RU", "JP", "AU", "NO", "HU", "IN", "CN", "SM",
    "CI", "AQ",
];
const KINDS: [&str; 8] = [
    "phone",
    "email",
    "x",
    "loyalty",
    "user",
    "external",
    "instagram",
    "custom_1",
];

/// Pieces that parsers look for, between any text.
fn written() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "+",
        "00",
        "011",
        "0",
        "1",
        "49",
        "44",
        "39",
        "7",
        "(0)",
        "(",
        ")",
        " ",
        "-",
        ";ext=",
        "x",
        "#",
        "tel:",
        "mailto:",
        "%40",
        "%00",
        "@",
        ".",
        "\"",
        "\\",
        "<",
        ">",
        "xn--",
        "münchen",
        "ß",
        "İ",
        "Σ",
        "ς",
        "e\u{301}",
        "\u{200b}",
        "\u{202e}",
        "\u{200d}",
        "٣",
        "７",
        "＠",
        "。",
        "com",
        "gmail.com",
        "[",
        "]",
        ",",
        "/",
        "O'",
        "Mc",
        "van",
        "Dr.",
        "strasse",
        "unit",
        "5551234567",
        "K",
        "ﬃ",
        "\u{345}",
        "각",
        "\u{0}",
    ]);
    let piece = prop_oneof![3 => pieces.prop_map(str::to_owned), 1 => "\\PC{0,4}", 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn check(kind: &str, value: &str, region: Option<Region>) -> Result<(), TestCaseError> {
    let Ok(canonical) = normalize(kind, value, region) else {
        return Ok(());
    };
    prop_assert!((1..=VALUE).contains(&canonical.len()));
    prop_assert!(!canonical.chars().any(char::is_control));
    prop_assert!(is_nfc(&canonical), "{canonical:?}");
    prop_assert_eq!(canonical.trim(), &*canonical);
    prop_assert_eq!(
        normalize(kind, &canonical, region),
        Ok(canonical.clone()),
        "{:?}",
        value
    );
    if kind != "phone" || canonical.starts_with('+') {
        for other in REGIONS {
            let again = normalize(kind, &canonical, Region::parse(other));
            prop_assert_eq!(again, Ok(canonical.clone()), "in {}", other);
        }
    }
    if let Some(mailbox) = email::mailbox(&canonical).filter(|_| kind == "email") {
        prop_assert_eq!(normalize(kind, &mailbox, region), Ok(mailbox.clone()));
        prop_assert!(email::mailbox(&mailbox).is_none(), "{}", mailbox);
    }
    blocked(kind, &canonical);
    quality::identity(kind, &canonical);
    email::shown(&canonical);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_canonical_value_is_its_own(value in written(), kind in prop::sample::select(&KINDS[..]), region in prop::sample::select(&REGIONS[..])) {
        check(kind, &value, Region::parse(region))?;
    }

    #[test]
    fn any_address(local in written(), domain in written()) {
        check("email", &format!("{local}@{domain}.example"), None)?;
    }

    #[test]
    fn any_number(number in "[+0(]{0,3}[0-9 ()-]{3,20}[A-Zx#;]{0,2}[0-9]{0,3}", region in prop::sample::select(&REGIONS[..])) {
        check("phone", &number, Region::parse(region))?;
        phone::extension(&number);
    }

    /// Whatever a carrier writes in E.164 is one identity, and its own.
    #[test]
    fn no_number_is_lost(number in "[1-9][0-9]{8,14}") {
        let read = normalize("phone", &format!("+{number}"), None);
        prop_assert!(read.is_ok());
    }

    #[test]
    fn names_and_addresses(text in written(), region in prop::sample::select(&REGIONS[..])) {
        let region = Region::parse(region);
        for standard in [name::display, name::comparison, address::display, address::comparison] {
            let once = standard(&text);
            prop_assert!(once.len() <= 1024 && !once.chars().any(char::is_control));
            prop_assert!(is_nfc(&once));
        }
        let shown = name::display(&text);
        prop_assert_eq!(name::display(&shown), shown.clone());
        let postal = address::display(&text);
        prop_assert_eq!(address::display(&postal), postal.clone());
        name::split(&text);
        address::street(&text);
        postcode::display(&text, region);
        quality::name(&text);
        quality::birth_date(&text, region, date(2027, 3, 21));
        if let Some(region) = region {
            quality::postcode(&text, region);
        }
    }

    #[test]
    fn attributes(text in written(), number in any::<f64>(), declared in prop::sample::select(&[
        "text", "number", "integer", "boolean", "date", "datetime", "money", "url", "email", "phone", "country", "language",
    ][..])) {
        let schema = Schema::parse(&json!({"a": {"type": declared}})).unwrap();
        let values: [Value; 4] = [json!(text), json!(number), json!([text]), json!({"amount": number, "currency": text})];
        for value in values {
            if let Ok(once) = schema.check("a", &value) {
                prop_assert_eq!(schema.check("a", &once), Ok(once.clone()));
            }
        }
    }
}

/// Time grows with the length and not faster: these would not end otherwise.
#[test]
fn long_texts_end() {
    for piece in [
        "(0)", "mailto:", "x1", "<", "a-", "Mc", "1 ", "\"\\", "e\u{301}", ";ext=1", "unit 1 ",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        for kind in KINDS {
            let _ = normalize(kind, &text, Region::parse("US"));
            let _ = normalize(
                kind,
                &text[..text.floor_char_boundary(2000)],
                Region::parse("US"),
            );
        }
        name::display(&text);
        name::comparison(&text);
        name::split(&text);
        address::display(&text);
        address::street(&text);
        postcode::comparison(&text);
        quality::date(&text, None);
    }
}
