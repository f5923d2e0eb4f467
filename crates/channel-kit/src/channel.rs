//! What a connector implements, and what it answers.

use throughline_contract::calls::{Briefing, Caller, Progress};
use throughline_contract::types::{
    Amendment, DeliveryReport, Interaction, Timestamp, UnparsedPayload, Watermark,
};
use throughline_web::Problem;

use crate::{Settings, Webhook};

/// One channel's inbound side. The rules are the crate's documentation.
pub trait Channel {
    /// The connector's folder, component id and the `channel` of its interactions.
    const NAME: &'static str;

    /// The Spin variables it reads; no others reach [`Channel::receive`].
    const VARIABLES: &'static [&'static str];

    /// The largest body in bytes.
    const BODY_LIMIT: usize = throughline_web::body::LIMIT;

    /// Verifies one request and translates it. `now` is the time of receipt.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the request is not served here or not proven. An authentic request is
    /// never refused: what cannot be read becomes [`Command::Keep`].
    fn receive(
        &self,
        webhook: &Webhook,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Delivery, Refusal>;

    /// The answer of a request whose delivery asked for [`Reply::Composed`], once its commands took
    /// effect and what the timeline answered to them is `known`. Like [`Channel::receive`] a function
    /// of its arguments.
    fn compose(&self, _webhook: &Webhook, _settings: &Settings, _known: &Known) -> Reply {
        Reply::Empty
    }
}

/// What the timeline answered to the commands of one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// To [`Command::Incoming`].
    pub caller: Option<Caller>,
    /// To [`Command::Brief`]; none as well for a call that does not exist.
    pub briefing: Option<Briefing>,
}

/// What an authentic request asks for, and how its sender wants to be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Applied in this order. May be empty: a handshake, an event of no interest.
    pub commands: Vec<Command>,
    /// The answer once all of them took effect.
    pub reply: Reply,
}

/// One thing to write.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Binds a one-time name of the provider's to this content, where its proof does not cover the
    /// content. Comes before what depends on it: when the name was bound to something else before,
    /// the request is refused as unverified and nothing after this takes effect.
    Bind {
        /// Whose name it is; at most 64 bytes.
        scope: &'static str,
        /// At most 512 bytes.
        name: String,
        /// SHA-256 of the content.
        digest: [u8; 32],
    },
    /// Records an interaction.
    Record(Box<Interaction>),
    /// Merges a delivery report.
    Report(DeliveryReport),
    /// Merges a report on everything sent to a customer up to some time.
    Watermark(Watermark),
    /// Applies an edit or a deletion.
    Amend(Amendment),
    /// Counts the request against a limit. Comes before what it limits: when there were too many, the
    /// request is refused (429 `too_many_requests`) and nothing after this takes effect.
    Take(Limit),
    /// Asks that a one-time name is not bound. When it is, the request is refused as unverified and
    /// nothing after this takes effect.
    Unbound {
        /// As of [`Command::Bind`].
        scope: &'static str,
        /// As of [`Command::Bind`].
        name: String,
    },
    /// Records a call that comes in, and asks what its caller may hear.
    Incoming(Box<Interaction>),
    /// Adds to a call what became known of it.
    Progress(Progress),
    /// Asks what the agent is told who takes the call of this interaction.
    Brief(String),
    /// Keeps an authentic payload that could not be read.
    Keep(UnparsedPayload),
}

/// How often something may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What: a word of lower-case letters and `-`.
    pub scope: &'static str,
    /// By whom.
    pub name: String,
    /// So many times…
    pub most: u32,
    /// …in so many seconds.
    pub seconds: u32,
}

/// The answer of a success: status 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// No body.
    Empty,
    /// The body that the provider prescribes.
    Body {
        /// Its media type.
        content_type: &'static str,
        /// The body.
        body: Vec<u8>,
    },
    /// No body, and these headers: a handshake. One that no header can hold is left out.
    Headers(Vec<(&'static str, String)>),
    /// What [`Channel::compose`] makes of what the timeline answered.
    Composed,
    /// `{"recorded":[{"interaction_id","customer_id","seq","ticket_id","duplicate"}]}`, one for
    /// each interaction that was recorded; with `"kept":[{"id","reason"}]` where something could
    /// not be read and was kept as it came. For callers that read the answer.
    Receipts,
}

/// Why a request is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// 503 `channel_not_configured`: this variable is missing or unreadable.
    NotConfigured {
        /// The variable.
        variable: &'static str,
        /// What it should hold.
        wanted: &'static str,
    },
    /// 401 `signature_invalid`, with the reason for the log.
    Unverified(String),
    /// 403 `signature_invalid`, where the provider's rules ask for it, with the reason for the log.
    Forbidden(String),
    /// 404 `route_not_found`.
    NoRoute,
    /// 405 `method_not_allowed`, with the methods that are.
    Method(&'static str),
    /// What a route of the service API answers; or a fault that the log says more of than the caller
    /// may see.
    Problem {
        /// What the caller sees.
        problem: Box<Problem>,
        /// What the log keeps. Holds no secret and nothing that a person wrote.
        log: String,
    },
}

impl Refusal {
    /// What the caller sees.
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotConfigured { variable, wanted } => Problem::new(
                503,
                "channel_not_configured",
                format!("the variable `{variable}` must hold {wanted}"),
            ),
            Self::Unverified(_) => Problem::new(
                401,
                "signature_invalid",
                "the request carries no valid signature",
            ),
            Self::Forbidden(_) => Problem::new(
                403,
                "signature_invalid",
                "the request carries no valid signature",
            ),
            Self::NoRoute => Problem::route_not_found(),
            Self::Method(allow) => Problem::method_not_allowed(allow),
            Self::Problem { problem, .. } => (**problem).clone(),
        }
    }

    /// What the log keeps.
    pub fn log(&self) -> String {
        match self {
            Self::Unverified(reason) | Self::Forbidden(reason) => {
                format!("refused, not verified: {reason}")
            }
            Self::Problem { log, .. } => log.clone(),
            other => format!("refused: {}", other.problem()),
        }
    }
}
