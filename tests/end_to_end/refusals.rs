//! What is not signed is not accepted, and leaves nothing behind.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use throughline_tests::{Answer, App, Setup, Sms};

const EVE: &str = "+15556660000";

fn unknown(app: &App) -> bool {
    app.get("/v1/customers/lookup?phone=%2B15556660000").status == 404
}

fn problem(answer: &Answer) -> String {
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{}",
        answer.text
    );
    let problem = answer.json();
    for field in ["type", "title", "status", "detail", "code", "request_id"] {
        assert!(!problem[field].is_null(), "{field} is missing: {problem}");
    }
    assert_eq!(
        problem["request_id"].as_str(),
        answer.header("x-request-id")
    );
    problem["code"].as_str().unwrap().to_owned()
}

#[test]
fn forged_requests_are_refused_and_nothing_is_stored() {
    let app = Setup::default().start();
    let message = Sms::new("SM1", EVE, "let me in 1+1");
    let signature = message.signature();
    let mut other_secret = message.clone();
    other_secret.auth_token = "54321".into();
    let mut other_url = message.clone();
    other_url.public_url = format!("http://{}", app.address());
    let short = &signature[..signature.len() - 4];
    let flipped = signature.replacen(
        &signature[..1],
        if signature.starts_with('A') { "B" } else { "A" },
        1,
    );
    for (what, forged) in [
        ("no Base64", "not base64 at all!".to_owned()),
        ("empty", String::new()),
        ("truncated", short.to_owned()),
        ("one character off", flipped),
        ("twice", format!("{signature}{signature}")),
        ("another secret", other_secret.signature()),
        ("the host it was sent to", other_url.signature()),
    ] {
        let answer = message.deliver_signed(&app, &forged);
        assert_eq!(answer.status, 401, "{what}");
        assert_eq!(problem(&answer), "signature_invalid", "{what}");
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let unsigned = app.send("POST", &message.path, &form, message.form().as_bytes());
    assert_eq!(unsigned.status, 401);
    let signed = [form[0], ("x-twilio-signature", signature.as_str())];
    for (what, body) in [
        ("changed", message.form().replace("let", "pet")),
        ("a field more", format!("{}&Extra=1", message.form())),
        ("truncated", message.form()[..40].to_owned()),
        ("another meaning of +", message.form().replace("%2B", "+")),
    ] {
        let answer = app.send("POST", &message.path, &signed, body.as_bytes());
        assert_eq!(answer.status, 401, "{what}");
    }
    assert!(unknown(&app));
}

#[test]
fn the_signed_url_is_the_public_one_whatever_host_is_named() {
    let app = Setup::default().start();
    let message = Sms::new("SM1", EVE, "hello");
    let signature = message.signature();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-twilio-signature", signature.as_str()),
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
    ];
    let answer = app.send("POST", &message.path, &headers, message.form().as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut misled = message.clone();
    misled.fields[0].1 = "SM2".into();
    misled.public_url = "http://evil.example".into();
    let signature = misled.signature();
    let mut headers = headers;
    headers[1].1 = &signature;
    let answer = app.send("POST", &message.path, &headers, misled.form().as_bytes());
    assert_eq!(answer.status, 401);
}

#[test]
fn while_a_secret_is_rotated_either_verifies() {
    let app = Setup::default()
        .variable("twilio_auth_token", "new-one, 12345")
        .start();
    let mut message = Sms::new("SM1", EVE, "hello");
    assert_eq!(message.deliver(&app).status, 200);
    message.fields[0].1 = "SM2".into();
    message.auth_token = "new-one".into();
    assert_eq!(message.deliver(&app).status, 200);
    message.auth_token = "new-one, 12345".into();
    assert_eq!(message.deliver(&app).status, 401);
}

#[test]
fn a_channel_without_its_secret_or_url_says_so() {
    for (variable, named) in [
        ("twilio_auth_token", "twilio_auth_token"),
        ("public_url", "public_url"),
    ] {
        let app = Setup::default().variable(variable, "").start();
        let answer = Sms::new("SM1", EVE, "hello").deliver(&app);
        assert_eq!(answer.status, 503, "{variable}");
        assert_eq!(problem(&answer), "channel_not_configured");
        assert!(answer.text.contains(named), "{}", answer.text);
        assert!(unknown(&app));
    }
}

#[test]
fn the_service_api_asks_for_a_key_with_the_scope() {
    let app = Setup::default().start();
    let path = "/v1/customers/lookup?phone=%2B15556660000";
    let none = app.send("GET", path, &[], b"");
    assert_eq!(
        (none.status, problem(&none).as_str()),
        (401, "unauthorized")
    );
    assert!(none.header("www-authenticate").is_some());
    for key in [
        "Bearer wrong",
        "Basic YTpi",
        "Bearer",
        "Bearer a-key-for-test",
    ] {
        let answer = app.send("GET", path, &[("authorization", key)], b"");
        assert_eq!(answer.status, 401, "{key}");
    }
    let reader = [
        ("authorization", "Bearer a-key-that-reads"),
        ("content-type", "application/json"),
    ];
    assert_eq!(app.send("GET", path, &reader, b"").status, 404);
    let write = app.send("POST", "/v1/interactions", &reader, b"{}");
    assert_eq!(write.status, 403, "{}", write.text);
    for open in ["/healthz", "/openapi.json"] {
        assert_eq!(app.send("GET", open, &[], b"").status, 200, "{open}");
    }
}
