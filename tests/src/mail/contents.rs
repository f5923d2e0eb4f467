//! Mails whose bodies are damaged, contradictory or no mail's at all, one oddity each.

use super::draft::Draft;
use super::part::Part;
use super::transfer::{base64, quoted_printable_binary};
use super::{Expect, ExpectedFile, Random, Specimen};

/// The mails.
pub fn mails() -> impl Iterator<Item = Specimen> {
    let groups = [
        surrogates(),
        charsets(),
        encodings(),
        boundaries(),
        empties(),
        no_mails(),
    ];
    groups.into_iter().flatten()
}

fn surrogates() -> Vec<Specimen> {
    let units = |marker: &str| {
        let mut units: Vec<u16> = format!("lone \r\n{marker} ").encode_utf16().collect();
        units.extend([0xd83d, 0x20, 0xdc4b, 0x20, 0xdc4b, 0xd83d]);
        units
    };
    let utf16 = |name: &str, label: &str, bytes: fn(u16) -> [u8; 2], mark: &[u8]| {
        let draft = Draft::new(name);
        let text = units(&draft.marker()).into_iter().flat_map(bytes);
        let content: Vec<u8> = mark.iter().copied().chain(text).collect();
        let part = Part::base64(&format!("text/plain; charset={label}"), &content);
        draft.body(part).done()
    };
    let with_marker = |name: &str, content_type: &str, bytes: &[u8]| {
        let draft = Draft::new(name);
        let text = [draft.marker().as_bytes(), b" ", bytes, b" end\r\n"].concat();
        draft.text(content_type, text).done()
    };
    vec![
        utf16("surrogate-utf16le", "utf-16le", u16::to_le_bytes, b""),
        utf16("surrogate-utf16be", "utf-16be", u16::to_be_bytes, b""),
        utf16(
            "surrogate-utf16-mark",
            "utf-16",
            u16::to_le_bytes,
            b"\xff\xfe",
        ),
        with_marker(
            "surrogate-utf8",
            "text/plain; charset=utf-8",
            b"\xed\xa0\xbd \xed\xb1\x8b",
        ),
        with_marker(
            "surrogate-utf7",
            "text/plain; charset=utf-7",
            b"+2D0- +3Es- +2D3",
        ),
        with_marker(
            "surrogate-gb18030",
            "text/plain; charset=gb18030",
            b"\x83\x36\xc7\x38",
        ),
        with_marker(
            "surrogate-html",
            "text/html",
            b"&#xD83D; &#56395; &#x110000; &#0;",
        ),
        Draft::new("surrogate-subject")
            .set("Subject", "=?utf-8?B?7aC9IO2xiw==?= =?utf-7?Q?+2D0-?=")
            .any_subject()
            .done(),
    ]
}

fn charsets() -> Vec<Specimen> {
    let with_marker = |name: &str, content_type: &str, bytes: &[u8]| {
        let draft = Draft::new(name);
        let text = [b"see ", draft.marker().as_bytes(), b" and ", bytes, b"\r\n"].concat();
        draft.text(content_type, text).done()
    };
    let mut curly = Draft::new("charset-latin1-is-1252");
    curly.expected.marker = Some("“Größe–4107€”".into());
    let curly = curly.text(
        "text/plain; charset=iso-8859-1",
        b"so \x93Gr\xf6\xdfe\x964107\x80\x94\r\n",
    );
    vec![
        with_marker(
            "charset-unknown",
            "text/plain; charset=x-martian-9",
            b"gr\xf6\xdfe",
        ),
        with_marker(
            "charset-empty",
            "text/plain; charset=\"\"",
            b"gr\xc3\xb6\xc3\x9fe",
        ),
        with_marker(
            "charset-ascii-is-not",
            "text/plain; charset=us-ascii",
            b"gr\xf6\xdfe",
        ),
        with_marker(
            "charset-utf8-is-latin1",
            "text/plain; charset=utf-8",
            b"gr\xf6\xdfe",
        ),
        with_marker("charset-default", "text/plain; charset=default", b"x"),
        with_marker(
            "charset-twice",
            "text/plain; charset=utf-8; charset=utf-16",
            b"x",
        ),
        with_marker("charset-binary", "text/plain; charset=binary", b"\x80\xff"),
        with_marker("charset-cut", "text/plain; charset=utf-8", b"\xf0\x9f\x93"),
        with_marker(
            "charset-iso2022-unfinished",
            "text/plain; charset=iso-2022-jp",
            b"\x1b$B\x1b\x1b$",
        ),
        with_marker(
            "charset-utf7-broken",
            "text/plain; charset=utf-7",
            b"+//// +AGEAY +",
        ),
        with_marker("charset-hz", "text/plain; charset=hz-gb-2312", b"~{VPND~}"),
        with_marker("nul-in-text", "text/plain; charset=utf-8", b"\0 a\0b \0\0"),
        with_marker("nul-in-html", "text/html", b"<p\0>\0</p>"),
        with_marker(
            "controls-in-text",
            "text/plain",
            b"\x01\x07\x08\x0b\x0c\x1b[31m\x7f",
        ),
        with_marker("bare-carriage-returns", "text/plain", b"one\rtwo\rthree"),
        curly.done(),
        Draft::new("nul-in-header")
            .set("X-Note", "a\0b")
            .set("To", "help\0@example.com")
            .done(),
        Draft::new("raw-header-utf8")
            .set("Subject", "Größe 📦 寸法")
            .subject("Größe 📦 寸法")
            .done(),
        Draft::new("raw-header-latin1")
            .set("Subject", b"Gr\xf6\xdfe")
            .any_subject()
            .done(),
        Draft::new("subject-unknown-charset")
            .set("Subject", "=?x-martian?q?a=FF?=")
            .any_subject()
            .done(),
        Draft::new("subject-broken-word")
            .set("Subject", "=?utf-8?B?%%%?= =?utf-8?q?=?= =?")
            .any_subject()
            .done(),
        Draft::new("subject-split-letter")
            .set("Subject", "=?utf-8?B?R3LDtsM=?= =?utf-8?B?n2U=?=")
            .any_subject()
            .done(),
    ]
}

