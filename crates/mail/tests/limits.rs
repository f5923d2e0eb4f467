//! Mails beyond all measure: what is kept of them, and that nothing readable is lost.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use throughline_mail::{
    MAX_FIELDS, MAX_MAILBOXES, MAX_PARTS, MAX_REFERENCES, Mail, from_headers, parse,
};

fn mail(lines: &str) -> Mail {
    parse(format!("From: ann@example.org\n{lines}").as_bytes()).unwrap()
}

#[test]
fn parts_beyond_the_limit_stay_together() {
    let part = |at: usize| format!("--b\nContent-Type: image/png\n\npicture {at}\n");
    let parts: String = (0..MAX_PARTS + 500).map(part).collect();
    let mail = mail(&format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    ));
    assert_eq!(mail.files.len(), MAX_PARTS);
    assert_eq!(
        mail.files[MAX_PARTS - 2].content,
        format!("picture {}", MAX_PARTS - 2).as_bytes()
    );
    let rest = String::from_utf8(mail.files[MAX_PARTS - 1].content.clone()).unwrap();
    assert!(rest.starts_with(&format!("picture {}\n--b\n", MAX_PARTS - 1)));
    assert!(rest.contains(&format!("picture {}\n", MAX_PARTS + 499)));
}

#[test]
fn the_limit_of_parts_is_of_the_whole_mail() {
    let inner = "--i\n\nx\n--i\nContent-Type: image/png\n\ny\n--i--\n";
    let part = format!("--b\nContent-Type: multipart/alternative; boundary=i\n\n{inner}");
    let parts = part.repeat(MAX_PARTS);
    let mail = mail(&format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    ));
    assert!(mail.files.len() <= MAX_PARTS, "{} files", mail.files.len());
}

#[test]
fn fields_beyond_the_limit_are_left_out() {
    let mut fields = "X: y\n z\n".repeat(MAX_FIELDS + 10);
    fields.push_str("\ntext\n");
    let mail = mail(&fields);
    assert_eq!(mail.headers.0.len(), MAX_FIELDS);
    assert!(mail.headers.all("x").all(|value| value == "y z"));
    assert_eq!(mail.text.as_deref(), Some("text\n"));
    let pairs = vec![("X".to_owned(), "y".to_owned()); MAX_FIELDS + 10];
    assert_eq!(from_headers(pairs).headers.0.len(), MAX_FIELDS);
}

#[test]
fn recipients() {
    let list = |count: usize| {
        let address = |at| format!("\"Ann, {at}\" <a{at}@example.com>");
        (0..count).map(address).collect::<Vec<_>>().join(",\n ")
    };
    let mail = self::mail(&format!("To: {}\nCc: {}\n\n", list(1000), list(5000)));
    assert_eq!(mail.to.len(), 1000);
    assert_eq!(mail.to[999].name.as_deref(), Some("Ann, 999"));
    assert_eq!(mail.cc.len(), MAX_MAILBOXES);
}

#[test]
fn references_keep_the_oldest_and_the_newest() {
    let ids: Vec<String> = (0..300).map(|at| format!("<{at}@example.org>")).collect();
    let mail = mail(&format!("References: {}\n\n", ids.join("\n ")));
    assert_eq!(mail.references.len(), MAX_REFERENCES);
    assert_eq!(mail.references[0], "0@example.org");
    assert_eq!(mail.references[1], "201@example.org");
    assert_eq!(mail.references[99], "299@example.org");
}

#[test]
fn words_without_an_end_stay_as_they_are() {
    let words = "=?utf-8?q?a ".repeat(100_000);
    let mail = mail(&format!("Subject: {words}\nTo: {words}\n\n"));
    assert_eq!(mail.subject.as_deref(), Some(words.trim()));
}

#[test]
fn message_ids() {
    for (field, expected) in [
        ("Message-ID: <a@b>", Some("a@b")),
        ("Message-ID: a@b", Some("a@b")),
        ("Message-ID: <a b@\n c>", Some("ab@c")),
        ("Message-ID: <a@b> (comment) <c@d>", Some("a@b")),
        ("Message-ID: <no-at>", Some("no-at")),
        ("Message-ID: no-at", Some("no-at")),
        ("Message-ID: <>", None),
        ("Message-ID:", None),
        ("Message-ID: two words", None),
        (&format!("Message-ID: <{}@b>", "a".repeat(1000)), None),
    ] {
        assert_eq!(
            mail(&format!("{field}\n\n")).message_id.as_deref(),
            expected,
            "{field}"
        );
    }
}

/// A part as large as the limit of a mail comes through whole.
#[test]
fn large_attachment() {
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY3ODkwQUJDREVGR0hJSktMTU5PUFFSU1Q=\n";
    let lines = 10 * 1024 * 1024 / 56;
    let mail = mail(&format!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: a/b\n\
         Content-Transfer-Encoding: base64\n\n{}--b--\n",
        line.repeat(lines)
    ));
    assert_eq!(mail.text.as_deref(), Some("hi"));
    assert_eq!(mail.files[0].content.len(), lines * 56);
}
