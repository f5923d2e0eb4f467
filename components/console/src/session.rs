//! Sessions: a signed note of which key somebody held, in a cookie.
//!
//! Nothing is stored. A cookie's value is `<note>.<mac>`, both base64url: the note is JSON with the
//! key's name, its fingerprint and when the session ends; the MAC is HMAC-SHA256 under
//! `session_secret`. The key is looked up anew for every request, so one that is taken out of
//! `api_keys`, replaced, or bereft of its scope ends its sessions at once.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use throughline_web::Secret;
use throughline_web::json::{self, Object};
use throughline_web::keys::{Key, Scope};

use crate::settings::{Desk, Public};

/// How long a session lasts, in seconds: a working day.
pub(crate) const LIFETIME: u64 = 12 * 60 * 60;
/// The longest value that is looked at, in bytes: more than any note of ours has.
const LONGEST: usize = 1024;
/// What the MAC covers before the note, so that it is good for nothing else that may be signed with
/// the same secret.
const PURPOSE: &[u8] = b"throughline console session 1\n";
/// The scope that a key needs here.
pub(crate) const NEEDED: Scope = Scope::Read;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    key: String,
    fingerprint: String,
    /// Seconds since 1970.
    expires: u64,
}

/// The value of a cookie that says this key was held at `now` (milliseconds).
pub(crate) fn issue(secret: &Secret, key: &Key, now: u64) -> String {
    let note = Note {
        key: key.name().to_owned(),
        fingerprint: key.fingerprint(),
        expires: (now / 1000).saturating_add(LIFETIME),
    };
    // Strings and numbers always serialise; an empty note opens nothing.
    let note = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&note).unwrap_or_default());
    let mac = URL_SAFE_NO_PAD.encode(mac(secret, &note).finalize().into_bytes());
    format!("{note}.{mac}")
}

/// The key that a cookie's value stands for, if it is ours, not over, and the key is still there.
fn open<'a>(desk: Desk<'a>, value: &str, now: u64) -> Option<&'a Key> {
    if value.len() > LONGEST || desk.secret.is_empty() {
        return None;
    }
    let (note, given) = value.split_once('.')?;
    let given = URL_SAFE_NO_PAD.decode(given).ok()?;
    mac(desk.secret, note).verify_slice(&given).ok()?;
    let note = URL_SAFE_NO_PAD.decode(note).ok()?;
    let Object(note) = json::decode::<Object<Note>>(&note).ok()?;
    let key = desk.keys.named(&note.key)?;
    let good = now / 1000 < note.expires
        && key.has(NEEDED)
        && Secret::new(key.fingerprint()).matches(note.fingerprint.as_bytes());
    good.then_some(key)
}

fn mac(secret: &Secret, note: &str) -> Hmac<Sha256> {
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.expose());
    mac.expect("HMAC takes a key of any length")
        .chain_update(PURPOSE)
        .chain_update(note)
}

/// The key of whoever sent these headers, if they are signed in.
pub(crate) fn holder<'a>(
    headers: &HeaderMap,
    desk: Desk<'a>,
    public: &Public,
    now: u64,
) -> Option<&'a Key> {
    let name = name(public);
    let cookies = headers.get_all(header::COOKIE).iter();
    let pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    // A neighbour on the same site may have planted one of the same name: any good one counts.
    pairs
        .filter(|(given, _)| *given == name)
        .find_map(|(_, value)| open(desk, value, now))
}

/// Browsers take a cookie called `__Secure-…` from HTTPS only, so nobody on the way of a plain
/// request can plant one.
fn name(public: &Public) -> &'static str {
    if public.is_secure() {
        "__Secure-throughline_session"
    } else {
        "throughline_session"
    }
}

/// A `Set-Cookie` header: a session, or its end.
pub(crate) struct SetCookie<'a> {
    pub public: &'a Public,
    /// Empty to sign out.
    pub value: String,
}

