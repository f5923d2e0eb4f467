//! Events to interactions.

pub mod shopify;
pub mod square;

use throughline_channel_kit::types::{
    Identity, Interaction, Participant, Party, Role, Timestamp, Verdict,
};

use crate::CHANNEL;
use crate::attributes::Attributes;

/// The timeline's limit of an identity's value, in bytes.
const MOST_IDENTITY: usize = 512;
/// The timeline's limit of a text, in bytes.
const MOST_TEXT: usize = 1 << 20;
/// The timeline's limit of a name, in bytes.
pub(crate) const MOST_NAME: usize = 256;

/// Something was bought, paid for or ordered.
pub const PURCHASE: &str = "purchase";
/// Somebody comes, came or was to come.
pub const VISIT: &str = "visit";
/// What else happened to a customer's record: it is neither.
pub const ACTIVITY: &str = "activity";

/// What an event says about a customer.
#[derive(Debug)]
pub struct Event {
    /// `square` or `shopify`.
    pub provider: &'static str,
    /// What `message_id` is unique in.
    pub account: String,
    /// What makes the event the same when it comes again.
    pub message_id: String,
    /// [`PURCHASE`], [`VISIT`] or [`ACTIVITY`].
    pub kind: &'static str,
    /// When it happened, where the provider says it.
    pub occurred_at: Option<Timestamp>,
    /// Whose it is.
    pub customer: Customer,
    /// The shop, till or location.
    pub business: Option<Identity>,
    /// A line that people can read.
    pub text: String,
    /// The rest.
    pub attributes: Attributes,
    /// ISO 639-1.
    pub language: Option<String>,
}

/// Whom an event is about.
#[derive(Debug)]
pub struct Customer {
    /// The provider's customer, or the event itself where there is none.
    pub participant: Participant,
    /// Addresses that came along.
    pub also: Vec<Participant>,
    /// The name on the provider's record.
    pub name: Option<String>,
}

impl Customer {
    /// A customer that the provider knows, and vouches for.
    pub fn known(kind: &str, value: String) -> Self {
        Self::of(kind, value, Verdict::Pass)
    }

    /// Nobody knows whose it is: a customer of its own, so that two strangers never become one.
    pub fn stranger(value: String) -> Self {
        Self::of("external", value, Verdict::None)
    }

    fn of(kind: &str, value: String, verdict: Verdict) -> Self {
        Self {
            participant: participant(identity(kind, value), verdict),
            also: Vec::new(),
            name: None,
        }
    }

    /// Adds an identity, once. The first verdict stays.
    pub fn add(&mut self, identity: Option<Identity>, verdict: Verdict) {
        let Some(identity) = identity else { return };
        let mut known = std::iter::once(&self.participant).chain(&self.also);
        if known.all(|other| other.identity != identity) {
            self.also.push(participant(identity, verdict));
        }
    }
}

impl Event {
    /// The interaction that stands for the event.
    pub fn interaction(self) -> Interaction {
        let Customer {
            participant: customer,
            also,
            name,
        } = self.customer;
        let party = |name| Party {
            role: Role::From,
            name: Some(name),
            identity: customer.identity.clone(),
        };
        let parties = name.map(party).into_iter().collect();
        let mut text = self.text;
        text.truncate(text.floor_char_boundary(MOST_TEXT));
        Interaction {
            account: self.account,
            kind: self.kind.to_owned(),
            occurred_at: self.occurred_at,
            also,
            business: self.business.into_iter().collect(),
            text: Some(text),
            parties,
            attributes: self.attributes.finish(),
            language: self.language,
            ..Interaction::inbound(CHANNEL, self.provider, self.message_id, customer)
        }
    }
}

fn participant(identity: Identity, verdict: Verdict) -> Participant {
    Participant { identity, verdict }
}

/// An identity of any kind.
pub fn identity(kind: &str, value: String) -> Identity {
    Identity {
        kind: kind.to_owned(),
        value,
    }
}

/// A mail address, where the timeline would take it for one; in lower case.
pub fn email(written: Option<&str>) -> Option<Identity> {
    let address = written?.trim().to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let is_address = !local.is_empty()
        && domain.contains('.')
        && address.len() <= MOST_IDENTITY
        && !address.contains(|c: char| c.is_whitespace() || c.is_control());
    is_address.then(|| identity("email", address))
}

/// A phone number, where it is written with its country: tills take numbers as they are typed, and a
/// national one could be anybody's. In E.164.
pub fn phone(written: Option<&str>) -> Option<Identity> {
    let is_for_people = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}');
    let number: String = written?.chars().filter(|c| !is_for_people(*c)).collect();
    let digits = number.strip_prefix('+')?;
    let is_e164 = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_e164.then(|| identity("phone", number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_the_timeline_takes() {
        let long = format!("{}@example.org", "x".repeat(512));
        for (written, expected) in [
            (Some(" Ann@Example.org "), Some("ann@example.org")),
            (Some("a@b@example.org"), Some("a@b@example.org")),
            (Some("ann"), None),
            (Some("@example.org"), None),
            (Some("ann@localhost"), None),
            (Some("a nn@example.org"), None),
            (Some("a\u{0}nn@example.org"), None),
            (Some(&*long), None),
            (Some(""), None),
            (None, None),
        ] {
            let value = email(written).map(|identity| identity.value);
            assert_eq!(value.as_deref(), expected, "{written:?}");
        }
        for (written, expected) in [
            (Some("+14155550100"), Some("+14155550100")),
            (Some("+1 (415) 555-0100"), Some("+14155550100")),
            (Some("415-555-0100"), None),
            (Some("+0155550100"), None),
            (Some("+123456"), None),
            (Some("+1234567890123456"), None),
            (Some("+1415555O100"), None),
            (Some("+"), None),
            (None, None),
        ] {
            let value = phone(written).map(|identity| identity.value);
            assert_eq!(value.as_deref(), expected, "{written:?}");
        }
    }

    #[test]
    fn an_identity_is_named_once() {
        let mut customer = Customer::known("external", "square:C1".to_owned());
        let ann = || email(Some("ann@example.org"));
        customer.add(ann(), Verdict::Pass);
        customer.add(ann(), Verdict::None);
        customer.add(None, Verdict::Pass);
        customer.add(
            Some(identity("external", "square:C1".to_owned())),
            Verdict::None,
        );
        assert_eq!(customer.also.len(), 1);
        assert_eq!(customer.also[0].verdict, Verdict::Pass);
    }
}
