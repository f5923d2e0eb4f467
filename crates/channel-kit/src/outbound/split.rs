//! A long text in several messages.

/// Cuts a text into parts of at most `most` units, as `units` counts them for a character (bytes,
/// UTF-16 code units): between paragraphs where that leaves no part half empty, else between lines,
/// sentences or words, else between characters. White space at a cut is left out; nothing else is.
///
/// A character that has more than `most` units is a part of its own.
pub fn split(text: &str, most: usize, units: fn(char) -> usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_end();
    while !rest.is_empty() {
        let fits = fitting(rest, most, units);
        if fits == rest.len() {
            parts.push(rest);
            break;
        }
        let (part, after) = rest.split_at(cut(rest, fits));
        let part = part.trim_end();
        if !part.is_empty() {
            parts.push(part);
        }
        rest = after.trim_start();
    }
    parts
}

/// How many bytes of the text fit; at least its first character.
fn fitting(text: &str, most: usize, units: fn(char) -> usize) -> usize {
    let mut used = 0;
    for (at, char) in text.char_indices() {
        used += units(char);
        if used > most && at > 0 {
            return at;
        }
    }
    text.len()
}

/// Where to cut within the first `fits` bytes.
fn cut(text: &str, fits: usize) -> usize {
    let window = text.get(..fits).unwrap_or(text);
    let after = |found: Option<usize>, length: usize| found.map(|at| at + length);
    [
        after(window.rfind("\n\n"), 2),
        after(window.rfind('\n'), 1),
        after(window.rfind(". "), 2),
    ]
    .into_iter()
    .flatten()
    .find(|at| *at > fits / 2)
    .or_else(|| {
        // What follows the window may be the space that ends its last word.
        let rest = text.get(fits..).unwrap_or_default();
        if rest.starts_with(char::is_whitespace) {
            return Some(fits);
        }
        let space = window.char_indices().rev().find(|(_, c)| c.is_whitespace());
        space
            .map(|(at, c)| at + c.len_utf8())
            .filter(|at| *at > fits / 4)
    })
    .unwrap_or(fits)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_text_is_cut_where_it_reads_best() {
        let cases: [(&str, usize, &[&str]); 9] = [
            ("", 5, &[]),
            ("  \n", 5, &[]),
            ("hello", 5, &["hello"]),
            ("hello you", 5, &["hello", "you"]),
            ("hello, dear you", 12, &["hello, dear", "you"]),
            ("one two.\n\nthree four", 14, &["one two.", "three four"]),
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            ("\u{1f600}\u{1f600}", 5, &["\u{1f600}", "\u{1f600}"]),
            ("\u{1f600}", 2, &["\u{1f600}"]),
        ];
        for (text, most, parts) in cases {
            assert_eq!(
                split(text, most, char::len_utf8),
                parts,
                "{text:?} at {most}"
            );
        }
        assert_eq!(split("\u{1f600}\u{1f600}", 2, char::len_utf16).len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn nothing_but_space_is_lost(text in "[a-z .\n\u{e9}\u{1f600}]{0,200}", most in 1_usize..50) {
            let parts = split(&text, most, char::len_utf8);
            let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(letters(&parts.concat()), letters(&text));
            for part in parts {
                proptest::prop_assert!(!part.is_empty());
                proptest::prop_assert!(part.len() <= most || part.chars().count() == 1, "{}", part);
            }
        }
    }
}
