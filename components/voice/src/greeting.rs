//! The variable `voice_greeting`.

use serde_json::Value;
use throughline_channel_kit::{Settings, json};

use crate::language::Language;

/// The longest greeting, in bytes.
const LONGEST: usize = 1000;

/// What a caller hears first. `voice_greeting` holds it as a text, for every language, or as a JSON
/// object from language to text; a language that it does not have, and a value that cannot be read,
/// leave the usual words: no slip of the operator's leaves a caller without an answer.
pub fn of(settings: &Settings, language: Language) -> String {
    let own = settings
        .get("voice_greeting")
        .and_then(|value| match value {
            object if object.starts_with('{') => in_language(object, language),
            text => Some(text.to_owned()),
        });
    let own = own.as_deref().map(str::trim).filter(|own| !own.is_empty());
    let greeting = own.unwrap_or(language.words.thanks);
    crate::normalize::cut(greeting, LONGEST).to_owned()
}

/// The text of the very variety, else of the language.
fn in_language(object: &str, language: Language) -> Option<String> {
    json::check(object.as_bytes()).ok()?;
    let texts: Value = serde_json::from_str(object).ok()?;
    let text = |tag: &str| Some(texts.get(tag)?.as_str()?.to_owned());
    text(language.tag).or_else(|| text(language.words.code))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_greeting_is_the_operators_where_there_is_one() {
        let thanks = "Thank you for calling.";
        for (value, tag, expected) in [
            ("", "en", thanks),
            ("Hello!", "en", "Hello!"),
            ("Hello!", "de", "Hello!"),
            (r#"{"en":"Hello!","de":"Hallo!"}"#, "en-GB", "Hello!"),
            (
                r#"{"en":"Hello!","en-GB":"Good day!"}"#,
                "en-GB",
                "Good day!",
            ),
            (r#"{"de":"Hallo!"}"#, "en", thanks),
            (r#"{"en":" "}"#, "en", thanks),
            (r#"{"en":7}"#, "en", thanks),
            (r#"{"en":"a","en":"b"}"#, "en", thanks),
            ("{", "en", thanks),
        ] {
            let settings = Settings::new().with("voice_greeting", value);
            assert_eq!(
                of(&settings, Language::of(tag).unwrap()),
                expected,
                "{value}"
            );
        }
        let settings = Settings::new().with("voice_greeting", "é".repeat(2000));
        assert_eq!(of(&settings, Language::of("en").unwrap()).len(), LONGEST);
    }
}
