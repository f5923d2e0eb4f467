//! The in-person connector: visits and purchases that Square and Shopify report.
//!
//! | module | what |
//! |---|---|
//! | [`payload`] | the providers' JSON, read one member at a time |
//! | [`signature`] | how each of them signs a request |
//! | [`normalize`] | an event to an interaction |
//! | [`purchase`], [`money`], [`attributes`] | what was bought, for how much, and how it is written down |
//!
//! The README beside this crate has the providers' documents, how to point them here, and what other
//! tills do.

pub mod attributes;
pub mod money;
pub mod normalize;
pub mod payload;
pub mod purchase;
pub mod signature;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Reply, Settings, Webhook};

use normalize::{Event, shopify, square};
use payload::{Unreadable, id};

/// The channel's name.
pub const CHANNEL: &str = "in-person";

/// The in-person channel.
#[derive(Debug, Clone, Copy)]
pub struct InPerson;

throughline_channel_kit::connector!(InPerson);

impl Channel for InPerson {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] =
        &["public_url", "square_signature_key", "shopify_secret"];

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Delivery, Refusal> {
        let (provider, receive): (_, Receive) = match webhook.path.as_str() {
            "/webhooks/in-person/square" => (square::PROVIDER, receive_square),
            "/webhooks/in-person/shopify" => (shopify::PROVIDER, receive_shopify),
            _ => return Err(Refusal::NoRoute),
        };
        if webhook.method != "POST" {
            return Err(Refusal::Method("POST"));
        }
        let command = match receive(webhook, settings)? {
            Ok(event) => event.map(|event| Command::Record(Box::new(event.interaction()))),
            Err(Unreadable(reason)) => {
                Some(Command::Keep(webhook.unparsed(CHANNEL, provider, reason)))
            }
        };
        Ok(Delivery {
            commands: command.into_iter().collect(),
            reply: Reply::Empty,
        })
    }
}

/// What an authentic request says: an event, nothing of interest, or something unreadable.
type Said = Result<Option<Event>, Unreadable>;

/// Verifies a request of one provider and reads it.
type Receive = fn(&Webhook, &Settings) -> Result<Said, Refusal>;

fn receive_square(webhook: &Webhook, settings: &Settings) -> Result<Said, Refusal> {
    let public_url = settings.require(
        "public_url",
        "the URL that Square calls, up to this service's first path segment",
    )?;
    let secrets = settings.secrets(
        "square_signature_key",
        "the signature key of Square's webhook subscription, several separated by commas, or a JSON \
         object from merchant id to keys",
    )?;
    let document = payload::read(&webhook.body);
    // Whose it is, is believed when that merchant's key signed it.
    let merchant = document.as_ref().ok().and_then(|d| id(d, "merchant_id"));
    signature::square(webhook, public_url, &secrets.of(merchant.as_deref()))?;
    Ok(document.and_then(|document| square::read(&document)))
}

fn receive_shopify(webhook: &Webhook, settings: &Settings) -> Result<Said, Refusal> {
    let secrets = settings.secrets(
        "shopify_secret",
        "the client secret of the Shopify app, several separated by commas, or a JSON object from \
         shop domain to secrets",
    )?;
    // A header, so nobody signed it: it chooses among secrets, and is recorded only where a secret
    // of that shop alone can have signed.
    let shop = ["x-shopify-shop-domain", "shopify-shop-domain"]
        .into_iter()
        .find_map(|name| webhook.header(name))
        .unwrap_or_default();
    signature::shopify(webhook, &secrets.of(Some(shop)))?;
    let is_proven = secrets.of(Some("")).is_empty();
    let document = payload::read(&webhook.body);
    Ok(document
        .and_then(|document| shopify::read(&document, &webhook.body, is_proven.then_some(shop))))
}
