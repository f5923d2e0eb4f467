//! `cargo xtask doctor`: what is missing on this machine and in this configuration, with the fix.

use crate::config::{self, Finding, HostKind, Level};
use crate::process;
use crate::serve::UpArgs;
use crate::store;
use crate::style::{BAD, DIM, GOOD, WARN};
use crate::toolchain::{self, Toolchain};
use crate::workspace::Workspace;
use anstream::println;
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const PREFIX: &str = "SPIN_VARIABLE_";
/// What a first build of everything takes, in GiB, rounded up.
const DISK_COMFORT: u64 = 6;
/// What a build of the components and a store that grows take.
const DISK_LEAST: u64 = 2;

/// Looks at everything and prints it. An error when something would keep `up` from working.
pub fn doctor(workspace: &Workspace, args: &UpArgs) -> Result<()> {
    let mut failures = 0;
    for (title, findings) in [
        ("Rust", check_rust(workspace)),
        ("WebAssembly", vec![check_wasm(workspace)]),
        ("Spin", vec![check_spin(args.host)]),
        ("Disk", check_disk(workspace, args)),
        ("Address", vec![check_address(args.listen)]),
        ("Variables", check_variables(workspace, args)?),
        ("Store", store::check(workspace, args)?),
    ] {
        println!("{title}");
        for finding in &findings {
            show(finding);
        }
        failures += findings.iter().filter(|f| f.level == Level::Fail).count();
    }
    if failures > 0 {
        bail!("{failures} of these would keep `cargo xtask up` from working");
    }
    println!("\n{GOOD}Ready:{GOOD:#} cargo xtask up");
    Ok(())
}

fn show(finding: &Finding) {
    let (style, sign) = match finding.level {
        Level::Ok => (GOOD, "ok  "),
        Level::Warn => (WARN, "warn"),
        Level::Fail => (BAD, "FAIL"),
    };
    println!("  {style}{sign}{style:#} {}", finding.text);
    for line in finding.fix.iter().flat_map(|fix| fix.lines()) {
        println!("       {DIM}{line}{DIM:#}");
    }
}

fn check_rust(workspace: &Workspace) -> Vec<Finding> {
    let (major, minor) = workspace.rust_version();
    let update = format!("Rust {major}.{minor} or later is needed: rustup update stable");
    let compiler = match toolchain::rustc_version(Path::new("rustc")) {
        None => Finding::fail("rustc cannot be run", "install Rust: https://rustup.rs"),
        Some(version) if version < (major, minor) => {
            Finding::fail(format!("rustc is {}.{}", version.0, version.1), update)
        }
        Some(version) => Finding::ok(format!("rustc {}.{}", version.0, version.1)),
    };
    // The local host contains SQLite, which is C.
    let linker = if toolchain::find_program("cc").is_some() {
        Finding::ok("cc, for SQLite and for linking")
    } else {
        Finding::fail(
            "there is no C compiler `cc`",
            "on Debian: sudo apt-get install gcc libc6-dev",
        )
    };
    vec![compiler, linker]
}

fn check_wasm(workspace: &Workspace) -> Finding {
    match Toolchain::ready(workspace) {
        Some(ready) => Finding::ok(ready.describe()),
        None => Finding::fail(
            "components cannot be built yet",
            format!(
                "cargo xtask build tries to set it up; by hand:\n{}",
                Toolchain::instructions(workspace)
            ),
        ),
    }
}

fn check_spin(host: HostKind) -> Finding {
    let (major, minor) = config::SPIN_VERSION;
    let fix = format!(
        "Spin {major}.{minor} or later: https://spinframework.dev/install (the local host needs none)"
    );
    let needed = host == HostKind::Spin;
    let answer = process::read(Command::new("spin").arg("--version"));
    let found = match answer.as_deref().map(crate::version::parse) {
        Ok(Some(version)) if version >= config::SPIN_VERSION => {
            return Finding::ok(format!("spin {}.{}", version.0, version.1));
        }
        Ok(Some(version)) => format!("spin is {}.{}", version.0, version.1),
        Ok(None) => "spin does not say its version".to_owned(),
        Err(_) if !needed => return Finding::ok("no spin command; `--host local` needs none"),
        Err(_) => "there is no spin command".to_owned(),
    };
    if needed {
        Finding::fail(found, fix)
    } else {
        Finding::warn(found, fix)
    }
}

