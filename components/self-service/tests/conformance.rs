//! The connector contract, held against self-service.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use serde_json::{Value, json};
use throughline_channel_kit::conformance::{
    Cases, Memory, NOW, OTHER_SECRET, Outcome, SECRET, TestBed, configured, forged_headers, send,
};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Settings, Webhook};
use throughline_self_service::SelfService;
use throughline_visitor::Session;

use provider::post;

/// A browser that holds a session.
struct Browser(fn() -> Session);

const VISITOR: Browser = Browser(provider::visitor);
const USER: Browser = Browser(provider::user);

const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};
const ONE_OF_EACH: Outcome = Outcome {
    written: 1,
    kept: 1,
};
const HEADER: &str = "authorization";
/// `Bearer `, whose case does not matter (RFC 9110 11.1).
const BEARER: usize = 7;

/// A search with these members besides or instead.
fn search(members: Value) -> Value {
    let mut event = json!({
        "id": "e-000001", "type": "search", "query": "café table", "results": 3,
    });
    for (name, value) in members.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn one(members: Value) -> Webhook {
    post(search(members).to_string())
}

/// A good search, and this beside it.
fn batch(other: &str) -> Webhook {
    let good = search(json!({}));
    post(format!(r#"{{"events":[{other},{good}]}}"#))
}

impl TestBed for Browser {
    type Channel = SelfService;
    const SECRET_VARIABLE: &'static str = "index_secret";

    fn channel(&self) -> SelfService {
        SelfService
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &[HEADER]
    }

    fn forgeries(&self, genuine: &Webhook) -> Vec<(String, Webhook)> {
        let proof = |webhook: &Webhook| {
            let (scheme, token) = webhook.header(HEADER)?.split_at_checked(BEARER)?;
            Some((scheme.to_ascii_lowercase(), token.to_owned()))
        };
        let forgeries = forged_headers(&[HEADER], genuine).into_iter();
        let forgeries = forgeries.filter(|(_, forged)| proof(forged) != proof(genuine));
        forgeries.collect()
    }

    fn body_is_signed(&self) -> Result<(), &'static str> {
        Err("a token proves who the visitor is, and what they did is their own word")
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        provider::sign(webhook, &self.0(), secret)
    }

    fn sample(&self) -> Webhook {
        one(json!({}))
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::NoneBecause("the proof does not cover the body")
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        let three = Outcome {
            written: 2,
            kept: 1,
        };
        let asked = json!({"id": "e-000002", "type": "assistant", "question": "?", "answer": "!"});
        let many = format!(
            r#"{{"events":[{},{{}},{}]}}"#,
            search(json!({})),
            search(json!({"id": "e-000002"}))
        );
        Cases::These(vec![
            ("no event", (batch("7"), ONE_OF_EACH)),
            (
                "a lone surrogate",
                (batch(r#"{"type":"\ud83d"}"#), ONE_OF_EACH),
            ),
            ("a name twice", (batch(r#"{"a":1,"a":2}"#), ONE_OF_EACH)),
            (
                "a type of tomorrow",
                (batch(r#"{"type":"poll"}"#), ONE_OF_EACH),
            ),
            ("the middle one of three", (post(many), three)),
            (
                "a question and its answer",
                (
                    post(json!({"events": [asked, {"type": "vote"}]}).to_string()),
                    three,
                ),
            ),
        ])
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("of tomorrow", one(json!({"type": "poll"}))),
            ("in other letters", one(json!({"type": "Search"}))),
            ("long", one(json!({"type": "x".repeat(100_000)}))),
            ("without an id", post(r#"{"type":"poll"}"#)),
            (
                "a message",
                one(json!({"type": "message", "text": "I need help."})),
            ),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let nested = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            format!(r#"{{"id":"e-000001","type":"search","query":"x","more":{open}{close}}}"#)
        };
        Cases::These(vec![
            ("nothing", post("")),
            ("bytes", post([0, 159, 146, 150])),
            ("text in Latin-1", post(b"{\"type\":\"caf\xe9\"}")),
            ("null", post("null")),
            ("an empty object", post("{}")),
            ("a list", post(format!("[{}]", search(json!({}))))),
            ("JSON that ends early", post(r#"{"id":"e-000001""#)),
            (
                "a lone surrogate",
                post(r#"{"id":"e-000001","type":"search","query":"\ud83d"}"#),
            ),
            ("depth 65", post(nested(64))),
            ("no id", one(json!({"id": null}))),
            ("a short id", one(json!({"id": "e-00001"}))),
            ("an id that goes on", one(json!({"id": "e".repeat(65)}))),
            (
                "another visitor's id",
                one(json!({"id": "abababab:e-000001"})),
            ),
            ("no query", one(json!({"query": null}))),
            (
                "events that are no list",
                post(r#"{"events":{"type":"search"}}"#),
            ),
            (
                "too many",
                post(format!(r#"{{"events":[{}7]}}"#, "7,".repeat(100))),
            ),
            (
                "wrong outside of its events",
                post(format!(
                    r#"{{"events":[{}],"a":1,"a":2}}"#,
                    search(json!({}))
                )),
            ),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let event = search(json!({})).to_string();
        let open = event.strip_suffix('}').unwrap();
        let twice = Outcome {
            written: 1,
            kept: 0,
        };
        Cases::These(vec![
            (
                "two ids",
                (post(format!(r#"{open},"id":"e-000002"}}"#)), KEPT),
            ),
            (
                "an unknown name",
                (post(format!(r#"{open},"a":1,"a":2}}"#)), KEPT),
            ),
            (
                "two lists",
                (post(format!(r#"{{"events":[{event}],"events":[]}}"#)), KEPT),
            ),
            ("the same event twice", (batch(&event), twice)),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause("we send nothing here; an answer comes with its question")
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let at = |at: Value| one(json!({ "at": at }));
        let second = NOW - NOW % 1000;
        Cases::These(vec![
            (
                "RFC 3339",
                (at(json!("2026-11-22T04:17:00Z")), Some(second)),
            ),
            (
                "with an offset",
                (at(json!("2026-11-22T05:17:00.123+01:00")), Some(NOW)),
            ),
            ("absent", (one(json!({})), None)),
            ("seconds", (at(json!(1_795_321_020)), None)),
            (
                "without an offset",
                (at(json!("2026-11-22T04:17:00")), None),
            ),
            ("a word", (at(json!("now")), None)),
            ("empty", (at(json!("")), None)),
            ("null", (at(json!(null)), None)),
        ])
    }
}

/// `index_secret` is one secret for ever, of any text: there is no second one beside it.
fn assert_one_secret(bed: &Browser) {
    let answered = |settings: &Settings, secret: &str| {
        let timeline = Memory::default();
        let seen = send(bed, settings, &bed.sign(bed.sample(), secret), &timeline);
        assert_eq!(timeline.calls() > 0, seen.status == 200, "{}", seen.text());
        (seen.status, seen.code.unwrap_or_default())
    };
    let with = |variable: &str| configured(bed).with("index_secret", variable);
    for useless in ["", " ", "\n"] {
        let (status, code) = answered(&with(useless), SECRET);
        assert_eq!((status, &*code), (503, "channel_not_configured"));
    }
    for any in [",", "{", r#"{"a":""}"#] {
        assert_eq!(answered(&with(any), any).0, 200, "{any}");
        assert_eq!(answered(&with(any), SECRET).0, 401, "{any}");
    }
    let both = format!("{SECRET},{OTHER_SECRET}");
    assert_eq!(answered(&with(&both), &both).0, 200);
    for one in [SECRET, OTHER_SECRET] {
        assert_eq!(answered(&with(&both), one).0, 401);
    }
}

/// Every check but `rotated_secrets` and `missing_configuration`, which are about secrets that an
/// operator gets from a provider, and `assert_one_secret` in their place.
macro_rules! conforms {
    ($bed:expr, $folder:literal) => {
        throughline_channel_kit::conformance!(@each $bed;
            verified, forged_proof, forged_body, truncated, wrong_secret, reencoded,
            misleading_host, duplicate, batch_with_a_bad_entry, oversized, unknown_type, unreadable,
            repeated_keys, echo, every_timestamp, store_unavailable, refused_by_the_timeline,
            index_secret_changed, wrong_route,
        );

        #[test]
        fn one_secret() {
            crate::assert_one_secret(&$bed);
        }

        #[test]
        fn fixtures() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/", $folder);
            let folder = ::std::path::Path::new(folder);
            throughline_channel_kit::conformance::fixtures(&$bed, folder);
        }
    };
}

mod visitor {
    conforms!(crate::VISITOR, "visitor");
}

mod user {
    conforms!(crate::USER, "user");
}

#[test]
fn variables_are_granted() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spin.toml");
    let manifest = std::path::Path::new(manifest);
    throughline_channel_kit::conformance::variables_are_granted(&VISITOR, manifest);
}
