//! A provider that remembers what it was asked and answers what it was told.

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures::executor::block_on;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::outbound::{Lost, Network, deliver};
use throughline_email::Email;

/// Keeps every request and gives the same answer to each.
pub struct Recorder {
    asked: RefCell<Vec<Request<Vec<u8>>>>,
    answer: Result<Response<Vec<u8>>, Lost>,
}

impl Network for Recorder {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Lost> {
        self.asked.borrow_mut().push(request);
        match &self.answer {
            Ok(answer) => Ok(answer.clone()),
            Err(lost) => Err(lost.clone()),
        }
    }
}

/// A part of a form: name, file name, content type, content.
pub type Part = (String, Option<String>, Option<String>, Vec<u8>);

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
    /// The only request.
    pub fn request(&self) -> &Request<Vec<u8>> {
        let [request] = self.asked.as_slice() else {
            panic!("{} requests: {}", self.asked.len(), self.document);
        };
        request
    }

    /// A header of the only request.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.request().headers().get_all(name).iter();
        let value = values.next().expect("the header is there");
        assert!(values.next().is_none(), "{name} is there twice");
        value.to_str().unwrap()
    }

    /// The body of the only request as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(self.request().body()).unwrap()
    }

    /// The parts of the only request, read by multer.
    pub fn parts(&self) -> Vec<Part> {
        let boundary = multer::parse_boundary(self.header("content-type")).unwrap();
        let body = bytes::Bytes::from(self.request().body().clone());
        let stream = futures::stream::once(async move { Ok::<_, std::io::Error>(body) });
        let mut form = multer::Multipart::new(stream, boundary);
        block_on(async move {
            let mut parts = Vec::new();
            while let Some(field) = form.next_field().await.unwrap() {
                let name = field.name().unwrap().to_owned();
                let file_name = field.file_name().map(str::to_owned);
                let content_type = field.content_type().map(|mime| mime.to_string());
                let content = field.bytes().await.unwrap().to_vec();
                parts.push((name, file_name, content_type, content));
            }
            parts
        })
    }

    /// The fields of the only request by name; files left out.
    pub fn fields(&self) -> BTreeMap<String, Vec<String>> {
        let mut fields: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, file_name, _, content) in self.parts() {
            if file_name.is_none() {
                let value = String::from_utf8(content).unwrap();
                fields.entry(name).or_default().push(value);
            }
        }
        fields
    }
}

/// The credentials of these tests, none of which may be seen anywhere but where it proves something.
pub const CREDENTIALS: [&str; 3] = ["mailgun-k3y", "sendgrid-k3y", "postmark-t0ken"];

/// Variables with the credentials of one provider.
pub fn settings(provider: &str) -> Settings {
    let settings = Settings::new().with("email_from", "Support Team <support@example.com>");
    match provider {
        "mailgun" => settings
            .with("mailgun_api_key", CREDENTIALS[0])
            .with("mailgun_domain", "mg.example.com"),
        "sendgrid" => settings.with("sendgrid_api_key", CREDENTIALS[1]),
        "postmark" => settings.with("postmark_server_token", CREDENTIALS[2]),
        _ => panic!("no provider {provider}"),
    }
}

/// Each provider, and an answer of its that means success.
pub fn providers() -> [(&'static str, Response<Vec<u8>>); 3] {
    let id = "00000000-0000-4000-8000-000000000001";
    let mut accepted = answer(202, "");
    accepted
        .headers_mut()
        .insert("x-message-id", id.parse().unwrap());
    [
        (
            "mailgun",
            answer(
                200,
                r#"{"id":"<x@mg.example.com>","message":"Queued. Thank you."}"#,
            ),
        ),
        ("sendgrid", accepted),
        (
            "postmark",
            answer(
                200,
                &format!(
                    r#"{{"ErrorCode":0,"Message":"OK","MessageID":"{id}","To":"a@example.org"}}"#
                ),
            ),
        ),
    ]
}

/// An answer of a provider's.
pub fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    let mut answer = Response::new(body.as_bytes().to_vec());
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "email", "value": "ann@example.org", "name": "Ann"}],
        "subject": "Re: Parcel",
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// Sends a message and looks at everything.
pub fn send(settings: &Settings, message: &Value, answer: Result<Response<Vec<u8>>, Lost>) -> Sent {
    send_raw(
        settings,
        &Method::POST,
        message.to_string().as_bytes(),
        answer,
    )
}

/// Sends a message by the first answer of [`providers`] that fits.
pub fn send_by(provider: &str, message: &Value) -> Sent {
    let (_, answer) = providers()
        .into_iter()
        .find(|(name, _)| *name == provider)
        .unwrap();
    send(&settings(provider), message, Ok(answer))
}

/// Sends any body.
pub fn send_raw(
    settings: &Settings,
    method: &Method,
    body: &[u8],
    answer: Result<Response<Vec<u8>>, Lost>,
) -> Sent {
    let recorder = Recorder {
        asked: RefCell::default(),
        answer,
    };
    let delivered = deliver(&Email, (method, body), settings, NOW, "req_1", &recorder);
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
    no_credential_is_seen(&sent);
    sent
}

/// Neither in the answer, the log, a URL, a body or a header that is not the provider's own.
fn no_credential_is_seen(sent: &Sent) {
    let shown = format!("{}\n{}\n{:?}", sent.document, sent.log, sent.asked);
    for credential in CREDENTIALS {
        assert!(
            !shown.contains(credential),
            "{credential} is shown: {shown}"
        );
    }
    for request in &sent.asked {
        let body = String::from_utf8_lossy(request.body());
        for credential in CREDENTIALS {
            assert!(!body.contains(credential), "{credential} is in the body");
            for (name, value) in request.headers() {
                let proves = ["authorization", "x-postmark-server-token"].contains(&name.as_str());
                assert_eq!(proves, value.is_sensitive(), "{name}");
                let value = String::from_utf8_lossy(value.as_bytes());
                assert!(proves || !value.contains(credential), "{name}");
            }
        }
    }
}
