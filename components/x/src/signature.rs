//! X's challenge and signatures: <https://docs.x.com/x-api/webhooks/introduction>.
//!
//! A POST carries `sha256=` and the base64 HMAC-SHA256 of its raw body: in
//! `X-Twitter-Webhooks-Signature-OAuth2` keyed by the app's OAuth 2.0 client secret, in
//! `X-Twitter-Webhooks-Signature` by its consumer secret, or in both.
//!
//! A GET brings a `crc_token`, and X wants to see `sha256=` and the HMAC of it under the same key. So
//! anybody can have anything signed, unless what is signed for a challenge is never good for an
//! event: events are JSON objects, and begin with a `{` after white space; nothing that does is ever
//! signed for a challenge, and nothing else is ever proven by a signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use throughline_channel_kit::signature::{hmac_sha256, matches_base64};
use throughline_channel_kit::{Refusal, Reply, Secret, Secrets, Settings, Webhook};

/// The variable of the OAuth 2.0 client secret.
pub const CLIENT_SECRET: &str = "x_client_secret";
/// The variable of the consumer secret (API key secret).
pub const CONSUMER_SECRET: &str = "x_consumer_secret";
/// The header that the client secret signs.
pub const CLIENT_HEADER: &str = "x-twitter-webhooks-signature-oauth2";
/// The header that the consumer secret signs.
pub const CONSUMER_HEADER: &str = "x-twitter-webhooks-signature";

const WANTED: &str = "a secret of the app (`x_client_secret` its OAuth 2.0 client secret, \
                      `x_consumer_secret` its API key secret; one of them is enough), several \
                      separated by commas, or a JSON object from the id of our X user to such";

/// The app's secrets, as far as they are configured.
#[derive(Debug)]
pub struct Keys {
    client: Option<Secrets>,
    consumer: Option<Secrets>,
}

impl Keys {
    /// Reads the two variables; one is enough.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotConfigured`] when neither is set, or one that is set cannot be read.
    pub fn of(settings: &Settings) -> Result<Self, Refusal> {
        let read = |variable| {
            let set = settings.get(variable).is_some();
            set.then(|| settings.secrets(variable, WANTED)).transpose()
        };
        let keys = Self {
            client: read(CLIENT_SECRET)?,
            consumer: read(CONSUMER_SECRET)?,
        };
        match (&keys.client, &keys.consumer) {
            (None, None) => Err(Refusal::NotConfigured {
                variable: CONSUMER_SECRET,
                wanted: WANTED,
            }),
            _ => Ok(keys),
        }
    }
}

/// Answers `?crc_token=` with `{"response_token":"sha256=…"}`, keyed by the first client secret where
/// there is one, else by the first consumer secret.
///
/// # Errors
///
/// [`Refusal::Forbidden`] without a token, and for a token that could pass for an event.
pub fn challenge(webhook: &Webhook, keys: &Keys) -> Result<Reply, Refusal> {
    let token = webhook.query_value("crc_token").unwrap_or_default();
    if token.is_empty() || is_event(token.as_bytes()) {
        let reason = "crc_token is missing, there twice, or an event that somebody wants signed";
        return Err(Refusal::Forbidden(reason.to_owned()));
    }
    let secrets = [&keys.client, &keys.consumer].into_iter().flatten();
    let mut secrets = secrets.flat_map(|secrets| secrets.of(None));
    // `Keys::of` read one at least.
    let secret = secrets.next().ok_or(Refusal::NotConfigured {
        variable: CONSUMER_SECRET,
        wanted: WANTED,
    })?;
    let mac = STANDARD.encode(hmac_sha256(secret, &[token.as_bytes()]));
    let body = json!({ "response_token": format!("sha256={mac}") });
    Ok(Reply::Body {
        content_type: "application/json",
        body: body.to_string().into_bytes(),
    })
}

/// Verifies a POST of `account` (`None` when it cannot be read): each signature that is there and
/// whose secret is configured must be right, and there must be one.
///
/// # Errors
///
/// [`Refusal::Unverified`] with what is missing or wrong.
pub fn verify(webhook: &Webhook, keys: &Keys, account: Option<&str>) -> Result<(), Refusal> {
    let refuse = |reason: String| Err(Refusal::Unverified(reason));
    if !is_event(&webhook.body) {
        return refuse("the body is no event: a challenge has such things signed".to_owned());
    }
    let mut proven = false;
    for (header, secrets, variable) in [
        (CLIENT_HEADER, &keys.client, CLIENT_SECRET),
        (CONSUMER_HEADER, &keys.consumer, CONSUMER_SECRET),
    ] {
        let Some(secrets) = secrets else { continue };
        if !webhook.headers.contains_key(header) {
            continue;
        }
        let given = webhook.header(header).unwrap_or_default();
        if !is_right(given, &secrets.of(account), &webhook.body) {
            return refuse(format!(
                "{header} does not match; is {variable} that of the app and of the account?"
            ));
        }
        proven = true;
    }
    if proven {
        Ok(())
    } else {
        refuse(format!(
            "neither {CLIENT_HEADER} with {CLIENT_SECRET} nor {CONSUMER_HEADER} with {CONSUMER_SECRET}"
        ))
    }
}

/// Each secret is tried, so that the time taken does not say which one matched.
fn is_right(given: &str, secrets: &[&Secret], body: &[u8]) -> bool {
    let Some(given) = given.strip_prefix("sha256=") else {
        return false;
    };
    let matching = secrets
        .iter()
        .filter(|secret| matches_base64(given, &hmac_sha256(secret, &[body])));
    matching.count() > 0
}

/// Whether bytes could be a JSON object (RFC 8259 2).
fn is_event(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter().filter(|byte| !b" \t\r\n".contains(byte));
    bytes.next() == Some(&b'{')
}
