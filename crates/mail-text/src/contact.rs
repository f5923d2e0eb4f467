//! The lines of a business card.

use crate::line::{Line, normal};
use crate::moment::{digit, moment};
use crate::words::contact::{COMPANIES, FUNCTIONS, LABELS};
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
    if text.is_empty() || words > 14 {
        return Card::Other;
    }
    let company = COMPANIES.iter().any(|form| holds(&text, form)) && words <= 8;
    if company || is_labelled(&text) || is_telephone(&text) || is_postal(&text) || is_web(&text) {
        Card::Contact
    } else if words <= 6 && FUNCTIONS.iter().any(|function| holds(&text, function)) {
        Card::Function
    } else {
        Card::Other
    }
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
