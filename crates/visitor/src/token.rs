//! Sessions as tokens.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Secret, json, signature};

use crate::Session;

/// The longest token that is looked at, in bytes: more than any of ours has.
pub const LONGEST: usize = 2048;
/// What the key is made for: it is good for nothing else that `index_secret` keys.
const PURPOSE: &[u8] = b"throughline visitor session 1";
/// The first byte of what is signed: how the rest is written.
const VERSION: u8 = 1;

/// What tokens are signed and verified with.
#[derive(Clone)]
pub struct Keyring {
    key: Secret,
}

impl Keyring {
    /// The key that is derived from `index_secret`. `None` where that is not set: anybody could make
    /// tokens.
    pub fn new(index_secret: &str) -> Option<Self> {
        if index_secret.is_empty() {
            return None;
        }
        let key = signature::hmac_sha256(&Secret::new(index_secret), &[PURPOSE]);
        Some(Self {
            key: Secret::new(key),
        })
    }

    /// The session's token: `<session>.<mac>`, both base64url (RFC 4648, not padded). What is signed
    /// is a version byte and the session as JSON. At most [`LONGEST`] bytes, of characters that a
    /// header and a URL can hold.
    pub fn seal(&self, session: &Session) -> String {
        let mut sealed = vec![VERSION];
        // Strings and numbers always serialise; an empty session opens nothing.
        sealed.extend(serde_json::to_vec(session).unwrap_or_default());
        let mac = signature::hmac_sha256(&self.key, &[&sealed]);
        let [session, mac] = [URL_SAFE_NO_PAD.encode(&sealed), URL_SAFE_NO_PAD.encode(mac)];
        format!("{session}.{mac}")
    }

    /// The session of a token, if it is ours and not over.
    pub fn open(&self, token: &str, now: Timestamp) -> Option<Session> {
        if token.len() > LONGEST {
            return None;
        }
        let (sealed, given) = token.split_once('.')?;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let given = URL_SAFE_NO_PAD.decode(given).ok()?;
        let mac = signature::hmac_sha256(&self.key, &[&sealed]);
        if !bool::from(mac.ct_eq(&given)) {
            return None;
        }
        let (VERSION, session) = sealed.split_first().map(|(v, rest)| (*v, rest))? else {
            return None;
        };
        let json::Object(session) = json::decode::<json::Object<Session>>(session).ok()?;
        (now < session.expires_at).then_some(session)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(***)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::{Contact, LIFETIME, Proven};

    const NOW: Timestamp = 1_795_321_020_123;

    fn keyring() -> Keyring {
        Keyring::new("an index secret").unwrap()
    }

    fn longest() -> Session {
        let proven = Proven {
            user: "\"".repeat(200),
            email: Some("e".repeat(254)),
            phone: None,
            name: Some("\\".repeat(120)),
            contact: Contact::default(),
        };
        let contact = Contact {
            name: None,
            email: None,
            phone: Some("+123456789012345".to_owned()),
        };
        let mut session = Session::begin([0xff; 16], NOW).identify(proven, [0; 16], NOW);
        session.language = Some("de".to_owned());
        session.with_contact(contact)
    }

    #[test]
    fn a_token_lasts_as_long_as_its_session_and_its_secret() {
        let session = Session::begin([1; 16], NOW);
        let token = keyring().seal(&session);
        assert_eq!(keyring().open(&token, NOW).as_ref(), Some(&session));
        assert!(keyring().open(&token, NOW + LIFETIME - 1).is_some());
        assert!(keyring().open(&token, NOW + LIFETIME).is_none());
        let other = Keyring::new("another").unwrap();
        assert!(other.open(&token, NOW).is_none());
        assert!(Keyring::new("").is_none());
    }

    #[test]
    fn the_longest_session_has_a_token() {
        let token = keyring().seal(&longest());
        assert!(token.len() <= LONGEST, "{}", token.len());
        assert_eq!(keyring().open(&token, NOW), Some(longest()));
        let header = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        assert!(token.bytes().all(header));
    }

    #[test]
    fn no_altered_byte_is_believed() {
        let token = keyring().seal(&Session::begin([1; 16], NOW));
        for (at, byte) in token.bytes().enumerate() {
            let mut altered = token.clone().into_bytes();
            altered[at] = if byte == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(keyring().open(&altered, NOW).is_none(), "{at}");
            assert!(keyring().open(&token[..at], NOW).is_none(), "{at}");
        }
        let (session, mac) = token.split_once('.').unwrap();
        for forged in [
            format!("{session}."),
            format!("{session}.{mac}="),
            format!("{session}.{mac}.{mac}"),
            format!(".{mac}"),
            format!("{token}{}", "A".repeat(LONGEST)),
            ".".to_owned(),
            String::new(),
        ] {
            assert!(keyring().open(&forged, NOW).is_none(), "{forged}");
        }
    }

    #[test]
    fn what_the_key_signed_otherwise_is_no_session() {
        let keyring = keyring();
        let sealed = |content: &[u8]| {
            let mac = signature::hmac_sha256(&keyring.key, &[content]);
            let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            format!("{}.{}", encode(content), encode(&mac))
        };
        let good = br#"{"visitor":"00","expires_at":9999999999999}"#;
        let with_version = |version: u8| [&[version], &good[..]].concat();
        assert!(keyring.open(&sealed(&with_version(1)), NOW).is_some());
        for content in [
            with_version(0),
            with_version(2),
            good.to_vec(),
            b"\x01[]".to_vec(),
            b"\x01".to_vec(),
            Vec::new(),
        ] {
            assert!(keyring.open(&sealed(&content), NOW).is_none());
        }
        // The secret itself is not the key.
        let mac = signature::hmac_sha256(&Secret::new("an index secret"), &[&with_version(1)]);
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let foreign = format!("{}.{}", encode(&with_version(1)), encode(&mac));
        assert!(keyring.open(&foreign, NOW).is_none());
    }
}
