//! The lines of a business card.

use crate::line::{Line, normal};
use crate::moment::{digit, moment};
use crate::words::contact::{COMPANIES, FUNCTIONS, LABELS, REGISTERS};
use crate::words::holds;

/// What a line says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Card {
    /// A number, an address, a firm with its legal form: nobody types that as a sentence.
    Contact,
    /// A function or department.
    Function,
    Other,
}

pub(crate) fn card(line: &Line<'_>) -> Card {
    let text = normal(&line.text);
    let words = text.split(' ').count();
    if is_register_entry(&text) || is_row(&text) {
        return Card::Contact;
    }
    if text.is_empty() || words > 14 {
        return Card::Other;
    }
    let company = words <= 8 && names_company(&line.text, &text);
    if company || is_labelled(&text) || is_telephone(&text) || is_postal(&text) || is_web(&text) {
        Card::Contact
    } else if words <= 6 && FUNCTIONS.iter().any(|function| holds(&text, function)) {
        Card::Function
    } else {
        Card::Other
    }
}

/// Whether a line is of a firm's entry in a register.
pub(crate) fn says_register(line: &Line<'_>) -> bool {
    is_register_entry(&normal(&line.text))
}

/// A legal form. Short ones are words of some language too ("as", "ab", "se"): those have a capital, and a
/// name with one before them.
fn names_company(written: &str, text: &str) -> bool {
    let plain = |form: &str| form.chars().all(char::is_alphabetic);
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    let words: Vec<&str> = written.split_whitespace().collect();
    let short = words.windows(2).any(|pair| {
        let [before, word] = pair else { return false };
        let word = word.trim_matches([',', ';', '.', '|', '(', ')', '-']);
        let form = normal(word);
        let known = plain(&form) && COMPANIES.contains(&form.as_str());
        known && capital(word) && capital(before.trim_start_matches(['"', '„', '«', '(', '“']))
    });
    let cased = |form: &str| form.chars().any(char::is_lowercase);
    let long = |form: &&&str| !plain(form) || !cased(form) || form.chars().count() > 4;
    short || COMPANIES.iter().filter(long).any(|form| holds(text, form))
}

/// "Registered in England no. 1234567. Registered office: …", which may be long.
fn is_register_entry(text: &str) -> bool {
    let digits = text.chars().filter(|c| digit(*c).is_some()).count();
    text.len() <= 400 && digits >= 4 && REGISTERS.iter().any(|words| holds(text, words))
}

/// A whole card on one line: three pieces or more between bars or dots, one of them a number.
fn is_row(text: &str) -> bool {
    let pieces: Vec<&str> = text.split(['|', '•', '·']).collect();
    let short = pieces
        .iter()
        .all(|piece| piece.split_whitespace().count() <= 7);
    pieces.len() >= 3 && short && pieces.iter().any(|piece| is_telephone(piece.trim()))
}

/// "Tel. 030 …", "T +44 …", "VAT no. …", "Web: …".
fn is_labelled(text: &str) -> bool {
    let digits = text.chars().filter(|c| digit(*c).is_some()).count();
    LABELS.iter().any(|label| {
        let rest = text.strip_prefix(label).unwrap_or("");
        let rest = if rest.starts_with([':', ' ', '.', '+', '（', '(', '/']) {
            rest
        } else {
            ""
        };
        rest.len() > 1 && (digits >= 4 || rest.starts_with(':') && rest.contains(['@', '.']))
    })
}

/// A number of seven digits or more with nothing but signs, and few words beside it.
fn is_telephone(text: &str) -> bool {
    let numbers = text.split(|c: char| c.is_alphabetic() || c == '|' || c == ',');
    let longest = numbers
        .map(|part| part.chars().filter(|c| digit(*c).is_some()).count())
        .max();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let said = moment(text);
    longest.is_some_and(|digits| digits >= 7) && letters <= 25 && !said.time
}

/// A street and number, a postal code and town: digits beside words, parted by a comma or bar.
fn is_postal(text: &str) -> bool {
    let short = text.split(' ').count() <= 10;
    let code = text.split([' ', ',', '|', '-', '〒']).any(|word| {
        let digits = word.chars().filter(|c| digit(*c).is_some()).count();
        (4..=6).contains(&digits) && word.chars().count() <= 7
    });
    let street = text.split([',', '|', '·', '•']).count() > 1;
    let any = text.chars().any(|c| digit(c).is_some());
    let said = moment(text);
    short
        && any
        && street
        && (code || text.contains('|'))
        && !said.time
        && !text.ends_with(['.', '?', '!'])
        || text.contains('〒')
}

/// A web or mail address alone on a line, or beside others parted by bars.
fn is_web(text: &str) -> bool {
    text.split([' ', '|'])
        .filter(|part| !part.is_empty())
        .all(|part| {
            let part = part.trim_matches(['<', '>', '(', ')', ',']);
            let dots = part.contains('.') && !part.starts_with('.') && !part.ends_with('.');
            dots && part
                .chars()
                .all(|c| c.is_alphanumeric() || ".-_@/:?=&%".contains(c))
                && part.chars().any(char::is_alphabetic)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::plain;

    #[test]
    fn lines_of_cards_are_told_from_words_that_look_alike() {
        let table = [
            ("Sample Tools Inc.", Card::Contact),
            ("Exempel AB", Card::Contact),
            ("Muster Maschinenbau GmbH & Co. KG", Card::Contact),
            ("ship it as soon as you can", Card::Other),
            ("ab Mai wohne ich woanders", Card::Other),
            (
                "Ann Bell | Head of the sales office | Sample Group of firms | 01 00 00 00 00",
                Card::Contact,
            ),
            (
                "Sample LLP is a limited liability partnership registered in England and Wales, no. 000000.",
                Card::Contact,
            ),
            ("Head of Sales", Card::Function),
            ("the lamp is broken", Card::Other),
        ];
        for (text, expected) in table {
            let line = &plain(text)[0];
            assert_eq!(card(line), expected, "{text}");
        }
    }
}
