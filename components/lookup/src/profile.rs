//! The body of `PATCH /v1/customers/{id}`.

use serde::{Deserialize, Deserializer};
use throughline_contract::profiles::Preferences;
use throughline_web::Problem;
use throughline_web::json::{self, Object};

/// The most channels in `do_not_contact`.
const MOST_CHANNELS: usize = 32;

/// Reads a change of a customer's preferences.
///
/// # Errors
///
/// 400 `malformed_json`; 422 `unknown_field` or `invalid_field`, naming the field.
pub fn change(body: &[u8]) -> Result<Preferences, Problem> {
    let Object(Written { preferences }) = json::decode::<Object<Written>>(body)?;
    let Object(WrittenPreferences {
        channel,
        do_not_contact,
    }) = preferences;
    let channel = channel.map(|channel| match channel {
        Some(channel) => word("preferences.channel", channel),
        // The contract's word for none.
        None => Ok(String::new()),
    });
    let do_not_contact = do_not_contact.map(|channels| {
        let field = "preferences.do_not_contact";
        if channels.len() > MOST_CHANNELS {
            let detail = format!("more than {MOST_CHANNELS} channels");
            return Err(Problem::invalid_field(field, detail));
        }
        channels.into_iter().map(|c| word(field, c)).collect()
    });
    if channel.is_none() && do_not_contact.is_none() {
        let detail = "says nothing: give channel or do_not_contact";
        return Err(Problem::invalid_field("preferences", detail));
    }
    Ok(Preferences {
        channel: channel.transpose()?,
        do_not_contact: do_not_contact.transpose()?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    preferences: Object<WrittenPreferences>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPreferences {
    /// `null` takes the preference back, which is not the same as saying nothing.
    #[serde(default, deserialize_with = "given")]
    channel: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    do_not_contact: Option<Vec<String>>,
}

/// A field that is there, be it `null`.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

/// A channel's name, such as `in-person`.
fn word(field: &str, word: String) -> Result<String, Problem> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    if (1..=64).contains(&word.len()) && word.bytes().all(plain) {
        return Ok(word);
    }
    Err(Problem::invalid_field(
        field,
        "not 1 to 64 of a-z, 0-9, '-' and '_'",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(preferences: &Value) -> Result<(Option<String>, Option<Vec<String>>), String> {
        let body = json!({ "preferences": preferences }).to_string();
        let read = change(body.as_bytes());
        read.map(|p| (p.channel, p.do_not_contact))
            .map_err(|problem| {
                let document: Value = serde_json::from_slice(&problem.to_json("r")).unwrap();
                format!(
                    "{} {}",
                    problem.code(),
                    document["field"].as_str().unwrap_or_default()
                )
            })
    }

    #[test]
    fn preferences_are_read_and_the_wrong_field_is_named() {
        let sms = || Some("sms".to_owned());
        for (written, expected) in [
            (json!({"channel": "sms"}), (sms(), None)),
            (json!({"channel": null}), (Some(String::new()), None)),
            (json!({"do_not_contact": []}), (None, Some(vec![]))),
            (
                json!({"channel": "sms", "do_not_contact": ["in-person"]}),
                (sms(), Some(vec!["in-person".to_owned()])),
            ),
        ] {
            assert_eq!(read(&written), Ok(expected), "{written}");
        }
        for (written, expected) in [
            (json!({}), "invalid_field preferences"),
            (json!({"channel": ""}), "invalid_field preferences.channel"),
            (
                json!({"channel": "S M S"}),
                "invalid_field preferences.channel",
            ),
            (
                json!({"do_not_contact": ["é"]}),
                "invalid_field preferences.do_not_contact",
            ),
            (
                json!({"do_not_contact": vec!["a"; 33]}),
                "invalid_field preferences.do_not_contact",
            ),
        ] {
            assert_eq!(read(&written), Err(expected.to_owned()), "{written}");
        }
        for written in [
            json!({"language": "en"}),
            json!({"do_not_contact": null}),
            json!([]),
        ] {
            assert!(read(&written).is_err(), "{written}");
        }
    }
}
