//! `--runtime-config-file`: where the key-value stores are, in Spin's format.
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

use crate::Store;
use crate::redis;
use crate::sqlite::{DEFAULT_FILE, Database};

/// The part of Spin's runtime configuration that says where the stores are. Other tables are
/// Spin's own affair and are ignored.
#[derive(Debug, Default)]
pub struct RuntimeConfig {
    backends: BTreeMap<String, Backend>,
}

/// What is behind a label. One that cannot hold a timeline does not get this far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backend {
    /// A SQLite file, relative to the state directory; without a path Spin keeps it in memory.
    Sqlite(Option<PathBuf>),
    /// A Redis URL. It may hold a password.
    Redis(String),
    /// Amazon DynamoDB, on Spin only; whether its reads are consistent.
    Dynamo {
        /// `consistent_read`, which is false on Spin when it is left out.
        consistent_read: bool,
    },
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    key_value_store: BTreeMap<String, Table>,
}

#[derive(Deserialize)]
struct Table {
    #[serde(rename = "type")]
    kind: String,
    path: Option<PathBuf>,
    url: Option<String>,
    #[serde(default)]
    consistent_read: bool,
}

impl RuntimeConfig {
    /// Reads the file.
    ///
    /// # Errors
    /// As [`RuntimeConfig::parse`], and a file that cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| {
            format!(
                "the runtime configuration {} cannot be read",
                path.display()
            )
        })?;
        Self::parse(&text).with_context(|| format!("{}", path.display()))
    }

    /// Parses the file's text.
    ///
    /// # Errors
    /// What is no TOML, a type that Spin does not have, and one whose guarantees do not suffice.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text)?;
        let mut backends = BTreeMap::new();
        for (label, table) in file.key_value_store {
            let backend = table
                .backend()
                .with_context(|| format!("[key_value_store.{label}]"))?;
            backends.insert(label, backend);
        }
        Ok(RuntimeConfig { backends })
    }

    /// What is behind `label`.
    ///
    /// # Errors
    /// A label that neither the file nor Spin's default covers.
    pub fn backend(&self, label: &str) -> Result<Backend> {
        match self.backends.get(label) {
            Some(backend) => Ok(backend.clone()),
            None if label == "default" => Ok(Backend::Sqlite(Some(DEFAULT_FILE.into()))),
            None => bail!(
                "key_value_stores has {label:?}, which has no backend: only \"default\" has one \
                 by itself; give [key_value_store.{label}] in the runtime configuration"
            ),
        }
    }

    /// Opens the stores of `labels`. Stores in the same file share it. Needs a Tokio runtime.
    ///
    /// # Errors
    /// A store that cannot be opened, or not outside of Spin.
    pub fn open_stores<'a>(
        &self,
        labels: impl IntoIterator<Item = &'a str>,
        state_dir: &Path,
    ) -> Result<BTreeMap<String, Arc<dyn Store>>> {
        let mut files: BTreeMap<PathBuf, Arc<Database>> = BTreeMap::new();
        let mut stores = BTreeMap::new();
        for label in labels {
            let store = match self.backend(label)? {
                Backend::Redis(url) => redis::store(&url)?,
                Backend::Dynamo { .. } => bail!(
                    "[key_value_store.{label}]: the local host has no DynamoDB: use \"spin\" \
                     (SQLite) or \"redis\", or run the application on Spin"
                ),
                Backend::Sqlite(None) => bail!(
                    "[key_value_store.{label}] has no path: this host keeps no store in memory"
                ),
                Backend::Sqlite(Some(path)) => {
                    let path = state_dir.join(path);
                    let database = match files.get(&path) {
                        Some(database) => database.clone(),
                        None => Database::open(&path)?,
                    };
                    files.insert(path, database.clone());
                    database.store(label)
                }
            };
            stores.insert(label.to_owned(), store);
        }
        Ok(stores)
    }
}

impl Table {
    fn backend(self) -> Result<Backend> {
        match self.kind.as_str() {
            "spin" => Ok(Backend::Sqlite(self.path)),
            "redis" => Ok(Backend::Redis(
                self.url.context("type \"redis\" needs a url")?,
            )),
            "aws_dynamo" => Ok(Backend::Dynamo {
                consistent_read: self.consistent_read,
            }),
            "azure_cosmos" => bail!(
                "type \"azure_cosmos\" cannot hold a timeline: its increment gives two writers \
                 the same number; use \"spin\" (SQLite) or \"redis\""
            ),
            other => bail!("there is no type {other:?}: use \"spin\" (SQLite) or \"redis\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backend(text: &str) -> Result<Backend, String> {
        let text = format!("[key_value_store.default]\n{text}");
        let config = RuntimeConfig::parse(&text).map_err(|error| format!("{error:#}"))?;
        config
            .backend("default")
            .map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn backends_are_accepted_or_refused_by_name() {
        let file = Backend::Sqlite(Some("a.db".into()));
        assert_eq!(backend("type = \"spin\"\npath = \"a.db\""), Ok(file));
        assert_eq!(backend("type = \"spin\""), Ok(Backend::Sqlite(None)));
        let redis = Backend::Redis("redis://h".to_owned());
        assert_eq!(backend("type = \"redis\"\nurl = \"redis://h\""), Ok(redis));
        let consistent_read = true;
        assert_eq!(
            backend("type = \"aws_dynamo\"\ntable = \"t\"\nconsistent_read = true"),
            Ok(Backend::Dynamo { consistent_read })
        );
        for (text, reason) in [
            ("type = \"redis\"", "needs a url"),
            ("type = \"azure_cosmos\"", "the same number"),
            ("type = \"floppy\"", "floppy"),
            ("path = \"a.db\"", "type"),
        ] {
            let error = backend(text).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn only_the_default_store_needs_no_configuration() {
        let config = RuntimeConfig::default();
        let default = Backend::Sqlite(Some(DEFAULT_FILE.into()));
        assert_eq!(config.backend("default").unwrap(), default);
        let error = config.backend("other").unwrap_err().to_string();
        assert!(error.contains("\"other\""), "{error}");
    }
}
