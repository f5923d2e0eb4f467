//! What the scenarios share: where things are, a client, and requests that
//! are held open.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use throughline_host::{Host, Origin, Running};
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, oneshot};
use tokio::task::JoinHandle;

/// How long to wait for something that must happen. It only matters when a
/// test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The manifest of a scenario.
pub fn manifest(scenario: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fixtures.join(scenario).join("spin.toml")
}

/// The target folder that the guests were built into.
pub fn guests() -> PathBuf {
    let host = Path::new(env!("CARGO_MANIFEST_DIR"));
    // `cargo xtask test` says where everything that was built for WebAssembly lies.
    let built = std::env::var_os("THROUGHLINE_WASM_DIR").map(PathBuf::from);
    let candidates = [
        built.and_then(|dir| dir.ancestors().nth(2).map(Path::to_path_buf)),
        std::env::var_os("THROUGHLINE_GUESTS").map(PathBuf::from),
        std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from),
        Some(host.join("../../target")),
        Some(host.join("tests/guests/target")),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|folder| folder.join("wasm32-wasip2/release/probe.wasm").exists())
        .expect(
            "build the guests: cargo build --release --target wasm32-wasip2 \
             --manifest-path crates/host/tests/guests/Cargo.toml",
        )
}

/// The folder for compiled code that all tests share.
pub fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled")
}

/// A scenario that runs, with state of its own.
pub struct Scenario {
    pub state: TempDir,
    running: Running,
}

/// Compiles the guest that most tests run, once and not in each of them.
async fn warm_up() {
    static WARM: OnceCell<()> = OnceCell::const_new();
    let start = async || {
        let state = TempDir::new().unwrap();
        let running = host("probe", state.path()).start().await.unwrap();
        running.shutdown().await;
    };
    WARM.get_or_init(start).await;
}

/// A host for `scenario`, with nothing taken from the environment.
pub fn host(scenario: &str, state: &Path) -> Host {
    Host::builder(manifest(scenario))
        .state_dir(state)
        .cache_dir(cache())
        .target_dir(guests())
        .environment(Default::default())
}

/// Why `host` does not start.
pub async fn refusal(host: Host) -> String {
    match host.start().await {
        Ok(_) => panic!("the host started"),
        Err(error) => format!("{error:#}"),
    }
}

impl Scenario {
    pub async fn start(scenario: &str) -> Self {
        Self::start_with(scenario, |host| host).await
    }

    pub async fn start_with(scenario: &str, configure: impl FnOnce(Host) -> Host) -> Self {
        warm_up().await;
        let state = TempDir::new().unwrap();
        let running = configure(host(scenario, state.path()))
            .start()
            .await
            .unwrap();
        Scenario { state, running }
    }

    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Where each component's compiled code came from.
    pub fn origins(&self) -> BTreeMap<String, Origin> {
        self.running.origins().clone()
    }

    /// Posts `body` to `path`; the answer's status and text.
    pub async fn call(&self, path: &str, body: &str) -> (u16, String) {
        call(self.address(), path, body).await
    }

    /// Posts, and expects status 200.
    pub async fn ok(&self, path: &str, body: &str) -> String {
        let (status, text) = self.call(path, body).await;
        assert_eq!(status, 200, "{path} {body:?}: {text}");
        text
    }

    /// Posts, and expects the guest to have met an error.
    pub async fn error(&self, path: &str, body: &str) -> String {
        let (status, text) = self.call(path, body).await;
        assert_eq!(status, 502, "{path} {body:?}: {text}");
        text
    }

    /// What a log of `component` says.
    pub fn log(&self, component: &str, stream: &str) -> String {
        log(self.state.path(), component, stream)
    }

    pub async fn stop(self) -> TempDir {
        self.running.shutdown().await;
        self.state
    }
}

/// What a log in `state` says.
pub fn log(state: &Path, component: &str, stream: &str) -> String {
    let path = state.join("logs").join(format!("{component}_{stream}.txt"));
    std::fs::read_to_string(path).unwrap()
}

/// Posts `body` to `path` over a connection of its own.
pub async fn call(address: SocketAddr, path: &str, body: &str) -> (u16, String) {
    try_call(address, path, body).await.unwrap()
}

/// Posts to a host that may be gone.
pub async fn try_call(address: SocketAddr, path: &str, body: &str) -> Answer {
    let body = http_body_util::Full::new(Bytes::from(body.to_owned()));
    let request = hyper::Request::post(path)
        .header("host", address.to_string())
        .body(body)?;
    send(address, request).await
}

/// An answer's status and text.
pub type Answer = Result<(u16, String), Box<dyn Error + Send + Sync>>;

/// Sends `request` over a connection of its own.
pub async fn send<B>(address: SocketAddr, request: hyper::Request<B>) -> Answer
where
    B: hyper::body::Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let text = response.into_body().collect().await?.to_bytes();
    connection.abort();
    Ok((status, String::from_utf8(text.into())?))
}

/// A request that a guest has begun to answer and that waits for its body.
pub struct Held {
    finish: oneshot::Sender<()>,
    answer: JoinHandle<(u16, String)>,
}

impl Held {
    /// Begins a request; on return the guest is waiting for the body.
    pub async fn begin(address: SocketAddr, state: &Path) -> Self {
        let holding = || log(state, "probe", "stdout").matches("holding").count();
        let before = holding();
        let (finish, finished) = oneshot::channel();
        let end = futures::stream::once(async move { drop(finished.await) });
        let frames = end.map(|()| Ok(Frame::data(Bytes::from_static(b"end"))));
        let request = hyper::Request::post("/hold")
            .header("host", address.to_string())
            .body(StreamBody::new(frames))
            .unwrap();
        let answer = tokio::spawn(async move { send(address, request).await.unwrap() });
        until("the guest holds the request", || holding() > before).await;
        Held { finish, answer }
    }

    /// Ends the body; the answer's status and text.
    pub async fn finish(self) -> (u16, String) {
        self.finish.send(()).unwrap();
        self.answer.await.unwrap()
    }
}

/// Waits until `condition` holds.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect(what);
}
