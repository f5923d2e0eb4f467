//! Twilio's parameters to what the timeline records.
//!
//! Incoming messages: <https://www.twilio.com/docs/messaging/guides/webhook-request>. Status
//! callbacks: <https://www.twilio.com/docs/messaging/guides/track-outbound-message-status>.

mod address;
mod report;

use serde_json::{Map, Value};
use throughline_channel_kit::types::{Attachment, Consent, Interaction};
use throughline_twilio::PROVIDER;
use throughline_twilio::payload::{Parameters, Unreadable};

use address::Address;
pub use report::report;

use crate::CHANNEL;

/// More media than Twilio ever sends with one message (it sends at most 10).
const MOST_MEDIA: usize = 32;
/// The timeline's limit of `attributes`, in bytes of JSON.
const MOST_ATTRIBUTES: usize = 2048;
/// Words that Twilio takes as a wish not to be contacted, when they are the whole message:
/// <https://help.twilio.com/articles/223134027>.
const OPT_OUT: [&str; 8] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
];
/// Words that Twilio takes as taking it back.
const OPT_IN: [&str; 3] = ["START", "YES", "UNSTOP"];

/// Parameters that an interaction says elsewhere, or that repeat another one.
const SAID: [&str; 9] = [
    "AccountSid",
    "MessageSid",
    "SmsSid",
    "SmsMessageSid",
    "From",
    "To",
    "Body",
    "NumMedia",
    "SmsStatus",
];

/// An incoming SMS, MMS, or message of WhatsApp or RCS through Twilio.
///
/// Twilio sends no time, so `occurred_at` is left to the time of recording.
///
/// # Errors
///
/// [`Unreadable`] when `MessageSid` or `AccountSid` is missing, or a parameter that is needed has
/// several values or is not UTF-8.
pub fn message(parameters: &Parameters) -> Result<Interaction, Unreadable> {
    let sid = message_sid(parameters)?;
    let account = parameters.need("AccountSid")?;
    let text = parameters.one("Body")?;
    let (transport, from) = Address::read(parameters.one("From")?.unwrap_or_default());
    let (_, to) = Address::read(parameters.one("To")?.unwrap_or_default());
    Ok(Interaction {
        account: account.to_owned(),
        business: to.business().into_iter().collect(),
        text: text.map(str::to_owned),
        attachments: attachments(parameters)?,
        attributes: attributes(parameters, transport),
        consent: consent(parameters.one("OptOutType")?, text.unwrap_or_default()),
        ..Interaction::inbound(CHANNEL, PROVIDER, sid, from.participant(sid))
    })
}

/// `SmsSid` is what `MessageSid` was called before; Twilio sends both.
fn message_sid(parameters: &Parameters) -> Result<&str, Unreadable> {
    match parameters.one("MessageSid")? {
        Some(sid) => Ok(sid),
        None => parameters
            .one("SmsSid")?
            .ok_or_else(|| Unreadable("`MessageSid` is missing".to_owned())),
    }
}

/// `MediaUrl0`, `MediaContentType0`, `MediaUrl1`… as far as they go. `NumMedia` is not needed, and
/// not believed.
fn attachments(parameters: &Parameters) -> Result<Vec<Attachment>, Unreadable> {
    let mut attachments = Vec::new();
    for n in 0..MOST_MEDIA {
        let url = parameters.one(&format!("MediaUrl{n}"))?;
        let content_type = parameters.one(&format!("MediaContentType{n}"))?;
        if url.is_none() && content_type.is_none() {
            break;
        }
        attachments.push(Attachment {
            name: String::new(),
            content_type: content_type
                .unwrap_or("application/octet-stream")
                .to_owned(),
            size: None,
            url: url.map(str::to_owned),
            content_id: None,
            content: None,
        });
    }
    Ok(attachments)
}

/// What the message says about being contacted. `OptOutType` is Twilio's own reading (with Advanced
/// Opt-Out, whose words are the operator's); without it the words that Twilio acts on. A wish to be
/// left alone is taken from `Stop!` as well; a wish to be contacted again only from the exact word.
fn consent(opt_out_type: Option<&str>, text: &str) -> Option<Consent> {
    match opt_out_type {
        Some("STOP") => return Some(Consent::OptedOut),
        Some("START") => return Some(Consent::OptedIn),
        Some("HELP") => return None,
        _ => {}
    }
    let word = text.trim();
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is = |word: &str, words: &[&str]| words.iter().any(|w| word.eq_ignore_ascii_case(w));
    if is(bare, &OPT_OUT) {
        Some(Consent::OptedOut)
    } else if is(word, &OPT_IN) {
        Some(Consent::OptedIn)
    } else {
        None
    }
}

