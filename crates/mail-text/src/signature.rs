//! Which lines that are not history belong to a signature: what a delimiter, a phone, a provider, a
//! gateway or a template put in.

use crate::contact::{Card, card};
use crate::history::Part;
use crate::line::{Line, Mark, normal};
use crate::mobile_line::is_mobile_line;
use crate::words::closings::{CLOSINGS, POSTSCRIPTS};
use crate::words::holds;
use crate::words::notices::{BANNERS, DISCLAIMERS, LISTS, SCANNERS, TAGS};

/// Lines, with blank ones, that are searched for the closing above a card.
const MAX_CARD: usize = 25;

/// Bytes of a paragraph that are read as a notice.
const MAX_NOTICE: usize = 4_000;

/// Marks the lines of signatures among those that are [`Part::New`].
pub(crate) fn mark(lines: &[Line<'_>], parts: &mut [Part]) {
    let pieces = pieces(lines, parts);
    for (start, end) in &pieces {
        if let (Some(lines), Some(parts)) = (lines.get(*start..*end), parts.get_mut(*start..*end)) {
            delimited(lines, parts);
            mobile_lines(lines, parts);
        }
    }
    marked_delimiters(lines, parts);
    if let Some((start, end)) = pieces.first()
        && let (Some(lines), Some(parts)) = (lines.get(*start..*end), parts.get_mut(*start..*end))
    {
        banners(lines, parts);
    }
    // What stands at the end of the mail, and above it when nothing else was at the end.
    for (start, end) in pieces.into_iter().rev() {
        let (Some(lines), Some(parts)) = (lines.get(start..end), parts.get_mut(start..end)) else {
            return;
        };
        while peel(lines, parts, start > 0) {}
        if parts
            .iter()
            .zip(lines)
            .any(|(part, line)| *part == Part::New && !line.is_blank())
        {
            return;
        }
    }
}

/// The pieces of new text between pieces of history, as start and end.
fn pieces(lines: &[Line<'_>], parts: &[Part]) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(start) = next(parts, from, |part| part == Part::New) {
        let end = next(parts, start, |part| part != Part::New).unwrap_or(parts.len());
        let written = |piece: &[Line<'_>]| piece.iter().any(|line| !line.is_blank());
        if lines.get(start..end).is_some_and(written) {
            pieces.push((start, end));
        }
        from = end;
    }
    pieces
}

fn next(parts: &[Part], from: usize, is: impl Fn(Part) -> bool) -> Option<usize> {
    (from..parts.len()).find(|at| parts.get(*at).copied().is_some_and(&is))
}

/// All below the last delimiter of a piece of text.
fn delimited(lines: &[Line<'_>], parts: &mut [Part]) {
    let found = (0..lines.len()).rev().find(|at| {
        let below = lines.get(at + 1..).unwrap_or_default();
        lines.get(*at).is_some_and(|line| is_delimiter(line, below))
    });
    let Some(at) = found else { return };
    for (part, line) in parts.iter_mut().zip(lines).skip(at) {
        *part = if is_dashes(line) {
            Part::Delimiter
        } else {
            Part::Signature
        };
    }
}

/// RFC 3676, 4.3: `-- `. Where the blank was lost, the two hyphens are a delimiter only when a few short
/// lines follow at once; else they divide the text.
fn is_delimiter(line: &Line<'_>, below: &[Line<'_>]) -> bool {
    let card = || {
        let block: Vec<_> = below.iter().take_while(|line| !line.is_blank()).collect();
        let rest = below
            .iter()
            .skip(block.len())
            .filter(|line| !line.is_blank())
            .count();
        (1..=10).contains(&block.len()) && block.iter().all(|line| !is_sentence(line)) && rest <= 10
    };
    line.text == "-- " || is_dashes(line) && card()
}

fn is_dashes(line: &Line<'_>) -> bool {
    matches!(line.text.trim(), "--" | "—")
}

/// A delimiter directly above lines that the HTML marks as a signature.
fn marked_delimiters(lines: &[Line<'_>], parts: &mut [Part]) {
    for at in 0..lines.len() {
        let mut below = lines
            .iter()
            .skip(at + 1)
            .take(4)
            .filter(|line| !line.is_blank());
        let marked = below
            .next()
            .is_some_and(|line| line.mark == Mark::Signature);
        let dashes = lines.get(at).is_some_and(is_dashes);
        if let Some(part) = parts
            .get_mut(at)
            .filter(|part| dashes && (marked || **part == Part::Signature))
        {
            *part = Part::Delimiter;
        }
    }
}

/// "Sent from my iPhone", alone in its paragraph or at either end of one.
fn mobile_lines(lines: &[Line<'_>], parts: &mut [Part]) {
    for (at, part) in parts.iter_mut().enumerate() {
        let Some(line) = lines.get(at).filter(|line| !line.is_blank()) else {
            continue;
        };
        let above = at.checked_sub(1).and_then(|at| lines.get(at));
        let alone =
            above.is_none_or(Line::is_blank) || lines.get(at + 1).is_none_or(Line::is_blank);
        if *part == Part::New && alone && is_mobile_line(&line.normal()) {
            *part = Part::Signature;
        }
    }
}

/// What gateways put above the text: the first paragraphs.
fn banners(lines: &[Line<'_>], parts: &mut [Part]) {
    for (start, end) in paragraphs(lines) {
        let Some(paragraph) = lines.get(start..end) else {
            return;
        };
        let text = joined(paragraph);
        let tag = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let tagged = tag.is_some_and(|(tag, _)| TAGS.contains(&tag.trim()));
        let capitals = paragraph
            .first()
            .is_some_and(|line| in_capitals(&line.text));
        let words = BANNERS.iter().any(|banner| text.contains(banner));
        if !(tagged || words && (capitals || text.len() < 500)) {
            return;
        }
        // The text may follow without a blank line: a banner of one line is that line.
        let count = if tagged && !words { 1 } else { end - start };
        parts
            .iter_mut()
            .skip(start)
            .take(count)
            .for_each(|part| *part = Part::Signature);
    }
}

/// A first word in capitals and a colon: "CAUTION: …".
fn in_capitals(line: &str) -> bool {
    let word = line.split_once(':').map_or("", |(word, _)| word);
    word.chars().count() > 3 && word.chars().all(|c| c.is_uppercase() || c == ' ')
}

/// Takes the last paragraph or its end off the new text when it is no text; `false` when there is
/// nothing more to take. `below` says that something stands above these lines.
fn peel(lines: &[Line<'_>], parts: &mut [Part], below: bool) -> bool {
    let Some(end) = parts
        .iter()
        .zip(lines)
        .rposition(|(part, line)| *part == Part::New && !line.is_blank())
    else {
        return false;
    };
    let texts = parts
        .iter()
        .take(end + 1)
        .rposition(|part| *part != Part::New)
        .map_or(0, |at| at + 1);
    let Some(lines) = lines.get(texts..=end) else {
        return false;
    };
    let taken = notice(lines, below || texts > 0).or_else(|| business_card(lines));
    let Some(start) = taken else { return false };
    parts
        .iter_mut()
        .skip(texts + start)
        .take(end + 1 - texts - start)
        .for_each(|part| *part = Part::Signature);
    true
}

/// The start of a last paragraph that a gateway, a scanner or a list added.
fn notice(lines: &[Line<'_>], below: bool) -> Option<usize> {
    let (start, end) = last_paragraph(lines)?;
    let paragraph = lines.get(start..end)?;
    let text = joined(paragraph);
    let short = text.len() < 250;
    let disclaimer = text.len() > 40
        && !text.contains('?')
        && DISCLAIMERS.iter().any(|words| text.contains(words));
    let scanner = short
        && paragraph.len() <= 4
        && !text.contains('?')
        && SCANNERS.iter().any(|words| text.contains(words));
    let rule = paragraph.first().is_some_and(crate::title::is_rule);
    let linked = text.contains("http") || text.contains("www.") || text.contains('@');
    let list = (rule || linked) && LISTS.iter().any(|words| text.contains(words));
    // A whole mail is never a notice: it may be about one.
    let below_text = below || lines.get(..start)?.iter().any(|line| !line.is_blank());
    let adds = disclaimer || scanner || list;
    (below_text && adds && is_notice_alone(paragraph)).then_some(start)
}

/// A notice speaks of itself; who writes to a shop says "I" and asks.
fn is_notice_alone(paragraph: &[Line<'_>]) -> bool {
    paragraph
        .iter()
        .all(|line| !line.text.trim_end().ends_with(['?', '？', '؟']))
}

/// The start of a last block that says who somebody is and where.
fn business_card(lines: &[Line<'_>]) -> Option<usize> {
    // A card has few lines.
    let last = (0..lines.len()).rev().take(MAX_CARD);
    let closing = last.into_iter().find(|at| {
        let line = lines.get(*at).map(Line::normal).unwrap_or_default();
        is_closing(&line).is_some()
    });
    match closing {
        Some(at) => below_closing(lines, at),
        None => below_name(lines),
    }
}

/// After a closing comes the name, then the card.
fn below_closing(lines: &[Line<'_>], closing: usize) -> Option<usize> {
    let named = is_closing(&lines.get(closing)?.normal())?;
    let written = |from: usize| {
        (from..lines.len()).find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()))
    };
    let mut start = written(closing + 1)?;
    let name = lines.get(start)?;
    if !named && is_name(&name.text) && card(name) != Card::Contact {
        start = written(start + 1)?;
    }
    let block = lines.get(start..)?;
    let repeated = block
        .first()
        .is_some_and(|first| shares_word(&first.text, &name.text))
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
    (!announced && name && block.len() >= 2 && is_card(block.get(1..)?)).then_some(start)
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
    block.len() <= 20 && !postscript && block.iter().all(|line| !is_sentence(line))
}

/// Whether a line in normal form closes a letter, and whether the name is on it.
fn is_closing(line: &str) -> Option<bool> {
    let bare = |text: &str| {
        text.trim_matches([
            ',', '.', '!', ' ', '，', '。', '、', '！', ':', ';', '،', '…',
        ])
        .to_owned()
    };
    let line = bare(line);
    if CLOSINGS.contains(&line.as_str()) {
        return Some(false);
    }
    let named = CLOSINGS.iter().any(|closing| {
        let rest = line.strip_prefix(closing).filter(|_| holds(&line, closing));
        rest.is_some_and(|rest| {
            let name = rest.trim_start_matches([',', ' ', '，', '、']);
            rest.len() > name.len()
                && !name.contains([',', '.', '!', '?', ':'])
                && name.split(' ').count() <= 3
                && !name.chars().any(|c| crate::moment::digit(c).is_some())
        })
    });
    named.then_some(true)
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

fn shares_word(a: &str, b: &str) -> bool {
    let b: Vec<String> = b.split_whitespace().map(normal).collect();
    a.split_whitespace()
        .map(normal)
        .any(|word| word.chars().count() > 1 && b.contains(&word))
}

/// Words that go on to a stop, or more of them than a card's line has.
fn is_sentence(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    let words = text.split_whitespace().count();
    let stop = text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।']);
    let characters = text.chars().count();
    let wide = words <= 2 && characters > 14 && text.ends_with(['。', '！', '？']);
    stop && words >= 5 && card(line) != Card::Contact || wide || characters > 120
}

/// The lines between blank lines, as start and end.
fn paragraphs(lines: &[Line<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, line) in lines.iter().enumerate() {
        match (line.is_blank(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| (from, lines.len())));
    found
}

fn last_paragraph(lines: &[Line<'_>]) -> Option<(usize, usize)> {
    let end = lines.iter().rposition(|line| !line.is_blank())? + 1;
    let start = lines
        .get(..end)?
        .iter()
        .rposition(Line::is_blank)
        .map_or(0, |at| at + 1);
    Some((start, end))
}

/// A paragraph in normal form as one text, `""` beyond [`MAX_NOTICE`].
fn joined(paragraph: &[Line<'_>]) -> String {
    let length: usize = paragraph.iter().map(|line| line.text.len() + 1).sum();
    if length > MAX_NOTICE {
        return String::new();
    }
    paragraph
        .iter()
        .map(|line| crate::line::normal_whole(&line.text))
        .collect::<Vec<_>>()
        .join(" ")
}
