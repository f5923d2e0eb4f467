//! How alike two words are that were typed by hand.

use std::cmp::{max, min};

/// Longest text that is compared, in characters: comparing takes the product of both lengths.
pub const LONGEST: usize = 48;

/// From the most alike to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    Same,
    /// A slip of the finger away.
    Near,
    /// Two slips away, or heard as the same.
    Alike,
    Different,
}

/// Letters and digits only, at most [`LONGEST`].
pub fn compact(text: &str) -> String {
    let chars = text.chars().filter(|c| c.is_alphanumeric());
    chars.take(LONGEST).collect()
}

/// Names that are compact. Jaro-Winkler with the usual 0.92 for near and 0.85 for alike.
pub fn of_names(a: &str, b: &str) -> Likeness {
    if a == b {
        return Likeness::Same;
    }
    // The measure is not symmetric in rare cases.
    let (a, b) = (min(a, b), max(a, b));
    let shorter = min(a.chars().count(), b.chars().count());
    let winkler = strsim::jaro_winkler(a, b);
    if shorter >= 4 && (winkler >= 0.92 || strsim::osa_distance(a, b) == 1) {
        Likeness::Near
    } else if shorter >= 3 && (winkler >= 0.85 || sound(a) == sound(b))
        || shorter == 2 && a.chars().next() == b.chars().next() && strsim::osa_distance(a, b) == 1
    {
        Likeness::Alike
    } else {
        Likeness::Different
    }
}

/// Numbers and codes, by the slips between them: a character wrong, missing or too many, two
/// neighbours exchanged. What has fewer than `shortest` characters is the same or different.
pub fn of_codes(a: &str, b: &str, shortest: usize) -> Likeness {
    if a == b {
        return Likeness::Same;
    }
    let (a, b) = (min(a, b), max(a, b));
    let shorter = min(a.chars().count(), b.chars().count());
    if shorter < shortest {
        return Likeness::Different;
    }
    match strsim::osa_distance(a, b) {
        1 => Likeness::Near,
        2 if shorter > shortest => Likeness::Alike,
        _ => Likeness::Different,
    }
}

/// Whether two given names differ by slips of the finger that hardly make another name of one: the
/// first letter and the last two are as they are, and there is one slip inside, in a name of seven
/// letters or more one or two; or two neighbours are exchanged, before the last two. At the end names of
/// a family do differ: Christian and Christina.
pub fn are_slips(a: &str, b: &str) -> bool {
    let last = |text: &str| {
        let mut back = text.chars().rev();
        (back.next(), back.next())
    };
    let shorter = min(a.chars().count(), b.chars().count());
    if shorter < 5 || last(a) != last(b) {
        return false;
    }
    let inside = a.chars().next() == b.chars().next();
    match strsim::osa_distance(min(a, b), max(a, b)) {
        1 => inside || letters(a) == letters(b),
        2 => inside && shorter >= 7,
        _ => false,
    }
}

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether two codes of one length may be neighbours in a list: they differ in the last character, or
/// in the last two, as a number and the check digit after it.
///
/// What differs in the last but one alone is a slip of the pen: without a check digit neighbours are not
/// ten apart, and with one they differ in it too. So are the last two exchanged.
pub fn are_neighbours(a: &str, b: &str) -> bool {
    let length = a.chars().count();
    if length < 5 || length != b.chars().count() {
        return false;
    }
    let mut pairs = a.chars().zip(b.chars()).skip(length - 2);
    let (Some(before), Some(last)) = (pairs.next(), pairs.next()) else {
        return false;
    };
    let exchanged = before == (last.1, last.0);
    let mut begin = a.chars().zip(b.chars()).take(length - 2);
    last.0 != last.1 && !exchanged && begin.all(|(a, b)| a == b)
}

/// Longer texts, compact: near with a slip in five characters, alike when one holds the other.
pub fn of_lines(a: &str, b: &str) -> Likeness {
    if a == b {
        return Likeness::Same;
    }
    let (a, b) = (min(a, b), max(a, b));
    let (one, other) = (a.chars().count(), b.chars().count());
    let (shorter, longer) = (min(one, other), max(one, other));
    let allowed = longer / 5;
    if longer - shorter <= allowed && strsim::osa_distance(a, b) <= allowed {
        Likeness::Near
    } else if shorter >= 7 && (a.contains(b) || b.contains(a)) {
        Likeness::Alike
    } else {
        Likeness::Different
    }
}

