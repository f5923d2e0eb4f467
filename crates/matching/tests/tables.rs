//! Who is likely one person, and who is not.

#[path = "people/lena.rs"]
mod lena;

use lena::{Facts, LENA, lena, person, score};
use throughline_matching::{LIKELY, blocks};

fn share_a_block(a: Facts, b: Facts) -> bool {
    let theirs = blocks(&person(b));
    blocks(&person(a))
        .iter()
        .any(|block| theirs.contains(block))
}

#[test]
fn one_person_written_twice() {
    let cases: [(&str, &[(&str, &str)]); 17] = [
        ("as she is", &[]),
        ("without diacritics", &[("surname", "Hofstatter")]),
        (
            "a letter wrong",
            &[("surname", "Hofstötter"), ("given_name", "Lenna")],
        ),
        ("as it is heard", &[("surname", "Hoffsteder")]),
        (
            "names exchanged",
            &[("given_name", "Hofstätter"), ("surname", "Lena")],
        ),
        (
            "names exchanged, with a slip",
            &[("given_name", "Hofstater"), ("surname", "Lena")],
        ),
        ("another surname", &[("surname", "Berger")]),
        ("an initial", &[("given_name", "L.")]),
        (
            "day and month exchanged",
            &[("date_of_birth", "1984-07-03")],
        ),
        (
            "digits exchanged",
            &[
                ("date_of_birth", "1948-03-07"),
                ("national_id", "4471908362"),
            ],
        ),
        ("no such day", &[("date_of_birth", "19840037")]),
        ("no id", &[("national_id", "")]),
        ("another id", &[("national_id", "AT99120034")]),
        (
            "no address",
            &[
                ("address_1", ""),
                ("street_number", ""),
                ("city", ""),
                ("postcode", ""),
            ],
        ),
        (
            "one line",
            &[("address_1", "Lindengasse 12, Graz"), ("street_number", "")],
        ),
        (
            "postcode and town exchanged",
            &[("city", "8010"), ("postcode", "Graz")],
        ),
        (
            "moved",
            &[
                ("address_1", "Am Kai"),
                ("street_number", "3"),
                ("city", "Linz"),
                ("postcode", "4020"),
            ],
        ),
    ];
    for (case, other) in cases {
        let other = lena(other);
        let score = score(LENA, &other).unwrap_or_else(|| panic!("{case}: not likely"));
        assert!(
            (LIKELY..=1.0).contains(&score.probability),
            "{case}: {}",
            score.probability
        );
        assert!(share_a_block(LENA, &other), "{case}: no block");
    }
}

#[test]
fn somebody_else() {
    let cases: [(&str, &[(&str, &str)]); 9] = [
        (
            "a sister",
            &[
                ("given_name", "Marie"),
                ("date_of_birth", "1986-11-21"),
                ("national_id", "5520118673"),
            ],
        ),
        (
            "a sister without an id",
            &[
                ("given_name", "Marie"),
                ("date_of_birth", "1986-11-21"),
                ("national_id", ""),
            ],
        ),
        (
            "a sister, little known",
            &[
                ("given_name", "Marie"),
                ("date_of_birth", ""),
                ("national_id", ""),
            ],
        ),
        (
            "a twin",
            &[("given_name", "Marie"), ("national_id", "8816240395")],
        ),
        (
            "a twin with the next id",
            &[("given_name", "Marie"), ("national_id", "4471903863")],
        ),
        (
            "a twin with a name alike",
            &[("given_name", "Lea"), ("national_id", "8816240395")],
        ),
        (
            "a mother of the same name",
            &[
                ("date_of_birth", "1951-10-29"),
                ("national_id", "1109275538"),
            ],
        ),
        (
            "a namesake elsewhere",
            &[
                ("address_1", "Am Kai"),
                ("street_number", "3"),
                ("city", "Linz"),
                ("postcode", "4020"),
                ("date_of_birth", "1951-10-29"),
                ("national_id", "1109275538"),
            ],
        ),
        (
            "a neighbour",
            &[
                ("given_name", "Karl"),
                ("surname", "Wimmer"),
                ("date_of_birth", "1951-10-29"),
                ("national_id", "1109275538"),
            ],
        ),
    ];
    for (case, other) in cases {
        assert_eq!(score(LENA, &lena(other)), None, "{case}");
    }
}

