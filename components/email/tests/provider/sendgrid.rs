//! SendGrid: the proof is a signature over the raw body, in headers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use throughline_channel_kit::{Webhook, signature};

use super::{MULTIPART, NOW, multipart, webhook};

/// Inbound Parse.
pub const PATH: &str = "/webhooks/email/sendgrid";
/// The header with the signature.
pub const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
/// The header with the time of signing.
pub const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// What comes before the point in a P-256 `SubjectPublicKeyInfo` (RFC 5480): `id-ecPublicKey`,
/// `prime256v1`, and an uncompressed point.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// An unsigned form.
pub fn form(fields: &[(&str, &str)]) -> Webhook {
    webhook(PATH, MULTIPART, &multipart(fields))
}

/// The key pair that a test's secret stands for.
fn key(secret: &str) -> SigningKey {
    SigningKey::from_slice(&signature::sha256(secret.as_bytes())).unwrap()
}

/// The variable while these secrets' keys are active.
pub fn public_keys(secrets: &[&str]) -> String {
    let keys = secrets.iter().map(|secret| {
        let point = key(secret).verifying_key().to_sec1_point(false);
        STANDARD.encode([&SPKI, point.as_bytes()].concat())
    });
    keys.collect::<Vec<_>>().join(",")
}

/// Signs as of now.
pub fn sign(webhook: Webhook, secret: &str) -> Webhook {
    sign_at(webhook, secret, NOW / 1000)
}

/// Signs as of this second.
pub fn sign_at(mut webhook: Webhook, secret: &str, seconds: u64) -> Webhook {
    let timestamp = seconds.to_string();
    let signed = [timestamp.as_bytes(), &webhook.body].concat();
    let signature: Signature = key(secret).sign(&signed);
    for (name, value) in [
        (SIGNATURE, STANDARD.encode(signature.to_der().as_bytes())),
        (TIMESTAMP, timestamp),
    ] {
        webhook
            .headers
            .insert(name, HeaderValue::from_str(&value).unwrap());
    }
    webhook
}
