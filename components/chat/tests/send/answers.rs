//! What the email connector's answers mean.

use serde_json::json;
use throughline_channel_kit::conformance::recorder::answer;
use throughline_channel_kit::outbound::Lost;

use crate::{message, send, taken};

fn problem(status: u16, code: &str, detail: &str) -> http::Response<Vec<u8>> {
    answer(
        status,
        json!({"status": status, "code": code, "detail": detail}),
    )
}

#[test]
fn a_mail_that_was_taken_is_sent() {
    let sent = send(&message(), taken());
    assert_eq!(sent.document["status"], "sent");
    // Its names are the email channel's: reports on it name the interaction.
    assert_eq!(sent.document["provider_message_id"], json!(null));
}

#[test]
fn without_mail_it_waits_in_the_chat() {
    let missing = problem(
        503,
        "channel_not_configured",
        "the variable `email_from` must hold …",
    );
    let sent = send(&message(), vec![Ok(missing)]);
    assert_eq!((sent.status, sent.detail()), (200, ""));
}

#[test]
fn what_the_connector_says_is_what_the_agent_reads() {
    for (given, status, code, says) in [
        (
            problem(422, "send_refused", "earlier mail to it bounced"),
            422,
            "send_refused",
            "earlier mail to it bounced",
        ),
        (
            problem(422, "invalid_field", "expected an address"),
            422,
            "send_refused",
            "expected an address",
        ),
        (
            problem(503, "send_throttled", "too many"),
            503,
            "send_throttled",
            "too many",
        ),
        (
            problem(504, "send_unknown", "no answer"),
            504,
            "send_unknown",
            "no answer",
        ),
        (
            problem(413, "body_too_large", "too large"),
            422,
            "send_refused",
            "too large",
        ),
        (answer(500, "?"), 504, "send_unknown", "may have sent"),
        (answer(404, "?"), 422, "send_refused", "404"),
    ] {
        let sent = send(&message(), vec![Ok(given)]);
        assert_eq!(
            (sent.status, sent.document["code"].as_str()),
            (status, Some(code))
        );
        assert!(sent.detail().contains(says), "{}", sent.detail());
    }
    let mut busy = problem(503, "send_throttled", "too many");
    busy.headers_mut()
        .insert("retry-after", "7".parse().unwrap());
    let sent = send(&message(), vec![Ok(busy)]);
    assert_eq!(sent.retry_after.as_deref(), Some("7"));
}

#[test]
fn a_connector_that_does_not_answer() {
    for (lost, status, code) in [
        (Lost::NotSent("down".to_owned()), 503, "send_throttled"),
        (
            Lost::Forbidden("not granted".to_owned()),
            503,
            "channel_not_configured",
        ),
        (Lost::Unanswered("cut".to_owned()), 504, "send_unknown"),
    ] {
        let sent = send(&message(), vec![Err(lost)]);
        assert_eq!(
            (sent.status, sent.document["code"].as_str()),
            (status, Some(code))
        );
    }
}
