//! The line above a quotation: "On Tue, 4 Mar 2025 at 16:42, Nora Field <nora@example.com> wrote:".
//!
//! Programs write it in any order of date, name and verb, and break it over up to four lines. A customer
//! may write a sentence of the same words; it takes a date, a time, an address or a quotation below to
//! tell.

use crate::business_card::is_name;
use crate::line::{Line, initials, is_invisible, normal};
use crate::moment::{digit, moment};
use crate::words::holds;
use crate::words::wrote::{WROTE, YOU_WROTE};

/// Lines over which it may be broken.
const MAX_LINES: usize = 4;

/// Characters it may have.
const MAX_LENGTH: usize = 400;

/// An attribution found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// How many lines it takes.
    pub lines: usize,
    /// The program speaks to the reader, and wrote the greeting above as well.
    pub greets: bool,
}

/// The attribution that begins with the first of `lines`.
pub(crate) fn attribution(lines: &[Line<'_>]) -> Option<Attribution> {
    if !may_begin(lines) {
        return None;
    }
    let first = lines.first()?;
    if runs_on(first) || is_summary(first) || is_name_and_verb(lines) {
        return Some(Attribution {
            lines: 1,
            greets: false,
        });
    }
    (1..=MAX_LINES).find_map(|count| {
        let (head, below) = lines.split_at_checked(count)?;
        if head.iter().any(Line::is_blank) || !of_one_level(head) {
            return None;
        }
        let joined = head
            .iter()
            .map(|line| normal_inner(line))
            .collect::<Vec<_>>()
            .join(" ");
        if !is_attribution(&joined, below) || (1..count).any(|at| begins_later(head, at, below)) {
            return None;
        }
        // "You wrote on …:", or the date first: "Tuesday, March 4, 2025, 4:42:10 PM, you wrote:".
        let dated = joined.split(',').next().is_some_and(|w| !w.contains(' '));
        let greets = YOU_WROTE
            .iter()
            .any(|verb| joined.starts_with(verb) || dated && holds(&joined, verb));
        Some(Attribution {
            lines: count,
            greets,
        })
    })
}

/// The lines of an introduction that begins with `>>> `, and ends with `>>>` or a verb and a colon.
pub(crate) fn arrowed(lines: &[Line<'_>]) -> Option<usize> {
    let first = lines.first()?;
    if first.depth > 0 || !first.text.starts_with(">>> ") {
        return None;
    }
    let mut joined = String::new();
    for (at, line) in lines.iter().enumerate().take(MAX_LINES) {
        let next = normal(&line.text);
        if at > 0 && next.starts_with("> ") || next.is_empty() {
            return None;
        }
        joined = format!("{joined} {next}");
        let inner = joined.trim().trim_start_matches('>');
        let closed = inner.ends_with(">>>");
        let said = moment(inner.trim_end_matches('>'));
        let verb = || WROTE.iter().any(|verb| holds(inner, verb));
        if said.date && said.time && (closed || inner.ends_with(':') && verb()) {
            return Some(at + 1);
        }
    }
    None
}

/// A quick look: one of the lines ends as one does, or a quotation is near.
fn may_begin(lines: &[Line<'_>]) -> bool {
    let invisible = |c: char| c.is_whitespace() || is_invisible(c);
    let mut near = lines.iter().take(MAX_LINES + 2);
    near.any(|line| {
        let end = line.text.trim_end_matches(invisible);
        line.is_quoted()
            || end.ends_with([':', '：', '-'])
            || end.contains(":  ")
            || end.contains("---")
    })
}

/// Yahoo's phones put the earlier mail on the same line, two blanks or more after the colon.
fn runs_on(line: &Line<'_>) -> bool {
    let Some((head, _)) = line.text.split_once(":  ") else {
        return false;
    };
    let head = normal(head);
    let said = moment(&head);
    said.date && said.time && said.address && WROTE.iter().any(|verb| holds(&head, verb))
}

/// "Nora Field ---04.03.2025 16:42:10---Hello, we have": Notes shows the first words of the earlier mail.
fn is_summary(line: &Line<'_>) -> bool {
    let mut pieces = normal_inner(line);
    pieces.truncate(
        pieces
            .char_indices()
            .nth(MAX_LENGTH)
            .map_or(pieces.len(), |(at, _)| at),
    );
    let mut pieces = pieces.split("---");
    let (name, when) = (pieces.next().unwrap_or(""), pieces.next().unwrap_or(""));
    let said = moment(when);
    !name.is_empty() && when.len() <= 40 && said.date && said.time && pieces.next().is_some()
}

/// "Nora Field wrote:" directly above a quotation, as SeaMonkey and mail programs of terminals have it.
fn is_name_and_verb(lines: &[Line<'_>]) -> bool {
    let [line, below, ..] = lines else {
        return false;
    };
    let Some(text) = line.text.trim_end().strip_suffix(':') else {
        return false;
    };
    if text.len() > MAX_LENGTH || line.is_quoted() || !below.is_quoted() {
        return false;
    }
    let mut ends = text.match_indices(' ').map(|(at, _)| text.split_at(at));
    text.split(' ').count() <= 8
        && ends.any(|(name, verb)| {
            let verb = normal(verb);
            name.contains(' ') && is_name(name) && WROTE.contains(&verb.trim())
        })
}

/// Whether the line begins with a later one of `head`, and what is above is a sentence: the date is
/// then in what is below.
fn begins_later(head: &[Line<'_>], at: usize, below: &[Line<'_>]) -> bool {
    let join = |lines: &[Line<'_>]| lines.iter().map(normal_inner).collect::<Vec<_>>().join(" ");
    let (above, line) = head.split_at_checked(at).unwrap_or((head, &[]));
    let dated = |text: &str| moment(text).date || moment(text).time;
    let line = join(line);
    let above_it = join(above);
    // Broken in the date: "On Tue, Mar 4," or "El 4 de març" and below it "2025 at 4:42 PM …".
    let comma = above_it.ends_with(',') && above_it.split(' ').count() <= 5;
    let first = line.split(' ').next().unwrap_or("");
    let number = first.starts_with(|c| digit(c).is_some());
    let year = first.len() == 4 && first.chars().all(|c| digit(c).is_some());
    let stops = above_it.ends_with(['.', '!', '?', ':', '。']);
    if number && comma || year && !stops && above_it.chars().any(|c| digit(c).is_some()) {
        return false;
    }
    // Broken below the address, or between the date and the time.
    let (said, says) = (moment(&above_it), moment(&line));
    if !stops && (said.address || said.date && !says.date) {
        return false;
    }
    is_attribution(&line, below) && (dated(&line) || !dated(&join(above)))
}

fn normal_inner(line: &Line<'_>) -> String {
    crate::line::normal(line.unquoted())
}

/// Whether lines are all set off as quotations, or none is.
fn of_one_level(lines: &[Line<'_>]) -> bool {
    let quoted = lines.iter().filter(|line| line.is_quoted()).count();
    quoted == 0 || quoted == lines.len()
}

/// Whether `joined`, in normal form, with `below` under it, is one.
fn is_attribution(joined: &str, below: &[Line<'_>]) -> bool {
    let dashed = inside_dashes(joined);
    let text = dashed.unwrap_or(joined);
    if text.len() > MAX_LENGTH || text.ends_with(['.', ',', ';', '?', '!', '。']) {
        return false;
    }
    let said = moment(text);
    if !(said.date || said.time || said.address) {
        return false;
    }
    let verb = WROTE.iter().chain(YOU_WROTE).any(|verb| holds(text, verb));
    let next = below.iter().find(|line| !line.is_blank());
    let quotation = next.is_some_and(|line| line.is_quoted() || initials(&line.text).is_some());
    if dashed.is_none() && !text.ends_with(':') {
        // GMX's app leaves the colon out.
        return verb && said.date && said.time && quotation;
    }
    match (verb, said.date, said.time) {
        (true, true, _) | (true, _, true) if said.address || quotation => true,
        (true, true, true) => next.is_some_and(|line| !cites(line)),
        // "Nora Field <nora@example.com> writes:", as news readers have it.
        (true, false, false) => said.address && (quotation || dashed.is_some()),
        (false, true, true) => said.address || quotation,
        _ => false,
    }
}

/// What stands between two rows of hyphens; Zoho and iNotes write the line so.
fn inside_dashes(line: &str) -> Option<&str> {
    let inner = line.strip_prefix("--")?.strip_suffix("--")?;
    let inner = inner.trim_matches(['-', ' ']);
    (!inner.is_empty()).then_some(inner)
}

/// Whether somebody's words begin, as a person cites them.
fn cites(line: &Line<'_>) -> bool {
    line.text.trim_start().starts_with([
        '"', '“', '„', '«', '»', '‚', '‘', '\'', '「', '『', '”', '’',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::plain;

    fn lines_of(text: &str) -> usize {
        attribution(&plain(text)).map_or(0, |found| found.lines)
    }

    #[test]
    fn programs_lines_are_told_from_sentences() {
        let table = [
            (
                "On Tue, 4 Mar 2025 at 16:42, Nora <n@example.com> wrote:\n> a",
                1,
            ),
            (
                "On Tue, 4 Mar 2025 at 16:42, Nora <n@example.com> wrote:\n\na",
                1,
            ),
            (
                "On Tue, 4 Mar 2025 16:42:10 +0000\nNora <n@example.com> wrote:\n\n> a",
                2,
            ),
            (
                "Am Mittwoch, dem 5. März 2025 um 09:07 Uhr\nschrieb Jana\n<j@example.com>:\n\n> a",
                3,
            ),
            (
                "Ring 555 1234.\nOn 4 Mar 2025 at 16:42 Nora <n@example.com> wrote:\n> a",
                0,
            ),
            (
                "чт, 13 мар. 2025 г. в 09:41, Ольга <o@example.com>:\n\n> a",
                1,
            ),
            (
                "---- El vie, 07 mar 2025 08:05:31 +0100 Lucía <l@example.com> escribió ----\n> a",
                1,
            ),
            ("-----Claire <c@example.com> a écrit : -----\nÀ : b", 1),
            ("Nora Field <n@example.com> writes:\n\n> a", 1),
            ("On Monday my father wrote:\n\"Dear shop\"", 0),
            (
                "On 3 March 2025 at 16:00 my father wrote:\n\"Dear shop\"",
                0,
            ),
            ("Le 3 mars, votre technicien a écrit :\n« bien »", 0),
            ("The meeting of 3.3.2025, 16:00:\na", 0),
            ("Am 05.03.25 um 09:07 schrieb Jana Feldmann\n\n> a", 1),
            ("Am 05.03.25 um 09:07 schrieb Jana Feldmann\n\na", 0),
            ("Zitat von Jana <j@example.com>:\n\n> a", 1),
            (
                "  On Tue, Mar 4, 2025 at 4:42 PM, Nora<n@example.com> wrote:   Hello\n\na",
                1,
            ),
            ("On 4 March at 16:42 she wrote:  no\n\na", 0),
            ("Nora ---04.03.2025 16:42:10---Hello, we have\n\nFrom: N", 1),
            ("2 x lamp ---------- 40.00\na", 0),
            ("Nora Field wrote:\n> a", 1),
            ("Nora Field wrote:\n\n> a", 0),
            ("my father wrote:\n> a", 0),
            (
                "On Tue, Mar 4,\n2025 at 4:42 PM Nora <n@example.com> wrote:\n\n> a",
                2,
            ),
        ];
        for (text, lines) in table {
            assert_eq!(lines_of(text), lines, "{text}");
        }
    }

    #[test]
    fn group_wises_line_is_told_from_a_quotation() {
        let table = [
            (
                ">>> Nora <n@example.com> 3/4/2025 4:42 PM >>>\nHello",
                Some(1),
            ),
            (
                ">>> Nora <n@example.com> schrieb am 04.03.2025 um 16:42 in Nachricht\n<1@example.com>:\n> a",
                Some(2),
            ),
            (">>> import this\n>>> 1 + 1", None),
            (">>> On 4 Mar 2025 at 16:42\n> a", None),
        ];
        for (text, lines) in table {
            assert_eq!(arrowed(&plain(text)), lines, "{text}");
        }
    }

    #[test]
    fn the_line_is_known_in_every_language() {
        let table = [
            "Vào Th 3, 4 thg 3, 2025 vào lúc 16:42 Nora <n@example.com> đã viết:",
            "ในวันที่ อ. 4 มี.ค. 2025 เวลา 16:42 Nora <n@example.com> เขียนว่า:",
            "Pada Sel, 4 Mar 2025 pukul 16.42 Nora <n@example.com> menulis:",
            "मंगल, 4 मार्च 2025 को 4:42 pm बजे को Nora <n@example.com> ने लिखा:",
            "در تاریخ سه‌شنبه ۴ مارس ۲۰۲۵،‏ ۱۶:۴۲ Nora <n@example.com> نوشت:",
            "На вт, 4.03.2025 г. в 16:42 Nora <n@example.com> написа:",
            "uto, 4. ožu 2025. u 16:42 Nora <n@example.com> napisao je:",
            "ut 4. 3. 2025 o 16:42 Nora <n@example.com> napísal(a):",
            "pon., 4 mar 2025 o 16:42 Nora <n@example.com> napisał(a):",
            "Nora <n@example.com> 於 2025年3月4日 週二 下午4:42寫道：",
        ];
        for line in table {
            assert_eq!(lines_of(&format!("{line}\n\n> a")), 1, "{line}");
            assert_eq!(lines_of(&format!("{line}\n\na")), 1, "{line}");
        }
    }
}
