//! Intercom's notifications: <https://developers.intercom.com/docs/references/webhooks/webhook-models>.

use serde_json::Value;
use throughline_channel_kit::types::{
    Amendment, Change, Direction, Interaction, Participant, Role, Timestamp,
};
use throughline_channel_kit::{Command, Webhook};
use throughline_mail_text::{readable, sanitise};

use super::{Read, attachments, attributes, dropped, one, record, unknown};
use crate::config::Source;
use crate::normalize::{
    self, LONGEST_AGENT, LONGEST_SUBJECT, contact, external, keep, known_as, target,
};
use crate::payload::{MOST_ENTRIES, cut, flag, id, instant, list, text};

/// Topics about how a conversation is handled among colleagues.
const HOUSEKEEPING: [&str; 16] = [
    "conversation.admin.assigned",
    "conversation.admin.closed",
    "conversation.admin.opened",
    "conversation.admin.open.assigned",
    "conversation.admin.snoozed",
    "conversation.admin.unsnoozed",
    "conversation.admin.replied.translated",
    "conversation.contact.attached",
    "conversation.contact.detached",
    "conversation.deleted",
    "conversation.priority.updated",
    "conversation.read",
    "conversation_part.tag.created",
    "conversation_part.translated",
    "conversation.translated",
    "ping",
];

pub(crate) fn translate(source: &Source, webhook: &Webhook) -> Vec<Command> {
    one(source, webhook, |source, event| {
        read(source, webhook, event)
    })
}

fn read(source: &Source, webhook: &Webhook, event: &Value) -> Read {
    let topic = text(event, "/topic").ok_or("`topic` is missing")?;
    if HOUSEKEEPING.contains(&topic) {
        return dropped();
    }
    let item = event.pointer("/data/item").ok_or("data.item: missing")?;
    match topic {
        "conversation.user.created" | "conversation.admin.single.created" => {
            record(first(source, item)?)
        }
        "conversation.user.replied"
        | "conversation.admin.replied"
        | "conversation.operator.replied"
        | "conversation.admin.noted" => parts(source, webhook, item),
        "conversation_part.redacted" => redacted(source, item),
        "conversation.rating.added" => record(rated(source, event, item)?),
        _ => match topic.split_once('.') {
            Some(("contact" | "user" | "visitor", _)) => record(account(source, event, topic)?),
            Some(("admin" | "company" | "article" | "content_stat", _)) => dropped(),
            _ => unknown(topic),
        },
    }
}

/// Whoever wrote something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Author {
    Customer,
    Teammate,
}

fn author(written: &Value) -> Result<Author, String> {
    match text(written, "/author/type") {
        Some("user" | "lead" | "contact" | "visitor") => Ok(Author::Customer),
        Some("admin" | "bot" | "team" | "operator") => Ok(Author::Teammate),
        other => Err(format!(
            "author.type: {} is not known",
            other.unwrap_or("nothing")
        )),
    }
}

/// The message that began a conversation.
fn first(source: &Source, item: &Value) -> Result<Interaction, String> {
    let written = item
        .get("source")
        .or_else(|| item.get("conversation_message"));
    let written = written.ok_or("source: missing")?;
    let id = id(written, "/id").or_else(|| id(item, "/id"));
    let id = id.ok_or("source.id: missing")?;
    let at = item.get("created_at").and_then(instant);
    let mut interaction = message(source, item, written, format!("message:{id}"), at)?;
    let subject = text(written, "/subject").map(readable);
    interaction.subject = subject
        .filter(|subject| !subject.is_empty())
        .map(|subject| cut(&subject, LONGEST_SUBJECT));
    Ok(interaction)
}

/// What was added to a conversation: one part as a rule. One that cannot be read is kept by itself.
fn parts(source: &Source, webhook: &Webhook, item: &Value) -> Read {
    let parts = list(item, "/conversation_parts/conversation_parts");
    if parts.is_empty() {
        return Err("conversation_parts: there are none".to_owned());
    }
    if parts.len() > MOST_ENTRIES {
        return Err(format!("conversation_parts: more than {MOST_ENTRIES}"));
    }
    let commands = parts
        .iter()
        .map(|written| match part(source, item, written) {
            Ok(interaction) => Command::Record(Box::new(interaction)),
            // One of one is kept with all that came with it.
            Err(reason) if parts.len() == 1 => keep(source, webhook, &webhook.body, &reason),
            Err(reason) => keep(source, webhook, written.to_string().as_bytes(), &reason),
        });
    Ok(commands.collect())
}

fn part(source: &Source, item: &Value, written: &Value) -> Result<Interaction, String> {
    let id = id(written, "/id").ok_or("conversation_parts.id: missing")?;
    let at = written.get("created_at").and_then(instant);
    let mut interaction = message(source, item, written, format!("part:{id}"), at)?;
    if text(written, "/part_type").is_some_and(|kind| kind.starts_with("note")) {
        interaction.direction = Direction::Internal;
        interaction.kind = "note".to_owned();
    }
    Ok(interaction)
}

