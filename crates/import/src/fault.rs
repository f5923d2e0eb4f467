//! What is wrong with a line, or with a whole input.

use std::fmt;

use throughline_web::Problem;
use throughline_web::json::Error;

/// What is wrong, for whoever made the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A stable word in snake case.
    ///
    /// Of a line: `malformed_json`, `unknown_field`, `invalid_field`, `line_too_long`, `not_utf8`,
    /// `quote_not_closed`, `text_after_quote`, `wrong_field_count`. Of the whole: `not_utf8`,
    /// `not_ndjson`, `no_header`, `header_too_long`, `unknown_column`, `duplicate_column`,
    /// `no_such_column`, `invalid_mapping`.
    pub code: &'static str,
    /// What is wrong and what would be right. Quotes at most 200 characters of the input.
    pub detail: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    pub(crate) fn field(field: &str, detail: impl fmt::Display) -> Self {
        Self::new("invalid_field", format!("{field}: {detail}"))
    }

    /// The answer, where the whole input is refused: 422 with this code.
    pub fn problem(&self) -> Problem {
        Problem::new(422, self.code, self.detail.as_str())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Fault {}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let code = error.problem().code();
        match error {
            Error::Malformed(detail) => Self::new(code, detail),
            Error::UnknownField { field, detail } | Error::InvalidField { field, detail } => {
                let detail = match &*field {
                    "" => detail,
                    _ => format!("{field}: {detail}"),
                };
                Self::new(code, detail)
            }
        }
    }
}

/// The beginning of a text of the input, in quotes, as an error shows it.
pub(crate) fn quoted(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}
