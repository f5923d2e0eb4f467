//! Text of customers, made harmless where it is shown, and shortened.

/// Characters that change what a reader sees without being seen: controls, marks of direction, line
/// and paragraph separators, invisible operators and tags (which spell hidden ASCII).
/// The joiners U+200C and U+200D stay: emoji and several scripts need them.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// One line: runs of white space and controls are one space, what cannot be seen is gone.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4096));
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            gap = !out.is_empty();
        } else if !unseen(c) {
            if std::mem::take(&mut gap) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

/// Several lines: ends of lines are `\n`, at most one empty line in a row, no white space at the end
/// of a line or at either end of the text.
pub(crate) fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    let breaks = |c| {
        matches!(
            c,
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    for one in text.replace("\r\n", "\n").split(breaks) {
        let shown: String = one
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .filter(|c| !unseen(*c))
            .collect();
        let shown = shown.trim_end();
        if shown.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(shown);
    }
    out
}

/// At most `most` bytes as `weigh` counts a character, with `…` (3 bytes) where something is missing;
/// ends between words where a word ends in the second half of what fits.
pub(crate) fn shorten(text: &str, most: usize, weigh: impl Fn(char) -> usize) -> String {
    let room = most.saturating_sub('…'.len_utf8());
    let mut weight = 0;
    let mut fits = 0;
    for (at, c) in text.char_indices() {
        weight += weigh(c);
        if weight <= room {
            fits = at + c.len_utf8();
        }
        if weight > most {
            let kept = text.get(..fits).unwrap_or_default();
            let next_is_space = text
                .get(fits..)
                .is_some_and(|t| t.starts_with(char::is_whitespace));
            let word = kept
                .rfind(char::is_whitespace)
                .filter(|end| end * 2 > fits && !next_is_space);
            let kept = word.and_then(|end| kept.get(..end)).unwrap_or(kept);
            let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{200D}');
            return format!("{kept}…");
        }
    }
    text.to_owned()
}

/// A word of the configuration (a channel, a queue, a status): plain characters only, at most 40
/// bytes. Nothing in it is Markdown: `_` and `.` are kept within a word only.
pub(crate) fn word(text: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '@' | '+' | ' ');
    shorten(
        &within(text.chars().filter(|c| plain(*c)).take(80)),
        40,
        char::len_utf8,
    )
}

/// An id as it is, unless it is none of ours: only letters, digits, `_` and `-` are kept, at most 80.
pub(crate) fn id(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    within(text.chars().filter(plain).take(80))
}

/// Begins and ends with a letter or digit, and `_` and `.` stand between such.
fn within(text: impl Iterator<Item = char>) -> String {
    let all: Vec<char> = text.collect();
    let is_plain = |at: Option<usize>| {
        at.and_then(|at| all.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let inside = |at: usize| is_plain(at.checked_sub(1)) && is_plain(at.checked_add(1));
    let kept = all
        .iter()
        .enumerate()
        .filter(|(at, c)| !matches!(c, '_' | '.') || inside(*at));
    let kept: String = kept.map(|(_, c)| *c).collect();
    kept.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{id, line, lines, shorten, word};

    #[test]
    fn a_line_is_one_line_without_hidden_characters() {
        for (text, expected) in [
            ("  Ada \r\n  Lovelace\t", "Ada Lovelace"),
            ("a\u{202E}b\u{2066}c\u{200B}d\u{E0041}", "abcd"),
            ("a\u{2028}# b", "a # b"),
            ("a\u{0}b", "a b"),
            ("👩\u{200D}🚀", "👩\u{200D}🚀"),
            ("שלום", "שלום"),
            ("", ""),
        ] {
            assert_eq!(line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_keep_their_breaks_once() {
        for (text, expected) in [
            ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("\n\n a \n\n\n\n b \n", " a\n\n b"),
            ("a\tb\u{202E}", "a b"),
        ] {
            assert_eq!(lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn shortened_between_words_and_never_longer() {
        for (text, most, expected) in [
            ("one two three", 13, "one two three"),
            ("one two three", 12, "one two…"),
            ("one two three", 10, "one two…"),
            ("abcdefghijkl", 8, "abcde…"),
            ("ééééé", 8, "éé…"),
            ("abc", 0, "…"),
            ("", 0, ""),
        ] {
            assert_eq!(
                shorten(text, most, char::len_utf8),
                expected,
                "{text:?} in {most}"
            );
        }
    }

    #[test]
    fn a_word_has_no_structure() {
        assert_eq!(word("**senior**\n`x` <b>"), "seniorx b");
        assert_eq!(word("live-chat"), "live-chat");
        assert_eq!(word("- _a_ 1. b.c d_e"), "a 1 b.c d_e");
        assert_eq!(id("tkt_0f_12"), "tkt_0f_12");
        assert_eq!(id("---"), "");
    }
}
