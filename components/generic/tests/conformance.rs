//! The connector contract, held against each scheme of the generic connector.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "conformance/chatwoot.rs"]
mod chatwoot;
#[path = "conformance/events.rs"]
mod events;
#[path = "conformance/intercom.rs"]
mod intercom;
#[path = "conformance/line.rs"]
mod line;
#[path = "conformance/mapping.rs"]
mod mapping;
mod provider;
#[path = "conformance/slack.rs"]
mod slack;
#[path = "conformance/zendesk.rs"]
mod zendesk;

use serde_json::{Value, json};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed, forged_headers};
use throughline_channel_kit::types::Timestamp;
use throughline_generic::Generic;

const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};
const ONE_OF_EACH: Outcome = Outcome {
    written: 1,
    kept: 1,
};
/// `Bearer `, whose case does not matter (RFC 9110 11.1).
const BEARER: usize = 7;

/// One source.
struct Vendor {
    scheme: &'static str,
    proof_headers: &'static [&'static str],
    sample: fn() -> Webhook,
    reencoded: fn() -> Cases<(Webhook, Vec<u8>)>,
    batches: fn() -> Cases<(Webhook, Outcome)>,
    unknown_types: fn() -> Cases<Webhook>,
    unreadable: fn() -> Cases<Webhook>,
    repeated_keys: fn() -> Cases<(Webhook, Outcome)>,
    echoes: fn() -> Cases<Webhook>,
    timestamps: fn() -> Cases<(Webhook, Option<Timestamp>)>,
}

impl TestBed for Vendor {
    type Channel = Generic;
    const SECRET_VARIABLE: &'static str = "generic_sources";

    fn channel(&self) -> Generic {
        Generic
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn variable(&self, secrets: &[&str]) -> String {
        provider::sources(self.scheme, secrets)
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        self.proof_headers
    }

    fn forgeries(&self, genuine: &Webhook) -> Vec<(String, Webhook)> {
        let proof = |webhook: &Webhook| {
            let value = webhook.header("authorization")?;
            let (scheme, key) = value.split_at_checked(BEARER)?;
            Some((scheme.to_ascii_lowercase(), key.to_owned()))
        };
        let forgeries = forged_headers(self.proof_headers, genuine).into_iter();
        let is_token = self.proof_headers == TOKEN;
        forgeries
            .filter(|(_, forged)| !is_token || proof(forged) != proof(genuine))
            .collect()
    }

    fn body_is_signed(&self) -> Result<(), &'static str> {
        match self.proof_headers == TOKEN {
            true => Err("the secret proves who calls; HTTPS keeps the body"),
            false => Ok(()),
        }
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        provider::sign(self.scheme, webhook, secret)
    }

    fn sample(&self) -> Webhook {
        (self.sample)()
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        (self.reencoded)()
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        (self.batches)()
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        (self.unknown_types)()
    }

    fn unreadable(&self) -> Cases<Webhook> {
        (self.unreadable)()
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        (self.repeated_keys)()
    }

    fn echoes(&self) -> Cases<Webhook> {
        (self.echoes)()
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        (self.timestamps)()
    }
}

const TOKEN: &[&str] = &["authorization"];

/// A source's document.
fn post(scheme: &str, document: &Value) -> Webhook {
    provider::post(scheme, document.to_string())
}

/// The document with another value at a pointer.
fn altered(document: &Value, pointer: &str, value: Value) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(pointer).unwrap() = value;
    document
}

/// The document without a member.
fn without(document: &Value, object: &str, member: &str) -> Value {
    let mut document = document.clone();
    let members = document.pointer_mut(object).unwrap().as_object_mut();
    members.unwrap().remove(member).unwrap();
    document
}

/// What a proxy makes of a body with `é` in it that wrote it anew.
fn written_anew(scheme: &str, document: &Value) -> Cases<(Webhook, Vec<u8>)> {
    let spaced = serde_json::to_vec_pretty(document).unwrap();
    let plain = document.to_string();
    assert!(plain.contains('é'));
    let escaped = plain.replace('é', "\\u00e9");
    let decomposed = plain.replace('é', "e\u{301}");
    let latin1 = plain.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let sent = || post(scheme, document);
    Cases::These(vec![
        ("with line breaks", (sent(), spaced)),
        ("escaped", (sent(), escaped.clone().into_bytes())),
        ("decomposed", (sent(), decomposed.into_bytes())),
        ("in Latin-1", (sent(), latin1)),
        (
            "with a line end",
            (sent(), format!("{plain}\n").into_bytes()),
        ),
        (
            "unescaped",
            (provider::post(scheme, escaped), plain.into_bytes()),
        ),
    ])
}

