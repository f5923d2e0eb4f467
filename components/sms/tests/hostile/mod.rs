//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use http::HeaderValue;
use throughline_channel_kit::types::Interaction;
use throughline_channel_kit::{Channel, Command, Refusal, Secret, Settings, Webhook};
use throughline_sms::Sms;
use throughline_twilio::{payload, signature};

use crate::provider;

const NOW: u64 = 1_795_321_020_123;

/// An authentic request with any body is one command within the timeline's limits. The first byte
/// chooses the route and whether it is a form or JSON.
pub fn message(data: &[u8]) {
    let Some((choice, body)) = data.split_first() else {
        return;
    };
    let path = [provider::MESSAGE, provider::STATUS][usize::from(choice & 1)];
    let kind =
        ["application/x-www-form-urlencoded", "application/json"][usize::from(choice >> 1 & 1)];
    let webhook = provider::sign(provider::webhook(path, None, kind, body), "token");
    let settings = Settings::new()
        .with("public_url", provider::PUBLIC_URL)
        .with("twilio_auth_token", "token");
    let delivery = Sms
        .receive(&webhook, &settings, NOW)
        .expect("an authentic request is taken");
    assert_eq!(
        delivery,
        Sms.receive(&webhook, &settings, NOW).expect("and again")
    );
    match delivery.commands.as_slice() {
        [Command::Record(interaction)] => within_limits(interaction),
        [Command::Report(report)] => {
            assert!(
                report
                    .detail
                    .as_ref()
                    .is_none_or(|detail| detail.len() <= 200)
            );
            assert!(report.occurred_at.is_none_or(|at| at <= NOW));
        }
        [Command::Keep(payload)] => {
            assert_eq!(payload.body, body);
            assert!(
                (1..=500).contains(&payload.reason.chars().count()),
                "{}",
                payload.reason
            );
        }
        other => panic!("{} commands", other.len()),
    }
}

fn within_limits(interaction: &Interaction) {
    assert!(!interaction.provider_message_id.is_empty());
    assert!(!interaction.account.is_empty());
    let customer = &interaction.customer.identity;
    assert!((1..=512).contains(&customer.value.len()));
    assert!(
        interaction
            .business
            .iter()
            .all(|identity| identity.value.len() <= 512)
    );
    assert!(interaction.attachments.len() <= 32);
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048);
        let value: serde_json::Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
    }
}

/// A request with any URL, headers and body that nobody signed is refused. The data is
/// `public_url`, path, query, content type, signature and settings, a line each, then the body.
pub fn unsigned(data: &[u8]) {
    let mut lines = data.splitn(7, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (public_url, path, query) = (text(next()), text(next()), text(next()));
    let mut webhook = provider::webhook(&path, Some(&query), "text/plain", b"");
    for name in [
        "content-type",
        signature::HEADER,
        signature::SETTINGS_HEADER,
    ] {
        if let Ok(value) = HeaderValue::from_bytes(next()) {
            webhook.headers.insert(name, value);
        }
    }
    webhook.body = next().to_vec();
    assert!(
        verify(&webhook, &public_url).is_err(),
        "nobody signed {webhook:?}"
    );
}

fn verify(webhook: &Webhook, public_url: &str) -> Result<(), Refusal> {
    let parameters = payload::read(webhook).ok();
    // Nobody who writes the data can know a MAC under this key.
    let secret = Secret::new("6e6f626f6479206b6e6f7773207468697320");
    signature::verify(webhook, parameters.as_ref(), public_url, &[&secret])
}
