//! What a provider's answer becomes.

use serde_json::json;
use throughline_channel_kit::outbound::Lost;

use super::recorder::{Sent, answer, message, providers, send, settings};

fn answered(provider: &str, status: u16, body: &str) -> Sent {
    send(
        &settings(provider),
        &message(json!({})),
        Ok(answer(status, body)),
    )
}

/// The status and the code that an outbox sees, and a part of what the agent reads.
type Expected = (u16, &'static str, &'static str);

const REFUSED: (u16, &str) = (422, "send_refused");
const THROTTLED: (u16, &str) = (503, "send_throttled");
const UNKNOWN: (u16, &str) = (504, "send_unknown");
const NOT_CONFIGURED: (u16, &str) = (503, "channel_not_configured");

fn expect((status, code): (u16, &'static str), detail: &'static str) -> Expected {
    (status, code, detail)
}

fn check(cases: &[(&str, u16, &str, Expected)]) {
    for (provider, status, body, (expected, code, detail)) in cases {
        let sent = answered(provider, *status, body);
        let what = format!("{provider} {status} {body}: {}", sent.document);
        assert_eq!(sent.status, *expected, "{what}");
        assert_eq!(sent.document["code"], *code, "{what}");
        assert_eq!(sent.document["provider"], *provider, "{what}");
        let said = sent.document["detail"].as_str().unwrap();
        assert!(said.contains(detail), "{what}");
        assert_eq!(sent.asked.len(), 1, "{what}");
        let waits = sent.retry_after.is_some();
        assert_eq!(waits, *code == "send_throttled", "{what}");
        // People's addresses and the provider's words are for the agent.
        assert!(!sent.log.contains("ann@example.org"), "{}", sent.log);
        assert!(sent.log.contains("int_1"), "{}", sent.log);
    }
}

#[test]
fn mailgun_says_why() {
    let m = |message: &str| format!(r#"{{"message":"{message}"}}"#);
    let invalid = m("'to' parameter is not a valid address. please check documentation");
    check(&[
        (
            "mailgun",
            400,
            &invalid,
            expect(REFUSED, "“'to' parameter is not a valid address"),
        ),
        (
            "mailgun",
            401,
            "Forbidden",
            expect(NOT_CONFIGURED, "`mailgun_api_key`"),
        ),
        (
            "mailgun",
            402,
            &m("Payment Required"),
            expect(NOT_CONFIGURED, "paid"),
        ),
        (
            "mailgun",
            403,
            &m("Domain is disabled"),
            expect(REFUSED, "“Domain is disabled”"),
        ),
        (
            "mailgun",
            404,
            &m("Domain not found"),
            expect(NOT_CONFIGURED, "`mailgun_domain`"),
        ),
        ("mailgun", 413, "<html>", expect(REFUSED, "25 MB")),
        (
            "mailgun",
            429,
            &m("too many requests"),
            expect(THROTTLED, "at the moment"),
        ),
        (
            "mailgun",
            200,
            "Mailgun Magnificent API",
            expect(UNKNOWN, "unexpected"),
        ),
        (
            "mailgun",
            200,
            r#"{"message":"Queued."}"#,
            expect(UNKNOWN, "unexpected"),
        ),
        ("mailgun", 200, r#"{"id":7}"#, expect(UNKNOWN, "unexpected")),
        ("mailgun", 200, "", expect(UNKNOWN, "unexpected")),
    ]);
}

#[test]
fn sendgrid_says_why() {
    let errors = r#"{"errors":[{"message":"The subject is required.","field":"subject","help":null},
                     {"message":"Bad to","field":null},{"field":"x"}]}"#;
    check(&[
        (
            "sendgrid",
            400,
            errors,
            expect(REFUSED, "“The subject is required. (subject); Bad to”"),
        ),
        (
            "sendgrid",
            401,
            r#"{"errors":[{"message":"x"}]}"#,
            expect(NOT_CONFIGURED, "`sendgrid_api_key`"),
        ),
        (
            "sendgrid",
            403,
            r#"{"errors":[]}"#,
            expect(NOT_CONFIGURED, "`email_from`"),
        ),
        ("sendgrid", 413, "", expect(REFUSED, "30 MB")),
        (
            "sendgrid",
            429,
            r#"{"errors":[{"message":"too many requests"}]}"#,
            expect(THROTTLED, "“too many"),
        ),
        ("sendgrid", 400, "{", expect(REFUSED, "status 400")),
        (
            "sendgrid",
            400,
            r#"{"errors":"all"}"#,
            expect(REFUSED, "status 400"),
        ),
        ("sendgrid", 200, "{}", expect(UNKNOWN, "status 200")),
    ]);
}

#[test]
fn an_accepted_mail_without_an_id_is_sent() {
    let sent = answered("sendgrid", 202, "");
    assert_eq!(sent.status, 200);
    assert_eq!(sent.document["provider_message_id"], json!(null));
    assert_eq!(sent.document["message_id"], "int_1@example.com");
}

#[test]
fn postmark_says_why_by_its_code_whatever_the_status() {
    let e = |code: u32| format!(r#"{{"ErrorCode":{code},"Message":"its words"}}"#);
    for status in [200, 422] {
        check(&[
            (
                "postmark",
                status,
                &e(10),
                expect(NOT_CONFIGURED, "`postmark_server_token`"),
            ),
            (
                "postmark",
                status,
                &e(100),
                expect(THROTTLED, "maintenance"),
            ),
            ("postmark", status, &e(300), expect(REFUSED, "“its words”")),
            (
                "postmark",
                status,
                &e(400),
                expect(NOT_CONFIGURED, "`email_from`"),
            ),
            (
                "postmark",
                status,
                &e(401),
                expect(NOT_CONFIGURED, "`email_from`"),
            ),
            (
                "postmark",
                status,
                &e(405),
                expect(NOT_CONFIGURED, "credits"),
            ),
            ("postmark", status, &e(406), expect(REFUSED, "bounced")),
            (
                "postmark",
                status,
                &e(411),
                expect(REFUSED, "files of this type"),
            ),
            (
                "postmark",
                status,
                &e(412),
                expect(NOT_CONFIGURED, "approved"),
            ),
            (
                "postmark",
                status,
                &e(413),
                expect(NOT_CONFIGURED, "account"),
            ),
            ("postmark", status, &e(1101), expect(REFUSED, "template")),
            (
                "postmark",
                status,
                &e(99_999),
                expect(REFUSED, "“its words”"),
            ),
            (
                "postmark",
                status,
                r#"{"ErrorCode":7}"#,
                expect(REFUSED, "error 7"),
            ),
        ]);
    }
    check(&[
        ("postmark", 429, &e(429), expect(THROTTLED, "“its words”")),
        (
            "postmark",
            401,
            "",
            expect(NOT_CONFIGURED, "`postmark_server_token`"),
        ),
        ("postmark", 403, "<html>", expect(REFUSED, "status 403")),
        ("postmark", 413, "", expect(REFUSED, "10 MB")),
        ("postmark", 200, "{", expect(UNKNOWN, "unexpected")),
        (
            "postmark",
            200,
            r#"{"MessageID":"x"}"#,
            expect(UNKNOWN, "unexpected"),
        ),
        (
            "postmark",
            200,
            r#"{"ErrorCode":0}"#,
            expect(UNKNOWN, "unexpected"),
        ),
        (
            "postmark",
            500,
            r#"{"ErrorCode":0,"MessageID":"x"}"#,
            expect(UNKNOWN, "failed"),
        ),
    ]);
}

#[test]
fn what_every_provider_has_in_common() {
    for (provider, _) in providers() {
        check(&[
            (provider, 500, "", expect(UNKNOWN, "status 500")),
            (
                provider,
                502,
                "<html>Bad gateway",
                expect(UNKNOWN, "nevertheless"),
            ),
            (provider, 504, "", expect(UNKNOWN, "nevertheless")),
            (provider, 503, "", expect(THROTTLED, "at the moment")),
            (provider, 408, "", expect(THROTTLED, "at the moment")),
            (provider, 418, "", expect(REFUSED, "status 418")),
            (provider, 301, "", expect(NOT_CONFIGURED, "address")),
            (provider, 204, "", expect(UNKNOWN, "")),
        ]);
    }
}

#[test]
fn the_wait_is_the_providers_within_limits() {
    for (given, expected) in [
        (Some("7"), "7"),
        (Some("0"), "1"),
        (Some("999999"), "3600"),
        (Some("Wed, 21 Oct 2026 07:28:00 GMT"), "60"),
        (Some("-1"), "60"),
        (None, "60"),
    ] {
        for (provider, _) in providers() {
            let mut throttled = answer(429, "");
            if let Some(given) = given {
                let headers = throttled.headers_mut();
                headers.insert("retry-after", given.parse().unwrap());
            }
            let sent = send(&settings(provider), &message(json!({})), Ok(throttled));
            assert_eq!(sent.retry_after.as_deref(), Some(expected), "{given:?}");
        }
    }
}

#[test]
fn a_lost_request_is_repeated_only_if_it_never_left() {
    for (lost, (status, code)) in [
        (Lost::NotSent("DnsError".into()), THROTTLED),
        (Lost::Forbidden("HttpRequestDenied".into()), NOT_CONFIGURED),
        (Lost::Unanswered("ConnectionReadTimeout".into()), UNKNOWN),
    ] {
        for (provider, _) in providers() {
            let sent = send(&settings(provider), &message(json!({})), Err(lost.clone()));
            assert_eq!(sent.status, status, "{lost:?}");
            assert_eq!(sent.document["code"], code, "{lost:?}");
            assert_eq!(sent.asked.len(), 1, "never twice by itself");
        }
    }
}

#[test]
fn a_providers_words_are_cut_and_on_one_line() {
    let long = format!(r#"{{"message":"a\r\nb\u0000\u0007 {}"}}"#, "é".repeat(1000));
    let sent = answered("mailgun", 400, &long);
    let detail = sent.document["detail"].as_str().unwrap();
    let quote = detail.split(['“', '”']).nth(1).unwrap();
    assert!(quote.starts_with("a b é"), "{quote}");
    assert_eq!(quote.chars().count(), 301);
    assert!(quote.ends_with('…'));
}
