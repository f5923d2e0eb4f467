//! Postmark's inbound webhook against the contract.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_email::Email;

/// Postmark, which calls with the user and password of the webhook's URL.
struct Postmark;

const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};

fn post(body: impl Into<Vec<u8>>) -> Webhook {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    Webhook {
        method: Method::POST,
        path: "/webhooks/email/postmark".to_owned(),
        query: None,
        headers,
        body: body.into(),
    }
}

/// A mail with these members besides.
fn mail(members: &str) -> Webhook {
    post(format!(
        r#"{{"FromFull":{{"Email":"ann@example.org","Name":"Ann","MailboxHash":""}},
            "ToFull":[{{"Email":"support@example.com","Name":"","MailboxHash":""}}],
            "OriginalRecipient":"support@example.com","Subject":"Parcel",
            "MessageID":"22c74902-a0c1-4511-804f-341342852c90",
            "Headers":[{{"Name":"Message-ID","Value":"<m1@example.org>"}}],
            "Attachments":[]{members}}}"#
    ))
}

impl TestBed for Postmark {
    type Channel = Email;
    const SECRET_VARIABLE: &'static str = "postmark_inbound_auth";

    fn channel(&self) -> Email {
        Email
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn variable(&self, secrets: &[&str]) -> String {
        let pairs = secrets.iter().map(|secret| format!("postmark:{secret}"));
        pairs.collect::<Vec<_>>().join(",")
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    fn body_is_signed(&self) -> Result<(), &'static str> {
        Err("user and password prove who calls; HTTPS keeps the body")
    }

    fn sign(&self, mut webhook: Webhook, secret: &str) -> Webhook {
        let credentials = STANDARD.encode(format!("postmark:{secret}"));
        let value = HeaderValue::from_str(&format!("Basic {credentials}")).unwrap();
        webhook.headers.insert("authorization", value);
        webhook
    }

    fn sample(&self) -> Webhook {
        mail(r#","TextBody":"Where is my parcel?\n\nAnn \ud83d\udc4b""#)
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::NoneBecause("the proof does not cover the body")
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause("Postmark sends one mail with each request")
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            (
                "a bounce webhook",
                post(r#"{"RecordType":"Bounce","MessageID":"1","Type":"HardBounce"}"#),
            ),
            (
                "an event of tomorrow",
                mail(r#","RecordType":"Daydream","TextBody":"x""#),
            ),
            ("no mail", post("{}")),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let deep = format!(r#","New":{}{}"#, "[".repeat(64), "]".repeat(64));
        let mut latin = mail(r#","TextBody":"caf?""#);
        if let Some(byte) = latin.body.iter_mut().rfind(|byte| **byte == b'?') {
            *byte = 0xe9;
        }
        Cases::These(vec![
            ("a lone surrogate", mail(r#","TextBody":"\ud83d""#)),
            ("not UTF-8", latin),
            ("nothing", post("")),
            ("JSON that ends early", post(r#"{"Subject":"x""#)),
            ("JSON that is no object", post(r#"["Subject","x"]"#)),
            ("depth 65", mail(&deep)),
            ("a text that is a number", mail(r#","TextBody":7"#)),
            (
                "raw source that is no mail",
                post(r#"{"RawEmail":"\n\nno header"}"#),
            ),
            (
                "a form",
                post("Subject=x&TextBody=y&Headers=%5B%5D&MessageID=1"),
            ),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let twice = r#","TextBody":"x","Tag":"a","Tag":"a""#;
        let headers = r#"{"FromFull":{"Email":"ann@example.org"},"TextBody":"x","Headers":[
            {"Name":"Message-ID","Value":"<m1@example.org>"},
            {"Name":"X-Note","Value":"1"},{"Name":"X-Note","Value":"2"}]}"#;
        Cases::These(vec![
            (
                "two texts",
                (mail(r#","TextBody":"x","TextBody":"y""#), KEPT),
            ),
            ("a member of no interest twice", (mail(twice), KEPT)),
            (
                "attachments under both of their names",
                (
                    mail(r#","TextBody":"x","Attachments":[{"Content":"eA==","Data":"eQ=="}]"#),
                    KEPT,
                ),
            ),
            ("a header field twice", (post(headers), WRITTEN)),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        // Written in another mail program, with us in Bcc.
        let fields = r#"{"Name":"Message-ID","Value":"<o1@example.com>"},
            {"Name":"X-Spam-Tests","Value":"DKIM_SIGNED,DKIM_VALID,DKIM_VALID_AU"}"#;
        let ours = post(format!(
            r#"{{"FromFull":{{"Email":"support@example.com"}},
                "ToFull":[{{"Email":"ann@example.org"}}],"OriginalRecipient":"support@example.com",
                "Subject":"Parcel","TextBody":"It is on its way.","Headers":[{fields}]}}"#
        ));
        Cases::These(vec![("an answer that was not sent from here", ours)])
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let dated = |date: &str| mail(&format!(r#","TextBody":"x","Date":"{date}""#));
        let minute = Some(1_795_320_900_000);
        Cases::These(vec![
            (
                "RFC 5322",
                (dated("Sun, 22 Nov 2026 05:15:00 +0100"), minute),
            ),
            (
                "a zone by name",
                (dated("Sun, 22 Nov 2026 04:15:00 GMT"), minute),
            ),
            (
                "without the day of the week",
                (dated("22 Nov 2026 04:15:00 +0000"), minute),
            ),
            (
                "two digits for the year",
                (dated("Sun, 22 Nov 26 04:15:00 +0000"), minute),
            ),
            ("RFC 3339", (dated("2026-11-22T04:15:00Z"), minute)),
            ("no date", (dated("yesterday"), None)),
            ("empty", (dated(""), None)),
            ("absent", (mail(r#","TextBody":"x""#), None)),
        ])
    }
}

throughline_channel_kit::conformance!(Postmark, "postmark");
