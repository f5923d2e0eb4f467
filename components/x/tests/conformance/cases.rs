//! What the contract is tried with: X's requests, whichever secret signs them.

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, NOW, Outcome};
use throughline_channel_kit::types::Timestamp;

use crate::provider::{activity, direct, event, legacy};

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

fn dm(data: &str) -> Webhook {
    let payload = format!(r#"{{"direct_message_events":[{}]}}"#, direct(data));
    activity("dm.received", &payload)
}

/// A post that mentions us, with these members besides.
fn mention(members: &str) -> Webhook {
    activity(
        "post.mention.create",
        &format!(r#"{{"id":"9","author_id":"22","text":"@shop hi"{members}}}"#),
    )
}

fn tweet(members: &str) -> String {
    format!(r#"{{"id_str":"9","user":{{"id_str":"22"}},"text":"@shop hi"{members}}}"#)
}

pub fn sample() -> Webhook {
    dm(r#""text":"H\u00e9llo \ud83d\udc4b &amp; \/x""#)
}

pub fn reencoded() -> Cases<(Webhook, Vec<u8>)> {
    let written = dm(r#""text":"caf\u00e9 \/x""#);
    let with = |from: &str, to: &str| {
        let body = String::from_utf8_lossy(&written.body).replace(from, to);
        (written.clone(), body.into_bytes())
    };
    Cases::These(vec![
        ("escapes written out", with(r"\u00e9", "é")),
        ("slashes without their escape", with(r"\/", "/")),
        ("white space dropped", with("\n", "")),
        ("a line break at the end", with("}}]}}}", "}}]}}}\n")),
    ])
}

pub fn batches() -> Cases<(Webhook, Outcome)> {
    let both = Outcome {
        written: 1,
        kept: 1,
    };
    let good = direct(r#""text":"x""#);
    let tweets = format!("{},{},7", tweet(""), tweet("").replace("\"9\"", "\"10\""));
    Cases::These(vec![
        (
            "a direct message without a sender",
            (
                activity(
                    "dm.received",
                    &format!(
                        r#"{{"direct_message_events":[{{"id":"6","message_create":{{}}}},{good}]}}"#
                    ),
                ),
                both,
            ),
        ),
        (
            "the same in the older API",
            (
                legacy(&format!(r#""direct_message_events":[7,{good}]"#)),
                both,
            ),
        ),
        (
            "posts and a number",
            (
                legacy(&format!(r#""tweet_create_events":[{tweets}]"#)),
                Outcome {
                    written: 2,
                    kept: 1,
                },
            ),
        ),
        (
            "a type of tomorrow beside one of today",
            (
                legacy(&format!(
                    r#""direct_message_events":[{good}],"hologram_events":[{{"id":"1"}}]"#
                )),
                both,
            ),
        ),
        (
            "a deletion without a post",
            (
                legacy(r#""tweet_delete_events":[{"status":{"id":"9"}},{"status":{}}]"#),
                both,
            ),
        ),
    ])
}

pub fn unknown_types() -> Cases<Webhook> {
    Cases::These(vec![
        ("an event of tomorrow", activity("hologram.create", "{}")),
        ("a name that goes on", activity(&"x".repeat(100_000), "{}")),
        (
            "the same in the older API",
            legacy(r#""hologram_events":[{}]"#),
        ),
        (
            "permission taken back",
            event(
                r#"{"data":{"filter":{},"event_type":"oauth.revoke","payload":{"user_id":"11"}}}"#,
            ),
        ),
        (
            "the same in the older API",
            event(r#"{"user_event":{"revoke":{"source":{"user_id":"11"}}}}"#),
        ),
        (
            "a direct message of tomorrow",
            legacy(r#""direct_message_events":[{"type":"hologram_create","id":"1"}]"#),
        ),
        (
            "a post of a stream",
            event(r#"{"data":{"id":"9","text":"x"},"matching_rules":[]}"#),
        ),
        ("nothing", event("{}")),
        ("nothing but whose it is", event(r#"{"for_user_id":"11"}"#)),
    ])
}

pub fn unreadable() -> Cases<Webhook> {
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        event(format!(r#"{{"data":{{"payload":{open}{close}}}}}"#))
    };
    let of_nobody = |payload: &str| {
        event(format!(
            r#"{{"data":{{"event_type":"dm.received","payload":{payload}}}}}"#
        ))
    };
    let good = direct(r#""text":"x""#);
    Cases::These(vec![
        ("a lone surrogate", dm(r#""text":"\ud83d""#)),
        ("text in Latin-1", event(b"{\"data\":\"caf\xe9\"}")),
        (
            "a direct message without an id",
            dm(r#""text":"x""#).without(r#""id":"7","#),
        ),
        (
            "an id with a letter",
            dm(r#""text":"x""#).with(r#""id":"7""#, r#""id":"7a""#),
        ),
        (
            "an id that was rounded",
            dm(r#""text":"x""#).with(r#""id":"7""#, r#""id":1924465506158879000"#),
        ),
        (
            "no sender",
            dm(r#""text":"x""#).without(r#""sender_id":"22","#),
        ),
        ("no direct message", activity("dm.received", "{}")),
        (
            "no payload",
            event(r#"{"data":{"event_type":"dm.received","filter":{"user_id":"11"}}}"#),
        ),
        (
            "no type",
            event(r#"{"data":{"filter":{"user_id":"11"},"payload":{}}}"#),
        ),
        (
            "nobody that it is for",
            of_nobody(&format!(r#"{{"direct_message_events":[{good}]}}"#)),
        ),
        (
            "nobody that it is for, in the older API",
            event(format!(r#"{{"direct_message_events":[{good}]}}"#)),
        ),
        (
            "a post without an id",
            activity("post.mention.create", r#"{"author_id":"22"}"#),
        ),
        (
            "a post without an author",
            activity("post.mention.create", r#"{"id":"9"}"#),
        ),
        (
            "a tweet whose id was rounded",
            legacy(&format!(
                r#""tweet_create_events":[{}]"#,
                tweet("").replace(r#""id_str":"9""#, r#""id":1924465506158879000"#)
            )),
        ),
        (
            "a reading without a time",
            legacy(r#""direct_message_mark_read_events":[{"sender_id":"22"}]"#),
        ),
        (
            "an encrypted message without an id",
            activity("chat.received", r#"{"sender_id":"22"}"#),
        ),
        ("JSON that ends early", event(r#"{"for_user_id":"11""#)),
        ("JSON of depth 65", nested(63)),
        ("bytes", event(b"{\x00\xff")),
    ])
}

/// Takes something out of a body, or puts something else in its place.
trait Altered {
    fn with(self, from: &str, to: &str) -> Self;
    fn without(self, part: &str) -> Self;
}

impl Altered for Webhook {
    fn with(mut self, from: &str, to: &str) -> Self {
        let body = String::from_utf8_lossy(&self.body).into_owned();
        assert!(body.contains(from), "{from} is not in {body}");
        self.body = body.replace(from, to).into_bytes();
        self
    }

    fn without(self, part: &str) -> Self {
        self.with(part, "")
    }
}

pub fn repeated_keys() -> Cases<(Webhook, Outcome)> {
    let good = direct(r#""text":"x""#);
    Cases::These(vec![
        ("two texts", (dm(r#""text":"x","text":"y""#), KEPT)),
        (
            "two users that it is for",
            (
                legacy(r#""for_user_id":"12","tweet_create_events":[]"#),
                KEPT,
            ),
        ),
        (
            "the same message twice",
            (
                legacy(&format!(r#""direct_message_events":[{good},{good}]"#)),
                WRITTEN,
            ),
        ),
        (
            "the same post for another of our users",
            (
                legacy(&format!(
                    r#""tweet_create_events":[{}, {}]"#,
                    tweet(""),
                    tweet(r#","lang":"en""#)
                )),
                WRITTEN,
            ),
        ),
    ])
}

pub fn echoes() -> Cases<Webhook> {
    let own = direct(r#""text":"On its way.""#)
        .replace(r#""recipient_id":"11""#, r#""recipient_id":"22""#)
        .replace(r#""sender_id":"22""#, r#""sender_id":"11""#);
    Cases::These(vec![
        (
            "a direct message",
            activity(
                "dm.sent",
                &format!(r#"{{"direct_message_events":[{own}]}}"#),
            ),
        ),
        (
            "the same in the older API",
            legacy(&format!(r#""direct_message_events":[{own}]"#)),
        ),
        (
            "an answer in public",
            activity(
                "post.create",
                r#"{"id":"10","author_id":"11","text":"@ann Sorry!","in_reply_to_user_id":"22",
                "referenced_tweets":[{"type":"replied_to","id":"9"}]}"#,
            ),
        ),
        (
            "the same in the older API",
            legacy(
                r#""tweet_create_events":[{"id_str":"10","user":{"id_str":"11"},"text":"@ann Sorry!",
                "in_reply_to_user_id_str":"22","in_reply_to_status_id_str":"9"}]"#,
            ),
        ),
        (
            "an encrypted message",
            activity(
                "chat.sent",
                r#"{"id":"e4f4","sender_id":"11","conversation_id":"22:11"}"#,
            ),
        ),
    ])
}

pub fn timestamps() -> Cases<(Webhook, Option<Timestamp>)> {
    let sent = |written: &str| dm(r#""text":"x""#).with(r#""1795321020123""#, written);
    let posted = |written: &str| mention(&format!(r#","created_at":{written}"#));
    let tweeted = |written: &str| {
        legacy(&format!(
            r#""tweet_create_events":[{}]"#,
            tweet(&format!(r#","created_at":{written}"#))
        ))
    };
    let second = NOW - NOW % 1000;
    Cases::These(vec![
        (
            "milliseconds as a text",
            (sent(r#""1795321020123""#), Some(NOW)),
        ),
        ("milliseconds", (sent("1795321020123"), Some(NOW))),
        ("words", (sent(r#""now""#), None)),
        ("null", (sent("null"), None)),
        ("before 1970", (sent("-1"), None)),
        (
            "RFC 3339",
            (posted(r#""2026-11-22T04:17:00.123Z""#), Some(NOW)),
        ),
        (
            "with another offset",
            (posted(r#""2026-11-22T05:17:00.123+01:00""#), Some(NOW)),
        ),
        ("none", (mention(""), None)),
        ("a number", (posted("7"), None)),
        ("no such day", (posted(r#""2026-02-30T00:00:00Z""#), None)),
        (
            "the older form",
            (tweeted(r#""Sun Nov 22 04:17:00 +0000 2026""#), Some(second)),
        ),
        (
            "the older form, unreadable",
            (tweeted(r#""Sun Nov 22""#), None),
        ),
        (
            "the time of a deletion",
            (
                legacy(
                    r#""tweet_delete_events":[{"status":{"id":"9"},"timestamp_ms":"1795321020123"}]"#,
                ),
                Some(NOW),
            ),
        ),
        (
            "a reading",
            (
                legacy(
                    r#""direct_message_mark_read_events":[{"sender_id":"22","created_timestamp":"1795321020123"}]"#,
                ),
                Some(NOW),
            ),
        ),
    ])
}
