//! The connector for everything that has no connector of its own: Standard Webhooks, CloudEvents, chat
//! vendors' webhooks, and systems that post JSON of their own, described by a mapping.
//!
//! | module | what |
//! |---|---|
//! | [`config`] | the variable `generic_sources`, read and checked |
//! | [`signature`] | each scheme's proof |
//! | `payload` | JSON that may be anything |
//! | `event` | Standard Webhooks and CloudEvents to interactions |
//! | `written` | an interaction as a source writes it |
//! | [`mapping`] | a source's own JSON to an interaction, by JSON Pointers |
//! | `desk` | Chatwoot, Zendesk, Intercom, Slack and LINE to interactions |
//! | `normalize` | what all of them share |
//! | `handshake` | the question that a sender of CloudEvents asks first |
//! | `dry_run` | `POST /v1/sources/{name}/try` |
//!
//! The README beside this crate says how to point each kind of source here.

pub mod config;
mod desk;
mod dry_run;
mod event;
mod handshake;
pub mod mapping;
mod normalize;
mod payload;
pub mod signature;
mod written;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Reply, Settings, Webhook};
use throughline_web::Problem;

use config::{Scheme, Source, Sources};

/// The channel's name.
pub const CHANNEL: &str = "generic";

/// The generic channel.
#[derive(Debug, Clone, Copy)]
pub struct Generic;

throughline_channel_kit::connector!(Generic);

impl Channel for Generic {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = &[config::VARIABLE, "api_keys"];

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal> {
        match Route::of(&webhook.path).ok_or(Refusal::NoRoute)? {
            Route::Webhook(source) => receive(source, webhook, settings, now),
            Route::Try(source) => dry_run::answer(source, webhook, settings),
        }
    }
}

/// What a path is for, and the source that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route<'a> {
    Webhook(&'a str),
    Try(&'a str),
}

impl<'a> Route<'a> {
    fn of(path: &'a str) -> Option<Self> {
        if let Some(source) = path.strip_prefix("/webhooks/generic/") {
            return config::is_word(source).then_some(Self::Webhook(source));
        }
        let source = path.strip_prefix("/v1/sources/")?.strip_suffix("/try")?;
        config::is_word(source).then_some(Self::Try(source))
    }
}

fn receive(
    name: &str,
    webhook: &Webhook,
    settings: &Settings,
    now: Timestamp,
) -> Result<Delivery, Refusal> {
    const METHODS: &str = "OPTIONS, POST";
    if webhook.method != "POST" && webhook.method != "OPTIONS" {
        return Err(Refusal::Method(METHODS));
    }
    let sources = sources(settings)?;
    let source = sources.get(name).ok_or(Refusal::NoRoute)?;
    if webhook.method == "OPTIONS" {
        return match source.scheme.takes_events() {
            true => Ok(handshake::answer(webhook, METHODS)),
            false => Err(Refusal::Method("POST")),
        };
    }
    signature::verify(source, webhook, now)?;
    let Translation {
        commands, reply, ..
    } = translate(source, webhook);
    Ok(Delivery { commands, reply })
}

/// The configured sources. What is wrong with them is for the operator, so the log has it and the
/// caller does not.
fn sources(settings: &Settings) -> Result<Sources, Refusal> {
    let variable = settings.require(config::VARIABLE, config::WANTED)?;
    Sources::read(variable).map_err(|faults| Refusal::Problem {
        problem: Box::new(Problem::new(
            503,
            "channel_not_configured",
            format!(
                "the variable `{}` cannot be used; the log says why",
                config::VARIABLE
            ),
        )),
        log: format!("refused: {}", config::shown(&faults)),
    })
}

/// What a request comes to.
#[derive(Debug)]
struct Translation {
    commands: Vec<Command>,
    reply: Reply,
    /// What was left out of an interaction, and why: for a dry run.
    notes: Vec<String>,
}

/// Translates a request that is proven.
fn translate(source: &Source, webhook: &Webhook) -> Translation {
    let events = |reply| Translation {
        reply,
        ..event::translate(source, webhook)
    };
    let adapter = match source.scheme {
        Scheme::StandardWebhooks | Scheme::Bearer | Scheme::CloudEvents => {
            return events(Reply::Receipts);
        }
        // A mapping replaces what is built in, but for the answer.
        Scheme::Slack => match desk::slack::challenge(&webhook.body) {
            Some(reply) => {
                return Translation {
                    commands: Vec::new(),
                    reply,
                    notes: Vec::new(),
                };
            }
            None => desk::slack::translate,
        },
        Scheme::Zendesk if !desk::zendesk::is_event(&webhook.body) => return events(Reply::Empty),
        Scheme::Zendesk => desk::zendesk::translate,
        Scheme::Chatwoot => desk::chatwoot::translate,
        Scheme::Intercom => desk::intercom::translate,
        Scheme::Line => desk::line::translate,
    };
    if source.mapping.is_some() {
        return events(Reply::Empty);
    }
    Translation {
        commands: adapter(source, webhook),
        reply: Reply::Empty,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_a_source() {
        let longest = format!("/webhooks/generic/{}", "a".repeat(64));
        for (path, expected) in [
            (
                "/webhooks/generic/legacy-crm",
                Some(Route::Webhook("legacy-crm")),
            ),
            ("/webhooks/generic/a_1", Some(Route::Webhook("a_1"))),
            (&longest, Some(Route::Webhook(&longest[18..]))),
            ("/v1/sources/desk/try", Some(Route::Try("desk"))),
            ("/webhooks/generic/", None),
            ("/webhooks/generic", None),
            ("/webhooks/generic/a/b", None),
            ("/webhooks/generic/a/", None),
            ("/webhooks/generic/A", None),
            ("/webhooks/generic/%61", None),
            (&format!("{longest}a"), None),
            ("/v1/sources/try", None),
            ("/v1/sources//try", None),
            ("/v1/sources/desk", None),
            ("/v1/sources/a/b/try", None),
            ("/v1/sources/desk/try/", None),
        ] {
            assert_eq!(Route::of(path), expected, "{path}");
        }
    }
}
