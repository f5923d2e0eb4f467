//! Our reading against mail-parser's (`docs/decisions/0013`): the same wherever it reads a mail right,
//! and every defect for which there is code of ours. A test that fails after an update of mail-parser
//! names code that can go. That its time can be quadratic is not here: no test measures time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::Path;

use mail_parser::{MessageParser, MimeHeaders, PartType};
use throughline_mail::{from_headers, parse};

/// What both can say of a mail. Line ends are `\n`, and those at the end left out.
#[derive(Debug, PartialEq)]
struct Reading {
    subject: String,
    from: String,
    date: Option<u64>,
    text: String,
    html: String,
    /// Names and contents.
    files: Vec<(String, Vec<u8>)>,
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

fn ours(message: &[u8]) -> Option<Reading> {
    let mail = parse(message)?;
    let files = mail.files.into_iter().map(|file| (file.name, file.content));
    Some(Reading {
        subject: mail.subject.unwrap_or_default(),
        from: mail
            .from
            .first()
            .map(|from| from.address.clone())
            .unwrap_or_default(),
        date: mail.date,
        text: plain(&mail.text.unwrap_or_default()),
        html: plain(&mail.html.unwrap_or_default()),
        files: files.collect(),
    })
}

/// mail-parser's reading, taken as it is.
fn theirs(message: &[u8]) -> Option<Reading> {
    let mail = MessageParser::default().parse(message)?;
    let part = |id: &u32| &mail.parts[*id as usize].body;
    let texts = mail.text_body.iter().filter_map(|id| match part(id) {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    let htmls = mail.html_body.iter().filter_map(|id| match part(id) {
        PartType::Html(html) => Some(html.as_ref()),
        _ => None,
    });
    let files = mail.attachments().map(|file| match file.message() {
        Some(attached) => {
            let name = format!("{}.eml", attached.subject().unwrap_or("message"));
            let range = file.raw_body_offset() as usize..file.raw_end_offset() as usize;
            (name, message[range].to_vec())
        }
        None => {
            let name = file.attachment_name().unwrap_or_default();
            (name.to_owned(), file.contents().to_vec())
        }
    });
    let from = mail.from().and_then(|from| from.first()?.address());
    let date = mail.date().map(|date| date.to_timestamp() * 1000);
    Some(Reading {
        subject: mail.subject().unwrap_or_default().trim().to_owned(),
        from: from.unwrap_or_default().to_owned(),
        date: date.and_then(|date| u64::try_from(date).ok()),
        text: plain(&texts.collect::<String>()),
        html: plain(&htmls.collect::<String>()),
        files: files.collect(),
    })
}

/// The fixtures that mail-parser reads otherwise, and where the code is that makes the difference.
const OTHERWISE: [(&str, &str); 19] = [
    ("base64-text", "transfer: the footer of a list"),
    ("duplicate-fields", "header: the topmost counts"),
    ("eight-bit-undeclared", "charset: Windows-1252"),
    ("folded-fields", "encoded_word: a cut character"),
    ("header-injection", "header: no line ends in values"),
    ("html-and-footer", "mime: no part of the body is lost"),
    ("missing-end", "mime: a file is decoded"),
    ("missing-inner-end", "mime: an outer boundary ends it"),
    ("no-boundary", "mime: is text"),
    ("no-empty-line", "header: no line is lost"),
    ("no-header", "mime: no mail"),
    ("nul-bytes", "entity: no NUL"),
    ("quoted-printable-soft-end", "transfer: a soft break"),
    ("rfc-2231-name", "encoded_word: no space in between"),
    ("several-texts", "mime: a line between texts"),
    ("too-deep", "mime: a file beyond the depth"),
    ("two-froms", "header: the topmost counts"),
    ("utf-7", "charset: UTF-7"),
    ("wrong-boundary", "mime: cut where parts seem to begin"),
];

#[test]
fn the_same_reading() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut otherwise = BTreeSet::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let message = std::fs::read(&path).unwrap();
        let (ours, theirs) = (ours(&message), theirs(&message));
        cases += 1;
        if ours != theirs {
            let known = OTHERWISE.iter().any(|(known, _)| *known == name);
            assert!(known, "{name}\nours {ours:?}\ntheirs {theirs:?}");
            otherwise.insert(name);
        }
    }
    let known = OTHERWISE.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(otherwise, known.collect(), "mail-parser reads more now");
    assert!(cases >= 60, "only {cases} cases were run");
}

/// Asserts what each makes of something. `wrong` is the defect.
fn defect(of: &str, theirs: &str, wrong: &str, ours: &str, right: &str) {
    assert_eq!(
        theirs, wrong,
        "mail-parser reads this in another way now: {of}"
    );
    assert_eq!(ours, right, "{of}");
}

#[test]
fn subjects() {
    for (subject, wrong, right) in [
        // A character that is cut in two.
        (
            "=?utf-8?b?4pg=?= =?utf-8?b?uiE=?=",
            "\u{fffd}\u{fffd}!",
            "☺!",
        ),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüß", "Grüße"),
        (
            "=?utf-8?b?R3LDvMOf!ZQ==?=",
            "=?utf-8?b?R3LDvMOf!ZQ==?=",
            "Grüße",
        ),
        ("=?utf-8?q?a=ZZb?=", "=?utf-8?q?a=ZZb?=", "a=ZZb"),
        ("a=?utf-8?q?b?=c", "a b c", "abc"),
        ("=?unknown?q?Gr=FC?=", "Gr\u{fffd}", "Grü"),
        ("=?utf-8?q?a=0D=0Ab?=", "a\r\nb", "a b"),
        ("one\nSubject: two", "two", "one"),
    ] {
        let mail = format!("Subject: {subject}\n\n");
        let [theirs, ours] = [theirs, ours].map(|read| read(mail.as_bytes()).unwrap().subject);
        defect(subject, &theirs, wrong, &ours, right);
    }
}

#[test]
fn dates() {
    let time = |time: Option<u64>| time.map_or_else(|| "-".to_owned(), |time| time.to_string());
    for (date, wrong, right) in [
        ("Mon, 23 Nov 2026 07:51:16", "-", "1795420276000"),
        ("23 Nov 2026 07:51 GMT", "-", "1795420260000"),
        ("Mon Nov 23 07:51:16 2026", "-", "1795420276000"),
        ("Mon, 23 November 2026 07:51:16 GMT", "-", "1795420276000"),
        ("2026-11-23T07:51:16Z", "-", "1795420276000"),
        (
            "23 Nov 2026 07.51.16 +0000",
            "1795417200000",
            "1795420276000",
        ),
        ("Sat, 31 Feb 2026 07:51:16 +0000", "1772524276000", "-"),
        ("Mon, 23 Nov 2026 24:00:00 +0000", "1795478400000", "-"),
        ("Mon, 23 Nov 2026 07:51:16 +9999", "1795407136000", "-"),
    ] {
        let theirs = theirs(format!("Date: {date}\n\n").as_bytes()).unwrap().date;
        let ours = from_headers(vec![("Date".to_owned(), date.to_owned())]).date;
        defect(date, &time(theirs), wrong, &time(ours), right);
    }
}

#[test]
fn file_names() {
    for (parameters, wrong, right) in [
        ("filename=a; filename*=utf-8''%E2%82%AC", "a", "€"),
        (
            "filename=a; filename*0*=utf-8''%E2; filename*1=b",
            "ab",
            "\u{fffd}b",
        ),
        (
            "filename*0*=utf-8''%E2%82; filename*1*=%AC",
            "\u{fffd}\u{fffd}",
            "€",
        ),
        ("filename*=utf-8''a%0D%0Ab", "a\r\nb", "a b"),
        (
            "filename=\"=?utf-8?b?4pg=?= =?utf-8?b?uiE=?=\"",
            "\u{fffd} \u{fffd}!",
            "☺!",
        ),
    ] {
        let mail =
            format!("Content-Type: image/png\nContent-Disposition: attachment; {parameters}\n\nx");
        let name = |reading: Option<Reading>| reading.unwrap().files.remove(0).0;
        let [theirs, ours] = [theirs, ours].map(|read| name(read(mail.as_bytes())));
        defect(parameters, &theirs, wrong, &ours, right);
    }
}

/// Texts before the boundary of a multipart, with the encoding and charset.
#[test]
fn texts() {
    for (of, field, text, wrong, right) in [
        ("a soft break at the end", QP, "Hello=", "Hell", "Hello"),
        ("no padding", BASE64, "SGVsbG8", "Hel", "Hello"),
        ("a foreign character", BASE64, "SGVs!bG8=", "", "Hello"),
        ("a footer", BASE64, "SGVsbG8=\n-- \n", "", "Hello"),
        ("two signs of equality", QP, "a==b=3D", "", "a==b="),
        ("half an escape", QP, "a=4", "a\n=", "a=4"),
        (
            "a parameter",
            "Content-Transfer-Encoding: base64; x=y",
            "SGVsbG8=",
            "SGVsbG8=",
            "Hello",
        ),
        (
            "half a line as a boundary",
            "X: y",
            "one --b two",
            "one",
            "one --b two",
        ),
        (
            "the start of a line as a boundary",
            "X: y",
            "one\n--bc two",
            "one",
            "one\n--bc two",
        ),
        ("UTF-7 without an end", UTF7, "+AKM.5 +IKw", "£5", "£.5 €"),
        ("a plus in UTF-7", UTF7, "1 +- 1", "1 +- 1", "1 + 1"),
        (
            "no ASCII",
            "Content-Type: text/plain; charset=us-ascii",
            "ü",
            "Ã¼",
            "ü",
        ),
    ] {
        let mail = format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n{field}\n\n{text}\n--b\n\
             Content-Type: image/png\n\nx\n--b--\n"
        );
        let [theirs, ours] = [theirs, ours].map(|read| read(mail.as_bytes()).unwrap().text);
        defect(of, &theirs, wrong, &ours, right);
    }
}

const QP: &str = "Content-Transfer-Encoding: quoted-printable";
const BASE64: &str = "Content-Transfer-Encoding: base64";
const UTF7: &str = "Content-Type: text/plain; charset=utf-7";

#[test]
fn a_file_that_the_mail_ends_in_is_not_decoded() {
    let mail = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\n\
         Content-Type: image/png\n{BASE64}\n\nSGVsbG8=\n"
    );
    let file =
        |reading: Option<Reading>| String::from_utf8(reading.unwrap().files.remove(0).1).unwrap();
    let [theirs, ours] = [theirs, ours].map(|read| file(read(mail.as_bytes())));
    defect("no end", &theirs, "SGVsbG8=\n", &ours, "Hello");
}

#[test]
fn a_part_that_is_a_soft_break_underflows() {
    let mail = format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n{QP}\n\n=\n--b--\n");
    // Panics where arithmetic is checked; elsewhere half of the delimiter is the text.
    let found = catch_unwind(|| theirs(mail.as_bytes()).unwrap().text);
    let found = found.unwrap_or_else(|_| "-".to_owned());
    let ours = ours(mail.as_bytes()).unwrap().text;
    defect("a soft break alone", &found, "-", &ours, "");
}
