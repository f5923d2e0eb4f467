//! `--runtime-config-file`: where the key-value stores live, in Spin's format.
//!
//! ```toml
//! [key_value_store.default]
//! type = "spin"
//! path = "support.db"     # relative to the state directory
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::store::Store;
use crate::store::sqlite::{DEFAULT_FILE, Database};

/// The part of Spin's runtime configuration that this host knows. Other
/// tables are Spin's own affair and are ignored.
#[derive(Debug, Default, Deserialize)]
pub struct RuntimeConfig {
    #[serde(default)]
    key_value_store: BTreeMap<String, Backend>,
}

#[derive(Debug, Deserialize)]
struct Backend {
    #[serde(rename = "type")]
    kind: String,
    path: Option<PathBuf>,
}

impl RuntimeConfig {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| {
            format!(
                "the runtime configuration {} cannot be read",
                path.display()
            )
        })?;
        Self::parse(&text).with_context(|| format!("{}", path.display()))
    }

    /// Parses and checks the file's text.
    pub fn parse(text: &str) -> Result<Self> {
        let config: RuntimeConfig = toml::from_str(text)?;
        for (label, backend) in &config.key_value_store {
            backend
                .check()
                .with_context(|| format!("[key_value_store.{label}]"))?;
        }
        Ok(config)
    }

    /// Opens the stores of `labels`. Stores in the same file share it.
    ///
    /// # Errors
    /// Names a label that neither the configuration nor the default covers.
    pub fn open_stores<'a>(
        &self,
        labels: impl IntoIterator<Item = &'a str>,
        state_dir: &Path,
    ) -> Result<BTreeMap<String, Arc<dyn Store>>> {
        let mut files: BTreeMap<PathBuf, Arc<Database>> = BTreeMap::new();
        let mut stores = BTreeMap::new();
        for label in labels {
            let path = state_dir.join(self.file(label)?);
            let database = match files.get(&path) {
                Some(database) => database.clone(),
                None => Database::open(&path)?,
            };
            stores.insert(label.to_owned(), database.store(label));
            files.insert(path, database);
        }
        Ok(stores)
    }

    fn file(&self, label: &str) -> Result<PathBuf> {
        match self.key_value_store.get(label) {
            Some(Backend { path, .. }) => match path {
                Some(path) => Ok(path.clone()),
                None => bail!(
                    "[key_value_store.{label}] has no path: this host keeps no store in memory"
                ),
            },
            None if label == "default" => Ok(DEFAULT_FILE.into()),
            None => bail!(
                "key_value_stores has {label:?}, which has no backend: only \"default\" has one \
                 by itself; give [key_value_store.{label}] in the runtime configuration"
            ),
        }
    }
}

impl Backend {
    fn check(&self) -> Result<()> {
        match self.kind.as_str() {
            "spin" => Ok(()),
            "redis" => bail!(
                "type \"redis\" is not supported yet by the local host: use \"spin\" (SQLite), \
                 or run the application on Spin"
            ),
            "azure_cosmos" => bail!(
                "type \"azure_cosmos\" cannot hold a timeline: its increment gives no unique \
                 tickets; use \"spin\" (SQLite), or Redis on Spin"
            ),
            other => bail!("type {other:?} is not supported by the local host: \"spin\" is"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(kind: &str) -> String {
        let text = format!("[key_value_store.default]\ntype = {kind:?}\nurl = \"x\"\npath = \"p\"");
        match RuntimeConfig::parse(&text) {
            Ok(_) => String::new(),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn backends_are_accepted_or_refused_by_name() {
        assert_eq!(parse("spin"), "");
        assert!(parse("redis").contains("not supported yet"));
        assert!(parse("azure_cosmos").contains("unique tickets"));
        assert!(parse("floppy").contains("floppy"));
    }

    #[test]
    fn only_the_default_store_needs_no_configuration() {
        let config = RuntimeConfig::default();
        assert_eq!(config.file("default").unwrap(), Path::new(DEFAULT_FILE));
        let error = config.file("other").unwrap_err().to_string();
        assert!(error.contains("\"other\""), "{error}");
    }
}
