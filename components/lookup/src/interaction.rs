//! The body of `POST /v1/interactions`, and the interaction that it stands for.

use serde::Deserialize;
use serde_json::value::RawValue;
use throughline_contract::types::{
    Attachment, Conversation, Direction, Interaction, Participant, Passages, Receipt, Visibility,
};
use throughline_web::json::{self, Object};
use throughline_web::{Problem, timestamp};

use crate::address::{Address, Addresses};

/// The most identities that one interaction may name on each side.
const MOST_IDENTITIES: usize = 16;
/// The most attachments of one interaction.
const MOST_ATTACHMENTS: usize = 32;
/// The longest `attributes`, in bytes of JSON (`wit/types.wit`).
const LONGEST_ATTRIBUTES: usize = 2048;

/// An interaction ready to be recorded, and the names that its parts have in the caller's body.
#[derive(Debug)]
pub struct Recordable {
    /// What to record.
    pub interaction: Interaction,
    /// For each field of the contract the caller's field that it came from.
    pub names: [(&'static str, &'static str); 4],
}

/// Reads one interaction as the key `key` sends it. `idempotency_key` stands in for a
/// `provider_message_id` that is left out.
///
/// Ids are scoped by the key: two keys may use the same `provider_message_id` for different
/// messages.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn read(body: &[u8], key: &str, idempotency_key: Option<&str>) -> Result<Recordable, Problem> {
    let Object(written) = json::decode::<Object<Written>>(body)?;
    written.into_recordable(key, idempotency_key)
}

