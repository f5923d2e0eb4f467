//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use throughline_channel_kit::types::{Identity, Interaction};
use throughline_channel_kit::{Channel, Command, Settings, Webhook};
use throughline_in_person::InPerson;

use crate::provider;

/// An authentic event of Square's with any body is at most one command within the timeline's limits;
/// unsigned it is refused.
pub fn square(data: &[u8]) {
    let webhook = provider::webhook(provider::SQUARE, data, &[]);
    assert!(receive(&webhook).is_none(), "nobody signed it");
    check(&provider::sign_square(webhook, "key"), data);
}

/// An authentic webhook of Shopify's with any body is at most one command within the timeline's
/// limits, the same whatever its headers say; unsigned it is refused. The first line is a topic.
pub fn shopify(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == b'\n');
    let topic = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();
    let mut webhook = provider::webhook(provider::SHOPIFY, body, &[]);
    if let Ok(topic) = http::HeaderValue::from_bytes(topic) {
        for name in [
            "x-shopify-topic",
            "x-shopify-event-id",
            "x-shopify-webhook-id",
            "x-shopify-shop-domain",
            "x-shopify-triggered-at",
        ] {
            webhook.headers.insert(name, topic.clone());
        }
    }
    assert!(receive(&webhook).is_none(), "nobody signed it");
    let signed = provider::sign_shopify(webhook, "key");
    check(&signed, body);
    let mut bare = signed.clone();
    let proof = signed.headers["x-shopify-hmac-sha256"].clone();
    bare.headers.clear();
    bare.headers.insert("x-shopify-hmac-sha256", proof);
    let content_type = signed.headers["content-type"].clone();
    bare.headers.insert("content-type", content_type);
    assert_eq!(receive(&signed), receive(&bare), "a header was believed");
}

fn receive(webhook: &Webhook) -> Option<Vec<Command>> {
    let settings = Settings::new()
        .with("public_url", provider::PUBLIC_URL)
        .with("square_signature_key", "key")
        .with("shopify_secret", "key");
    let delivery = InPerson.receive(webhook, &settings, 0).ok()?;
    Some(delivery.commands)
}

fn check(webhook: &Webhook, body: &[u8]) {
    let commands = receive(webhook).expect("an authentic request is taken");
    assert_eq!(Some(&commands), receive(webhook).as_ref(), "and again");
    match commands.as_slice() {
        [] => {}
        [Command::Record(interaction)] => within_limits(interaction),
        [Command::Keep(payload)] => {
            assert_eq!(payload.body, body);
            let length = payload.reason.len();
            assert!((1..=500).contains(&length), "{}", payload.reason);
        }
        other => panic!("{} commands", other.len()),
    }
}

fn within_limits(interaction: &Interaction) {
    assert!((1..=2048).contains(&interaction.provider_message_id.len()));
    assert!(interaction.account.len() <= 512);
    let also = interaction.also.iter().map(|other| &other.identity);
    let customer = std::iter::once(&interaction.customer.identity);
    for identity in customer.chain(also).chain(&interaction.business) {
        is_identity(identity);
    }
    assert!(interaction.also.len() <= 32);
    for party in &interaction.parties {
        let name = party.name.as_deref().unwrap_or_default();
        assert!((1..=256).contains(&name.len()));
    }
    let text = interaction.text.as_deref().unwrap_or_default();
    assert!((1..=1 << 20).contains(&text.len()));
    let language = interaction.language.as_deref();
    assert!(language.is_none_or(|language| language.len() == 2));
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048, "{}", attributes.len());
        let value: serde_json::Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
        let purchase = &value["purchase"];
        assert_eq!(interaction.kind == "purchase", purchase["id"].is_string());
        assert_eq!(purchase["id"].is_string(), purchase["items"].is_array());
    }
}

/// Of a form that the timeline takes: one that it refuses would keep the whole event unread.
fn is_identity(identity: &Identity) {
    let Identity { kind, value } = identity;
    assert!((1..=512).contains(&value.len()), "{value}");
    assert!(!value.contains(char::is_control), "{value:?}");
    assert_eq!(value.trim(), value);
    match kind.as_str() {
        "email" => {
            let (local, domain) = value.rsplit_once('@').expect("an @");
            assert!(!local.is_empty() && domain.contains('.'), "{value}");
            assert!(!value.contains(char::is_whitespace), "{value}");
            assert_eq!(value.to_lowercase(), *value);
        }
        "phone" => assert!((8..=16).contains(&value.len()) && value.starts_with('+')),
        "external" | "loyalty" => {}
        other => panic!("{other}"),
    }
}
