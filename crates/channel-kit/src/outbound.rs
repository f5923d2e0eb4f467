//! Sending: the contract of `POST http://<channel>.spin.internal/send`.
//!
//! A channel that can send implements [`Outbound`]: the pure translation of a [`Message`] into HTTP
//! requests to its provider (one, as a rule), and of the provider's answers into [`Outcome`]s.
//! [`deliver`] does what is the same for all channels; `connector!(Sms, sends)` makes the route.
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
//! and, of the interaction that this answers: `"account"`, `"from": {"kind", "value"}` (our address),
//! `"thread"`, `"last_inbound_at"` (RFC 3339) and `"answers"` (its attributes); `"visibility"` is
//! `private` or `public`. An attachment may have a `"url"` instead of its content.
//!
//! `interaction_id` and `to` are required. Unknown members are refused. What a channel cannot carry
//! (a subject in an SMS) it refuses or leaves out; its README says which.
//!
//! # Several requests
//!
//! A text that is longer than one message of the channel goes out as several, in order, when each
//! part was taken. When a part fails after another one was sent the whole has failed and is not to be
//! repeated; `detail` says how much arrived. Requests that only prepare ([`Call::prepares`]: an
//! upload) come first; when one fails nothing was sent.
//!
//! # The answer
//!
//! The status alone says what to do next; `code` says why.
//!
//! | status | `code` | meaning |
//! |---|---|---|
//! | 200 | | `{"status":"sent","provider","account","provider_message_id","provider_message_ids","message_id"}`: the provider took it |
//! | 422 | `send_refused` | the provider will never take this message; `detail` is for the agent |
//! | other 4xx | `invalid_field`, … | the message is not one; the caller is wrong |
//! | 503 | `send_throttled` | nothing was sent; again after `Retry-After` |
//! | 503 | `channel_not_configured` | nothing was sent; an operator has to mend what `detail` names |
//! | 504 | `send_unknown` | it may have been sent: not to be repeated |
//!
//! Any other answer, or none, is to be taken as 504. Providers mostly have no idempotency keys, so a
//! message that may have been sent is settled by its delivery report or its echo.

pub mod api;
mod deliver;
mod message;
pub mod multipart;
#[cfg(feature = "conformance")]
mod private;
mod split;

pub use deliver::{Lost, Network, deliver};
pub use message::{Attachment, Message, Recipient, Template, Visibility};
#[cfg(feature = "conformance")]
pub use private::{is_private, is_private_below};
pub use split::split;

use std::fmt;

use http::{HeaderMap, Request, Response, header};
use throughline_contract::types::Timestamp;
use throughline_web::Problem;

use crate::Settings;

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
pub trait Outbound {
    /// The Spin variables it reads; no others reach [`Outbound::calls`].
    const SEND_VARIABLES: &'static [&'static str];

    /// The largest request in bytes.
    const SEND_LIMIT: usize = throughline_web::body::LIMIT;

    /// Makes the requests that send the message: one, or one for each part of a long text, after
    /// those that prepare. Never only such as prepare. None where nothing has to be called: the
    /// customer comes and asks; then it is sent as it is.
    ///
    /// # Errors
    ///
    /// [`Unsendable`]; nothing is sent.
    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Vec<Call>, Unsendable>;

    /// Puts the ids that the provider gave to what was prepared (uploaded files, in the order of the
    /// calls) into a call that sends.
    fn prepared(&self, _call: &mut Call, _ids: &[String]) {}

    /// What the answer of [`Call::provider`] means. Where nothing is known about it but its status:
    /// [`Outcome::of_failure`].
    fn outcome(&self, provider: &str, answer: &Response<Vec<u8>>) -> Outcome;
}

/// One request to a provider.
pub struct Call {
    /// Whose API it is, as interactions name it.
    pub provider: &'static str,
    /// What the provider's ids are unique in: `account` of the interactions that it sends us.
    pub account: String,
    /// The id that the message itself carries, where the channel lets us choose it.
    pub message_id: Option<String>,
    /// It only prepares (an upload): the customer sees nothing of it.
    pub prepares: bool,
    /// The request, with an absolute URL. Headers that hold a secret are marked sensitive.
    pub request: Request<Vec<u8>>,
}

/// Shows neither path, headers nor body: there are providers whose token is part of the path, and the
/// body holds people's words.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.request.uri().host().unwrap_or_default();
        write!(
            f,
            "{} {host} ({} bytes) for {}",
            self.request.method(),
            self.request.body().len(),
            self.provider
        )
    }
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

fn not_configured(detail: String) -> Problem {
    Problem::new(503, "channel_not_configured", detail)
}
