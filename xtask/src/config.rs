//! What is right and wrong in a configuration. Everything here is pure but [`read_env_file`].

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The oldest Spin that runs the components: spin-sdk 7 uses the final WASI 0.3.
pub const SPIN_VERSION: (u32, u32) = (4, 1);

/// What serves.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq)]
pub enum HostKind {
    /// The host in this repository.
    Local,
    /// Spin's own.
    Spin,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Ok,
    /// Works, but something will be missing.
    Warn,
    /// `up` cannot work like that.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, PartialEq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// What was found. Never a secret.
    pub text: String,
    /// What to do about it.
    pub fix: Option<String>,
}

impl Finding {
    /// Nothing to do.
    pub fn ok(text: impl Into<String>) -> Self {
        Self::new(Level::Ok, text, None)
    }

    /// Works without the fix.
    pub fn warn(text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Level::Warn, text, Some(fix.into()))
    }

    /// Does not work without the fix.
    pub fn fail(text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Level::Fail, text, Some(fix.into()))
    }

    fn new(level: Level, text: impl Into<String>, fix: Option<String>) -> Self {
        Self {
            level,
            text: text.into(),
            fix,
        }
    }
}

/// The lines of a `.env` file as Spin reads them.
pub fn read_env_file(file: &Path) -> Result<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    let lines =
        dotenvy::from_path_iter(file).with_context(|| format!("cannot read {}", file.display()))?;
    for line in lines {
        // The parser's own error quotes the line, which may be a secret.
        let (name, value) = line
            .map_err(|_| anyhow::anyhow!("{} has a line that is not NAME=value", file.display()))?;
        values.insert(name, value);
    }
    Ok(values)
}

/// The names under `[variables]` of a `spin.toml`.
pub fn declared_variables(manifest: &str) -> Result<BTreeSet<String>> {
    let table: toml::Table = toml::from_str(manifest).context("spin.toml is not TOML")?;
    let variables = table.get("variables").and_then(toml::Value::as_table);
    Ok(variables
        .map(|v| v.keys().cloned().collect())
        .unwrap_or_default())
}

/// Looks at the store behind the label `default` in Spin's runtime configuration.
pub fn check_runtime_config(text: &str) -> Vec<Finding> {
    let fix = "[key_value_store.default] with type = \"spin\" or type = \"redis\"";
    let table: toml::Table = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => return vec![Finding::fail(format!("not TOML: {error}"), fix)],
    };
    let store = table
        .get("key_value_store")
        .and_then(|stores| stores.get("default"));
    let Some(store) = store else {
        return vec![Finding::ok(
            "says nothing of the store `default`: SQLite in the state folder",
        )];
    };
    vec![match store.get("type").and_then(toml::Value::as_str) {
        Some("spin") => Finding::ok("the store is SQLite: one process for each file"),
        Some("redis") => Finding::warn(
            "the store is Redis: acknowledged writes are as durable as it is",
            "run it with `appendonly yes` and `appendfsync always`, and read from no replica",
        ),
        Some("aws_dynamo") => Finding::warn(
            "the store is DynamoDB, which is experimental",
            "set consistent_read = true, or use redis",
        ),
        Some("azure_cosmos") => Finding::fail(
            "Cosmos cannot be used: its increment gives two writers the same number",
            fix,
        ),
        Some(other) => Finding::fail(format!("there is no store of type {other:?}"), fix),
        None => Finding::fail("[key_value_store.default] has no `type`", fix),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_that_are_supported() {
        let of = |kind: &str| format!("[key_value_store.default]\ntype = \"{kind}\"\n");
        let cases = [
            (of("spin"), Level::Ok),
            (of("redis"), Level::Warn),
            (of("aws_dynamo"), Level::Warn),
            (of("azure_cosmos"), Level::Fail),
            (of("postgres"), Level::Fail),
            (
                "[key_value_store.default]\nurl = \"redis://\"".to_owned(),
                Level::Fail,
            ),
            (
                "[key_value_store.other]\ntype = \"azure_cosmos\"".to_owned(),
                Level::Ok,
            ),
            (String::new(), Level::Ok),
            ("key_value_store = ".to_owned(), Level::Fail),
        ];
        for (text, level) in cases {
            let findings = check_runtime_config(&text);
            assert_eq!(findings.len(), 1, "{text}");
            assert_eq!(findings[0].level, level, "{text}");
        }
    }

    #[test]
    fn an_env_file_is_read_as_spin_reads_it_and_its_faults_are_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        std::fs::write(&file, "# note\nSPIN_VARIABLE_A='x y'\nexport B=2\n").unwrap();
        let values = read_env_file(&file).unwrap();
        assert_eq!(values["SPIN_VARIABLE_A"], "x y");
        assert_eq!(values["B"], "2");

        std::fs::write(&file, "SPIN_VARIABLE_A='hunter2\n").unwrap();
        let said = format!("{:#}", read_env_file(&file).unwrap_err());
        assert!(said.contains("not NAME=value"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn the_variables_of_this_repository_are_found() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = std::fs::read_to_string(root.join("spin.toml")).unwrap();
        let declared = declared_variables(&manifest).unwrap();
        assert!(declared.contains("index_secret"));
        let example = std::fs::read_to_string(root.join(".env.example")).unwrap();
        for name in declared {
            let line = format!("SPIN_VARIABLE_{}=", name.to_ascii_uppercase());
            assert!(example.contains(&line), ".env.example lacks {line}");
        }
    }
}
