//! Answers that this host gives itself, as problem details (RFC 9457).

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use wasmtime_wasi_http::WasiBody;

/// No public route matches.
pub fn not_found() -> Response<WasiBody> {
    problem(
        StatusCode::NOT_FOUND,
        "not_found",
        "no route matches this path",
    )
}

/// The component trapped or could not be instantiated.
pub fn internal_error() -> Response<WasiBody> {
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal_error",
        "the component failed",
    )
}

/// The request's head is unusable; `reason` must not quote it.
pub fn bad_request(reason: &str) -> Response<WasiBody> {
    problem(StatusCode::BAD_REQUEST, "bad_request", reason)
}

/// The request names a host that is not for the public.
pub fn misdirected() -> Response<WasiBody> {
    problem(
        StatusCode::MISDIRECTED_REQUEST,
        "misdirected_request",
        "this host name is internal",
    )
}

/// The body is longer than this host takes.
pub fn too_large() -> Response<WasiBody> {
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "the body is too long",
    )
}

/// More comes in than can be done. The connection stays, because a new one
/// would cost more than this answer.
pub fn overloaded() -> Response<WasiBody> {
    let detail = "more comes in than can be done; the same request may be sent again";
    let mut response = problem(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail);
    let retry_after = HeaderValue::from_static("1");
    response.headers_mut().insert(RETRY_AFTER, retry_after);
    response
}

fn problem(status: StatusCode, code: &str, detail: &str) -> Response<WasiBody> {
    let title = status.canonical_reason().unwrap_or("Error");
    let text = format!(
        "{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{},\"detail\":\"{detail}\",\"code\":\"{code}\"}}",
        status.as_u16()
    );
    let mut response = Response::new(full(text));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// A body that is complete.
pub fn full(text: impl Into<Bytes>) -> WasiBody {
    Full::new(text.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}
