//! Requests that come again: what a proof that leaves the body open does not prevent, and age.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use futures::executor::block_on;
use throughline_channel_kit::conformance::{Memory, NOW, SECRET};
use throughline_channel_kit::{Command, Settings, Webhook, respond};
use throughline_email::Email;
use throughline_email::provider::{mailgun, route};

use provider::mailgun::{MIME_PATH, form, parts, range, sign};

const MAIL: [(&str, &str); 6] = [
    ("recipient", "help@shop.example.com"),
    ("sender", "ann@example.org"),
    ("from", "ann@example.org"),
    ("subject", "x"),
    ("body-plain", "one & two"),
    (
        "message-headers",
        r#"[["From", "ann@example.org"], ["Message-Id", "<1@example.org>"]]"#,
    ),
];

fn settings() -> Settings {
    Settings::new().with("mailgun_signing_key", SECRET).with(
        "sendgrid_public_key",
        provider::sendgrid::public_keys(&[SECRET]),
    )
}

/// The status of the answer.
fn sent(webhook: &Webhook, now: u64, timeline: &Memory) -> u16 {
    let answer = block_on(respond(
        &Email,
        webhook,
        &settings(),
        now,
        "req_1",
        timeline,
    ));
    answer.response.status().as_u16()
}

/// The token's name and the digest that it is bound to.
fn bound(webhook: Webhook) -> (String, [u8; 32]) {
    let webhook = sign(webhook, SECRET);
    match mailgun::receive(&webhook, &settings(), NOW).unwrap().once {
        Some(Command::Bind { name, digest, .. }) => (name, digest),
        other => panic!("{other:?}"),
    }
}

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&MAIL, more].concat()
}

#[test]
fn a_token_serves_one_mail() {
    let timeline = Memory::default();
    let first = sign(form(&MAIL), SECRET);
    assert_eq!(sent(&first, NOW, &timeline), 200);
    let written = timeline.written();
    for (what, again, status) in [
        ("the same", form(&MAIL), 200),
        ("the same as multipart", parts(&MAIL), 200),
        (
            "another text",
            form(&with(&[("body-plain", "another")])),
            401,
        ),
        (
            "another sender",
            form(&with(&[("sender", "bob@example.org")])),
            401,
        ),
        ("a file more", parts(&with(&[("attachment-1", "x")])), 401),
        ("a field less", form(&MAIL[1..]), 401),
        ("no mail", form(&[]), 401),
    ] {
        let again = sign(again, SECRET);
        assert_eq!(sent(&again, NOW, &timeline), status, "{what}");
        assert_eq!(timeline.written(), written, "{what}");
    }
    let mut whole = first;
    whole.path = MIME_PATH.to_owned();
    assert_eq!(sent(&whole, NOW, &timeline), 401, "read as a whole message");
}

#[test]
fn a_digest_depends_on_the_content_alone() {
    let base = bound(form(&MAIL));
    assert_eq!(base.0, provider::mailgun::TOKEN);
    let mut reversed = MAIL;
    reversed.reverse();
    let mut boundary = parts(&MAIL);
    let body = String::from_utf8(boundary.body).unwrap();
    boundary.body = body.replace(provider::BOUNDARY, "another").into_bytes();
    let media = "multipart/form-data; boundary=another".parse().unwrap();
    boundary.headers.insert("content-type", media);
    let mut escaped = form(&MAIL);
    let body = String::from_utf8(escaped.body).unwrap();
    escaped.body = body.replace("recipient", "%72ecipient").into_bytes();
    for (what, same) in [
        ("multipart", parts(&MAIL)),
        ("fields in another order", form(&reversed)),
        ("another boundary", boundary),
        ("other escapes", escaped),
    ] {
        assert_eq!(bound(same), base, "{what}");
    }
    let mut digests = vec![base.1];
    for (what, other) in [
        ("a duplicate", form(&with(&[("subject", "x")]))),
        (
            "a duplicate that is other",
            form(&with(&[("subject", "y")])),
        ),
        (
            "two duplicates",
            form(&with(&[("subject", "y"), ("subject", "x")])),
        ),
        (
            "the same the other way round",
            form(&with(&[("subject", "x"), ("subject", "y")])),
        ),
        ("a byte moved to the name", form(&with(&[("xy", "z")]))),
        ("a byte moved to the value", form(&with(&[("x", "yz")]))),
        ("two fields for one", form(&with(&[("x", ""), ("yz", "")]))),
        ("a file", parts(&with(&[("attachment-1", "z")]))),
        ("the file as a field", form(&with(&[("attachment-1", "z")]))),
    ] {
        let digest = bound(other).1;
        assert!(!digests.contains(&digest), "{what}");
        digests.push(digest);
    }
}

