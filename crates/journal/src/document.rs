//! Documents: what the HTTP contract publishes, rendered from views and events.

mod amended;
mod call;
mod profile;

pub(crate) use amended::{amended, was_sent_to};
pub(crate) use call::{grown, with_call};
pub(crate) use profile::{customer, summary};

use crate::content::{Item, Rendered};
use crate::draft::SHOWN;
use crate::entry::{
    Attachment, Delivery, Direction, Event, Identity, Party, Passages, TicketStatus, Visibility,
};
use crate::name::{AttachmentId, InteractionId, TicketId};
use crate::sign::Presence;
use crate::ticket::{LinkedInteraction, Ticket, Tickets};
use crate::view::View;
use jiff::Timestamp;
use serde::Serialize;

/// Tickets that are done and still shown in a lookup.
const DONE: usize = 5;

/// RFC 3339 in UTC with milliseconds.
#[must_use]
pub fn instant(milliseconds: u64) -> String {
    let stamp = i64::try_from(milliseconds)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .unwrap_or(Timestamp::MAX);
    format!("{stamp:.3}")
}

fn optional(milliseconds: Option<u64>) -> Option<String> {
    milliseconds.map(instant)
}

#[derive(Serialize)]
struct Address<'a> {
    kind: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<crate::entry::Verdict>,
}

#[derive(Serialize)]
struct ItemHead<'a> {
    id: &'a str,
    seq: u64,
    channel: &'a str,
    provider: &'a str,
    direction: Direction,
    kind: &'a str,
    visibility: Visibility,
    occurred_at: &'a str,
    recorded_at: &'a str,
    from: Option<Address<'a>>,
    to: Vec<Address<'a>>,
    subject: Option<&'a str>,
    text: Option<&'a str>,
    truncated: bool,
    attachments: Vec<AttachmentDocument<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    participants: &'a [Party],
    thread: Option<&'a str>,
    language: Option<&'a str>,
    sentiment: Option<f32>,
    agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<&'a serde_json::Map<String, serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

fn head<'a>(event: &'a Event, seq: u64, most: usize, whole: bool) -> Vec<u8> {
    let address = |identity: &'a Identity, verdict| Address {
        kind: &identity.kind,
        value: &identity.value,
        verdict,
    };
    let customer = address(&event.customer.identity, Some(event.customer.verdict));
    let business = event
        .business
        .iter()
        .map(|identity| address(identity, None));
    let (from, to) = if event.direction == Direction::Outbound {
        (business.into_iter().next(), vec![customer])
    } else {
        (Some(customer), business.collect())
    };
    let text = event.text.as_deref();
    let shown = text.map(|t| t.get(..t.floor_char_boundary(most)).unwrap_or(t));
    let id = event.id.public();
    let recorded_at = instant(event.recorded_at);
    // Most providers do not say when it happened.
    let occurred_at = (event.occurred_at != event.recorded_at).then(|| instant(event.occurred_at));
    let head = ItemHead {
        id: &id,
        seq,
        channel: &event.channel,
        provider: &event.provider,
        direction: event.direction,
        kind: &event.kind,
        visibility: event.visibility,
        occurred_at: occurred_at.as_deref().unwrap_or(&recorded_at),
        recorded_at: &recorded_at,
        from,
        to,
        subject: event.subject.as_deref(),
        text: shown,
        truncated: (event.parts > 0 && !whole) || shown.map(str::len) < text.map(str::len),
        attachments: event
            .attachments
            .iter()
            .enumerate()
            .map(|(index, file)| attachment(event.id, index, file))
            .collect(),
        participants: &event.parties,
        thread: event.thread.as_deref(),
        language: event.language.as_deref(),
        sentiment: event.sentiment.map(|s| f32::from(s) / 1000.0),
        agent: event.agent.as_deref(),
        attributes: event.attributes.as_ref(),
        edited_at: optional(event.edited_at),
        deleted_at: optional(event.deleted_at),
    };
    let mut json = Vec::with_capacity(1024);
    append(&mut json, &head);
    json.pop();
    json
}