/// What cannot be read, whichever the vendor is: documents that are none, and a document that is one but
/// for a value at a pointer.
fn unreadable(scheme: &str, document: &Value, pointer: &str) -> Vec<(&'static str, Webhook)> {
    let with = |value: &str| {
        let marked = altered(document, pointer, json!("MARK")).to_string();
        assert!(marked.contains("\"MARK\""));
        provider::post(scheme, marked.replace("\"MARK\"", value))
    };
    let latin1 = {
        let mut webhook = with("\"caf_\"");
        let at = webhook.body.iter().position(|b| *b == b'_').unwrap();
        webhook.body[at] = 0xe9;
        webhook
    };
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    let cut = {
        let mut webhook = post(scheme, document);
        webhook.body.pop();
        webhook
    };
    vec![
        ("nothing", provider::post(scheme, "")),
        ("bytes", provider::post(scheme, [0, 159, 146, 150])),
        ("text", provider::post(scheme, "hello")),
        ("null", provider::post(scheme, "null")),
        ("a number", provider::post(scheme, "7")),
        ("an empty object", provider::post(scheme, "{}")),
        ("a form", provider::post(scheme, "payload=%7B%7D")),
        ("a document that ends early", cut),
        ("a lone surrogate", with(r#""\ud83d""#)),
        ("text in Latin-1", latin1),
        ("depth 65", with(&deep)),
    ]
}

/// A document in which a name is there twice.
fn twice(scheme: &str, document: &Value) -> Cases<(Webhook, Outcome)> {
    let plain = document.to_string();
    let open = plain.strip_suffix('}').unwrap();
    let name = document.as_object().unwrap().keys().next().unwrap();
    let same = format!("{open},{}:{}}}", json!(name), document[name]);
    let other = format!("{open},{}:7}}", json!(name));
    let new = format!("{open},\"tomorrow\":1,\"tomorrow\":2}}");
    Cases::These(vec![
        (
            "a name with the same value",
            (provider::post(scheme, same), KEPT),
        ),
        (
            "a name with another value",
            (provider::post(scheme, other), KEPT),
        ),
        (
            "a name that is not known",
            (provider::post(scheme, new), KEPT),
        ),
    ])
}

/// A document for every form in which a system may write a time.
fn times(at: impl Fn(Value) -> Webhook) -> Vec<(&'static str, (Webhook, Option<Timestamp>))> {
    let second = Some(1_795_320_960_000);
    let exact = Some(1_795_320_960_123);
    let cases = [
        ("RFC 3339", json!("2026-11-22T04:16:00Z"), second),
        (
            "with an offset",
            json!("2026-11-22T05:16:00.123+01:00"),
            exact,
        ),
        (
            "as Ruby writes it",
            json!("2026-11-22 04:16:00 UTC"),
            second,
        ),
        ("seconds", json!(1_795_320_960), second),
        ("seconds as text", json!("1795320960"), second),
        ("seconds with a fraction", json!("1795320960.123456"), exact),
        ("milliseconds", json!(1_795_320_960_123_u64), exact),
        ("milliseconds as text", json!("1795320960123"), exact),
    ];
    cases
        .map(|(what, value, time)| (what, (at(value), time)))
        .into()
}

/// Times that are none.
fn no_times(at: impl Fn(Value) -> Webhook) -> Vec<(&'static str, (Webhook, Option<Timestamp>))> {
    let cases = [
        ("a date", json!("22.11.2026")),
        ("a word", json!("yesterday")),
        ("empty", json!("")),
        ("zero", json!(0)),
        ("before 1970", json!(-1)),
        ("null", json!(null)),
        ("a list", json!([1_795_320_960])),
    ];
    cases.map(|(what, value)| (what, (at(value), None))).into()
}

mod conforms {
    mod standard_webhooks {
        throughline_channel_kit::conformance!(crate::events::STANDARD, "standard-webhooks");
    }
    mod bearer {
        throughline_channel_kit::conformance!(crate::events::BEARER, "bearer");
    }
    mod cloudevents {
        throughline_channel_kit::conformance!(crate::events::CLOUDEVENTS, "cloudevents");
    }
    mod cloudevents_in_headers {
        throughline_channel_kit::conformance!(@contract crate::events::BINARY);
    }
    mod mapping {
        throughline_channel_kit::conformance!(crate::mapping::MAPPING, "mapping");
    }
    mod chatwoot {
        throughline_channel_kit::conformance!(crate::chatwoot::CHATWOOT, "chatwoot");
    }
    mod zendesk {
        throughline_channel_kit::conformance!(crate::zendesk::ZENDESK, "zendesk");
    }
    mod intercom {
        throughline_channel_kit::conformance!(crate::intercom::INTERCOM, "intercom");
    }
    mod slack {
        throughline_channel_kit::conformance!(crate::slack::SLACK, "slack");
    }
    mod line {
        throughline_channel_kit::conformance!(crate::line::LINE, "line");
    }
}
