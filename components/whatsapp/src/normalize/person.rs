//! Who is at the other end.
//!
//! WhatsApp knows a person by the number and, since April 2026, by an id that holds for one business:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
//! Who has a username may hide the number, so the id counts where there is one. Both come from the
//! provider, which vouches for them.

use std::collections::BTreeMap;

use throughline_channel_kit::json::Object;
use throughline_channel_kit::types::{Identity, Participant, Party, Role, Verdict};
use throughline_meta::Unreadable;

use crate::payload::Contact;

/// The kind of identity that holds a business-scoped user id.
pub const USER: &str = "whatsapp";
/// The kind of identity that holds a number.
pub const PHONE: &str = "phone";

/// The timeline's limit of an identity's value, in bytes.
const MOST_VALUE: usize = 512;
/// The timeline's limit of a name, in bytes.
const MOST_NAME: usize = 256;

/// What an item says about who it is from or to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Keys<'a> {
    /// The number. What is no number is a user id that was written here.
    pub number: Option<&'a str>,
    /// The business-scoped user id.
    pub user_id: Option<&'a str>,
    /// The parent id.
    pub parent_user_id: Option<&'a str>,
}

/// Everything that is known of somebody.
#[derive(Debug)]
pub struct Person {
    /// The identity that an interaction is filed under.
    pub customer: Participant,
    /// The others.
    pub also: Vec<Participant>,
    /// The shown name, else the username.
    pub name: Option<String>,
    /// The username, without `@`.
    pub username: Option<String>,
}

impl Person {
    /// Nobody but this identity is known.
    pub fn new(customer: Participant) -> Self {
        Self {
            customer,
            also: Vec::new(),
            name: None,
            username: None,
        }
    }

    /// The name, for those who list an interaction's people.
    pub fn party(&self, role: Role) -> Option<Party> {
        Some(Party {
            role,
            name: Some(self.name.clone()?),
            identity: self.customer.identity.clone(),
        })
    }
}

/// `contacts[]` of a change. It is in no order that could be relied on: each is found by its ids.
#[derive(Debug, Default)]
pub struct Contacts {
    all: Vec<Known>,
    by_user: BTreeMap<String, usize>,
    by_number: BTreeMap<String, usize>,
}

/// A contact, as far as it can be used.
#[derive(Debug, Default)]
struct Known {
    number: Option<String>,
    user: Option<String>,
    parent: Option<String>,
    name: Option<String>,
    username: Option<String>,
}

impl From<Contact> for Known {
    fn from(contact: Contact) -> Self {
        let profile = contact.profile.map(|Object(profile)| profile);
        let profile = profile.unwrap_or_default();
        Self {
            number: contact.wa_id.as_deref().and_then(number),
            user: user_id(contact.user_id.as_deref()),
            parent: user_id(contact.parent_user_id.as_deref()),
            name: name(profile.name),
            username: name(profile.username),
        }
    }
}

impl Contacts {
    /// Where one id is there twice, the first counts.
    pub fn new(contacts: impl IntoIterator<Item = Contact>) -> Self {
        let mut all = Self::default();
        for (at, contact) in contacts.into_iter().map(Known::from).enumerate() {
            for user in [&contact.user, &contact.parent].into_iter().flatten() {
                all.by_user.entry(user.clone()).or_insert(at);
            }
            if let Some(number) = &contact.number {
                all.by_number.entry(number.clone()).or_insert(at);
            }
            all.all.push(contact);
        }
        all
    }

    /// Whom an item is about.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when it names nobody.
    pub fn person(&self, keys: Keys<'_>) -> Result<Person, Unreadable> {
        let written = keys.number.filter(|id| is_user_id(id));
        let mut known = Known {
            number: keys.number.and_then(number),
            user: user_id(keys.user_id.or(written)),
            parent: user_id(keys.parent_user_id),
            ..Known::default()
        };
        if let Some(contact) = self.contact(&known) {
            known.number = known.number.or_else(|| contact.number.clone());
            known.user = known.user.or_else(|| contact.user.clone());
            known.parent = known.parent.or_else(|| contact.parent.clone());
            known.name.clone_from(&contact.name);
            known.username.clone_from(&contact.username);
        }
        let mut ids = [
            (USER, known.user),
            (USER, known.parent),
            (PHONE, known.number),
        ]
        .into_iter()
        .filter_map(|(kind, value)| Some(vouched(kind, value?)));
        let customer = ids
            .next()
            .ok_or_else(|| Unreadable::new("it does not say who it is from or to"))?;
        let also = ids.filter(|other| *other != customer).collect();
        let handle = known
            .username
            .as_ref()
            .map(|username| format!("@{username}"));
        Ok(Person {
            customer,
            also,
            name: known.name.or(handle),
            username: known.username,
        })
    }

    /// Found by what names one user; by number only if that user's id is not another one.
    fn contact(&self, known: &Known) -> Option<&Known> {
        let ids = [&known.user, &known.parent].into_iter().flatten();
        if let Some(at) = ids.filter_map(|id| self.by_user.get(id)).next() {
            return self.all.get(*at);
        }
        let at = self.by_number.get(known.number.as_ref()?)?;
        let contact = self.all.get(*at)?;
        let other = known.user.is_some() && contact.user.is_some() && known.user != contact.user;
        (!other).then_some(contact)
    }
}

