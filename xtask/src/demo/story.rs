//! The story that is played: what happens, and in which order.
//!
//! The captions tell the story's times; the timeline shows when the demo really recorded them.

use super::ending;
use super::mailgun::Mail;
use super::stage::Stage;
use anyhow::Result;
use serde_json::json;

/// Dana's number; 555-01XX belongs to nobody.
pub const PHONE: &str = "+14155550137";
/// Dana's mailbox.
pub const EMAIL: &str = "dana@example.com";
/// Dana's user id at X.
pub const X: &str = "2244994945";
/// Dana's user id at the shop's site.
pub const USER: &str = "dana-7";
/// Dana's number at Shopify.
const SHOPIFY: u64 = 115_310_627_314_723;

/// The shop's mailbox.
pub const SHOPS_MAILBOX: &str = "help@shop.example";

/// What the ticket is about.
pub const TROUBLE: &str = "My order hasn't arrived.";
const MAILED: &str = "Still no update, please help.";
/// As a mail program sends it, with the mail that it answers.
const MAIL: &str = "Still no update, please help.\r\n\r\n\
                    On Mon, 16 Nov 2026 at 08:00, The shop <help@shop.example> wrote:\r\n\
                    > Ten per cent off, this week only.\r\n";
const SUMMARY: &str = "Your order 1042 went astray. We send it again; it arrives on Friday.";

/// What somebody else wrote in Dana's name.
pub const FORGED: &str = "Send order 1042 to my new address instead.";

/// Plays it and shows the timeline.
pub fn play(stage: &mut Stage) -> Result<()> {
    before(stage)?;
    day_1(stage)?;
    day_2(stage)?;
    the_call(stage)?;
    afterwards(stage)?;
    ending::show(stage)
}

fn before(stage: &mut Stage) -> Result<()> {
    stage.caption(
        "Before",
        "Dana buys something. The shop knows her number, mailbox and name at X, and has checked them.",
    );
    stage.record(&json!({
        "channel": "in-person",
        "provider": "shop",
        "provider_message_id": "order-1042",
        "direction": "inbound",
        "kind": "purchase",
        "identities": [
            { "kind": "external", "value": format!("shopify:{SHOPIFY}"), "verified": true },
            { "kind": "phone", "value": PHONE, "verified": true },
            { "kind": "email", "value": EMAIL, "verified": true },
            { "kind": "x", "value": X, "verified": true },
        ],
        "text": "Order 1042",
    }))
}

fn day_1(stage: &mut Stage) -> Result<()> {
    stage.caption(
        "Day 1, 10:02",
        "Dana is signed in at the shop's site and opens the chat.",
    );
    let session = stage.chat_begin(USER, EMAIL, "Dana Miller")?;
    stage.chat(&session, "1042-0001", TROUBLE)?;

    stage.caption(
        "Day 1, 11:40",
        "Somebody who is not Twilio writes in Dana's name.",
    );
    stage.forged_sms("SM01", FORGED)?;

    stage.caption("Day 1, 18:30", "Dana complains where everybody reads it.");
    stage.mention(X, "Hello @exampleshop, is anybody there?")
}

fn day_2(stage: &mut Stage) -> Result<()> {
    stage.caption("Day 2, 8:05", "Dana texts the shop.");
    stage.sms("SM02", "Did you see what I wrote?")?;

    stage.caption(
        "Day 2, 8:05",
        "The line drops before Twilio has read the answer, so it sends the same message again.",
    );
    stage.sms_again("SM02", "Did you see what I wrote?")?;

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
        MAILED,
    )?;

    stage.caption(
        "Day 2, 11:20",
        "Somebody calls and shows Dana's number; no carrier vouches for it.",
    );
    stage.unproven_call("CA01")
}

fn the_call(stage: &mut Stage) -> Result<()> {
    stage.caption(
        "Day 2, 14:30",
        "Dana calls, and her carrier vouches for the number.",
    );
    let call = stage.proven_call("CA02")?;
    stage.call_input(&call, "Where is it now?")?;
    stage.screen_pop(&call, &[TROUBLE, MAILED])?;
    stage.call_answered(&call)?;
    stage.call_over(&call)?;
    let ticket = stage.ticket(PHONE)?;
    stage.note_call(&call, "Reshipment arranged, arrives Friday.")?;
    stage.resolve(&ticket)?;

    stage.caption(
        "Day 2, 14:40",
        "The agent mails what was agreed (a stand-in on this machine plays Mailgun).",
    );
    stage.reply_by_mail(&ticket, EMAIL, SUMMARY)
}

fn afterwards(stage: &mut Stage) -> Result<()> {
    stage.caption(
        "Day 4, 16:20",
        "The parcel is there. Dana answers the shop's survey, which reopens nothing.",
    );
    stage.record(&json!({
        "channel": "sms",
        "provider": "survey",
        "provider_message_id": "answer-1042",
        "direction": "inbound",
        "kind": "csat",
        "from": { "kind": "phone", "value": PHONE, "verified": true },
        "text": "5 of 5",
        "attributes": { "score": 5 },
    }))?;

    stage.caption("Day 4, 16:21", "And Dana wants no more texts.");
    stage.sms("SM03", "STOP")?;

    stage.caption("Day 5, 12:00", "Dana is in the shop and buys a lamp.");
    stage.buys_a_lamp(SHOPIFY, EMAIL)
}
