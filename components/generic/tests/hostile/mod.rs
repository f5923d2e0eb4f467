//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use http::HeaderValue;
use serde_json::{Value, json};
use throughline_channel_kit::types::{Interaction, Target};
use throughline_channel_kit::{Channel, Command, Refusal, Settings, Webhook};
use throughline_generic::Generic;
use throughline_generic::config::Sources;

use crate::provider;

const SECRET: &str = "correct-horse-battery";
/// More commands than a request may lead to: its entries, and one for the rest.
const MOST_COMMANDS: usize = 1002;

/// The schemes whose requests are events, with the media types that these may have.
pub const EVENTS: [(&str, &str); 6] = [
    ("standard-webhooks", "application/json"),
    ("bearer", "application/json"),
    ("cloudevents", "application/cloudevents+json"),
    ("cloudevents", "application/cloudevents-batch+json"),
    ("cloudevents", "application/json"),
    ("zendesk", "application/json"),
];

/// The schemes of vendors.
pub const DESKS: [&str; 5] = ["chatwoot", "zendesk", "intercom", "slack", "line"];

/// An authentic request of events with any body. The first byte chooses scheme, media type, and
/// whether there are attributes of a CloudEvent in the headers.
pub fn events(data: &[u8]) {
    let Some((choice, body)) = data.split_first() else {
        return;
    };
    let (scheme, media_type) = EVENTS[usize::from(choice & 7) % EVENTS.len()];
    let mut webhook = provider::post(scheme, body);
    let media_type = HeaderValue::from_static(media_type);
    webhook.headers.insert("content-type", media_type);
    if choice & 8 != 0 {
        let attributes = [
            ("ce-specversion", "1.0"),
            ("ce-id", "1"),
            ("ce-source", "/caf%C3%A9"),
            ("ce-type", "example"),
        ];
        webhook = provider::with(webhook, &attributes);
    }
    taken(
        &provider::sources(scheme, &[SECRET]),
        &provider::sign(scheme, webhook, SECRET),
    );
}

/// An authentic request of a vendor's with any body. The first byte chooses the vendor.
pub fn desk(data: &[u8]) {
    let Some((choice, body)) = data.split_first() else {
        return;
    };
    let scheme = DESKS[usize::from(*choice) % DESKS.len()];
    let webhook = provider::sign(scheme, provider::post(scheme, body), SECRET);
    taken(&provider::sources(scheme, &[SECRET]), &webhook);
}

/// Any mapping, on the first line, is read or told what is wrong with it; and what is read makes
/// interactions of any payload, or keeps it.
pub fn mapping(data: &[u8]) {
    let line = data.iter().position(|byte| *byte == b'\n');
    let (mapping, payload) = data.split_at(line.unwrap_or(data.len()));
    let Ok(mapping) = serde_json::from_slice::<Value>(mapping) else {
        return;
    };
    let source = json!({ "scheme": "bearer", "secret": SECRET, "mapping": mapping });
    let variable = json!({ provider::name("mapping"): source }).to_string();
    if let Err(faults) = Sources::read(&variable) {
        assert!(!faults.is_empty());
        for fault in faults {
            assert!(
                fault.path.is_empty() || fault.path.starts_with("legacy.mapping"),
                "{fault}"
            );
            assert!(
                !fault.detail.is_empty() && fault.to_string().len() <= 1000,
                "{fault}"
            );
            assert!(!fault.to_string().contains(SECRET), "{fault}");
        }
        return;
    }
    let webhook = provider::post("mapping", payload.strip_prefix(b"\n").unwrap_or(payload));
    taken(&variable, &provider::sign("mapping", webhook, SECRET));
}

