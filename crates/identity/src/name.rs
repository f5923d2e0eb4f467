//! People's names, for display and for comparison.
//!
//! Names are kept as they are given; only a name that is all capitals or all small letters, as forms
//! and old systems have it, gets capitals where they belong. What cannot be known (which of two names
//! is the surname, how *MACKENZIE* is written) is left alone.

use crate::text;
use std::borrow::Cow;

/// Longest name, in bytes; what is longer is cut.
pub const LONGEST: usize = 120;

/// Words within a surname that stay small (Arabic, Dutch, French, German, Italian, Portuguese,
/// Scandinavian and Spanish names).
const PARTICLES: [&str; 42] = [
    "af", "al", "av", "bin", "bint", "d", "da", "dal", "das", "de", "degli", "dei", "del", "della",
    "delle", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "het", "ibn", "la", "las",
    "le", "les", "lo", "los", "op", "t", "te", "ten", "ter", "und", "van", "von", "y", "zu",
];

/// Further small words, of names such as *von und zum Stein*.
const MORE_PARTICLES: [&str; 4] = ["vom", "zum", "zur", "ben"];

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word) || MORE_PARTICLES.contains(&word)
}

/// Words before a name that are no part of it, folded (English, German, French, Spanish, Portuguese,
/// Italian, Dutch, Polish, Scandinavian).
const HONORIFICS: [&str; 43] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "doctor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "reverend",
    "hon",
    "herr",
    "herrn",
    "frau",
    "fraulein",
    "dipl",
    "ing",
    "med",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "senor",
    "senora",
    "senorita",
    "sra",
    "srta",
    "signor",
    "signora",
    "signorina",
    "sig",
    "dhr",
    "mevr",
    "mevrouw",
    "pani",
    "fru",
    "senhor",
];

/// Degrees after a name that are no part of it. Generations (Jr, III) are: they tell a father from
/// his son.
const DEGREES: [&str; 14] = [
    "phd", "md", "dds", "dvm", "esq", "msc", "bsc", "mba", "ma", "ba", "llm", "cpa", "rn", "bc",
];

/// What may follow a comma without being a given name.
const SUFFIXES: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "v"];

/// A name on one line as people read it; empty when nothing is left.
pub fn display(name: &str) -> String {
    let line = text::line(name, LONGEST);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let upper = line.chars().any(char::is_uppercase);
    let lower = line.chars().any(char::is_lowercase);
    // One or two capitals are initials.
    if letters <= 2 || upper == lower {
        return line;
    }
    let words: Vec<&str> = line.split(' ').collect();
    let cased = words.iter().enumerate().map(|(place, word)| {
        let small = word.to_lowercase();
        let is_last = place + 1 == words.len();
        match () {
            () if place > 0 && !is_last && is_particle(&small) => small,
            () if place > 0 && is_numeral(&small) => word.to_uppercase(),
            () => capitalised(&small),
        }
    });
    let cased: Vec<String> = cased.collect();
    text::line(&cased.join(" "), LONGEST)
}

fn is_numeral(word: &str) -> bool {
    matches!(word, "ii" | "iii" | "iv" | "vi" | "vii" | "viii")
}

/// A word with capitals: after hyphens, after one letter and an apostrophe (O'Neill, D'Angelo), and
/// after *Mc*.
fn capitalised(small: &str) -> String {
    let mut word = String::with_capacity(small.len());
    let mut begins = true;
    // Letters since the word, or its part, began.
    let mut letters = 0;
    for char in small.chars() {
        if begins && char.is_alphabetic() {
            // Of letters that are several capitals (ß, ﬃ), the first.
            let mut capitals = char.to_uppercase();
            word.extend(capitals.next());
            word.extend(capitals.flat_map(char::to_lowercase));
        } else {
            word.push(char);
        }
        letters = if char.is_alphabetic() { letters + 1 } else { 0 };
        begins = match char {
            '-' | '.' | '(' | '"' | '/' => true,
            '\'' | '’' => word.chars().count() == 2,
            _ => begins && !char.is_alphanumeric(),
        };
        let rest = small.chars().count() - word.chars().count().min(small.chars().count());
        if letters == 2 && word.ends_with("Mc") && rest >= 3 {
            begins = true;
        }
    }
    word
}

