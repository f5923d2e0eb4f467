//! How Square and Shopify sign a request.
//!
//! Square: `x-square-hmacsha256-signature` is the base64 HMAC-SHA256 of the notification URL, as it
//! stands in the subscription, and the raw body:
//! <https://developer.squareup.com/docs/webhooks/step3validate>.
//!
//! Shopify: `X-Shopify-Hmac-Sha256` is the base64 HMAC-SHA256 of the raw body and covers no header:
//! <https://shopify.dev/docs/apps/build/webhooks/verify-deliveries>. Its newer Events call the same
//! proof `Shopify-Hmac-Sha256`: <https://shopify.dev/docs/apps/build/events/verify-deliveries>.

use throughline_channel_kit::signature::{hmac_sha256, matches_base64};
use throughline_channel_kit::{Refusal, Secret, Webhook};

/// The header that carries Square's signature.
pub const SQUARE: &str = "x-square-hmacsha256-signature";
/// The header that carries the signature of a webhook of Shopify's.
pub const SHOPIFY: &str = "x-shopify-hmac-sha256";
/// The header that carries the signature of an Event of Shopify's.
pub const SHOPIFY_EVENTS: &str = "shopify-hmac-sha256";

/// Verifies that one of `secrets` signed this request to `public_url`.
///
/// # Errors
///
/// [`Refusal::Unverified`] with what is missing or wrong.
pub fn square(webhook: &Webhook, public_url: &str, secrets: &[&Secret]) -> Result<(), Refusal> {
    let base = public_url.split('#').next().unwrap_or_default();
    let url = format!("{}{}", base.trim_end_matches('/'), webhook.target());
    let parts: &[&[u8]] = &[url.as_bytes(), &webhook.body];
    verify(
        webhook.header(SQUARE),
        secrets,
        parts,
        "x-square-hmacsha256-signature does not match; is public_url the start of the notification \
         URL as it stands in the subscription, and square_signature_key that of the subscription?",
    )
}

/// Verifies that one of `secrets` signed the body.
///
/// # Errors
///
/// [`Refusal::Unverified`] with what is missing or wrong.
pub fn shopify(webhook: &Webhook, secrets: &[&Secret]) -> Result<(), Refusal> {
    let header = match webhook.headers.contains_key(SHOPIFY) {
        true => SHOPIFY,
        false => SHOPIFY_EVENTS,
    };
    verify(
        webhook.header(header),
        secrets,
        &[&webhook.body],
        "X-Shopify-Hmac-Sha256 does not match; is shopify_secret the client secret of the app that \
         the subscription belongs to?",
    )
}

fn verify(
    given: Option<&str>,
    secrets: &[&Secret],
    parts: &[&[u8]],
    mismatch: &str,
) -> Result<(), Refusal> {
    let refuse = |reason: &str| Err(Refusal::Unverified(reason.to_owned()));
    let Some(given) = given else {
        return refuse("the signature's header is missing or there twice");
    };
    if secrets.is_empty() {
        return refuse("there is no secret for this merchant or shop");
    }
    let mut valid = false;
    for secret in secrets {
        valid |= matches_base64(given, &hmac_sha256(secret, parts));
    }
    if valid { Ok(()) } else { refuse(mismatch) }
}
