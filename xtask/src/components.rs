//! Building every WebAssembly component of the repository.
//!
//! There is no list: every package under `components/` is one, and so is every package anywhere in
//! the repository, member of the workspace or not, whose manifest says
//! `[package.metadata.throughline] wasm = true` (guests of tests, the floor of the bench). A
//! workspace apart says it once for all its members: `[workspace.metadata.throughline]`.

use crate::process;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Builds all components and puts each at `target/wasm32-wasip2/release/NAME.wasm` of the clone,
/// where `spin.toml` looks for them.
pub fn build(workspace: &Workspace) -> Result<()> {
    build_some(workspace, &[])
}

/// The same for the folders of these names only; without any, for all.
pub fn build_some(workspace: &Workspace, names: &[String]) -> Result<()> {
    let mut manifests = manifests(workspace)?;
    let of = |name: &String| {
        let folder = |manifest: &PathBuf| manifest.parent().is_some_and(|f| f.ends_with(name));
        manifests.iter().any(folder)
    };
    if let Some(unknown) = names.iter().find(|name| !of(name)) {
        bail!("no folder named {unknown} holds a component");
    }
    if !names.is_empty() {
        manifests.retain(|m| {
            m.parent()
                .is_some_and(|f| names.iter().any(|n| f.ends_with(n)))
        });
    }
    let toolchain = Toolchain::prepare(workspace)?;
    eprintln!("xtask: building components: {}", toolchain.describe());
    let begun = Instant::now();
    for manifest in &manifests {
        build_one(workspace, &toolchain, manifest)?;
    }
    eprintln!("xtask: components built in {:.1?}", begun.elapsed());
    Ok(())
}

/// One Cargo run for each package, as `spin build` does it: in one run Cargo would switch on for
/// all of them the features that any of them asks of a shared crate, and a connector would be
/// built with the interfaces of a service.
fn build_one(workspace: &Workspace, toolchain: &Toolchain, manifest: &Path) -> Result<()> {
    let mut cargo = toolchain.cargo_build(workspace)?;
    cargo
        .arg("--message-format=json-render-diagnostics")
        .arg("--manifest-path")
        .arg(manifest);
    let mut built = Vec::new();
    process::read_lines(&mut cargo, |line| built.extend(artifacts(line, manifest)))?;
    if built.is_empty() {
        bail!(
            "{} built no .wasm: it needs `crate-type = [\"cdylib\", …]` under [lib]",
            workspace.relative(manifest)
        );
    }
    for file in built {
        let size = place(&file, &workspace.wasm_dir())?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        eprintln!("       {name}  {} KB", size.div_ceil(1024));
    }
    Ok(())
}

/// The `.wasm` files of one package, or of a workspace and its members, in a line of Cargo's
/// `--message-format=json`.
fn artifacts(line: &str, manifest: &Path) -> Vec<PathBuf> {
    #[derive(Deserialize)]
    struct Artifact {
        manifest_path: PathBuf,
        filenames: Vec<PathBuf>,
    }
    let Ok(artifact) = serde_json::from_str::<Artifact>(line) else {
        return Vec::new(); // Another kind of message.
    };
    let own = manifest.parent().unwrap_or(manifest);
    if !artifact.manifest_path.starts_with(own) {
        return Vec::new(); // A dependency.
    }
    let is_wasm = |file: &PathBuf| file.extension().is_some_and(|e| e == "wasm");
    artifact.filenames.into_iter().filter(is_wasm).collect()
}

/// Puts a copy of `file` into `folder` and answers its size in bytes.
///
/// A copy that is already right is left alone, and a wrong one is replaced as a whole: it may be
/// open in a running host, or be Cargo's hard link to its own output.
fn place(file: &Path, folder: &Path) -> Result<u64> {
    let name = file.file_name().context("a component without a name")?;
    let content = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let destination = folder.join(name);
    if std::fs::read(&destination).is_ok_and(|present| present == content) {
        return Ok(content.len() as u64);
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    let readable = std::fs::Permissions::from_mode(0o644);
    let mut copy = tempfile::Builder::new()
        .permissions(readable)
        .tempfile_in(folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    std::io::Write::write_all(&mut copy, &content)?;
    copy.persist(&destination)
        .with_context(|| format!("cannot write {}", destination.display()))?;
    Ok(content.len() as u64)
}

/// The manifests of all packages to build, in a stable order.
pub fn manifests(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let components = workspace.root.join("components");
    let mut found: Vec<PathBuf> = workspace
        .packages
        .iter()
        .filter(|p| p.manifest_path.starts_with(&components) || p.is_marked_wasm())
        .map(|p| p.manifest_path.clone())
        .collect();
    let known: Vec<&Path> = workspace
        .packages
        .iter()
        .map(|p| p.manifest_path.as_path())
        .collect();
    collect_marked(&workspace.root, &known, &mut found)?;
    found.sort();
    if found.is_empty() {
        bail!("there is no component under {}", components.display());
    }
    Ok(found)
}

/// Adds the marked manifests below `folder` that are not members of the workspace.
fn collect_marked(folder: &Path, known: &[&Path], found: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if name != "target" && !name.to_string_lossy().starts_with('.') {
                collect_marked(&path, known, found)?;
            }
        } else if name == "Cargo.toml" && !known.contains(&path.as_path()) && is_marked(&path)? {
            found.push(path);
        }
    }
    Ok(())
}

