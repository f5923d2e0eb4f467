//! Chatwoot's webhooks: <https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks>.

use serde_json::{Value, json};
use throughline_channel_kit::types::{
    Amendment, Attachment, Change, DeliveryReport, DeliveryStatus, Direction, Interaction,
    Participant, Role,
};
use throughline_channel_kit::{Command, Webhook};

use super::{Read, attributes, dropped, one, record, unknown};
use crate::config::Source;
use crate::normalize::{
    self, LONGEST_AGENT, LONGEST_SUBJECT, contact, conversation, external, known_as, target,
};
use crate::payload::{cut, flag, id, instant, list, quoted, text};

/// What Chatwoot calls the sides of a conversation; older releases send the number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Incoming,
    Outgoing,
    /// "Ann resolved the conversation".
    Activity,
    /// What the bot of an inbox asks.
    Template,
}

pub(crate) fn translate(source: &Source, webhook: &Webhook) -> Vec<Command> {
    one(source, webhook, read)
}

fn read(source: &Source, event: &Value) -> Read {
    let name = text(event, "/event").ok_or("`event` is missing")?;
    match name {
        "message_created" => match side(event)? {
            Side::Incoming | Side::Outgoing => record(message(source, event)?),
            Side::Activity | Side::Template => dropped(),
        },
        "message_updated" => updated(source, event),
        "webwidget_triggered" => dropped(),
        _ if ["conversation_", "contact_", "inbox_"]
            .iter()
            .any(|known| name.starts_with(known)) =>
        {
            dropped()
        }
        _ => unknown(name),
    }
}

fn side(event: &Value) -> Result<Side, String> {
    let side = event.get("message_type").unwrap_or(&Value::Null);
    match (side.as_str(), side.as_u64()) {
        (Some("incoming" | "0"), _) | (_, Some(0)) => Ok(Side::Incoming),
        (Some("outgoing" | "1"), _) | (_, Some(1)) => Ok(Side::Outgoing),
        (Some("activity" | "2"), _) | (_, Some(2)) => Ok(Side::Activity),
        (Some("template" | "3"), _) | (_, Some(3)) => Ok(Side::Template),
        _ => Err(format!(
            "message_type: {} is not known",
            quoted(&side.to_string())
        )),
    }
}

fn message(source: &Source, event: &Value) -> Result<Interaction, String> {
    let id = id(event, "/id").ok_or("`id` is missing")?;
    let incoming = side(event)? == Side::Incoming;
    let customer = Contact::of(event, incoming);
    let who = customer.participant(source)?;
    let answers = crate::payload::id(event, "/content_attributes/in_reply_to");
    let mut interaction = normalize::interaction(source, id.clone(), who);
    if !incoming {
        interaction.direction = Direction::Outbound;
        let agent = text(event, "/sender/name").or_else(|| text(event, "/sender/email"));
        interaction.agent = agent.map(|agent| cut(agent, LONGEST_AGENT));
    }
    // Only agents write notes, and customers never see them.
    if flag(event, "/private") {
        interaction.direction = Direction::Internal;
        interaction.kind = "note".to_owned();
    }
    interaction.occurred_at = event.get("created_at").and_then(instant);
    interaction.also = customer.also(source);
    let role = match incoming {
        true => Role::From,
        false => Role::To,
    };
    let party = known_as(role, customer.text("/name"), &interaction.customer.identity);
    interaction.parties = party.into_iter().collect();
    let subject = text(event, "/content_attributes/email/subject");
    interaction.subject = subject.map(|subject| cut(subject, LONGEST_SUBJECT));
    interaction.text = text(event, "/content").map(str::to_owned);
    interaction.attachments = attachments(event);
    interaction.thread = thread(event);
    interaction.conversation = conversation(source, &id, answers.as_deref());
    interaction.attributes = about(event);
    interaction.amendable = true;
    Ok(interaction)
}

fn thread(event: &Value) -> Option<String> {
    id(event, "/conversation/id").or_else(|| id(event, "/conversation/display_id"))
}

fn about(event: &Value) -> Option<Vec<u8>> {
    attributes(
        event,
        &[
            ("account", "/account/id"),
            ("inbox", "/inbox/name"),
            ("inbox_kind", "/conversation/channel"),
            ("source_id", "/source_id"),
            ("submitted", "/content_attributes/submitted_values"),
        ],
    )
}

/// Chatwoot names the kind of a file (`image`, `audio`, `video`, `file`…) and not its media type.
fn attachments(event: &Value) -> Vec<Attachment> {
    let files = list(event, "/attachments")
        .iter()
        .take(normalize::MOST_ATTACHMENTS);
    files
        .map(|file| {
            let kind = match text(file, "/file_type") {
                Some(kind @ ("image" | "audio" | "video")) => Some(format!("{kind}/*")),
                _ => None,
            };
            let url = text(file, "/data_url").or_else(|| text(file, "/external_url"));
            let size = file.get("file_size").and_then(Value::as_u64);
            normalize::attachment(text(file, "/fallback_title"), kind.as_deref(), size, url)
        })
        .collect()
}

