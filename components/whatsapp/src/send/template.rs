//! Templates: texts that WhatsApp approved before.
//!
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview>

use serde_json::{Map, Value, json};
use throughline_channel_kit::outbound::{Template, Unsendable};

use super::media::{Kind, Media};
use super::part::Part;

/// More than any template has.
const MOST_VARIABLES: usize = 100;

/// A template with what is put into it: `variables` into its body, a file into its header.
///
/// Variables are named, unless their names are `1`, `2`, `3`…: these are put in by their place.
///
/// # Errors
///
/// [`Unsendable::Invalid`] without a language, for values that are no text, and for more than one
/// file or one that is a sound.
pub fn part(
    template: Template,
    variables: Option<Map<String, Value>>,
    files: Vec<Media>,
) -> Result<Part, Unsendable> {
    if template.name.trim().is_empty() {
        return Err(Unsendable::invalid(
            "template.name",
            "expected the name of a template",
        ));
    }
    let language = template
        .language
        .filter(|language| !language.trim().is_empty());
    let language = language.ok_or_else(|| {
        let detail = "expected the template's language as WhatsApp writes it, like `en_US`";
        Unsendable::invalid("template.language", detail)
    })?;
    let mut components: Vec<Value> = header(files)?.into_iter().collect();
    let parameters = parameters(variables.unwrap_or_default())?;
    if !parameters.is_empty() {
        components.push(json!({ "type": "body", "parameters": parameters }));
    }
    let mut content = json!({ "name": template.name, "language": { "code": language } });
    if let (false, Some(members)) = (components.is_empty(), content.as_object_mut()) {
        members.insert("components".to_owned(), components.into());
    }
    Ok(Part {
        kind: "template",
        content,
    })
}

fn header(files: Vec<Media>) -> Result<Option<Value>, Unsendable> {
    let mut files = files.into_iter();
    let (file, more) = (files.next(), files.next());
    let Some(file) = file else {
        return Ok(None);
    };
    if more.is_some() || file.kind == Kind::Audio {
        let detail =
            "a template has at most one file: the picture, video or document of its header";
        return Err(Unsendable::invalid("attachments", detail));
    }
    let kind = file.kind.name();
    let parameter = json!({ "type": kind, kind: file.content(None) });
    Ok(Some(json!({ "type": "header", "parameters": [parameter] })))
}

fn parameters(variables: Map<String, Value>) -> Result<Vec<Value>, Unsendable> {
    if variables.len() > MOST_VARIABLES {
        let detail = format!("no template has more than {MOST_VARIABLES}");
        return Err(Unsendable::invalid("variables", detail));
    }
    let placed = !variables.is_empty() && variables.keys().all(|name| place(name).is_some());
    let mut variables: Vec<(String, Value)> = variables.into_iter().collect();
    if placed {
        variables.sort_by_key(|(name, _)| place(name));
        let gap = variables
            .iter()
            .zip(1..)
            .find(|((name, _), at)| place(name) != Some(*at));
        if let Some((_, at)) = gap {
            let detail = "expected too: variables that are put in by their place have no gaps";
            return Err(Unsendable::invalid(format!("variables.{at}"), detail));
        }
    }
    let parameter = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) if !text.trim().is_empty() => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            _ => {
                let detail = "expected a text that is not empty, or a number";
                return Err(Unsendable::invalid(format!("variables.{name}"), detail));
            }
        };
        let mut parameter = json!({ "type": "text", "text": text });
        if let (false, Some(members)) = (placed, parameter.as_object_mut()) {
            members.insert("parameter_name".to_owned(), name.into());
        }
        Ok(parameter)
    };
    variables.into_iter().map(parameter).collect()
}

/// `1`, `2`… without a sign or zeros before.
fn place(name: &str) -> Option<u32> {
    let digits = name.bytes().all(|byte| byte.is_ascii_digit()) && !name.starts_with('0');
    digits.then(|| name.parse().ok()).flatten()
}
