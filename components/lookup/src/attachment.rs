//! An attachment as an answer that does nothing by itself.
//!
//! Whatever a customer sent may be meant to run in the browser of an agent. It is therefore always
//! a download, never guessed at, and without rights should a browser show it after all.

use http::Response;
use http::header::{self, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use throughline_contract::types::File;

/// What an attachment is served as when its own type is none, or one that browsers run.
const BYTES: &str = "application/octet-stream";

/// How many bytes there were, on an attachment that was cut.
const CUT_FROM: HeaderName = HeaderName::from_static("x-attachment-cut-from");

/// Everything that may not stand in `filename*` as it is (RFC 8187 3.2.1, `attr-char`).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The bytes as they are kept; `x-attachment-cut-from` says how many there were when that is only
/// the beginning.
pub(crate) fn response(file: File, request_id: &str) -> Response<Vec<u8>> {
    let mut response = throughline_web::ok_json(file.content, request_id);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(&file.content_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&file.name));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if let Some(size) = file.cut_from {
        headers.insert(CUT_FROM, HeaderValue::from(size));
    }
    response
}

/// The declared type where it is one and shows or plays and runs nothing.
fn content_type(declared: &str) -> HeaderValue {
    let declared = declared.trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_'))
    };
    let harmless = match declared.split_once('/') {
        Some(("image" | "audio" | "video", kind)) => token(kind) && !kind.contains("xml"),
        Some(("text", "plain" | "csv" | "calendar" | "vcard"))
        | Some(("message", "rfc822"))
        | Some(("application", "pdf" | "zip" | "json" | "msword" | "rtf")) => true,
        Some(("application", kind)) => {
            token(kind)
                && kind.starts_with("vnd.")
                && !kind.contains("xml+")
                && !kind.ends_with("+xml")
        }
        _ => false,
    };
    let served = if harmless { declared.as_str() } else { BYTES };
    HeaderValue::from_str(served).unwrap_or(HeaderValue::from_static(BYTES))
}

/// `attachment` with the name in ASCII for old clients and whole for others (RFC 6266 4.3). Nothing
/// of a path remains of it.
fn disposition(name: &str) -> HeaderValue {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = base.chars().filter(|c| !c.is_control()).collect();
    let base = if base.is_empty() { "attachment" } else { &base };
    let plain: String = base
        .chars()
        .map(|c| match c {
            ' '..='~' if !matches!(c, '"' | '\\' | '%') => c,
            _ => '_',
        })
        .collect();
    let whole = utf8_percent_encode(base, ENCODED);
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(name: &str, content_type: &str) -> File {
        File {
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            content: b"<script>alert(1)</script>".to_vec(),
            cut_from: None,
        }
    }

    fn header(response: &Response<Vec<u8>>, name: &str) -> String {
        let value = response.headers().get(name).unwrap();
        value.to_str().unwrap().to_owned()
    }

    #[test]
    fn what_browsers_run_is_bytes() {
        for (declared, served) in [
            ("image/png", "image/png"),
            ("Application/PDF", "application/pdf"),
            ("text/plain", "text/plain"),
            (
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            ("image/svg+xml", BYTES),
            ("text/html", BYTES),
            ("application/xhtml+xml", BYTES),
            ("application/vnd.mozilla.xul+xml", BYTES),
            ("text/javascript", BYTES),
            ("application/x-shockwave-flash", BYTES),
            ("multipart/mixed", BYTES),
            ("image/png\r\nx: y", BYTES),
            ("", BYTES),
        ] {
            let response = response(file("a", declared), "r");
            assert_eq!(header(&response, "content-type"), served, "{declared}");
        }
    }

    #[test]
    fn names_are_names() {
        for (name, expected) in [
            (
                "a b.pdf",
                r#"filename="a b.pdf"; filename*=UTF-8''a%20b.pdf"#,
            ),
            (
                "Größe.pdf",
                r#"filename="Gr__e.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf"#,
            ),
            (
                "../../etc/\"x\"\r\n",
                r#"filename="_x_"; filename*=UTF-8''%22x%22"#,
            ),
            ("", r#"filename="attachment"; filename*=UTF-8''attachment"#),
        ] {
            let response = response(file(name, "image/png"), "r");
            let expected = format!("attachment; {expected}");
            assert_eq!(header(&response, "content-disposition"), expected);
        }
    }

    #[test]
    fn a_cut_attachment_says_so() {
        let mut cut = file("a", "image/png");
        assert!(!response(cut.clone(), "r").headers().contains_key(CUT_FROM));
        cut.cut_from = Some(99);
        assert_eq!(header(&response(cut, "r"), "x-attachment-cut-from"), "99");
    }

    proptest! {
        #[test]
        fn any_attachment_is_inert(name in "\\PC*", any: String, content_type in "\\PC*") {
            for name in [name, any] {
                let response = response(file(&name, &content_type), "r");
                prop_assert_eq!(response.status(), 200);
                prop_assert!(header(&response, "content-disposition").starts_with("attachment"));
                prop_assert_eq!(header(&response, "x-content-type-options"), "nosniff");
                prop_assert!(header(&response, "content-security-policy").starts_with("sandbox"));
            }
        }
    }
}
