//! How long a post is.
//!
//! X counts characters by weight, in Unicode's composed form (NFC): those of four ranges as one, all
//! others as two, an emoji as two whatever it is made of, a link as 23:
//! <https://docs.x.com/fundamentals/counting-characters>.

use unicode_normalization::UnicodeNormalization;

/// The longest post.
pub const MOST: usize = 280;
/// A link, however long.
const LINK: usize = 23;
/// The characters that weigh one.
const LIGHT: [std::ops::RangeInclusive<char>; 4] = [
    '\0'..='\u{10ff}',
    '\u{2000}'..='\u{200d}',
    '\u{2010}'..='\u{201f}',
    '\u{2032}'..='\u{2037}',
];

/// The length of a text, as X counts it.
///
/// Links are recognised by `https://` and `http://`. X knows those without as well (`example.com`);
/// they are counted by their characters here, so X has the last word on such a text.
pub fn weight(text: &str) -> usize {
    let composed: String = text.nfc().collect();
    let mut weight = 0;
    let mut rest = composed.as_str();
    while let Some(char) = rest.chars().next() {
        let (taken, counts) = match link(rest) {
            Some(length) => (length, LINK),
            None => one(char, rest),
        };
        weight += counts;
        rest = rest.get(taken..).unwrap_or_default();
    }
    weight
}

/// The length in bytes of the link that the text begins with.
fn link(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let end = text.find(|c: char| c.is_whitespace() || "<>\"".contains(c));
    let link = text.get(..end.unwrap_or(text.len()))?;
    // What ends a sentence is not a part of the link.
    let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']']);
    (link.len() > scheme.len()).then_some(link.len())
}

/// The length in bytes and the weight of the character, or emoji, that the text begins with.
fn one(char: char, text: &str) -> (usize, usize) {
    let mut chars = text.char_indices().skip(1).peekable();
    let mut emoji = false;
    let mut end = char.len_utf8();
    let is_flag = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
    if is_flag(char) && chars.peek().is_some_and(|(_, c)| is_flag(*c)) {
        chars.next();
        end *= 2;
    }
    while let Some((at, next)) = chars.peek().copied() {
        match next {
            // Shown as an emoji; a key; the colour of a skin; the flag of a region.
            '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' => {
                emoji = true;
                chars.next();
                end = at + next.len_utf8();
            }
            // Joined to another one.
            '\u{200d}' if emoji || is_picture(char) => {
                chars.next();
                let Some((at, next)) = chars.next().filter(|(_, next)| is_picture(*next)) else {
                    break;
                };
                emoji = true;
                end = at + next.len_utf8();
            }
            _ => break,
        }
    }
    let light = LIGHT.iter().any(|range| range.contains(&char));
    (end, if light && !emoji { 1 } else { 2 })
}

/// Whether a character may be a part of an emoji.
fn is_picture(char: char) -> bool {
    matches!(char, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn characters_links_and_emoji_weigh_what_x_says() {
        for (text, expected) in [
            ("", 0),
            ("Hello", 5),
            ("café", 4),
            // Decomposed, it is composed first.
            ("cafe\u{301}", 4),
            ("“…”", 4),
            ("日本語", 6),
            ("한글", 4),
            ("مرحبا", 5),
            ("ა", 1),
            ("👍", 2),
            ("👍🏽", 2),
            ("❤️", 2),
            ("1️⃣", 2),
            ("©️", 2),
            ("©", 1),
            ("👨‍👩‍👧‍👦", 2),
            ("👩🏽‍💻", 2),
            ("🏳️‍🌈", 2),
            ("🇩🇪", 2),
            ("🇩🇪🇫🇷", 4),
            ("🇩", 2),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
            ("👍👍", 4),
            ("a\u{200d}b", 3),
            ("https://example.com", 23),
            ("https://a.co/", 23),
            ("HTTP://EXAMPLE.COM/x?y=1#z", 23),
            (
                "see https://example.com/a, or https://example.com/b.",
                4 + 23 + 1 + 4 + 23 + 1,
            ),
            ("(https://example.com/)", 1 + 23 + 1),
            ("https://", 8),
            ("example.com", 11),
        ] {
            assert_eq!(weight(text), expected, "{text:?}");
        }
        assert_eq!(
            weight(&format!("https://example.com/{}", "x".repeat(500))),
            23
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_weight(text in "\\PC{0,40}", emoji in "[a\u{fe0f}\u{200d}\u{20e3}\u{1f468}\u{1f1e9}\u{1f3fd}\u{301}]{0,12}") {
            for text in [text, emoji] {
                // Composing makes at most three characters of one (UAX 15).
                let most = 6 * text.chars().count() + 23 * text.matches("://").count();
                proptest::prop_assert!(weight(&text) <= most);
            }
        }
    }
}
