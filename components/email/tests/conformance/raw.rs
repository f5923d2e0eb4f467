//! Raw mails against the contract.

use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{
    Cases, Memory, Outcome, SECRET, TestBed, configured, forged_headers, send,
};
use throughline_channel_kit::signature::sha256;
use throughline_channel_kit::types::Timestamp;
use throughline_email::Email;

/// A service that holds a key.
struct Raw;

const PATH: &str = "/webhooks/email/raw";
/// `Bearer `, whose case does not matter (RFC 9110 11.1).
const SCHEME: usize = 7;

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};

fn post(content_type: &'static str, body: impl Into<Vec<u8>>) -> Webhook {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    Webhook {
        method: Method::POST,
        path: PATH.to_owned(),
        query: None,
        headers,
        body: body.into(),
    }
}

/// A mail with these fields besides.
fn mail(fields: &str) -> Webhook {
    post(
        "message/rfc822",
        format!(
            "From: Ann <ann@example.org>\r\nTo: support@example.com\r\nSubject: Parcel\r\n\
             Message-ID: <m1@example.org>\r\n{fields}\r\nWhere is my parcel?\r\n"
        ),
    )
}

/// `api_keys` with these keys.
fn api_keys(keys: &[&str], scopes: &[&str]) -> String {
    let entry = |(at, key): (usize, &&str)| {
        let digest = hex::encode(sha256(key.as_bytes()));
        serde_json::json!({ "name": format!("key{at}"), "sha256": digest, "scopes": scopes })
    };
    let entries = keys.iter().enumerate().map(entry).collect();
    serde_json::Value::Array(entries).to_string()
}

impl TestBed for Raw {
    type Channel = Email;
    const SECRET_VARIABLE: &'static str = "api_keys";

    fn channel(&self) -> Email {
        Email
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn variable(&self, secrets: &[&str]) -> String {
        api_keys(secrets, &["read", "write"])
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    fn forgeries(&self, genuine: &Webhook) -> Vec<(String, Webhook)> {
        let proof = |webhook: &Webhook| {
            let value = webhook.header("authorization")?;
            let (scheme, key) = value.split_at_checked(SCHEME)?;
            Some((scheme.to_ascii_lowercase(), key.to_owned()))
        };
        let forgeries = forged_headers(self.proof_headers(), genuine).into_iter();
        forgeries
            .filter(|(_, forged)| proof(forged) != proof(genuine))
            .collect()
    }

    fn body_is_signed(&self) -> Result<(), &'static str> {
        Err("a service key proves who calls; HTTPS keeps the body")
    }

    fn sign(&self, mut webhook: Webhook, secret: &str) -> Webhook {
        let value = HeaderValue::from_str(&format!("Bearer {secret}")).unwrap();
        webhook.headers.insert("authorization", value);
        webhook
    }

    fn sample(&self) -> Webhook {
        mail("")
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::NoneBecause("the proof does not cover the body")
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause("a request is one mail")
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("JSON", post("application/json", mail("").body)),
            (
                "what curl declares unless told otherwise",
                post("application/x-www-form-urlencoded", mail("").body),
            ),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("nothing", post("message/rfc822", "")),
            ("no field", post("message/rfc822", "Dear all,\r\nhello\r\n")),
            ("bytes", post("message/rfc822", [0, 159, 146, 150])),
        ])
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        Cases::These(vec![
            ("two subjects", (mail("Subject: Invoice\r\n"), WRITTEN)),
            (
                "two message ids",
                (mail("Message-ID: <m2@example.org>\r\n"), WRITTEN),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause(
            "our own mail is told from a forged one by a trusted Authentication-Results only",
        )
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let dated = |date: &str| mail(&format!("Date: {date}\r\n"));
        let second = Some(1_795_320_905_000);
        Cases::These(vec![
            (
                "RFC 5322",
                (dated("Sun, 22 Nov 2026 05:15:05 +0100"), second),
            ),
            (
                "a zone by name and a comment",
                (dated("Sun, 22 Nov 2026 04:15:05 GMT (sunny)"), second),
            ),
            (
                "Eastern time by name",
                (dated("Sat, 21 Nov 2026 23:15:05 EST"), second),
            ),
            (
                "folded",
                (dated("Sun, 22 Nov 2026\r\n 04:15:05 +0000"), second),
            ),
            ("RFC 3339", (dated("2026-11-22T05:15:05+01:00"), second)),
            (
                "no such day",
                (dated("Sun, 31 Feb 2026 04:15:05 +0000"), None),
            ),
            ("empty", (dated(""), None)),
            ("absent", (self.sample(), None)),
        ])
    }
}

throughline_channel_kit::conformance!(Raw, "raw");

#[test]
fn a_key_without_the_scope_is_forbidden() {
    let settings = configured(&Raw).with("api_keys", api_keys(&[SECRET], &["read", "admin"]));
    let request = Raw.sign(Raw.sample(), SECRET);
    let timeline = Memory::default();
    let seen = send(&Raw, &settings, &request, &timeline);
    assert_eq!(seen.status, 403, "{}", seen.text());
    assert_eq!(timeline.calls(), 0);
}

#[test]
fn the_default_of_no_keys_is_not_configured() {
    for none in ["[]", " [ ] "] {
        let settings = configured(&Raw).with("api_keys", none);
        let request = Raw.sign(Raw.sample(), SECRET);
        let seen = send(&Raw, &settings, &request, &Memory::default());
        assert_eq!(seen.status, 503, "{}", seen.text());
        assert_eq!(seen.code.as_deref(), Some("channel_not_configured"));
    }
}

#[test]
fn the_caller_is_told_what_was_recorded() {
    let timeline = Memory::default();
    let request = Raw.sign(Raw.sample(), SECRET);
    let seen = send(&Raw, &configured(&Raw), &request, &timeline);
    let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(body["recorded"][0]["interaction_id"], "int_0");
    assert_eq!(body["recorded"][0]["duplicate"], false);
    let kept = Raw.sign(post("message/rfc822", "no mail"), SECRET);
    let seen = send(&Raw, &configured(&Raw), &kept, &timeline);
    let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    let reason = "no mail: it begins with no header field";
    assert_eq!(body["recorded"], serde_json::json!([]));
    assert_eq!(body["kept"][0]["reason"], reason);
}
