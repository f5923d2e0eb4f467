//! Which lines that are not history belong to a signature: what a delimiter, a phone, a provider, a
//! gateway or a template put in.

use crate::business_card::{
    MAX_CARD, business_card, ends_in_closing, is_closed, is_name, is_sentence,
};
use crate::contact::says_register;
use crate::history::Part;
use crate::line::Line;
use crate::mobile_line::is_mobile_line;
use crate::title::is_rule;
use crate::words::notices::{BANNERS, DISCLAIMERS, HEADINGS, LISTS, PRIVACY, SCANNERS, TAGS};

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
    if let Some((start, end)) = pieces.first()
        && let (Some(lines), Some(parts)) = (lines.get(*start..*end), parts.get_mut(*start..*end))
    {
        banners(lines, parts);
    }
    last_pieces(lines, parts, pieces);
    delimiters(lines, parts);
}

/// Cards and notices at the end of the pieces.
fn last_pieces(lines: &[Line<'_>], parts: &mut [Part], pieces: Vec<(usize, usize)>) {
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
    let named = || {
        let blank = below.iter().take_while(|line| line.is_blank()).count();
        let mut written = below.iter().skip(blank);
        let block: Vec<_> = written
            .by_ref()
            .take_while(|line| !line.is_blank())
            .collect();
        let name = block.first().is_some_and(|line| is_name(&line.text));
        let plain = block.len() <= 6 && block.iter().all(|line| !is_sentence(line));
        blank == 1 && name && plain && written.all(Line::is_blank)
    };
    line.text == "-- " || is_dashes(line) && (card() || named())
}

fn is_dashes(line: &Line<'_>) -> bool {
    matches!(line.text.trim(), "--" | "—")
}

/// Delimiters and rules directly above lines that are a signature for another reason, and the rule that
/// closes such a block.
fn delimiters(lines: &[Line<'_>], parts: &mut [Part]) {
    let written = |at: &usize| lines.get(*at).is_some_and(|line| !line.is_blank());
    for at in (0..lines.len()).filter(written) {
        let Some(line) = lines
            .get(at)
            .filter(|line| is_dashes(line) || is_rule(line))
        else {
            continue;
        };
        let part = |at: Option<usize>| at.and_then(|at| parts.get(at)).copied();
        let below = part((at + 1..at + 5).find(written));
        let above = part((at.saturating_sub(4)..at).rev().find(written));
        let signature = Some(Part::Signature);
        let closes = is_rule(line) && above == signature && below != Some(Part::New);
        let own = matches!(part(Some(at)), Some(Part::New | Part::Signature));
        if let Some(part) = parts
            .get_mut(at)
            .filter(|_| own && (below == signature || closes))
        {
            // A rule may have been drawn by the customer: it is kept with the signature.
            *part = if is_dashes(line) {
                Part::Delimiter
            } else {
                Part::Signature
            };
        }
    }
}

/// "Sent from my iPhone", alone in its paragraph or at either end of one.
fn mobile_lines(lines: &[Line<'_>], parts: &mut [Part]) {
    // One that is broken over the lines of its paragraph.
    for (start, end) in paragraphs(lines) {
        let whole = lines.get(start..end).unwrap_or_default();
        let parts = parts.get_mut(start..end).unwrap_or_default();
        let new = parts.iter().all(|part| *part == Part::New);
        if (2..=3).contains(&whole.len()) && new && is_mobile_line(&joined(whole)) {
            parts.fill(Part::Signature);
        }
    }
    // The line above was one; the link of its product may follow.
    let mut below_one = false;
    for (at, part) in parts.iter_mut().enumerate() {
        let Some(line) = lines.get(at).filter(|line| !line.is_blank()) else {
            below_one = false;
            continue;
        };
        let above = at.checked_sub(1).and_then(|at| lines.get(at));
        let alone =
            above.is_none_or(Line::is_blank) || lines.get(at + 1).is_none_or(Line::is_blank);
        let line = line.normal();
        let link = below_one && line.starts_with("http") && !line.contains(' ');
        below_one = *part == Part::New && (alone && is_mobile_line(&line) || link);
        if below_one {
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
        let words = BANNERS.iter().any(|banner| text.contains(banner)) && !text.contains('?');
        if !(tagged || words && (capitals || text.len() < 500)) {
            return;
        }
        let count = if words { banner_lines(paragraph) } else { 1 };
        parts
            .iter_mut()
            .skip(start)
            .take(count)
            .for_each(|part| *part = Part::Signature);
    }
}

/// The lines of a banner at the top of a paragraph: to the stop after its last known words. The text may
/// follow without a blank line.
fn banner_lines(paragraph: &[Line<'_>]) -> usize {
    let known = |line: &Line<'_>| {
        let line = line.normal();
        BANNERS.iter().any(|banner| line.contains(banner))
    };
    let last = paragraph.iter().rposition(known).unwrap_or(0);
    let stops = |line: &Line<'_>| {
        line.text
            .trim_end()
            .ends_with(['.', '!', ']', '*', '。', '！'])
    };
    let stop = paragraph.iter().skip(last).position(stops);
    stop.map_or(paragraph.len(), |more| last + more + 1)
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
    let noted = parts
        .get(end + 1..)
        .is_some_and(|parts| parts.contains(&Part::Signature));
    let taken = notice(lines, below || texts > 0, noted).or_else(|| business_card(lines));
    let Some(start) = taken else { return false };
    parts
        .iter_mut()
        .skip(texts + start)
        .take(end + 1 - texts - start)
        .for_each(|part| *part = Part::Signature);
    true
}

/// The start of a last paragraph that a gateway, a scanner or a list added.
/// `noted` says that one stands below it already.
fn notice(lines: &[Line<'_>], below: bool, noted: bool) -> Option<usize> {
    let (start, end) = last_paragraph(lines)?;
    let paragraph = lines.get(start..end)?;
    let text = joined(paragraph);
    let short = text.len() < 250;
    let disclaimer = text.len() > 40 && !text.contains('?') && disclaims(&text, noted);
    let scanner = short
        && paragraph.len() <= 4
        && !text.contains('?')
        && SCANNERS.iter().any(|words| text.contains(words));
    let rule = paragraph.first().is_some_and(is_rule);
    let linked = is_link(&text) || text.contains('@');
    let list = (rule || is_link(&text) || names_list(&text))
        && LISTS.iter().any(|words| text.contains(words));
    // A whole mail is never a notice: it may be about one.
    let below_text = below || lines.get(..start)?.iter().any(|line| !line.is_blank());
    let privacy = linked && PRIVACY.iter().any(|words| text.contains(words)) && short;
    let signed = || ends_in_closing(lines.get(..start).unwrap_or_default());
    let register = || paragraph.iter().all(says_register) && is_signed(lines.get(..start));
    let adds = disclaimer || scanner || list || privacy && signed() || register();
    let taken = below_text && adds && is_notice_alone(paragraph);
    taken.then(|| heading(lines.get(..start).unwrap_or_default()).unwrap_or(start))
}

/// Whether a closing stands in the lines, so that a firm's particulars below it are not the answer.
fn is_signed(above: Option<&[Line<'_>]>) -> bool {
    above.is_some_and(|lines| lines.iter().rev().take(MAX_CARD).any(is_closed))
}

fn is_link(text: &str) -> bool {
    text.contains("http") || text.contains("www.")
}

/// An address that a list's program reads; a customer too writes an address beside "unsubscribe".
fn names_list(text: &str) -> bool {
    const MACHINES: &[&str] = &[
        "unsubscribe@",
        "-unsubscribe",
        "+unsubscribe",
        "unsubscribe-",
        "-leave@",
        "-request@",
        "leave-",
        "listserv",
        "sympa@",
        "majordomo",
        "@lists.",
        "@googlegroups",
        "@groups.",
    ];
    MACHINES.iter().any(|machine| text.contains(machine))
}

/// Whether a paragraph in normal form has the words of a disclaimer: several of them, or long ones. A
/// customer too says "confidential" or "by mistake".
fn disclaims(text: &str, noted: bool) -> bool {
    let found = DISCLAIMERS.iter().filter(|words| text.contains(**words));
    let weight: usize = found
        .map(|words| if words.split(' ').count() > 2 { 2 } else { 1 })
        .sum();
    weight >= 2 || weight == 1 && (noted || text.len() > 200)
}

/// The line above a disclaimer that says what it is.
fn heading(above: &[Line<'_>]) -> Option<usize> {
    let (start, end) = last_paragraph(above)?;
    let line = above.get(start)?.normal();
    let title = line.trim_matches([':', '*', '-', '.', '!', ' ']);
    (end == start + 1 && HEADINGS.contains(&title)).then_some(start)
}

/// A notice speaks of itself; who writes to a shop says "I" and asks.
fn is_notice_alone(paragraph: &[Line<'_>]) -> bool {
    paragraph
        .iter()
        .all(|line| !line.text.trim_end().ends_with(['?', '？', '؟']))
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

pub(crate) fn last_paragraph(lines: &[Line<'_>]) -> Option<(usize, usize)> {
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