/// The person at the other end, as far as an event tells: the sender of an incoming message, and
/// whom the conversation is with.
struct Contact<'a> {
    sender: Option<&'a Value>,
    of_conversation: Option<&'a Value>,
    id: Option<String>,
}

impl<'a> Contact<'a> {
    fn of(event: &'a Value, incoming: bool) -> Self {
        let is_person = |who: &&Value| !matches!(text(who, "/type"), Some("user" | "agent_bot"));
        let sender = event.get("sender").filter(|who| incoming && is_person(who));
        let of_conversation = event
            .pointer("/conversation/meta/sender")
            .or_else(|| event.get("contact"));
        let people = [sender, of_conversation];
        let known = people.iter().flatten().find_map(|who| id(who, "/id"));
        Self {
            sender,
            // In a group the conversation may be with somebody else.
            of_conversation: of_conversation.filter(|who| id(who, "/id") == known),
            id: known.or_else(|| id(event, "/conversation/contact_inbox/contact_id")),
        }
    }

    fn participant(&self, source: &Source) -> Result<Participant, String> {
        let id = self
            .id
            .as_deref()
            .ok_or("whose message it is: no contact is named")?;
        external(source, id)
    }

    fn text(&self, pointer: &str) -> Option<&'a str> {
        let people = [self.sender, self.of_conversation];
        people
            .into_iter()
            .flatten()
            .find_map(|who| text(who, pointer))
    }

    fn also(&self, source: &Source) -> Vec<Participant> {
        let known = [
            contact(source, "email", self.text("/email")),
            contact(source, "phone", self.text("/phone_number")),
            // The id that the operator's own site gave its user.
            contact(source, "user", self.text("/identifier")),
        ];
        known.into_iter().flatten().collect()
    }
}

/// A message that was edited, deleted or delivered; or a form of the bot's that was filled in.
fn updated(source: &Source, event: &Value) -> Read {
    let id = id(event, "/id").ok_or("`id` is missing")?;
    let side = side(event)?;
    if let Some(answer) = submitted(event) {
        return record(filled_in(source, event, &id, answer)?);
    }
    if matches!(side, Side::Activity | Side::Template) {
        return dropped();
    }
    let change = match flag(event, "/content_attributes/deleted") {
        true => Change::Deleted,
        // Of what agents send it says how far it got.
        false => match text(event, "/status").filter(|_| side == Side::Outgoing) {
            Some(status) => return delivered(source, event, id, status),
            None => Change::Edited(text(event, "/content").map(str::to_owned)),
        },
    };
    Ok(vec![Command::Amend(Amendment {
        target: target(source, id),
        change,
        occurred_at: event.get("updated_at").and_then(instant),
    })])
}

fn delivered(source: &Source, event: &Value, id: String, status: &str) -> Read {
    let rank = match status {
        "sent" => DeliveryStatus::Sent,
        "delivered" => DeliveryStatus::Delivered,
        "read" => DeliveryStatus::Read,
        "failed" => DeliveryStatus::Failed,
        _ => return unknown(status),
    };
    let detail = text(event, "/content_attributes/external_error");
    Ok(vec![Command::Report(DeliveryReport {
        target: target(source, id),
        status: rank,
        occurred_at: event.get("updated_at").and_then(instant),
        detail: detail.map(|detail| cut(detail, 200)),
        names: Vec::new(),
    })])
}

/// What the customer put into a form, as text.
fn submitted(event: &Value) -> Option<String> {
    let answer = event.pointer("/content_attributes/submitted_values");
    let mail = text(event, "/content_attributes/submitted_email");
    let lines: Vec<String> = match answer {
        Some(Value::Array(items)) => items.iter().filter_map(field).collect(),
        Some(Value::Object(members)) => {
            let survey = members.get("csat_survey_response")?;
            let rating = survey
                .get("rating")
                .map(|rating| format!("Rating: {rating}"));
            let words = text(survey, "/feedback_message").map(str::to_owned);
            rating.into_iter().chain(words).collect()
        }
        _ => mail.into_iter().map(str::to_owned).collect(),
    };
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn field(item: &Value) -> Option<String> {
    let said = text(item, "/title").or_else(|| text(item, "/value"))?;
    match text(item, "/name") {
        Some(name) => Some(format!("{name}: {said}")),
        None => Some(said.to_owned()),
    }
}

fn filled_in(
    source: &Source,
    event: &Value,
    id: &str,
    answer: String,
) -> Result<Interaction, String> {
    let customer = Contact::of(event, false);
    // Filled in again, it is another answer.
    let name = format!("{id}:{}", normalize::digest(&[answer.as_bytes()]));
    let mut interaction = normalize::interaction(source, name, customer.participant(source)?);
    interaction.occurred_at = event.get("updated_at").and_then(instant);
    interaction.also = customer.also(source);
    interaction.text = Some(answer);
    interaction.thread = thread(event);
    interaction.attributes = normalize::fit([("answers", &json!(id))]);
    Ok(interaction)
}
