//! Lena, and how she is compared.

use throughline_matching::{Person, Score, compare};

pub type Facts<'a> = &'a [(&'a str, &'a str)];

/// Compared both ways round, which has to make no difference.
pub fn score(a: Facts, b: Facts) -> Option<Score> {
    let (a, b) = (person(a), person(b));
    let score = compare(&a, &b);
    assert_eq!(score, compare(&b, &a));
    score
}

pub fn person(facts: Facts) -> Person {
    Person::new(facts.iter().copied())
}

pub const LENA: Facts = &[
    ("given_name", "Lena"),
    ("surname", "Hofstätter"),
    ("street_number", "12"),
    ("address_1", "Lindengasse"),
    ("city", "Graz"),
    ("postcode", "8010"),
    ("date_of_birth", "1984-03-07"),
    ("national_id", "4471903862"),
];

/// Lena with some facts written otherwise; an empty value leaves one out.
pub fn lena<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = LENA
        .iter()
        .filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    kept.chain(other.iter().filter(|(_, value)| !value.is_empty()))
        .copied()
        .collect()
}
