//! Errors as callers see them: RFC 9457 problem details.

use std::fmt;

use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::response::with_body;

/// An error answer: a status, a stable `code` and a sentence for the caller.
///
/// Serialised as `application/problem+json` (RFC 9457):
/// `{"type","title","status","detail","code","request_id"}` and whatever was added by
/// [`Problem::with`]. `type` is the relative reference `/problems/<code>`; it identifies the
/// problem and need not resolve to anything. `title` is the status' reason phrase.
///
/// `detail` goes to the caller: it never holds secrets, stored text, or what a store or a provider
/// said. Those belong in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of this `status` (400 to 599, anything else becomes 500) and `code`, a
    /// snake_case word that clients may rely on.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|s| s.is_client_error() || s.is_server_error())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            code,
            detail: detail.into(),
            members: Map::new(),
            headers: Vec::new(),
        }
    }

    /// 422 `invalid_field`: a field or parameter has a value that it cannot have.
    pub fn invalid_field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(422, "invalid_field", detail).with("field", field.into())
    }

    /// 422 `unknown_field`: the service API has no such field or parameter here.
    pub fn unknown_field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(422, "unknown_field", detail).with("field", field.into())
    }

    /// 413 `body_too_large`, with the limit in bytes.
    pub fn body_too_large(limit: usize) -> Self {
        Self::new(
            413,
            "body_too_large",
            format!("the body is larger than {limit} bytes"),
        )
    }

    /// 404 `route_not_found`: nothing is served at this path.
    pub fn route_not_found() -> Self {
        Self::new(404, "route_not_found", "nothing is served at this path")
    }

    /// 405 `method_not_allowed`, with `allow` (for example `GET, HEAD`) as the `Allow` header.
    pub fn method_not_allowed(allow: &str) -> Self {
        Self::new(
            405,
            "method_not_allowed",
            format!("this path answers {allow}"),
        )
        .header(header::ALLOW, allow)
    }

    /// Adds the member `name` to the document. The six members that every problem has win over
    /// one of the same name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Tells the caller to try again after this many seconds (`Retry-After`, RFC 9110 10.2.3).
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, &seconds.to_string())
    }

    /// Adds a response header; a value that a header cannot hold is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence for the caller.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The document itself, for places where it is a part of an answer (a line of a stream).
    pub fn to_json(&self, request_id: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Document<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            detail: &'a str,
            code: &'a str,
            request_id: &'a str,
            #[serde(flatten)]
            members: &'a Map<String, Value>,
        }
        const OWN: [&str; 6] = ["type", "title", "status", "detail", "code", "request_id"];
        let mut members = self.members.clone();
        members.retain(|name, _| !OWN.contains(&name.as_str()));
        let document = Document {
            r#type: format!("/problems/{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            request_id,
            members: &members,
        };
        // Strings, numbers and string-keyed maps always serialise; an empty body beats a trap.
        serde_json::to_vec(&document).unwrap_or_default()
    }

    /// The whole answer, with `x-request-id`.
    pub fn into_response(self, request_id: &str) -> Response<Vec<u8>> {
        let body = self.to_json(request_id);
        let mut response = with_body(self.status, "application/problem+json", body, request_id);
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_problem_is_the_published_document() {
        let response = Problem::new(409, "identity_ambiguous", "two customers claim it")
            .with("candidates", vec!["cus_a", "cus_b"])
            .with("code", "overwritten")
            .retry_after(5)
            .into_response("req_1");
        assert_eq!(response.status(), 409);
        assert_eq!(response.headers()["retry-after"], "5");
        assert_eq!(response.headers()["x-request-id"], "req_1");
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            body,
            serde_json::json!({
                "type": "/problems/identity_ambiguous",
                "title": "Conflict",
                "status": 409,
                "detail": "two customers claim it",
                "code": "identity_ambiguous",
                "request_id": "req_1",
                "candidates": ["cus_a", "cus_b"],
            })
        );
    }

    #[test]
    fn a_status_that_is_no_error_becomes_500() {
        for status in [0, 99, 200, 399, 600, u16::MAX] {
            assert_eq!(Problem::new(status, "x", "").status(), 500, "{status}");
        }
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_left_out() {
        let response = Problem::new(405, "x", "")
            .header(header::ALLOW, "GET\r\nset-cookie: a=b")
            .into_response("r");
        assert!(!response.headers().contains_key("allow"));
    }
}
