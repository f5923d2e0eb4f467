//! What the three connectors do alike with a request.

use http::Method;
use throughline_channel_kit::{Command, Delivery, Refusal, Reply, Settings, Webhook};

use crate::envelope::{self, Item, Unreadable};
use crate::{PROVIDER, handshake, verify};

/// One product's URL.
#[derive(Debug, Clone, Copy)]
pub struct Hook {
    /// The channel; its URL is `/webhooks/<channel>`.
    pub channel: &'static str,
    /// The `object` of its envelopes.
    pub object: &'static str,
}

impl Hook {
    fn is_at(&self, path: &str) -> bool {
        path.strip_prefix("/webhooks/") == Some(self.channel)
    }
}

/// Serves one request: the handshake, or an envelope whose items `translate` turns into commands.
///
/// An item that `translate` cannot read is kept and loses no other; where nothing but such came, the
/// body is kept whole, byte by byte.
///
/// # Errors
///
/// [`Refusal`] for another path or method, and as [`handshake`] and [`verify`].
pub fn receive(
    hook: Hook,
    webhook: &Webhook,
    settings: &Settings,
    translate: impl Fn(&Item<'_>) -> Result<Vec<Command>, Unreadable>,
) -> Result<Delivery, Refusal> {
    if !hook.is_at(&webhook.path) {
        return Err(Refusal::NoRoute);
    }
    match webhook.method {
        Method::GET => return handshake(webhook, settings),
        Method::POST => {}
        _ => return Err(Refusal::Method("GET, POST")),
    }
    // Nothing is taken apart that no secret of ours signed; then each account by its own.
    verify(webhook, settings, &[])?;
    let envelope = envelope::read(&webhook.body);
    let accounts = envelope.as_ref().map(|e| e.accounts()).unwrap_or_default();
    verify(webhook, settings, &accounts)?;
    let commands = match envelope {
        Err(Unreadable(reason)) => vec![whole(hook, webhook, reason)],
        Ok(envelope) if *envelope.object != *hook.object => {
            let Unreadable(reason) = Unreadable::unknown("object", &envelope.object);
            vec![whole(hook, webhook, reason)]
        }
        Ok(envelope) => commands(hook, webhook, &envelope.items, translate),
    };
    Ok(Delivery {
        commands,
        reply: Reply::Empty,
    })
}

fn commands(
    hook: Hook,
    webhook: &Webhook,
    items: &[Item<'_>],
    translate: impl Fn(&Item<'_>) -> Result<Vec<Command>, Unreadable>,
) -> Vec<Command> {
    let mut commands = Vec::new();
    for item in items {
        match item.value().and_then(|_| translate(item)) {
            Ok(translated) => commands.extend(translated),
            Err(Unreadable(reason)) => {
                commands.push(Command::Keep(item.unparsed(hook.channel, reason)));
            }
        }
    }
    let kept = commands.iter().find_map(|command| match command {
        Command::Keep(payload) => Some(payload.reason.clone()),
        _ => None,
    });
    let only_kept = |command: &Command| matches!(command, Command::Keep(_));
    match kept {
        Some(reason) if commands.iter().all(only_kept) => vec![whole(hook, webhook, reason)],
        _ => commands,
    }
}

fn whole(hook: Hook, webhook: &Webhook, reason: String) -> Command {
    Command::Keep(webhook.unparsed(hook.channel, PROVIDER, reason))
}
