//! Answers, edits and deletions under thousands of schedules: agents answer, several hosts tick,
//! authors take back what they said, customers join, and any of them fails, pauses or dies between
//! any two store operations.
//!
//! What must hold: an answer is sent at most once, whoever dies; one that was acknowledged is on its
//! customer's timeline once and ends as sent or unknown, never forgotten; what was acknowledged as
//! deleted is in no answer.
//!
//! `THROUGHLINE_SCHEDULES` sets how many schedules are played, `THROUGHLINE_SEED` plays one.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;
#[path = "simulation/schedule.rs"]
mod schedule;
#[path = "simulation/world.rs"]
mod world;

use schedule::{Chaos, Schedule};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use throughline_journal::entry::{Delivery, DeliveryStatus};
use throughline_journal::{
    Amending, Answer, Draft, Error, InteractionId, Journal, Refusal, TimelineQuery, Words,
};
use world::{Connection, Faults, Random};

const SECRET: &str = "what-was-taken-back";
/// Longer than an attempt may be without a result, whatever the clocks say.
const LATER: u64 = 3 * 3_600_000;

#[derive(Default)]
struct Witness {
    ticket: Option<String>,
    /// Acknowledged answers.
    answers: Vec<InteractionId>,
    /// How often the provider was called for each.
    calls: BTreeMap<InteractionId, u32>,
    /// Results that were recorded.
    sent: Vec<InteractionId>,
    /// The deletion was acknowledged.
    deleted: bool,
    /// What was deleted was sent to us, and perhaps not acknowledged.
    said: bool,
}

type Shared = Rc<RefCell<Witness>>;

fn said(from: &str, id: &str) -> Draft {
    Draft {
        amendable: true,
        text: Some(SECRET.into()),
        ..drafts::message(from, id)
    }
}

