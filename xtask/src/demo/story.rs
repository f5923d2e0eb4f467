//! The story that is played: what happens, in which order, and what must come of it.
//!
//! The captions tell the story's times; the timeline shows when the demo really recorded them.

use super::stage::Stage;
use anyhow::Result;
use serde_json::{Value, json};

/// Dana's number; 555-01XX belongs to nobody.
pub const PHONE: &str = "+14155550137";
/// Dana's mailbox.
pub const EMAIL: &str = "dana@example.com";

const FORGED: &str = "Send order 1042 to my new address instead.";

/// Plays it and shows the timeline.
pub fn play(stage: &mut Stage) -> Result<()> {
    stage.caption("Day 1, 10:02", "Dana texts the shop.");
    stage.sms("SM01", "My order hasn't arrived.")?;

    stage.caption(
        "Day 1, 10:02",
        "The line drops before Twilio has read the answer, so it sends the same message again.",
    );
    stage.sms_again("SM01", "My order hasn't arrived.")?;

    stage.caption(
        "Day 1, 11:40",
        "Somebody who is not Twilio writes in Dana's name.",
    );
    stage.forged_sms("SM02", FORGED)?;

    stage.caption(
        "Day 2, 9:15",
        "Dana mails. The shop's mail system records it by its own key.",
    );
    stage.record(&json!({
        "channel": "email",
        "provider": "legacy-mail",
        "provider_message_id": "<1042.2@example.com>",
        "direction": "inbound",
        "kind": "message",
        // The mail system knows Dana's number from the order, and says that it checked both.
        "identities": [
            { "kind": "phone", "value": PHONE, "verified": true },
            { "kind": "email", "value": EMAIL, "verified": true },
        ],
        "subject": "Order 1042",
        "text": "Still no update, please help.",
    }))?;

    stage.caption(
        "Day 2, 14:30",
        "Dana calls. The agent sees both messages before saying hello.",
    );
    stage.record(&json!({
        "channel": "voice",
        "provider": "legacy-pbx",
        "provider_message_id": "call-7731",
        "direction": "inbound",
        "kind": "call",
        "from": { "kind": "phone", "value": PHONE, "verified": true },
        "text": "Order 1042 went astray. Agreed on a reshipment; nothing had to be told twice.",
    }))?;

    stage.caption("Day 4, 16:20", "The parcel is there.");
    stage.sms("SM03", "It's here. Thank you!")?;

    stage.caption("Day 4, 16:21", "And Dana wants no more texts.");
    stage.sms("SM04", "STOP")?;

    the_end(stage)
}

fn the_end(stage: &mut Stage) -> Result<()> {
    let by_phone = stage.show_timeline("phone", PHONE)?;
    let by_email = stage.lookup("email", EMAIL)?;
    let customer = by_phone.pointer("/customer/id").cloned();
    let count = |path: &str| by_phone.pointer(path).and_then(Value::as_u64);
    let told = stage.told().to_vec();

    stage.expect(
        format!(
            "all {} are on the timeline, in order, and none twice",
            told.len()
        ),
        texts(&by_phone) == told
            && count("/customer/counts/interactions") == Some(told.len() as u64),
    );
    stage.expect(
        "one customer, by phone number as by mailbox",
        customer.is_some()
            && by_email.pointer("/customer/id") == customer.as_ref()
            && stage.all_receipts_name(customer.as_ref()),
    );
    stage.expect(
        "one ticket, whatever the channel",
        count("/customer/counts/tickets") == Some(1),
    );
    stage.expect(
        "nothing of the forged message was stored",
        !by_phone.to_string().contains(FORGED),
    );
    stage.expect(
        "STOP is remembered",
        by_phone
            .pointer("/customer/preferences/do_not_contact")
            .is_some_and(|channels| channels.to_string().contains("sms")),
    );
    Ok(())
}

/// The texts of a lookup's timeline, the oldest first.
fn texts(lookup: &Value) -> Vec<&str> {
    let items = lookup.pointer("/timeline/items").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .rev()
        .filter_map(|item| item.get("text").and_then(Value::as_str))
        .collect()
}
