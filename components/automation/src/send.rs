//! One interaction of the outbox: begun, sent, its result recorded.

use std::future::Future;

use http::{Response, header};
use serde_json::Value;
use throughline_contract::outbox::Outgoing;
use throughline_contract::types::{
    DeliveryReport, DeliveryStatus, Error, ProviderRef, Target, Timestamp,
};

/// `outbox` and the parts of `writer` and `erasure` that are used here.
pub trait Outbox {
    /// `outbox.due`
    fn due(&self, limit: u32) -> impl Future<Output = Result<Vec<String>, Error>>;
    /// `outbox.begin`
    fn begin(&self, id: String) -> impl Future<Output = Result<Option<Outgoing>, Error>>;
    /// `outbox.put-back`
    fn put_back(
        &self,
        id: String,
        not_before: Timestamp,
        detail: String,
    ) -> impl Future<Output = Result<(), Error>>;
    /// `writer.record-delivery`
    fn report(&self, report: DeliveryReport) -> impl Future<Output = Result<(), Error>>;
    /// `erasure.tidy`
    fn tidy(&self) -> impl Future<Output = Result<bool, Error>>;
}

/// The channels' connectors: `http://<channel>.spin.internal/send`.
pub trait Connectors {
    /// Asks one to send a message, once.
    fn send(
        &self,
        channel: &str,
        message: Vec<u8>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, NoAnswer>>;
}

/// Why a connector did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// There is none for this channel: nothing was sent.
    NoConnector,
    /// It was called, and what it did is unknown.
    Lost,
}

/// What became of one interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The provider took it.
    Sent,
    /// It will never be sent.
    Failed,
    /// Whether it was sent will show.
    Unknown,
    /// It was not sent, and will be tried again.
    Postponed,
    /// There was nothing to do: somebody else has it.
    Nothing,
}

/// After how long to try again where a connector does not say, in seconds.
const LATER: u64 = 60;
/// Longest reason that is recorded, in bytes.
const DETAIL: usize = 200;

/// Sends one interaction, unless somebody else does.
///
/// # Errors
/// The store's, when it did not take what had to be recorded. After an attempt was recorded nobody
/// sends it again: it becomes `unknown`.
pub async fn send(
    id: String,
    outbox: &impl Outbox,
    connectors: &impl Connectors,
    clock: &impl Fn() -> u64,
    log: &impl Fn(String),
) -> Result<Done, Error> {
    let Some(outgoing) = outbox.begin(id.clone()).await? else {
        return Ok(Done::Nothing);
    };
    let Outgoing {
        channel, message, ..
    } = outgoing;
    let result = read(&channel, connectors.send(&channel, message).await);
    let done = result.done();
    log(format!("{id} by {channel}: {done:?}"));
    let record = || record(&id, &result, outbox, clock());
    match record().await {
        // What is known now is known nowhere else.
        Err(Error::Unavailable(_)) => record().await?,
        recorded => recorded?,
    }
    Ok(done)
}

/// What a connector's answer says.
#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    Sent(Vec<ProviderRef>),
    Failed(String),
    Unknown(String),
    Postponed(String, u64),
}

impl Outcome {
    fn done(&self) -> Done {
        match self {
            Self::Sent(_) => Done::Sent,
            Self::Failed(_) => Done::Failed,
            Self::Unknown(_) => Done::Unknown,
            Self::Postponed(..) => Done::Postponed,
        }
    }
}

async fn record(
    id: &str,
    result: &Outcome,
    outbox: &impl Outbox,
    now: Timestamp,
) -> Result<(), Error> {
    let (status, detail, names) = match result {
        Outcome::Postponed(detail, seconds) => {
            let until = now.saturating_add(seconds.saturating_mul(1000));
            return outbox.put_back(id.to_owned(), until, detail.clone()).await;
        }
        Outcome::Sent(names) => (DeliveryStatus::Sent, None, names.clone()),
        Outcome::Failed(detail) => (DeliveryStatus::Failed, Some(detail), Vec::new()),
        Outcome::Unknown(detail) => (DeliveryStatus::Unknown, Some(detail), Vec::new()),
    };
    let report = DeliveryReport {
        target: Target::Interaction(id.to_owned()),
        status,
        occurred_at: None,
        detail: detail.cloned(),
        names,
    };
    outbox.report(report).await
}

/// Reads an answer as the contract of `/send` has it: the status says what to do next.
fn read(channel: &str, answer: Result<Response<Vec<u8>>, NoAnswer>) -> Outcome {
    let none = || format!("there is no connector that answers on the channel {channel}");
    let answer = match answer {
        Ok(answer) => answer,
        Err(NoAnswer::NoConnector) => return Outcome::Failed(none()),
        Err(NoAnswer::Lost) => {
            let detail = "the connector did not answer; whether it was sent will show";
            return Outcome::Unknown(detail.to_owned());
        }
    };
    let document: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let detail = || {
        let said = document.get("detail").and_then(Value::as_str);
        let mut said = said.unwrap_or("the connector gave no reason").to_owned();
        said.truncate(said.floor_char_boundary(DETAIL));
        said
    };
    match answer.status().as_u16() {
        200 => Outcome::Sent(names(channel, &document)),
        // It has a webhook and no way to send.
        404 | 405 => Outcome::Failed(none()),
        503 => Outcome::Postponed(detail(), retry_after(&answer).unwrap_or(LATER)),
        400..=499 => Outcome::Failed(detail()),
        _ => Outcome::Unknown(detail()),
    }
}

/// The provider's names for what was sent.
fn names(channel: &str, document: &Value) -> Vec<ProviderRef> {
    let text = |member: &str| document.get(member).and_then(Value::as_str);
    let (Some(provider), account) = (text("provider"), text("account").unwrap_or_default()) else {
        return Vec::new();
    };
    let ids = document
        .get("provider_message_ids")
        .and_then(Value::as_array);
    let ids = ids.into_iter().flatten().filter_map(Value::as_str);
    let name = |id: &str| ProviderRef {
        channel: channel.to_owned(),
        provider: provider.to_owned(),
        account: account.to_owned(),
        provider_message_id: id.to_owned(),
    };
    ids.map(name).collect()
}

fn retry_after(answer: &Response<Vec<u8>>) -> Option<u64> {
    let value = answer.headers().get(header::RETRY_AFTER)?;
    value.to_str().ok()?.trim().parse().ok()
}