/// A name for comparison: folded to small letters without diacritics, the given name first, without
/// titles, degrees and punctuation, words one space apart. `Dr. ÁLVAREZ-Núñez, José` is `jose alvarez
/// nunez`. Not for display, and no identity.
pub fn comparison(name: &str) -> String {
    let line = text::line(name, LONGEST);
    let turned = given_first(&line);
    let folded = text::folded(&turned);
    let mut words: Vec<&str> = Vec::new();
    let kept: String = folded
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '`' | 'ʼ' | '.') && !text::is_joiner(*c))
        .map(|c| {
            if c.is_alphanumeric() || is_attached(c) {
                c
            } else {
                ' '
            }
        })
        .collect();
    words.extend(kept.split_whitespace());
    // Somebody may be called Lord, and somebody Jack Ma.
    let titles = words.iter().take_while(|w| HONORIFICS.contains(w)).count();
    let untitled = words.get(titles..).filter(|rest| !rest.is_empty());
    let untitled = untitled.unwrap_or(&words);
    let mut bare = untitled;
    while let [rest @ .., last] = bare {
        if rest.len() < 2 || !DEGREES.contains(last) {
            break;
        }
        bare = rest;
    }
    bare.join(" ")
}

/// Vowel signs and other marks that other scripts put on letters.
fn is_attached(char: char) -> bool {
    !char.is_ascii()
        && !char.is_whitespace()
        && unicode_normalization::char::is_combining_mark(char)
}

/// `Surname, Given` turned, without titles before the surname.
fn given_first(line: &str) -> Cow<'_, str> {
    let turned = || {
        let (surname, given) = line.split_once(',')?;
        let (surname, given) = (surname.trim(), given.trim());
        let is_suffix = || {
            let word = text::folded(given).replace('.', "");
            SUFFIXES.contains(&&*word) || DEGREES.contains(&&*word)
        };
        let turns =
            !surname.is_empty() && !given.is_empty() && !given.contains(',') && !is_suffix();
        let surname = surname.split_whitespace().skip_while(|w| is_title(w));
        let words = given.split_whitespace().chain(surname);
        turns.then(|| words.collect::<Vec<_>>().join(" "))
    };
    turned().map_or(Cow::Borrowed(line), Cow::Owned)
}

/// A name in two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Given names, with initials.
    pub given: String,
    /// The surname with its particles; empty for a single name.
    pub surname: String,
}

/// Which part of a name is the surname, as far as its form tells: what stands before a comma, else the
/// last word with the particles before it. Two surnames without a hyphen and names that begin with the
/// surname are not seen; a single word is a given name.
pub fn split(name: &str) -> Parts {
    let shown = display(name);
    let turned = given_first(&shown);
    let words: Vec<&str> = turned.split_whitespace().collect();
    let titles = words.iter().take_while(|w| is_title(w)).count();
    let words = words.get(titles..).filter(|rest| !rest.is_empty());
    let words = words.unwrap_or_default();
    if let (Cow::Owned(_), Some((surname, _))) = (&turned, shown.split_once(',')) {
        let surname = surname.split_whitespace().skip_while(|w| is_title(w));
        let surname: Vec<&str> = surname.collect();
        let given = words.len().saturating_sub(surname.len());
        let given = words.get(..given).unwrap_or_default().join(" ");
        let surname = surname.join(" ");
        return Parts { given, surname };
    }
    let mut end = words.len();
    let is_suffix = |w: &&&str| SUFFIXES.contains(&&*text::folded(w).replace(['.', ','], ""));
    if words.len() > 2 {
        end -= words
            .iter()
            .rev()
            .take_while(is_suffix)
            .count()
            .min(words.len() - 2);
    }
    let last = end.saturating_sub(1);
    let before = words.get(..last).unwrap_or_default();
    let particles = before.iter().skip(1).rev();
    let particles = particles
        .take_while(|w| is_particle(&w.to_lowercase()))
        .count();
    let begins = if last == 0 {
        words.len()
    } else {
        last - particles
    };
    Parts {
        given: words.get(..begins).unwrap_or_default().join(" "),
        surname: words.get(begins..end).unwrap_or_default().join(" "),
    }
}

fn is_title(word: &str) -> bool {
    HONORIFICS.contains(&&*text::folded(word).replace('.', ""))
}
