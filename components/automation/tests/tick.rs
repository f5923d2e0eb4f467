//! A tick: what is due is sent once, and what became of it is recorded.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use futures::executor::block_on;
use http::{HeaderMap, Method, Response};
use serde_json::{Value, json};
use throughline_automation::send::{Connectors, NoAnswer, Outbox};
use throughline_automation::{Settings, respond};
use throughline_contract::outbox::Outgoing;
use throughline_contract::types::{DeliveryReport, DeliveryStatus, Error, Target};

const NOW: u64 = 1_795_000_000_000;

/// An outbox in memory; what was begun is not due any more.
#[derive(Default)]
struct Memory {
    /// Interaction, channel.
    waiting: RefCell<Vec<(String, String)>>,
    /// Of these somebody else was faster.
    taken: Vec<String>,
    reports: RefCell<Vec<DeliveryReport>>,
    put_back: RefCell<Vec<(String, u64, String)>>,
    /// How many reports fail before one is taken.
    failing: Cell<u32>,
    down: bool,
    /// How often there is more to tidy.
    untidy: Cell<u32>,
}

impl Memory {
    fn of(waiting: &[(&str, &str)]) -> Self {
        let waiting = waiting
            .iter()
            .map(|(id, channel)| ((*id).into(), (*channel).into()));
        Self {
            waiting: RefCell::new(waiting.collect()),
            ..Self::default()
        }
    }

    fn status(&self, id: &str) -> Option<(DeliveryStatus, Option<String>)> {
        let reports = self.reports.borrow();
        let of = |r: &&DeliveryReport| matches!(&r.target, Target::Interaction(i) if i == id);
        let report = reports.iter().find(of)?;
        Some((report.status, report.detail.clone()))
    }
}

impl Outbox for Memory {
    async fn due(&self, limit: u32) -> Result<Vec<String>, Error> {
        if self.down {
            return Err(Error::Unavailable("redis://secret".into()));
        }
        let waiting = self.waiting.borrow();
        let ids = waiting.iter().map(|(id, _)| id.clone());
        Ok(ids.take(limit as usize).collect())
    }

    async fn begin(&self, id: String) -> Result<Option<Outgoing>, Error> {
        let mut waiting = self.waiting.borrow_mut();
        let place = waiting.iter().position(|(waits, _)| *waits == id);
        let Some(place) = place.filter(|_| !self.taken.contains(&id)) else {
            return Ok(None);
        };
        let (_, channel) = waiting.remove(place);
        Ok(Some(Outgoing {
            message: format!("message {id}").into_bytes(),
            interaction_id: id,
            channel,
        }))
    }

    async fn put_back(&self, id: String, until: u64, detail: String) -> Result<(), Error> {
        self.put_back.borrow_mut().push((id, until, detail));
        Ok(())
    }

    async fn report(&self, report: DeliveryReport) -> Result<(), Error> {
        if let Some(left) = self.failing.get().checked_sub(1) {
            self.failing.set(left);
            return Err(Error::Unavailable("down".into()));
        }
        self.reports.borrow_mut().push(report);
        Ok(())
    }

    async fn tidy(&self) -> Result<bool, Error> {
        let left = self.untidy.get();
        self.untidy.set(left.saturating_sub(1));
        Ok(left > 0)
    }
}

type Answers = BTreeMap<&'static str, Result<Response<Vec<u8>>, NoAnswer>>;

/// Connectors that answer as they are told, by channel.
#[derive(Default)]
struct Told {
    answers: Answers,
    asked: RefCell<Vec<(String, String)>>,
}

impl Connectors for Told {
    async fn send(&self, channel: &str, message: Vec<u8>) -> Result<Response<Vec<u8>>, NoAnswer> {
        let message = String::from_utf8(message).unwrap();
        self.asked.borrow_mut().push((channel.into(), message));
        self.answers[channel].clone()
    }
}

fn answer(status: u16, body: Value) -> Result<Response<Vec<u8>>, NoAnswer> {
    let answer = Response::builder().status(status);
    Ok(answer.body(body.to_string().into_bytes()).unwrap())
}

