//! Sending: the contract of `POST http://<channel>.spin.internal/send`.
//!
//! A channel that can send implements [`Outbound`]: the pure translation of a [`Message`] into one
//! HTTP request to its provider, and of the provider's answer into an [`Outcome`]. [`deliver`] does
//! what is the same for all channels; `connector!(Sms, sends)` makes the route.
//!
//! # Who may call
//!
//! The route has no authentication. It is reached by service chaining only, because `spin.toml` maps
//! no public route to it (`is_private` is the test): a component calls it that has
//! `http://<channel>.spin.internal` among its `allowed_outbound_hosts`.
//!
//! # The request
//!
//! ```json
//! {"interaction_id": "int_…", "to": [{"kind": "email", "value": "ann@example.org", "name": "Ann"}],
//!  "cc": [], "bcc": [], "subject": "…", "text": "…", "html": "…",
//!  "in_reply_to": "id@example.org", "references": ["id@example.org"], "reply_token": "…",
//!  "template": {"name": "…"}, "variables": {"order": 4711}, "from_name": "Ada at Support",
//!  "attachments": [{"name": "bill.pdf", "content_type": "application/pdf",
//!                   "content": "<base64>", "content_id": "…"}]}
//! ```
//!
//! `interaction_id` and `to` are required. Unknown members are refused. What a channel cannot carry
//! (a subject in an SMS) it refuses or leaves out; its README says which.
//!
//! # The answer
//!
//! The status alone says what to do next; `code` says why.
//!
//! | status | `code` | meaning |
//! |---|---|---|
//! | 200 | | `{"status":"sent","provider","provider_message_id","message_id"}`: the provider took it |
//! | 422 | `send_refused` | the provider will never take this message; `detail` is for the agent |
//! | other 4xx | `invalid_field`, … | the message is not one; the caller is wrong |
//! | 503 | `send_throttled` | nothing was sent; again after `Retry-After` |
//! | 503 | `channel_not_configured` | nothing was sent; an operator has to mend what `detail` names |
//! | 504 | `send_unknown` | it may have been sent: not to be repeated |
//!
//! Any other answer, or none, is to be taken as 504. Providers mostly have no idempotency keys, so a
//! message that may have been sent is settled by its delivery report or its echo.

mod message;

pub use message::{Attachment, Message, Recipient, Template};

use std::future::Future;

use http::{HeaderMap, Method, Request, Response, header};
use serde_json::{Value, json};
use throughline_web::Problem;
use throughline_web::json::{self as strict, Object};

use crate::{Answer, Channel, Settings};

/// The path of the route.
pub const PATH: &str = "/send";
/// The largest answer of a provider that is read, in bytes.
pub const ANSWER_LIMIT: usize = 1 << 20;
/// How long a provider may take to accept a connection and to begin its answer, in seconds each.
pub const TIMEOUT: u64 = 15;
/// After how many seconds to try again where the provider does not say.
const RETRY_AFTER: u32 = 60;
/// The longest wait that is passed on, in seconds.
const LONGEST_WAIT: u32 = 3600;
/// How much of a provider's own words is quoted, in characters.
const QUOTE: usize = 300;

/// One channel's outbound side.
pub trait Outbound: Channel {
    /// The Spin variables it reads; no others reach [`Outbound::call`].
    const SEND_VARIABLES: &'static [&'static str];

    /// The largest request in bytes.
    const SEND_LIMIT: usize = throughline_web::body::LIMIT;

    /// Makes the one request that sends the message.
    ///
    /// # Errors
    ///
    /// [`Unsendable`]; nothing is sent.
    fn call(&self, message: Message, settings: &Settings) -> Result<Call, Unsendable>;

    /// What the answer of [`Call::provider`] means. Where nothing is known about it but its status:
    /// [`Outcome::of_failure`].
    fn outcome(&self, provider: &str, answer: &Response<Vec<u8>>) -> Outcome;
}

/// One request to a provider.
#[derive(Debug)]
pub struct Call {
    /// Whose API it is, as interactions name it.
    pub provider: &'static str,
    /// The id that the message itself carries, where the channel lets us choose it.
    pub message_id: Option<String>,
    /// The request, with an absolute URL. Headers that hold a secret are marked sensitive.
    pub request: Request<Vec<u8>>,
}

