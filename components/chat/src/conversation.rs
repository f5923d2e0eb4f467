//! What was said.

use http::{HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use throughline_contract::conversations::View;
use throughline_contract::types::{DeliveryStatus, Error, Timestamp, Watermark};
use throughline_visitor::Session;
use throughline_web::json::{self, Object};
use throughline_web::{Problem, empty, ok_json, timestamp};

use crate::CHANNEL;
use crate::refusal::refused;
use crate::respond::Asked;
use crate::timeline::{Host, Timeline};

/// The longest name of a state that is looked at, in bytes.
const LONGEST_STATE: usize = 2048;

/// What was said last, or 304 while the visitor has it already; with `?before=`, what was said before.
pub(crate) async fn messages<T: Timeline, H: Host>(
    asked: &Asked<'_, T, H>,
    session: &Session,
) -> Result<Response<Vec<u8>>, Problem> {
    let query = asked.head.uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let before = pairs.find(|(name, _)| name == "before");
    let online = asked.settings.is_online(asked.now);
    if let Some((_, cursor)) = before {
        let earlier = asked
            .timeline
            .earlier(session.identities(), cursor.into_owned());
        let names = [("cursor", "before")];
        let document = earlier.await.map_err(|error| refused(error, &names))?;
        return Ok(answer(with_online(document, online), asked.request_id));
    }
    let seen = asked.head.headers.get(header::IF_NONE_MATCH);
    let since = seen.and_then(|seen| since(seen, online));
    let view = asked.timeline.look(session.identities(), since).await;
    let View { state, document } = view.map_err(|error| refused(error, &[]))?;
    let mut response = match document {
        Some(document) => answer(with_online(document, online), asked.request_id),
        None => {
            let mut unchanged = empty(StatusCode::NOT_MODIFIED, asked.request_id);
            unchanged.headers_mut().remove(header::CONTENT_LENGTH);
            keep_private(&mut unchanged);
            unchanged
        }
    };
    if let Ok(etag) = HeaderValue::try_from(etag(&state, online)) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

fn answer(document: Vec<u8>, request_id: &str) -> Response<Vec<u8>> {
    let mut response = ok_json(document, request_id);
    keep_private(&mut response);
    response
}

/// The visitor's browser may keep it, and asks whether it still holds.
fn keep_private(response: &mut Response<Vec<u8>>) {
    let value = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
}

/// The name of what the visitor sees (RFC 9110 8.8.3): the timeline's state, and whether somebody is
/// there, which the timeline does not know.
pub(crate) fn etag(state: &str, online: bool) -> String {
    format!("\"{state}.{}\"", u8::from(online))
}

/// The state of an [`etag`] that the visitor sent back; none where it is no longer true that somebody
/// is there, or not.
pub(crate) fn since(seen: &HeaderValue, online: bool) -> Option<String> {
    let seen = seen.to_str().ok()?.trim();
    let seen = seen.strip_prefix("W/").unwrap_or(seen);
    let (state, was_online) = seen.trim_matches('"').rsplit_once('.')?;
    let fits = state.len() <= LONGEST_STATE && was_online == if online { "1" } else { "0" };
    fits.then(|| state.to_owned())
}

/// The timeline's document, an object, with `online` behind its members.
pub(crate) fn with_online(mut document: Vec<u8>, online: bool) -> Vec<u8> {
    let end = document.trim_ascii_end().len();
    document.truncate(end);
    if document.pop() == Some(b'}') {
        document.extend(format!(",\"online\":{online}}}").into_bytes());
    }
    document
}

#[derive(Deserialize)]
struct Typing {
    typing: bool,
}

/// The visitor types, or stopped.
pub(crate) async fn typing<T: Timeline, H>(
    asked: &Asked<'_, T, H>,
    session: &Session,
    body: &[u8],
) -> Result<Response<Vec<u8>>, Problem> {
    let Object(Typing { typing }) = json::decode::<Object<Typing>>(body)?;
    let who = session.participants().customer.identity;
    let noted = asked.timeline.here(who, typing).await;
    noted.map_err(|error| refused(error, &[]))?;
    Ok(empty(StatusCode::NO_CONTENT, asked.request_id))
}

#[derive(Deserialize)]
struct Read {
    upto: String,
}

/// The visitor saw everything up to some time.
pub(crate) async fn read<T: Timeline, H>(
    asked: &Asked<'_, T, H>,
    session: &Session,
    body: &[u8],
) -> Result<Response<Vec<u8>>, Problem> {
    let Object(Read { upto }) = json::decode::<Object<Read>>(body)?;
    let upto: Timestamp = timestamp::parse(&upto).ok_or_else(|| {
        let detail = "expected an RFC 3339 timestamp, the `at` of an item";
        Problem::invalid_field("upto", detail)
    })?;
    // Answers went to the user, and before signing in to the visitor.
    for customer in session.identities() {
        let watermark = Watermark {
            customer,
            channel: CHANNEL.to_owned(),
            status: DeliveryStatus::Read,
            upto: upto.min(asked.now),
        };
        match asked.timeline.record_watermark(watermark).await {
            // Nothing was ever sent there.
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(refused(error, &[])),
        }
    }
    Ok(empty(StatusCode::NO_CONTENT, asked.request_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_state_is_read_back_as_long_as_it_holds() {
        let sent = |text: &str, online| since(&HeaderValue::from_str(text).unwrap(), online);
        let etag = etag("12.7-a", true);
        assert_eq!(etag, "\"12.7-a.1\"");
        assert_eq!(sent(&etag, true).as_deref(), Some("12.7-a"));
        assert_eq!(sent(&format!("W/{etag}"), true).as_deref(), Some("12.7-a"));
        assert_eq!(sent("12.7-a.1", true).as_deref(), Some("12.7-a"));
        for (other, online) in [
            (&*etag, false),
            ("*", true),
            ("\"12\"", true),
            ("\"12.x\"", true),
            ("", true),
            (&format!("\"{}.1\"", "x".repeat(2049)), true),
        ] {
            assert_eq!(sent(other, online), None, "{other}");
        }
    }

    #[test]
    fn a_document_gets_one_member_more() {
        let whole = with_online(b"{\"items\":[{}]}\n".to_vec(), true);
        assert_eq!(whole, br#"{"items":[{}],"online":true}"#);
    }
}