fn message(
    source: &Source,
    item: &Value,
    written: &Value,
    id: String,
    at: Option<Timestamp>,
) -> Result<Interaction, String> {
    let author = author(written)?;
    let customer = match author {
        Author::Customer => crate::payload::id(written, "/author/id"),
        Author::Teammate => contact_of(item),
    };
    let customer = customer.ok_or("whose conversation it is: no contact is named")?;
    let mut interaction = normalize::interaction(source, id, external(source, &customer)?);
    let name = text(written, "/author/name");
    match author {
        Author::Customer => {
            let party = known_as(Role::From, name, &interaction.customer.identity);
            interaction.parties = party.into_iter().collect();
            interaction.also = known(
                source,
                written,
                "/author/email",
                "/author/phone",
                "/author/user_id",
            );
        }
        Author::Teammate => {
            interaction.direction = Direction::Outbound;
            let agent = name.or_else(|| text(written, "/author/email"));
            interaction.agent = agent.map(|agent| cut(agent, LONGEST_AGENT));
        }
    }
    let contact = item.pointer("/contacts/contacts/0").unwrap_or(&Value::Null);
    if crate::payload::id(contact, "/id").as_ref() == Some(&customer) {
        let external_id = known(source, contact, "/email", "/phone", "/external_id");
        interaction.also.extend(external_id);
    }
    interaction.occurred_at = at;
    let body = text(written, "/body").unwrap_or_default();
    interaction.text = Some(readable(body)).filter(|text| !text.is_empty());
    // A picture within the text is nowhere else.
    interaction.passages.html = body.contains("<img").then(|| sanitise(body));
    let names = ["url", "name", "content_type", "filesize"];
    interaction.attachments = attachments(written, "/attachments", names);
    interaction.thread = crate::payload::id(item, "/id");
    interaction.attributes = attributes(
        item,
        &[
            ("delivered_as", "/source/delivered_as"),
            ("url", "/source/url"),
            ("title", "/title"),
        ],
    );
    interaction.amendable = true;
    Ok(interaction)
}

/// Whom a conversation is with.
fn contact_of(item: &Value) -> Option<String> {
    let customer = item
        .get("source")
        .filter(|s| author(s) == Ok(Author::Customer));
    id(item, "/contacts/contacts/0/id")
        .or_else(|| id(item, "/user/id"))
        .or_else(|| id(customer?, "/author/id"))
}

fn known(source: &Source, who: &Value, email: &str, phone: &str, user: &str) -> Vec<Participant> {
    let known = [
        contact(source, "email", text(who, email)),
        contact(source, "phone", text(who, phone)),
        // The id that the operator's own site gave its user.
        contact(source, "user", text(who, user)),
    ];
    known.into_iter().flatten().collect()
}

fn redacted(source: &Source, item: &Value) -> Read {
    let parts = list(item, "/conversation_parts/conversation_parts").iter();
    let parts = parts
        .filter(|part| flag(part, "/redacted"))
        .take(MOST_ENTRIES);
    let commands: Vec<Command> = parts
        .filter_map(|part| {
            Some(Command::Amend(Amendment {
                target: target(source, format!("part:{}", id(part, "/id")?)),
                change: Change::Deleted,
                occurred_at: part.get("updated_at").and_then(instant),
            }))
        })
        .collect();
    match commands.is_empty() {
        true => Err("conversation_parts: none is redacted".to_owned()),
        false => Ok(commands),
    }
}

/// The customer's verdict on a conversation.
fn rated(source: &Source, event: &Value, item: &Value) -> Result<Interaction, String> {
    let customer = contact_of(item).ok_or("whose conversation it is: no contact is named")?;
    let id = id(event, "/id").ok_or("`id` is missing")?;
    let mut interaction =
        normalize::interaction(source, format!("event:{id}"), external(source, &customer)?);
    interaction.kind = "activity".to_owned();
    let rating = item.pointer("/conversation_rating/rating");
    let rating = rating.map(|rating| format!("Rating: {rating}"));
    let remark = text(item, "/conversation_rating/remark").map(str::to_owned);
    let lines: Vec<String> = rating.into_iter().chain(remark).collect();
    interaction.text = Some(lines.join("\n")).filter(|text| !text.is_empty());
    interaction.occurred_at = event.get("created_at").and_then(instant);
    interaction.thread = crate::payload::id(item, "/id");
    interaction.attributes = attributes(item, &[("rating", "/conversation_rating/rating")]);
    Ok(interaction)
}

/// Something about a contact: made, changed, tagged, signed up, unsubscribed.
fn account(source: &Source, event: &Value, topic: &str) -> Result<Interaction, String> {
    let item = event.pointer("/data/item").unwrap_or(&Value::Null);
    // A tagging holds the contact beside the tag.
    let who = ["contact", "user"].iter().find_map(|name| item.get(*name));
    let who = who.filter(|who| who.is_object()).unwrap_or(item);
    let customer = id(who, "/id").ok_or("data.item.id: missing")?;
    let id = id(event, "/id").ok_or("`id` is missing")?;
    let mut interaction =
        normalize::interaction(source, format!("event:{id}"), external(source, &customer)?);
    interaction.kind = "activity".to_owned();
    interaction.text = Some(cut(topic, 200));
    interaction.occurred_at = event.get("created_at").and_then(instant);
    interaction.also = known(source, who, "/email", "/phone", "/external_id");
    let party = known_as(
        Role::From,
        text(who, "/name"),
        &interaction.customer.identity,
    );
    interaction.parties = party.into_iter().collect();
    interaction.attributes = attributes(item, &[("tag", "/tag/name"), ("role", "/role")]);
    Ok(interaction)
}
