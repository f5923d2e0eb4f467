//! What each built component reaches: only the timeline imports a store.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;
use throughline_tests::{repository, wasm_dir};
use wasmparser::{Parser, Payload};

/// What any component may import: the clock, randomness, streams, its own variables, and what
/// Rust's standard library links.
const EVERYBODY: &[&str] = &[
    "spin:variables/variables",
    "wasi:cli/",
    "wasi:clocks/",
    "wasi:filesystem/", // linked by the standard library; no component is given any file
    "wasi:http/types",
    "wasi:io/",
    "wasi:random/",
];

/// What one component may import besides.
fn besides(component: &str) -> &'static [&'static str] {
    match component {
        "timeline" => &["spin:key-value/", "wasi:keyvalue/"],
        "lookup" => &[
            "throughline:timeline/backups",
            "throughline:timeline/directory",
            "throughline:timeline/erasure",
            "throughline:timeline/profiles",
            "throughline:timeline/reader",
            "throughline:timeline/tickets",
            "throughline:timeline/types",
            "throughline:timeline/writer",
        ],
        "console" => &["throughline:timeline/reader", "throughline:timeline/types"],
        // Calls connectors, by service chaining alone.
        "automation" => &[
            "throughline:timeline/erasure",
            "throughline:timeline/outbox",
            "throughline:timeline/types",
            "throughline:timeline/writer",
            "wasi:http/client",
        ],
        // These ask what their other end may know, and no more.
        "voice" => &[
            "throughline:timeline/calls",
            "throughline:timeline/types",
            "throughline:timeline/writer",
            "wasi:http/client",
        ],
        "chat" => &[
            "throughline:timeline/conversations",
            "throughline:timeline/limits",
            "throughline:timeline/types",
            "throughline:timeline/writer",
            "wasi:http/client",
        ],
        "self-service" => &[
            "throughline:timeline/limits",
            "throughline:timeline/types",
            "throughline:timeline/writer",
        ],
        // Every other folder is a channel: it writes, reads nobody's timeline, and answers by the
        // hosts that `spin.toml` grants it.
        _ => &[
            "throughline:timeline/types",
            "throughline:timeline/writer",
            "wasi:http/client",
        ],
    }
}

fn imports(wasm: &Path) -> BTreeSet<String> {
    let bytes = std::fs::read(wasm).unwrap_or_else(|e| panic!("{}: {e}", wasm.display()));
    let mut imports = BTreeSet::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                imports.extend(section.into_iter().map(|i| i.unwrap().name.0.to_owned()));
            }
            _ => {}
        }
    }
    imports
}

#[test]
fn only_the_timeline_reaches_the_store() {
    let mut checked = 0;
    for entry in std::fs::read_dir(repository().join("components")).unwrap() {
        let entry = entry.unwrap();
        let component = entry.file_name().into_string().unwrap();
        let file = format!("throughline_{}.wasm", component.replace('-', "_"));
        let imports = imports(&wasm_dir().join(file));
        assert!(
            !imports.is_empty(),
            "{component} imports nothing: is it a component?"
        );
        for import in imports {
            let allowed = EVERYBODY.iter().chain(besides(&component));
            assert!(
                allowed.into_iter().any(|a| import.starts_with(a)),
                "{component} imports {import}"
            );
        }
        checked += 1;
    }
    assert!(checked >= 3, "only {checked} components were looked at");
}
