//! Identities in their canonical spelling, so that one person has one home.

use crate::entry::Identity;
use crate::error::{Error, Result};

/// Longest value of an identity, in bytes.
const VALUE: usize = 512;
/// Longest kind, in bytes.
const KIND: usize = 32;

impl Identity {
    /// Normalises an identity: phones to E.164, mail addresses to lower case.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the kind is no kind or the value cannot be one of that kind.
    pub fn new(kind: &str, value: &str) -> Result<Self> {
        let kind_ok = !kind.is_empty()
            && kind.len() <= KIND
            && kind
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !kind_ok {
            return Err(Error::invalid(
                "kind",
                "a kind is 1 to 32 lower-case letters, digits and '_', such as phone or email",
            ));
        }
        let too_long = || {
            let detail = format!("a {kind} is 1 to {VALUE} bytes without control characters");
            Error::invalid("value", detail)
        };
        let value = value.trim();
        if value.is_empty() || value.len() > VALUE || value.chars().any(char::is_control) {
            return Err(too_long());
        }
        let value = match kind {
            "phone" => phone(value)?,
            "email" => email(value)?,
            _ => value.to_owned(),
        };
        // Some letters are longer in lower case.
        if value.len() > VALUE {
            return Err(too_long());
        }
        Ok(Self {
            kind: kind.to_owned(),
            value,
        })
    }
}

/// Kinds whose values are good within one account of ours only, and are written `<account>:<id>`.
const SCOPED: [&str; 2] = ["messenger", "instagram"];

impl Identity {
    /// The identity without the account that it is scoped to: what a caller may look it up by while
    /// only one account has it.
    pub(crate) fn unscoped(&self) -> Option<Self> {
        let scoped = SCOPED.contains(&self.kind.as_str());
        let (_, id) = self.value.split_once(':').filter(|_| scoped)?;
        (!id.is_empty()).then(|| Self {
            kind: self.kind.clone(),
            value: id.to_owned(),
        })
    }
}

/// E.164: a plus sign and at most 15 digits (ITU-T E.164, 6.1). What is written for people
/// (spaces, dots, dashes, brackets) is left out. Short codes, which are not E.164, stay digits.
fn phone(value: &str) -> Result<String> {
    let kept: String = value
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}'))
        .collect();
    let international = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"));
    let digits = international.unwrap_or(&kept);
    let numeric = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match (numeric, international) {
        (true, Some(d)) if (7..=15).contains(&d.len()) && !d.starts_with('0') => {
            Ok(format!("+{d}"))
        }
        (true, None) if (3..=8).contains(&digits.len()) => Ok(digits.to_owned()),
        // Alphanumeric senders of SMS: up to 11 characters, at least one letter (GSM 03.38).
        (false, None)
            if kept.len() <= 11
                && kept.bytes().any(|b| b.is_ascii_alphabetic())
                && kept.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') =>
        {
            Ok(kept)
        }
        _ => Err(Error::invalid(
            "value",
            "a phone number is written in E.164: '+', the country code and the number, 7 to 15 \
             digits in all, such as +15551234567",
        )),
    }
}

/// One `@` with something on both sides. The local part's case is kept by no large provider, so
/// one spelling serves (RFC 5321 section 2.4 allows more).
fn email(value: &str) -> Result<String> {
    let parts = value.rsplit_once('@');
    match parts {
        Some((local, domain))
            if !local.is_empty()
                && domain.contains('.')
                && !value.chars().any(char::is_whitespace) =>
        {
            Ok(value.to_lowercase())
        }
        _ => Err(Error::invalid(
            "value",
            "a mail address is local-part@domain, such as ana@example.com",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_identity_are_one() {
        for (kind, value, canonical) in [
            ("phone", "+15551234567", Some("+15551234567")),
            ("phone", " +1 (555) 123-4567 ", Some("+15551234567")),
            ("phone", "0015551234567", Some("+15551234567")),
            ("phone", "72345", Some("72345")),
            ("phone", "ACME", Some("ACME")),
            ("phone", "+1", None),
            ("phone", "+1234567890123456", None),
            ("phone", "+0123456789", None),
            ("phone", "", None),
            ("phone", "+１５５５１２３４５６７", None),
            ("email", "Ana@Example.com", Some("ana@example.com")),
            ("email", "ana", None),
            ("email", "@example.com", None),
            ("email", "a b@example.com", None),
            ("external", "crm:4711", Some("crm:4711")),
            ("External", "crm:4711", None),
            ("x", "a\u{0}b", None),
        ] {
            let got = Identity::new(kind, value).ok().map(|i| i.value);
            assert_eq!(got.as_deref(), canonical, "{kind}:{value}");
        }
    }
}
