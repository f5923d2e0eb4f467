//! The voice connector: calls by Twilio, in and out.
//!
//! | module | what |
//! |---|---|
//! | [`normalize`] | a call that comes in, to an interaction |
//! | `progress` | callbacks to facts about a call |
//! | `flow` | what caller and agent hear, step by step |
//! | [`twiml`] | the documents that Twilio is told it by |
//! | [`language`] | what is said, in seven languages |
//! | [`spoken`] | texts of people's, made fit to be read out |
//! | [`send`] | a call of ours |
//!
//! Parameters and signatures are [`throughline_twilio`]'s. The README beside this crate says what each
//! callback means, and how to point a number here.

mod flow;
mod greeting;
pub mod language;
pub mod normalize;
mod progress;
pub mod send;
pub mod spoken;
pub mod twiml;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{
    Channel, Command, Delivery, Known, Refusal, Reply, Settings, Webhook,
};
use throughline_hours::Hours;
use throughline_twilio::payload::{self, Parameters, Unreadable};
use throughline_twilio::{PROVIDER, callback, signature};

use flow::Flow;
use progress::Report;
use twiml::Verb;

/// The channel's name.
pub const CHANNEL: &str = "voice";

/// The voice channel.
#[derive(Debug, Clone, Copy)]
pub struct Voice;

throughline_channel_kit::connector!(Voice, sends, calls);

/// What Twilio calls. It is given the first and, if the operator likes, [`Route::Status`]; all others
/// are named in our own documents and requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// A call comes in.
    Incoming,
    /// What the caller said or keyed.
    Input,
    /// The agent's leg is over: how to go on with the caller?
    Dial,
    /// The agent took the call: what to tell them?
    Whisper,
    /// Progress of the agent's leg.
    Agent,
    /// Progress of the first leg.
    Status,
    /// A message was left: how to go on?
    Voicemail,
    /// A recording is there.
    Recording,
    /// Words of a recording are there.
    Transcription,
    /// The agent took a call of ours: whom to call?
    Connect,
    /// The customer's leg of a call of ours is over: how to go on with the agent?
    Called,
    /// Progress of the customer's leg of a call of ours.
    Customer,
    /// The customer took a call of ours that is recorded: what to tell them?
    Announce,
}

/// Their paths, which nothing else may begin with.
const ROUTES: [(Route, &str); 13] = [
    (Route::Incoming, "/webhooks/voice/twilio"),
    (Route::Input, "/webhooks/voice/twilio/input"),
    (Route::Dial, "/webhooks/voice/twilio/dial"),
    (Route::Whisper, "/webhooks/voice/twilio/whisper"),
    (Route::Agent, "/webhooks/voice/twilio/agent"),
    (Route::Status, "/webhooks/voice/twilio/status"),
    (Route::Voicemail, "/webhooks/voice/twilio/voicemail"),
    (Route::Recording, "/webhooks/voice/twilio/recording"),
    (Route::Transcription, "/webhooks/voice/twilio/transcription"),
    (Route::Connect, "/webhooks/voice/twilio/connect"),
    (Route::Called, "/webhooks/voice/twilio/called"),
    (Route::Customer, "/webhooks/voice/twilio/customer"),
    (Route::Announce, "/webhooks/voice/twilio/announce"),
];

impl Route {
    fn of(path: &str) -> Option<Self> {
        let found = ROUTES.iter().find(|(_, known)| *known == path);
        found.map(|(route, _)| *route)
    }

    fn path(self) -> &'static str {
        let found = ROUTES.iter().find(|(route, _)| *route == self);
        found.map_or("/", |(_, path)| path)
    }
}

