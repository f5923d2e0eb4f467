//! The connector contract, held against the Telegram connector.

mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, NOW, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_telegram::Telegram;

use provider::{HEADER, message, of, sign, update};

struct Bot;

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

impl TestBed for Bot {
    type Channel = Telegram;
    const SECRET_VARIABLE: &'static str = "telegram_secret_token";

    fn channel(&self) -> Telegram {
        Telegram
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &[HEADER]
    }

    fn body_is_signed(&self) -> Result<(), &'static str> {
        Err("Telegram sends a token along, and signs nothing")
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        sign(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        message(r#""date":1795321020,"text":"H\u00e9llo \ud83d\udc4b""#)
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::NoneBecause("Telegram signs no body, so one that was written anew is as good")
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::These(vec![
            (
                "a deleted message without an id",
                (
                    of(
                        r#""deleted_business_messages":{"business_connection_id":"b",
                    "chat":{"id":42,"type":"private"},"message_ids":[7,"8",9]}"#,
                    ),
                    Outcome {
                        written: 2,
                        kept: 1,
                    },
                ),
            ),
            (
                "two things in one update",
                (
                    of(r#""hologram":{},"message":{"message_id":7,"chat":{"id":42},
                    "from":{"id":42},"text":"x"}"#),
                    Outcome {
                        written: 1,
                        kept: 1,
                    },
                ),
            ),
        ])
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("an update of tomorrow", of(r#""hologram":{"id":1}"#)),
            (
                "a name that goes on",
                of(&format!(r#""{}":{{}}"#, "x".repeat(100_000))),
            ),
            ("a message of tomorrow", message(r#""hologram":{}"#)),
            (
                "a payment that waits for us",
                of(r#""pre_checkout_query":{"id":"1"}"#),
            ),
            (
                "an edit of tomorrow",
                of(r#""edited_message":{"message_id":7,"chat":{"id":42},"hologram":{}}"#),
            ),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let nested = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            update(format!(r#"{{"update_id":1,"message":{open}{close}}}"#))
        };
        Cases::These(vec![
            ("a lone surrogate", message(r#""text":"\ud83d""#)),
            (
                "text in Latin-1",
                update(b"{\"update_id\":1,\"x\":\"caf\xe9\"}"),
            ),
            ("no update_id", update(r#"{"message":{}}"#)),
            ("nothing but an id", update(r#"{"update_id":1}"#)),
            (
                "an update_id in words",
                update(r#"{"update_id":"1","message":{}}"#),
            ),
            (
                "no chat",
                of(r#""message":{"message_id":7,"from":{"id":42},"text":"x"}"#),
            ),
            (
                "a chat without an id",
                of(r#""message":{"message_id":7,"chat":{"id":"42"},"from":{"id":42},"text":"x"}"#),
            ),
            (
                "no message_id",
                of(r#""message":{"chat":{"id":42},"from":{"id":42},"text":"x"}"#),
            ),
            (
                "a sender without an id",
                of(r#""message":{"message_id":7,"chat":{"id":42},"from":{},"text":"x"}"#),
            ),
            ("a message that is a list", of(r#""message":[]"#)),
            (
                "a reaction of nobody",
                of(r#""message_reaction":{"message_id":7,"chat":{"id":42},
                   "old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"x"}]}"#),
            ),
            (
                "a button without an id",
                of(r#""callback_query":{"from":{"id":42},"data":"x"}"#),
            ),
            ("JSON that ends early", update(r#"{"update_id":1"#)),
            ("JSON that is no object", update("[1]")),
            ("JSON of depth 65", nested(64)),
            ("nothing", update("")),
            ("bytes", update([0, 1, 0xff])),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        Cases::These(vec![
            ("two texts", (message(r#""text":"x","text":"y""#), KEPT)),
            ("two messages", (of(r#""message":{},"message":{}"#), KEPT)),
            (
                "the same link twice",
                (
                    message(
                        r#""text":"ab","entities":[
                        {"type":"text_link","offset":0,"length":1,"url":"u:1"},
                        {"type":"text_link","offset":0,"length":1,"url":"u:1"}]"#,
                    ),
                    WRITTEN,
                ),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::These(vec![(
            "the business account's own message",
            of(
                r#""business_message":{"message_id":7,"business_connection_id":"b",
               "chat":{"id":42,"type":"private","first_name":"Ann"},
               "from":{"id":9,"is_bot":false},"date":1795321020,"text":"On its way."}"#,
            ),
        )])
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let date = |written: &str| message(&format!(r#""text":"x","date":{written}"#));
        let edited = |written: &str| {
            of(&format!(
                r#""edited_message":{{"message_id":7,"chat":{{"id":42}},"from":{{"id":42}},
                "date":1,"edit_date":{written},"text":"y"}}"#
            ))
        };
        let second = NOW - NOW % 1000;
        Cases::These(vec![
            ("seconds", (date("1795321020"), Some(second))),
            ("an edit's seconds", (edited("1795321020"), Some(second))),
            ("none", (message(r#""text":"x""#), None)),
            ("zero, which stands for none", (date("0"), None)),
            ("before 1970", (date("-1"), None)),
            ("a text", (date(r#""1795321020""#), None)),
            ("a fraction", (date("1795321020.5"), None)),
            ("null", (date("null"), None)),
            ("beyond all", (date("18446744073709551615"), None)),
            ("an edit without a time", (edited("null"), None)),
        ])
    }
}

throughline_channel_kit::conformance!(Bot);
