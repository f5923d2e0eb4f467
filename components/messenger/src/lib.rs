//! The Messenger connector: conversations with Facebook pages, and comments on their posts; answers to
//! both.
//!
//! | module | what |
//! |---|---|
//! | [`normalize`] | events and changes of a page to interactions, reports and amendments |
//! | [`send`] | an answer to the Graph API |
//!
//! Proof, handshake, envelope and the events of a conversation are as with Instagram and lie in
//! `throughline-meta`. The README beside this crate has Meta's documents and how to point a page here.

pub mod normalize;
pub mod send;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Delivery, Refusal, Settings, Webhook};
use throughline_meta::Hook;

/// The channel's name.
pub const CHANNEL: &str = "messenger";

const HOOK: Hook = Hook {
    channel: CHANNEL,
    object: "page",
};

/// The Messenger channel.
#[derive(Debug, Clone, Copy)]
pub struct Messenger;

throughline_channel_kit::connector!(Messenger, sends);

impl Channel for Messenger {
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
