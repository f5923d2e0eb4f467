//! Who is at either end of a message, and who vouches for it.

use throughline_channel_kit::types::{Identity, Participant, Verdict};
use throughline_twilio::address::{is_e164, is_withheld};

use super::cut;
use crate::CHANNEL;

/// One end of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// Nobody's: the sender withheld it.
    Withheld,
    /// A number in E.164.
    Phone(&'a str),
    /// A user id of WhatsApp that is no number (an account with a username).
    WhatsApp(&'a str),
    /// A short code, an alphanumeric sender, or an address of another transport, as it was sent.
    Other(&'a str),
}

impl<'a> Address<'a> {
    /// Reads `+14155550100`, `whatsapp:+14155550100`, `rcs:brand_agent`, `12345`, `ACME`… The first
    /// part is the transport when it is not the carrier's SMS.
    pub(super) fn read(written: &'a str) -> (Option<&'a str>, Self) {
        let written = written.trim();
        let (transport, address) = match written.split_once(':') {
            Some((transport, address)) => (Some(transport), address),
            None => (None, written),
        };
        let read = match (transport, address) {
            (_, address) if is_withheld(address) => Self::Withheld,
            (None | Some("whatsapp" | "rcs"), address) if is_e164(address) => Self::Phone(address),
            (Some("whatsapp"), address) => Self::WhatsApp(address),
            _ => Self::Other(written),
        };
        (transport, read)
    }

    /// The customer at this address. A carrier (and WhatsApp, and RCS) vouches for a number; nobody
    /// vouches for a short code or a name, which many can use. A withheld address is not an
    /// identity that two messages could share: each such message stands alone.
    pub(super) fn participant(&self, sid: &str) -> Participant {
        let (kind, value, verdict) = match self {
            Self::Phone(number) => ("phone", (*number).to_owned(), Verdict::Pass),
            Self::WhatsApp(id) => ("whatsapp", (*id).to_owned(), Verdict::Pass),
            Self::Other(sender) => ("external", external(sender), Verdict::None),
            Self::Withheld => ("external", external(sid), Verdict::None),
        };
        Participant {
            identity: Identity {
                kind: kind.to_owned(),
                value,
            },
            verdict,
        }
    }

    /// Our own address.
    pub(super) fn business(&self) -> Option<Identity> {
        let (kind, value) = match self {
            Self::Phone(number) => ("phone", (*number).to_owned()),
            Self::WhatsApp(id) => ("whatsapp", (*id).to_owned()),
            Self::Other(sender) => ("external", external(sender)),
            Self::Withheld => return None,
        };
        Some(Identity {
            kind: kind.to_owned(),
            value,
        })
    }
}

/// `<source>:<id>`, cut to fit the timeline's 512 bytes.
fn external(id: &str) -> String {
    let mut value = format!("{CHANNEL}:{id}");
    cut(&mut value, 512);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_who_somebody_vouches_for() {
        for (from, kind, value, verdict) in [
            ("+14155550100", "phone", "+14155550100", Verdict::Pass),
            (" +4915112345678 ", "phone", "+4915112345678", Verdict::Pass),
            (
                "whatsapp:+14155550100",
                "phone",
                "+14155550100",
                Verdict::Pass,
            ),
            ("rcs:+14155550100", "phone", "+14155550100", Verdict::Pass),
            (
                "whatsapp:US.13491208655302741918",
                "whatsapp",
                "US.13491208655302741918",
                Verdict::Pass,
            ),
            (
                "rcs:brand_agent",
                "external",
                "sms:rcs:brand_agent",
                Verdict::None,
            ),
            (
                "messenger:1234",
                "external",
                "sms:messenger:1234",
                Verdict::None,
            ),
            // Another transport's number is not the carrier's.
            (
                "client:+14155550100",
                "external",
                "sms:client:+14155550100",
                Verdict::None,
            ),
            ("12345", "external", "sms:12345", Verdict::None),
            ("4155550100", "external", "sms:4155550100", Verdict::None),
            ("ACME", "external", "sms:ACME", Verdict::None),
            ("+0155550100", "external", "sms:+0155550100", Verdict::None),
            (
                "+1415555010012345",
                "external",
                "sms:+1415555010012345",
                Verdict::None,
            ),
            ("+266696687", "external", "sms:SM1", Verdict::None),
            ("Anonymous", "external", "sms:SM1", Verdict::None),
            ("", "external", "sms:SM1", Verdict::None),
            ("whatsapp:", "external", "sms:SM1", Verdict::None),
        ] {
            let participant = Address::read(from).1.participant("SM1");
            let identity = Identity {
                kind: kind.into(),
                value: value.into(),
            };
            assert_eq!(participant, Participant { identity, verdict }, "{from}");
        }
    }
}
