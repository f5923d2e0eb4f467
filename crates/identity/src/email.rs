//! Mail addresses.
//!
//! The canonical address is in lower case and NFC. The case of the local part is kept apart by no
//! large provider, so one spelling serves (RFC 5321 section 2.4 allows more). The domain is in ASCII
//! as in the DNS (UTS #46, non-transitional): `ana@münchen.example` and
//! `ana@xn--mnchen-3ya.example` are one. [`shown`] turns it back for people.
//!
//! Plus-tags and dots stay: two addresses that one provider delivers to one mailbox are two people's
//! at the next. [`mailbox`] says which mailbox it may be.

use crate::{Invalid, text};
use idna::AsciiDenyList;
use percent_encoding::percent_decode_str;

/// What an unquoted local part has none of (RFC 5322 section 3.2.3). Dots are left alone wherever
/// they stand: Japanese carriers gave out addresses such as `a..b.@example.jp`.
const SPECIALS: [char; 12] = ['(', ')', '<', '>', '[', ']', ':', ';', '@', '\\', ',', '"'];

pub(crate) fn canonical(value: &str) -> Result<String, Invalid> {
    let invalid = || {
        Invalid::value(
            "a mail address is local-part@domain, such as ana@example.com; its domain has a dot",
        )
    };
    let value = within(value).ok_or_else(invalid)?;
    let (local, name) = value.rsplit_once('@').ok_or_else(invalid)?;
    let local = local_part(local).ok_or_else(invalid)?;
    let name = domain(name).ok_or_else(invalid)?;
    Ok(format!("{local}@{name}"))
}

/// The address itself within `Ana <ana@example.com>`, `ana@example.com (Ana)` and
/// `mailto:ana@example.com?subject=…`.
fn within(value: &str) -> Option<String> {
    let scheme = value.get(..7).filter(|s| s.eq_ignore_ascii_case("mailto:"));
    let unescaped = match scheme.and_then(|s| value.get(s.len()..)) {
        Some(uri) => {
            let (address, _) = uri.split_once('?').unwrap_or((uri, ""));
            let decoded = percent_decode_str(address).decode_utf8().ok()?;
            text::cleaned(&decoded)?
        }
        None => value.to_owned(),
    };
    let bracketed = unescaped.strip_suffix('>').and_then(|v| v.rsplit_once('<'));
    let commented = || {
        let (address, _) = unescaped.strip_suffix(')')?.rsplit_once('(')?;
        address.contains('@').then_some(address)
    };
    let address = match bracketed {
        Some((_, address)) => address,
        None => commented().unwrap_or(&unescaped),
    };
    Some(address.trim().to_owned())
}

/// Folded; quoted where it must be and nowhere else. `None` when it is empty or has spaces that are
/// not quoted.
fn local_part(written: &str) -> Option<String> {
    let quoted = written.strip_prefix('"').and_then(|w| w.strip_suffix('"'));
    let meant = match quoted {
        Some(quoted) => unescaped(quoted),
        None if written.chars().any(char::is_whitespace) => return None,
        None => written.to_owned(),
    };
    let meant = text::folded_case(&meant);
    if meant.is_empty() {
        return None;
    }
    let is_special = |c: char| SPECIALS.contains(&c) || c.is_whitespace();
    if !meant.contains(is_special) {
        return Some(meant);
    }
    let mut quoted = String::from('"');
    for char in meant.chars() {
        if matches!(char, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(char);
    }
    quoted.push('"');
    Some(quoted)
}

/// Quoted pairs as what they stand for (RFC 5322 section 3.2.1).
fn unescaped(quoted: &str) -> String {
    let mut text = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(char) = chars.next() {
        let meant = if char == '\\' { chars.next() } else { None };
        text.push(meant.unwrap_or(char));
    }
    text
}

/// The domain in ASCII, without a dot at its end. Names that IDNA refuses but mail comes from stay
/// as they are in lower case, as do address literals: a sender is never lost.
fn domain(written: &str) -> Option<String> {
    let literal = written.starts_with('[') && written.ends_with(']') && written.contains('.');
    if literal {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '[' | ']' | '.' | ':');
        return written
            .chars()
            .all(fits)
            .then(|| text::folded_case(written));
    }
    let written = written.trim_end_matches(['.', '。', '．', '｡']);
    let ascii = idna::domain_to_ascii_cow(written.as_bytes(), AsciiDenyList::URL);
    let name = match &ascii {
        Ok(ascii) => ascii.trim_end_matches('.').to_owned(),
        Err(_) => text::folded_case(written),
    };
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let labels_fit = name.split('.').all(|label| {
        let space = label.contains(char::is_whitespace);
        !label.is_empty() && !space && label.chars().all(is_letter)
    });
    (name.contains('.') && labels_fit).then_some(name)
}

/// A canonical address as people read it: its domain in letters where IDNA allows it.
pub fn shown(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, name)) if name.contains("xn--") => {
            let (name, result) = idna::domain_to_unicode(name);
            match result {
                Ok(()) => format!("{local}@{name}"),
                Err(_) => address.to_owned(),
            }
        }
        _ => address.to_owned(),
    }
}

/// The mailbox that a canonical address may be another name of; `None` when it is that name itself.
///
/// A tag after `+` is left out everywhere (RFC 5233 calls it the detail). Gmail looks at no dots, and
/// `googlemail.com` is `gmail.com`.
pub fn mailbox(address: &str) -> Option<String> {
    let (local, name) = address.rsplit_once('@')?;
    if local.starts_with('"') {
        return None;
    }
    let base = match local.split_once('+') {
        Some((base, _)) if !base.is_empty() => base,
        _ => local,
    };
    let gmail = matches!(name, "gmail.com" | "googlemail.com");
    let mailbox = match gmail {
        true => format!("{}@gmail.com", base.replace('.', "")),
        false => format!("{base}@{name}"),
    };
    (mailbox != address && !mailbox.starts_with('@')).then_some(mailbox)
}
