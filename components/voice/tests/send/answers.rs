//! What Twilio's answer becomes.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::Lost;

use super::recorder::{SID, Sent, answer, message, send, settings};

/// The status and the code that an outbox sees.
type Expected = (u16, &'static str);

const REFUSED: Expected = (422, "send_refused");
const THROTTLED: Expected = (503, "send_throttled");
const UNKNOWN: Expected = (504, "send_unknown");
const NOT_CONFIGURED: Expected = (503, "channel_not_configured");

fn answered(status: u16, body: impl ToString) -> Sent {
    let answers = vec![Ok(answer(status, body))];
    send(&settings(), &message(json!({})), answers)
}

fn check(sent: &Sent, (status, code): Expected, detail: &str, what: &str) {
    let what = format!("{what}: {}", sent.document);
    assert_eq!(sent.status, status, "{what}");
    assert_eq!(sent.document["code"], code, "{what}");
    assert_eq!(sent.document["provider"], "twilio", "{what}");
    assert!(sent.detail().contains(detail), "{what}");
    assert_eq!(
        sent.retry_after.is_some(),
        code == "send_throttled",
        "{what}"
    );
    assert_eq!(sent.asked.len(), 1, "{what}");
    for number in ["+14155550100", "+14155550123"] {
        assert!(!sent.log.contains(number), "{}", sent.log);
    }
}

#[test]
fn each_error_is_explained() {
    for (status, code, expected, detail) in [
        (400, 10004, THROTTLED, "as many calls"),
        (403, 10005, NOT_CONFIGURED, "may not make calls"),
        (400, 13223, REFUSED, "agent's number"),
        (400, 13224, REFUSED, "agent's number"),
        (400, 13225, REFUSED, "blocked"),
        (400, 13227, NOT_CONFIGURED, "Geo permissions"),
        (400, 21201, REFUSED, "no agent"),
        (401, 20003, NOT_CONFIGURED, "`twilio_auth_token`"),
        (404, 20404, NOT_CONFIGURED, "`twilio_account_sid`"),
        (400, 21205, NOT_CONFIGURED, "`public_url`"),
        (400, 21210, NOT_CONFIGURED, "`twilio_from`"),
        // `To` is the agent's telephone, not the customer's.
        (400, 21211, REFUSED, "agent's number"),
        (400, 21212, NOT_CONFIGURED, "`twilio_from`"),
        (400, 21213, NOT_CONFIGURED, "`twilio_from`"),
        (400, 21214, REFUSED, "agent's number"),
        (400, 21215, NOT_CONFIGURED, "Geo permissions"),
        (400, 21216, REFUSED, "blocked"),
        (400, 21217, REFUSED, "agent's number"),
        (400, 21219, NOT_CONFIGURED, "trial"),
        (403, 30002, NOT_CONFIGURED, "suspended"),
        (400, 99999, REFUSED, "“its words”"),
    ] {
        let error = json!({"code": code, "message": "its words", "status": status});
        let sent = answered(status, error);
        check(&sent, expected, detail, &format!("{status} {code}"));
        assert!(sent.detail().contains("“its words”"), "{}", sent.detail());
    }
}

#[test]
fn other_answers_are_judged_by_their_status() {
    for (status, body, expected) in [
        (401, "", NOT_CONFIGURED),
        (403, "<html>", REFUSED),
        (301, "", NOT_CONFIGURED),
        (408, "", THROTTLED),
        (429, r#"{"code":20429}"#, THROTTLED),
        (503, "", THROTTLED),
        (500, r#"{"code":21211}"#, UNKNOWN),
        (502, "<html>", UNKNOWN),
        (201, "", UNKNOWN),
        (201, r#"{"status":"queued"}"#, UNKNOWN),
        (201, r#"{"sid":7}"#, UNKNOWN),
    ] {
        let sent = answered(status, body);
        check(&sent, expected, "", &format!("{status} {body}"));
    }
}

#[test]
fn a_call_that_was_taken_may_have_failed_at_once() {
    let taken = |status: Value| answered(201, json!({"sid": SID, "status": status}));
    for status in [
        json!("queued"),
        json!("ringing"),
        json!("in-progress"),
        json!(null),
    ] {
        assert_eq!(taken(status.clone()).status, 200, "{status}");
    }
    for status in ["failed", "busy", "no-answer", "canceled"] {
        check(
            &taken(json!(status)),
            REFUSED,
            "could not begin the call",
            status,
        );
    }
}

#[test]
fn a_lost_request_is_repeated_only_if_it_never_left() {
    for (lost, expected) in [
        (Lost::NotSent("DnsError".into()), THROTTLED),
        (Lost::Forbidden("HttpRequestDenied".into()), NOT_CONFIGURED),
        (Lost::Unanswered("ConnectionReadTimeout".into()), UNKNOWN),
    ] {
        let what = format!("{lost:?}");
        let sent = send(&settings(), &message(json!({})), vec![Err(lost)]);
        check(&sent, expected, "", &what);
    }
}
