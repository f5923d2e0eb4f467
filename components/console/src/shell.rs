//! The console inside Spin: variables, the clock, randomness and the composed timeline.
#![allow(unsafe_code, reason = "the export is generated")]

use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;

use bytes::Bytes;
use spin_sdk::http::{FullBody, IntoResponse, Request};
use spin_sdk::variables;
use spin_sdk::wasip3::random::random::get_random_u64;
use throughline_contract::reader::{self, TimelineQuery};
use throughline_contract::types::{Error, Identity, Json};

use crate::{Settings, Timeline, respond};

#[spin_sdk::http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let settings = settings().await;
    let response = respond(request, &settings, &Composed, now(), get_random_u64()).await;
    response.map(|body| FullBody::new(Bytes::from(body)))
}

/// The settings, read by the first request of an instance. Requests that come first at once read
/// the same; a failure to read is not kept.
async fn settings() -> Cow<'static, Settings> {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    if let Some(settings) = SETTINGS.get() {
        return Cow::Borrowed(settings);
    }
    match read_settings().await {
        Ok(read) => Cow::Borrowed(SETTINGS.get_or_init(|| {
            for fault in read.faults() {
                say(format_args!("{fault}"));
            }
            read
        })),
        Err(error) => {
            say(format_args!("variables: {error}"));
            Cow::Owned(Settings::unread(error.to_string()))
        }
    }
}

async fn read_settings() -> Result<Settings, variables::Error> {
    Ok(Settings::new(
        &variables::get("api_keys").await?,
        variables::get("session_secret").await?,
        &variables::get("public_url").await?,
    ))
}

/// Milliseconds since 1970.
fn now() -> u64 {
    std::time::UNIX_EPOCH
        .elapsed()
        .ok()
        .and_then(|elapsed| u64::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}

/// Writes a line to the component's log. One that cannot be written, because the disk under the log
/// is full, fails no request.
fn say(line: std::fmt::Arguments<'_>) {
    let mut stream = std::io::stderr().lock();
    drop(
        stream
            .write_fmt(line)
            .and_then(|()| stream.write_all(b"\n")),
    );
}

/// The `timeline` component that this one is composed with.
struct Composed;

/// What the store said is for the log; people are told that it did not answer.
fn logged<T>(answer: Result<T, Error>) -> Result<T, Error> {
    match &answer {
        Err(Error::Unavailable(said)) => say(format_args!("timeline unavailable: {said}")),
        Err(Error::IndexSecretChanged) => say(format_args!("index_secret is not this store's")),
        _ => {}
    }
    answer
}

impl Timeline for Composed {
    async fn lookup(&self, identity: Identity, timeline: u32) -> Result<Json, Error> {
        logged(reader::lookup(identity, timeline).await)
    }

    async fn customer(&self, id: String, timeline: u32) -> Result<Json, Error> {
        logged(reader::customer(id, timeline).await)
    }

    async fn timeline(&self, id: String, query: TimelineQuery) -> Result<Json, Error> {
        logged(reader::timeline(id, query).await)
    }
}
