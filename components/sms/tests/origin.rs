//! Where a request comes from: accounts, ways to sign, and what a signature does not cover.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use proptest::prelude::*;
use throughline_channel_kit::{Channel, Command, Refusal, Settings, Webhook};
use throughline_sms::Sms;

use provider::{MESSAGE, PUBLIC_URL, form, json, sign, sign_sha256};

const FORM: &str = "application/x-www-form-urlencoded";

fn settings(tokens: &str) -> Settings {
    Settings::new()
        .with("public_url", PUBLIC_URL)
        .with("twilio_auth_token", tokens)
}

fn of_account(account: &str) -> Webhook {
    form(&format!(
        "MessageSid=SM1&AccountSid={account}&From=%2B14155550100&Body=x"
    ))
}

/// `recorded`, `kept`, or the status of the refusal.
fn result(settings: &Settings, webhook: &Webhook) -> String {
    match Sms.receive(webhook, settings, 0) {
        Ok(delivery) => match &delivery.commands[..] {
            [Command::Record(_)] => "recorded".to_owned(),
            [Command::Keep(_)] => "kept".to_owned(),
            other => panic!("{other:?}"),
        },
        Err(refusal) => refusal.problem().status().to_string(),
    }
}

#[test]
fn an_account_is_proven_by_its_own_token() {
    let several = settings(r#"{"AC1":"one-old,one-new","AC2":["two"]}"#);
    for (account, secret, expected) in [
        ("AC1", "one-old", "recorded"),
        ("AC1", "one-new", "recorded"),
        ("AC2", "two", "recorded"),
        ("AC1", "two", "401"),
        ("AC2", "one-old", "401"),
        ("AC3", "two", "401"),
        // Which account it is cannot be read: any token proves it, and nothing is recorded.
        ("AC1&AccountSid=AC2", "two", "kept"),
        ("", "two", "kept"),
        ("", "three", "401"),
    ] {
        for sign in [sign, sign_sha256] {
            let seen = result(&several, &sign(of_account(account), secret));
            assert_eq!(seen, expected, "{account} by {secret}");
        }
    }
}

#[test]
fn the_algorithm_is_the_one_that_the_header_names() {
    let settings = settings("s");
    let signed = sign_sha256(of_account("AC1"), "s");
    for (header, expected) in [
        ("key=k,algorithm=HMAC_SHA256", "recorded"),
        ("algorithm=hmac_sha256", "recorded"),
        (" key=k , algorithm = HMAC_SHA256 ", "recorded"),
        ("algorithm=HMAC_SHA256,algorithm=HMAC_SHA1", "recorded"),
        ("algorithm=HMAC_SHA1", "401"),
        ("key=k", "401"),
        ("", "401"),
        ("algorithm=", "401"),
        ("algorithm=none", "401"),
        ("algorithm=HMAC_SHA512", "401"),
    ] {
        let mut webhook = signed.clone();
        let name = "x-twilio-webhooks-signature-settings";
        webhook.headers.insert(name, header.parse().unwrap());
        assert_eq!(result(&settings, &webhook), expected, "{header:?}");
    }
    let mut twice = signed;
    let name = "x-twilio-webhooks-signature-settings";
    twice
        .headers
        .append(name, "algorithm=HMAC_SHA256".parse().unwrap());
    assert_eq!(result(&settings, &twice), "401");
}

/// Twilio signs the URL of a JSON request and nothing of its body but the hash in that URL.
#[test]
fn a_body_that_the_signature_does_not_cover_is_refused() {
    let settings = settings("s");
    let body = br#"{"MessageSid":"SM1","AccountSid":"AC1","Body":"x"}"#;
    let signed = sign(json(body), "s");
    assert_eq!(result(&settings, &signed), "recorded");

    let mut as_form = signed.clone();
    as_form
        .headers
        .insert("content-type", FORM.parse().unwrap());
    assert_eq!(result(&settings, &as_form), "401");
    as_form.body.clear();
    assert_eq!(result(&settings, &as_form), "401");

    let empty_form = sign(form(""), "s");
    assert_eq!(result(&settings, &empty_form), "kept");
    let mut as_json = empty_form;
    as_json
        .headers
        .insert("content-type", "application/json".parse().unwrap());
    as_json.body = body.to_vec();
    assert_eq!(result(&settings, &as_json), "401");
    as_json.headers.remove("content-type");
    assert_eq!(result(&settings, &as_json), "401");

    let mut two_hashes = signed;
    let query = two_hashes.query.clone().unwrap();
    two_hashes.query = Some(format!("{query}&{query}"));
    assert_eq!(result(&settings, &sign(two_hashes, "s")), "401");
}

#[test]
fn a_content_type_in_any_spelling_is_understood() {
    for content_type in [
        FORM,
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-URLEncoded",
        "text/plain",
    ] {
        let mut webhook = sign(of_account("AC1"), "s");
        webhook
            .headers
            .insert("content-type", content_type.parse().unwrap());
        assert_eq!(
            result(&settings("s"), &webhook),
            "recorded",
            "{content_type}"
        );
    }
}

#[test]
fn the_signed_url_starts_with_public_url() {
    let webhook = sign(of_account("AC1"), "s");
    for (public_url, expected) in [
        ("https://hooks.example.com", "recorded"),
        ("https://hooks.example.com/", "recorded"),
        ("https://hooks.example.com:443", "recorded"),
        ("https://hooks.example.com#rc=3", "recorded"),
        ("http://hooks.example.com", "401"),
        ("https://hooks.example.org", "401"),
        ("https://hooks.example.com/base", "401"),
        ("hooks.example.com", "401"),
        ("", "503"),
    ] {
        let settings = settings("s").with("public_url", public_url);
        assert_eq!(result(&settings, &webhook), expected, "{public_url}");
    }
}

#[test]
fn a_refusal_says_what_to_do_and_shows_no_secret() {
    let refusal = |webhook: &Webhook, settings: &Settings| {
        let refusal = Sms.receive(webhook, settings, 0).unwrap_err();
        (refusal.problem().detail().to_owned(), refusal.log())
    };
    let (detail, log) = refusal(&sign(of_account("AC1"), "wrong"), &settings("hunter2"));
    assert_eq!(detail, "the request carries no valid signature");
    assert!(
        log.contains("public_url") && !log.contains("hunter2"),
        "{log}"
    );
    let (detail, _) = refusal(&of_account("AC1"), &Settings::new());
    assert!(detail.contains("`public_url`"), "{detail}");
    let no_token = settings("");
    assert!(matches!(
        Sms.receive(&of_account("AC1"), &no_token, 0),
        Err(Refusal::NotConfigured {
            variable: "twilio_auth_token",
            ..
        })
    ));
}

proptest! {
    /// Twilio signs decoded and sorted fields: any order and any escaping is the same request.
    #[test]
    fn order_and_escaping_do_not_matter(text in "\\PC{0,20}", turn in 0..4_usize, every: bool) {
        let escape = |text: &str| -> String {
            let each = text.bytes().map(|byte| match byte {
                byte if !every && byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            });
            each.collect()
        };
        let fields = [("MessageSid", "SM1"), ("AccountSid", "AC1"), ("From", "+14155550100"), ("Body", &*text)];
        let mut written = fields.map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        let body = |written: &[String]| form(&written.join("&")).body;
        let signed = sign(provider::webhook(MESSAGE, None, FORM, &body(&written)), "s");
        let expected = Sms.receive(&signed, &settings("s"), 0);
        prop_assert!(expected.is_ok());
        written.rotate_left(turn);
        let mut again = signed;
        again.body = body(&written);
        again.body = String::from_utf8(again.body).unwrap().replace("%20", "+").into_bytes();
        prop_assert_eq!(Sms.receive(&again, &settings("s"), 0), expected);
    }
}
