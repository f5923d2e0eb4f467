//! Hostile input: the seeds of the fuzz targets, and random requests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_email_mailgun() {
    replay("email_mailgun", checks::mailgun);
}

#[test]
fn seeds_of_email_sendgrid() {
    replay("email_sendgrid", checks::sendgrid);
}

#[test]
fn seeds_of_email_postmark() {
    replay("email_postmark", checks::postmark);
}

/// A field that the connector reads, or another, with a value that it may expect there.
fn field() -> impl Strategy<Value = (String, String)> {
    let names = [
        "recipient",
        "sender",
        "from",
        "to",
        "cc",
        "subject",
        "body-plain",
        "body-html",
        "body-mime",
        "message-headers",
        "content-id-map",
        "attachment-1",
        "attachment-x",
        "attachment1",
        "attachment-info",
        "headers",
        "text",
        "html",
        "envelope",
        "charsets",
        "SPF",
        "dkim",
        "email",
        "token",
        "timestamp",
        "signature",
        "event",
    ];
    let values = [
        "[[\"From\",\"a@example.org\"],[\"X-Mailgun-Spf\",\"Pass\"]]",
        "{\"<a>\":\"attachment-1\",\"<a>\":\"attachment-1\"}",
        "{\"attachment1\":{\"filename\":\"\\ud83d\",\"content-id\":null}}",
        "{\"to\":[],\"from\":null}",
        "{\"text\":\"iso-2022-jp\",\"html\":\"utf-7\",\"x\":1}",
        "{@a.example : pass, @ : fail, : , @b : }",
        "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x",
        "pass",
        "[[[[[[[[",
    ];
    let value = prop_oneof![
        2 => prop::sample::select(values.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,20}",
    ];
    (
        prop::sample::select(names.to_vec()).prop_map(str::to_owned),
        value,
    )
}

proptest! {
    #[test]
    fn any_fields_are_a_mail_or_kept(fields in prop::collection::vec(field(), 0..16), whole: bool) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let path = u8::from(whole) << 1;
        checks::mailgun(&[&[path][..], &provider::urlencoded(&fields)].concat());
        let parts = provider::multipart(&fields);
        checks::sendgrid(&[&[0][..], &parts].concat());
        // Without the last boundary, so that the proof can follow.
        let open = parts.len().saturating_sub(provider::BOUNDARY.len() + 8);
        checks::mailgun(&[&[path | 1][..], &parts[..open]].concat());
    }

    #[test]
    fn any_bytes_are_a_mail_or_kept(data: Vec<u8>) {
        checks::mailgun(&data);
        checks::sendgrid(&data);
        checks::postmark(&data);
        checks::sendgrid(&[&[0][..], &checks::as_multipart(&data)].concat());
    }
}
