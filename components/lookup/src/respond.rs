//! The service as a function.

use std::convert::Infallible;

use bytes::Bytes;
use futures::stream::{LocalBoxStream, StreamExt};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame};
use http_body_util::{Either, Full, StreamBody};
use throughline_contract::reader::{TicketQuery, TimelineQuery};
use throughline_contract::tickets::Answer;
use throughline_contract::types::{Error, Json};
use throughline_web::json;
use throughline_web::{Problem, body, empty, ok_json, ok_stream, request_id};

use crate::attachment;
use crate::backup;
use crate::calls;
use crate::context;
use crate::describe;
use crate::erasure;
use crate::imports::{self, Import};
use crate::look_up;
use crate::query::Query;
use crate::record;
use crate::refusal::{Asked, unanswered, unanswered_about};
use crate::routes::{self, Operation};
use crate::settings::Settings;
use crate::tickets;
use crate::timeline::Timeline;

/// The published contract: OpenAPI 3.1 of exactly what [`routes::ROUTES`] serves.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// How many interactions a lookup shows unless it is told otherwise.
pub(crate) const SHOWN: u32 = 20;
/// How many it can be told to show.
pub(crate) const MOST_SHOWN: u32 = 50;
/// How many items a page has unless it is told otherwise.
const PAGE: u32 = 50;
/// How many it can be told to have.
const LARGEST_PAGE: u32 = 200;

/// An answer's body: a finished document, or lines that are written while others are read.
pub type Reply =
    Either<Full<Bytes>, StreamBody<LocalBoxStream<'static, Result<Frame<Bytes>, Infallible>>>>;

/// Answers a request. Never fails: whatever goes wrong is a problem document (RFC 9457).
///
/// `random` makes the request id when the caller sent none.
pub async fn respond<B, T>(
    request: Request<B>,
    settings: &Settings,
    timeline: T,
    random: u64,
) -> Response<Reply>
where
    B: Body + 'static,
    B::Data: AsRef<[u8]>,
    T: Timeline + 'static,
{
    let request_id = request_id(request.headers(), random);
    let is_head = request.method() == Method::HEAD;
    let answered = dispatch(request, settings, timeline, &request_id).await;
    let mut response = answered.unwrap_or_else(|problem| {
        let response = problem.into_response(&request_id);
        response.map(|body| Either::Left(Full::from(body)))
    });
    if is_head {
        // Hosts compare the length that is declared with the body that is sent.
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Either::Left(Full::default());
    }
    response
}