impl fmt::Display for SetCookie<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Public { base, .. } = self.public;
        let (name, value) = (name(self.public), &self.value);
        let lifetime = if value.is_empty() { 0 } else { LIFETIME };
        write!(
            f,
            "{name}={value}; Path={base}/console; Max-Age={lifetime}; HttpOnly; SameSite=Strict"
        )?;
        if self.public.is_secure() {
            f.write_str("; Secure")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline_web::keys::Keys;

    const NOW: u64 = 1_795_321_020_123;

    fn keys(digest: char, scope: &str) -> Keys {
        let sha256 = String::from(digest).repeat(64);
        let entry = format!(r#"[{{"name":"crm","sha256":"{sha256}","scopes":["{scope}"]}}]"#);
        Keys::parse(&entry).unwrap()
    }

    fn opens(keys: &Keys, secret: &str, value: &str, now: u64) -> bool {
        let secret = Secret::new(secret);
        let secret = &secret;
        open(Desk { keys, secret }, value, now).is_some_and(|key| key.name() == "crm")
    }

    #[test]
    fn a_session_lasts_as_long_as_its_time_its_key_and_its_secret() {
        let then = keys('a', "read");
        let value = issue(&Secret::new("s"), then.named("crm").unwrap(), NOW);
        assert!(opens(&then, "s", &value, NOW));
        let end = (NOW / 1000 + LIFETIME) * 1000;
        assert!(opens(&then, "s", &value, end - 1));
        assert!(!opens(&then, "s", &value, end));
        assert!(!opens(&then, "t", &value, NOW), "another secret");
        assert!(!opens(&then, "", &value, NOW), "no secret");
        assert!(!opens(&Keys::default(), "s", &value, NOW), "key removed");
        assert!(!opens(&keys('b', "read"), "s", &value, NOW), "replaced");
        assert!(!opens(&keys('a', "write"), "s", &value, NOW), "demoted");
    }

    #[test]
    fn no_altered_byte_is_believed() {
        let keys = keys('a', "read");
        let value = issue(&Secret::new("s"), keys.named("crm").unwrap(), NOW);
        assert!(opens(&keys, "s", &value, NOW));
        for (at, byte) in value.bytes().enumerate() {
            let other = if byte == b'A' { 'B' } else { 'A' };
            let altered: String = value
                .char_indices()
                .map(|(i, c)| if i == at { other } else { c })
                .collect();
            assert!(!opens(&keys, "s", &altered, NOW), "{at}");
            assert!(!opens(&keys, "s", &value[..at], NOW), "{at}");
        }
        let (note, mac) = value.split_once('.').unwrap();
        for forged in [
            format!("{note}."),
            format!("{note}.{mac}=="),
            format!("{note}.{mac}.{mac}"),
            format!(".{mac}"),
            format!("{value}{}", "A".repeat(LONGEST)),
            ".".to_owned(),
            String::new(),
        ] {
            assert!(!opens(&keys, "s", &forged, NOW), "{forged}");
        }
    }

    #[test]
    fn what_is_signed_for_something_else_is_no_session() {
        let keys = keys('a', "read");
        let key = keys.named("crm").unwrap();
        let value = issue(&Secret::new("s"), key, NOW);
        let (note, _) = value.split_once('.').unwrap();
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(b"s").unwrap();
        let mac = mac.chain_update(note).finalize().into_bytes();
        let foreign = format!("{note}.{}", URL_SAFE_NO_PAD.encode(mac));
        assert!(!opens(&keys, "s", &foreign, NOW));
    }

    #[test]
    fn a_note_tells_no_key_and_no_digest() {
        let keys = keys('a', "read");
        let value = issue(&Secret::new("s"), keys.named("crm").unwrap(), NOW);
        let (note, _) = value.split_once('.').unwrap();
        let note = String::from_utf8(URL_SAFE_NO_PAD.decode(note).unwrap()).unwrap();
        assert!(note.contains(r#""key":"crm""#), "{note}");
        assert!(!note.contains(&"a".repeat(16)), "{note}");
    }

    #[test]
    fn a_cookie_is_kept_from_scripts_and_other_sites() {
        let written = |public: &Public, value: &str| {
            let value = value.to_owned();
            SetCookie { public, value }.to_string()
        };
        let local = Public::default();
        assert_eq!(
            written(&local, "v"),
            "throughline_session=v; Path=/console; Max-Age=43200; HttpOnly; SameSite=Strict"
        );
        let public = Public {
            origin: "https://a.example".to_owned(),
            base: "/support".to_owned(),
        };
        assert_eq!(
            written(&public, ""),
            "__Secure-throughline_session=; Path=/support/console; Max-Age=0; HttpOnly; \
             SameSite=Strict; Secure"
        );
    }
}
