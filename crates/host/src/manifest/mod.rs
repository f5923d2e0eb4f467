//! `spin.toml`, version 2: the part of Spin's manifest that this host runs.
//!
//! Tables that only build tools read (`build`, `tool`, `targets`, `profile`)
//! are accepted and ignored. What this host cannot honour (files, SQLite
//! databases, models, registries) is refused by name instead of being
//! silently left out.

mod check;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::Deserialize;
use serde::de::IgnoredAny;

pub use check::check_variable_name;

/// A parsed and checked manifest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    spin_manifest_version: i64,
    /// The application's name and version.
    pub application: Application,
    /// The variables that components may refer to, by name.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
    trigger: BTreeMap<String, toml::Value>,
    /// The components by id.
    #[serde(default, rename = "component")]
    pub components: BTreeMap<String, Component>,
    /// The HTTP triggers, in the order of the file.
    #[serde(skip)]
    pub triggers: Vec<Trigger>,
}

/// `[application]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The application's name.
    pub name: String,
    /// Its version; empty when the manifest gives none.
    #[serde(default)]
    pub version: String,
    #[serde(default, rename = "description")]
    _description: Option<IgnoredAny>,
    #[serde(default, rename = "authors")]
    _authors: Option<IgnoredAny>,
    #[serde(default, rename = "targets")]
    _targets: Option<IgnoredAny>,
    #[serde(default, rename = "trigger")]
    _trigger: Option<IgnoredAny>,
    #[serde(default, rename = "tool")]
    _tool: Option<IgnoredAny>,
}

/// One entry of `[variables]`: a default or `required = true`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The value when nothing else gives one.
    pub default: Option<String>,
    /// Whether something else must give a value.
    #[serde(default)]
    pub required: bool,
    /// Whether the value must never be printed.
    #[serde(default)]
    pub secret: bool,
    #[serde(default, rename = "description")]
    _description: Option<IgnoredAny>,
}

/// One `[[trigger.http]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Where the component is reached.
    pub route: Route,
    /// The component's id.
    pub component: String,
    #[serde(default)]
    executor: Option<Executor>,
    #[serde(default, rename = "id")]
    _id: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Executor {
    #[serde(rename = "type")]
    kind: String,
}

/// The `route` of a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Route {
    /// A path: `/exact`, `/with/:name`, `/prefix/...`.
    Public(String),
    /// `{ private = true }`: reached by service chaining only.
    Private {
        /// Always true; `{ private = false }` is refused.
        private: bool,
    },
}

/// One `[component.ID]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    source: toml::Value,
    /// Names of this component's variables, with templates as values.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Environment variables, passed as they are.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Labels of the key-value stores that may be opened.
    #[serde(default)]
    pub key_value_stores: Vec<String>,
    /// Hosts that may be called: `scheme://host[:port]`, with templates.
    #[serde(default)]
    pub allowed_outbound_hosts: Vec<String>,
    /// What the component imports from other components, by name.
    #[serde(default)]
    pub dependencies: BTreeMap<String, Dependency>,
    #[serde(default)]
    dependencies_inherit_configuration: bool,
    #[serde(default)]
    files: Vec<toml::Value>,
    #[serde(default)]
    sqlite_databases: Vec<String>,
    #[serde(default)]
    ai_models: Vec<String>,
    #[serde(default, rename = "exclude_files")]
    _exclude_files: Option<IgnoredAny>,
    #[serde(default, rename = "description")]
    _description: Option<IgnoredAny>,
    #[serde(default, rename = "targets")]
    _targets: Option<IgnoredAny>,
    #[serde(default, rename = "build")]
    _build: Option<IgnoredAny>,
    #[serde(default, rename = "tool")]
    _tool: Option<IgnoredAny>,
    #[serde(default, rename = "profile")]
    _profile: Option<IgnoredAny>,
}

/// One entry of `[component.ID.dependencies]`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Dependency {
    /// `{ component = "id" }` or `{ path = "file.wasm" }`.
    Table(DependencyTable),
    /// Anything else: a version requirement of a registry, for example.
    Other(toml::Value),
}

