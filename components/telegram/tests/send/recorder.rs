//! A Telegram that remembers what it was asked and answers what it was told.

use std::cell::RefCell;

use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::outbound::{Lost, Network, deliver};
use throughline_telegram::Telegram;

/// The bot's token, which may be seen in the path of a request and nowhere else.
pub const TOKEN: &str = "123456:t0ken-of_the.bot";

type Answered = Result<Response<Vec<u8>>, Lost>;

/// Keeps every request, and gives each of the answers once; the last one for ever.
pub struct Recorder {
    asked: RefCell<Vec<Request<Vec<u8>>>>,
    answers: RefCell<Vec<Answered>>,
}

impl Network for Recorder {
    async fn send(&self, request: Request<Vec<u8>>) -> Answered {
        self.asked.borrow_mut().push(request);
        let mut answers = self.answers.borrow_mut();
        match answers.len() {
            0 | 1 => answers.first().unwrap().clone(),
            _ => answers.remove(0),
        }
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
    /// What Telegram was asked.
    pub asked: Vec<Request<Vec<u8>>>,
    /// What the log says.
    pub log: String,
}

impl Sent {
    /// The methods that were called, in order.
    pub fn methods(&self) -> Vec<&str> {
        self.asked
            .iter()
            .map(|request| request.uri().path().rsplit('/').next().unwrap())
            .collect()
    }

    /// The bodies as JSON, in order.
    pub fn bodies(&self) -> Vec<Value> {
        let bodies = self.asked.iter().map(|request| {
            assert_eq!(request.headers()["content-type"], "application/json");
            serde_json::from_slice(request.body()).unwrap()
        });
        bodies.collect()
    }

    /// What the agent reads.
    pub fn detail(&self) -> &str {
        self.document["detail"].as_str().unwrap()
    }
}

/// The variables of these tests.
pub fn settings() -> Settings {
    Settings::new().with("telegram_bot_token", TOKEN)
}

/// An answer of Telegram's.
pub fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.as_bytes().to_vec());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// Telegram took it, as this message of this chat.
pub fn taken(chat: i64, message: i64) -> Answered {
    let body = json!({"ok": true, "result": {"message_id": message, "date": 1_795_321_020,
                      "chat": {"id": chat, "type": "private"}, "text": "…"}});
    Ok(answer(200, &body.to_string()))
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "telegram", "value": "42", "name": "Ann"}],
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// Sends a message that Telegram takes.
pub fn send(message: &Value) -> Sent {
    send_to(&settings(), message, vec![taken(42, 9)])
}

/// Sends a message that gets this answer.
pub fn answered(status: u16, body: &str) -> Sent {
    send_to(
        &settings(),
        &message(json!({})),
        vec![Ok(answer(status, body))],
    )
}

/// Sends a message and looks at everything.
pub fn send_to(settings: &Settings, message: &Value, answers: Vec<Answered>) -> Sent {
    send_raw(
        settings,
        &Method::POST,
        message.to_string().as_bytes(),
        answers,
    )
}

/// Sends any body.
pub fn send_raw(settings: &Settings, method: &Method, body: &[u8], answers: Vec<Answered>) -> Sent {
    let recorder = Recorder {
        asked: RefCell::default(),
        answers: RefCell::new(answers),
    };
    let delivered = deliver(&Telegram, (method, body), settings, NOW, "req_1", &recorder);
    let delivered = block_on(delivered);
    let response = delivered.response;
    let retry_after = response.headers().get("retry-after");
    let sent = Sent {
        status: response.status().as_u16(),
        document: serde_json::from_slice(response.body()).unwrap(),
        retry_after: retry_after.map(|value| value.to_str().unwrap().to_owned()),
        asked: recorder.asked.into_inner(),
        log: delivered.log.join("\n"),
    };
    the_token_is_in_paths_only(&sent);
    sent
}

fn the_token_is_in_paths_only(sent: &Sent) {
    let shown = format!("{}\n{}", sent.document, sent.log);
    assert!(!shown.contains(TOKEN), "the token is shown: {shown}");
    for request in &sent.asked {
        assert_eq!(request.method(), Method::POST);
        assert_eq!(request.headers()["accept"], "application/json");
        assert_eq!(request.uri().query(), None);
        let (head, body) = (request.headers(), request.body());
        let value =
            |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        assert!(head.values().all(|v| !value(v).contains(TOKEN)));
        assert!(!String::from_utf8_lossy(body).contains(TOKEN));
    }
}
