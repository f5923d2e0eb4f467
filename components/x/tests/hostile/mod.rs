//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use http::HeaderValue;
use serde_json::Value;
use throughline_channel_kit::types::{Direction, Interaction, Target};
use throughline_channel_kit::{Channel, Command, Refusal, Settings};
use throughline_x::X;
use throughline_x::normalize::{Links, written};
use throughline_x::send::weight;

use crate::provider;

const NOW: u64 = 1_795_321_020_123;

/// An authentic request with any body becomes commands within the timeline's limits, always the
/// same; a body that a challenge could have had signed is refused.
pub fn event(body: &[u8]) {
    let settings = Settings::new().with("x_client_secret", "s3cret");
    let webhook = provider::sign(provider::event(body), provider::CLIENT, "s3cret");
    let receive = || X.receive(&webhook, &settings, NOW);
    let first = body.iter().find(|byte| !b" \t\r\n".contains(byte));
    let delivery = match receive() {
        Ok(delivery) => delivery,
        Err(refusal) => {
            assert!(matches!(refusal, Refusal::Unverified(_)));
            assert_ne!(first, Some(&b'{'), "an authentic request is taken");
            return;
        }
    };
    assert_eq!(first, Some(&b'{'), "what begins otherwise is no event");
    assert_eq!(receive().as_ref(), Ok(&delivery), "and again");
    let kept = |command: &&Command| matches!(command, Command::Keep(_));
    let kept = delivery.commands.iter().filter(kept).count();
    for command in &delivery.commands {
        match command {
            Command::Record(interaction) => within_limits(interaction),
            Command::Amend(amendment) => {
                let Target::Provider(named) = &amendment.target else {
                    panic!("X does not know our ids");
                };
                assert!((1..=20).contains(&named.provider_message_id.len()));
            }
            Command::Watermark(watermark) => assert_eq!(watermark.customer.kind, "x"),
            Command::Keep(payload) => {
                assert!((1..=500).contains(&payload.reason.chars().count()));
                if kept == delivery.commands.len() {
                    assert_eq!((payload.body.as_slice(), kept), (body, 1));
                } else {
                    serde_json::from_slice::<Value>(&payload.body).expect("one event, as JSON");
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

fn within_limits(interaction: &Interaction) {
    assert!((1..=64).contains(&interaction.provider_message_id.len()));
    assert_eq!(interaction.account, "");
    let customer = &interaction.customer.identity.value;
    assert!((1..=20).contains(&customer.len()));
    assert!(
        interaction
            .business
            .iter()
            .all(|ours| ours.value != *customer)
    );
    assert!(
        interaction
            .text
            .as_ref()
            .is_none_or(|text| text.len() <= (1 << 20) + 65_536)
    );
    assert!(
        interaction
            .thread
            .as_ref()
            .is_none_or(|thread| thread.len() <= 64)
    );
    assert!(
        interaction
            .language
            .as_ref()
            .is_none_or(|language| language.len() == 2)
    );
    assert!(interaction.attachments.len() <= 16);
    for file in &interaction.attachments {
        assert!(file.url.as_ref().is_none_or(|url| url.len() <= 4096));
    }
    for party in &interaction.parties {
        assert!(party.name.as_ref().is_none_or(|name| name.len() <= 256));
    }
    assert!(interaction.conversation.references.len() <= 4);
    assert!(!interaction.amendable || interaction.direction == Direction::Outbound);
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048);
        let value: Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
    }
}

/// Any text with any entities is read and weighed. The data is `entities` in JSON, a line break, and
/// the text.
pub fn text(data: &[u8]) {
    let mut halves = data.splitn(2, |byte| *byte == b'\n');
    let entities: Value =
        serde_json::from_slice(halves.next().unwrap_or_default()).unwrap_or_default();
    let text = String::from_utf8_lossy(halves.next().unwrap_or_default());
    let plain = written(&text, &Links::default()).unwrap_or_default();
    assert!(plain.len() <= text.len());
    let mut links = Links::default();
    links.add(Some(&entities));
    let shown = written(&text, &links).unwrap_or_default();
    assert!(shown.len() <= text.len() + 65_536);
    if !text.contains("https://t.co/") {
        assert_eq!(shown, plain);
    }
    let most = 6 * text.chars().count() + 23 * text.matches("://").count();
    assert!(weight(&text) <= most, "{text:?}");
}

/// A request with any headers and body that nobody signed is refused. The data is the two signatures,
/// a line each, then the body.
pub fn unsigned(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let signatures = [(provider::CLIENT, next()), (provider::CONSUMER, next())];
    let mut webhook = provider::event(next());
    for (header, value) in signatures {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            webhook.headers.insert(header, value);
        }
    }
    // Nobody who writes the data can know a MAC under these keys.
    let settings = Settings::new()
        .with("x_client_secret", "6e6f626f6479206b6e6f7773")
        .with("x_consumer_secret", "207468697320656974686572");
    let refused = X.receive(&webhook, &settings, NOW);
    assert!(
        matches!(refused, Err(Refusal::Unverified(_))),
        "nobody signed {webhook:?}"
    );
}
