//! The command line: `throughline-host up`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use throughline_store::Faults;

use crate::guest::log::say;
use crate::{Host, InstanceLimits, ServerLimits, Tick};

/// Runs a Spin application on this machine.
#[derive(Debug, Parser)]
#[command(name = "throughline-host", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the application until it is told to stop.
    Up(Up),
}

#[derive(Debug, Args)]
struct Up {
    /// The manifest.
    #[arg(long, short, default_value = "spin.toml")]
    from: PathBuf,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where stores and logs lie [default: .spin beside the manifest].
    #[arg(long = "state", value_name = "DIR")]
    state_dir: Option<PathBuf>,
    /// Where compiled code is kept [default: the user's cache folder].
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// Replaces a leading `target/` of sources that do not exist there.
    #[arg(long, value_name = "DIR", env = "CARGO_TARGET_DIR")]
    target_dir: Option<PathBuf>,
    /// SPIN_VARIABLE_NAME=value lines [default: .env beside the manifest].
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Where the key-value stores are, in Spin's format.
    #[arg(long, value_name = "FILE")]
    runtime_config_file: Option<PathBuf>,
    /// An application variable; may be repeated.
    #[arg(long = "variable", value_name = "NAME=VALUE", value_parser = pair)]
    variables: Vec<(String, String)>,
    /// How many requests an instance takes in all, as on Spin [default: 128].
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_instance_reuse_count: Option<usize>,
    /// How many requests an instance takes at a time, as on Spin [default: 16].
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_instance_concurrent_reuse_count: Option<usize>,
    /// How many requests are worked on at a time; those that wait for a client, a network or the
    /// store do not count [default: 3 for each core].
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_working: Option<usize>,
    /// How many requests queue for their turn; beyond that some are answered 503 [default: 256].
    #[arg(long, value_name = "N")]
    max_queued: Option<usize>,
    /// A path that the host itself POSTs to, again and again, because nothing runs in the
    /// background.
    #[arg(long, value_name = "PATH")]
    tick: Option<String>,
    /// The seconds from the end of one such call to the beginning of the next.
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    tick_every: u64,
    /// The variable that holds the key for it.
    #[arg(long, value_name = "VARIABLE")]
    tick_key: Option<String>,
    /// For tests: what fails on purpose, as `seed=7,delay=0.1,fail=0.01,drop=0.01,late=0.01,
    /// tear=0.01,clock=0.01,longest=50`.
    #[arg(long, value_name = "FAULTS")]
    faults: Option<Faults>,
    /// Keep components' output out of the terminal; the logs have it anyway.
    #[arg(long)]
    quiet: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("give a number from 1".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "give NAME=VALUE".to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Cli {
    /// Does what the command line says.
    pub async fn run(self) -> Result<()> {
        match self.command {
            Command::Up(up) => up.run().await,
        }
    }
}

impl Up {
    fn instance_limits(&self) -> InstanceLimits {
        let usual = InstanceLimits::default();
        InstanceLimits {
            reuse: self.max_instance_reuse_count.unwrap_or(usual.reuse),
            concurrent: self
                .max_instance_concurrent_reuse_count
                .unwrap_or(usual.concurrent),
            ..usual
        }
    }

    fn server_limits(&self) -> ServerLimits {
        let mut limits = ServerLimits::default();
        limits.turns.working = self.max_working.unwrap_or(limits.turns.working);
        limits.turns.queued = self.max_queued.unwrap_or(limits.turns.queued);
        limits
    }

    async fn run(self) -> Result<()> {
        let mut host = Host::builder(&self.from)
            .listen(self.listen)
            .instance_limits(self.instance_limits())
            .server_limits(self.server_limits())
            .faults(self.faults)
            .tick(self.tick.map(|path| Tick {
                path,
                every: Duration::from_secs(self.tick_every),
                key: self.tick_key,
            }))
            .follow(!self.quiet);
        if let Some(folder) = self.state_dir {
            host = host.state_dir(folder);
        }
        if let Some(folder) = self.cache_dir {
            host = host.cache_dir(folder);
        }
        if let Some(folder) = self.target_dir {
            host = host.target_dir(folder);
        }
        if let Some(path) = self.env_file {
            host = host.env_file(path);
        }
        if let Some(path) = self.runtime_config_file {
            host = host.runtime_config(path);
        }
        for (name, value) in self.variables {
            host = host.variable(name, value);
        }
        let _limits = outlive_file_limits();
        let running = host.start().await?;
        println!("Serving http://{}", running.address());
        told_to_stop().await;
        say("Stopping: requests in flight may finish");
        running.shutdown().await;
        Ok(())
    }
}

/// A file that may not grow any further (`ulimit -f`) is an error of whoever writes to it, and does
/// not end the program, as long as the answer is kept.
#[cfg(unix)]
fn outlive_file_limits() -> std::io::Result<tokio::signal::unix::Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    signal(SignalKind::from_raw(libc::SIGXFSZ))
}

/// There are no such limits.
#[cfg(not(unix))]
fn outlive_file_limits() {}

/// Resolves on Ctrl-C or SIGTERM.
#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => (),
        _ = interrupt.recv() => (),
    }
}

/// Resolves on Ctrl-C.
#[cfg(not(unix))]
async fn told_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
