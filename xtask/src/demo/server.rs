//! The host of the demo, from its start to its end.

use super::shop::Shop;
use crate::config::HostKind;
use crate::serve::{self, UpArgs};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The first start compiles the components to machine code.
const START_LIMIT: Duration = Duration::from_secs(180);
/// Requests in flight are let finish.
const STOP_LIMIT: Duration = Duration::from_secs(40);
const READY: &str = "Serving http://";

/// A running host. Dropped, it is killed.
pub struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts the local host with the shop's configuration and nothing of the user's, and waits
    /// until it serves.
    pub fn start(
        binary: &Path,
        workspace: &Workspace,
        shop: &Shop,
        stopped: &AtomicBool,
    ) -> Result<Self> {
        let args = UpArgs {
            listen: shop.listen,
            state: Some(shop.state()),
            env_file: Some(shop.env_file()),
            runtime_config_file: None,
            host: HostKind::Local,
        };
        let log = shop.log_file();
        let output = File::create(&log).context("cannot create the host's log")?;
        let mut command = serve::local_host(binary, workspace, &args)?;
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SPIN_") {
                command.env_remove(name);
            }
        }
        // In a group of its own, so that Ctrl-C at the terminal ends it by us and in order.
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let mut server = Self { child, log };
        server.wait_until_ready(stopped)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, stopped: &AtomicBool) -> Result<()> {
        let begun = Instant::now();
        eprintln!("xtask: starting the local host (its first start compiles the components)");
        while !std::fs::read_to_string(&self.log)?.contains(READY) {
            self.check()?;
            if stopped.load(Ordering::SeqCst) {
                bail!("stopped before it served");
            }
            if begun.elapsed() > START_LIMIT {
                bail!(
                    "the host did not serve within {START_LIMIT:?}:\n{}",
                    self.log_tail()
                );
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// An error when the host has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the host ended with {status}:\n{}", self.log_tail());
        }
        Ok(())
    }

    /// The last lines that the host said.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// Lets it finish what it has begun.
    pub fn stop(mut self) -> Result<()> {
        let id = Pid::from_raw(self.child.id().try_into()?);
        // It may have ended already, which `try_wait` will say.
        let _ = kill(id, Signal::SIGTERM);
        let begun = Instant::now();
        while begun.elapsed() < STOP_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                if status.success() {
                    return Ok(());
                }
                bail!("the host stopped with {status}:\n{}", self.log_tail());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("the host did not stop within {STOP_LIMIT:?}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it has ended, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
