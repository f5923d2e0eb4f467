//! A Graph API that remembers what it was asked and answers what it was told.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::outbound::{Lost, Network, deliver};
use throughline_channel_kit::timestamp;
use throughline_messenger::Messenger;

/// An answer, or why there is none.
pub type Answer = Result<Response<Vec<u8>>, Lost>;

/// Keeps every request. The answers are given in their order, the last again and again.
struct Recorder {
    asked: RefCell<Vec<Request<Vec<u8>>>>,
    answers: RefCell<VecDeque<Answer>>,
}

impl Network for Recorder {
    async fn send(&self, request: Request<Vec<u8>>) -> Answer {
        self.asked.borrow_mut().push(request);
        let mut answers = self.answers.borrow_mut();
        let answer = answers.front().expect("an answer").clone();
        if answers.len() > 1 {
            answers.pop_front();
        }
        answer
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
    /// What the provider was asked.
    pub asked: Vec<Request<Vec<u8>>>,
    /// What the log says.
    pub log: String,
}

impl Sent {
    /// The bodies of the requests as JSON.
    pub fn bodies(&self) -> Vec<Value> {
        let bodies = self.asked.iter().map(|request| request.body());
        bodies
            .map(|body| serde_json::from_slice(body).unwrap())
            .collect()
    }

    /// The URLs of the requests.
    pub fn urls(&self) -> Vec<String> {
        self.asked
            .iter()
            .map(|request| request.uri().to_string())
            .collect()
    }

    /// What the agent reads.
    pub fn detail(&self) -> &str {
        self.document["detail"].as_str().unwrap_or_default()
    }
}

/// The token of the page, which may be seen nowhere but in `Authorization`.
pub const TOKEN: &str = "EAAGpage1t0ken";
/// That of another page, which may be seen nowhere.
const OTHER: &str = "EAAGpage2t0ken";
/// The page that the customer wrote to.
pub const PAGE: &str = "100200300";
/// The id of the message that the API made.
pub const MID: &str = "m_AG5Hz2U";

/// Both pages' tokens.
pub fn settings() -> Settings {
    let tokens = json!({PAGE: TOKEN, "100200301": OTHER});
    Settings::new().with("messenger_token", tokens.to_string())
}

/// An answer of the API's.
pub fn answer(status: u16, body: &Value) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.to_string().into_bytes());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// The answer of a success.
pub fn taken() -> Answer {
    Ok(answer(
        200,
        &json!({"recipient_id": "42", "message_id": MID}),
    ))
}

/// An instant so many hours before the test's.
pub fn hours_ago(hours: u64) -> String {
    timestamp::format(NOW - hours * 3_600_000)
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "messenger", "value": "100200300:42", "name": "Ann"}],
        "account": PAGE,
        "last_inbound_at": hours_ago(1),
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// Sends a message that the API takes.
pub fn send(members: Value) -> Sent {
    send_with(&settings(), members, vec![taken()])
}

/// Sends a message and looks at everything.
pub fn send_with(settings: &Settings, members: Value, answers: Vec<Answer>) -> Sent {
    let recorder = Recorder {
        asked: RefCell::default(),
        answers: RefCell::new(answers.into()),
    };
    let body = message(members).to_string();
    let request = (&Method::POST, body.as_bytes());
    let delivered = block_on(deliver(
        &Messenger, request, settings, NOW, "req_1", &recorder,
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
    only_the_api_sees_the_token(&sent);
    sent
}

fn only_the_api_sees_the_token(sent: &Sent) {
    let shown = format!("{}\n{}\n{:?}", sent.document, sent.log, sent.asked);
    assert!(!shown.contains("t0ken"), "a token is shown: {shown}");
    for request in &sent.asked {
        assert_eq!(request.method(), "POST");
        let body = String::from_utf8_lossy(request.body());
        assert!(!body.contains("t0ken"), "a token is in the body");
        for (name, value) in request.headers() {
            let proves = name == "authorization";
            assert_eq!(value.is_sensitive(), proves, "{name}");
            assert!(
                proves || !value.to_str().unwrap().contains("t0ken"),
                "{name}"
            );
        }
        assert_eq!(
            request.headers()["authorization"],
            format!("Bearer {TOKEN}")
        );
    }
}
