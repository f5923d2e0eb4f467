//! What is to be sent, for every channel.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use throughline_web::json::Object;

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
    #[serde(deserialize_with = "bytes")]
    pub content: Vec<u8>,
    /// How the HTML refers to it.
    pub content_id: Option<String>,
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let refused = |_| serde::de::Error::custom("expected base64");
    STANDARD.decode(text).map_err(refused)
}
