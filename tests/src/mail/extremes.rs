//! Mails that are large, long, deep or many.

use super::draft::Draft;
use super::part::Part;
use super::{Expect, ExpectedFile, Random, Specimen};

/// The largest request that the mail routes take, in bytes.
pub const BODY_LIMIT: usize = 40 << 20;

/// The mails, made when they are asked for.
pub fn mails() -> impl Iterator<Item = Specimen> {
    let makers: [fn() -> Specimen; 25] = [
        thousand_recipients,
        thousand_copies,
        many_fields,
        one_long_field,
        long_subject,
        many_received,
        long_lines,
        one_long_line,
        long_text,
        longer_than_a_text_may_be,
        long_html,
        deep_html,
        many_html_tags,
        many_entities,
        ten_mails_deep,
        hundred_multiparts_deep,
        thousands_of_multiparts_deep,
        hundreds_of_mails_deep,
        thousands_of_parts,
        hundred_attachments,
        many_continuations,
        many_encoded_words,
        deep_comments,
        large_attachment,
        too_large,
    ];
    makers.into_iter().map(|make| make())
}

fn addresses(count: usize) -> String {
    let one = |n| format!("\"Person, no. {n}\" <person{n}@example.org>");
    (0..count).map(one).collect::<Vec<_>>().join(",\r\n ")
}

fn thousand_recipients() -> Specimen {
    let draft = Draft::new("thousand-recipients");
    draft.set("To", addresses(1_000)).done()
}

fn thousand_copies() -> Specimen {
    let draft = Draft::new("thousand-copies").set("Cc", addresses(1_000));
    draft.set("Reply-To", addresses(1_000)).done()
}

fn many_fields() -> Specimen {
    let mut fields = Vec::new();
    for n in 0..5_000 {
        fields.extend(format!("X-Field-{n}: value {n}\r\n").into_bytes());
    }
    Draft::new("many-fields").with_bytes(|bytes| [fields, bytes].concat())
}

fn one_long_field() -> Specimen {
    let draft = Draft::new("one-long-field");
    draft.set("X-Long", "x".repeat(1 << 20)).done()
}

fn long_subject() -> Specimen {
    let draft = Draft::new("long-subject");
    draft
        .set("Subject", "subject ".repeat(20_000))
        .any_subject()
        .done()
}

fn many_received() -> Specimen {
    let hop = "Received: from a.example by b.example; Sat, 15 Mar 2025 11:26:00 +0000\r\n";
    Draft::new("many-received").with_bytes(|bytes| [hop.repeat(2_000).into_bytes(), bytes].concat())
}

fn long_lines() -> Specimen {
    let draft = Draft::new("long-lines");
    let line = format!("{} {}\r\n", draft.marker(), "word ".repeat(400));
    draft.text("text/plain", line.repeat(20)).done()
}

fn one_long_line() -> Specimen {
    let draft = Draft::new("one-long-line");
    let text = format!("{} {}", draft.marker(), "x".repeat(300_000));
    draft.text("text/plain", text).done()
}

fn long_text() -> Specimen {
    let draft = Draft::new("long-text");
    let text = format!(
        "{}{}\r\n",
        "a line of it\r\n".repeat(40_000),
        draft.marker()
    );
    draft.text("text/plain", text).done()
}

/// The timeline takes 1 MiB; the beginning is the part that must be there.
fn longer_than_a_text_may_be() -> Specimen {
    let draft = Draft::new("longer-than-a-text-may-be");
    let text = format!("{}\r\n{}", draft.marker(), "größe \r\n".repeat(300_000));
    draft.text("text/plain; charset=utf-8", text).done()
}

fn long_html() -> Specimen {
    let draft = Draft::new("long-html");
    let rows = "<tr><td style=\"color:red\">a cell</td></tr>\r\n".repeat(5_000);
    let html = format!("<p>{}</p><table>{rows}</table>", draft.marker());
    draft.text("text/html", html).done()
}

fn deep_html() -> Specimen {
    let draft = Draft::new("deep-html");
    let html = format!(
        "<p>{}</p>{}deep",
        draft.marker(),
        "<div><table><tr><td>".repeat(5_000)
    );
    draft.text("text/html", html).done()
}

fn many_html_tags() -> Specimen {
    let draft = Draft::new("many-html-tags");
    let html = format!(
        "<p>{}</p>{}",
        draft.marker(),
        "<b></i><a href=x>".repeat(5_000)
    );
    draft.text("text/html", html).done()
}

fn many_entities() -> Specimen {
    let draft = Draft::new("many-entities");
    let html = format!(
        "<p>{}</p>{}",
        draft.marker(),
        "&amp;&nosuch;&#128230;".repeat(50_000)
    );
    draft.text("text/html", html).done()
}

