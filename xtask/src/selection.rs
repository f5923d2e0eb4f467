//! Which tests cannot run here, by parts of their names.

use crate::process;
use crate::toolchain::find_program;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tests that are left out.
pub struct Skipped {
    /// What they have in their names.
    pub part: &'static str,
    /// What they are.
    pub tests: &'static str,
    /// Why they cannot run.
    pub reason: &'static str,
    /// Whether that is no fault of the machine's.
    pub intended: bool,
}

/// What this machine or this host cannot run.
pub fn skipped(workspace: &Workspace) -> Vec<Skipped> {
    let spin = std::env::var("THROUGHLINE_HOST").is_ok_and(|host| host == "spin");
    let lists = workspace.root.join("tests/peers");
    let cache = cache().unwrap_or_default();
    let peers = cache.join("peers");
    let python = peers.join("python");
    let browser = workspace.root.join("tests/browser/package-lock.json");
    let all = [
        (
            find_program("redis-server").is_none(),
            Skipped {
                part: "redis",
                tests: "tests over Redis",
                reason: "there is no redis-server: apt-get install redis-server, or your system's",
                intended: false,
            },
        ),
        (
            !process::works(Command::new("unshare").args(["-Urm", "true"])),
            Skipped {
                part: "full_disk",
                tests: "tests of a full disk",
                reason: "nobody may mount a small disk here (`unshare -Urm true` fails)",
                intended: true,
            },
        ),
        // Also in CI: a registry that cannot be reached is no fault of this machine's.
        (
            !is_installed(&python, &lists.join("python/requirements.txt"))
                || !process::works(Command::new(python.join("bin/python")).arg("--version")),
            Skipped {
                part: "peer_python",
                tests: "comparisons with the providers' SDKs for Python",
                reason: "they are not installed, or not in these versions: tests/peers/install",
                intended: true,
            },
        ),
        (
            !is_installed(&peers.join("node"), &lists.join("node/package-lock.json"))
                || find_program("node").is_none(),
            Skipped {
                part: "peer_node",
                tests: "comparisons with the providers' SDKs for Node",
                reason: "they are not installed, or not in these versions: tests/peers/install",
                intended: true,
            },
        ),
        (
            !is_installed(&cache.join("browser"), &browser)
                || find_program("node").is_none()
                || (find_program("chromium").is_none() && std::env::var_os("CHROMIUM").is_none()),
            Skipped {
                part: "in_a_browser",
                tests: "checks of the chat widget in Chromium",
                reason: "Chromium, Node or what drives it is missing: tests/browser/install",
                intended: true,
            },
        ),
        (
            spin,
            Skipped {
                part: "on_the_local_host",
                tests: "tests of what only the local host has",
                reason: "THROUGHLINE_HOST=spin",
                intended: true,
            },
        ),
    ];
    let here = all.into_iter().filter(|(cannot, _)| *cannot);
    here.map(|(_, skipped)| skipped).collect()
}

/// Below which `tests/peers/install` and `tests/browser/install` put what they install.
fn cache() -> Option<PathBuf> {
    let folder = |variable| std::env::var_os(variable).filter(|value| !value.is_empty());
    let cache = match folder("XDG_CACHE_HOME") {
        Some(cache) => PathBuf::from(cache),
        None => Path::new(&folder("HOME")?).join(".cache"),
    };
    Some(cache.join("throughline"))
}

/// Whether the SDKs of this list are there: the list is copied beside them when all of them are.
fn is_installed(folder: &Path, list: &Path) -> bool {
    let there = std::fs::read(folder.join("installed"));
    let wanted = std::fs::read(list);
    matches!((there, wanted), (Ok(there), Ok(wanted)) if there == wanted)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn sdks_of_another_list_are_not_installed() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("requirements.txt");
        std::fs::write(&list, "a==1").unwrap();
        assert!(!is_installed(folder.path(), &list));
        std::fs::write(folder.path().join("installed"), "a==1").unwrap();
        assert!(is_installed(folder.path(), &list));
        std::fs::write(&list, "a==2").unwrap();
        assert!(!is_installed(folder.path(), &list));
        std::fs::remove_file(&list).unwrap();
        assert!(!is_installed(folder.path(), &list));
    }
}
