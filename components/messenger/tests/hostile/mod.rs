//! What must hold for any bytes: shared by the fuzz target and the replay of its seeds.
#![allow(dead_code, reason = "each target uses one")]

use std::sync::LazyLock;

use http::HeaderValue;
use throughline_channel_kit::types::{Interaction, Verdict};
use throughline_channel_kit::{Channel, Command, Refusal, Reply, Settings, Webhook};
use throughline_messenger::Messenger;

use crate::provider;

const NOW: u64 = 1_795_321_020_123;
const SECRET: &str = "correct-horse-battery";

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    Settings::new()
        .with("meta_app_secret", SECRET)
        .with("meta_verify_token", SECRET)
});

/// An authentic post with any body is commands within the timeline's limits, or kept; unsigned it is
/// refused. The first byte says what the rest is: a body, an entry, an event, a change of the feed, or
/// a query of the check.
pub fn webhook(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let webhook = match choice % 6 {
        1 => provider::entries(&text),
        2 => provider::events(&text),
        3 => provider::event(&text),
        4 => provider::change("feed", &text),
        5 => return check(&text),
        _ => provider::post(rest),
    };
    refused(&webhook, rest);
    let webhook = provider::sign(webhook, SECRET);
    let delivery = Messenger.receive(&webhook, &SETTINGS, NOW);
    let delivery = delivery.expect("an authentic request is taken");
    let again = Messenger.receive(&webhook, &SETTINGS, NOW);
    assert_eq!(again.expect("and again"), delivery);
    assert_eq!(delivery.reply, Reply::Empty);
    for command in &delivery.commands {
        within_limits(command);
    }
}

/// Nobody who writes the data can know a MAC under this key.
fn refused(webhook: &Webhook, data: &[u8]) {
    let mut forged = webhook.clone();
    let refusal = Messenger
        .receive(&forged, &SETTINGS, NOW)
        .expect_err("unsigned");
    assert!(matches!(refusal, Refusal::Unverified(_)));
    if let Ok(value) = HeaderValue::from_bytes(data.get(..64).unwrap_or(data)) {
        forged.headers.insert("x-hub-signature-256", value);
        let refusal = Messenger
            .receive(&forged, &SETTINGS, NOW)
            .expect_err("forged");
        assert!(matches!(refusal, Refusal::Unverified(_)));
    }
}

/// Nobody passes the check of the URL without the word.
fn check(query: &str) {
    let checked = Messenger.receive(&provider::get(query), &SETTINGS, NOW);
    let knows = query.contains(SECRET) || query.contains('%');
    match checked {
        Ok(delivery) => assert!(knows && delivery.commands.is_empty(), "{query}"),
        Err(refusal) => assert!(matches!(refusal, Refusal::Forbidden(_))),
    }
}

fn within_limits(command: &Command) {
    match command {
        Command::Record(interaction) => recorded(interaction),
        Command::Report(report) => {
            assert!(report.names.len() <= 16 && report.detail.is_none());
        }
        Command::Watermark(watermark) => {
            assert!((1..=512).contains(&watermark.customer.value.len()));
            assert!(watermark.upto <= NOW);
        }
        Command::Amend(amendment) => assert!(amendment.occurred_at != Some(0)),
        Command::Keep(payload) => {
            assert!((1..=500).contains(&payload.reason.chars().count()));
        }
        other => panic!("nothing here asks for {other:?}"),
    }
}

fn recorded(interaction: &Interaction) {
    let lengths = [
        (&interaction.account, 512),
        (&interaction.provider_message_id, 2048),
        (&interaction.customer.identity.value, 512),
    ];
    for (value, most) in lengths {
        assert!((1..=most).contains(&value.len()), "{value}");
        assert!(!value.chars().any(char::is_control));
    }
    let kinds = ["message", "comment", "mention", "reaction", "activity"];
    assert!(kinds.contains(&&*interaction.kind));
    // Meta vouches for its own ids, and for nobody else.
    let vouched = interaction.customer.verdict == Verdict::Pass;
    assert_eq!(
        vouched,
        interaction.customer.identity.kind == interaction.channel
    );
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
    assert!(interaction.attachments.len() <= 64);
    for file in &interaction.attachments {
        assert!(file.name.len() <= 512 && file.content_type.len() <= 256);
        assert!(file.url.as_ref().is_none_or(|url| url.len() <= 4096));
    }
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048);
        let value: serde_json::Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
    }
}
