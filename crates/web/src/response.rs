//! Answers, and the request id that each of them carries.

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request id: the caller's `x-request-id` when it is sane (1 to 128 of `A-Z a-z 0-9 . _ -`),
/// else `req_` and 16 hex digits of `random`.
pub fn request_id(headers: &HeaderMap, random: u64) -> String {
    headers
        .get(X_REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_sane(id))
        .map_or_else(|| format!("req_{random:016x}"), str::to_owned)
}

fn is_sane(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// A finished JSON document with status 200, moved into the answer as it is.
pub fn ok_json(body: Vec<u8>, request_id: &str) -> Response<Vec<u8>> {
    with_body(StatusCode::OK, "application/json", body, request_id)
}

/// An answer without a body: `content-length: 0`.
///
/// It reaches the client in one TCP segment, which an answer with a body may not.
pub fn empty(status: StatusCode, request_id: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    // RFC 9110 8.6: none with 204.
    if status != StatusCode::NO_CONTENT {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    set_request_id(headers, request_id);
    response
}

/// An answer with status 200 whose body is made while it is sent: its length is not known.
pub fn ok_stream<B>(body: B, content_type: &'static str, request_id: &str) -> Response<B> {
    let mut response = Response::new(body);
    describe(response.headers_mut(), content_type, request_id);
    response
}

pub(crate) fn with_body(
    status: StatusCode,
    content_type: &'static str,
    body: Vec<u8>,
    request_id: &str,
) -> Response<Vec<u8>> {
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, length);
    describe(headers, content_type, request_id);
    response
}

/// What holds for every body: it is about a person, so nobody on the way may keep or guess at it.
fn describe(headers: &mut HeaderMap, content_type: &'static str, request_id: &str) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    set_request_id(headers, request_id);
}

fn set_request_id(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(X_REQUEST_ID, value);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_sane_request_id_is_echoed_and_any_other_replaced() {
        let longest = "a".repeat(128);
        let too_long = "a".repeat(129);
        for (given, echoed) in [
            ("abc-DEF_1.2", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("a b", false),
            ("a\"b", false),
            ("ä", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(
                "x-request-id",
                HeaderValue::from_bytes(given.as_bytes()).unwrap(),
            );
            let expected = if echoed {
                given
            } else {
                "req_00000000000000ff"
            };
            assert_eq!(request_id(&headers, 255), expected, "{given:?}");
        }
        assert_eq!(request_id(&HeaderMap::new(), 255), "req_00000000000000ff");
    }

    #[test]
    fn an_empty_answer_says_so() {
        let response = empty(StatusCode::OK, "r1");
        assert_eq!(response.headers()["content-length"], "0");
        assert_eq!(response.headers()["x-request-id"], "r1");
        assert!(response.body().is_empty());
    }

    #[test]
    fn a_document_is_passed_on_and_not_to_be_stored() {
        let response = ok_json(b"{}".to_vec(), "r1");
        assert_eq!(response.headers()["content-length"], "2");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.body(), b"{}");
    }
}
