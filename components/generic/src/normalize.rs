//! What all kinds of sources share: an interaction to begin with, people, and limits.

mod attributes;
mod person;

use serde_json::Value;
use throughline_channel_kit::types::{
    Attachment, Conversation, Interaction, Participant, ProviderRef, Target,
};
use throughline_channel_kit::{Command, Webhook, signature};

pub(crate) use attributes::{fit, fits};
pub(crate) use person::{contact, external, identity, implausible, known_as};

use crate::CHANNEL;
use crate::config::Source;
use crate::payload::cut;

/// More attachments than any provider sends with one message.
pub(crate) const MOST_ATTACHMENTS: usize = 32;
/// The timeline's limits, in bytes.
pub(crate) const LONGEST_SUBJECT: usize = 2048;
pub(crate) const LONGEST_THREAD: usize = 512;
pub(crate) const LONGEST_AGENT: usize = 256;
const LONGEST_NAME: usize = 512;
const LONGEST_TYPE: usize = 256;
const LONGEST_URL: usize = 4096;
/// The longest reason that is kept with a payload.
const LONGEST_REASON: usize = 400;

/// A private message of this customer's, with nothing in it yet.
pub(crate) fn interaction(source: &Source, id: String, customer: Participant) -> Interaction {
    Interaction {
        account: source.name.clone(),
        ..Interaction::inbound(CHANNEL, &source.name, id, customer)
    }
}

/// The interaction that the source calls `id`.
pub(crate) fn target(source: &Source, id: String) -> Target {
    Target::Provider(ProviderRef {
        channel: CHANNEL.to_owned(),
        provider: source.name.clone(),
        account: source.name.clone(),
        provider_message_id: id,
    })
}

/// The names of messages that belong together: this one, and the one that it answers.
pub(crate) fn conversation(source: &Source, id: &str, answers: Option<&str>) -> Conversation {
    let name = |id: &str| format!("{CHANNEL}:{}:{id}", source.name);
    Conversation {
        references: match answers {
            Some(answered) => vec![name(id), name(answered)],
            None => vec![name(id)],
        },
        ..Conversation::default()
    }
}

/// A file that lies at a URL. One whose URL is too long to be kept is listed without.
pub(crate) fn attachment(
    name: Option<&str>,
    content_type: Option<&str>,
    size: Option<u64>,
    url: Option<&str>,
) -> Attachment {
    Attachment {
        name: cut(name.unwrap_or_default(), LONGEST_NAME),
        // RFC 9110 8.3: what a receiver may assume of an unnamed type.
        content_type: cut(
            content_type.unwrap_or("application/octet-stream"),
            LONGEST_TYPE,
        ),
        size,
        url: url
            .filter(|url| url.len() <= LONGEST_URL)
            .map(str::to_owned),
        content_id: None,
        content: None,
    }
}

/// Keeps what could not be read.
pub(crate) fn keep(source: &Source, webhook: &Webhook, raw: &[u8], reason: &str) -> Command {
    let mut payload = webhook.unparsed(CHANNEL, &source.name, cut(reason, LONGEST_REASON));
    if payload.body != raw {
        payload.body = raw.to_vec();
    }
    Command::Keep(payload)
}

/// An id for what has none, made of its content: the same on every retry.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    // The lengths keep one part from reaching into the next.
    let lengths = parts.iter().flat_map(|part| part.len().to_be_bytes());
    let bytes: Vec<u8> = lengths.chain(parts.concat()).collect();
    format!("sha256:{}", hex::encode(signature::sha256(&bytes)))
}

/// A place on the map as text (RFC 5870), with its name and address below.
pub(crate) fn place(latitude: &Value, longitude: &Value, lines: &[Option<&str>]) -> Option<String> {
    let number = |value: &Value| value.is_number().then(|| value.to_string());
    let mut text = format!("geo:{},{}", number(latitude)?, number(longitude)?);
    for line in lines.iter().flatten() {
        text.push('\n');
        text.push_str(line);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn digests_tell_parts_apart() {
        assert_eq!(digest(&[b"a", b"b"]), digest(&[b"a", b"b"]));
        let others: [&[&[u8]]; 5] = [&[b"ab"], &[b"", b"ab"], &[b"ab", b""], &[b"b", b"a"], &[]];
        for other in others {
            assert_ne!(digest(&[b"a", b"b"]), digest(other), "{other:?}");
        }
    }

    #[test]
    fn a_place_is_text() {
        let text = place(
            &json!(35.5),
            &json!(-139),
            &[Some("Home"), None, Some("1 St")],
        );
        assert_eq!(text.as_deref(), Some("geo:35.5,-139\nHome\n1 St"));
        assert_eq!(place(&json!("35"), &json!(1), &[]), None);
    }
}
