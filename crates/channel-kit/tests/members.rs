//! Every connector folder is complete: the folders are walked, no file lists them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table(path: &Path) -> Table {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.parse()
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The folders under `components/` whose crate depends on the kit to be a connector.
fn connectors() -> Vec<(String, PathBuf)> {
    let folders = fs::read_dir(root().join("components")).unwrap();
    let mut found: Vec<_> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("Cargo.toml").exists())
        // One that has a shell of its own serves people, and takes of the kit what it needs (chat: how
        // answers are sent).
        .filter(|folder| !folder.join("src/shell.rs").exists())
        .filter(|folder| {
            let manifest = table(&folder.join("Cargo.toml"));
            let dependencies = manifest.get("dependencies").and_then(Value::as_table);
            dependencies.is_some_and(|d| d.contains_key("throughline-channel-kit"))
        })
        .map(|folder| (folder.file_name().unwrap().to_str().unwrap().into(), folder))
        .collect();
    found.sort();
    found
}

/// What a connector's folder lacks.
fn missing_files(name: &str, folder: &Path) -> Vec<String> {
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
    let package = table(&folder.join("Cargo.toml"));
    let package = package["package"]["name"].as_str() == Some(&format!("throughline-{name}"));
    let fixtures = fs::read_dir(folder.join("fixtures")).map_or(0, Iterator::count);
    let conformance = read("tests/conformance.rs");
    let rules = [
        (package, "its package must be named throughline-<folder>"),
        (
            conformance.contains("throughline_channel_kit::conformance!("),
            "tests/conformance.rs must call throughline_channel_kit::conformance!(…)",
        ),
        (
            read("src/lib.rs").contains("throughline_channel_kit::connector!("),
            "src/lib.rs must call throughline_channel_kit::connector!(…)",
        ),
        (!read("README.md").is_empty(), "README.md is missing"),
        (fixtures > 0, "fixtures/ has none"),
    ];
    broken(&format!("components/{name}"), &rules)
}

/// What `spin.toml` lacks for a connector.
fn missing_stanza(name: &str, spin: &Table) -> Vec<String> {
    let triggers = spin["trigger"]["http"].as_array().unwrap();
    let routed = triggers
        .iter()
        .any(|trigger| trigger["component"].as_str() == Some(name));
    let stanza = spin["component"].get(name).cloned();
    let at = |path: &[&str]| {
        path.iter()
            .try_fold(stanza.clone()?, |value, key| value.get(key).cloned())
    };
    let source = at(&["source"]).and_then(|s| s.as_str().map(str::to_owned));
    let file = format!("throughline_{}.wasm", name.replace('-', "_"));
    let composed = at(&["dependencies", "throughline:timeline@0.1.0", "component"]);
    let rules = [
        (routed, "no [[trigger.http]] leads to it"),
        (
            source.is_some_and(|source| source.ends_with(&file)),
            "its `source` must be the wasm file of its package",
        ),
        (
            composed == Some("timeline".into()),
            "its `dependencies` must compose the timeline",
        ),
        // The composed timeline reads it from the component that it is composed into.
        (
            at(&["variables", "index_secret"]).is_some(),
            "its `variables` must give index_secret to the timeline",
        ),
    ];
    broken(&format!("spin.toml, component {name}"), &rules)
}

fn broken(place: &str, rules: &[(bool, &str)]) -> Vec<String> {
    let broken = rules.iter().filter(|(kept, _)| !kept);
    broken.map(|(_, rule)| format!("{place}: {rule}")).collect()
}

#[test]
fn every_connector_is_complete() {
    let spin = table(&root().join("spin.toml"));
    let connectors = connectors();
    assert!(!connectors.is_empty(), "no connector under components/");
    let missing: Vec<_> = connectors
        .iter()
        .flat_map(|(name, folder)| [missing_files(name, folder), missing_stanza(name, &spin)])
        .flatten()
        .collect();
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn an_incomplete_connector_is_noticed() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("half-a-connector");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("Cargo.toml"), "[package]\nname = \"x\"\n").unwrap();
    assert_eq!(missing_files("half", &folder).len(), 5);
    let spin: Table = "[[trigger.http]]\ncomponent = \"a\"\n[component.a]\n"
        .parse()
        .unwrap();
    assert_eq!(missing_stanza("b", &spin).len(), 4);
    assert_eq!(missing_stanza("a", &spin).len(), 3);
}
