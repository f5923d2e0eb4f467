//! A provider that remembers what it was asked and answers what it was told, for tests of sending.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::Value;

use super::NOW;
use crate::Settings;
use crate::outbound::{Lost, Network, Outbound, deliver};

/// What the provider answers, or why it does not.
pub type Answer = Result<Response<Vec<u8>>, Lost>;

/// Keeps every request and gives its answers in order, the last one again and again.
#[derive(Debug)]
pub struct Recorder {
    asked: RefCell<Vec<Request<Vec<u8>>>>,
    answers: RefCell<VecDeque<Answer>>,
}

impl Recorder {
    /// With answers, at least one if it is asked at all.
    pub fn new(answers: Vec<Answer>) -> Self {
        Self {
            asked: RefCell::default(),
            answers: RefCell::new(answers.into()),
        }
    }

    /// What it was asked.
    pub fn into_asked(self) -> Vec<Request<Vec<u8>>> {
        self.asked.into_inner()
    }
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
#[derive(Debug)]
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
    /// What the agent reads; empty after a success.
    pub fn detail(&self) -> &str {
        self.document["detail"].as_str().unwrap_or_default()
    }

    /// Where the requests went, in order.
    pub fn urls(&self) -> Vec<String> {
        let urls = self.asked.iter().map(|request| request.uri().to_string());
        urls.collect()
    }

    /// The bodies of the requests, in order, all of which are JSON.
    pub fn bodies(&self) -> Vec<Value> {
        (0..self.asked.len()).map(|nth| self.json(nth)).collect()
    }

    /// The body of a request, which is JSON.
    pub fn json(&self, nth: usize) -> Value {
        let request = &self.asked[nth];
        assert_eq!(request.headers()["content-type"], "application/json");
        serde_json::from_slice(request.body()).expect("the body is JSON")
    }

    /// The only request.
    pub fn request(&self) -> &Request<Vec<u8>> {
        let [request] = self.asked.as_slice() else {
            panic!("{} requests: {}", self.asked.len(), self.document);
        };
        request
    }

    /// The body of the only request, which is JSON.
    pub fn body(&self) -> Value {
        self.request();
        self.json(0)
    }

    /// A header of the only request.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.request().headers().get_all(name).iter();
        let value = values.next().expect("the header is there");
        assert!(values.next().is_none(), "{name} is there twice");
        value.to_str().expect("a header is text")
    }

    /// Checks that secrets are seen in these headers at most, which are marked sensitive: neither in
    /// the answer, the log, a URL, a body nor another header. And that all requests are `POST`s.
    pub fn shows_secrets_only_in(&self, headers: &[&str], secrets: &[&str]) {
        let shown = format!("{}\n{}\n{:?}", self.document, self.log, self.asked);
        let is_shown = |text: &str, what: &str| {
            for secret in secrets {
                assert!(!text.contains(secret), "{secret} in {what}: {text}");
            }
        };
        is_shown(&shown, "what is shown");
        for request in &self.asked {
            assert_eq!(request.method(), Method::POST);
            is_shown(&request.uri().to_string(), "the URL");
            is_shown(&String::from_utf8_lossy(request.body()), "the body");
            for (name, value) in request.headers() {
                let proves = headers.contains(&name.as_str());
                assert_eq!(proves, value.is_sensitive(), "{name}");
                if !proves {
                    is_shown(&String::from_utf8_lossy(value.as_bytes()), name.as_str());
                }
            }
        }
    }
}

/// An answer of the provider's.
pub fn answer(status: u16, body: impl ToString) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.to_string().into_bytes());
    *answer.status_mut() = status.try_into().expect("a status");
    answer
}

/// A message with these members besides or instead.
pub fn with(mut message: Value, members: Value) -> Value {
    let Value::Object(members) = members else {
        panic!("not members: {members}");
    };
    for (name, value) in members {
        message[name] = value;
    }
    message
}

/// Sends any body to [`crate::outbound::PATH`] at [`NOW`].
pub fn send<C: Outbound>(
    channel: &C,
    settings: &Settings,
    request: (&Method, &[u8]),
    answers: Vec<Answer>,
) -> Sent {
    let recorder = Recorder::new(answers);
    let delivered = deliver(channel, request, settings, NOW, "req_1", &recorder);
    let delivered = block_on(delivered);
    let (head, body) = delivered.response.into_parts();
    assert_eq!(head.headers["x-request-id"], "req_1");
    let retry_after = head.headers.get("retry-after");
    let text = |value: &http::HeaderValue| value.to_str().expect("a header is text").to_owned();
    Sent {
        status: head.status.as_u16(),
        document: serde_json::from_slice(&body).expect("the answer is JSON"),
        retry_after: retry_after.map(text),
        asked: recorder.into_asked(),
        log: delivered.log.join("\n"),
    }
}
