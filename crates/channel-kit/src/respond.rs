//! What is the same for all channels: applying commands, and every answer.

use std::future::Future;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::json;
use throughline_contract::calls::{Briefing, Caller, Progress};
use throughline_contract::types::{
    Amendment, DeliveryReport, Error, Interaction, Receipt, Target, Timestamp, UnparsedPayload,
    Watermark,
};
use throughline_web::Problem;

use crate::{Channel, Command, Known, Limit, Refusal, Reply, Settings, Webhook};

/// After how many seconds a provider may try again when the store is unavailable.
const RETRY_AFTER: u32 = 5;

/// The `writer` and `calls` interfaces: the composed timeline in a component, a stand-in in tests.
pub trait Timeline {
    /// Records one interaction; idempotent by channel, account and provider message id.
    fn record_interaction(
        &self,
        interaction: Interaction,
    ) -> impl Future<Output = Result<Receipt, Error>>;

    /// Merges a delivery report.
    fn record_delivery(&self, report: DeliveryReport) -> impl Future<Output = Result<(), Error>>;

    /// Merges a report on everything sent to a customer up to some time.
    fn record_watermark(&self, watermark: Watermark) -> impl Future<Output = Result<(), Error>>;

    /// Applies an edit or a deletion.
    fn record_amendment(&self, amendment: Amendment) -> impl Future<Output = Result<(), Error>>;

    /// Keeps an authentic payload that could not be read.
    fn keep_unparsed(
        &self,
        payload: UnparsedPayload,
    ) -> impl Future<Output = Result<String, Error>>;

    /// Binds a one-time name to a digest; false when it was bound to another one before.
    fn bind(
        &self,
        scope: &str,
        name: String,
        digest: [u8; 32],
    ) -> impl Future<Output = Result<bool, Error>>;

    /// Records a call that comes in, and says what its caller may hear.
    fn incoming(&self, call: Interaction) -> impl Future<Output = Result<Caller, Error>>;

    /// Adds to a call what became known of it.
    fn record_progress(&self, progress: Progress) -> impl Future<Output = Result<(), Error>>;

    /// What the agent is told who takes a call.
    fn brief(&self, interaction_id: String) -> impl Future<Output = Result<Briefing, Error>>;

    /// Counts one against a limit; false when there were too many.
    fn take(&self, limit: Limit) -> impl Future<Output = Result<bool, Error>>;

    /// Whether a one-time name is bound to anything.
    fn is_bound(
        &self,
        scope: &'static str,
        name: String,
    ) -> impl Future<Output = Result<bool, Error>>;
}

/// What the caller sees, and what the log keeps.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP response, complete with `x-request-id`.
    pub response: Response<Vec<u8>>,
    /// Lines for the log. They hold no secrets and nothing that a person wrote.
    pub log: Vec<String>,
}

/// Serves one webhook: verifies, translates, applies every command in order, then answers.
pub async fn respond<C: Channel>(
    channel: &C,
    webhook: &Webhook,
    settings: &Settings,
    now: Timestamp,
    request_id: &str,
    timeline: &impl Timeline,
) -> Answer {
    let mut log = Vec::new();
    let served = serve(channel, webhook, settings, now, timeline, &mut log).await;
    let response = match served {
        Ok((Reply::Composed, written)) => {
            let reply = channel.compose(webhook, settings, &written.known);
            success(reply, &written, request_id)
        }
        Ok((reply, written)) => success(reply, &written, request_id),
        Err(failure) => {
            log.push(failure.log());
            failure.problem().into_response(request_id)
        }
    };
    Answer { response, log }
}

async fn serve<C: Channel>(
    channel: &C,
    webhook: &Webhook,
    settings: &Settings,
    now: Timestamp,
    timeline: &impl Timeline,
    log: &mut Vec<String>,
) -> Result<(Reply, Written), Failure> {
    if webhook.body.len() > C::BODY_LIMIT {
        return Err(Failure::TooLarge(C::BODY_LIMIT));
    }
    let delivery = channel
        .receive(webhook, settings, now)
        .map_err(Failure::Refused)?;
    let mut written = Written::default();
    for command in delivery.commands {
        let Some(unwritable) = apply::<C>(command, webhook, timeline, &mut written).await? else {
            continue;
        };
        let reason = unwritable.reason.clone();
        let kept = timeline.keep_unparsed(unwritable).await;
        let id = kept.map_err(Failure::of_store)?;
        log.push(format!("kept an authentic payload unread: {id}"));
        written.kept.push((id, reason));
    }
    Ok((delivery.reply, written))
}