fn call(
    method: &Method,
    path: &str,
    key: Option<&str>,
    (outbox, connectors): (&Memory, &Told),
) -> (u16, Value) {
    let mut headers = HeaderMap::new();
    if let Some(key) = key {
        headers.insert("authorization", key.parse().unwrap());
    }
    let settings = Settings::new("old-key, tick-key");
    let log = RefCell::new(Vec::new());
    let response = block_on(respond(
        (method, path, &headers),
        &settings,
        outbox,
        connectors,
        || NOW,
        &|line| log.borrow_mut().push(line),
        "req_1",
    ));
    assert!(!log.borrow().concat().contains("message int"), "{log:?}");
    let status = response.status().as_u16();
    (status, serde_json::from_slice(response.body()).unwrap())
}

fn tick(outbox: &Memory, connectors: &Told) -> Value {
    let (status, body) = call(
        &Method::POST,
        "/tick",
        Some("Bearer tick-key"),
        (outbox, connectors),
    );
    assert_eq!(status, 200, "{body}");
    body
}

#[test]
fn every_answer_of_a_connector_has_its_result() {
    let outbox = Memory::of(&[
        ("int_1", "sms"),
        ("int_2", "x"),
        ("int_3", "email"),
        ("int_4", "messenger"),
        ("int_5", "kiosk"),
        ("int_6", "in-person"),
        ("int_7", "instagram"),
        ("int_8", "telegram"),
    ]);
    let mut throttled = answer(503, json!({"detail": "busy"})).unwrap();
    throttled
        .headers_mut()
        .insert("retry-after", "17".parse().unwrap());
    let sent = json!({"status": "sent", "provider": "twilio", "account": "AC1",
        "provider_message_id": "SM1", "provider_message_ids": ["SM1", "SM2"], "message_id": null});
    let connectors = Told {
        answers: BTreeMap::from([
            ("sms", answer(200, sent)),
            ("x", answer(422, json!({"detail": "x".repeat(500)}))),
            ("email", Ok(throttled)),
            (
                "messenger",
                answer(504, json!({"detail": "no answer in time"})),
            ),
            ("kiosk", Err(NoAnswer::NoConnector)),
            ("in-person", answer(404, json!({"detail": "no route"}))),
            ("instagram", Err(NoAnswer::Lost)),
            (
                "telegram",
                answer(503, json!({"detail": "telegram_bot_token must hold…"})),
            ),
        ]),
        ..Told::default()
    };
    let done = tick(&outbox, &connectors);
    let expected = json!({"sent": 1, "failed": 3, "unknown": 2, "postponed": 2, "more": false});
    assert_eq!(done, expected);
    assert_eq!(connectors.asked.borrow().len(), 8);
    let asked = connectors.asked.borrow()[0].clone();
    assert_eq!(asked, ("sms".to_owned(), "message int_1".to_owned()));
    assert_eq!(outbox.status("int_1"), Some((DeliveryStatus::Sent, None)));
    let names: Vec<_> = outbox
        .reports
        .borrow()
        .iter()
        .flat_map(|r| r.names.clone())
        .collect();
    let ids: Vec<_> = names
        .iter()
        .map(|n| n.provider_message_id.as_str())
        .collect();
    assert_eq!(ids, ["SM1", "SM2"]);
    assert_eq!(
        (names[0].channel.as_str(), names[0].account.as_str()),
        ("sms", "AC1")
    );
    let (status, detail) = outbox.status("int_2").unwrap();
    assert_eq!(
        (status, detail.unwrap().len()),
        (DeliveryStatus::Failed, 200)
    );
    assert_eq!(outbox.status("int_4").unwrap().0, DeliveryStatus::Unknown);
    for none in ["int_5", "int_6"] {
        let (status, detail) = outbox.status(none).unwrap();
        assert_eq!(status, DeliveryStatus::Failed);
        assert!(detail.unwrap().contains("no connector"));
    }
    assert_eq!(outbox.status("int_7").unwrap().0, DeliveryStatus::Unknown);
    let mut put_back = outbox.put_back.borrow().clone();
    put_back.sort();
    assert_eq!(put_back[0], ("int_3".into(), NOW + 17_000, "busy".into()));
    assert_eq!((&*put_back[1].0, put_back[1].1), ("int_8", NOW + 60_000));
}

