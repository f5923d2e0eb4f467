//! The bodies of what agents do by telephone, and of what they show a customer who is at the other end.

use serde::Deserialize;
use throughline_contract::tickets::CallNote;
use throughline_web::json::{self, Object};
use throughline_web::{Problem, body};

use crate::interaction::text;
use crate::tickets::LONGEST_AGENT;

/// The longest disposition, in bytes.
const LONGEST_DISPOSITION: usize = 128;
/// The longest work after a call, in seconds: a day.
const LONGEST_WORK: u32 = 86_400;
/// The fewest and the most digits of a telephone number (E.164), without the plus.
const DIGITS: std::ops::RangeInclusive<usize> = 2..=15;

/// A call to a ticket's customer.
#[derive(Debug, PartialEq)]
pub struct Call {
    /// Who calls.
    pub agent: Option<String>,
    /// The telephone that rings first, in E.164; without one the number that is configured.
    pub agent_number: Option<String>,
}

/// What a customer is shown of an agent.
#[derive(Debug, PartialEq)]
pub struct Presence {
    /// Who.
    pub agent: Option<String>,
    /// They are typing.
    pub typing: bool,
    /// They have read everything so far.
    pub read: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCall {
    agent: Option<String>,
    agent_number: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNote {
    text: String,
    agent: Option<String>,
    after_call_seconds: Option<u32>,
    disposition: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPresence {
    agent: Option<String>,
    #[serde(default)]
    typing: bool,
    #[serde(default)]
    read: bool,
}

/// Reads the body of `POST /v1/tickets/{id}/calls`.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn call(body: &[u8]) -> Result<Call, Problem> {
    let Object(written) = json::decode::<Object<WrittenCall>>(body)?;
    let is_number = |number: &String| {
        let digits = number.strip_prefix('+').unwrap_or_default();
        DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    if written.agent_number.as_ref().is_some_and(|n| !is_number(n)) {
        let detail = "not a telephone number such as +14155550100 (E.164)";
        return Err(Problem::invalid_field("agent_number", detail));
    }
    Ok(Call {
        agent: text("agent", written.agent, LONGEST_AGENT)?,
        agent_number: written.agent_number,
    })
}

/// Reads the body of `POST /v1/calls/{id}/notes`: the note of the call `id`.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn note(id: String, key: Option<String>, body: &[u8]) -> Result<CallNote, Problem> {
    let Object(written) = json::decode::<Object<WrittenNote>>(body)?;
    let said = text("text", Some(written.text), body::LIMIT)?;
    let said = said.filter(|text| !text.trim().is_empty());
    if written.after_call_seconds.is_some_and(|s| s > LONGEST_WORK) {
        let detail = format!("more than {LONGEST_WORK} seconds");
        return Err(Problem::invalid_field("after_call_seconds", detail));
    }
    Ok(CallNote {
        call: id,
        text: said.ok_or_else(|| Problem::invalid_field("text", "says nothing"))?,
        agent: text("agent", written.agent, LONGEST_AGENT)?,
        seconds: written.after_call_seconds,
        disposition: text("disposition", written.disposition, LONGEST_DISPOSITION)?,
        idempotency_key: key,
    })
}

/// Reads the body of `POST /v1/tickets/{id}/presence`.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn presence(body: &[u8]) -> Result<Presence, Problem> {
    let Object(written) = json::decode::<Object<WrittenPresence>>(body)?;
    Ok(Presence {
        agent: text("agent", written.agent, LONGEST_AGENT)?,
        typing: written.typing,
        read: written.read,
    })
}
