//! Identities, names, addresses and attributes in one spelling.
//!
//! * [`normalize`]: the canonical value of an identity: one person's phone number or mail address is
//!   one, however it was written;
//! * [`email::mailbox`]: the address under which the same mailbox may be known: it suggests, it never joins;
//! * [`blocked`]: values that identify nobody, such as withheld callers and role mailboxes;
//! * [`limits`] and [`strength`]: how many identities may join by themselves, and which goes first
//!   when there are too many;
//! * [`name`] and [`address`]: names and addresses, for people to read and for machines to compare;
//! * [`quality`]: what is wrong with one stored value;
//! * [`attribute`]: customers' own fields, with declared types.
//!
//! A home log is named after the canonical value. So the canonical value of what carriers and
//! providers write depends on rules in this crate alone, never on data that changes with a release of
//! a library: see [`phone`](mod@phone).
//! Everything here is a function of its arguments and total on hostile input.
//!
//! ```
//! use throughline_identity::{Region, blocked, email, normalize};
//!
//! let us = Region::parse("us");
//! assert_eq!(normalize("phone", "(555) 123-4567", us).as_deref(), Ok("+15551234567"));
//! assert_eq!(normalize("phone", "+44 (0)20 7946 0000", None).as_deref(), Ok("+442079460000"));
//! assert_eq!(normalize("email", "Ana <Ana@Example.com>", None).as_deref(), Ok("ana@example.com"));
//! assert_eq!(email::mailbox("ana+shop@example.com").as_deref(), Some("ana@example.com"));
//! assert!(blocked("email", "info@example.com").is_some());
//! ```

pub mod address;
pub mod attribute;
mod blocked;
pub mod email;
mod ids;
mod limits;
pub mod name;
pub mod phone;
pub mod postcode;
pub mod quality;
mod region;
pub mod text;

pub use blocked::blocked;
pub use limits::{ALL, Limit, Window, limits, strength};
pub use region::Region;

/// Longest canonical value of an identity, in bytes.
pub const VALUE: usize = 512;
/// Longest kind, in bytes.
pub const KIND: usize = 32;
/// Longest value that is looked at, in bytes: addresses come with names and URIs around them.
const WRITTEN: usize = 4 * VALUE;

/// What is no identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// Which part is wrong: `kind` or `value`.
    pub what: &'static str,
    /// What would be right, for the caller to read. The value itself is not repeated: it may be
    /// somebody's.
    pub detail: String,
}

impl Invalid {
    fn value(detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            what: "value",
            detail,
        }
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.what, self.detail)
    }
}

impl std::error::Error for Invalid {}

/// The canonical value of an identity: at most [`VALUE`] bytes in Unicode NFC, without control
/// characters, zero-width characters and marks that turn the direction of writing. It is its own
/// canonical value with the same region; what begins with `+` is so with any.
///
/// `region` is where a phone number without a country code is from; without one, such a number is
/// refused.
///
/// # Errors
/// [`Invalid`] when the kind is no kind, or the value cannot be one of that kind.
pub fn normalize(kind: &str, value: &str, region: Option<Region>) -> Result<String, Invalid> {
    let is_kind = (1..=KIND).contains(&kind.len())
        && kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !is_kind {
        return Err(Invalid {
            what: "kind",
            detail: "a kind is 1 to 32 lower-case letters, digits and '_', such as phone or email"
                .to_owned(),
        });
    }
    let unfit = || {
        Invalid::value(format!(
            "a {kind} is 1 to {VALUE} bytes without control characters"
        ))
    };
    let cleaned = text::cleaned(value).ok_or_else(unfit)?;
    let value = match kind {
        "phone" => phone::canonical(&cleaned, region)?,
        "email" => email::canonical(&cleaned)?,
        _ => ids::canonical(kind, cleaned)?,
    };
    let fits = (1..=VALUE).contains(&value.len()) && !value.chars().any(char::is_control);
    fits.then_some(value).ok_or_else(unfit)
}
