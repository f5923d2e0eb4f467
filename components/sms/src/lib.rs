//! The SMS connector: Twilio's incoming SMS and MMS, its status callbacks, and sending.
//!
//! | module | what |
//! |---|---|
//! | [`normalize`] | parameters to an interaction or a delivery report |
//! | [`send`] | an answer to Twilio's API |
//!
//! Parameters, signatures, API and error codes are [`throughline_twilio`]'s, which the voice channel
//! shares. The README beside this crate has the provider's documents and how to point a number here.

pub mod normalize;
pub mod send;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Channel, Command, Delivery, Refusal, Reply, Settings, Webhook};
use throughline_twilio::payload::{self, Parameters, Unreadable};
use throughline_twilio::{PROVIDER, signature};

/// The channel's name.
pub const CHANNEL: &str = "sms";

/// The SMS channel.
#[derive(Debug, Clone, Copy)]
pub struct Sms;

throughline_channel_kit::connector!(Sms, sends);

/// The two URLs that Twilio is given. They differ in what an answer looks like; what a request is
/// about is said by its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// Incoming messages: the answer is TwiML.
    Message,
    /// Status callbacks: the answer is ignored.
    Status,
}

impl Route {
    fn of(path: &str) -> Option<Self> {
        match path {
            "/webhooks/sms/twilio" => Some(Self::Message),
            "/webhooks/sms/twilio/status" => Some(Self::Status),
            _ => None,
        }
    }

    /// Twilio reports error 12300 for an answer to a message that is not TwiML; an empty `Response`
    /// sends nothing back.
    fn reply(self) -> Reply {
        match self {
            Self::Message => Reply::Body {
                content_type: "text/xml",
                body: b"<Response/>".to_vec(),
            },
            Self::Status => Reply::Empty,
        }
    }
}

impl Channel for Sms {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = &["public_url", "twilio_auth_token"];

    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal> {
        let route = Route::of(&webhook.path).ok_or(Refusal::NoRoute)?;
        if webhook.method != "POST" {
            return Err(Refusal::Method("POST"));
        }
        let public_url = settings.require(
            "public_url",
            "the URL that Twilio calls, up to this service's first path segment",
        )?;
        let secrets = settings.secrets(
            "twilio_auth_token",
            "Twilio's auth token, several separated by commas, or a JSON object from account SID \
             to tokens",
        )?;
        let parameters = payload::read(webhook);
        let account = parameters
            .as_ref()
            .ok()
            .and_then(|p| p.one("AccountSid").ok()?);
        signature::verify(
            webhook,
            parameters.as_ref().ok(),
            public_url,
            &secrets.of(account),
        )?;
        let command = parameters
            .and_then(|parameters| translate(route, &parameters, webhook, now))
            .unwrap_or_else(|Unreadable(reason)| {
                Command::Keep(webhook.unparsed(CHANNEL, PROVIDER, reason))
            });
        Ok(Delivery {
            commands: vec![command],
            reply: route.reply(),
        })
    }
}

/// A request is what its status says, whichever URL it was sent to: a status callback that was
/// configured as a message URL must not become a message of the customer's.
fn translate(
    route: Route,
    parameters: &Parameters,
    webhook: &Webhook,
    now: Timestamp,
) -> Result<Command, Unreadable> {
    let status = match parameters.one("MessageStatus")? {
        Some(status) => Some(status),
        None => parameters.one("SmsStatus")?,
    };
    match (route, status) {
        (_, Some("received" | "receiving")) | (Route::Message, None) => {
            normalize::message(parameters).map(|message| Command::Record(Box::new(message)))
        }
        (_, Some(status)) => {
            let target = webhook.query_value("interaction");
            normalize::report(parameters, status, target, now).map(Command::Report)
        }
        (Route::Status, None) => Err(Unreadable("`MessageStatus` is missing".to_owned())),
    }
}
