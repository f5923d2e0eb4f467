//! Which compiler builds the components, and setting it up where that is possible.
//!
//! 1. The compiler in use has the standard library for `wasm32-wasip2`, or rustup can add it.
//! 2. It cannot be downloaded (a closed network), but this is Debian 12 or later: Debian ships
//!    the compiler's source, and the standard library is built from that.

use crate::debian::Debian;
use crate::process::{self, shown};
use crate::workspace::{WASM_TARGET, Workspace};
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// `target` or `debian`: takes that way and no other.
const CHOICE: &str = "THROUGHLINE_WASM_TOOLCHAIN";
/// A closed network may swallow connections; the standard library is about 20 MB.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(60);

/// A compiler that can build components.
#[derive(Debug)]
pub enum Toolchain {
    /// Cargo's own compiler has the target.
    Target,
    /// Debian's compiler, the standard library from Debian's source.
    Debian(Debian),
}

impl Toolchain {
    /// A compiler that is ready as things are. Installs nothing.
    pub fn ready(workspace: &Workspace) -> Option<Self> {
        match choice().as_deref() {
            Some("target") => has_target().then_some(Self::Target),
            Some("debian") => Debian::find(workspace).ok().map(Self::Debian),
            _ if has_target() => Some(Self::Target),
            _ => Debian::find(workspace).ok().map(Self::Debian),
        }
    }

    /// A compiler that is ready, set up first if need be. Where that is not allowed or fails, the
    /// error says which commands do it.
    pub fn prepare(workspace: &Workspace) -> Result<Self> {
        if let Some(ready) = Self::ready(workspace) {
            return Ok(ready);
        }
        let choice = choice();
        if choice.as_deref() != Some("debian") {
            match add_target() {
                Ok(()) => return Ok(Self::Target),
                Err(error) => eprintln!("xtask: no standard library for {WASM_TARGET}: {error:#}"),
            }
        }
        if choice.as_deref() != Some("target") {
            match Debian::install(workspace) {
                Ok(found) => return Ok(Self::Debian(found)),
                Err(error) => eprintln!("xtask: not from Debian's packages either: {error:#}"),
            }
        }
        bail!("{}", Self::instructions(workspace))
    }

    /// What a person would type to set this machine up.
    pub fn instructions(workspace: &Workspace) -> String {
        let mut text = format!(
            "building components needs Rust's standard library for {WASM_TARGET}. With rustup:\n    \
             rustup target add {WASM_TARGET}\n\
             On Debian 12 or later, where that cannot be downloaded:\n"
        );
        for missing in Debian::find(workspace).err().unwrap_or_default() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "    {}", missing.command());
        }
        text
    }

    /// In a few words, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Target => format!("{WASM_TARGET} of the compiler in use"),
            Self::Debian(_) => "Debian's compiler, standard library built from source".to_owned(),
        }
    }

    /// `cargo build` for components, without saying which.
    pub fn cargo_build(&self, workspace: &Workspace) -> Result<Command> {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--release", "--target", WASM_TARGET]);
        if let Self::Debian(debian) = self {
            debian.configure(&mut cargo, workspace)?;
        }
        Ok(cargo)
    }
}

fn choice() -> Option<String> {
    std::env::var(CHOICE).ok().filter(|value| !value.is_empty())
}

/// True when Cargo's compiler has the target's standard library.
fn has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let Ok(folder) = process::read(&mut command) else {
        return false;
    };
    let Ok(files) = std::fs::read_dir(folder.trim_end()) else {
        return false;
    };
    files
        .flatten()
        .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

fn add_target() -> Result<()> {
    if !process::works(Command::new("rustup").arg("--version")) {
        bail!("there is no rustup");
    }
    let mut command = Command::new("rustup");
    command.args(["target", "add", WASM_TARGET]);
    eprintln!("xtask: {}", shown(&command));
    process::run_within(&mut command, DOWNLOAD_LIMIT)?;
    if !has_target() {
        bail!("rustup added it to another toolchain than the one in use");
    }
    Ok(())
}

/// A program on the PATH, or where `cargo install` puts it.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .map(|home| home.join("bin"));
    std::env::split_paths(&path)
        .chain(installed)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The version of a compiler, or `None` when it cannot be run.
pub fn rustc_version(rustc: &Path) -> Option<(u32, u32)> {
    let text = process::read(Command::new(rustc).arg("--version")).ok()?;
    crate::version::parse(&text)
}
