//! What proves who a visitor is: the token of their session, the same as in live chat.

use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Refusal, Settings, Webhook};
use throughline_visitor::{Keyring, Session};

/// The variable that tokens are signed with.
pub const VARIABLE: &str = "index_secret";

/// The session of the visitor who sent a request (`Authorization: Bearer …`).
///
/// # Errors
///
/// [`Refusal::NotConfigured`] without `index_secret`; [`Refusal::Unverified`] where the token is
/// missing, not ours or over.
pub fn session(webhook: &Webhook, settings: &Settings, now: Timestamp) -> Result<Session, Refusal> {
    let wanted = "a secret of this service's own";
    let keyring = Keyring::new(settings.require(VARIABLE, wanted)?);
    let keyring = keyring.ok_or(Refusal::NotConfigured {
        variable: VARIABLE,
        wanted,
    })?;
    let token = bearer(webhook).ok_or_else(|| {
        Refusal::Unverified("no `Authorization: Bearer` header, or two of them".to_owned())
    })?;
    keyring.open(token, now).ok_or_else(|| {
        Refusal::Unverified("the visitor's token is not ours, or its time is over".to_owned())
    })
}

/// The token; the scheme's case does not matter (RFC 9110 11.1).
fn bearer(webhook: &Webhook) -> Option<&str> {
    let (scheme, token) = webhook.header("authorization")?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
