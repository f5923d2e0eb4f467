//! The component inside Spin: its variable, the clock, the composed timeline, service chaining.
#![allow(unsafe_code, reason = "the export is generated")]

use std::io::Write;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;
use spin_sdk::http::{FullBody, IntoResponse, Request};
use spin_sdk::wasip3::http::types::ErrorCode;
use spin_sdk::wasip3::random::random::get_random_u64;
use throughline_contract::erasure;
use throughline_contract::outbox::{self, Outgoing};
use throughline_contract::types::{DeliveryReport, Error, Timestamp};
use throughline_contract::writer;

use crate::send::{Connectors, NoAnswer, Outbox};
use crate::{Settings, respond};

/// The largest answer of a connector that is read, in bytes.
const ANSWER: usize = 1 << 20;

#[spin_sdk::http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let request_id = throughline_web::request_id(request.headers(), get_random_u64());
    let settings = match spin_sdk::variables::get("tick_key").await {
        Ok(key) => Settings::new(&key),
        Err(error) => {
            say(&format!("variable tick_key: {error}"));
            Settings::default()
        }
    };
    let (head, _) = request.into_parts();
    let response = respond(
        (&head.method, head.uri.path(), &head.headers),
        &settings,
        &Composed,
        &Chained,
        now,
        &|line| say(&format!("{request_id} {line}")),
        &request_id,
    )
    .await;
    response.map(|body| FullBody::new(Bytes::from(body)))
}

fn now() -> u64 {
    std::time::UNIX_EPOCH
        .elapsed()
        .ok()
        .and_then(|elapsed| u64::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}

/// Writes a line to the component's log. One that cannot be written, because the disk under the log
/// is full, fails no request.
fn say(line: &str) {
    let mut stream = std::io::stderr().lock();
    drop(writeln!(stream, "{line}"));
}

/// The timeline that `spin.toml` composes into this component.
struct Composed;

fn logged<T>(answer: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::Unavailable(said)) = &answer {
        say(&format!("timeline unavailable: {said}"));
    }
    answer
}

impl Outbox for Composed {
    async fn due(&self, limit: u32) -> Result<Vec<String>, Error> {
        logged(outbox::due(limit).await)
    }

    async fn begin(&self, id: String) -> Result<Option<Outgoing>, Error> {
        logged(outbox::begin(id).await)
    }

    async fn put_back(&self, id: String, until: Timestamp, detail: String) -> Result<(), Error> {
        logged(outbox::put_back(id, until, detail).await)
    }

    async fn report(&self, report: DeliveryReport) -> Result<(), Error> {
        logged(writer::record_delivery(report).await)
    }

    async fn tidy(&self) -> Result<bool, Error> {
        logged(erasure::tidy().await)
    }
}

/// The connectors of this application.
struct Chained;

impl Connectors for Chained {
    async fn send(&self, channel: &str, message: Vec<u8>) -> Result<Response<Vec<u8>>, NoAnswer> {
        let request = spin_sdk::http::Request::post(format!("http://{channel}.spin.internal/send"))
            .header(CONTENT_TYPE, "application/json")
            .body(FullBody::new(Bytes::from(message)))
            .map_err(|_| NoAnswer::NoConnector)?;
        let answer = spin_sdk::http::send(request).await.map_err(|error| {
            say(&format!("no answer from {channel}: {error}"));
            no_answer(&error)
        })?;
        let (head, body) = answer.into_parts();
        let body = throughline_web::body::read(body, ANSWER).await;
        Ok(Response::from_parts(
            head,
            body.map_err(|_| NoAnswer::Lost)?,
        ))
    }
}

/// What a host says of a component that there is none of. Anything else may come after it was called.
fn no_answer(error: &ErrorCode) -> NoAnswer {
    match error {
        ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::HttpRequestDenied
        | ErrorCode::HttpRequestUriInvalid => NoAnswer::NoConnector,
        _ => NoAnswer::Lost,
    }
}
