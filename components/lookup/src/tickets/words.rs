//! The words of an answer, with its variables put in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use throughline_contract::tickets::Words;
use throughline_template::{Escape, render};
use throughline_web::json::Object;
use throughline_web::{Problem, body};

use super::{LONGEST_SUBJECT, line};
use crate::interaction::text;

/// The longest name of a template and of its language, in bytes.
const LONGEST_NAME: usize = 512;
const LONGEST_LANGUAGE: usize = 35;

/// What is said on a channel.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenWords {
    pub text: Option<String>,
    pub subject: Option<String>,
    pub html: Option<String>,
    pub template: Option<Object<WrittenTemplate>>,
}

/// A template that the provider keeps.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTemplate {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

impl WrittenWords {
    /// The words, whose fields are called `<field>text` and so on.
    ///
    /// With a template the provider puts the variables in, so they go along; what is written has them
    /// put in here, and nobody after this takes a brace for anything but a brace.
    ///
    /// # Errors
    ///
    /// 422 `invalid_field`.
    pub fn into_words(
        self,
        field: &str,
        variables: Option<&Map<String, Value>>,
    ) -> Result<Words, Problem> {
        let named = |name: &str| format!("{field}{name}");
        let put = |name: &str, source: Option<String>, escape| {
            let (Some(source), Some(variables)) = (&source, variables) else {
                return Ok(source);
            };
            let rendered = render(source, variables, escape);
            rendered
                .map(Some)
                .map_err(|wrong| Problem::invalid_field(named(name), wrong))
        };
        let subject = put("subject", self.subject, Escape::Nothing)?;
        let plain = put("text", self.text, Escape::Nothing)?;
        let html = put("html", self.html, Escape::Html)?;
        let words = Words {
            subject: line(&named("subject"), subject, LONGEST_SUBJECT)?,
            text: text(&named("text"), plain, body::LIMIT)?,
            html: text(&named("html"), html, body::LIMIT)?,
            template: None,
            variables: None,
        };
        let Some(Object(template)) = self.template else {
            return Ok(words);
        };
        for (name, written) in [("text", &words.text), ("html", &words.html)] {
            if written.is_some() {
                let detail = "to be left out: the template is the whole text";
                return Err(Problem::invalid_field(named(name), detail));
            }
        }
        Ok(Words {
            template: Some(template.into_json(&named("template"))?),
            variables: variables.and_then(|variables| serde_json::to_vec(variables).ok()),
            ..words
        })
    }
}

impl WrittenTemplate {
    fn into_json(self, field: &str) -> Result<Vec<u8>, Problem> {
        let name = format!("{field}.name");
        let template = Self {
            name: line(&name, Some(self.name), LONGEST_NAME)?
                .ok_or_else(|| Problem::invalid_field(name, "empty"))?,
            language: line(
                &format!("{field}.language"),
                self.language,
                LONGEST_LANGUAGE,
            )?,
        };
        // Two strings always serialise.
        Ok(serde_json::to_vec(&template).unwrap_or_default())
    }
}

/// Whether there is nothing in them that could be sent.
pub fn say_nothing(words: &Words) -> bool {
    let blank = |words: &Option<String>| words.as_ref().is_none_or(|text| text.trim().is_empty());
    blank(&words.text) && blank(&words.html) && words.template.is_none()
}

/// The refusal of words that say nothing.
pub fn nothing_said(field: &str) -> Problem {
    let detail = "says nothing: give a text, html, a template or a file";
    Problem::invalid_field(format!("{field}text"), detail)
}
