//! Backup and restore between the stores themselves, and over HTTP between two hosts.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

#[path = "../../crates/journal/tests/drafts/mod.rs"]
mod drafts;
#[path = "../../crates/journal/tests/backup/views.rs"]
mod views;

use drafts::{START, message, person};
use futures::executor::block_on;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use throughline_journal::backup::{Enumerate, Refused};
use throughline_journal::{Clock, Journal, Kv, KvError, LogName};
use throughline_store::sqlite::Database;
use throughline_store::{Store, StoreError, Write, Written, redis};
use throughline_tests::{App, KEY, RedisServer, Setup, Sms};
use views::{backup, restore, views};

/// A store as the journal sees it, with a clock that moves when somebody sleeps.
struct Plain {
    store: Arc<dyn Store>,
    time: Cell<u64>,
}

fn failed(error: StoreError) -> KvError {
    KvError(error.0)
}

impl Plain {
    async fn write(&self, write: Write) -> Result<Written, KvError> {
        self.store.write(write).await.map_err(failed)
    }
}

impl Kv for Plain {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.store.get(key.to_owned()).await.map_err(failed)
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        let pairs = vec![(key.to_owned(), value.to_vec())];
        self.write(Write::Set(pairs)).await.map(drop)
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.write(Write::Set(pairs.to_vec())).await.map(drop)
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.write(Write::Delete(keys.to_vec())).await.map(drop)
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.add(key, 1).await
    }
}

impl Enumerate for Plain {
    async fn keys(&self, each: &mut dyn FnMut(&str)) -> Result<(), KvError> {
        let keys = self.store.keys().await.map_err(failed)?;
        keys.iter().for_each(|key| each(key));
        Ok(())
    }

    async fn add(&self, key: &str, delta: u64) -> Result<u64, KvError> {
        let (key, delta) = (key.to_owned(), i64::try_from(delta).unwrap());
        match self.write(Write::Increment { key, delta }).await? {
            Written::Counter(sum) => Ok(u64::try_from(sum).unwrap()),
            other => panic!("{other:?}"),
        }
    }
}

impl Clock for Plain {
    fn now(&self) -> u64 {
        self.time.get()
    }

    fn elapsed(&self) -> u64 {
        self.time.get()
    }

    async fn sleep(&self, milliseconds: u64) {
        self.time.set(self.time.get() + milliseconds);
    }
}

fn journal(store: Arc<dyn Store>, time: u64) -> Journal<Plain> {
    let time = Cell::new(time);
    Journal::new(Plain { store, time }, "a secret", 7)
}

fn sqlite(folder: &Path, name: &str) -> Arc<dyn Store> {
    Database::open(&folder.join(name)).unwrap().store("default")
}

const PEOPLE: [&str; 5] = ["ana", "bo", "cy", "di", "eve"];

/// Joins, a parting, an erasure, a long log, a long text, a hole in the middle and one at the end.
fn history(journal: &Journal<Plain>) {
    let home = |who: &str| journal.naming.home("user", who);
    for n in 0..3 {
        for who in PEOPLE {
            block_on(journal.record(&message(who, &format!("{who}{n}")))).unwrap();
        }
    }
    let hole = || block_on(journal.store.increment(&format!("tl:n:{}", home("bo")))).unwrap();
    hole();
    block_on(journal.merge(home("ana"), home("bo"), None)).unwrap();
    block_on(journal.merge(home("cy"), home("di"), None)).unwrap();
    for n in 3..90 {
        journal.store.time.set(journal.store.now() + 700);
        block_on(journal.record(&message("ana", &format!("ana{n}")))).unwrap();
    }
    let mut long = message("di", "long");
    long.text = Some("a long text ".repeat(20_000));
    long.also = vec![person("bo")];
    block_on(journal.record(&long)).unwrap();
    let links = block_on(journal.links(home("cy"))).unwrap();
    block_on(journal.unmerge(home("cy"), links[0].log, links[0].at)).unwrap();
    block_on(journal.erase(home("eve"))).unwrap();
    block_on(journal.record(&message("eve", "anew"))).unwrap();
    (0..2).for_each(|_| {
        drop(block_on(
            journal.store.increment(&format!("tl:n:{}", home("eve"))),
        ))
    });
}

fn homes(journal: &Journal<Plain>) -> Vec<LogName> {
    PEOPLE.map(|who| journal.naming.home("user", who)).to_vec()
}

