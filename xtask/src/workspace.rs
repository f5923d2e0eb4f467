//! Where this repository and its build output are, and which packages it has.

use crate::process;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target that every component is built for.
pub const WASM_TARGET: &str = "wasm32-wasip2";

/// The clone that `cargo xtask` was started in.
pub struct Workspace {
    /// The folder of `spin.toml`.
    pub root: PathBuf,
    /// Cargo's target folder; outside of `root` when `CARGO_TARGET_DIR` says so.
    pub target_dir: PathBuf,
    /// All members.
    pub packages: Vec<Package>,
}

/// A Cargo package.
#[derive(Deserialize)]
pub struct Package {
    /// As in its `Cargo.toml`.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// The oldest compiler that it allows.
    pub rust_version: Option<String>,
    #[serde(default)]
    metadata: Option<serde_json::Value>,
}

impl Package {
    /// True for a package whose manifest says `[package.metadata.throughline] wasm = true`: it is
    /// built with the components though it is none.
    pub fn is_marked_wasm(&self) -> bool {
        let flag = self
            .metadata
            .as_ref()
            .and_then(|m| m.pointer("/throughline/wasm"));
        flag.and_then(serde_json::Value::as_bool).unwrap_or(false)
    }
}

impl Workspace {
    /// Asks Cargo.
    pub fn load() -> Result<Self> {
        // `cargo run` says where the package is now; the clone may have been moved since xtask
        // was compiled.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("xtask is not inside of a repository")?;

        #[derive(Deserialize)]
        struct Metadata {
            target_directory: PathBuf,
            packages: Vec<Package>,
        }
        let answer = process::read(
            Command::new(cargo_program())
                .args(["metadata", "--no-deps", "--format-version", "1"])
                .arg("--manifest-path")
                .arg(root.join("Cargo.toml")),
        )?;
        let metadata: Metadata =
            serde_json::from_str(&answer).context("`cargo metadata` answered something else")?;
        Ok(Self {
            root: root.to_owned(),
            target_dir: metadata.target_directory,
            packages: metadata.packages,
        })
    }

    /// A Cargo that works in this repository and writes to its target folder.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(cargo_program());
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target_dir);
        command
    }

    /// Where `spin.toml` looks for the components, wherever Cargo wrote them.
    pub fn wasm_dir(&self) -> PathBuf {
        self.root.join("target").join(WASM_TARGET).join("release")
    }

    /// True when the workspace has a member of that name.
    pub fn has(&self, package: &str) -> bool {
        self.packages.iter().any(|p| p.name == package)
    }

    /// The oldest compiler that every member allows, as (major, minor).
    pub fn rust_version(&self) -> (u32, u32) {
        let versions = self
            .packages
            .iter()
            .filter_map(|p| p.rust_version.as_deref());
        versions
            .filter_map(crate::version::parse)
            .max()
            .unwrap_or((0, 0))
    }

    /// The path as it is said to people: relative to the repository where it is inside.
    pub fn relative<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

fn cargo_program() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_found() {
        let workspace = Workspace::load().unwrap();
        assert!(workspace.root.join("spin.toml").is_file());
        assert!(workspace.has("xtask"));
        assert!(!workspace.has("no-such-package"));
        assert!(workspace.rust_version() >= (1, 94));
        let folder = workspace.wasm_dir();
        assert_eq!(
            workspace.relative(&folder).to_string(),
            "target/wasm32-wasip2/release"
        );
    }

    #[test]
    fn a_package_is_marked_by_its_metadata() {
        let package = |metadata: &str| -> Package {
            let text =
                format!(r#"{{"name":"p","manifest_path":"/p/Cargo.toml","metadata":{metadata}}}"#);
            serde_json::from_str(&text).unwrap()
        };
        assert!(package(r#"{"throughline":{"wasm":true}}"#).is_marked_wasm());
        assert!(!package(r#"{"throughline":{"wasm":false}}"#).is_marked_wasm());
        assert!(!package(r#"{"throughline":{}}"#).is_marked_wasm());
        assert!(!package("null").is_marked_wasm());
    }
}
