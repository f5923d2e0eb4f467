//! The conformance run itself: a channel that keeps the contract passes, and every way to break it
//! that is tried here is caught.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;
use throughline_channel_kit::conformance::{self, Cases, Memory, NOW, Outcome, TestBed, send};
use throughline_channel_kit::types::{
    Direction, Identity, Interaction, Participant, Timestamp, Verdict,
};
use throughline_channel_kit::{
    Channel, Command, Delivery, Refusal, Reply, Secret, Settings, Webhook, json, signature,
};

/// A provider with everything that providers have: batches, echoes, times, receipts. A body is
/// `{"entries":[{"id","from","type","at"?,"ours"?}]}`, signed by its hex HMAC-SHA256.
#[derive(Clone, Copy)]
struct Doorbell(Fault);

/// How the connector breaks the contract.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Nothing,
    AcceptsUnsigned,
    AcceptsPrefixOfProof,
    IgnoresHeaderTwice,
    SignsParsedJson,
    AcceptsWithoutSecret,
    KnowsOneSecretOnly,
    BelievesHost,
    MakesItsOwnId,
    LosesBatch,
    DropsUnknownType,
    RefusesUnreadable,
    KeepsWithoutBytes,
    EchoIsInbound,
    ReadsSecondsOnly,
    LogsSecret,
    AnotherName,
    AnyPath,
}

impl Channel for Doorbell {
    const NAME: &'static str = "doorbell";
    const VARIABLES: &'static [&'static str] = &["doorbell_secret"];
    const BODY_LIMIT: usize = 10_000;

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Delivery, Refusal> {
        let fault = self.0;
        if webhook.path != "/webhooks/doorbell" && fault != Fault::AnyPath {
            return Err(Refusal::NoRoute);
        }
        if webhook.method != Method::POST {
            return Err(Refusal::Method("POST"));
        }
        self.verify(webhook, settings)?;
        let kept = |reason: &str| {
            let mut payload = webhook.unparsed(Self::NAME, "acme", reason.to_owned());
            if fault == Fault::KeepsWithoutBytes {
                payload.body.clear();
            }
            Command::Keep(payload)
        };
        let read: Option<Value> = json::check(&webhook.body)
            .ok()
            .and_then(|()| serde_json::from_slice(&webhook.body).ok());
        let entries = read.and_then(|body| body["entries"].as_array().cloned());
        let Some(entries) = entries else {
            if fault == Fault::RefusesUnreadable {
                return Err(Refusal::Forbidden("unreadable".to_owned()));
            }
            return Ok(Delivery {
                commands: vec![kept("no entries")],
                reply: Reply::Receipts,
            });
        };
        let mut commands = Vec::new();
        for entry in &entries {
            match self.ring(entry) {
                Ok(interaction) => commands.push(Command::Record(Box::new(interaction))),
                Err("type") if fault == Fault::DropsUnknownType => {}
                Err(reason) => commands.push(kept(reason)),
            }
        }
        if fault == Fault::LosesBatch && commands.iter().any(|c| matches!(c, Command::Keep(_))) {
            commands.retain(|command| matches!(command, Command::Keep(_)));
        }
        Ok(Delivery {
            commands,
            reply: Reply::Receipts,
        })
    }
}

