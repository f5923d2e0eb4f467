//! Postal addresses, for display and for comparison.
//!
//! Written in many ways and parsed in none of them with certainty: the comparison form makes spellings
//! of one address alike (`Flat 3, 12 High Street` and `12 High St Apt 3`), and does not claim to know
//! what is where.

use crate::text;

/// Longest line of an address, in bytes; what is longer is cut.
pub const LONGEST: usize = 240;

/// Words of addresses and the one that stands for them in the comparison form, folded. From the
/// abbreviations of USPS Publication 28 (appendices B and C) and AS 4590, German, French and Spanish
/// ones added.
const WORDS: [(&str, &str); 98] = [
    ("street", "st"),
    ("str", "st"),
    ("strasse", "st"),
    ("saint", "st"),
    ("sankt", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("aven", "ave"),
    ("avenida", "ave"),
    ("boulevard", "blvd"),
    ("boul", "blvd"),
    ("bd", "blvd"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("drv", "dr"),
    ("court", "ct"),
    ("crt", "ct"),
    ("place", "pl"),
    ("platz", "pl"),
    ("plaza", "pl"),
    ("plz", "pl"),
    ("square", "sq"),
    ("highway", "hwy"),
    ("hway", "hwy"),
    ("parkway", "pkwy"),
    ("pkway", "pkwy"),
    ("terrace", "tce"),
    ("ter", "tce"),
    ("terr", "tce"),
    ("crescent", "cres"),
    ("cr", "cres"),
    ("crs", "cres"),
    ("close", "cl"),
    ("circuit", "cct"),
    ("circle", "cir"),
    ("esplanade", "esp"),
    ("grove", "gr"),
    ("grv", "gr"),
    ("gardens", "gdns"),
    ("garden", "gdn"),
    ("heights", "hts"),
    ("hill", "hl"),
    ("mount", "mt"),
    ("parade", "pde"),
    ("trail", "trl"),
    ("way", "wy"),
    ("weg", "wg"),
    ("alley", "aly"),
    ("allee", "aly"),
    ("bridge", "brg"),
    ("junction", "jct"),
    ("point", "pt"),
    ("ridge", "rdg"),
    ("station", "sta"),
    ("valley", "vly"),
    ("village", "vlg"),
    ("rue", "r"),
    ("calle", "c"),
    ("carrer", "c"),
    ("carretera", "ctra"),
    ("chemin", "ch"),
    ("chaussee", "chs"),
    ("via", "v"),
    ("viale", "vle"),
    ("piazza", "pza"),
    ("rua", "r"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("apartment", "unit"),
    ("apt", "unit"),
    ("flat", "unit"),
    ("suite", "unit"),
    ("ste", "unit"),
    ("appt", "unit"),
    ("wohnung", "unit"),
    ("whg", "unit"),
    ("floor", "fl"),
    ("level", "fl"),
    ("lvl", "fl"),
    ("building", "bldg"),
    ("room", "rm"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
];

/// What stands before a number and says that it is one.
const NUMBER_SIGNS: [&str; 5] = ["no", "nr", "num", "numero", "number"];

/// An address on one line as people read it: lines end in commas.
pub fn display(address: &str) -> String {
    let lines = address.lines().map(|line| text::line(line, LONGEST));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).take(16).collect();
    text::line(&lines.join(", ").replace(",,", ","), LONGEST)
}

/// A line of an address for comparison: folded to small letters without diacritics and punctuation,
/// with one abbreviation for each word that is often abbreviated. Not for display.
pub fn comparison(address: &str) -> String {
    tokens(address).join(" ")
}

fn tokens(address: &str) -> Vec<String> {
    let folded = text::folded(&display(address)).replace('#', " unit ");
    let spaced = folded.chars().filter(|c| !matches!(c, '\'' | '’' | '.'));
    let spaced: String = spaced
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '/' | '_') {
                c
            } else {
                ' '
            }
        })
        .collect();
    let mut tokens: Vec<String> = Vec::new();
    for word in spaced.split_whitespace() {
        let known = WORDS.iter().find(|(long, _)| *long == word);
        let stem = || {
            let stem = word
                .strip_suffix("strasse")
                .or_else(|| word.strip_suffix("str"))?;
            (stem.chars().count() >= 3).then(|| format!("{stem}st"))
        };
        let token = match known {
            Some((_, short)) => (*short).to_owned(),
            None => stem().unwrap_or_else(|| word.to_owned()),
        };
        // "Apt #3" says it twice.
        if !(token == "unit" && tokens.last().is_some_and(|last| last == "unit")) {
            tokens.push(token);
        }
    }
    post_box(tokens)
}

