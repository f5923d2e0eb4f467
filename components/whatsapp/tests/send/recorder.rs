//! A Cloud API that remembers what it was asked and answers what it was told.
#![allow(dead_code, reason = "each user has a part")]

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Lost, Network, deliver};
use throughline_whatsapp::Whatsapp;

/// When messages are sent: 2026-11-22T04:17:00.123Z.
pub const NOW: u64 = 1_795_321_020_123;
/// The number that the tests write from.
pub const ACCOUNT: &str = "106540352242922";
/// Another one.
pub const OTHER: &str = "206540352242922";
/// Our interaction.
pub const OURS: &str = "int_0123456789abcdef0123456789abcdef";
/// Tokens, none of which may be seen anywhere but where it proves something.
pub const TOKENS: [&str; 2] = ["EAAfirst-t0ken", "EAAsecond-t0ken"];

/// What the network does with one request.
pub type Answer = Result<Response<Vec<u8>>, Lost>;

/// Keeps every request; gives its answers one after the other, the last for ever.
struct Recorder {
    asked: RefCell<Vec<Request<Vec<u8>>>>,
    answers: RefCell<VecDeque<Answer>>,
}

impl Network for Recorder {
    async fn send(&self, request: Request<Vec<u8>>) -> Answer {
        self.asked.borrow_mut().push(request);
        let mut answers = self.answers.borrow_mut();
        match answers.len() {
            1 => answers.front().cloned(),
            _ => answers.pop_front(),
        }
        .expect("there is an answer")
    }
}

/// What came of one message.
pub struct Sent {
    /// The status that the outbox sees.
    pub status: u16,
    /// The document that it sees.
    pub document: Value,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// What WhatsApp was asked.
    pub asked: Vec<Request<Vec<u8>>>,
    /// What the log says.
    pub log: String,
}

impl Sent {
    /// The bodies of the requests as JSON.
    pub fn bodies(&self) -> Vec<Value> {
        let read = |request: &Request<Vec<u8>>| serde_json::from_slice(request.body()).unwrap();
        self.asked.iter().map(read).collect()
    }

    /// The only body.
    pub fn body(&self) -> Value {
        let [body] = <[Value; 1]>::try_from(self.bodies()).unwrap();
        body
    }

    /// What went wrong, for the agent.
    pub fn detail(&self) -> &str {
        self.document["detail"].as_str().unwrap_or_default()
    }
}

/// One number and its token.
pub fn settings() -> Settings {
    Settings::new()
        .with("whatsapp_token", TOKENS[0])
        .with("whatsapp_phone_number_id", ACCOUNT)
}

/// An answer of WhatsApp's.
pub fn answer(status: u16, body: impl ToString) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.to_string().into_bytes());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// The success of a message.
pub fn taken(id: &str) -> Answer {
    Ok(answer(
        200,
        json!({
            "messaging_product": "whatsapp",
            "contacts": [{"input": "+16505551234", "wa_id": "16505551234"}],
            "messages": [{"id": id}],
        }),
    ))
}

/// The least that can be sent, with these members besides or instead; null takes one away.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": OURS,
        "to": [{"kind": "phone", "value": "+16505551234"}],
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        match value {
            Value::Null => drop(message.as_object_mut().unwrap().remove(name)),
            value => message[name] = value.clone(),
        }
    }
    message
}

/// Sends a message that WhatsApp takes.
pub fn send(message: &Value) -> Sent {
    send_by(&settings(), message, vec![taken("wamid.OURS")])
}

/// Sends a message and looks at everything.
pub fn send_by(settings: &Settings, message: &Value, answers: Vec<Answer>) -> Sent {
    send_raw(settings, message.to_string().as_bytes(), answers)
}

/// Sends any body.
pub fn send_raw(settings: &Settings, body: &[u8], answers: Vec<Answer>) -> Sent {
    let recorder = Recorder {
        asked: RefCell::default(),
        answers: RefCell::new(answers.into()),
    };
    let request = (&Method::POST, body);
    let delivered = block_on(deliver(
        &Whatsapp, request, settings, NOW, "req_1", &recorder,
    ));
    let response = delivered.response;
    let retry_after = response.headers().get("retry-after");
    let sent = Sent {
        status: response.status().as_u16(),
        document: serde_json::from_slice(response.body()).unwrap(),
        retry_after: retry_after.map(|value| value.to_str().unwrap().to_owned()),
        asked: recorder.asked.into_inner(),
        log: delivered.log.join("\n"),
    };
    no_token_is_seen(&sent);
    sent
}

/// Neither in the answer, the log, a URL, a body or a header that proves nothing.
fn no_token_is_seen(sent: &Sent) {
    let shown = format!("{}\n{}\n{:?}", sent.document, sent.log, sent.asked);
    for token in TOKENS {
        assert!(!shown.contains(token), "{token} is shown: {shown}");
        for request in &sent.asked {
            let body = String::from_utf8_lossy(request.body());
            assert!(!body.contains(token), "{token} is in the body");
        }
    }
    for request in &sent.asked {
        for (name, value) in request.headers() {
            assert_eq!(name == "authorization", value.is_sensitive(), "{name}");
        }
    }
}
