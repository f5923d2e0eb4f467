//! Self-service as a channel: what visitors of the help centre search, read, vote and ask.
//!
//! | module | what |
//! |---|---|
//! | [`payload`] | the events that pages report |
//! | [`signature`] | the visitor's token |
//! | [`origin`] | whose pages may report |
//! | [`normalize`] | an event to interactions |
//!
//! The README beside this crate says how a page reports.

pub mod normalize;
pub mod origin;
pub mod payload;
pub mod signature;

use throughline_channel_kit::types::{Timestamp, UnparsedPayload};
use throughline_channel_kit::{
    Channel, Command, Delivery, Limit, Refusal, Reply, Settings, Webhook,
};
use throughline_visitor::Session;

/// The channel's name.
pub const CHANNEL: &str = "self-service";
/// How many requests of one visitor are served in a minute.
const REQUESTS: u32 = 60;
/// Where events go.
pub const PATH: &str = "/help/events";

/// The self-service channel.
#[derive(Debug, Clone, Copy)]
pub struct SelfService;

throughline_channel_kit::connector!(SelfService, visitors);

impl Channel for SelfService {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] =
        &[signature::VARIABLE, "public_url", origin::VARIABLE];
    /// Anybody may have a token.
    const BODY_LIMIT: usize = 256 << 10;

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal> {
        if webhook.path != PATH {
            return Err(Refusal::NoRoute);
        }
        if webhook.method != "POST" && webhook.method != "OPTIONS" {
            return Err(Refusal::Method("OPTIONS, POST"));
        }
        let headers = origin::admit(webhook, settings)?;
        if webhook.method == "OPTIONS" {
            return Ok(Delivery {
                commands: Vec::new(),
                reply: Reply::Headers(origin::preflight(headers, "POST")),
            });
        }
        match signature::session(webhook, settings, now) {
            Ok(session) => Ok(Delivery {
                commands: admit(&session)
                    .into_iter()
                    .chain(translate(webhook, &session))
                    .collect(),
                reply: Reply::Headers(headers),
            }),
            Err(refusal) => Err(origin::shown(&refusal, headers)),
        }
    }
}

/// What comes before the events: anybody may have a token, so each may report so often only; and a token
/// from before its visitor signed in reports nothing any more.
fn admit(session: &Session) -> Vec<Command> {
    let taken = Command::Take(Limit {
        scope: CHANNEL,
        name: session.visitor.clone(),
        most: REQUESTS,
        seconds: 60,
    });
    let unbound = session.is_anonymous().then(|| Command::Unbound {
        scope: throughline_visitor::BOUND,
        name: session.visitor.clone(),
    });
    std::iter::once(taken).chain(unbound).collect()
}

fn translate(webhook: &Webhook, session: &Session) -> Vec<Command> {
    let entries = match payload::read(&webhook.body) {
        Ok(entries) => entries,
        Err(reason) => {
            let reason = of_visitor(session, &reason);
            let whole = webhook.unparsed(CHANNEL, normalize::PROVIDER, reason);
            return vec![Command::Keep(whole)];
        }
    };
    let commands = entries.into_iter().flat_map(|entry| match entry.event {
        Ok(event) => {
            let told = normalize::interactions(event, session).into_iter();
            told.map(|told| Command::Record(Box::new(told))).collect()
        }
        Err(reason) => vec![Command::Keep(UnparsedPayload {
            channel: CHANNEL.to_owned(),
            provider: normalize::PROVIDER.to_owned(),
            content_type: "application/json".to_owned(),
            body: entry.raw.to_vec(),
            reason: of_visitor(session, &reason),
        })],
    });
    commands.collect()
}

/// A reason with whose event it is: what is kept holds no token.
fn of_visitor(session: &Session, reason: &str) -> String {
    const MOST: usize = 400;
    let reason = reason.get(..reason.floor_char_boundary(MOST));
    format!(
        "visitor {}: {}",
        session.visitor,
        reason.unwrap_or_default()
    )
}
