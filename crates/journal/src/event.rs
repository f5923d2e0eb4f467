//! One interaction as its slot keeps it, and the words that it is made of.

use crate::name::{InteractionId, LogName, TicketId};
use crate::reference::{Reference, References};
use serde::{Deserialize, Serialize};

/// An address of a person, normalised.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// `phone`, `email`, `telegram`…
    pub kind: String,
    /// The value in its canonical spelling.
    pub value: String,
}

/// How well the channel proved that the person owns an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Proven by the carrier, the provider or a signature.
    Pass,
    /// Not proven.
    #[default]
    None,
    /// Proven false.
    Fail,
}

/// An identity with how well it was proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredParticipant", into = "StoredParticipant")]
pub struct Participant {
    /// Whose.
    pub identity: Identity,
    /// How well proven.
    pub verdict: Verdict,
}

/// A participant as slots keep it. (`#[serde(flatten)]` says the same and reads at half the
/// speed, because it collects all fields first.)
#[derive(Serialize, Deserialize)]
struct StoredParticipant {
    kind: String,
    value: String,
    verdict: Verdict,
}

impl From<StoredParticipant> for Participant {
    fn from(stored: StoredParticipant) -> Self {
        Self {
            identity: Identity {
                kind: stored.kind,
                value: stored.value,
            },
            verdict: stored.verdict,
        }
    }
}

impl From<Participant> for StoredParticipant {
    fn from(participant: Participant) -> Self {
        Self {
            kind: participant.identity.kind,
            value: participant.identity.value,
            verdict: participant.verdict,
        }
    }
}

/// Which way an interaction went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the customer to us.
    Inbound,
    /// From us to the customer.
    Outbound,
    /// Between us, about the customer.
    Internal,
}

/// Who could see an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// The customer and us.
    #[default]
    Private,
    /// Everybody.
    Public,
}

/// What an interaction says about being contacted on its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Do not contact here.
    OptedOut,
    /// Contact here again.
    OptedIn,
}

/// A file that came along.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Name to show; may be empty.
    pub name: String,
    /// As the provider declared it.
    pub content_type: String,
    /// Bytes.
    pub size: Option<u64>,
    /// Where the provider has it.
    pub url: Option<String>,
    /// By what name the HTML refers to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
    /// How many of its bytes are kept here; none when only the provider has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<u64>,
}

/// What somebody else on an interaction is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote it.
    From,
    /// Sent it for whoever wrote it.
    Sender,
    /// Wants the answer.
    ReplyTo,
    /// It was sent to.
    To,
    /// Got a copy.
    Cc,
    /// Got a copy that the others do not know of.
    Bcc,
}

/// Somebody named on an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// What they are to it.
    pub role: Role,
    /// How they are called there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kind of their address.
    pub kind: String,
    /// Their address.
    pub value: String,
}

/// What came along with the text, told apart from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passages {
    /// Earlier messages.
    pub quoted: Option<String>,
    /// A message passed on.
    pub forwarded: Option<String>,
    /// Signature.
    pub signature: Option<String>,
    /// The whole message as sanitised HTML.
    pub html: Option<String>,
    /// What a connector is asked to send: a JSON object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<String>,
}

/// How far an outbound interaction got. The order is the rank: later ranks win whatever order
/// reports arrive in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// Accepted for sending.
    Queued,
    /// Somebody began to send it, and nobody can tell what came of it.
    Unknown,
    /// Handed to the carrier.
    Sent,
    /// Given up.
    Failed,
    /// On the customer's device.
    Delivered,
    /// Opened.
    Read,
}

impl DeliveryStatus {
    /// All of them, by rank.
    pub const ALL: [Self; 6] = [
        Self::Queued,
        Self::Unknown,
        Self::Sent,
        Self::Failed,
        Self::Delivered,
        Self::Read,
    ];
}

/// The best report on an outbound interaction so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// How far it got.
    pub status: DeliveryStatus,
    /// When, in milliseconds.
    pub at: u64,
    /// The provider's code or reason.
    pub detail: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One interaction as its slot keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Derived from channel, account and the provider's id.
    pub id: InteractionId,
    /// The home log of the customer's address: whose it is, for joining and parting.
    pub home: LogName,
    /// When it was recorded, in milliseconds.
    pub recorded_at: u64,
    /// When it happened, never later than `recorded_at`.
    pub occurred_at: u64,
    /// The connector's folder name.
    pub channel: String,
    /// Who delivered it.
    pub provider: String,
    /// What the provider's id is unique in.
    pub account: String,
    /// The provider's id.
    pub message_id: String,
    /// Which way.
    pub direction: Direction,
    /// `message`, `call`, `visit`…
    pub kind: String,
    /// Who could see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub visibility: Visibility,
    /// The customer's address.
    pub customer: Participant,
    /// Our addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub business: Vec<Identity>,
    /// Subject line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text, or its beginning when `parts` is not zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// In how many body parts the whole event lies; zero when the slot has all of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parts: u32,
    /// In how many parts its passages lie; zero when there are none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub apart: u32,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Others who are named on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// Messages of the same conversation, its own first.
    #[serde(default, skip_serializing_if = "References::is_empty")]
    pub references: References,
    /// What the conversation is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Reference>,
    /// The provider's conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// The ticket that the interaction names itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The ticket of another customer that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<TicketId>,
    /// The agent who acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The provider's further fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<serde_json::Map<String, serde_json::Value>>,
    /// ISO 639-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How its author sounds, from -1000 (very unhappy) to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<i16>,
    /// What it says about being contacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Its author may edit it or take it back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub amendable: bool,
    /// When its author last edited it, in milliseconds; set when it is read.
    #[serde(skip)]
    pub edited_at: Option<u64>,
    /// When its author took it back, in milliseconds; what it said is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<u64>,
    /// Nobody can answer it where it came from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dead_end: bool,
    /// It waits in the outbox until somebody sends it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub outgoing: bool,
    /// A call that was recorded when it began.
    #[serde(default, skip_serializing_if = "is_default")]
    pub grows: bool,
}