fn ten_mails_deep() -> Specimen {
    nested_mails("ten-mails-deep", 10)
}

fn hundreds_of_mails_deep() -> Specimen {
    nested_mails("hundreds-of-mails-deep", 500)
}

/// A text, and a mail in a mail in a mail beside it.
fn nested_mails(name: &str, depth: usize) -> Specimen {
    let draft = Draft::new(name);
    let mut head = Vec::new();
    for n in 0..depth {
        let fields = format!(
            "Content-Type: message/rfc822\r\n\r\nFrom: deep{n}@example.org\r\nSubject: deep {n}\r\n"
        );
        head.extend(fields.into_bytes());
    }
    head.extend(b"\r\nthe innermost text\r\n");
    let text = Part::leaf("text/plain", format!("see {}\r\n", draft.marker()));
    // The head of the part is empty: what nests brings its own `Content-Type`.
    let placeholder = Part::leaf("text/x-placeholder", "");
    let draft = draft.body(Part::multi("multipart/mixed", "b", vec![text, placeholder]));
    draft.with_bytes(|bytes| replaced(&bytes, b"Content-Type: text/x-placeholder\r\n\r\n", &head))
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    match bytes.windows(old.len()).position(|window| window == old) {
        Some(at) => [&bytes[..at], new, &bytes[at + old.len()..]].concat(),
        None => bytes.to_vec(),
    }
}

fn hundred_multiparts_deep() -> Specimen {
    nested_multiparts("hundred-multiparts-deep", 100)
}

fn thousands_of_multiparts_deep() -> Specimen {
    nested_multiparts("thousands-of-multiparts-deep", 5_000)
}

/// The text stands beside the depths, where it can be read without going down.
fn nested_multiparts(name: &str, depth: usize) -> Specimen {
    let draft = Draft::new(name);
    let mut body = format!(
        "--b\r\nContent-Type: text/plain\r\n\r\nsee {}\r\n--b\r\n",
        draft.marker()
    );
    for n in 0..depth {
        body += &format!("Content-Type: multipart/mixed; boundary=n{n}\r\n\r\n--n{n}\r\n");
    }
    body += "\r\nthe innermost text\r\n";
    draft.text("multipart/mixed; boundary=b", body).done()
}

fn thousands_of_parts() -> Specimen {
    let draft = Draft::new("thousands-of-parts");
    let mut parts = vec![Part::leaf(
        "text/plain",
        format!("see {}\r\n", draft.marker()),
    )];
    parts.resize(10_000, Part::leaf("text/plain", "x"));
    draft
        .body(Part::multi("multipart/mixed", "b", parts))
        .done()
}

fn hundred_attachments() -> Specimen {
    let draft = Draft::new("hundred-attachments");
    let text = Part::leaf("text/plain", format!("see {}\r\n", draft.marker()));
    let file = |n| {
        let content = format!("file {n}");
        Part::base64("image/png", content.as_bytes()).attached(&format!("{n}.png"))
    };
    let parts = std::iter::once(text).chain((0..100).map(file)).collect();
    // How many are kept is the reader's choice; the first must be.
    let mut draft = draft.body(Part::multi("multipart/mixed", "b", parts));
    draft
        .expected
        .files
        .push(ExpectedFile::new(Some("0.png"), b"file 0"));
    draft.done()
}

fn many_continuations() -> Specimen {
    let pieces: String = (0..2_000)
        .map(|n| format!(";\r\n filename*{n}=x"))
        .collect();
    let part = Part::base64("image/png", b"png")
        .with("Content-Disposition", format!("attachment{pieces}"));
    Draft::new("many-continuations")
        .attach(part, None, b"png")
        .done()
}

fn many_encoded_words() -> Specimen {
    let draft = Draft::new("many-encoded-words");
    draft
        .set("Subject", "=?utf-8?q?=C3=B6?=\r\n ".repeat(10_000))
        .any_subject()
        .done()
}

fn deep_comments() -> Specimen {
    let draft = Draft::new("deep-comments");
    let sender = format!(
        "{} ana@example.net {}",
        "(".repeat(20_000),
        ")".repeat(20_000)
    );
    draft.set("From", sender).any_sender().done()
}

/// 10 MB attached, 13.7 MB in all.
fn large_attachment() -> Specimen {
    let content = Random::new(10).bytes(10_000_000);
    let part = Part::base64("application/zip", &content).attached("large.zip");
    Draft::new("large-attachment")
        .attach(part, Some("large.zip"), &content)
        .done()
}

fn too_large() -> Specimen {
    let mut bytes = Draft::new("too-large").done().bytes;
    bytes.resize(BODY_LIMIT + 1, b'x');
    Specimen {
        name: "too-large".into(),
        bytes,
        expect: Expect::TooLarge,
    }
}
