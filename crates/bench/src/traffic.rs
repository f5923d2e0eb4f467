//! The requests: signed messages as Twilio posts them, lookups by phone, and the floor's.

use crate::load::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::Full;
use hyper::Method;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use throughline_floor::plan::{Plan, Step};
use throughline_journal::Draft;
use throughline_journal::entry::{Direction, Identity, Participant, Verdict, Visibility};

/// Names logs, and seals the tokens of visitors.
pub const INDEX_SECRET: &str = "the-bench-names-logs-with-this";
const AUTH_TOKEN: &str = "the-bench-signs-like-twilio-does";
const API_KEY: &str = "the-bench-reads-with-this-key";
const PUBLIC_URL: &str = "https://bench.example.com";
const WEBHOOK: &str = "/webhooks/sms/twilio";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const BUSINESS: &str = "+14155550199";
const TEXT: &str = "Hello, my order 4711 has not arrived yet and the tracking page shows nothing \
                    since Monday. Could you please have a look? Thank you!";

/// The application's variables, in the format of `.env`.
pub fn variables() -> String {
    let digest = hex::encode(Sha256::digest(API_KEY));
    format!(
        "SPIN_VARIABLE_PUBLIC_URL={PUBLIC_URL}\n\
         SPIN_VARIABLE_INDEX_SECRET={INDEX_SECRET}\n\
         SPIN_VARIABLE_TWILIO_AUTH_TOKEN={AUTH_TOKEN}\n\
         SPIN_VARIABLE_API_KEYS='[{{\"name\":\"bench\",\"sha256\":\"{digest}\",\"scopes\":[\"read\",\"write\",\"agent\"]}}]'\n"
    )
}

/// A customer's number.
pub fn phone(customer: u64) -> String {
    format!("+1646{customer:07}")
}

fn sid(customer: u64, n: u64) -> String {
    format!("SM{customer:012x}{n:020x}")
}

/// A customer's `n`-th message, signed:
/// <https://www.twilio.com/docs/usage/security#validating-requests>.
pub fn message(customer: u64, n: u64) -> Request {
    let (sid, from) = (sid(customer, n), phone(customer));
    // In the order of their names, as they are signed.
    let form = [
        ("AccountSid", ACCOUNT),
        ("ApiVersion", "2010-04-01"),
        ("Body", TEXT),
        ("From", &from),
        ("FromCountry", "US"),
        ("MessageSid", &sid),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsMessageSid", &sid),
        ("SmsStatus", "received"),
        ("To", BUSINESS),
        ("ToCountry", "US"),
    ];
    #[allow(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(AUTH_TOKEN.as_bytes()).expect("a key");
    mac.update(PUBLIC_URL.as_bytes());
    mac.update(WEBHOOK.as_bytes());
    for (name, value) in form {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let builder = hyper::Request::post(WEBHOOK)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signature);
    finish(builder, body.into())
}

/// The same message as the journal gets it from the connector; for the floor's plans.
pub fn draft(customer: u64, n: u64) -> Draft {
    let identity = |value: String| Identity {
        kind: "phone".to_owned(),
        value,
    };
    let attributes =
        br#"{"ApiVersion":"2010-04-01","FromCountry":"US","NumSegments":"1","ToCountry":"US"}"#;
    Draft {
        channel: "sms".to_owned(),
        provider: "twilio".to_owned(),
        account: ACCOUNT.to_owned(),
        message_id: sid(customer, n),
        direction: Direction::Inbound,
        kind: "message".to_owned(),
        visibility: Visibility::Private,
        occurred_at: None,
        customer: Participant {
            identity: identity(phone(customer)),
            verdict: Verdict::Pass,
        },
        also: Vec::new(),
        business: vec![identity(BUSINESS.to_owned())],
        subject: None,
        text: Some(TEXT.to_owned()),
        attachments: Vec::new(),
        passages: Default::default(),
        parties: vec![],
        thread: None,
        references: vec![],
        topic: None,
        reply_tokens: vec![],
        ticket: None,
        agent: None,
        attributes: Some(attributes.to_vec()),
        language: None,
        consent: None,
        amendable: false,
        answerable: true,
    }
}

/// A lookup of a customer by phone.
pub fn lookup(customer: u64) -> Request {
    let path = format!("/v1/customers/lookup?phone=%2B{}", &phone(customer)[1..]);
    let builder = hyper::Request::get(path).header("authorization", format!("Bearer {API_KEY}"));
    finish(builder, Bytes::new())
}

/// Joins two customers, or parts them: `merge` or `unmerge`.
pub fn join(what: &str, id: &str, other: &str) -> Request {
    let builder = hyper::Request::post(format!("/v1/customers/{id}/{what}"))
        .header("authorization", format!("Bearer {API_KEY}"))
        .header("content-type", "application/json");
    finish(builder, format!("{{\"other\":\"{other}\"}}").into())
}

/// `request` as the floor's: the same head and body, but the path says what to do.
pub fn floor(mut request: Request, customer: u64, plan: &Plan, answer: usize) -> Request {
    let path = format!("/floor/{customer}?steps={plan}&answer={answer}");
    #[allow(clippy::expect_used, reason = "digits and a plan's characters")]
    let path = path.parse().expect("a path");
    *request.uri_mut() = path;
    request
}

/// Writes what the plans of a customer at the floor read.
pub fn prepare<'a>(customer: u64, plans: impl Iterator<Item = &'a Plan>) -> Request {
    let mut gets: Vec<Step> = Vec::new();
    for step in plans.flat_map(|plan| &plan.0) {
        if matches!(step, Step::Get(sizes) if sizes.iter().any(Option::is_some))
            && !gets.contains(step)
        {
            gets.push(step.clone());
        }
    }
    let mut request = floor(lookup(customer), customer, &Plan(gets), 0);
    *request.method_mut() = Method::PUT;
    request
}

fn finish(builder: hyper::http::request::Builder, body: Bytes) -> Request {
    #[allow(clippy::expect_used, reason = "every part is one of this file's")]
    builder
        .header("host", "bench.example.com")
        .body(Full::new(body))
        .expect("a request")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signed by Twilio's rules in another way: names and values of the body that is sent, sorted.
    #[test]
    fn a_message_is_signed_over_what_it_sends() {
        use http_body_util::BodyExt;
        let request = message(7, 3);
        let signature = request.headers()["x-twilio-signature"].clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let body = runtime
            .block_on(request.into_body().collect())
            .unwrap()
            .to_bytes();
        let mut form: Vec<_> = form_urlencoded::parse(&body).into_owned().collect();
        form.sort();
        let signed: String = form.iter().map(|(n, v)| format!("{n}{v}")).collect();
        let mut mac = Hmac::<Sha1>::new_from_slice(AUTH_TOKEN.as_bytes()).unwrap();
        mac.update(format!("{PUBLIC_URL}{WEBHOOK}{signed}").as_bytes());
        let expected = STANDARD.encode(mac.finalize().into_bytes());
        assert_eq!(signature.to_str().unwrap(), expected);
        assert!(signed.contains("From+16460000007"), "{signed}");
    }
}
