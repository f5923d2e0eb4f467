//! The connector contract, held against the WhatsApp connector.

mod provider;

use serde_json::{Value, json};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_whatsapp::Whatsapp;

use provider::{entries, entry, messages, post, status, statuses, text, value};

struct Meta;

fn outcome(written: usize, kept: usize) -> Outcome {
    Outcome { written, kept }
}

/// As Meta writes it: what is not ASCII is escaped, and so are slashes.
const SAMPLE: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Ann"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.1","timestamp":"1795321000","type":"text","text":{"body":"h\u00e9llo \ud83d\udc4b \/x"}}]}}]}]}"#;

fn with_text(escaped: &str) -> Vec<u8> {
    SAMPLE
        .replace(r"h\u00e9llo \ud83d\udc4b \/x", escaped)
        .into_bytes()
}

impl TestBed for Meta {
    type Channel = Whatsapp;
    const SECRET_VARIABLE: &'static str = "meta_app_secret";

    fn channel(&self) -> Whatsapp {
        Whatsapp
    }

    /// The verify token is for the handshake only.
    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["x-hub-signature-256"]
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        provider::sign(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        post(SAMPLE)
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        let parsed: Value = serde_json::from_str(SAMPLE).expect("the sample is JSON");
        Cases::These(vec![
            (
                "escapes resolved",
                (self.sample(), with_text("héllo 👋 /x")),
            ),
            (
                "slashes resolved",
                (self.sample(), with_text(r"h\u00e9llo \ud83d\udc4b /x")),
            ),
            (
                "hex in capitals",
                (self.sample(), with_text(r"h\u00E9llo \uD83D\uDC4B \/x")),
            ),
            (
                "written anew",
                (self.sample(), parsed.to_string().into_bytes()),
            ),
            (
                "a line break added",
                (self.sample(), format!("{SAMPLE}\n").into_bytes()),
            ),
        ])
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        let good = entry("messages", value(json!({"messages": [text(json!({}))]})));
        let later = entry(
            "messages",
            value(json!({"messages": [text(json!({"id": "wamid.9"}))]})),
        );
        Cases::These(vec![
            (
                "a message without an id between two",
                (
                    messages(json!([
                        text(json!({})),
                        text(json!({"id": null})),
                        text(json!({"id": "wamid.3"})),
                    ])),
                    outcome(2, 1),
                ),
            ),
            (
                "a message that is none, and one of tomorrow",
                (
                    messages(json!([7, text(json!({})), {"id": "wamid.3", "type": "hologram"}])),
                    outcome(1, 2),
                ),
            ),
            (
                "a status of tomorrow beside a message",
                (
                    entries(&[entry(
                        "messages",
                        value(json!({
                            "messages": [text(json!({}))],
                            "statuses": [status(json!({"status": "pondered"})), status(json!({}))],
                        })),
                    )]),
                    outcome(2, 1),
                ),
            ),
            (
                "an entry that is none",
                (
                    entries(&[good.clone(), json!("entry"), later.clone()]),
                    outcome(2, 1),
                ),
            ),
            (
                "a change without a number of ours",
                (
                    entries(&[
                        good.clone(),
                        entry("messages", json!({"messages": [text(json!({}))]})),
                        later,
                    ]),
                    outcome(2, 1),
                ),
            ),
            (
                "a change of the account",
                (
                    entries(&[entry("account_alerts", json!({"alert_type": "x"})), good]),
                    outcome(1, 1),
                ),
            ),
        ])
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        let of_type = |kind: &str| {
            messages(json!([{"id": "wamid.1", "from": "16505551234",
            "timestamp": "1795321000", "type": kind, kind: {"body": "?"}}]))
        };
        Cases::These(vec![
            ("a message of tomorrow", of_type("hologram")),
            ("a type that goes on", of_type(&"x".repeat(100_000))),
            (
                "an interactive message of tomorrow",
                messages(json!([text(json!({"type": "interactive", "interactive":
                    {"type": "hologram_reply", "hologram_reply": {}}}))])),
            ),
            (
                "a status of tomorrow",
                statuses(json!([status(json!({"status": "pondered"}))])),
            ),
            (
                "a payment's status",
                statuses(json!([status(json!({"type": "payment"}))])),
            ),
            (
                "another field",
                entries(&[entry("account_update", json!({"event": "x"}))]),
            ),
            (
                "calls",
                entries(&[entry("calls", value(json!({"calls": [{"id": "wacid.1"}]})))]),
            ),
            ("another product", post(r#"{"object":"page","entry":[]}"#)),
            (
                "a conversation's events",
                post(
                    r#"{"object":"whatsapp_business_account","entry":[{"id":"1","messaging":[{"message":{}}]}]}"#,
                ),
            ),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let deep = format!("{}1{}", "[".repeat(57), "]".repeat(57));
        let deep = SAMPLE.replacen(
            r#""type":"text""#,
            &format!(r#""type":"text","x":{deep}"#),
            1,
        );
        assert!(throughline_channel_kit::json::check(deep.as_bytes()).is_err());
        let mut latin = SAMPLE.as_bytes().to_vec();
        let at = latin
            .windows(5)
            .position(|w| w == b"llo \\")
            .expect("the text");
        latin[at] = 0xe9;
        let message = |members: Value| messages(json!([text(members)]));
        Cases::These(vec![
            ("a lone surrogate", post(with_text(r"\ud83d"))),
            ("text that is not UTF-8", post(latin)),
            ("depth 65", post(deep)),
            ("no JSON", post("messages=1")),
            ("JSON that ends early", post(&SAMPLE[..SAMPLE.len() - 1])),
            ("no object", post("[]")),
            (
                "no entry",
                post(r#"{"object":"whatsapp_business_account"}"#),
            ),
            ("no id", message(json!({"id": null}))),
            ("an empty id", message(json!({"id": ""}))),
            ("an id that is a number", message(json!({"id": 7}))),
            ("no type", message(json!({"type": null}))),
            ("no content", message(json!({"text": null}))),
            ("content that is none", message(json!({"text": ["Hello"]}))),
            ("nobody", message(json!({"from": null}))),
            (
                "a sender that is nobody",
                message(json!({"from": "anonymous"})),
            ),
            (
                "no messages and no statuses",
                entries(&[entry("messages", value(json!({})))]),
            ),
            ("messages that are no list", messages(json!({}))),
            ("no list at all", messages(json!("x"))),
            ("an empty list", messages(json!([]))),
            (
                "an edit of nothing",
                message(
                    json!({"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "x"}}}}),
                ),
            ),
            (
                "a deletion of nothing",
                message(json!({"type": "revoke", "revoke": {}})),
            ),
            (
                "a reaction to nothing",
                message(json!({"type": "reaction", "reaction": {"emoji": "x"}})),
            ),
            (
                "a place beyond the pole",
                message(json!({"type": "location", "location": {"latitude": 91, "longitude": 0}})),
            ),
            (
                "no card",
                message(json!({"type": "contacts", "contacts": []})),
            ),
            (
                "a status of nothing",
                statuses(json!([status(json!({"id": null}))])),
            ),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let twice = |old: &str, new: &str| post(SAMPLE.replacen(old, new, 1));
        Cases::These(vec![
            (
                "two texts",
                (
                    twice(r#""text":{"#, r#""text":{"body":"x"},"text":{"#),
                    outcome(0, 1),
                ),
            ),
            (
                "two senders",
                (
                    twice(r#""from":"#, r#""from":"16505550000","from":"#),
                    outcome(0, 1),
                ),
            ),
            (
                "the same name, once escaped",
                (
                    twice(r#""id":"wamid.1""#, r#""id":"wamid.1","\u0069d":"wamid.1""#),
                    outcome(0, 1),
                ),
            ),
            (
                "one message twice",
                (
                    messages(json!([text(json!({})), text(json!({}))])),
                    outcome(1, 0),
                ),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        let echo = |members: Value| {
            let message = text(members);
            entries(&[entry(
                "smb_message_echoes",
                value(json!({"message_echoes": [message]})),
            )])
        };
        Cases::These(vec![
            (
                "by number",
                echo(json!({"from": "15550783881", "to": "16505551234"})),
            ),
            (
                "by user id",
                echo(json!({"from": "15550783881", "to_user_id": "US.1"})),
            ),
        ])
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let of = |written: Value| messages(json!([text(json!({"timestamp": written}))]));
        let report = |written: Value| statuses(json!([status(json!({"timestamp": written}))]));
        let deleted = |written: Value| {
            messages(json!([text(
                json!({"type": "revoke", "timestamp": written,
                "revoke": {"original_message_id": "wamid.0"}})
            )]))
        };
        const AT: Option<Timestamp> = Some(1_795_321_000_000);
        Cases::These(vec![
            ("seconds in a text", (of(json!("1795321000")), AT)),
            ("seconds", (of(json!(1_795_321_000)), AT)),
            ("milliseconds", (of(json!(1_795_321_000_000_u64)), AT)),
            ("none", (of(Value::Null), None)),
            ("no number", (of(json!("yesterday")), None)),
            ("before all times", (of(json!(-5)), None)),
            ("an object", (of(json!({"at": 1})), None)),
            ("a status's", (report(json!("1795321000")), AT)),
            ("a status of tomorrow", (report(json!("1895321000")), None)),
            ("a deletion's", (deleted(json!("1795321000")), AT)),
        ])
    }
}

throughline_channel_kit::conformance!(Meta);
