//! Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature`, which is a list: one
//! signature for each secret that the sender has while it rotates them.
//!
//! `v1` is the base64 HMAC-SHA256 of `id.timestamp.body` under the bytes behind `whsec_`, `v1a` an
//! Ed25519 signature of the same, for the public key behind `whpk_`. Svix, which the standard comes
//! from, calls the headers `svix-…`.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use throughline_channel_kit::signature::{hmac_sha256, matches_base64};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Secret, Webhook};

use super::{fresh, header, seconds};
use crate::config::Source;

/// More signatures than a sender has secrets at once.
const MOST_SIGNATURES: usize = 16;

/// The headers, as the standard and as Svix call them.
const HEADERS: [[&str; 3]; 2] = [
    ["webhook-id", "webhook-timestamp", "webhook-signature"],
    ["svix-id", "svix-timestamp", "svix-signature"],
];

/// One secret as the configuration has it.
#[derive(Debug)]
pub enum Key {
    /// What an HMAC is keyed with.
    Secret(Secret),
    /// The public half of a pair.
    Public(VerifyingKey),
}

impl Key {
    /// Reads `whsec_<base64>` (the prefix may be missing) or `whpk_<base64>`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without quoting it.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.starts_with("whsk_") {
            return Err(
                "whsk_ is the sender's private key; this needs the public one, whpk_".into(),
            );
        }
        if let Some(text) = text.strip_prefix("whpk_") {
            let bytes = decode(text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
            return key
                .map(Self::Public)
                .ok_or_else(|| "not the base64 of an Ed25519 public key behind whpk_".into());
        }
        decode(text.strip_prefix("whsec_").unwrap_or(text))
            .filter(|bytes| !bytes.is_empty())
            .map(|bytes| Self::Secret(Secret::new(bytes)))
            .ok_or_else(|| "not base64 behind whsec_".into())
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD
        .decode(text)
        .or_else(|_| STANDARD_NO_PAD.decode(text))
        .ok()
}

/// The signed id of a request: the same on every retry of it.
pub fn id(webhook: &Webhook) -> Option<&str> {
    let [id, _, _] = names(webhook);
    webhook.header(id)
}

pub(super) fn verify(source: &Source, webhook: &Webhook, now: Timestamp) -> Result<(), String> {
    let [id, written, given] = names(webhook);
    let id = header(webhook, id)?;
    let written = header(webhook, written)?;
    let given = header(webhook, given)?;
    if id.is_empty() {
        return Err("the id is empty".to_owned());
    }
    fresh(seconds(written)?, now)?;
    let parts: &[&[u8]] = &[id.as_bytes(), b".", written.as_bytes(), b".", &webhook.body];
    let signatures = given.split(' ').take(MOST_SIGNATURES);
    let signatures: Vec<_> = signatures.filter_map(|s| s.split_once(',')).collect();
    let mut valid = false;
    for secret in &source.secrets {
        let mac = hmac_sha256(secret, parts);
        for (_, given) in signatures.iter().filter(|(version, _)| *version == "v1") {
            valid |= matches_base64(given, &mac);
        }
    }
    if !source.public_keys.is_empty() {
        let signed = parts.concat();
        for (_, given) in signatures.iter().filter(|(version, _)| *version == "v1a") {
            valid |= is_signed(&source.public_keys, given, &signed);
        }
    }
    match valid {
        true => Ok(()),
        false => Err("no signature matches; is `secret` that of this endpoint?".to_owned()),
    }
}

fn is_signed(keys: &[VerifyingKey], given: &str, signed: &[u8]) -> bool {
    let bytes = STANDARD.decode(given).ok();
    let Some(Ok(signature)) = bytes.map(|bytes| Signature::from_slice(&bytes)) else {
        return false;
    };
    keys.iter()
        .any(|key| key.verify_strict(signed, &signature).is_ok())
}

/// The names that this request uses: those of Svix when it has none of the standard's.
fn names(webhook: &Webhook) -> [&'static str; 3] {
    let [standard, svix] = HEADERS;
    match standard
        .iter()
        .any(|name| webhook.headers.contains_key(*name))
    {
        true => standard,
        false => svix,
    }
}
