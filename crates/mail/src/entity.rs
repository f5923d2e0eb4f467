//! One part of a mail: its MIME fields and its bytes.

use std::borrow::Cow;

use crate::charset;
use crate::encoded_word;
use crate::header::{self, Field, clean};
use crate::media::Media;
use crate::mime::start;
use crate::model::File;
use crate::transfer;

/// The longest file name kept, in characters: what file systems allow.
const MAX_NAME: usize = 255;

/// Media types without parameters.
pub(crate) const DEFAULT: &str = "text/plain";
pub(crate) const MESSAGE: &str = "message/rfc822";

/// A part: its MIME fields and its bytes, still encoded.
pub(crate) struct Entity<'a> {
    /// The media type, in lower case.
    pub(crate) kind: String,
    charset: String,
    pub(crate) boundary: Option<String>,
    /// The `start` of a `multipart/related` (RFC 2387).
    pub(crate) root: Option<String>,
    encoding: String,
    /// Whether a `Content-Disposition` says `attachment`, or `inline`.
    pub(crate) attachment: bool,
    inline: bool,
    pub(crate) filename: Option<String>,
    /// The `name` of the media type, an older form of `filename`.
    pub(crate) name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) body: &'a [u8],
}

impl<'a> Entity<'a> {
    pub(crate) fn new(fields: &[Field], body: &'a [u8], default: &str) -> Entity<'a> {
        let get = |name: &str| {
            let mut named = fields
                .iter()
                .filter(|field| field.name.eq_ignore_ascii_case(name));
            named.next().map(|field| field.value.as_str())
        };
        let media = Media::read(get("content-type").unwrap_or_default());
        let disposition = Media::read(get("content-disposition").unwrap_or_default());
        let encoding = get("content-transfer-encoding").unwrap_or_default();
        // A mechanism is one token; comments and parameters after it are seen in the wild.
        let encoding = encoding.split([' ', ';', '(']).next().unwrap_or_default();
        Entity {
            charset: media.get("charset").unwrap_or_default(),
            boundary: media.get("boundary"),
            root: media.get("start"),
            encoding: encoding.to_owned(),
            attachment: disposition.kind == "attachment",
            inline: disposition.kind == "inline",
            filename: disposition.get("filename"),
            name: media.get("name"),
            id: get("content-id").and_then(|id| header::message_ids(id).into_iter().next()),
            kind: match media.kind.as_str() {
                "" => default.to_owned(),
                "text" => DEFAULT.to_owned(),
                kind => kind.to_owned(),
            },
            body,
        }
    }

    fn decoded(&self) -> Cow<'a, [u8]> {
        transfer::decode(self.body, &self.encoding)
    }

    pub(crate) fn text(&self) -> String {
        let text = charset::decode(&self.decoded(), &self.charset);
        match text.contains(['\r', '\0']) {
            true => with_plain_lines(&text),
            false => text,
        }
    }

    pub(crate) fn file(&self) -> File {
        let content = self.decoded().into_owned();
        let name = self.filename.as_ref().or(self.name.as_ref()).cloned();
        let name = name.or_else(|| (self.kind == MESSAGE).then(|| subject_of(&content)));
        File {
            name: name.unwrap_or_default().chars().take(MAX_NAME).collect(),
            content_type: self.kind.clone(),
            content_id: self.id.clone(),
            inline: self.inline,
            content,
        }
    }
}

/// The same text with `\n` for every line end, `\r\r\n` and a lone `\r` included, and without NUL.
fn with_plain_lines(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let pieces = content.trim_end_matches('\r').split('\r').enumerate();
        for (at, piece) in pieces {
            if at > 0 {
                plain.push('\n');
            }
            plain.extend(piece.split('\0'));
        }
        plain.extend(line.ends_with('\n').then_some('\n'));
    }
    plain
}

/// A name for an attached mail.
fn subject_of(message: &[u8]) -> String {
    let fields = start(message).map(|message| header::split(message).0);
    let mut fields = fields.into_iter().flatten();
    let subject = fields.find(|field| field.name.eq_ignore_ascii_case("subject"));
    let subject = subject.map(|field| clean(&encoded_word::decode(&field.value)));
    let subject = subject.filter(|subject| !subject.is_empty());
    let subject = subject.as_deref().unwrap_or("message");
    let subject: String = subject.chars().take(MAX_NAME - ".eml".len()).collect();
    subject + ".eml"
}