fn is_marked(manifest: &Path) -> Result<bool> {
    let text = std::fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let table: toml::Table =
        toml::from_str(&text).with_context(|| format!("in {}", manifest.display()))?;
    Ok(["package", "workspace"].iter().any(|kind| {
        let flag = [kind, "metadata", "throughline"]
            .iter()
            .try_fold(&table, |table, key| table.get(*key)?.as_table())
            .and_then(|table| table.get("wasm"));
        flag.and_then(toml::Value::as_bool).unwrap_or(false)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_components_is_built() {
        let workspace = Workspace::load().unwrap();
        let manifests = manifests(&workspace).unwrap();
        let mut folders = 0;
        for entry in std::fs::read_dir(workspace.root.join("components")).unwrap() {
            let manifest = entry.unwrap().path().join("Cargo.toml");
            assert!(manifests.contains(&manifest), "{}", manifest.display());
            folders += 1;
        }
        assert!(folders > 0);
    }

    #[test]
    fn marked_packages_outside_of_the_workspace_are_found() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = root.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, text).unwrap();
            file
        };
        let marked = "[package]\nname = \"g\"\n[package.metadata.throughline]\nwasm = true\n";
        let guest = write("tests/guests/one/Cargo.toml", marked);
        let several = write(
            "tests/guests/several/Cargo.toml",
            "[workspace]\nmembers = [\"a\"]\n[workspace.metadata.throughline]\nwasm = true\n",
        );
        write(
            "tests/guests/several/a/Cargo.toml",
            "[package]\nname = \"a\"\n",
        );
        let member = write("tests/floor/Cargo.toml", marked);
        write("tests/guests/plain/Cargo.toml", "[package]\nname = \"p\"\n");
        write("target/package/g/Cargo.toml", marked);
        write(".cache/g/Cargo.toml", marked);

        let mut found = Vec::new();
        collect_marked(root.path(), &[&member], &mut found).unwrap();
        found.sort();
        assert_eq!(found, [guest, several]);
    }

    #[test]
    fn only_the_packages_own_wasm_is_taken() {
        let manifest = Path::new("/r/components/sms/Cargo.toml");
        let own = r#"{"reason":"compiler-artifact","manifest_path":"/r/components/sms/Cargo.toml",
            "filenames":["/t/sms.wasm","/t/libsms.rlib"]}"#;
        assert_eq!(artifacts(own, manifest), [Path::new("/t/sms.wasm")]);
        let other = own.replace("components/sms", "components/timeline");
        assert!(artifacts(&other, manifest).is_empty());
        let workspace = Path::new("/r/components/Cargo.toml");
        assert_eq!(artifacts(own, workspace), [Path::new("/t/sms.wasm")]);
        assert!(artifacts(r#"{"reason":"build-finished","success":true}"#, manifest).is_empty());
        assert!(artifacts("not json", manifest).is_empty());
    }

    #[test]
    fn a_copy_never_changes_the_file_that_was_linked_there() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        std::fs::create_dir_all(&from).unwrap();
        std::fs::create_dir_all(&to).unwrap();
        std::fs::write(from.join("a.wasm"), "new").unwrap();
        std::fs::write(root.path().join("cargos-own"), "old").unwrap();
        std::fs::hard_link(root.path().join("cargos-own"), to.join("a.wasm")).unwrap();

        assert_eq!(place(&from.join("a.wasm"), &to).unwrap(), 3);
        assert_eq!(std::fs::read(to.join("a.wasm")).unwrap(), b"new");
        assert_eq!(
            std::fs::read(root.path().join("cargos-own")).unwrap(),
            b"old"
        );
    }
}
