//! The widget's script, a page to try it, and what the widget has to know.

use std::sync::OnceLock;

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};
use throughline_channel_kit::signature;
use throughline_web::{empty, ok_json, timestamp};

use crate::file::{FILE_LIMIT, file_types};
use crate::message::TEXT_LIMIT;
use crate::respond::Asked;

/// The widget.
pub const SCRIPT: &str = include_str!("../widget/widget.js");

/// How often the widget asks for what is new, in seconds.
const POLL: u32 = 5;
/// What the page may do: run the widget, which talks to where it came from.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' blob: \
                      data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// `GET /chat`.
pub(crate) fn page(path: &str, request_id: &str) -> Response<Vec<u8>> {
    // The address of the script is relative: a proxy may strip what stands before `/chat`.
    let script = if path.ends_with('/') {
        "widget.js"
    } else {
        "chat/widget.js"
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Chat</title>\n\
         <h1>Chat</h1>\n<p>The button in the corner opens the chat. A page of yours gets it by one \
         line:</p>\n<pre>&lt;script src=\"https://…/chat/widget.js\" async&gt;&lt;/script&gt;</pre>\n\
         <script src=\"{script}\" async></script>\n"
    );
    let mut response = ok_json(html.into_bytes(), request_id);
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `GET /chat/widget.js`.
pub(crate) fn script(headers: &HeaderMap, request_id: &str) -> Response<Vec<u8>> {
    static ETAG: OnceLock<String> = OnceLock::new();
    let etag = ETAG.get_or_init(|| {
        let digest = signature::sha256(SCRIPT.as_bytes());
        format!("\"{}\"", hex::encode(digest))
    });
    let seen = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut seen = seen.filter_map(|value| value.to_str().ok());
    let mut response = if seen.any(|seen| seen.contains(etag.as_str())) {
        let mut response = empty(StatusCode::NOT_MODIFIED, request_id);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response
    } else {
        ok_json(SCRIPT.as_bytes().to_vec(), request_id)
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Pages that name the script's digest (Subresource Integrity) load it by CORS.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// `GET /chat/config`.
pub(crate) fn config<T, H>(asked: &Asked<'_, T, H>) -> Response<Vec<u8>> {
    let Asked { settings, now, .. } = asked;
    let fields = settings.fields().iter();
    let fields = fields.map(|field| json!({ "name": field.name, "required": field.required }));
    let document = json!({
        "online": settings.is_online(*now),
        "opens_at": settings.opens_at(*now).map(timestamp::format),
        "pre_chat": { "fields": fields.collect::<Value>() },
        "limits": {
            "text_bytes": TEXT_LIMIT,
            "file_bytes": FILE_LIMIT,
            "file_types": file_types().collect::<Value>(),
        },
        "poll_seconds": POLL,
    });
    let mut response = ok_json(document.to_string().into_bytes(), asked.request_id);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
