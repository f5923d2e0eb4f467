//! Starting, asking and stopping the application.

use crate::setup::{KEY, Setup};
use serde_json::Value;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longest time a host may take to come up: the first start compiles the components.
const PATIENCE: Duration = Duration::from_secs(180);

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
    pub(crate) fn start(setup: Setup, state: TempDir) -> Self {
        let address = free_address();
        let host = setup.spawn(state.path(), &address);
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
    pub fn restart(&mut self) {
        self.kill();
        self.address = free_address();
        self.host = self.setup.spawn(self.state.path(), &self.address);
        self.wait_until_ready();
    }

    /// The same with another configuration.
    pub fn restart_as(&mut self, setup: Setup) {
        self.setup = setup;
        self.restart();
    }

    /// The folder of its data as this process sees it, also when it is on a disk of its own.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        let data = self.state.path().join("data");
        if !self.setup.has_disk() {
            return data;
        }
        let inside = data.strip_prefix("/").expect("an absolute path");
        Path::new("/proc")
            .join(self.host.id().to_string())
            .join("root")
            .join(inside)
    }

    /// The process id of the host.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.host.id()
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

    /// Asks the service API with [`KEY`], whatever the method.
    #[must_use]
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let key = format!("Bearer {KEY}");
        let mut all = vec![("authorization", key.as_str())];
        all.extend(headers);
        self.send(method, path, &all, body)
    }

    /// The same where the host may be gone.
    ///
    /// # Errors
    /// When no answer came.
    pub fn try_get(&self, path: &str) -> Result<Answer, ureq::Error> {
        let key = format!("Bearer {KEY}");
        self.try_send("GET", path, &[("authorization", &key)], b"")
    }

    /// Posts JSON to the service API with [`KEY`].
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let answer = self.try_post(path, body);
        answer.unwrap_or_else(|e| panic!("POST {path}: {e}"))
    }

    /// The same where the host may be gone.
    ///
    /// # Errors
    /// When no answer came.
    pub fn try_post(&self, path: &str, body: &Value) -> Result<Answer, ureq::Error> {
        let key = format!("Bearer {KEY}");
        let headers = [
            ("authorization", key.as_str()),
            ("content-type", "application/json"),
        ];
        self.try_send("POST", path, &headers, body.to_string().as_bytes())
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

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").to_string()
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
