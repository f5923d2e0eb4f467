//! Where a message goes, and what it comes from.
//!
//! <https://www.twilio.com/docs/messaging/api/message-resource#create-a-message>: `To` and `From` are
//! numbers in E.164, short codes, or addresses of another channel: `whatsapp:+14155550100`,
//! `rcs:brand_agent`.

use serde_json::Value;
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Message, Recipient, Unsendable};
use throughline_twilio::address::{is_e164, is_sid};

use crate::CHANNEL;

/// What `twilio_from` holds.
const FROM: &str = "the number that messages are sent from, like +14155550199, a short code, a \
                    sender's name, or the SID of a messaging service (MG…)";

/// By which of Twilio's channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// The carrier's.
    Sms,
    /// WhatsApp, through Twilio.
    WhatsApp,
    /// Another one, whose addresses are written `name:address`.
    Other,
}

/// What a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// `From`.
    From(String),
    /// `MessagingServiceSid`: Twilio chooses a sender of the service's.
    Service(String),
}

/// The ends of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// By which channel.
    pub transport: Transport,
    /// `To`.
    pub to: String,
    /// `From` or `MessagingServiceSid`.
    pub sender: Sender,
}

/// Where an answer goes, and what it comes from: the number that the customer wrote to, else
/// `twilio_from`.
///
/// # Errors
///
/// [`Unsendable`] for a customer who has no address that can be answered, and when there is nothing to
/// send from.
pub fn ends(
    message: &Message,
    recipient: &Recipient,
    settings: &Settings,
) -> Result<Ends, Unsendable> {
    let (named, to) = to(recipient)?;
    let answered = message
        .answers
        .as_ref()
        .and_then(|answers| answers.get("transport"))
        .and_then(Value::as_str);
    let ours = message.from.as_ref().and_then(|from| own(&from.0));
    let transport = match (named, answered) {
        (Some(transport), _) => transport,
        (None, Some("whatsapp")) => Transport::WhatsApp,
        (None, _) => Transport::Sms,
    };
    let configured = || configured(settings);
    match transport {
        Transport::WhatsApp => {
            let ours = ours.filter(|own| is_e164(own));
            let sender = match ours.map_or_else(configured, |own| Ok(Sender::From(own)))? {
                Sender::From(own) if is_e164(&own) => Sender::From(format!("whatsapp:{own}")),
                Sender::From(_) => return Err(Unsendable::not_configured("twilio_from", FROM)),
                service => service,
            };
            let to = format!("whatsapp:{to}");
            Ok(Ends {
                transport,
                to,
                sender,
            })
        }
        Transport::Other => {
            // Both ends are of the same channel, or a service has to choose.
            let scheme = to.split(':').next().unwrap_or_default();
            let same = |own: &String| own.split_once(':').is_some_and(|(own, _)| own == scheme);
            let sender = match ours.filter(same) {
                Some(own) => Sender::From(own),
                None => configured()?,
            };
            Ok(Ends {
                transport,
                to,
                sender,
            })
        }
        Transport::Sms => {
            // Who wrote by RCS to an agent is answered by RCS; their number takes SMS as well.
            let agent = |own: &String| own.starts_with("rcs:");
            if answered == Some("rcs") && ours.as_ref().is_some_and(agent) {
                let to = format!("rcs:{to}");
                let sender = ours.map_or_else(configured, |own| Ok(Sender::From(own)))?;
                let transport = Transport::Other;
                return Ok(Ends {
                    transport,
                    to,
                    sender,
                });
            }
            let sender = match ours.filter(|own| is_e164(own) || is_short_code(own)) {
                Some(own) => Sender::From(own),
                None => configured()?,
            };
            Ok(Ends {
                transport,
                to,
                sender,
            })
        }
    }
}

/// The customer's address, as the connector names customers: a `phone`, a `whatsapp` user, or
/// `external` `sms:<address as Twilio wrote it>`.
fn to(recipient: &Recipient) -> Result<(Option<Transport>, String), Unsendable> {
    let value = recipient.value.trim();
    match recipient.kind.as_str() {
        "phone" if is_e164(value) || is_short_code(value) => Ok((None, value.to_owned())),
        "phone" => Err(Unsendable::invalid(
            "to[0].value",
            "a number is written in E.164, like +14155550100",
        )),
        "whatsapp" if is_plain(value) => Ok((Some(Transport::WhatsApp), value.to_owned())),
        "whatsapp" => Err(Unsendable::invalid(
            "to[0].value",
            "a user id of WhatsApp has no spaces",
        )),
        "external" => match written(value) {
            Some(address) if is_short_code(address) => Ok((None, address.to_owned())),
            Some(address) if address.contains(':') => {
                Ok((Some(Transport::Other), address.to_owned()))
            }
            _ => Err(Unsendable::invalid(
                "to[0].value",
                "this sender cannot be answered: the number was withheld, or is a name",
            )),
        },
        _ => Err(Unsendable::invalid(
            "to[0].kind",
            "an SMS goes to a `phone`, or to a `whatsapp` or `external` address that wrote by Twilio",
        )),
    }
}

/// Our own address that the customer wrote to.
fn own(from: &Recipient) -> Option<String> {
    let value = from.value.trim();
    match from.kind.as_str() {
        "phone" if is_e164(value) || is_short_code(value) => Some(value.to_owned()),
        "external" => written(value).map(str::to_owned),
        _ => None,
    }
}

/// The address behind `sms:`.
fn written(external: &str) -> Option<&str> {
    let (source, address) = external.split_once(':')?;
    (source == CHANNEL && is_plain(address)).then_some(address)
}

/// `twilio_from`.
fn configured(settings: &Settings) -> Result<Sender, Unsendable> {
    let wanted = || Unsendable::not_configured("twilio_from", FROM);
    let from = settings.get("twilio_from").ok_or_else(wanted)?;
    if is_sid(from, "MG") {
        return Ok(Sender::Service(from.to_owned()));
    }
    let is_name = (1..=11).contains(&from.len())
        && from
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'+' | b'-' | b'_' | b'&'))
        && from.bytes().any(|b| b.is_ascii_alphabetic());
    if is_e164(from) || is_short_code(from) || is_name {
        Ok(Sender::From(from.to_owned()))
    } else {
        Err(wanted())
    }
}

fn is_short_code(text: &str) -> bool {
    (3..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Something that an address may be: visible ASCII.
fn is_plain(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
