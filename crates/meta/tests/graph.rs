//! What the Graph API is asked, and what its answers mean.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::Response;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Outcome, Unsendable};
use throughline_meta::graph::{self, is_node, outcome};

fn answer(status: u16, body: &Value) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.to_string().into_bytes());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

fn id(document: &Value) -> Option<String> {
    Some(document.get("id")?.as_str()?.to_owned())
}

fn of(status: u16, body: &Value) -> Outcome {
    outcome("Messenger", &answer(status, body), id)
}

fn of_code(code: i64, subcode: i64) -> Outcome {
    let error = json!({"message": "its words", "type": "OAuthException", "code": code,
                       "error_subcode": subcode, "fbtrace_id": "A"});
    of(400, &json!({"error": error}))
}

/// `refused`, `throttled`…, and what the agent reads.
fn told(outcome: Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Sent(id) => ("sent", id.unwrap_or_default()),
        Outcome::Refused(said) => ("refused", said),
        Outcome::Throttled(said, _) => ("throttled", said),
        Outcome::NotConfigured(said) => ("operator", said),
        Outcome::Unknown(said) => ("unknown", said),
    }
}

#[test]
fn every_code_is_said_in_plain_words() {
    for (code, subcode, what, said) in [
        (190, 0, "operator", "access token"),
        (190, 463, "operator", "access token"),
        (102, 0, "operator", "access token"),
        (10, 0, "operator", "lacks a permission"),
        (3, 0, "operator", "lacks a permission"),
        (200, 0, "operator", "lacks a permission"),
        (230, 0, "operator", "lacks a permission"),
        (10, 2_018_278, "refused", "24 hours"),
        (10, 2_018_065, "refused", "24 hours"),
        (10, 2_534_022, "refused", "24 hours"),
        (10, 2_018_108, "refused", "does not take messages"),
        (551, 1_545_041, "refused", "blocked us"),
        (200, 1_545_041, "refused", "blocked us"),
        (10_900, 0, "refused", "answered privately before"),
        (10_901, 0, "refused", "7 days"),
        (100, 0, "refused", "“its words”"),
        (100, 2_018_001, "refused", "nobody is found"),
        (100, 2_018_109, "refused", "25 MB"),
        (100, 33, "operator", "does not know the account"),
        (613, 0, "throttled", "at the moment"),
        (4, 0, "throttled", "at the moment"),
        (80_006, 0, "throttled", "at the moment"),
        (80_007, 0, "throttled", "at the moment"),
        (130_429, 0, "throttled", "at the moment"),
        (131_048, 0, "throttled", "blocked it"),
        (131_056, 0, "throttled", "one person"),
        (131_047, 0, "refused", "template"),
        (131_026, 0, "refused", "not on WhatsApp"),
        (131_062, 0, "refused", "phone number"),
        (368, 0, "operator", "blocked the account"),
        (131_031, 0, "operator", "blocked the account"),
        (1200, 0, "throttled", "for the moment"),
        (1, 0, "unknown", "may have sent"),
        (2, 0, "unknown", "may have sent"),
        (131_000, 0, "unknown", "may have sent"),
        (132_001, 0, "refused", "template"),
        (4_711, 0, "refused", "“its words” (error 4711)"),
    ] {
        let (got, words) = told(of_code(code, subcode));
        assert_eq!(got, what, "{code}/{subcode}: {words}");
        assert!(words.contains(said), "{code}/{subcode}: {words}");
        assert!(words.starts_with("Messenger"), "{words}");
    }
}

#[test]
fn what_may_have_been_sent_is_never_called_unsent() {
    // A code says what went wrong; a status of 5xx says that nobody knows.
    for code in [1, 2, 4, 100, 190, 551, 131_047] {
        let error = json!({"error": {"code": code, "message": "m", "is_transient": true}});
        assert_eq!(told(of(500, &error)).0, "unknown", "{code}");
    }
    assert_eq!(told(of(502, &json!("<html>"))).0, "unknown");
    assert_eq!(told(of(200, &json!({}))).0, "unknown");
    assert_eq!(told(of(200, &json!({"id": 7}))).0, "unknown");
    assert_eq!(told(of(200, &json!({"id": "m_1"}))), ("sent", "m_1".into()));
    // An error is one under any status.
    let error = json!({"error": {"code": 551, "message": "m"}, "id": "m_1"});
    assert_eq!(told(of(200, &error)).0, "refused");
    let error = json!({"error": {"code": 4_711, "message": "m"}, "id": "m_1"});
    assert_eq!(told(of(200, &error)).0, "refused");
}

