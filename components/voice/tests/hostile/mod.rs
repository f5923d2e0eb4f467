//! What must hold for any bytes: shared by the fuzz target and the replay of its seeds.
#![allow(dead_code, reason = "each target uses one")]

use throughline_channel_kit::calls::{Briefing, Caller, Fact};
use throughline_channel_kit::types::{Identity, Interaction, Receipt};
use throughline_channel_kit::{Channel, Command, Known, Reply, Settings, Webhook};
use throughline_voice::Voice;

use crate::{provider, twiml};

const NOW: u64 = 1_795_321_020_123;

/// Every step below the route for incoming calls.
pub const STEPS: [&str; 13] = [
    "",
    "input",
    "dial",
    "whisper",
    "agent",
    "status",
    "voicemail",
    "recording",
    "transcription",
    "connect",
    "called",
    "customer",
    "announce",
];

/// An authentic request with any body is commands within the timeline's limits, and its answer a
/// document that Twilio understands. The first byte chooses the route and whether it is JSON.
pub fn call(data: &[u8]) {
    let Some((choice, body)) = data.split_first() else {
        return;
    };
    let step = STEPS[usize::from(choice & 15) % STEPS.len()];
    let path = format!("{}/{step}", provider::INCOMING);
    let kind = match choice & 128 {
        0 => "application/x-www-form-urlencoded",
        _ => "application/json",
    };
    let query = format!("call={}&lang=fr", provider::CALL);
    let webhook = provider::webhook(path.trim_end_matches('/'), Some(&query), kind, body);
    let webhook = provider::sign(webhook, "token");
    for settings in [settings(), settings().with("voice_record", "true")] {
        let delivery = Voice
            .receive(&webhook, &settings, NOW)
            .expect("an authentic request is taken");
        assert_eq!(
            delivery,
            Voice.receive(&webhook, &settings, NOW).expect("and again")
        );
        assert!(delivery.commands.len() <= 2);
        delivery
            .commands
            .iter()
            .for_each(|command| within_limits(command, body));
        answered(&webhook, &settings, delivery.reply, body);
    }
}

fn settings() -> Settings {
    Settings::new()
        .with("public_url", provider::PUBLIC_URL)
        .with("twilio_auth_token", "token")
        .with("voice_agent_number", "+14155550123")
}

/// Whatever people are called and write, the document is one.
fn answered(webhook: &Webhook, settings: &Settings, reply: Reply, body: &[u8]) {
    let words = String::from_utf8_lossy(body).into_owned();
    let reply = match reply {
        Reply::Empty => return,
        Reply::Composed => Voice.compose(webhook, settings, &known(&words)),
        reply => reply,
    };
    let Reply::Body { content_type, body } = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(content_type, "text/xml; charset=utf-8");
    let document = String::from_utf8(body).expect("UTF-8");
    // Twilio reads at most 64 KB.
    assert!(document.len() < 64 * 1024, "{} bytes", document.len());
    twiml::read(&document);
}

/// The timeline knows somebody whose every text is this.
fn known(words: &str) -> Known {
    let text = || Some(words.to_owned());
    Known {
        caller: Some(Caller {
            receipt: Receipt {
                interaction_id: provider::CALL.to_owned(),
                customer_id: "cus_1".to_owned(),
                seq: 1,
                ticket_id: None,
                duplicate: false,
            },
            proven: true,
            language: text(),
            ticket: text(),
        }),
        briefing: Some(Briefing {
            customer: Identity {
                kind: "phone".to_owned(),
                value: "+14155550100".to_owned(),
            },
            name: text(),
            language: text(),
            ticket: text(),
            said: text(),
            unproven: true,
        }),
    }
}

fn within_limits(command: &Command, body: &[u8]) {
    match command {
        Command::Incoming(call) | Command::Record(call) => interaction(call),
        Command::Progress(progress) => {
            assert!(progress.occurred_at.is_none_or(|at| at <= NOW));
            match &progress.fact {
                Fact::Words(words) => {
                    assert!((1..=16 * 1024).contains(&words.text.len()));
                    assert!((1..=256).contains(&words.id.len()));
                }
                Fact::Recording(recording) => {
                    assert!((1..=256).contains(&recording.id.len()));
                    assert!(recording.url.as_ref().is_none_or(|url| url.len() <= 2048));
                }
                Fact::Answered(agent) => assert_eq!(*agent, None),
                Fact::AgentEnded(_) | Fact::Ended(_) => {}
            }
        }
        Command::Brief(call) => assert_eq!(call, provider::CALL),
        Command::Keep(payload) => {
            assert_eq!(payload.body, body);
            let length = payload.reason.chars().count();
            assert!((1..=500).contains(&length), "{}", payload.reason);
        }
        other => panic!("{other:?}"),
    }
}

fn interaction(call: &Interaction) {
    assert_eq!(call.kind, "call");
    assert!(!call.provider_message_id.is_empty() && !call.account.is_empty());
    let identities = call.business.iter().chain([&call.customer.identity]);
    for identity in identities {
        assert!((1..=512).contains(&identity.value.len()), "{identity:?}");
    }
    if let Some(attributes) = &call.attributes {
        assert!(attributes.len() <= 2048);
        let value: serde_json::Value = serde_json::from_slice(attributes).expect("JSON");
        assert!(value.is_object());
    }
}
