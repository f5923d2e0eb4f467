//! Forms as providers post them: `multipart/form-data` (RFC 7578) and
//! `application/x-www-form-urlencoded` (WHATWG URL 5.1).
//!
//! Values are kept as bytes: which charset they are in only the provider's other fields say.

use std::convert::Infallible;

use bytes::Bytes;
use futures::FutureExt;
use futures::stream;
use multer::Multipart;
use percent_encoding::percent_decode;
use throughline_channel_kit::Webhook;

/// The most fields and files of one form. Mailgun posts each header field of a mail as a field.
pub const FIELDS: usize = 1_000;

/// A field or file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The name of the file, where it is one.
    pub file_name: Option<String>,
    /// The media type that the part declares, in lower case and without parameters; may be empty.
    pub content_type: String,
    /// The decoded bytes.
    pub content: Vec<u8>,
}

/// The fields and files in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(pub Vec<Field>);

impl Form {
    /// Reads the body as what its `Content-Type` says.
    ///
    /// # Errors
    ///
    /// What is wrong with it, for the operator: it is no form, it is a multipart that breaks off or
    /// is not well formed, or it has more than [`FIELDS`] fields.
    pub fn read(webhook: &Webhook) -> Result<Self, String> {
        match webhook.media_type().as_deref() {
            Some("application/x-www-form-urlencoded") => urlencoded(&webhook.body),
            Some("multipart/form-data") => multipart(webhook),
            _ => Err("the body is no form by its content-type".to_owned()),
        }
    }

    /// The last field of this name: the one that counts where there are several.
    pub fn last(&self, name: &str) -> Option<&[u8]> {
        let field = self.0.iter().rev().find(|field| field.name == name)?;
        Some(&field.content)
    }

    /// The last field of this name as UTF-8 text; `None` when it is absent or empty.
    pub fn text(&self, name: &str) -> Option<String> {
        let content = self.last(name).filter(|content| !content.is_empty())?;
        Some(String::from_utf8_lossy(content).into_owned())
    }

    /// The last field of this name as JSON; `None` when it is absent or not of this shape.
    pub fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(&self.text(name)?).ok()
    }

    /// Takes the fields named `prefix` and a number, in the order of the numbers.
    pub fn take_numbered(&mut self, prefix: &str) -> Vec<Field> {
        let number = |field: &Field| field.name.strip_prefix(prefix)?.parse::<u32>().ok();
        let fields = std::mem::take(&mut self.0);
        let (mut numbered, others): (Vec<_>, Vec<_>) = fields
            .into_iter()
            .partition(|field| number(field).is_some());
        numbered.sort_by_key(number);
        self.0 = others;
        numbered
    }
}

/// A text of a mail as everybody here has it: lines end with `\n`, and there is no NUL.
pub fn body(text: String) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.replace('\0', "");
    (!text.is_empty()).then_some(text)
}

fn urlencoded(body: &[u8]) -> Result<Form, String> {
    let mut form = Form::default();
    for pair in body.split(|&byte| byte == b'&').filter(|p| !p.is_empty()) {
        let mut halves = pair.splitn(2, |&byte| byte == b'=').map(unescape);
        let name = halves.next().unwrap_or_default();
        let field = Field {
            name: String::from_utf8_lossy(&name).into_owned(),
            content: halves.next().unwrap_or_default(),
            ..Field::default()
        };
        form.push(field)?;
    }
    Ok(form)
}

fn unescape(escaped: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = escaped
        .iter()
        .map(|&byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    percent_decode(&spaced).collect()
}

fn multipart(webhook: &Webhook) -> Result<Form, String> {
    let content_type = webhook.header("content-type").unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(broken)?;
    let body = Bytes::copy_from_slice(&webhook.body);
    let body = stream::iter([Ok::<_, Infallible>(body)]);
    // The stream is always ready, so nothing below is ever pending.
    parts(Multipart::new(body, boundary))
        .now_or_never()
        .unwrap_or_else(|| Err("the multipart breaks off".to_owned()))
}

/// Some errors quote the name of a field, which may be long.
fn broken(error: multer::Error) -> String {
    let error: String = error.to_string().chars().take(100).collect();
    format!("the multipart is broken: {error}")
}

async fn parts(mut multipart: Multipart<'_>) -> Result<Form, String> {
    let mut form = Form::default();
    while let Some(mut part) = multipart.next_field().await.map_err(broken)? {
        let mut field = Field {
            name: part.name().unwrap_or_default().to_owned(),
            file_name: file_name(&part),
            content_type: content_type(&part),
            content: Vec::new(),
        };
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            field.content.extend_from_slice(&chunk);
        }
        form.push(field)?;
    }
    Ok(form)
}

impl Form {
    fn push(&mut self, field: Field) -> Result<(), String> {
        if self.0.len() == FIELDS {
            return Err(format!("the form has more than {FIELDS} fields"));
        }
        self.0.push(field);
        Ok(())
    }
}

/// `filename`, or `filename*` (RFC 5987), which some HTTP libraries write for names beyond ASCII.
fn file_name(part: &multer::Field<'_>) -> Option<String> {
    if let Some(name) = part.file_name() {
        return Some(name.to_owned());
    }
    let header = part.headers().get("content-disposition")?;
    let header = String::from_utf8_lossy(header.as_bytes()).into_owned();
    let (_, value) = header.split_once("filename*=")?;
    let value = value.split(';').next()?.trim();
    let (charset, rest) = value.split_once('\'')?;
    let (_language, escaped) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode(escaped.as_bytes()).collect();
    Some(throughline_mail::decode(&bytes, charset))
}

