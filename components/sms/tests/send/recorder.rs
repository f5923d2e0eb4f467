//! A Twilio that remembers what it was asked and answers what it was told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder::{self, with};
use throughline_sms::Sms;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// Forms as Twilio is sent them.
pub trait PostedForms {
    /// The fields of each request, in order.
    fn forms(&self) -> Vec<Vec<(String, String)>>;
    /// The values of a field in the only request.
    fn fields(&self, name: &str) -> Vec<String>;
    /// The only value of a field in the only request.
    fn field(&self, name: &str) -> String;
}

impl PostedForms for Sent {
    fn forms(&self) -> Vec<Vec<(String, String)>> {
        let read = |request: &Request<Vec<u8>>| {
            form_urlencoded::parse(request.body())
                .into_owned()
                .collect()
        };
        self.asked.iter().map(read).collect()
    }

    fn fields(&self, name: &str) -> Vec<String> {
        let forms = self.forms();
        let [form] = forms.as_slice() else {
            panic!("{} requests: {}", forms.len(), self.document);
        };
        let values = form.iter().filter(|(field, _)| field == name);
        values.map(|(_, value)| value.clone()).collect()
    }

    fn field(&self, name: &str) -> String {
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

/// The answer to a message that Twilio took.
pub fn accepted() -> Response<Vec<u8>> {
    answer(
        201,
        json!({"sid": SID, "status": "queued", "error_code": null,
               "date_created": "Sun, 22 Nov 2026 04:17:00 +0000"}),
    )
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let message = json!({
        "interaction_id": "int_0123456789abcdef0123456789abcdef",
        "to": [{"kind": "phone", "value": "+14155550100"}],
        "text": "It is on its way.",
    });
    with(message, members)
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
    let sent = recorder::send(&Sms, settings, (method, body), answers);
    let accounts = [ACCOUNT, OTHER_ACCOUNT].into_iter();
    let encoded = accounts
        .flat_map(|account| TOKENS.map(|token| STANDARD.encode(format!("{account}:{token}"))));
    for secret in encoded.chain(TOKENS.map(str::to_owned)) {
        sent.shows_secrets_only_in(&["authorization"], &[&secret]);
    }
    sent.asked.iter().for_each(is_a_request_of_ours);
    sent
}

/// What holds for every request.
fn is_a_request_of_ours(request: &Request<Vec<u8>>) {
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
