//! Starting, stopping and being killed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use futures::future::join_all;
use tempfile::TempDir;
use throughline_host::Origin;

use crate::harness::{Held, Scenario, cache, call, guests, manifest, try_call, until};

/// The program, serving the scenario `probe`.
struct Program {
    child: Child,
    address: SocketAddr,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Program {
    fn start(state: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_throughline-host"))
            .args(["up", "--quiet", "--listen", "127.0.0.1:0"])
            .arg("--from")
            .arg(manifest("probe"))
            .arg("--state")
            .arg(state)
            .arg("--cache-dir")
            .arg(cache())
            .arg("--target-dir")
            .arg(guests())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Serving http://").unwrap();
        Program {
            address: address.parse().unwrap(),
            child,
            stdout,
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_host_finishes_what_it_began() {
    let state = TempDir::new().unwrap();
    let mut program = Program::start(state.path());
    let held = Held::begin(program.address, state.path()).await;
    program.signal("-TERM");
    until("new connections are refused", || {
        std::net::TcpStream::connect(program.address).is_err()
    })
    .await;
    assert_eq!(held.finish().await.0, 200);
    assert!(program.child.wait().unwrap().success());
    let mut rest = String::new();
    program.stdout.read_line(&mut rest).unwrap();
    assert_eq!(
        rest, "",
        "one line says where it serves, and nothing follows"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill() {
    let state = TempDir::new().unwrap();
    let mut acknowledged = Vec::new();
    let file = state.path().join("sqlite_key_value.db");
    for round in 0..3 {
        let mut program = Program::start(state.path());
        let before = rows(&file);
        let address = program.address;
        let writers = (0..8).map(|writer| async move {
            let mut written = Vec::new();
            // Writes until the host is gone.
            for n in 0.. {
                let key = format!("{round}-{writer}-{n}");
                let body = format!("default\n{key}=value\n{key}-too=value");
                match try_call(address, "/set-many", &body).await {
                    Ok((status, text)) => assert_eq!(status, 200, "{text}"),
                    Err(_) => break,
                }
                written.push(key);
            }
            written
        });
        let kill = async {
            until("some writes are done", || rows(&file) >= before + 100).await;
            program.child.kill().unwrap();
            program.child.wait().unwrap();
        };
        let (written, ()) = futures::join!(join_all(writers), kill);
        acknowledged.extend(written.into_iter().flatten());
    }
    // Two rows each, and each writer's last one may be unacknowledged.
    let least = 3 * (100 / 2 - 8);
    assert!(acknowledged.len() >= least, "{}", acknowledged.len());
    let program = Program::start(state.path());
    for key in acknowledged {
        let body = format!("default\n{key}\n{key}-too");
        let (status, found) = call(program.address, "/get-many", &body).await;
        let expected = format!("{key}=value\n{key}-too=value");
        assert_eq!((status, found), (200, expected));
    }
}

fn rows(file: &Path) -> i64 {
    let connection = rusqlite::Connection::open(file).unwrap();
    let count = "SELECT count(*) FROM spin_key_value";
    connection.query_row(count, [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn compiled_code_is_kept_and_verified() {
    let folder = TempDir::new().unwrap();
    let origins = async || {
        let scenario = Scenario::start_with("composed", |host| host.cache_dir(folder.path())).await;
        assert_eq!(scenario.ok("/greet/Ada", "").await, "Hello, Ada (1)");
        scenario.origins()
    };
    let of = |origin| BTreeMap::from([("caller".to_owned(), origin)]);
    assert_eq!(origins().await, of(Origin::Compiled));
    assert_eq!(origins().await, of(Origin::Cache));

    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1);
    let path = files.into_iter().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(origins().await, of(Origin::Compiled));
    assert_eq!(origins().await, of(Origin::Cache));
}

#[tokio::test(flavor = "multi_thread")]
async fn output_goes_to_a_log_per_component_and_stream() {
    let scenario = Scenario::start("probe").await;
    scenario.ok("/print", "to out\nto err").await;
    scenario.ok("/print", "more\nwarning").await;
    assert_eq!(scenario.log("probe", "stdout"), "to out\nmore\n");
    assert_eq!(scenario.log("probe", "stderr"), "to err\nwarning\n");
    let state = scenario.stop().await;
    assert_eq!(
        crate::harness::log(state.path(), "probe", "stdout"),
        "to out\nmore\n"
    );
}
