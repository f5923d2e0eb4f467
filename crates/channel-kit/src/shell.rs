//! The part of a connector that touches Spin.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_LENGTH;
use spin_sdk::http::{FullBody, Request};
use spin_sdk::wasip3::http::types::{ErrorCode, RequestOptions};
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;
use spin_sdk::{variables, wasip3};
use throughline_contract::calls::{self, Briefing, Caller, Progress};
use throughline_contract::types::{
    Amendment, DeliveryReport, Error, Interaction, Receipt, Timestamp, UnparsedPayload, Watermark,
};
use throughline_contract::{limits, writer};
use throughline_web::Problem;

use crate::outbound::{self, Lost, Network, Outbound};
use crate::room::{Place, Room};
use crate::{Answer, Channel, Limit, Settings, Timeline, Webhook, respond};

/// Serves one request of a connector.
pub async fn serve<C: Channel>(channel: &C, request: Request) -> Response<FullBody<Bytes>> {
    receive(channel, request, &composed(false, Nothing)).await
}

/// Serves one request of a connector whose other end are visitors.
pub async fn serve_visitors<C: Channel>(
    channel: &C,
    request: Request,
) -> Response<FullBody<Bytes>> {
    receive(channel, request, &composed(false, Visitors)).await
}

fn composed<X>(answers: bool, besides: X) -> Composed<X> {
    Composed { answers, besides }
}

async fn receive<C: Channel>(
    channel: &C,
    request: Request,
    timeline: &impl Timeline,
) -> Response<FullBody<Bytes>> {
    let random = wasip3::random::random::get_random_u64();
    let (head, body) = request.into_parts();
    let request_id = throughline_web::request_id(&head.headers, random);
    let (_place, body) = match read(&head.headers, body, C::BODY_LIMIT).await {
        Ok(read) => read,
        Err(problem) => return send(problem.into_response(&request_id)),
    };
    let webhook = Webhook {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body,
    };
    let settings = read_settings(C::VARIABLES).await;
    let Answer { response, log } =
        respond(channel, &webhook, &settings, now(), &request_id, timeline).await;
    for line in log {
        say(format_args!("{request_id} {} {line}", C::NAME));
    }
    send(response)
}

/// Serves one request of a connector that can send: [`outbound::PATH`], to which no public route
/// leads, and everything else as [`serve`] does.
pub async fn serve_or_send<C: Channel + Outbound>(
    channel: &C,
    request: Request,
) -> Response<FullBody<Bytes>> {
    if request.uri().path() != outbound::PATH {
        return receive(channel, request, &composed(true, Nothing)).await;
    }
    dispatch(channel, C::NAME, request).await
}

/// The same for a connector that answers telephone calls.
pub async fn serve_calls<C: Channel + Outbound>(
    channel: &C,
    request: Request,
) -> Response<FullBody<Bytes>> {
    if request.uri().path() != outbound::PATH {
        return receive(channel, request, &composed(true, Calls)).await;
    }
    dispatch(channel, C::NAME, request).await
}

/// Serves one request to [`outbound::PATH`]; `name` is for the log.
pub async fn dispatch<C: Outbound>(
    channel: &C,
    name: &str,
    request: Request,
) -> Response<FullBody<Bytes>> {
    let random = wasip3::random::random::get_random_u64();
    let (head, body) = request.into_parts();
    let request_id = throughline_web::request_id(&head.headers, random);
    let (_place, body) = match read(&head.headers, body, C::SEND_LIMIT).await {
        Ok(read) => read,
        Err(problem) => return send(problem.into_response(&request_id)),
    };
    let settings = read_settings(C::SEND_VARIABLES).await;
    let Answer { response, log } = outbound::deliver(
        channel,
        (&head.method, &body),
        &settings,
        now(),
        &request_id,
        &Outside,
    )
    .await;
    for line in log {
        say(format_args!("{request_id} {name} {line}"));
    }
    send(response)
}

/// Room for bodies in one instance, in bytes. Reading, taking apart and recording one needs about
/// four times its size.
static ROOM: Room = Room::of(160 << 20);

