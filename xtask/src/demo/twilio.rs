//! The part of Twilio: messages to the shop's number, signed as Twilio signs them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The header of [`signature`].
pub const HEADER: &str = "X-Twilio-Signature";
/// Where the shop tells Twilio to send messages.
pub const PATH: &str = "/webhooks/sms/twilio";

/// The form that Twilio posts for an incoming SMS, as it names its fields at
/// <https://www.twilio.com/docs/messaging/guides/webhook-request>.
pub fn message(sid: &str, from: &str, to: &str, body: &str) -> Vec<(&'static str, String)> {
    let account = "AC0123456789abcdef0123456789abcdef";
    [
        ("AccountSid", account),
        ("ApiVersion", "2010-04-01"),
        ("Body", body),
        ("From", from),
        ("FromCountry", "US"),
        ("MessageSid", sid),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsMessageSid", sid),
        ("SmsStatus", "received"),
        ("To", to),
        ("ToCountry", "US"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

/// A form's bytes.
pub fn encode(form: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

/// Base64 of the HMAC-SHA1, keyed by the account's Auth Token, over the URL and each name and
/// value in the order of the names:
/// <https://www.twilio.com/docs/usage/security#validating-requests>.
pub fn signature(auth_token: &str, url: &str, form: &[(&str, String)]) -> String {
    let mut sorted: Vec<_> = form.iter().collect();
    sorted.sort();
    #[allow(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()).expect("a key");
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Twilio's own library for Python.
    #[test]
    fn signatures_are_those_of_twilio() {
        let form = [
            ("To", "+18005551212"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        assert_eq!(
            signature(
                "12345",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                &form
            ),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
    }

    #[test]
    fn a_form_keeps_every_character() {
        let form = message("SM1", "+14155550137", "+14155550199", "1+1=2 & más 👋");
        let encoded = encode(&form);
        let decoded: Vec<_> = form_urlencoded::parse(encoded.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(decoded.len(), form.len());
        assert!(decoded.contains(&("Body".to_owned(), "1+1=2 & más 👋".to_owned())));
        assert!(encoded.contains("From=%2B14155550137"), "{encoded}");
    }
}
