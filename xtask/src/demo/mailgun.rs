//! The part of Mailgun: mails to the shop's address, signed as Mailgun signs them.

use super::sign::{hmac_sha256, now};
use super::stage::Stage;
use super::twilio;
use anyhow::Result;

/// Where the shop tells Mailgun to forward mail.
const PATH: &str = "/webhooks/email/mailgun";

/// A mail from a customer.
pub struct Mail<'a> {
    /// Without angle brackets; chosen by the sender's mail program.
    pub message_id: &'a str,
    /// The sender's address.
    pub from: &'a str,
    /// The shop's.
    pub to: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// The whole text, with what the mail program quoted below it.
    pub text: &'a str,
}

impl Stage<'_> {
    /// A signed mail. `written` is what of its text the customer wrote for it.
    pub fn mail(&mut self, mail: &Mail, written: &str) -> Result<()> {
        let token = format!("{:0<50}", hex::encode(mail.message_id));
        let key = &self.shop().mailgun_signing_key;
        let form = form(mail, key, now()? / 1000, &token);
        let text = mail.text.replace("\r\n", " / ");
        self.show_request(PATH, "signature in the form", Some(&text));
        let request = minreq::post(self.url(PATH))
            .with_header("Content-Type", "application/x-www-form-urlencoded")
            .with_body(twilio::encode(&form));
        let answer = self.send(request)?;
        let held = answer.status_code == 200;
        self.said(&answer, "signed by Mailgun, recorded", held);
        self.tell(written);
        self.expect_acknowledged(written, held);
        Ok(())
    }
}

/// The form that Mailgun posts for a mail, as it names its fields at
/// <https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http>.
/// `timestamp` is in seconds, `token` is a random word of Mailgun's.
fn form(
    mail: &Mail,
    signing_key: &str,
    timestamp: u64,
    token: &str,
) -> Vec<(&'static str, String)> {
    let timestamp = timestamp.to_string();
    // What Mailgun found out stands above the first `Received`, what the sender wrote below.
    let headers = serde_json::json!([
        ["X-Mailgun-Incoming", "Yes"],
        ["X-Mailgun-Spf", "Pass"],
        ["Received", "from mail.example.com by mxa.mailgun.org"],
        ["From", mail.from],
        ["To", mail.to],
        ["Subject", mail.subject],
        ["Message-Id", format!("<{}>", mail.message_id)],
    ]);
    let signature = signature(signing_key, &timestamp, token);
    vec![
        ("recipient", mail.to.to_owned()),
        ("sender", mail.from.to_owned()),
        ("from", mail.from.to_owned()),
        ("subject", mail.subject.to_owned()),
        ("body-plain", mail.text.to_owned()),
        ("message-headers", headers.to_string()),
        ("timestamp", timestamp),
        ("token", token.to_owned()),
        ("signature", signature),
    ]
}

/// Hex of the HMAC-SHA256, keyed by the webhook signing key, over timestamp and token:
/// <https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks>.
fn signature(signing_key: &str, timestamp: &str, token: &str) -> String {
    let parts = [timestamp.as_bytes(), token.as_bytes()];
    hex::encode(hmac_sha256(signing_key, &parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As django-anymail computes it.
    #[test]
    fn signatures_are_those_of_mailgun() {
        assert_eq!(
            signature(
                "key-test-signing",
                "1529006854",
                "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"
            ),
            "ea80a3596ce790aa20ccea2a5ba5f2f725e02026d71bc488e9308afc89b5907b"
        );
    }
}
