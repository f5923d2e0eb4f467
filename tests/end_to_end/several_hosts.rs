//! Four hosts over one Redis, killed at random: one customer sees one timeline, whichever host is
//! asked.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use throughline_tests::judge::{Message, copy_of_redis, judge};
use throughline_tests::{Hosts, RedisServer, Setup, Sms, dice, size};

const HOSTS: usize = 4;
const MESSAGES: usize = 64;
const DELIVERIES: usize = 3;
/// Before the first kill; so much longer before each further one.
const PAUSE: Duration = Duration::from_millis(30);

fn phone(round: usize) -> String {
    format!("+1555000{round:04}")
}

fn message(round: usize, n: usize) -> Sms {
    Sms::new(
        &format!("SM{round}-{n}"),
        &phone(round),
        &format!("message {n}"),
    )
}

/// Every interaction that a host shows of a phone number, by lookup and pages.
fn shown(hosts: &Hosts, host: usize, phone: &str) -> (Value, Vec<Value>) {
    let phone = phone.replace('+', "%2B");
    let found = hosts.ask(
        host,
        &format!("/v1/customers/lookup?phone={phone}&timeline=50"),
    );
    assert_eq!(found.status, 200, "{}", found.text);
    let found = found.json();
    let mut items = found["timeline"]["items"].as_array().unwrap().clone();
    if found["timeline"]["next"].is_null() {
        return (found, items);
    }
    items.clear();
    let customer = found["customer"]["id"].as_str().unwrap();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/customers/{customer}/timeline?limit=200{cursor}");
        let page = hosts.ask(host, &path);
        assert_eq!(page.status, 200, "{}", page.text);
        let page = page.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (found, items),
        }
    }
}

/// One delivery: to random hosts until one acknowledges it, and then every host shows it.
fn deliver(hosts: &Hosts, round: usize, n: usize, delivery: usize) {
    let message = message(round, n);
    hosts.until_acknowledged((round, n, delivery), |app| message.try_deliver(app));
    let text = format!("message {n}");
    for host in 0..HOSTS {
        let (_, items) = shown(hosts, host, &phone(round));
        assert!(
            items.iter().any(|item| item["text"] == text.as_str()),
            "{text} was acknowledged and host {host} does not show it among {} items",
            items.len()
        );
    }
}

#[test]
fn one_customer_at_four_hosts_over_redis_is_one_customer() {
    let redis = RedisServer::start();
    let setup = Setup::default().runtime_config(&redis.runtime_config());
    let hosts = Hosts::start(&setup, HOSTS);
    let mut acknowledged = Vec::new();
    let mut kills = 0;
    for round in 0..size(1, 20) {
        let left = AtomicUsize::new(MESSAGES * DELIVERIES);
        let together = Barrier::new(MESSAGES * DELIVERIES);
        std::thread::scope(|scope| {
            for n in 0..MESSAGES * DELIVERIES {
                let (hosts, left, together) = (&hosts, &left, &together);
                scope.spawn(move || {
                    together.wait();
                    deliver(hosts, round, n % MESSAGES, n / MESSAGES);
                    left.fetch_sub(1, Ordering::Relaxed);
                });
            }
            // Ever more slowly: somebody has to live long enough to seal what others left.
            for nth in 1.. {
                std::thread::sleep(PAUSE * nth);
                if left.load(Ordering::Relaxed) == 0 {
                    break;
                }
                hosts.strike(dice((nth, round)) % HOSTS);
                kills += 1;
            }
        });
        for host in 0..HOSTS {
            let (found, items) = shown(&hosts, host, &phone(round));
            let texts: BTreeSet<_> = items.iter().map(|i| i["text"].as_str().unwrap()).collect();
            let tickets: BTreeSet<_> = items.iter().map(|i| i["ticket_id"].as_str()).collect();
            assert_eq!(
                (items.len(), texts.len(), tickets.len()),
                (MESSAGES, MESSAGES, 1),
                "host {host}"
            );
            assert_eq!(found["customer"]["counts"]["interactions"], MESSAGES);
            assert_eq!(found["tickets"].as_array().unwrap().len(), 1);
        }
        acknowledged.extend((0..MESSAGES).map(|n| {
            let account = "AC00000000000000000000000000000000".to_owned();
            let name = Message("sms".to_owned(), account, format!("SM{round}-{n}"));
            (phone(round), name)
        }));
    }
    assert!(kills >= 3, "only {kills} hosts were killed");
    drop(hosts);
    judge(copy_of_redis(&redis.url()), &acknowledged).unwrap();
}
