//! The variables of one connector, as they were read for one request.

use std::collections::BTreeMap;
use std::fmt;

use crate::{Refusal, Secrets};

/// Spin variables by name. A variable that is empty counts as not set.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this variable set (or replaced).
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// A variable's value without surrounding space.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// A variable that the channel cannot do without; `wanted` says what it holds.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotConfigured`] when it is not set.
    pub fn require(&self, variable: &'static str, wanted: &'static str) -> Result<&str, Refusal> {
        self.get(variable)
            .ok_or(Refusal::NotConfigured { variable, wanted })
    }

    /// A variable that holds secrets; `wanted` says which.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotConfigured`] when it holds none or cannot be read.
    pub fn secrets(
        &self,
        variable: &'static str,
        wanted: &'static str,
    ) -> Result<Secrets, Refusal> {
        self.get(variable)
            .and_then(Secrets::parse)
            .ok_or(Refusal::NotConfigured { variable, wanted })
    }
}

/// Shows which variables are set, never to what.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.keys().filter(|name| self.get(name).is_some());
        f.debug_map()
            .entries(names.map(|name| (name, "***")))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_not_set() {
        let settings = Settings::new().with("a", " x ").with("b", " \n");
        assert_eq!(settings.get("a"), Some("x"));
        assert_eq!(settings.get("b"), None);
        assert_eq!(settings.get("c"), None);
        assert_eq!(format!("{settings:?}"), r#"{"a": "***"}"#);
    }
}
