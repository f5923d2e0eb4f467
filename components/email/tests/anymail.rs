//! The fixtures' mails as django-anymail reads them, for the fields that both know.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use serde_json::{Value, json};
use throughline_channel_kit::conformance::{Fixture, NOW, SECRET, read_fixtures};
use throughline_channel_kit::{Settings, Webhook, signature};
use throughline_email::provider::{Arrival, route};
use throughline_mail::{File, Mailbox};

/// Where the two differ: fixture, field, and why. Each of them has to differ.
const DIFFERENT: [(&str, &str, &str); 8] = [
    ("mailgun/smuggled-fields", "from", SMUGGLED),
    ("mailgun/smuggled-fields", "to", SMUGGLED),
    ("mailgun/smuggled-fields", "subject", SMUGGLED),
    ("mailgun/smuggled-fields", "date", SMUGGLED),
    ("mailgun/smuggled-fields", "message_id", SMUGGLED),
    ("mailgun/smuggled-fields", "text", SMUGGLED),
    (
        "sendgrid/whole-message-in-8-bit",
        "text",
        "anymail reads the form as UTF-8 first",
    ),
    (
        "postmark/check-button",
        "date",
        "anymail takes the zone `-04:00` for UTC",
    ),
];
const SMUGGLED: &str = "anymail takes a sender's header field for a whole message";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn prove(provider: &str, webhook: Webhook) -> Webhook {
    match provider {
        "mailgun" => provider::mailgun::sign(webhook, SECRET),
        "sendgrid" => provider::sendgrid::sign(webhook, SECRET),
        _ => {
            let mut webhook = webhook;
            let basic = format!("Basic {}", STANDARD.encode(format!("user:{SECRET}")));
            let basic = HeaderValue::from_str(&basic).unwrap();
            webhook.headers.insert("authorization", basic);
            webhook
        }
    }
}

/// The mail of a fixture, if it holds one.
fn arrival(provider: &str, fixture: &Fixture) -> Option<Arrival> {
    let settings = Settings::new()
        .with("mailgun_signing_key", SECRET)
        .with(
            "sendgrid_public_key",
            provider::sendgrid::public_keys(&[SECRET]),
        )
        .with("postmark_inbound_auth", format!("user:{SECRET}"));
    let receive = route(&fixture.webhook.path).unwrap();
    let webhook = prove(provider, fixture.webhook.clone());
    receive(&webhook, &settings, NOW).unwrap().mail.ok()
}

fn mailboxes(mailboxes: &[Mailbox]) -> Value {
    let each = |mailbox: &Mailbox| json!({ "name": mailbox.name, "address": mailbox.address });
    mailboxes.iter().map(each).collect()
}

fn files(files: &[File]) -> Vec<Value> {
    let each = |file: &File| {
        let known = !file.content_type.starts_with("message/");
        json!({
            "name": file.name,
            "content_type": file.content_type,
            "content_id": file.content_id.as_ref().map(|id| format!("<{id}>")),
            "size": known.then_some(file.content.len()),
            "sha256": known.then(|| hex::encode(signature::sha256(&file.content))),
        })
    };
    files.iter().map(each).collect()
}

/// A mail in the shape of `tests/peers/anymail_inbound.py`.
fn shown(provider: &str, arrival: &Arrival) -> Value {
    let mail = &arrival.mail;
    let recipient = match provider {
        "mailgun" => Some(arrival.recipients.join(", ")),
        _ => arrival.recipients.first().cloned(),
    };
    json!({
        "from": mailboxes(&mail.from),
        "to": mailboxes(&mail.to),
        "cc": mailboxes(&mail.cc),
        "subject": mail.subject,
        "date": mail.date,
        "message_id": mail.message_id.as_ref().map(|id| format!("<{id}>")),
        "text": mail.text,
        "html": mail.html,
        "files": files(&mail.files),
        "envelope_sender": arrival.envelope_from,
        "envelope_recipient": recipient,
    })
}

/// Whether a field says the same. An empty text is none. anymail does not count parts as files that
/// do not call themselves attachments, such as a bounce's report, and has no numeric order.
fn same(field: &str, ours: &Value, theirs: &Value) -> bool {
    let none = |value: &Value| value.is_null() || value.as_str() == Some("");
    match (field, ours.as_array(), theirs.as_array()) {
        ("files", Some(ours), Some(theirs)) => theirs.iter().all(|file| ours.contains(file)),
        _ => ours == theirs || none(ours) && none(theirs),
    }
}

/// The fields in which a fixture's mail differs without a reason, or does not though it has one.
fn differences(provider: &str, fixture: &Fixture, theirs: &Value) -> Vec<String> {
    let path = format!("{provider}/{}", fixture.name);
    let arrival = arrival(provider, fixture);
    let ours = arrival.unwrap_or_else(|| panic!("{path}: anymail reads it and we do not"));
    let ours = shown(provider, &ours);
    let fields = ours.as_object().unwrap().iter();
    let wrong = fields.filter(|(field, ours)| {
        let excused = DIFFERENT
            .iter()
            .any(|(at, name, _)| *at == path && name == field);
        same(field, ours, &theirs[field.as_str()]) == excused
    });
    let line = |(field, ours): (&String, &Value)| {
        format!(
            "{path}: {field}\n  ours   {ours}\n  theirs {}",
            theirs[field.as_str()]
        )
    };
    wrong.map(line).collect()
}

/// Compares every fixture that anymail reads; answers how many.
fn compare(lines: &str) -> usize {
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    for provider in ["mailgun", "postmark", "sendgrid"] {
        let folder = root().join("components/email/fixtures").join(provider);
        for fixture in read_fixtures(&folder) {
            let request = std::fs::read(folder.join(&fixture.name).join("request.http")).unwrap();
            let digest = hex::encode(signature::sha256(&request));
            let theirs = lines
                .iter()
                .find(|line| line["request_sha256"] == digest.as_str());
            let theirs = theirs.unwrap_or_else(|| {
                panic!(
                    "{provider}/{} is new: run tests/peers/anymail_inbound.py",
                    fixture.name
                )
            });
            if theirs.get("refused").is_none() {
                compared += 1;
                wrong.extend(differences(provider, &fixture, theirs));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    compared
}

#[test]
fn mails_are_what_anymail_reads() {
    let lines = std::fs::read_to_string(root().join("tests/vectors/anymail.jsonl")).unwrap();
    assert!(compare(&lines) >= 30);
}

/// As above with what the installed anymail says: `cargo test -p throughline-email -- --ignored`.
#[test]
#[ignore = "needs Python with `pip install django-anymail==15.2 Django==5.2.19`; PYTHON names the interpreter"]
fn mails_are_what_anymail_reads_now() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python)
        .arg(root().join("tests/peers/anymail_inbound.py"))
        .arg(root().join("components/email/fixtures"))
        .output()
        .unwrap_or_else(|error| panic!("{python} does not run: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{python}: {errors}");
    let fresh = String::from_utf8_lossy(&output.stdout).into_owned();
    let kept = std::fs::read_to_string(root().join("tests/vectors/anymail.jsonl")).unwrap();
    assert_eq!(
        fresh, kept,
        "tests/vectors/anymail.jsonl is not what anymail says now"
    );
    assert!(compare(&fresh) >= 30);
}
