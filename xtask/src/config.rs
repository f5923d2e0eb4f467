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

/// 128 random bits.
///
/// # Errors
/// When the system gives none.
pub fn random_hex() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

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
