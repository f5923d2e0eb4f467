//! A visitor's session.

use serde::{Deserialize, Serialize};
use throughline_channel_kit::types::{Identity, Participant, Timestamp, Verdict};

use crate::Proven;

/// How long a session lasts, in milliseconds: 30 days.
pub const LIFETIME: u64 = 30 * 24 * 60 * 60 * 1000;

/// The scope of the one-time name that binds a visitor to the user who signed in on it first.
pub const BOUND: &str = "visitor-user";

/// What a visitor is bound to: SHA-256 of the user's id.
pub fn user_digest(user: &str) -> [u8; 32] {
    throughline_channel_kit::signature::sha256(user.as_bytes())
}

/// A visitor, what is proven of it and what it said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// 32 hex digits of 16 random bytes.
    pub visitor: String,
    /// The id of the user that is signed in at the site, proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The user's mail address, proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The user's phone number in E.164, proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The user's name, said by the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is not proven.
    #[serde(default, skip_serializing_if = "Contact::is_empty")]
    pub contact: Contact,
    /// ISO 639-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: Timestamp,
}

/// What a visitor said of itself. Nobody vouches for it: anybody can type anybody's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A name, see [`crate::address::name`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A mail address, see [`crate::address::email`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A phone number, see [`crate::address::phone`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Contact {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same with what `newer` says, which wins.
    #[must_use]
    pub fn with(self, newer: Self) -> Self {
        Self {
            name: newer.name.or(self.name),
            email: newer.email.or(self.email),
            phone: newer.phone.or(self.phone),
        }
    }

    /// The addresses as claims (verdict `none`): they join nothing and own nothing.
    pub fn claims(&self) -> Vec<Participant> {
        let email = participant("email", self.email.as_deref(), Verdict::None);
        let phone = participant("phone", self.phone.as_deref(), Verdict::None);
        email.into_iter().chain(phone).collect()
    }
}

/// A session as interactions name it. All of it is proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Participants {
    /// `user:<id>` of who is signed in, else `visitor:<id>`.
    pub customer: Participant,
    /// The visitor of who is signed in, and the proven addresses.
    pub also: Vec<Participant>,
}

impl Session {
    /// A new visitor. `random` comes from a generator that nobody can predict: who knows the id of a
    /// visitor knows nothing else, but two visitors must never have the same.
    pub fn begin(random: [u8; 16], now: Timestamp) -> Self {
        Self {
            visitor: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            user: None,
            email: None,
            phone: None,
            name: None,
            contact: Contact::default(),
            language: None,
            expires_at: now.saturating_add(LIFETIME),
        }
    }

    /// The session of whoever proved to be somebody on this browser: the same visitor, or a new one
    /// where another user was signed in, so that two users never become one over one browser. What
    /// was proven before gives way to what is proven now.
    ///
    /// The caller binds the visitor to the user ([`BOUND`]), because the token from before is still
    /// about: it must neither write any more nor be another user's.
    #[must_use]
    pub fn identify(self, proven: Proven, random: [u8; 16], now: Timestamp) -> Self {
        let other = self.user.as_ref().is_some_and(|user| *user != proven.user);
        let (visitor, contact) = if other {
            (Self::begin(random, now).visitor, Contact::default())
        } else {
            (self.visitor, self.contact)
        };
        Self {
            visitor,
            user: Some(proven.user),
            email: proven.email,
            phone: proven.phone,
            name: proven.name,
            contact: contact.with(proven.contact),
            language: self.language,
            expires_at: now.saturating_add(LIFETIME),
        }
        .without_needless_claims()
    }

    /// Whether nobody is signed in.
    pub fn is_anonymous(&self) -> bool {
        self.user.is_none()
    }

    /// The same for another 30 days. The session of a signed-in user lasts no longer than it did: only
    /// a new proof renews it.
    #[must_use]
    pub fn renewed(mut self, now: Timestamp) -> Self {
        if self.user.is_none() {
            self.expires_at = now.saturating_add(LIFETIME);
        }
        self
    }

    /// The same with what the visitor says of itself. What is proven is not replaced by it.
    #[must_use]
    pub fn with_contact(mut self, contact: Contact) -> Self {
        self.contact = self.contact.with(contact);
        self.without_needless_claims()
    }

    fn without_needless_claims(mut self) -> Self {
        let Contact { name, email, phone } = self.contact;
        self.contact = Contact {
            name: name.filter(|_| self.name.is_none()),
            email: email.filter(|_| self.email.is_none()),
            phone: phone.filter(|_| self.phone.is_none()),
        };
        self
    }

    /// Who is named on what comes from this session.
    pub fn participants(&self) -> Participants {
        let visitor = Participant {
            identity: self.visitor(),
            verdict: Verdict::Pass,
        };
        let user = participant("user", self.user.as_deref(), Verdict::Pass);
        let (customer, visitor) = match user {
            Some(user) => (user, Some(visitor)),
            None => (visitor, None),
        };
        let email = participant("email", self.email.as_deref(), Verdict::Pass);
        let phone = participant("phone", self.phone.as_deref(), Verdict::Pass);
        Participants {
            customer,
            also: visitor.into_iter().chain(email).chain(phone).collect(),
        }
    }

