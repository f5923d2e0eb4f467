//! The files of an answer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer};
use throughline_contract::types::Attachment;
use throughline_web::Problem;
use throughline_web::json::Object;

use super::line;

/// The most files of one answer.
const MOST: usize = 32;
/// The longest name, media type and address, in bytes.
const LONGEST_NAME: usize = 512;
const LONGEST_TYPE: usize = 256;
const LONGEST_URL: usize = 4096;

/// A file, with its bytes or where everybody can fetch it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAttachment {
    name: String,
    content_type: String,
    #[serde(default, deserialize_with = "bytes")]
    content: Option<Vec<u8>>,
    url: Option<String>,
}

/// Base64 (RFC 4648 4, padded).
fn bytes<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Vec<u8>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(value)? else {
        return Ok(None);
    };
    let refused = |_| serde::de::Error::custom("expected base64 with padding");
    STANDARD.decode(text).map(Some).map_err(refused)
}

/// Reads the files, as they will be sent: no provider takes one without a name or a media type.
///
/// # Errors
///
/// 422 `invalid_field`.
pub fn read(written: Vec<Object<WrittenAttachment>>) -> Result<Vec<Attachment>, Problem> {
    if written.len() > MOST {
        let detail = format!("more than {MOST} attachments");
        return Err(Problem::invalid_field("attachments", detail));
    }
    let written = written.into_iter().enumerate();
    written
        .map(|(n, Object(file))| file.into_attachment(&format!("attachments[{n}]")))
        .collect()
}

impl WrittenAttachment {
    fn into_attachment(self, field: &str) -> Result<Attachment, Problem> {
        let named = |name: &str| format!("{field}.{name}");
        let wrong = |name: &str, detail: &str| Problem::invalid_field(named(name), detail);
        let name = line(&named("name"), Some(self.name), LONGEST_NAME)?;
        let content_type = line(
            &named("content_type"),
            Some(self.content_type),
            LONGEST_TYPE,
        )?;
        let content_type = content_type.filter(|declared| is_media_type(declared));
        let url = line(&named("url"), self.url, LONGEST_URL)?;
        if url.as_ref().is_some_and(|url| !is_url(url)) {
            return Err(wrong("url", "not an https:// or http:// URL"));
        }
        if self.content.is_some() == url.is_some() {
            return Err(wrong("content", "give either content or url"));
        }
        let size = self.content.as_ref().map(|content| content.len() as u64);
        Ok(Attachment {
            name: name.ok_or_else(|| wrong("name", "empty"))?,
            content_type: content_type
                .ok_or_else(|| wrong("content_type", "not a media type such as image/png"))?,
            size,
            url,
            content_id: None,
            content: self.content,
        })
    }
}

/// `type/subtype`, maybe with parameters (RFC 6838 4.2).
fn is_media_type(declared: &str) -> bool {
    let essence = declared.split(';').next().unwrap_or_default().trim();
    let is_name = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(plain)
    };
    let parts = essence.split_once('/');
    parts.is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

/// An absolute URL that a provider can fetch.
fn is_url(url: &str) -> bool {
    let Ok(url) = url.parse::<http::Uri>() else {
        return false;
    };
    let scheme = url.scheme_str().unwrap_or_default();
    ["https", "http"].contains(&scheme) && url.host().is_some_and(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use throughline_web::json;

    /// Whether a file with these members is taken, or which of its members is wrong.
    fn file(members: Value) -> Result<Attachment, String> {
        let mut file = json!({"name": "a", "content_type": "a/b", "content": "YQ=="});
        for (name, value) in members.as_object().unwrap() {
            file[name] = value.clone();
        }
        let body = json!([file]).to_string();
        let written = json::decode(body.as_bytes()).map_err(Problem::from);
        let mut files = written.and_then(read).map_err(|problem| {
            let problem: Value = serde_json::from_slice(&problem.to_json("r")).unwrap();
            problem["field"].as_str().unwrap().to_owned()
        })?;
        Ok(files.remove(0))
    }

    #[test]
    fn wrong_files_are_refused_by_member() {
        for (members, field) in [
            (json!({"content": "YQ"}), "[0].content"),
            (json!({"content": "!"}), "[0].content"),
            (json!({"content": 1}), "[0].content"),
            (json!({"content": null}), "attachments[0].content"),
            (
                json!({"url": "https://example.com/a"}),
                "attachments[0].content",
            ),
            (
                json!({"content": null, "url": "ftp://example.com"}),
                "attachments[0].url",
            ),
            (
                json!({"content": null, "url": "//example.com/a"}),
                "attachments[0].url",
            ),
            (
                json!({"content": null, "url": "https:///a"}),
                "attachments[0].url",
            ),
            (json!({"content": null, "url": "/a"}), "attachments[0].url"),
            (json!({"name": ""}), "attachments[0].name"),
            (json!({"name": "a\r\nb"}), "attachments[0].name"),
            (json!({"name": "x".repeat(513)}), "attachments[0].name"),
            (json!({"name": null}), "[0].name"),
            (
                json!({"content_type": "png"}),
                "attachments[0].content_type",
            ),
            (
                json!({"content_type": "a/b c"}),
                "attachments[0].content_type",
            ),
            (
                json!({"content_type": "a/b\r\nX: y"}),
                "attachments[0].content_type",
            ),
            (json!({"size": 1}), "[0].size"),
        ] {
            assert_eq!(file(members.clone()), Err(field.to_owned()), "{members}");
        }
    }

    #[test]
    fn a_file_has_its_bytes_or_an_address() {
        let bytes = file(json!({"content": "AP8="})).unwrap();
        assert_eq!((bytes.content, bytes.size), (Some(vec![0, 255]), Some(2)));
        for url in ["https://files.example.com/a?b=c", "HTTP://10.0.0.1:8080/a"] {
            let address = file(json!({"content": null, "url": url})).unwrap();
            assert_eq!((address.content, address.size), (None, None));
            assert_eq!(address.url.as_deref(), Some(url));
        }
    }
}
