//! Many messages of one new customer, each delivered three times, all at once.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Barrier;
use throughline_tests::{RedisServer, Setup, Sms};

const ANA: &str = "+15551234567";
const MESSAGES: usize = 64;
const DELIVERIES: usize = 3;

#[test]
fn each_is_recorded_once_and_seen_by_the_lookup_right_after_it() {
    let app = Setup::default().start();
    let start = Barrier::new(MESSAGES * DELIVERIES);
    std::thread::scope(|scope| {
        for n in 0..MESSAGES * DELIVERIES {
            let (app, start) = (&app, &start);
            scope.spawn(move || {
                let text = format!("message {}", n % MESSAGES);
                let message = Sms::new(&format!("SM{}", n % MESSAGES), ANA, &text);
                start.wait();
                let answer = message.deliver(app);
                assert_eq!(answer.status, 200, "{}", answer.text);
                let found = app.lookup(ANA, 50);
                let id = found["customer"]["id"].as_str().unwrap().to_owned();
                let mut items = found["timeline"]["items"].as_array().unwrap().clone();
                if found["timeline"]["next"].is_string() {
                    items = app.whole_timeline(&id, 200);
                }
                assert!(
                    items.iter().any(|i| i["text"] == text.as_str()),
                    "{text} was acknowledged and is not among {} items",
                    items.len()
                );
            });
        }
    });
    let found = app.lookup(ANA, 50);
    assert_eq!(found["customer"]["counts"]["interactions"], MESSAGES);
    assert_eq!(found["customer"]["counts"]["tickets"], 1);
    assert_eq!(found["tickets"].as_array().unwrap().len(), 1);
    let all = app.whole_timeline(found["customer"]["id"].as_str().unwrap(), 200);
    let texts: BTreeSet<_> = all.iter().map(|i| i["text"].as_str().unwrap()).collect();
    let tickets: BTreeSet<_> = all
        .iter()
        .map(|i| i["ticket_id"].as_str().unwrap())
        .collect();
    assert_eq!(
        (all.len(), texts.len(), tickets.len()),
        (MESSAGES, MESSAGES, 1)
    );
}

/// Calls of one instance that wait for Redis must not wait for each other: some did, until they were
/// given up after three seconds.
#[test]
fn redis_answers_all_of_many_writers_on_the_local_host() {
    const WRITERS: usize = 64;
    const EACH: usize = 150;
    let redis = RedisServer::start();
    let app = Setup::default()
        .runtime_config(&redis.runtime_config())
        .start();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let app = &app;
            scope.spawn(move || {
                for n in 0..EACH {
                    let (id, from) = (format!("SM{writer}-{n}"), format!("+1555300{writer:04}"));
                    let answer = Sms::new(&id, &from, "hello").deliver(app);
                    assert_eq!(answer.status, 200, "{}", answer.text);
                }
            });
        }
    });
}
