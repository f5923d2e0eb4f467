//! A call's callbacks in every order, lost and doubled: what is known of it in the end is the same.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::collections::BTreeSet;

use futures::executor::block_on;
use throughline_channel_kit::conformance::{Memory, NOW, document};
use throughline_channel_kit::{Command, Settings, Webhook, respond};
use throughline_voice::Voice;

use provider::{IDS, PUBLIC_URL, about, form, incoming, sign};

const WHO: &str = "From=%2B14155550100&To=%2B14155550199&Direction=inbound";
const LEG: &str = "ParentCallSid=CA00000000000000000000000000000001&Direction=outbound-dial\
                   &Timestamp=Sun%2C+22+Nov+2026+04%3A10%3A00+%2B0000";

fn settings() -> Settings {
    Settings::new()
        .with("public_url", PUBLIC_URL)
        .with("twilio_auth_token", "token")
        .with("voice_agent_number", "+14155550123")
}

fn send(webhook: &Webhook, timeline: &Memory) {
    let webhook = sign(webhook.clone(), "token");
    let answer = block_on(respond(
        &Voice,
        &webhook,
        &settings(),
        NOW,
        "req_1",
        timeline,
    ));
    assert_eq!(answer.response.status(), 200);
}

/// Which calls there are, and what became known of them; the same whoever told it first.
fn known(timeline: &Memory) -> BTreeSet<String> {
    let written = timeline.written();
    let each = written.iter().map(|command| match command {
        Command::Record(call) | Command::Incoming(call) => format!(
            "{}/{} {:?} {:?}",
            call.account, call.provider_message_id, call.direction, call.customer
        ),
        other => document(other).to_string(),
    });
    each.collect()
}

/// Every order of a few things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1);
    let insert = |order: Vec<usize>| {
        (0..=order.len()).map(move |at| {
            let mut order = order.clone();
            order.insert(at, count - 1);
            order
        })
    };
    shorter.into_iter().flat_map(insert).collect()
}

fn check(callbacks: &[Webhook], facts: usize, calls: usize) {
    let play = |order: &[usize], times: usize| {
        let timeline = Memory::default();
        for at in order {
            (0..times).for_each(|_| send(&callbacks[*at], &timeline));
        }
        assert_eq!(timeline.kept(), []);
        (known(&timeline), timeline.interactions().len())
    };
    let orders = permutations(callbacks.len());
    let (expected, found) = play(&orders[0], 1);
    assert_eq!(
        (expected.len(), found),
        (facts + calls, calls),
        "{expected:#?}"
    );
    for order in &orders {
        for times in [1, 2] {
            let (known, calls_found) = play(order, times);
            assert_eq!(known, expected, "{order:?}");
            assert_eq!(calls_found, calls, "{order:?}");
        }
        // One after the other is lost: nothing is known that is not known otherwise.
        let (fewer, _) = play(&order[1..], 1);
        assert!(fewer.is_subset(&expected), "{order:?}");
    }
}

#[test]
fn a_call_that_an_agent_takes() {
    check(
        &[
            incoming(&format!("{WHO}&CallStatus=ringing")),
            about("input", &format!("{WHO}&SpeechResult=my+lamp")),
            about("agent", &format!("{LEG}&CallStatus=in-progress")),
            about(
                "agent",
                &format!("{LEG}&CallStatus=completed&CallDuration=95"),
            ),
            about(
                "recording",
                "RecordingSid=RE1&RecordingStatus=completed&RecordingDuration=93",
            ),
            form(
                "status",
                "",
                &format!("{IDS}&{WHO}&CallStatus=completed&CallDuration=120"),
            ),
        ],
        5,
        1,
    );
}

#[test]
fn a_call_that_goes_to_the_mailbox() {
    let recording = "RecordingSid=RE1&RecordingDuration=14";
    check(
        &[
            incoming(&format!("{WHO}&CallStatus=ringing")),
            about("dial", &format!("{WHO}&DialCallStatus=no-answer")),
            about("voicemail", recording),
            form(
                "recording",
                &format!("call={}&voicemail=1", provider::CALL),
                &format!("{IDS}&{recording}&RecordingStatus=completed"),
            ),
            about(
                "transcription",
                "TranscriptionSid=TR1&TranscriptionStatus=completed&TranscriptionText=x",
            ),
            form(
                "status",
                "",
                &format!("{IDS}&{WHO}&CallStatus=completed&CallDuration=40"),
            ),
        ],
        // The recording is told twice, alike.
        4,
        1,
    );
}

#[test]
fn a_call_of_ours() {
    let who = "From=%2B14155550199&To=%2B14155550123&Direction=outbound-api";
    check(
        &[
            about("status", &format!("{who}&CallStatus=ringing")),
            about("status", &format!("{who}&CallStatus=in-progress")),
            about("customer", &format!("{LEG}&CallStatus=in-progress")),
            about(
                "customer",
                &format!("{LEG}&CallStatus=completed&CallDuration=60"),
            ),
            about(
                "called",
                &format!("{who}&DialCallStatus=completed&DialCallDuration=60"),
            ),
            about(
                "status",
                &format!("{who}&CallStatus=completed&CallDuration=75"),
            ),
        ],
        // Of the end of the talk the callback knows the time, and the leg does not.
        4,
        0,
    );
}
