//! What somebody is called.

use crate::likeness::{Likeness, are_slips, compact, of_names};
use crate::weights::{self, Weight};
use throughline_identity::name::{comparison, split};

/// A name in two parts, each for comparison: words one space apart. Empty where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    pub given: String,
    pub surname: String,
}

/// What a comparison of names says.
pub struct Compared {
    pub weight: Weight,
    pub reasons: Vec<&'static str>,
}

impl Name {
    /// From the parts where they are known; what is missing is what the whole name has besides.
    pub fn read(whole: Option<&str>, given: Option<&str>, surname: Option<&str>) -> Self {
        let whole = whole.filter(|name| !name.contains('@'));
        let mut given = given.map(comparison).unwrap_or_default();
        let mut surname = surname.map(comparison).unwrap_or_default();
        match (given.is_empty(), surname.is_empty(), whole) {
            (true, true, Some(whole)) => {
                let parts = split(whole);
                given = comparison(&parts.given);
                surname = comparison(&parts.surname);
            }
            (true, false, Some(whole)) => given = rest(whole, &surname),
            (false, true, Some(whole)) => surname = rest(whole, &given),
            _ => {}
        }
        if !given.chars().any(char::is_alphabetic) {
            given.clear();
        }
        if !surname.chars().any(char::is_alphabetic) {
            surname.clear();
        }
        Self { given, surname }
    }

    /// As they stand or exchanged, whichever speaks more for one person.
    pub fn compare(&self, other: &Self) -> Compared {
        let straight = pair(&self.given, &other.given, &self.surname, &other.surname);
        let mut crossed = pair(&self.given, &other.surname, &self.surname, &other.given);
        // Which of the two names is the given one is not known.
        let turned = pair(&self.surname, &other.given, &self.given, &other.surname);
        if turned.weight.odds() > crossed.weight.odds() {
            crossed = turned;
        }
        crossed.weight = crossed.weight.and(weights::EXCHANGED);
        let reason = crossed.reason_of_crossed();
        if let Some(reason) = reason
            && crossed.weight.odds() > straight.weight.odds()
        {
            return Compared {
                weight: crossed.weight,
                reasons: vec![reason],
            };
        }
        let reasons = [GIVEN, SURNAME].iter().zip(straight.likeness);
        let reasons =
            reasons.filter_map(|(words, likeness)| words.get(likeness? as usize).copied());
        Compared {
            weight: straight.weight,
            reasons: reasons.collect(),
        }
    }
}

/// By likeness.
const GIVEN: [&str; 4] = [
    "same given name",
    "similar given name",
    "given name that is alike",
    "different given name",
];
const SURNAME: [&str; 4] = [
    "same surname",
    "similar surname",
    "surname that is alike",
    "different surname",
];

struct Pair {
    weight: Weight,
    likeness: [Option<Likeness>; 2],
}

impl Pair {
    /// What to say of names that were compared crosswise; `None` where nothing is near. One name is
    /// enough: somebody whose names were exchanged may go by another given name as well as anybody.
    fn reason_of_crossed(&self) -> Option<&'static str> {
        let known = self.likeness.into_iter().flatten();
        let (best, worst) = (known.clone().min()?, known.max()?);
        match (best, worst) {
            (_, Likeness::Same) => Some("given name and surname swapped"),
            (_, Likeness::Near | Likeness::Alike) => {
                Some("similar given name and surname, swapped")
            }
            (Likeness::Same | Likeness::Near, _) => {
                Some("surname of one is the other's given name")
            }
            _ => None,
        }
    }
}

/// The first two are weighed as given names, the others as surnames.
fn pair(a: &str, b: &str, c: &str, d: &str) -> Pair {
    let (given, given_weight) = part(a, b, weigh_given);
    let (surname, surname_weight) = part(c, d, |_, _, likeness| weights::surname(likeness));
    Pair {
        weight: given_weight.and(surname_weight),
        likeness: [given, surname],
    }
}

fn weigh_given(a: &str, b: &str, likeness: Likeness) -> Weight {
    if likeness != Likeness::Same && are_slips(&compact(a), &compact(b)) {
        return weights::GIVEN_SLIP;
    }
    weights::given(likeness)
}

fn part(a: &str, b: &str, weigh: fn(&str, &str, Likeness) -> Weight) -> (Option<Likeness>, Weight) {
    if a.is_empty() || b.is_empty() {
        return (None, weights::UNSAID);
    }
    if is_initial(a, b) || is_initial(b, a) {
        return (Some(Likeness::Alike), weights::INITIAL);
    }
    let likeness = words(a, b);
    (Some(likeness), weigh(a, b, likeness))
}

/// Names of several words are near when all words of one are among the other's: second given names and
/// second surnames are often left out.
fn words(a: &str, b: &str) -> Likeness {
    let whole = of_names(&compact(a), &compact(b));
    let all = |few: &str, many: &str| {
        let mut words = few
            .split(' ')
            .filter(|word| word.chars().count() > 1)
            .peekable();
        words.peek().is_some() && words.all(|word| many.split(' ').any(|other| other == word))
    };
    if whole > Likeness::Near && (a.contains(' ') || b.contains(' ')) && (all(a, b) || all(b, a)) {
        return Likeness::Near;
    }
    whole
}

fn is_initial(short: &str, long: &str) -> bool {
    let mut letters = short.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            letter.is_ascii() && long.chars().count() > 1 && long.starts_with(letter)
        }
        _ => false,
    }
}

/// The words of a whole name without those that are known.
fn rest(whole: &str, known: &str) -> String {
    let whole = comparison(whole);
    let words = whole
        .split(' ')
        .filter(|word| known.split(' ').all(|known| known != *word));
    words.collect::<Vec<_>>().join(" ")
}
