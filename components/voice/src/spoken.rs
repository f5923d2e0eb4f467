//! Texts of people's, made fit to be read out.

/// The longest subject that a caller hears, in characters.
const SUBJECT: usize = 80;
/// A number with more digits is not read out to a caller.
const MOST_DIGITS: usize = 6;
/// What may stand between the digits of one number.
const BETWEEN: [char; 7] = [' ', '-', '.', '/', '(', ')', '+'];

/// A text on one line and without what cannot be spoken, at most `most` characters of it.
pub fn line(text: &str, most: usize) -> String {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    cut(&words.join(" "), most)
}

/// The subject of a ticket as its own caller may hear it: without addresses and long numbers, which
/// are of no use by ear and which nobody next to the telephone needs to hear. `None` when nothing is
/// left.
pub fn subject(text: &str) -> Option<String> {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control());
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty() && !is_address(word))
        .collect();
    let without = without_numbers(&words.join(" "));
    let subject = cut(&line(&without, usize::MAX), SUBJECT);
    let subject = subject.trim_matches(|char: char| !char.is_alphanumeric() && char != '…');
    let is_said = subject.chars().any(char::is_alphanumeric);
    is_said.then(|| subject.to_owned())
}

/// A URL, a host with a path, a mail address.
fn is_address(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.contains("://")
        || lower.contains("www.")
        || lower.contains('@')
        || lower.split_once('/').is_some_and(|(host, _)| {
            host.contains('.') && host.bytes().any(|byte| byte.is_ascii_alphabetic())
        })
}

/// Leaves out every number of more than six digits, however they are grouped.
fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut number = String::new();
    let mut digits = 0;
    // One more, so that a number at the end is looked at as well.
    for char in text.chars().chain(['\0']) {
        if char.is_numeric() {
            number.push(char);
            digits += 1;
        } else if BETWEEN.contains(&char) && (digits > 0 || matches!(char, '+' | '(')) {
            number.push(char);
        } else {
            if digits > MOST_DIGITS {
                kept.push(' ');
            } else {
                kept.push_str(&number);
            }
            number.clear();
            digits = 0;
            kept.push(char);
        }
    }
    kept.pop();
    kept
}

/// At most so many characters; between two words, where the last one is not too long.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let window = text.get(..end).unwrap_or(text);
    let end = window.rfind(' ').filter(|at| *at > window.len() / 2);
    let window = end.and_then(|end| window.get(..end)).unwrap_or(window);
    format!("{}…", window.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_fit_for_the_ear() {
        let long =
            "A parcel that was sent to the wrong address and never came back to the shop after all";
        for (text, expected) in [
            ("Where is my parcel?", Some("Where is my parcel")),
            ("  Order\n4711\tis late ", Some("Order 4711 is late")),
            ("Order 123456", Some("Order 123456")),
            ("Order 1234567 is late", Some("Order is late")),
            (
                "Card 4111 1111 1111 1111 was charged",
                Some("Card was charged"),
            ),
            (
                "Call me at +43 (664) 123-45-67 please",
                Some("Call me at please"),
            ),
            ("IBAN AT61 1904 3002 3457 3201", Some("IBAN AT")),
            ("١٢٣٤٥٦٧ x", Some("x")),
            (
                "See https://example.com/order?token=abc now",
                Some("See now"),
            ),
            ("www.example.com is down", Some("is down")),
            ("shop.example/reset/abc fails", Some("fails")),
            ("From ann@example.org: help", Some("From help")),
            ("and/or", Some("and/or")),
            ("\u{0}\u{7}\u{1b}", None),
            ("", None),
            ("https://example.com", None),
            ("12345678", None),
            ("…!?", None),
            (
                long,
                Some(
                    "A parcel that was sent to the wrong address and never came back to the shop…",
                ),
            ),
        ] {
            assert_eq!(subject(text).as_deref(), expected, "{text:?}");
        }
        let endless = subject(&"x".repeat(10_000)).unwrap_or_default();
        assert_eq!(endless.chars().count(), SUBJECT + 1);
    }

    #[test]
    fn a_line_keeps_numbers() {
        assert_eq!(line(" a\r\n12345678\u{0}b ", 80), "a 12345678 b");
        assert_eq!(line("one two three", 8), "one two…");
        assert_eq!(line("éééé", 3), "ééé…");
        assert_eq!(line("", 3), "");
    }

    proptest::proptest! {
        #[test]
        fn no_long_number_is_left(text in "[a-z0-9 .+-]{0,80}", any in "\\PC*") {
            for text in [text, any] {
                let said = subject(&text).unwrap_or_default();
                let mut digits = 0;
                for char in said.chars() {
                    digits = match char.is_numeric() {
                        true => digits + 1,
                        false if BETWEEN.contains(&char) => digits,
                        false => 0,
                    };
                    assert!(digits <= MOST_DIGITS, "{text:?}: {said:?}");
                }
                assert!(said.chars().count() <= SUBJECT + 1);
            }
        }
    }
}
