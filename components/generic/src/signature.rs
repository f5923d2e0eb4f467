//! What proves that a source sent a request, scheme by scheme. All but the bearer token cover the raw
//! body.
//!
//! | scheme | headers | proof |
//! |---|---|---|
//! | Standard Webhooks | `webhook-id`, `-timestamp`, `-signature` | see [`standard`] |
//! | Chatwoot | `X-Chatwoot-Signature`, `-Timestamp` | `sha256=`, hex HMAC-SHA256 of `timestamp.body` |
//! | Zendesk | `X-Zendesk-Webhook-Signature`, `-Signature-Timestamp` | base64 HMAC-SHA256 of the timestamp (ISO 8601) and the body |
//! | Intercom | `X-Hub-Signature` | `sha1=`, hex HMAC-SHA1 of the body |
//! | Slack | `X-Slack-Signature`, `X-Slack-Request-Timestamp` | `v0=`, hex HMAC-SHA256 of `v0:timestamp:body` |
//! | LINE | `X-Line-Signature` | base64 HMAC-SHA256 of the body |
//! | bearer, CloudEvents | `Authorization` | the secret itself |
//!
//! Where a timestamp is signed, it may be five minutes away from the clock here. LINE and Intercom sign
//! none: there a repeated request is made harmless by the ids inside of it.

pub mod standard;

use throughline_channel_kit::signature::{hmac_sha1, hmac_sha256, matches_base64, matches_hex};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Refusal, Secret, Webhook, timestamp};

use crate::config::{Scheme, Source};

/// How far the time of a signature may be from the time of receipt, in seconds, either way.
pub const WINDOW: u64 = 300;

/// Verifies that the source sent this request.
///
/// # Errors
///
/// [`Refusal::Unverified`] with what is missing or wrong.
pub fn verify(source: &Source, webhook: &Webhook, now: Timestamp) -> Result<(), Refusal> {
    let verified = match source.scheme {
        Scheme::StandardWebhooks => standard::verify(source, webhook, now),
        Scheme::Chatwoot => chatwoot(source, webhook, now),
        Scheme::Zendesk => zendesk(source, webhook, now),
        Scheme::Intercom => intercom(source, webhook),
        Scheme::Slack => slack(source, webhook, now),
        Scheme::Line => line(source, webhook),
        Scheme::Bearer => bearer(webhook).and_then(|token| is_secret(source, token.as_bytes())),
        Scheme::CloudEvents => token(webhook).and_then(|token| is_secret(source, token.as_bytes())),
    };
    verified.map_err(|reason| Refusal::Unverified(format!("{}: {reason}", source.name)))
}

fn chatwoot(source: &Source, webhook: &Webhook, now: Timestamp) -> Result<(), String> {
    let given = header(webhook, "x-chatwoot-signature")?;
    let written = header(webhook, "x-chatwoot-timestamp")?;
    fresh(seconds(written)?, now)?;
    let given = after(given, "sha256=")?;
    let parts: &[&[u8]] = &[written.as_bytes(), b".", &webhook.body];
    any(source, |secret| {
        matches_hex(given, &hmac_sha256(secret, parts))
    })
}

fn zendesk(source: &Source, webhook: &Webhook, now: Timestamp) -> Result<(), String> {
    let given = header(webhook, "x-zendesk-webhook-signature")?;
    let written = header(webhook, "x-zendesk-webhook-signature-timestamp")?;
    let at = timestamp::parse(written).ok_or("the timestamp is no ISO 8601 time")?;
    fresh(at / 1000, now)?;
    let parts: &[&[u8]] = &[written.as_bytes(), &webhook.body];
    any(source, |secret| {
        matches_base64(given, &hmac_sha256(secret, parts))
    })
}

fn intercom(source: &Source, webhook: &Webhook) -> Result<(), String> {
    let given = after(header(webhook, "x-hub-signature")?, "sha1=")?;
    any(source, |secret| {
        matches_hex(given, &hmac_sha1(secret, &[&webhook.body]))
    })
}