#[derive(Serialize)]
struct AttachmentDocument<'a> {
    id: Option<String>,
    name: &'a str,
    content_type: &'a str,
    size: Option<u64>,
    url: Option<std::borrow::Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_id: Option<&'a str>,
    truncated: bool,
}

/// An attachment that is kept here is fetched here; any other where the provider has it.
fn attachment(of: InteractionId, index: usize, file: &Attachment) -> AttachmentDocument<'_> {
    let id = file.kept.map(|_| AttachmentId { of, index }.to_string());
    let url = match &id {
        Some(id) => Some(format!("/v1/attachments/{id}").into()),
        None => file.url.as_deref().map(Into::into),
    };
    AttachmentDocument {
        id,
        name: &file.name,
        content_type: &file.content_type,
        size: file.size,
        url,
        content_id: file.content_id.as_deref(),
        truncated: file.kept.is_some() && file.kept < file.size,
    }
}

/// What a single interaction shows besides.
#[derive(Serialize)]
struct Rest<'a> {
    quoted: Option<&'a str>,
    forwarded: Option<&'a str>,
    signature: Option<&'a str>,
    html: Option<&'a str>,
    customer_id: String,
}

/// Completes the document of a single interaction, in place of its closing brace.
pub(crate) fn rest(out: &mut Vec<u8>, passages: &Passages, customer_id: String) {
    let rest = Rest {
        quoted: passages.quoted.as_deref(),
        forwarded: passages.forwarded.as_deref(),
        signature: passages.signature.as_deref(),
        html: passages.html.as_deref(),
        customer_id,
    };
    let mut members = Vec::new();
    append(&mut members, &rest);
    out.pop();
    out.push(b',');
    out.extend_from_slice(members.get(1..).unwrap_or_default());
}

/// The unchanging part of an item in a lookup, without the closing brace.
pub(crate) fn item(event: &Event, seq: u64) -> Rendered {
    Rendered(head(event, seq, SHOWN, false))
}

/// The same with the whole text.
pub(crate) fn whole_item(event: &Event, seq: u64) -> Vec<u8> {
    head(event, seq, usize::MAX, true)
}

#[derive(Serialize)]
struct DeliveryDocument<'a> {
    status: crate::entry::DeliveryStatus,
    at: String,
    detail: Option<&'a str>,
}

/// Completes an item with what may change: its ticket and its delivery.
pub(crate) fn complete(
    out: &mut Vec<u8>,
    head: &[u8],
    ticket: Option<TicketId>,
    delivery: Option<&Delivery>,
) {
    out.extend_from_slice(head);
    // By hand, because a lookup does this for every item.
    match ticket {
        Some(TicketId { log, slot }) => {
            let mut digits = [0; 32];
            if hex::encode_to_slice(log.0, &mut digits).is_ok() {
                out.extend_from_slice(b",\"ticket_id\":\"tkt_");
                out.extend_from_slice(&digits);
                out.push(b'_');
                append(out, &slot);
                out.push(b'"');
            }
        }
        None => out.extend_from_slice(b",\"ticket_id\":null"),
    }
    match delivery {
        Some(delivery) => {
            out.extend_from_slice(b",\"delivery\":");
            append(
                out,
                &DeliveryDocument {
                    status: delivery.status,
                    at: instant(delivery.at),
                    detail: delivery.detail.as_deref(),
                },
            );
        }
        None => out.extend_from_slice(b",\"delivery\":null"),
    }
    out.push(b'}');
}

/// Plain data into a vector: cannot fail.
pub(crate) fn append(out: &mut Vec<u8>, value: &impl Serialize) {
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.extend_from_slice(b"null");
    }
}

