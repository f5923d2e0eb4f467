//! SendGrid Inbound Parse: mail as SendGrid read it, and whole messages.

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_email::Email;

use crate::provider::sendgrid::{PATH, SIGNATURE, TIMESTAMP, form, public_keys, sign};
use crate::provider::{MULTIPART, webhook};
use crate::{KEPT, WRITTEN, dates};

/// SendGrid, posting in one form.
pub struct SendGrid {
    post: fn(header: &str, more: &[(&str, &str)]) -> Webhook,
}

/// Mail as SendGrid read it.
pub const PARSED: SendGrid = SendGrid { post: parsed };
/// "POST the raw, full MIME message".
pub const RAW: SendGrid = SendGrid { post: raw };

fn parsed(header: &str, more: &[(&str, &str)]) -> Webhook {
    form(&[&[("headers", header), ("text", "Hi\r\n")], more].concat())
}

fn raw(header: &str, more: &[(&str, &str)]) -> Webhook {
    let message = format!("{header}\r\nHi\r\n");
    form(&[&[("email", message.as_str())], more].concat())
}

/// Every byte of it is changed in turn and checked, so it is short.
const HEADER: &str = "From: ann@example.org\r\n";

impl TestBed for SendGrid {
    type Channel = Email;
    const SECRET_VARIABLE: &'static str = "sendgrid_public_key";

    fn channel(&self) -> Email {
        Email
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn variable(&self, secrets: &[&str]) -> String {
        public_keys(secrets)
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &[SIGNATURE, TIMESTAMP]
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        sign(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        (self.post)(HEADER, &[])
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        let whole = self.sample();
        let text = String::from_utf8(whole.body.clone()).expect("the sample is text");
        let cut = text
            .strip_suffix("\r\n")
            .expect("a multipart ends with a line end");
        Cases::These(vec![
            ("the last line end is gone", (whole.clone(), cut.into())),
            (
                "line ends are written anew",
                (whole.clone(), text.replace("\r\n", "\n").into()),
            ),
            (
                "another boundary",
                (
                    whole.clone(),
                    text.replace(crate::provider::BOUNDARY, "another").into(),
                ),
            ),
            (
                "the case of a header's name",
                (whole, text.replace("Content-", "content-").into()),
            ),
        ])
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause("SendGrid sends one mail with each request")
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        let events = br#"[{"email":"ann@example.org","event":"delivered","timestamp":1795321000}]"#;
        Cases::These(vec![
            (
                "events of sent mails",
                webhook(PATH, "application/json", events),
            ),
            ("a form of tomorrow", form(&[("message", "x")])),
            ("nothing", form(&[])),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let sample = self.sample();
        let half = &sample.body[..sample.body.len() / 2];
        let long = format!(
            "--xYzZY\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n",
            "é".repeat(9_000)
        );
        Cases::These(vec![
            (
                "a multipart that breaks off",
                webhook(PATH, MULTIPART, half),
            ),
            (
                "a field whose name goes on, that breaks off",
                webhook(PATH, MULTIPART, long.as_bytes()),
            ),
            (
                "a multipart with another boundary",
                webhook(PATH, MULTIPART, b"--other--\r\n"),
            ),
            ("no multipart", webhook(PATH, "text/plain", &sample.body)),
            (
                "no boundary",
                webhook(PATH, "multipart/form-data", &sample.body),
            ),
            ("no body", webhook(PATH, MULTIPART, b"")),
            ("an empty whole message", form(&[("email", "")])),
            ("too many fields", form(&[("text", "x"); 1001])),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let spf = [("SPF", "pass"), ("SPF", "fail")];
        Cases::These(vec![
            (
                "two results: the last counts",
                ((self.post)(HEADER, &spf), WRITTEN),
            ),
            (
                "two envelopes",
                (
                    (self.post)(HEADER, &[("envelope", "{}"), ("envelope", "{")]),
                    WRITTEN,
                ),
            ),
            (
                "two of nothing",
                (form(&[("email", ""), ("email", "")]), KEPT),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause("SendGrid does not pass on what is sent over it")
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        Cases::These(dates(|date| {
            let date = date
                .map(|date| format!("Date: {date}\r\n"))
                .unwrap_or_default();
            (self.post)(&format!("{HEADER}{date}"), &[])
        }))
    }
}
