//! How far our own messages got: `delivery` and `read`.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{DeliveryReport, DeliveryStatus, Watermark};

use super::Event;
use crate::envelope::{Unreadable, mid_of};
use crate::{interaction, time};

/// `{"mids"?,"watermark"}`: these, or everything up to then, was delivered.
pub(super) fn delivery(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let mids = said.get("mids").and_then(Value::as_array);
    let named = mids.into_iter().flatten();
    reports(event, said, named, DeliveryStatus::Delivered)
}

/// `{"watermark"}` of Messenger, `{"mid"}` of Instagram: everything up to then, or this one, was read.
pub(super) fn read(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    reports(event, said, said.get("mid"), DeliveryStatus::Read)
}

fn reports<'a>(
    event: &Event<'_>,
    said: &Value,
    named: impl IntoIterator<Item = &'a Value>,
    status: DeliveryStatus,
) -> Result<Vec<Command>, Unreadable> {
    // What we ourselves read of a customer's is no report on anything of ours.
    let Some(ends) = event.ends(false)?.of_customer() else {
        return Ok(Vec::new());
    };
    let watermark = time::first([said.get("watermark")]);
    let reports: Vec<Command> = named
        .into_iter()
        .filter_map(mid_of)
        .map(|id| {
            Command::Report(DeliveryReport {
                target: interaction::target(event.channel, event.account, &id),
                status,
                occurred_at: event.at.or(watermark),
                detail: None,
                names: Vec::new(),
            })
        })
        .collect();
    if !reports.is_empty() {
        return Ok(reports);
    }
    match watermark {
        Some(upto) => Ok(vec![Command::Watermark(Watermark {
            customer: event.identity(&ends),
            channel: event.channel.to_owned(),
            status,
            // Nothing that is sent later may count.
            upto: upto.min(event.now),
        })]),
        None => Err(Unreadable::new(
            "neither `mid`, `mids` nor `watermark` can be read",
        )),
    }
}
