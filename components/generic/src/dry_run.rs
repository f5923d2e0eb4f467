//! `POST /v1/sources/{name}/try`: what would be recorded of a payload, and what would not. Records
//! nothing, and asks for a service key in place of the source's proof.

use serde_json::{Value, json};
use throughline_channel_kit::types::{
    Attachment, Change, DeliveryStatus, Direction, Identity, Interaction, Participant, Party, Role,
    Target, Verdict, Visibility,
};
use throughline_channel_kit::{Command, Delivery, Refusal, Reply, Settings, Webhook, timestamp};
use throughline_web::Problem;
use throughline_web::keys::{Keys, Scope};

use crate::config::{self, Sources};
use crate::{Translation, translate};

/// Answers the request.
///
/// # Errors
///
/// 401 and 403 without a key that may write or administer; 404 without such a source; 503 when the
/// sources cannot be read, with what is wrong: whoever holds such a key may know.
pub(crate) fn answer(
    name: &str,
    webhook: &Webhook,
    settings: &Settings,
) -> Result<Delivery, Refusal> {
    if webhook.method != "POST" {
        return Err(Refusal::Method("POST"));
    }
    admit(webhook, settings)?;
    let variable = settings.require(config::VARIABLE, config::WANTED)?;
    let sources = Sources::read(variable).map_err(|faults| {
        let detail = format!("the variable `{}` cannot be used", config::VARIABLE);
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let problem = Problem::new(503, "channel_not_configured", detail);
        refused(problem.with("problems", faults))
    })?;
    let source = sources.get(name).ok_or_else(|| {
        let detail = format!("no source of this name is in `{}`", config::VARIABLE);
        refused(Problem::new(404, "source_not_found", detail))
    })?;
    Ok(Delivery {
        commands: Vec::new(),
        reply: Reply::Body {
            content_type: "application/json",
            body: document(translate(source, webhook))
                .to_string()
                .into_bytes(),
        },
    })
}

fn admit(webhook: &Webhook, settings: &Settings) -> Result<(), Refusal> {
    let keys = Keys::parse(settings.get("api_keys").unwrap_or_default()).map_err(|error| {
        let detail = "the variable api_keys cannot be read; the log says why";
        Refusal::Problem {
            problem: Box::new(Problem::new(503, "api_keys_invalid", detail)),
            log: format!("refused: {error}"),
        }
    })?;
    let key = keys.authenticate(&webhook.headers).map_err(refused)?;
    key.require(&[Scope::Write, Scope::Admin]).map_err(refused)
}

fn refused(problem: Problem) -> Refusal {
    Refusal::Problem {
        log: format!("refused: {problem}"),
        problem: Box::new(problem),
    }
}

/// `{"interactions", "problems"}`, and `amendments` and `reports` where there are any.
fn document(translation: Translation) -> Value {
    let mut problems = translation.notes;
    let (mut interactions, mut amendments, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    for command in translation.commands {
        match command {
            Command::Record(recorded) => interactions.push(interaction(&recorded)),
            Command::Keep(payload) => problems.push(payload.reason),
            Command::Amend(amendment) => amendments.push(json!({
                "of": target(&amendment.target),
                "deleted": amendment.change == Change::Deleted,
                "text": match amendment.change {
                    Change::Edited(text) => text,
                    Change::Deleted => None,
                },
                "occurred_at": amendment.occurred_at.map(timestamp::format),
            })),
            Command::Report(report) => reports.push(json!({
                "of": target(&report.target),
                "status": status(report.status),
                "detail": report.detail,
                "occurred_at": report.occurred_at.map(timestamp::format),
            })),
            // Neither shows on a timeline.
            // Nothing that a source of this kind can ask for, or nothing that shows.
            _ => {}
        }
    }
    let mut document = json!({ "interactions": interactions, "problems": problems });
    for (name, items) in [("amendments", amendments), ("reports", reports)] {
        if !items.is_empty() {
            document[name] = Value::from(items);
        }
    }
    document
}

fn status(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Queued => "queued",
        DeliveryStatus::Sent => "sent",
        DeliveryStatus::Unknown => "unknown",
        DeliveryStatus::Failed => "failed",
        DeliveryStatus::Delivered => "delivered",
        DeliveryStatus::Read => "read",
    }
}

fn target(target: &Target) -> &str {
    match target {
        Target::Interaction(id) => id,
        Target::Provider(reference) => &reference.provider_message_id,
    }
}

/// An interaction in the words of `POST /v1/interactions`, and the verdicts that its source cannot give.
fn interaction(interaction: &Interaction) -> Value {
    let customer = participant(&interaction.customer);
    let business: Vec<Value> = interaction.business.iter().map(identity).collect();
    let (direction, from, to) = match interaction.direction {
        Direction::Inbound => ("inbound", customer, Value::from(business)),
        Direction::Outbound => {
            let ours = business.into_iter().next();
            ("outbound", ours.unwrap_or(Value::Null), json!([customer]))
        }
        Direction::Internal => ("internal", customer, Value::from(business)),
    };
    let attributes = interaction.attributes.as_deref();
    json!({
        "channel": interaction.channel,
        "provider": interaction.provider,
        "provider_message_id": interaction.provider_message_id,
        "direction": direction,
        "kind": interaction.kind,
        "visibility": match interaction.visibility {
            Visibility::Private => "private",
            Visibility::Public => "public",
        },
        "occurred_at": interaction.occurred_at.map(timestamp::format),
        "from": from,
        "to": to,
        "identities": interaction.also.iter().map(participant).collect::<Vec<_>>(),
        "parties": interaction.parties.iter().map(party).collect::<Vec<_>>(),
        "subject": interaction.subject,
        "text": interaction.text,
        "attachments": interaction.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "thread": interaction.thread,
        "ticket_id": interaction.ticket_id,
        "agent": interaction.agent,
        "language": interaction.language,
        "attributes": attributes.and_then(|json| serde_json::from_slice::<Value>(json).ok()),
    })
}

fn identity(identity: &Identity) -> Value {
    json!({ "kind": identity.kind, "value": identity.value })
}

fn participant(participant: &Participant) -> Value {
    let mut document = identity(&participant.identity);
    document["verdict"] = Value::from(match participant.verdict {
        Verdict::Pass => "pass",
        Verdict::None => "none",
        Verdict::Fail => "fail",
    });
    document
}

fn party(party: &Party) -> Value {
    json!({
        "role": match party.role {
            Role::From | Role::Sender | Role::ReplyTo => "from",
            Role::To | Role::Cc | Role::Bcc => "to",
        },
        "name": party.name,
        "kind": party.identity.kind,
        "value": party.identity.value,
    })
}

fn attachment(attachment: &Attachment) -> Value {
    json!({
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "url": attachment.url,
    })
}
