//! Phone numbers in E.164.
//!
//! Numbers with a country code (`+`, `00`) are read by the rules in this file and nothing else:
//! `+` and 7 to 15 digits (ITU-T E.164, 6.1). Carriers write numbers that no list knows yet, and none
//! of them may be lost, nor may its home log change its name with the next list. Numbers without a
//! country code need a region, and its numbering plan comes from a library.
//!
//! What is not E.164 but sends messages stays as it is: short codes (3 to 8 digits) and alphanumeric
//! senders (up to 11 letters and digits, GSM 03.38). They identify nobody: see
//! [`blocked`](crate::blocked()).

pub(crate) mod plan;

use crate::{Invalid, Region, text};

/// Longest extension, in digits.
const EXTENSION: usize = 7;

/// What stands before an extension in the languages that write one often; longer ones first.
const MARKS: [&str; 14] = [
    "extension",
    "durchwahl",
    "anexo",
    "interno",
    "poste",
    "доб",
    "ext",
    "extn",
    "int",
    "dw",
    "x",
    "#",
    ",,",
    ",",
];

pub(crate) fn canonical(value: &str, region: Option<Region>) -> Result<String, Invalid> {
    let (number, _) = parts(value);
    let read = international(&number)
        .or_else(|| national(&number, region))
        .or_else(|| code_or_sender(&number));
    read.ok_or_else(|| {
        let without_region = "a phone number is written in E.164: '+', the country code and the \
            number, 7 to 15 digits in all, such as +15551234567";
        let detail = match region {
            None => without_region.to_owned(),
            Some(region) => format!("{without_region}, or as it is dialled within {region}"),
        };
        Invalid::value(detail)
    })
}

/// The extension that a written number ends with: `x123`, `ext. 123`, `;ext=123`, `,,123`. It is no
/// part of the identity; everybody at the same switchboard shares the number before it.
pub fn extension(value: &str) -> Option<String> {
    parts(&text::cleaned(value)?).1
}

/// The number without spaces and signs, and its extension.
fn parts(value: &str) -> (String, Option<String>) {
    let plain: String = value.chars().map(text::ascii).collect();
    let is_uri = plain
        .get(..4)
        .is_some_and(|s| s.eq_ignore_ascii_case("tel:"));
    // Parameters (RFC 3966): `;ext=` is written without a scheme, too.
    let (body, parameters) = match plain.split_once(';') {
        Some((body, rest)) if is_uri || rest.contains('=') => (body, rest),
        _ => (&*plain, ""),
    };
    let body = if is_uri {
        body.get(4..).unwrap_or("")
    } else {
        body
    };
    let parameter = |name: &str| {
        parameters.split(';').find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            (key.trim().eq_ignore_ascii_case(name)).then(|| value.trim())
        })
    };
    let digits = |v: &&str| v.len() <= EXTENSION && is_digits(v);
    let declared = parameter("ext").filter(digits).map(str::to_owned);
    let (body, written) = split_extension(body);
    let mut number = compact(body);
    let context = parameter("phone-context").filter(|c| c.starts_with('+'));
    if let Some(context) = context.filter(|_| !number.starts_with('+')) {
        number = compact(context) + &number;
    }
    (number, declared.or(written))
}

/// A number with at least seven digits, a mark and the extension.
fn split_extension(body: &str) -> (&str, Option<String>) {
    let split = || {
        let end = body.trim_end_matches([')', ']', ' ']);
        let head = end.trim_end_matches(|c: char| c.is_ascii_digit());
        let extension = end.get(head.len()..)?;
        if !(1..=EXTENSION).contains(&extension.len()) {
            return None;
        }
        let head = head.trim_end_matches([' ', '.', ':', '=']);
        let number = MARKS.iter().find_map(|mark| {
            let at = head.len().checked_sub(mark.len())?;
            let tail = head.get(at..)?;
            (tail.to_lowercase() == *mark).then(|| head.get(..at))?
        })?;
        let number = number.trim_end_matches([' ', ',', ';', '(', '[', '-', '/', '.']);
        let has_letters = number.chars().any(char::is_alphabetic);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        (digits >= 7 && !has_letters).then(|| (number, Some(extension.to_owned())))
    };
    split().unwrap_or((body, None))
}

/// Without what is written for people. `(0)` after a country code is what is dialled within the
/// country only, but where numbers abroad keep their zero.
fn compact(body: &str) -> String {
    let kept = |part: &str| -> String {
        let is_sign = |c: &char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '~');
        part.chars().filter(|c| !is_sign(c)).collect()
    };
    let unspaced: String = body.chars().filter(|c| *c != ' ').collect();
    if let Some((head, tail)) = unspaced.split_once("(0)") {
        let head = kept(head);
        let digits = head.strip_prefix('+').or_else(|| head.strip_prefix("00"));
        let code = digits.filter(|d| plan::calling_code(d) == Some(d.len()));
        if let Some(code) = code {
            let zero = if plan::keeps_zero(code) { "0" } else { "" };
            return format!("{head}{zero}{}", kept(tail));
        }
    }
    kept(&unspaced)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number with its country code.
fn international(number: &str) -> Option<String> {
    let vanity;
    let digits = match number.strip_prefix('+') {
        // Letters of the keypad, where they are in use with a country code: +1-800-FLOWERS.
        Some(digits) if digits.starts_with('1') && !is_digits(digits) => {
            vanity = keypad(digits)?;
            &vanity
        }
        Some(digits) => digits,
        None => return None,
    };
    e164(digits)
}

/// A number as it is dialled within a region or out of it, `00` everywhere.
fn national(number: &str, region: Option<Region>) -> Option<String> {
    let within = region.and_then(|region| {
        let numeric = is_digits(number);
        let digits = if numeric {
            number.to_owned()
        } else {
            keypad(number)?
        };
        // Numbers of letters must be assigned ones: names of senders look alike.
        plan::dialled(&digits, region, !numeric)
    });
    let from_plan = within.as_deref().and_then(e164);
    from_plan.or_else(|| number.strip_prefix("00").and_then(e164))
}

fn code_or_sender(number: &str) -> Option<String> {
    if number.starts_with("00") {
        return None;
    }
    let is_code = is_digits(number) && (3..=8).contains(&number.len());
    let is_sender = number.len() <= 11
        && number.bytes().any(|b| b.is_ascii_alphabetic())
        && number
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (is_code || is_sender).then(|| number.to_owned())
}

/// `+` and 7 to 15 digits, without the zero that is dialled within a country only.
fn e164(digits: &str) -> Option<String> {
    if !is_digits(digits) || digits.starts_with('0') {
        return None;
    }
    let digits = plan::without_trunk(digits);
    (7..=15)
        .contains(&digits.len())
        .then(|| format!("+{digits}"))
}

/// At least three digits and then letters, as digits (ITU-T E.161).
fn keypad(number: &str) -> Option<String> {
    let written_as = number.bytes().take_while(u8::is_ascii_digit).count();
    let digits = number.chars().map(|c| match c.to_ascii_uppercase() {
        '0'..='9' => Some(c),
        'A'..='C' => Some('2'),
        'D'..='F' => Some('3'),
        'G'..='I' => Some('4'),
        'J'..='L' => Some('5'),
        'M'..='O' => Some('6'),
        'P'..='S' => Some('7'),
        'T'..='V' => Some('8'),
        'W'..='Z' => Some('9'),
        _ => None,
    });
    if written_as < 3 || number.len() > 20 {
        return None;
    }
    digits.collect()
}
