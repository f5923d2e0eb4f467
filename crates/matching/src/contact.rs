//! Telephone numbers and mail addresses, of which people have several.

use crate::likeness::{Likeness, of_codes};
use crate::weights::{self, Weight};
use std::collections::BTreeSet;
use throughline_identity::{email, text};

/// Most numbers and addresses of one person that are compared.
const MOST: usize = 8;
/// Longest mail address that is compared, in characters.
const LONGEST: usize = 100;
/// Digits that are a telephone number in most countries, counted from its end.
const SUBSCRIBER: usize = 8;

/// What stands before the `@` of an address that many people read.
const ROLES: [&str; 24] = [
    "accounts",
    "admin",
    "billing",
    "contact",
    "enquiries",
    "hello",
    "help",
    "hr",
    "info",
    "invoice",
    "kontakt",
    "mail",
    "marketing",
    "no-reply",
    "noreply",
    "office",
    "orders",
    "post",
    "postmaster",
    "sales",
    "service",
    "support",
    "team",
    "webmaster",
];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Digits, without zeros at the beginning.
    pub phones: BTreeSet<String>,
    /// As the mailbox they go to.
    pub mailboxes: BTreeSet<String>,
}

impl Contact {
    pub fn add_phone(&mut self, written: &str) {
        let digits: String = written
            .chars()
            .map(text::ascii)
            .filter(char::is_ascii_digit)
            .take(20)
            .collect();
        let digits = digits.trim_start_matches('0');
        if digits.len() >= 6 {
            self.phones.insert(digits.to_owned());
            if self.phones.len() > MOST {
                self.phones.pop_last();
            }
        }
    }

    pub fn add_email(&mut self, written: &str) {
        let address = text::folded_case(written.trim());
        let address = email::mailbox(&address).unwrap_or(address);
        let is_address = address
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.len() >= 3);
        if is_address && address.chars().count() <= LONGEST {
            self.mailboxes.insert(address);
            if self.mailboxes.len() > MOST {
                self.mailboxes.pop_last();
            }
        }
    }

    /// The best of all pairs; `None` when one has no number.
    pub fn phone(&self, other: &Self) -> Option<Likeness> {
        let pairs = self.phones.iter();
        let pairs = pairs.flat_map(|a| other.phones.iter().map(move |b| phones(a, b)));
        pairs.min()
    }

    /// The best of all pairs, and the reason; `None` when one has no address.
    pub fn email(&self, other: &Self) -> Option<(Weight, &'static str)> {
        let pairs = self.mailboxes.iter();
        let pairs = pairs.flat_map(|a| other.mailboxes.iter().map(move |b| mailboxes(a, b)));
        let best = pairs.reduce(|best, pair| {
            if pair.0.odds() > best.0.odds() {
                pair
            } else {
                best
            }
        });
        best.filter(|(weight, _)| *weight != weights::UNSAID)
    }
}

/// The last digits of a number: the same with and without a country code.
pub fn subscriber(digits: &str) -> &str {
    digits
        .get(digits.len().saturating_sub(SUBSCRIBER)..)
        .unwrap_or(digits)
}

/// Whether many people read the address.
pub fn is_role(address: &str) -> bool {
    address
        .split_once('@')
        .is_some_and(|(local, _)| ROLES.contains(&local))
}

fn phones(a: &str, b: &str) -> Likeness {
    let is_end = |long: &str, short: &str| short.len() >= SUBSCRIBER && long.ends_with(short);
    if is_end(a, b) || is_end(b, a) {
        return Likeness::Same;
    }
    match of_codes(a, b, 8) {
        Likeness::Alike => Likeness::Different,
        likeness => likeness,
    }
}

fn mailboxes(a: &str, b: &str) -> (Weight, &'static str) {
    let role = is_role(a) || is_role(b);
    if a == b {
        return if role {
            (weights::ROLE, "same shared email address")
        } else {
            (weights::MAILBOX, "same email address")
        };
    }
    if role {
        return (weights::UNSAID, "");
    }
    let local = |address: &str| address.split_once('@').map(|(local, _)| local.to_owned());
    let (before, other) = (local(a), local(b));
    if before == other && before.is_some_and(|local| local.len() >= 5) {
        return (weights::MAILBOX_ELSEWHERE, "same name in the email address");
    }
    // A digit is no slip: it is there to tell namesakes apart.
    let digits =
        |address: &str| -> String { address.chars().filter(char::is_ascii_digit).collect() };
    match of_codes(a, b, 8) {
        Likeness::Near if digits(a) == digits(b) => {
            (weights::MAILBOX_NEAR, "similar email address")
        }
        _ => (weights::MAILBOX_DIFFERENT, "different email address"),
    }
}
