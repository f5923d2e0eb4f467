//! The proof of origin of everything that Meta posts.

use std::collections::BTreeSet;

use throughline_channel_kit::signature::{hmac_sha256, matches_hex};
use throughline_channel_kit::{Refusal, Secret, Settings, Webhook};

use crate::{APP_SECRET, SIGNATURE_HEADER};

/// Verifies `X-Hub-Signature-256: sha256=<hex>`, the HMAC-SHA256 of the raw body under the app's
/// secret: <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>.
///
/// Meta signs the bytes as it sends them (`\u00e9` for `é`), so a body that was written anew on the
/// way does not verify. `accounts` are those that the body claims to be about; where the variable
/// holds secrets by account, one of each account's own has to verify. A body that names no account
/// may verify with any: it is kept, never translated.
///
/// Each secret is tried once, however many accounts a body claims.
///
/// # Errors
///
/// [`Refusal::NotConfigured`] without a secret; [`Refusal::Unverified`] when the header is missing,
/// repeated, malformed or wrong.
pub fn verify(webhook: &Webhook, settings: &Settings, accounts: &[&str]) -> Result<(), Refusal> {
    let secrets = settings.secrets(
        APP_SECRET,
        "the app secret of the Meta app, several separated by commas, or a JSON object from \
         account to secrets",
    )?;
    let refuse = |reason: &str| Err(Refusal::Unverified(reason.to_owned()));
    let Some(given) = webhook.header(SIGNATURE_HEADER) else {
        return refuse("X-Hub-Signature-256 is missing or there twice");
    };
    let Some(given) = given.strip_prefix("sha256=") else {
        return refuse("X-Hub-Signature-256 does not begin with `sha256=`");
    };
    let every = secrets.of(None);
    let signed = |secret: &&Secret| matches_hex(given, &hmac_sha256(secret, &[&webhook.body]));
    // No early end: how long it takes says nothing about which secret it was.
    let valid: Vec<&Secret> = every.into_iter().filter(signed).collect();
    let accounts: BTreeSet<&str> = accounts.iter().copied().collect();
    let proves = |account: &&str| {
        let own = secrets.of(Some(account));
        own.iter().any(|secret| is_among(secret, &valid))
    };
    if valid.is_empty() || !accounts.iter().all(proves) {
        return refuse(
            "X-Hub-Signature-256 does not match; is meta_app_secret the secret of the app that \
             calls (App settings, Basic), and does nothing rewrite the body?",
        );
    }
    Ok(())
}

/// Whether it is one of these very values. Two accounts may have equal secrets.
fn is_among(secret: &Secret, valid: &[&Secret]) -> bool {
    let same = |other: &&Secret| std::ptr::eq(*other, secret) || secret.matches(other.expose());
    valid.iter().any(same)
}
