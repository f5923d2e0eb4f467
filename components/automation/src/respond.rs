//! `POST /tick`.

use futures::stream::{self, StreamExt};
use http::{HeaderMap, Method, Response, header};
use serde_json::json;
use throughline_web::{Problem, Secret, ok_json};

use crate::send::{Connectors, Done, Outbox, send};

/// Interactions that are taken from the outbox at a time.
const BATCH: u32 = 64;
/// Connectors that are called at the same time.
const AT_ONCE: usize = 8;
/// A tick takes no new batch after so many milliseconds: the next one goes on.
const LONGEST: u64 = 20_000;

/// The component's variables.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    tick_keys: Vec<Secret>,
}

impl Settings {
    /// Takes the variable `tick_key`: one key, or several separated by commas while it is rotated.
    pub fn new(tick_key: &str) -> Self {
        let keys = tick_key.split(',').map(str::trim);
        Self {
            tick_keys: keys
                .filter(|key| !key.is_empty())
                .map(Secret::new)
                .collect(),
        }
    }

    fn admit(&self, headers: &HeaderMap) -> Result<(), Problem> {
        if self.tick_keys.is_empty() {
            let detail = "the variable `tick_key` must hold the key that /tick is called with";
            return Err(Problem::new(503, "tick_not_configured", detail));
        }
        let given = headers.get(header::AUTHORIZATION);
        let given = given.and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.split_once(' '));
        let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let key = given
            .map(|(_, key)| key.trim().as_bytes())
            .unwrap_or_default();
        // All of them are compared, so that the time says nothing about which one matched.
        let matching = self.tick_keys.iter().filter(|known| known.matches(key));
        match matching.count() {
            0 => {
                let detail = "send the tick key as `Authorization: Bearer <key>`";
                let problem = Problem::new(401, "unauthorized", detail);
                Err(problem.header(header::WWW_AUTHENTICATE, "Bearer"))
            }
            _ => Ok(()),
        }
    }
}

/// What a tick did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    sent: u32,
    failed: u32,
    unknown: u32,
    postponed: u32,
}

impl Tally {
    fn count(&mut self, done: Done) {
        match done {
            Done::Sent => self.sent += 1,
            Done::Failed => self.failed += 1,
            Done::Unknown => self.unknown += 1,
            Done::Postponed => self.postponed += 1,
            Done::Nothing => {}
        }
    }
}

/// Answers a request: 200 `{"sent","failed","unknown","postponed","more"}`, where `more` says that
/// there was no time for everything.
///
/// `clock` is the time in milliseconds. `log` takes lines that hold no secrets and nothing that a
/// person wrote.
pub async fn respond(
    (method, path, headers): (&Method, &str, &HeaderMap),
    settings: &Settings,
    outbox: &impl Outbox,
    connectors: &impl Connectors,
    clock: impl Fn() -> u64,
    log: &impl Fn(String),
    request_id: &str,
) -> Response<Vec<u8>> {
    let done = async {
        if path != "/tick" {
            return Err(Problem::route_not_found());
        }
        if method != Method::POST {
            return Err(Problem::method_not_allowed("POST"));
        }
        settings.admit(headers)?;
        tick(outbox, connectors, clock, log).await
    };
    match done.await {
        Ok(body) => ok_json(body, request_id),
        Err(problem) => problem.into_response(request_id),
    }
}

async fn tick(
    outbox: &impl Outbox,
    connectors: &impl Connectors,
    clock: impl Fn() -> u64,
    log: &impl Fn(String),
) -> Result<Vec<u8>, Problem> {
    let begun = clock();
    let mut tally = Tally::default();
    let mut more = true;
    while more && clock().saturating_sub(begun) < LONGEST {
        let due = outbox.due(BATCH).await.map_err(unavailable)?;
        more = !due.is_empty();
        let sending = due
            .into_iter()
            .map(|id| send(id, outbox, connectors, &clock, log));
        let mut sending = stream::iter(sending).buffer_unordered(AT_ONCE);
        let mut progress = false;
        while let Some(done) = sending.next().await {
            let done = done.map_err(unavailable)?;
            progress |= done != Done::Nothing;
            tally.count(done);
        }
        // Somebody else has all of it.
        if !progress {
            break;
        }
    }
    // What must be forgotten comes after what somebody waits for.
    let mut left = true;
    while left && clock().saturating_sub(begun) < LONGEST {
        left = outbox.tidy().await.map_err(unavailable)?;
    }
    more |= left;
    let Tally {
        sent,
        failed,
        unknown,
        postponed,
    } = tally;
    let document = json!({
        "sent": sent, "failed": failed, "unknown": unknown, "postponed": postponed, "more": more,
    });
    Ok(document.to_string().into_bytes())
}

fn unavailable<E>(_: E) -> Problem {
    let detail = "the store did not answer; the next tick goes on";
    Problem::new(503, "store_unavailable", detail).retry_after(5)
}
