//! Answers, and the headers that each of them carries.

use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use throughline_web::Problem;

const STYLE: &str = include_str!("../style.css");

/// Of which the stylesheet is: a digest of it, as hex.
pub(crate) const STYLE_VERSION: &str = match std::str::from_utf8(&DIGITS) {
    Ok(version) => version,
    Err(_) => "0",
};
const DIGITS: [u8; 8] = digits(STYLE.as_bytes());

/// FNV-1a as hex: enough to tell one release's stylesheet from another's.
const fn digits(bytes: &[u8]) -> [u8; 8] {
    let mut hash = 0x811c_9dc5_u32;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    let mut digits = [0; 8];
    let mut at = 0;
    while at < digits.len() {
        digits[at] = b"0123456789abcdef"[(hash >> (28 - 4 * at) & 15) as usize];
        at += 1;
    }
    digits
}

/// Nothing is loaded but our stylesheet, nothing is run, forms go to us, nobody frames a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'none'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// A page.
pub(crate) fn page(status: StatusCode, html: String) -> Response<Vec<u8>> {
    let mut response = Response::new(html.into_bytes());
    *response.status_mut() = status;
    set(
        response.headers_mut(),
        CONTENT_TYPE,
        "text/html; charset=utf-8",
    );
    response
}

/// The stylesheet: the only answer that a browser may keep, for it is the same for all.
pub(crate) fn stylesheet() -> Response<Vec<u8>> {
    let mut response = Response::new(STYLE.as_bytes().to_vec());
    let headers = response.headers_mut();
    set(headers, CONTENT_TYPE, "text/css; charset=utf-8");
    set(headers, CACHE_CONTROL, "public, max-age=86400");
    response
}

/// Sends the browser on to another page of ours.
pub(crate) fn see_other(location: &str) -> Response<Vec<u8>> {
    redirect(StatusCode::SEE_OTHER, location)
}

/// The same page is elsewhere, for now: what was joined can be parted again.
pub(crate) fn temporary_redirect(location: &str) -> Response<Vec<u8>> {
    redirect(StatusCode::TEMPORARY_REDIRECT, location)
}

fn redirect(status: StatusCode, location: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    set(response.headers_mut(), LOCATION, location);
    response
}

/// Adds a cookie.
pub(crate) fn with_cookie(mut response: Response<Vec<u8>>, cookie: &str) -> Response<Vec<u8>> {
    set(response.headers_mut(), SET_COOKIE, cookie);
    response
}

/// The page of a problem, with its status and its headers.
pub(crate) fn problem_page(problem: Problem, html: String) -> Response<Vec<u8>> {
    let carried = problem.into_response("");
    let mut response = page(carried.status(), html);
    for name in [ALLOW, http::header::RETRY_AFTER] {
        if let Some(value) = carried.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// What holds for every answer.
pub(crate) fn finish(
    mut response: Response<Vec<u8>>,
    request_id: &str,
    is_head: bool,
) -> Response<Vec<u8>> {
    let length = HeaderValue::from(response.body().len());
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, length);
    if !headers.contains_key(CACHE_CONTROL) {
        set(headers, CACHE_CONTROL, "no-store");
    }
    set(headers, CONTENT_SECURITY_POLICY, POLICY);
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("x-request-id"), request_id);
    if is_head {
        // Hosts compare the length that is declared with the body that is sent.
        headers.remove(CONTENT_LENGTH);
        response.body_mut().clear();
    }
    response
}

/// A value that a header cannot hold is left out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_stylesheets() {
        // FNV-1a's published values.
        assert_eq!(&digits(b""), b"811c9dc5");
        assert_eq!(&digits(b"foobar"), b"bf9cf968");
        assert_eq!(STYLE_VERSION.as_bytes(), digits(STYLE.as_bytes()));
    }

    #[test]
    fn what_a_header_cannot_hold_is_left_out() {
        let response = see_other("/console\r\nset-cookie: a=b");
        assert!(!response.headers().contains_key(LOCATION));
    }
}
