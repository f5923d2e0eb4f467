//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use serde_json::Value;
use throughline_channel_kit::types::{Interaction, Target};
use throughline_channel_kit::{Channel, Command, Settings};
use throughline_telegram::Telegram;
use throughline_telegram::normalize::with_links;

use crate::provider;

const NOW: u64 = 1_795_321_020_123;

/// An authentic request with any body becomes commands within the timeline's limits, always the
/// same; without the token it is refused.
pub fn update(body: &[u8]) {
    let settings = Settings::new().with("telegram_secret_token", "t0ken");
    let unsigned = provider::update(body);
    let refused = Telegram.receive(&unsigned, &settings, NOW);
    assert!(refused.is_err(), "nobody proved {unsigned:?}");
    let webhook = provider::sign(unsigned, "t0ken");
    let receive = || {
        let delivery = Telegram.receive(&webhook, &settings, NOW);
        delivery.expect("an authentic request is taken")
    };
    let delivery = receive();
    assert_eq!(delivery, receive(), "and again");
    let kept = |command: &&Command| matches!(command, Command::Keep(_));
    assert!(delivery.commands.iter().filter(kept).count() <= 1);
    for command in &delivery.commands {
        match command {
            Command::Record(interaction) => within_limits(interaction),
            Command::Amend(amendment) => {
                let Target::Provider(named) = &amendment.target else {
                    panic!("Telegram does not know our ids");
                };
                assert!((1..=2048).contains(&named.provider_message_id.len()));
            }
            Command::Keep(payload) => {
                assert_eq!(payload.body, body);
                assert!((1..=500).contains(&payload.reason.chars().count()));
            }
            other => panic!("{other:?}"),
        }
    }
}

fn within_limits(interaction: &Interaction) {
    assert!((1..=2048).contains(&interaction.provider_message_id.len()));
    assert!((1..=512).contains(&interaction.customer.identity.value.len()));
    assert!(
        interaction
            .text
            .as_ref()
            .is_none_or(|text| text.len() <= 1 << 20)
    );
    assert!(
        interaction
            .thread
            .as_ref()
            .is_none_or(|thread| thread.len() <= 512)
    );
    assert!(
        interaction
            .language
            .as_ref()
            .is_none_or(|language| language.len() == 2)
    );
    for party in &interaction.parties {
        assert!(party.name.as_ref().is_none_or(|name| name.len() <= 256));
    }
    for number in &interaction.also {
        let digits = number.identity.value.strip_prefix('+').expect("E.164");
        assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
    }
    for file in &interaction.attachments {
        assert!(file.name.len() <= 512 && (1..=256).contains(&file.content_type.len()));
    }
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048);
        let value: Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
    }
}

/// Any text with any entities keeps every character in its place. The data is a list of entities in
/// JSON, a line break, and the text.
pub fn links(data: &[u8]) {
    let mut halves = data.splitn(2, |byte| *byte == b'\n');
    let entities = halves.next().unwrap_or_default();
    let text = String::from_utf8_lossy(halves.next().unwrap_or_default());
    let entities: Value = serde_json::from_slice(entities).unwrap_or_default();
    let message = serde_json::json!({ "entities": entities });
    let shown = with_links(&text, &message, "entities");
    let mut rest = shown.chars();
    let kept = text.chars().all(|char| rest.any(|other| other == char));
    assert!(kept, "{text:?} became {shown:?}");
    assert!(shown.len() <= text.len() + 4 * data.len() + 64);
}
