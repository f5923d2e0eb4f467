//! What comes along with a message: `attachments[{"type","payload":{"url",…},"title","url"}]`.

use serde_json::{Map, Value, json};
use throughline_channel_kit::types::Attachment;

use crate::envelope::text_of;

/// More than Meta ever sends with one message.
const MOST: usize = 64;
/// The timeline's limits, in bytes.
const LONGEST_URL: usize = 4096;
const LONGEST_NAME: usize = 512;
/// Ids by which Meta knows what it gives no address of.
const IDS: [&str; 4] = [
    "sticker_id",
    "reel_video_id",
    "ig_post_media_id",
    "product_id",
];

/// The attachments of one message.
#[derive(Default)]
pub(super) struct Media {
    pub(super) attachments: Vec<Attachment>,
    /// What attachments say in words: a place, the text of a template.
    pub(super) text: Option<String>,
    /// A shared place.
    pub(super) location: Value,
    /// Ids of what has no address.
    pub(super) without_url: Value,
}

pub(super) fn read(message: &Value) -> Media {
    let list = message.get("attachments").and_then(Value::as_array);
    let mut media = Media::default();
    let mut ids = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for attachment in list.into_iter().flatten().take(MOST) {
        let kind = text_of(attachment, "type").unwrap_or("file");
        let nothing = Value::Null;
        let payload = attachment.get("payload").unwrap_or(&nothing);
        match kind {
            "location" => {
                if let Some((text, location)) = place(attachment, payload) {
                    words.push(text);
                    media.location = location;
                }
                continue;
            }
            // Read out, it is all that there was to see.
            "template" => {
                let read = template(attachment, payload);
                if !read.is_empty() {
                    words.extend(read);
                    continue;
                }
            }
            _ => {}
        }
        if let Some(id) = id(kind, payload) {
            ids.push(id);
        }
        media.attachments.push(file(kind, attachment, payload));
    }
    media.text = (!words.is_empty()).then(|| words.join("\n"));
    media.without_url = ids.into();
    media
}

/// An attachment as it is listed. Meta says what kind of thing it is and no more exact type. A link
/// preview has title and address beside the payload.
fn file(kind: &str, attachment: &Value, payload: &Value) -> Attachment {
    let content_type = match kind {
        "image" | "video" | "audio" => format!("{kind}/*"),
        "fallback" => "text/html".to_owned(),
        _ => "application/octet-stream".to_owned(),
    };
    let title = text_of(payload, "title").or_else(|| text_of(attachment, "title"));
    let plain = matches!(kind, "image" | "video" | "audio" | "file");
    let mut name = match (title, plain) {
        (Some(title), _) => title.to_owned(),
        (None, true) => String::new(),
        (None, false) => kind.to_owned(),
    };
    name.truncate(name.floor_char_boundary(LONGEST_NAME));
    let url = text_of(payload, "url")
        .or_else(|| text_of(attachment, "url"))
        .or_else(|| text_of(attachment, "URL"));
    Attachment {
        name,
        content_type,
        size: None,
        url: url
            .filter(|url| url.len() <= LONGEST_URL)
            .map(str::to_owned),
        content_id: None,
        content: None,
    }
}

fn id(kind: &str, payload: &Value) -> Option<Value> {
    let found = IDS.iter().filter_map(|name| {
        let value = payload.get(*name)?;
        let plain = value.is_string() || value.is_number();
        plain.then(|| ((*name).to_owned(), value.clone()))
    });
    let mut members: Map<String, Value> = found.collect();
    if members.is_empty() {
        return None;
    }
    members.insert("type".to_owned(), kind.into());
    Some(members.into())
}

/// `geo:<lat>,<lon>` (RFC 5870) and its name; and the same as attributes.
fn place(attachment: &Value, payload: &Value) -> Option<(String, Value)> {
    let coordinates = payload.get("coordinates")?;
    let degrees = |name: &str, most: f64| {
        let degrees = coordinates.get(name)?.as_f64()?;
        (-most..=most).contains(&degrees).then_some(degrees)
    };
    let (latitude, longitude) = (degrees("lat", 90.0)?, degrees("long", 180.0)?);
    let title = text_of(attachment, "title").or_else(|| text_of(payload, "title"));
    let mut text = format!("geo:{latitude},{longitude}");
    let mut location = json!({"latitude": latitude, "longitude": longitude});
    if let Some(title) = title {
        text.push('\n');
        text.push_str(title);
        location["name"] = title.into();
    }
    Some((text, location))
}

/// The words of a template that one of our apps sent.
fn template(attachment: &Value, payload: &Value) -> Vec<String> {
    if let Some(text) = text_of(payload, "text") {
        return vec![text.to_owned()];
    }
    // Instagram wraps what Messenger does not.
    let elements = payload.get("elements").or_else(|| {
        payload
            .get("generic")
            .and_then(|generic| generic.get("elements"))
    });
    let elements = elements.and_then(Value::as_array).into_iter().flatten();
    let words = elements.take(MOST).flat_map(|element| {
        ["title", "subtitle"].map(|name| text_of(element, name).map(str::to_owned))
    });
    let words: Vec<String> = words.flatten().collect();
    match words.is_empty() {
        true => text_of(attachment, "title")
            .map(str::to_owned)
            .into_iter()
            .collect(),
        false => words,
    }
}
