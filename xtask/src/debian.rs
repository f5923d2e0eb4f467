//! The second way to build components: Debian's compiler, and the standard library from the source
//! that Debian ships with it.

use crate::process::{self, run, shown};
use crate::toolchain::{find_program, rustc_version};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's, and only that: `rustc` on the PATH is usually rustup's.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// Of the package wasi-libc.
const WASI_LIBC: &str = "/usr/lib/wasm32-wasi";

/// What was found of the second way.
#[derive(Debug)]
pub struct Debian {
    wasm_ld: PathBuf,
    component_ld: PathBuf,
}

/// A part of the second way that is not there.
#[derive(Debug, PartialEq)]
pub enum Missing {
    /// Debian packages; `lld-*` stands for the newest there is.
    Packages(Vec<&'static str>),
    /// The linker that makes a component of a core module.
    ComponentLinker,
}

impl Debian {
    /// What is there, or what is not.
    pub fn find(workspace: &Workspace) -> Result<Self, Vec<Missing>> {
        let mut packages = Vec::new();
        let rustc_is_new = rustc_version(Path::new(DEBIAN_RUSTC))
            .is_some_and(|version| version >= workspace.rust_version());
        if !rustc_is_new {
            packages.push("rustc-web");
        }
        let source = sysroot(Path::new(DEBIAN_RUSTC))
            .map(|root| root.join("lib/rustlib/src/rust/library/Cargo.toml"));
        if !(rustc_is_new && source.is_some_and(|file| file.is_file())) {
            packages.push("rust-web-src");
        }
        if !Path::new(WASI_LIBC).join("crt1-reactor.o").is_file() {
            packages.push("wasi-libc");
        }
        let wasm_ld = newest_wasm_ld(Path::new("/usr/bin"));
        if wasm_ld.is_none() {
            packages.push("lld-*");
        }

        let component_ld = find_program("wasm-component-ld");
        let mut missing = Vec::new();
        if !packages.is_empty() {
            missing.push(Missing::Packages(packages));
        }
        if component_ld.is_none() {
            missing.push(Missing::ComponentLinker);
        }
        match (wasm_ld, component_ld) {
            (Some(wasm_ld), Some(component_ld)) if missing.is_empty() => Ok(Self {
                wasm_ld,
                component_ld,
            }),
            _ => Err(missing),
        }
    }

    /// Installs what is missing; needs root, or sudo without a password.
    pub fn install(workspace: &Workspace) -> Result<Self> {
        for missing in Self::find(workspace).err().unwrap_or_default() {
            match missing {
                Missing::Packages(packages) => apt_install(&packages)?,
                Missing::ComponentLinker => {
                    let mut cargo = workspace.cargo();
                    // A folder of its own: the build of a tool is not kept with ours.
                    cargo.env_remove("CARGO_TARGET_DIR");
                    announce(cargo.args(["install", "--locked", "wasm-component-ld"]))?;
                }
            }
        }
        Self::find(workspace).map_err(|missing| {
            let commands: Vec<_> = missing.iter().map(Missing::command).collect();
            anyhow::anyhow!("still missing after installing: {}", commands.join("; "))
        })
    }

