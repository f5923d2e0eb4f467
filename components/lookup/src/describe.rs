//! What is said of a customer: the body of `PATCH /v1/customers/{id}`, and of joining and parting.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use throughline_contract::profiles::{Consent, Description, Preferences};
use throughline_contract::types::{Identity, Participant, Verdict};
use throughline_hours::Hours;
use throughline_web::Problem;
use throughline_web::json::{self, Object};

/// Longest name of an agent, in bytes.
const AGENT: usize = 128;

/// Nothing said by `source`.
pub(crate) fn silent(source: String) -> Description {
    Description {
        source,
        at: None,
        name: None,
        language: None,
        attributes: None,
        consents: Vec::new(),
        identities: Vec::new(),
        preferences: None,
        dry_run: false,
    }
}

/// Reads what the key `key` says of a customer.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn change(body: &[u8], key: &str) -> Result<Description, Problem> {
    let Object(written) = json::decode::<Object<Written>>(body)?;
    let source = match &written.agent {
        Some(agent) => agent_of(agent)?,
        None => format!("key:{key}"),
    };
    let said = Description {
        name: written.name.map(Option::unwrap_or_default),
        language: written.language.map(language).transpose()?,
        attributes: written
            .attributes
            .map(|all| Value::Object(all).to_string().into_bytes()),
        consents: written
            .consents
            .into_iter()
            .map(|Object(c)| consent(c, key))
            .collect(),
        identities: written
            .identities
            .into_iter()
            .map(|Object(i)| participant(i))
            .collect(),
        preferences: written
            .preferences
            .map(|Object(p)| preferences(p))
            .transpose()?,
        ..silent(source)
    };
    let empty = said.name.is_none()
        && said.language.is_none()
        && said.attributes.is_none()
        && said.consents.is_empty()
        && said.identities.is_empty()
        && said.preferences.is_none();
    if empty {
        let detail =
            "says nothing: give name, language, preferences, attributes, consents or identities";
        return Err(Problem::invalid_field("name", detail));
    }
    Ok(said)
}

/// Reads with whom a customer is joined or was, and who says so.
///
/// # Errors
///
/// As [`change`].
pub fn other(body: &[u8], key: &str) -> Result<(String, String), Problem> {
    let Object(Other { other, agent }) = json::decode::<Object<Other>>(body)?;
    if !other.starts_with("cus_") {
        return Err(Problem::invalid_field(
            "other",
            "is no customer id: cus_ and 32 digits",
        ));
    }
    let by = agent_of(agent.as_deref().unwrap_or(key))?;
    Ok((other, by))
}

/// Reads what was decided about two customers who may be one, and who decided it.
///
/// # Errors
///
/// As [`change`].
pub fn decision(body: &[u8], key: &str) -> Result<(bool, String), Problem> {
    let Object(Decided { decision, agent }) = json::decode::<Object<Decided>>(body)?;
    let by = agent_of(agent.as_deref().unwrap_or(key))?;
    Ok((matches!(decision, Decision::Accept), by))
}

/// What came of it.
pub(crate) fn decided(id: &str, accept: bool, customer: &str) -> Vec<u8> {
    let decision = if accept { "accept" } else { "reject" };
    let decided = serde_json::json!({ "id": id, "decision": decision, "customer_id": customer });
    decided.to_string().into_bytes()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    decision: Decision,
    #[serde(default)]
    agent: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Accept,
    Reject,
}

