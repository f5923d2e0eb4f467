//! How the site that embeds us proves who is signed in there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use subtle::ConstantTimeEq;
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Secret, member, signature};

use crate::{Contact, address};

/// The longest JWT that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;
/// The longest id of a user, in bytes.
const USER: usize = 200;
/// How far the site's clock may be ahead of ours, in seconds.
const LEEWAY: f64 = 60.0;

/// What a proof proves, and what it merely says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The id of the user at the site: 1 to 200 bytes without control characters and without space
    /// around it.
    pub user: String,
    /// The user's mail address in lower case.
    pub email: Option<String>,
    /// The user's phone number in E.164.
    pub phone: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// Addresses of which the site itself says that they are not verified.
    pub contact: Contact,
}

/// Why a proof proves nothing. For the log; whoever sent it learns only that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is no JWT: not three parts of base64url, no JSON object, a name twice, too long.
    Malformed,
    /// A header that is not `{"alg":"HS256"}` with nothing critical in it.
    Algorithm,
    /// No secret made this MAC.
    Signature,
    /// A claim is missing or of a wrong form.
    Claim(&'static str),
    /// It is over.
    Expired,
    /// It is not good yet.
    NotYet,
}

/// The secrets that the site proves identities with.
#[derive(Debug, Clone)]
pub struct Proof(Vec<Secret>);

impl Proof {
    /// Reads the variable: one secret, or several separated by commas while one is rotated. `None`
    /// where there is none.
    pub fn new(variable: &str) -> Option<Self> {
        let secrets = variable.split(',').map(str::trim);
        let secrets = secrets.filter(|secret| !secret.is_empty());
        Self::of(secrets.map(Secret::new).collect())
    }

    /// These secrets; `None` where there is none, or an empty one.
    pub fn of(secrets: Vec<Secret>) -> Option<Self> {
        let empty = secrets.is_empty() || secrets.iter().any(Secret::is_empty);
        (!empty).then_some(Self(secrets))
    }

    /// What a JSON Web Token proves (RFC 7519, in the compact form of RFC 7515 3.1; HS256 only).
    ///
    /// `sub` (the user's id) and `exp` are required; `nbf` and `iat` may be 60 seconds ahead of `now`.
    /// `email`, `phone` and `name` are optional; one that is no address is left out. With
    /// `email_verified` or `phone_verified` other than `true` the address is only said, not proven.
    /// Other claims are ignored: the secret is made for this alone and names the audience.
    ///
    /// # Errors
    ///
    /// [`Refused`]. Nothing of the payload is read before the signature is verified.
    pub fn jwt(&self, token: &str, now: Timestamp) -> Result<Proven, Refused> {
        let payload = self.payload(token)?;
        let claims = member::read(&payload).map_err(|_| Refused::Malformed)?;
        in_time(&claims, now)?;
        let user = member::text(&claims, "sub").ok_or(Refused::Claim("sub"))?;
        let user = user_id(user).ok_or(Refused::Claim("sub"))?;
        let email = member::text(&claims, "email").and_then(address::email);
        let phone = member::text(&claims, "phone").and_then(address::phone);
        let (email, said_email) = vouched(email, claims.get("email_verified"));
        let (phone, said_phone) = vouched(phone, claims.get("phone_verified"));
        Ok(Proven {
            user,
            email,
            phone,
            name: member::text(&claims, "name").and_then(address::name),
            contact: Contact {
                name: None,
                email: said_email,
                phone: said_phone,
            },
        })
    }

    /// What the hex of HMAC-SHA256 of a user's id proves: the id, and nothing else. It does not
    /// expire.
    ///
    /// # Errors
    ///
    /// [`Refused::Claim`] for an id that is none, [`Refused::Signature`].
    pub fn hash(&self, user: &str, hex: &str) -> Result<Proven, Refused> {
        let id = user_id(user).ok_or(Refused::Claim("user"))?;
        if !self.made(|secret| {
            let mac = signature::hmac_sha256(secret, &[user.as_bytes()]);
            signature::matches_hex(hex, &mac)
        }) {
            return Err(Refused::Signature);
        }
        Ok(Proven {
            user: id,
            email: None,
            phone: None,
            name: None,
            contact: Contact::default(),
        })
    }

    /// The payload of a token whose header and signature are good.
    fn payload(&self, token: &str) -> Result<Vec<u8>, Refused> {
        if token.len() > LONGEST {
            return Err(Refused::Malformed);
        }
        let (signed, mac) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refused::Malformed)?;
        // A further dot is no base64url.
        let [header, payload, mac] = [header, payload, mac]
            .map(|part| URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Malformed));
        let (header, payload, given) = (header?, payload?, mac?);
        let header = member::read(&header).map_err(|_| Refused::Malformed)?;
        // Whoever made the token does not choose how it is verified.
        let plain = member::text(&header, "alg") == Some("HS256") && header.get("crit").is_none();
        if !plain {
            return Err(Refused::Algorithm);
        }
        let made = self.made(|secret| {
            let mac = signature::hmac_sha256(secret, &[signed.as_bytes()]);
            mac.ct_eq(&given).into()
        });
        if made {
            Ok(payload)
        } else {
            Err(Refused::Signature)
        }
    }

    /// Whether one of the secrets did. All are asked, whichever it was.
    fn made(&self, by: impl Fn(&Secret) -> bool) -> bool {
        self.0.iter().filter(|secret| by(secret)).count() > 0
    }
}

/// An id that the timeline keeps exactly as it is. One that it would trim could be another user's.
fn user_id(user: &str) -> Option<String> {
    let fits = (1..=USER).contains(&user.len())
        && user.trim() == user
        && !user.chars().any(char::is_control);
    fits.then(|| user.to_owned())
}

/// `exp`, `nbf` and `iat` (RFC 7519 4.1.4 to 4.1.6): seconds, with a fraction or without.
fn in_time(claims: &Value, now: Timestamp) -> Result<(), Refused> {
    // Exact up to the year 287396.
    let now = now as f64 / 1000.0;
    let instant = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or(Refused::Claim(name)),
    };
    let expires = instant("exp")?.ok_or(Refused::Claim("exp"))?;
    if now >= expires {
        return Err(Refused::Expired);
    }
    for name in ["nbf", "iat"] {
        if instant(name)?.is_some_and(|begins| begins > now + LEEWAY) {
            return Err(Refused::NotYet);
        }
    }
    Ok(())
}

/// An address as proven, or as merely said. Some identity providers write the truth as a text.
fn vouched(address: Option<String>, verified: Option<&Value>) -> (Option<String>, Option<String>) {
    let vouches = match verified {
        None | Some(Value::Null | Value::Bool(true)) => true,
        Some(value) => value.as_str() == Some("true"),
    };
    if vouches {
        (address, None)
    } else {
        (None, address)
    }
}
