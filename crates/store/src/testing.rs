//! A Redis server of a test's own. Tests that use it have `redis` in their name: `cargo xtask test`
//! leaves those out, and says so, where there is no `redis-server`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What keeps everything that was acknowledged.
pub const DURABLE: &[&str] = &["--appendonly", "yes", "--appendfsync", "always"];
/// Longest time a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server on a free port of the loopback interface, with its files in a temporary folder.
pub struct RedisServer {
    folder: TempDir,
    port: u16,
    settings: Vec<String>,
    child: Child,
}

#[allow(
    clippy::expect_used,
    clippy::new_without_default,
    reason = "for tests: a server that does not start ends them"
)]
impl RedisServer {
    /// One that keeps what it acknowledged.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(DURABLE)
    }

    /// One with settings as `redis-server` takes them on its command line.
    #[must_use]
    pub fn start_with(settings: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let port = free_port();
        let settings: Vec<String> = settings.iter().map(|s| (*s).to_owned()).collect();
        let child = spawn(folder.path(), port, &settings);
        let server = RedisServer {
            folder,
            port,
            settings,
            child,
        };
        server.wait();
        server
    }

    /// `redis://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Spin's runtime configuration with this server as the store.
    #[must_use]
    pub fn runtime_config(&self) -> String {
        format!(
            "[key_value_store.default]\ntype = \"redis\"\nurl = \"{}\"\n",
            self.url()
        )
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Starts it again after [`RedisServer::kill`], on the same port and files.
    pub fn restart(&mut self) {
        self.child = spawn(self.folder.path(), self.port, &self.settings);
        self.wait();
    }

    /// From now on it answers nothing, as behind a network that swallows everything.
    pub fn pause(&self) {
        self.signal("-STOP");
    }

    /// Ends a [`RedisServer::pause`].
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let mut kill = Command::new("kill");
        kill.args([signal, &self.child.id().to_string()]);
        assert!(kill.status().is_ok_and(|status| status.success()));
    }

    /// Until it has read its files and answers.
    fn wait(&self) {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if ping(self.port).is_ok_and(|pong| pong) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the Redis server did not come up at port {}", self.port);
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn ping(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer)?;
    Ok(answer == *b"+PONG")
}

#[allow(clippy::expect_used, reason = "for tests")]
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

#[allow(clippy::expect_used, reason = "for tests")]
fn spawn(folder: &Path, port: u16, settings: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--dir"])
        .arg(folder)
        .args(settings)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server (Debian: redis-server) starts")
}
