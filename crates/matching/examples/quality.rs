//! Precision and recall over labelled sets, as `tests/quality/febrl.py` writes them:
//!
//! ```sh
//! cargo run --release -p throughline-matching --example quality -- febrl1.ndjson febrl1.truth.ndjson …
//! ```
//!
//! With `--missed`, also the pairs that were not found, and those that were and are none.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;
use throughline_matching::{Person, blocks, compare};

type Pair = (usize, usize);

/// As the index of the timeline: a block with more people says nothing of any two of them.
const COMMON: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let (options, files): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    if files.is_empty() || files.len() % 2 == 1 {
        return Err("usage: quality [--missed] ROWS TRUTH [ROWS TRUTH]…".into());
    }
    println!("| set | records | true pairs | in a block | precision | recall | seconds |");
    println!("|---|---|---|---|---|---|---|");
    for set in files.chunks_exact(2) {
        let (rows, truth) = (fs::read_to_string(&set[0])?, fs::read_to_string(&set[1])?);
        measure(
            &set[0],
            &rows,
            &truth,
            options.iter().any(|option| option == "--missed"),
        )?;
    }
    Ok(())
}

fn measure(file: &str, rows: &str, truth: &str, missed: bool) -> Result<(), Box<dyn Error>> {
    let rows: Vec<Value> = rows
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let places: BTreeMap<&str, usize> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| (identity(row), place))
        .collect();
    let mut true_pairs: BTreeSet<Pair> = BTreeSet::new();
    for line in truth.lines() {
        let pair: Value = serde_json::from_str(line)?;
        let place = |side: &str| {
            pair[side]
                .as_str()
                .and_then(|value| places.get(value).copied())
        };
        let (Some(a), Some(b)) = (place("a"), place("b")) else {
            return Err(format!("{file}: no rows for {pair}").into());
        };
        true_pairs.insert((a.min(b), a.max(b)));
    }
    let begin = Instant::now();
    let people: Vec<Person> = rows.iter().map(person).collect();
    let candidates = candidates(&people);
    let found: BTreeSet<Pair> = candidates
        .iter()
        .copied()
        .filter(|(a, b)| compare(&people[*a], &people[*b]).is_some())
        .collect();
    let seconds = begin.elapsed().as_secs_f64();
    let hits = found.intersection(&true_pairs).count();
    let blocked = candidates.intersection(&true_pairs).count();
    println!(
        "| {} | {} | {} | {:.4} | {:.4} | {:.4} | {seconds:.2} |",
        Path::new(file)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy(),
        rows.len(),
        true_pairs.len(),
        share(blocked, true_pairs.len()),
        share(hits, found.len()),
        share(hits, true_pairs.len()),
    );
    if missed {
        for (a, b) in true_pairs.difference(&found) {
            let why = if candidates.contains(&(*a, *b)) {
                "not likely"
            } else {
                "in no block"
            };
            println!("{why}\n  {}\n  {}", rows[*a], rows[*b]);
        }
        for (a, b) in found.difference(&true_pairs) {
            println!("wrong\n  {}\n  {}", rows[*a], rows[*b]);
        }
        println!("{} compared", candidates.len());
    }
    Ok(())
}

fn identity(row: &Value) -> &str {
    row["identities"][0]["value"].as_str().unwrap_or_default()
}

fn person(row: &Value) -> Person {
    let attributes = row["attributes"].as_object().into_iter().flatten();
    let attributes = attributes.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let name = row["name"].as_str().map(|name| ("name", name));
    Person::new(name.into_iter().chain(attributes))
}

fn candidates(people: &[Person]) -> BTreeSet<Pair> {
    let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, person) in people.iter().enumerate() {
        for block in blocks(person) {
            index.entry(block).or_default().push(place);
        }
    }
    let mut pairs = BTreeSet::new();
    for members in index.values().filter(|members| members.len() <= COMMON) {
        for (at, a) in members.iter().enumerate() {
            pairs.extend(members[at + 1..].iter().map(|b| (*a, *b)));
        }
    }
    pairs
}

#[allow(clippy::cast_precision_loss, reason = "counts of a test set")]
fn share(part: usize, of: usize) -> f64 {
    if of == 0 {
        1.0
    } else {
        part as f64 / of as f64
    }
}
