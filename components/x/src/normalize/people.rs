//! What X says about the users that an event is about.

use std::collections::BTreeMap;

use serde_json::Value;
use throughline_channel_kit::types::{Party, Role};

use super::user;
use crate::payload::{id, id_str, list, object, text};

/// Longer names are cut by the timeline.
const LONGEST_NAME: usize = 256;

/// Names by user id.
#[derive(Debug, Default)]
pub struct People<'a>(BTreeMap<String, &'a Value>);

impl<'a> People<'a> {
    /// From an object from id to user (`users` of direct messages).
    pub fn by_id(users: Option<&'a Value>) -> Self {
        let users = users.and_then(Value::as_object).into_iter().flatten();
        Self(users.map(|(id, user)| (id.clone(), inner(user))).collect())
    }

    /// From `includes.users`.
    pub fn included(includes: Option<&'a Value>) -> Self {
        let users = includes.map(|i| list(i, "users")).unwrap_or_default();
        let users = users.iter().map(inner);
        Self(
            users
                .filter_map(|user| Some((id(user, "id")?, user)))
                .collect(),
        )
    }

    /// The one user that a post of the older API has.
    pub fn one(user: Option<&'a Value>) -> Self {
        let user = user.and_then(|user| Some((id_str(user, "id")?, user)));
        Self(user.into_iter().collect())
    }

    /// A user as a party, where X says the name.
    pub fn party(&self, role: Role, id: &str) -> Option<Party> {
        let name = text(self.0.get(id)?, "name")?;
        let name = name.get(..name.floor_char_boundary(LONGEST_NAME))?;
        Some(Party {
            role,
            name: Some(name.to_owned()),
            identity: user(id),
        })
    }

    /// The `@username`, without `@`.
    pub fn username(&self, id: &str) -> Option<&'a str> {
        let user = self.0.get(id)?;
        text(user, "username").or_else(|| text(user, "screen_name"))
    }
}

/// Some users are wrapped in `{"data": …}`.
fn inner(user: &Value) -> &Value {
    object(user, "data").unwrap_or(user)
}
