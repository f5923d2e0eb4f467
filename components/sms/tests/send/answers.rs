//! What Twilio's answer becomes.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::Lost;

use super::recorder::{Answer, SID, Sent, accepted, answer, message, send, settings};

fn answered(status: u16, body: &str) -> Sent {
    send(
        &settings(),
        &message(json!({})),
        vec![Ok(answer(status, body))],
    )
}

/// The status and the code that an outbox sees.
type Expected = (u16, &'static str);

const REFUSED: Expected = (422, "send_refused");
const THROTTLED: Expected = (503, "send_throttled");
const UNKNOWN: Expected = (504, "send_unknown");
const NOT_CONFIGURED: Expected = (503, "channel_not_configured");

fn check(sent: &Sent, (status, code): Expected, detail: &str, what: &str) {
    let what = format!("{what}: {}", sent.document);
    assert_eq!(sent.status, status, "{what}");
    assert_eq!(sent.document["code"], code, "{what}");
    assert_eq!(sent.document["provider"], "twilio", "{what}");
    let said = sent.document["detail"].as_str().unwrap();
    assert!(said.contains(detail), "{what}");
    let waits = sent.retry_after.is_some();
    assert_eq!(waits, code == "send_throttled", "{what}");
    assert!(!sent.log.contains("+14155550100"), "{}", sent.log);
    assert!(sent.log.contains("int_"), "{}", sent.log);
}

/// An error as Twilio's API writes it.
fn error(code: u32, status: u16) -> String {
    json!({"code": code, "message": "its words", "status": status,
           "more_info": format!("https://www.twilio.com/docs/errors/{code}")})
    .to_string()
}

#[test]
fn each_error_is_explained() {
    for (status, code, expected, detail) in [
        (401, 20003, NOT_CONFIGURED, "`twilio_auth_token`"),
        (404, 20404, NOT_CONFIGURED, "`twilio_account_sid`"),
        (400, 21211, REFUSED, "no valid phone number"),
        (400, 21212, NOT_CONFIGURED, "`twilio_from`"),
        (400, 21265, REFUSED, "short code"),
        (400, 21408, NOT_CONFIGURED, "country"),
        (400, 21606, NOT_CONFIGURED, "`twilio_from`"),
        (400, 21608, NOT_CONFIGURED, "trial"),
        (400, 21609, NOT_CONFIGURED, "`public_url`"),
        (400, 21610, REFUSED, "unsubscribed"),
        (400, 21611, THROTTLED, "wait at Twilio"),
        (400, 21612, REFUSED, "cannot be reached"),
        (400, 21614, REFUSED, "not a mobile number"),
        (400, 21617, REFUSED, "1600"),
        (400, 21620, REFUSED, "file"),
        (400, 21635, REFUSED, "landline"),
        (400, 21659, NOT_CONFIGURED, "`twilio_from`"),
        (400, 21660, NOT_CONFIGURED, "another Twilio account"),
        (400, 21703, NOT_CONFIGURED, "messaging service"),
        (400, 21910, NOT_CONFIGURED, "same channel"),
        (400, 30007, REFUSED, "spam"),
        (400, 30034, NOT_CONFIGURED, "A2P 10DLC"),
        (400, 63007, NOT_CONFIGURED, "WhatsApp"),
        (400, 63016, REFUSED, "24 hours"),
        (403, 30002, NOT_CONFIGURED, "suspended"),
        (
            400,
            99999,
            REFUSED,
            "Twilio refused the message: “its words”",
        ),
    ] {
        let sent = answered(status, &error(code, status));
        check(&sent, expected, detail, &format!("{status} {code}"));
        let said = sent.document["detail"].as_str().unwrap();
        assert!(said.contains("“its words”"), "{said}");
        assert_eq!(sent.asked.len(), 1);
    }
}

#[test]
fn problem_details_are_errors_too() {
    let problem = |members: Value| {
        let mut problem = json!({"type": "https://www.twilio.com/docs/errors/21610",
                                 "title": "Unsubscribed recipient", "status": 400, "code": 21610});
        for (name, value) in members.as_object().unwrap() {
            problem[name] = value.clone();
        }
        answered(400, &problem.to_string())
    };
    let opted_out = problem(json!({"detail": "its words"}));
    check(&opted_out, REFUSED, "unsubscribed", "a problem");
    check(&opted_out, REFUSED, "“its words”", "a problem's detail");
    check(
        &problem(json!({})),
        REFUSED,
        "“Unsubscribed recipient”",
        "a title",
    );
    check(
        &problem(json!({"code": "21211"})),
        REFUSED,
        "no valid",
        "a code as text",
    );
    check(
        &problem(json!({"code": -1})),
        REFUSED,
        "“Unsubscribed",
        "no code",
    );
    check(
        &problem(json!({"code": 4_294_988_907_u64})),
        REFUSED,
        "“Uns",
        "too large",
    );
}

#[test]
fn other_answers_are_judged_by_their_status() {
    for (status, body, expected, detail) in [
        (401, "", NOT_CONFIGURED, "`twilio_auth_token`"),
        (404, "<html>", NOT_CONFIGURED, "`twilio_account_sid`"),
        (403, "", REFUSED, "status 403"),
        (400, "{", REFUSED, "status 400"),
        (400, "[]", REFUSED, "status 400"),
        (400, r#"{"code":{},"message":[]}"#, REFUSED, "status 400"),
        (301, "", NOT_CONFIGURED, "address"),
        (408, "", THROTTLED, "at the moment"),
        (429, "", THROTTLED, "at the moment"),
        (503, "", THROTTLED, "at the moment"),
        (500, "", UNKNOWN, "status 500"),
        (502, "<html>Bad gateway", UNKNOWN, "nevertheless"),
        (504, "", UNKNOWN, "nevertheless"),
        (201, "", UNKNOWN, "unexpected"),
        (201, "{", UNKNOWN, "unexpected"),
        (201, r#"{"status":"queued"}"#, UNKNOWN, "unexpected"),
        (201, r#"{"sid":7}"#, UNKNOWN, "unexpected"),
        (204, "", UNKNOWN, "unexpected"),
    ] {
        let sent = answered(status, body);
        check(&sent, expected, detail, &format!("{status} {body}"));
    }
    // A code does not make of a failure something that surely was not sent.
    check(
        &answered(500, &error(21610, 500)),
        UNKNOWN,
        "nevertheless",
        "500",
    );
    check(
        &answered(429, &error(20429, 429)),
        THROTTLED,
        "“its words”",
        "429",
    );
}

#[test]
fn what_was_taken_may_have_failed_at_once() {
    let taken = |members: Value| {
        let mut document = json!({"sid": SID, "status": "queued"});
        for (name, value) in members.as_object().unwrap() {
            document[name] = value.clone();
        }
        answered(201, &document.to_string())
    };
    for status in ["accepted", "queued", "scheduled", "sending", "sent", "new"] {
        assert_eq!(taken(json!({"status": status})).status, 200, "{status}");
    }
    assert_eq!(taken(json!({"status": null})).status, 200);
    for status in ["failed", "undelivered", "canceled"] {
        let explained = taken(json!({"status": status, "error_code": 30007}));
        check(&explained, REFUSED, "spam", status);
        let words = json!({"status": status, "error_code": null, "error_message": "its words"});
        check(&taken(words), REFUSED, "“its words”", status);
    }
}

#[test]
fn the_wait_is_twilios_within_limits() {
    for (given, expected) in [
        (Some("7"), "7"),
        (Some("0"), "1"),
        (Some("999999"), "3600"),
        (Some("Wed, 21 Oct 2026 07:28:00 GMT"), "60"),
        (None, "60"),
    ] {
        let mut throttled = answer(429, error(20429, 429));
        if let Some(given) = given {
            let headers = throttled.headers_mut();
            headers.insert("retry-after", given.parse().unwrap());
        }
        let sent = send(&settings(), &message(json!({})), vec![Ok(throttled)]);
        assert_eq!(sent.retry_after.as_deref(), Some(expected), "{given:?}");
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
        assert_eq!(sent.asked.len(), 1, "never twice by itself");
    }
}

#[test]
fn a_part_that_fails_ends_the_message() {
    let text = "All work and no play. ".repeat(150);
    let ok = || Ok(accepted());
    let refused = || -> Answer { Ok(answer(400, error(21610, 400))) };
    let throttled = || -> Answer { Ok(answer(429, "")) };
    let lost = || -> Answer { Err(Lost::Unanswered("timeout".into())) };
    for (answers, asked, expected, detail) in [
        (vec![refused()], 1, REFUSED, "unsubscribed"),
        (vec![throttled()], 1, THROTTLED, "at the moment"),
        (vec![ok(), refused()], 2, REFUSED, "only 1 of 3"),
        // What would be tried again would send the first part twice.
        (vec![ok(), throttled()], 2, REFUSED, "only 1 of 3"),
        (vec![ok(), ok(), lost()], 3, UNKNOWN, "2 of 3 parts"),
    ] {
        let sent = send(&settings(), &message(json!({ "text": text })), answers);
        check(&sent, expected, detail, detail);
        assert_eq!(sent.asked.len(), asked, "{detail}");
    }
}