#[test]
fn answers_without_an_error_are_judged_by_their_status() {
    for (status, what) in [
        (400, "refused"),
        (404, "refused"),
        (429, "throttled"),
        (503, "throttled"),
        (301, "operator"),
        (500, "unknown"),
    ] {
        for body in [json!(null), json!({"error": "no object"}), json!([])] {
            assert_eq!(told(of(status, &body)).0, what, "{status} {body}");
        }
    }
}

#[test]
fn the_most_specific_words_are_quoted() {
    for (error, said) in [
        (
            json!({"error_data": {"details": "the details"}, "message": "m"}),
            "“the details”",
        ),
        (
            json!({"error_data": "as a text", "message": "m"}),
            "“as a text”",
        ),
        (
            json!({"error_data": {"x": 1}, "error_user_msg": "for people"}),
            "“for people”",
        ),
        (json!({"error_data": " ", "message": "m"}), "“m”"),
        (json!({"error_data": 7}), "(error 100)"),
    ] {
        let mut error = error;
        error["code"] = json!(100);
        let (_, words) = told(of(400, &json!({"error": error})));
        assert!(words.contains(said), "{words}");
    }
}

#[test]
fn the_wait_is_what_meta_says_within_an_hour() {
    let throttled = |name: &'static str, value: &str| {
        let mut answer = answer(400, &json!({"error": {"code": 613}}));
        answer.headers_mut().insert(name, value.parse().unwrap());
        match outcome("Messenger", &answer, id) {
            Outcome::Throttled(_, seconds) => seconds,
            other => panic!("{other:?}"),
        }
    };
    let usage = "x-business-use-case-usage";
    let minutes = |n: u64| {
        format!(
            r#"{{"1":[{{"type":"messenger","estimated_time_to_regain_access":{n}}},{{}}],"2":7}}"#
        )
    };
    assert_eq!(throttled("retry-after", "7"), Some(7));
    assert_eq!(throttled("retry-after", "0"), Some(1));
    assert_eq!(throttled(usage, &minutes(5)), Some(300));
    assert_eq!(throttled(usage, &minutes(90)), Some(3600));
    assert_eq!(throttled(usage, &minutes(u64::MAX)), Some(3600));
    assert_eq!(throttled(usage, &minutes(0)), None);
    assert_eq!(throttled(usage, "x"), None);
    assert_eq!(throttled("x-other", "7"), None);
}

#[test]
fn a_request_carries_its_accounts_token() {
    let settings = Settings::new().with("messenger_token", r#"{"1":"t0ken","2":"other"}"#);
    let post = |settings: &Settings, account: &str| {
        graph::post(
            settings,
            "messenger_token",
            Some(account),
            "/me/messages",
            &json!({"a": 1}),
        )
    };
    let request = post(&settings, "1").unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.uri(),
        "https://graph.facebook.com/v24.0/me/messages"
    );
    assert_eq!(request.headers()["authorization"], "Bearer t0ken");
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body(), br#"{"a":1}"#);
    let proxied = settings
        .clone()
        .with("meta_api_base", "http://127.0.0.1:9/x/");
    let request = post(&proxied, "2").unwrap();
    assert_eq!(request.uri(), "http://127.0.0.1:9/x/v24.0/me/messages");
    for (settings, account, variable) in [
        (&settings, "3", "messenger_token"),
        (&Settings::new(), "1", "messenger_token"),
        (
            &settings.clone().with("meta_api_base", "nowhere"),
            "1",
            "meta_api_base",
        ),
    ] {
        match post(settings, account) {
            Err(Unsendable::NotConfigured {
                variable: named, ..
            }) => assert_eq!(named, variable),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_id_in_a_path_leads_nowhere_else() {
    for id in ["1", "123_456", "aWdf-LWNv", "Y29t"] {
        assert!(is_node(id), "{id}");
    }
    let long = "1".repeat(201);
    for id in [
        "", "..", ".", "1/2", "1?x", "1#x", "1%2f2", "a b", "é", "1\n", &long,
    ] {
        assert!(!is_node(id), "{id:?}");
    }
}
