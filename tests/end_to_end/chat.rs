//! Live chat and self-service from end to end: a visitor's own conversation, and nothing else of anybody.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use throughline_tests::{Answer, App, Mailgun, Provider, SIGNING_KEY, Setup};

const SECRET: &str = "a-secret-of-the-site";

fn setup() -> Setup {
    Setup::default()
        .variable("tick_key", "a-tick-key")
        .variable("chat_identity_secret", SECRET)
        .variable("chat_allowed_origins", "https://shop.example")
}

fn jwt(claims: &Value) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        encode(br#"{"alg":"HS256","typ":"JWT"}"#),
        encode(claims.to_string().as_bytes())
    );
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", encode(&mac.finalize().into_bytes()))
}

fn proof(user: &str, also: &Value) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let mut claims = json!({"sub": user, "exp": now + 300});
    claims
        .as_object_mut()
        .unwrap()
        .extend(also.as_object().unwrap().clone());
    jwt(&claims)
}

/// A visitor's browser.
struct Visitor<'a> {
    app: &'a App,
    id: String,
    token: String,
}

impl<'a> Visitor<'a> {
    fn arrives(app: &'a App, body: &Value) -> Self {
        let answer = app.send("POST", "/chat/sessions", &[], body.to_string().as_bytes());
        assert_eq!(answer.status, 201, "{}", answer.text);
        let session = answer.json()["session"].clone();
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        Self {
            app,
            id: text("id"),
            token: text("token"),
        }
    }

    fn ask(&self, method: &str, what: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        let path = format!("/chat/sessions/{}/{what}", self.id);
        self.app.send(method, &path, &all, body)
    }

    fn says(&self, text: &str, details: &Value) -> Answer {
        static SAID: AtomicU32 = AtomicU32::new(0);
        let id = format!("message-{}", SAID.fetch_add(1, Ordering::Relaxed));
        let body = json!({"id": id, "text": text, "details": details});
        self.ask("POST", "messages", &[], body.to_string().as_bytes())
    }

