//! What an answer of Telegram's becomes.

use serde_json::json;
use throughline_channel_kit::outbound::Lost;

use super::recorder::{Sent, answer, answered, message, send_to, settings, taken};

fn failed(code: u16, description: &str) -> Sent {
    let body = json!({"ok": false, "error_code": code, "description": description});
    answered(code, &body.to_string())
}

/// Status and code that an outbox sees.
const REFUSED: (u16, &str) = (422, "send_refused");
const THROTTLED: (u16, &str) = (503, "send_throttled");
const UNKNOWN: (u16, &str) = (504, "send_unknown");
const NOT_CONFIGURED: (u16, &str) = (503, "channel_not_configured");

fn check(sent: &Sent, (status, code): (u16, &str), detail: &str) {
    let what = sent.document.to_string();
    assert_eq!(sent.status, status, "{what}");
    assert_eq!(sent.document["code"], code, "{what}");
    assert_eq!(sent.document["provider"], "telegram", "{what}");
    assert!(sent.detail().contains(detail), "{what}");
    assert_eq!(sent.asked.len(), 1, "never twice by itself: {what}");
    assert_eq!(
        sent.retry_after.is_some(),
        code == "send_throttled",
        "{what}"
    );
    assert!(
        sent.log.contains("int_1") && !sent.log.contains("on its way"),
        "{}",
        sent.log
    );
}

#[test]
fn every_error_says_why() {
    for (code, description, expected, detail) in [
        (
            403,
            "Forbidden: bot was blocked by the user",
            REFUSED,
            "has blocked the bot",
        ),
        (
            403,
            "Forbidden: bot can't initiate conversation with a user",
            REFUSED,
            "never written",
        ),
        (
            403,
            "Forbidden: user is deactivated",
            REFUSED,
            "no longer exists",
        ),
        (
            403,
            "Forbidden: bot was kicked from the supergroup chat",
            REFUSED,
            "no longer in that group",
        ),
        (
            403,
            "Forbidden: something new",
            REFUSED,
            "“Forbidden: something new”",
        ),
        (
            400,
            "Bad Request: chat not found",
            REFUSED,
            "knows no such chat",
        ),
        (
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            REFUSED,
            "another id",
        ),
        (
            400,
            "Bad Request: failed to get HTTP URL content",
            REFUSED,
            "could not fetch",
        ),
        (
            400,
            "Bad Request: not enough rights to send text messages to the chat",
            REFUSED,
            "not allowed",
        ),
        (
            400,
            "Bad Request: message text is empty",
            REFUSED,
            "“Bad Request: message text is empty”",
        ),
        (401, "Unauthorized", NOT_CONFIGURED, "`telegram_bot_token`"),
        (404, "Not Found", NOT_CONFIGURED, "`telegram_bot_token`"),
        (413, "Request Entity Too Large", REFUSED, "50 MB"),
        (
            429,
            "Too Many Requests: retry after 5",
            THROTTLED,
            "at the moment",
        ),
        (500, "Internal Server Error", UNKNOWN, "nevertheless"),
        (502, "Bad Gateway", UNKNOWN, "nevertheless"),
        (503, "Service Unavailable", THROTTLED, "at the moment"),
        (409, "Conflict", REFUSED, "“Conflict”"),
    ] {
        check(&failed(code, description), expected, detail);
    }
}

#[test]
fn what_is_no_answer_of_telegrams() {
    for (status, body, expected, detail) in [
        (200, "", UNKNOWN, "unexpected"),
        (200, "<html>", UNKNOWN, "unexpected"),
        (200, r#"{"ok":true}"#, UNKNOWN, "unexpected"),
        (200, r#"{"ok":true,"result":true}"#, UNKNOWN, "unexpected"),
        (
            200,
            r#"{"ok":true,"result":{"message_id":9}}"#,
            UNKNOWN,
            "unexpected",
        ),
        (
            200,
            r#"{"ok":true,"result":{"message_id":"9","chat":{"id":42}}}"#,
            UNKNOWN,
            "unexpected",
        ),
        (
            200,
            r#"{"result":{"message_id":9,"chat":{"id":42}}}"#,
            UNKNOWN,
            "unexpected",
        ),
        (
            500,
            r#"{"ok":true,"result":{"message_id":9,"chat":{"id":42}}}"#,
            UNKNOWN,
            "nevertheless",
        ),
        (502, "<html>Bad Gateway", UNKNOWN, "status 502"),
        (403, "", REFUSED, "status 403"),
        (400, "{", REFUSED, "status 400"),
        (418, "", REFUSED, "status 418"),
        (404, "<html>", NOT_CONFIGURED, "`telegram_api_base`"),
        (301, "", NOT_CONFIGURED, "address"),
    ] {
        check(&answered(status, body), expected, detail);
    }
}

#[test]
fn the_wait_is_telegrams_within_limits() {
    for (parameters, header, expected) in [
        (json!({"retry_after": 35}), None, "35"),
        (json!({"retry_after": 35}), Some("7"), "35"),
        (json!({"retry_after": 0}), None, "1"),
        (json!({"retry_after": -1}), None, "1"),
        (json!({"retry_after": 999_999}), None, "3600"),
        (json!({"retry_after": "35"}), None, "60"),
        (json!({}), Some("7"), "7"),
        (json!(null), None, "60"),
    ] {
        let body = json!({"ok": false, "error_code": 429, "parameters": parameters});
        let mut throttled = answer(429, body.to_string());
        if let Some(seconds) = header {
            throttled
                .headers_mut()
                .insert("retry-after", seconds.parse().unwrap());
        }
        let sent = send_to(&settings(), &message(json!({})), vec![Ok(throttled)]);
        assert_eq!(sent.retry_after.as_deref(), Some(expected), "{parameters}");
    }
}

#[test]
fn a_message_in_a_business_chat_is_called_as_its_echo_is() {
    let body = r#"{"ok":true,"result":{"message_id":9,"business_connection_id":"bC","chat":{"id":42,"type":"private"}}}"#;
    assert_eq!(
        answered(200, body).document["provider_message_id"],
        "bC:42:9"
    );
}

#[test]
fn a_lost_request_is_repeated_only_if_it_never_left() {
    for (lost, expected) in [
        (Lost::NotSent("DnsError".into()), THROTTLED),
        (Lost::Forbidden("HttpRequestDenied".into()), NOT_CONFIGURED),
        (Lost::Unanswered("ConnectionReadTimeout".into()), UNKNOWN),
    ] {
        let sent = send_to(&settings(), &message(json!({})), vec![Err(lost)]);
        check(&sent, expected, "");
    }
}

#[test]
fn a_part_that_fails_says_how_much_arrived() {
    let long = message(json!({"text": "a".repeat(5000)}));
    let throttled = || Ok(answer(429, r#"{"ok":false,"error_code":429}"#));
    let sent = send_to(&settings(), &long, vec![taken(42, 9), throttled()]);
    assert_eq!(
        (sent.status, sent.asked.len()),
        (422, 2),
        "{}",
        sent.document
    );
    assert!(
        sent.detail().contains("only 1 of 2 parts"),
        "{}",
        sent.detail()
    );
    let sent = send_to(&settings(), &long, vec![throttled(), taken(42, 9)]);
    assert_eq!(
        (sent.status, sent.asked.len()),
        (503, 1),
        "{}",
        sent.document
    );
}
