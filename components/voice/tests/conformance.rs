//! The connector contract, held against the voice connector.

mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, NOW, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_voice::Voice;

use provider::{IDS, PUBLIC_URL, about, form, incoming};

/// Twilio, signing in one of its ways.
struct Twilio {
    sign: fn(Webhook, &str) -> Webhook,
}

const AUTH_TOKEN: Twilio = Twilio {
    sign: provider::sign,
};
const SHARED_KEY: Twilio = Twilio {
    sign: provider::sign_sha256,
};

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

impl TestBed for Twilio {
    type Channel = Voice;
    const SECRET_VARIABLE: &'static str = "twilio_auth_token";

    fn channel(&self) -> Voice {
        Voice
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
        incoming("From=%2B14155550100&To=%2B14155550199&CallStatus=ringing&Direction=inbound")
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        let fields = "From=%2B14155550100&CallerName=J%C3%BCrgen+%2B1";
        let body = |fields: &str| incoming(fields).body;
        Cases::These(vec![
            (
                "decoded once too often",
                (
                    incoming(fields),
                    body("From=+14155550100&CallerName=J%C3%BCrgen++1"),
                ),
            ),
            (
                "Latin-1 instead of UTF-8",
                (
                    incoming(fields),
                    body("From=%2B14155550100&CallerName=J%FCrgen+%2B1"),
                ),
            ),
            (
                "empty values dropped",
                (incoming(&format!("{fields}&ForwardedFrom=")), body(fields)),
            ),
        ])
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause("Twilio reports one thing with each request")
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        let long = format!("CallStatus={}", "x".repeat(100_000));
        Cases::These(vec![
            (
                "a status of tomorrow",
                about("status", "CallStatus=pondered"),
            ),
            ("one that goes on", about("status", &long)),
            (
                "the same of the agent's leg",
                about("agent", "CallStatus=pondered"),
            ),
            (
                "the same of the customer's leg",
                about("customer", "CallStatus=pondered"),
            ),
            (
                "of what was dialled",
                about("dial", "DialCallStatus=pondered"),
            ),
            (
                "of a recording",
                about("recording", "RecordingStatus=pondered"),
            ),
            (
                "of a transcription",
                about("transcription", "TranscriptionStatus=pondered"),
            ),
            (
                "a message",
                form("", "", "MessageSid=SM1&AccountSid=AC1&Body=x"),
            ),
            (
                "a call of ours, where calls come in",
                incoming("Direction=outbound-api"),
            ),
            ("nothing", form("", "", "")),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("a sender that is not UTF-8", incoming("From=%FF")),
            (
                "no CallSid",
                form("", "", "AccountSid=AC1&From=%2B14155550100"),
            ),
            (
                "no AccountSid",
                form("", "", "CallSid=CA1&From=%2B14155550100"),
            ),
            ("no status", about("status", "")),
            ("no status of the agent's leg", about("agent", "")),
            ("nothing that was dialled", about("dial", "")),
            (
                "a recording without its id",
                about("recording", "RecordingStatus=completed"),
            ),
            (
                "words without an id",
                about("transcription", "TranscriptionStatus=completed"),
            ),
            (
                "a transcription that failed",
                about("transcription", "TranscriptionStatus=failed"),
            ),
            (
                "speech that is not UTF-8",
                about("input", "SpeechResult=caf%E9"),
            ),
            (
                "progress of nobody knows what",
                form("agent", "", "CallStatus=completed"),
            ),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let number = "From=%2B14155550100";
        let attested = "StirVerstat=TN-Validation-Passed-A&StirVerstat=TN-Validation-Failed";
        Cases::These(vec![
            (
                "the same value twice",
                (incoming(&format!("{number}&{number}")), WRITTEN),
            ),
            (
                "two callers",
                (incoming(&format!("{number}&From=%2B14155550101")), KEPT),
            ),
            (
                "two calls",
                (incoming(&format!("{number}&CallSid=CA2")), KEPT),
            ),
            (
                "two proofs",
                (incoming(&format!("{number}&{attested}")), KEPT),
            ),
            (
                "two values of an unknown field",
                (incoming(&format!("{number}&New=1&New=2")), WRITTEN),
            ),
            (
                "two statuses",
                (
                    about("agent", "CallStatus=ringing&CallStatus=completed"),
                    KEPT,
                ),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause(
            "Twilio reports our own calls by callbacks that name our interaction only",
        )
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let done = |written: &str| {
            let fields = format!("CallStatus=completed&CallDuration=60&Timestamp={written}");
            about("agent", &fields)
        };
        let second = NOW - NOW % 1000;
        Cases::These(vec![
            ("a call, which has none", (self.sample(), None)),
            (
                "RFC 2822",
                (done("Sun,+22+Nov+2026+04:17:00+%2B0000"), Some(second)),
            ),
            (
                "another zone",
                (done("Sun,+22+Nov+2026+05:17:00+%2B0100"), Some(second)),
            ),
            (
                "without a day",
                (done("22+Nov+2026+04:17:00+%2B0000"), Some(second)),
            ),
            (
                "a second from now",
                (done("Sun,+22+Nov+2026+04:17:01+%2B0000"), None),
            ),
            (
                "no such day",
                (done("Mon,+30+Feb+2026+04:17:00+%2B0000"), None),
            ),
            (
                "before all time",
                (done("Mon,+22+Nov+1926+04:17:00+%2B0000"), None),
            ),
            ("RFC 3339", (done("2026-11-22T04:17:00Z"), None)),
            ("no time", (done(""), None)),
            ("not UTF-8", (done("%FF"), None)),
            ("twice", (done("x&Timestamp=y"), None)),
        ])
    }
}

mod auth_token {
    throughline_channel_kit::conformance!(super::AUTH_TOKEN);
}

mod shared_key {
    throughline_channel_kit::conformance!(super::SHARED_KEY);
}

/// The ids that the requests of these tests have are Twilio's.
#[test]
fn ids_are_sids() {
    for pair in IDS.split('&') {
        let (name, sid) = pair.split_once('=').unwrap_or_default();
        let letters = if name == "CallSid" { "CA" } else { "AC" };
        assert!(throughline_twilio::address::is_sid(sid, letters), "{pair}");
    }
}
