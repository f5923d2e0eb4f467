//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each fuzz target uses one check")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a check fails by panicking"
)]

use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::Full;
use serde_json::Value;

use crate::fake::{Browser, Fake, NOW, body, call, settings, text};
use crate::html;

/// A cookie that is good, so that not every request ends at the door.
static COOKIE: LazyLock<String> = LazyLock::new(|| Browser::signed_in().cookie.unwrap());

/// A document of the timeline is shown, whatever its texts are, or refused as a whole.
pub fn document(data: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let mut fake = Fake::default();
    if let Some(page) = document.get("page") {
        fake.page = page.clone();
    }
    if let Some(profile) = document.get("profile") {
        fake.profile = profile.clone();
        // Otherwise the answer leads to the other id.
        if let Some(id) = fake.profile.pointer_mut("/customer/id") {
            *id = "cus_1".into();
        }
    }
    let browser = Browser {
        cookie: Some(COOKIE.clone()),
        ..Browser::default()
    };
    let response = browser.get("/console/customers/cus_1", &fake);
    let status = response.status().as_u16();
    assert!(matches!(status, 200 | 500), "{status}");
    html::take_apart(body(&response));
}

/// A request, written as `METHOD URI`, a line for the cookie (`good` stands for a good one), a line
/// for `Sec-Fetch-Site`, then the body, is answered by a sound page of ours.
pub fn request(data: &[u8]) {
    let mut lines = data.splitn(4, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (head, cookie, site, form) = (line(), line(), line(), line());
    let Ok(head) = std::str::from_utf8(head) else {
        return;
    };
    let (method, uri) = head.split_once(' ').unwrap_or(("GET", head));
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in [
        ("cookie", cookie),
        ("sec-fetch-site", site),
        ("accept", b"text/html"),
    ] {
        let value = match (name, value) {
            ("cookie", b"good") => COOKIE.as_bytes(),
            (_, value) => value,
        };
        if let Ok(value) = HeaderValue::from_bytes(value) {
            request = request.header(name, value);
        }
    }
    // What cannot be a request never reaches a component.
    let Ok(request) = request.body(Full::new(Bytes::copy_from_slice(form))) else {
        return;
    };
    let fake = Fake::default();
    let response = call(request, &settings(), &fake, NOW);
    let status = response.status().as_u16();
    let known = [200, 303, 307, 401, 403, 404, 405, 413, 422];
    assert!(known.contains(&status), "{status}");
    assert!(!text(&response, "content-security-policy").is_empty());
    let location = text(&response, "location");
    let ours = location.is_empty() || location.starts_with("/console");
    assert!(ours, "{location}");
    if cookie != b"good" {
        assert!(fake.calls.borrow().is_empty(), "nobody is signed in");
    }
    if text(&response, "content-type").starts_with("text/html") && !body(&response).is_empty() {
        html::parse(body(&response));
    }
}