/// The answer to a recorded interaction; `line` is given within a stream.
pub fn receipt(receipt: &Receipt, line: Option<u64>) -> Vec<u8> {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
        interaction_id: &'a str,
        customer_id: &'a str,
        seq: u64,
        ticket_id: Option<&'a str>,
        duplicate: bool,
    }
    let document = Document {
        line,
        interaction_id: &receipt.interaction_id,
        customer_id: &receipt.customer_id,
        seq: receipt.seq,
        ticket_id: receipt.ticket_id.as_deref(),
        duplicate: receipt.duplicate,
    };
    // Strings and numbers always serialise; an empty body beats a trap.
    serde_json::to_vec(&document).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    channel: String,
    provider: String,
    provider_message_id: Option<String>,
    direction: WrittenDirection,
    kind: String,
    visibility: Option<WrittenVisibility>,
    occurred_at: Option<String>,
    from: Option<Address>,
    identities: Option<Vec<Address>>,
    to: Option<Addresses>,
    subject: Option<String>,
    text: Option<String>,
    attachments: Option<Vec<Object<WrittenAttachment>>>,
    thread: Option<String>,
    ticket_id: Option<String>,
    agent: Option<String>,
    language: Option<String>,
    attributes: Option<Box<RawValue>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenDirection {
    Inbound,
    Outbound,
    Internal,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WrittenVisibility {
    Private,
    Public,
}

impl From<WrittenVisibility> for Visibility {
    fn from(written: WrittenVisibility) -> Self {
        match written {
            WrittenVisibility::Private => Self::Private,
            WrittenVisibility::Public => Self::Public,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAttachment {
    name: Option<String>,
    content_type: Option<String>,
    size: Option<u64>,
    url: Option<String>,
}

impl Written {
    fn into_recordable(
        self,
        key: &str,
        idempotency_key: Option<&str>,
    ) -> Result<Recordable, Problem> {
        let direction = match self.direction {
            WrittenDirection::Inbound => Direction::Inbound,
            WrittenDirection::Outbound => Direction::Outbound,
            WrittenDirection::Internal => Direction::Internal,
        };
        let from = participants("from", self.from.into_iter().collect())?;
        let to = participants("to", self.to.unwrap_or_default().0)?;
        let identities = participants("identities", self.identities.unwrap_or_default())?;
        // The customer is at one end; our own addresses are at the other.
        let outbound = direction == Direction::Outbound;
        let (end, theirs, other_end, ours) = if outbound {
            ("to", to, "from", from)
        } else {
            ("from", from, "to", to)
        };
        let named = if theirs.is_empty() { "identities" } else { end };
        let mut people = theirs.into_iter().chain(identities);
        let customer = people.next().ok_or_else(|| {
            let detail = format!("whose interaction this is: give {end} or identities");
            Problem::invalid_field(end, detail)
        })?;
        let mut also: Vec<Participant> = Vec::new();
        for person in people {
            let known = |other: &Participant| other.identity == person.identity;
            if !known(&customer) && !also.iter().any(known) {
                also.push(person);
            }
        }
        let interaction = Interaction {
            channel: word("channel", self.channel)?,
            provider: word("provider", self.provider)?,
            account: format!("key:{key}"),
            provider_message_id: message_id(self.provider_message_id, idempotency_key)?,
            direction,
            kind: word("kind", self.kind)?,
            visibility: self.visibility.map_or(Visibility::Private, Into::into),
            occurred_at: instant("occurred_at", self.occurred_at)?,
            customer,
            also,
            business: ours.into_iter().map(|p| p.identity).collect(),
            subject: text("subject", self.subject, 2048)?,
            text: text("text", self.text, throughline_web::body::LIMIT)?,
            attachments: attachments(self.attachments.unwrap_or_default())?,
            passages: Passages::default(),
            parties: Vec::new(),
            thread: text("thread", self.thread, 512)?,
            conversation: Conversation::default(),
            ticket_id: text("ticket_id", self.ticket_id, 128)?,
            agent: text("agent", self.agent, 256)?,
            attributes: attributes(self.attributes)?,
            language: language(self.language)?,
            consent: None,
            amendable: false,
            answerable: false,
        };
        Ok(Recordable {
            interaction,
            names: [
                ("customer", named),
                ("value", named),
                ("also", "identities"),
                ("business", other_end),
            ],
        })
    }
}

fn participants(field: &str, addresses: Vec<Address>) -> Result<Vec<Participant>, Problem> {
    if addresses.len() > MOST_IDENTITIES {
        let detail = format!("more than {MOST_IDENTITIES} identities");
        return Err(Problem::invalid_field(field, detail));
    }
    let several = addresses.len() > 1 || field == "identities";
    let named = |n: usize| {
        if several {
            format!("{field}[{n}]")
        } else {
            field.to_owned()
        }
    };
    let addresses = addresses.into_iter().enumerate();
    addresses
        .map(|(n, address)| address.participant(&named(n)))
        .collect()
}

/// A name such as `in-person`, `twilio` or `legacy_crm`.
pub(crate) fn word(field: &str, word: String) -> Result<String, Problem> {
    const LONGEST: usize = 64;
    let fits = (1..=LONGEST).contains(&word.len())
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    if fits {
        return Ok(word);
    }
    let detail = format!("not 1 to {LONGEST} of a-z, 0-9, '-' and '_'");
    Err(Problem::invalid_field(field, detail))
}

fn message_id(given: Option<String>, stand_in: Option<&str>) -> Result<String, Problem> {
    const FIELD: &str = "provider_message_id";
    let given = text(FIELD, given, 2048)?;
    let id = match (given, stand_in) {
        (Some(id), _) => id,
        (None, Some(id)) => text("Idempotency-Key", Some(id.to_owned()), 255)?.unwrap_or_default(),
        (None, None) => String::new(),
    };
    if id.is_empty() {
        let detail = "missing: it makes repeating the request harmless; the header \
                      Idempotency-Key may stand in for it";
        return Err(Problem::invalid_field(FIELD, detail));
    }
    if id.chars().any(char::is_control) {
        return Err(Problem::invalid_field(FIELD, "has control characters"));
    }
    Ok(id)
}

/// Optional text of at most `most` bytes; empty text is none.
pub(crate) fn text(
    field: &str,
    text: Option<String>,
    most: usize,
) -> Result<Option<String>, Problem> {
    let text = text.filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.len() > most) {
        let detail = format!("longer than {most} bytes");
        return Err(Problem::invalid_field(field, detail));
    }
    Ok(text)
}

fn instant(field: &str, text: Option<String>) -> Result<Option<u64>, Problem> {
    let Some(text) = text else {
        return Ok(None);
    };
    timestamp::parse(&text).map(Some).ok_or_else(|| {
        let detail = "not an RFC 3339 instant such as 2026-11-22T04:17:00.123Z";
        Problem::invalid_field(field, detail)
    })
}

fn language(code: Option<String>) -> Result<Option<String>, Problem> {
    let code = code.filter(|code| !code.is_empty());
    let fits = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if code.as_ref().is_some_and(|code| !fits(code)) {
        let detail = "not an ISO 639-1 code such as en";
        return Err(Problem::invalid_field("language", detail));
    }
    Ok(code)
}

fn attachments(written: Vec<Object<WrittenAttachment>>) -> Result<Vec<Attachment>, Problem> {
    if written.len() > MOST_ATTACHMENTS {
        let detail = format!("more than {MOST_ATTACHMENTS} attachments");
        return Err(Problem::invalid_field("attachments", detail));
    }
    let written = written.into_iter().enumerate();
    written
        .map(|(n, Object(written))| {
            let field = |name: &str| format!("attachments[{n}].{name}");
            let content_type = text(&field("content_type"), written.content_type, 256)?;
            Ok(Attachment {
                name: text(&field("name"), written.name, 512)?.unwrap_or_default(),
                // RFC 9110 8.3: what a receiver may assume of an unnamed type.
                content_type: content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
                size: written.size,
                url: text(&field("url"), written.url, 4096)?,
                content_id: None,
                content: None,
            })
        })
        .collect()
}

/// The attributes as they were written: the timeline reads them once, not twice.
fn attributes(raw: Option<Box<RawValue>>) -> Result<Option<Vec<u8>>, Problem> {
    const FIELD: &str = "attributes";
    let Some(raw) = raw else {
        return Ok(None);
    };
    let json = raw.get();
    if json == "null" {
        return Ok(None);
    }
    if !json.starts_with('{') {
        return Err(Problem::invalid_field(FIELD, "not an object"));
    }
    if json.len() > LONGEST_ATTRIBUTES {
        let detail = format!("longer than {LONGEST_ATTRIBUTES} bytes of JSON");
        return Err(Problem::invalid_field(FIELD, detail));
    }
    Ok(Some(json.as_bytes().to_vec()))
}

#[cfg(test)]
#[path = "interaction_tests.rs"]
mod tests;
