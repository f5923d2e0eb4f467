//! Who somebody is, and who vouches for it.

use throughline_channel_kit::types::{Identity, Participant, Party, Role, Verdict};

use crate::config::{Source, Trust};

/// The longest kind and the longest value of an identity, in bytes (`wit/types.wit`).
const LONGEST_KIND: usize = 32;
const LONGEST_VALUE: usize = 512;

/// An identity whose form is right.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn identity(kind: &str, value: &str) -> Result<Identity, String> {
    let kind_fits = (1..=LONGEST_KIND).contains(&kind.len())
        && kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !kind_fits {
        return Err(format!(
            "an identity's kind is 1 to {LONGEST_KIND} of a-z, 0-9 and '_'"
        ));
    }
    let fits = value.len() <= LONGEST_VALUE && !value.trim().is_empty();
    if !fits || value.chars().any(char::is_control) {
        return Err(format!(
            "an identity's value is 1 to {LONGEST_VALUE} bytes without control characters"
        ));
    }
    Ok(Identity {
        kind: kind.to_owned(),
        value: value.trim().to_owned(),
    })
}

/// Somebody by the id that the source itself gave them. The source's proof vouches for it, whether it
/// is trusted with other identities or not: nobody else can mean anything by it.
///
/// # Errors
///
/// When the id is none.
pub(crate) fn external(source: &Source, id: &str) -> Result<Participant, String> {
    Ok(Participant {
        identity: identity("external", &format!("{}:{id}", source.name))?,
        verdict: Verdict::Pass,
    })
}

/// A further identity that the source has of somebody, proven where the source is trusted with it. One
/// that cannot be what it says it is, is none: it must not cost the message.
pub(crate) fn contact(source: &Source, kind: &str, value: Option<&str>) -> Option<Participant> {
    let identity = identity(kind, value?).ok()?;
    if implausible(&identity).is_some() {
        return None;
    }
    Some(Participant {
        identity,
        verdict: match source.trust {
            Trust::Verified => Verdict::Pass,
            Trust::Claimed => Verdict::None,
        },
    })
}

/// Somebody's name.
pub(crate) fn known_as(role: Role, name: Option<&str>, identity: &Identity) -> Option<Party> {
    Some(Party {
        role,
        name: Some(name?.to_owned()),
        identity: identity.clone(),
    })
}

/// Why the timeline will not take an identity for what its kind says.
pub(crate) fn implausible(identity: &Identity) -> Option<&'static str> {
    match identity.kind.as_str() {
        "phone" if !is_phone(&identity.value) => {
            Some("a phone number is written in E.164, such as +15551234567")
        }
        "email" if !is_email(&identity.value) => {
            Some("a mail address is local-part@domain, such as ana@example.com")
        }
        _ => None,
    }
}

/// E.164 as people write it, or a short code.
fn is_phone(value: &str) -> bool {
    let kept: String = value
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}'))
        .collect();
    let international = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"));
    let digits = international.unwrap_or(&kept);
    let lengths = match international {
        Some(_) => 7..=15,
        None => 3..=8,
    };
    lengths.contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !(international.is_some() && digits.starts_with('0'))
}

fn is_email(value: &str) -> bool {
    value.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !value.chars().any(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_have_a_form() {
        let long = "x".repeat(513);
        for (kind, value, good) in [
            ("email", "a@b.c", true),
            ("line", " U1 ", true),
            ("", "x", false),
            ("E-mail", "x", false),
            ("x", " ", false),
            ("x", "a\u{7}", false),
            ("x", &long, false),
            (&long, "x", false),
        ] {
            assert_eq!(identity(kind, value).is_ok(), good, "{kind}:{value}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_noticed() {
        for (kind, value, good) in [
            ("phone", "+1 (555) 123-4567", true),
            ("phone", "0015551234567", true),
            ("phone", "72345", true),
            ("phone", "5551234567", false),
            ("phone", "+0123456789", false),
            ("phone", "n/a", false),
            ("phone", "", false),
            ("email", "Ana@Example.com", true),
            ("email", "ana", false),
            ("email", "@example.com", false),
            ("email", "a b@example.com", false),
            ("external", "n/a", true),
        ] {
            let identity = Identity {
                kind: kind.to_owned(),
                value: value.to_owned(),
            };
            assert_eq!(implausible(&identity).is_none(), good, "{kind}:{value}");
        }
    }
}
