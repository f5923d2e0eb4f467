//! Mails of every kind that there is, and what a person would find in each.
//!
//! The sources: [`product`] combines what mails differ in so that every two values of any two
//! axes meet in some mail; [`heads`] and [`contents`] have one oddity each,
//! [`extremes`] what is too large or too deep; [`fixtures`] are
//! files written by hand, in `tests/mail/fixtures`. Nothing here asks a clock or the system's
//! randomness: every run yields the same bytes.

pub mod axes;
pub mod bodies;
pub mod contents;
pub mod draft;
pub mod extremes;
pub mod fixtures;
pub mod heads;
pub mod language;
pub mod pairwise;
pub mod part;
pub mod product;
pub mod transfer;

pub use extremes::BODY_LIMIT;

use sha2::{Digest, Sha256};

/// One mail, or what claims to be one.
#[derive(Debug, Clone)]
pub struct Specimen {
    /// Unique, and says what is special about it.
    pub name: String,
    /// An RFC 5322 message as a mail server would hand it over.
    pub bytes: Vec<u8>,
    /// What becomes of it.
    pub expect: Expect,
}

/// What becomes of a specimen.
#[derive(Debug, Clone)]
pub enum Expect {
    /// A mail. Recorded, unless nobody is named who sent it.
    Mail(Expected),
    /// No mail at all, or one that nobody sent: kept unread or refused.
    NoMail,
    /// Above the limit of 40 MiB: refused with 413.
    TooLarge,
}

/// What a person would find in a mail.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The subject; empty where there is none. `None`: readers may differ.
    pub subject: Option<String>,
    /// The address in `From`. `None`: readers may differ on who sent it, or whether anybody did.
    pub sender: Option<String>,
    /// A word that no other mail has and the recorded text must have. `None`: there is no text.
    pub marker: Option<String>,
    /// What must be among the attachments.
    pub files: Vec<ExpectedFile>,
    /// Whether these are all the attachments there are.
    pub no_other_files: bool,
    /// What the mail is for. `None`: readers may differ.
    pub kind: Option<Kind>,
    /// The date as RFC 3339 in UTC, in whole seconds. `None`: readers may differ.
    pub sent: Option<String>,
}

/// An attachment to be found.
#[derive(Debug, Clone)]
pub struct ExpectedFile {
    /// The name to show. `None`: it has none, or one that is better not taken as it is.
    pub name: Option<String>,
    /// Size in bytes and SHA-256 in lower-case hexadecimal digits, both of the decoded content.
    /// `None`: line ends or an encoding leave it open.
    pub content: Option<(u64, String)>,
}

impl ExpectedFile {
    /// A file of this name and content.
    #[must_use]
    pub fn new(name: Option<&str>, content: &[u8]) -> Self {
        Self {
            name: name.map(Into::into),
            content: Some((content.len() as u64, sha256(content))),
        }
    }

    /// A file whose content is left open.
    #[must_use]
    pub fn named(name: Option<&str>) -> Self {
        Self {
            name: name.map(Into::into),
            content: None,
        }
    }
}

/// What a mail is for. Only a message opens a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody wants something.
    Message,
    /// An absence notice or another machine's answer (RFC 3834).
    AutoReply,
    /// A delivery report on a mail of ours (RFC 3464, and what qmail does instead).
    Bounce,
    /// A read receipt (RFC 8098).
    Receipt,
    /// From a mailing list, or a bulk mail (RFC 2919, 2369).
    List,
    /// An answer to an invitation (RFC 6047).
    Calendar,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Message,
        Self::AutoReply,
        Self::Bounce,
        Self::Receipt,
        Self::List,
        Self::Calendar,
    ];

    /// The kind as interactions and fixtures spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::Receipt => "receipt",
            Self::List => "list",
            Self::Calendar => "calendar",
        }
    }
}

/// Every specimen, in the same order and of the same bytes each time. Made one by one: two of them
/// are large.
pub fn mails() -> impl Iterator<Item = Specimen> {
    product::mails()
        .chain(heads::mails())
        .chain(contents::mails())
        .chain(extremes::mails())
        .chain(fixtures::mails())
}

/// Lower-case hexadecimal digits of the digest.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// `SplitMix64`: the same numbers from the same seed, on every machine and for ever.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Numbers that `seed` determines.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is small and not zero.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.number() % limit as u64) as usize
    }

    /// Bytes that no encoding leaves as they are.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.number().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }
}

#[cfg(test)]
mod tests;
