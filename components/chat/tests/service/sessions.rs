//! Sessions: tokens and proofs of identity.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use throughline_channel_kit::{Secret, signature};
use throughline_chat::Settings;
use throughline_contract::types::Error;
use throughline_visitor::{Keyring, LIFETIME, Session};

use crate::fake::{
    Fake, IDENTITY_SECRET, NOW, call, call_with, header, json as document, keyring, of, outcome,
    request, variables, visitor, with,
};

/// What an HMAC with this secret proves.
fn jwt(secret: &str, claims: &Value) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let header = encode(br#"{"alg":"HS256"}"#);
    let signed = format!("{header}.{}", encode(claims.to_string().as_bytes()));
    let mac = signature::hmac_sha256(&Secret::new(secret), &[signed.as_bytes()]);
    format!("{signed}.{}", encode(&mac))
}

fn claims(user: &str) -> Value {
    json!({"sub": user, "exp": NOW / 1000 + 300, "email": "Ana@example.com", "name": "Ana"})
}

fn begin(body: &Value, fake: &Fake) -> Value {
    let response = call(request("POST", "/chat/sessions", body.to_string()), fake);
    assert_eq!(response.status(), 201, "{}", document(&response));
    assert_eq!(header(&response, "cache-control"), "no-store");
    document(&response)
}

fn opened(answer: &Value) -> Session {
    let token = answer["session"]["token"].as_str().unwrap();
    keyring().open(token, NOW).unwrap()
}

#[test]
fn a_visitor_begins_and_goes_on() {
    let fake = Fake::default();
    let begun = begin(
        &json!({"language": "de-AT", "page": "https://shop.example/"}),
        &fake,
    );
    let visitor = "aa".repeat(16);
    assert_eq!(begun["session"]["id"], *visitor);
    assert_eq!(begun["session"]["expires_at"], "2026-12-22T04:17:00.123Z");
    assert_eq!(begun["session"]["user"], Value::Null);
    assert_eq!(begun["online"], true);
    let session = opened(&begun);
    assert_eq!(session.visitor, visitor);
    assert_eq!(session.language.as_deref(), Some("de"));
    let (known, token) = crate::fake::visitor();
    let again = opened(&begin(&json!({ "token": token, "later": 1 }), &fake));
    assert_eq!(again.visitor, known.visitor);
    // Nothing is recorded before somebody says something.
    assert!(fake.calls().is_empty(), "{:?}", fake.calls());
}

#[test]
fn a_token_that_is_none_begins_anew() {
    let (known, token) = visitor();
    let foreign = Keyring::new("another").unwrap().seal(&known);
    let over = keyring().seal(&Session {
        expires_at: NOW,
        ..known.clone()
    });
    let long = format!("{token}{}", "A".repeat(10_000));
    for token in ["", "x", &foreign, &over, &long, &token.replace('.', "")] {
        let begun = begin(&json!({ "token": token }), &Fake::default());
        assert_eq!(begun["session"]["id"], "aa".repeat(16), "{token}");
    }
    assert_eq!(
        opened(&begin(&json!({ "token": token }), &Fake::default())).visitor,
        known.visitor
    );
}

