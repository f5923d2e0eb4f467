//! The block of fields above an earlier mail, as Outlook and others write it.

use crate::line::{Line, normal};
use crate::moment::moment;
use crate::words::headers::{Field, field};

/// Lines a block may have: long lists of recipients are broken over many.
const MAX_LINES: usize = 40;

/// Lines of a field beyond its first.
const MAX_CONTINUED: usize = 8;

/// A block found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// How many lines it takes.
    pub lines: usize,
    /// The name of the field of the sender, in normal form.
    pub from: String,
    /// An address stands in it.
    pub address: bool,
}

/// The block that begins with the first of `lines`.
///
/// It has a sender, a date, and a recipient or a subject, in any order and language; and a time of day
/// or an address, which a list of the same words that somebody typed has not.
pub(crate) fn block(lines: &[Line<'_>]) -> Option<Block> {
    named(lines.first()?).filter(|(field, ..)| *field != Field::Other)?;
    let mut found = Found::default();
    let mut end = 0;
    let mut continued = 0;
    for (at, line) in lines.iter().enumerate().take(MAX_LINES) {
        match named(line) {
            Some((field, ..)) if found.has(field) => break,
            Some((field, name, value)) => {
                found.add(field, name, &value);
                end = at + 1;
                continued = 0;
            }
            // A text made of Outlook's HTML may have a blank line after every line.
            None if line.is_blank() && lines.get(at + 1).is_some_and(|l| named(l).is_some()) => {}
            None if line.is_blank() || continued == MAX_CONTINUED => break,
            None => continued += 1,
        }
    }
    found.is_header().then_some(Block {
        lines: end,
        address: found.address,
        from: found.from,
    })
}

/// A block whose names are in no table: two to eight lines `name: value` with an address in one, date
/// and time in another, and the mail's own subject in a third.
pub(crate) fn unknown_block(lines: &[Line<'_>], subject: &str) -> Option<usize> {
    let subject = bare_subject(subject);
    let mut found = (false, false, false);
    let mut count = 0;
    for line in lines.iter().take(8) {
        let text = normal(line.unquoted());
        let Some((name, value)) = text.split_once(':') else {
            break;
        };
        if name.is_empty() || name.split(' ').count() > 4 || moment(name).date {
            break;
        }
        let said = moment(value);
        found.0 |= said.address;
        found.1 |= said.date && said.time;
        found.2 |= !subject.is_empty() && bare_subject(value) == subject;
        count += 1;
    }
    (found == (true, true, true)).then_some(count)
}

/// A subject in normal form without its prefixes.
fn bare_subject(subject: &str) -> String {
    let whole = normal(subject);
    let mut text = whole.trim();
    while let Some((prefix, rest)) = text.split_once(':') {
        if prefix.chars().count() > 6 || prefix.contains(' ') {
            break;
        }
        text = rest.trim();
    }
    text.to_owned()
}

/// The older block of Notes: name and date, then the names of the fields on lines of their own.
pub(crate) fn notes_block(lines: &[Line<'_>]) -> Option<usize> {
    let first = normal(lines.first()?.unquoted());
    let second = normal(lines.get(1)?.unquoted());
    if !moment(&first).address || !moment(&second).date || !moment(&second).time {
        return None;
    }
    let alone = |line: &Line<'_>| field(normal(line.unquoted()).trim_end_matches([':', ' ']));
    let below = || lines.iter().enumerate().take(MAX_LINES).skip(2);
    below().find(|(_, line)| alone(line) == Some(Field::To))?;
    let (at, _) = below().find(|(_, line)| alone(line) == Some(Field::Subject))?;
    Some(at + 1)
}

/// The field, its name and its value in normal form.
fn named(line: &Line<'_>) -> Option<(Field, String, String)> {
    let text = normal(line.unquoted());
    let (name, value) = text.split_once(':')?;
    // Programs make `*From:*` of bold type, and Spark and others `From: `.
    let name = name.trim_matches(['*', '_', ' ', '|', '>']);
    Some((
        field(name)?,
        name.to_owned(),
        value.trim_matches(['*', ' ']).to_owned(),
    ))
}

#[derive(Default)]
struct Found {
    from: String,
    address: bool,
    date: bool,
    time: bool,
    fields: Vec<Field>,
}

impl Found {
    /// Whether the field is there already: a second one is of another block.
    fn has(&self, field: Field) -> bool {
        self.fields.contains(&field) && field != Field::Other
    }

    fn add(&mut self, field: Field, name: String, value: &str) {
        self.fields.push(field);
        let said = moment(value);
        match field {
            Field::From => {
                self.from = name;
                self.address |= value.contains('@');
            }
            Field::Date => {
                self.date |= said.date;
                self.time |= said.time;
            }
            Field::To => {
                self.address |= value.contains('@');
            }
            Field::Subject | Field::Other => {}
        }
    }

    fn is_header(&self) -> bool {
        let (to, subject) = (self.has(Field::To), self.has(Field::Subject));
        let whom = to || subject;
        let dated = self.date && (self.time || self.address);
        !self.from.is_empty() && whom && (dated || self.address && to && subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::plain;

    #[test]
    fn blocks_are_told_from_lists_that_somebody_typed() {
        let table = [
            (
                "From: Nora <n@example.com>\nSent: Tuesday, March 4, 2025 4:42 PM\nTo: M\nSubject: x\n\nHi",
                4,
            ),
            (
                "From: Nora Field\nSent: Tuesday, March 4, 2025 4:42 PM\nTo: M\nSubject: x\n\nHi",
                4,
            ),
            (
                "*Von:* Jana <j@example.com>\n*Gesendet:* 5. März 2025 09:07\n*An:* U\n*Betreff:* x",
                4,
            ),
            (
                "De : C <c@example.com>\nEnvoyé : jeudi 6 mars 2025 11:30\nÀ : R\nObjet : x",
                4,
            ),
            (
                "From: N <n@example.com>\nDate: 4 Mar 2025\nTo: a <a@example.com>,\n b <b@example.com>\nSubject: x",
                5,
            ),
            (
                "发件人: \"刘芳\" <l@example.com>;\n发送时间: 2025年3月5日(星期三) 下午2:12\n主题: x",
                3,
            ),
            (
                "De: Madrid\nPara: Sevilla\nFecha: 22 de marzo\nAsunto: mudanza",
                0,
            ),
            ("From: Hull\nTo: York\nSubject to inspection", 0),
            (
                "From: N <n@example.com>\n\nSent: 4 March 2025 16:42\n\nTo: M\n\nHi",
                5,
            ),
            ("Note: x\nFrom: N <n@example.com>", 0),
        ];
        for (text, lines) in table {
            assert_eq!(block(&plain(text)).map_or(0, |b| b.lines), lines, "{text}");
        }
    }

    #[test]
    fn a_block_in_an_unknown_language_repeats_the_subject() {
        let text = "Abc: Nora <n@example.com>\nDef: 4.3.2025 16:42\nGhi: M\nJkl: Re: Lamp\n\nHi";
        assert_eq!(unknown_block(&plain(text), "Re: lamp"), Some(4));
        assert_eq!(unknown_block(&plain(text), "Re: chair"), None);
        assert_eq!(unknown_block(&plain(text), ""), None);
        assert_eq!(unknown_block(&plain("Abc: 1\nJkl: Lamp"), "Lamp"), None);
    }

    #[test]
    fn the_older_block_of_notes_is_known() {
        let text = "N <n@example.com>\n03/04/2025 04:42 PM\n\nTo\nM\ncc\n\nSubject\nx\n\n\nHi";
        assert_eq!(notes_block(&plain(text)), Some(8));
        assert_eq!(
            notes_block(&plain("N <n@example.com>\nno date\nTo\nSubject")),
            None
        );
    }
}
