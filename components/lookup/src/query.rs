//! Query parameters, read strictly: unknown, repeated and impossible ones are refused by name.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use throughline_contract::types::Identity;
use throughline_web::{Problem, timestamp};

use crate::address;

/// The longest value, in bytes after decoding: more than any cursor or identity needs.
const LONGEST: usize = 2048;

/// A request's query parameters. An empty value counts as left out.
#[derive(Debug, Default)]
pub struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Query<'a> {
    /// Reads `name=value&…`, where only the names in `known` may appear, each once.
    ///
    /// # Errors
    ///
    /// 422 `unknown_field` or `invalid_field` with the parameter's name.
    pub fn parse(raw: &'a str, known: &[&str]) -> Result<Self, Problem> {
        let mut parameters: Vec<(Cow<str>, Cow<str>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            if !known.contains(&&*name) {
                let name: String = name.chars().take(64).collect();
                let detail = if known.is_empty() {
                    "no query parameters are taken here".to_owned()
                } else {
                    format!("the query parameters here are {}", known.join(", "))
                };
                return Err(Problem::unknown_field(name, detail));
            }
            if parameters.iter().any(|(given, _)| *given == name) {
                return Err(Problem::invalid_field(name, "given more than once"));
            }
            if value.len() > LONGEST {
                let detail = format!("longer than {LONGEST} bytes");
                return Err(Problem::invalid_field(name, detail));
            }
            parameters.push((name, value));
        }
        parameters.retain(|(_, value)| !value.is_empty());
        Ok(Self(parameters))
    }

    /// A parameter as it was given.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A token or an instant. These have no spaces, so a space is a `+` that was not escaped.
    pub fn token(&self, name: &str) -> Option<String> {
        self.get(name).map(|value| value.replace(' ', "+"))
    }

    /// One of the words in `known`.
    ///
    /// # Errors
    ///
    /// 422 `invalid_field`.
    pub fn one_of(&self, name: &str, known: &[&str]) -> Result<Option<String>, Problem> {
        match self.text(name) {
            Some(word) if !known.contains(&word.as_str()) => {
                let detail = format!("not one of {}", known.join(", "));
                Err(Problem::invalid_field(name, detail))
            }
            word => Ok(word),
        }
    }

    /// A whole number within `range`, or `default`.
    ///
    /// # Errors
    ///
    /// 422 `invalid_field`.
    pub fn number(
        &self,
        name: &str,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> Result<u32, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(default);
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            let detail = format!(
                "not a whole number from {} to {}",
                range.start(),
                range.end()
            );
            Problem::invalid_field(name, detail)
        })
    }

    /// An RFC 3339 instant, in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// 422 `invalid_field`.
    pub fn instant(&self, name: &str) -> Result<Option<u64>, Problem> {
        let Some(text) = self.token(name) else {
            return Ok(None);
        };
        match timestamp::parse(&text) {
            Some(instant) => Ok(Some(instant)),
            None => Err(Problem::invalid_field(
                name,
                "not an RFC 3339 instant such as 2026-11-22T04:17:00.123Z",
            )),
        }
    }

    /// Whose customer is looked for: exactly one of `phone`, `email`, `id` and `identity`.
    ///
    /// # Errors
    ///
    /// 422 `invalid_field`.
    pub fn whose(&self) -> Result<Whose, Problem> {
        let mut given = ["phone", "email", "id", "identity"]
            .into_iter()
            .filter_map(|name| Some((name, self.get(name)?)));
        let (Some((name, value)), None) = (given.next(), given.next()) else {
            let detail = "give exactly one of phone, email, id and identity";
            return Err(Problem::invalid_field("identity", detail));
        };
        let identity = match name {
            "id" => return Ok(Whose::Id(value.to_owned())),
            "identity" => {
                let (kind, value) = value.split_once(':').ok_or_else(|| {
                    let detail = "not kind:value, for example phone:+15551234567";
                    Problem::invalid_field(name, detail)
                })?;
                address::identity(name, kind.to_owned(), unescaped_plus(kind, value))?
            }
            kind => address::identity(name, kind.to_owned(), unescaped_plus(kind, value))?,
        };
        Ok(Whose::Identity(name, identity))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| &**value)
    }
}

