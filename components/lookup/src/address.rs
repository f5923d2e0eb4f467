//! Identities as callers write them.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use throughline_contract::types::{Identity, Participant, Verdict};
use throughline_web::Problem;

/// The longest value of an identity, in bytes (`wit/types.wit`).
const LONGEST_VALUE: usize = 512;
/// The longest kind of an identity, in bytes (`wit/types.wit`).
const LONGEST_KIND: usize = 32;

/// An identity whose form is right; whether its value is, the timeline decides.
///
/// # Errors
///
/// 422 `invalid_field`, naming `field`.
pub fn identity(field: &str, kind: String, value: String) -> Result<Identity, Problem> {
    let kind_fits = (1..=LONGEST_KIND).contains(&kind.len())
        && kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !kind_fits {
        let detail = format!(
            "an identity's kind is 1 to {LONGEST_KIND} lower-case letters, digits and underscores"
        );
        return Err(Problem::invalid_field(field, detail));
    }
    if value.trim().is_empty() || value.len() > LONGEST_VALUE {
        let detail = format!("an identity's value is 1 to {LONGEST_VALUE} bytes");
        return Err(Problem::invalid_field(field, detail));
    }
    Ok(Identity { kind, value })
}

/// `{"kind","value","verified"?}`, or a string that can only be a phone number or a mailbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    kind: String,
    value: String,
    verified: bool,
}

impl Address {
    /// The identity and how well it is proven: `pass` where the caller says `verified`.
    ///
    /// # Errors
    ///
    /// 422 `invalid_field`, naming `field`.
    pub fn participant(self, field: &str) -> Result<Participant, Problem> {
        let verdict = if self.verified {
            Verdict::Pass
        } else {
            Verdict::None
        };
        Ok(Participant {
            identity: identity(field, self.kind, self.value)?,
            verdict,
        })
    }
}

/// What an [`Address`] looks like when it is written out.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: String,
    value: String,
    verified: Option<bool>,
}

impl From<Written> for Address {
    fn from(written: Written) -> Self {
        Self {
            kind: written.kind,
            value: written.value,
            verified: written.verified.unwrap_or(false),
        }
    }
}

/// Whether a bare string is a mailbox or a phone number, which differ beyond doubt.
fn recognise(text: &str) -> Option<Address> {
    let is_phone = text.bytes().filter(u8::is_ascii_digit).count() >= 3
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-(). ".contains(&b));
    let kind = if text.contains('@') {
        "email"
    } else if is_phone {
        "phone"
    } else {
        return None;
    };
    Some(Address {
        kind: kind.to_owned(),
        value: text.to_owned(),
        verified: false,
    })
}

const EXPECTED: &str = r#"{"kind","value"}, a phone number or an email address"#;

struct OneAddress;

impl<'de> Visitor<'de> for OneAddress {
    type Value = Address;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Address, E> {
        recognise(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &EXPECTED))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Address, A::Error> {
        Written::deserialize(MapAccessDeserializer::new(members)).map(Address::from)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneAddress)
    }
}

/// One [`Address`] or a list of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Addresses(pub Vec<Address>);

impl<'de> Deserialize<'de> for Addresses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Vec<Address>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{EXPECTED}, or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<Address>, E> {
                OneAddress.visit_str(text).map(|address| vec![address])
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Vec<Address>, A::Error> {
                OneAddress.visit_map(members).map(|address| vec![address])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<Address>, A::Error> {
                let mut addresses = Vec::new();
                while let Some(address) = items.next_element()? {
                    addresses.push(address);
                }
                Ok(addresses)
            }
        }

        deserializer.deserialize_any(OneOrMore).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_beyond_doubt_is_recognised() {
        for (text, kind) in [
            ("+15551234567", Some("phone")),
            ("(555) 123-4567", Some("phone")),
            ("555.123.4567", Some("phone")),
            ("a@example.com", Some("email")),
            ("+1", None),
            ("()", None),
            ("12a34", None),
            ("cus_1", None),
            ("", None),
        ] {
            let recognised = recognise(text).map(|address| address.kind);
            assert_eq!(recognised.as_deref(), kind, "{text:?}");
        }
    }

    #[test]
    fn addresses_come_alone_or_in_lists() {
        let kinds = |json: &str| {
            serde_json::from_str::<Addresses>(json)
                .map(|addresses| addresses.0.into_iter().map(|a| a.kind).collect::<Vec<_>>())
                .map_err(|error| error.to_string())
        };
        assert_eq!(kinds(r#""+15551234567""#).unwrap(), ["phone"]);
        assert_eq!(kinds(r#"{"kind":"x","value":"1"}"#).unwrap(), ["x"]);
        let mixed = r#"["a@b.c",{"kind":"x","value":"1","verified":true}]"#;
        assert_eq!(kinds(mixed).unwrap(), ["email", "x"]);
        assert!(kinds("[]").unwrap().is_empty());
        for wrong in [
            r#""Jane""#,
            "17",
            "null",
            r#"[["x","1"]]"#,
            r#"{"kind":"x"}"#,
            r#"{"kind":"x","value":"1","more":1}"#,
            r#"{"kind":"x","value":1}"#,
            r#"{"kind":"x","value":"1","verified":"yes"}"#,
        ] {
            assert!(kinds(wrong).is_err(), "{wrong}");
        }
    }
}
