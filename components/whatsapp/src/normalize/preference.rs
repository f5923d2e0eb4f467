//! What WhatsApp tells about a user outside of messages: wishes, and another id than before.
//!
//! These have no id of their own. One is made of what is told, so that a retry is known.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::json::Object;
use throughline_channel_kit::signature::sha256;
use throughline_channel_kit::types::{Interaction, Role};
use throughline_meta::{Attributes, PROVIDER, Unreadable, time};

use super::Line;
use super::person::{Keys, Person, USER, user_id, vouched};
use crate::CHANNEL;
use crate::payload::{self, Preference, Renamed, Renaming};

/// An item of `user_preferences[]`: whether the user wants marketing messages.
///
/// # Errors
///
/// [`Unreadable`] for another category or value than documented, and when it names nobody.
pub fn preference(line: &Line, item: &Value) -> Result<Command, Unreadable> {
    let preference: Preference = payload::read(item, "user_preferences")?;
    let category = preference.category.unwrap_or_default();
    if category != "marketing_messages" {
        return Err(Unreadable::unknown("category", &category));
    }
    let value = preference.value.unwrap_or_default();
    // About marketing alone: whoever stops it may still be answered, so it is no consent.
    if !matches!(value.as_str(), "stop" | "resume") {
        return Err(Unreadable::unknown("preference", &value));
    }
    let person = line.contacts.person(Keys {
        number: preference.wa_id.as_deref(),
        user_id: preference.user_id.as_deref(),
        parent_user_id: preference.parent_user_id.as_deref(),
    })?;
    let mut attributes = Attributes::new();
    attributes.set("system", "user_preferences");
    attributes.set("marketing", value);
    let told = Told {
        list: "user_preferences",
        text: preference.detail,
        at: &preference.timestamp,
        attributes,
    };
    Ok(told.by(line, item, person))
}

/// An item of `user_id_update[]`: who it was is the customer, who it is now comes along.
///
/// # Errors
///
/// [`Unreadable`] without both ids.
pub fn renaming(line: &Line, item: &Value) -> Result<Command, Unreadable> {
    let renaming: Renaming = payload::read(item, "user_id_update")?;
    let Some(Object(Renamed { previous, current })) = renaming.user_id else {
        return Err(Unreadable::missing("user_id"));
    };
    let current =
        user_id(current.as_deref()).ok_or_else(|| Unreadable::missing("user_id.current"))?;
    let previous =
        user_id(previous.as_deref()).ok_or_else(|| Unreadable::missing("user_id.previous"))?;
    let parents = renaming
        .parent_user_id
        .map(|Object(parent)| [parent.previous, parent.current]);
    let parents = parents
        .into_iter()
        .flatten()
        .filter_map(|id| user_id(id.as_deref()));
    let number = line.contacts.person(Keys {
        number: renaming.wa_id.as_deref(),
        ..Keys::default()
    });
    let mut person = Person::new(vouched(USER, previous));
    person.name = number.as_ref().ok().and_then(|known| known.name.clone());
    let others = [current]
        .into_iter()
        .chain(parents)
        .map(|id| vouched(USER, id));
    let others = others.chain(
        number
            .into_iter()
            .flat_map(|person| person.also.into_iter().chain([person.customer])),
    );
    for other in others {
        if other != person.customer && !person.also.contains(&other) {
            person.also.push(other);
        }
    }
    let mut attributes = Attributes::new();
    attributes.set("system", "user_id_update");
    let told = Told {
        list: "user_id_update",
        text: renaming.detail,
        at: &renaming.timestamp,
        attributes,
    };
    Ok(told.by(line, item, person))
}

/// Something that is told about a user.
struct Told<'a> {
    list: &'static str,
    text: Option<String>,
    at: &'a Value,
    attributes: Attributes,
}

impl Told<'_> {
    fn by(self, line: &Line, item: &Value, person: Person) -> Command {
        let digest = hex::encode(sha256(item.to_string().as_bytes()));
        let id = format!("{}:{digest}", self.list);
        Command::Record(Box::new(Interaction {
            account: line.account.clone(),
            kind: "activity".to_owned(),
            occurred_at: time::read(self.at),
            parties: person.party(Role::From).into_iter().collect(),
            also: person.also,
            business: line.business.iter().cloned().collect(),
            text: self.text.filter(|text| !text.is_empty()),
            attributes: self.attributes.json(),
            ..Interaction::inbound(CHANNEL, PROVIDER, id, person.customer)
        }))
    }
}
