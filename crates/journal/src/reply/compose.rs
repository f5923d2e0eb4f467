//! An answer as an interaction, and as what its connector is asked to send.

use super::{Answer, DIGEST, Destination, Words};
use crate::call;
use crate::draft::Draft;
use crate::entry::{Direction, Identity, Participant, Passages, Verdict, Visibility};
use crate::error::{Error, Result};
use crate::ticket::Ticket;
use serde_json::{Map, Value, json};

/// What every interaction of our own on a ticket has.
pub(super) fn own(ticket: &Ticket, customer: Identity, key: &str) -> Draft {
    Draft {
        channel: String::new(),
        provider: "throughline".to_owned(),
        account: ticket.id.to_string(),
        message_id: key.to_owned(),
        direction: Direction::Outbound,
        kind: "message".to_owned(),
        visibility: Visibility::Private,
        occurred_at: None,
        customer: Participant {
            identity: customer,
            verdict: Verdict::None,
        },
        also: Vec::new(),
        business: Vec::new(),
        subject: None,
        text: None,
        attachments: Vec::new(),
        passages: Passages::default(),
        parties: Vec::new(),
        thread: None,
        references: Vec::new(),
        topic: None,
        reply_tokens: Vec::new(),
        ticket: Some(ticket.id.to_string()),
        agent: None,
        attributes: None,
        language: None,
        consent: None,
        amendable: false,
        answerable: false,
    }
}

/// The interaction that an answer is.
pub(super) fn draft(
    ticket: &Ticket,
    answer: &Answer,
    words: &Words,
    destination: &Destination,
    key: &str,
) -> Result<Draft> {
    let nothing = words.text.as_deref().unwrap_or_default().trim().is_empty()
        && words.html.is_none()
        && words.template.is_none()
        && answer.attachments.is_empty();
    if nothing && !answer.call {
        return Err(Error::invalid(
            "text",
            "says nothing: give a text, a template or a file",
        ));
    }
    let answers = destination.answers.as_ref();
    let message = message(ticket, answer, words, destination)?;
    let kind = if answer.call { call::KIND } else { "message" };
    Ok(Draft {
        channel: destination.channel.clone(),
        kind: kind.to_owned(),
        visibility: answer.visibility,
        business: answers
            .and_then(|e| e.business.first().cloned())
            .into_iter()
            .collect(),
        subject: words.subject.clone(),
        text: words.text.clone(),
        attachments: answer.attachments.clone(),
        passages: Passages {
            html: words.html.clone(),
            outgoing: Some(message.to_string()),
            ..Passages::default()
        },
        thread: answers.and_then(|event| event.thread.clone()),
        agent: answer.agent.clone(),
        ..own(ticket, destination.to.clone(), key)
    })
}

/// What the connector is asked to send, but for what is only known when it is sent.
fn message(
    ticket: &Ticket,
    answer: &Answer,
    words: &Words,
    destination: &Destination,
) -> Result<Value> {
    let object = |field: &'static str, json: &Option<Vec<u8>>| match json {
        None => Ok(None),
        Some(json) => serde_json::from_slice::<Map<String, Value>>(json)
            .map(Some)
            .map_err(|e| Error::invalid(field, format!("is no object: {e}"))),
    };
    let Identity { kind, value } = &destination.to;
    let mut message = json!({
        "to": [{ "kind": kind, "value": value }],
        "visibility": answer.visibility,
        DIGEST: answer.digest(),
    });
    let mut set = |name: &str, value: Value| {
        if !value.is_null() {
            message[name] = value;
        }
    };
    // A mail has to have a subject.
    let subject = words.subject.clone().or_else(|| {
        let asked = destination.answers.as_ref().and_then(|e| e.subject.clone());
        asked
            .or_else(|| ticket.subject.clone())
            .map(|s| answering(&s))
    });
    set("subject", subject.into());
    set("text", words.text.clone().into());
    set("html", words.html.clone().into());
    set("template", object("template", &words.template)?.into());
    set("variables", object("variables", &words.variables)?.into());
    if let Some(event) = &destination.answers {
        set("account", event.account.clone().into());
        set("in_reply_to", event.message_id.clone().into());
        set("thread", event.thread.clone().into());
        set(
            "answers",
            event.attributes.clone().map(Value::Object).into(),
        );
        if let Some(Identity { kind, value }) = event.business.first() {
            set("from", json!({ "kind": kind, "value": value }));
        }
    }
    Ok(message)
}

/// The subject of an answer to a subject.
fn answering(subject: &str) -> String {
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let answers = subject
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    if answers {
        return subject;
    }
    format!("Re: {subject}")
}
