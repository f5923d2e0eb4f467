//! What a manifest must fulfil beyond its form, and what this host refuses.

use anyhow::{Context, Result, ensure};

use super::{
    Component, Dependency, DependencySource, INHERITABLE, Inherit, Manifest, Route, Trigger,
};

impl Manifest {
    /// Checks what the types alone cannot say.
    pub(super) fn check(&self) -> Result<()> {
        for (name, variable) in &self.variables {
            check_variable_name(name)?;
            ensure!(
                variable.required != variable.default.is_some(),
                "variable {name:?} needs either `default = \"…\"` or `required = true`"
            );
        }
        for trigger in &self.triggers {
            trigger.check()?;
            ensure!(
                self.components.contains_key(&trigger.component),
                "the trigger of route {} names component {:?}, which the manifest does not have",
                trigger.route,
                trigger.component
            );
        }
        for (id, component) in &self.components {
            component
                .check(self)
                .with_context(|| format!("component {id:?}"))?;
        }
        Ok(())
    }
}

impl Trigger {
    fn check(&self) -> Result<()> {
        if let Some(executor) = &self.executor {
            ensure!(
                executor.kind == "http",
                "executor type {:?} is not supported by the local host: \"http\" is",
                executor.kind
            );
        }
        match &self.route {
            Route::Public(path) => ensure!(
                path.starts_with('/'),
                "route {path:?} must begin with \"/\", or be {{ private = true }}"
            ),
            Route::Private { private } => ensure!(
                *private,
                "route {{ private = false }} says nothing: give a path or {{ private = true }}"
            ),
        }
        Ok(())
    }
}

impl Component {
    fn check(&self, manifest: &Manifest) -> Result<()> {
        self.source()?;
        ensure!(
            self.files.is_empty(),
            "files are not supported by the local host: remove `files`, or run `spin up`"
        );
        ensure!(
            self.sqlite_databases.is_empty(),
            "sqlite_databases = {:?} are not supported by the local host",
            self.sqlite_databases
        );
        ensure!(
            self.ai_models.is_empty(),
            "ai_models = {:?} are not supported by the local host",
            self.ai_models
        );
        self.variables
            .keys()
            .try_for_each(|name| check_variable_name(name))?;
        for (name, dependency) in &self.dependencies {
            self.check_dependency(dependency, manifest)
                .with_context(|| format!("dependency {name:?}"))?;
        }
        Ok(())
    }

    fn check_dependency(&self, dependency: &Dependency, manifest: &Manifest) -> Result<()> {
        let table = dependency.table()?;
        if let Some(Inherit::Some(kinds)) = &table.inherit_configuration {
            for kind in kinds {
                ensure!(
                    INHERITABLE.contains(&kind.as_str()),
                    "inherit_configuration names {kind:?}: only {INHERITABLE:?} exist"
                );
            }
        }
        let DependencySource::Component(id) = table.source()? else {
            return Ok(());
        };
        let target = manifest.component(id)?;
        let own = target.own_configuration();
        ensure!(
            own.is_empty(),
            "component = {id:?} has {own:?} of its own: a dependency takes them from the \
             component that it is composed into"
        );
        let routed = manifest.triggers.iter().any(|t| t.component == id);
        ensure!(
            !routed,
            "component = {id:?} has a trigger of its own: a dependency has none"
        );
        Ok(())
    }

    /// The kinds of configuration that this component's own stanza gives.
    fn own_configuration(&self) -> Vec<&'static str> {
        [
            ("variables", self.variables.is_empty()),
            ("environment", self.environment.is_empty()),
            ("key_value_stores", self.key_value_stores.is_empty()),
            (
                "allowed_outbound_hosts",
                self.allowed_outbound_hosts.is_empty(),
            ),
            ("dependencies", self.dependencies.is_empty()),
        ]
        .into_iter()
        .filter_map(|(kind, empty)| (!empty).then_some(kind))
        .collect()
    }
}

/// Spin's rule for variables: lower-case words joined by single underscores,
/// so that `SPIN_VARIABLE_` and the upper-case name make an environment
/// variable.
pub fn check_variable_name(name: &str) -> Result<()> {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let letter = name.starts_with(|c: char| c.is_ascii_lowercase());
    ensure!(
        letter && name.split('_').all(word),
        "{name:?} is not a variable name: lower-case letters and digits, words joined by one \"_\""
    );
    Ok(())
}