/// Why a message cannot be sent at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsendable {
    /// 422 `invalid_field`.
    Invalid {
        /// The path of the member, for example `to[0].value`.
        field: String,
        /// What is wrong and what would be right.
        detail: String,
    },
    /// 503 `channel_not_configured`.
    NotConfigured {
        /// The variable.
        variable: &'static str,
        /// What it should hold.
        wanted: String,
    },
}

impl Unsendable {
    /// A member with a value that it cannot have.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid {
            field: field.into(),
            detail: detail.into(),
        }
    }

    /// A variable that is missing or unreadable.
    pub fn not_configured(variable: &'static str, wanted: impl Into<String>) -> Self {
        Self::NotConfigured {
            variable,
            wanted: wanted.into(),
        }
    }

    fn problem(&self) -> Problem {
        match self {
            Self::Invalid { field, detail } => {
                Problem::invalid_field(field.as_str(), detail.as_str())
            }
            Self::NotConfigured { variable, wanted } => {
                not_configured(format!("the variable `{variable}` must hold {wanted}"))
            }
        }
    }
}

/// What became of a call. The texts are for the agent who wrote the message or the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it, under this id of its own.
    Sent(Option<String>),
    /// The provider will never take it.
    Refused(String),
    /// Nothing was sent, and later it may be: after so many seconds, where the provider says so.
    Throttled(String, Option<u32>),
    /// Nothing was sent, because of a variable or of something in the account at the provider.
    NotConfigured(String),
    /// It may have been sent.
    Unknown(String),
}

impl Outcome {
    /// What an answer means that is no success, judged by its status (RFC 9110 15); `said` are the
    /// provider's own words.
    pub fn of_failure(provider: &str, answer: &Response<Vec<u8>>, said: &str) -> Self {
        let status = answer.status();
        let quote = quote(said);
        let with_quote = |what: &str| match quote.as_str() {
            "" => format!("{what} (status {})", status.as_u16()),
            quote => format!("{what}: “{quote}”"),
        };
        match status.as_u16() {
            // 408 and 503 too say that the request was not processed.
            408 | 429 | 503 => Self::Throttled(
                with_quote(&format!("{provider} takes no more messages at the moment")),
                retry_after(answer.headers()),
            ),
            300..=399 => Self::NotConfigured(with_quote(&format!(
                "{provider} is not at the address that is configured for it"
            ))),
            400..=499 => Self::Refused(with_quote(&format!("{provider} refused the message"))),
            _ => Self::Unknown(with_quote(&format!(
                "{provider} failed, and may have sent the message nevertheless"
            ))),
        }
    }

    /// An answer that ought to be a success and is not what the provider's documentation says.
    pub fn unreadable(provider: &str) -> Self {
        Self::Unknown(format!(
            "{provider} answered something unexpected, and may have sent the message nevertheless"
        ))
    }
}

/// A provider's own words on one line, cut to 300 characters.
pub fn quote(said: &str) -> String {
    let words = said.split_whitespace().flat_map(|word| [" ", word]);
    let shown = words.flat_map(str::chars).filter(|char| !char.is_control());
    let mut quote: String = shown.skip(1).take(QUOTE + 1).collect();
    if quote.chars().count() > QUOTE {
        quote.pop();
        quote.push('…');
    }
    quote
}

/// `Retry-After` in seconds, at most an hour. A date is not read: it would need a clock.
fn retry_after(headers: &HeaderMap) -> Option<u32> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    let seconds: u32 = value.trim().parse().ok()?;
    Some(seconds.clamp(1, LONGEST_WAIT))
}

/// Why there is no answer of the provider's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// The request never left.
    NotSent(String),
    /// The request must not leave, or cannot: an operator has to act.
    Forbidden(String),
    /// The request left, or may have.
    Unanswered(String),
}

/// What carries a request to a provider: the network in a component, a recorder in tests.
pub trait Network {
    /// Sends one request, once, and reads the answer up to [`ANSWER_LIMIT`].
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Lost>>;
}

