//! Mailgun as a caller: signs mails, independently of the connector's own code.

use crate::app::{Answer, App};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};

/// The webhook signing key of [`crate::Setup`].
pub const SIGNING_KEY: &str = "a-signing-key";

/// A mail as a Mailgun route forwards it.
#[derive(Debug, Clone)]
pub struct Mailgun {
    /// Form fields without the proof.
    pub fields: Vec<(String, String)>,
    /// Mailgun's one-time word.
    pub token: String,
    /// Seconds.
    pub timestamp: u64,
    /// Signs.
    pub key: String,
}

impl Mailgun {
    /// A mail to `help@example.com` whose sender passed SPF.
    #[must_use]
    pub fn new(id: &str, from: &str, text: &str) -> Self {
        let headers = serde_json::json!([
            ["X-Mailgun-Spf", "Pass"],
            ["Received", "from a.example.net by mxa.mailgun.org"],
            ["From", from],
            ["To", "help@example.com"],
            ["Subject", "Hello"],
            ["Message-Id", format!("<{id}>")],
        ]);
        let fields = [
            ("recipient", "help@example.com"),
            ("sender", from),
            ("from", from),
            ("subject", "Hello"),
            ("body-plain", text),
            ("message-headers", &headers.to_string()),
        ];
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            fields: fields.map(|(k, v)| (k.into(), v.into())).to_vec(),
            token: format!("token-of-{id}"),
            timestamp: now.expect("after 1970").as_secs(),
            key: SIGNING_KEY.into(),
        }
    }

    /// Sends it with its proof: hex of HMAC-SHA256 over timestamp and token
    /// (<https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks>).
    #[must_use]
    pub fn deliver(&self, app: &App) -> Answer {
        let mut mac: Hmac<Sha256> =
            Hmac::new_from_slice(self.key.as_bytes()).expect("a key of any length");
        mac.update(format!("{}{}", self.timestamp, self.token).as_bytes());
        let signature: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .append_pair("timestamp", &self.timestamp.to_string())
            .append_pair("token", &self.token)
            .append_pair("signature", &signature)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        app.send("POST", "/webhooks/email/mailgun", &headers, form.as_bytes())
    }
}
