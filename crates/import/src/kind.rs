//! What is imported, and how it is written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// People and what is known of them.
    Customers,
    /// What happened: rows as `POST /v1/interactions` takes them.
    Interactions,
    /// What people bought.
    Purchases,
}

impl Kind {
    /// The word for it in URLs and mappings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Interactions => "interactions",
            Self::Purchases => "purchases",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Customers, Self::Interactions, Self::Purchases]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| "the kinds are customers, interactions and purchases".to_owned())
    }
}

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// RFC 4180, with a header.
    Csv,
}

impl Format {
    /// The format that a `Content-Type` names, without regard to its parameters.
    ///
    /// `application/json` counts as NDJSON: one row is a document of one line.
    pub fn of_content_type(value: &str) -> Option<Self> {
        let media_type = value.split(';').next()?.trim().to_ascii_lowercase();
        match &*media_type {
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/json-lines"
            | "application/json" => Some(Self::Ndjson),
            "text/csv" | "application/csv" | "text/tab-separated-values" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The format that a file's name ends with.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match &*extension.to_ascii_lowercase() {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "csv" | "tsv" | "tab" => Some(Self::Csv),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named_by_media_types_and_extensions() {
        for (value, format) in [
            ("application/x-ndjson", Some(Format::Ndjson)),
            ("Text/CSV; charset=utf-8; header=present", Some(Format::Csv)),
            ("application/json", Some(Format::Ndjson)),
            ("text/plain", None),
            ("", None),
        ] {
            assert_eq!(Format::of_content_type(value), format, "{value}");
        }
        for (name, format) in [
            ("a.CSV", Some(Format::Csv)),
            ("a.b.jsonl", Some(Format::Ndjson)),
            ("a.json", None),
            ("csv", None),
        ] {
            assert_eq!(Format::of_file_name(name), format, "{name}");
        }
    }

    #[test]
    fn kinds_are_read_as_they_are_shown() {
        for kind in [Kind::Customers, Kind::Interactions, Kind::Purchases] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert!("Customers".parse::<Kind>().is_err());
    }
}
