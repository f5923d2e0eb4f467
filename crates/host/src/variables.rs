//! Application variables: who gives their values, and which component sees
//! which.
//!
//! Precedence as on Spin, highest first: `--variable`, the process's
//! `SPIN_VARIABLE_NAME`, the same name in `.env` or `--env-file`, the
//! manifest's default. Everything is resolved once, at start.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};

use crate::manifest::Manifest;
use crate::template::Template;

const PREFIX: &str = "SPIN_VARIABLE_";

/// Where values come from, besides the manifest's defaults.
#[derive(Default)]
pub struct Sources {
    /// `--variable name=value`.
    pub given: BTreeMap<String, String>,
    /// `SPIN_VARIABLE_NAME` of the process, by environment name.
    pub environment: BTreeMap<String, String>,
    /// The entries of `.env` or `--env-file`, by environment name.
    pub file: BTreeMap<String, String>,
}

impl Sources {
    /// The process's own `SPIN_VARIABLE_*`.
    pub fn process_environment() -> BTreeMap<String, String> {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect()
    }

    /// The entries of a dotenv file.
    pub fn read_file(path: &Path) -> Result<BTreeMap<String, String>> {
        let entries = dotenvy::from_path_iter(path)
            .with_context(|| format!("the environment file {} cannot be read", path.display()))?;
        entries
            .collect::<Result<_, _>>()
            .with_context(|| format!("{} is not a NAME=value file", path.display()))
    }

    fn value(&self, name: &str) -> Option<&String> {
        let variable = format!("{PREFIX}{}", name.to_ascii_uppercase());
        self.given
            .get(name)
            .or_else(|| self.environment.get(&variable))
            .or_else(|| self.file.get(&variable))
    }
}

/// The value of every application variable.
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Resolves the manifest's variables.
    ///
    /// # Errors
    /// Names every required variable that has no value, and every given one
    /// that the manifest does not declare.
    pub fn resolve(manifest: &Manifest, sources: &Sources) -> Result<Self> {
        let declared = &manifest.variables;
        if let Some(name) = sources.given.keys().find(|n| !declared.contains_key(*n)) {
            bail!(
                "--variable {name} is not declared in [variables]: the manifest has {:?}",
                declared.keys().collect::<Vec<_>>()
            );
        }
        let mut values = BTreeMap::new();
        let mut missing = Vec::new();
        for (name, variable) in declared {
            match sources.value(name).or(variable.default.as_ref()) {
                Some(value) => drop(values.insert(name.clone(), value.clone())),
                None => missing.push(format!("{PREFIX}{}", name.to_ascii_uppercase())),
            }
        }
        if !missing.is_empty() {
            bail!(
                "required variables have no value: set {}, in the environment or in .env",
                missing.join(", ")
            );
        }
        Ok(Variables(values))
    }

    /// `text` with its variables filled in.
    pub fn render(&self, text: &str) -> Result<String> {
        Template::parse(text)?.render(|name| {
            self.0.get(name).cloned().ok_or_else(|| {
                anyhow!("{text:?} uses the variable {name:?}, which [variables] does not declare")
            })
        })
    }

    /// What one component may read: the names in its stanza.
    pub fn of_component(&self, stanza: &BTreeMap<String, String>) -> Result<ComponentVariables> {
        let mut values = BTreeMap::new();
        for (name, template) in stanza {
            let value = self
                .render(template)
                .with_context(|| format!("variable {name:?}"))?;
            values.insert(name.clone(), value);
        }
        Ok(ComponentVariables(Arc::new(values)))
    }
}

/// The variables of one component, by the names that its code asks for.
#[derive(Clone)]
pub struct ComponentVariables(Arc<BTreeMap<String, String>>);

impl ComponentVariables {
    /// The value of `name`, if the component's stanza lists it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All names with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

/// Shows names only: values may be secrets.
impl fmt::Debug for ComponentVariables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
spin_manifest_version = 2
[application]
name = "t"
[variables]
a = { default = "manifest" }
b = { default = "manifest" }
c = { default = "manifest" }
d = { default = "manifest" }
[[trigger.http]]
route = "/..."
component = "c"
[component.c]
source = "c.wasm"
"#;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let own = |&(k, v): &(&str, &str)| (k.to_owned(), v.to_owned());
        pairs.iter().map(own).collect()
    }

    #[test]
    fn the_nearest_source_wins() {
        let manifest = Manifest::parse(MANIFEST).unwrap();
        let sources = Sources {
            given: map(&[("a", "given")]),
            environment: map(&[("SPIN_VARIABLE_A", "env"), ("SPIN_VARIABLE_B", "env")]),
            file: map(&[
                ("SPIN_VARIABLE_A", "file"),
                ("SPIN_VARIABLE_B", "file"),
                ("SPIN_VARIABLE_C", "file"),
            ]),
        };
        let variables = Variables::resolve(&manifest, &sources).unwrap();
        let shown = variables.render("{{ a }} {{ b }} {{ c }} {{ d }}").unwrap();
        assert_eq!(shown, "given env file manifest");
    }

    #[test]
    fn all_missing_variables_are_named_at_once() {
        let text = MANIFEST
            .replace("a = { default = \"manifest\" }", "a = { required = true }")
            .replace(
                "c = { default = \"manifest\" }",
                "c_d = { required = true }",
            );
        let manifest = Manifest::parse(&text).unwrap();
        let error = Variables::resolve(&manifest, &Sources::default())
            .err()
            .unwrap();
        let error = error.to_string();
        assert!(
            error.contains("SPIN_VARIABLE_A, SPIN_VARIABLE_C_D"),
            "{error}"
        );
    }

    #[test]
    fn an_undeclared_name_is_refused() {
        let manifest = Manifest::parse(MANIFEST).unwrap();
        let sources = Sources {
            given: map(&[("nope", "x")]),
            ..Sources::default()
        };
        let error = Variables::resolve(&manifest, &sources).err().unwrap();
        assert!(error.to_string().contains("nope"), "{error}");
        let variables = Variables::resolve(&manifest, &Sources::default()).unwrap();
        let error = variables.render("{{ other }}").unwrap_err().to_string();
        assert!(error.contains("other"), "{error}");
    }

    #[test]
    fn values_are_not_in_the_debug_output() {
        let manifest = Manifest::parse(MANIFEST).unwrap();
        let variables = Variables::resolve(&manifest, &Sources::default()).unwrap();
        let stanza = map(&[("token", "{{ a }}")]);
        let component = variables.of_component(&stanza).unwrap();
        assert_eq!(component.get("token"), Some("manifest"));
        assert_eq!(format!("{component:?}"), "{\"token\"}");
    }
}
