//! Zendesk's event webhooks: <https://developer.zendesk.com/api-reference/webhooks/event-types/webhook-event-types/>.
//!
//! A webhook of a trigger or an automation has a body that its administrator wrote. Such a body is an
//! interaction as in `POST /v1/interactions`, or what the source's mapping makes of it.

use serde_json::{Value, json};
use throughline_channel_kit::types::{Amendment, Change, Direction, Interaction, Role};
use throughline_channel_kit::{Command, Webhook};

use super::{Read, attachments, attributes, dropped, one, record, unknown};
use crate::config::Source;
use crate::normalize::{self, LONGEST_AGENT, LONGEST_SUBJECT, contact, external, known_as, target};
use crate::payload::{cut, document, flag, id, instant, text};

/// How the types of all events begin.
const EVENT: &str = "zen:event-type:";

/// Events of a ticket that say nothing a customer would know of.
const HOUSEKEEPING: [&str; 29] = [
    "agent_assignment_changed",
    "attachment_linked_to_comment",
    "attachment_redacted_from_comment",
    "brand_changed",
    "comment_made_private",
    "custom_field_changed",
    "custom_status_changed",
    "description_changed",
    "email_ccs_changed",
    "external_id_changed",
    "followers_changed",
    "form_changed",
    "group_assignment_changed",
    "marked_as_spam",
    "merged",
    "organization_changed",
    "permanently_deleted",
    "priority_changed",
    "problem_link_changed",
    "requester_changed",
    "schedule_changed",
    "soft_deleted",
    "status_changed",
    "subject_changed",
    "submitter_changed",
    "tags_changed",
    "task_due_at_changed",
    "type_changed",
    "undeleted",
];

/// Whether a body is one of Zendesk's own.
pub(crate) fn is_event(body: &[u8]) -> bool {
    document(body).is_ok_and(|event| is_typed(&event))
}

fn is_typed(event: &Value) -> bool {
    text(event, "/type").is_some_and(|name| name.starts_with(EVENT))
}

pub(crate) fn translate(source: &Source, webhook: &Webhook) -> Vec<Command> {
    one(source, webhook, read)
}

fn read(source: &Source, event: &Value) -> Read {
    let name = text(event, "/type").and_then(|name| name.strip_prefix(EVENT));
    let name = name.ok_or("`type` is missing")?;
    match name.split_once('.') {
        Some(("ticket", "comment_added")) => record(comment(source, event)?),
        Some(("ticket", "created")) => record(opened(source, event)?),
        Some(("ticket", "comment_redacted")) => redacted(source, event),
        Some(("ticket", change)) if HOUSEKEEPING.contains(&change) => dropped(),
        Some(("messaging_ticket", "message_added")) => chat(source, event),
        Some(("user", change)) => match text(event, "/detail/role") {
            Some("end-user") | None => record(account(source, event, change)?),
            Some(_) => dropped(),
        },
        Some((
            "article" | "organization" | "community_post" | "agent" | "omnichannel_config",
            _,
        )) => dropped(),
        _ => unknown(name),
    }
}

/// What all events of a ticket say.
fn of_ticket(
    source: &Source,
    event: &Value,
    id: String,
    customer: &str,
) -> Result<Interaction, String> {
    let mut interaction = normalize::interaction(source, id, external(source, customer)?);
    interaction.occurred_at = event.get("time").and_then(instant);
    let subject = text(event, "/detail/subject");
    interaction.subject = subject.map(|subject| cut(subject, LONGEST_SUBJECT));
    interaction.thread = crate::payload::id(event, "/detail/id");
    interaction.attributes = attributes(
        event,
        &[
            ("status", "/detail/status"),
            ("priority", "/detail/priority"),
            ("via", "/detail/via/channel"),
            ("tags", "/detail/tags"),
        ],
    );
    Ok(interaction)
}

fn requester(event: &Value) -> Result<String, String> {
    id(event, "/detail/requester_id").ok_or_else(|| "detail.requester_id: missing".to_owned())
}

