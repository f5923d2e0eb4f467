//! What holds of any facts.

use proptest::prelude::*;
use throughline_matching::{LIKELY, Person, blocks, compare};

/// Names that are read, and one that is not.
const NAMES: [&str; 16] = [
    "name",
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "city",
    "zip",
    "state",
    "dob",
    "ssn",
    "phone",
    "email",
    "first_name",
    "birth_date",
    "shoe_size",
];

/// Those whose place nothing else takes when they are missing.
const ALONE: [&str; 4] = ["ssn", "phone", "email", "shoe_size"];

/// Values between which every comparison happens, and anything.
fn value() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Anna",
        "Ana",
        "Hanna",
        "Maria",
        "Marie",
        "a",
        "Hofer Anna",
        "Hofer, Anna",
        "12",
        "21",
        "8010",
        "8001",
        "19840307",
        "19840703",
        "03/07/1984",
        "7.3.1984",
        "4471903862",
        "4471908362",
        "+436641234567",
        "0664 1234567",
        "anna@example.com",
        "anna@example.org",
        "info@example.com",
        "Lindengasse 12",
        "Lindngasse 12, Graz",
        "Graz",
        "st ma rk flat 3",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[a-eä0-4 .,@/-]{0,12}"]
}

fn facts() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    prop::collection::vec((prop::sample::select(&NAMES[..]), value()), 0..14)
}

fn person(facts: &[(&'static str, String)]) -> Person {
    Person::new(facts.iter().map(|(name, value)| (*name, value.as_str())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn both_ways_round_are_the_same(a in facts(), b in facts()) {
        let (a, b) = (person(&a), person(&b));
        let score = compare(&a, &b);
        prop_assert_eq!(&score, &compare(&b, &a));
        if let Some(score) = score {
            prop_assert!((LIKELY..=1.0).contains(&score.probability));
            prop_assert!(!score.reasons.is_empty());
        }
    }

    #[test]
    fn the_order_of_facts_makes_no_difference(
        (given, shuffled) in facts().prop_flat_map(|f| (Just(f.clone()), Just(f).prop_shuffle())),
    ) {
        prop_assert_eq!(person(&given), person(&shuffled));
        prop_assert_eq!(blocks(&person(&given)), blocks(&person(&shuffled)));
    }

    #[test]
    fn nothing_speaks_against_oneself(a in facts()) {
        let score = compare(&person(&a), &person(&a));
        let reasons = score.map(|score| score.reasons).unwrap_or_default();
        let all_same = reasons.iter().all(|reason| reason.starts_with("same "));
        prop_assert!(all_same, "{:?}", reasons);
    }

    #[test]
    fn a_fact_that_one_has_not_got_says_nothing(a in facts(), b in facts(), alone in prop::sample::select(&ALONE[..])) {
        let without = |facts: &[(&'static str, String)]| {
            facts.iter().filter(|(known, _)| *known != alone).cloned().collect::<Vec<_>>()
        };
        let (a, fewer, b) = (person(&a), person(&without(&a)), person(&without(&b)));
        prop_assert_eq!(compare(&a, &b), compare(&fewer, &b));
    }

    #[test]
    fn blocks_are_few_and_short(a in facts()) {
        let blocks = blocks(&person(&a));
        prop_assert!(blocks.len() <= 10);
        let longest = blocks.iter().map(String::len).max().unwrap_or_default();
        prop_assert!(longest <= 512, "{}", longest);
        let mut once = blocks.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), blocks.len());
    }
}

#[test]
fn much_of_everything_is_bounded() {
    let long = "x".repeat(1 << 20);
    let many: Vec<String> = (0..20_000).map(|n| format!("{n:09}")).collect();
    let lines = "Lindengasse 1,".repeat(70);
    let marks = format!("A{}", "\u{301}".repeat(400));
    let facts = || {
        let many = many
            .iter()
            .flat_map(|v| NAMES.map(|name| (name, v.as_str())));
        many.chain(
            NAMES
                .iter()
                .flat_map(|name| [(*name, long.as_str()), (*name, &lines), (*name, &marks)]),
        )
    };
    let person = Person::new(facts());
    assert!(blocks(&person).len() <= 10);
    let size: usize = blocks(&person).iter().map(String::len).sum();
    assert!(size < 4096, "{size}");
    assert_eq!(compare(&person, &person), compare(&person, &person.clone()));
}
