//! Phone numbers.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};
use throughline_identity::{Region, normalize, phone, quality};

fn check(value: &str, region: &str, expected: Option<&str>) {
    let got = normalize("phone", value, Region::parse(region)).ok();
    assert_eq!(got.as_deref(), expected, "{value:?} in {region:?}");
    if let Some(got) = &got {
        let again = normalize("phone", got, Region::parse(region));
        assert_eq!(again.as_ref(), Ok(got), "{value:?}");
    }
}

/// What the journal has promised from the beginning; full-width digits, which it refused, are read.
#[test]
fn numbers_with_a_country_code() {
    for (value, expected) in [
        ("+15551234567", Some("+15551234567")),
        (" +1 (555) 123-4567 ", Some("+15551234567")),
        ("0015551234567", Some("+15551234567")),
        ("+1", None),
        ("+1234567890123456", None),
        ("+0123456789", None),
        ("", None),
        ("++15551234567", None),
        ("15551234567", None),
        ("491711234567", None),
        ("(555) 123-4567", None),
        ("+1-555-123-4567 or +1-555-123-4568", None),
        // Digits of other scripts, and the marks around numbers copied from an address book.
        ("+１５５５１２３４５６７", Some("+15551234567")),
        ("＋４９ １７１ １２３４５６７", Some("+491711234567")),
        ("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", Some("+966501234567")),
        ("+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹", Some("+989123456789")),
        (
            "\u{202a}+1 555\u{2011}123\u{2011}4567\u{202c}",
            Some("+15551234567"),
        ),
        // The zero that is dialled within the country.
        ("+44 (0)20 7946 0000", Some("+442079460000")),
        ("+44 ( 0 ) 20 7946 0000", Some("+442079460000")),
        ("+44(0)2079460000", Some("+442079460000")),
        ("0044 (0)20 7946 0000", Some("+442079460000")),
        ("+44 020 7946 0000", Some("+442079460000")),
        ("+49 0171 1234567", Some("+491711234567")),
        ("+81 090-1234-5678", Some("+819012345678")),
        ("+82 010-1234-5678", Some("+821012345678")),
        ("+39 06 6982 1234", Some("+390669821234")),
        ("+39 (0)6 6982 1234", Some("+390669821234")),
        ("+225 07 12 34 56 78", Some("+2250712345678")),
        ("+36 (06) 1 234 5678", Some("+360612345678")),
        // No list decides about numbers with a country code.
        ("+999123456789", Some("+999123456789")),
        ("+883510001234567", Some("+883510001234567")),
        ("+4915000000000000", None),
        // URIs and extensions.
        ("tel:+1-555-123-4567", Some("+15551234567")),
        ("TEL:+15551234567;ext=12", Some("+15551234567")),
        ("tel:020-7946-0000;phone-context=+44", Some("+442079460000")),
        ("+1 555 123 4567 x89", Some("+15551234567")),
        ("+49 30 1234567, Durchwahl 12", Some("+49301234567")),
        ("whatsapp:+15551234567", None),
        ("sip:+15551234567@example.com", None),
        // Letters of the keypad.
        ("+1-800-FLOWERS", Some("+18003569377")),
        ("+44-800-FLOWERS", None),
    ] {
        check(value, "", expected);
        // A region changes nothing of them.
        if value.starts_with(['+', '＋']) {
            check(value, "DE", expected);
        }
    }
}

#[test]
fn codes_and_senders() {
    for (value, expected) in [
        ("72345", Some("72345")),
        ("1234567", Some("1234567")),
        ("12", None),
        ("123456789", None),
        ("ACME", Some("ACME")),
        ("Bank_24", Some("Bank_24")),
        ("ACME CORP LTD", None.or(Some("ACMECORPLTD"))),
        ("TwelveLetters", None),
        ("00ABC", None),
        ("001", None),
        ("Ünal", None),
    ] {
        check(value, "", expected);
        if value.len() < 7 {
            for region in ["US", "DE", "NO", "SM"] {
                check(value, region, expected);
            }
        }
    }
}

