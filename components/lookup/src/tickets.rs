//! The bodies of what agents do with a ticket: change it, answer, note.

mod attachment;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use throughline_contract::tickets::{Answer, TicketChange};
use throughline_contract::types::Visibility;
use throughline_web::json::{self, Object};
use throughline_web::{Problem, body};

use crate::interaction::{WrittenVisibility, text, word};
use attachment::WrittenAttachment;
use words::WrittenWords;

/// The statuses that a ticket can have.
pub(crate) const STATUSES: [&str; 4] = ["open", "pending", "resolved", "closed"];
/// The priorities that a ticket can have, the lowest first.
const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
/// The longest queue, assignee or tag, in bytes (`wit/tickets.wit`).
const LONGEST_WORD: usize = 64;
/// The most tags of a ticket (`wit/tickets.wit`).
const MOST_TAGS: usize = 32;
/// The longest subject, in bytes.
const LONGEST_SUBJECT: usize = 2048;
/// The longest name of an agent, in bytes.
pub(crate) const LONGEST_AGENT: usize = 256;
/// The longest `Idempotency-Key`, in bytes.
const LONGEST_KEY: usize = 255;
/// The most channels that one answer may have words of its own for.
const MOST_VARIANTS: usize = 16;

/// An internal note on a ticket.
#[derive(Debug, PartialEq)]
pub struct Note {
    /// What it says; never blank.
    pub text: String,
    /// Who wrote it; a machine's note has none.
    pub agent: Option<String>,
}

/// Reads a change to a ticket: the body of `PATCH /v1/tickets/{id}`.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field: for a change that
/// changes nothing the whole body.
pub fn change(body: &[u8]) -> Result<TicketChange, Problem> {
    let Object(written) = json::decode::<Object<WrittenChange>>(body)?;
    written.into_change()
}

/// Reads an answer to a ticket's customer, with its variables put into its words: the body of
/// `POST /v1/tickets/{id}/replies`.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field: for a variable that
/// is not there the words that use it.
pub fn reply(body: &[u8]) -> Result<Answer, Problem> {
    let Object(written) = json::decode::<Object<WrittenReply>>(body)?;
    written.into_answer()
}

/// Reads a note: the body of `POST /v1/tickets/{id}/notes`.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn note(body: &[u8]) -> Result<Note, Problem> {
    let Object(written) = json::decode::<Object<WrittenNote>>(body)?;
    let said =
        text("text", Some(written.text), body::LIMIT)?.filter(|text| !text.trim().is_empty());
    Ok(Note {
        text: said.ok_or_else(|| Problem::invalid_field("text", "says nothing"))?,
        agent: text("agent", written.agent, LONGEST_AGENT)?,
    })
}

