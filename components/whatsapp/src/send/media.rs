//! Files: by their address, or uploaded before.
//!
//! `POST /<phone number id>/media`:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media>.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::multipart::Form;
use throughline_channel_kit::outbound::{Attachment, Unsendable};

/// Stands where the id of an upload will stand, before the upload's number.
const PENDING: &str = "upload:";
/// The longest address, in bytes.
const MOST_URL: usize = 2048;

/// What WhatsApp shows a file as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture in the chat.
    Image,
    /// A film in the chat.
    Video,
    /// A sound in the chat.
    Audio,
    /// A file to open.
    Document,
}

impl Kind {
    /// The types that WhatsApp shows in the chat. Any other is a document.
    fn of(media_type: &str) -> Self {
        match media_type {
            "image/jpeg" | "image/png" => Self::Image,
            "video/mp4" | "video/3gpp" => Self::Video,
            "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg" => Self::Audio,
            _ => Self::Document,
        }
    }

    /// As the API calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
        }
    }

    /// The largest file in MB.
    fn most(self) -> usize {
        match self {
            Self::Image => 5,
            Self::Video | Self::Audio => 16,
            Self::Document => 100,
        }
    }
}

/// A file to send.
pub struct Media {
    /// What it is shown as.
    pub kind: Kind,
    name: String,
    source: Source,
}

enum Source {
    Link(String),
    /// The number of the upload.
    Upload(usize),
}

/// A file to upload.
pub struct Upload {
    name: String,
    content_type: String,
    content: Vec<u8>,
}

impl Media {
    /// Reads the attachment at this place of the message; its bytes become an upload.
    ///
    /// # Errors
    ///
    /// [`Unsendable::Invalid`] for a file without address or bytes, and for one that is too large.
    pub fn new(at: usize, file: Attachment, uploads: &mut Vec<Upload>) -> Result<Self, Unsendable> {
        let wrong = |member: &str, detail: String| {
            Err(Unsendable::invalid(
                format!("attachments[{at}].{member}"),
                detail,
            ))
        };
        let written = file.content_type.split(';').next().unwrap_or_default();
        let media_type = written.trim().to_ascii_lowercase();
        if !is_media_type(&media_type) {
            return wrong(
                "content_type",
                "expected a media type like `application/pdf`".to_owned(),
            );
        }
        let name = file.name.trim();
        if name.chars().any(char::is_control) {
            return wrong(
                "name",
                "expected a name without control characters".to_owned(),
            );
        }
        let name = if name.is_empty() { "file" } else { name };
        let kind = Kind::of(&media_type);
        let most = kind.most();
        if file.content.len() > most * 1_000_000 {
            let detail = format!("WhatsApp takes a file like this up to {most} MB");
            return wrong("content", detail);
        }
        let source = match file.url {
            _ if !file.content.is_empty() => {
                uploads.push(Upload {
                    name: name.to_owned(),
                    // `audio/ogg` is taken with its codec only.
                    content_type: match media_type.as_str() {
                        "audio/ogg" => "audio/ogg; codecs=opus".to_owned(),
                        _ => media_type,
                    },
                    content: file.content,
                });
                Source::Upload(uploads.len() - 1)
            }
            Some(url) if is_link(&url) => Source::Link(url),
            Some(_) => return wrong("url", "expected an address with https".to_owned()),
            None => {
                return wrong(
                    "content",
                    "expected the file's bytes, or its address in `url`".to_owned(),
                );
            }
        };
        Ok(Self {
            kind,
            name: name.to_owned(),
            source,
        })
    }

    /// As a message has it.
    pub fn content(self, caption: Option<&str>) -> Value {
        let mut content = match self.source {
            Source::Link(url) => json!({ "link": url }),
            Source::Upload(number) => json!({ "id": format!("{PENDING}{number}") }),
        };
        if let Some(members) = content.as_object_mut() {
            if self.kind == Kind::Document {
                members.insert("filename".to_owned(), self.name.into());
            }
            if let Some(caption) = caption {
                members.insert("caption".to_owned(), caption.into());
            }
        }
        content
    }
}

impl Upload {
    /// The request's content type and body.
    pub fn form(self) -> (String, Vec<u8>) {
        let mut form = Form::default();
        form.field("messaging_product", "whatsapp");
        form.field("type", self.content_type.as_str());
        form.file("file", &self.name, &self.content_type, self.content);
        form.finish()
    }
}

/// Puts the id of an upload where it is awaited. Answers whether there was such a place.
pub fn name(document: &mut Value, ids: &[String]) -> bool {
    let Some(kind) = document.get("type").and_then(Value::as_str) else {
        return false;
    };
    let place = match kind {
        "template" => document
            .pointer_mut("/template/components/0/parameters/0")
            .and_then(Value::as_object_mut)
            .and_then(|parameter| {
                let kind = parameter.get("type")?.as_str()?.to_owned();
                parameter.get_mut(&kind)?.get_mut("id")
            }),
        kind => {
            let place = format!("/{kind}/id");
            document.pointer_mut(&place)
        }
    };
    let Some(place) = place else {
        return false;
    };
    let number = place.as_str().and_then(|id| id.strip_prefix(PENDING));
    let number = number.and_then(|number| number.parse::<usize>().ok());
    match number.and_then(|number| ids.get(number)) {
        Some(id) => {
            *place = id.as_str().into();
            true
        }
        None => false,
    }
}

/// RFC 6838 4.2.
fn is_media_type(media_type: &str) -> bool {
    let is_token = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(plain)
    };
    media_type.len() <= 127
        && media_type
            .split_once('/')
            .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

fn is_link(url: &str) -> bool {
    let rest = url.strip_prefix("https://");
    url.len() <= MOST_URL
        && rest.is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic())
        })
}
