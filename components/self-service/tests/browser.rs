//! What a browser sees, and who a visitor is before and after signing in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use futures::executor::block_on;
use http::{Method, Response};
use throughline_channel_kit::conformance::Memory;
use throughline_channel_kit::types::{Direction, Verdict};
use throughline_channel_kit::{Settings, Timeline, Webhook, respond};
use throughline_self_service::SelfService;
use throughline_visitor::{LIFETIME, Session};

use provider::{NOW, post, sign, with};

const SECRET: &str = "an index secret";
const SEARCH: &str = r#"{"id":"e-000001","type":"search","query":"refund"}"#;
const OWN: &str = "https://support.example.com";
const SHOP: &str = "https://shop.example.com";

fn settings() -> Settings {
    Settings::new()
        .with("index_secret", SECRET)
        .with("public_url", format!("{OWN}/"))
        .with(
            "chat_allowed_origins",
            format!("https://other.example, {SHOP}"),
        )
}

fn send(webhook: &Webhook, now: u64, timeline: &Memory) -> Response<Vec<u8>> {
    let settings = settings();
    let answer = respond(&SelfService, webhook, &settings, now, "req_1", timeline);
    let answer = block_on(answer);
    if let Some(token) = webhook.header("authorization") {
        assert!(
            !answer.log.join("\n").contains(&token[7..]),
            "{:?}",
            answer.log
        );
    }
    answer.response
}

fn header<'a>(response: &'a Response<Vec<u8>>, name: &str) -> Option<&'a str> {
    let mut values = response.headers().get_all(name).iter();
    let value = values.next()?.to_str().unwrap();
    assert!(values.next().is_none(), "{name} is there twice");
    Some(value)
}

fn code(response: &Response<Vec<u8>>) -> String {
    let problem: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    problem["code"].as_str().unwrap().to_owned()
}

fn search(origin: Option<&str>) -> Webhook {
    let webhook = sign(post(SEARCH), &provider::visitor(), SECRET);
    match origin {
        Some(origin) => with(webhook, "origin", origin),
        None => webhook,
    }
}

fn preflight(origin: &str) -> Webhook {
    let mut webhook = with(post(""), "origin", origin);
    webhook.method = Method::OPTIONS;
    with(webhook, "access-control-request-method", "POST")
}

#[test]
fn pages_of_known_origins_may_report() {
    for origin in [OWN, SHOP] {
        let timeline = Memory::default();
        let response = send(&search(Some(origin)), NOW, &timeline);
        assert_eq!(
            (response.status().as_u16(), response.body().len()),
            (200, 0)
        );
        assert_eq!(
            header(&response, "access-control-allow-origin"),
            Some(origin)
        );
        assert_eq!(header(&response, "vary"), Some("Origin"));
        let exposed = header(&response, "access-control-expose-headers").unwrap();
        assert!(exposed.contains("x-request-id"), "{exposed}");
        assert_eq!(header(&response, "access-control-allow-credentials"), None);
        assert_eq!(timeline.interactions().len(), 1);
    }
}

#[test]
fn pages_of_other_origins_may_not() {
    for origin in [
        "https://evil.example",
        "null",
        "https://shop.example.com.evil.example",
    ] {
        let timeline = Memory::default();
        for webhook in [search(Some(origin)), preflight(origin)] {
            let response = send(&webhook, NOW, &timeline);
            assert_eq!(response.status(), 403);
            assert_eq!(code(&response), "origin_not_allowed");
            assert_eq!(header(&response, "access-control-allow-origin"), None);
        }
        let mut two = search(Some(OWN));
        two.headers.append("origin", origin.parse().unwrap());
        assert_eq!(send(&two, NOW, &timeline).status(), 403);
        assert_eq!(timeline.calls(), 0);
    }
}

#[test]
fn a_program_says_no_origin() {
    let response = send(&search(None), NOW, &Memory::default());
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "access-control-allow-origin"), None);
    assert_eq!(header(&response, "vary"), Some("Origin"));
}

/// Where `public_url` is not set, or another name of this service is used.
#[test]
fn a_page_of_this_very_service_may_report() {
    let search = search(Some("http://127.0.0.1:3000"));
    for (site, status) in [
        ("same-origin", 200),
        ("same-site", 403),
        ("cross-site", 403),
        ("none", 403),
    ] {
        let webhook = with(search.clone(), "sec-fetch-site", site);
        let response = send(&webhook, NOW, &Memory::default());
        assert_eq!(response.status(), status, "{site}");
    }
}