    /// The identities that a conversation of this session is asked for with: the user's, where one is
    /// signed in, and the visitor's.
    pub fn identities(&self) -> Vec<Identity> {
        let user = self.user.as_deref().map(|user| identity("user", user));
        user.into_iter().chain([self.visitor()]).collect()
    }

    /// `visitor:<id>`.
    pub fn visitor(&self) -> Identity {
        identity("visitor", &self.visitor)
    }

    /// The name to show: the site's, else what the visitor typed.
    pub fn shown_name(&self) -> Option<&str> {
        self.name.as_deref().or(self.contact.name.as_deref())
    }

    /// The mail address to write to: the proven one, else what the visitor typed.
    pub fn reachable_email(&self) -> Option<&str> {
        self.email.as_deref().or(self.contact.email.as_deref())
    }

    /// The phone number to call: the proven one, else what the visitor typed.
    pub fn reachable_phone(&self) -> Option<&str> {
        self.phone.as_deref().or(self.contact.phone.as_deref())
    }
}

fn identity(kind: &str, value: &str) -> Identity {
    Identity {
        kind: kind.to_owned(),
        value: value.to_owned(),
    }
}

fn participant(kind: &str, value: Option<&str>, verdict: Verdict) -> Option<Participant> {
    let identity = identity(kind, value?);
    Some(Participant { identity, verdict })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = 1_795_321_020_123;

    fn proven(user: &str) -> Proven {
        Proven {
            user: user.to_owned(),
            email: Some("ana@example.com".to_owned()),
            phone: None,
            name: Some("Ana".to_owned()),
            contact: Contact::default(),
        }
    }

    fn typed(name: &str, email: &str) -> Contact {
        Contact {
            name: Some(name.to_owned()),
            email: Some(email.to_owned()),
            phone: Some("+15551234567".to_owned()),
        }
    }

    fn named(participants: &[Participant]) -> Vec<String> {
        let shown = participants.iter().map(|participant| {
            let Identity { kind, value } = &participant.identity;
            format!("{kind}:{value} {:?}", participant.verdict)
        });
        shown.collect()
    }

    #[test]
    fn a_new_visitor_is_only_itself() {
        let session = Session::begin([0xab; 16], NOW);
        assert_eq!(session.visitor, "ab".repeat(16));
        assert_eq!(session.expires_at, NOW + 2_592_000_000);
        let Participants { customer, also } = session.participants();
        let visitor = format!("visitor:{} Verdict::Pass", "ab".repeat(16));
        assert_eq!(named(&[customer]), [visitor]);
        assert!(also.is_empty());
        assert_eq!(session.identities(), [session.visitor()]);
    }

    #[test]
    fn what_is_typed_is_a_claim_beside_the_session() {
        let session = Session::begin([1; 16], NOW).with_contact(typed("Eve", "ana@example.com"));
        assert!(session.participants().also.is_empty());
        assert_eq!(
            named(&session.contact.claims()),
            [
                "email:ana@example.com Verdict::None",
                "phone:+15551234567 Verdict::None"
            ]
        );
        assert_eq!(session.shown_name(), Some("Eve"));
        assert_eq!(session.reachable_email(), Some("ana@example.com"));
    }

    #[test]
    fn who_signs_in_keeps_the_visitor_and_what_is_proven_wins() {
        let before = Session::begin([1; 16], NOW).with_contact(typed("Eve", "eve@example.com"));
        let visitor = before.visitor.clone();
        let session = before.identify(proven("ana"), [2; 16], NOW + 1);
        assert_eq!(session.visitor, visitor);
        assert_eq!(session.shown_name(), Some("Ana"));
        assert_eq!(session.reachable_email(), Some("ana@example.com"));
        assert_eq!(session.reachable_phone(), Some("+15551234567"));
        assert_eq!(
            named(&session.contact.claims()),
            ["phone:+15551234567 Verdict::None"]
        );
        let Participants { customer, also } = session.participants();
        assert_eq!(named(&[customer]), ["user:ana Verdict::Pass"]);
        let visitor = format!("visitor:{visitor} Verdict::Pass");
        assert_eq!(
            named(&also),
            [&*visitor, "email:ana@example.com Verdict::Pass"]
        );
        assert_eq!(session.identities().len(), 2);
    }

    #[test]
    fn another_user_is_another_visitor() {
        let ana = Session::begin([1; 16], NOW).identify(proven("ana"), [2; 16], NOW);
        let ana = ana.with_contact(typed("Ana", "private@example.com"));
        let again = ana.clone().identify(proven("ana"), [3; 16], NOW + 5);
        assert_eq!(again.visitor, ana.visitor);
        assert_eq!(again.expires_at, NOW + 5 + LIFETIME);
        let other = ana.clone().identify(proven("bob"), [4; 16], NOW);
        assert_eq!(other.visitor, "04".repeat(16));
        assert!(other.contact.is_empty(), "{other:?}");
    }

    #[test]
    fn only_a_new_proof_renews_the_session_of_a_user() {
        let visitor = Session::begin([1; 16], NOW);
        let user = visitor.clone().identify(proven("ana"), [2; 16], NOW);
        assert_eq!(visitor.renewed(NOW + 9).expires_at, NOW + 9 + LIFETIME);
        assert_eq!(user.renewed(NOW + 9).expires_at, NOW + LIFETIME);
    }
}
