//! A customer of whom everything is known, and the answers to their calls.

use futures::executor::block_on;
use throughline_channel_kit::calls::Briefing;
use throughline_channel_kit::conformance::{Memory, NOW};
use throughline_channel_kit::types::Identity;
use throughline_channel_kit::{Channel, Known, Reply, Settings, Webhook, respond};
use throughline_voice::Voice;

use super::provider::{PUBLIC_URL, sign};
use super::twiml::{Element, read};

/// A caller whom nobody vouches for.
pub const FROM: &str = "From=%2B14155550100&To=%2B14155550199&Direction=inbound";
/// A caller whose carrier does.
pub const ATTESTED: &str = "From=%2B14155550100&To=%2B14155550199&Direction=inbound\
                        &StirVerstat=TN-Validation-Passed-A";
/// A Sunday at 04:17 in London is no time to call.
pub const HOURS: &str = r#"{"tz":"Europe/London","mon":["09:00-17:00"]}"#;

/// Variables as they should be.
pub fn settings() -> Settings {
    Settings::new()
        .with("public_url", PUBLIC_URL)
        .with("twilio_auth_token", "token")
        .with("twilio_from", "+14155550199")
        .with("voice_agent_number", "+14155550123")
}

/// Everything that is known of Ann.
pub fn ann() -> Briefing {
    Briefing {
        customer: Identity {
            kind: "phone".into(),
            value: "+14155550100".into(),
        },
        name: Some("Ann Müller-Quux".into()),
        language: Some("de".into()),
        ticket: Some("Lampe kaputt, Rechnung 987654321 <https://x.example/?t=1>".into()),
        said: Some("Meine Lampe & ich sind \"kaputt\"".into()),
        unproven: false,
    }
}

/// The answer to a request, by the whole of the kit, from a timeline that knows Ann.
pub fn answer(webhook: Webhook, settings: &Settings) -> String {
    let timeline = Memory::default();
    timeline.know(ann());
    let webhook = sign(webhook, "token");
    let answer = block_on(respond(&Voice, &webhook, settings, NOW, "req_1", &timeline));
    assert_eq!(answer.response.status(), 200);
    let body = String::from_utf8(answer.response.into_body()).unwrap();
    if !body.is_empty() {
        read(&body);
    }
    body
}

/// The document that is composed of what is known.
pub fn composed(webhook: &Webhook, settings: &Settings, known: &Known) -> Element {
    let Reply::Body { body, .. } = Voice.compose(webhook, settings, known) else {
        panic!("no document");
    };
    read(&String::from_utf8(body).unwrap())
}

/// One element a line, as it is written.
pub fn lines(document: &str) -> String {
    document.replace("><", ">\n<") + "\n"
}
