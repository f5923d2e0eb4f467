//! Commands as JSON, for fixtures.

use serde_json::{Map, Value, json};
use throughline_contract::calls::{End, Ending, Fact, Progress, Source};
use throughline_contract::types::{
    Amendment, Attachment, Change, Consent, Conversation, DeliveryReport, DeliveryStatus,
    Direction, Identity, Interaction, Participant, Party, Passages, ProviderRef, Role, Target,
    UnparsedPayload, Verdict, Visibility, Watermark,
};

use crate::{Command, signature};

/// A command as a fixture has it; members that are absent or empty are left out.
pub fn document(command: &Command) -> Value {
    match command {
        Command::Record(interaction) => json!({ "record": record(interaction) }),
        Command::Report(report) => json!({ "report": delivery(report) }),
        Command::Watermark(watermark) => json!({ "watermark": upto(watermark) }),
        Command::Amend(amendment) => json!({ "amend": amend(amendment) }),
        Command::Take(limit) => json!({ "take": {
            "scope": limit.scope,
            "name": limit.name,
            "most": limit.most,
            "seconds": limit.seconds,
        } }),
        Command::Unbound { scope, name } => json!({ "unbound": { "scope": scope, "name": name } }),
        Command::Incoming(call) => json!({ "incoming": record(call) }),
        Command::Progress(grown) => json!({ "progress": progress(grown) }),
        Command::Brief(call) => json!({ "brief": call }),
        Command::Keep(payload) => json!({ "keep": keep(payload) }),
        Command::Bind {
            scope,
            name,
            digest,
        } => {
            json!({ "bind": { "scope": scope, "name": name, "digest": hex::encode(digest) } })
        }
    }
}

fn record(interaction: &Interaction) -> Value {
    let direction = match interaction.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Internal => "internal",
    };
    let visibility = match interaction.visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
    };
    let consent = interaction.consent.map(|consent| match consent {
        Consent::OptedOut => "opted-out",
        Consent::OptedIn => "opted-in",
    });
    let attributes = interaction
        .attributes
        .as_deref()
        .map(|json| serde_json::from_slice::<Value>(json).unwrap_or_else(|_| "(not JSON)".into()));
    compact(json!({
        "channel": interaction.channel,
        "provider": interaction.provider,
        "account": interaction.account,
        "provider_message_id": interaction.provider_message_id,
        "direction": direction,
        "kind": interaction.kind,
        "visibility": visibility,
        "occurred_at": interaction.occurred_at,
        "customer": participant(&interaction.customer),
        "also": interaction.also.iter().map(participant).collect::<Vec<_>>(),
        "business": interaction.business.iter().map(identity).collect::<Vec<_>>(),
        "subject": interaction.subject,
        "text": interaction.text,
        "attachments": interaction.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "passages": passages(&interaction.passages),
        "parties": interaction.parties.iter().map(party).collect::<Vec<_>>(),
        "thread": interaction.thread,
        "conversation": conversation(&interaction.conversation),
        "ticket_id": interaction.ticket_id,
        "agent": interaction.agent,
        "attributes": attributes,
        "language": interaction.language,
        "consent": consent,
        // Said where it is so.
        "amendable": interaction.amendable.then_some(true),
    }))
}

fn delivery(report: &DeliveryReport) -> Value {
    compact(json!({
        "target": target(&report.target),
        "status": status(report.status),
        "occurred_at": report.occurred_at,
        "detail": report.detail,
        "names": report.names.iter().map(reference).collect::<Vec<_>>(),
    }))
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

fn target(target: &Target) -> Value {
    match target {
        Target::Interaction(id) => json!({ "interaction": id }),
        Target::Provider(named) => reference(named),
    }
}

fn reference(reference: &ProviderRef) -> Value {
    json!({
        "channel": reference.channel,
        "provider": reference.provider,
        "account": reference.account,
        "provider_message_id": reference.provider_message_id,
    })
}

fn upto(watermark: &Watermark) -> Value {
    json!({
        "customer": identity(&watermark.customer),
        "channel": watermark.channel,
        "status": status(watermark.status),
        "upto": watermark.upto,
    })
}

fn amend(amendment: &Amendment) -> Value {
    let change = match &amendment.change {
        Change::Edited(text) => json!({ "edited": text }),
        Change::Deleted => "deleted".into(),
    };
    compact(json!({
        "target": target(&amendment.target),
        "change": change,
        "occurred_at": amendment.occurred_at,
    }))
}

fn progress(progress: &Progress) -> Value {
    let end = |end: &End| {
        let ending = match end.ending {
            Ending::Completed => "completed",
            Ending::Busy => "busy",
            Ending::Failed => "failed",
            Ending::NoAnswer => "no-answer",
            Ending::Canceled => "canceled",
        };
        json!({ "ending": ending, "seconds": end.seconds })
    };
    let fact = match &progress.fact {
        Fact::Answered(agent) => json!({ "answered": agent }),
        Fact::AgentEnded(how) => json!({ "agent-ended": end(how) }),
        Fact::Ended(how) => json!({ "ended": end(how) }),
        Fact::Recording(recording) => json!({ "recording": compact(json!({
            "id": recording.id,
            "url": recording.url,
            "seconds": recording.seconds,
            "voicemail": recording.voicemail,
        })) }),
        Fact::Words(words) => {
            let source = match words.source {
                Source::Speech => "speech",
                Source::Keys => "keys",
                Source::Transcription => "transcription",
            };
            json!({ "words": { "id": words.id, "source": source, "text": words.text } })
        }
    };
    compact(json!({
        "target": target(&progress.target),
        "fact": fact,
        "occurred_at": progress.occurred_at,
    }))
}

fn keep(payload: &UnparsedPayload) -> Value {
    compact(json!({
        "channel": payload.channel,
        "provider": payload.provider,
        "content_type": payload.content_type,
        "bytes": payload.body.len(),
        "reason": payload.reason,
    }))
}

fn participant(participant: &Participant) -> Value {
    let verdict = match participant.verdict {
        Verdict::Pass => "pass",
        Verdict::None => "none",
        Verdict::Fail => "fail",
    };
    json!({
        "kind": participant.identity.kind,
        "value": participant.identity.value,
        "verdict": verdict,
    })
}

fn identity(identity: &Identity) -> Value {
    json!({ "kind": identity.kind, "value": identity.value })
}

fn attachment(attachment: &Attachment) -> Value {
    compact(json!({
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "url": attachment.url,
        "content_id": attachment.content_id,
        "content_sha256": attachment.content.as_deref().map(|c| hex::encode(signature::sha256(c))),
    }))
}

fn passages(passages: &Passages) -> Value {
    compact(json!({
        "quoted": passages.quoted,
        "forwarded": passages.forwarded,
        "signature": passages.signature,
        "html": passages.html,
    }))
}

fn party(party: &Party) -> Value {
    let role = match party.role {
        Role::From => "from",
        Role::Sender => "sender",
        Role::ReplyTo => "reply-to",
        Role::To => "to",
        Role::Cc => "cc",
        Role::Bcc => "bcc",
    };
    compact(json!({
        "role": role,
        "name": party.name,
        "kind": party.identity.kind,
        "value": party.identity.value,
    }))
}

fn conversation(conversation: &Conversation) -> Value {
    compact(json!({
        "references": conversation.references,
        "topic": conversation.topic,
        "reply_tokens": conversation.reply_tokens,
    }))
}

fn compact(value: Value) -> Value {
    let Value::Object(members) = value else {
        return value;
    };
    let said = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    let members: Map<_, _> = members.into_iter().filter(|(_, v)| said(v)).collect();
    Value::Object(members)
}