async fn dispatch<B, T>(
    request: Request<B>,
    settings: &Settings,
    timeline: T,
    request_id: &str,
) -> Result<Response<Reply>, Problem>
where
    B: Body + 'static,
    B::Data: AsRef<[u8]>,
    T: Timeline + 'static,
{
    let (head, body) = request.into_parts();
    let (route, id) = routes::find(&head.method, head.uri.path())?;
    let caller = settings.admit(&head.headers, route.scopes)?;
    // Probes and browsers may add what they like to the routes that are open to them.
    let query = head.uri.query().filter(|_| !route.scopes.is_empty());
    let query = Query::parse(query.unwrap_or_default(), route.parameters)?;
    let document = match route.operation {
        Operation::LookUpByQuery => look_up::by_query(&query, &timeline).await,
        Operation::LookUpByBody => {
            let body = body::read(body, body::LIMIT).await?;
            look_up::by_body(&body, &timeline).await
        }
        Operation::GetCustomer => {
            let shown = query.number("timeline", SHOWN, 0..=MOST_SHOWN)?;
            let found = timeline.customer(id, shown).await;
            found.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::ChangeCustomer => {
            let body = body::read(body, body::LIMIT).await?;
            let said = describe::change(&body, caller)?;
            let described = timeline.describe_customer(id, said).await;
            let described = described.map_err(|error| Asked::CUSTOMER.refused(error))?;
            let found = timeline.customer(described.customer_id, SHOWN).await;
            found.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::MergeCustomers => {
            let body = body::read(body, body::LIMIT).await?;
            let (other, by) = describe::other(&body, caller)?;
            let merged = timeline.merge(id, other, by).await;
            merged.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::UnmergeCustomers => {
            let body = body::read(body, body::LIMIT).await?;
            let (other, by) = describe::other(&body, caller)?;
            let parted = timeline.unmerge(id, other, by).await;
            parted.map_err(|error| Asked::JOIN.refused(error))
        }
        Operation::ExplainCustomer => {
            let explained = timeline.explain(id).await;
            explained.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::PackContext => {
            let wanted = context::Wanted::read(&query)?;
            let found = timeline.customer(id, MOST_SHOWN).await;
            let found = found.map_err(|error| Asked::CUSTOMER.refused(error))?;
            let response = context::response(&found, &wanted, timeline.now(), request_id)?;
            return Ok(response.map(|body| Either::Left(Full::from(body))));
        }
        Operation::SearchCustomers => {
            let (limit, cursor) = page(&query)?;
            let wanted = query.text("query").unwrap_or_default();
            let found = timeline.search(wanted, limit, cursor).await;
            found.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::ListSuggestions => {
            let (limit, cursor) = page(&query)?;
            let found = timeline.suggestions(limit, cursor).await;
            found.map_err(|error| Asked::SUGGESTION.refused(error))
        }
        Operation::ReportQuality => {
            let found = timeline.quality().await;
            found.map_err(|error| Asked::PROBLEM.refused(error))
        }
        Operation::ListFlawed => {
            let (limit, cursor) = page(&query)?;
            let found = timeline.quality_of(id, query.text("field"), limit, cursor);
            found.await.map_err(|error| Asked::PROBLEM.refused(error))
        }
        Operation::Rehearse => {
            let (limit, cursor) = page(&query)?;
            let rules = document(body).await?;
            let rehearsed = timeline.rehearse(rules, limit, cursor).await;
            rehearsed.map_err(|error| Asked::CONFIGURATION.refused(error))
        }
        Operation::GetAttributeTypes => {
            let types = timeline.attribute_types().await;
            types.map_err(|error| Asked::CONFIGURATION.refused(error))
        }
        Operation::SetAttributeTypes => {
            let types = timeline.set_attribute_types(document(body).await?).await;
            types.map_err(|error| Asked::CONFIGURATION.refused(error))
        }
        Operation::DecideSuggestion => {
            let body = body::read(body, body::LIMIT).await?;
            let (accept, by) = describe::decision(&body, caller)?;
            let customer = timeline.decide(id.clone(), accept, by).await;
            let customer = customer.map_err(|error| Asked::SUGGESTION.refused(error))?;
            Ok(describe::decided(&id, accept, &customer))
        }
        Operation::Import => {
            let import = Import::new(&head.headers, &query, caller)?;
            let (dry_run, by_line) = (import.dry_run, import.by_line);
            let outcomes = import.take(body, timeline);
            if by_line {
                let frames = outcomes.map(|outcome| Ok(Frame::data(imports::line(&outcome))));
                let body = Either::Right(StreamBody::new(frames.boxed_local()));
                return Ok(ok_stream(body, "application/x-ndjson", request_id));
            }
            Ok(imports::report(outcomes, dry_run).await)
        }
        Operation::EraseCustomer => {
            let erased = timeline.erase(id).await;
            erased.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::ExportCustomer => {
            let lines = erasure::export(id, timeline).await?;
            let frames = lines.map(|lines| Ok(Frame::data(lines)));
            let body = Either::Right(StreamBody::new(frames.boxed_local()));
            return Ok(ok_stream(body, "application/x-ndjson", request_id));
        }
        Operation::GetRetention => {
            let rules = timeline.retention().await;
            rules.map_err(|error| Asked::CONFIGURATION.refused(error))
        }
        Operation::SetRetention => {
            let rules = timeline.set_retention(document(body).await?).await;
            rules.map_err(|error| Asked::CONFIGURATION.refused(error))
        }
        Operation::BackUp if head.method == Method::HEAD => {
            // Nobody reads what would be written.
            let response = empty(StatusCode::OK, request_id);
            return Ok(response.map(|body| Either::Left(Full::from(body))));
        }
        Operation::BackUp => {
            let begun = timeline.begin_backup().await;
            let begun = begun.map_err(|error| Asked::BACKUP.refused(error))?;
            let frames = backup::lines(begun).map(|lines| Ok(Frame::data(lines)));
            let body = Either::Right(StreamBody::new(frames.boxed_local()));
            return Ok(ok_stream(body, "application/x-ndjson", request_id));
        }
        Operation::Restore => backup::restore(body, &timeline.begin_restore()).await,
        Operation::GetTimeline => {
            let found = timeline.timeline(id, timeline_query(&query)?).await;
            found.map_err(|error| Asked::CUSTOMER.refused(error))
        }
        Operation::GetInteraction => {
            let found = timeline.interaction(id).await;
            found.map_err(|error| Asked::INTERACTION.refused(error))
        }
        Operation::GetAttachment => {
            let found = timeline.attachment(id).await;
            let file = found.map_err(|error| Asked::ATTACHMENT.refused(error))?;
            let response = attachment::response(file, request_id);
            return Ok(response.map(|body| Either::Left(Full::from(body))));
        }
        Operation::RecordInteraction if is_stream(&head.headers) => {
            let caller = caller.to_owned();
            let lines = record::answers(body, caller, timeline, request_id.to_owned());
            let frames = lines.map(|line| Ok(Frame::data(line))).boxed_local();
            let body = Either::Right(StreamBody::new(frames));
            return Ok(ok_stream(body, "application/x-ndjson", request_id));
        }
        Operation::RecordInteraction => {
            let idempotency_key = idempotency_key(&head.headers)?;
            let body = body::read(body, body::LIMIT).await?;
            record::record(&body, caller, idempotency_key, None, &timeline).await
        }
        Operation::ListTickets => {
            let found = timeline.tickets(ticket_query(&query)?).await;
            found.map_err(|error| Asked::TICKET.refused(error))
        }
        Operation::GetTicket => {
            let found = timeline.ticket(id).await;
            found.map_err(|error| Asked::TICKET.refused(error))
        }
        Operation::ChangeTicket => {
            let body = body::read(body, body::LIMIT).await?;
            let changed = timeline.change_ticket(id, tickets::change(&body)?).await;
            changed.map_err(|error| Asked::TICKET.refused(error))
        }
        Operation::ReplyToTicket => {
            let key = tickets::idempotency_key(caller, idempotency_key(&head.headers)?)?;
            let body = body::read(body, body::LIMIT).await?;
            reply(id, key, &body, &timeline).await
        }
        Operation::NoteOnTicket => {
            let key = tickets::idempotency_key(caller, idempotency_key(&head.headers)?)?;
            let body = body::read(body, body::LIMIT).await?;
            note(id, key, &body, &timeline).await
        }
        Operation::ListCalls => {
            let found = timeline.calls().await;
            found.map_err(|error| Asked::CALL.refused(error))
        }
        Operation::CallFromTicket => {
            let key = tickets::idempotency_key(caller, idempotency_key(&head.headers)?)?;
            let body = body::read(body, body::LIMIT).await?;
            let calls::Call {
                agent,
                agent_number,
            } = calls::call(&body)?;
            let called = timeline.call(id, agent, agent_number, key).await;
            called.map_err(unanswered)
        }
        Operation::NoteOnCall => {
            let key = tickets::idempotency_key(caller, idempotency_key(&head.headers)?)?;
            let body = body::read(body, body::LIMIT).await?;
            let noted = timeline.note_call(calls::note(id, key, &body)?).await;
            noted.map_err(|refusal| unanswered_about(Asked::CALL, refusal))
        }
        Operation::ShowPresence => {
            let body = body::read(body, body::LIMIT).await?;
            let shown = calls::presence(&body)?;
            let signal = timeline.signal(id, shown.agent, shown.typing, shown.read);
            let shown = signal.await;
            shown.map_err(|error| Asked::TICKET.refused(error))?;
            let response = empty(StatusCode::NO_CONTENT, request_id);
            return Ok(response.map(|body| Either::Left(Full::from(body))));
        }
        Operation::GetHealth => health(settings, &timeline).await,
        Operation::GetOpenApi => Ok(OPENAPI.as_bytes().to_vec()),
    }?;
    let mut response = ok_json(document, request_id);
    *response.status_mut() = success(route.operation);
    Ok(response.map(|body| Either::Left(Full::from(body))))
}

/// The status of what succeeded.
fn success(operation: Operation) -> StatusCode {
    match operation {
        // It is recorded, and is going to be sent.
        Operation::ReplyToTicket | Operation::CallFromTicket => StatusCode::ACCEPTED,
        Operation::NoteOnTicket | Operation::NoteOnCall => StatusCode::CREATED,
        _ => StatusCode::OK,
    }
}

/// A body that is one JSON document, for whoever knows what is in it.
async fn document<B: Body>(body: B) -> Result<Json, Problem>
where
    B::Data: AsRef<[u8]>,
{
    let body = body::read(body, body::LIMIT).await?;
    json::decode::<serde::de::IgnoredAny>(&body)?;
    Ok(body.to_vec())
}

fn page(query: &Query<'_>) -> Result<(u32, Option<String>), Problem> {
    let limit = query.number("limit", PAGE, 1..=LARGEST_PAGE)?;
    Ok((limit, query.token("cursor")))
}

fn timeline_query(query: &Query<'_>) -> Result<TimelineQuery, Problem> {
    Ok(TimelineQuery {
        channel: query.text("channel"),
        kind: query.text("kind"),
        since: query.instant("from")?,
        until: query.instant("to")?,
        as_of: query.token("as_of"),
        limit: query.number("limit", PAGE, 1..=LARGEST_PAGE)?,
        cursor: query.token("cursor"),
    })
}

fn ticket_query(query: &Query<'_>) -> Result<TicketQuery, Problem> {
    Ok(TicketQuery {
        status: query.one_of("status", &tickets::STATUSES)?,
        queue: query.text("queue"),
        assignee: query.text("assignee"),
        channel: query.text("channel"),
        limit: query.number("limit", PAGE, 1..=LARGEST_PAGE)?,
        cursor: query.token("cursor"),
    })
}

async fn reply(
    id: String,
    idempotency_key: Option<String>,
    body: &[u8],
    timeline: &impl Timeline,
) -> Result<Json, Problem> {
    let answer = Answer {
        idempotency_key,
        ..tickets::reply(body)?
    };
    timeline.reply(id, answer).await.map_err(unanswered)
}

async fn note(
    id: String,
    idempotency_key: Option<String>,
    body: &[u8],
    timeline: &impl Timeline,
) -> Result<Json, Problem> {
    let tickets::Note { text, agent } = tickets::note(body)?;
    let noted = timeline.note(id, text, agent, idempotency_key).await;
    noted.map_err(unanswered)
}

/// 200 while a request could be served. Says which part fails and nothing about why: no key is
/// asked for here.
async fn health(settings: &Settings, timeline: &impl Timeline) -> Result<Json, Problem> {
    settings.keys()?;
    match timeline.health().await {
        Ok(()) => Ok(br#"{"status":"ok"}"#.to_vec()),
        Err(error @ Error::IndexSecretChanged) => Err(Asked::CUSTOMER.refused(error)),
        // Whatever else it is, the store cannot be used.
        Err(_) => Err(Asked::CUSTOMER.refused(Error::Unavailable(String::new()))),
    }
}

/// Whether the body is newline-delimited JSON; every other type is read as one JSON document.
fn is_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let media_type = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim();
    media_type.eq_ignore_ascii_case("application/x-ndjson")
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    const NAME: &str = "idempotency-key";
    let Some(value) = headers.get(NAME) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| {
        let detail = "not 1 to 255 printable ASCII characters";
        Problem::invalid_field("Idempotency-Key", detail)
    })?;
    Ok(Some(text))
}
