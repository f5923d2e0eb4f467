//! Who is compared with whom.

use crate::Person;
use crate::contact::{is_role, subscriber};
use crate::likeness::sound;
use std::collections::BTreeSet;

/// Most blocks of one person.
const MOST: usize = 10;
/// Most telephone numbers, and most mail addresses, that are blocks.
const EACH: usize = 2;

/// The blocks that a customer is in, at most 10, the most telling first: whoever has none in common
/// with them is hardly the same person. A block is a short text of personal data; an index keeps a keyed
/// hash of it.
///
/// Each is of two facts, or of one that few share, so that a block of many people is of no use and can
/// be left out. No single mistake changes all of them: a slip in a name leaves the numbers and the date
/// of birth, exchanged names are one block, exchanged digits and days too.
#[must_use]
pub fn blocks(person: &Person) -> Vec<String> {
    let name = &person.name;
    let address = &person.address;
    let sounds: BTreeSet<String> = [&name.given, &name.surname]
        .map(|name| sound(name))
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    let mut blocks = Vec::new();
    let mut add = |block: String| {
        if blocks.len() < MOST && !blocks.contains(&block) {
            blocks.push(block);
        }
    };
    if let Some(id) = &person.national_id {
        add(format!("id {}", sorted(id)));
    }
    let phones = person.contact.phones.iter().map(|phone| subscriber(phone));
    phones
        .take(EACH)
        .for_each(|phone| add(format!("phone {phone}")));
    let mailboxes = person
        .contact
        .mailboxes
        .iter()
        .filter(|address| !is_role(address));
    mailboxes
        .take(EACH)
        .for_each(|address| add(format!("email {address}")));
    if let Some(born) = &person.born {
        add(format!("born {}", born.either_way()));
    }
    if sounds.len() == 2 {
        add(format!("names {}", joined(&sounds)));
    }
    if let (Some(line), Some(number)) = (address.lines.first(), address.numbers.first()) {
        add(format!("house {number} {}", sound(&line.short)));
    }
    if let Some(code) = &address.postcode {
        sounds
            .iter()
            .for_each(|sound| add(format!("code {code} {sound}")));
    }
    if let Some(born) = &person.born {
        sounds
            .iter()
            .for_each(|sound| add(format!("year {} {sound}", born.year())));
    }
    if let Some(town) = &address.town {
        sounds
            .iter()
            .for_each(|name| add(format!("town {} {name}", sound(town))));
    }
    blocks
}

fn joined(sounds: &BTreeSet<String>) -> String {
    let sounds: Vec<&str> = sounds.iter().map(String::as_str).collect();
    sounds.join(" ")
}

/// The same for a number whose digits were exchanged.
fn sorted(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars.into_iter().collect()
}
