//! `cargo xtask up`: build, then become the host.

use crate::components;
use crate::config::{self, HostKind};
use crate::process;
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package of the local host; its binary has the same name.
pub const HOST_PACKAGE: &str = "throughline-host";
/// End-to-end tests start the program that this variable names.
pub const HOST_BIN: &str = "THROUGHLINE_HOST_BIN";

/// How to serve. `doctor` checks the same values.
#[derive(clap::Args, Debug, Clone)]
pub struct UpArgs {
    /// Address and port to serve on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Folder of all data (its key-value store is DIR/sqlite_key_value.db) [default: .spin in
    /// the repository].
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// File of SPIN_VARIABLE_NAME=value lines [default: .env where there is one].
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Spin's runtime configuration: which store the label `default` is.
    #[arg(long, value_name = "FILE")]
    pub runtime_config_file: Option<PathBuf>,
    /// The embedded host, or `spin` (4.1 or later) from the PATH.
    #[arg(long, value_enum, default_value_t = HostKind::Local)]
    pub host: HostKind,
}

impl UpArgs {
    /// The file of variables in use: as given, else `.env` of the repository where there is one.
    pub fn variables_file(&self, workspace: &Workspace) -> Option<PathBuf> {
        let default = || Some(workspace.root.join(".env")).filter(|file| file.is_file());
        self.env_file.clone().or_else(default)
    }
}

/// Builds what is needed and replaces this process by the host, so that every signal reaches it
/// and its lines (`Serving http://ADDR` once it is ready) are ours.
pub fn up(workspace: &Workspace, args: &UpArgs) -> Result<Infallible> {
    store::refuse_unsafe(args)?;
    components::build(workspace)?;
    let mut command = match args.host {
        HostKind::Local => local_host(&build_host(workspace)?, workspace, args)?,
        HostKind::Spin => spin(workspace, args)?,
    };
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start `{}`", process::shown(&command)))
}

/// Builds the local host and answers where it is; a host that `THROUGHLINE_HOST_BIN` names already
/// is taken as it is.
///
/// Profile `host` is optimised but does not spend minutes in its link.
pub fn build_host(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(ready) = std::env::var_os(HOST_BIN) {
        let ready = std::path::absolute(PathBuf::from(ready))?;
        eprintln!("xtask: using the local host {}", ready.display());
        return Ok(ready);
    }
    if !workspace.has(HOST_PACKAGE) {
        bail!("this repository has no package {HOST_PACKAGE}: is the clone complete?");
    }
    eprintln!("xtask: building the local host (minutes the first time, then seconds)");
    let mut cargo = workspace.cargo();
    cargo
        .args(["build", "--profile", "host", "-p", HOST_PACKAGE])
        .arg("--message-format=json-render-diagnostics");
    let mut binary = None;
    process::read_lines(&mut cargo, |line| {
        if let Some(file) = executable(line) {
            binary = Some(file);
        }
    })?;
    binary.with_context(|| format!("{HOST_PACKAGE} has no binary of that name"))
}

/// The host's binary in a line of Cargo's `--message-format=json`.
fn executable(line: &str) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Artifact {
        target: Target,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }
    let artifact: Artifact = serde_json::from_str(line).ok()?;
    let is_host = artifact.target.name == HOST_PACKAGE && artifact.target.kind == ["bin"];
    artifact.executable.filter(|_| is_host)
}

/// The local host, serving this repository's `spin.toml`.
pub fn local_host(binary: &Path, workspace: &Workspace, args: &UpArgs) -> Result<Command> {
    let mut command = Command::new(binary);
    command
        .arg("up")
        .arg("--from")
        .arg(workspace.root.join("spin.toml"))
        .arg("--listen")
        .arg(args.listen.to_string());
    if let Some(folder) = &args.state {
        command.arg("--state").arg(folder);
    }
    if let Some(file) = args.variables_file(workspace) {
        command.arg("--env-file").arg(file);
    }
    if let Some(file) = &args.runtime_config_file {
        command.arg("--runtime-config-file").arg(file);
    }
    command.args(["--tick", "/tick", "--tick-key", "tick_key"]);
    if !has_tick_key(workspace, args)? {
        // Nobody else has to know it.
        command.env(TICK_KEY, config::random_hex()?);
    }
    Ok(command)
}

/// The key that `/tick` is called with.
const TICK_KEY: &str = "SPIN_VARIABLE_TICK_KEY";

fn has_tick_key(workspace: &Workspace, args: &UpArgs) -> Result<bool> {
    let given = |value: &str| !value.trim().is_empty();
    if std::env::var(TICK_KEY).is_ok_and(|key| given(&key)) {
        return Ok(true);
    }
    let Some(file) = args.variables_file(workspace) else {
        return Ok(false);
    };
    let variables = config::read_env_file(&file)?;
    Ok(variables.get(TICK_KEY).is_some_and(|key| given(key)))
}

/// Spin reads `.env` only where it is started; a file of another name is given as its environment.
fn spin(workspace: &Workspace, args: &UpArgs) -> Result<Command> {
    let version = process::read(Command::new("spin").arg("--version"))
        .context("`--host spin` needs the spin command: https://spinframework.dev/install")?;
    if crate::version::parse(&version).is_none_or(|v| v < config::SPIN_VERSION) {
        let (major, minor) = config::SPIN_VERSION;
        bail!(
            "this is {}, but Spin {major}.{minor} or later is needed",
            version.trim_end()
        );
    }
    let mut command = Command::new("spin");
    command
        .args(["up", "--from"])
        .arg(workspace.root.join("spin.toml"))
        .arg("--listen")
        .arg(args.listen.to_string());
    if let Some(folder) = &args.state {
        command.arg("--state-dir").arg(folder);
    }
    if let Some(file) = &args.runtime_config_file {
        command.arg("--runtime-config-file").arg(file);
    }
    if let Some(file) = args.variables_file(workspace) {
        for (name, value) in config::read_env_file(&file)? {
            // As everywhere, the environment wins over the file.
            if std::env::var_os(&name).is_none() {
                command.env(name, value);
            }
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_binary_is_told_from_its_tests() {
        let line = r#"{"reason":"compiler-artifact","executable":"/t/host/throughline-host",
            "target":{"name":"throughline-host","kind":["bin"]}}"#;
        let expected = PathBuf::from("/t/host/throughline-host");
        assert_eq!(executable(line), Some(expected));
        assert_eq!(executable(&line.replace(r#"["bin"]"#, r#"["test"]"#)), None);
        assert_eq!(
            executable(&line.replace(r#""name":"throughline-host""#, r#""name":"other""#)),
            None
        );
        assert_eq!(executable(r#"{"reason":"build-finished"}"#), None);
    }
}
