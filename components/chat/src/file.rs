//! Files, to us and from us.

mod kind;

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use throughline_channel_kit::room::{Place, Room};
use throughline_contract::types::{Attachment, File};
use throughline_visitor::{Session, address};
use throughline_web::{Problem, ok_json};

use crate::message::{client_id, interaction, receipt_document, record};
use crate::refusal::refused;
use crate::respond::Asked;
use crate::timeline::{Host, Timeline};
use kind::Kind;

pub use kind::file_types;

/// The largest file, in bytes.
pub const FILE_LIMIT: usize = 10 << 20;
/// Room for files in one instance, in bytes.
static ROOM: Room = Room::of(64 << 20);
/// What a file is served as that no visitor could have sent.
const BYTES: &str = "application/octet-stream";
/// Everything that may not stand in `filename*` as it is (RFC 8187 3.2.1, `attr-char`).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A file that is going to come.
pub(crate) struct Named {
    id: String,
    name: String,
    kind: &'static Kind,
}

/// What is said of a file before its bytes.
///
/// # Errors
///
/// 422 `invalid_field` for the id; 415 `file_type_not_allowed`.
pub(crate) fn named(head: &Parts) -> Result<Named, Problem> {
    let query = head.uri.query().unwrap_or_default();
    let parameter = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let found = pairs.find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    let id = parameter("id").unwrap_or_default();
    client_id(&id)?;
    let declared = head.headers.get(header::CONTENT_TYPE);
    let declared = declared.and_then(|value| value.to_str().ok());
    let kind = Kind::of(declared.unwrap_or_default()).ok_or_else(|| {
        let types = file_types().collect::<Vec<_>>().join(", ");
        not_allowed(format!("files are taken of these types: {types}"))
    })?;
    let name = parameter("name").unwrap_or_default();
    Ok(Named {
        id,
        name: file_name(&name, kind),
        kind,
    })
}

fn not_allowed(detail: impl Into<String>) -> Problem {
    Problem::new(415, "file_type_not_allowed", detail)
}

/// The last part of a path, on one line, with an ending of its type: an agent who opens the file opens
/// what it is.
fn file_name(given: &str, kind: &Kind) -> String {
    let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = address::name(base).unwrap_or_else(|| "file".to_owned());
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    match ending {
        Some(ending) if kind.endings.contains(&ending.as_str()) => name,
        _ => format!(
            "{name}.{}",
            kind.endings.first().copied().unwrap_or_default()
        ),
    }
}

/// A place for a file that these headers announce.
pub(crate) fn place(headers: &HeaderMap) -> Result<Place<'static>, Problem> {
    ROOM.place(headers, FILE_LIMIT)
}

/// Records a file.
pub(crate) async fn upload<T: Timeline, H: Host>(
    asked: &Asked<'_, T, H>,
    session: &Session,
    named: Named,
    content: Vec<u8>,
) -> Result<Response<Vec<u8>>, Problem> {
    let Named { id, name, kind } = named;
    if content.is_empty() {
        return Err(Problem::invalid_field("body", "the file is empty"));
    }
    if !(kind.is)(&content) {
        let detail = format!(
            "the file is not {}, which it is said to be",
            kind.media_type
        );
        return Err(not_allowed(detail));
    }
    let mut interaction = interaction(session, &id, asked.now, None);
    interaction.attachments.push(Attachment {
        name,
        content_type: kind.media_type.to_owned(),
        size: u64::try_from(content.len()).ok(),
        url: None,
        content_id: None,
        content: Some(content),
    });
    let receipt = record(asked, interaction).await?;
    receipt_document(asked, &receipt, None)
}

/// A file of this conversation. It does nothing by itself: always a download, never guessed at, and
/// without rights should a browser show it after all.
pub(crate) async fn download<T: Timeline, H>(
    asked: &Asked<'_, T, H>,
    session: &Session,
    id: &str,
) -> Result<Response<Vec<u8>>, Problem> {
    let file = asked
        .timeline
        .attachment(session.identities(), id.to_owned());
    let file = file.await.map_err(|error| refused(error, &[]))?;
    let File {
        name,
        content_type,
        content,
        ..
    } = file;
    let kind = Kind::of(&content_type).map_or(BYTES, |kind| kind.media_type);
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = address::name(base).unwrap_or_else(|| "file".to_owned());
    // RFC 6266 4.3.
    let name = utf8_percent_encode(&name, ENCODED);
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let mut response = ok_json(content, asked.request_id);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_called_what_it_is() {
        for (given, media_type, expected) in [
            ("photo.JPG", "image/jpeg", "photo.JPG"),
            ("../../etc/passwd", "text/plain", "passwd.txt"),
            ("C:\\x\\bill.pdf", "application/pdf", "bill.pdf"),
            ("page.html", "text/plain", "page.html.txt"),
            ("bill.pdf.exe", "application/pdf", "bill.pdf.exe.pdf"),
            ("a\r\nb\u{202e}gpj.png", "image/png", "a bgpj.png"),
            ("Größe", "text/csv", "Größe.csv"),
            ("", "image/png", "file.png"),
            (".", "image/png", "..png"),
        ] {
            let kind = Kind::of(media_type).unwrap();
            assert_eq!(file_name(given, kind), expected, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn any_name_becomes_one(given in "\\PC{0,300}", any: String) {
            for given in [given, any] {
                let name = file_name(&given, Kind::of("image/png").unwrap());
                prop_assert!(name.ends_with(".png") || name.to_lowercase().ends_with(".png"));
                prop_assert!(name.len() <= 130 && !name.contains(['/', '\\', '\r', '\n']));
            }
        }
    }
}
