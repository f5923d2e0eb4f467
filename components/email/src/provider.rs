//! Each provider's request, proven and read into one mail.

mod form;
mod freshness;
pub mod mailgun;
pub mod postmark;
pub mod raw;
pub mod sendgrid;

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Command, Refusal, Reply, Settings, Webhook};
use throughline_mail::{Checks, Mail};

/// A request that is proven.
#[derive(Debug)]
pub struct Inbound {
    /// `mailgun`, `sendgrid`, `postmark` or `raw`.
    pub provider: &'static str,
    /// How the caller wants to be answered.
    pub reply: Reply,
    /// What must hold first, where the proof does not cover the body.
    pub once: Option<Command>,
    /// The mail, or why the request cannot be read.
    pub mail: Result<Arrival, String>,
}

/// A mail as it arrived.
#[derive(Debug, Default)]
pub struct Arrival {
    /// The mail.
    pub mail: Mail,
    /// Who it was from on the way (`MAIL FROM`, RFC 5321); `None` when not known, empty for
    /// notifications.
    pub envelope_from: Option<String>,
    /// Our addresses it was handed to (`RCPT TO`): the ones it reached us by.
    pub recipients: Vec<String>,
    /// What the provider found out about its sender. Empty where the provider checks nothing; what
    /// `Authentication-Results` of trusted systems say is added later.
    pub checks: Checks,
}

/// A provider's side of [`throughline_channel_kit::Channel::receive`].
pub type Receive = fn(&Webhook, &Settings, Timestamp) -> Result<Inbound, Refusal>;

/// Who reads requests to this path.
pub fn route(path: &str) -> Option<Receive> {
    match path {
        // Mailgun chooses the form of its requests by the end of the URL.
        "/webhooks/email/mailgun" | "/webhooks/email/mailgun/mime" => Some(mailgun::receive),
        "/webhooks/email/sendgrid" => Some(sendgrid::receive),
        "/webhooks/email/postmark" => Some(postmark::receive),
        "/webhooks/email/raw" => Some(raw::receive),
        _ => None,
    }
}
