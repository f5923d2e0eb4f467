//! Starting, asking and stopping the application.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A service key with the scopes `read` and `write`.
pub const KEY: &str = "a-key-for-tests";

/// Added to `spin.toml` by [`Setup::relay`].
const RELAY: &str = r#"
[[trigger.http]]
route = "/relay/..."
component = "relay"

[component.relay]
source = "RELAY.WASM"
allowed_outbound_hosts = ["http://*.spin.internal"]
"#;

/// Longest time a host may take to come up: the first start compiles the components.
const PATIENCE: Duration = Duration::from_secs(180);

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
    relay: bool,
}

impl Default for Setup {
    fn default() -> Self {
        let keys = serde_json::json!([
            {"name": "tests", "sha256": hash(KEY), "scopes": ["read", "write"]},
            {"name": "reader", "sha256": hash("a-key-that-reads"), "scopes": ["read"]},
        ]);
        Self {
            variables: Vec::new(),
            relay: false,
        }
        .variable("public_url", "https://hooks.example.com")
        .variable("twilio_auth_token", "12345")
        .variable("index_secret", "an index secret for tests")
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
    pub fn relay(mut self) -> Self {
        self.relay = true;
        self
    }

    /// Where the manifest is; written to `state` when it is not the repository's own.
    fn manifest(&self, state: &Path) -> PathBuf {
        let own = repository().join("spin.toml");
        if !self.relay {
            return own;
        }
        let text = std::fs::read_to_string(own).expect("spin.toml is there");
        let built = format!("source = \"{}/", wasm_dir().display());
        let text = text.replace("source = \"target/wasm32-wasip2/release/", &built) + RELAY;
        let relay = wasm_dir().join("throughline_relay.wasm");
        let text = text.replace("RELAY.WASM", &relay.display().to_string());
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

/// A running application.
pub struct App {
    setup: Setup,
    state: TempDir,
    host: Child,
    address: String,
    agent: ureq::Agent,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers by lower-case name.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|e| panic!("not JSON ({e}), status {}: {}", self.status, self.text))
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl App {
    fn start(setup: Setup, state: TempDir) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let address = format!("127.0.0.1:{port}");
        let host = spawn(&setup, state.path(), &address);
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .max_idle_connections(256)
            .max_idle_connections_per_host(256)
            .build()
            .into();
        let app = Self {
            setup,
            state,
            host,
            address,
            agent,
        };
        app.wait_until_ready();
        app
    }

    fn wait_until_ready(&self) {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Ok(answer) = self.try_send("GET", "/healthz", &[], b"")
                && answer.status != 404
            {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the host did not come up at {}", self.address);
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Ends the host as a power cut would, and starts it again on the same store.
    #[must_use]
    pub fn kill_and_restart(self) -> Self {
        let setup = self.setup.clone();
        self.restart_as(setup)
    }

    /// The same with another configuration.
    #[must_use]
    pub fn restart_as(mut self, setup: Setup) -> Self {
        self.kill();
        let state = std::mem::replace(&mut self.state, TempDir::new().expect("a folder"));
        Self::start(setup, state)
    }

    /// SIGKILL for the host and all its children: `spin` runs the application in one.
    pub fn kill(&mut self) {
        self.strike();
        let _ = self.host.wait();
    }

    /// The same while others still use the application.
    pub fn strike(&self) {
        for process in family(self.host.id()) {
            let mut kill = Command::new("kill");
            // It may have ended by itself meanwhile.
            let _ = kill
                .args(["-KILL", &process])
                .stderr(Stdio::null())
                .status();
        }
    }

    /// Sends a request; an error is one of the connection.
    ///
    /// # Errors
    /// When no answer came.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body)?)?;
        let headers = response.headers().iter();
        Ok(Answer {
            status: response.status().as_u16(),
            headers: headers
                .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into()))
                .collect(),
            text: response
                .body_mut()
                .with_config()
                .limit(64 << 20)
                .read_to_string()?,
        })
    }

    /// Sends a request that must be answered.
    #[must_use]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, headers, body)
            .unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    /// Asks the service API with [`KEY`].
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        let key = format!("Bearer {KEY}");
        self.send("GET", path, &[("authorization", &key)], b"")
    }

    /// Posts JSON to the service API with [`KEY`].
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let key = format!("Bearer {KEY}");
        let headers = [
            ("authorization", key.as_str()),
            ("content-type", "application/json"),
        ];
        self.send("POST", path, &headers, body.to_string().as_bytes())
    }

    /// The lookup of a phone number, which must be known.
    #[must_use]
    pub fn lookup(&self, phone: &str, items: usize) -> Value {
        let phone = phone.replace('+', "%2B");
        let answer = self.get(&format!(
            "/v1/customers/lookup?phone={phone}&timeline={items}"
        ));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Every interaction of a customer, by pages of `limit`.
    #[must_use]
    pub fn whole_timeline(&self, customer: &str, limit: usize) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/v1/customers/{customer}/timeline?limit={limit}{cursor}");
            let page = self.get(&path);
            assert_eq!(page.status, 200, "{}", page.text);
            let page = page.json();
            all.extend(page["items"].as_array().expect("items").iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A process and all its descendants.
fn family(process: u32) -> Vec<String> {
    let mut family = vec![process.to_string()];
    let mut next = 0;
    while let Some(parent) = family.get(next) {
        let children = Command::new("pgrep").args(["-P", parent]).output();
        let children = children.expect("pgrep (Debian: procps) finds child processes");
        family.extend(
            String::from_utf8_lossy(&children.stdout)
                .lines()
                .map(Into::into),
        );
        next += 1;
    }
    family
}

fn spawn(setup: &Setup, state: &Path, address: &str) -> Child {
    let manifest = setup.manifest(state);
    let spin = std::env::var("THROUGHLINE_HOST").is_ok_and(|host| host == "spin");
    let mut command = if spin {
        let mut command = Command::new("spin");
        command.args(["up", "--quiet", "--from"]).arg(&manifest);
        command
            .args(["--listen", address, "--state-dir"])
            .arg(state);
        command
    } else {
        let mut command = Command::new(setting("THROUGHLINE_HOST_BIN"));
        command.args(["up", "--quiet", "--from"]).arg(&manifest);
        command.args(["--listen", address, "--state"]).arg(state);
        command
    };
    for (name, value) in &setup.variables {
        command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
    }
    command
        .current_dir(state)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the host starts")
}