    fn sees(&self) -> Value {
        let answer = self.ask("GET", "messages", &[], b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    fn texts(&self) -> Vec<String> {
        let seen = self.sees();
        let items = seen["items"].as_array().unwrap();
        items
            .iter()
            .map(|i| i["text"].as_str().unwrap_or("").to_owned())
            .collect()
    }
}

fn open_ticket(app: &App) -> String {
    let open = app.get("/v1/tickets?status=open").json();
    open["items"][0]["id"].as_str().unwrap().to_owned()
}

fn reply(app: &App, ticket: &str, text: &str) -> String {
    let answer = app.post(
        &format!("/v1/tickets/{ticket}/replies"),
        &json!({"text": text, "agent": "Ana"}),
    );
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn tick(app: &App) -> Value {
    let headers = [("authorization", "Bearer a-tick-key")];
    let answer = app.send("POST", "/tick", &headers, b"");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn interaction(app: &App, id: &str) -> Value {
    app.get(&format!("/v1/interactions/{id}")).json()
}

#[test]
fn a_visitor_and_an_agent_talk() {
    let app = setup().start();
    let visitor = Visitor::arrives(&app, &json!({"language": "de"}));
    assert!(visitor.texts().is_empty());
    let said = visitor.says("Where is my order?", &json!({}));
    assert_eq!(said.status, 201, "{}", said.text);
    let first = visitor.ask("GET", "messages", &[], b"");
    let etag = first.header("etag").unwrap().to_owned();
    let same = visitor.ask("GET", "messages", &[("if-none-match", &etag)], b"");
    assert_eq!((same.status, same.text.as_str()), (304, ""));

    let ticket = open_ticket(&app);
    let signal = app.post(
        &format!("/v1/tickets/{ticket}/presence"),
        &json!({"agent": "Ana", "typing": true, "read": true}),
    );
    assert_eq!(signal.status, 204, "{}", signal.text);
    let typing = visitor.ask("GET", "messages", &[("if-none-match", &etag)], b"");
    assert_eq!(
        (typing.status, &typing.json()["agent"]["typing"]),
        (200, &json!(true))
    );
    assert_eq!(
        visitor
            .ask("POST", "typing", &[], br#"{"typing":true}"#)
            .status,
        204
    );
    let shown = app.get(&format!("/v1/tickets/{ticket}")).json();
    assert_eq!(
        (&shown["presence"]["online"], &shown["presence"]["typing"]),
        (&json!(true), &json!(true))
    );

    let answer = reply(&app, &ticket, "On its way.");
    assert_eq!(visitor.texts(), ["Where is my order?", "On its way."]);
    tick(&app);
    assert_eq!(interaction(&app, &answer)["delivery"]["status"], "sent");
    let seen = visitor.sees()["items"][1].clone();
    let upto = json!({"upto": seen["at"]}).to_string();
    assert_eq!(
        visitor.ask("POST", "read", &[], upto.as_bytes()).status,
        204
    );
    assert_eq!(interaction(&app, &answer)["delivery"]["status"], "read");

    // Events say the same, for those who would rather listen.
    let events = visitor.ask("GET", "events", &[], b"");
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    assert!(events.text.contains("On its way."), "{}", events.text);
}

#[test]
fn nobody_sees_what_is_not_theirs() {
    let app = setup().start();
    let ana = Visitor::arrives(&app, &json!({}));
    assert_eq!(ana.says("A secret", &json!({})).status, 201);
    let headers = [("content-type", "text/plain")];
    let sent = ana.ask(
        "POST",
        "files?id=file-0001&name=a.txt",
        &headers,
        b"For you",
    );
    assert_eq!(sent.status, 201, "{}", sent.text);
    let file = ana.sees()["items"][1]["attachments"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let fetched = ana.ask("GET", &format!("files/{file}"), &[], b"");
    assert_eq!(fetched.text, "For you");
    assert_eq!(
        fetched
            .header("content-disposition")
            .map(|d| d.starts_with("attachment")),
        Some(true)
    );

    let mallory = Visitor::arrives(&app, &json!({}));
    assert!(mallory.texts().is_empty());
    assert_eq!(
        mallory
            .ask("GET", &format!("files/{file}"), &[], b"")
            .status,
        404
    );
    let borrowed = Visitor {
        id: ana.id.clone(),
        app: &app,
        token: mallory.token.clone(),
    };
    for (method, what) in [("GET", "messages"), ("POST", "messages"), ("GET", "events")] {
        let refused = borrowed.ask(method, what, &[], b"{}");
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (401, &json!("session_invalid"))
        );
    }
    let elsewhere = mallory.ask(
        "GET",
        "messages",
        &[("origin", "https://evil.example")],
        b"",
    );
    assert_eq!(
        (elsewhere.status, &elsewhere.json()["code"]),
        (403, &json!("origin_not_allowed"))
    );
}

#[test]
fn typing_somebody_elses_address_joins_nothing() {
    let app = setup().variable("mailgun_signing_key", SIGNING_KEY).start();
    let mail = |id: &str| Mailgun::new(id, "dana@example.com", "My parcel is lost.");
    assert_eq!(mail("m1").deliver(&app).status, 200);
    let lookup = || {
        app.get("/v1/customers/lookup?email=dana%40example.com")
            .json()
    };
    let before = lookup();
    let mallory = Visitor::arrives(&app, &json!({}));
    let details = json!({"name": "Dana", "email": "Dana@example.com", "phone": "+14155550100"});
    assert_eq!(
        mallory.says("I am Dana. Where is it?", &details).status,
        201
    );
    assert_eq!(mallory.texts(), ["I am Dana. Where is it?"]);
    let after = lookup();
    assert_eq!(after["customer"]["id"], before["customer"]["id"]);
    assert_eq!(
        after["customer"]["identities"],
        before["customer"]["identities"]
    );
    assert_eq!(after["timeline"], before["timeline"]);
    // A wrong proof, and none at all, change nothing either.
    let forged = proof("dana", &json!({"email": "dana@example.com"}));
    let forged =
        json!({"identity": format!("{}x", forged.trim_end_matches(|c: char| c.is_alphanumeric()))});
    let refused = app.send("POST", "/chat/sessions", &[], forged.to_string().as_bytes());
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (401, &json!("identity_invalid"))
    );
    // Whoever owns the address proves it, and is one customer with it.
    let dana = Visitor::arrives(
        &app,
        &json!({"identity": proof("dana", &json!({"email": "dana@example.com"}))}),
    );
    assert_eq!(dana.says("It is me.", &json!({})).status, 201);
    let joined = lookup();
    assert_eq!(joined["timeline"]["items"].as_array().unwrap().len(), 2);
    assert_eq!(dana.texts(), ["It is me."], "the chat shows the chat");
    assert!(!mallory.texts().contains(&"It is me.".to_owned()));
}

#[test]
fn a_visitor_becomes_known_and_no_second_user_joins_them() {
    let app = setup().start();
    let before = Visitor::arrives(&app, &json!({}));
    let events = json!({"events": [
        {"id": "event-001", "type": "search", "query": "refund", "results": 0},
        {"id": "event-002", "type": "article_view", "slug": "returns", "title": "Returns"},
        {"id": "event-003", "type": "vote", "slug": "returns", "helpful": false},
        {"id": "event-004", "type": "assistant", "question": "Can I return it?", "answer": "Within 30 days."},
    ]});
    let bearer = format!("Bearer {}", before.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let told = app.send(
        "POST",
        "/help/events",
        &headers,
        events.to_string().as_bytes(),
    );
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(
        app.get("/v1/tickets?status=open").json()["items"],
        json!([]),
        "reading is no question"
    );
    assert_eq!(before.says("I need a person", &json!({})).status, 201);

    let sign_in = |user: &str| {
        Visitor::arrives(
            &app,
            &json!({"token": before.token, "identity": proof(user, &json!({}))}),
        )
    };
    let ana = sign_in("ana");
    assert_eq!(ana.id, before.id);
    assert_eq!(ana.says("It is Ana", &json!({})).status, 201);
    assert_eq!(ana.texts(), ["I need a person", "It is Ana"]);
    let known = app.get("/v1/customers/lookup?identity=user:ana").json();
    let kinds: Vec<&str> = known["timeline"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "message",
            "message",
            "answer",
            "question",
            "vote",
            "article_view",
            "search"
        ]
    );

    let bob = sign_in("bob");
    assert_ne!(bob.id, ana.id);
    assert_eq!(bob.says("It is Bob", &json!({})).status, 201);
    assert_eq!(bob.texts(), ["It is Bob"]);
    let other = app.get("/v1/customers/lookup?identity=user:bob").json();
    assert_ne!(other["customer"]["id"], known["customer"]["id"]);
    let late = before.says("Still the one from before", &json!({}));
    assert_eq!(
        (late.status, &late.json()["code"]),
        (401, &json!("session_invalid"))
    );
    let late = app.send(
        "POST",
        "/help/events",
        &headers,
        events.to_string().as_bytes(),
    );
    assert_eq!(late.status, 401);
}

#[test]
fn an_answer_to_whoever_left_goes_by_mail() {
    let taken = r#"{"id":"<m@example.com>","message":"Queued. Thank you."}"#;
    let provider = Provider::answering(vec![Some(("200 OK", taken))]);
    let app = setup()
        .variable("mailgun_api_key", "key-0")
        .variable("mailgun_domain", "mg.example.com")
        .variable("mailgun_api_base", &provider.base())
        .variable("email_from", "help@mg.example.com")
        .start();
    let visitor = Visitor::arrives(&app, &json!({}));
    // Never looks: nobody is there.
    let said = visitor.says("Please write to me", &json!({"email": "ana@example.com"}));
    assert_eq!(said.status, 201, "{}", said.text);
    let ticket = open_ticket(&app);
    let answer = reply(&app, &ticket, "Your order is on its way.");
    assert_eq!(tick(&app)["sent"], 1);
    assert_eq!(interaction(&app, &answer)["delivery"]["status"], "sent");
    let mail = provider.taken().remove(0).text();
    assert!(
        mail.contains("ana@example.com") && mail.contains("Your order is on its way."),
        "{mail}"
    );
    // It is there as well when the visitor comes back, and then nothing is mailed.
    assert_eq!(
        visitor.texts(),
        ["Please write to me", "Your order is on its way."]
    );
    let second = reply(&app, &ticket, "Anything else?");
    assert_eq!(tick(&app)["sent"], 1);
    assert_eq!(interaction(&app, &second)["delivery"]["status"], "sent");
}