/// `P.O. Box`, `Post Office Box` and `Postfach` in one word.
fn post_box(tokens: Vec<String>) -> Vec<String> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (rest, found) = match *words.as_slice() {
        ["po", "box", ref rest @ ..]
        | ["p", "o", "box", ref rest @ ..]
        | ["post", "office", "box", ref rest @ ..]
        | ["pobox" | "postfach" | "box", ref rest @ ..] => (rest, true),
        ref all => (all, false),
    };
    if !found {
        return tokens;
    }
    let rest = rest.iter().map(|word| (*word).to_owned());
    std::iter::once("pobox".to_owned()).chain(rest).collect()
}

/// A street line in parts, each in its comparison form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Street {
    /// Flat, apartment or suite: `3`, `3b`.
    pub unit: Option<String>,
    /// House number with its letter: `12`, `12a`, `12-14`.
    pub number: Option<String>,
    /// What is left.
    pub name: String,
}

/// House number and unit of a street line: a number at its beginning (12 High Street, 3/12 High
/// Street) or at its end (Hauptstraße 12 a), and what follows `unit`, `flat`, `apt` or `#`.
pub fn street(line: &str) -> Street {
    let ranged = ranges_joined(line);
    let mut words = tokens(&ranged);
    let mut parts = Street::default();
    if let Some(at) = words.iter().position(|word| word == "unit") {
        let is_unit = words.get(at + 1).is_some_and(|unit| is_short(unit));
        if is_unit {
            parts.unit = words.drain(at..at + 2).nth(1);
            // "Unit 3/12 High Street".
            let both = parts.unit.as_ref().and_then(|u| u.split_once('/'));
            if let Some((unit, number)) = both.map(|(u, n)| (u.to_owned(), n.to_owned())) {
                parts.unit = Some(unit);
                words.insert(0, number);
            }
        }
    }
    words.retain(|word| !NUMBER_SIGNS.contains(&&**word));
    parts.number = leading_number(&mut words).or_else(|| trailing_number(&mut words));
    let both = parts.number.as_ref().and_then(|n| n.split_once('/'));
    if let Some((unit, number)) = both.map(|(u, n)| (u.to_owned(), n.to_owned())) {
        parts.unit.get_or_insert(unit);
        parts.number = Some(number);
    }
    parts.number = parts.number.map(|n| n.replace('_', "-"));
    parts.name = words.join(" ");
    parts
}

/// `12 - 14` as one word that survives punctuation: `12_14`.
fn ranges_joined(line: &str) -> String {
    let line: String = line.chars().take(4 * LONGEST).map(text::ascii).collect();
    let mut joined = String::with_capacity(line.len());
    for (place, part) in line.split('-').enumerate() {
        let before = joined.trim_end();
        let after = part.trim_start();
        let is_range = before.ends_with(|c: char| c.is_ascii_digit())
            && after.starts_with(|c: char| c.is_ascii_digit());
        if place > 0 && is_range {
            joined.truncate(before.len());
            joined.push('_');
            joined.push_str(after);
        } else {
            joined.push_str(if place > 0 { "-" } else { "" });
            joined.push_str(part);
        }
    }
    joined
}

fn is_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let letters = word.len() - digits.len();
    let fits =
        |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    letters <= 1 && digits.split(['/', '_']).count() <= 3 && digits.split(['/', '_']).all(fits)
}

fn is_short(word: &str) -> bool {
    word.len() <= 10 && word.bytes().any(|b| b.is_ascii_digit()) || word.len() == 1
}

/// A letter that stands apart from its number: 12 a.
fn is_letter(word: Option<&String>) -> bool {
    word.is_some_and(|w| w.len() == 1 && w.bytes().all(|b| b.is_ascii_lowercase()))
}

fn leading_number(words: &mut Vec<String>) -> Option<String> {
    let is_first = words.len() > 1 && words.first().is_some_and(|word| is_number(word));
    is_first.then(|| words.remove(0))
}

fn trailing_number(words: &mut Vec<String>) -> Option<String> {
    let letter = match is_letter(words.last()) && words.len() > 2 {
        true => words.pop(),
        false => None,
    };
    let is_last = words.len() > 1 && words.last().is_some_and(|word| is_number(word));
    match (is_last.then(|| words.pop()).flatten(), letter) {
        (Some(number), letter) => Some(number + &letter.unwrap_or_default()),
        (None, Some(letter)) => {
            words.push(letter);
            None
        }
        (None, None) => None,
    }
}