#[test]
fn a_browser_asks_before_it_sends_a_token() {
    let timeline = Memory::default();
    let response = send(&preflight(SHOP), NOW, &timeline);
    assert_eq!(
        (response.status().as_u16(), response.body().len()),
        (200, 0)
    );
    for (name, value) in [
        ("access-control-allow-origin", SHOP),
        ("access-control-allow-methods", "POST"),
        (
            "access-control-allow-headers",
            "authorization, content-type",
        ),
        ("access-control-max-age", "600"),
        ("vary", "Origin"),
    ] {
        assert_eq!(header(&response, name), Some(value), "{name}");
    }
    assert_eq!(timeline.calls(), 0);
}

#[test]
fn a_page_sees_that_its_token_is_over() {
    let timeline = Memory::default();
    let response = send(&search(Some(SHOP)), NOW + LIFETIME - 1, &timeline);
    assert_eq!(response.status(), 200);
    let over = send(&search(Some(SHOP)), NOW + LIFETIME, &timeline);
    let none = send(&with(post(SEARCH), "origin", SHOP), NOW, &timeline);
    for response in [over, none] {
        assert_eq!(response.status(), 401);
        assert_eq!(code(&response), "signature_invalid");
        assert_eq!(header(&response, "access-control-allow-origin"), Some(SHOP));
        assert_eq!(header(&response, "vary"), Some("Origin"));
    }
    assert_eq!(timeline.interactions().len(), 1);
}

/// The token that somebody searches with is that of the chat; signing in joins what was before.
#[test]
fn who_signs_in_takes_along_what_was_before() {
    let timeline = Memory::default();
    let report = |session: &Session, id: &str| {
        let event = SEARCH.replace("e-000001", id);
        let response = send(&sign(post(event), session, SECRET), NOW, &timeline);
        assert_eq!(response.status(), 200);
    };
    report(&provider::visitor(), "e-before-1");
    report(&provider::user(), "e-after-01");
    let [before, after] = &timeline.interactions()[..] else {
        panic!("{:?}", timeline.written());
    };
    assert_eq!(before.customer.identity, provider::visitor().visitor());
    assert!(before.also.is_empty());
    assert_eq!(after.customer.identity.kind, "user");
    assert!(after.also.contains(&before.customer), "{:?}", after.also);
    for participant in after.also.iter().chain([&after.customer, &before.customer]) {
        assert_eq!(participant.verdict, Verdict::Pass);
    }
}

#[test]
fn ids_are_a_visitors_own() {
    let timeline = Memory::default();
    let other = Session::begin([1; 16], NOW);
    for session in [provider::visitor(), other, provider::visitor()] {
        send(&sign(post(SEARCH), &session, SECRET), NOW, &timeline);
    }
    assert_eq!(timeline.interactions().len(), 2);
}

/// An answer that comes later is recorded beside the question that was there.
#[test]
fn a_question_may_be_answered_later() {
    let timeline = Memory::default();
    let report = |answer: &str| {
        let event = format!(
            r#"{{"id":"e-000001","type":"assistant","question":"How long?","answer":{answer}}}"#
        );
        send(
            &sign(post(event), &provider::visitor(), SECRET),
            NOW,
            &timeline,
        );
    };
    report("null");
    assert_eq!(timeline.interactions().len(), 1);
    report(r#""Five days.""#);
    report(r#""Five days.""#);
    let told = timeline.interactions();
    let directions: Vec<_> = told.iter().map(|told| told.direction).collect();
    assert_eq!(directions, [Direction::Inbound, Direction::Outbound]);
}

#[test]
fn a_token_from_before_its_visitor_signed_in_reports_nothing() {
    let timeline = Memory::default();
    let before = search(None);
    assert_eq!(send(&before, NOW, &timeline).status(), 200);
    let visitor = provider::visitor().visitor;
    let bound = timeline.bind(throughline_visitor::BOUND, visitor, [7; 32]);
    assert!(block_on(bound).unwrap());
    let written = timeline.written();
    let refused = send(&before, NOW, &timeline);
    assert_eq!(
        (refused.status().as_u16(), code(&refused).as_str()),
        (401, "signature_invalid")
    );
    assert_eq!(timeline.written(), written);
}

#[test]
fn a_visitor_may_report_so_often() {
    let timeline = Memory::default();
    for _ in 0..60 {
        assert_eq!(send(&search(None), NOW, &timeline).status(), 200);
    }
    let refused = send(&search(None), NOW, &timeline);
    assert_eq!(
        (refused.status().as_u16(), code(&refused).as_str()),
        (429, "too_many_requests")
    );
    assert_eq!(header(&refused, "retry-after"), Some("60"));
}
