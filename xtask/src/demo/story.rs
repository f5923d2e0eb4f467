//! The story that is played: what happens, in which order, and what must come of it.
//!
//! The captions tell the story's times; the timeline shows when the demo really recorded them.

use super::mailgun::Mail;
use super::stage::Stage;
use anyhow::Result;
use serde_json::{Value, json};

/// Dana's number; 555-01XX belongs to nobody.
pub const PHONE: &str = "+14155550137";
/// Dana's mailbox.
pub const EMAIL: &str = "dana@example.com";

/// The shop's mailbox.
pub const SHOPS_MAILBOX: &str = "help@shop.example";

/// As a mail program sends it, with the mail that it answers.
const MAIL: &str = "Still no update, please help.\r\n\r\n\
                    On Mon, 16 Nov 2026 at 08:00, The shop <help@shop.example> wrote:\r\n\
                    > Ten per cent off, this week only.\r\n";

const FORGED: &str = "Send order 1042 to my new address instead.";

/// Plays it and shows the timeline.
pub fn play(stage: &mut Stage) -> Result<()> {
    stage.caption(
        "Before",
        "Dana buys something. The shop knows her number and her mailbox, and has checked both.",
    );
    stage.record(&json!({
        "channel": "in-person",
        "provider": "till",
        "provider_message_id": "receipt-1042",
        "direction": "inbound",
        "kind": "purchase",
        "identities": [
            { "kind": "phone", "value": PHONE, "verified": true },
            { "kind": "email", "value": EMAIL, "verified": true },
        ],
        "text": "Order 1042",
    }))?;

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
        "Dana mails, in answer to the shop's newsletter. Only what she wrote is shown.",
    );
    stage.mail(
        &Mail {
            message_id: "1042.2@example.com",
            from: EMAIL,
            to: SHOPS_MAILBOX,
            subject: "Re: News from the shop",
            text: MAIL,
        },
        "Still no update, please help.",
    )?;

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
    let channels = by_phone.pointer("/tickets/0/channels");
    stage.expect(
        "one ticket, whatever the channel",
        count("/customer/counts/tickets") == Some(1)
            && channels == Some(&json!(["sms", "email", "voice"])),
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
