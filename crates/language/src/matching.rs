//! Finds the words and phrases of a lexicon in an utterance.

use crate::lexicon::Lexicon;
use crate::utterance::{Item, spelling};

/// What a word or phrase does to the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Thousandths of the unit of valence.
    Mood(i32),
    Courtesy,
    Expected,
    Not,
    Very,
    Slightly,
    But,
    Please,
    Nothing,
}

/// A role of the item at which a phrase begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub role: Role,
    /// Words of the phrase.
    pub words: usize,
    /// Letters of the entry: the longer knows better.
    letters: usize,
}

/// What is found at each item: a mood (or what a customer expects), and whether it denies what follows
/// or what it follows; a word can be all of these.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meaning {
    pub found: Option<Found>,
    pub denies: bool,
    pub denies_before: bool,
}

const GROUPS: usize = 14;

fn groups(lexicon: &'static Lexicon) -> [(&'static str, Role); GROUPS] {
    [
        (lexicon.very, Role::Very),
        (lexicon.slightly, Role::Slightly),
        (lexicon.terrible, Role::Mood(-3200)),
        (lexicon.bad, Role::Mood(-2200)),
        (lexicon.poor, Role::Mood(-1200)),
        (lexicon.fine, Role::Mood(1200)),
        (lexicon.good, Role::Mood(2200)),
        (lexicon.superb, Role::Mood(3200)),
        (lexicon.courtesy, Role::Courtesy),
        (lexicon.expected, Role::Expected),
        (lexicon.not, Role::Not),
        (lexicon.but, Role::But),
        (lexicon.please, Role::Please),
        (lexicon.nothing, Role::Nothing),
    ]
}

/// The meanings of the items, one each.
pub(crate) fn meanings(items: &[Item], lexicon: &'static Lexicon) -> Vec<Meaning> {
    let mut index: Vec<(&str, usize)> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Item::Word { spelt, .. } => Some((spelt.as_str(), at)),
            _ => None,
        })
        .collect();
    index.sort_unstable();
    let mut meanings = vec![Meaning::default(); items.len()];
    let apostrophes = lexicon.code == "en";
    for (entries, role) in groups(lexicon) {
        for entry in entries.split_ascii_whitespace() {
            let entry = spelling(entry, apostrophes);
            for (at, words) in occurrences(&entry, &index, items) {
                if let Some(meaning) = meanings.get_mut(at) {
                    meaning.take(Found {
                        role,
                        words,
                        letters: entry.len(),
                    });
                }
            }
        }
    }
    for entry in lexicon.not_after.split_ascii_whitespace() {
        let entry = spelling(entry, apostrophes);
        for (at, _) in occurrences(&entry, &index, items) {
            if let Some(meaning) = meanings.get_mut(at) {
                meaning.denies_before = true;
            }
        }
    }
    cover(&mut meanings);
    meanings
}

impl Meaning {
    fn take(&mut self, new: Found) {
        self.denies |= new.role == Role::Not;
        let better = self
            .found
            .is_none_or(|old| (new.words, new.letters) > (old.words, old.letters));
        if better {
            self.found = Some(new);
        }
    }
}

/// The words inside a phrase of mood mean nothing of their own.
fn cover(meanings: &mut [Meaning]) {
    let mut left = 0;
    for meaning in meanings {
        if left > 0 {
            *meaning = Meaning::default();
            left -= 1;
        } else if let Some(found) = meaning.found.filter(|found| found.words > 1) {
            meaning.denies = found.role == Role::Not;
            meaning.denies_before = false;
            left = found.words - 1;
        }
    }
}

/// Where an entry occurs, and of how many words it is.
fn occurrences<'a>(
    entry: &'a str,
    index: &'a [(&'a str, usize)],
    items: &'a [Item],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let first = entry.split('_').next().unwrap_or(entry);
    let words = entry.split('_').count();
    let stem = first.strip_suffix('*').unwrap_or(first);
    let from = index.partition_point(move |(word, _)| *word < stem);
    index
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(move |(word, _)| fits(word, first))
        .map(|(_, at)| *at)
        .filter(move |at| {
            entry
                .split('_')
                .zip(*at..)
                .all(|(wanted, at)| match items.get(at) {
                    Some(Item::Word { spelt, .. }) => fits(spelt, wanted),
                    _ => false,
                })
        })
        .map(move |at| (at, words))
}

fn fits(word: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == wanted,
    }
}
