//! The context pack: a customer in as many words as a bot or a model can take.

use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use throughline_context::{Format, LEAST, pack};
use throughline_web::{Problem, ok_json};

use crate::query::Query;

/// The budget unless the caller says one, in tokens.
const BUDGET: u32 = 2000;
/// The largest budget, in tokens.
const MOST: u32 = 100_000;

/// What the caller wants.
pub(crate) struct Wanted {
    format: Format,
    budget: u32,
}

impl Wanted {
    /// # Errors
    ///
    /// 422 `invalid_field` for a format or a budget that there is not.
    pub fn read(query: &Query<'_>) -> Result<Self, Problem> {
        let format = query.one_of("format", &["markdown", "json"])?;
        Ok(Self {
            format: match format.as_deref() {
                Some("json") => Format::Json,
                _ => Format::Markdown,
            },
            budget: query.number("budget", BUDGET, LEAST..=MOST)?,
        })
    }
}

/// Packs what a lookup answered, as of `now` (milliseconds since 1970).
///
/// # Errors
///
/// 500 when the lookup is none.
pub(crate) fn response(
    lookup: &[u8],
    wanted: &Wanted,
    now: u64,
    request_id: &str,
) -> Result<Response<Vec<u8>>, Problem> {
    let packed = pack(lookup, wanted.budget, wanted.format, now);
    let packed = packed.map_err(|_| {
        let detail = "the timeline answered what is no lookup";
        Problem::new(500, "internal_error", detail)
    })?;
    let mut response = ok_json(packed.into_bytes(), request_id);
    if matches!(wanted.format, Format::Markdown) {
        let markdown = HeaderValue::from_static("text/markdown; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, markdown);
    }
    Ok(response)
}
