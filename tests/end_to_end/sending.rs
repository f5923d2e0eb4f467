//! Answers go out: `http://email.spin.internal/send`, called by another component, to a provider
//! that is played here.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::{Value, json};
use throughline_tests::{Answer, App, Provider, Setup};

const TOKEN: &str = "qwertyuiopasdfghjklzxcvbnm";

fn interaction() -> String {
    format!("int_{}", "0a".repeat(16))
}

fn message() -> Value {
    json!({
        "interaction_id": interaction(),
        "to": [{"kind": "email", "value": "ana@example.net", "name": "Ana"}],
        "subject": "Re: Lamp", "text": "A new one is on its way.",
        "in_reply_to": "1@example.net", "references": ["0@example.net", "1@example.net"],
        "reply_token": TOKEN,
        "attachments": [{"name": "note.txt", "content_type": "text/plain", "content": "aGVsbG8="}],
    })
}

fn send(app: &App, message: &Value) -> Answer {
    let headers = [("content-type", "application/json")];
    let body = message.to_string();
    app.send("POST", "/relay/email/send", &headers, body.as_bytes())
}

fn mailgun(base: &str) -> App {
    Setup::default()
        .relay()
        .variable("email_from", "Help <help@example.com>")
        .variable("mailgun_api_key", "a-secret-key")
        .variable("mailgun_domain", "mg.example.com")
        .variable("mailgun_api_base", base)
        .start()
}

#[test]
fn an_answer_goes_out_by_the_provider_with_its_thread() {
    let taken = r#"{"id":"<20261122.1@mg.example.com>","message":"Queued. Thank you."}"#;
    let provider = Provider::answering(vec![Some(("200 OK", taken))]);
    let app = mailgun(&provider.base());
    let answer = send(&app, &message());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let sent = answer.json();
    let message_id = format!("{}.{TOKEN}@example.com", interaction());
    assert_eq!(
        (&sent["status"], &sent["provider"]),
        (&json!("sent"), &json!("mailgun"))
    );
    assert!(
        sent["message_id"].as_str().unwrap().contains(&message_id),
        "{sent}"
    );
    let requests = provider.taken();
    assert_eq!(
        requests[0].line,
        "POST /v3/mg.example.com/messages HTTP/1.1"
    );
    // Base64 of `api:a-secret-key`.
    assert_eq!(
        requests[0].header("authorization"),
        Some("Basic YXBpOmEtc2VjcmV0LWtleQ==")
    );
    let body = requests[0].text();
    for part in [
        message_id.as_str(),
        &format!("help+{TOKEN}@example.com"),
        "<1@example.net>",
        "A new one is on its way.",
        "hello",
        "note.txt",
        "Ana",
    ] {
        assert!(body.contains(part), "{part} is not in {body}");
    }
    assert!(!body.contains("a-secret-key"));
}

#[test]
fn what_a_provider_refuses_is_said_in_plain_words() {
    let limits = "429 Too Many Requests\r\nRetry-After: 17";
    let provider = Provider::answering(vec![
        Some(("401 Unauthorized", "Forbidden")),
        Some((limits, r#"{"message":"slow down"}"#)),
        None,
    ]);
    let app = mailgun(&provider.base());
    let unauthorized = send(&app, &message());
    assert_eq!(unauthorized.status, 503, "{}", unauthorized.text);
    assert!(
        unauthorized.text.contains("mailgun_api_key"),
        "{}",
        unauthorized.text
    );
    let throttled = send(&app, &message());
    let code = throttled.json()["code"].clone();
    assert_eq!((throttled.status, &code), (503, &json!("send_throttled")));
    assert_eq!(throttled.header("retry-after"), Some("17"));
    let broken = send(&app, &message());
    let code = broken.json()["code"].clone();
    assert_eq!((broken.status, &code), (504, &json!("send_unknown")));
    assert_eq!(provider.taken().len(), 3);
    // Nobody listens there any more: nothing was sent.
    let gone = send(&app, &message());
    assert_eq!(
        (gone.status, &gone.json()["code"]),
        (503, &json!("send_throttled"))
    );
}

#[test]
fn nobody_outside_can_send() {
    let provider = Provider::answering(vec![]);
    let app = mailgun(&provider.base());
    for path in [
        "/send",
        "/webhooks/email/send",
        "/webhooks/email/../../send",
        "//send",
    ] {
        let body = message().to_string();
        let post = |headers| app.try_send("POST", path, headers, body.as_bytes());
        let answer = post(&[]).unwrap();
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        // Whatever name the caller pretends to call; Spin gives no answer to some of these.
        if let Ok(answer) = post(&[("host", "email.spin.internal")]) {
            assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        }
    }
    assert!(provider.taken().is_empty());
}
