//! The block below a closing and a name that says who somebody is and where.

use crate::contact::{Card, card};
use crate::line::{Line, normal};
use crate::signature::last_paragraph;
use crate::title::is_rule;
use crate::words::closings::{CLOSING_SENTENCES, CLOSINGS, POSTSCRIPTS};
use crate::words::holds;

/// Lines, with blank ones, that are searched for the closing above a card.
pub(crate) const MAX_CARD: usize = 25;

/// The start of a last block that says who somebody is and where.
pub(crate) fn business_card(lines: &[Line<'_>]) -> Option<usize> {
    // A card has few lines.
    let last = (0..lines.len()).rev().take(MAX_CARD);
    let closing = last.into_iter().find(|at| {
        let closes = lines.get(*at).and_then(is_closing).is_some();
        closes || ends_letter(lines, *at)
    });
    match closing {
        Some(at) => below_closing(lines, at),
        None => below_name(lines),
    }
}

/// A closing in words that the table lacks: a few words and a comma below other text, then a name.
fn ends_letter(lines: &[Line<'_>], at: usize) -> bool {
    let written = |line: &&Line<'_>| !line.is_blank();
    let Some(line) = lines.get(at).map(|line| line.text.trim_end()) else {
        return false;
    };
    let short = line.ends_with([',', '，', '،']) && line.split_whitespace().count() <= 6;
    let mut above = lines.iter().take(at).rev();
    let apart = above.next().is_some_and(Line::is_blank) && above.any(|line| !line.is_blank());
    let next = lines.iter().skip(at + 1).find(written);
    short && apart && next.is_some_and(|line| is_name(&line.text))
}

/// After a closing comes the name, then the card.
fn below_closing(lines: &[Line<'_>], closing: usize) -> Option<usize> {
    let named = is_closing(lines.get(closing)?).unwrap_or(false);
    let written = |from: usize| {
        (from..lines.len()).find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()))
    };
    let mut start = written(closing + 1)?;
    let name = lines.get(start)?;
    if is_rule(name) {
        return is_card(lines.get(start + 1..)?).then_some(start);
    }
    let signed = !named && signs_off(name);
    if signed {
        start = written(start + 1)?;
    }
    let block = lines.get(start..)?;
    if block.first().is_some_and(goes_on) {
        return None;
    }
    // The name on the line of the closing, or below it.
    let who = if named { lines.get(closing)? } else { name };
    let repeated = (named || signed)
        && block
            .first()
            .is_some_and(|first| shares_word(&first.text, &who.text))
        && block.len() > 1;
    (is_card(block) || repeated && block.len() <= 4 && is_plain_card(block)).then_some(start)
}

/// Without a closing, a name directly above such lines opens the card.
fn below_name(lines: &[Line<'_>]) -> Option<usize> {
    let (start, end) = last_paragraph(lines)?;
    let block = lines.get(start..end)?;
    let above = lines
        .get(..start)?
        .iter()
        .rev()
        .find(|line| !line.is_blank())?;
    // "My new address:" announces what the customer tells.
    let announced = above.text.trim_end().ends_with([':', '：']);
    let name = block.first().is_some_and(|line| is_name(&line.text));
    if announced || block.len() < 2 {
        return None;
    }
    // The name may stand in a paragraph of its own above the card.
    let (from, to) = last_paragraph(lines.get(..start)?)?;
    let named =
        from > 0 && to == from + 1 && is_name(&above.text) && above.text.trim().contains(' ');
    (name && is_card(block.get(1..)?) || named && is_card(block)).then_some(start)
}

/// Short lines, none of them a sentence, one at least with a number, an address or a firm.
fn is_card(block: &[Line<'_>]) -> bool {
    let said = || block.iter().filter(|line| !line.is_blank()).map(card);
    let contact = said().any(|said| said == Card::Contact);
    let function = said().next() == Some(Card::Function);
    is_plain_card(block) && (contact || function)
}

fn is_plain_card(block: &[Line<'_>]) -> bool {
    let postscript = block.iter().any(|line| {
        let text = line.normal();
        POSTSCRIPTS.iter().any(|start| text.starts_with(start))
    });
    // "My new address:" tells something; a card has its labels on the line of the value.
    let announces =
        |line: &Line<'_>| line.text.trim_end().ends_with([':', '：']) && card(line) == Card::Other;
    let announced = block.iter().any(announces);
    block.len() <= 20 && !postscript && !announced && block.iter().all(|line| !is_sentence(line))
}

/// Whether the last lines of a text are a closing, with or without a name.
pub(crate) fn ends_in_closing(lines: &[Line<'_>]) -> bool {
    let written = lines.iter().rev().filter(|line| !line.is_blank());
    written.take(3).any(|line| is_closing(line).is_some())
}

/// Whether a line closes a letter.
pub(crate) fn is_closed(line: &Line<'_>) -> bool {
    is_closing(line).is_some()
}

/// Whether a line closes a letter, and whether the name is on it.
fn is_closing(line: &Line<'_>) -> Option<bool> {
    let bare = |text: &str| {
        text.trim_matches([
            ',', '.', '!', ' ', '，', '。', '、', '！', ':', ';', '،', '…',
        ])
        .to_owned()
    };
    let text = bare(&line.normal());
    let words = text.split(' ').count();
    let formula = || CLOSING_SENTENCES.iter().any(|words| text.contains(words));
    if CLOSINGS.contains(&text.as_str()) || words <= 18 && formula() {
        return Some(false);
    }
    // Korean and Japanese closings stand behind the name.
    let (name, last) = text.rsplit_once(' ').unwrap_or((&text, ""));
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    if words <= 3 && CLOSINGS.contains(&last) && !last.contains(cased) && is_name(name) {
        return Some(true);
    }
    let rest = CLOSINGS.iter().find_map(|closing| {
        let rest = text.strip_prefix(closing)?;
        let name = rest.trim_start_matches([',', ' ', '，', '、']);
        let short = !name.contains([',', '.', '!', '?', ':']) && name.split(' ').count() <= 3;
        let number = name.chars().any(|c| crate::moment::digit(c).is_some());
        (holds(&text, closing) && rest.len() > name.len() && short && !number)
            .then(|| name.split(' ').count())
    })?;
    // "With kind regards from Hull" names nobody.
    let written: Vec<&str> = line.text.split_whitespace().collect();
    let name = written.get(written.len().saturating_sub(rest)..)?.join(" ");
    let begins_small = name.chars().next().is_some_and(char::is_lowercase);
    let place = begins_small && !is_name(&name) && rest > 1;
    Some(!place)
}

/// One to five words that begin with capitals, where the script has them.
pub(crate) fn is_name(line: &str) -> bool {
    let line = line
        .trim()
        .trim_start_matches('/')
        .trim_end_matches([',', '.']);
    let words: Vec<&str> = line.split_whitespace().collect();
    let particle = |word: &&&str| {
        !matches!(
            **word,
            "de" | "da"
                | "dos"
                | "van"
                | "von"
                | "der"
                | "den"
                | "di"
                | "del"
                | "della"
                | "la"
                | "le"
                | "zu"
                | "bin"
                | "al"
                | "el"
                | "y"
                | "e"
                | "ter"
                | "ten"
                | "i."
                | "a."
                | "v."
                | "i.a."
                | "i.v."
                | "ppa."
                | "pp"
                | "p.p."
                | "gez."
        )
    };
    let capital = words
        .iter()
        .filter(particle)
        .all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()));
    let signs = line
        .chars()
        .any(|c| crate::moment::digit(c).is_some() || "@:;?!|/\\<>()[]{}\"«»".contains(c));
    (1..=5).contains(&words.len()) && capital && !signs && line.chars().count() <= 50
}

/// A line in the middle of a text: "Thanks," may open a mail as well as close it.
fn goes_on(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    let lower = text.chars().next().is_some_and(char::is_lowercase);
    let words = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic));
    lower && words.count() >= 5 && card(line) != Card::Function
}

/// A name below a closing, which people also write in lower case or with their title in brackets.
fn signs_off(line: &Line<'_>) -> bool {
    let text = line.text.replace(['(', ')'], "");
    let letters = |word: &str| {
        word.chars()
            .all(|c| c.is_alphabetic() || "-'’.".contains(c))
    };
    let few = text.split_whitespace().count() <= 3 && text.split_whitespace().all(letters);
    match card(line) {
        Card::Contact => false,
        Card::Function => is_name(&text),
        Card::Other => is_name(&text) || few,
    }
}

fn shares_word(a: &str, b: &str) -> bool {
    let b: Vec<String> = b.split_whitespace().map(normal).collect();
    a.split_whitespace()
        .map(normal)
        .any(|word| word.chars().count() > 1 && b.contains(&word))
}

/// Words that go on to a stop, or more of them than a card's line has.
pub(crate) fn is_sentence(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    let words = text.split_whitespace().count();
    // Who writes on in the same line, or over lines without a stop, is not on a card.
    if words >= 9 && card(line) == Card::Other {
        return true;
    }
    let stop = text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।']);
    let characters = text.chars().count();
    let wide = words <= 2 && characters > 14 && text.ends_with(['。', '！', '？']);
    let contact = card(line) == Card::Contact;
    stop && words >= 5 && !contact || wide || characters > 120 && !contact
}
