//! The service API's keys: who may do what.
//!
//! A deployment lists its keys in the variable `api_keys`, as digests only:
//! `[{"name":"crm","sha256":"<hex of the key's SHA-256>","scopes":["read","write"]}]`. A caller
//! sends `Authorization: Bearer <key>` (RFC 6750). Scopes are what they say and imply no other.

use std::fmt;

use http::{HeaderMap, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Problem, json};

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Lookups and timelines.
    Read,
    /// Interactions and facts about customers.
    Write,
    /// Tickets, replies, merges.
    Agent,
    /// Keys, erasure, export, backup, import.
    Admin,
}

impl Scope {
    /// The scope as it is written in `api_keys`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

/// A key that a caller proved to hold.
#[derive(Clone)]
pub struct Key {
    name: String,
    digest: [u8; 32],
    scopes: Vec<Scope>,
}

impl Key {
    /// The name given in `api_keys`; what the key records is scoped by it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells this key from every other one that has or had its name: hex of 128 bits that are
    /// derived from its digest. Neither the key nor the digest can be had from it.
    pub fn fingerprint(&self) -> String {
        let derived = Sha256::new()
            .chain_update(b"throughline key fingerprint\n")
            .chain_update(self.digest)
            .finalize();
        let mut fingerprint = hex::encode(derived);
        fingerprint.truncate(32);
        fingerprint
    }

    /// Whether the key has this scope.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Refuses unless the key has one of `scopes`.
    ///
    /// # Errors
    ///
    /// 403 `insufficient_scope`, naming what would do.
    pub fn require(&self, scopes: &[Scope]) -> Result<(), Problem> {
        if scopes.iter().any(|scope| self.has(*scope)) {
            return Ok(());
        }
        let names: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
        let detail = format!("this key lacks the scope {}", names.join(" or "));
        Err(Problem::new(403, "insufficient_scope", detail).with("scope", names))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("name", &self.name)
            .field("digest", &"***")
            .field("scopes", &self.scopes)
            .finish()
    }
}

/// All keys of a deployment. Parse once, ask for every request.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Key>);

/// Why `api_keys` cannot be used, for the operator's log. Never holds a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysError(String);

impl KeysError {
    /// Says where it is wrong and quotes nothing: what stands in the wrong place may be a key.
    fn of(error: &json::Error) -> Self {
        let place = match error {
            json::Error::Malformed(_) => "not JSON".to_owned(),
            json::Error::UnknownField { .. } => "unknown field".to_owned(),
            json::Error::InvalidField { field, .. } => format!("wrong at {field:?}"),
        };
        Self(format!(
            "{place}; expected [{{\"name\", \"sha256\": 64 hex digits, \"scopes\": some of read, \
             write, agent, admin}}]"
        ))
    }
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "variable api_keys: {}", self.0)
    }
}

impl std::error::Error for KeysError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    sha256: Digest256,
    scopes: Vec<Scope>,
}

/// 64 hex digits.
struct Digest256([u8; 32]);

impl<'de> Deserialize<'de> for Digest256 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut digest = [0; 32];
        hex::decode_to_slice(text.trim(), &mut digest).map_err(serde::de::Error::custom)?;
        Ok(Self(digest))
    }
}

impl Keys {
    /// Reads the variable `api_keys`. Blank means that there are no keys, so that nobody may call.
    ///
    /// # Errors
    ///
    /// Text that is not the JSON above, a name that is empty, longer than 64 bytes or used twice,
    /// a scope or a field that does not exist.
    pub fn parse(variable: &str) -> Result<Self, KeysError> {
        if variable.trim().is_empty() {
            return Ok(Self::default());
        }
        let entries: Vec<Entry> =
            json::decode(variable.as_bytes()).map_err(|error| KeysError::of(&error))?;
        let mut keys: Vec<Key> = Vec::with_capacity(entries.len());
        for Entry {
            name,
            sha256,
            scopes,
        } in entries
        {
            if name.is_empty() || name.len() > 64 || name.chars().any(char::is_control) {
                let wrong = "a name must be 1 to 64 bytes without control characters";
                return Err(KeysError(wrong.to_owned()));
            }
            if keys.iter().any(|key| key.name == name) {
                return Err(KeysError(format!("the name {name:?} is used twice")));
            }
            keys.push(Key {
                name,
                digest: sha256.0,
                scopes,
            });
        }
        Ok(Self(keys))
    }

    /// Whether there are none, so that nobody may call.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of this name. Says nothing about whether anybody holds it.
    pub fn named(&self, name: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.name == name)
    }

    /// The key that whoever knows `token` holds.
    ///
    /// Every key is compared in full whatever matched before, so that the time taken says nothing
    /// about which keys exist.
    pub fn held(&self, token: &[u8]) -> Option<&Key> {
        let digest = Sha256::digest(token);
        let mut found = None;
        for key in &self.0 {
            if bool::from(key.digest.ct_eq(digest.as_ref())) {
                found = Some(key);
            }
        }
        found
    }

    /// The key that the request's `Authorization: Bearer` header proves; compared as [`Keys::held`]
    /// does.
    ///
    /// # Errors
    ///
    /// 401 `unauthorized` with `WWW-Authenticate: Bearer`.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<&Key, Problem> {
        let token = bearer(headers)
            .ok_or_else(|| unauthorized("send a service key as `Authorization: Bearer <key>`"))?;
        self.held(token).ok_or_else(|| unauthorized("no such key"))
    }
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(401, "unauthorized", detail).header(header::WWW_AUTHENTICATE, "Bearer")
}