/// Serves one request to [`PATH`].
pub async fn deliver<C: Outbound>(
    channel: &C,
    method: &Method,
    body: &[u8],
    settings: &Settings,
    request_id: &str,
    network: &impl Network,
) -> Answer {
    let mut log = Vec::new();
    let response = match send(channel, method, body, settings, network, &mut log).await {
        Ok(document) => throughline_web::ok_json(document.to_string().into_bytes(), request_id),
        Err(problem) => problem.into_response(request_id),
    };
    Answer { response, log }
}

async fn send<C: Outbound>(
    channel: &C,
    method: &Method,
    body: &[u8],
    settings: &Settings,
    network: &impl Network,
    log: &mut Vec<String>,
) -> Result<Value, Problem> {
    if method != Method::POST {
        return Err(Problem::method_not_allowed("POST"));
    }
    if body.len() > C::SEND_LIMIT {
        return Err(Problem::body_too_large(C::SEND_LIMIT));
    }
    let Object(message) = strict::decode::<Object<Message>>(body)?;
    let id = quote(&message.interaction_id);
    let call = channel.call(message, settings).map_err(|unsendable| {
        let problem = unsendable.problem();
        log.push(format!("not sent: {id}: {}", problem.code()));
        problem
    })?;
    let Call {
        provider,
        message_id,
        request,
    } = call;
    let outcome = match network.send(request).await {
        Ok(answer) => {
            log.push(format!("{provider} answered {} to {id}", answer.status()));
            channel.outcome(provider, &answer)
        }
        Err(lost) => {
            log.push(format!("no answer from {provider} to {id}: {lost:?}"));
            lost.outcome(provider)
        }
    };
    document(provider, message_id, outcome)
}

impl Lost {
    fn outcome(self, provider: &str) -> Outcome {
        match self {
            Self::NotSent(_) => Outcome::Throttled(
                format!("the provider ({provider}) cannot be reached at the moment"),
                None,
            ),
            Self::Forbidden(reason) => Outcome::NotConfigured(format!(
                "the provider ({provider}) must not be called from here: {reason}"
            )),
            Self::Unanswered(_) => Outcome::Unknown(format!(
                "the provider ({provider}) did not answer in time, and may have sent the message \
                 nevertheless"
            )),
        }
    }
}

fn not_configured(detail: String) -> Problem {
    Problem::new(503, "channel_not_configured", detail)
}

fn document(
    provider: &str,
    message_id: Option<String>,
    outcome: Outcome,
) -> Result<Value, Problem> {
    let problem = match outcome {
        Outcome::Sent(provider_message_id) => {
            return Ok(json!({
                "status": "sent",
                "provider": provider,
                "provider_message_id": provider_message_id,
                "message_id": message_id,
            }));
        }
        Outcome::Refused(detail) => Problem::new(422, "send_refused", detail),
        Outcome::Throttled(detail, seconds) => {
            Problem::new(503, "send_throttled", detail).retry_after(seconds.unwrap_or(RETRY_AFTER))
        }
        Outcome::NotConfigured(detail) => not_configured(detail),
        Outcome::Unknown(detail) => Problem::new(504, "send_unknown", detail),
    };
    Err(problem.with("provider", provider))
}

/// Whether no public route of `spin.toml` leads to the channel's [`PATH`], and the component is given
/// every variable of [`Outbound::SEND_VARIABLES`]. For a test of the channel's.
#[cfg(feature = "conformance")]
pub fn is_private<C: Outbound>(manifest: &std::path::Path) {
    let text = std::fs::read_to_string(manifest).expect("spin.toml is there");
    let manifest: toml::Table = text.parse().expect("spin.toml is TOML");
    let triggers = manifest["trigger"]["http"].as_array().expect("triggers");
    let of_channel = |trigger: &&toml::Value| trigger["component"].as_str() == Some(C::NAME);
    let below = format!("/webhooks/{}/", C::NAME);
    for trigger in triggers.iter().filter(of_channel) {
        let route = trigger["route"].as_str().unwrap_or_default();
        assert!(
            route.starts_with(&below),
            "the route {route:?} may lead to {PATH}: public routes of a channel are below {below}"
        );
    }
    let variables = &manifest["component"][C::NAME]["variables"];
    for variable in C::SEND_VARIABLES {
        assert!(
            variables.get(variable).is_some(),
            "[component.{}.variables] lacks {variable}",
            C::NAME
        );
    }
}
