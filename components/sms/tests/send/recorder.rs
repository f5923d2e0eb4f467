//! A Twilio that remembers what it was asked and answers what it was told.

use std::cell::RefCell;
use std::collections::VecDeque;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::outbound::{Lost, Network, deliver};
use throughline_sms::Sms;

/// What Twilio answers, or why it does not.
pub type Answer = Result<Response<Vec<u8>>, Lost>;

/// Keeps every request and gives its answers in order, the last one again and again.
struct Recorder {
    asked: RefCell<Vec<Request<Vec<u8>>>>,
    answers: RefCell<VecDeque<Answer>>,
}

impl Network for Recorder {
    async fn send(&self, request: Request<Vec<u8>>) -> Answer {
        self.asked.borrow_mut().push(request);
        let mut answers = self.answers.borrow_mut();
        match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap(),
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
    /// What Twilio was asked.
    pub asked: Vec<Request<Vec<u8>>>,
    /// What the log says.
    pub log: String,
}

impl Sent {
    /// The fields of each request, in order.
    pub fn forms(&self) -> Vec<Vec<(String, String)>> {
        let read = |request: &Request<Vec<u8>>| {
            form_urlencoded::parse(request.body())
                .into_owned()
                .collect()
        };
        self.asked.iter().map(read).collect()
    }

    /// The values of a field in the only request.
    pub fn fields(&self, name: &str) -> Vec<String> {
        let forms = self.forms();
        let [form] = forms.as_slice() else {
            panic!("{} requests: {}", forms.len(), self.document);
        };
        let values = form.iter().filter(|(field, _)| field == name);
        values.map(|(_, value)| value.clone()).collect()
    }

    /// The only value of a field in the only request.
    pub fn field(&self, name: &str) -> String {
        let values = self.fields(name);
        let [value] = values.as_slice() else {
            panic!("{name}: {values:?}");
        };
        value.clone()
    }
}

/// The account of these tests.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// Another one.
pub const OTHER_ACCOUNT: &str = "AC00000000000000000000000000000002";
/// A messaging service.
pub const SERVICE: &str = "MG00000000000000000000000000000001";
/// The id that Twilio gives.
pub const SID: &str = "SM00000000000000000000000000000001";
/// The tokens of these tests, none of which may be seen anywhere but where it proves something.
pub const TOKENS: [&str; 2] = ["twilio-t0ken", "other-t0ken"];

/// Variables as they should be.
pub fn settings() -> Settings {
    Settings::new()
        .with("public_url", "https://support.example.com")
        .with("twilio_account_sid", ACCOUNT)
        .with("twilio_auth_token", TOKENS[0])
        .with("twilio_from", "+14155550199")
}

/// An answer of Twilio's.
pub fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.as_bytes().to_vec());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// The answer to a message that Twilio took.
pub fn accepted() -> Response<Vec<u8>> {
    answer(
        201,
        &json!({"sid": SID, "status": "queued", "error_code": null,
                "date_created": "Sun, 22 Nov 2026 04:17:00 +0000"})
        .to_string(),
    )
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": "int_0123456789abcdef0123456789abcdef",
        "to": [{"kind": "phone", "value": "+14155550100"}],
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// Sends a message that Twilio takes.
pub fn sent(members: Value) -> Sent {
    send(&settings(), &message(members), vec![Ok(accepted())])
}

/// Sends a message and looks at everything.
pub fn send(settings: &Settings, message: &Value, answers: Vec<Answer>) -> Sent {
    send_raw(
        settings,
        &Method::POST,
        message.to_string().as_bytes(),
        answers,
    )
}

/// Sends any body.
pub fn send_raw(settings: &Settings, method: &Method, body: &[u8], answers: Vec<Answer>) -> Sent {
    let recorder = Recorder {
        asked: RefCell::default(),
        answers: RefCell::new(answers.into()),
    };
    let delivered = deliver(&Sms, (method, body), settings, NOW, "req_1", &recorder);
    let delivered = block_on(delivered);
    let response = delivered.response;
    assert_eq!(response.headers()["x-request-id"], "req_1");
    let retry_after = response.headers().get("retry-after");
    let sent = Sent {
        status: response.status().as_u16(),
        document: serde_json::from_slice(response.body()).unwrap(),
        retry_after: retry_after.map(|value| value.to_str().unwrap().to_owned()),
        asked: recorder.asked.into_inner(),
        log: delivered.log.join("\n"),
    };
    no_token_is_seen(&sent);
    sent.asked.iter().for_each(is_a_request_of_ours);
    sent
}

/// A token is in the header that proves and nowhere else.
fn no_token_is_seen(sent: &Sent) {
    let shown = format!("{}\n{}\n{:?}", sent.document, sent.log, sent.asked);
    for token in TOKENS {
        assert!(!shown.contains(token), "{token} is shown: {shown}");
        for account in [ACCOUNT, OTHER_ACCOUNT] {
            let encoded = STANDARD.encode(format!("{account}:{token}"));
            assert!(!shown.contains(&encoded), "{token} is shown: {shown}");
        }
        for request in &sent.asked {
            let body = String::from_utf8_lossy(request.body());
            assert!(!body.contains(token), "{token} is in the body");
            assert!(!request.uri().to_string().contains(token), "in the URL");
        }
    }
}

/// What holds for every request.
fn is_a_request_of_ours(request: &Request<Vec<u8>>) {
    assert_eq!(request.method(), "POST");
    for (name, value) in request.headers() {
        assert_eq!(name == "authorization", value.is_sensitive(), "{name}");
    }
    let header = |name: &str| request.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    assert!(header("authorization").starts_with("Basic "));
    assert_eq!(request.headers().get_all("authorization").iter().count(), 1);
    let path = request.uri().path();
    // What stands before it is the proxy's.
    let (_, account) = path.split_once("/2010-04-01/Accounts/").unwrap();
    let account = account.strip_suffix("/Messages.json").unwrap();
    assert!([ACCOUNT, OTHER_ACCOUNT].contains(&account), "{path}");
    assert_eq!(request.uri().query(), None);
}
