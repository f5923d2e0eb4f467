//! Which two customers are likely one person.
//!
//! ```
//! use throughline_matching::{LIKELY, Person, blocks, compare};
//!
//! let one = Person::new([("name", "Jürgen Groß"), ("phone", "+43 664 1234567"), ("zip", "1070")]);
//! let other = Person::new([("first_name", "Gross"), ("last_name", "Jurgen"), ("phone", "06641234567")]);
//! assert!(blocks(&one).iter().any(|block| blocks(&other).contains(block)));
//! let score = compare(&one, &other).expect("one person");
//! assert!(score.probability >= LIKELY);
//! assert_eq!(score.reasons, ["given name and surname swapped", "same telephone number"]);
//! ```
//!
//! # How
//!
//! The model of Fellegi and Sunter ("A Theory for Record Linkage", 1969), with two classes more. Each
//! field that both have is compared (same, a slip away, alike, different), and what is seen is weighed
//! by how likely it is of one person, of twins, of two others of one household, and of strangers
//! (`weights.rs` has the numbers and where they are from). Without the classes between, a family that
//! shares surname, address and telephone would look like one person. A field that one of them has not got says nothing.
//!
//! There are no statistics of the population, so a comparison depends on the two and on nothing else:
//! it is the same in any order, with ten customers or ten million.
//!
//! To compare everybody with everybody is too much: who has a [block](blocks) in common is compared.

mod address;
mod block;
mod born;
mod contact;
mod likeness;
mod name;
mod person;
mod weights;

use likeness::Likeness;
use weights::{PRIOR, Weight};

pub use block::blocks;
pub use person::Person;

/// The probability from which on two customers are likely one: more likely than not. It is for an agent
/// to decide; nothing is joined by it.
pub const LIKELY: f64 = 0.5;

/// How likely two customers are one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Between [`LIKELY`] and 1.
    pub probability: f64,
    /// What speaks for it and against it, without any value: `same date of birth`, `similar surname`.
    pub reasons: Vec<String>,
}

/// Compares two customers; `None` below [`LIKELY`]. The same both ways round.
#[must_use]
pub fn compare(a: &Person, b: &Person) -> Option<Score> {
    let (weight, reasons) = weigh(a, b);
    let probability = weight.probability();
    (probability >= LIKELY).then(|| Score {
        probability,
        reasons: reasons.into_iter().map(str::to_owned).collect(),
    })
}

fn weigh(a: &Person, b: &Person) -> (Weight, Vec<&'static str>) {
    let names = a.name.compare(&b.name);
    let mut weight = PRIOR.and(names.weight);
    let mut reasons = names.reasons;
    let mut seen = |observed: Weight, reason: &'static str| {
        weight = weight.and(observed);
        if !reason.is_empty() {
            reasons.push(reason);
        }
    };
    if let (Some(born), Some(other)) = (&a.born, &b.born) {
        if born.is_year_of(other) {
            seen(weights::YEAR_OF_BIRTH, "same year of birth");
        } else {
            let likeness = born.likeness(other);
            let observed = if likeness == Likeness::Near && born.is_exchanged(other) {
                weights::BORN_EXCHANGED
            } else {
                weights::born(likeness)
            };
            seen(observed, BORN[likeness as usize]);
        }
    }
    if let (Some(id), Some(other)) = (&a.national_id, &b.national_id) {
        let likeness = likeness::of_codes(id, other, 6);
        let observed = if likeness::are_neighbours(id, other) {
            weights::NATIONAL_ID_NEXT
        } else {
            weights::national_id(likeness)
        };
        seen(observed, NATIONAL_ID[likeness as usize]);
    }
    a.address.weigh(&b.address, &mut seen);
    if let Some(likeness) = a.contact.phone(&b.contact) {
        seen(weights::phone(likeness), PHONE[likeness as usize]);
    }
    if let Some((observed, reason)) = a.contact.email(&b.contact) {
        seen(observed, reason);
    }
    (weight, reasons)
}

/// By likeness.
const BORN: [&str; 4] = [
    "same date of birth",
    "similar date of birth",
    "date of birth that is alike",
    "different date of birth",
];
const NATIONAL_ID: [&str; 4] = [
    "same national id",
    "similar national id",
    "national id that is alike",
    "different national id",
];
const PHONE: [&str; 4] = [
    "same telephone number",
    "similar telephone number",
    "telephone number that is alike",
    "different telephone number",
];
