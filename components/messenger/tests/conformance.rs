//! The connector contract, held against the Messenger connector.

mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_messenger::Messenger;

use provider::{AT, PAGE, change, entries, event, events, from_customer, from_page, post};

struct Meta;

const fn outcome(written: usize, kept: usize) -> Outcome {
    Outcome { written, kept }
}

/// A message with this text.
fn says(mid: &str, text: &str) -> String {
    from_customer(&format!(r#""message":{{"mid":"{mid}","text":"{text}"}}"#))
}

impl TestBed for Meta {
    type Channel = Messenger;
    const SECRET_VARIABLE: &'static str = "meta_app_secret";

    fn channel(&self) -> Messenger {
        Messenger
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
            r#"{{"id":"{PAGE}","time":{AT},"messaging":[{good},{no_mid}]}},
               {{"id":"100200301","time":{AT},"messaging":[{}]}}"#,
            says("m_2", "c")
        );
        let many: Vec<_> = (0..30).map(|n| says(&format!("m_{n}"), "x")).collect();
        let many = format!("{},7", many.join(","));
        let entry = format!(r#"{{"id":"{PAGE}","messaging":[{good}]}}"#);
        let feed = format!(
            r#"{{"id":"{PAGE}","changes":[{{"field":"feed","value":{{"item":"comment","verb":"add",
               "comment_id":"1_2","from":{{"id":"42"}},"message":"x"}}}},
               {{"field":"feed","value":{{"item":"comment","verb":"add"}}}}]}}"#
        );
        Cases::These(vec![
            (
                "a message without an id, two pages",
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
                "an entry without a page",
                (
                    entries(&format!(r#"{{"messaging":[{good}]}},{entry}"#)),
                    outcome(1, 1),
                ),
            ),
            ("a comment without an id", (entries(&feed), outcome(1, 1))),
            ("thirty", (events(&many), outcome(30, 1))),
        ])
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("an event of tomorrow", event(r#""telepathy":{"mid":"m_1","text":"x"}"#)),
            ("an event with nothing in it", events(&from_customer(r#""x":1"#))),
            ("what a page is told about itself", events(&format!(r#"{{"recipient":{{"id":"{PAGE}"}},"timestamp":{AT},"policy-enforcement":{{"action":"block"}}}}"#))),
            ("a field of tomorrow", change("telepathy", r#"{"x":1}"#)),
            ("an item of tomorrow", change("feed", r#"{"item":"hologram","verb":"add","post_id":"1_2","from":{"id":"42"}}"#)),
            ("a verb of tomorrow", change("feed", r#"{"item":"comment","verb":"sing","comment_id":"1_2","from":{"id":"42"}}"#)),
            ("an action of tomorrow", event(r#""reaction":{"mid":"m_1","action":"sing","emoji":"x"}"#)),
            ("another object", post(br#"{"object":"user","entry":[{"id":"1","time":1,"changed_fields":["photos"]}]}"#)),
            ("an entry without lists", entries(r#"{"id":"1","time":1,"changed_fields":["photos"]}"#)),
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
                post(b"{\"object\":\"page\",\"entry\":[\"\xff\"]}"),
            ),
            ("no JSON", post(b"object=page")),
            ("nothing", post(b"")),
            ("a list", post(b"[]")),
            ("no entries", post(br#"{"object":"page"}"#)),
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
                    r#"{{"sender":{{"id":"{PAGE}"}},"message":{{"mid":"m_1","is_echo":true}}}}"#
                )),
            ),
            (
                "a page without an id",
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
                change(
                    "feed",
                    r#"{"item":"comment","verb":"add","comment_id":"1_2","message":"x"}"#,
                ),
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
                "of a person at the page's inbox",
                events(&from_page(
                    r#""message":{"is_echo":true,"app_id":263902037430900,"mid":"m_1","text":"x"}"#,
                )),
            ),
            (
                "with metadata of somebody else's",
                events(&from_page(
                    r#""message":{"is_echo":true,"metadata":"int_1","mid":"m_1","text":"x"}"#,
                )),
            ),
            (
                "without a mark",
                events(&from_page(r#""message":{"mid":"m_1","text":"x"}"#)),
            ),
            (
                "our own reaction",
                events(&from_page(
                    r#""reaction":{"mid":"m_1","action":"react","emoji":"x"}"#,
                )),
            ),
        ])
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let at = |timestamp: &str, time: &str| {
            entries(&format!(
                r#"{{"id":"{PAGE}"{time},"messaging":[{{"sender":{{"id":"42"}}{timestamp},
                   "message":{{"mid":"m_1","text":"x"}}}}]}}"#
            ))
        };
        let comment = |created: &str| {
            change(
                "feed",
                &format!(
                    r#"{{"item":"comment","verb":"add","comment_id":"1_2","from":{{"id":"42"}}{created}}}"#
                ),
            )
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
                (comment(r#","created_time":1795320900"#), Some(whole)),
            ),
            (
                "a comment's in words",
                (
                    comment(r#","created_time":"2026-11-22T04:15:00+0000""#),
                    Some(whole),
                ),
            ),
            (
                "a comment's unreadable",
                (comment(r#","created_time":"soon""#), Some(AT)),
            ),
            (
                "a read mark's",
                (event(r#""read":{"watermark":1795320900000}"#), Some(whole)),
            ),
            (
                "a read mark from the future",
                (
                    event(r#""read":{"watermark":1995320900000}"#),
                    Some(throughline_channel_kit::conformance::NOW),
                ),
            ),
        ])
    }
}

throughline_channel_kit::conformance!(Meta);
