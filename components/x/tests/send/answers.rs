//! What an answer of X's becomes.

use serde_json::json;
use throughline_channel_kit::outbound::Lost;

use super::recorder::{Sent, answer, answered, created, message, send_to, settings, taken};

fn problem(status: u16, title: &str, detail: &str, kind: &str) -> Sent {
    let kind = format!("https://api.x.com/2/problems/{kind}");
    let body = json!({"title": title, "detail": detail, "type": kind, "status": status});
    answered(status, &body.to_string())
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
    assert_eq!(sent.document["provider"], "x", "{what}");
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
fn every_problem_says_why() {
    for (status, detail, kind, expected, said) in [
        (
            400,
            "One or more parameters to your request was invalid.",
            "invalid-request",
            REFUSED,
            "“One or more",
        ),
        (
            401,
            "Unauthorized",
            "unauthorized",
            NOT_CONFIGURED,
            "`x_access_token`",
        ),
        (
            402,
            "Your enrolled account does not have any credits",
            "credits",
            NOT_CONFIGURED,
            "credits",
        ),
        (
            403,
            "You do not have permission to DM one or more participants.",
            "forbidden",
            REFUSED,
            "no direct messages from it",
        ),
        (
            403,
            "You cannot send messages to this user.",
            "forbidden",
            REFUSED,
            "no direct messages from it",
        ),
        (
            403,
            "You are not allowed to create a Tweet with duplicate content.",
            "forbidden",
            REFUSED,
            "the same text",
        ),
        (
            403,
            "Reply to this conversation is not allowed because you have not been mentioned",
            "forbidden",
            REFUSED,
            "lets only some people answer",
        ),
        (403, "Forbidden", "forbidden", REFUSED, "does not allow it"),
        (
            403,
            "When authenticating requests…",
            "client-forbidden",
            NOT_CONFIGURED,
            "`dm.write`",
        ),
        (
            403,
            "Authenticating with OAuth 2.0 Application-Only is forbidden",
            "unsupported-authentication",
            NOT_CONFIGURED,
            "`x_access_token`",
        ),
        (
            403,
            "Your client app is not configured with the appropriate oauth1 app permissions",
            "x",
            NOT_CONFIGURED,
            "`x_access_token`",
        ),
        (
            404,
            "Could not find user",
            "resource-not-found",
            REFUSED,
            "no such user",
        ),
        (413, "", "x", REFUSED, "5 MB"),
        (
            429,
            "Too Many Requests",
            "too-many-requests",
            THROTTLED,
            "“Too Many Requests”",
        ),
        (500, "Internal Server Error", "x", UNKNOWN, "nevertheless"),
        (503, "Service Unavailable", "x", THROTTLED, "at the moment"),
    ] {
        check(&problem(status, "Title", detail, kind), expected, said);
    }
}

#[test]
fn the_most_particular_words_are_quoted() {
    for (body, quote) in [
        (
            r#"{"errors":[{"message":"text is too long"}],"detail":"invalid","title":"Bad"}"#,
            "“text is too long”",
        ),
        (
            r#"{"errors":[{"detail":"no such media"}],"detail":"invalid"}"#,
            "“no such media”",
        ),
        (
            r#"{"errors":[{}],"detail":"invalid","title":"Bad"}"#,
            "“invalid”",
        ),
        (r#"{"title":"Bad"}"#, "“Bad”"),
        (r#"{"errors":"all"}"#, "status 400"),
        ("<html>", "status 400"),
    ] {
        check(&answered(400, body), REFUSED, quote);
    }
}

#[test]
fn what_is_no_answer_of_xs() {
    for (status, body, expected, detail) in [
        (200, "", UNKNOWN, "unexpected"),
        (201, "<html>", UNKNOWN, "unexpected"),
        (201, r#"{"data":{}}"#, UNKNOWN, "unexpected"),
        (201, r#"{"data":{"dm_event_id":77}}"#, UNKNOWN, "unexpected"),
        (201, r#"{"data":{"dm_event_id":""}}"#, UNKNOWN, "unexpected"),
        (204, "", UNKNOWN, "unexpected"),
        (
            500,
            r#"{"data":{"dm_event_id":"77"}}"#,
            UNKNOWN,
            "nevertheless",
        ),
        (502, "<html>Bad gateway", UNKNOWN, "status 502"),
        (403, "", REFUSED, "does not allow it"),
        (418, "", REFUSED, "status 418"),
        (301, "", NOT_CONFIGURED, "address"),
    ] {
        check(&answered(status, body), expected, detail);
    }
}

#[test]
fn the_wait_is_until_x_takes_more() {
    let date = Some("Sun, 22 Nov 2026 04:17:00 GMT");
    for (reset, date, retry_after, expected) in [
        (Some("1795321260"), date, None, "240"),
        (Some("1795321260"), date, Some("7"), "7"),
        (Some("1795321020"), date, None, "1"),
        (Some("1"), date, None, "1"),
        (Some("18446744073709551615"), date, None, "3600"),
        (Some("soon"), date, None, "60"),
        (Some("1795321260"), None, None, "60"),
        (Some("1795321260"), Some("Sunday"), None, "60"),
        (None, date, None, "60"),
    ] {
        let mut throttled = answer(429, "{}");
        for (name, value) in [
            ("x-rate-limit-reset", reset),
            ("date", date),
            ("retry-after", retry_after),
        ] {
            if let Some(value) = value {
                throttled.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        let sent = send_to(&settings(), &message(json!({})), vec![Ok(throttled)]);
        check(&sent, THROTTLED, "at the moment");
        assert_eq!(
            sent.retry_after.as_deref(),
            Some(expected),
            "{reset:?} {date:?}"
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
        let sent = send_to(&settings(), &message(json!({})), vec![Err(lost)]);
        check(&sent, expected, "");
    }
}

#[test]
fn an_upload_that_fails_sends_nothing() {
    let file = json!({"name": "a.png", "content_type": "image/png", "content": "aGk="});
    let message = message(json!({ "attachments": [file] }));
    for (failed, expected) in [
        (Ok(answer(500, "")), THROTTLED),
        (Ok(answer(201, "{}")), THROTTLED),
        (Ok(answer(400, r#"{"detail":"bad picture"}"#)), REFUSED),
        (
            Err(Lost::Unanswered("ConnectionReadTimeout".into())),
            THROTTLED,
        ),
    ] {
        check(
            &send_to(&settings(), &message, vec![failed, taken("77")]),
            expected,
            "",
        );
    }
    let answers = vec![created("m1"), Ok(answer(500, ""))];
    let sent = send_to(&settings(), &message, answers);
    assert_eq!(
        (sent.status, sent.asked.len()),
        (504, 2),
        "{}",
        sent.document
    );
}

#[test]
fn a_part_that_fails_says_how_much_arrived() {
    let long = message(json!({"text": "a".repeat(10_001)}));
    let sent = send_to(&settings(), &long, vec![taken("77"), Ok(answer(429, ""))]);
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
}