/// From the first store to the second: all views are the same, and life goes on.
fn moves(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let original = journal(from, START);
    history(&original);
    let file = backup(&original, 100_000);
    let copy = journal(to.clone(), original.store.now());
    let half = restore(&copy, &file[..file.len() / 2], 4096).unwrap_err();
    assert!(matches!(half, Refused::Unreadable { .. }), "{half:?}");
    let restored = restore(&copy, &file, 4096).unwrap();
    assert!(restored.resumed);
    assert!(restored.voided >= 2, "{restored:?}");
    assert_eq!(
        views(&copy, &homes(&copy)),
        views(&original, &homes(&original))
    );
    // Another instance finds it open, and everything where it was.
    let later = journal(to, original.store.now());
    block_on(later.check_secret()).unwrap();
    assert!(
        block_on(later.record(&message("ana", "ana5")))
            .unwrap()
            .duplicate
    );
    for journal in [&original, &later] {
        let receipt = block_on(journal.record(&message("bo", "afterwards"))).unwrap();
        assert!(!receipt.duplicate);
    }
    assert_eq!(
        views(&later, &homes(&later)),
        views(&original, &homes(&original))
    );
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_store_moves_from_sqlite_to_sqlite() {
    let runtime = runtime();
    let _inside = runtime.enter();
    let folder = TempDir::new().unwrap();
    moves(sqlite(folder.path(), "a.db"), sqlite(folder.path(), "b.db"));
}

#[test]
fn a_store_moves_from_sqlite_to_redis() {
    let runtime = runtime();
    let _inside = runtime.enter();
    let (folder, server) = (TempDir::new().unwrap(), RedisServer::start());
    moves(
        sqlite(folder.path(), "a.db"),
        redis::store(&server.url()).unwrap(),
    );
}

#[test]
fn a_store_moves_from_redis_to_sqlite() {
    let runtime = runtime();
    let _inside = runtime.enter();
    let (folder, server) = (TempDir::new().unwrap(), RedisServer::start());
    moves(
        redis::store(&server.url()).unwrap(),
        sqlite(folder.path(), "b.db"),
    );
}

/// With a key that may make backups.
fn setup() -> Setup {
    let sha256 = hex(&Sha256::digest(KEY));
    let scopes = ["read", "write", "agent", "admin"];
    let keys = json!([{"name": "tests", "sha256": sha256, "scopes": scopes}]);
    Setup::default().variable("api_keys", &keys.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const PHONES: [&str; 3] = ["+15550001001", "+15550001002", "+15550001003"];

/// Everything that a host shows of the customers and tickets. Tokens are of a state of one store.
fn shown(app: &App) -> Vec<Value> {
    let mut all = Vec::new();
    for phone in PHONES {
        let mut found = app.lookup(phone, 50);
        let id = found["customer"]["id"].as_str().unwrap().to_owned();
        found["as_of"] = Value::Null;
        found["timeline"]["next"] = Value::Null;
        all.push(found);
        all.extend(app.whole_timeline(&id, 7));
        all.push(app.get(&format!("/v1/customers/{id}/explain")).json());
    }
    all.push(app.get("/v1/tickets?limit=200").json());
    all
}

fn backup_of(app: &App) -> String {
    let file = app.get("/v1/backup");
    assert_eq!(file.status, 200, "{}", file.text);
    assert!(
        file.text
            .lines()
            .last()
            .unwrap()
            .contains(r#""type":"end""#)
    );
    file.text
}

fn restore_into(app: &App, file: &str) -> Value {
    let ndjson = [("content-type", "application/x-ndjson")];
    let cut = app.ask(
        "POST",
        "/v1/restore",
        &ndjson,
        &file.as_bytes()[..file.len() / 2],
    );
    assert_eq!(
        (cut.status, cut.json()["code"].as_str()),
        (422, Some("backup_unreadable"))
    );
    // Nobody else gets in until it is whole.
    assert_eq!(
        Sms::new("SMx", PHONES[0], "too early").deliver(app).status,
        503
    );
    let report = app.ask("POST", "/v1/restore", &ndjson, file.as_bytes());
    assert_eq!(report.status, 200, "{}", report.text);
    let again = app.ask("POST", "/v1/restore", &ndjson, file.as_bytes());
    assert_eq!(
        (again.status, again.json()["code"].as_str()),
        (409, Some("store_not_empty"))
    );
    report.json()
}

#[test]
fn a_host_over_sqlite_moves_to_redis_and_back() {
    let first = setup().start();
    for n in 0..40 {
        let message = Sms::new(&format!("SM{n}"), PHONES[n % 3], &format!("message {n}"));
        assert_eq!(message.deliver(&first).status, 200);
    }
    let id = |n: usize| {
        let found = first.lookup(PHONES[n], 1);
        found["customer"]["id"].as_str().unwrap().to_owned()
    };
    let merged = first.post(
        &format!("/v1/customers/{}/merge", id(0)),
        &json!({"other": id(1)}),
    );
    assert_eq!(merged.status, 200, "{}", merged.text);
    let expected = shown(&first);
    let server = RedisServer::start();
    let second = setup().runtime_config(&server.runtime_config()).start();
    let report = restore_into(&second, &backup_of(&first));
    assert_eq!(report["resumed"], true, "{report}");
    assert_eq!(shown(&second), expected);
    let third = setup().start();
    restore_into(&third, &backup_of(&second));
    assert_eq!(shown(&third), expected);
    // A message that arrived before the move is one that arrives again.
    assert_eq!(
        Sms::new("SM3", PHONES[0], "message 3")
            .deliver(&third)
            .status,
        200
    );
    assert_eq!(shown(&third), expected);
}
