//! Key-value stores over SQLite, through guests and beside them.

use std::collections::BTreeSet;

use futures::future::join_all;
use rusqlite::{Connection, OptionalExtension};
use throughline_store::testing::RedisServer;

use crate::harness::{Scenario, host, refusal};

fn open(scenario: &Scenario) -> Connection {
    Connection::open(scenario.state.path().join("sqlite_key_value.db")).unwrap()
}

fn stored(connection: &Connection, key: &str) -> Option<Vec<u8>> {
    let query = "SELECT value FROM spin_key_value WHERE store = 'default' AND key = ?1";
    connection
        .query_row(query, [key], |row| row.get(0))
        .optional()
        .unwrap()
}

/// The different numbers that calls made at once are answered with.
async fn numbers(calls: impl Iterator<Item = impl Future<Output = String>>) -> BTreeSet<i64> {
    let answers = join_all(calls).await;
    answers.iter().map(|sum| sum.parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_increments_are_unique() {
    let scenario = Scenario::start("probe").await;
    let calls = (0..100).map(|_| scenario.ok("/increment", "default\ncounter"));
    assert_eq!(numbers(calls).await, (1..=100).collect());
    let counter = stored(&open(&scenario), "counter").unwrap();
    assert_eq!(counter, 100_i64.to_le_bytes(), "8 bytes, little-endian");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_no_counter_is_refused_and_nothing_breaks() {
    let scenario = Scenario::start("probe").await;
    scenario.ok("/set", "default\ntext\nabc").await;
    for _ in 0..2 {
        let error = scenario.error("/increment", "default\ntext").await;
        assert!(error.contains("not a counter"), "{error}");
    }
    assert_eq!(scenario.ok("/get", "default\ntext").await, "abc");
    assert_eq!(scenario.ok("/increment", "default\nother").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn set_many_is_seen_whole_or_not_at_all() {
    let scenario = Scenario::start("probe").await;
    let write = async {
        for i in 0..100 {
            let entries = format!("default\na={i}\nb={i}\nc={i}");
            scenario.ok("/set-many", &entries).await;
        }
    };
    let read = async {
        for _ in 0..100 {
            let found = scenario.ok("/get-many", "default\na\nb\nc").await;
            let values: BTreeSet<&str> = found
                .lines()
                .filter_map(|line| line.split(['=', ' ']).next_back())
                .collect();
            assert_eq!(values.len(), 1, "{found}");
        }
    };
    futures::join!(write, read);
    assert_eq!(
        scenario.ok("/get-many", "default\nc\nx").await,
        "c=99\nx none"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_fails_when_the_value_changed() {
    let scenario = Scenario::start("probe").await;
    assert_eq!(scenario.ok("/swap", "default\nkey\nmine").await, "second");
    assert_eq!(scenario.ok("/get", "default\nkey").await, "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_listed() {
    let scenario = Scenario::start("probe").await;
    assert_eq!(scenario.ok("/keys", "default").await, "");
    scenario.ok("/set-many", "default\nb=1\na=2\nc=3").await;
    assert_eq!(scenario.ok("/keys", "default").await, "a b c");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_has_the_schema_of_spin() {
    let scenario = Scenario::start("probe").await;
    scenario.ok("/set", "default\nkey\nvalue").await;
    let connection = open(&scenario);
    assert_eq!(stored(&connection, "key").as_deref(), Some(&b"value"[..]));
    let mut statement = connection
        .prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info('spin_key_value')")
        .unwrap();
    let columns: Vec<(String, String, bool, u32)> = statement
        .query_map([], |row| row.try_into())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let expected = [
        ("store".to_owned(), "TEXT".to_owned(), true, 1),
        ("key".to_owned(), "TEXT".to_owned(), true, 2),
        ("value".to_owned(), "BLOB".to_owned(), true, 0),
    ];
    assert_eq!(columns, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_spin_wrote_is_read() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("spin.db");
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE spin_key_value (
                store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
                PRIMARY KEY (store, key));
             INSERT INTO spin_key_value VALUES ('default', 'key', x'6f6c64');
             INSERT INTO spin_key_value VALUES ('default', 'n', x'0700000000000000');
             INSERT INTO spin_key_value VALUES ('other', 'hidden', x'00');",
        )
        .unwrap();
    drop(connection);
    let config = folder.path().join("runtime.toml");
    let text = format!("[key_value_store.default]\ntype = \"spin\"\npath = {path:?}\n");
    std::fs::write(&config, text).unwrap();
    let scenario = Scenario::start_with("probe", |host| host.runtime_config(&config)).await;
    assert_eq!(scenario.ok("/get", "default\nkey").await, "old");
    assert_eq!(scenario.ok("/increment", "default\nn").await, "8");
    assert_eq!(scenario.ok("/keys", "default").await, "key n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_redis_is_shared_by_hosts() {
    let server = RedisServer::start();
    let folder = tempfile::TempDir::new().unwrap();
    let config = folder.path().join("runtime.toml");
    std::fs::write(&config, server.runtime_config()).unwrap();
    let start = || Scenario::start_with("probe", |host| host.runtime_config(&config));
    let hosts = [start().await, start().await];
    let calls = (0..100).map(|n| hosts[n % 2].ok("/increment", "default\ncounter"));
    assert_eq!(numbers(calls).await, (1..=100).collect());
    for n in 0..20 {
        let (writer, reader) = (&hosts[n % 2], &hosts[(n + 1) % 2]);
        let entries = format!("default\na={n}\nb={n}");
        writer.ok("/set-many", &entries).await;
        let seen = reader.ok("/get-many", "default\na\nb\nx").await;
        assert_eq!(seen, format!("a={n}\nb={n}\nx none"));
    }
    assert_eq!(hosts[0].ok("/keys", "default").await, "a b counter");
    let error = hosts[1].error("/swap", "default\na\nmine").await;
    assert!(error.contains("compare-and-swap"), "{error}");
}

#[tokio::test]
async fn other_backends_are_refused_by_name() {
    let folder = tempfile::TempDir::new().unwrap();
    let config = folder.path().join("runtime.toml");
    for (store, reason) in [
        ("type = \"redis\"", "needs a url"),
        ("type = \"azure_cosmos\"", "the same number"),
        ("type = \"aws_dynamo\"", "no DynamoDB"),
        ("type = \"spin\"", "in memory"),
    ] {
        let text = format!("[key_value_store.default]\n{store}\n");
        std::fs::write(&config, text).unwrap();
        let error = refusal(host("probe", folder.path()).runtime_config(&config)).await;
        assert!(error.contains(reason), "{error}");
    }
}
