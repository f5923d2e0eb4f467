//! The service as a function.

use std::convert::Infallible;

use bytes::Bytes;
use futures::stream::LocalBoxStream;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame};
use http_body_util::{Either, Full, StreamBody};
use throughline_contract::types::Timestamp;
use throughline_web::{Problem, body, empty, request_id};

use crate::client;
use crate::file::{self, FILE_LIMIT};
use crate::routes::{self, Route, Within};
use crate::settings::Settings;
use crate::timeline::{Host, Timeline};
use crate::{conversation, events, message, origin, page, session};

/// An answer's body: a finished document, or events while they happen.
pub type Reply =
    Either<Full<Bytes>, StreamBody<LocalBoxStream<'static, Result<Frame<Bytes>, Infallible>>>>;

/// The longest body of a request that is JSON, in bytes: a text of which every byte is escaped.
const BODY_LIMIT: usize = 64 << 10;

/// Random numbers of a generator that nobody can predict.
#[derive(Debug, Clone, Copy)]
pub struct Random {
    /// Makes the request id when the caller sent none.
    pub request: u64,
    /// Makes the id of a new visitor.
    pub visitor: [u8; 16],
}

/// A request without its body, and what it is answered with.
pub(crate) struct Asked<'a, T, H> {
    pub head: &'a Parts,
    pub settings: &'a Settings,
    pub timeline: &'a T,
    pub host: &'a H,
    pub now: Timestamp,
    pub random: Random,
    pub request_id: &'a str,
}

/// Answers a request. Never fails: whatever goes wrong is a problem document (RFC 9457).
pub async fn respond<B, T, H>(
    request: Request<B>,
    settings: &Settings,
    timeline: T,
    host: H,
    random: Random,
) -> Response<Reply>
where
    B: Body,
    B::Data: AsRef<[u8]>,
    T: Timeline + 'static,
    H: Host + 'static,
{
    let (head, body) = request.into_parts();
    let request_id = request_id(&head.headers, random.request);
    let is_head = head.method == Method::HEAD;
    if head.uri.path() == routes::SCRIPT {
        let answer = routes::find(&head.method, routes::SCRIPT)
            .map(|_| page::script(&head.headers, &request_id))
            .unwrap_or_else(|problem| problem.into_response(&request_id));
        return whole(without_body(is_head, answer));
    }
    let origin = match settings.origins().admit(&head.headers) {
        Ok(origin) => origin,
        Err(problem) => return refused(&problem, None, &request_id),
    };
    if head.method == Method::OPTIONS {
        let mut response = empty(StatusCode::NO_CONTENT, &request_id);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        origin::permit(&mut response);
        origin::expose(&mut response, origin);
        return whole(response);
    }
    let asked = Asked {
        head: &head,
        settings,
        timeline: &timeline,
        host: &host,
        now: host.now(),
        random,
        request_id: &request_id,
    };
    let mut response = match answer(&asked, body).await {
        Ok(Answer::Whole(response)) => whole(without_body(is_head, response)),
        Ok(Answer::Follow(follow)) => events::response(follow, timeline, host, &request_id),
        Err(problem) => return refused(&problem, origin, &request_id),
    };
    origin::expose(&mut response, origin);
    response
}

fn whole(response: Response<Vec<u8>>) -> Response<Reply> {
    response.map(|body| Either::Left(Full::from(body)))
}

/// Hosts compare the length that is declared with the body that is sent.
fn without_body(is_head: bool, response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    if !is_head {
        return response;
    }
    let (mut head, _) = response.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Vec::new())
}

fn refused(problem: &Problem, origin: Option<HeaderValue>, request_id: &str) -> Response<Reply> {
    let mut response = whole(problem.clone().into_response(request_id));
    origin::expose(&mut response, origin);
    response
}

enum Answer {
    Whole(Response<Vec<u8>>),
    /// Events, once the timeline and the host can be handed over.
    Follow(events::Follow),
}

async fn answer<B, T, H>(asked: &Asked<'_, T, H>, body: B) -> Result<Answer, Problem>
where
    B: Body,
    B::Data: AsRef<[u8]>,
    T: Timeline,
    H: Host,
{
    let head = asked.head;
    let path = head.uri.path();
    let (id, what) = match routes::find(&head.method, path)? {
        Route::Page => return Ok(Answer::Whole(page::page(path, asked.request_id))),
        Route::Script => return Ok(Answer::Whole(page::script(&head.headers, asked.request_id))),
        Route::Config => return Ok(Answer::Whole(page::config(asked))),
        Route::Begin => {
            let address = client::address(&head.headers, asked.settings);
            client::SESSIONS.take(asked.timeline, &address).await?;
            let body = body::read(body, BODY_LIMIT).await?;
            let begun = session::begin(asked, &address, &body).await?;
            return Ok(Answer::Whole(begun));
        }
        Route::Of { session, what } => (session, what),
    };
    let session = match what {
        Within::Say | Within::Upload => session::writer(asked, id).await?,
        _ => session::holder(asked, id)?,
    };
    let response = match what {
        Within::Messages => conversation::messages(asked, &session).await?,
        Within::Say => {
            client::MESSAGES
                .take(asked.timeline, &session.visitor)
                .await?;
            let body = body::read(body, BODY_LIMIT).await?;
            message::say(asked, session, &body).await?
        }
        Within::Upload => {
            client::FILES.take(asked.timeline, &session.visitor).await?;
            let named = file::named(head)?;
            let _place = file::place(&head.headers)?;
            let body = body::read(body, FILE_LIMIT).await?;
            file::upload(asked, &session, named, body).await?
        }
        Within::Download(id) => file::download(asked, &session, id).await?,
        Within::Typing => {
            client::SIGNS.take(asked.timeline, &session.visitor).await?;
            let body = body::read(body, BODY_LIMIT).await?;
            conversation::typing(asked, &session, &body).await?
        }
        Within::Read => {
            client::SIGNS.take(asked.timeline, &session.visitor).await?;
            let body = body::read(body, BODY_LIMIT).await?;
            conversation::read(asked, &session, &body).await?
        }
        Within::Events => {
            client::STREAMS
                .take(asked.timeline, &session.visitor)
                .await?;
            return Ok(Answer::Follow(events::follow(asked, &session)));
        }
    };
    Ok(Answer::Whole(response))
}
