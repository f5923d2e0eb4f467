//! Composition: a component's imports are satisfied by the exports of the
//! components that its `dependencies` name.
//!
//! A dependency name matches the imports of its package: `ns:pkg` all of
//! them, `ns:pkg@1.0.0` those of that version, `ns:pkg/face@1.0.0` exactly
//! that interface. Each dependency is instantiated once for all the imports
//! that it satisfies. A dependency gets only the configuration that it is
//! said to inherit; one that imports more is refused when the application
//! loads. (Spin puts an adapter in between that refuses the calls, so that the
//! application starts and finds out later.)

use anyhow::{Context, Result, anyhow, bail, ensure};
use wac_graph::types::{Package, SubtypeChecker, WorldId};
use wac_graph::{CompositionGraph, NodeId};

use crate::manifest::Inherit;

/// A dependency with its code.
pub struct Part<'a> {
    /// The name that the manifest gives it, matched against imports.
    pub name: &'a str,
    /// The export to use when it is not named like the import.
    pub export: Option<&'a str>,
    /// What it may use of the dependent component's configuration.
    pub inherit: Inherit,
    /// The component's code.
    pub code: Vec<u8>,
}

/// Composes the component `id` with its dependencies into one component.
pub fn compose(id: &str, code: Vec<u8>, parts: Vec<Part<'_>>) -> Result<Vec<u8>> {
    if parts.is_empty() {
        return Ok(code);
    }
    let mut composition = Composition::default();
    let root = composition.instantiate(id, code)?;
    let imports = composition.imports(root.world);
    for part in parts {
        let name = part.name;
        composition
            .satisfy(root, &imports, part)
            .with_context(|| format!("component {id:?}, dependency {name:?}"))?;
    }
    composition.export_all(root)?;
    let encoded = composition.graph.encode(Default::default());
    encoded.with_context(|| format!("component {id:?} cannot be composed"))
}

#[derive(Default)]
struct Composition {
    graph: CompositionGraph,
}

#[derive(Clone, Copy)]
struct Instance {
    world: WorldId,
    node: NodeId,
}

impl Composition {
    fn instantiate(&mut self, name: &str, code: Vec<u8>) -> Result<Instance> {
        let package = Package::from_bytes(name, None, code, self.graph.types_mut())
            .with_context(|| format!("{name:?} is not a WebAssembly component"))?;
        let world = package.ty();
        let package = self.graph.register_package(package)?;
        let node = self.graph.instantiate(package);
        Ok(Instance { world, node })
    }

    fn imports(&self, world: WorldId) -> Vec<String> {
        self.graph.types()[world].imports.keys().cloned().collect()
    }

    fn satisfy(&mut self, root: Instance, imports: &[String], part: Part<'_>) -> Result<()> {
        let name = DependencyName::parse(part.name)?;
        let matched: Vec<&String> = imports.iter().filter(|i| name.matches(i)).collect();
        ensure!(
            !matched.is_empty(),
            "no import matches it: the component imports {imports:?}"
        );
        ensure!(
            self.graph
                .get_package_by_name(name.package(), None)
                .is_none(),
            "another dependency is of package {:?} already: name the package as a whole, so that \
             one instance satisfies all of its interfaces",
            name.package()
        );
        let dependency = self.instantiate(name.package(), part.code)?;
        refuse_uninherited(&self.imports(dependency.world), &part.inherit)?;
        for import in matched {
            let export = part.export.unwrap_or(import);
            self.connect(root, import, dependency, export)?;
        }
        Ok(())
    }

    fn connect(
        &mut self,
        root: Instance,
        import: &str,
        dependency: Instance,
        export: &str,
    ) -> Result<()> {
        let types = self.graph.types();
        let wanted = types[root.world].imports.get(import);
        let exports = &types[dependency.world].exports;
        let offered = exports.get(export).ok_or_else(|| {
            anyhow!(
                "it does not export {export:?}: it exports {:?}",
                exports.keys().collect::<Vec<_>>()
            )
        })?;
        if let Some(wanted) = wanted {
            let mut cache = Default::default();
            SubtypeChecker::new(&mut cache)
                .is_subtype(*offered, types, *wanted, types)
                .with_context(|| {
                    format!("its export {export:?} does not fit the import {import:?}")
                })?;
        }
        let node = self.graph.alias_instance_export(dependency.node, export)?;
        self.graph
            .set_instantiation_argument(root.node, import, node)?;
        Ok(())
    }

    fn export_all(&mut self, root: Instance) -> Result<()> {
        let exports: Vec<String> = self.graph.types()[root.world]
            .exports
            .keys()
            .cloned()
            .collect();
        for name in exports {
            let node = self.graph.alias_instance_export(root.node, &name)?;
            self.graph.export(node, &name)?;
        }
        Ok(())
    }
}

/// The name of a dependency or of an import.
#[derive(Debug, PartialEq, Eq)]
enum DependencyName<'a> {
    Plain(&'a str),
    Package {
        package: &'a str,
        interface: Option<&'a str>,
        version: Option<&'a str>,
    },
}

