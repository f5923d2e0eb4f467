//! The contract's values as the journal's, and back.

mod call;
mod erasure;
mod profile;

pub use call::{briefing, call, call_note, caller, fact, identities};
pub use erasure::page;
pub use profile::{about, described, parted};

use crate::shell::exports::throughline::timeline::{reader, tickets, types as wit};
use throughline_journal::entry::{
    Attachment, Consent, Delivery, DeliveryStatus, Direction, Identity, Participant, Party,
    Passages, Role, TicketChange, TicketStatus, Verdict, Visibility,
};
use throughline_journal::{
    Amending, Answer, Draft, Error, File, Kept, LogName, Receipt, Refusal, TicketId, TicketQuery,
    TimelineQuery, Unparsed, Words,
};

/// Longest text, in bytes.
const TEXT: usize = 1 << 20;
/// Most items of a page.
const LIMIT: u32 = 200;

fn identity(identity: wit::Identity) -> Identity {
    Identity {
        kind: identity.kind,
        value: identity.value,
    }
}

fn participant(participant: wit::Participant) -> Participant {
    Participant {
        identity: identity(participant.identity),
        verdict: match participant.verdict {
            wit::Verdict::Pass => Verdict::Pass,
            wit::Verdict::None => Verdict::None,
            wit::Verdict::Fail => Verdict::Fail,
        },
    }
}

fn attachment(attachment: wit::Attachment) -> File {
    File {
        attachment: Attachment {
            name: attachment.name,
            content_type: attachment.content_type,
            size: attachment.size,
            url: attachment.url,
            content_id: attachment.content_id,
            kept: None,
        },
        content: attachment.content,
    }
}

fn party(party: wit::Party) -> Party {
    Party {
        role: match party.role {
            wit::Role::From => Role::From,
            wit::Role::Sender => Role::Sender,
            wit::Role::ReplyTo => Role::ReplyTo,
            wit::Role::To => Role::To,
            wit::Role::Cc => Role::Cc,
            wit::Role::Bcc => Role::Bcc,
        },
        name: party.name,
        kind: party.identity.kind,
        value: party.identity.value,
    }
}

pub fn file(kept: Kept) -> wit::File {
    wit::File {
        name: kept.name,
        content_type: kept.content_type,
        content: kept.content,
        cut_from: kept.cut_from,
    }
}

pub fn draft(from: wit::Interaction) -> Draft {
    Draft {
        channel: from.channel,
        provider: from.provider,
        account: from.account,
        message_id: from.provider_message_id,
        direction: match from.direction {
            wit::Direction::Inbound => Direction::Inbound,
            wit::Direction::Outbound => Direction::Outbound,
            wit::Direction::Internal => Direction::Internal,
        },
        kind: from.kind,
        visibility: match from.visibility {
            wit::Visibility::Private => Visibility::Private,
            wit::Visibility::Public => Visibility::Public,
        },
        occurred_at: from.occurred_at,
        customer: participant(from.customer),
        also: from.also.into_iter().map(participant).collect(),
        business: from.business.into_iter().map(identity).collect(),
        subject: from.subject,
        text: from.text,
        attachments: from.attachments.into_iter().map(attachment).collect(),
        passages: Passages {
            quoted: from.passages.quoted,
            forwarded: from.passages.forwarded,
            signature: from.passages.signature,
            html: from.passages.html,
            outgoing: None,
        },
        parties: from.parties.into_iter().map(party).collect(),
        thread: from.thread,
        references: from.conversation.references,
        topic: from.conversation.topic,
        reply_tokens: from.conversation.reply_tokens,
        ticket: from.ticket_id,
        agent: from.agent,
        attributes: from.attributes,
        language: from.language,
        consent: from.consent.map(|consent| match consent {
            wit::Consent::OptedOut => Consent::OptedOut,
            wit::Consent::OptedIn => Consent::OptedIn,
        }),
        amendable: from.amendable,
        answerable: from.answerable,
    }
}

pub fn receipt(receipt: &Receipt) -> wit::Receipt {
    wit::Receipt {
        interaction_id: receipt.id.public(),
        customer_id: receipt.customer.customer_id(),
        seq: receipt.seq,
        ticket_id: receipt.ticket.map(|t| t.to_string()),
        duplicate: receipt.duplicate,
    }
}

fn status(status: wit::DeliveryStatus) -> DeliveryStatus {
    match status {
        wit::DeliveryStatus::Queued => DeliveryStatus::Queued,
        wit::DeliveryStatus::Sent => DeliveryStatus::Sent,
        wit::DeliveryStatus::Unknown => DeliveryStatus::Unknown,
        wit::DeliveryStatus::Failed => DeliveryStatus::Failed,
        wit::DeliveryStatus::Delivered => DeliveryStatus::Delivered,
        wit::DeliveryStatus::Read => DeliveryStatus::Read,
    }
}

/// What a watermark says of each interaction.
pub fn upto(watermark: &wit::Watermark, now: u64) -> Delivery {
    Delivery {
        status: status(watermark.status),
        at: watermark.upto.min(now),
        detail: None,
    }
}

pub fn change(change: wit::Change) -> Result<Amending, Error> {
    match change {
        wit::Change::Deleted => Ok(Amending::Deleted),
        wit::Change::Edited(Some(text)) if text.len() > TEXT => Err(Error::Invalid {
            field: "text",
            detail: format!("has {} bytes; allowed are 0 to {TEXT}", text.len()),
        }),
        wit::Change::Edited(text) => Ok(Amending::Edited(text)),
    }
}