/// Who is looked for.
#[derive(Debug, PartialEq)]
pub enum Whose {
    /// A customer's id.
    Id(String),
    /// An identity, and the parameter that it came in.
    Identity(&'static str, Identity),
}

/// Puts back the `+` that a client forgot to escape, which arrives as a space: the first character
/// of a phone number, and any in an address, which has no spaces otherwise.
fn unescaped_plus(kind: &str, value: &str) -> String {
    match (kind, value.strip_prefix(' ')) {
        ("phone", Some(digits)) if digits.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("+{digits}")
        }
        ("email", _) => value.trim_end_matches(' ').replace(' ', "+"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KNOWN: &[&str] = &[
        "phone", "email", "id", "identity", "timeline", "from", "as_of",
    ];

    fn refused(raw: &str, read: impl Fn(&Query) -> Option<Problem>) -> (u16, String) {
        let problem = match Query::parse(raw, KNOWN) {
            Ok(query) => read(&query).unwrap(),
            Err(problem) => problem,
        };
        let document: serde_json::Value = serde_json::from_slice(&problem.to_json("r")).unwrap();
        let field = document["field"].as_str().unwrap().to_owned();
        (problem.status(), field)
    }

    #[test]
    fn a_forgotten_escape_is_understood() {
        for (raw, kind, value) in [
            ("phone=%2B15551234567", "phone", "+15551234567"),
            ("phone=+15551234567", "phone", "+15551234567"),
            ("phone=+1+555+1234567", "phone", "+1 555 1234567"),
            ("phone=5551234567", "phone", "5551234567"),
            ("identity=phone:+1555", "phone", "+1555"),
            ("identity=phone%3A%2B1555", "phone", "+1555"),
            ("email=a+tag@example.com", "email", "a+tag@example.com"),
            ("email=a%2Btag%40example.com", "email", "a+tag@example.com"),
            ("identity=messenger:12:34", "messenger", "12:34"),
            ("identity=external:crm:4711", "external", "crm:4711"),
            ("identity=user:Jane+Doe", "user", "Jane Doe"),
        ] {
            let query = Query::parse(raw, KNOWN).unwrap();
            let Whose::Identity(_, identity) = query.whose().unwrap() else {
                panic!("{raw}");
            };
            assert_eq!((&*identity.kind, &*identity.value), (kind, value), "{raw}");
        }
        let query = Query::parse("id=cus_1&phone=", KNOWN).unwrap();
        assert_eq!(query.whose().unwrap(), Whose::Id("cus_1".to_owned()));
        let query = Query::parse("from=2026-11-22T05:17:00+01:00&as_of=a+b", KNOWN).unwrap();
        assert_eq!(query.instant("from").unwrap(), Some(1_795_321_020_000));
        assert_eq!(query.token("as_of").as_deref(), Some("a+b"));
    }

    #[test]
    fn wrong_parameters_are_refused_by_name() {
        let whose = |query: &Query| query.whose().err();
        for (raw, field) in [
            ("", "identity"),
            ("phone=1&email=a@b.c", "identity"),
            ("identity=phone", "identity"),
            ("identity=:x", "identity"),
            ("identity=phone:", "identity"),
            ("identity=Phone:1", "identity"),
            ("phone=%20", "phone"),
            ("phone=1&phone=2", "phone"),
            ("nope=1", "nope"),
            ("%ff=1", "\u{fffd}"),
            ("=1", ""),
        ] {
            assert_eq!(refused(raw, whose), (422, field.to_owned()), "{raw}");
        }
        let long = format!("id={}", "x".repeat(LONGEST + 1));
        assert_eq!(refused(&long, whose), (422, "id".to_owned()));
        for raw in ["51", "-1", "x", "1.0", "4294967296", "+1", "%2B1x"] {
            let raw = format!("timeline={raw}");
            let number = |query: &Query| query.number("timeline", 20, 0..=50).err();
            assert_eq!(refused(&raw, number), (422, "timeline".to_owned()), "{raw}");
        }
        let instant = |query: &Query| query.instant("from").err();
        assert_eq!(refused("from=yesterday", instant).1, "from");
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(raw in "\\PC{0,60}", likely in "((phone|identity|timeline|from)=[a-z0-9:%+@ ]{0,12}&?){0,3}") {
            for raw in [raw, likely] {
                if let Ok(query) = Query::parse(&raw, KNOWN) {
                    let _ = query.whose();
                    let _ = query.number("timeline", 20, 0..=50);
                    let _ = query.instant("from");
                }
            }
        }
    }
}
