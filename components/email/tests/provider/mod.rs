//! Requests as a test needs them, and the providers' proofs written a second time, from their
//! documentation and apart from the code under test.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod mailgun;
pub mod sendgrid;

use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::Webhook;

/// The time at which requests are received.
pub const NOW: u64 = 1_795_321_020_123;
/// Parts of a multipart form end here.
pub const BOUNDARY: &str = "xYzZY";
/// The media type of [`multipart`].
pub const MULTIPART: &str = "multipart/form-data; boundary=xYzZY";
/// The media type of [`urlencoded`].
pub const URLENCODED: &str = "application/x-www-form-urlencoded";

/// Any request.
pub fn webhook(path: &str, content_type: &str, body: &[u8]) -> Webhook {
    let mut headers = HeaderMap::new();
    let content_type = HeaderValue::from_str(content_type).unwrap();
    headers.insert("content-type", content_type);
    Webhook {
        method: Method::POST,
        path: path.to_owned(),
        query: None,
        headers,
        body: body.to_vec(),
    }
}

/// Fields as `application/x-www-form-urlencoded`.
pub fn urlencoded(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish().into_bytes()
}

/// Fields as `multipart/form-data`. Those whose name begins with `attachment` and a number are
/// files of type `text/plain`.
pub fn multipart(fields: &[(&str, &str)]) -> Vec<u8> {
    let parts = fields.iter().map(|(name, value)| {
        let numbered = name.starts_with("attachment") && name.ends_with(char::is_numeric);
        let file = match numbered {
            true => "; filename=\"note.txt\"\r\nContent-Type: text/plain",
            false => "",
        };
        part(name, file, value)
    });
    let parts: String = parts.collect();
    format!("{parts}--{BOUNDARY}--\r\n").into_bytes()
}

fn part(name: &str, file: &str, value: &str) -> String {
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
    )
}
