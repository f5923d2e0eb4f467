//! Interactions to record, and what a reader finds of them: what several test files share.
#![allow(dead_code, reason = "no test file uses all of it")]

use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::{Direction, Identity, Participant, Verdict, Visibility};
use throughline_journal::{Clock, Draft, Journal, Kv};

/// When every test begins, in milliseconds.
pub const START: u64 = 1_795_000_000_000;

/// A person by a name of their own, proven by the channel.
pub fn person(name: &str) -> Participant {
    Participant {
        identity: Identity {
            kind: "user".into(),
            value: name.into(),
        },
        verdict: Verdict::Pass,
    }
}

/// A text message from a person.
pub fn message(from: &str, id: &str) -> Draft {
    Draft {
        channel: "sms".into(),
        provider: "test".into(),
        account: String::new(),
        message_id: id.into(),
        direction: Direction::Inbound,
        kind: "message".into(),
        visibility: Visibility::Private,
        occurred_at: None,
        customer: person(from),
        also: vec![],
        business: vec![],
        subject: None,
        text: Some(format!("this is {id}")),
        attachments: vec![],
        passages: Default::default(),
        parties: vec![],
        thread: None,
        references: vec![],
        topic: None,
        reply_tokens: vec![],
        ticket: None,
        agent: None,
        attributes: None,
        language: None,
        consent: None,
        amendable: false,
        answerable: true,
    }
}

/// A lookup of a person.
pub fn lookup<S: Kv + Clock>(journal: &Journal<S>, name: &str) -> Value {
    let found = block_on(journal.lookup(&person(name).identity, 50)).unwrap();
    serde_json::from_slice(&found).unwrap()
}
