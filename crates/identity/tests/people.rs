//! Names, addresses, postcodes and dates.

use jiff::civil::{Date, date};
use throughline_identity::{Region, address, name, postcode, quality};

#[test]
fn names_for_display() {
    for (written, expected) in [
        ("  Ana \t María\r\n Díaz ", "Ana María Díaz"),
        ("Ana\u{0}\u{202e}\u{200b}", "Ana"),
        ("Jose\u{301}", "José"),
        ("", ""),
        ("ANA DÍAZ", "Ana Díaz"),
        ("ana díaz", "Ana Díaz"),
        ("VINCENT VAN GOGH", "Vincent van Gogh"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("van gogh", "Van Gogh"),
        ("SEAN O'NEILL", "Sean O'Neill"),
        ("gabriele d’annunzio", "Gabriele D’Annunzio"),
        ("RONALD MCDONALD", "Ronald McDonald"),
        ("ANNE-MARIE SCHMIDT-ROTTLUFF", "Anne-Marie Schmidt-Rottluff"),
        ("J.R.R. TOLKIEN", "J.R.R. Tolkien"),
        ("JOHN SMITH III", "John Smith III"),
        ("JUAN Y", "Juan Y"),
        // Whoever mixed capitals meant it.
        ("bell hooks Jr", "bell hooks Jr"),
        ("DiCaprio", "DiCaprio"),
        ("JP", "JP"),
        ("李小龍", "李小龍"),
        ("می\u{200c}نا", "می\u{200c}نا"),
    ] {
        assert_eq!(name::display(written), expected, "{written:?}");
    }
    assert_eq!(name::display(&"ä".repeat(200)).len(), 120);
}

#[test]
fn names_for_comparison() {
    for (written, expected) in [
        ("Dr. ÁLVAREZ-Núñez, José", "jose alvarez nunez"),
        ("Mr John Smith", "john smith"),
        ("Smith, John", "john smith"),
        ("Smith, Jr.", "smith jr"),
        ("John Smith, PhD", "john smith"),
        ("John Smith M.D. Ph.D.", "john smith"),
        ("Frau Prof. Dr. Ute Müller", "ute muller"),
        ("O’Neill", "oneill"),
        ("Łukasz Straßer", "lukasz strasser"),
        ("Søren Ærø", "soren aero"),
        ("Иван Щукин", "ivan shchukin"),
        ("Νίκος", "nikos"),
        ("İPEK", "ipek"),
        ("Lord", "lord"),
        ("Mr", "mr"),
        ("李小龍", "李小龍"),
        ("Ma, Jack", "jack ma"),
        ("", ""),
    ] {
        let got = name::comparison(written);
        assert_eq!(got, expected, "{written:?}");
    }
}

#[test]
fn names_in_two() {
    for (written, given, surname) in [
        ("Ana Díaz", "Ana", "Díaz"),
        ("Vincent van Gogh", "Vincent", "van Gogh"),
        ("Maria de la Cruz", "Maria", "de la Cruz"),
        ("van Gogh, Vincent", "Vincent", "van Gogh"),
        ("Dr. Ana María Díaz", "Ana María", "Díaz"),
        ("Martin Luther King Jr.", "Martin Luther", "King"),
        ("Van Morrison", "Van", "Morrison"),
        ("Ana", "Ana", ""),
        ("", "", ""),
        ("Mr", "", ""),
        ("Mr Smith", "Smith", ""),
    ] {
        let parts = name::split(written);
        assert_eq!(
            (&*parts.given, &*parts.surname),
            (given, surname),
            "{written:?}"
        );
    }
}

#[test]
fn addresses_alike() {
    for spellings in [
        &["12 High Street", "12 high st.", "12  HIGH  STREET"][..],
        &["Hauptstraße 12", "Hauptstr. 12", "HAUPTSTRASSE 12"],
        &[
            "Apt #3, 9 Oak Avenue",
            "apartment 3 9 oak ave",
            "Flat 3, 9 Oak Av.",
        ],
        &["P.O. Box 12", "PO Box 12", "Post Office Box 12"],
        &["5th Avenue North", "Fifth Ave. N"],
        &["Saint John's Road", "St Johns Rd"],
    ] {
        for spelling in spellings {
            let (got, first) = (
                address::comparison(spelling),
                address::comparison(spellings[0]),
            );
            assert_eq!(got, first, "{spelling}");
        }
    }
    assert_ne!(
        address::comparison("12 High Street"),
        address::comparison("12 High Road")
    );
    assert_eq!(
        address::display(" 12  High\tStreet\r\n\r\nLondon,\n"),
        "12 High Street, London,"
    );
}

#[test]
fn streets_in_parts() {
    for (line, unit, number, rest) in [
        ("12 High Street", None, Some("12"), "high st"),
        ("12a High Street", None, Some("12a"), "high st"),
        ("Hauptstraße 12 a", None, Some("12a"), "hauptst"),
        ("Hauptstr. 12", None, Some("12"), "hauptst"),
        ("Flat 3, 12 High Street", Some("3"), Some("12"), "high st"),
        ("12 High St Apt 3b", Some("3b"), Some("12"), "high st"),
        ("3/12 High Street", Some("3"), Some("12"), "high st"),
        ("Unit 3/12 High Street", Some("3"), Some("12"), "high st"),
        ("Calle Mayor, No. 7", None, Some("7"), "c mayor"),
        ("High Street", None, None, "high st"),
        ("12", None, None, "12"),
        ("", None, None, ""),
    ] {
        let got = address::street(line);
        let parts = (got.unit.as_deref(), got.number.as_deref(), &*got.name);
        assert_eq!(parts, (unit, number, rest), "{line:?}");
    }
    assert_eq!(
        address::street("12-14 High Street").number.as_deref(),
        Some("12-14")
    );
    assert_eq!(
        address::street("12 – 14 High Street").number.as_deref(),
        Some("12-14")
    );
}

#[test]
fn postcodes() {
    for (region, written, shown) in [
        ("GB", "sw1a1aa", Some("SW1A 1AA")),
        ("GB", "m1 1ae", Some("M1 1AE")),
        ("GB", "1234", None),
        ("CA", "k1a0b1", Some("K1A 0B1")),
        ("US", "12345 6789", Some("12345-6789")),
        ("US", "12345", Some("12345")),
        ("US", "1234", None),
        ("DE", "10115", Some("10115")),
        ("DE", "1011", None),
        ("AU", "2000", Some("2000")),
        ("AU", "20000", None),
        ("NL", "1012ab", Some("1012 AB")),
        ("PL", "00950", Some("00-950")),
        ("PT", "1000205", Some("1000-205")),
        ("JP", "１００-０００１", Some("100-0001")),
        ("BR", "01310100", Some("01310-100")),
        ("AD", "ad500", Some("AD500")),
        ("AD", "xx500", None),
        ("LV", "LV-1050", Some("LV1050")),
        // A country whose form is not known here is not judged.
        ("AQ", "anything", Some("ANYTHING")),
    ] {
        let place = Region::parse(region).unwrap();
        let wrong = quality::postcode(written, place);
        assert_eq!(wrong.is_none(), shown.is_some(), "{region} {written}");
        if let Some(shown) = shown {
            assert_eq!(
                postcode::display(written, Some(place)),
                shown,
                "{region} {written}"
            );
        }
    }
    assert_eq!(postcode::comparison("sw1a 1aa"), "SW1A1AA");
    assert!(postcode::comparison(&"ﬃ".repeat(100)).len() <= 16);
}

#[test]
fn dates() {
    let us = Region::parse("US");
    let day = Some(date(1987, 3, 21));
    for (written, region, expected) in [
        ("1987-03-21", None, day),
        ("19870321", None, day),
        ("1987-03-21T00:00:00Z", None, day),
        ("21.03.1987", None, day),
        ("21.3.1987", None, day),
        ("21/03/1987", None, day),
        ("03/21/1987", us, day),
        ("21/03/1987", us, day),
        ("04/03/1987", us, Some(date(1987, 4, 3))),
        ("04/03/1987", None, Some(date(1987, 3, 4))),
        ("1987-02-30", None, None),
        ("19870230", None, None),
        ("87-03-21", None, None),
        ("1987-+3-21", None, None),
        ("", None, None),
        ("1987-03-21-", None, None),
    ] {
        let got: Option<Date> = quality::date(written, region);
        assert_eq!(got, expected, "{written}");
    }
    let today = date(2027, 3, 21);
    for (written, fits) in [
        ("2027-03-21", true),
        ("2027-03-22", false),
        ("1907-03-21", true),
        ("1907-03-20", false),
        ("soon", false),
    ] {
        let found = quality::birth_date(written, None, today);
        assert_eq!(found.is_none(), fits, "{written}");
    }
}

#[test]
fn names_are_judged() {
    for (written, fits) in [
        ("Ana Díaz", true),
        ("李小龍", true),
        ("Mr Null Island", true),
        ("12345", false),
        ("Ana 2", false),
        ("ana@example.com", false),
        ("test", false),
        ("N/A", false),
        ("", false),
    ] {
        assert_eq!(quality::name(written).is_none(), fits, "{written}");
    }
}
