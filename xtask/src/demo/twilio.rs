//! The part of Twilio: messages and calls to the shop's number, signed as Twilio signs them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The header of [`signature`].
pub const HEADER: &str = "X-Twilio-Signature";
/// Where the shop tells Twilio to send messages.
pub const SMS: &str = "/webhooks/sms/twilio";
/// Where the shop tells Twilio to ask what to do with a call.
pub const VOICE: &str = "/webhooks/voice/twilio";
const SHOPS_NUMBER: &str = "+14155550199";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

/// The form that Twilio posts for an incoming SMS, as it names its fields at
/// <https://www.twilio.com/docs/messaging/guides/webhook-request>.
pub fn message(sid: &str, from: &str, body: &str) -> Vec<(&'static str, String)> {
    [
        ("AccountSid", ACCOUNT),
        ("ApiVersion", "2010-04-01"),
        ("Body", body),
        ("From", from),
        ("FromCountry", "US"),
        ("MessageSid", sid),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsMessageSid", sid),
        ("SmsStatus", "received"),
        ("To", SHOPS_NUMBER),
        ("ToCountry", "US"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

/// The form that Twilio posts about a call to the shop, as it names its fields at
/// <https://www.twilio.com/docs/voice/twiml#request-parameters>, with what each step adds.
pub fn call<'a>(sid: &str, from: &str, adds: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    let fields = [
        ("AccountSid", ACCOUNT),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", sid),
        ("Direction", "inbound"),
        ("From", from),
        ("FromCountry", "US"),
        ("To", SHOPS_NUMBER),
        ("ToCountry", "US"),
    ];
    let mut form: Vec<_> = fields.map(|(name, value)| (name, value.to_owned())).into();
    form.extend(
        adds.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    form
}

/// The form about the agent's leg of such a call, which is a call of its own.
pub fn leg<'a>(
    parent: &str,
    from: &str,
    agent: &str,
    adds: &[(&'a str, &str)],
) -> Vec<(&'a str, String)> {
    let sid = format!("{parent:.33}f");
    let fields = [
        ("AccountSid", ACCOUNT),
        ("CallSid", sid.as_str()),
        ("Direction", "outbound-dial"),
        ("From", from),
        ("ParentCallSid", parent),
        ("To", agent),
    ];
    let mut form: Vec<_> = fields.map(|(name, value)| (name, value.to_owned())).into();
    form.extend(
        adds.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    form
}

/// What a TwiML document says aloud.
pub fn spoken(twiml: &str) -> String {
    let says = twiml.split("<Say").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('>')?;
        Some(unescaped(rest.split_once("</Say>")?.0))
    });
    says.collect::<Vec<_>>().join(" ")
}

/// The value of an attribute of the first such element.
pub fn attribute(twiml: &str, element: &str, name: &str) -> Option<String> {
    let (_, rest) = twiml.split_once(&format!("<{element} "))?;
    let (tag, _) = rest.split_once('>')?;
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&#39;", "'").replace("&amp;", "&")
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
        let form = message("SM1", "+14155550137", "1+1=2 & más 👋");
        let encoded = encode(&form);
        let decoded: Vec<_> = form_urlencoded::parse(encoded.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(decoded.len(), form.len());
        assert!(decoded.contains(&("Body".to_owned(), "1+1=2 & más 👋".to_owned())));
        assert!(encoded.contains("From=%2B14155550137"), "{encoded}");
    }

    #[test]
    fn a_document_is_read_as_twilio_reads_it() {
        let twiml = "<Response><Gather input=\"dtmf\" action=\"https://a.example/b?c=1&amp;d=2\">\
                     <Say language=\"en-US\">Thank you.</Say></Gather><Say>A &amp; &lt;B&gt;</Say>\
                     <Dial action=\"/x\"><Number url=\"/y\">+1</Number></Dial></Response>";
        assert_eq!(spoken(twiml), "Thank you. A & <B>");
        let found = |element, name| attribute(twiml, element, name);
        assert_eq!(
            found("Gather", "action").unwrap(),
            "https://a.example/b?c=1&d=2"
        );
        assert_eq!(found("Number", "url").unwrap(), "/y");
        assert_eq!(found("Number", "action"), None);
        assert_eq!(found("Record", "action"), None);
    }
}
