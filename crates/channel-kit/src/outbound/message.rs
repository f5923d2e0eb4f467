//! What is to be sent, for every channel.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use throughline_contract::types::Timestamp;
use throughline_web::json::Object;
use throughline_web::timestamp;

/// A message to send. It holds people's words, so it has no `Debug`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Our interaction.
    pub interaction_id: String,
    /// To whom.
    pub to: Vec<Object<Recipient>>,
    /// Who gets a copy.
    #[serde(default)]
    pub cc: Vec<Object<Recipient>>,
    /// Who gets a copy that the others do not see.
    #[serde(default)]
    pub bcc: Vec<Object<Recipient>>,
    /// The subject.
    pub subject: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// The same as HTML.
    pub html: Option<String>,
    /// The channel's id of the message that this answers.
    pub in_reply_to: Option<String>,
    /// The ids of the thread, the oldest first.
    #[serde(default)]
    pub references: Vec<String>,
    /// What an answer to this message will carry, so that it is known which message it answers.
    pub reply_token: Option<String>,
    /// A template that the provider keeps, instead of subject, text and HTML.
    pub template: Option<Object<Template>>,
    /// What is put into the template; without one, into subject, text and HTML.
    pub variables: Option<Map<String, Value>>,
    /// Files.
    #[serde(default)]
    pub attachments: Vec<Object<Attachment>>,
    /// The name that is shown as the sender's.
    pub from_name: Option<String>,
    /// Our own account, page or number that the customer wrote to, as `account` of the interaction.
    pub account: Option<String>,
    /// Our own address that the customer wrote to.
    pub from: Option<Object<Recipient>>,
    /// The provider's conversation, as `thread` of the interaction that this answers.
    pub thread: Option<String>,
    /// Public only where an agent said so; a channel without public places refuses it.
    #[serde(default)]
    pub visibility: Visibility,
    /// When the customer last wrote to us on this channel (RFC 3339): what a provider's window for
    /// answers begins with.
    #[serde(default, deserialize_with = "instant")]
    pub last_inbound_at: Option<Timestamp>,
    /// When the customer was last seen at the other end (RFC 3339), on channels that know it.
    #[serde(default, deserialize_with = "instant")]
    pub present_at: Option<Timestamp>,
    /// What is to be begun is a telephone call: there is nothing to say in writing.
    #[serde(default)]
    pub call: bool,
    /// The further fields (`attributes`) of the interaction that this answers.
    pub answers: Option<Map<String, Value>>,
}

/// Who can see an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// The customer.
    #[default]
    Private,
    /// Everybody.
    Public,
}

/// Somebody to send to.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// A kind of identity, for example `email`.
    pub kind: String,
    /// The address.
    pub value: String,
    /// The name to show.
    pub name: Option<String>,
}

/// A template at the provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name or id there.
    pub name: String,
    /// In which language, as the provider writes it (`en_US`), where it keeps several.
    pub language: Option<String>,
}

/// A file to send along.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The name to show.
    pub name: String,
    /// The media type.
    pub content_type: String,
    /// The bytes; base64 (RFC 4648, padded) in JSON.
    #[serde(default, deserialize_with = "bytes")]
    pub content: Vec<u8>,
    /// Where everybody can fetch it, for providers that take files by their address only.
    pub url: Option<String>,
    /// How the HTML refers to it.
    pub content_id: Option<String>,
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    match timestamp::parse(&text) {
        Some(instant) => Ok(Some(instant)),
        None => Err(serde::de::Error::custom("expected an RFC 3339 timestamp")),
    }
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let refused = |_| serde::de::Error::custom("expected base64");
    STANDARD.decode(text).map_err(refused)
}
