//! Statuses to delivery reports.
//!
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>

use throughline_channel_kit::json::Object;
use throughline_channel_kit::types::{DeliveryReport, DeliveryStatus, Target, Timestamp};
use throughline_meta::{Unreadable, time};

use super::{Line, cut};
use crate::payload::{Failure, Status};

/// The timeline's limit of a report's `detail`, in bytes.
const MOST_DETAIL: usize = 200;

/// What became of a message that we sent.
///
/// It is about our interaction where that was given along when the message was sent; it then teaches
/// the message's name at WhatsApp, which may come before the answer to the request that sent it.
///
/// # Errors
///
/// [`Unreadable`] without a message, for a status that is not known, and for one that is about
/// something else than a message.
pub fn report(line: &Line, status: Status, now: Timestamp) -> Result<DeliveryReport, Unreadable> {
    if let Some(kind) = status.kind.as_deref().filter(|kind| *kind != "message") {
        return Err(Unreadable::unknown("type of status", kind));
    }
    let id = status.id.filter(|id| !id.is_empty());
    let reference = line.reference(id.ok_or_else(|| Unreadable::missing("id"))?);
    let named = status.status.as_deref().unwrap_or_default();
    let rank = match named {
        // A warning is about a product in the message, which was sent.
        "sent" | "warning" => DeliveryStatus::Sent,
        "delivered" => DeliveryStatus::Delivered,
        "read" | "played" => DeliveryStatus::Read,
        "failed" => DeliveryStatus::Failed,
        other => return Err(Unreadable::unknown("status", other)),
    };
    let ours = status
        .biz_opaque_callback_data
        .filter(|id| is_interaction_id(id));
    let (target, names) = match ours {
        Some(id) => (Target::Interaction(id), vec![reference]),
        None => (Target::Provider(reference), Vec::new()),
    };
    let failures = status.errors.unwrap_or_default();
    let explained = failures
        .first()
        .and_then(|Object(failure)| explain(failure));
    let failed = (rank == DeliveryStatus::Failed).then(|| named.to_owned());
    Ok(DeliveryReport {
        target,
        status: rank,
        occurred_at: time::read(&status.timestamp).filter(|at| *at <= now),
        detail: explained.or(failed),
        names,
    })
}

/// `131047 Re-engagement message`.
pub fn explain(failure: &Failure) -> Option<String> {
    let code = match &failure.code {
        serde_json::Value::Number(code) => Some(code.to_string()),
        serde_json::Value::String(code) => Some(code.clone()),
        _ => None,
    };
    let words = failure.title.clone().or_else(|| failure.message.clone());
    let parts = [code, words].into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    let mut detail = parts.join(" ");
    cut(&mut detail, MOST_DETAIL);
    (!detail.is_empty()).then_some(detail)
}

/// `int_` and 32 hex digits: what [`crate::send`] gives along.
fn is_interaction_id(id: &str) -> bool {
    id.strip_prefix("int_").is_some_and(|rest| {
        rest.len() == 32
            && rest
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}
