//! The Instagram connector: direct messages to professional accounts, and comments on their posts;
//! answers to both.
//!
//! | module | what |
//! |---|---|
//! | [`normalize`] | events and changes of an account to interactions, reports and amendments |
//! | [`send`] | an answer to the Graph API |
//!
//! Proof, handshake, envelope and the events of a conversation are as with Messenger and lie in
//! `throughline-meta`. The README beside this crate has Meta's documents and how to point an account
//! here.

pub mod normalize;
pub mod send;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Delivery, Refusal, Settings, Webhook};
use throughline_meta::Hook;

/// The channel's name.
pub const CHANNEL: &str = "instagram";

const HOOK: Hook = Hook {
    channel: CHANNEL,
    object: "instagram",
};

/// The Instagram channel.
#[derive(Debug, Clone, Copy)]
pub struct Instagram;

throughline_channel_kit::connector!(Instagram, sends);

impl Channel for Instagram {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = throughline_meta::VARIABLES;

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal> {
        throughline_meta::receive(HOOK, webhook, settings, |item| {
            normalize::commands(item, now)
        })
    }
}
