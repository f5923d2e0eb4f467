//! Precision and recall over people that are made up here: families, twins and namesakes, and records of
//! them with the mistakes of forms, telephones and imports. None of it is from a public set.

#[path = "people/names.rs"]
mod names;
#[path = "people/town.rs"]
mod town;

use std::collections::{BTreeMap, BTreeSet};
use throughline_matching::{Person, blocks, compare};
use town::{Record, Town};

type Pair = (usize, usize);

struct Outcome {
    true_pairs: BTreeSet<Pair>,
    blocked: BTreeSet<Pair>,
    found: BTreeSet<Pair>,
    records: Vec<Record>,
}

impl Outcome {
    fn of(records: Vec<Record>) -> Self {
        let people: Vec<Person> = records
            .iter()
            .map(|record| {
                Person::new(
                    record
                        .facts
                        .iter()
                        .map(|(name, value)| (*name, value.as_str())),
                )
            })
            .collect();
        let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, person) in people.iter().enumerate() {
            for block in blocks(person) {
                index.entry(block).or_default().push(place);
            }
        }
        let pairs = |members: &[usize]| {
            let members = members.to_vec();
            let with = members.clone().into_iter().enumerate();
            with.flat_map(move |(at, a)| {
                members
                    .clone()
                    .into_iter()
                    .skip(at + 1)
                    .map(move |b| (a, b))
            })
            .collect::<Vec<Pair>>()
        };
        let blocked: BTreeSet<Pair> = index
            .values()
            .filter(|members| members.len() <= 200)
            .flat_map(|m| pairs(m))
            .collect();
        let found = blocked
            .iter()
            .copied()
            .filter(|(a, b)| compare(&people[*a], &people[*b]).is_some());
        let mut of_one: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, record) in records.iter().enumerate() {
            of_one.entry(record.of).or_default().push(place);
        }
        Self {
            true_pairs: of_one.values().flat_map(|m| pairs(m)).collect(),
            found: found.collect(),
            blocked,
            records,
        }
    }

    fn precision(&self) -> f64 {
        share(
            self.found.intersection(&self.true_pairs).count(),
            self.found.len(),
        )
    }

    fn recall(&self) -> f64 {
        share(
            self.found.intersection(&self.true_pairs).count(),
            self.true_pairs.len(),
        )
    }

    fn blocking_recall(&self) -> f64 {
        share(
            self.blocked.intersection(&self.true_pairs).count(),
            self.true_pairs.len(),
        )
    }

    /// What is to be looked at when a figure is too low.
    fn shown(&self) -> String {
        let wrong = self
            .found
            .difference(&self.true_pairs)
            .take(5)
            .map(|pair| ("wrong", *pair));
        let missed = self
            .true_pairs
            .difference(&self.found)
            .take(5)
            .map(|pair| ("missed", *pair));
        let lines = wrong.chain(missed).map(|(what, (a, b))| {
            format!(
                "{what}\n  {:?}\n  {:?}\n",
                self.records[a].facts, self.records[b].facts
            )
        });
        let figures = format!(
            "precision {:.4} recall {:.4} in a block {:.4}\n",
            self.precision(),
            self.recall(),
            self.blocking_recall()
        );
        figures + &lines.collect::<String>()
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of a test set")]
fn share(part: usize, of: usize) -> f64 {
    assert!(of > 0);
    part as f64 / of as f64
}

#[test]
fn a_town_with_families() {
    for seed in 1..=3 {
        let mut town = Town::new(seed);
        let records = town.records(400, town::FULL);
        assert!(records.len() > 1000);
        let outcome = Outcome::of(records);
        assert!(outcome.true_pairs.len() > 200);
        assert!(outcome.blocking_recall() >= 0.98, "{}", outcome.shown());
        assert!(outcome.precision() >= 0.99, "{}", outcome.shown());
        assert!(outcome.recall() >= 0.93, "{}", outcome.shown());
    }
}

#[test]
fn a_list_of_contacts() {
    for seed in 1..=3 {
        let outcome = Outcome::of(Town::new(seed).records(400, town::CONTACTS));
        assert!(outcome.blocking_recall() >= 0.98, "{}", outcome.shown());
        // Names are few in this town: some are of two people with one postcode.
        assert!(outcome.precision() >= 0.98, "{}", outcome.shown());
        assert!(outcome.recall() >= 0.90, "{}", outcome.shown());
    }
}

#[test]
fn nobody_is_there_twice() {
    for seed in 1..=3 {
        let mut records = Town::new(seed).records(400, town::FULL);
        let mut seen = BTreeSet::new();
        records.retain(|record| seen.insert(record.of));
        let outcome = Outcome::of(records);
        let families = outcome
            .blocked
            .iter()
            .filter(|(a, b)| outcome.records[*a].family == outcome.records[*b].family);
        assert!(families.count() > 300, "families are compared");
        assert!(outcome.true_pairs.is_empty());
        assert!(
            outcome.found.len() <= 2,
            "{:?}",
            outcome
                .found
                .iter()
                .map(|(a, b)| (&outcome.records[*a].facts, &outcome.records[*b].facts))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn the_order_of_records_makes_no_difference() {
    let records = Town::new(4).records(150, town::FULL);
    let named = |outcome: &Outcome| {
        let name = |place: usize| format!("{:?}", outcome.records[place].facts);
        let pairs = outcome.found.iter().map(|(a, b)| {
            let (a, b) = (name(*a), name(*b));
            if a < b { (a, b) } else { (b, a) }
        });
        pairs.collect::<BTreeSet<_>>()
    };
    let backwards: Vec<Record> = records.iter().rev().cloned().collect();
    let forwards = named(&Outcome::of(records));
    assert!(forwards.len() > 50);
    assert_eq!(forwards, named(&Outcome::of(backwards)));
}