/// The token of the only `Authorization` header; the scheme's case does not matter (RFC 9110 11.1).
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.as_bytes();
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_at_checked("Bearer ".len())?;
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"Bearer ") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use http::HeaderValue;

    fn sha256(key: &str) -> String {
        hex::encode(Sha256::digest(key))
    }

    fn keys() -> Keys {
        Keys::parse(&format!(
            r#"[{{"name":"crm","sha256":"{}","scopes":["read","write"]}},
                {{"name":"desk","sha256":"{}","scopes":["agent"]}}]"#,
            sha256("first key"),
            sha256("second").to_uppercase(),
        ))
        .unwrap()
    }

    fn name_of(authorization: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in authorization {
            headers.append("authorization", HeaderValue::from_str(value).unwrap());
        }
        let keys = keys();
        match keys.authenticate(&headers) {
            Ok(key) => Some(key.name().to_owned()),
            Err(problem) => {
                assert_eq!(problem.status(), 401);
                let response = problem.into_response("r");
                assert_eq!(response.headers()["www-authenticate"], "Bearer");
                None
            }
        }
    }

    #[test]
    fn only_a_listed_key_is_let_in() {
        assert_eq!(name_of(&["Bearer first key"]).as_deref(), Some("crm"));
        assert_eq!(name_of(&["bearer  second "]).as_deref(), Some("desk"));
        let refused: &[&[&str]] = &[
            &[],
            &[""],
            &["Bearer"],
            &["Bearer "],
            &["Bearer first ke"],
            &["Bearer first keyy"],
            &["Basic first key"],
            &["first key"],
            &["Bearer first key", "Bearer first key"],
        ];
        for authorization in refused {
            assert_eq!(name_of(authorization), None, "{authorization:?}");
        }
        // The digest is no key.
        assert_eq!(name_of(&[&format!("Bearer {}", sha256("second"))]), None);
    }

    #[test]
    fn a_key_is_found_by_its_name_and_by_itself() {
        let keys = keys();
        let name = |key: Option<&Key>| key.map(|key| key.name().to_owned());
        assert_eq!(name(keys.named("desk")).as_deref(), Some("desk"));
        assert_eq!(name(keys.held(b"second")).as_deref(), Some("desk"));
        for nobody in ["", "second", "Desk", "desk "] {
            assert_eq!(name(keys.named(nobody)), None, "{nobody:?}");
        }
        for nothing in ["", "desk", "second ", &sha256("second")] {
            assert_eq!(name(keys.held(nothing.as_bytes())), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_fingerprint_is_of_one_key_and_tells_no_digest() {
        let fingerprint = |name: &str, key: &str| {
            let digest = sha256(key);
            let variable = format!(r#"[{{"name":"{name}","sha256":"{digest}","scopes":[]}}]"#);
            let keys = Keys::parse(&variable).unwrap();
            let fingerprint = keys.named(name).unwrap().fingerprint();
            assert_eq!(fingerprint.len(), 32);
            assert!(!digest.contains(&fingerprint) && fingerprint != sha256(&digest)[..32]);
            fingerprint
        };
        assert_eq!(fingerprint("a", "k"), fingerprint("a", "k"));
        assert_ne!(fingerprint("a", "k"), fingerprint("a", "l"));
    }

    #[test]
    fn a_key_without_the_scope_is_told_which() {
        let keys = keys();
        let crm = &keys.0[0];
        assert!(crm.require(&[Scope::Read]).is_ok());
        assert!(crm.require(&[Scope::Agent, Scope::Write]).is_ok());
        let problem = crm.require(&[Scope::Agent, Scope::Admin]).unwrap_err();
        assert_eq!(problem.status(), 403);
        assert_eq!(problem.detail(), "this key lacks the scope agent or admin");
        assert!(crm.require(&[]).is_err());
    }

    #[test]
    fn no_keys_let_nobody_in() {
        for none in ["", " ", "[]"] {
            let keys = Keys::parse(none).unwrap();
            let mut headers = HeaderMap::new();
            headers.insert("authorization", HeaderValue::from_static("Bearer x"));
            assert_eq!(keys.authenticate(&headers).unwrap_err().status(), 401);
        }
    }

    #[test]
    fn a_wrong_variable_is_refused_without_quoting_digests() {
        let digest = sha256("k");
        let entry = |name: &str, sha: &str, scopes: &str| {
            format!(r#"{{"name":{name:?},"sha256":{sha:?},"scopes":{scopes}}}"#)
        };
        let good = entry("a", &digest, r#"["read"]"#);
        for wrong in [
            "{".to_owned(),
            "{}".to_owned(),
            format!("[{}]", entry("a", &digest[1..], r#"["read"]"#)),
            format!("[{}]", entry("a", &digest.replace('a', "g"), r#"["read"]"#)) + "x",
            format!("[{}]", entry("a", &digest, r#"["reed"]"#)),
            format!("[{}]", entry("", &digest, r#"["read"]"#)),
            format!("[{}]", entry(&"n".repeat(65), &digest, r#"["read"]"#)),
            format!("[{good},{good}]"),
            r#"[{"name":"a","sha256":17,"scopes":[]}]"#.to_owned(),
            r#"[{"name":"a","scopes":[]}]"#.to_owned(),
            good.clone(),
        ] {
            let error = Keys::parse(&wrong).unwrap_err().to_string();
            assert!(error.starts_with("variable api_keys: "), "{wrong}: {error}");
            assert!(!error.contains(&digest[1..]), "{wrong}: {error}");
        }
        assert!(Keys::parse(&format!("[{good}]")).is_ok());
        assert!(!format!("{:?}", Keys::parse(&format!("[{good}]"))).contains(&digest));
    }
}
