//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses a part")]

use serde_json::{Value, json};
use throughline_channel_kit::types::{DeliveryReport, Interaction};
use throughline_channel_kit::{Channel, Command, Settings};
use throughline_whatsapp::Whatsapp;

use crate::provider;

const NOW: u64 = 1_795_321_020_123;

/// An authentic request with any body is taken: what comes of it is within the timeline's limits,
/// and not much larger than the body.
pub fn webhook(body: &[u8]) {
    let webhook = provider::sign(provider::post(body), "secret");
    let settings = Settings::new().with("meta_app_secret", "secret");
    let delivery = Whatsapp
        .receive(&webhook, &settings, NOW)
        .expect("an authentic request is taken");
    let again = Whatsapp.receive(&webhook, &settings, NOW);
    assert_eq!(delivery, again.expect("and again"));
    let sizes = delivery.commands.iter().map(|command| match command {
        Command::Record(interaction) => within_limits(interaction),
        Command::Report(report) => report_within_limits(report),
        Command::Keep(payload) => {
            let reason = payload.reason.chars().count();
            assert!((1..=500).contains(&reason), "{}", payload.reason);
            payload.body.len()
        }
        Command::Amend(_) => 0,
        other => panic!("{other:?}"),
    });
    // Each item's share of what the change says about all of them is bounded.
    let most = body.len() * 4 + delivery.commands.len() * 16_384;
    let size: usize = sizes.sum();
    assert!(size <= most, "{size} bytes come of {}", body.len());
}

fn within_limits(interaction: &Interaction) -> usize {
    assert!((1..=body_limit()).contains(&interaction.provider_message_id.len()));
    assert!((1..=400).contains(&interaction.account.len()));
    let others = interaction.also.iter().chain([&interaction.customer]);
    for other in others {
        assert!((1..=512).contains(&other.identity.value.len()));
    }
    for party in &interaction.parties {
        assert!(party.name.as_ref().is_none_or(|name| name.len() <= 256));
    }
    assert!(interaction.attachments.len() <= 1);
    for file in &interaction.attachments {
        assert!(file.name.len() <= 512 && file.content_type.len() <= 256);
        assert!(file.url.as_ref().is_none_or(|url| url.len() <= 4096));
    }
    let thread = interaction.thread.as_ref();
    assert!(thread.is_none_or(|thread| (1..=512).contains(&thread.len())));
    let attributes = interaction.attributes.as_deref().unwrap_or(b"{}");
    assert!(attributes.len() <= 2048);
    let value: Value = serde_json::from_slice(attributes).expect("JSON");
    assert!(value.is_object());
    interaction.text.as_ref().map_or(0, String::len)
}

fn body_limit() -> usize {
    <Whatsapp as Channel>::BODY_LIMIT
}

fn report_within_limits(report: &DeliveryReport) -> usize {
    let detail = report.detail.as_deref().unwrap_or_default();
    assert!(detail.len() <= 200);
    assert!(report.occurred_at.is_none_or(|at| at <= NOW));
    assert!(report.names.len() <= 1);
    detail.len()
}

/// Any JSON in the place of one item of a list is one command. The first byte says which list.
pub fn item(data: &[u8]) {
    let Some((choice, item)) = data.split_first() else {
        return;
    };
    let Ok(item) = serde_json::from_slice::<Value>(item) else {
        return;
    };
    let lists = [
        ("messages", "messages"),
        ("messages", "statuses"),
        ("smb_message_echoes", "message_echoes"),
        ("user_preferences", "user_preferences"),
        ("user_id_update", "user_id_update"),
    ];
    let (field, list) = lists[usize::from(*choice) % lists.len()];
    let value = provider::value(json!({ list: [item] }));
    let request = provider::entries(&[provider::entry(field, value)]);
    webhook(&request.body);
    let settings = Settings::new().with("meta_app_secret", "secret");
    let delivery = Whatsapp.receive(&provider::sign(request, "secret"), &settings, NOW);
    assert_eq!(delivery.expect("taken").commands.len(), 1);
}
