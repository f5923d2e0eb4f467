//! X's answers: <https://docs.x.com/x-api/fundamentals/response-codes-and-errors>.

use http::Response;
use serde_json::Value;
use throughline_channel_kit::outbound::api::{json, text};
use throughline_channel_kit::outbound::{Outcome, quote};

use crate::payload::{http_date, list};

const PROVIDER: &str = "X";
/// The longest wait that is passed on, in seconds.
const LONGEST_WAIT: u64 = 3600;

/// `{"data":{"dm_event_id"}}` or `{"data":{"id"}}` with 200 or 201; else a problem
/// `{"title","detail","type","status"}`, with more words in `errors`.
pub fn outcome(answer: &Response<Vec<u8>>) -> Outcome {
    let document = json(answer);
    let said = said(&document);
    let kind = text(&document, "type").unwrap_or_default();
    match answer.status().as_u16() {
        200..=299 => match sent(&document) {
            Some(id) => Outcome::Sent(Some(id)),
            None => Outcome::unreadable(PROVIDER),
        },
        401 => not_configured(
            "X does not accept the token in `x_access_token`: it may have expired, or been taken back",
        ),
        402 => not_configured("the developer account at X has no credits left"),
        403 if is_about_the_app(kind, said) => Outcome::NotConfigured(with_quote(
            "X does not let this app do that: `x_access_token` must be a user's token (OAuth 2.0) with \
             `dm.write` and `tweet.write`",
            said,
        )),
        403 => Outcome::Refused(with_quote(forbidden(said), said)),
        404 => Outcome::Refused(with_quote("X knows no such user or post", said)),
        413 => Outcome::Refused("a picture on X has at most 5 MB".to_owned()),
        429 => throttled(answer, said),
        _ => Outcome::of_failure(PROVIDER, answer, said),
    }
}

fn not_configured(what: &str) -> Outcome {
    Outcome::NotConfigured(what.to_owned())
}

fn sent(document: &Value) -> Option<String> {
    let data = document.get("data")?;
    let id = text(data, "dm_event_id").or_else(|| text(data, "id"))?;
    (id.len() <= 64).then(|| id.to_owned())
}

/// The most particular words: those of the first error, else those of the problem.
fn said(document: &Value) -> &str {
    let first = list(document, "errors").first();
    let of_error = first.and_then(|e| text(e, "message").or_else(|| text(e, "detail")));
    of_error
        .or_else(|| text(document, "detail"))
        .or_else(|| text(document, "title"))
        .unwrap_or_default()
}

fn with_quote(what: &str, said: &str) -> String {
    match quote(said).as_str() {
        "" => what.to_owned(),
        said => format!("{what} (“{said}”)"),
    }
}

/// What an operator has to mend, not the agent.
fn is_about_the_app(kind: &str, said: &str) -> bool {
    [
        "client-forbidden",
        "unsupported-authentication",
        "oauth1-permissions",
    ]
    .iter()
    .any(|problem| kind.ends_with(problem))
        || said.contains("oauth1 app permissions")
}

fn forbidden(said: &str) -> &'static str {
    let said = said.to_ascii_lowercase();
    let has = |words: &str| said.contains(words);
    if has("duplicate content") {
        "the account has just posted the same text"
    } else if has("reply") && has("not allowed") {
        "the author of that post lets only some people answer it"
    } else if has("message") || has(" dm ") {
        "X does not let this account write to the customer, who takes no direct messages from it or has \
         blocked it"
    } else {
        "X does not allow it: the customer may take no direct messages from this account, or have \
         blocked it, or let only some people answer"
    }
}

/// X says when it takes more, in seconds since 1970; what time it is there says `Date`.
fn throttled(answer: &Response<Vec<u8>>, said: &str) -> Outcome {
    let header = |name: &str| answer.headers().get(name)?.to_str().ok();
    let wait = header("x-rate-limit-reset")
        .and_then(|reset| reset.trim().parse::<u64>().ok())
        .zip(header("date").and_then(http_date))
        .map(|(reset, now)| reset.saturating_sub(now / 1000).clamp(1, LONGEST_WAIT))
        .and_then(|seconds| u32::try_from(seconds).ok());
    match Outcome::of_failure(PROVIDER, answer, said) {
        Outcome::Throttled(detail, None) => Outcome::Throttled(detail, wait),
        other => other,
    }
}
