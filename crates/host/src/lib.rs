//! The local host: runs a Spin application on this machine.
//!
//! It reads the same `spin.toml` as Spin, composes the same dependencies,
//! enforces the same grants, resolves the same variables, serves the same
//! routes and service chaining, and keeps key-value stores in Spin's SQLite
//! schema. What it cannot do (files, SQLite databases, models, other
//! triggers) it refuses by name when the application loads.
//!
//! ```no_run
//! # async fn run() -> anyhow::Result<()> {
//! let running = throughline_host::Host::builder("spin.toml")
//!     .listen(([127, 0, 0, 1], 3000).into())
//!     .variable("public_url", "https://support.example.com")
//!     .start()
//!     .await?;
//! println!("Serving http://{}", running.address());
//! running.shutdown().await;
//! # Ok(()) }
//! ```

mod app;
mod aside;
pub mod cli;
mod compose;
mod engine;
mod grants;
mod guest;
mod instances;
pub mod manifest;
mod problem;
mod request;
mod routes;
mod server;
mod template;
mod tick;
mod turns;
mod variables;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use throughline_store::{Faults, RuntimeConfig};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use app::{App, Settings};
pub use engine::Origin;
pub use instances::InstanceLimits;
use manifest::Manifest;
use server::Server;
pub use server::ServerLimits;
pub use tick::Tick;
use tick::Ticking;
pub use turns::TurnLimits;
use turns::Turns;
use variables::{Sources, Variables};

/// Spin's state directory beside the manifest, so that either host finds the
/// other's store.
const STATE_DIR: &str = ".spin";
const ENV_FILE: &str = ".env";

/// What to run, and how.
#[must_use = "nothing runs before `start`"]
pub struct Host {
    manifest: PathBuf,
    listen: SocketAddr,
    state_dir: Option<PathBuf>,
    cache_dir: Option<PathBuf>,
    target_dir: Option<PathBuf>,
    env_file: Option<PathBuf>,
    runtime_config: Option<PathBuf>,
    environment: Option<BTreeMap<String, String>>,
    variables: BTreeMap<String, String>,
    follow: bool,
    instances: InstanceLimits,
    faults: Option<Faults>,
    server: ServerLimits,
    tick: Option<Tick>,
}

impl Host {
    /// Runs the application of `manifest`, on a free port of the loopback
    /// interface unless told otherwise.
    pub fn builder(manifest: impl Into<PathBuf>) -> Self {
        Host {
            manifest: manifest.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            state_dir: None,
            cache_dir: None,
            target_dir: None,
            env_file: None,
            runtime_config: None,
            environment: None,
            variables: BTreeMap::new(),
            follow: false,
            instances: InstanceLimits::default(),
            faults: None,
            server: ServerLimits::default(),
            tick: None,
        }
    }

    /// The address to listen on; port 0 takes a free one.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Where stores and logs lie. Default: `.spin` beside the manifest.
    pub fn state_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.state_dir = Some(folder.into());
        self
    }

    /// Where compiled code is kept. Default: the user's cache folder.
    pub fn cache_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(folder.into());
        self
    }

    /// Replaces a leading `target/` of sources that do not exist there.
    pub fn target_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.target_dir = Some(folder.into());
        self
    }

    /// A dotenv file with `SPIN_VARIABLE_NAME=value`. Default: `.env` beside
    /// the manifest, if there is one.
    pub fn env_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.env_file = Some(path.into());
        self
    }

    /// Spin's runtime configuration: where the key-value stores are.
    pub fn runtime_config(mut self, path: impl Into<PathBuf>) -> Self {
        self.runtime_config = Some(path.into());
        self
    }

    /// Replaces the process's `SPIN_VARIABLE_*`.
    pub fn environment(mut self, environment: BTreeMap<String, String>) -> Self {
        self.environment = Some(environment);
        self
    }

    /// The value of an application variable, before all other sources.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Whether guests' output is shown on the terminal besides the logs.
    pub fn follow(mut self, follow: bool) -> Self {
        self.follow = follow;
        self
    }

    /// How instances are used. Default: as on Spin.
    pub fn instance_limits(mut self, limits: InstanceLimits) -> Self {
        self.instances = limits;
        self
    }

    /// What fails on purpose, for tests. Default: nothing.
    pub fn faults(mut self, faults: Option<Faults>) -> Self {
        self.faults = faults;
        self
    }

    /// What the server accepts.
    pub fn server_limits(mut self, limits: ServerLimits) -> Self {
        self.server = limits;
        self
    }

    /// What is called again and again while it runs. Default: nothing.
    pub fn tick(mut self, tick: Option<Tick>) -> Self {
        self.tick = tick;
        self
    }

    /// Loads the application and starts serving it. On return, it accepts
    /// connections.
    ///
    /// # Errors
    /// Everything that is wrong with the manifest, the variables, the stores
    /// or the components is found here, not by a request.
    pub async fn start(self) -> Result<Running> {
        let (listen, limits) = (self.listen, self.server);
        let turns = Turns::new(limits.turns);
        let given = turns.clone();
        let loading = tokio::task::spawn_blocking(move || self.load(given));
        let (app, ticking) = loading.await??;
        let origins = app.origins().clone();
        let server = Server::bind(listen, app.clone(), turns.clone(), limits).await?;
        let address = server.address();
        let (stop, stopped) = watch::channel(false);
        let ticking = ticking.map(|t| tokio::spawn(t.run(app, turns, stopped.clone())));
        Ok(Running {
            address,
            origins,
            stop,
            server: tokio::spawn(server.serve(stopped)),
            ticking,
        })
    }

    fn load(self, turns: Arc<Turns>) -> Result<(Arc<App>, Option<Ticking>)> {
        let manifest = Manifest::read(&self.manifest)?;
        let base = self.manifest.parent().unwrap_or(Path::new("")).to_owned();
        let env_file = match self.env_file {
            Some(path) => Some(path),
            None => Some(base.join(ENV_FILE)).filter(|path| path.exists()),
        };
        let sources = Sources {
            given: self.variables,
            environment: self
                .environment
                .unwrap_or_else(Sources::process_environment),
            file: env_file
                .map(|path| Sources::read_file(&path))
                .transpose()?
                .unwrap_or_default(),
        };
        let variables = Variables::resolve(&manifest, &sources)?;
        let runtime = match &self.runtime_config {
            Some(path) => RuntimeConfig::read(path)?,
            None => RuntimeConfig::default(),
        };
        let state_dir = self.state_dir.unwrap_or_else(|| base.join(STATE_DIR));
        let cache_dir = self
            .cache_dir
            .or_else(engine::default_cache_folder)
            .unwrap_or_else(|| state_dir.join("compiled"));
        let settings = Settings {
            base,
            target_dir: self.target_dir,
            state_dir,
            cache_dir,
            follow: self.follow,
            limits: self.instances,
            faults: self.faults,
            turns,
        };
        let ticking = self.tick.map(|tick| Ticking::new(tick, &variables));
        let app = App::load(&manifest, &variables, &runtime, &settings)?;
        Ok((app, ticking.transpose()?))
    }
}

/// An application that is being served.
pub struct Running {
    address: SocketAddr,
    origins: BTreeMap<String, Origin>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    ticking: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where each component's compiled code came from, by id.
    pub fn origins(&self) -> &BTreeMap<String, Origin> {
        &self.origins
    }

    /// Stops accepting, waits for requests in flight (at most
    /// [`ServerLimits::drain`]), and returns when all is done.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        // The server has no error of its own; a panic was reported already.
        drop(self.server.await);
        if let Some(ticking) = self.ticking {
            drop(ticking.await);
        }
    }
}
