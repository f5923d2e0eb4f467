//! Mails of every kind there is (`throughline_tests::mail`), each delivered twice: recorded or
//! refused, never an error of ours, none lost, each found as a person would read it.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod mail_check;

use mail_check::{Check, deliver, recorded};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Barrier, Mutex};
use throughline_tests::mail::{Expect, Expected, mails};
use throughline_tests::{Answer, App, Setup};

const WORKERS: usize = 4;
const AT_ONCE: usize = 8;

fn start() -> App {
    Setup::default()
        .variable("email_from", "help@example.com")
        .start()
}

#[test]
fn every_mail_is_recorded_once_or_refused() {
    let app = start();
    let queue = Mutex::new(mails());
    let run = Mutex::new(Run::default());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some(mail) = next else { break };
                    let mut check = Check::default();
                    let receipt = check.delivery(&app, &mail.bytes, &mail.expect);
                    run.lock()
                        .unwrap()
                        .note(&mail.name, &mail.expect, check, receipt);
                }
            });
        }
    });
    let mut run = run.into_inner().unwrap();
    run.count(&app);
    println!(
        "{} mails, of which {} were recorded",
        run.mails, run.recorded
    );
    let mut problems = run.problems;
    problems.sort();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(run.mails >= 520);
    assert_eq!(app.send("GET", "/healthz", &[], b"").status, 200);
}

#[test]
fn a_mail_that_is_delivered_many_times_at_once_is_recorded_once() {
    let app = start();
    let mail = b"From: ana@example.net\r\nTo: help@example.com\r\nSubject: Where is it\r\n\
        Message-ID: <once@example.net>\r\n\r\nMy order has not come.\r\n";
    let barrier = Barrier::new(AT_ONCE);
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let one = || {
            barrier.wait();
            deliver(&app, mail).unwrap()
        };
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(one)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let receipts: Vec<Value> = answers.iter().flat_map(recorded).collect();
    assert_eq!(receipts.len(), AT_ONCE, "{answers:?}");
    let ids: BTreeSet<&str> = receipts
        .iter()
        .map(|r| r["interaction_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let first = receipts.iter().filter(|r| r["duplicate"] == false).count();
    assert_eq!(first, 1, "{receipts:?}");
    let found = look_up(&app, "ana@example.net").json();
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
}

#[test]
fn a_copy_that_came_another_way_is_the_same_mail() {
    let app = start();
    let mail = "From: ana@example.net\r\nTo: help@example.com\r\nSubject: Where is it\r\n\
        Message-ID: <copy@example.net>\r\n\r\nMy order has not come.\r\n";
    let way = "Received: from a.example by b.example; Sat, 15 Mar 2025 11:26:00 +0000\r\n\
        Delivered-To: sales@example.com\r\n";
    let once = recorded(&deliver(&app, mail.as_bytes()).unwrap());
    let again = recorded(&deliver(&app, format!("{way}{mail}").as_bytes()).unwrap());
    assert_eq!((once.len(), again.len()), (1, 1));
    assert_eq!(again[0]["interaction_id"], once[0]["interaction_id"]);
    assert_eq!(again[0]["duplicate"], true);
}

fn look_up(app: &App, address: &str) -> Answer {
    let identity = json!({"identity": {"kind": "email", "value": address}});
    app.post("/v1/customers/lookup", &identity)
}

/// What became of all mails.
#[derive(Default)]
struct Run {
    mails: usize,
    recorded: usize,
    /// One line for each thing that is not as it should be.
    problems: Vec<String>,
    /// Interactions by customer.
    customers: BTreeMap<String, BTreeSet<String>>,
    /// The customer of each sender.
    senders: BTreeMap<String, String>,
}

impl Run {
    fn note(&mut self, name: &str, expect: &Expect, check: Check, receipt: Option<Value>) {
        self.mails += 1;
        let problems = check.0.into_iter();
        self.problems
            .extend(problems.map(|problem| format!("{name}: {problem}")));
        let Some(receipt) = receipt else { return };
        self.recorded += 1;
        let text = |name: &str| receipt[name].as_str().unwrap_or_default().to_owned();
        let interactions = self.customers.entry(text("customer_id")).or_default();
        if !interactions.insert(text("interaction_id")) {
            self.problems
                .push(format!("{name}: was taken for another mail"));
        }
        if let Expect::Mail(Expected {
            sender: Some(sender),
            ..
        }) = expect
        {
            let customer = text("customer_id");
            let other = self.senders.insert(sender.to_lowercase(), customer.clone());
            if other.is_some_and(|other| other != customer) {
                self.problems
                    .push(format!("{name}: {sender} is two customers"));
            }
        }
    }

    /// Each customer has what was recorded for it, no more and no less.
    fn count(&mut self, app: &App) {
        let mut check = Check::default();
        for (customer, interactions) in &self.customers {
            let found = app.get(&format!("/v1/customers/lookup?id={customer}"));
            let count = &found.json()["customer"]["counts"]["interactions"];
            check.same(
                &format!("interactions of {customer}"),
                count,
                &json!(interactions.len()),
            );
        }
        for (sender, customer) in &self.senders {
            let found = look_up(app, sender);
            let id = &found.json()["customer"]["id"];
            check.same(&format!("the customer of {sender}"), id, &json!(customer));
        }
        self.problems.append(&mut check.0);
    }
}
