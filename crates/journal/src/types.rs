//! The types that customers' own fields are declared to have.

use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::key;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use throughline_identity::attribute::Schema;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    attributes: Map<String, Value>,
}

impl<S: Kv + Clock> Journal<S> {
    /// The types of attributes: `{"attributes":{"tier":{"type":"enum","values":["gold"]}}}`; none at first.
    /// One read.
    pub async fn attribute_types(&self) -> Result<Vec<u8>> {
        let declared = self.declared().await?;
        Ok(serde_json::to_vec(&declared).unwrap_or_default())
    }

    /// Declares all types anew and answers them. What was said before stays as it is.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a type that is none, a name that does not fit, or more than 100.
    pub async fn set_attribute_types(&self, types: &[u8]) -> Result<Vec<u8>> {
        let declared: Declared = object("attributes", types)?;
        schema(&declared).map_err(|wrong| Error::invalid("attributes", wrong))?;
        let bytes = serde_json::to_vec(&declared).unwrap_or_default();
        self.store.set(key::ATTRIBUTES, &bytes).await?;
        Ok(bytes)
    }

    async fn declared(&self) -> Result<Declared> {
        let bytes = self.store.get(key::ATTRIBUTES).await?;
        Ok(bytes
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default())
    }

    /// Values in the spelling of their types. An attribute that is not declared may be anything.
    pub(crate) async fn typed(&self, values: &Map<String, Value>) -> Result<Map<String, Value>> {
        if values.is_empty() {
            return Ok(Map::new());
        }
        let schema = schema(&self.declared().await?).unwrap_or_default();
        let mut typed = Map::new();
        for (name, value) in values {
            let value = match schema.get(name) {
                Some(_) => schema.check(name, value),
                None => Ok(value.clone()),
            };
            let value = value.map_err(|wrong| Error::invalid("attributes", wrong))?;
            typed.insert(name.clone(), value);
        }
        Ok(typed)
    }
}

/// Reads what somebody sets: an object, which a struct of its members alone would not insist on.
///
/// # Errors
/// [`Error::Invalid`] with this field.
pub(crate) fn object<T: DeserializeOwned>(field: &'static str, json: &[u8]) -> Result<T> {
    let members = serde_json::from_slice::<Map<String, Value>>(json);
    let read = members.and_then(|members| serde_json::from_value(Value::Object(members)));
    read.map_err(|e| Error::invalid(field, format!("cannot be read: {e}")))
}

fn schema(declared: &Declared) -> Result<Schema, String> {
    Schema::parse(&Value::Object(declared.attributes.clone()))
}