    /// Makes a `cargo build` for wasm32-wasip2 one that uses this compiler.
    ///
    /// The flags were tried on Debian 12 with rustc-web 1.96 and lld 22. `-Clink-self-contained=no`
    /// because the compiler's package has no copy of wasi-libc, which is therefore named.
    pub fn configure(&self, cargo: &mut Command, workspace: &Workspace) -> Result<()> {
        let shims = self.shims()?;
        let mut path = OsString::from(&shims);
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        cargo
            .arg("-Zbuild-std=std,panic_abort")
            .env("PATH", path)
            .env("RUSTC", DEBIAN_RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", rustflags())
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            // Another compiler: in the shared folder each would throw the other's work away.
            .env(
                "CARGO_TARGET_DIR",
                workspace.target_dir.join("wasm-from-source"),
            );
        Ok(())
    }

    /// A folder with the linkers under the names that are looked for.
    fn shims(&self) -> Result<PathBuf> {
        let folder = cache_dir()?.join("throughline/linkers");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        for (name, program) in [
            ("wasm-ld", &self.wasm_ld),
            ("rust-lld", &self.wasm_ld),
            ("wasm-component-ld", &self.component_ld),
        ] {
            let link = folder.join(name);
            if std::fs::read_link(&link).is_ok_and(|to| to == *program) {
                continue;
            }
            // A link to an older lld may be there, or none.
            let _ = std::fs::remove_file(&link);
            std::os::unix::fs::symlink(program, &link)
                .with_context(|| format!("cannot create {}", link.display()))?;
        }
        Ok(folder)
    }
}

impl Missing {
    /// The command that installs it, for a person at a shell.
    pub fn command(&self) -> String {
        match self {
            Self::Packages(packages) => {
                let names: Vec<_> = packages
                    .iter()
                    .map(|&p| if p == "lld-*" { "lld-22" } else { p })
                    .collect();
                let remark = if packages.contains(&"lld-*") {
                    "   # or the newest lld-N there is"
                } else {
                    ""
                };
                format!(
                    "sudo apt-get install --no-install-recommends {}{remark}",
                    names.join(" ")
                )
            }
            Self::ComponentLinker => "cargo install --locked wasm-component-ld".to_owned(),
        }
    }
}

fn rustflags() -> String {
    format!(
        "-Clinker=wasm-component-ld -Clink-self-contained=no \
         -L native={WASI_LIBC} -Clink-arg={WASI_LIBC}/crt1-reactor.o"
    )
}

fn apt_install(packages: &[&str]) -> Result<()> {
    if !process::works(Command::new("apt-get").arg("--version")) {
        bail!("there is no apt-get");
    }
    let as_root = as_root().context("neither root nor sudo without a password")?;
    let apt = |args: &[&str]| {
        let words: Vec<&str> = as_root.iter().copied().chain(["apt-get"]).collect();
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .args(args)
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    announce(&mut apt(&["update", "--quiet"]))?;
    let mut install = apt(&["install", "--yes", "--quiet", "--no-install-recommends"]);
    for package in packages {
        match *package {
            "lld-*" => install.arg(newest_lld_package()?),
            name => install.arg(name),
        };
    }
    announce(&mut install)
}

/// The words to put before a command that needs root, or `None`.
fn as_root() -> Option<&'static [&'static str]> {
    let user = process::read(Command::new("id").arg("-u")).ok()?;
    if user.trim() == "0" {
        Some(&[])
    } else if process::works(Command::new("sudo").args(["-n", "true"])) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}

fn newest_lld_package() -> Result<String> {
    let list =
        process::read(Command::new("apt-cache").args(["search", "--names-only", "^lld-[0-9]+$"]))?;
    let newest = list
        .lines()
        .filter_map(|line| numbered(line.split(' ').next()?, "lld-"))
        .max()
        .context("no package lld-N is known to apt")?;
    Ok(format!("lld-{newest}"))
}

/// `wasm-ld-22` before `wasm-ld-19`, whatever the order on the disk.
fn newest_wasm_ld(folder: &Path) -> Option<PathBuf> {
    let names = std::fs::read_dir(folder).ok()?.flatten();
    let newest = names
        .filter_map(|file| numbered(file.file_name().to_str()?, "wasm-ld-"))
        .max()?;
    Some(folder.join(format!("wasm-ld-{newest}")))
}

fn numbered(name: &str, prefix: &str) -> Option<u32> {
    name.strip_prefix(prefix)?.parse().ok()
}

fn sysroot(rustc: &Path) -> Option<PathBuf> {
    let text = process::read(Command::new(rustc).args(["--print", "sysroot"])).ok()?;
    Some(PathBuf::from(text.trim_end()))
}

fn cache_dir() -> Result<PathBuf> {
    match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if !folder.is_empty() => Ok(PathBuf::from(folder)),
        _ => Ok(std::env::home_dir()
            .context("HOME is not set")?
            .join(".cache")),
    }
}

/// What changes the machine is said before it is done.
fn announce(command: &mut Command) -> Result<()> {
    eprintln!("xtask: {}", shown(command));
    run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_linker_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest_wasm_ld(folder.path()), None);
        for name in ["wasm-ld-9", "wasm-ld-22", "wasm-ld-19", "wasm-ld-x", "ld"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let newest = newest_wasm_ld(folder.path());
        assert_eq!(newest, Some(folder.path().join("wasm-ld-22")));
    }

    #[test]
    fn what_is_missing_is_said_as_a_command() {
        let packages = Missing::Packages(vec!["rustc-web", "wasi-libc"]);
        assert_eq!(
            packages.command(),
            "sudo apt-get install --no-install-recommends rustc-web wasi-libc"
        );
        let lld = Missing::Packages(vec!["lld-*"]).command();
        assert!(
            lld.contains("lld-22   # or the newest lld-N there is"),
            "{lld}"
        );
        assert_eq!(
            Missing::ComponentLinker.command(),
            "cargo install --locked wasm-component-ld"
        );
    }
}
