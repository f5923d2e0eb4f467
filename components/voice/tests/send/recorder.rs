//! A Twilio that remembers what it was asked and answers what it was told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder::{self, with};
use throughline_voice::Voice;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// The account of these tests.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// Another one.
pub const OTHER_ACCOUNT: &str = "AC00000000000000000000000000000002";
/// The id that Twilio gives.
pub const SID: &str = "CA00000000000000000000000000000001";
/// The tokens of these tests, none of which may be seen anywhere but where it proves something.
pub const TOKENS: [&str; 2] = ["twilio-t0ken", "other-t0ken"];

/// Variables as they should be.
pub fn settings() -> Settings {
    Settings::new()
        .with("public_url", super::provider::PUBLIC_URL)
        .with("twilio_account_sid", ACCOUNT)
        .with("twilio_auth_token", TOKENS[0])
        .with("twilio_from", "+14155550199")
        .with("voice_agent_number", "+14155550123")
}

/// The answer to a call that Twilio begins.
pub fn queued() -> Response<Vec<u8>> {
    answer(
        201,
        json!({"sid": SID, "status": "queued", "direction": "outbound-api"}),
    )
}

/// The least that can be called, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let message = json!({
        "interaction_id": super::provider::CALL,
        "to": [{"kind": "phone", "value": "+14155550100"}],
        "call": true,
    });
    with(message, members)
}

/// Begins a call that Twilio takes.
pub fn sent(members: Value) -> Sent {
    send(&settings(), &message(members), vec![Ok(queued())])
}

/// Sends a message and looks at everything.
pub fn send(settings: &Settings, message: &Value, answers: Vec<Answer>) -> Sent {
    let body = message.to_string();
    let sent = recorder::send(&Voice, settings, (&Method::POST, body.as_bytes()), answers);
    let encoded = [ACCOUNT, OTHER_ACCOUNT]
        .into_iter()
        .flat_map(|account| TOKENS.map(|token| STANDARD.encode(format!("{account}:{token}"))));
    for secret in encoded.chain(TOKENS.map(str::to_owned)) {
        sent.shows_secrets_only_in(&["authorization"], &[&secret]);
    }
    sent
}

/// The fields of the only request, in order.
pub fn form(sent: &Sent) -> Vec<(String, String)> {
    let [request] = sent.asked.as_slice() else {
        panic!("{} requests: {}", sent.asked.len(), sent.document);
    };
    fields(request)
}

/// The only value of a field in the only request.
pub fn field(sent: &Sent, name: &str) -> String {
    let values: Vec<_> = form(sent)
        .into_iter()
        .filter(|(field, _)| field == name)
        .collect();
    let [(_, value)] = values.as_slice() else {
        panic!("{name}: {values:?}");
    };
    value.clone()
}

fn fields(request: &Request<Vec<u8>>) -> Vec<(String, String)> {
    assert_eq!(
        request.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    form_urlencoded::parse(request.body())
        .into_owned()
        .collect()
}