fn agent_of(agent: &str) -> Result<String, Problem> {
    if agent.is_empty() || agent.len() > AGENT || agent.chars().any(char::is_control) {
        let detail = format!("not 1 to {AGENT} bytes without control characters");
        return Err(Problem::invalid_field("agent", detail));
    }
    Ok(format!("agent:{agent}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    other: String,
    #[serde(default)]
    agent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// `null` takes it back, which is not the same as saying nothing.
    #[serde(default, deserialize_with = "given")]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    language: Option<Option<String>>,
    #[serde(default)]
    preferences: Option<Object<WrittenPreferences>>,
    #[serde(default)]
    attributes: Option<Map<String, Value>>,
    #[serde(default)]
    consents: Vec<Object<WrittenConsent>>,
    #[serde(default)]
    identities: Vec<Object<WrittenIdentity>>,
    #[serde(default)]
    agent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPreferences {
    #[serde(default, deserialize_with = "given")]
    channel: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    do_not_contact: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    hours: Option<Option<Map<String, Value>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenConsent {
    channel: String,
    status: Status,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    OptedIn,
    OptedOut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIdentity {
    kind: String,
    value: String,
    #[serde(default = "yes")]
    verified: bool,
}

fn yes() -> bool {
    true
}

/// A field that is there, be it `null`.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

fn language(language: Option<String>) -> Result<String, Problem> {
    let language = language.unwrap_or_default();
    let code = language.len() == 2 && language.bytes().all(|b| b.is_ascii_lowercase());
    if language.is_empty() || code {
        return Ok(language);
    }
    let detail = "not an ISO 639-1 code, such as en";
    Err(Problem::invalid_field("language", detail))
}

fn consent(written: WrittenConsent, key: &str) -> Consent {
    Consent {
        channel: written.channel,
        opted_in: matches!(written.status, Status::OptedIn),
        source: written.source.unwrap_or_else(|| format!("key:{key}")),
        at: None,
    }
}

fn participant(written: WrittenIdentity) -> Participant {
    Participant {
        identity: Identity {
            kind: written.kind,
            value: written.value,
        },
        verdict: match written.verified {
            true => Verdict::Pass,
            false => Verdict::None,
        },
    }
}

fn preferences(written: WrittenPreferences) -> Result<Preferences, Problem> {
    Ok(Preferences {
        // The contract's word for none.
        channel: written.channel.map(Option::unwrap_or_default),
        do_not_contact: written.do_not_contact,
        hours: written.hours.map(hours).transpose()?,
    })
}

/// When a customer can be reached, in the form of the variable `business_hours`.
fn hours(written: Option<Map<String, Value>>) -> Result<String, Problem> {
    let Some(written) = written else {
        return Ok(String::new());
    };
    let text = Value::Object(written).to_string();
    match Hours::parse(&text) {
        Ok(_) => Ok(text),
        Err(wrong) => Err(Problem::invalid_field(
            "preferences.hours",
            wrong.to_string(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> Result<Description, String> {
        let body = body.to_string();
        change(body.as_bytes(), "crm").map_err(|problem| {
            let document: Value = serde_json::from_slice(&problem.to_json("r")).unwrap();
            let field = document["field"].as_str().unwrap_or_default();
            format!("{} {field}", problem.code())
        })
    }

    #[test]
    fn what_is_said_is_read() {
        let said = read(&json!({
            "name": "Ana", "language": null, "attributes": {"tier": "gold", "old": null},
            "preferences": {"channel": null, "do_not_contact": ["sms"]},
            "consents": [{"channel": "email", "status": "opted_in"}],
            "identities": [{"kind": "email", "value": "ana@example.com"},
                {"kind": "phone", "value": "+15551234567", "verified": false}],
        }))
        .unwrap();
        assert_eq!(said.source, "key:crm");
        assert_eq!(said.name.as_deref(), Some("Ana"));
        assert_eq!(said.language.as_deref(), Some(""));
        let attributes: Value = serde_json::from_slice(&said.attributes.unwrap()).unwrap();
        assert_eq!(attributes, json!({"tier": "gold", "old": null}));
        let preferences = said.preferences.unwrap();
        assert_eq!(preferences.channel.as_deref(), Some(""));
        assert_eq!(preferences.do_not_contact, Some(vec!["sms".to_owned()]));
        assert_eq!(preferences.hours, None);
        let hours = |hours: Value| read(&json!({"preferences": {"hours": hours}}));
        let vienna = hours(json!({"tz": "Europe/Vienna", "mon": ["09:00-12:30"]})).unwrap();
        let vienna = vienna.preferences.unwrap().hours.unwrap();
        assert!(vienna.contains("09:00-12:30"), "{vienna}");
        let taken_back = hours(Value::Null).unwrap().preferences.unwrap();
        assert_eq!(taken_back.hours.as_deref(), Some(""));
        let wrong = hours(json!({"tz": "Europe/Atlantis", "mon": []})).unwrap_err();
        assert!(wrong.contains("preferences.hours"), "{wrong}");
        assert!(said.consents[0].opted_in && said.consents[0].source == "key:crm");
        let verdicts: Vec<_> = said.identities.iter().map(|i| i.verdict).collect();
        assert_eq!(verdicts, [Verdict::Pass, Verdict::None]);
        let said = read(&json!({"name": null, "agent": "bo"})).unwrap();
        assert_eq!(
            (said.name.as_deref(), &*said.source),
            (Some(""), "agent:bo")
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, expected) in [
            (json!({}), "invalid_field name"),
            (json!({"agent": "bo"}), "invalid_field name"),
            (json!({"name": "A", "agent": ""}), "invalid_field agent"),
            (json!({"language": "English"}), "invalid_field language"),
        ] {
            assert_eq!(read(&body).err().as_deref(), Some(expected), "{body}");
        }
        for body in [
            json!({"nam": "A"}),
            json!({"attributes": []}),
            json!({"preferences": {"phone": 1}}),
            json!({"consents": [{"channel": "sms", "status": "maybe"}]}),
            json!([]),
        ] {
            assert!(read(&body).is_err(), "{body}");
        }
    }

    #[test]
    fn the_other_customer_is_read() {
        let id = format!("cus_{}", "a".repeat(32));
        let read = |body: Value| other(body.to_string().as_bytes(), "desk").ok();
        let by = |by: &str| Some((id.clone(), by.to_owned()));
        assert_eq!(read(json!({"other": id})), by("agent:desk"));
        assert_eq!(read(json!({"other": id, "agent": "bo"})), by("agent:bo"));
        assert_eq!(read(json!({"other": "int_1"})), None);
        assert_eq!(read(json!({})), None);
    }
}
