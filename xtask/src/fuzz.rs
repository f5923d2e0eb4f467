//! Fuzzing, as `cargo xtask test --long` does it: every target for ten minutes, from its seeds.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// How long one target runs, in seconds.
const SECONDS: u32 = 600;

/// What fuzzing needs and is not there, with the fix.
pub fn missing() -> Option<&'static str> {
    let nightly = || {
        let mut cargo = Command::new("cargo");
        cargo.arg("+nightly");
        cargo
    };
    if !process::works(nightly().arg("--version")) {
        return Some("fuzzing needs a nightly compiler: rustup toolchain install nightly");
    }
    if !process::works(nightly().args(["fuzz", "--version"])) {
        return Some("cargo-fuzz is not installed: cargo install --locked cargo-fuzz");
    }
    None
}

/// Runs every target in `fuzz/targets`.
pub fn run(workspace: &Workspace) -> Result<()> {
    let fuzz = workspace.root.join("fuzz");
    let targets = targets(&fuzz)?;
    if targets.is_empty() {
        bail!("there is no target in {}", fuzz.display());
    }
    for target in targets {
        println!("   {target}: {SECONDS} s");
        let corpus = fuzz.join("corpus").join(&target);
        std::fs::create_dir_all(&corpus).with_context(|| corpus.display().to_string())?;
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&workspace.root)
            .args(["+nightly", "fuzz", "run", &target])
            .arg(&corpus)
            .arg(fuzz.join("seeds").join(&target))
            .args(["--", &format!("-max_total_time={SECONDS}")]);
        process::run(&mut cargo).with_context(|| format!("target {target}"))?;
    }
    Ok(())
}

fn targets(fuzz: &Path) -> Result<Vec<String>> {
    let folder = fuzz.join("targets");
    let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "rs")
            && let Some(name) = path.file_stem().and_then(|n| n.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_seeds() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        let targets = targets(&fuzz).unwrap();
        assert!(targets.len() >= 8, "{targets:?}");
        for target in targets {
            let seeds = std::fs::read_dir(fuzz.join("seeds").join(&target));
            let seeds = seeds.unwrap_or_else(|e| panic!("seeds of {target}: {e}"));
            assert!(seeds.count() > 0, "{target} has no seeds");
        }
    }
}