/// Most tags of a ticket.
const TAGS: usize = 32;

/// A change, as long as its words are such.
pub fn ticket_change(
    from: tickets::TicketChange,
) -> Result<impl FnOnce(LogName, TicketId, u64) -> TicketChange, Error> {
    let invalid = |field, detail: &str| {
        Err(Error::Invalid {
            field,
            detail: detail.to_owned(),
        })
    };
    let status = match from.status.as_deref() {
        None => None,
        Some("open") => Some(TicketStatus::Open),
        Some("pending") => Some(TicketStatus::Pending),
        Some("resolved") => Some(TicketStatus::Resolved),
        Some("closed") => Some(TicketStatus::Closed),
        Some(_) => return invalid("status", "not one of open, pending, resolved, closed"),
    };
    let priorities = ["low", "normal", "high", "urgent"];
    if from
        .priority
        .as_deref()
        .is_some_and(|p| !priorities.contains(&p))
    {
        return invalid("priority", "not one of low, normal, high, urgent");
    }
    let long = |text: &Option<String>, most| text.as_ref().is_some_and(|t| t.len() > most);
    for (field, text) in [("queue", &from.queue), ("assignee", &from.assignee)] {
        if long(text, 64) {
            return invalid(field, "longer than 64 bytes");
        }
    }
    if from.queue.as_deref() == Some("") {
        return invalid(
            "queue",
            "empty: a ticket is always in one; the first is `default`",
        );
    }
    if long(&from.subject, 2048) {
        return invalid("subject", "longer than 2048 bytes");
    }
    if let Some(tags) = &from.tags
        && (tags.len() > TAGS || tags.iter().any(|tag| !(1..=64).contains(&tag.len())))
    {
        return invalid("tags", "not at most 32 tags of 1 to 64 bytes");
    }
    Ok(move |home, ticket, recorded_at| TicketChange {
        home,
        ticket,
        recorded_at,
        status,
        priority: from.priority,
        queue: from.queue,
        assignee: from.assignee,
        tags: from.tags,
        subject: from.subject,
    })
}

fn words(from: tickets::Words) -> Words {
    Words {
        subject: from.subject,
        text: from.text,
        html: from.html,
        template: from.template,
        variables: from.variables,
    }
}

pub fn answer(from: tickets::Answer) -> Answer {
    let variants = from.variants.into_iter();
    Answer {
        words: words(from.words),
        variants: variants.map(|(channel, w)| (channel, words(w))).collect(),
        channel: from.channel,
        visibility: match from.visibility {
            wit::Visibility::Private => Visibility::Private,
            wit::Visibility::Public => Visibility::Public,
        },
        attachments: from.attachments.into_iter().map(attachment).collect(),
        agent: from.agent,
        idempotency_key: from.idempotency_key,
        call: false,
    }
}

impl From<Refusal> for tickets::Refusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Error(error) => Self::Error(error.into()),
            Refusal::DoNotContact(channel) => Self::DoNotContact(channel),
            Refusal::NoDestination(why) => Self::NoDestination(why),
            Refusal::Conflict => Self::Conflict,
        }
    }
}

/// A report, dated `now` where the provider does not say when.
pub fn delivery(report: &wit::DeliveryReport, now: u64) -> Delivery {
    Delivery {
        status: status(report.status),
        at: report.occurred_at.map_or(now, |at| at.min(now)),
        detail: report
            .detail
            .as_ref()
            .map(|d| d.get(..d.floor_char_boundary(200)).unwrap_or(d).to_owned()),
    }
}

pub fn unparsed(from: wit::UnparsedPayload) -> Unparsed {
    Unparsed {
        channel: from.channel,
        provider: from.provider,
        content_type: from.content_type,
        body: from.body,
        reason: from.reason,
    }
}

pub fn limit(limit: u32) -> Result<usize, wit::Error> {
    if (1..=LIMIT).contains(&limit) {
        return Ok(limit as usize);
    }
    Err(wit::Error::Invalid(wit::InvalidField {
        field: "limit".into(),
        detail: format!("is {limit}; allowed are 1 to {LIMIT}"),
    }))
}

pub fn timeline_query(query: reader::TimelineQuery) -> Result<TimelineQuery, wit::Error> {
    Ok(TimelineQuery {
        channel: query.channel,
        kind: query.kind,
        since: query.since,
        until: query.until,
        as_of: query.as_of,
        limit: limit(query.limit)?,
        cursor: query.cursor,
    })
}

pub fn ticket_query(query: reader::TicketQuery) -> Result<TicketQuery, wit::Error> {
    Ok(TicketQuery {
        status: query.status,
        queue: query.queue,
        assignee: query.assignee,
        channel: query.channel,
        limit: limit(query.limit)?,
        cursor: query.cursor,
    })
}

impl From<Error> for wit::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { field, detail } => Self::Invalid(wit::InvalidField {
                field: field.into(),
                detail,
            }),
            Error::NotFound => Self::NotFound,
            Error::Ambiguous(ids) => Self::Ambiguous(ids),
            Error::Unavailable(why) => Self::Unavailable(why),
            Error::IndexSecretChanged => Self::IndexSecretChanged,
        }
    }
}
