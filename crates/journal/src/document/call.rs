//! A call as documents show it.

use super::{instant, optional};
use crate::call::{Call, CallStatus, Tracked, WordSource};
use crate::content::Rendered;
use crate::draft::SHOWN;
use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Serialize)]
struct RecordingDocument<'a> {
    id: &'a str,
    url: Option<&'a str>,
    seconds: Option<u32>,
    voicemail: bool,
}

#[derive(Serialize)]
struct WordsDocument<'a> {
    at: String,
    source: WordSource,
    text: &'a str,
}

#[derive(Serialize)]
struct CallDocument<'a> {
    status: CallStatus,
    answered_at: Option<String>,
    ended_at: Option<String>,
    talk_seconds: Option<u32>,
    /// From the first ring to the end.
    duration_seconds: Option<u32>,
    agent: Option<&'a str>,
    recordings: Vec<RecordingDocument<'a>>,
    /// Left out of lookups, whose text has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<WordsDocument<'a>>>,
    after_call_seconds: Option<u32>,
    disposition: Option<&'a str>,
}

fn document(call: &Call, inbound: bool, whole: bool) -> Value {
    let recordings = call.recordings.iter().map(|recording| RecordingDocument {
        id: &recording.id,
        url: recording.url.as_deref(),
        seconds: recording.seconds,
        voicemail: recording.voicemail,
    });
    let words = call.words.iter().map(|said| WordsDocument {
        at: instant(said.at),
        source: said.source,
        text: &said.text,
    });
    let wrap_up = call.wrap_up.as_ref();
    let document = CallDocument {
        status: call.status(inbound),
        answered_at: optional(call.answered_at),
        ended_at: optional(call.ended_at),
        talk_seconds: call.talk_seconds(),
        duration_seconds: call.end.and_then(|end| end.seconds),
        agent: call.agent.as_deref(),
        recordings: recordings.collect(),
        words: whole.then(|| words.collect()),
        after_call_seconds: wrap_up.and_then(|w| w.seconds),
        disposition: wrap_up.and_then(|w| w.disposition.as_deref()),
    };
    serde_json::to_value(document).unwrap_or_default()
}

/// Puts a call into the members of an item: `call`, who took it, and what was said after the text
/// that it was recorded with, at most `most` bytes of it.
fn put(
    members: &mut Map<String, Value>,
    text: Option<&str>,
    call: &Call,
    inbound: bool,
    most: usize,
) {
    let whole = most == usize::MAX;
    members.insert("call".to_owned(), document(call, inbound, whole));
    if let Some(agent) = &call.agent {
        members.insert("agent".to_owned(), agent.clone().into());
    }
    let Some(words) = call.text() else { return };
    let said = match text {
        Some(text) => format!("{text}\n{words}"),
        None => words,
    };
    let shown = said.get(..said.floor_char_boundary(most)).unwrap_or(&said);
    if shown.len() < said.len() {
        members.insert("truncated".to_owned(), true.into());
    }
    members.insert("text".to_owned(), shown.into());
}

/// An item of a lookup after its call grew.
pub(crate) fn grown(item: &Rendered, tracked: &Tracked) -> Option<Rendered> {
    let json = with(&item.0, |members| {
        let text = tracked.text.as_deref();
        put(members, text, &tracked.call, tracked.inbound, SHOWN);
    })?;
    Some(Rendered(json))
}

/// The beginning of a whole item, with everything that is known of its call.
pub(crate) fn with_call(head: &[u8], text: Option<&str>, call: &Call, inbound: bool) -> Vec<u8> {
    with(head, |members| {
        put(members, text, call, inbound, usize::MAX)
    })
    .unwrap_or_else(|| head.to_vec())
}

/// Changes an object that lacks its closing brace.
fn with(head: &[u8], change: impl FnOnce(&mut Map<String, Value>)) -> Option<Vec<u8>> {
    let mut whole = head.to_vec();
    whole.push(b'}');
    let mut members: Map<String, Value> = serde_json::from_slice(&whole).ok()?;
    change(&mut members);
    let mut json = Value::Object(members).to_string().into_bytes();
    json.pop();
    Some(json)
}
