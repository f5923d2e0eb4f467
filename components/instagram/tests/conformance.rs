//! The connector contract, held against the Instagram connector.

mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_instagram::Instagram;

use provider::{ACCOUNT, AT, change, entries, event, events, from_account, from_customer, post};

struct Meta;

const fn outcome(written: usize, kept: usize) -> Outcome {
    Outcome { written, kept }
}

/// A message with this text.
fn says(mid: &str, text: &str) -> String {
    from_customer(&format!(r#""message":{{"mid":"{mid}","text":"{text}"}}"#))
}

impl TestBed for Meta {
    type Channel = Instagram;
    const SECRET_VARIABLE: &'static str = "meta_app_secret";

    fn channel(&self) -> Instagram {
        Instagram
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        // `meta_verify_token` is for the check of the URL only; `tests/handshake.rs`.
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["x-hub-signature-256"]
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        provider::sign(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        events(&says("m_1", r"H\u00e9llo \ud83d\udc4b \/ 1+1=2"))
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        let body = |text: &str| events(&says("m_1", text)).body;
        let spaced = String::from_utf8_lossy(&self.sample().body).replace("\":", "\": ");
        Cases::These(vec![
            (
                "escapes resolved",
                (self.sample(), body("H\u{e9}llo \u{1f44b} / 1+1=2")),
            ),
            (
                "escapes in capitals",
                (self.sample(), body(r"H\u00E9llo \uD83D\uDC4B \/ 1+1=2")),
            ),
            ("spaces added", (self.sample(), spaced.into_bytes())),
        ])
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        let good = says("m_1", "a");
        let no_mid = from_customer(r#""message":{"text":"b"}"#);
        let two_pages = format!(
            r#"{{"id":"{ACCOUNT}","time":{AT},"messaging":[{good},{no_mid}]}},
               {{"id":"17841401","time":{AT},"messaging":[{}]}}"#,
            says("m_2", "c")
        );
        let many: Vec<_> = (0..30).map(|n| says(&format!("m_{n}"), "x")).collect();
        let many = format!("{},7", many.join(","));
        let entry = format!(r#"{{"id":"{ACCOUNT}","messaging":[{good}]}}"#);
        let comments = format!(
            r#"{{"id":"{ACCOUNT}","changes":[{{"field":"comments","value":{{"id":"7","from":{{"id":"42"}},
               "text":"x"}}}},{{"field":"comments","value":{{"from":{{"id":"42"}}}}}}]}}"#
        );
        Cases::These(vec![
            (
                "a message without an id, two accounts",
                (entries(&two_pages), outcome(2, 1)),
            ),
            (
                "an unknown event",
                (
                    events(&format!("{},{good}", from_customer(r#""order":{}"#))),
                    outcome(1, 1),
                ),
            ),
            (
                "an entry that is none",
                (entries(&format!("7,{entry}")), outcome(1, 1)),
            ),
            (
                "an entry without an account",
                (
                    entries(&format!(r#"{{"messaging":[{good}]}},{entry}"#)),
                    outcome(1, 1),
                ),
            ),
            (
                "a comment without an id",
                (entries(&comments), outcome(1, 1)),
            ),
            ("thirty", (events(&many), outcome(30, 1))),
        ])
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            (
                "an event of tomorrow",
                event(r#""telepathy":{"mid":"m_1","text":"x"}"#),
            ),
            (
                "an event with nothing in it",
                events(&from_customer(r#""x":1"#)),
            ),
            ("a field of tomorrow", change("telepathy", r#"{"x":1}"#)),
            (
                "an action of tomorrow",
                event(r#""reaction":{"mid":"m_1","action":"sing","emoji":"x"}"#),
            ),
            (
                "another object",
                post(br#"{"object":"page","entry":[{"id":"1","time":1,"messaging":[]}]}"#),
            ),
            (
                "an entry without lists",
                entries(r#"{"id":"1","time":1,"changed_fields":["photos"]}"#),
            ),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
        Cases::These(vec![
            ("a lone surrogate", events(&says("m_1", r"\ud83d"))),
            (
                "a lone surrogate elsewhere",
                event(r#""message":{"mid":"m_1","text":"x"},"x":"\udc4b""#),
            ),
            (
                "depth 65",
                event(&format!(
                    r#""message":{{"mid":"m_1","text":"x"}},"x":{deep}"#
                )),
            ),
            (
                "not UTF-8",
                post(b"{\"object\":\"instagram\",\"entry\":[\"\xff\"]}"),
            ),
            ("no JSON", post(b"object=page")),
            ("nothing", post(b"")),
            ("a list", post(b"[]")),
            ("no entries", post(br#"{"object":"instagram"}"#)),
            (
                "a number beyond all numbers",
                event(r#""message":{"mid":"m_1"},"x":1e999"#),
            ),
            (
                "a message without an id",
                event(r#""message":{"text":"x"}"#),
            ),
            (
                "a message whose id is empty",
                event(r#""message":{"mid":" ","text":"x"}"#),
            ),
            ("a message that is a text", event(r#""message":"x""#)),
            (
                "a message of nobody's",
                events(r#"{"message":{"mid":"m_1","text":"x"}}"#),
            ),
            (
                "an echo to nobody",
                events(&format!(
                    r#"{{"sender":{{"id":"{ACCOUNT}"}},"message":{{"mid":"m_1","is_echo":true}}}}"#
                )),
            ),
            (
                "an account without an id",
                entries(&format!(r#"{{"messaging":[{}]}}"#, says("m_1", "x"))),
            ),
            (
                "a read mark that says nothing",
                event(r#""read":{"seq":1}"#),
            ),
            (
                "an edit without a text",
                event(r#""message_edit":{"mid":"m_1"}"#),
            ),
            (
                "a comment of nobody's",
                change("comments", r#"{"id":"7","text":"x"}"#),
            ),
            (
                "a comment without an id",
                change("comments", r#"{"from":{"id":"42"},"text":"x"}"#),
            ),
            (
                "a mention of nothing",
                change("mentions", r#"{"text":"x"}"#),
            ),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        Cases::These(vec![
            (
                "two texts",
                (
                    event(r#""message":{"mid":"m_1","text":"x","text":"y"}"#),
                    outcome(0, 1),
                ),
            ),
            (
                "the same sender twice",
                (
                    event(r#""sender":{"id":"42"},"message":{"mid":"m_1"}"#),
                    outcome(0, 1),
                ),
            ),
            (
                "one name written in two ways",
                (
                    event(r#""message":{"mid":"m_1","m\u0069d":"m_2"}"#),
                    outcome(0, 1),
                ),
            ),
            (
                "the same event twice",
                (
                    events(&[says("m_1", "x"), says("m_1", "x")].join(",")),
                    outcome(1, 0),
                ),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::These(vec![
            (
                "of a person at the app",
                events(&from_account(
                    r#""message":{"is_echo":true,"app_id":263902037430900,"mid":"m_1","text":"x"}"#,
                )),
            ),
            (
                "without a mark",
                events(&from_account(r#""message":{"mid":"m_1","text":"x"}"#)),
            ),
            (
                "our own reaction",
                events(&from_account(
                    r#""reaction":{"mid":"m_1","action":"react","emoji":"x"}"#,
                )),
            ),
        ])
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let at = |timestamp: &str, time: &str| {
            entries(&format!(
                r#"{{"id":"{ACCOUNT}"{time},"messaging":[{{"sender":{{"id":"42"}}{timestamp},
                   "message":{{"mid":"m_1","text":"x"}}}}]}}"#
            ))
        };
        let comment = |time: &str| {
            entries(&format!(
                r#"{{"id":"{ACCOUNT}"{time},"changes":[{{"field":"comments","value":{{"id":"7",
                   "from":{{"id":"42"}}}}}}]}}"#
            ))
        };
        let whole = AT - AT % 1000;
        Cases::These(vec![
            (
                "milliseconds",
                (
                    at(r#","timestamp":1795320900123"#, ""),
                    Some(1_795_320_900_123),
                ),
            ),
            (
                "milliseconds in a string",
                (
                    at(r#","timestamp":"1795320900123""#, ""),
                    Some(1_795_320_900_123),
                ),
            ),
            (
                "seconds",
                (at(r#","timestamp":1795320900"#, ""), Some(whole)),
            ),
            ("unreadable", (at(r#","timestamp":"yesterday""#, ""), None)),
            ("negative", (at(r#","timestamp":-5"#, ""), None)),
            ("none", (at("", ""), None)),
            (
                "only the entry's",
                (at("", r#","time":1795320900123"#), Some(1_795_320_900_123)),
            ),
            (
                "the entry's unreadable as well",
                (at(r#","timestamp":{}"#, r#","time":[]"#), None),
            ),
            (
                "a comment's in seconds",
                (comment(r#","time":1795320900"#), Some(whole)),
            ),
            (
                "a comment's in milliseconds",
                (comment(r#","time":1795320900123"#), Some(1_795_320_900_123)),
            ),
            (
                "a comment's in words",
                (
                    comment(r#","time":"2026-11-22T04:15:00+0000""#),
                    Some(whole),
                ),
            ),
            (
                "a comment's unreadable",
                (comment(r#","time":"soon""#), None),
            ),
            (
                "a read mark's",
                (event(r#""read":{"mid":"m_1"}"#), Some(AT)),
            ),
            (
                "a read mark of everything",
                (event(r#""read":{"watermark":1795320900000}"#), Some(whole)),
            ),
        ])
    }
}

throughline_channel_kit::conformance!(Meta);