#[test]
fn who_is_signed_in_is_proven() {
    let fake = Fake::default();
    let (known, token) = visitor();
    let proof = jwt(IDENTITY_SECRET, &claims("ana"));
    let begun = begin(&json!({ "token": token, "identity": proof }), &fake);
    assert_eq!(begun["session"]["user"], "ana");
    assert_eq!(begun["session"]["name"], "Ana");
    let ana = opened(&begun);
    assert_eq!(ana.visitor, known.visitor, "the visitor goes on");
    assert_eq!(ana.email.as_deref(), Some("ana@example.com"));
    // Without a proof the user goes on, but for no longer.
    let held = keyring().seal(&Session {
        expires_at: NOW + 1000,
        ..ana.clone()
    });
    let resumed = opened(&begin(&json!({ "token": held }), &fake));
    assert_eq!(
        (resumed.user.as_deref(), resumed.expires_at),
        (Some("ana"), NOW + 1000)
    );
    let proven = opened(&begin(&json!({ "token": held, "identity": proof }), &fake));
    assert_eq!(proven.expires_at, NOW + LIFETIME);
    // Another user on this browser is another visitor.
    let token = keyring().seal(&ana);
    let bob = jwt(
        IDENTITY_SECRET,
        &json!({"sub": "bob", "exp": NOW / 1000 + 1}),
    );
    let bob = opened(&begin(&json!({ "token": token, "identity": bob }), &fake));
    assert_eq!((bob.user.as_deref(), bob.email), (Some("bob"), None));
    assert_eq!(bob.visitor, "aa".repeat(16));
}

#[test]
fn a_token_from_before_its_visitor_signed_in_is_nobodys() {
    let fake = Fake::default();
    let (known, before) = visitor();
    let proof = |user: &str| {
        jwt(
            IDENTITY_SECRET,
            &json!({"sub": user, "exp": NOW / 1000 + 300}),
        )
    };
    let sign_in = |user: &str| {
        let body = json!({ "token": before, "identity": proof(user) });
        opened(&begin(&body, &fake))
    };
    assert_eq!(sign_in("ana").visitor, known.visitor);
    assert_eq!(
        sign_in("ana").visitor,
        known.visitor,
        "also on a second page"
    );
    // Whoever signs in next on this browser is somebody else.
    let bob = sign_in("bob");
    assert_eq!(
        (bob.visitor, bob.user.as_deref()),
        ("aa".repeat(16), Some("bob"))
    );
    // Nobody goes on as the visitor, and nobody writes as it.
    let anew = opened(&begin(&json!({ "token": before }), &fake));
    assert_eq!(anew.visitor, "aa".repeat(16));
    let said = json!({"id": "m-000001", "text": "hi"}).to_string();
    let refused = call(of(&known, &before, "POST", "messages", said), &fake);
    assert_eq!(outcome(&refused), (401, "session_invalid".to_owned()));
    assert!(fake.recorded.borrow().is_empty());
}

#[test]
fn a_mac_proves_the_user_alone() {
    let mac = signature::hmac_sha256(&Secret::new(IDENTITY_SECRET), &[b"ana"]);
    let identity = json!({"user": "ana", "hash": hex::encode(mac)});
    let session = opened(&begin(&json!({ "identity": identity }), &Fake::default()));
    assert_eq!(session.user.as_deref(), Some("ana"));
    assert_eq!(
        (session.email, session.phone, session.name),
        (None, None, None)
    );
}

#[test]
fn what_proves_nothing_is_refused_and_the_log_says_why() {
    let good = jwt(IDENTITY_SECRET, &claims("ana"));
    let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
    let mut over = claims("ana");
    over["exp"] = (NOW / 1000).into();
    let mut nobody = claims("");
    nobody["sub"] = 7.into();
    let mac = hex::encode(signature::hmac_sha256(
        &Secret::new(IDENTITY_SECRET),
        &[b"ana"],
    ));
    for (identity, why) in [
        (json!("x"), "Malformed"),
        (json!(unsigned), "Signature"),
        (json!(jwt("another", &claims("ana"))), "Signature"),
        (json!(jwt(IDENTITY_SECRET, &over)), "Expired"),
        (json!(jwt(IDENTITY_SECRET, &nobody)), "Claim(\"sub\")"),
        (json!({"user": "bob", "hash": mac}), "Signature"),
        (json!({"user": "", "hash": mac}), "Claim(\"user\")"),
    ] {
        let fake = Fake::default();
        let body = json!({ "identity": identity }).to_string();
        let response = call(request("POST", "/chat/sessions", body), &fake);
        assert_eq!(
            outcome(&response),
            (401, "identity_invalid".to_owned()),
            "{why}"
        );
        let log = fake.log.borrow().join("\n");
        assert!(log.contains(why), "{why}: {log}");
        assert!(!log.contains("ana") && !log.contains(&good), "{log}");
        assert!(!document(&response).to_string().contains(why), "{why}");
    }
}