fn encodings() -> Vec<Specimen> {
    let encoded = |name: &str, encoding: &str, body: &[u8]| {
        let part = Part::leaf("text/plain", body).with("Content-Transfer-Encoding", encoding);
        Draft::new(name).body(part)
    };
    let readable = |name: &str, encoding: &str, body: fn(&str) -> Vec<u8>| {
        let marker = Draft::new(name).marker();
        encoded(name, encoding, &body(&format!("see {marker} there\r\n"))).done()
    };
    vec![
        readable("base64-unpadded", "base64", |text| {
            let mut body = base64(text.as_bytes());
            body.retain(|b| *b != b'=');
            body
        }),
        readable("base64-spaced", "base64", |text| {
            base64(text.as_bytes())
                .iter()
                .flat_map(|b| [*b, b' '])
                .collect()
        }),
        readable("base64-one-per-line", "base64", |text| {
            base64(text.as_bytes())
                .iter()
                .flat_map(|b| [*b, b'\r', b'\n'])
                .collect()
        }),
        readable("base64-footer", "base64", |text| {
            [base64(text.as_bytes()), b"\r\n-- \r\nthe list\r\n".to_vec()].concat()
        }),
        readable("quoted-all", "quoted-printable", |text| {
            quoted_printable_binary(text.as_bytes())
        }),
        readable("quoted-broken", "quoted-printable", |text| {
            format!("=ZZ =4 {text}=").into()
        }),
        readable("quoted-unencoded", "quoted-printable", |text| {
            format!("é {text}").into()
        }),
        readable("quoted-trailing-space", "quoted-printable", |text| {
            format!("a= \r\nb=\t\r\n{text}").into()
        }),
        readable("encoding-unknown", "x-unknown", |text| text.into()),
        readable("encoding-comment", "8bit (as ever)", |text| text.into()),
        readable("encoding-empty", "", |text| text.into()),
        encoded(
            "base64-is-not",
            "base64",
            b"this is not base64, is it? \xff\r\n",
        )
        .any_text()
        .done(),
        encoded(
            "uuencode",
            "x-uuencode",
            b"begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n",
        )
        .any_text()
        .done(),
        Draft::new("encoding-twice")
            .top("Content-Transfer-Encoding", "base64")
            .any_text()
            .done(),
    ]
}

