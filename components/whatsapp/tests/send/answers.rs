//! What an answer of WhatsApp's becomes.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::Lost;

use super::recorder::{Answer, OURS, Sent, answer, message, send_by, settings, taken};

fn answered(with: Answer) -> Sent {
    send_by(&settings(), &message(json!({})), vec![with])
}

const REFUSED: (u16, &str) = (422, "send_refused");
const THROTTLED: (u16, &str) = (503, "send_throttled");
const UNKNOWN: (u16, &str) = (504, "send_unknown");
const NOT_CONFIGURED: (u16, &str) = (503, "channel_not_configured");

fn check(with: Answer, (status, code): (u16, &str), said: &str) {
    let what = format!("{with:?}");
    let sent = answered(with);
    assert_eq!(sent.status, status, "{what}: {}", sent.document);
    assert_eq!(sent.document["code"], code, "{what}");
    assert_eq!(sent.document["provider"], "meta", "{what}");
    assert!(sent.detail().contains(said), "{what}: {}", sent.detail());
    assert_eq!(sent.asked.len(), 1, "never twice by itself: {what}");
    assert_eq!(
        sent.retry_after.is_some(),
        code == "send_throttled",
        "{what}"
    );
    // The number and the provider's words are for the agent.
    assert!(!sent.log.contains("6505551234"), "{}", sent.log);
    assert!(sent.log.contains(OURS), "{}", sent.log);
}

fn error(code: u32) -> Value {
    json!({"error": {
        "message": format!("(#{code}) title"), "type": "OAuthException", "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": "its words"},
        "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
    }})
}

#[test]
fn whatsapp_says_why() {
    for (code, expected, said) in [
        (131_047, REFUSED, "template"),
        (131_026, REFUSED, "not on WhatsApp"),
        (131_062, REFUSED, "phone number"),
        (131_021, REFUSED, "same number"),
        (130_472, REFUSED, "decided not to deliver"),
        (131_049, REFUSED, "decided not to deliver"),
        (131_050, REFUSED, "marketing"),
        (131_008, REFUSED, "“its words”"),
        (131_009, REFUSED, "“its words”"),
        (100, REFUSED, "“its words”"),
        (131_051, REFUSED, "type of message"),
        (131_053, REFUSED, "“its words”"),
        (132_000, REFUSED, "does not fit"),
        (132_001, REFUSED, "no template"),
        (132_005, REFUSED, "does not fit"),
        (132_007, REFUSED, "“its words”"),
        (132_012, REFUSED, "does not fit"),
        (132_015, REFUSED, "low quality"),
        (132_016, REFUSED, "low quality"),
        (135_555, REFUSED, "“its words”"),
        (4, THROTTLED, "at the moment"),
        (80_007, THROTTLED, "at the moment"),
        (130_429, THROTTLED, "at the moment"),
        (131_048, THROTTLED, "blocked it or"),
        (131_056, THROTTLED, "one person"),
        (190, NOT_CONFIGURED, "access token"),
        (10, NOT_CONFIGURED, "permission"),
        (131_005, NOT_CONFIGURED, "permission"),
        (131_042, NOT_CONFIGURED, "payments"),
        (131_031, NOT_CONFIGURED, "blocked the account"),
        (133_010, NOT_CONFIGURED, "registered"),
        (131_000, UNKNOWN, "nevertheless"),
        (131_016, UNKNOWN, "nevertheless"),
    ] {
        check(Ok(answer(400, error(code))), expected, said);
    }
    // `error_data` was a text once.
    let mut old = error(131_009);
    old["error"]["error_data"] = json!("older words");
    check(Ok(answer(400, old)), REFUSED, "“older words”");
}

#[test]
fn only_what_is_certain_counts_as_not_sent() {
    check(Ok(answer(500, error(131_047))), UNKNOWN, "nevertheless");
    check(Ok(answer(502, "<html>")), UNKNOWN, "nevertheless");
    check(Ok(answer(504, "")), UNKNOWN, "nevertheless");
    check(Ok(answer(503, "")), THROTTLED, "at the moment");
    check(Ok(answer(429, "")), THROTTLED, "at the moment");
    check(Ok(answer(404, "")), REFUSED, "status 404");
    check(Ok(answer(302, "")), NOT_CONFIGURED, "address");
    for broken in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"messages":[]}"#,
        r#"{"messages":[{"id":7}]}"#,
        r#"{"messages":[{"id":""}]}"#,
        r#"{"messages":{"id":"wamid.1"}}"#,
        r#"{"id":"x"}"#,
    ] {
        check(Ok(answer(200, broken)), UNKNOWN, "unexpected");
    }
    check(
        Err(Lost::NotSent("DnsError".into())),
        THROTTLED,
        "cannot be reached",
    );
    check(
        Err(Lost::Forbidden("HttpRequestDenied".into())),
        NOT_CONFIGURED,
        "must not be called",
    );
    check(
        Err(Lost::Unanswered("ConnectionReadTimeout".into())),
        UNKNOWN,
        "in time",
    );
}

#[test]
fn the_wait_is_whatsapps_within_limits() {
    for (given, expected) in [
        (Some("7"), "7"),
        (Some("0"), "1"),
        (Some("999999"), "3600"),
        (None, "60"),
    ] {
        let mut throttled = answer(429, error(130_429));
        if let Some(given) = given {
            throttled
                .headers_mut()
                .insert("retry-after", given.parse().unwrap());
        }
        assert_eq!(
            answered(Ok(throttled)).retry_after.as_deref(),
            Some(expected),
            "{given:?}"
        );
    }
}

#[test]
fn a_part_that_fails_after_another_was_sent_is_the_end() {
    let long = message(json!({"text": "x".repeat(4096 * 3)}));
    for (second, status, code, said) in [
        (
            Ok(answer(400, error(131_056))),
            422,
            "send_refused",
            "1 of 3",
        ),
        (
            Ok(answer(400, error(131_026))),
            422,
            "send_refused",
            "1 of 3",
        ),
        (Ok(answer(500, "")), 504, "send_unknown", "1 of 3"),
        (
            Err(Lost::Unanswered("x".into())),
            504,
            "send_unknown",
            "1 of 3",
        ),
    ] {
        let sent = send_by(
            &settings(),
            &long,
            vec![taken("wamid.A"), second, taken("wamid.C")],
        );
        assert_eq!(sent.status, status, "{}", sent.document);
        assert_eq!(sent.document["code"], code);
        assert!(sent.detail().contains(said), "{}", sent.detail());
        assert_eq!(sent.asked.len(), 2);
    }
}
