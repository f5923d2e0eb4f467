//! A running host: the program that is measured, as a user starts it.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The program, as `cargo xtask` says where it is.
const HOST_BIN: &str = "THROUGHLINE_HOST_BIN";
const READY: &str = "Serving http://";
/// The first start compiles the components to machine code.
const START_LIMIT: Duration = Duration::from_secs(180);
/// Linux counts processor time in hundredths of a second.
const TICK: f64 = 0.01;

/// What to serve, and with what.
pub struct Application {
    /// Its `spin.toml`.
    pub manifest: PathBuf,
    /// Stores and logs; the folder exists.
    pub state: PathBuf,
    /// Compiled code.
    pub cache: PathBuf,
    /// The only core that it may use.
    pub core: Option<usize>,
    /// Where the stores are, in Spin's format.
    pub runtime_config: Option<PathBuf>,
    /// The variables, in the format of `.env`.
    pub env_file: PathBuf,
}

/// A host that serves. Dropped, it is killed.
pub struct Host {
    child: Child,
    /// Where it serves.
    pub address: SocketAddr,
    /// From its start until it said that it serves.
    pub started_in: Duration,
}

impl Host {
    /// Starts the program of `THROUGHLINE_HOST_BIN` on a free port, with no variable but those of
    /// the application's file, and waits until it serves.
    pub async fn start(application: &Application) -> Result<Self> {
        let program = std::env::var_os(HOST_BIN)
            .with_context(|| format!("{HOST_BIN} is not set: run this by `cargo xtask bench`"))?;
        let log = application.state.join("host.log");
        let mut command = match application.core {
            Some(core) => {
                let mut command = Command::new("taskset");
                command.args(["-c", &core.to_string()]).arg(&program);
                command
            }
            None => Command::new(&program),
        };
        command
            .arg("up")
            .args(["--listen", "127.0.0.1:0", "--quiet"])
            .args([Path::new("--from"), &application.manifest])
            .args([Path::new("--state"), &application.state])
            .args([Path::new("--cache-dir"), &application.cache])
            .args([Path::new("--env-file"), &application.env_file]);
        if let Some(file) = &application.runtime_config {
            command.arg("--runtime-config-file").arg(file);
        }
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SPIN_") {
                command.env_remove(name);
            }
        }
        // Every error would carry a backtrace, those that are no failure as well.
        command
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE");
        let begun = Instant::now();
        let mut child = command
            .kill_on_drop(true)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = child.stdout.take().context("the host has no output")?;
        let mut lines = BufReader::new(output).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(address) = line.strip_prefix(READY) {
                    return Ok(address.parse()?);
                }
            }
            bail!(
                "the host ended:\n{}",
                std::fs::read_to_string(&log).unwrap_or_default()
            )
        };
        let address = tokio::time::timeout(START_LIMIT, ready)
            .await
            .context("the host did not serve in time")??;
        Ok(Self {
            child,
            address,
            started_in: begun.elapsed(),
        })
    }

    /// Processor time of all its threads so far, in seconds; none where `/proc` does not say.
    pub fn processor_time(&self) -> Option<f64> {
        processor_time_of(self.child.id()?)
    }

    /// Ends it and waits until it is gone.
    pub async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("cannot end the host")
    }
}

/// Processor time of a process so far, in seconds; none where `/proc` does not say.
pub fn processor_time_of(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in parentheses, may hold blanks: utime and stime are 12th and 13th after it.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) * TICK)
}
