//! What people type about themselves, made one spelling.
//!
//! The timeline takes a little more than is taken here. What is taken here may stand in the header of
//! a mail.

/// The longest mail address, in bytes (RFC 5321 4.5.3.1.3).
const EMAIL: usize = 254;
/// The longest part before the `@`, in bytes (RFC 5321 4.5.3.1.1).
const LOCAL: usize = 64;
/// The longest name, in bytes.
const NAME: usize = 120;

/// A mail address in lower case, without space around it: at most 254 bytes, an unquoted local part
/// (RFC 5322 3.2.3, RFC 6531 3.3) and a domain with a dot. `None` for anything else.
pub fn email(typed: &str) -> Option<String> {
    let value = typed.trim();
    if value.len() > EMAIL {
        return None;
    }
    let value = value.to_lowercase();
    let (local, domain) = value.split_once('@')?;
    let domain_fits = |label: &str| {
        let inner = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && inner && label.chars().all(|c| c == '-' || is_word(c))
    };
    let fits = value.len() <= EMAIL
        && local.len() <= LOCAL
        && local.split('.').all(|atom| {
            let known = |c: char| is_word(c) || "!#$%&'*+/=?^_`{|}~-".contains(c);
            !atom.is_empty() && atom.chars().all(known)
        })
        && domain.contains('.')
        && domain.split('.').all(domain_fits);
    fits.then_some(value)
}

/// Letters and digits of any script, with the marks that belong to them.
fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '\u{300}'..='\u{36f}')
}

/// A phone number in E.164 (`+` and 7 to 15 digits). Spaces, dashes, dots, slashes and brackets are
/// left out, and `00` is read as `+`; a number without a country is none.
pub fn phone(typed: &str) -> Option<String> {
    // Longer ones are no number however they are spaced.
    if typed.len() > 64 {
        return None;
    }
    let typed = typed.trim();
    let kept: String = typed
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}'))
        .collect();
    let digits = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"))?;
    let fits = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("+{digits}"))
}

/// A name on one line: without control characters and marks that turn the direction of writing, at
/// most 120 bytes; what is longer is cut. `None` where nothing is left.
pub fn name(typed: &str) -> Option<String> {
    let mut name = String::new();
    // What is looked at is bounded, too.
    let typed = typed.chars().take(4 * NAME);
    let shown = typed.map(|c| if c.is_whitespace() { ' ' } else { c });
    for char in shown.filter(|c| !c.is_control() && !is_invisible(*c)) {
        if name.len() + char.len_utf8() > NAME {
            break;
        }
        if char != ' ' || !(name.is_empty() || name.ends_with(' ')) {
            name.push(char);
        }
    }
    let name = name.trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Characters that show nothing themselves and change how others are shown.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

/// The language of a tag (`de`, `de-AT`, `de_AT`) where ISO 639-1 has one: two letters in lower case.
pub fn language(tag: &str) -> Option<String> {
    let (language, _) = tag.split_once(['-', '_']).unwrap_or((tag, ""));
    let fits = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    fits.then(|| language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mail_addresses() {
        for (typed, expected) in [
            (" Ana@Example.com\n", Some("ana@example.com")),
            ("a.b+c@x-y.example", Some("a.b+c@x-y.example")),
            ("o'neil@example.ie", Some("o'neil@example.ie")),
            ("jürgen@bücher.example", Some("jürgen@bücher.example")),
            ("ana@example", None),
            ("ana@.example.com", None),
            ("ana@example..com", None),
            ("ana@-example.com", None),
            ("ana", None),
            ("@example.com", None),
            ("ana@@example.com", None),
            ("a@b@example.com", None),
            (".ana@example.com", None),
            ("ana @example.com", None),
            ("ana@example.com,eve@example.com", None),
            ("ana@example.com\r\nBcc: eve@example.com", None),
            ("\"ana\"@example.com", None),
            ("<ana@example.com>", None),
            ("Ana <ana@example.com>", None),
            ("ana@[127.0.0.1]", None),
            ("ana\u{202e}@example.com", None),
            ("", None),
        ] {
            assert_eq!(email(typed).as_deref(), expected, "{typed:?}");
        }
        let long = |local: usize, domain: usize| {
            format!("{}@{}.com", "a".repeat(local), "b".repeat(domain))
        };
        assert!(email(&long(64, 185)).is_some());
        assert!(email(&long(64, 186)).is_none());
        assert!(email(&long(65, 100)).is_none());
    }

    #[test]
    fn phone_numbers() {
        for (typed, expected) in [
            ("+1 (555) 123-4567", Some("+15551234567")),
            ("00 49/30.1234567", Some("+49301234567")),
            ("+1555", None),
            ("+0155512345", None),
            ("555 123 4567", None),
            ("+1555123456789012", None),
            ("+1555123456７", None),
            ("+15551234567;ext=1", None),
            ("", None),
        ] {
            assert_eq!(phone(typed).as_deref(), expected, "{typed:?}");
        }
        assert_eq!(phone(&format!("+1555123{}4567", " ".repeat(100))), None);
    }

    #[test]
    fn names() {
        for (typed, expected) in [
            ("  Ana \t María\r\n Díaz ", Some("Ana María Díaz")),
            ("Ana\u{0}\u{202e}", Some("Ana")),
            (" \u{feff}\n", None),
            ("", None),
        ] {
            assert_eq!(name(typed).as_deref(), expected, "{typed:?}");
        }
        let cut = name(&"ä".repeat(200));
        assert_eq!(cut, Some("ä".repeat(60)));
        assert_eq!(name(&"\u{200b}".repeat(100_000)), None);
    }

    #[test]
    fn languages() {
        for (tag, expected) in [
            ("de", Some("de")),
            ("DE-at", Some("de")),
            ("pt_BR", Some("pt")),
            ("haw", None),
            ("d", None),
            ("d1", None),
            ("", None),
        ] {
            assert_eq!(language(tag).as_deref(), expected, "{tag}");
        }
    }

    proptest! {
        /// What was made one spelling is taken as it is, and nothing can end a line of a header.
        #[test]
        fn one_spelling(text in "\\PC{0,60}", mail in "[a-zA-ZİΣß.+]{1,9}@[a-zA-Zİ.-]{1,9}", number in "[+0-9 ()-]{0,20}") {
            for typed in [&*text, &*mail, &*number] {
                for read in [email, phone, name] {
                    if let Some(value) = read(typed) {
                        prop_assert_eq!(read(&value), Some(value.clone()));
                        prop_assert!(!value.chars().any(char::is_control));
                    }
                }
                language(typed);
            }
        }
    }
}
