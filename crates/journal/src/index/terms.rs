//! Under which terms a customer is listed, and whether they are whom somebody looks for.

use super::Term;
use crate::name::Naming;
use crate::view::View;
use serde_json::Value;
use std::collections::BTreeSet;
use throughline_identity::text::folded;
use throughline_matching::{Person, blocks};

/// Lengths at which the beginnings of a word are terms, in characters.
const BEGINNINGS: [usize; 4] = [3, 5, 8, 11];
/// Most words of one customer that are terms.
const WORDS: usize = 96;
/// Most words of one text.
const OF_TEXT: usize = 12;

/// The term under which customers are listed for whom there is a suggestion.
pub(crate) const SUGGESTED: &str = "suggested";

/// What a customer can be found by.
pub(crate) struct Words {
    /// Of names, attributes and subjects, folded; identities without what stands between.
    words: BTreeSet<String>,
    /// `tier=gold`.
    pairs: BTreeSet<String>,
}

impl Words {
    pub fn of(view: &View) -> Self {
        let content = &view.content;
        let mut words = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        for known in &content.identities {
            words.extend(spelled(&known.identity.value));
            words.insert(bare(&known.identity.value));
            pairs.insert(pair(&known.identity.kind, &known.identity.value));
            if let Some((scope, value)) = known.identity.value.split_once(':') {
                pairs.insert(pair(scope, value));
            }
        }
        for (name, fact) in content.profile.facts() {
            let Some(value) = fact.value() else { continue };
            let text = match serde_json::from_slice(value) {
                Ok(Value::String(text)) => text,
                Ok(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
                _ => continue,
            };
            words.extend(spelled(&text));
            if let Some(name) = name.strip_prefix("attributes.") {
                pairs.insert(pair(name, &text));
            }
        }
        for ticket in &content.tickets.list {
            words.extend(spelled(ticket.subject.as_deref().unwrap_or_default()));
        }
        words.retain(|word| !word.is_empty());
        Self {
            words: words.into_iter().take(WORDS).collect(),
            pairs,
        }
    }

    /// The terms to be listed under.
    pub fn terms(&self, naming: &Naming) -> BTreeSet<Term> {
        let words = self.words.iter().flat_map(|word| beginnings(word));
        let words = words.map(|beginning| naming.term("w", &beginning));
        let pairs = self.pairs.iter().map(|pair| naming.term("p", pair));
        words.chain(pairs).collect()
    }

    /// Whether a customer is whom the word looks for.
    pub fn fit(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Pair(pair) => self.pairs.contains(pair),
            Wanted::Word(word) => {
                let mut from = self.words.range(word.clone()..);
                from.next().is_some_and(|known| known.starts_with(word))
            }
        }
    }
}

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The beginning of a word.
    Word(String),
    /// An attribute with its value.
    Pair(String),
}

impl Wanted {
    /// The parts of a query. What is written like a telephone number is one.
    pub fn read(query: &str) -> Vec<Self> {
        let is_number = |c: char| c.is_ascii_digit() || " +-()./".contains(c);
        if query.chars().all(is_number) {
            return vec![Self::Word(bare(query))];
        }
        let mut wanted = Vec::new();
        for part in query.split_whitespace() {
            match part.split_once([':', '=']) {
                Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                    wanted.push(Self::Pair(pair(name, value)));
                }
                _ if part.contains('@') => wanted.push(Self::Word(bare(part))),
                _ => wanted.extend(spelled(part).into_iter().map(Self::Word)),
            }
        }
        wanted
    }

    /// Whether it looks for nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Word(word) if word.is_empty())
    }

    /// The term under which everybody is listed whom it may look for.
    pub fn term(&self, naming: &Naming) -> Term {
        match self {
            Self::Pair(pair) => naming.term("p", pair),
            Self::Word(word) => {
                let longest = beginnings(word).pop().unwrap_or_default();
                naming.term("w", &longest)
            }
        }
    }
}

/// The beginnings of a word that are terms, the longest last: a word that is shorter than the first
/// is one itself.
fn beginnings(word: &str) -> Vec<String> {
    let length = word.chars().count();
    let lengths = BEGINNINGS.into_iter().filter(|l| *l <= length);
    let mut all: Vec<String> = lengths.map(|l| word.chars().take(l).collect()).collect();
    if all.is_empty() {
        all.push(word.to_owned());
    }
    all
}

/// The words of a text, folded.
fn spelled(text: &str) -> Vec<String> {
    let text = folded(text);
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .take(OF_TEXT)
        .map(|word| word.chars().take(32).collect())
        .collect()
}

/// An identity without what stands between its letters.
fn bare(value: &str) -> String {
    let kept = value
        .chars()
        .filter(|c| c.is_alphanumeric() || "@.".contains(*c));
    let kept: String = kept.take(64).collect();
    kept.trim_matches('.').to_lowercase()
}

fn pair(name: &str, value: &str) -> String {
    let value: String = value.chars().take(128).collect();
    format!("{}={}", name.to_lowercase(), folded(&value))
}

/// What is known of a customer, for comparing them with others.
pub(crate) fn person(view: &View) -> Person {
    let content = &view.content;
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Some(name) = content.profile.name() {
        facts.push(("name".into(), name));
    }
    for (name, value) in content.profile.attributes() {
        let text = match serde_json::from_slice(value) {
            Ok(Value::String(text)) => text,
            Ok(Value::Number(number)) => number.to_string(),
            _ => continue,
        };
        facts.push((name.to_owned(), text));
    }
    for known in &content.identities {
        facts.push((known.identity.kind.clone(), known.identity.value.clone()));
    }
    Person::new(
        facts
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

/// The terms under which somebody who may be the same person is listed as well.
pub(crate) fn block_terms(naming: &Naming, person: &Person) -> BTreeSet<Term> {
    blocks(person)
        .iter()
        .map(|block| naming.term("b", block))
        .collect()
}
