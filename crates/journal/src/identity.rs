//! Identities in their canonical spelling, so that one person has one home.

use crate::entry::Identity;
use crate::error::{Error, Result};
use throughline_identity::{Region, normalize};

impl Identity {
    /// Normalises an identity: phones to E.164, mail addresses to lower case, whatever
    /// [`throughline_identity::normalize`] does. `region` is where a phone number without a country
    /// code is from.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the kind is no kind or the value cannot be one of that kind.
    pub fn new(kind: &str, value: &str, region: Option<Region>) -> Result<Self> {
        let value = normalize(kind, value, region);
        Ok(Self {
            value: value.map_err(|invalid| Error::invalid(invalid.what, invalid.detail))?,
            kind: kind.to_owned(),
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
            ("phone", "+１５５５１２３４５６７", Some("+15551234567")),
            ("phone", "(555) 123-4567", None),
            ("email", "Ana@Example.com", Some("ana@example.com")),
            ("email", "ana", None),
            ("email", "@example.com", None),
            ("email", "a b@example.com", None),
            ("external", "crm:4711", Some("crm:4711")),
            ("External", "crm:4711", None),
            ("x", "a\u{0}b", None),
        ] {
            let got = Identity::new(kind, value, None).ok().map(|i| i.value);
            assert_eq!(got.as_deref(), canonical, "{kind}:{value}");
        }
    }
}
