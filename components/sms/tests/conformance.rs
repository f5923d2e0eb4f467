//! The connector contract, held against the SMS connector.

mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, NOW, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_sms::Sms;

use provider::{PUBLIC_URL, form, json, status};

/// Twilio, signing in one of its ways.
struct Twilio {
    sign: fn(Webhook, &str) -> Webhook,
    sample: fn() -> Webhook,
}

const AUTH_TOKEN: Twilio = Twilio {
    sign: provider::sign,
    sample: || form(SAMPLE),
};
const SHARED_KEY: Twilio = Twilio {
    sign: provider::sign_sha256,
    sample: || form(SAMPLE),
};
const JSON: Twilio = Twilio {
    sign: provider::sign,
    sample: || json(SAMPLE_JSON.as_bytes()),
};

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

const SAMPLE: &str = "MessageSid=SM00000000000000000000000000000001&AccountSid=AC0000000000000000000\
                      0000000000000&From=%2B14155550100&To=%2B14155550199&Body=H%C3%A9llo+%F0%9F%91%8B\
                      +1%2B1%3D2+%26+m%C3%A1s&NumMedia=0";

const SAMPLE_JSON: &str = r#"{"MessageSid":"SM1","AccountSid":"AC1","From":"+14155550100",
    "To":"+14155550199","Body":"H\u00e9llo \ud83d\udc4b 1+1=2"}"#;

fn message(fields: &str) -> Webhook {
    form(&format!("MessageSid=SM1&AccountSid=AC1&{fields}"))
}

impl TestBed for Twilio {
    type Channel = Sms;
    const SECRET_VARIABLE: &'static str = "twilio_auth_token";

    fn channel(&self) -> Sms {
        Sms
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        vec![("public_url", PUBLIC_URL)]
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["x-twilio-signature"]
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        (self.sign)(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        (self.sample)()
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        let text = "From=%2B14155550100&Body=caf%C3%A9+%2B1";
        let body = |written: &str| form(&format!("MessageSid=SM1&AccountSid=AC1&{written}")).body;
        let object =
            br#"{"MessageSid":"SM1","AccountSid":"AC1","From":"+14155550100","Body":"\u00e9"}"#;
        Cases::These(vec![
            (
                "decoded once too often",
                (message(text), body("From=+14155550100&Body=caf%C3%A9++1")),
            ),
            (
                "encoded twice",
                (
                    message(text),
                    body("From=%252B14155550100&Body=caf%25C3%25A9+%252B1"),
                ),
            ),
            (
                "Latin-1 instead of UTF-8",
                (message(text), body("From=%2B14155550100&Body=caf%E9+%2B1")),
            ),
            (
                "decomposed Unicode",
                (
                    message(text),
                    body("From=%2B14155550100&Body=cafe%CC%81+%2B1"),
                ),
            ),
            (
                "empty values dropped",
                (message(&format!("{text}&Blank=")), body(text)),
            ),
            (
                "JSON written anew",
                (
                    json(object),
                    r#"{"MessageSid":"SM1","AccountSid":"AC1","From":"+14155550100","Body":"é"}"#
                        .into(),
                ),
            ),
        ])
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause("Twilio sends one message with each request")
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            (
                "a call",
                form("CallSid=CA1&AccountSid=AC1&CallStatus=ringing&From=%2B14155550100"),
            ),
            (
                "a status of tomorrow",
                status("MessageSid=SM1&AccountSid=AC1&MessageStatus=pondered"),
            ),
            (
                "a status that goes on",
                status(&format!(
                    "MessageSid=SM1&AccountSid=AC1&MessageStatus={}",
                    "x".repeat(100_000)
                )),
            ),
            ("no status at all", status("MessageSid=SM1&AccountSid=AC1")),
            (
                "an event of another product",
                json(br#"{"EventType":"onMessageAdded","AccountSid":"AC1"}"#),
            ),
            ("nothing", form("")),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let deep = format!(
            r#"{{"MessageSid":"SM1","AccountSid":"AC1","Body":{}{}}}"#,
            "[".repeat(64),
            "]".repeat(64)
        );
        Cases::These(vec![
            ("a lone surrogate in a form", message("Body=%ED%A0%BD")),
            (
                "a lone surrogate in JSON",
                json(br#"{"MessageSid":"SM1","AccountSid":"AC1","Body":"\ud83d"}"#),
            ),
            ("text in Latin-1", message("Body=caf%E9")),
            ("a sender that is not UTF-8", message("From=%FF&Body=x")),
            (
                "no MessageSid",
                form("AccountSid=AC1&From=%2B14155550100&Body=x"),
            ),
            (
                "no AccountSid",
                form("MessageSid=SM1&From=%2B14155550100&Body=x"),
            ),
            (
                "no account in a status",
                status("MessageSid=SM1&MessageStatus=sent"),
            ),
            (
                "no message in a status",
                status("AccountSid=AC1&MessageStatus=sent"),
            ),
            (
                "JSON that ends early",
                json(br#"{"MessageSid":"SM1","AccountSid":"AC1""#),
            ),
            ("JSON that is no object", json(br#"["MessageSid","SM1"]"#)),
            ("JSON of depth 65", json(deep.as_bytes())),
            ("bytes", form("\u{0}\u{1}\u{fffd}")),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        Cases::These(vec![
            (
                "the same value twice",
                (message("From=%2B14155550100&Body=x&Body=x"), WRITTEN),
            ),
            (
                "two texts",
                (message("From=%2B14155550100&Body=x&Body=y"), KEPT),
            ),
            (
                "two senders",
                (
                    message("From=%2B14155550100&From=%2B14155550101&Body=x"),
                    KEPT,
                ),
            ),
            (
                "two accounts",
                (message("AccountSid=AC2&From=%2B14155550100&Body=x"), KEPT),
            ),
            (
                "two messages",
                (message("MessageSid=SM2&From=%2B14155550100&Body=x"), KEPT),
            ),
            (
                "two values of an unknown field",
                (message("From=%2B14155550100&New=1&New=2"), WRITTEN),
            ),
            (
                "two names in JSON",
                (
                    json(br#"{"MessageSid":"SM1","AccountSid":"AC1","Body":"x","Body":"y"}"#),
                    KEPT,
                ),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause("Twilio reports our own messages by status callbacks only")
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let done = |written: &str| {
            status(&format!(
                "MessageSid=SM1&AccountSid=AC1&MessageStatus=delivered&RawDlrDoneDate={written}"
            ))
        };
        let minute = NOW - NOW % 60_000;
        Cases::These(vec![
            ("a message, which has none", (self.sample(), None)),
            ("YYMMDDhhmm", (done("2611220417"), Some(minute))),
            ("a minute from now", (done("2611220418"), None)),
            ("no such day", (done("2602300417"), None)),
            ("no time", (done(""), None)),
            ("RFC 3339", (done("2026-11-22T04:17:00Z"), None)),
            ("not UTF-8", (done("%FF"), None)),
            (
                "twice",
                (done("2611220416&RawDlrDoneDate=2611220415"), None),
            ),
        ])
    }
}

mod auth_token {
    throughline_channel_kit::conformance!(super::AUTH_TOKEN);
}

mod shared_key {
    throughline_channel_kit::conformance!(super::SHARED_KEY);
}

mod json_body {
    throughline_channel_kit::conformance!(super::JSON);
}
