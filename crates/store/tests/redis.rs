//! The store over a real Redis.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use throughline_store::probe::{durability, semantics};
use throughline_store::redis::Redis;
use throughline_store::testing::RedisServer;
use throughline_store::{Backend, RuntimeConfig, Store, Write, Written};

fn set(key: &str, value: &str) -> Write {
    Write::Set(vec![(key.to_owned(), value.into())])
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_keeps_what_the_journal_needs_and_says_how_durable_it_is() {
    for (settings, durable) in [
        (
            &["--appendonly", "yes", "--appendfsync", "always"][..],
            true,
        ),
        (&["--appendonly", "no"], false),
    ] {
        let server = RedisServer::start_with(settings);
        let connections = [(); 2].map(|()| Redis::open(&server.url()).unwrap());
        let stores = connections
            .clone()
            .map(|redis| Arc::new(redis) as Arc<dyn Store>);
        for finding in semantics([&stores[0], &stores[1]]).await.unwrap() {
            assert_eq!(finding.kept, Some(true), "{}", finding.text);
        }
        let findings = durability(&connections[0]).await.unwrap();
        let all = findings.iter().all(|finding| finding.kept == Some(true));
        assert_eq!(all, durable, "{findings:?}");
        assert_eq!(stores[0].keys().await.unwrap(), Vec::<String>::new());
    }
}

/// What operators are given in `deploy/`.
#[tokio::test(flavor = "multi_thread")]
async fn the_settings_for_redis_that_we_recommend_are_durable() {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let settings = deploy.join("redis.conf").canonicalize().unwrap();
    let server = RedisServer::start_with(&["--include", settings.to_str().unwrap()]);
    let redis = Redis::open(&server.url()).unwrap();
    for finding in durability(&redis).await.unwrap() {
        assert_eq!(finding.kept, Some(true), "{}", finding.text);
    }
    let backend = |file| {
        RuntimeConfig::read(&deploy.join(file))
            .unwrap()
            .backend("default")
    };
    let url = "redis://redis:6379".to_owned();
    assert_eq!(backend("redis.toml").unwrap(), Backend::Redis(url));
    let usual = RuntimeConfig::default().backend("default").unwrap();
    assert_eq!(backend("sqlite.toml").unwrap(), usual);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_bytes_and_a_counter_is_digits_in_redis() {
    let server = RedisServer::start();
    let store = Redis::open(&server.url()).unwrap();
    let every_byte: Vec<u8> = (0..=255).collect();
    let write = Write::Set(vec![
        ("bytes".to_owned(), every_byte.clone()),
        ("none".to_owned(), Vec::new()),
    ]);
    assert_eq!(store.write(write).await, Ok(Written::Done));
    let (key, delta) = ("n".to_owned(), 5);
    let counted = store.write(Write::Increment { key, delta }).await;
    assert_eq!(counted, Ok(Written::Counter(5)));
    let keys = ["n", "absent", "bytes", "none"].map(str::to_owned);
    let found = store.get_many(keys.to_vec()).await.unwrap();
    let values: Vec<_> = found.into_iter().map(|(_, value)| value).collect();
    let expected = [
        Some(b"5".to_vec()),
        None,
        Some(every_byte),
        Some(Vec::new()),
    ];
    assert_eq!(values, expected);
    assert_eq!(store.keys().await.unwrap(), ["bytes", "n", "none"]);
    assert_eq!(store.get_many(Vec::new()).await, Ok(Vec::new()));
    assert_eq!(store.write(Write::Set(Vec::new())).await, Ok(Written::Done));
    assert_eq!(
        store.write(Write::Delete(Vec::new())).await,
        Ok(Written::Done)
    );
    let swap = Write::Swap {
        key: "n".to_owned(),
        expected: None,
        value: Vec::new(),
    };
    let refused = store.write(swap).await.unwrap_err();
    assert!(refused.0.contains("compare-and-swap"), "{refused}");
    let text = set("text", "abc");
    store.write(text).await.unwrap();
    let (key, delta) = ("text".to_owned(), 1);
    assert!(store.write(Write::Increment { key, delta }).await.is_err());
}

/// Killed and back, paused and back: operations fail in bounded time, and then they work again.
#[tokio::test(flavor = "multi_thread")]
async fn redis_may_go_and_come_back() {
    let mut server = RedisServer::start();
    let store = Redis::open(&server.url()).unwrap();
    store.write(set("k", "1")).await.unwrap();
    server.kill();
    let begun = Instant::now();
    assert!(store.get("k".to_owned()).await.is_err());
    assert!(store.write(set("k", "2")).await.is_err());
    server.restart();
    assert_eq!(recovered(&store).await, b"1");

    server.pause();
    assert!(store.get("k".to_owned()).await.is_err());
    server.resume();
    assert_eq!(recovered(&store).await, b"1");
    // No deadline is checked, but nothing may wait for ever.
    assert!(begun.elapsed() < Duration::from_secs(120));
}

/// The value of `k` as soon as the server can be asked again.
async fn recovered(store: &Redis) -> Vec<u8> {
    loop {
        match store.get("k".to_owned()).await {
            Ok(value) => return value.unwrap(),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

#[tokio::test]
async fn a_url_that_is_none_is_refused_and_not_quoted_by_redis() {
    for url in ["redis://:hunter2@", "http://hunter2", "hunter2", ""] {
        let error = format!("{:#}", Redis::open(url).err().unwrap());
        assert!(error.contains("redis://"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

/// A server that speaks no TLS is an error, as is one whose certificate nobody trusts.
#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_with_redis() {
    let server = RedisServer::start();
    let plain = server.url().replace("redis://", "rediss://");
    let store = Redis::open(&plain).unwrap();
    assert!(store.get("k".to_owned()).await.is_err());
}
