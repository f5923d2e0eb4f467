//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use std::sync::LazyLock;

use throughline_channel_kit::types::Interaction;
use throughline_channel_kit::{Channel, Command, Refusal, Settings, Webhook};
use throughline_email::Email;
use throughline_email::provider::{Arrival, Inbound, route};

use crate::provider::{self, BOUNDARY, MULTIPART, NOW, URLENCODED, mailgun, sendgrid};

const SECRET: &str = "correct-horse-battery";
/// User and password, and what a caller sends for them (RFC 7617).
const POSTMARK: (&str, &str) = (
    "postmark:correct-horse-battery",
    "Basic cG9zdG1hcms6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",
);

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let public_key = sendgrid::public_keys(&[SECRET]);
    Settings::new()
        .with("mailgun_signing_key", SECRET)
        .with("postmark_inbound_auth", POSTMARK.0)
        .with("sendgrid_public_key", public_key)
});

/// An authentic request of Mailgun's with anything in its form binds its token and holds a mail or
/// is kept; without the proof it is refused. The first byte chooses urlencoded or multipart, and the
/// URL. A multipart that is broken, or a form of too many fields, proves nothing.
pub fn mailgun(data: &[u8]) {
    let Some((choice, fields)) = data.split_first() else {
        return;
    };
    let path = [mailgun::PATH, mailgun::MIME_PATH][usize::from(choice >> 1 & 1)];
    let proof = mailgun::proof();
    let proof: Vec<_> = proof
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let webhook = match choice & 1 {
        0 => {
            let body = [fields, b"&", &provider::urlencoded(&proof)].concat();
            provider::webhook(path, URLENCODED, &body)
        }
        _ => {
            let body = [fields, b"\r\n", &provider::multipart(&proof)].concat();
            provider::webhook(path, MULTIPART, &body)
        }
    };
    refused(&webhook);
    let webhook = mailgun::sign(webhook, SECRET);
    let broken = choice & 1 == 1 || fields.iter().filter(|byte| **byte == b'&').count() > 900;
    match taken(&webhook) {
        None => assert!(broken, "an authentic request is taken"),
        Some(commands) => {
            let bound = commands.first();
            let token = |name: &str| name == mailgun::TOKEN;
            assert!(matches!(bound, Some(Command::Bind { name, .. }) if token(name)));
        }
    }
}

/// An authentic request of SendGrid's with any body holds a mail or is kept; unsigned it is refused.
/// The first byte chooses the content type.
pub fn sendgrid(data: &[u8]) {
    let Some((choice, body)) = data.split_first() else {
        return;
    };
    let content_type = [
        MULTIPART,
        URLENCODED,
        "application/json",
        "multipart/form-data",
    ];
    let content_type = content_type[usize::from(choice & 3)];
    let webhook = provider::webhook(sendgrid::PATH, content_type, body);
    refused(&webhook);
    let webhook = sendgrid::sign(webhook, SECRET);
    taken(&webhook).expect("an authentic request is taken");
}

/// An authentic request of Postmark's with any body holds a mail or is kept; without the password it
/// is refused.
pub fn postmark(data: &[u8]) {
    let mut webhook = provider::webhook("/webhooks/email/postmark", "application/json", data);
    refused(&webhook);
    let proof = http::HeaderValue::from_static(POSTMARK.1);
    webhook.headers.insert("authorization", proof);
    taken(&webhook).expect("an authentic request is taken");
}

/// A multipart's start and end, for data that is parts.
pub fn as_multipart(parts: &[u8]) -> Vec<u8> {
    let boundary = BOUNDARY.as_bytes();
    [
        b"--", boundary, b"\r\n", parts, b"\r\n--", boundary, b"--\r\n",
    ]
    .concat()
}

fn refused(webhook: &Webhook) {
    let answer = Email.receive(webhook, &SETTINGS, NOW);
    assert!(
        matches!(answer, Err(Refusal::Unverified(_))),
        "nobody signed {webhook:?}"
    );
}

/// The commands of a request, if it is verified: the same each time, and within limits.
fn taken(webhook: &Webhook) -> Option<Vec<Command>> {
    let receive = route(&webhook.path).expect("a route");
    let Inbound { mail, .. } = match receive(webhook, &SETTINGS, NOW) {
        Ok(inbound) => inbound,
        Err(Refusal::Unverified(reason)) => {
            assert!(reason.len() <= 500, "{reason}");
            return None;
        }
        Err(other) => panic!("{other:?}"),
    };
    match &mail {
        Ok(arrival) => read(arrival, webhook),
        Err(reason) => assert!((1..=500).contains(&reason.len()), "{reason}"),
    }
    let taken = || {
        Email
            .receive(webhook, &SETTINGS, NOW)
            .expect("it was taken")
    };
    let delivery = taken();
    assert_eq!(delivery, taken());
    let bound = |command: &&Command| matches!(command, Command::Bind { .. });
    assert!(
        delivery.commands.iter().any(|command| !bound(&command)),
        "nothing comes of it"
    );
    for command in &delivery.commands {
        match command {
            Command::Record(interaction) => recorded(interaction),
            Command::Keep(payload) => assert_eq!(payload.body, webhook.body),
            Command::Report(_) | Command::Bind { .. } => {}
            other => panic!("mails have none: {other:?}"),
        }
    }
    Some(delivery.commands)
}

/// Nothing of a mail is longer than what came, but for what decoding replaces by U+FFFD.
fn read(arrival: &Arrival, webhook: &Webhook) {
    let mail = &arrival.mail;
    let texts = [&mail.text, &mail.html].into_iter().flatten();
    assert!(
        texts
            .map(String::len)
            .all(|length| length <= 3 * webhook.body.len())
    );
    let files: usize = mail.files.iter().map(|file| file.content.len()).sum();
    assert!(files <= webhook.body.len());
    for text in [&mail.text, &mail.html].into_iter().flatten() {
        assert!(!text.contains(['\r', '\0']), "{text:?}");
    }
}

fn recorded(interaction: &Interaction) {
    assert!(!interaction.provider_message_id.is_empty());
    assert!((1..=512).contains(&interaction.customer.identity.value.len()));
    if let Some(attributes) = &interaction.attributes {
        assert!(attributes.len() <= 2048);
    }
}
