//! Does what the last segment of the path says (the first of a path that
//! begins with `/request`), with the lines of the body as arguments, and
//! answers in text: what it found, or the error.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use spin_sdk::experimental::wasi::config::store as config;
use spin_sdk::experimental::wasi::keyvalue::{atomics, batch, store};
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{EmptyBody, HeaderMap, Method, Request, Response, StatusCode, Uri};
use spin_sdk::key_value::Store;

type Answer = Result<String, String>;

/// Which instance this is: a number that no other instance has.
static INSTANCE: OnceLock<u64> = OnceLock::new();
/// How many requests this instance has begun to answer.
static BEGUN: AtomicU32 = AtomicU32::new(0);

#[spin_sdk::http_service]
async fn handle(request: Request) -> (StatusCode, String) {
    BEGUN.fetch_add(1, Ordering::Relaxed);
    match answer(request).await {
        Ok(text) => (StatusCode::OK, text),
        Err(error) => (StatusCode::BAD_GATEWAY, error),
    }
}

async fn answer(request: Request) -> Answer {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let action = match path.starts_with("/request") {
        true => "request",
        false => path.rsplit('/').next().unwrap_or_default(),
    };
    if action == "hold" {
        println!("holding");
    }
    // `hold` ends when the client ends the body.
    let body = body.bytes().await.map_err(shown)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let arguments: Vec<&str> = body.lines().collect();
    match (action, arguments.as_slice()) {
        ("request", _) => Ok(describe(&head.method, &head.uri, &head.headers)),
        ("body", _) => Ok(body.len().to_string()),
        ("instance" | "hold", _) => Ok(instance()),
        ("print", [out, err]) => {
            println!("{out}");
            eprintln!("{err}");
            Ok(String::new())
        }
        ("trap", _) => panic!("told to trap"),
        ("environment", [name]) => std::env::var(name).map_err(shown),
        ("variable", [name]) => spin_sdk::variables::get(name).await.map_err(shown),
        ("config", [name]) => config::get(name).map(shown).map_err(shown),
        ("fetch", [url]) => fetch(url).await,
        ("get", [label, key]) => get(label, key).await.map_err(shown),
        ("set", [label, key, value]) => set(label, key, value).await.map_err(shown),
        ("keys", [label]) => keys(label).await.map_err(shown),
        ("increment", [label, key]) => increment(label, key).map_err(shown),
        ("set-many", [label, entries @ ..]) => set_many(label, entries).map_err(shown),
        ("get-many", [label, keys @ ..]) => get_many(label, keys).map_err(shown),
        ("swap", [label, key, value]) => swap(label, key, value),
        _ => Err(format!("{action} does not take {} lines", arguments.len())),
    }
}

fn shown(value: impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

fn instance() -> String {
    let id = INSTANCE.get_or_init(|| RandomState::new().hash_one(0));
    format!("{id} {}", BEGUN.load(Ordering::Relaxed))
}

fn describe(method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    let mut lines = vec![format!("{method} {uri}")];
    for (name, value) in headers {
        lines.push(format!("{name}: {}", value.to_str().unwrap_or("?")));
    }
    lines.join("\n")
}

async fn fetch(url: &str) -> Answer {
    let request = spin_sdk::http::Request::get(url).body(EmptyBody::new());
    let response: Response = spin_sdk::http::send(request.map_err(shown)?)
        .await
        .map_err(shown)?;
    let status = response.status().as_u16();
    let body = response.into_body().bytes().await.map_err(shown)?;
    Ok(format!("{status} {}", String::from_utf8_lossy(&body)))
}

async fn get(label: &str, key: &str) -> Result<String, spin_sdk::key_value::Error> {
    let value = Store::open(label).await?.get(key).await?;
    Ok(match value {
        Some(value) => String::from_utf8_lossy(&value).into_owned(),
        None => "none".to_owned(),
    })
}

async fn set(label: &str, key: &str, value: &str) -> Result<String, spin_sdk::key_value::Error> {
    Store::open(label).await?.set(key, value).await?;
    Ok(String::new())
}

async fn keys(label: &str) -> Result<String, spin_sdk::key_value::Error> {
    let store = Store::open(label).await?;
    let mut keys = store.get_keys().await.collect().await?;
    keys.sort();
    Ok(keys.join(" "))
}

fn increment(label: &str, key: &str) -> Result<String, store::Error> {
    let bucket = store::open(label)?;
    Ok(atomics::increment(&bucket, key, 1)?.to_string())
}

fn set_many(label: &str, entries: &[&str]) -> Result<String, store::Error> {
    let bucket = store::open(label)?;
    let entries: Vec<(String, Vec<u8>)> = entries
        .iter()
        .filter_map(|entry| entry.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.as_bytes().to_vec()))
        .collect();
    batch::set_many(&bucket, &entries)?;
    Ok(String::new())
}

fn get_many(label: &str, keys: &[&str]) -> Result<String, store::Error> {
    let bucket = store::open(label)?;
    let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
    let found = batch::get_many(&bucket, &keys)?;
    let lines = found.into_iter().map(|(key, value)| match value {
        Some(value) => format!("{key}={}", String::from_utf8_lossy(&value)),
        None => format!("{key} none"),
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// Changes `key` behind the back of a first swap, then swaps again.
fn swap(label: &str, key: &str, value: &str) -> Answer {
    let bucket = store::open(label).map_err(shown)?;
    let cas = atomics::Cas::new(&bucket, key).map_err(shown)?;
    cas.current().map_err(shown)?;
    bucket.set(key, b"meanwhile").map_err(shown)?;
    match atomics::swap(cas, value.as_bytes()) {
        Err(atomics::CasError::CasFailed(cas)) => {
            atomics::swap(cas, value.as_bytes()).map_err(shown)?;
            Ok("second".to_owned())
        }
        other => Err(shown(other)),
    }
}
