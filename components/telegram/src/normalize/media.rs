//! The file of a message. Telegram keeps it; its id is what a bot fetches it by.
//!
//! <https://core.telegram.org/bots/api#getfile>

use serde_json::{Value, json};
use throughline_channel_kit::types::Attachment;

use super::content::Content;
use super::with_links;
use crate::payload::{flag, list, object, text};

/// The timeline's limits of an attachment, in bytes.
const LONGEST_FILE_NAME: usize = 512;
const LONGEST_MEDIA_TYPE: usize = 256;
/// More sizes of a photo than Telegram has.
const MOST_SIZES: usize = 32;

/// The file of a message: its kind, and its media type where Telegram says none. An animation comes
/// as a document too.
const FILES: [(&str, &str); 7] = [
    ("animation", "video/mp4"),
    ("audio", "audio/mpeg"),
    ("video", "video/mp4"),
    ("video_note", "video/mp4"),
    ("voice", "audio/ogg"),
    ("sticker", "image/webp"),
    ("document", "application/octet-stream"),
];

/// The file, with its caption.
pub fn file(message: &Value) -> Option<Content> {
    let (kind, file, usual) = photo(message)
        .map(|photo| ("photo", photo, "image/jpeg"))
        .or_else(|| {
            let mut files = FILES.into_iter();
            files.find_map(|(kind, usual)| Some((kind, object(message, kind)?, usual)))
        })?;
    let id = text(file, "file_id")?;
    let usual = match kind {
        "sticker" if flag(file, "is_video") => "video/webm",
        "sticker" if flag(file, "is_animated") => "application/x-tgsticker",
        _ => usual,
    };
    let content_type = cut(text(file, "mime_type").unwrap_or(usual), LONGEST_MEDIA_TYPE);
    let caption = text(message, "caption");
    let written = caption.map(|caption| with_links(caption, message, "caption_entities"));
    // A sticker stands for an emoji, and has no caption.
    let emoji = || text(file, "emoji").filter(|_| kind == "sticker");
    let media = json!({
        "id": id,
        "unique_id": text(file, "file_unique_id"),
        "type": kind,
        "mime_type": content_type,
    });
    Some(Content {
        text: written.or_else(|| emoji().map(str::to_owned)),
        attachments: vec![Attachment {
            name: cut(
                text(file, "file_name").unwrap_or_default(),
                LONGEST_FILE_NAME,
            ),
            content_type,
            size: file.get("file_size").and_then(Value::as_u64),
            url: None,
            content_id: None,
            content: None,
        }],
        ..Content::default().with("media", media)
    })
}

/// The largest of the sizes of a photo.
fn photo(message: &Value) -> Option<&Value> {
    let area = |size: &Value| {
        let side = |name| size.get(name).and_then(Value::as_u64).unwrap_or_default();
        side("width").saturating_mul(side("height"))
    };
    let sizes = list(message, "photo").iter().take(MOST_SIZES);
    sizes
        .filter(|size| text(size, "file_id").is_some())
        .max_by_key(|size| area(size))
}

/// At most `most` bytes, cut between two characters.
fn cut(text: &str, most: usize) -> String {
    text.get(..text.floor_char_boundary(most))
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn the_largest_photo_counts() {
        let sizes = json!({"photo": [
            {"file_id": "s", "width": 90, "height": 60, "file_size": 1},
            {"file_id": "l", "width": 1280, "height": 853, "file_size": 99},
            {"file_id": "m", "width": 320, "height": 213},
            {"file_id": "?", "width": -1, "height": "x"},
        ]});
        let found = file(&sizes).unwrap();
        let (_, media) = &found.attributes[0];
        assert_eq!(
            (&media["id"], found.attachments[0].size),
            (&json!("l"), Some(99))
        );
        assert_eq!(found.attachments[0].content_type, "image/jpeg");
    }

    #[test]
    fn a_file_is_listed_with_its_type() {
        for (message, kind, content_type) in [
            (
                json!({"animation": {"file_id": "f"}, "document": {"file_id": "f", "mime_type": "x/y"}}),
                "animation",
                "video/mp4",
            ),
            (
                json!({"voice": {"file_id": "f", "mime_type": "audio/ogg"}}),
                "voice",
                "audio/ogg",
            ),
            (
                json!({"video_note": {"file_id": "f"}}),
                "video_note",
                "video/mp4",
            ),
            (
                json!({"document": {"file_id": "f", "mime_type": "application/pdf"}}),
                "document",
                "application/pdf",
            ),
            (
                json!({"sticker": {"file_id": "f", "is_video": true}}),
                "sticker",
                "video/webm",
            ),
            (
                json!({"sticker": {"file_id": "f", "is_animated": true}}),
                "sticker",
                "application/x-tgsticker",
            ),
        ] {
            let found = file(&message).unwrap();
            let (name, media) = &found.attributes[0];
            assert_eq!(
                (*name, &media["type"]),
                ("media", &json!(kind)),
                "{message}"
            );
            assert_eq!(found.attachments[0].content_type, content_type, "{message}");
            assert_eq!(found.attachments[0].url, None);
        }
    }
}
