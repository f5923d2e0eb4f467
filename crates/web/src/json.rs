//! Request bodies: JSON, decoded strictly.
//!
//! RFC 8259 leaves open what a repeated name means, and receivers differ. Here it is refused, as
//! I-JSON (RFC 7493) asks, so that no two readers of one body can disagree about it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use crate::Problem;

/// How deep arrays and objects may nest.
pub const DEPTH: usize = 64;

/// Why a body was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Not JSON, nested too deep, or a name twice in one object. What and where.
    Malformed(String),
    /// JSON, but a field that does not exist here.
    UnknownField {
        /// Path of the field, for example `from.kind`.
        field: String,
        /// What would be right.
        detail: String,
    },
    /// JSON, but a field is missing or of the wrong type.
    InvalidField {
        /// Path of the field, for example `attachments[0].size`; empty for the whole body.
        field: String,
        /// What is wrong and what would be right.
        detail: String,
    },
}

impl Error {
    /// The answer: 400 `malformed_json`, 422 `unknown_field` or 422 `invalid_field`.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Malformed(detail) => Problem::new(400, "malformed_json", detail.as_str()),
            Self::UnknownField { field, detail } => {
                Problem::unknown_field(field.as_str(), detail.as_str())
            }
            Self::InvalidField { field, detail } => {
                Problem::invalid_field(field.as_str(), detail.as_str())
            }
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.problem()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.problem().detail())
    }
}

impl std::error::Error for Error {}

/// Decodes a body. `T` decides by `#[serde(deny_unknown_fields)]` whether unknown fields are
/// refused (the service API) or ignored (webhooks).
///
/// # Errors
///
/// See [`Error`]. Details quote at most 200 characters of the caller's own body.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    check(body)?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        classify(&path, &error.into_inner())
    })
}

/// A `T` that is written as an object and nothing else.
///
/// serde's derived structs also read an array of their fields in order, which no contract of ours
/// offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

/// Checks that a body is one JSON document, nests at most [`DEPTH`] deep and repeats no name within
/// an object, without keeping anything of it.
///
/// # Errors
///
/// [`Error::Malformed`] only.
pub fn check(body: &[u8]) -> Result<(), Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    Checked { depth: 0 }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| Error::Malformed(shorten(&error.to_string())))
}

/// Which field of a body that is JSON is wrong.
fn classify(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let message = text
        .rsplit_once(" at line ")
        .map_or(&*text, |(head, _)| head);
    let path = if path == "." { "" } else { path };
    // serde_json takes a word that is no string for a fault of syntax, and words it so.
    let detail = match error.classify() {
        Category::Data => shorten(message),
        _ => "of the wrong type".to_owned(),
    };
    if message.starts_with("unknown field `") {
        return Error::UnknownField {
            field: shorten(path),
            detail,
        };
    }
    // A missing field has no path of its own, only its object's.
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    let field = match missing {
        Some(name) if path.is_empty() => name.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    };
    Error::InvalidField {
        field: shorten(&field),
        detail,
    }
}