impl Doorbell {
    fn verify(&self, webhook: &Webhook, settings: &Settings) -> Result<(), Refusal> {
        let fault = self.0;
        let unverified = |reason: &str| Err(Refusal::Unverified(reason.to_owned()));
        if fault == Fault::AcceptsWithoutSecret && settings.get("doorbell_secret").is_none() {
            return Ok(());
        }
        let secrets = settings.secrets("doorbell_secret", "the doorbell's secret")?;
        if fault == Fault::BelievesHost && webhook.headers.contains_key("x-forwarded-host") {
            return unverified("another host");
        }
        let first = webhook.headers.get("x-proof");
        let given = match fault {
            Fault::IgnoresHeaderTwice => first.and_then(|value| value.to_str().ok()),
            _ => webhook.header("x-proof"),
        };
        let Some(given) = given else {
            if fault == Fault::AcceptsUnsigned {
                return Ok(());
            }
            return unverified("no proof");
        };
        let body = match serde_json::from_slice::<Value>(&webhook.body) {
            Ok(value) if fault == Fault::SignsParsedJson => value.to_string().into_bytes(),
            _ => webhook.body.clone(),
        };
        let known = secrets.of(None);
        let known = match fault {
            Fault::KnowsOneSecretOnly => known.get(..1).unwrap_or_default(),
            _ => &known,
        };
        let mut valid = false;
        for secret in known {
            let mac = signature::hmac_sha256(secret, &[&body]);
            valid |= match fault {
                Fault::AcceptsPrefixOfProof => hex::encode(mac).starts_with(given),
                _ => signature::matches_hex(given, &mac),
            };
            if fault == Fault::LogsSecret && !valid {
                let shown = String::from_utf8_lossy(secret.expose()).into_owned();
                return Err(Refusal::Unverified(shown));
            }
        }
        if valid { Ok(()) } else { unverified("wrong") }
    }

    fn ring(&self, entry: &Value) -> Result<Interaction, &'static str> {
        if entry["type"] != "ring" {
            return Err("type");
        }
        let at = match &entry["at"] {
            Value::Number(seconds) => seconds.as_u64().map(|seconds| seconds * 1000),
            Value::String(_) if self.0 == Fault::ReadsSecondsOnly => None,
            Value::String(text) => throughline_channel_kit::timestamp::parse(text),
            _ => None,
        };
        let ours = entry["ours"] == true && self.0 != Fault::EchoIsInbound;
        static RINGS: AtomicU32 = AtomicU32::new(0);
        let id = match self.0 {
            Fault::MakesItsOwnId => RINGS.fetch_add(1, Ordering::Relaxed).to_string(),
            _ => entry["id"].as_str().ok_or("no id")?.to_owned(),
        };
        let name = match self.0 {
            Fault::AnotherName => "bell",
            _ => Self::NAME,
        };
        let customer = Participant {
            identity: Identity {
                kind: "external".to_owned(),
                value: entry["from"].as_str().ok_or("no sender")?.to_owned(),
            },
            verdict: Verdict::None,
        };
        Ok(Interaction {
            account: "house".to_owned(),
            direction: if ours {
                Direction::Outbound
            } else {
                Direction::Inbound
            },
            kind: "visit".to_owned(),
            occurred_at: at,
            ..Interaction::inbound(name, "acme", id, customer)
        })
    }
}

fn posted(body: &str) -> Webhook {
    Webhook {
        method: Method::POST,
        path: "/webhooks/doorbell".to_owned(),
        query: None,
        headers: HeaderMap::new(),
        body: body.as_bytes().to_vec(),
    }
}

fn ring(members: &str) -> Webhook {
    posted(&format!(
        r#"{{"entries":[{{"type":"ring","id":"1","from":"a"{members}}}]}}"#
    ))
}

impl TestBed for Doorbell {
    type Channel = Self;
    const SECRET_VARIABLE: &'static str = "doorbell_secret";

    fn channel(&self) -> Self {
        *self
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["x-proof"]
    }

    fn sign(&self, mut webhook: Webhook, secret: &str) -> Webhook {
        let mac = signature::hmac_sha256(&Secret::new(secret), &[&webhook.body]);
        let proof = HeaderValue::from_str(&hex::encode(mac)).unwrap();
        webhook.headers.insert("x-proof", proof);
        webhook
    }