impl Channel for Voice {
    const NAME: &'static str = CHANNEL;
    const VARIABLES: &'static [&'static str] = &[
        "public_url",
        "twilio_auth_token",
        "twilio_from",
        "voice_agent_number",
        "voice_greeting",
        "voice_language",
        "voice_record",
        "business_hours",
    ];

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
        let parameters = verified(webhook, settings)?;
        let reply = reply(route, webhook, settings, parameters.as_ref().ok(), now);
        let commands = parameters.and_then(|parameters| {
            commands(
                route,
                &Report {
                    webhook,
                    parameters: &parameters,
                    now,
                },
            )
        });
        let commands = commands.unwrap_or_else(|Unreadable(reason)| {
            vec![Command::Keep(webhook.unparsed(CHANNEL, PROVIDER, reason))]
        });
        Ok(Delivery { commands, reply })
    }

    fn compose(&self, webhook: &Webhook, settings: &Settings, known: &Known) -> Reply {
        let parameters = payload::read(webhook).ok();
        let parameters = parameters.as_ref();
        let caller = known.caller.as_ref();
        let briefing = known.briefing.as_ref();
        let verbs = match Route::of(&webhook.path) {
            Some(Route::Incoming) => {
                let flow = Flow::begin(settings, parameters, caller);
                match knows_closed(webhook) {
                    true => flow.voicemail(flow.language.words.closed, true),
                    false => flow.greet(caller),
                }
            }
            Some(Route::Whisper) => Flow::going_on(webhook, settings, parameters).whisper(briefing),
            Some(Route::Connect) => {
                Flow::going_on(webhook, settings, parameters).call_customer(briefing)
            }
            _ => Vec::new(),
        };
        twiml::reply(&verbs)
    }
}

/// The parameters of a request that Twilio signed, if they can be read.
fn verified(
    webhook: &Webhook,
    settings: &Settings,
) -> Result<Result<Parameters, Unreadable>, Refusal> {
    let public_url = settings.require(
        "public_url",
        "the URL that Twilio calls, up to this service's first path segment",
    )?;
    let secrets = settings.secrets(
        "twilio_auth_token",
        "Twilio's auth token, several separated by commas, or a JSON object from account SID to \
         tokens",
    )?;
    let parameters = payload::read(webhook);
    let readable = parameters.as_ref().ok();
    let account = readable.and_then(|p| p.one("AccountSid").ok()?);
    signature::verify(webhook, readable, public_url, &secrets.of(account))?;
    Ok(parameters)
}

fn commands(route: Route, report: &Report<'_>) -> Result<Vec<Command>, Unreadable> {
    match route {
        Route::Incoming => {
            let call = normalize::call(report.parameters, None)?;
            Ok(vec![Command::Incoming(Box::new(call))])
        }
        Route::Input => report.input(),
        Route::Dial => report.dialled(false),
        Route::Called => report.dialled(true),
        Route::Agent => report.leg(false),
        Route::Customer => report.leg(true),
        Route::Status => report.call(),
        Route::Voicemail => report.voicemail(),
        Route::Recording => report.recording(),
        Route::Transcription => report.transcription(),
        Route::Whisper | Route::Connect => {
            Ok(report.ours().map(Command::Brief).into_iter().collect())
        }
        Route::Announce => Ok(Vec::new()),
    }
}

/// How Twilio is told to go on, whatever could be read of the request: whoever calls is answered.
fn reply(
    route: Route,
    webhook: &Webhook,
    settings: &Settings,
    parameters: Option<&Parameters>,
    now: Timestamp,
) -> Reply {
    let flow = || Flow::going_on(webhook, settings, parameters);
    let verbs = match route {
        Route::Incoming if is_closed(settings, now) && !knows_closed(webhook) => {
            vec![closed(settings)]
        }
        Route::Incoming | Route::Whisper | Route::Connect => return Reply::Composed,
        Route::Input => flow().connect_or_record(),
        Route::Dial => flow().dialled(),
        Route::Called => flow().called(),
        Route::Voicemail => flow().goodbye(),
        Route::Announce => flow().announce(),
        Route::Agent
        | Route::Status
        | Route::Recording
        | Route::Transcription
        | Route::Customer => return Reply::Empty,
    };
    twiml::reply(&verbs)
}

/// Hours that cannot be read keep nobody away.
fn is_closed(settings: &Settings, now: Timestamp) -> bool {
    let hours = settings.get("business_hours").unwrap_or_default();
    Hours::parse(hours).is_ok_and(|hours| !hours.is_open(now))
}

/// Whether it is the request of [`closed`].
fn knows_closed(webhook: &Webhook) -> bool {
    webhook.query_value("hours").as_deref() == Some("closed")
}

/// What is composed knows no time, so that Twilio is sent around to ask for what is said when closed.
/// The call is recorded by then, and recording it again changes nothing.
fn closed(settings: &Settings) -> Verb {
    let target = format!("{}?hours=closed", Route::Incoming.path());
    let public_url = settings.get("public_url").unwrap_or_default();
    Verb::Redirect(callback::url(public_url, &target))
}