/// Applies one command; answers what has to be kept instead of it, or because of it.
async fn apply<C: Channel>(
    command: Command,
    webhook: &Webhook,
    timeline: &impl Timeline,
    written: &mut Written,
) -> Result<Option<UnparsedPayload>, Failure> {
    let (provider, applied) = match command {
        Command::Bind {
            scope,
            name,
            digest,
        } => {
            let bound = timeline.bind(scope, name, digest).await;
            if bound.map_err(Failure::of_store)? {
                return Ok(None);
            }
            let reason = format!("its {scope} came with another body before");
            return Err(Failure::Refused(Refusal::Unverified(reason)));
        }
        Command::Record(interaction) => {
            let provider = interaction.provider.clone();
            let recorded = timeline.record_interaction(*interaction).await;
            (
                provider,
                recorded.map(|receipt| written.recorded.push(receipt)),
            )
        }
        Command::Report(report) => {
            let provider = provider_of(&report.target);
            (provider, timeline.record_delivery(report).await)
        }
        Command::Watermark(watermark) => {
            (String::new(), timeline.record_watermark(watermark).await)
        }
        Command::Amend(amendment) => {
            let provider = provider_of(&amendment.target);
            (provider, timeline.record_amendment(amendment).await)
        }
        Command::Take(limit) => {
            let seconds = limit.seconds;
            let taken = timeline.take(limit).await.map_err(Failure::of_store)?;
            return match taken {
                true => Ok(None),
                false => Err(Failure::TooMany(seconds)),
            };
        }
        Command::Unbound { scope, name } => {
            let bound = timeline.is_bound(scope, name).await;
            if !bound.map_err(Failure::of_store)? {
                return Ok(None);
            }
            let reason = format!("its {scope} is taken");
            return Err(Failure::Refused(Refusal::Unverified(reason)));
        }
        Command::Incoming(call) => {
            let provider = call.provider.clone();
            let caller = timeline.incoming(*call).await;
            let known = caller.map(|caller| {
                written.recorded.push(caller.receipt.clone());
                written.known.caller = Some(caller);
            });
            (provider, known)
        }
        Command::Progress(progress) => {
            let provider = provider_of(&progress.target);
            (provider, timeline.record_progress(progress).await)
        }
        // A question: there is nothing to keep where it has no answer.
        Command::Brief(call) => match timeline.brief(call).await {
            Ok(briefing) => {
                written.known.briefing = Some(briefing);
                return Ok(None);
            }
            Err(error) => return Failure::unless_lasting(error).map(|_| None),
        },
        Command::Keep(payload) => return Ok(Some(payload)),
    };
    match applied {
        Ok(()) => Ok(None),
        Err(error) => {
            let reason = Failure::unless_lasting(error)?;
            Ok(Some(webhook.unparsed(C::NAME, &provider, reason)))
        }
    }
}

/// What a request led to.
#[derive(Default)]
struct Written {
    recorded: Vec<Receipt>,
    /// What it answered besides.
    known: Known,
    /// Payloads that could not be read: their id, and why.
    kept: Vec<(String, String)>,
}

fn provider_of(target: &Target) -> String {
    match target {
        Target::Provider(reference) => reference.provider.clone(),
        Target::Interaction(_) => String::new(),
    }
}

/// Why a request is not answered by a success.
enum Failure {
    Refused(Refusal),
    TooLarge(usize),
    TooMany(u32),
    Unavailable(String),
    IndexSecretChanged,
}

impl Failure {
    /// The reason why a command can never succeed, or the failure that a retry may mend.
    fn unless_lasting(error: Error) -> Result<String, Self> {
        match error {
            Error::Invalid(wrong) => Ok(format!("{}: {}", wrong.field, wrong.detail)),
            Error::NotFound => Ok("it is about an interaction that does not exist".to_owned()),
            Error::Ambiguous(_) => Ok("several customers claim its identity".to_owned()),
            other => Err(Self::of_store(other)),
        }
    }

    fn of_store(error: Error) -> Self {
        match error {
            Error::Unavailable(reason) => Self::Unavailable(reason),
            Error::IndexSecretChanged => Self::IndexSecretChanged,
            Error::Invalid(wrong) => {
                Self::Unavailable(format!("cannot keep a payload: {}", wrong.field))
            }
            Error::NotFound | Error::Ambiguous(_) => {
                Self::Unavailable("cannot keep a payload".to_owned())
            }
        }
    }

    fn problem(&self) -> Problem {
        match self {
            Self::Refused(refusal) => refusal.problem(),
            Self::TooLarge(limit) => Problem::body_too_large(*limit),
            Self::TooMany(seconds) => {
                let detail = "too many requests: wait a little";
                Problem::new(429, "too_many_requests", detail).retry_after(*seconds)
            }
            Self::Unavailable(_) => Problem::new(
                503,
                "store_unavailable",
                "the store did not answer; the same request may be sent again",
            )
            .retry_after(RETRY_AFTER),
            Self::IndexSecretChanged => Problem::new(
                503,
                "index_secret_changed",
                "`index_secret` is not the one that this store was begun with",
            )
            .retry_after(RETRY_AFTER),
        }
    }

    fn log(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.log(),
            Self::Unavailable(reason) => format!("the store is unavailable: {reason}"),
            other => other.problem().to_string(),
        }
    }
}

fn success(reply: Reply, written: &Written, request_id: &str) -> Response<Vec<u8>> {
    match reply {
        // Composed once already.
        Reply::Empty | Reply::Composed => throughline_web::empty(StatusCode::OK, request_id),
        Reply::Headers(headers) => {
            let mut response = throughline_web::empty(StatusCode::OK, request_id);
            for (name, value) in headers {
                let header = (name.parse::<HeaderName>(), value.parse::<HeaderValue>());
                if let (Ok(name), Ok(value)) = header {
                    response.headers_mut().append(name, value);
                }
            }
            response
        }
        Reply::Body { content_type, body } => {
            let mut response = throughline_web::ok_json(body, request_id);
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().insert(CONTENT_TYPE, content_type);
            response
        }
        Reply::Receipts => {
            let recorded: Vec<_> = written
                .recorded
                .iter()
                .map(|receipt| {
                    json!({
                        "interaction_id": receipt.interaction_id,
                        "customer_id": receipt.customer_id,
                        "seq": receipt.seq,
                        "ticket_id": receipt.ticket_id,
                        "duplicate": receipt.duplicate,
                    })
                })
                .collect();
            let mut body = json!({ "recorded": recorded });
            if !written.kept.is_empty() {
                let kept = written.kept.iter();
                let kept = kept.map(|(id, reason)| json!({ "id": id, "reason": reason }));
                body["kept"] = kept.collect();
            }
            throughline_web::ok_json(body.to_string().into_bytes(), request_id)
        }
    }
}