fn shorten(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Walks a value. serde_json itself stops at 128 levels, so the walk cannot exhaust the stack.
#[derive(Clone, Copy)]
struct Checked {
    depth: usize,
}

impl Checked {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH {
            return Err(E::custom(format_args!("nested more than {DEPTH} deep")));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Checked {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Checked {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<Name>()? {
            if names.contains(&name.0) {
                let name = shorten(&name.0);
                return Err(A::Error::custom(format_args!("the name {name:?} twice")));
            }
            names.insert(name.0);
            members.next_value_seed(inner)?;
        }
        Ok(())
    }
}

/// A member's name, borrowed from the body unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only whether it decodes is of interest")]
    struct Outer {
        inner: Object<Inner>,
        list: Option<Vec<Object<Inner>>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only whether it decodes is of interest")]
    struct Inner {
        n: u8,
        word: Option<Word>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Yes,
    }

    fn refused(body: &str) -> (u16, String, String) {
        let error = decode::<Object<Outer>>(body.as_bytes()).unwrap_err();
        let problem = error.problem();
        let field = match error {
            Error::Malformed(_) => String::new(),
            Error::UnknownField { field, .. } | Error::InvalidField { field, .. } => field,
        };
        (problem.status(), problem.code().to_owned(), field)
    }

    #[test]
    fn a_wrong_body_is_refused_with_its_field() {
        for (body, status, code, field) in [
            ("", 400, "malformed_json", ""),
            ("{", 400, "malformed_json", ""),
            (r#"{"inner":{"n":1}} x"#, 400, "malformed_json", ""),
            (r#"{"inner":{"n":1},}"#, 400, "malformed_json", ""),
            (r#"{"inner":{"n":1,"n":1}}"#, 400, "malformed_json", ""),
            (r#"{"inner":{"n":1,"\u006e":1}}"#, 400, "malformed_json", ""),
            ("{\"inner\":\"\u{1}\"}", 400, "malformed_json", ""),
            (
                r#"{"inner":{"n":1},"more":2}"#,
                422,
                "unknown_field",
                "more",
            ),
            (
                r#"{"inner":{"n":1,"m":2}}"#,
                422,
                "unknown_field",
                "inner.m",
            ),
            ("{}", 422, "invalid_field", "inner"),
            (r#"{"inner":{}}"#, 422, "invalid_field", "inner.n"),
            (r#"{"inner":{"n":-1}}"#, 422, "invalid_field", "inner.n"),
            (r#"{"inner":{"n":"1"}}"#, 422, "invalid_field", "inner.n"),
            (
                r#"{"inner":{"n":1},"list":[{"n":1},{"n":256}]}"#,
                422,
                "invalid_field",
                "list[1].n",
            ),
            ("[]", 422, "invalid_field", ""),
            (r#"[{"n":1}]"#, 422, "invalid_field", ""),
            (r#"{"inner":[1]}"#, 422, "invalid_field", "inner"),
            ("null", 422, "invalid_field", ""),
            (
                r#"{"inner":{"n":1,"word":5}}"#,
                422,
                "invalid_field",
                "inner.word",
            ),
            (
                r#"{"inner":{"n":1,"word":"no"}}"#,
                422,
                "invalid_field",
                "inner.word",
            ),
        ] {
            let expected = (status, code.to_owned(), field.to_owned());
            assert_eq!(refused(body), expected, "{body}");
        }
        assert!(decode::<Object<Outer>>(br#"{"inner":{"n":1,"word":"yes"}}"#).is_ok());
        assert_eq!(check(b"\xff\"").unwrap_err().problem().status(), 400);
    }

    #[test]
    fn depth_is_bounded_whatever_the_nesting() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(check(nested(DEPTH).as_bytes()), Ok(()));
        let objects = |depth: usize| r#"{"a":"#.repeat(depth) + "1" + &"}".repeat(depth);
        assert_eq!(check(objects(DEPTH).as_bytes()), Ok(()));
        for depth in [DEPTH + 1, 127, 128, 129, 1_000_000] {
            for body in [nested(depth), objects(depth), "[".repeat(depth)] {
                let error = check(body.as_bytes()).unwrap_err();
                assert!(error.to_string().contains("nested more than 64"), "{error}");
            }
        }
    }

    #[test]
    fn a_detail_is_short_whatever_the_body() {
        let long = "x".repeat(100_000);
        for body in [
            format!(r#"{{"inner":{{"n":"{long}"}}}}"#),
            format!(r#"{{"{long}":1}}"#),
            format!(r#"{{"{long}":1,"{long}":1}}"#),
        ] {
            let problem = decode::<Object<Outer>>(body.as_bytes())
                .unwrap_err()
                .problem();
            assert!(problem.to_json("r").len() < 1000);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(body: Vec<u8>) {
            let _ = check(&body);
            let _ = decode::<Object<Outer>>(&body);
        }

        #[test]
        fn check_takes_exactly_the_json_that_serde_json_takes(text in r#"[\[\]{}",:0-9a\\ ]{0,24}"#) {
            let parsed = serde_json::from_str::<serde_json::Value>(&text);
            let checked = check(text.as_bytes());
            // The only further reason to refuse, in texts this short, is a repeated name.
            let repeated = checked.as_ref().is_err_and(|e| e.to_string().contains("twice"));
            prop_assert_eq!(parsed.is_ok(), checked.is_ok() || repeated, "{} {:?}", text, checked);
        }
    }
}
