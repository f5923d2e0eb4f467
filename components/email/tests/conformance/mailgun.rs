//! Mailgun, in each of the forms that it posts.

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, SECRET, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_email::Email;

use crate::provider::mailgun::{MIME_PATH, PATH, forgeries, form, parts, proof, sign};
use crate::provider::{URLENCODED, webhook};
use crate::{KEPT, WRITTEN, dates};

/// Mailgun, posting in one form.
pub struct Mailgun {
    post: fn(&[(&str, &str)]) -> Webhook,
}

/// Mail without files.
pub const FORM: Mailgun = Mailgun { post: form };
/// Mail with files.
pub const MULTIPART: Mailgun = Mailgun { post: parts };
/// Whole messages.
pub const MIME: Mailgun = Mailgun { post: whole };

const ENVELOPE: [(&str, &str); 2] = [
    ("recipient", "help@shop.example.com"),
    ("sender", "ann@example.org"),
];

/// The mail that Mailgun would have read to these fields, as a whole message.
fn whole(fields: &[(&str, &str)]) -> Webhook {
    let field = |wanted: &str| {
        let mut named = fields.iter().rev().filter(|(name, _)| *name == wanted);
        named.next().map(|(_, value)| *value)
    };
    let pairs: Option<Vec<(String, String)>> =
        field("message-headers").and_then(|json| serde_json::from_str(json).ok());
    let pairs = pairs.unwrap_or_default().into_iter();
    let header: String = pairs
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let body = field("body-plain").unwrap_or_default();
    let message = match header.is_empty() {
        true => String::new(),
        false => format!("{header}\r\n{body}"),
    };
    let others = fields.iter().copied();
    let others =
        others.filter(|(name, _)| !["message-headers", "body-plain", "from"].contains(name));
    let fields: Vec<_> = others.chain([("body-mime", message.as_str())]).collect();
    let mut webhook = form(&fields);
    webhook.path = MIME_PATH.to_owned();
    webhook
}

fn header(date: Option<&str>) -> String {
    let mut pairs = vec![
        ("X-Mailgun-Spf", "Pass"),
        (
            "Received",
            "from mail.example.org by mxa.example.net; Sun, 22 Nov 2026 04:16:58 +0000",
        ),
        ("From", "Ann Example <ann@example.org>"),
        ("To", "help@shop.example.com"),
        ("Subject", "My order"),
        ("Message-Id", "<1@mail.example.org>"),
    ];
    pairs.extend(date.map(|date| ("Date", date)));
    serde_json::to_string(&pairs).expect("pairs are JSON")
}

/// Signed already: signing changes the body, and the run compares what is kept with what it was
/// given.
fn signed(cases: Vec<(&'static str, Webhook)>) -> Cases<Webhook> {
    let sign = |(what, webhook)| (what, sign(webhook, SECRET));
    Cases::These(cases.into_iter().map(sign).collect())
}

impl Mailgun {
    fn message(&self, more: &[(&str, &str)]) -> Webhook {
        let header = header(None);
        let fields = [
            ("message-headers", header.as_str()),
            ("body-plain", "My order hasn't arrived.\r\n"),
        ];
        (self.post)(&[&ENVELOPE, &fields[..], more].concat())
    }
}

impl TestBed for Mailgun {
    type Channel = Email;
    const SECRET_VARIABLE: &'static str = "mailgun_signing_key";

    fn channel(&self) -> Email {
        Email
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &[]
    }

    fn forgeries(&self, genuine: &Webhook) -> Vec<(String, Webhook)> {
        forgeries(genuine)
    }

    fn body_is_signed(&self) -> Result<(), &'static str> {
        Err("Mailgun signs its timestamp and token only; tests/replay.rs has what stands in")
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        sign(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        self.message(&[])
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::NoneBecause("the proof does not depend on how the form is encoded")
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause("Mailgun sends one mail with each request")
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        let header = header(None);
        let event = ("event", "opened");
        signed(vec![
            (
                "an event of a sent mail",
                (self.post)(&[&ENVELOPE[..1], &[event]].concat()),
            ),
            (
                "an event that shows the sent mail's header",
                (self.post)(
                    &[
                        &ENVELOPE[..1],
                        &[("event", "dropped"), ("message-headers", &header)],
                    ]
                    .concat(),
                ),
            ),
            ("nothing but a proof", (self.post)(&[])),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let proof = proof();
        let [signature, timestamp, token] = proof.map(|(name, value)| format!("{name}={value}"));
        let mime = |message: &str| {
            let body = format!("{signature}&{timestamp}&{token}&{message}");
            webhook(MIME_PATH, URLENCODED, body.as_bytes())
        };
        signed(vec![
            ("an envelope without a mail", (self.post)(&ENVELOPE)),
            ("an empty whole message", mime("body-mime=")),
            (
                "a whole message of spaces",
                mime("body-mime=+%0D%0A+%0D%0A"),
            ),
            (
                "an event whose name goes on",
                webhook(
                    PATH,
                    URLENCODED,
                    &[&mime("event=").body[..], &[b'\xff'; 9_000]].concat(),
                ),
            ),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        Cases::These(vec![
            (
                "two senders: the last counts",
                (self.message(&[("sender", "bob@example.org")]), WRITTEN),
            ),
            (
                "two subjects",
                (self.message(&[("subject", "x"), ("subject", "y")]), WRITTEN),
            ),
            (
                "an event after an event",
                ((self.post)(&[("event", "a"), ("event", "b")]), KEPT),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause("Mailgun does not pass on what is sent over it")
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        Cases::These(dates(|date| {
            let header = header(date);
            let fields = [("message-headers", header.as_str()), ("body-plain", "x")];
            (self.post)(&[&ENVELOPE, &fields[..]].concat())
        }))
    }
}
