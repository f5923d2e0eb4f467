//! The X connector: direct messages, mentions and answers, from both of X's event APIs.
//!
//! | module | what |
//! |---|---|
//! | [`payload`] | the event as JSON, its members, ids and times |
//! | [`signature`] | the challenge, and the two signatures |
//! | [`normalize`] | events of the X Activity API and the Account Activity API to interactions |
//! | [`send`] | direct messages, and answers in public |
//!
//! The README beside this crate has X's documents and how to point a webhook here.

pub mod normalize;
pub mod payload;
pub mod send;
pub mod signature;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Reply, Settings, Webhook};

use normalize::Translation;
use payload::Unreadable;
use signature::Keys;

/// X, as interactions name it.
pub const PROVIDER: &str = "x";
/// The channel's name, and the kind of X's user ids.
pub const CHANNEL: &str = "x";
/// The URL that X is given.
const PATH: &str = "/webhooks/x";

/// The X channel.
#[derive(Debug, Clone, Copy)]
pub struct X;

throughline_channel_kit::connector!(X, sends);

impl Channel for X {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] =
        &[signature::CLIENT_SECRET, signature::CONSUMER_SECRET];

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Delivery, Refusal> {
        if webhook.path != PATH {
            return Err(Refusal::NoRoute);
        }
        match webhook.method.as_str() {
            "GET" => Ok(Delivery {
                commands: Vec::new(),
                reply: signature::challenge(webhook, &Keys::of(settings)?)?,
            }),
            "POST" => events(webhook, &Keys::of(settings)?),
            _ => Err(Refusal::Method("GET, POST")),
        }
    }
}

fn events(webhook: &Webhook, keys: &Keys) -> Result<Delivery, Refusal> {
    let document = payload::read(&webhook.body);
    let account = document.as_ref().ok().and_then(payload::account);
    signature::verify(webhook, keys, account.as_deref())?;
    let read = document
        .and_then(|document| normalize::events(&document, account.as_deref()))
        .unwrap_or_else(Translation::unreadable);
    Ok(Delivery {
        commands: with_kept(read, webhook),
        reply: Reply::Empty,
    })
}

/// What could be read, and what could not: the request as it came where that is all of it, else each
/// event by itself.
fn with_kept(read: Translation, webhook: &Webhook) -> Vec<Command> {
    let Translation {
        mut commands,
        unreadable,
    } = read;
    let keep = |Unreadable(reason)| webhook.unparsed(CHANNEL, PROVIDER, reason);
    if commands.is_empty() {
        let first = unreadable.into_iter().next();
        commands.extend(first.map(|(reason, _)| Command::Keep(keep(reason))));
        return commands;
    }
    for (reason, event) in unreadable {
        let mut kept = keep(reason);
        if let Some(event) = event {
            kept.body = event.to_string().into_bytes();
        }
        commands.push(Command::Keep(kept));
    }
    commands
}
