//! Who the visitor is.

use http::{HeaderMap, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use throughline_visitor::{Keyring, Proven, Refused, Session, address, user_digest};
use throughline_web::json::{self, Object};
use throughline_web::{Problem, ok_json, timestamp};

use crate::client;
use crate::refusal::refused;
use crate::respond::Asked;
use crate::timeline::{Host, Timeline};

#[derive(Deserialize)]
struct Begin {
    token: Option<String>,
    identity: Option<Identity>,
    language: Option<String>,
}

/// How a site says who is signed in there.
#[derive(Deserialize)]
#[serde(untagged)]
enum Identity {
    Jwt(String),
    Hash(Object<Hash>),
}

#[derive(Deserialize)]
struct Hash {
    user: String,
    hash: String,
}

/// Begins a session, or goes on with the one of `token`. `address` is whose failed proofs are counted.
pub(crate) async fn begin<T: Timeline, H: Host>(
    asked: &Asked<'_, T, H>,
    address: &str,
    body: &[u8],
) -> Result<Response<Vec<u8>>, Problem> {
    let Object(begin) = json::decode::<Object<Begin>>(body)?;
    let keyring = asked.settings.keyring()?;
    let known = begin
        .token
        .and_then(|token| keyring.open(&token, asked.now));
    let mut session = match (known, begin.identity) {
        (known, Some(identity)) => match proven(asked, &identity)? {
            Ok(proven) => identify(asked, known, proven).await?,
            Err(refused) => return Err(unproven(asked, address, refused).await),
        },
        (Some(known), None) if live(asked, &known).await? => known.renewed(asked.now),
        _ => new(asked),
    };
    let language = begin.language.as_deref().and_then(address::language);
    session.language = language.or(session.language);
    let document = json!({
        "session": document(keyring, &session),
        "online": asked.settings.is_online(asked.now),
    });
    let mut response = ok_json(document.to_string().into_bytes(), asked.request_id);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

fn new<T, H>(asked: &Asked<'_, T, H>) -> Session {
    Session::begin(asked.random.visitor, asked.now)
}

/// The session of a user: of the visitor that they were before, unless that became somebody else.
async fn identify<T: Timeline, H>(
    asked: &Asked<'_, T, H>,
    known: Option<Session>,
    proven: Proven,
) -> Result<Session, Problem> {
    let user = user_digest(&proven.user);
    let before = known.unwrap_or_else(|| new(asked));
    let session = before.identify(proven.clone(), asked.random.visitor, asked.now);
    let bound = asked.timeline.bind(session.visitor.clone(), user).await;
    if bound.map_err(|error| refused(error, &[]))? {
        return Ok(session);
    }
    let session = new(asked).identify(proven, asked.random.visitor, asked.now);
    let bound = asked.timeline.bind(session.visitor.clone(), user).await;
    bound.map_err(|error| refused(error, &[]))?;
    Ok(session)
}

/// Whether a session may go on: one from before its visitor signed in may not. Two reads where nobody
/// is signed in.
async fn live<T: Timeline, H>(asked: &Asked<'_, T, H>, session: &Session) -> Result<bool, Problem> {
    if !session.is_anonymous() {
        return Ok(true);
    }
    let bound = asked.timeline.is_bound(session.visitor.clone()).await;
    Ok(!bound.map_err(|error| refused(error, &[]))?)
}

/// The same as [`holder`] for whoever writes.
///
/// # Errors
///
/// As [`holder`], also where the visitor signed in since: 401 `session_invalid`.
pub(crate) async fn writer<T: Timeline, H>(
    asked: &Asked<'_, T, H>,
    id: &str,
) -> Result<Session, Problem> {
    let session = holder(asked, id)?;
    if live(asked, &session).await? {
        return Ok(session);
    }
    Err(no_session())
}

fn no_session() -> Problem {
    let detail = "this needs the token of this session as Authorization: Bearer …";
    Problem::new(401, "session_invalid", detail).header(header::WWW_AUTHENTICATE, "Bearer")
}

fn proven<T, H>(
    asked: &Asked<'_, T, H>,
    identity: &Identity,
) -> Result<Result<Proven, Refused>, Problem> {
    let proof = asked.settings.proof()?;
    Ok(match identity {
        Identity::Jwt(token) => proof.jwt(token, asked.now),
        Identity::Hash(Object(Hash { user, hash })) => proof.hash(user, hash),
    })
}

/// Why it is no proof stands in the log: whoever guesses learns nothing from the answer.
async fn unproven<T: Timeline, H: Host>(
    asked: &Asked<'_, T, H>,
    address: &str,
    refused: Refused,
) -> Problem {
    let line = format!("{} identity refused: {refused:?}", asked.request_id);
    asked.host.say(&line);
    match client::PROOFS.take(asked.timeline, address).await {
        Ok(()) => Problem::new(
            401,
            "identity_invalid",
            "the identity is not proven: its proof is wrong or over",
        ),
        Err(problem) => problem,
    }
}

/// A session as its holder sees it.
pub(crate) fn document(keyring: &Keyring, session: &Session) -> Value {
    json!({
        "id": session.visitor,
        "token": keyring.seal(session),
        "expires_at": timestamp::format(session.expires_at),
        "user": session.user,
        "name": session.shown_name(),
    })
}

/// The session of whoever sent this request, if it is the session `id`.
///
/// # Errors
///
/// 401 `session_invalid` where there is no token, or it is forged, over, or another session's: which
/// of these is not told. 503 `channel_not_configured`.
pub(crate) fn holder<T, H>(asked: &Asked<'_, T, H>, id: &str) -> Result<Session, Problem> {
    let keyring = asked.settings.keyring()?;
    let session = bearer(&asked.head.headers).and_then(|token| keyring.open(token, asked.now));
    session
        .filter(|session| session.visitor == id)
        .ok_or_else(no_session)
}

/// `Authorization: Bearer <token>` (RFC 6750 2.1), sent once.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