#[test]
fn a_body_that_is_none_is_refused() {
    for (body, expected) in [
        ("", (400, "malformed_json")),
        ("{", (400, "malformed_json")),
        (r#"{"token":"a","token":"b"}"#, (400, "malformed_json")),
        ("[]", (422, "invalid_field")),
        (r#"{"token":7}"#, (422, "invalid_field")),
        (r#"{"identity":7}"#, (422, "invalid_field")),
        (r#"{"identity":{"user":"a"}}"#, (422, "invalid_field")),
        (r#"{"identity":["a","b"]}"#, (422, "invalid_field")),
        (&" ".repeat((64 << 10) + 1), (413, "body_too_large")),
    ] {
        let response = call(request("POST", "/chat/sessions", body), &Fake::default());
        let (status, code) = outcome(&response);
        assert_eq!(
            (status, &*code),
            expected,
            "{}",
            &body[..body.len().min(40)]
        );
    }
}

#[test]
fn without_its_secrets_it_says_so() {
    let identity = r#"{"identity":"x"}"#;
    for (missing, body, expected) in [
        ("index_secret", "{}", Some("index_secret")),
        (
            "chat_identity_secret",
            identity,
            Some("chat_identity_secret"),
        ),
        ("chat_identity_secret", "{}", None),
        ("chat_identity_secret", r#"{"identity":null}"#, None),
    ] {
        let settings = Settings::read(&variables().with(missing, ""));
        let request = request("POST", "/chat/sessions", body);
        let response = call_with(request, &Fake::default(), &settings);
        match expected {
            Some(variable) => {
                let code = "channel_not_configured".to_owned();
                assert_eq!(outcome(&response), (503, code), "{missing}");
                let detail = document(&response)["detail"].to_string();
                assert!(detail.contains(variable), "{detail}");
            }
            None => assert_eq!(response.status(), 201, "{missing} {body}"),
        }
    }
}

#[test]
fn an_address_may_begin_so_often() {
    let fake = Fake::default();
    let ask = |address: &str| {
        let request = request("POST", "/chat/sessions", "{}");
        let settings = variables().with("client_address_header", "x-forwarded-for");
        let request = with(request, "x-forwarded-for", address);
        call_with(request, &fake, &Settings::read(&settings))
    };
    for _ in 0..120 {
        assert_eq!(ask("1.1.1.1, 198.51.100.1").status(), 201);
    }
    let response = ask("2.2.2.2, 198.51.100.1");
    assert_eq!(outcome(&response), (429, "too_many_requests".to_owned()));
    assert_eq!(header(&response, "retry-after"), "60");
    assert_eq!(ask("198.51.100.2").status(), 201);
}

#[test]
fn an_address_may_fail_to_prove_so_often() {
    let fake = Fake::default();
    let ask = |body: &str| call(request("POST", "/chat/sessions", body), &fake);
    for _ in 0..10 {
        assert_eq!(ask(r#"{"identity":"x"}"#).status(), 401);
    }
    let response = ask(r#"{"identity":"x"}"#);
    assert_eq!(outcome(&response), (429, "too_many_requests".to_owned()));
    assert_eq!(ask("{}").status(), 201);
}

#[test]
fn while_nobody_can_count_nobody_begins() {
    let fake = Fake {
        uncounted: Some(Error::Unavailable("disk".to_owned())),
        ..Fake::default()
    };
    let response = call(request("POST", "/chat/sessions", "{}"), &fake);
    assert_eq!(outcome(&response), (503, "store_unavailable".to_owned()));
    assert!(!document(&response).to_string().contains("disk"));
}