/// The body, and the place that it has as long as it is served.
async fn read<B>(
    headers: &http::HeaderMap,
    body: B,
    limit: usize,
) -> Result<(Place<'static>, Vec<u8>), Problem>
where
    B: http_body::Body,
    B::Data: AsRef<[u8]>,
{
    let place = ROOM.place(headers, limit)?;
    let body = throughline_web::body::read(body, limit).await?;
    Ok((place, body))
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

/// A variable that cannot be read counts as not set, so the channel fails closed.
async fn read_settings(names: &[&str]) -> Settings {
    let mut settings = Settings::new();
    for name in names {
        match variables::get(name).await {
            Ok(value) => settings = settings.with(name, value),
            Err(variables::Error::Undefined(_)) => {}
            Err(error) => say(format_args!("variable {name}: {error}")),
        }
    }
    settings
}

fn now() -> Timestamp {
    std::time::UNIX_EPOCH
        .elapsed()
        .ok()
        .and_then(|elapsed| Timestamp::try_from(elapsed.as_millis()).ok())
        .unwrap_or_default()
}

fn send(response: Response<Vec<u8>>) -> Response<FullBody<Bytes>> {
    response.map(|body| FullBody::new(Bytes::from(body)))
}

/// The timeline that `spin.toml` composes into the connector.
struct Composed<X> {
    /// The connector sends: what it records can be answered where it came from.
    answers: bool,
    /// What it asks of the timeline besides.
    besides: X,
}

/// What only some connectors ask of the timeline. Each has a type of its own, so that no other
/// connector imports what it never calls.
trait Besides {
    async fn incoming(&self, _: Interaction) -> Result<Caller, Error> {
        Err(not_made_for("calls"))
    }

    async fn record_progress(&self, _: Progress) -> Result<(), Error> {
        Err(not_made_for("calls"))
    }

    async fn brief(&self, _: String) -> Result<Briefing, Error> {
        Err(not_made_for("calls"))
    }

    async fn take(&self, _: Limit) -> Result<bool, Error> {
        Err(not_made_for("limits"))
    }

    async fn is_bound(&self, _: &'static str, _: String) -> Result<bool, Error> {
        Err(not_made_for("limits"))
    }
}

/// A connector asks for what its `connector!` does not name.
fn not_made_for(what: &str) -> Error {
    Error::Unavailable(format!("this connector is not made for {what}"))
}

/// Nothing.
struct Nothing;

impl Besides for Nothing {}

/// Telephone calls.
struct Calls;

impl Besides for Calls {
    async fn incoming(&self, call: Interaction) -> Result<Caller, Error> {
        calls::incoming(call).await
    }

    async fn record_progress(&self, progress: Progress) -> Result<(), Error> {
        calls::record_progress(progress).await
    }

    async fn brief(&self, interaction_id: String) -> Result<Briefing, Error> {
        calls::brief(interaction_id).await
    }
}

/// Visitors, whom nobody gave a key.
struct Visitors;

impl Besides for Visitors {
    async fn take(&self, limit: Limit) -> Result<bool, Error> {
        let Limit {
            scope,
            name,
            most,
            seconds,
        } = limit;
        limits::take(scope.to_owned(), name, most, seconds).await
    }

    async fn is_bound(&self, scope: &'static str, name: String) -> Result<bool, Error> {
        writer::is_bound(scope.to_owned(), name).await
    }
}

impl<X: Besides> Timeline for Composed<X> {
    async fn record_interaction(&self, mut interaction: Interaction) -> Result<Receipt, Error> {
        interaction.answerable |= self.answers;
        writer::record_interaction(interaction).await
    }

    async fn record_delivery(&self, report: DeliveryReport) -> Result<(), Error> {
        writer::record_delivery(report).await
    }

    async fn record_watermark(&self, watermark: Watermark) -> Result<(), Error> {
        writer::record_watermark(watermark).await
    }

    async fn record_amendment(&self, amendment: Amendment) -> Result<(), Error> {
        writer::record_amendment(amendment).await
    }

    async fn keep_unparsed(&self, payload: UnparsedPayload) -> Result<String, Error> {
        writer::keep_unparsed(payload).await
    }

    async fn bind(&self, scope: &str, name: String, digest: [u8; 32]) -> Result<bool, Error> {
        writer::bind(scope.to_owned(), name, digest.to_vec()).await
    }

    async fn incoming(&self, mut call: Interaction) -> Result<Caller, Error> {
        call.answerable |= self.answers;
        self.besides.incoming(call).await
    }

    async fn record_progress(&self, progress: Progress) -> Result<(), Error> {
        self.besides.record_progress(progress).await
    }

    async fn brief(&self, interaction_id: String) -> Result<Briefing, Error> {
        self.besides.brief(interaction_id).await
    }

    async fn take(&self, limit: Limit) -> Result<bool, Error> {
        self.besides.take(limit).await
    }

    async fn is_bound(&self, scope: &'static str, name: String) -> Result<bool, Error> {
        self.besides.is_bound(scope, name).await
    }
}

/// What `allowed_outbound_hosts` lets through.
struct Outside;

impl Network for Outside {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Lost> {
        let length = request.body().len();
        let mut request = request.map(|body| FullBody::new(Bytes::from(body)));
        // Otherwise the body goes out in chunks, which not every server takes.
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
        request
            .extensions_mut()
            .insert(RequestOptionsExtension(options()));
        let answer = spin_sdk::http::send(request).await.map_err(lost)?;
        let (head, body) = answer.into_parts();
        let body = throughline_web::body::read(body, outbound::ANSWER_LIMIT)
            .await
            .map_err(|problem| Lost::Unanswered(problem.to_string()))?;
        Ok(Response::from_parts(head, body))
    }
}

/// A host that knows no such option keeps its own, so what it says to that is of no interest.
fn options() -> RequestOptions {
    let options = RequestOptions::new();
    let longest = u64::try_from(Duration::from_secs(outbound::TIMEOUT).as_nanos()).ok();
    let _ = options.set_connect_timeout(longest);
    let _ = options.set_first_byte_timeout(longest);
    let _ = options.set_between_bytes_timeout(longest);
    options
}

/// Only what a host says before there is a connection proves that nothing was sent.
fn lost(error: ErrorCode) -> Lost {
    let said = error.to_string();
    match error {
        ErrorCode::DnsTimeout
        | ErrorCode::DnsError(_)
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::DestinationIpUnroutable
        | ErrorCode::ConnectionRefused
        | ErrorCode::ConnectionTimeout
        | ErrorCode::ConnectionLimitReached
        | ErrorCode::TlsProtocolError
        | ErrorCode::TlsCertificateError => Lost::NotSent(said),
        ErrorCode::HttpRequestDenied
        | ErrorCode::HttpRequestMethodInvalid
        | ErrorCode::HttpRequestUriInvalid
        | ErrorCode::HttpRequestUriTooLong
        | ErrorCode::DestinationIpProhibited => Lost::Forbidden(said),
        _ => Lost::Unanswered(said),
    }
}
