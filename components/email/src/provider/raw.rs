//! A mail as it is (RFC 5322), from a service that holds a key: a mail server's pipe, a script that
//! reads a mailbox, a provider that has no connector.

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Refusal, Reply, Settings, Webhook};
use throughline_mail::{Checks, parse};
use throughline_web::keys::{Keys, Scope};

use super::{Arrival, Inbound};

const PROVIDER: &str = "raw";
const NOT_CONFIGURED: Refusal = Refusal::NotConfigured {
    variable: "api_keys",
    wanted: "at least one service key, as \
             [{\"name\", \"sha256\": 64 hex digits, \"scopes\": [\"write\"]}]",
};

/// Admits the caller and reads the body.
///
/// # Errors
///
/// 503 without keys, 401 without one of them, 403 where it lacks the scope `write`.
pub fn receive(webhook: &Webhook, settings: &Settings, _: Timestamp) -> Result<Inbound, Refusal> {
    let keys = keys(settings).ok_or(NOT_CONFIGURED)?;
    let key = keys
        .authenticate(&webhook.headers)
        .map_err(|problem| Refusal::Unverified(problem.detail().to_owned()))?;
    key.require(&[Scope::Write])
        .map_err(|problem| Refusal::Forbidden(problem.detail().to_owned()))?;
    Ok(Inbound {
        provider: PROVIDER,
        reply: Reply::Receipts,
        once: None,
        mail: read(webhook),
    })
}

/// `[]`, the default, is as good as nothing: no caller could ever be let in.
fn keys(settings: &Settings) -> Option<Keys> {
    let keys = Keys::parse(settings.get("api_keys")?).ok()?;
    (!keys.is_empty()).then_some(keys)
}

fn read(webhook: &Webhook) -> Result<Arrival, String> {
    if let Some(declared) = webhook.media_type().filter(|declared| !is_mail(declared)) {
        return Err(format!(
            "the body is declared as {declared:.100?}; a mail is `message/rfc822`"
        ));
    }
    let mail = parse(&webhook.body).ok_or("no mail: it begins with no header field")?;
    // What the mailbox's own system wrote on top when it delivered the mail (RFC 5321 4.4). Below
    // the topmost `Received` these would be a sender's words.
    let trace = mail.headers.trace();
    let address = |value: &str| value.trim().trim_matches(['<', '>']).to_owned();
    let delivered_to = trace.all("delivered-to").chain(trace.all("x-original-to"));
    Ok(Arrival {
        envelope_from: trace.get("return-path").map(address),
        recipients: delivered_to.map(address).collect(),
        checks: Checks::default(),
        mail,
    })
}

/// Whether a body of this media type may be a mail. `message/global` is RFC 6532's; the others are
/// what tools that know nothing of mails declare.
fn is_mail(media_type: &str) -> bool {
    matches!(
        media_type,
        "message/rfc822" | "message/global" | "text/plain" | "application/octet-stream"
    )
}