/// A request with any headers and body that nobody proved is refused. The first byte chooses the
/// scheme; then follow a value for each header of its proof, a line each, and the body.
pub fn unsigned(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let schemes: [(&str, &[&'static str]); 7] = [
        (
            "standard-webhooks",
            &["webhook-id", "webhook-timestamp", "webhook-signature"],
        ),
        (
            "chatwoot",
            &["x-chatwoot-signature", "x-chatwoot-timestamp"],
        ),
        (
            "zendesk",
            &[
                "x-zendesk-webhook-signature",
                "x-zendesk-webhook-signature-timestamp",
            ],
        ),
        ("intercom", &["x-hub-signature"]),
        ("slack", &["x-slack-signature", "x-slack-request-timestamp"]),
        ("line", &["x-line-signature"]),
        ("cloudevents", &["authorization"]),
    ];
    let (scheme, names) = schemes[usize::from(*choice) % schemes.len()];
    let mut lines = data.splitn(names.len() + 1, |byte| *byte == b'\n');
    let mut webhook = provider::post(scheme, "");
    for name in names {
        if let Ok(value) = HeaderValue::from_bytes(lines.next().unwrap_or_default()) {
            webhook.headers.insert(*name, value);
        }
    }
    webhook.body = lines.next().unwrap_or_default().to_vec();
    // Nobody who writes the data can know a MAC under this key, or send it.
    let variable = provider::sources(scheme, &["6e6f626f6479206b6e6f7773207468697320"]);
    let answer = receive(&variable, &webhook);
    assert!(
        matches!(answer, Err(Refusal::Unverified(_))),
        "nobody signed {webhook:?}"
    );
}

fn receive(
    variable: &str,
    webhook: &Webhook,
) -> Result<throughline_channel_kit::Delivery, Refusal> {
    let settings = Settings::new().with("generic_sources", variable);
    Generic.receive(webhook, &settings, provider::NOW * 1000)
}

/// An authentic request is taken, the same each time, and within the timeline's limits.
fn taken(variable: &str, webhook: &Webhook) {
    let delivery = receive(variable, webhook).expect("an authentic request is taken");
    let again = receive(variable, webhook).expect("and again");
    assert_eq!(delivery, again);
    assert!(delivery.commands.len() <= MOST_COMMANDS);
    for command in &delivery.commands {
        match command {
            Command::Record(interaction) => within_limits(interaction),
            Command::Keep(payload) => {
                assert!(
                    (1..=500).contains(&payload.reason.len()),
                    "{}",
                    payload.reason
                );
                assert!(payload.body.len() <= 4 * webhook.body.len() + 32);
            }
            Command::Report(report) => {
                is_reference(&report.target);
                assert!(
                    report
                        .detail
                        .as_ref()
                        .is_none_or(|detail| detail.len() <= 200)
                );
            }
            Command::Amend(amendment) => is_reference(&amendment.target),
            Command::Bind { name, .. } => assert!((1..=512).contains(&name.len())),
            other => panic!("nobody sends such: {other:?}"),
        }
    }
}

fn is_reference(target: &Target) {
    let Target::Provider(reference) = target else {
        panic!("no interaction of ours was sent by these");
    };
    assert!((1..=2048).contains(&reference.provider_message_id.len()));
}

fn within_limits(interaction: &Interaction) {
    let word = |word: &str| {
        (1..=64).contains(&word.len())
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    };
    assert!(word(&interaction.channel) && word(&interaction.provider) && word(&interaction.kind));
    assert!((1..=512).contains(&interaction.account.len()));
    assert!((1..=2048).contains(&interaction.provider_message_id.len()));
    let people = interaction.also.iter().map(|p| &p.identity);
    let people = people.chain(&interaction.business);
    for identity in people.chain([&interaction.customer.identity]) {
        assert!((1..=32).contains(&identity.kind.len()) && !identity.value.trim().is_empty());
        assert!(identity.value.len() <= 512);
    }
    assert!(interaction.also.len() <= 32 && interaction.business.len() <= 32);
    assert!(interaction.parties.len() <= 64);
    let at_most =
        |text: &Option<String>, most: usize| text.as_ref().is_none_or(|text| text.len() <= most);
    assert!(at_most(&interaction.subject, 2048));
    assert!(at_most(&interaction.thread, 512));
    assert!(at_most(&interaction.agent, 256));
    assert!(at_most(&interaction.language, 2));
    assert!(interaction.attachments.len() <= 32);
    for file in &interaction.attachments {
        assert!(file.name.len() <= 512 && file.content_type.len() <= 256);
        assert!(at_most(&file.url, 4096));
    }
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048);
        let value: Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
    }
}
