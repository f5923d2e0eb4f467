//! The lines that phones and providers put below a mail ("Sent from my iPhone").

use crate::words::sent_from::{DEVICES, EXCUSES, FRAMES, OFFERS, PRODUCTS};

/// Whether a line in normal form is a frame around the name of a device or program.
pub(crate) fn is_mobile_line(line: &str) -> bool {
    if is_slogan(line) {
        return true;
    }
    let (line, linked) = without_targets(line);
    let line = line.trim().trim_end_matches(['.', '。', '!']).trim();
    if framed(line, linked) {
        return true;
    }
    // A second sentence excuses the first.
    let split = line.find(['.', '。', '!']).map(|at| line.split_at(at));
    split.is_some_and(|(first, second)| {
        let excuse = EXCUSES.iter().any(|word| second.contains(word));
        framed(first.trim(), linked) && (excuse && second.len() < 120)
    }) || praised(line, linked)
}

/// "Sent with Tuta; enjoy secure & ad-free emails", "Sent from Mailspring, the best email app".
fn praised(line: &str, linked: bool) -> bool {
    let after_comma = || {
        line.split_once(',')
            .filter(|(_, rest)| rest.contains("mail"))
    };
    let (first, second) = line
        .split_once(';')
        .or_else(after_comma)
        .unwrap_or((line, ""));
    framed(first, linked) && (1..80).contains(&second.len()) && !second.contains('?')
}

/// "Yahoo Mail: Search, Organize, Conquer".
fn is_slogan(line: &str) -> bool {
    let rest = line.strip_prefix("yahoo mail").unwrap_or("").trim_start();
    rest.starts_with([':', '-', '–']) && rest.split(' ').count() <= 6
}

/// Whether the line is a frame around a product. Nobody types a link below the name of something: with
/// one (`linked`), it may be a product that the table lacks.
fn framed(line: &str, linked: bool) -> bool {
    if line.chars().count() > 90 || line.contains(['?', '!', ';', '،']) || more_than_products(line)
    {
        return false;
    }
    // Programs put their line in brackets or between signs.
    let line =
        line.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '*' | '_' | '-' | ' '));
    let inner = |(before, after): &(&str, &str)| {
        let rest = line.strip_prefix(before)?.strip_suffix(after)?;
        (!rest.is_empty() && rest.trim().split(' ').count() <= 9).then_some(rest)
    };
    let unknown = |inner: &str| linked && inner.trim().split(' ').count() <= 3;
    let names = |inner: &str| names(inner, PRODUCTS) || names(inner, DEVICES) || unknown(inner);
    FRAMES.iter().filter_map(inner).any(names)
        || OFFERS
            .iter()
            .filter_map(inner)
            .any(|inner| self::names(inner, PRODUCTS))
}

/// Whether a comma parts the line into more than names of products ("my Verizon, Samsung Galaxy phone").
fn more_than_products(line: &str) -> bool {
    let rest = line.split_once(',').map(|(_, rest)| rest);
    rest.is_some_and(|rest| !names(rest, PRODUCTS) || rest.trim().split(' ').count() > 4)
}

fn names(text: &str, table: &[&str]) -> bool {
    let text = format!("{} ", text.trim());
    table.iter().any(|name| text.contains(name))
}

/// A line without the targets of its links, and whether it had any.
fn without_targets(line: &str) -> (String, bool) {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut linked = false;
    while let Some((before, target)) = rest.split_once(['<', '(']) {
        let (inside, after) = target.split_once(['>', ')']).unwrap_or((target, ""));
        let link = inside.trim().starts_with("http");
        linked |= link;
        out.push_str(before);
        if !link && !rest.get(before.len()..).is_some_and(|r| r.starts_with('<')) {
            out.push('(');
            out.push_str(inside);
            out.push(')');
        }
        rest = after;
    }
    (out + rest, linked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_devices_and_programs_are_told_from_sentences() {
        let table = [
            ("sent from my iphone", true),
            ("sent from my t-mobile 5g device", true),
            ("sent with shortwave (https://example.net/x)", true),
            ("sent with tuta; enjoy secure & ad-free emails.", true),
            (
                "sent from mailspring, the best free email app for work",
                true,
            ),
            ("sent from my verizon, samsung galaxy smartphone", true),
            ("sent from my phone. please excuse any typos.", true),
            ("yahoo mail: search, organize, conquer", true),
            ("get outlook for ios", true),
            ("sent from the bicycle", false),
            ("sent from hamburg on monday, still not in leeds", false),
            ("sent from my iphone, but it never arrived", false),
            ("get me a new tablet", false),
            ("get the form (https://example.net/x)", false),
        ];
        for (line, expected) in table {
            assert_eq!(is_mobile_line(line), expected, "{line}");
        }
    }
}