fn slack(source: &Source, webhook: &Webhook, now: Timestamp) -> Result<(), String> {
    let given = header(webhook, "x-slack-signature")?;
    let written = header(webhook, "x-slack-request-timestamp")?;
    fresh(seconds(written)?, now)?;
    let given = after(given, "v0=")?;
    let parts: &[&[u8]] = &[b"v0:", written.as_bytes(), b":", &webhook.body];
    any(source, |secret| {
        matches_hex(given, &hmac_sha256(secret, parts))
    })
}

fn line(source: &Source, webhook: &Webhook) -> Result<(), String> {
    let given = header(webhook, "x-line-signature")?;
    any(source, |secret| {
        matches_base64(given, &hmac_sha256(secret, &[&webhook.body]))
    })
}

/// The token of `Authorization`; the scheme's case does not matter (RFC 9110 11.1).
fn bearer(webhook: &Webhook) -> Result<String, String> {
    let missing = "no `Authorization: Bearer` header";
    let value = header(webhook, "authorization")?;
    let (scheme, token) = value.split_once(' ').ok_or(missing)?;
    match scheme.eq_ignore_ascii_case("bearer") {
        true => Ok(token.trim().to_owned()),
        false => Err(missing.to_owned()),
    }
}

/// The token in one of the two places that CloudEvents' webhooks have for it (RFC 6750 2): both at
/// once is none.
fn token(webhook: &Webhook) -> Result<String, String> {
    let query = webhook.query.as_deref().unwrap_or_default();
    if !query
        .split('&')
        .any(|pair| pair.starts_with("access_token="))
    {
        return bearer(webhook);
    }
    match webhook.headers.contains_key("authorization") {
        true => Err("a token in the header and one in the query".to_owned()),
        false => webhook
            .query_value("access_token")
            .ok_or_else(|| "access_token is there twice".to_owned()),
    }
}

fn is_secret(source: &Source, token: &[u8]) -> Result<(), String> {
    any(source, |secret| secret.matches(token))
}

/// Whether any secret matches. Each is tried, so that the time taken does not say which one did.
fn any(source: &Source, matches: impl Fn(&Secret) -> bool) -> Result<(), String> {
    let matching = source.secrets.iter().filter(|secret| matches(secret));
    match matching.count() {
        0 => {
            Err("the proof does not match; is `secret` the one that this source shows?".to_owned())
        }
        _ => Ok(()),
    }
}

fn header<'a>(webhook: &'a Webhook, name: &str) -> Result<&'a str, String> {
    let missing = || format!("{name} is missing, there twice or not ASCII");
    webhook.header(name).ok_or_else(missing)
}

fn after<'a>(given: &'a str, prefix: &str) -> Result<&'a str, String> {
    let missing = || format!("the signature does not begin with {prefix}");
    given.strip_prefix(prefix).ok_or_else(missing)
}

/// Seconds since 1970, in digits and nothing else.
fn seconds(written: &str) -> Result<u64, String> {
    let digits = written.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = digits.then(|| written.parse().ok()).flatten();
    seconds.ok_or_else(|| "the timestamp is no time in seconds".to_owned())
}

fn fresh(seconds: u64, now: Timestamp) -> Result<(), String> {
    match seconds.abs_diff(now / 1000) > WINDOW {
        true => Err(format!(
            "the timestamp {seconds} is more than {WINDOW} seconds away; is the clock right?"
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_counts_for_five_minutes_either_way() {
        let now = 1_000_000_999;
        for (written, good) in [
            ("1000000", true),
            ("999700", true),
            ("999699", false),
            ("1000300", true),
            ("1000301", false),
            ("0", false),
            ("18446744073709551615", false),
            ("18446744073709551616", false),
            ("", false),
            ("+1000000", false),
            ("-1000000", false),
            (" 1000000", false),
            ("1000000.0", false),
            ("1000000000", false),
            ("١٠٠٠٠٠٠", false),
        ] {
            let answer = seconds(written).and_then(|at| fresh(at, now));
            assert_eq!(answer.is_ok(), good, "{written}: {answer:?}");
        }
    }
}
