//! Twilio as a caller: builds and signs requests, independently of the connector's own code.

use crate::app::{Answer, App};
use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// An incoming SMS.
#[derive(Debug, Clone)]
pub struct Sms {
    /// Form fields.
    pub fields: Vec<(String, String)>,
    /// Below `public_url`.
    pub path: String,
    /// What Twilio was told to call.
    pub public_url: String,
    /// Signs.
    pub auth_token: String,
}

impl Sms {
    /// A message with Twilio's usual fields.
    #[must_use]
    pub fn new(id: &str, from: &str, body: &str) -> Self {
        let fields = [
            ("MessageSid", id),
            ("SmsSid", id),
            ("AccountSid", "AC00000000000000000000000000000000"),
            ("From", from),
            ("To", "+15550009999"),
            ("Body", body),
            ("NumMedia", "0"),
            ("NumSegments", "1"),
            ("ApiVersion", "2010-04-01"),
        ];
        Self {
            fields: fields.map(|(k, v)| (k.into(), v.into())).to_vec(),
            path: "/webhooks/sms/twilio".into(),
            public_url: "https://hooks.example.com".into(),
            auth_token: "12345".into(),
        }
    }

    /// The body as it goes over the wire.
    #[must_use]
    pub fn form(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
    }

    /// `X-Twilio-Signature`: Base64 of HMAC-SHA1 over the URL and the sorted fields
    /// (<https://www.twilio.com/docs/usage/security#validating-requests>).
    #[must_use]
    pub fn signature(&self) -> String {
        let mut fields = self.fields.clone();
        fields.sort();
        let mut text = format!("{}{}", self.public_url, self.path);
        for (name, value) in fields {
            text.push_str(&name);
            text.push_str(&value);
        }
        let mut mac: Hmac<Sha1> =
            Hmac::new_from_slice(self.auth_token.as_bytes()).expect("a key of any length");
        mac.update(text.as_bytes());
        base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
    }

    /// Sends it with its signature.
    #[must_use]
    pub fn deliver(&self, app: &App) -> Answer {
        self.deliver_signed(app, &self.signature())
    }

    /// The same where the host may be gone.
    ///
    /// # Errors
    /// When no answer came.
    pub fn try_deliver(&self, app: &App) -> Result<Answer, ureq::Error> {
        let signature = self.signature();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-twilio-signature", signature.as_str()),
        ];
        app.try_send("POST", &self.path, &headers, self.form().as_bytes())
    }

    /// Sends it with some signature.
    #[must_use]
    pub fn deliver_signed(&self, app: &App, signature: &str) -> Answer {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-twilio-signature", signature),
        ];
        app.send("POST", &self.path, &headers, self.form().as_bytes())
    }
}