#[derive(Serialize)]
struct TicketDocument<'a> {
    id: TicketId,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
    status: TicketStatus,
    subject: Option<&'a str>,
    priority: &'a str,
    queue: &'a str,
    assignee: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
    channels: &'a [String],
    opened_at: String,
    first_response_at: Option<String>,
    resolved_at: Option<String>,
    updated_at: String,
    /// What the customer's answers name it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linked_interactions: Option<Vec<Linked>>,
    /// The customer, on channels that know whether somebody is at the other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    presence: Option<Presence>,
}

#[derive(Serialize)]
struct Linked {
    interaction_id: String,
    at: String,
}

/// One ticket of several; with its customer where they are of several customers.
pub(crate) fn ticket(out: &mut Vec<u8>, ticket: &Ticket, customer_id: Option<String>) {
    write_ticket(out, ticket, customer_id, None, None);
}

/// One ticket that was asked for by its id, with what its customer's answers name it by and whether
/// the customer is there.
pub(crate) fn single_ticket(
    out: &mut Vec<u8>,
    ticket: &Ticket,
    customer_id: String,
    reply_token: String,
    presence: Option<Presence>,
) {
    let token = Some(reply_token);
    write_ticket(out, ticket, Some(customer_id), token, presence);
}

fn write_ticket(
    out: &mut Vec<u8>,
    ticket: &Ticket,
    customer_id: Option<String>,
    reply_token: Option<String>,
    presence: Option<Presence>,
) {
    let linked = |linked: &LinkedInteraction| Linked {
        interaction_id: linked.id.public(),
        at: instant(linked.at),
    };
    let linked_interactions = reply_token
        .is_some()
        .then(|| ticket.linked.iter().map(linked).collect());
    append(
        out,
        &TicketDocument {
            reply_token,
            linked_interactions,
            presence,
            id: ticket.id,
            customer_id,
            status: ticket.status,
            subject: ticket.subject.as_deref(),
            priority: &ticket.priority,
            queue: &ticket.queue,
            assignee: ticket.assignee.as_deref(),
            tags: &ticket.tags,
            channels: &ticket.channels,
            opened_at: instant(ticket.opened_at),
            first_response_at: optional(ticket.first_response_at),
            resolved_at: optional(ticket.resolved_at),
            updated_at: instant(ticket.updated_at),
        },
    );
}

/// The open tickets, the newest first, then the last five others.
fn shown(tickets: &Tickets) -> impl Iterator<Item = &Ticket> {
    let open = tickets.list.iter().rev().filter(|t| t.is_open());
    let done = tickets.list.iter().rev().filter(|t| !t.is_open());
    open.chain(done.take(DONE))
}

/// Writes the elements of a JSON array.
pub(crate) fn list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// The answer of a lookup: the customer, the tickets, the latest `items` interactions.
pub(crate) fn lookup(view: &View, items: usize, next: Option<&str>, token: &str) -> Vec<u8> {
    let tickets = &view.content.tickets;
    let mut out = Vec::with_capacity(2048 + 1024 * items.min(view.content.recent.len()));
    out.extend_from_slice(b"{\"customer\":");
    append(&mut out, &customer(view));
    out.extend_from_slice(b",\"tickets\":");
    list(&mut out, shown(tickets), |out, t| ticket(out, t, None));
    out.extend_from_slice(b",\"timeline\":{\"items\":");
    let recent = view.content.recent.iter().take(items);
    list(&mut out, recent, |out, item: &Item| {
        let ticket = item.ticket.map(|t| tickets.current(t));
        complete(out, &item.json.0, ticket, item.delivery.as_ref());
    });
    out.extend_from_slice(b",\"next\":");
    append(&mut out, &next);
    out.extend_from_slice(b"},\"as_of\":{\"token\":");
    append(&mut out, &token);
    out.extend_from_slice(b"}}");
    out
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn instants_have_milliseconds_and_are_utc() {
        assert_eq!(instant(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(instant(1_795_320_020_123), "2026-11-22T04:00:20.123Z");
        assert_eq!(instant(u64::MAX), "9999-12-30T22:00:00.999Z");
    }
}
