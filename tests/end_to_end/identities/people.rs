//! Asking the application about people.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use throughline_tests::{App, KEY, SIGNING_KEY, Setup};

pub const PHONE: &str = "+14155550123";
pub const EMAIL: &str = "ana@example.com";

/// An application whose key may do everything, which takes chat and mail.
pub fn setup() -> Setup {
    let digest = Sha256::digest(KEY);
    let sha256: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    let keys = json!([{"name": "tests", "sha256": sha256,
        "scopes": ["read", "write", "agent", "admin"]}]);
    Setup::default()
        .variable("api_keys", &keys.to_string())
        .variable("chat_identity_secret", "a-secret-of-the-site")
        .variable("email_from", "Help <help@example.com>")
        .variable("email_authserv_ids", "mx.example.com")
        .variable("mailgun_signing_key", SIGNING_KEY)
}

/// The body of an interaction: kind, value and proof of each identity.
pub fn said(id: &str, who: &[(&str, &str, bool)], text: &str) -> Value {
    let identities: Vec<Value> = who
        .iter()
        .map(|(kind, value, verified)| json!({"kind": kind, "value": value, "verified": verified}))
        .collect();
    json!({"channel": "legacy", "provider": "desk", "provider_message_id": id,
        "direction": "inbound", "kind": "message", "text": text, "identities": identities})
}

/// The same with another member.
pub fn changed(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

/// Records a message, and answers its receipt.
pub fn record(app: &App, id: &str, who: &[(&str, &str, bool)], text: &str) -> Value {
    let answer = app.post("/v1/interactions", &said(id, who, text));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn lookup(app: &App, kind: &str, value: &str) -> throughline_tests::Answer {
    let identity = json!({"kind": kind, "value": value});
    let body = json!({"identity": identity, "timeline": 50});
    app.post("/v1/customers/lookup", &body)
}

/// The lookup of an identity that somebody owns.
pub fn found(app: &App, kind: &str, value: &str) -> Value {
    let answer = lookup(app, kind, value);
    assert_eq!(answer.status, 200, "{kind}:{value}: {}", answer.text);
    answer.json()
}

/// Who owns an identity.
pub fn owner(app: &App, kind: &str, value: &str) -> String {
    let id = &found(app, kind, value)["customer"]["id"];
    id.as_str().unwrap().to_owned()
}

/// Nobody owns it.
pub fn nowhere(app: &App, kind: &str, value: &str) {
    let answer = lookup(app, kind, value);
    assert_eq!(answer.status, 404, "{kind}:{value}: {}", answer.text);
}

/// Why a customer is one person.
pub fn explained(app: &App, id: &str) -> Value {
    let answer = app.get(&format!("/v1/customers/{id}/explain"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The context of a customer, as it is.
pub fn context(app: &App, id: &str, format: &str, budget: usize) -> String {
    let path = format!("/v1/customers/{id}/context?format={format}&budget={budget}");
    let answer = app.get(&path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

/// What is on a customer's timeline, the newest first.
pub fn texts(app: &App, id: &str) -> Vec<String> {
    names(&json!(app.whole_timeline(id, 50)), "text")
}

/// A member of each item.
pub fn names(list: &Value, member: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|item| item[member].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// No answer about this customer has any of these words.
pub fn silent_about(app: &App, id: &str, words: &[&str]) {
    let customer = app.get(&format!("/v1/customers/{id}?timeline=50"));
    assert_eq!(customer.status, 200, "{}", customer.text);
    let mut answers = vec![
        customer.text.clone(),
        json!(app.whole_timeline(id, 50)).to_string(),
        explained(app, id).to_string(),
        context(app, id, "markdown", 20_000),
        context(app, id, "json", 20_000),
    ];
    for ticket in customer.json()["tickets"].as_array().unwrap() {
        let ticket = ticket["id"].as_str().unwrap();
        answers.push(app.get(&format!("/v1/tickets/{ticket}")).text);
    }
    for answer in answers {
        for word in words {
            assert!(!answer.contains(word), "{word:?} in {answer}");
        }
    }
}

/// A browser in live chat.
pub struct Visitor<'a> {
    app: &'a App,
    id: String,
    path: String,
    bearer: String,
}

impl<'a> Visitor<'a> {
    pub fn arrives(app: &'a App) -> Self {
        let answer = app.send("POST", "/chat/sessions", &[], b"{}");
        assert_eq!(answer.status, 201, "{}", answer.text);
        let session = answer.json()["session"].clone();
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        Self {
            app,
            id: text("id"),
            path: format!("/chat/sessions/{}/messages", text("id")),
            bearer: format!("Bearer {}", text("token")),
        }
    }

    /// Says something, and answers the customer whom it was recorded of.
    pub fn says(&self, id: &str, text: &str, details: &Value) -> String {
        let headers = [("authorization", self.bearer.as_str())];
        let body = json!({"id": id, "text": text, "details": details}).to_string();
        let answer = self.app.send("POST", &self.path, &headers, body.as_bytes());
        assert_eq!(answer.status, 201, "{}", answer.text);
        owner(self.app, "visitor", &self.id)
    }

    /// All that the chat shows.
    pub fn sees(&self) -> Value {
        let headers = [("authorization", self.bearer.as_str())];
        let answer = self.app.send("GET", &self.path, &headers, b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}
