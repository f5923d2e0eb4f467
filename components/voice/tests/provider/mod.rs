//! Twilio as a test needs it.
#![allow(dead_code, reason = "each test uses a part")]

#[path = "../../../../crates/twilio/tests/signer/mod.rs"]
mod signer;

use throughline_channel_kit::Webhook;

pub use signer::*;

/// A call comes in.
pub const INCOMING: &str = "/webhooks/voice/twilio";
/// The interaction that URLs are about.
pub const CALL: &str = "int_0123456789abcdef0123456789abcdef";
/// What every request says of the call.
pub const IDS: &str = "CallSid=CA00000000000000000000000000000001\
                       &AccountSid=AC00000000000000000000000000000000";

/// A form sent to a route below [`INCOMING`], with this query.
pub fn form(below: &str, query: &str, body: &str) -> Webhook {
    let path = match below {
        "" => INCOMING.to_owned(),
        below => format!("{INCOMING}/{below}"),
    };
    let query = (!query.is_empty()).then_some(query);
    let content_type = "application/x-www-form-urlencoded";
    webhook(&path, query, content_type, body.as_bytes())
}

/// A form about the call of [`CALL`], with its ids.
pub fn about(below: &str, fields: &str) -> Webhook {
    let query = format!("call={CALL}");
    form(below, &query, &format!("{IDS}&{fields}"))
}

/// A call that comes in, with its ids.
pub fn incoming(fields: &str) -> Webhook {
    form("", "", &format!("{IDS}&{fields}"))
}
