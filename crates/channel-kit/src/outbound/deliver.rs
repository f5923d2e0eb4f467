//! Serving `/send`: what is the same for all channels.

use std::future::Future;

use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_contract::types::Timestamp;
use throughline_web::Problem;
use throughline_web::json::{self as strict, Object};

use super::{Call, Message, Outbound, Outcome, RETRY_AFTER, not_configured, quote};
use crate::{Answer, Settings};

/// Why there is no answer of the provider's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// The request never left.
    NotSent(String),
    /// The request must not leave, or cannot: an operator has to act.
    Forbidden(String),
    /// The request left, or may have.
    Unanswered(String),
}

/// What carries a request to a provider: the network in a component, a recorder in tests.
pub trait Network {
    /// Sends one request, once, and reads the answer up to [`super::ANSWER_LIMIT`].
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Lost>>;
}

/// Serves one request to [`super::PATH`], received at `now`.
pub async fn deliver<C: Outbound>(
    channel: &C,
    request: (&Method, &[u8]),
    settings: &Settings,
    now: Timestamp,
    request_id: &str,
    network: &impl Network,
) -> Answer {
    let mut log = Vec::new();
    let response = match send(channel, request, settings, now, network, &mut log).await {
        Ok(document) => throughline_web::ok_json(document.to_string().into_bytes(), request_id),
        Err(problem) => problem.into_response(request_id),
    };
    Answer { response, log }
}

async fn send<C: Outbound>(
    channel: &C,
    (method, body): (&Method, &[u8]),
    settings: &Settings,
    now: Timestamp,
    network: &impl Network,
    log: &mut Vec<String>,
) -> Result<Value, Problem> {
    if method != Method::POST {
        return Err(Problem::method_not_allowed("POST"));
    }
    if body.len() > C::SEND_LIMIT {
        return Err(Problem::body_too_large(C::SEND_LIMIT));
    }
    let Object(message) = strict::decode::<Object<Message>>(body)?;
    let id = quote(&message.interaction_id);
    let calls = channel
        .calls(message, settings, now)
        .map_err(|unsendable| {
            let problem = unsendable.problem();
            log.push(format!("not sent: {id}: {}", problem.code()));
            problem
        })?;
    let parts = calls.iter().filter(|call| !call.prepares).count();
    let mut sent = Sent::default();
    let mut prepared = Vec::new();
    for mut call in calls {
        if !call.prepares && !prepared.is_empty() {
            channel.prepared(&mut call, &prepared);
        }
        let outcome = carry(channel, &mut call, network, &id, log).await;
        match outcome {
            Outcome::Sent(id) if call.prepares => prepared.extend(id),
            Outcome::Sent(id) => sent.add(call, id),
            failed if call.prepares => return Err(unsent(failed).problem(call.provider)),
            failed if sent.parts == 0 => return Err(failed.problem(call.provider)),
            failed => {
                let problem = partly(failed, sent.parts, parts);
                return Err(problem.problem(call.provider));
            }
        }
    }
    Ok(sent.document())
}

/// Makes one call, once.
async fn carry<C: Outbound>(
    channel: &C,
    call: &mut Call,
    network: &impl Network,
    id: &str,
    log: &mut Vec<String>,
) -> Outcome {
    let provider = call.provider;
    match network.send(std::mem::take(&mut call.request)).await {
        Ok(answer) => {
            log.push(format!("{provider} answered {} to {id}", answer.status()));
            channel.outcome(provider, &answer)
        }
        Err(lost) => {
            log.push(format!("no answer from {provider} to {id}: {lost:?}"));
            lost.outcome(provider)
        }
    }
}

/// A call that only prepares sends nothing, whatever became of it.
fn unsent(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Unknown(detail) => Outcome::Throttled(detail, None),
        other => other,
    }
}

/// A part that failed after others were sent: sending all of it again would repeat those.
fn partly(outcome: Outcome, sent: usize, parts: usize) -> Outcome {
    let only = |detail: String| format!("only {sent} of {parts} parts were sent: {detail}");
    match outcome {
        Outcome::Unknown(detail) => Outcome::Unknown(format!(
            "{sent} of {parts} parts were sent, and perhaps one more: {detail}"
        )),
        Outcome::Refused(detail)
        | Outcome::Throttled(detail, _)
        | Outcome::NotConfigured(detail) => Outcome::Refused(only(detail)),
        Outcome::Sent(id) => Outcome::Sent(id),
    }
}

/// What was sent so far.
#[derive(Default)]
struct Sent {
    parts: usize,
    provider: &'static str,
    account: String,
    message_id: Option<String>,
    ids: Vec<String>,
}

impl Sent {
    fn add(&mut self, call: Call, id: Option<String>) {
        if self.parts == 0 {
            self.provider = call.provider;
            self.account = call.account;
            self.message_id = call.message_id;
        }
        self.parts += 1;
        self.ids.extend(id);
    }

    fn document(&self) -> Value {
        json!({
            "status": "sent",
            "provider": self.provider,
            "account": self.account,
            "provider_message_id": self.ids.first(),
            "provider_message_ids": self.ids,
            "message_id": self.message_id,
        })
    }
}

impl Lost {
    fn outcome(self, provider: &str) -> Outcome {
        match self {
            Self::NotSent(_) => Outcome::Throttled(
                format!("the provider ({provider}) cannot be reached at the moment"),
                None,
            ),
            Self::Forbidden(reason) => Outcome::NotConfigured(format!(
                "the provider ({provider}) must not be called from here: {reason}"
            )),
            Self::Unanswered(_) => Outcome::Unknown(format!(
                "the provider ({provider}) did not answer in time, and may have sent the message \
                 nevertheless"
            )),
        }
    }
}

impl Outcome {
    fn problem(self, provider: &str) -> Problem {
        let problem = match self {
            // Never asked for: what was sent is no problem.
            Self::Sent(_) => Problem::new(500, "internal_error", "a success is no problem"),
            Self::Refused(detail) => Problem::new(422, "send_refused", detail),
            Self::Throttled(detail, seconds) => Problem::new(503, "send_throttled", detail)
                .retry_after(seconds.unwrap_or(RETRY_AFTER)),
            Self::NotConfigured(detail) => not_configured(detail),
            Self::Unknown(detail) => Problem::new(504, "send_unknown", detail),
        };
        problem.with("provider", provider)
    }
}
