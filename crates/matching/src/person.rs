//! What is known of a customer, made comparable.

use crate::address::Address;
use crate::born::Born;
use crate::contact::Contact;
use crate::likeness::compact;
use crate::name::Name;
use std::collections::BTreeMap;
use std::fmt;
use throughline_identity::text;

/// Longest value that is read, in bytes; what is longer is no name and no address of anybody.
const LONGEST: usize = 1024;
/// Most facts of one name that are read.
const MOST: usize = 64;

/// A customer for comparison. Everything is standardised once, in [`Person::new`]; it holds at most a
/// few kilobytes, whatever it is made of.
///
/// Its `Debug` says what is known and not the values.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub(crate) name: Name,
    pub(crate) born: Option<Born>,
    pub(crate) national_id: Option<String>,
    pub(crate) address: Address,
    pub(crate) contact: Contact,
}

impl Person {
    /// From facts as integrators name and write them, in any order:
    ///
    /// | fact | names |
    /// |---|---|
    /// | whole name | `name`; only for parts that are not given |
    /// | given name | `given_name`, `first_name`, `firstname` |
    /// | surname | `surname`, `last_name`, `lastname`, `family_name` |
    /// | street | `address`, `address_1`, `address_2`, `street`, `street_address` |
    /// | house number | `street_number`, `house_number` |
    /// | town | `suburb`, `city`, `town`, `locality` |
    /// | postcode | `postcode`, `zip`, `postal_code`, `zip_code` |
    /// | state | `state`, `region`, `province` |
    /// | date of birth | `date_of_birth`, `dob`, `birth_date`, `birthdate`, `birthday`, as `19081209`, `1908-12-09`, `09.12.1908`, `09/12/1908` |
    /// | national id | `soc_sec_id`, `ssn`, `national_id` |
    /// | telephone numbers | `phone`, `mobile`, `telephone` |
    /// | mail addresses | `email` |
    ///
    /// Other facts, empty ones and those over 1024 bytes are ignored. Of several values where a person
    /// has one, the first in the order of the alphabet counts.
    #[must_use]
    pub fn new<'a>(facts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut known: BTreeMap<Fact, Vec<&str>> = BTreeMap::new();
        for (name, value) in facts {
            let value = value.trim();
            let Some(fact) = Fact::named(name) else {
                continue;
            };
            if value.is_empty() || value.len() > LONGEST {
                continue;
            }
            let values = known.entry(fact).or_default();
            if let Err(at) = values.binary_search(&value) {
                values.insert(at, value);
                values.truncate(MOST);
            }
        }
        let all = |fact| known.get(&fact).map(Vec::as_slice).unwrap_or_default();
        let first = |fact| all(fact).first().copied();
        let mut contact = Contact::default();
        all(Fact::Phone)
            .iter()
            .for_each(|phone| contact.add_phone(phone));
        all(Fact::Email)
            .iter()
            .for_each(|email| contact.add_email(email));
        let mut address = Address::read(
            all(Fact::Line),
            first(Fact::Number),
            first(Fact::Town),
            first(Fact::Postcode),
        );
        address.state = first(Fact::State).map(|state| compact(&text::folded(state)));
        Self {
            name: Name::read(first(Fact::Name), first(Fact::Given), first(Fact::Surname)),
            born: all(Fact::Born)
                .iter()
                .find_map(|written| Born::read(written)),
            national_id: all(Fact::NationalId).iter().find_map(|id| national_id(id)),
            address,
            contact,
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("given", &!self.name.given.is_empty())
            .field("surname", &!self.name.surname.is_empty())
            .field("born", &self.born.is_some())
            .field("national_id", &self.national_id.is_some())
            .field("lines", &self.address.lines.len())
            .field("phones", &self.contact.phones.len())
            .field("mailboxes", &self.contact.mailboxes.len())
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Name,
    Given,
    Surname,
    Line,
    Number,
    Town,
    Postcode,
    State,
    Born,
    NationalId,
    Phone,
    Email,
}

impl Fact {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "given_name" | "first_name" | "firstname" => Self::Given,
            "surname" | "last_name" | "lastname" | "family_name" => Self::Surname,
            "address" | "address_1" | "address_2" | "street" | "street_address" => Self::Line,
            "street_number" | "house_number" => Self::Number,
            "suburb" | "city" | "town" | "locality" => Self::Town,
            "postcode" | "zip" | "postal_code" | "zip_code" => Self::Postcode,
            "state" | "region" | "province" => Self::State,
            "date_of_birth" | "dob" | "birth_date" | "birthdate" | "birthday" => Self::Born,
            "soc_sec_id" | "ssn" | "national_id" => Self::NationalId,
            "phone" | "mobile" | "telephone" => Self::Phone,
            "email" => Self::Email,
            _ => return None,
        })
    }
}

/// Letters and digits; `None` where they are too few to be of one person, or filled in by somebody who
/// did not know the number.
fn national_id(written: &str) -> Option<String> {
    let id = compact(&text::folded(written));
    let digits = id.chars().filter(char::is_ascii_digit).count();
    let first = id.chars().next()?;
    let is_filled_in = id.chars().all(|c| c == first)
        || "1234567890".starts_with(&id)
        || "0123456789".starts_with(&id);
    (id.chars().count() >= 5 && digits >= 3 && !is_filled_in).then_some(id)
}
