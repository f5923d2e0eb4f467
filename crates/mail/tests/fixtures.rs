//! Mails as files: `<case>.eml`, and in `<case>.txt` why it exists and what is made of it. `BLESS=1`
//! writes the second anew, without its first line.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::Path;

use throughline_mail::{Mail, Mailbox, Ours, authentication_results, parse, purpose, verdict};

#[test]
fn fixtures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let bless = std::env::var_os("BLESS").is_some();
    let (mut cases, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        cases += 1;
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let why = expected.lines().next().unwrap();
        assert!(why.starts_with("# "), "{} does not say why", path.display());
        let found = format!("{why}\n{}", shown(&std::fs::read(&path).unwrap()));
        if bless {
            std::fs::write(path.with_extension("txt"), found).unwrap();
        } else if found != expected {
            wrong.push(format!(
                "{}\nexpected {expected}\nfound {found}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases >= 60, "only {cases} cases were run");
}

fn shown(message: &[u8]) -> String {
    let Some(mail) = parse(message) else {
        return "no mail\n".to_owned();
    };
    let ours = Ours {
        addresses: &["support@example.com".to_owned()],
        domains: &["example.com".to_owned()],
        is_our_id: &|id| id.starts_with("ours."),
    };
    let checks = authentication_results(&mail.headers, &["mx.example.com"]);
    let mut text = String::new();
    let mut line = |name: &str, value: String| writeln!(text, "{name}: {value}").unwrap();
    line("purpose", format!("{:?}", purpose(&mail, &ours)));
    line("verdict", format!("{:?}", verdict(&mail, &checks)));
    fields(&mail, &mut line);
    for (name, body) in [("text", &mail.text), ("html", &mail.html)] {
        if let Some(body) = body {
            line(name, format!("{body:?}"));
        }
    }
    for file in &mail.files {
        let content = String::from_utf8_lossy(&file.content);
        let id = file.content_id.as_deref().unwrap_or("-");
        let inline = if file.inline { " inline" } else { "" };
        let head = format!("{:?} {} {id}{inline}", file.name, file.content_type);
        let start: String = content.chars().take(60).collect();
        line(
            "file",
            format!("{head}, {} bytes, {start:?}", file.content.len()),
        );
    }
    text
}

fn fields(mail: &Mail, line: &mut impl FnMut(&str, String)) {
    let sender = Vec::from_iter(mail.sender.clone());
    for (name, mailboxes) in [
        ("from", &mail.from),
        ("sender", &sender),
        ("reply-to", &mail.reply_to),
        ("to", &mail.to),
        ("cc", &mail.cc),
        ("bcc", &mail.bcc),
    ] {
        for Mailbox {
            name: shown,
            address,
        } in mailboxes
        {
            line(
                name,
                format!("{:?} {address}", shown.as_deref().unwrap_or_default()),
            );
        }
    }
    let date = mail.date.map(|date| date.to_string());
    for (name, value) in [
        ("subject", &mail.subject),
        ("date", &date),
        ("message-id", &mail.message_id),
    ] {
        if let Some(value) = value {
            line(name, format!("{value:?}"));
        }
    }
    for (name, ids) in [
        ("in-reply-to", &mail.in_reply_to),
        ("references", &mail.references),
    ] {
        if !ids.is_empty() {
            line(name, ids.join(" "));
        }
    }
}