/// A comment: of the customer's, of staff to the customer, or among staff.
fn comment(source: &Source, event: &Value) -> Result<Interaction, String> {
    let id = id(event, "/event/comment/id").ok_or("event.comment.id: missing")?;
    let author = crate::payload::id(event, "/event/comment/author/id");
    let staff = flag(event, "/event/comment/author/is_staff");
    let customer = match author {
        Some(author) if !staff => author,
        _ => requester(event)?,
    };
    let mut interaction = of_ticket(source, event, format!("comment:{id}"), &customer)?;
    let name = text(event, "/event/comment/author/name");
    if staff {
        interaction.direction = Direction::Outbound;
        if event.pointer("/event/comment/is_public") == Some(&Value::Bool(false)) {
            interaction.direction = Direction::Internal;
            interaction.kind = "note".to_owned();
        }
        interaction.agent = name.map(|name| cut(name, LONGEST_AGENT));
    } else {
        let party = known_as(Role::From, name, &interaction.customer.identity);
        interaction.parties = party.into_iter().collect();
    }
    interaction.text = text(event, "/event/comment/body").map(str::to_owned);
    let names = ["content_url", "filename", "content_type", "size"];
    interaction.attachments = attachments(event, "/event/comment/attachments", names);
    interaction.amendable = true;
    Ok(interaction)
}

/// A new ticket. Its description comes as a comment too, so this is no message.
fn opened(source: &Source, event: &Value) -> Result<Interaction, String> {
    let id = id(event, "/detail/id").ok_or("detail.id: missing")?;
    let mut interaction = of_ticket(source, event, format!("ticket:{id}"), &requester(event)?)?;
    interaction.kind = "activity".to_owned();
    interaction.text = text(event, "/detail/description").map(str::to_owned);
    Ok(interaction)
}

/// What was taken out of a comment is not said, and it is not to be kept.
fn redacted(source: &Source, event: &Value) -> Read {
    let id = id(event, "/event/comment/id").ok_or("event.comment.id: missing")?;
    Ok(vec![Command::Amend(Amendment {
        target: target(source, format!("comment:{id}")),
        change: Change::Deleted,
        occurred_at: event.get("time").and_then(instant),
    })])
}

/// A line of a chat. Whose chat it is, is said of the customer's own lines only.
fn chat(source: &Source, event: &Value) -> Read {
    let actor = id(event, "/event/actor/id").ok_or("event.actor.id: missing")?;
    match text(event, "/event/actor/type") {
        Some("end_user") => {}
        Some("system" | "trigger") => return dropped(),
        Some("agent") => {
            return Err("event.actor: an agent's line does not say whose chat it is".into());
        }
        other => return unknown(other.unwrap_or("an actor without type")),
    }
    let id = id(event, "/event/message/id").ok_or("event.message.id: missing")?;
    let mut interaction = of_ticket(source, event, format!("message:{id}"), &actor)?;
    let name = text(event, "/event/actor/name");
    let party = known_as(Role::From, name, &interaction.customer.identity);
    interaction.parties = party.into_iter().collect();
    interaction.text = text(event, "/event/message/body").map(str::to_owned);
    record(interaction)
}

/// Something about the account of an end user.
fn account(source: &Source, event: &Value, change: &str) -> Result<Interaction, String> {
    let user = id(event, "/detail/id").ok_or("detail.id: missing")?;
    let id = id(event, "/id").ok_or("`id` is missing")?;
    let mut interaction =
        normalize::interaction(source, format!("event:{id}"), external(source, &user)?);
    interaction.kind = "activity".to_owned();
    interaction.text = Some(cut(&format!("user.{change}"), 200));
    interaction.occurred_at = event.get("time").and_then(instant);
    let also = [
        contact(source, "email", text(event, "/detail/email")),
        contact(source, "user", text(event, "/detail/external_id")),
    ];
    interaction.also = also.into_iter().flatten().collect();
    let changed = json!({ "event": event.get("event") });
    interaction.attributes = attributes(&changed, &[("event", "/event")]);
    Ok(interaction)
}
