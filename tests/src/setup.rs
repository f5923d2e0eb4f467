//! How the application is configured, and the command that runs it so.

use crate::app::App;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A service key with the scopes `read`, `write` and `agent`.
pub const KEY: &str = "a-key-for-tests";
/// Keys the names of everything stored.
pub const INDEX_SECRET: &str = "an index secret for tests";

/// Added to `spin.toml` by [`Setup::relay`].
const RELAY: &str = r#"
[[trigger.http]]
route = "/relay/..."
component = "relay"

[component.relay]
source = "WASM_DIR/throughline_relay.wasm"
allowed_outbound_hosts = ["http://*.spin.internal"]
"#;

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("tests/ lies in the repository")
        .into()
}

fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run these tests by `cargo xtask test`"))
}

/// Where the built components lie.
#[must_use]
pub fn wasm_dir() -> PathBuf {
    setting("THROUGHLINE_WASM_DIR").into()
}

/// How the application is configured.
#[derive(Debug, Clone)]
pub struct Setup {
    variables: Vec<(String, String)>,
    /// Stanzas beside the application's own.
    beside: Vec<String>,
    runtime_config: Option<String>,
    arguments: Vec<String>,
    disk: Option<u64>,
}

impl Default for Setup {
    fn default() -> Self {
        let keys = serde_json::json!([
            {"name": "tests", "sha256": hash(KEY), "scopes": ["read", "write", "agent"]},
            {"name": "reader", "sha256": hash("a-key-that-reads"), "scopes": ["read"]},
        ]);
        Self {
            variables: Vec::new(),
            beside: Vec::new(),
            runtime_config: None,
            arguments: Vec::new(),
            disk: None,
        }
        .variable("public_url", "https://hooks.example.com")
        .variable("twilio_auth_token", "12345")
        .variable("index_secret", INDEX_SECRET)
        .variable("api_keys", &keys.to_string())
    }
}

fn hash(key: &str) -> String {
    Sha256::digest(key)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

impl Setup {
    /// Sets a Spin variable; an empty value is as good as none.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(n, _)| n != name);
        self.variables.push((name.into(), value.into()));
        self
    }

    /// With a component beside the application's own that passes `/relay/<channel>/…` on to
    /// `http://<channel>.spin.internal/…`.
    #[must_use]
    pub fn relay(self) -> Self {
        self.beside(RELAY)
    }

    /// With these stanzas added to `spin.toml`, in which `WASM_DIR` is where the built components
    /// lie.
    #[must_use]
    pub fn beside(mut self, stanzas: &str) -> Self {
        self.beside.push(stanzas.to_owned());
        self
    }

    /// With the stores of a runtime configuration in Spin's format.
    #[must_use]
    pub fn runtime_config(mut self, text: &str) -> Self {
        self.runtime_config = Some(text.to_owned());
        self
    }

    /// With these arguments of the host's `up`.
    #[must_use]
    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments
            .extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    /// With a disk of its own that has room for so many bytes. Needs a Linux on which everybody
    /// may have namespaces; names of tests that use it contain `full_disk`, by which
    /// `cargo xtask test` leaves them out elsewhere, and says so.
    #[must_use]
    pub fn disk(mut self, bytes: u64) -> Self {
        self.disk = Some(bytes);
        self
    }

    pub(crate) fn has_disk(&self) -> bool {
        self.disk.is_some()
    }

    /// Where the manifest is; written to `state` when it is not the repository's own.
    fn manifest(&self, state: &Path) -> PathBuf {
        let own = repository().join("spin.toml");
        if self.beside.is_empty() {
            return own;
        }
        let text = std::fs::read_to_string(own).expect("spin.toml is there");
        let built = format!("source = \"{}/", wasm_dir().display());
        let text = text.replace("source = \"target/wasm32-wasip2/release/", &built);
        let beside = self.beside.concat();
        let text = text + &beside.replace("WASM_DIR", &wasm_dir().display().to_string());
        let manifest = state.join("spin.toml");
        std::fs::write(&manifest, text).expect("the manifest is written");
        manifest
    }

    /// Starts with an empty store.
    #[must_use]
    pub fn start(self) -> App {
        let state = TempDir::new().expect("a temporary folder");
        App::start(self, state)
    }
}

/// Mounts a small disk over the folder `$2` before it becomes the command after it.
const ON_A_DISK: &str = r#"mount -t tmpfs -o "size=$1" throughline "$2" && shift 2 && exec "$@""#;

/// Whether the tests run over Spin.
fn over_spin() -> bool {
    std::env::var("THROUGHLINE_HOST").is_ok_and(|host| host == "spin")
}

impl Setup {
    /// Starts the host.
    pub(crate) fn spawn(&self, state: &Path, address: &str) -> Child {
        // Beside the disk, which is mounted over a folder of its own.
        let data = state.join("data");
        std::fs::create_dir_all(&data).expect("a folder");
        let mut command = match self.disk {
            Some(bytes) => {
                let mut command = Command::new("unshare");
                command.args(["-Urm", "sh", "-ec", ON_A_DISK, "disk", &bytes.to_string()]);
                command.arg(&data).arg(program());
                command
            }
            None => Command::new(program()),
        };
        let state_option = if over_spin() {
            "--state-dir"
        } else {
            "--state"
        };
        command
            .args(["up", "--quiet", "--from"])
            .arg(self.manifest(state));
        command.args(["--listen", address, state_option]).arg(&data);
        if let Some(text) = &self.runtime_config {
            let file = state.join("runtime.toml");
            std::fs::write(&file, text).expect("the runtime configuration is written");
            command.arg("--runtime-config-file").arg(file);
        }
        command.args(&self.arguments);
        for (name, value) in &self.variables {
            command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
        }
        command
            .current_dir(state)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the host starts")
    }
}

fn program() -> String {
    if over_spin() {
        return "spin".to_owned();
    }
    setting("THROUGHLINE_HOST_BIN")
}
