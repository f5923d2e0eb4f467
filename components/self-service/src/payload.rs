//! What a help centre's pages report: one event, or `{"events":[…]}` with at most [`MOST_EVENTS`].
//!
//! | `type` | members |
//! |---|---|
//! | `search` | `query`, `results`? |
//! | `article_view` | `slug`, `title`?, `seconds`? |
//! | `vote` | `slug`, `helpful`, `comment`? |
//! | `assistant` | `question`, `answer`?, `sources`?, `resolved`?, `conversation`? |
//!
//! Each has an `id` of its sender's, and may have `at`, `page` and `language`. A member that may be
//! left out and is not what it should be counts as left out. Without one that is needed an event cannot
//! be read.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Number, Value};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{json, member, timestamp};
use throughline_visitor::address;

/// More events than a page has to report at once. Each is a write, one of the assistant two.
pub const MOST_EVENTS: usize = 100;
/// The longest text of a visitor's, in bytes; longer ones are cut. As in live chat.
pub const LONGEST_TEXT: usize = 8000;
/// The longest answer of the assistant's, in bytes; longer ones are cut.
pub const LONGEST_ANSWER: usize = 64 * 1024;
/// The longest name of an article or of a conversation, in bytes.
pub const LONGEST_NAME: usize = 256;
/// The longest address of a page, in bytes. Half of what `attributes` have room for.
pub const LONGEST_PAGE: usize = 1024;
/// Articles that an answer may rest on. More are left out.
pub const MOST_SOURCES: usize = 16;

/// One entry of a request.
#[derive(Debug)]
pub struct Entry<'a> {
    /// As it was sent.
    pub raw: &'a [u8],
    /// What it says, or why it cannot be read.
    pub event: Result<Event, String>,
}

/// One thing that a visitor did.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The sender's own: 8 to 64 of `A-Z a-z 0-9 - _`, the same on every repetition.
    pub id: String,
    /// When, by the visitor's clock.
    pub at: Option<Timestamp>,
    /// Where: an `http` or `https` URL without query and fragment, or a path.
    pub page: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// What.
    pub action: Action,
}

/// What a visitor did.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Searched.
    Search {
        /// What for.
        query: String,
        /// How many articles were found.
        results: Option<u64>,
    },
    /// Read an article.
    ArticleView {
        /// Which.
        slug: String,
        /// What it is called.
        title: Option<String>,
        /// For how long.
        seconds: Option<Number>,
    },
    /// Said whether an article helped.
    Vote {
        /// Which.
        slug: String,
        /// Whether it did.
        helpful: bool,
        /// In words.
        comment: Option<String>,
    },
    /// Asked the assistant.
    Assistant {
        /// What.
        question: String,
        /// What it answered, if it did.
        answer: Option<String>,
        /// The articles that it answered from, by slug.
        sources: Vec<String>,
        /// Whether that was all the visitor needed.
        resolved: Option<bool>,
        /// The conversation that it is part of.
        conversation: Option<String>,
    },
}

/// The entries of a body.
///
/// # Errors
///
/// Why it cannot be taken apart: it is no JSON object, has too many events, or is wrong outside of
/// them.
pub fn read(body: &[u8]) -> Result<Vec<Entry<'_>>, String> {
    let Some(list) = events(body)? else {
        let event = Event::read(body);
        return Ok(vec![Entry { raw: body, event }]);
    };
    let raw: Vec<&RawValue> =
        serde_json::from_str(list.get()).map_err(|_| "events: not a list".to_owned())?;
    if raw.len() > MOST_EVENTS {
        return Err(format!("events: more than {MOST_EVENTS}"));
    }
    let entries = raw.into_iter().map(|raw| {
        let raw = raw.get().as_bytes();
        let event = Event::read(raw);
        Entry { raw, event }
    });
    let entries: Vec<_> = entries.collect();
    match json::check(body) {
        Err(error) if entries.iter().all(|entry| entry.event.is_ok()) => {
            Err(format!("JSON: {error}"))
        }
        _ => Ok(entries),
    }
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    events: Option<&'a RawValue>,
}

/// The member `events`; none where the body is an event itself.
fn events(body: &[u8]) -> Result<Option<&RawValue>, String> {
    let batch = serde_json::from_slice(body).map_err(|error| format!("JSON: {error}"));
    let json::Object(Batch { events }) = batch?;
    Ok(events)
}

