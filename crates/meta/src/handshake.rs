//! The GET by which Meta checks that a URL is ours.

use throughline_channel_kit::{Delivery, Refusal, Reply, Settings, Webhook};

use crate::VERIFY_TOKEN;

/// The longest challenge that is given back, in bytes. Meta's are numbers.
const CHALLENGE: usize = 512;

/// Answers `GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…` with the challenge as it
/// came: <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>.
///
/// `meta_verify_token` may hold several words while one is replaced; each of them is right.
///
/// # Errors
///
/// [`Refusal::NotConfigured`] without a word; [`Refusal::Forbidden`] when the word is wrong, or
/// anything is missing, repeated, or no challenge.
pub fn handshake(webhook: &Webhook, settings: &Settings) -> Result<Delivery, Refusal> {
    let tokens = settings.secrets(
        VERIFY_TOKEN,
        "the verify token that was typed in beside the callback URL",
    )?;
    let forbid = |reason: &str| Err(Refusal::Forbidden(reason.to_owned()));
    let Some(given) = webhook.query_value("hub.verify_token") else {
        return forbid("hub.verify_token is missing or there twice");
    };
    let mut right = false;
    for token in tokens.of(None) {
        right |= token.matches(given.as_bytes());
    }
    if !right {
        return forbid("hub.verify_token is not meta_verify_token");
    }
    if webhook.query_value("hub.mode").as_deref() != Some("subscribe") {
        return forbid("hub.mode is not `subscribe`");
    }
    let challenge = webhook.query_value("hub.challenge").unwrap_or_default();
    let visible = challenge.bytes().all(|byte| byte.is_ascii_graphic());
    if challenge.is_empty() || challenge.len() > CHALLENGE || !visible {
        return forbid("hub.challenge is missing, there twice, or no challenge");
    }
    Ok(Delivery {
        commands: Vec::new(),
        reply: Reply::Body {
            content_type: "text/plain",
            body: challenge.into_bytes(),
        },
    })
}