#[test]
fn numbers_as_they_are_dialled() {
    for (value, region, expected) in [
        ("(555) 123-4567", "US", Some("+15551234567")),
        ("1 555 123 4567", "US", Some("+15551234567")),
        ("011 44 20 7946 0000", "US", Some("+442079460000")),
        ("0044 20 7946 0000", "US", Some("+442079460000")),
        ("1-800-FLOWERS", "US", Some("+18003569377")),
        ("1-800-FLOWERS", "", None),
        ("555-1234", "US", Some("5551234")),
        ("555 123 456", "US", None),
        ("0171 1234567", "DE", Some("+491711234567")),
        ("171 1234567", "DE", Some("+491711234567")),
        ("030/1234567", "DE", Some("+49301234567")),
        ("1234567", "DE", Some("1234567")),
        ("00 1 555 123 4567", "DE", Some("+15551234567")),
        ("020 7946 0000", "GB", Some("+442079460000")),
        ("07911 123456", "uk", Some("+447911123456")),
        ("06 6982 1234", "IT", Some("+390669821234")),
        ("0412 345 678", "AU", Some("+61412345678")),
        ("0011 44 20 7946 0000", "AU", Some("+442079460000")),
        ("8 (912) 345-67-89", "RU", Some("+79123456789")),
        ("011 15-2345-6789", "AR", Some("+5491123456789")),
        ("(11) 96123-4567", "BR", Some("+5511961234567")),
        ("22 34 56 78", "NO", Some("+4722345678")),
        ("71 123 456", "LB", Some("+96171123456")),
        ("028 012 345", "XK", Some("+38328012345")),
        ("712 345", "AD", Some("712345")),
        ("612 34 56 78", "ES", Some("+34612345678")),
        ("090-1234-5678", "JP", Some("+819012345678")),
        ("06 1 234 5678", "HU", Some("+3612345678")),
        ("098765 43210", "IN", Some("+919876543210")),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "SA", Some("+966501234567")),
        ("555 123 4567 ext. 12", "US", Some("+15551234567")),
        ("ACME", "US", Some("ACME")),
        ("24SEVEN", "US", Some("24SEVEN")),
        ("123456789012345678901234567890", "US", None),
        ("0171 1234567", "AQ", None),
    ] {
        // A name of a sender is what this looks like without a region.
        let sender = (region.is_empty() && value.contains("FLOWERS")).then_some("1800FLOWERS");
        check(value, region, expected.or(sender));
    }
}

#[test]
fn extensions() {
    for (value, expected) in [
        ("+1 555 123 4567 x123", Some("123")),
        ("+1 555 123 4567x5", Some("5")),
        ("+1 555 123 4567 ext. 12", Some("12")),
        ("+1 555 123 4567 (Ext 12)", Some("12")),
        ("tel:+15551234567;ext=9", Some("9")),
        ("+15551234567;ext=9", Some("9")),
        ("+15551234567,,42", Some("42")),
        ("+15551234567#42", Some("42")),
        ("+7 495 123-45-67 доб. 12", Some("12")),
        ("+7 495 123-45-67 ДОБ 12", Some("12")),
        ("+15551234567", None),
        ("+15551234567 x12345678", None),
        ("1800FLOWERSX12", None),
        ("\u{0}", None),
    ] {
        assert_eq!(phone::extension(value).as_deref(), expected, "{value:?}");
    }
}

#[test]
fn plans_judge_and_do_not_refuse() {
    for (value, expected) in [
        ("+15551234567", None),
        ("+442079460000", None),
        ("+1555123456", Some("too short")),
        ("+155512345678", Some("too long")),
        ("+2101234567", Some("no country")),
        ("72345", Some("no country code")),
        ("ACME", Some("sender")),
    ] {
        let found = quality::identity("phone", value);
        let why = found.as_ref().map_or("", |found| found.why);
        assert_eq!(found.is_some(), expected.is_some(), "{value}: {why}");
        assert!(why.contains(expected.unwrap_or("")), "{value}: {why}");
        check(value, "", Some(value));
    }
}

/// The example numbers of every plan, written in every way that its country writes them.
#[test]
fn every_plan_is_read() {
    use PhoneNumberFormat::{E164, International, National, RFC3966};
    use PhoneNumberType::{FixedLine, Mobile, PersonalNumber, VoIP};
    let mut seen = 0;
    let mut apart = Vec::new();
    for plan in PHONE_NUMBER_UTIL.get_supported_regions() {
        for kind in [FixedLine, Mobile, PersonalNumber, VoIP] {
            let Ok(number) = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(plan, kind)
            else {
                continue;
            };
            let region = Region::parse(&format!("{plan:?}"));
            let expected = PHONE_NUMBER_UTIL.format(&number, E164).into_owned();
            for format in [E164, International, RFC3966, National] {
                let written = PHONE_NUMBER_UTIL.format(&number, format).into_owned();
                let home = if format == National { region } else { None };
                // So short that they may be a code: only abroad they are a number.
                let digits = written.bytes().filter(u8::is_ascii_digit).count();
                if format == National && digits <= 6 {
                    continue;
                }
                seen += 1;
                if normalize("phone", &written, home).as_ref() != Ok(&expected) {
                    apart.push(format!("{plan:?} {written} is {expected}"));
                }
            }
            assert_eq!(quality::identity("phone", &expected), None, "{expected}");
        }
    }
    assert!(seen > 1500, "{seen} ways");
    assert!(apart.is_empty(), "{} of {seen}: {apart:#?}", apart.len());
}
