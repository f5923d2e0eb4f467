//! Twilio's error codes in plain words: <https://www.twilio.com/docs/api/errors>.
//!
//! The same codes come in the answer to a request and, for what was found out later, in status
//! callbacks. Twilio splits and rewords its codes as it likes, so they only explain: what becomes of
//! a message is decided by the HTTP status where a code is not here.

/// What a code means for a message that was to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The message will never reach this customer as it is.
    Refused,
    /// Nothing was sent, and later it may be.
    Throttled,
    /// Something in the account or in a variable keeps all messages from being sent.
    NotConfigured,
}

use Kind::{NotConfigured, Refused, Throttled};

/// Sorted by code.
const CODES: [(u32, Kind, &str); 56] = [
    (
        20003,
        NotConfigured,
        "Twilio does not accept the account's SID with the first token in `twilio_auth_token`",
    ),
    (20005, NotConfigured, "the Twilio account is not active"),
    (
        20404,
        NotConfigured,
        "Twilio does not know the account in `twilio_account_sid`",
    ),
    (
        20429,
        Throttled,
        "Twilio takes no more requests at the moment",
    ),
    (
        21211,
        Refused,
        "the customer's number is no valid phone number",
    ),
    (
        21212,
        NotConfigured,
        "the number that answers go out from is no valid sender: see `twilio_from`",
    ),
    (
        21217,
        Refused,
        "the customer's number is no valid phone number",
    ),
    (
        21265,
        Refused,
        "the customer wrote from a short code, which cannot be answered",
    ),
    (
        21266,
        Refused,
        "the customer's number and ours are the same",
    ),
    (
        21408,
        NotConfigured,
        "the Twilio account may not send to this country: enable it under Messaging, Settings, Geo \
         permissions",
    ),
    (
        21601,
        NotConfigured,
        "our number cannot send messages: see `twilio_from`",
    ),
    (21602, Refused, "the message has neither a text nor a file"),
    (
        21603,
        NotConfigured,
        "there is no number to send from: see `twilio_from`",
    ),
    (21604, Refused, "the message has no recipient"),
    (
        21606,
        NotConfigured,
        "our number is not one of the account's, or cannot send to this country: see `twilio_from`",
    ),
    (
        21608,
        NotConfigured,
        "a Twilio trial account sends to verified numbers only",
    ),
    (
        21609,
        NotConfigured,
        "Twilio cannot report to the address in `public_url`",
    ),
    (
        21610,
        Refused,
        "the customer has unsubscribed: they have to write START to this number before anything can \
         be sent to them",
    ),
    (
        21611,
        Throttled,
        "too many messages from this number wait at Twilio already",
    ),
    (
        21612,
        Refused,
        "this number cannot be reached from ours: the carrier or the country does not allow it",
    ),
    (
        21614,
        Refused,
        "the customer's number is not a mobile number",
    ),
    (
        21617,
        Refused,
        "the text is longer than the 1600 characters of one message",
    ),
    (21619, Refused, "the message has neither a text nor a file"),
    (
        21620,
        Refused,
        "the address of a file is none that Twilio can fetch",
    ),
    (21623, Refused, "a message takes at most 10 files"),
    (21635, Refused, "the customer's number is a landline"),
    (
        21655,
        Refused,
        "the template does not exist in this Twilio account",
    ),
    (
        21656,
        Refused,
        "the template's variables are not what it needs",
    ),
    (
        21659,
        NotConfigured,
        "our number is none of Twilio's: see `twilio_from`",
    ),
    (
        21660,
        NotConfigured,
        "our number belongs to another Twilio account: see `twilio_from`",
    ),
    (
        21661,
        NotConfigured,
        "our number cannot send messages: see `twilio_from`",
    ),
    (
        21703,
        NotConfigured,
        "the messaging service in `twilio_from` has no sender that reaches this customer",
    ),
    (
        21704,
        NotConfigured,
        "the messaging service in `twilio_from` has no sender",
    ),
    (
        21705,
        NotConfigured,
        "the messaging service in `twilio_from` does not exist in this account",
    ),
    (
        21910,
        NotConfigured,
        "our sender and the customer's address are not of the same channel: see `twilio_from`",
    ),
    (30001, Throttled, "too many messages wait at Twilio already"),
    (30002, NotConfigured, "the Twilio account is suspended"),
    (
        30003,
        Refused,
        "the phone cannot be reached: it is off, out of coverage, or no mobile phone",
    ),
    (
        30004,
        Refused,
        "the customer or their carrier blocks messages from our number",
    ),
    (
        30005,
        Refused,
        "the customer's number does not exist any more",
    ),
    (
        30006,
        Refused,
        "the number is a landline, or its carrier takes no messages",
    ),
    (
        30007,
        Refused,
        "the carrier's filter took the message for spam: write it in other words, without links",
    ),
    (
        30008,
        Refused,
        "the carrier did not deliver the message and does not say why",
    ),
    (
        30022,
        Throttled,
        "the carrier takes no more messages from our number at the moment",
    ),
    (
        30032,
        NotConfigured,
        "our toll-free number is not verified for sending yet",
    ),
    (
        30034,
        NotConfigured,
        "our number is not registered for sending to the United States (A2P 10DLC)",
    ),
    (30410, Refused, "the carrier did not answer in time"),
    (
        63001,
        NotConfigured,
        "the channel does not accept Twilio's credentials for our sender",
    ),
    (
        63003,
        Refused,
        "the customer cannot be reached on this channel",
    ),
    (
        63007,
        NotConfigured,
        "our number is no sender of this channel (WhatsApp, RCS) in the Twilio account: see \
         `twilio_from`",
    ),
    (
        63015,
        Refused,
        "WhatsApp's sandbox reaches only those who joined it",
    ),
    (
        63016,
        Refused,
        "the customer last wrote more than 24 hours ago: WhatsApp takes nothing but a template until \
         they write again",
    ),
    (
        63018,
        Throttled,
        "the channel takes no more messages from our sender at the moment",
    ),
    (
        63019,
        Refused,
        "the channel cannot fetch or show one of the files",
    ),
    (
        63024,
        Refused,
        "the customer's number is not on this channel (WhatsApp, RCS)",
    ),
    (
        63032,
        Refused,
        "WhatsApp does not deliver this message to this customer",
    ),
];

/// What a code means.
pub fn explained(code: u32) -> Option<(Kind, &'static str)> {
    let at = CODES.binary_search_by_key(&code, |(code, ..)| *code).ok()?;
    CODES.get(at).map(|(_, kind, words)| (*kind, *words))
}

/// The words alone.
pub fn words(code: u32) -> Option<&'static str> {
    explained(code).map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_words_fit_a_report() {
        assert!(CODES.is_sorted_by(|(a, ..), (b, ..)| a < b));
        for (code, kind, words) in CODES {
            assert_eq!(explained(code), Some((kind, words)));
            assert!(words.len() + 6 <= 200, "{code}");
        }
        assert_eq!(explained(1), None);
    }
}
