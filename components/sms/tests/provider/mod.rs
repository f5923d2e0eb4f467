//! Twilio as a test needs it.
#![allow(dead_code, reason = "each test uses a part")]

#[path = "../../../../crates/twilio/tests/signer/mod.rs"]
mod signer;

use throughline_channel_kit::Webhook;

pub use signer::*;

/// Incoming messages.
pub const MESSAGE: &str = "/webhooks/sms/twilio";
/// Status callbacks.
pub const STATUS: &str = "/webhooks/sms/twilio/status";

/// A form sent to the message URL.
pub fn form(body: &str) -> Webhook {
    webhook(
        MESSAGE,
        None,
        "application/x-www-form-urlencoded",
        body.as_bytes(),
    )
}

/// A form sent to the status URL.
pub fn status(body: &str) -> Webhook {
    webhook(
        STATUS,
        None,
        "application/x-www-form-urlencoded",
        body.as_bytes(),
    )
}

/// JSON sent to the message URL. Signing it adds the hash of its body to the URL.
pub fn json(body: &[u8]) -> Webhook {
    webhook(MESSAGE, None, "application/json", body)
}
