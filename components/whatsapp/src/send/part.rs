//! A message as one or several of WhatsApp's.

use serde_json::{Value, json};
use throughline_channel_kit::json::Object;
use throughline_channel_kit::outbound::{Message, Unsendable, split};

use super::media::{Kind, Media, Upload};
use super::{MOST_PARTS, template};

/// The longest text of one message, in UTF-16 code units. Meta says characters; counted in this way
/// a text fits however they are counted.
const MOST_TEXT: usize = 4096;
/// The longest caption, counted in the same way.
const MOST_CAPTION: usize = 1024;

/// One message's content.
pub struct Part {
    /// `text`, `image`, `template`…
    pub kind: &'static str,
    /// What stands under that name.
    pub content: Value,
}

/// The parts in the order in which they are sent, and what is uploaded before.
///
/// # Errors
///
/// [`Unsendable`] for a message without content, and for files and templates that WhatsApp does not
/// take.
pub fn parts(message: Message) -> Result<(Vec<Part>, Vec<Upload>), Unsendable> {
    if message.attachments.len() > MOST_PARTS {
        let detail = format!("at most {MOST_PARTS} files go along with one answer");
        return Err(Unsendable::invalid("attachments", detail));
    }
    let mut uploads = Vec::new();
    let files = message.attachments.into_iter().enumerate();
    let files = files.map(|(at, Object(file))| Media::new(at, file, &mut uploads));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let text = message.text.filter(|text| !text.trim().is_empty());
    if let Some(Object(template)) = message.template {
        if text.is_some() {
            let detail = "must be absent: the template is the whole text";
            return Err(Unsendable::invalid("text", detail));
        }
        let part = template::part(template, message.variables, files)?;
        return Ok((vec![part], uploads));
    }
    if message
        .variables
        .is_some_and(|variables| !variables.is_empty())
    {
        let detail = "expected together with `template` only";
        return Err(Unsendable::invalid("variables", detail));
    }
    if text.is_none() && files.is_empty() {
        let detail = "expected a text, files or a template; WhatsApp has no HTML";
        return Err(Unsendable::invalid("text", detail));
    }
    Ok((written(text, files), uploads))
}

/// A text that fits stands below the first file, if files of that kind have captions; else it comes
/// before all files.
fn written(text: Option<String>, files: Vec<Media>) -> Vec<Part> {
    let text = text.unwrap_or_default();
    let has_caption = files.first().is_some_and(|file| file.kind != Kind::Audio);
    let caption = has_caption && units(text.trim_end()) <= MOST_CAPTION;
    let mut parts = Vec::new();
    if !caption {
        let pieces = split(&text, MOST_TEXT, char::len_utf16).into_iter();
        parts.extend(pieces.map(|piece| Part {
            kind: "text",
            content: json!({ "body": piece, "preview_url": false }),
        }));
    }
    let mut caption = caption
        .then(|| text.trim_end())
        .filter(|text| !text.is_empty());
    parts.extend(files.into_iter().map(|file| Part {
        kind: file.kind.name(),
        content: file.content(caption.take()),
    }));
    parts
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