fn boundaries() -> Vec<Specimen> {
    let part = "Content-Type: text/plain\r\n\r\nsee MARKER here\r\n";
    let bare = "see MARKER here\r\n";
    let b = "multipart/mixed; boundary=b";
    let whole = format!("--b\r\n{part}--b--\r\n");
    let external = "message/external-body; access-type=URL; url=\"file:///etc/passwd\"";
    // Name, `Content-Type`, body; first those in which every reader finds the text.
    let readable = [
        (
            "case",
            "multipart/mixed; BOUNDARY=\"Bb\"",
            format!("--Bb\r\n{part}--bB\r\n--Bb--\r\n"),
        ),
        (
            "cut-in-head",
            b,
            format!("--b\r\n{part}\r\n--b\r\nContent-Type: image/png"),
        ),
        (
            "after-close",
            b,
            format!("--b\r\n{part}\r\n--b--\r\n--b\r\n{part}--b\r\n"),
        ),
        (
            "no-head",
            b,
            "--b\r\n\r\nsee MARKER here\r\n--b--\r\n".into(),
        ),
        (
            "unknown-multipart",
            "multipart/x-odd; boundary=b",
            whole.clone(),
        ),
        ("type-empty", "", bare.into()),
    ];
    let doubtful = [
        ("missing", "multipart/mixed", bare.into()),
        ("missing-used", "multipart/mixed", whole.clone()),
        ("never-used", b, bare.into()),
        ("other", b, format!("--c\r\n{part}--c--\r\n")),
        ("only-closing", b, format!("{bare}--b--\r\n")),
        (
            "empty",
            "multipart/mixed; boundary=\"\"",
            format!("--\r\n{part}----\r\n"),
        ),
        ("no-parts", b, "--b--\r\n".into()),
        (
            "twice",
            "multipart/mixed; boundary=b; boundary=c",
            whole.clone(),
        ),
        (
            "same-inside",
            b,
            format!("--b\r\nContent-Type: {b}\r\n\r\n--b\r\n{part}--b--\r\n--b--\r\n"),
        ),
        (
            "head-only",
            b,
            "--b\r\nContent-Type: text/plain\r\n--b--\r\n".into(),
        ),
        (
            "unterminated-quote",
            "multipart/mixed; boundary=\"b",
            whole.clone(),
        ),
        (
            "encoded",
            "multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64",
            whole,
        ),
        (
            "digest",
            "multipart/digest; boundary=b",
            format!("--b\r\n\r\nSubject: x\r\n\r\n{part}\r\n--b--\r\n"),
        ),
        ("type-garbage", "this is / not ; a = type \"", bare.into()),
        ("type-one-word", "text", bare.into()),
        (
            "partial",
            "message/partial; id=a; number=1; total=2",
            bare.into(),
        ),
        (
            "external",
            external,
            "Content-Type: text/plain\r\n\r\n".into(),
        ),
    ];
    let draft = |(name, content_type, body): (&str, &str, String)| {
        let draft = Draft::new(&format!("boundary-{name}"));
        let body = body.replace("MARKER", &draft.marker());
        draft.text(content_type, body)
    };
    let doubtful = doubtful.map(|it| draft(it).any_text().done());
    let readable = readable.map(|it| draft(it).done());
    readable.into_iter().chain(doubtful).collect()
}

fn empties() -> Vec<Specimen> {
    let plain = "text/plain";
    let only = Part::base64("application/pdf", b"%PDF only").attached("only.pdf");
    let mut attachment = Draft::new("only-an-attachment").body(only).any_text();
    let file = ExpectedFile::new(Some("only.pdf"), b"%PDF only");
    attachment.expected.files.push(file);
    let empty = Part::multi("multipart/mixed", "b", Vec::new());
    let marker = Draft::new("html-only").marker();
    vec![
        Draft::new("empty-body").text(plain, "").any_text().done(),
        Draft::new("spaces-only")
            .text(plain, " \t \r\n\r\n \u{a0}\u{200b}\r\n")
            .any_text()
            .done(),
        Draft::new("empty-html")
            .text("text/html", "<html><body></body></html>")
            .any_text()
            .done(),
        Draft::new("no-blank-line").any_text().with_bytes(|bytes| {
            let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(0);
            bytes[..end].to_vec()
        }),
        Draft::new("no-parts").body(empty).any_text().done(),
        attachment.done(),
        Draft::new("html-only")
            .text("text/html", format!("<p>see {marker}"))
            .done(),
        Draft::new("no-subject")
            .without("Subject")
            .subject("")
            .done(),
        Draft::new("empty-subject")
            .set("Subject", "")
            .subject("")
            .done(),
        Draft::new("spaces-subject")
            .set("Subject", "   \r\n \t")
            .subject("")
            .done(),
        Draft::new("no-mime")
            .without("MIME-Version")
            .without("Content-Type")
            .done(),
    ]
}

fn no_mails() -> Vec<Specimen> {
    let contents: [(&str, &[u8]); 10] = [
        ("nothing", b""),
        ("one-line-end", b"\r\n"),
        ("one-nul", b"\0"),
        ("json", b"{\"from\":\"ana@example.net\",\"text\":\"hello\"}"),
        ("html", b"<!DOCTYPE html><html><body>hello</body></html>"),
        ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        ("prose", b"Dear shop,\nthis is a letter, and no mail.\n"),
        ("colons", b":::::\n:\n::\n"),
        ("form", b"from=ana%40example.net&subject=hello"),
        ("body-only", b"\r\n\r\nhello, this has no head\r\n"),
    ];
    let noise = Random::new(7).bytes(50_000);
    let contents = contents.map(|(name, bytes)| (name, bytes.to_vec()));
    let all = contents.into_iter().chain([("noise", noise)]);
    all.map(|(name, bytes)| Specimen {
        name: format!("no-mail-{name}"),
        bytes,
        expect: Expect::NoMail,
    })
    .collect()
}