#[test]
fn what_somebody_else_sends_is_not_sent_again() {
    let outbox = Memory {
        taken: vec!["int_1".into()],
        ..Memory::of(&[("int_1", "sms")])
    };
    let connectors = Told::default();
    let expected = json!({"sent": 0, "failed": 0, "unknown": 0, "postponed": 0, "more": true});
    assert_eq!(tick(&outbox, &connectors), expected);
    assert!(connectors.asked.borrow().is_empty());
}

#[test]
fn more_than_one_batch_is_sent_by_one_tick() {
    let ids: Vec<String> = (0..200).map(|n| format!("int_{n}")).collect();
    let waiting: Vec<_> = ids.iter().map(|id| (id.as_str(), "sms")).collect();
    let outbox = Memory::of(&waiting);
    let connectors = Told {
        answers: BTreeMap::from([("sms", answer(200, json!({"provider": "twilio"})))]),
        ..Told::default()
    };
    assert_eq!(tick(&outbox, &connectors)["sent"], 200);
}

#[test]
fn a_result_that_the_store_does_not_take_is_tried_once_more_and_never_sent_again() {
    for (failing, status) in [(1, 200), (2, 503)] {
        let outbox = Memory::of(&[("int_1", "sms")]);
        outbox.failing.set(failing);
        let connectors = Told {
            answers: BTreeMap::from([("sms", answer(200, json!({"provider": "twilio"})))]),
            ..Told::default()
        };
        let both = (&outbox, &connectors);
        let done = call(&Method::POST, "/tick", Some("bearer tick-key"), both);
        assert_eq!(done.0, status, "{}", done.1);
        tick(&outbox, &connectors);
        assert_eq!(connectors.asked.borrow().len(), 1);
    }
}

#[test]
fn nobody_else_may_tick() {
    let outbox = Memory::of(&[("int_1", "sms")]);
    let connectors = Told::default();
    let both = (&outbox, &connectors);
    for key in [
        None,
        Some("tick-key"),
        Some("Basic tick-key"),
        Some("Bearer "),
        Some("Bearer x"),
    ] {
        let (status, body) = call(&Method::POST, "/tick", key, both);
        assert_eq!(
            (status, &body["code"]),
            (401, &"unauthorized".into()),
            "{key:?}"
        );
    }
    let key = Some("Bearer old-key");
    assert_eq!(call(&Method::GET, "/tick", key, both).0, 405);
    assert_eq!(call(&Method::POST, "/tick/", key, both).0, 404);
    let unset = block_on(respond(
        (&Method::POST, "/tick", &HeaderMap::new()),
        &Settings::new(" , "),
        &outbox,
        &connectors,
        || NOW,
        &|_| {},
        "req_1",
    ));
    assert_eq!(unset.status().as_u16(), 503);
    assert!(connectors.asked.borrow().is_empty());
}

#[test]
fn a_store_that_is_down_is_said_and_its_words_are_not() {
    let outbox = Memory {
        down: true,
        ..Memory::default()
    };
    let both = (&outbox, &Told::default());
    let (status, body) = call(&Method::POST, "/tick", Some("Bearer tick-key"), both);
    assert_eq!((status, &body["code"]), (503, &"store_unavailable".into()));
    assert!(!body.to_string().contains("redis"));
}

#[test]
fn what_must_be_forgotten_is_tidied_until_nothing_is_left() {
    let outbox = Memory::default();
    outbox.untidy.set(3);
    let done = tick(&outbox, &Told::default());
    assert_eq!(done["more"], false);
    assert_eq!(outbox.untidy.get(), 0);
}