/// A dependency on another component or on a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DependencyTable {
    component: Option<String>,
    path: Option<PathBuf>,
    /// The dependency's export that satisfies the import, when its name
    /// differs.
    pub export: Option<String>,
    inherit_configuration: Option<Inherit>,
}

/// `inherit_configuration`: all, none, or some kinds of configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Inherit {
    /// `true`: everything; `false`: nothing.
    All(bool),
    /// The kinds named, for example `key_value_stores`.
    Some(Vec<String>),
}

/// Where a dependency's code lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DependencySource<'a> {
    /// Another component of the same manifest.
    Component(&'a str),
    /// A file, relative to the manifest.
    Path(&'a Path),
}

/// The kinds of configuration that `inherit_configuration` may name.
pub const INHERITABLE: [&str; 7] = [
    "ai_models",
    "allowed_outbound_hosts",
    "environment",
    "files",
    "key_value_stores",
    "sqlite_databases",
    "variables",
];

impl Manifest {
    /// Reads and checks the manifest at `path`.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the manifest {} cannot be read", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is not a usable manifest", path.display()))
    }

    /// Parses and checks the text of a manifest.
    pub fn parse(text: &str) -> Result<Self> {
        let mut manifest: Manifest = toml::from_str(text)?;
        ensure!(
            manifest.spin_manifest_version == 2,
            "spin_manifest_version = {} is not supported: 2 is",
            manifest.spin_manifest_version
        );
        manifest.triggers = http_triggers(&mut manifest.trigger)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The component of that id.
    pub fn component(&self, id: &str) -> Result<&Component> {
        self.components
            .get(id)
            .ok_or_else(|| anyhow!("component {id:?} is not in the manifest"))
    }
}

/// Takes the `[[trigger.http]]` tables out of `[trigger]`.
fn http_triggers(triggers: &mut BTreeMap<String, toml::Value>) -> Result<Vec<Trigger>> {
    let http = triggers.remove("http");
    if let Some(kind) = triggers.keys().next() {
        bail!("trigger {kind:?} is not supported by the local host: only http is");
    }
    let http = http.ok_or_else(|| anyhow!("the manifest has no [[trigger.http]]"))?;
    let tables = Vec::<toml::Value>::deserialize(http).context("[[trigger.http]]")?;
    let parse = |table: toml::Value| {
        let shown = table.to_string();
        Trigger::deserialize(table).with_context(|| {
            format!("[[trigger.http]] {shown} needs `route` and `component = \"<id>\"`")
        })
    };
    tables.into_iter().map(parse).collect()
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Route::Public(path) => write!(f, "{path:?}"),
            Route::Private { .. } => f.write_str("{ private = true }"),
        }
    }
}

impl Component {
    /// The file with the component's code, relative to the manifest.
    pub fn source(&self) -> Result<&Path> {
        match &self.source {
            toml::Value::String(path) => Ok(Path::new(path)),
            other => bail!(
                "source = {other} is not supported by the local host: give the path of a .wasm file"
            ),
        }
    }

    /// What `dependency` may use of this component's configuration.
    pub fn inherit(&self, dependency: &DependencyTable) -> Inherit {
        match &dependency.inherit_configuration {
            _ if self.dependencies_inherit_configuration => Inherit::All(true),
            Some(inherit) => inherit.clone(),
            None => Inherit::All(false),
        }
    }
}

impl Dependency {
    /// The table form, or an error that says which forms are supported.
    pub fn table(&self) -> Result<&DependencyTable> {
        match self {
            Dependency::Table(table) => Ok(table),
            Dependency::Other(value) => bail!(
                "{value} is not supported by the local host: give {{ component = \"<id>\" }} or \
                 {{ path = \"<file>.wasm\" }}"
            ),
        }
    }
}

impl DependencyTable {
    /// Where the dependency's code lies.
    pub fn source(&self) -> Result<DependencySource<'_>> {
        match (&self.component, &self.path) {
            (Some(id), None) => Ok(DependencySource::Component(id)),
            (None, Some(path)) => Ok(DependencySource::Path(path)),
            _ => bail!("give either component = \"<id>\" or path = \"<file>.wasm\""),
        }
    }
}