    fn sample(&self) -> Webhook {
        ring("")
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        let spaced = r#"{"entries": [{"type":"ring","id":"1","from":"\u0061"}]}"#;
        let plain = r#"{"entries":[{"type":"ring","id":"1","from":"a"}]}"#;
        Cases::These(vec![("parsed and written", (posted(spaced), plain.into()))])
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        let entries = r#"{"entries":[{"type":"ring","id":"1","from":"a"},{"type":"ring"},
            {"type":"ring","id":"2","from":"b"}]}"#;
        let expected = Outcome {
            written: 2,
            kept: 1,
        };
        Cases::These(vec![("no id in the middle", (posted(entries), expected))])
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![(
            "a knock",
            posted(r#"{"entries":[{"type":"knock"}]}"#),
        )])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("a lone surrogate", posted(r#"{"entries":"\ud83d"}"#)),
            ("nothing", posted("")),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let expected = Outcome {
            written: 0,
            kept: 1,
        };
        Cases::These(vec![("two senders", (ring(r#","from":"b""#), expected))])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::These(vec![("our own ring", ring(r#","ours":true"#))])
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        Cases::These(vec![
            ("none", (ring(""), None)),
            ("seconds", (ring(r#","at":1795321020"#), Some(NOW - 123))),
            (
                "RFC 3339",
                (ring(r#","at":"2026-11-22T04:17:00.123Z""#), Some(NOW)),
            ),
            ("nonsense", (ring(r#","at":"soon""#), None)),
        ])
    }
}

throughline_channel_kit::conformance!(@contract Doorbell(Fault::Nothing));

#[test]
fn every_fault_is_caught() {
    type Check = fn(&Doorbell);
    let faults: [(Fault, Check); 17] = [
        (Fault::AcceptsUnsigned, conformance::wrong_secret),
        (Fault::AcceptsPrefixOfProof, conformance::forged_proof),
        (Fault::IgnoresHeaderTwice, conformance::forged_proof),
        (Fault::SignsParsedJson, conformance::reencoded),
        (
            Fault::AcceptsWithoutSecret,
            conformance::missing_configuration,
        ),
        (Fault::KnowsOneSecretOnly, conformance::rotated_secrets),
        (Fault::BelievesHost, conformance::misleading_host),
        (Fault::MakesItsOwnId, conformance::duplicate),
        (Fault::LosesBatch, conformance::batch_with_a_bad_entry),
        (Fault::DropsUnknownType, conformance::unknown_type),
        (Fault::RefusesUnreadable, conformance::unreadable),
        (Fault::KeepsWithoutBytes, conformance::unreadable),
        (Fault::EchoIsInbound, conformance::echo),
        (Fault::ReadsSecondsOnly, conformance::every_timestamp),
        (Fault::LogsSecret, conformance::forged_proof),
        (Fault::AnotherName, conformance::verified),
        (Fault::AnyPath, conformance::wrong_route),
    ];
    let missed: Vec<_> = faults
        .into_iter()
        .filter(|(fault, check)| {
            catch_unwind(AssertUnwindSafe(|| check(&Doorbell(*fault)))).is_ok()
        })
        .map(|(fault, _)| fault)
        .collect();
    assert!(missed.is_empty(), "not caught: {missed:?}");
}

#[test]
fn receipts_tell_what_was_recorded_and_what_was_before() {
    let bed = Doorbell(Fault::Nothing);
    let settings = conformance::configured(&bed);
    let Cases::These(batches) = bed.batches() else {
        panic!("a doorbell has batches");
    };
    let webhook = bed.sign(batches[0].1.0.clone(), conformance::SECRET);
    let timeline = Memory::default();
    for duplicate in [false, true] {
        let seen = send(&bed, &settings, &webhook, &timeline);
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        let receipt = |id: &str, customer: &str, seq: u64| {
            serde_json::json!({
                "interaction_id": id, "customer_id": customer, "seq": seq, "ticket_id": null,
                "duplicate": duplicate,
            })
        };
        // The entry between them was kept, at place 1 of this timeline.
        let recorded = [receipt("int_0", "cus_a", 0), receipt("int_2", "cus_b", 2)];
        let kept = [serde_json::json!({ "id": "unp_1", "reason": "no id" })];
        let expected = serde_json::json!({ "recorded": recorded, "kept": kept });
        assert_eq!(body, expected);
        assert_eq!(seen.content_type.as_deref(), Some("application/json"));
    }
}