#[test]
fn little_is_known() {
    let one_person: [(Facts, Facts); 9] = [
        (
            &[("name", "Lena Hofer"), ("phone", "+436641234567")],
            &[("name", "lena hofer"), ("phone", "0664 123 45 67")],
        ),
        (
            &[("name", "Lena Hofer"), ("email", "lena@example.com")],
            &[("name", "Hofer, Lena"), ("email", "Lena@Example.com")],
        ),
        (
            &[("name", "Lena Hofer"), ("email", "lena+shop@example.com")],
            &[("name", "L Hofer"), ("email", "lena@example.com")],
        ),
        (
            &[("name", "Lena Hofer"), ("dob", "07/03/1984")],
            &[
                ("first_name", "Lena"),
                ("last_name", "Hofer"),
                ("birth_date", "19840307"),
            ],
        ),
        (
            &[("name", "Lena Hofer"), ("dob", "03/07/1984")],
            &[("name", "Lena Hofer"), ("dob", "1984-03-07T00:00:00Z")],
        ),
        (
            &[
                ("name", "Dr. Lena Hofer"),
                ("zip", "8010"),
                ("street", "Lindengasse 12"),
            ],
            &[
                ("name", "Lena Hofer"),
                ("street", "Lindeng. 12"),
                ("postcode", "8010"),
            ],
        ),
        (
            &[("name", "Олена Ковальчук"), ("dob", "1984-03-07")],
            &[("name", "Olena Kovalchuk"), ("dob", "7.3.1984")],
        ),
        (
            &[("name", "山田 太郎"), ("phone", "+81312345678")],
            &[("name", "太郎 山田"), ("phone", "+81312345678")],
        ),
        (
            &[("name", "Lena"), ("phone", "+436641234567")],
            &[("name", "Lena Hofer"), ("phone", "+436641234567")],
        ),
    ];
    for (a, b) in one_person {
        assert!(score(a, b).is_some(), "{a:?} {b:?}");
        assert!(share_a_block(a, b), "{a:?} {b:?}");
    }
    let not: [(Facts, Facts); 12] = [
        (&[], &[]),
        (&[("name", "Lena Hofer")], &[]),
        (&[("name", "Lena Hofer")], &[("name", "Lena Hofer")]),
        (
            &[("name", "Lena Hofer"), ("city", "Wien")],
            &[("name", "Lena Hofer"), ("city", "Wien")],
        ),
        (
            &[("name", "Lena Hofer"), ("state", "Tirol")],
            &[("name", "Lena Hofer"), ("state", "Tirol")],
        ),
        (
            &[("name", "Lena Hofer"), ("email", "info@example.com")],
            &[("name", "Karl Wimmer"), ("email", "info@example.com")],
        ),
        (
            &[("name", "Lena Hofer"), ("phone", "+43316123456")],
            &[("name", "Karl Wimmer"), ("phone", "+43316123456")],
        ),
        (
            &[("name", "Lena Hofer"), ("phone", "+43316123456")],
            &[("name", "Karl Hofer"), ("phone", "+43316123456")],
        ),
        (
            &[("name", "Lena Hofer"), ("dob", "1984-03-07")],
            &[("name", "Karl Wimmer"), ("dob", "1984-03-07")],
        ),
        (
            &[("name", "Lena Hofer"), ("dob", "1900-01-01")],
            &[("name", "Lena Hofer"), ("dob", "1900-01-01")],
        ),
        (
            &[("surname", "Hofer"), ("ssn", "0000000000")],
            &[("surname", "Hofer"), ("ssn", "0000000000")],
        ),
        (
            &[("tier", "gold"), ("shoe", "44")],
            &[("tier", "gold"), ("shoe", "44")],
        ),
    ];
    for (a, b) in not {
        assert_eq!(score(a, b), None, "{a:?} {b:?}");
    }
}

#[test]
fn reasons_name_what_was_compared_and_no_value() {
    let other = lena(&[
        ("given_name", "Hofstätter"),
        ("surname", "Lena"),
        ("date_of_birth", "1984-07-03"),
    ]);
    let reasons = score(LENA, &other).unwrap().reasons;
    let expected = [
        "given name and surname swapped",
        "similar date of birth",
        "same national id",
        "same place",
        "same street",
        "same house number",
    ];
    assert_eq!(reasons, expected);
    let other = lena(&[
        ("surname", "Hofstäter"),
        ("postcode", ""),
        ("national_id", "AT99120034"),
    ]);
    let reasons = score(LENA, &other).unwrap().reasons;
    let expected = [
        "same given name",
        "similar surname",
        "same date of birth",
        "different national id",
        "same town",
        "same street",
        "same house number",
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn debug_shows_no_value() {
    let shown = format!("{:?}", person(LENA));
    for (_, value) in LENA {
        assert!(
            !shown.to_lowercase().contains(&value.to_lowercase()),
            "{shown}"
        );
    }
}

#[test]
fn facts_have_the_names_that_integrators_give_them() {
    let ways: [Facts; 3] = [
        &[
            ("given_name", "Lena"),
            ("surname", "Hofer"),
            ("suburb", "Graz"),
            ("postcode", "8010"),
            ("date_of_birth", "19840307"),
            ("soc_sec_id", "4471903862"),
            ("address_1", "Lindengasse"),
            ("street_number", "12"),
        ],
        &[
            ("first_name", "Lena"),
            ("last_name", "Hofer"),
            ("city", "Graz"),
            ("zip", "8010"),
            ("dob", "07.03.1984"),
            ("ssn", "447-190-3862"),
            ("street", "Lindengasse 12"),
        ],
        &[
            ("name", "Lena Hofer"),
            ("family_name", "Hofer"),
            ("town", "Graz"),
            ("postal_code", "8010"),
            ("birth_date", "7/3/1984"),
            ("national_id", "447 190 3862"),
            ("address_2", "Lindengasse 12"),
        ],
    ];
    for a in ways {
        for b in ways {
            let score = score(a, b).unwrap();
            assert!(
                score
                    .reasons
                    .iter()
                    .all(|reason| reason.starts_with("same ")),
                "{:?}",
                score.reasons
            );
            assert_eq!(score.reasons.len(), 7);
        }
    }
}
