//! Lines that stand above an earlier mail and are neither fields nor a sentence.

use crate::line::Line;
use crate::words::notices::REPLY_ABOVE;
use crate::words::titles::{FORWARDED, ORIGINAL};

/// What such a line says about what is below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Title {
    /// An earlier mail; whether answered or passed on is said by the subject.
    Original,
    /// A mail passed on.
    Forwarded,
    /// "Please type your reply above this line".
    ReplyAbove,
}

pub(crate) fn title(line: &Line<'_>) -> Option<Title> {
    let text = crate::line::normal(line.unquoted());
    let inner = text.trim_matches(|c: char| is_sign(c) || c == ' ' || c == ':' || c == '.');
    // Rows of hyphens, equal signs and the like on both sides; `##- … -##` is Zendesk's.
    let framed = text.starts_with(is_sign) && text.trim_end_matches(':').ends_with(is_sign);
    let asks = text.starts_with("##-") && text.ends_with("-##") || REPLY_ABOVE.contains(&inner);
    let signed = |titles: &[&str]| framed && titles.iter().any(|title| by_whom(inner, title));
    let forwarded = FORWARDED.contains(&inner) && (framed || text.ends_with(':'));
    if asks {
        Some(Title::ReplyAbove)
    } else if forwarded || signed(FORWARDED) {
        Some(Title::Forwarded)
    } else if framed && ORIGINAL.contains(&inner) || signed(ORIGINAL) {
        Some(Title::Original)
    } else {
        None
    }
}

/// "Forwarded by Nora Field on 03/04/2025": Notes and others name the sender in the title.
fn by_whom(inner: &str, title: &str) -> bool {
    let rest = inner.strip_prefix(title).unwrap_or("");
    rest.starts_with(' ') && crate::moment::moment(rest).date
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '=' | '*' | '#' | '~' | '<' | '>' | '+' | '─' | '━' | '|'
    )
}

/// A few words between rows of the same signs, in whatever language: a title when fields follow.
pub(crate) fn is_framed(line: &Line<'_>) -> bool {
    let text = crate::line::normal(line.unquoted());
    let text = text.trim_end_matches(':');
    let inner = text.trim_matches(|c: char| is_sign(c) || c == ' ');
    let row = |text: &str| text.chars().take_while(|c| is_sign(*c)).count() >= 3;
    let reversed: String = text.chars().rev().take(3).collect();
    row(text) && row(&reversed) && !inner.is_empty() && inner.split(' ').count() <= 6
}

/// A line of underscores, hyphens or the like and nothing else, as Outlook puts above its block.
pub(crate) fn is_rule(line: &Line<'_>) -> bool {
    let text = line.unquoted().trim();
    let sign = |c| matches!(c, '_' | '-' | '=' | '─' | '━' | '—' | '–' | '*' | '~' | '#');
    text.chars().count() >= 5 && text.chars().all(sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::plain;

    #[test]
    fn titles_need_their_frame() {
        let table = [
            ("-----Original Message-----", Some(Title::Original)),
            ("‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐", Some(Title::Original)),
            (
                "------------------ 原始邮件 ------------------",
                Some(Title::Original),
            ),
            ("Original message", None),
            (
                "---------- Forwarded message ---------",
                Some(Title::Forwarded),
            ),
            ("Begin forwarded message:", Some(Title::Forwarded)),
            ("Début du message réexpédié :", Some(Title::Forwarded)),
            (
                "----- Forwarded by Nora Field/Shop on 03/04/2025 04:42 PM -----",
                Some(Title::Forwarded),
            ),
            ("Forwarded message", None),
            ("##- Bitte oben antworten -##", Some(Title::ReplyAbove)),
            (
                "-- Please type your reply above this line --",
                Some(Title::ReplyAbove),
            ),
            (
                "It says \"Please type your reply above this line\", and",
                None,
            ),
            ("---", None),
        ];
        for (line, expected) in table {
            assert_eq!(title(&plain(line)[0]), expected, "{line}");
        }
    }
}
