//! What mail programs write, in the languages they speak: one table per kind of line.
//!
//! All entries are in the normal form of [`crate::line::normal`], so that they are compared as they
//! stand. A language is added by adding its words; no code names one.

pub(crate) mod closings;
pub(crate) mod contact;
pub(crate) mod headers;
pub(crate) mod notices;
pub(crate) mod sent_from;
pub(crate) mod titles;
pub(crate) mod wrote;

/// Whether `text` holds `word` as a whole word. Scripts that put no blanks between words, and endings
/// that cling to them, need none here either.
pub(crate) fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let first = word.chars().next().is_some_and(has_word_ends);
        let last = word.chars().next_back().is_some_and(has_word_ends);
        let inside = first && before.is_some_and(char::is_alphanumeric);
        let goes_on = last && after.is_some_and(char::is_alphanumeric);
        !inside && !goes_on
    })
}

/// Whether words of the character's script end at blanks or signs: not so in Chinese, Japanese and
/// Thai; Korean and Hebrew put other words' letters onto them.
fn has_word_ends(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{590}'..='\u{5ff}' | '\u{e00}'..='\u{e7f}' | '\u{1100}'..='\u{11ff}')
        && !matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::normal;

    #[test]
    fn words_are_whole_where_the_script_has_words() {
        assert!(holds("on monday nora wrote:", "wrote"));
        assert!(!holds("the typewrote:", "wrote"));
        assert!(holds("刘芳于2025年写道:", "写道"));
        assert!(holds("<a@b>님이 작성:", "작성"));
    }

    #[test]
    fn every_entry_is_in_normal_form() {
        let tables = [
            closings::CLOSINGS,
            closings::POSTSCRIPTS,
            closings::CLOSING_SENTENCES,
            notices::BANNERS,
            notices::DISCLAIMERS,
            notices::LISTS,
            notices::REPLY_ABOVE,
            notices::SCANNERS,
            notices::TAGS,
            sent_from::EXCUSES,
            sent_from::PRODUCTS,
            sent_from::DEVICES,
            titles::FORWARDED,
            titles::ORIGINAL,
            wrote::WROTE,
            wrote::YOU_WROTE,
            contact::COMPANIES,
            contact::LABELS,
            contact::FUNCTIONS,
            contact::REGISTERS,
            notices::HEADINGS,
            notices::PRIVACY,
        ];
        let frames = sent_from::FRAMES
            .iter()
            .chain(sent_from::OFFERS)
            .flat_map(|(before, after)| [*before, *after]);
        for entry in tables.into_iter().flatten().copied().chain(frames) {
            assert_eq!(
                normal(entry),
                entry.trim(),
                "an entry that no line can equal"
            );
        }
    }
}
