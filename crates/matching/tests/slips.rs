//! What a mistake in a record must not do: make two people one.

#[path = "people/lena.rs"]
mod lena;

use lena::{LENA, lena, score};
use throughline_matching::LIKELY;

#[test]
fn a_slip_of_the_pen_makes_no_twins_one_person() {
    let slips = [
        ("surname", "Hofstättre"),
        ("street_number", "2"),
        ("street_number", "21"),
        ("address_1", "Lindnegasse"),
        ("city", "Gratz"),
        ("postcode", "8001"),
        ("postcode", "8100"),
        ("date_of_birth", "1984-03-17"),
        ("date_of_birth", "1984-07-03"),
    ];
    // Without an id it is an agent who has to look; with one it is clear.
    for id in ["", "8816240395"] {
        let marie = [("given_name", "Marie"), ("national_id", id)];
        let untouched = score(LENA, &lena(&marie)).map_or(0.0, |score| score.probability);
        let swapped = [("given_name", "Hofstätter"), ("surname", "Marie"), marie[1]];
        let swapped = score(LENA, &lena(&swapped)).map_or(0.0, |score| score.probability);
        assert!(swapped <= untouched, "{swapped} and untouched {untouched}");
        for slip in slips {
            let with_slip = score(LENA, &lena(&[marie[0], marie[1], slip]));
            let probability = with_slip.map_or(0.0, |score| score.probability);
            assert!(
                probability <= untouched,
                "{slip:?}: {probability} and untouched {untouched}"
            );
        }
    }
}

#[test]
fn a_slip_of_the_pen_makes_no_couple_one_person() {
    let lena = [
        ("name", "Lena Hofer"),
        ("phone", "+436641234567"),
        ("email", "hofers@example.com"),
    ];
    let likely = |name, phone, email| {
        let other = [("name", name), ("phone", phone), ("email", email)];
        score(&lena, &other).map_or(0.0, |score| score.probability)
    };
    let untouched = likely("Karl Hofer", "+436641234567", "hofers@example.com");
    for (name, phone, email) in [
        ("Karl Hofre", "+436641234567", "hofers@example.com"),
        ("Karl Hofer", "+436641234576", "hofers@example.com"),
        ("Karl Hofer", "+436641234567", "hofesr@example.com"),
        ("Karl Hofer", "+436641234567", "hofer@example.com"),
    ] {
        assert!(
            likely(name, phone, email) <= untouched,
            "{name} {phone} {email}"
        );
    }
    assert!(untouched < LIKELY);
}

#[test]
fn one_name_in_the_others_place() {
    let turned = lena(&[("given_name", "Hofstätter"), ("surname", "Rosa")]);
    let score = score(LENA, &turned).unwrap();
    assert_eq!(score.reasons[0], "surname of one is the other's given name");
}

#[test]
fn new_year_is_a_year_of_birth() {
    let reason = |a: &'static str, b: &'static str| {
        let born = |date| lena(&[("date_of_birth", date), ("national_id", "")]);
        let score = score(&born(a), &born(b)).unwrap();
        let of_birth = |reason: &String| reason.ends_with("of birth");
        (
            score.reasons.iter().find(|r| of_birth(r)).cloned(),
            score.probability,
        )
    };
    let (said, of_year) = reason("1984-01-01", "1984-03-07");
    assert_eq!(said.as_deref(), Some("same year of birth"));
    let (said, both) = reason("1984-01-01", "01.01.1984");
    assert_eq!(said.as_deref(), Some("same year of birth"));
    let (said, of_day) = reason("1984-03-07", "07.03.1984");
    assert_eq!(said.as_deref(), Some("same date of birth"));
    assert!(of_year < of_day && both < of_day);
    // Nobody of another year.
    let older = lena(&[
        ("date_of_birth", "1951-01-01"),
        ("national_id", "1109275538"),
    ]);
    assert_eq!(score(LENA, &older), None);
}
