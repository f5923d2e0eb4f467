//! How well a text fits each language of a script: its words, their endings and their letters.

use crate::words::{Words, fold_into};

/// What is known of a language.
pub(crate) struct Profile {
    /// ISO 639-1.
    pub code: &'static str,
    /// Lower-case letters that it has beyond those that all languages of the script share.
    pub letters: &'static str,
    /// Frequent words and, with a leading hyphen, endings; between white space.
    pub words: &'static str,
}

/// The languages of a script that several are written in.
pub(crate) struct Family {
    /// At most 64 languages in all.
    pub groups: &'static [&'static [Profile]],
    /// Letters that all of them have; empty if that is not known. ASCII letters are always among them.
    pub core: &'static str,
}

impl Family {
    pub(crate) fn profiles(&self) -> impl Iterator<Item = &'static Profile> + Clone + use<> {
        self.groups.iter().copied().flatten().take(64)
    }
}

/// What one word of the text proves, at most; it is shared by the languages that have the word.
const WORD: f32 = 1.0;
/// The word is there but for its accents: `manana`.
const UNACCENTED: f32 = 0.6;
/// An ending proves little, and nothing of a short word.
const ENDING: f32 = 0.35;
/// A word with letters of the language that others lack.
const LETTERS: f32 = 0.5;
/// All of its letters together: without words they prove nothing.
const LETTERS_IN_ALL: f32 = 1.0;
/// A word with letters that the language lacks.
const FOREIGN: f32 = -0.5;
/// Words of one or two letters are names and codes as often as words.
const SHORT: f32 = 0.6;

/// Languages of one script are counted in the bits of a word.
type Languages = u64;

/// What speaks for a language.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Evidence {
    /// Words and their endings.
    pub words: f32,
    /// And letters.
    pub all: f32,
    /// Words that no other language of the family has.
    pub own: u32,
}

/// The evidence for each profile, in the order of `profiles`; every distinct word counts once.
pub(crate) fn evidence(words: &Words, family: &Family) -> Vec<Evidence> {
    let languages = family.profiles().count();
    let mut buffer = String::new();
    let mut exact: Vec<Languages> = vec![0; words.len()];
    let mut unaccented: Vec<Languages> = vec![0; words.len()];
    let mut endings: Vec<Languages> = vec![0; words.len()];
    for (language, profile) in family.profiles().enumerate() {
        let bit: Languages = 1 << language;
        for entry in profile.words.split_ascii_whitespace() {
            if let Some(ending) = entry.strip_prefix('-') {
                words.each(|word, spelt| {
                    // At least three letters before the ending.
                    if spelt.len() >= ending.len() + 3 && spelt.ends_with(ending) {
                        mark(&mut endings, word, bit);
                    }
                });
            } else if let Some(word) = words.find(entry) {
                mark(&mut exact, word, bit);
            } else if !entry.is_ascii()
                && entry.chars().nth(2).is_some()
                && let Some(word) = words.find(folded(entry, &mut buffer))
            {
                mark(&mut unaccented, word, bit);
            }
        }
    }
    let mut by_words = vec![0.0; languages];
    let mut own = vec![0; languages];
    let mut by_letters = vec![0.0; languages];
    let mut foreign = vec![0.0; languages];
    words.each(|word, spelt| {
        let (marks, weight) = strongest(word, [&exact, &unaccented, &endings]);
        let weight = if spelt.chars().nth(2).is_none() {
            weight * SHORT
        } else {
            weight
        };
        share(&mut by_words, marks, weight);
        let exact = exact
            .get(word)
            .filter(|languages| languages.count_ones() == 1);
        if let Some(own) = exact.and_then(|only| own.get_mut(only.trailing_zeros() as usize)) {
            *own += 1;
        }
        if let Some(fitting) = fitting(spelt, family) {
            share(&mut by_letters, fitting, LETTERS);
            share_each(&mut foreign, !fitting, FOREIGN);
        }
    });
    let letters = by_letters.into_iter().zip(foreign);
    let letters = letters.map(|(own, foreign)| f32::min(own, LETTERS_IN_ALL) + foreign);
    by_words
        .into_iter()
        .zip(letters)
        .zip(own)
        .map(|((words, letters), own)| Evidence {
            words,
            all: words + letters,
            own,
        })
        .collect()
}

fn folded<'a>(entry: &str, buffer: &'a mut String) -> &'a str {
    fold_into(entry, buffer);
    buffer
}

fn mark(marks: &mut [Languages], word: usize, bit: Languages) {
    if let Some(languages) = marks.get_mut(word) {
        *languages |= bit;
    }
}

fn strongest(word: usize, kinds: [&[Languages]; 3]) -> (Languages, f32) {
    kinds
        .into_iter()
        .zip([WORD, UNACCENTED, ENDING])
        .filter_map(|(marks, weight)| Some((*marks.get(word)?, weight)))
        .find(|(marks, _)| *marks != 0)
        .unwrap_or((0, 0.0))
}

fn share(scores: &mut [f32], languages: Languages, weight: f32) {
    if languages != 0 {
        // At most 64.
        #[allow(clippy::cast_precision_loss, reason = "at most 64")]
        let each = weight / languages.count_ones() as f32;
        share_each(scores, languages, each);
    }
}

fn share_each(scores: &mut [f32], languages: Languages, each: f32) {
    for (language, score) in scores.iter_mut().enumerate().take(64) {
        if languages & (1 << language) != 0 {
            *score += each;
        }
    }
}

/// The languages that have all letters of the word; none if every language of the script has.
fn fitting(word: &str, family: &Family) -> Option<Languages> {
    let special = |letter: &char| {
        if letter.is_ascii() || family.core.contains(*letter) {
            return false;
        }
        // Where the core is not known, a letter of no list says nothing.
        !family.core.is_empty()
            || family
                .profiles()
                .any(|profile| profile.letters.contains(*letter))
    };
    let mut letters = word.chars().filter(special).peekable();
    letters.peek()?;
    let mut fitting = Languages::MAX;
    for letter in letters {
        for (language, profile) in family.profiles().enumerate() {
            if !profile.letters.contains(letter) {
                fitting &= !(1 << language);
            }
        }
    }
    let all = family.profiles().count();
    Some(
        fitting
            & Languages::MAX
                .checked_shr(64 - u32::try_from(all).ok()?)
                .unwrap_or(0),
    )
}