fn check_disk(workspace: &Workspace, args: &UpArgs) -> Vec<Finding> {
    let state = args.state.as_deref().unwrap_or(&workspace.root);
    let mut findings = vec![check_space(&existing(&workspace.target_dir))];
    let folder = existing(state);
    findings.push(match tempfile::tempfile_in(&folder) {
        Ok(_) => Finding::ok(format!("{} can be written to", folder.display())),
        Err(error) => Finding::fail(
            format!("cannot write to {}: {error}", folder.display()),
            "give another folder with --state, or the rights to this one",
        ),
    });
    findings
}

fn check_space(folder: &Path) -> Finding {
    let Ok(disk) = nix::sys::statvfs::statvfs(folder) else {
        return Finding::warn(
            format!("cannot tell the space at {}", folder.display()),
            format!("{DISK_COMFORT} GiB are comfortable"),
        );
    };
    // The width of these numbers differs between systems.
    #[allow(
        clippy::useless_conversion,
        reason = "u32 on some systems, u64 on others"
    )]
    let free = u64::from(disk.blocks_available()).saturating_mul(u64::from(disk.fragment_size()));
    judge_space(free >> 30, folder)
}

fn judge_space(gib: u64, folder: &Path) -> Finding {
    let text = format!("{gib} GiB free at {}", folder.display());
    let fix = format!(
        "a first build of everything takes up to {DISK_COMFORT} GiB; CARGO_TARGET_DIR may name \
         another disk"
    );
    match gib {
        0..DISK_LEAST => Finding::fail(text, fix),
        DISK_LEAST..DISK_COMFORT => Finding::warn(text, fix),
        _ => Finding::ok(text),
    }
}

/// The folder itself, or the nearest one above it that is already there.
pub fn existing(folder: &Path) -> PathBuf {
    let found = folder.ancestors().find(|f| f.is_dir());
    found.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

fn check_address(address: SocketAddr) -> Finding {
    match TcpListener::bind(address) {
        Ok(_) => Finding::ok(format!("{address} is free")),
        Err(error) => Finding::fail(
            format!("cannot listen on {address}: {error}"),
            "give another one: --listen 127.0.0.1:3001",
        ),
    }
}

fn check_variables(workspace: &Workspace, args: &UpArgs) -> Result<Vec<Finding>> {
    let manifest = std::fs::read_to_string(workspace.root.join("spin.toml"))?;
    let declared = config::declared_variables(&manifest)?;
    let mut findings = Vec::new();
    let mut set = BTreeMap::new();
    match args.variables_file(workspace) {
        None => findings.push(Finding::ok("no .env; .env.example shows what may be there")),
        Some(file) => match config::read_env_file(&file) {
            Ok(values) => {
                findings.push(check_permissions(&file));
                set.extend(values);
            }
            Err(error) => findings.push(Finding::fail(
                format!("{error:#}"),
                "NAME=value or NAME='value with spaces', # comments; see .env.example",
            )),
        },
    }
    // As on Spin, the environment wins over the file.
    set.extend(
        std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }),
    );
    let named = set.into_iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(PREFIX)?;
        Some((name.to_ascii_lowercase(), value))
    });
    findings.extend(crate::variables::check(&declared, &named.collect()));
    Ok(findings)
}

fn check_permissions(file: &Path) -> Finding {
    let shown = file.display();
    match std::fs::metadata(file) {
        Ok(about) if about.permissions().mode() & 0o077 != 0 => Finding::warn(
            format!("{shown} holds secrets and others on this machine may open it"),
            format!("chmod 600 {shown}"),
        ),
        _ => Finding::ok(format!("{shown} is yours alone")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let finding = check_address(address);
        assert_eq!(finding.level, Level::Fail);
        let text = finding.text;
        assert!(text.contains(&address.to_string()), "{text}");
        let free = check_address(SocketAddr::from(([127, 0, 0, 1], 0)));
        assert_eq!(free.level, Level::Ok);
    }

    #[test]
    fn space() {
        let levels = [0, 1, 2, 5, 6, 500].map(|gib| judge_space(gib, Path::new("/d")).level);
        use Level::{Fail, Ok, Warn};
        assert_eq!(levels, [Fail, Fail, Warn, Warn, Ok, Ok]);
    }

    #[test]
    fn the_nearest_folder_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b/c");
        assert_eq!(existing(&below), folder.path());
        assert_eq!(existing(Path::new("no-such-folder")), Path::new("."));
    }

    #[test]
    fn a_file_of_secrets_that_others_may_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (mode, level) in [
            (0o600, Level::Ok),
            (0o640, Level::Warn),
            (0o604, Level::Warn),
        ] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(file.path(), permissions).unwrap();
            assert_eq!(check_permissions(file.path()).level, level, "{mode:o}");
        }
    }
}
