//! An X that remembers what it was asked and answers what it was told.

use std::cell::RefCell;

use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::outbound::{Lost, Network, deliver};
use throughline_x::X;

/// The account's token, which may be seen where it proves something and nowhere else.
pub const TOKEN: &str = "x-t0ken";

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
    /// What X was asked.
    pub asked: Vec<Request<Vec<u8>>>,
    /// What the log says.
    pub log: String,
}

impl Sent {
    /// Where the requests went, in order.
    pub fn urls(&self) -> Vec<String> {
        let urls = self.asked.iter().map(|request| request.uri().to_string());
        urls.collect()
    }

    /// The body of a request as JSON.
    pub fn json(&self, nth: usize) -> Value {
        let request = &self.asked[nth];
        assert_eq!(request.headers()["content-type"], "application/json");
        serde_json::from_slice(request.body()).unwrap()
    }

    /// What the agent reads.
    pub fn detail(&self) -> &str {
        self.document["detail"].as_str().unwrap()
    }
}

/// The variables of these tests.
pub fn settings() -> Settings {
    Settings::new().with("x_access_token", TOKEN)
}

/// An answer of X's.
pub fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.as_bytes().to_vec());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// X took a direct message, as this event.
pub fn taken(event: &str) -> Answered {
    let body = json!({"data": {"dm_conversation_id": "11-22", "dm_event_id": event}});
    Ok(answer(201, &body.to_string()))
}

/// X took a post or a file.
pub fn created(id: &str) -> Answered {
    Ok(answer(
        201,
        &json!({"data": {"id": id, "text": "…"}}).to_string(),
    ))
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "x", "value": "22", "name": "Ann"}],
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// Sends a message that X takes.
pub fn send(message: &Value) -> Sent {
    send_to(&settings(), message, vec![taken("77")])
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
    let delivered = deliver(&X, (method, body), settings, NOW, "req_1", &recorder);
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
    the_token_proves_and_is_not_seen(&sent);
    sent
}

/// Neither in the answer, the log, a URL, a body or another header.
fn the_token_proves_and_is_not_seen(sent: &Sent) {
    let shown = format!("{}\n{}\n{:?}", sent.document, sent.log, sent.asked);
    assert!(!shown.contains(TOKEN), "the token is shown: {shown}");
    for request in &sent.asked {
        assert_eq!(request.method(), Method::POST);
        assert!(!String::from_utf8_lossy(request.body()).contains(TOKEN));
        for (name, value) in request.headers() {
            let proves = name == "authorization";
            assert_eq!(proves, value.is_sensitive(), "{name}");
            assert!(proves || !String::from_utf8_lossy(value.as_bytes()).contains(TOKEN));
        }
    }
}
