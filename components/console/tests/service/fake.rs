//! A timeline that answers as it is told, and a browser.

use std::cell::RefCell;

use bytes::Bytes;
use futures::executor::block_on;
use http::{Request, Response, header};
use http_body_util::Full;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use throughline_console::{Settings, Timeline, respond};
use throughline_contract::reader::TimelineQuery;
use throughline_contract::types::{Error, Identity, Json};

pub const ORIGIN: &str = "https://support.example.com";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// 2026-11-22T04:17:00.123Z
pub const NOW: u64 = 1_795_321_020_123;
/// What browsers send when they navigate.
pub const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

pub struct Fake {
    pub error: Option<Error>,
    pub profile: Value,
    pub page: Value,
    /// Each call as it arrived.
    pub calls: RefCell<Vec<String>>,
}

impl Fake {
    pub fn new(profile: Value, page: Value) -> Self {
        Self {
            error: None,
            profile,
            page,
            calls: RefCell::default(),
        }
    }

    pub fn failing(error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::default()
        }
    }

    fn answer(&self, call: String, document: &Value) -> Result<Json, Error> {
        self.calls.borrow_mut().push(call);
        match &self.error {
            Some(error) => Err(error.clone()),
            None => Ok(serde_json::to_vec(document).unwrap()),
        }
    }
}

impl Default for Fake {
    /// The customer `cus_1`, to whom nothing has happened.
    fn default() -> Self {
        let profile = json!({
            "customer": {
                "id": "cus_1", "display_name": null, "language": null,
                "created_at": "2026-11-20T10:02:00.000Z", "last_seen_at": null,
                "identities": [], "preferences": {"channel": null, "do_not_contact": []},
                "attributes": {}, "purchases": [], "sentiment": {"current": null, "trend": null},
                "merged_from": [],
                "counts": {"interactions": 0, "tickets": 0, "open_tickets": 0},
            },
            "tickets": [], "timeline": {"items": [], "next": null}, "as_of": {"token": "t"},
        });
        Self::new(profile, json!({"items": [], "next": null}))
    }
}

impl Timeline for Fake {
    async fn lookup(&self, identity: Identity, timeline: u32) -> Result<Json, Error> {
        let Identity { kind, value } = identity;
        self.answer(format!("lookup {kind}:{value} {timeline}"), &self.profile)
    }

    async fn customer(&self, id: String, timeline: u32) -> Result<Json, Error> {
        self.answer(format!("customer {id} {timeline}"), &self.profile)
    }

    async fn timeline(&self, id: String, query: TimelineQuery) -> Result<Json, Error> {
        let TimelineQuery {
            channel,
            kind,
            since,
            until,
            as_of,
            limit,
            cursor,
        } = query;
        assert_eq!((kind, since, until, as_of), (None, None, None, None));
        let call = format!("timeline {id} {channel:?} {limit} {cursor:?}");
        self.answer(call, &self.page)
    }
}

/// The key that is called `name`.
pub fn key(name: &str) -> String {
    format!("{name} key")
}

/// An entry of `api_keys`.
pub fn entry(name: &str, key: &str, scope: &str) -> String {
    let sha256 = hex::encode(Sha256::digest(key));
    format!(r#"{{"name":"{name}","sha256":"{sha256}","scopes":["{scope}"]}}"#)
}

/// Keys that are called after their scopes: `read`, `write`, `agent`.
pub fn api_keys(scopes: &[&str]) -> String {
    let entries = scopes.iter().map(|scope| entry(scope, &key(scope), scope));
    format!("[{}]", entries.collect::<Vec<_>>().join(","))
}

pub fn settings() -> Settings {
    Settings::new(&api_keys(&["read", "write", "agent"]), SECRET, ORIGIN)
}

/// A browser on one page of ours, at some time.
pub struct Browser {
    pub settings: Settings,
    pub now: u64,
    /// `name=value`, as it was set.
    pub cookie: Option<String>,
    /// `Sec-Fetch-Site` of what it sends; empty to leave it out.
    pub site: &'static str,
    pub accept: &'static str,
}

impl Default for Browser {
    fn default() -> Self {
        Self {
            settings: settings(),
            now: NOW,
            cookie: None,
            site: "same-origin",
            accept: ACCEPT,
        }
    }
}

impl Browser {
    /// One that has signed in with the key `read`.
    pub fn signed_in() -> Self {
        let mut browser = Self::default();
        let response = browser.post("/console/session", &[("key", "read key")], &Fake::default());
        assert_eq!(response.status(), 303);
        browser.keep(&response);
        browser
    }

    /// Does with the answer's cookie what a browser does.
    pub fn keep(&mut self, response: &Response<Vec<u8>>) {
        let cookie = text(response, "set-cookie");
        let (pair, _) = cookie.split_once(';').unwrap();
        self.cookie = Some(pair.to_owned());
    }

    pub fn get(&self, uri: &str, fake: &Fake) -> Response<Vec<u8>> {
        self.send("GET", uri, Vec::new(), fake)
    }

    pub fn post(&self, uri: &str, form: &[(&str, &str)], fake: &Fake) -> Response<Vec<u8>> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(form).finish();
        self.send("POST", uri, body.into_bytes(), fake)
    }

    pub fn send(&self, method: &str, uri: &str, body: Vec<u8>, fake: &Fake) -> Response<Vec<u8>> {
        let mut request = Request::builder().method(method).uri(uri);
        if !self.accept.is_empty() {
            request = request.header(header::ACCEPT, self.accept);
        }
        if !self.site.is_empty() {
            request = request.header("sec-fetch-site", self.site);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        call(request, &self.settings, fake, self.now)
    }
}

pub fn call(
    request: Request<Full<Bytes>>,
    settings: &Settings,
    fake: &Fake,
    now: u64,
) -> Response<Vec<u8>> {
    block_on(respond(request, settings, fake, now, 1))
}

/// A header of an answer; empty if it has none.
pub fn text<'a>(response: &'a Response<Vec<u8>>, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

pub fn body(response: &Response<Vec<u8>>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}
