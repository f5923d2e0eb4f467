//! The conversation as it goes on: server-sent events
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
//!
//! A stream looks once a second and ends after 25 seconds, so that nobody who went away is looked after
//! for longer; the browser opens the next one and says what it saw last.

use std::convert::Infallible;

use bytes::Bytes;
use futures::stream::{self, StreamExt};
use http::{HeaderMap, HeaderValue, Response, header};
use http_body::Frame;
use http_body_util::{Either, StreamBody};
use throughline_contract::conversations::View;
use throughline_contract::types::{Identity, Timestamp};
use throughline_visitor::Session;
use throughline_web::ok_stream;

use crate::conversation::{etag, since, with_online};
use crate::respond::{Asked, Reply};
use crate::timeline::{Host, Timeline};

/// How long a stream lasts, in milliseconds.
const LASTS: u64 = 25_000;
/// How long it waits before it looks again, in milliseconds.
const PAUSE: u64 = 1000;
/// After so many looks at nothing new a comment shows whether the other end still listens.
const QUIET: u32 = 5;
/// What a stream begins with: after how many milliseconds the browser opens the next one.
const RETRY: &str = "retry: 2000\n\n";
/// A comment.
const HEARTBEAT: &str = ":\n\n";

/// What is followed.
pub(crate) struct Follow {
    who: Vec<Identity>,
    since: Option<String>,
    online: bool,
    until: Timestamp,
    quiet: u32,
    is_first: bool,
}

/// What is followed by the holder of a session, from what its browser saw last.
pub(crate) fn follow<T, H>(asked: &Asked<'_, T, H>, session: &Session) -> Follow {
    let online = asked.settings.is_online(asked.now);
    Follow {
        who: session.identities(),
        since: seen(&asked.head.headers).and_then(|seen| since(seen, online)),
        online,
        until: asked.now.saturating_add(LASTS),
        quiet: 0,
        is_first: true,
    }
}

fn seen(headers: &HeaderMap) -> Option<&HeaderValue> {
    let last = headers.get("last-event-id");
    last.or_else(|| headers.get(header::IF_NONE_MATCH))
}

/// The events as an answer.
pub(crate) fn response<T: Timeline + 'static, H: Host + 'static>(
    follow: Follow,
    timeline: T,
    host: H,
    request_id: &str,
) -> Response<Reply> {
    let events = stream::unfold(
        (follow, timeline, host),
        |(mut follow, timeline, host)| async {
            let event = follow.next(&timeline, &host).await?;
            Some((event, (follow, timeline, host)))
        },
    );
    let begin = stream::once(async { RETRY.to_owned() });
    let frames = begin.chain(events).map(frame).boxed_local();
    let body = Either::Right(StreamBody::new(frames));
    let mut response = ok_stream(body, "text/event-stream", request_id);
    // Proxies that collect answers would keep the events.
    let headers = response.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn frame(event: String) -> Result<Frame<Bytes>, Infallible> {
    Ok(Frame::data(Bytes::from(event)))
}

impl Follow {
    /// The next event, or a comment; none when the time is over or the timeline fails.
    async fn next(&mut self, timeline: &impl Timeline, host: &impl Host) -> Option<String> {
        loop {
            if !std::mem::take(&mut self.is_first) {
                if host.now().saturating_add(PAUSE) > self.until {
                    return None;
                }
                host.sleep(PAUSE).await;
            }
            let looked = timeline.look(self.who.clone(), self.since.clone()).await;
            let View { state, document } = looked.ok()?;
            let id = etag(&state, self.online);
            self.since = Some(state);
            if let Some(document) = document {
                self.quiet = 0;
                return Some(event(&id, with_online(document, self.online)));
            }
            self.quiet += 1;
            if self.quiet == QUIET {
                self.quiet = 0;
                return Some(HEARTBEAT.to_owned());
            }
        }
    }
}

/// A document on one line: a line end within JSON is space, never part of a text.
fn event(id: &str, document: Vec<u8>) -> String {
    let document = String::from_utf8(document).unwrap_or_default();
    let document = document.replace(['\r', '\n'], " ");
    let id: String = id.chars().filter(|c| !c.is_control()).collect();
    format!("id: {id}\nevent: messages\ndata: {document}\n\n")
}