/// Everything else that Twilio sent (place names, `ProfileName`, `ButtonPayload`, what it adds next
/// year) as long as it fits, by name; `transport` when it is not SMS, so that an answer goes the
/// same way. Members that do not fit are left out and `left_out` counts them.
fn attributes(parameters: &Parameters, transport: Option<&str>) -> Option<Vec<u8>> {
    // Room for `transport`, `left_out` and the braces.
    let mut room = MOST_ATTRIBUTES - 128;
    let mut left_out = 0_u64;
    let mut attributes = Map::new();
    for (name, values) in parameters.shown() {
        if SAID.contains(&name.as_str()) || is_media(&name) {
            continue;
        }
        let value = match values.as_slice() {
            [value] if value.is_empty() => continue,
            [value] => Value::from(value.as_str()),
            _ => Value::from(values),
        };
        let size = Value::from(name.as_str()).to_string().len() + value.to_string().len() + 2;
        match room.checked_sub(size) {
            Some(rest) => {
                room = rest;
                attributes.insert(name, value);
            }
            None => left_out += 1,
        }
    }
    if left_out > 0 {
        attributes.insert("left_out".to_owned(), Value::from(left_out));
    }
    if let Some(transport) = transport {
        let mut transport = transport.to_owned();
        cut(&mut transport, 16);
        attributes.insert("transport".to_owned(), Value::from(transport));
    }
    (!attributes.is_empty()).then(|| Value::from(attributes).to_string().into_bytes())
}

fn is_media(name: &str) -> bool {
    ["MediaUrl", "MediaContentType"].iter().any(|prefix| {
        let n = name
            .strip_prefix(prefix)
            .and_then(|n| n.parse::<usize>().ok());
        n.is_some_and(|n| n < MOST_MEDIA)
    })
}

/// Cuts a text to at most `most` bytes, between two characters.
fn cut(text: &mut String, most: usize) {
    text.truncate(text.floor_char_boundary(most));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn form(extra: &str) -> Parameters {
        let body = format!("MessageSid=SM1&AccountSid=AC1&From=%2B14155550100&{extra}");
        Parameters::from_form(body.as_bytes())
    }

    #[test]
    fn consent_is_twilios_reading_else_the_exact_word() {
        for (extra, expected) in [
            ("Body=STOP", Some(Consent::OptedOut)),
            ("Body=stop", Some(Consent::OptedOut)),
            ("Body=+Stop%21%0A", Some(Consent::OptedOut)),
            ("Body=StopAll", Some(Consent::OptedOut)),
            ("Body=UNSUBSCRIBE", Some(Consent::OptedOut)),
            ("Body=cancel", Some(Consent::OptedOut)),
            ("Body=end", Some(Consent::OptedOut)),
            ("Body=quit", Some(Consent::OptedOut)),
            ("Body=revoke", Some(Consent::OptedOut)),
            ("Body=optout", Some(Consent::OptedOut)),
            ("Body=START", Some(Consent::OptedIn)),
            ("Body=+yes+", Some(Consent::OptedIn)),
            ("Body=unstop", Some(Consent::OptedIn)),
            ("Body=yes%21", None),
            ("Body=please+stop", None),
            ("Body=stop+it", None),
            ("Body=nonstop", None),
            ("Body=", None),
            ("Body=ARRET&OptOutType=STOP", Some(Consent::OptedOut)),
            ("Body=stop&OptOutType=START", Some(Consent::OptedIn)),
            ("Body=stop&OptOutType=HELP", None),
            ("Body=stop&OptOutType=LATER", Some(Consent::OptedOut)),
        ] {
            assert_eq!(message(&form(extra)).unwrap().consent, expected, "{extra}");
        }
    }

    #[test]
    fn media_come_along_with_or_without_text() {
        let found = |extra: &str| {
            let media = message(&form(extra)).unwrap().attachments;
            let pairs = media.into_iter().map(|a| (a.url, a.content_type));
            pairs.collect::<Vec<_>>()
        };
        let url = |n: &str| Some(format!("https://m.example/{n}"));
        assert_eq!(found("NumMedia=3"), []);
        assert_eq!(
            found(
                "Body=&NumMedia=2&MediaUrl0=https://m.example/0&MediaContentType0=image/jpeg\
                 &MediaUrl1=https://m.example/1&MediaUrl3=https://m.example/3"
            ),
            [
                (url("0"), "image/jpeg".to_owned()),
                (url("1"), "application/octet-stream".to_owned())
            ]
        );
        let many: String = (0..100).map(|n| format!("&MediaUrl{n}=u")).collect();
        assert_eq!(found(&many).len(), MOST_MEDIA);
        assert_eq!(message(&form("Body=&NumMedia=0")).unwrap().text, None);
    }

    #[test]
    fn attributes_keep_what_fits() {
        let attributes = |extra: &str| {
            let json = message(&form(extra)).unwrap().attributes?;
            assert!(json.len() <= MOST_ATTRIBUTES);
            Some(serde_json::from_slice::<Value>(&json).unwrap())
        };
        assert_eq!(
            attributes("SmsSid=SM1&SmsStatus=received&Body=x&FromCity="),
            None
        );
        assert_eq!(
            attributes("FromCity=OAKLAND&New=1&New=2&From2=%ff"),
            Some(
                serde_json::json!({"FromCity": "OAKLAND", "New": ["1", "2"], "From2": "\u{fffd}"})
            )
        );
        let long = format!("A={}&B={}&C=kept", "x".repeat(1000), "\n".repeat(1000));
        let kept = attributes(&long).unwrap();
        assert_eq!((&kept["C"], &kept["left_out"]), (&"kept".into(), &1.into()));
        let many: String = (0..5000).map(|n| format!("&K{n}={n}")).collect();
        assert!(attributes(&many).unwrap()["left_out"].as_u64().unwrap() > 4000);
        let transported =
            Parameters::from_form(b"MessageSid=1&AccountSid=2&From=whatsapp:%2B14155550100");
        let json = message(&transported).unwrap().attributes.unwrap();
        assert_eq!(json, br#"{"transport":"whatsapp"}"#);
    }
}