/// A name as it is heard, in any European language, roughly: its first sound and the consonants after
/// it, doubled ones once. Letters that are written for each other are one (`ph` and `f`, `c` and `k`,
/// `y` and `i`). A name in another script is heard as it is written.
pub fn sound(name: &str) -> String {
    let mut heard = String::new();
    let name = name.replace("sch", "sh");
    let mut rest = name.chars().filter(|c| c.is_alphabetic()).peekable();
    let mut first = true;
    while let Some(char) = rest.next() {
        let next = rest.peek().copied();
        let mut taken = false;
        let mut pair = |char| {
            taken = true;
            char
        };
        let code = match (char, next) {
            ('p', Some('h')) => pair('f'),
            ('s' | 'c', Some('h')) => pair('x'),
            ('k', Some('h')) => pair('k'),
            ('t' | 'd', Some('h')) => pair('t'),
            ('w', Some('r')) if first => pair('r'),
            ('k' | 'g', Some('n')) if first => pair('n'),
            ('c' | 'z', Some('e' | 'i' | 'y')) => 's',
            ('c' | 'q' | 'g', _) => 'k',
            ('z', _) => 's',
            ('d', _) => 't',
            ('b', _) => 'p',
            ('v' | 'w', _) => 'f',
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'j', _) => 'a',
            (other, _) => other,
        };
        if taken {
            rest.next();
        }
        if (code != 'a' || first) && !heard.ends_with(code) {
            heard.push(code);
        }
        first = false;
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_heard_alike() {
        let alike = [
            ("stefan", "stephan"),
            ("meier", "mayr"),
            ("katherine", "cathrin"),
            ("schmidt", "shmit"),
            ("philipp", "filip"),
            ("wright", "right"),
            ("dvorak", "dworak"),
        ];
        for (a, b) in alike {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        for (a, b) in [
            ("anna", "eva"),
            ("hofer", "huber"),
            ("smith", "jones"),
            ("李", "王"),
        ] {
            assert_ne!(sound(a), sound(b), "{a} {b}");
        }
        assert_eq!(sound(""), "");
    }

    #[test]
    fn levels() {
        let cases = [
            ("hofer", "hofer", Likeness::Same),
            ("hofstatter", "hofstetter", Likeness::Near),
            ("mikhvyla", "mikhayla", Likeness::Near),
            ("meier", "mayr", Likeness::Alike),
            ("amy", "ay", Likeness::Alike),
            ("anna", "karl", Likeness::Different),
            ("", "karl", Likeness::Different),
        ];
        for (a, b, expected) in cases {
            assert_eq!(of_names(a, b), expected, "{a} {b}");
            assert_eq!(of_names(b, a), expected, "{b} {a}");
        }
        let cases = [
            ("4471903862", "4471908362", Likeness::Near),
            ("4471903862", "447190386", Likeness::Near),
            ("4471903862", "4471908363", Likeness::Alike),
            ("4471903862", "8816240395", Likeness::Different),
            ("12", "13", Likeness::Different),
        ];
        for (a, b, expected) in cases {
            assert_eq!(of_codes(a, b, 6), expected, "{a} {b}");
        }
        let cases = [
            ("lindengasse", "lindngasse", Likeness::Near),
            ("lindengassegraz", "lindengasse", Likeness::Alike),
            ("lindengasse", "rosenweg", Likeness::Different),
        ];
        for (a, b, expected) in cases {
            assert_eq!(of_lines(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn slips_inside_and_at_the_end() {
        for (a, b) in [
            ("nicholas", "nichooas"),
            ("cameron", "acmeron"),
            ("mitchell", "mithcrll"),
        ] {
            assert!(are_slips(a, b) && are_slips(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("nicholas", "nicholas"),
            ("martin", "martina"),
            ("hanna", "anna"),
            ("maria", "marie"),
            ("mario", "dario"),
            ("christian", "christina"),
            ("marian", "marina"),
            ("selina", "sabina"),
            ("lena", "lna"),
        ] {
            assert!(!are_slips(a, b), "{a} {b}");
        }
        let cases = [
            ("4471903862", "4471903863", true),
            ("4471903862", "4471903879", true),
            ("4471903862", "4471903852", false),
            ("4471903862", "4471903826", false),
            ("4471903862", "4471908362", false),
            ("4471903862", "4471903862", false),
            ("4471903862", "447190386", false),
            ("4471", "4472", false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(are_neighbours(a, b), expected, "{a} {b}");
            assert_eq!(are_neighbours(b, a), expected, "{b} {a}");
        }
    }
}