async fn answer(journal: Journal<Connection>, ticket: String, key: u64, witness: Shared) {
    let answer = Answer {
        words: Words {
            text: Some(format!("answer {key}")),
            ..Words::default()
        },
        idempotency_key: Some(key.to_string()),
        ..Answer::default()
    };
    for _ in 0..6 {
        match journal.reply(&ticket, &answer).await {
            Ok(id) => return witness.borrow_mut().answers.push(id),
            Err(Refusal::Error(Error::Unavailable(_))) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// One tick. A provider is called for what was begun; then its result is recorded, or the answer is
/// given back because nothing was sent.
async fn tick(journal: Journal<Connection>, seed: u64, witness: Shared) {
    let mut random = Random::new(seed);
    for _ in 0..3 {
        let Ok(due) = journal.due(10).await else {
            continue;
        };
        for id in due {
            let Ok(Some(begun)) = journal.begin(id).await else {
                continue;
            };
            if random.chance(0.3) {
                let _ = journal.put_back(begun.id, 0, "busy").await;
                continue;
            }
            *witness.borrow_mut().calls.entry(begun.id).or_default() += 1;
            let delivery = Delivery {
                status: DeliveryStatus::Sent,
                at: 1,
                detail: None,
            };
            let name = journal.naming.interaction("sms", "", &begun.id.public());
            for _ in 0..3 {
                if journal.deliver(begun.id, &delivery, &[name]).await.is_ok() {
                    witness.borrow_mut().sent.push(begun.id);
                    break;
                }
            }
        }
    }
}

async fn take_back(journal: Journal<Connection>, witness: Shared) {
    let id = journal.naming.interaction("sms", "", "secret");
    for _ in 0..6 {
        if journal.amend(id, 20, &Amending::Deleted).await.is_ok() {
            witness.borrow_mut().deleted = true;
            return;
        }
    }
}

async fn edit(journal: Journal<Connection>) {
    let id = journal.naming.interaction("sms", "", "secret");
    let edit = Amending::Edited(Some(format!("{SECRET}, edited")));
    for _ in 0..3 {
        if journal.amend(id, 10, &edit).await.is_ok() {
            return;
        }
    }
}

async fn record(journal: Journal<Connection>, draft: Draft) {
    for _ in 0..6 {
        if journal.record(&draft).await.is_ok() {
            return;
        }
    }
}

fn play(seed: u64, chaos: Chaos) -> Result<u64, String> {
    // The ticket is there before anything goes wrong.
    let mut schedule = Schedule::new(seed, chaos);
    schedule.calm();
    let mut random = Random::new(seed ^ 0x0A0A);
    let witness = Shared::default();
    let journal = schedule.journal();
    let told = witness.clone();
    schedule.spawn(async move {
        let receipt = journal.record(&drafts::message("ana", "first")).await;
        told.borrow_mut().ticket = Some(receipt.unwrap().ticket.unwrap().to_string());
    });
    if !schedule.run() {
        return Err("the first message is never recorded".into());
    }
    schedule.rage(chaos);
    cast(&mut schedule, &mut random, &witness);
    if !schedule.run() {
        return Err("somebody never ends".into());
    }
    schedule.calm();
    schedule.world.borrow_mut().time += LATER;
    let verdict = Rc::new(RefCell::new(Ok(0)));
    let (result, told) = (verdict.clone(), witness.clone());
    let journal = schedule.journal();
    schedule.spawn(async move {
        let judged = judge(&journal, &told).await;
        *result.borrow_mut() = judged;
    });
    if !schedule.run() {
        return Err("the last reader never ends".into());
    }
    verdict.replace(Ok(0))
}

fn cast(schedule: &mut Schedule, random: &mut Random, witness: &Shared) {
    let ticket = witness.borrow().ticket.clone().unwrap();
    for key in 0..1 + random.below(3) {
        // Some answers are given twice, as by a caller that heard nothing.
        for _ in 0..1 + random.below(2) {
            let journal = schedule.journal();
            schedule.spawn(answer(journal, ticket.clone(), key, witness.clone()));
        }
    }
    for _ in 0..2 + random.below(3) {
        let journal = schedule.journal();
        schedule.spawn(tick(journal, random.next(), witness.clone()));
    }
    for n in 0..random.below(3) {
        let journal = schedule.journal();
        schedule.spawn(record(journal, drafts::message("ana", &format!("more{n}"))));
    }
    if random.chance(0.6) {
        let journal = schedule.journal();
        schedule.spawn(record(journal, said("ana", "secret")));
        witness.borrow_mut().said = true;
        let journal = schedule.journal();
        schedule.spawn(take_back(journal, witness.clone()));
    }
    if random.chance(0.4) {
        let journal = schedule.journal();
        schedule.spawn(edit(journal));
    }
    if random.chance(0.4) {
        let journal = schedule.journal();
        let mut both = drafts::message("bo", "both");
        both.also = vec![drafts::person("ana")];
        schedule.spawn(record(journal, both));
    }
}

async fn judge(journal: &Journal<Connection>, witness: &Shared) -> Result<u64, String> {
    let failed = |error: Error| format!("the last reader failed: {error}");
    let calls = witness.borrow().calls.clone();
    for (id, calls) in &calls {
        if *calls > 1 {
            return Err(format!("{} was sent {calls} times", id.public()));
        }
    }
    // Providers repeat what was not acknowledged.
    if witness.borrow().said {
        journal
            .record(&said("ana", "secret"))
            .await
            .map_err(failed)?;
    }
    // What is left is sent now, and what nobody knows about is called unknown.
    for _ in 0..4 {
        for id in journal.due(100).await.map_err(failed)? {
            // An attempt of somebody who died may show only now, behind a hole that was open.
            let Some(begun) = journal.begin(id).await.map_err(failed)? else {
                continue;
            };
            if calls.contains_key(&begun.id) {
                return Err(format!("{} was sent before", id.public()));
            }
            let delivery = Delivery {
                status: DeliveryStatus::Sent,
                at: 1,
                detail: None,
            };
            journal.deliver(id, &delivery, &[]).await.map_err(failed)?;
        }
    }
    let page = everything(journal).await?;
    let items = page["items"].as_array().unwrap();
    let (answers, sent, deleted) = {
        let witness = witness.borrow();
        (
            witness.answers.clone(),
            witness.sent.clone(),
            witness.deleted,
        )
    };
    for id in &answers {
        let id = id.public();
        let shown: Vec<_> = items.iter().filter(|item| item["id"] == id).collect();
        let [item] = shown.as_slice() else {
            return Err(format!("{id} is shown {} times", shown.len()));
        };
        let status = item["delivery"]["status"].as_str().unwrap_or_default();
        if !matches!(status, "sent" | "unknown") {
            return Err(format!("{id} is {status:?} in the end"));
        }
        if sent.iter().any(|s| s.public() == id) && status != "sent" {
            return Err(format!("{id} was sent, and is {status:?}"));
        }
    }
    if deleted && page.to_string().contains(SECRET) {
        return Err(format!("what was deleted is shown: {page}"));
    }
    Ok(answers.len() as u64)
}

/// A page and a lookup of the customer, as one document.
async fn everything(journal: &Journal<Connection>) -> Result<serde_json::Value, String> {
    let failed = |error: Error| format!("the last reader failed: {error}");
    let home = journal.naming.home("user", "ana");
    let customer = journal.root(home).await.map_err(failed)?.log.customer_id();
    let query = TimelineQuery {
        limit: 200,
        ..TimelineQuery::default()
    };
    let page = journal.timeline(&customer, &query).await.map_err(failed)?;
    let lookup = journal.customer(&customer, 50).await.map_err(failed)?;
    let mut page: serde_json::Value = serde_json::from_slice(&page).unwrap();
    page["lookup"] = serde_json::from_slice(&lookup).unwrap();
    Ok(page)
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn an_answer_is_sent_once_and_a_deletion_holds_in_every_schedule() {
    let long = setting("THROUGHLINE_LONG").is_some();
    let usual = if long { 60_000 } else { 6_000 };
    let runs = setting("THROUGHLINE_SCHEDULES").unwrap_or(usual) / 4;
    let seeds = match setting("THROUGHLINE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..runs,
    };
    let mut answered = 0;
    for torn in [false, true] {
        for (crash, fail) in [(0.0, 0.0), (0.01, 0.01)] {
            let chaos = Chaos {
                faults: Faults { torn, fail },
                crash,
                pause: 0.03,
            };
            for seed in seeds.clone() {
                match play(seed, chaos) {
                    Ok(answers) => answered += answers,
                    Err(wrong) => panic!("THROUGHLINE_SEED={seed} {chaos:?}\n{wrong}"),
                }
            }
        }
    }
    println!("{answered} answers");
    assert!(
        answered > 4 * (seeds.end - seeds.start),
        "hardly anything was answered"
    );
}
