//! The Telegram connector: what a bot is told, and what it answers.
//!
//! | module | what |
//! |---|---|
//! | [`payload`] | the update as JSON, and its members |
//! | [`signature`] | the secret token, and whose it is |
//! | [`normalize`] | an update to interactions, amendments and reactions |
//! | [`send`] | answers, as messages, photos and documents |
//!
//! The README beside this crate has Telegram's documents and how to point a bot here.

pub mod normalize;
pub mod payload;
pub mod send;
pub mod signature;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Reply, Settings, Webhook};

use payload::Unreadable;

/// Telegram, as interactions name it.
pub const PROVIDER: &str = "telegram";
/// The channel's name.
pub const CHANNEL: &str = "telegram";
/// The URL that Telegram is given.
const PATH: &str = "/webhooks/telegram";

/// The Telegram channel.
#[derive(Debug, Clone, Copy)]
pub struct Telegram;

throughline_channel_kit::connector!(Telegram, sends);

impl Channel for Telegram {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = &[signature::VARIABLE];

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Delivery, Refusal> {
        if webhook.path != PATH {
            return Err(Refusal::NoRoute);
        }
        if webhook.method != "POST" {
            return Err(Refusal::Method("POST"));
        }
        let account = signature::verify(webhook, settings)?;
        let read = payload::read(&webhook.body)
            .and_then(|update| normalize::update(&update, &account))
            .unwrap_or_else(normalize::Translation::unreadable);
        let mut commands = read.commands;
        if let Some(Unreadable(reason)) = read.unreadable {
            commands.push(Command::Keep(webhook.unparsed(CHANNEL, PROVIDER, reason)));
        }
        Ok(Delivery {
            commands,
            reply: Reply::Empty,
        })
    }
}