impl<'a> DependencyName<'a> {
    fn parse(name: &'a str) -> Result<Self> {
        if !name.contains([':', '/']) {
            return Ok(DependencyName::Plain(name));
        }
        let (path, version) = match name.split_once('@') {
            Some((path, version)) => (path, Some(version)),
            None => (name, None),
        };
        if let Some(version) = version {
            semver::Version::parse(version)
                .with_context(|| format!("{version:?} in {name:?} is not a version"))?;
        }
        let (package, interface) = match path.split_once('/') {
            Some((package, interface)) => (package, Some(interface)),
            None => (path, None),
        };
        ensure!(
            package.contains(':'),
            "{name:?} is not a package: \"namespace:name[/interface][@version]\""
        );
        Ok(DependencyName::Package {
            package,
            interface,
            version,
        })
    }

    fn package(&self) -> &'a str {
        match self {
            DependencyName::Plain(name) => name,
            DependencyName::Package { package, .. } => package,
        }
    }

    fn matches(&self, import: &str) -> bool {
        match (self, DependencyName::parse(import)) {
            (DependencyName::Plain(name), Ok(DependencyName::Plain(import))) => *name == import,
            (
                DependencyName::Package {
                    package,
                    interface,
                    version,
                },
                Ok(DependencyName::Package {
                    package: import_package,
                    interface: import_interface,
                    version: import_version,
                }),
            ) => {
                *package == import_package
                    && (interface.is_none() || *interface == import_interface)
                    && (version.is_none() || *version == import_version)
            }
            _ => false,
        }
    }
}

/// The interfaces that each kind of configuration opens, by their beginning.
const CAPABILITIES: [(&str, &[&str]); 5] = [
    (
        "key_value_stores",
        &[
            "spin:key-value/",
            "wasi:keyvalue/",
            "fermyon:spin/key-value",
        ],
    ),
    (
        "variables",
        &[
            "spin:variables/",
            "wasi:config/",
            "fermyon:spin/variables",
            "fermyon:spin/config",
        ],
    ),
    (
        "allowed_outbound_hosts",
        &[
            "wasi:http/client",
            "wasi:http/outgoing-handler",
            "wasi:sockets/tcp",
            "wasi:sockets/udp",
            "wasi:sockets/ip-name-lookup",
            "spin:redis/",
            "spin:postgres/",
            "spin:mysql/",
            "spin:mqtt/",
        ],
    ),
    ("sqlite_databases", &["spin:sqlite/", "fermyon:spin/sqlite"]),
    ("ai_models", &["fermyon:spin/llm"]),
];

fn refuse_uninherited(imports: &[String], inherit: &Inherit) -> Result<()> {
    for (kind, interfaces) in CAPABILITIES {
        let inherited = match inherit {
            Inherit::All(all) => *all,
            Inherit::Some(kinds) => kinds.iter().any(|k| k == kind),
        };
        if inherited {
            continue;
        }
        let opens = |import: &&String| interfaces.iter().any(|i| import.starts_with(i));
        if let Some(import) = imports.iter().find(opens) {
            bail!(
                "it imports {import:?} but does not inherit {kind:?}: add that to \
                 inherit_configuration"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_imports_of_their_package() {
        for (name, import, expected) in [
            ("foo:bar/baz@0.1.0", "foo:bar/baz@0.1.0", true),
            ("foo:bar/baz", "foo:bar/baz@0.1.0", true),
            ("foo:bar/baz", "foo:bar/baz", true),
            ("foo:bar", "foo:bar/baz@0.1.0", true),
            ("foo:bar@0.1.0", "foo:bar/baz@0.1.0", true),
            ("plain-name", "plain-name", true),
            ("foo:bar/baz@0.1.0", "foo:bar/baz", false),
            ("foo:bar/baz", "foo:bar/qux", false),
            ("foo:bar", "foo:qux/baz", false),
            ("foo:bar@0.1.0", "foo:bar/baz@0.2.0", false),
            ("foo:bar/baz", "foo:bar/baz-qux", false),
            ("foo:bar", "foo-bar", false),
        ] {
            let name = DependencyName::parse(name).unwrap();
            assert_eq!(name.matches(import), expected, "{name:?} {import}");
        }
    }

    #[test]
    fn capabilities_must_be_inherited() {
        let imports = ["wasi:io/streams@0.2.6", "spin:key-value/key-value@3.0.0"].map(String::from);
        let some = |kind: &str| Inherit::Some(vec![kind.to_owned()]);
        assert!(refuse_uninherited(&imports, &Inherit::All(true)).is_ok());
        assert!(refuse_uninherited(&imports, &some("key_value_stores")).is_ok());
        for inherit in [Inherit::All(false), some("variables")] {
            let error = refuse_uninherited(&imports, &inherit).unwrap_err();
            assert!(error.to_string().contains("key_value_stores"), "{error}");
        }
    }
}