impl Event {
    fn read(raw: &[u8]) -> Result<Self, String> {
        let event = member::read(raw)?;
        let kind = member::text(&event, "type").ok_or("type: missing")?;
        let read: fn(&Value) -> Result<Action, String> = match kind {
            "search" => search,
            "article_view" => article_view,
            "vote" => vote,
            "assistant" => assistant,
            other => return Err(format!("type: {} is not known", quoted(other))),
        };
        let id = member::text(&event, "id").ok_or("id: missing")?;
        if !is_id(id) {
            return Err("id: has to be 8 to 64 of A-Z a-z 0-9 - _".to_owned());
        }
        Ok(Self {
            id: id.to_owned(),
            at: member::text(&event, "at").and_then(timestamp::parse),
            page: member::text(&event, "page")
                .and_then(page)
                .map(str::to_owned),
            language: member::text(&event, "language").and_then(address::language),
            action: read(&event)?,
        })
    }
}

fn search(event: &Value) -> Result<Action, String> {
    Ok(Action::Search {
        query: words(event, "query", LONGEST_TEXT).ok_or("query: missing")?,
        results: event.get("results").and_then(Value::as_u64),
    })
}

fn article_view(event: &Value) -> Result<Action, String> {
    let is_time = |seconds: &&Number| seconds.as_f64().is_some_and(|seconds| seconds >= 0.0);
    let seconds = event.get("seconds").and_then(Value::as_number);
    Ok(Action::ArticleView {
        slug: slug(event)?,
        title: words(event, "title", LONGEST_TEXT),
        seconds: seconds.filter(is_time).cloned(),
    })
}

fn vote(event: &Value) -> Result<Action, String> {
    let helpful = event.get("helpful").and_then(Value::as_bool);
    Ok(Action::Vote {
        slug: slug(event)?,
        helpful: helpful.ok_or("helpful: neither true nor false")?,
        comment: words(event, "comment", LONGEST_TEXT),
    })
}

fn assistant(event: &Value) -> Result<Action, String> {
    let sources = member::list(event, "sources")
        .iter()
        .filter_map(Value::as_str);
    let sources = sources.filter(|source| is_name(source)).take(MOST_SOURCES);
    let conversation = member::text(event, "conversation").filter(|name| is_name(name));
    Ok(Action::Assistant {
        question: words(event, "question", LONGEST_TEXT).ok_or("question: missing")?,
        answer: words(event, "answer", LONGEST_ANSWER),
        sources: sources.map(str::to_owned).collect(),
        resolved: event.get("resolved").and_then(Value::as_bool),
        conversation: conversation.map(str::to_owned),
    })
}

fn slug(event: &Value) -> Result<String, String> {
    let slug = member::text(event, "slug").ok_or("slug: missing")?;
    match is_name(slug) {
        true => Ok(slug.to_owned()),
        false => Err(format!(
            "slug: has to be at most {LONGEST_NAME} bytes without control characters"
        )),
    }
}

/// A text that says something, cut to `most` bytes.
fn words(event: &Value, name: &str, most: usize) -> Option<String> {
    let text = member::text(event, name)?.trim();
    let text = text.get(..text.floor_char_boundary(most))?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_id(id: &str) -> bool {
    (8..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// What names an article or a conversation.
fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && !name.trim().is_empty() && !name.contains(char::is_control)
}

/// Where a page is, without what stands behind `?` or `#`, which may be a secret. No other scheme:
/// somebody may click on it. No name or password either.
fn page(address: &str) -> Option<&str> {
    let page = address.split(['?', '#']).next()?;
    let is_web = |scheme: &str| {
        ["http", "https"]
            .iter()
            .any(|s| s.eq_ignore_ascii_case(scheme))
    };
    let is_place = match page.split_once("://") {
        Some((scheme, rest)) if is_web(scheme) => {
            let host = rest.split('/').next().unwrap_or_default();
            !host.is_empty() && !host.contains('@')
        }
        _ => page.starts_with('/'),
    };
    let is_plain = |char: char| !char.is_control() && !char.is_whitespace();
    let fits = is_place && page.len() <= LONGEST_PAGE && page.chars().all(is_plain);
    fits.then_some(page)
}

/// A word as a reason for the operator quotes it.
fn quoted(word: &str) -> String {
    const MOST: usize = 40;
    format!("{:?}", word.chars().take(MOST).collect::<String>())
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
