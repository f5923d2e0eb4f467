//! The email connector: inbound mail of Mailgun, SendGrid and Postmark and as RFC 5322 messages;
//! outbound mail over the same providers.
//!
//! | module | what |
//! |---|---|
//! | [`provider`] | each provider's request, proven and read into one [`throughline_mail::Mail`] |
//! | [`normalize`] | a mail to an interaction or a delivery report |
//! | [`send`] | an answer to a provider's API |
//!
//! The README beside this crate has the providers' documents and how to point them here.

pub mod normalize;
pub mod provider;
pub mod send;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Settings, Webhook};

use provider::Inbound;

/// The channel's name.
pub const CHANNEL: &str = "email";

/// The largest request in bytes: providers pass on mails of 25 to 35 MiB, grown by a third where
/// files are base64.
pub const BODY_LIMIT: usize = 40 << 20;

/// The email channel.
#[derive(Debug, Clone, Copy)]
pub struct Email;

throughline_channel_kit::connector!(Email, sends);

impl Channel for Email {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = &[
        "api_keys",
        "email_authserv_ids",
        "email_from",
        "mailgun_signing_key",
        "postmark_inbound_auth",
        "sendgrid_public_key",
    ];
    const BODY_LIMIT: usize = BODY_LIMIT;

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal> {
        let receive = provider::route(&webhook.path).ok_or(Refusal::NoRoute)?;
        if webhook.method != "POST" {
            return Err(Refusal::Method("POST"));
        }
        let Inbound {
            provider,
            reply,
            once,
            mail,
        } = receive(webhook, settings, now)?;
        let mut commands: Vec<Command> = once.into_iter().collect();
        let written = mail.and_then(|arrival| normalize::commands(provider, arrival, settings));
        let kept = |reason| vec![Command::Keep(webhook.unparsed(CHANNEL, provider, reason))];
        commands.extend(written.unwrap_or_else(kept));
        Ok(Delivery { commands, reply })
    }
}
