//! What the API's answers become.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::Lost;

use super::recorder::{Answer, MID, Sent, answer, send_with, settings, taken};

fn answered(answers: Vec<Answer>) -> Sent {
    send_with(&settings(), json!({}), answers)
}

fn error(code: u32, subcode: u32) -> Value {
    json!({"error": {"message": "its words", "type": "OAuthException", "code": code,
                     "error_subcode": subcode, "fbtrace_id": "A"}})
}

#[test]
fn every_error_says_what_to_do_next() {
    for (status, body, expected, code, said) in [
        (
            400,
            error(190, 463),
            503,
            "channel_not_configured",
            "access token",
        ),
        (
            403,
            error(200, 0),
            503,
            "channel_not_configured",
            "permission",
        ),
        (400, error(10, 2_018_278), 422, "send_refused", "24 hours"),
        (
            400,
            error(551, 1_545_041),
            422,
            "send_refused",
            "blocked us",
        ),
        (
            400,
            error(100, 2_018_001),
            422,
            "send_refused",
            "nobody is found",
        ),
        (400, error(100, 0), 422, "send_refused", "“its words”"),
        (400, error(613, 0), 503, "send_throttled", "at the moment"),
        (
            400,
            error(80_006, 0),
            503,
            "send_throttled",
            "at the moment",
        ),
        (400, error(368, 0), 503, "channel_not_configured", "blocked"),
        (
            400,
            error(10_900, 0),
            422,
            "send_refused",
            "answered privately before",
        ),
        (400, error(2, 0), 504, "send_unknown", "nevertheless"),
        (500, error(2, 0), 504, "send_unknown", "nevertheless"),
        (500, error(551, 0), 504, "send_unknown", "nevertheless"),
        (502, json!("<html>"), 504, "send_unknown", "status 502"),
        (429, json!(null), 503, "send_throttled", "at the moment"),
        (404, json!(null), 422, "send_refused", "status 404"),
        (302, json!(null), 503, "channel_not_configured", "address"),
        (200, json!({}), 504, "send_unknown", "unexpected"),
        (
            200,
            json!({"message_id": null}),
            504,
            "send_unknown",
            "unexpected",
        ),
        (
            200,
            json!({"message_id": ""}),
            504,
            "send_unknown",
            "unexpected",
        ),
        (200, json!([MID]), 504, "send_unknown", "unexpected"),
    ] {
        let sent = answered(vec![Ok(answer(status, &body))]);
        let what = format!("{status} {body}: {}", sent.document);
        assert_eq!(sent.status, expected, "{what}");
        assert_eq!(sent.document["code"], code, "{what}");
        assert_eq!(sent.document["provider"], "meta", "{what}");
        assert!(sent.detail().contains(said), "{what}");
        assert_eq!(sent.asked.len(), 1, "never twice by itself: {what}");
        assert_eq!(
            sent.retry_after.is_some(),
            code == "send_throttled",
            "{what}"
        );
        assert!(sent.log.contains("int_1"), "{}", sent.log);
        assert!(!sent.log.contains("on its way"), "{}", sent.log);
    }
}

#[test]
fn the_wait_is_metas() {
    let mut throttled = answer(429, json!(null));
    throttled
        .headers_mut()
        .insert("retry-after", "7".parse().unwrap());
    assert_eq!(
        answered(vec![Ok(throttled)]).retry_after.as_deref(),
        Some("7")
    );
    let mut throttled = answer(400, error(613, 0));
    let usage = r#"{"1":[{"type":"messenger","estimated_time_to_regain_access":3}]}"#;
    let headers = throttled.headers_mut();
    headers.insert("x-business-use-case-usage", usage.parse().unwrap());
    assert_eq!(
        answered(vec![Ok(throttled)]).retry_after.as_deref(),
        Some("180")
    );
    let silent = answer(400, error(613, 0));
    assert_eq!(
        answered(vec![Ok(silent)]).retry_after.as_deref(),
        Some("60")
    );
}

#[test]
fn a_lost_request_is_repeated_only_if_it_never_left() {
    for (lost, status, code) in [
        (Lost::NotSent("DnsError".into()), 503, "send_throttled"),
        (
            Lost::Forbidden("HttpRequestDenied".into()),
            503,
            "channel_not_configured",
        ),
        (
            Lost::Unanswered("ConnectionReadTimeout".into()),
            504,
            "send_unknown",
        ),
    ] {
        let sent = answered(vec![Err(lost.clone())]);
        assert_eq!(
            (sent.status, &sent.document["code"]),
            (status, &json!(code)),
            "{lost:?}"
        );
        assert_eq!(sent.asked.len(), 1);
    }
}

#[test]
fn a_part_that_fails_says_how_much_arrived() {
    let long = json!({"text": "x".repeat(6000)});
    for (second, status, code, said) in [
        (
            Ok(answer(400, error(551, 0))),
            422,
            "send_refused",
            "only 1 of 3 parts",
        ),
        // Repeating all of it would repeat what arrived.
        (
            Ok(answer(400, error(613, 0))),
            422,
            "send_refused",
            "only 1 of 3 parts",
        ),
        (
            Err(Lost::NotSent("x".into())),
            422,
            "send_refused",
            "only 1 of 3 parts",
        ),
        (
            Ok(answer(500, json!(null))),
            504,
            "send_unknown",
            "1 of 3 parts were sent, and perhaps",
        ),
    ] {
        let sent = send_with(&settings(), long.clone(), vec![taken(), second]);
        let what = sent.document.to_string();
        assert_eq!(
            (sent.status, &sent.document["code"]),
            (status, &json!(code)),
            "{what}"
        );
        assert!(sent.detail().contains(said), "{what}");
        assert_eq!(sent.asked.len(), 2, "{what}");
    }
}
