//! A provider that remembers what it was asked and answers what it was told.

use std::collections::BTreeMap;

use futures::executor::block_on;
use http::{Method, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder::{self, with};
use throughline_email::Email;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// A part of a form: name, file name, content type, content.
pub type Part = (String, Option<String>, Option<String>, Vec<u8>);

/// A form in the only request.
pub trait PostedForm {
    /// Its parts, read by multer.
    fn parts(&self) -> Vec<Part>;
    /// Its fields by name; files left out.
    fn fields(&self) -> BTreeMap<String, Vec<String>>;
}

impl PostedForm for Sent {
    fn parts(&self) -> Vec<Part> {
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

    fn fields(&self) -> BTreeMap<String, Vec<String>> {
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
                format!(
                    r#"{{"ErrorCode":0,"Message":"OK","MessageID":"{id}","To":"a@example.org"}}"#
                ),
            ),
        ),
    ]
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "email", "value": "ann@example.org", "name": "Ann"}],
        "subject": "Re: Parcel",
        "text": "It is on its way.",
    });
    with(message, members)
}

/// Sends a message and looks at everything.
pub fn send(settings: &Settings, message: &Value, answer: Answer) -> Sent {
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

/// Sends any body, and looks for credentials where they prove nothing.
pub fn send_raw(settings: &Settings, method: &Method, body: &[u8], answer: Answer) -> Sent {
    let sent = recorder::send(&Email, settings, (method, body), vec![answer]);
    sent.shows_secrets_only_in(&["authorization", "x-postmark-server-token"], &CREDENTIALS);
    sent
}
