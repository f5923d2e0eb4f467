//! The WhatsApp connector: Meta's webhooks of the WhatsApp Cloud API, and messages by the same API.
//!
//! | module | what |
//! |---|---|
//! | [`payload`] | what WhatsApp sends |
//! | [`normalize`] | changes to interactions, delivery reports, edits and deletions |
//! | [`send`] | an answer to the Cloud API |
//!
//! Signature, handshake and envelope are those of all of Meta's products: `throughline_meta`. The
//! README beside this crate has the provider's documents and how to point a number here.

pub mod normalize;
pub mod payload;
pub mod send;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Delivery, Refusal, Settings, Webhook};
use throughline_meta::{Hook, VARIABLES};

/// The channel's name.
pub const CHANNEL: &str = "whatsapp";
/// `object` of its envelopes.
pub const OBJECT: &str = "whatsapp_business_account";

/// The WhatsApp channel.
#[derive(Debug, Clone, Copy)]
pub struct Whatsapp;

throughline_channel_kit::connector!(Whatsapp, sends);

impl Channel for Whatsapp {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = VARIABLES;

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal> {
        let hook = Hook {
            channel: CHANNEL,
            object: OBJECT,
        };
        throughline_meta::receive(hook, webhook, settings, |item| {
            normalize::commands(item, now)
        })
    }
}