#[test]
fn mailguns_requests_count_for_a_day() {
    let signed = NOW / 1000 - 20;
    let webhook = sign(form(&MAIL), SECRET);
    for (seconds, status) in [
        (signed, 200),
        (signed + 24 * 3600, 200),
        (signed + 24 * 3600 + 1, 401),
        (signed - 300, 200),
        (signed - 301, 401),
    ] {
        let timeline = Memory::default();
        assert_eq!(
            sent(&webhook, seconds * 1000 + 999, &timeline),
            status,
            "{seconds}"
        );
    }
}

#[test]
fn sendgrids_requests_count_for_four_days() {
    let now = NOW / 1000;
    let form = provider::sendgrid::form(&[("headers", "From: ann@example.org\n"), ("text", "x")]);
    for (seconds, status) in [
        (now, 200),
        (now - 4 * 86_400, 200),
        (now - 4 * 86_400 - 1, 401),
        (now + 300, 200),
        (now + 301, 401),
        (0, 401),
        (u64::MAX, 401),
    ] {
        let webhook = provider::sendgrid::sign_at(form.clone(), SECRET, seconds);
        assert_eq!(sent(&webhook, NOW, &Memory::default()), status, "{seconds}");
    }
}

#[test]
fn a_token_of_silly_length_is_refused() {
    for (length, status) in [(1, 200), (512, 200), (513, 401), (0, 401)] {
        let mut webhook = form(&MAIL);
        let token = range(&webhook, "token").unwrap();
        webhook.body.splice(token, vec![b'a'; length]);
        let webhook = sign(webhook, SECRET);
        assert_eq!(
            sent(&webhook, NOW, &Memory::default()),
            status,
            "{length} bytes"
        );
    }
}

#[test]
fn the_last_of_several_proofs_counts() {
    let proof = [
        ("timestamp", "1"),
        ("token", "smuggled"),
        ("signature", "00"),
    ];
    for post in [form, parts] {
        // The genuine ones come first here …
        let webhook = sign(post(&MAIL), SECRET);
        let (end, more) = provider::mailgun::another(&webhook, "signature");
        let mut wrong = webhook.clone();
        wrong.body.splice(end..end, more);
        assert_eq!(sent(&wrong, NOW, &Memory::default()), 401);
        // … and last here.
        let genuine = provider::mailgun::proof();
        let genuine = genuine.iter().map(|(name, value)| (*name, value.as_str()));
        let fields: Vec<_> = MAIL.into_iter().chain(proof).chain(genuine).collect();
        let webhook = sign(post(&fields), SECRET);
        assert_eq!(sent(&webhook, NOW, &Memory::default()), 200);
    }
}

#[test]
fn a_broken_form_proves_nothing() {
    let whole = sign(parts(&MAIL), SECRET);
    for length in 0..whole.body.len() - 4 {
        let mut cut = whole.clone();
        cut.body.truncate(length);
        assert_eq!(sent(&cut, NOW, &Memory::default()), 401, "{length} bytes");
    }
    let mut other = whole;
    let media = "application/json".parse().unwrap();
    other.headers.insert("content-type", media);
    let receive = route(&other.path).unwrap();
    let refusal = receive(&other, &settings(), NOW).unwrap_err();
    assert!(refusal.log().contains("content-type"), "{}", refusal.log());
}