/// The key that makes two calls of the key `caller` one, where the caller sent `Idempotency-Key`.
///
/// # Errors
///
/// 422 `invalid_field`.
pub(crate) fn idempotency_key(
    caller: &str,
    header: Option<&str>,
) -> Result<Option<String>, Problem> {
    let Some(key) = header else {
        return Ok(None);
    };
    let fits = (1..=LONGEST_KEY).contains(&key.len());
    if !fits || key.chars().any(char::is_control) {
        let detail = format!("not 1 to {LONGEST_KEY} printable ASCII characters");
        return Err(Problem::invalid_field("Idempotency-Key", detail));
    }
    // With its length, because a name may have a colon too.
    Ok(Some(format!("{}:{caller}:{key}", caller.len())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenChange {
    #[serde(default, deserialize_with = "given")]
    status: Option<String>,
    #[serde(default, deserialize_with = "given")]
    priority: Option<String>,
    #[serde(default, deserialize_with = "given")]
    queue: Option<String>,
    /// `null` takes the assignee off, which is not the same as saying nothing.
    #[serde(default, deserialize_with = "given")]
    assignee: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    subject: Option<String>,
}

/// A field that is there, be it `null`.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

impl WrittenChange {
    fn into_change(self) -> Result<TicketChange, Problem> {
        let short = |field, word: Option<String>| match word {
            Some(word) if !(1..=LONGEST_WORD).contains(&word.len()) => {
                let detail = format!("not 1 to {LONGEST_WORD} bytes");
                Err(Problem::invalid_field(field, detail))
            }
            word => Ok(word),
        };
        let assignee = match self.assignee {
            // The contract's word for nobody.
            Some(None) => Some(String::new()),
            Some(agent) => short("assignee", agent)?,
            None => None,
        };
        let change = TicketChange {
            status: one_of("status", self.status, &STATUSES)?,
            priority: one_of("priority", self.priority, &PRIORITIES)?,
            queue: short("queue", self.queue)?,
            assignee,
            tags: self.tags.map(tags).transpose()?,
            subject: self.subject.map(subject).transpose()?,
        };
        let nothing = TicketChange {
            status: None,
            priority: None,
            queue: None,
            assignee: None,
            tags: None,
            subject: None,
        };
        if change == nothing {
            let detail = "changes nothing: give status, priority, queue, assignee, tags or subject";
            return Err(Problem::invalid_field("", detail));
        }
        Ok(change)
    }
}

fn subject(written: String) -> Result<String, Problem> {
    const FIELD: &str = "subject";
    let subject = line(FIELD, Some(written), LONGEST_SUBJECT)?;
    subject.ok_or_else(|| Problem::invalid_field(FIELD, "empty"))
}

/// Each tag once, in their order.
fn tags(written: Vec<String>) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = Vec::new();
    for (n, tag) in written.into_iter().enumerate() {
        if !(1..=LONGEST_WORD).contains(&tag.len()) {
            let detail = format!("not 1 to {LONGEST_WORD} bytes");
            return Err(Problem::invalid_field(format!("tags[{n}]"), detail));
        }
        if tags.contains(&tag) {
            continue;
        }
        if tags.len() == MOST_TAGS {
            let detail = format!("more than {MOST_TAGS} tags");
            return Err(Problem::invalid_field("tags", detail));
        }
        tags.push(tag);
    }
    Ok(tags)
}

fn one_of(field: &str, word: Option<String>, words: &[&str]) -> Result<Option<String>, Problem> {
    match word {
        Some(word) if !words.contains(&word.as_str()) => {
            let detail = format!("not one of {}", words.join(", "));
            Err(Problem::invalid_field(field, detail))
        }
        word => Ok(word),
    }
}

/// Text that becomes a line of a mail's header, or of a list: without line ends. Blank text is none.
fn line(field: &str, line: Option<String>, most: usize) -> Result<Option<String>, Problem> {
    let line = text(field, line, most)?.filter(|line| !line.trim().is_empty());
    let ends = |char: char| char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
    if line.as_ref().is_some_and(|line| line.contains(ends)) {
        let detail = "not one line without control characters";
        return Err(Problem::invalid_field(field, detail));
    }
    Ok(line)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReply {
    text: Option<String>,
    subject: Option<String>,
    html: Option<String>,
    channel: Option<String>,
    visibility: Option<WrittenVisibility>,
    template: Option<Object<words::WrittenTemplate>>,
    variables: Option<Map<String, Value>>,
    variants: Option<BTreeMap<String, Object<WrittenWords>>>,
    attachments: Option<Vec<Object<WrittenAttachment>>>,
    agent: Option<String>,
}

impl WrittenReply {
    fn into_answer(self) -> Result<Answer, Problem> {
        let attachments = attachment::read(self.attachments.unwrap_or_default())?;
        let variables = self.variables.as_ref();
        let written = WrittenWords {
            text: self.text,
            subject: self.subject,
            html: self.html,
            template: self.template,
        };
        let words = written.into_words("", variables)?;
        let variants = self.variants.unwrap_or_default();
        if variants.len() > MOST_VARIANTS {
            let detail = format!("more than {MOST_VARIANTS} channels");
            return Err(Problem::invalid_field("variants", detail));
        }
        let mut read = Vec::new();
        for (channel, Object(variant)) in variants {
            let channel = word("variants", channel)?;
            let field = format!("variants.{channel}.");
            let variant = variant.into_words(&field, variables)?;
            if words::say_nothing(&variant) && attachments.is_empty() {
                return Err(words::nothing_said(&field));
            }
            read.push((channel, variant));
        }
        if words::say_nothing(&words) && attachments.is_empty() && read.is_empty() {
            return Err(words::nothing_said(""));
        }
        Ok(Answer {
            words,
            variants: read,
            channel: match self.channel {
                Some(channel) => Some(word("channel", channel)?),
                None => None,
            },
            visibility: self.visibility.map_or(Visibility::Private, Into::into),
            attachments,
            agent: text("agent", self.agent, LONGEST_AGENT)?,
            idempotency_key: None,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNote {
    text: String,
    agent: Option<String>,
}

#[cfg(test)]
#[path = "tickets_tests.rs"]
mod tests;