fn content_type(part: &multer::Field<'_>) -> String {
    let header = part.headers().get("content-type");
    let value = header.and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use http::{HeaderMap, HeaderValue, Method};
    use proptest::prelude::*;

    use super::*;

    fn posted(content_type: &str, body: &[u8]) -> Webhook {
        let mut headers = HeaderMap::new();
        let content_type = HeaderValue::from_str(content_type).unwrap();
        headers.insert("content-type", content_type);
        Webhook {
            method: Method::POST,
            path: "/".to_owned(),
            query: None,
            headers,
            body: body.to_vec(),
        }
    }

    fn urlencoded(body: &str) -> Form {
        let webhook = posted("application/x-www-form-urlencoded", body.as_bytes());
        Form::read(&webhook).unwrap()
    }

    fn multipart(body: &[u8]) -> Result<Form, String> {
        Form::read(&posted("multipart/form-data; boundary=\"a b\"", body))
    }

    fn field(name: &str, content: &[u8]) -> Field {
        Field {
            name: name.to_owned(),
            content: content.to_vec(),
            ..Field::default()
        }
    }

    #[test]
    fn a_urlencoded_form_keeps_order_duplicates_and_bytes() {
        let form = urlencoded("&b=1+%2B&a&b=%FF=&&=x");
        let fields = [
            field("b", b"1 +"),
            field("a", b""),
            field("b", b"\xff="),
            field("", b"x"),
        ];
        assert_eq!(form.0, fields);
        assert_eq!(form.last("b"), Some(&b"\xff="[..]));
        assert_eq!(form.text("b").as_deref(), Some("\u{fffd}="));
        assert_eq!((form.last("a"), form.text("a")), (Some(&b""[..]), None));
        assert_eq!(form.last("c"), None);
    }

    #[test]
    fn a_multipart_keeps_order_duplicates_bytes_and_files() {
        let body = b"ignored\r\n--a b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\
            \xff\r\n--a b \r\ncontent-disposition: form-data; name=f; filename=\"a;b.txt\"\r\n\
            Content-Type: Text/Plain; charset=x\r\n\r\nx\r\n\r\n--a b\r\n\
            Content-Disposition: form-data; name=\"f\"; filename*=iso-8859-1'en'%E9.png\r\n\r\n\
            \r\n--a b--\r\nignored";
        let form = multipart(body).unwrap();
        let mut named = field("f", b"x\r\n");
        named.file_name = Some("a;b.txt".to_owned());
        named.content_type = "text/plain".to_owned();
        let mut escaped = field("f", b"");
        escaped.file_name = Some("\u{e9}.png".to_owned());
        assert_eq!(form.0, [field("t", b"\xff"), named, escaped]);
    }

    #[test]
    fn what_is_no_form_is_an_error_that_says_why() {
        let whole = b"--a b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nx\r\n--a b--";
        assert_eq!(multipart(whole).unwrap().0, [field("t", b"x")]);
        for length in 0..whole.len() {
            let error = multipart(&whole[..length]).unwrap_err();
            assert!(error.contains("multipart"), "{length}: {error}");
        }
        for content_type in [
            "multipart/form-data",
            "text/plain",
            "multipart/mixed; boundary=x",
        ] {
            assert!(
                Form::read(&posted(content_type, whole)).is_err(),
                "{content_type}"
            );
        }
    }

    #[test]
    fn a_form_has_at_most_so_many_fields() {
        let pairs = |count: usize| vec!["a=1"; count].join("&");
        assert_eq!(urlencoded(&pairs(FIELDS)).0.len(), FIELDS);
        let over = pairs(FIELDS + 1);
        let webhook = posted("application/x-www-form-urlencoded", over.as_bytes());
        assert!(Form::read(&webhook).unwrap_err().contains("1000"));
        let part = "--a b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\r\n";
        let body = |count: usize| format!("{}--a b--", part.repeat(count)).into_bytes();
        assert_eq!(multipart(&body(FIELDS)).unwrap().0.len(), FIELDS);
        assert!(multipart(&body(FIELDS + 1)).unwrap_err().contains("1000"));
    }

    #[test]
    fn numbered_fields_are_taken_in_the_order_of_their_numbers() {
        let mut form = urlencoded("f-10=a&f-2=b&f-x=c&f-=d&f-2=e&g=h");
        let taken = form.take_numbered("f-");
        let taken: Vec<_> = taken
            .iter()
            .map(|f| (f.name.as_str(), &f.content[..]))
            .collect();
        assert_eq!(taken, [("f-2", &b"b"[..]), ("f-2", b"e"), ("f-10", b"a")]);
        let left: Vec<_> = form.0.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(left, ["f-x", "f-", "g"]);
    }

    #[test]
    fn a_body_has_one_kind_of_line_end() {
        for (text, expected) in [
            ("", None),
            ("\0", None),
            ("a\r\nb\rc\n\0", Some("a\nb\nc\n")),
        ] {
            assert_eq!(body(text.to_owned()).as_deref(), expected);
        }
    }

    proptest! {
        #[test]
        fn any_body_is_a_form_or_an_error(data: Vec<u8>, parts in prop::collection::vec(
            prop::sample::select(vec![
                "--a b", "\r\n", "--", "Content-Disposition: form-data; name=\"t\"", "; filename=\"",
                "x", " ", ": ", "\\\"", "filename*=utf-8''%", "\u{e9}", "Content-Type: ", "\r\n\r\n",
            ]), 0..24,
        )) {
            let _ = multipart(&data);
            let _ = multipart(parts.concat().as_bytes());
            let _ = Form::read(&posted("application/x-www-form-urlencoded", &data));
        }
    }
}