/// An identity that the provider vouches for.
pub fn vouched(kind: &str, value: String) -> Participant {
    Participant {
        identity: Identity {
            kind: kind.to_owned(),
            value,
        },
        verdict: Verdict::Pass,
    }
}

/// A number in E.164 of what Meta writes with or without `+`.
pub fn number(written: &str) -> Option<String> {
    let written = written.trim();
    let digits = written.strip_prefix('+').unwrap_or(written);
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

/// Our own number, which comes as it is shown: `+1 555-078-3881`.
pub fn shown_number(shown: &str) -> Option<String> {
    let is_separator = |char: char| char.is_whitespace() || "-.()/\u{2011}".contains(char);
    number(&shown.replace(is_separator, ""))
}

/// An id in a member that holds ids only.
pub fn user_id(id: Option<&str>) -> Option<String> {
    let id = id?.trim();
    let plain = |char: char| !char.is_control() && !char.is_whitespace();
    let is_id = !id.is_empty() && id.len() <= MOST_VALUE && id.chars().all(plain);
    is_id.then(|| id.to_owned())
}

/// A name that says something, cut to fit.
fn name(written: Option<String>) -> Option<String> {
    let mut name = written?.trim().to_owned();
    super::cut(&mut name, MOST_NAME);
    (!name.is_empty()).then_some(name)
}

/// An id where a number might be: a country, a dot, letters and digits (`US.1349…`, `US.ENT.1181…`).
fn is_user_id(id: &str) -> bool {
    let (country, rest) = id.split_once('.').unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && !rest.is_empty()
        && rest.len() <= MOST_VALUE - 3
        && rest.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::{Value, json};

    fn contacts(list: Value) -> Contacts {
        Contacts::new(serde_json::from_value::<Vec<Contact>>(list).unwrap())
    }

    fn keys<'a>(number: &'a str, user_id: &'a str, parent: &'a str) -> Keys<'a> {
        let said = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        Keys {
            number: said(number),
            user_id: said(user_id),
            parent_user_id: said(parent),
        }
    }

    fn known(contacts: &Contacts, keys: Keys<'_>) -> Vec<String> {
        let person = contacts.person(keys).unwrap();
        let all = std::iter::once(&person.customer).chain(&person.also);
        let mut known: Vec<String> = all
            .map(|one| {
                assert_eq!(one.verdict, Verdict::Pass);
                format!("{} {}", one.identity.kind, one.identity.value)
            })
            .collect();
        known.extend(person.name);
        known
    }

    #[test]
    fn a_person_is_found_by_ids_and_never_by_place() {
        let contacts = contacts(json!([
            {"wa_id": "16505550002", "user_id": "US.2", "profile": {"name": "Bo"}},
            {"user_id": "US.3", "profile": {"username": "cy"}},
            {"wa_id": "16505550001", "profile": {"name": "Ann"}},
            {"wa_id": "16505550004", "user_id": "US.4", "parent_user_id": "US.ENT.4"},
            {"wa_id": "16505550004", "user_id": "US.5", "profile": {"name": "Not Dee"}},
        ]));
        let cases: [(Keys<'_>, &[&str]); 8] = [
            (keys("16505550001", "", ""), &["phone +16505550001", "Ann"]),
            (
                keys("", "US.2", ""),
                &["whatsapp US.2", "phone +16505550002", "Bo"],
            ),
            (
                keys("16505550002", "", ""),
                &["whatsapp US.2", "phone +16505550002", "Bo"],
            ),
            (keys("", "US.3", ""), &["whatsapp US.3", "@cy"]),
            (
                keys("", "", "US.ENT.4"),
                &["whatsapp US.4", "whatsapp US.ENT.4", "phone +16505550004"],
            ),
            // The number is that of another user by now.
            (
                keys("16505550002", "US.9", ""),
                &["whatsapp US.9", "phone +16505550002"],
            ),
            (keys("US.3", "", ""), &["whatsapp US.3", "@cy"]),
            (keys("+16505550009", "", ""), &["phone +16505550009"]),
        ];
        for (keys, expected) in cases {
            assert_eq!(known(&contacts, keys), expected, "{keys:?}");
        }
        for nobody in [
            keys("", "", ""),
            keys("anonymous", "", ""),
            keys("", "a b", ""),
        ] {
            assert!(contacts.person(nobody).is_err(), "{nobody:?}");
        }
    }

    #[test]
    fn numbers_are_e164() {
        for (written, expected) in [
            ("16505551234", Some("+16505551234")),
            ("+16505551234", Some("+16505551234")),
            (" 4915112345678 ", Some("+4915112345678")),
            ("0165055512", None),
            ("123456", None),
            ("1650555123456789", None),
            ("1650555x234", None),
            ("++16505551234", None),
            ("\u{661}\u{662}\u{663}4567890", None),
            ("", None),
        ] {
            assert_eq!(number(written).as_deref(), expected, "{written}");
        }
        assert_eq!(
            shown_number("+1 (555) 078-3881").as_deref(),
            Some("+15550783881")
        );
        assert_eq!(shown_number("Throughline"), None);
    }
}
