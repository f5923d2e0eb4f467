//! Erasing: what the store holds of a person afterwards, and what it still does for everybody else.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message, person};
use futures::executor::block_on;
use serde_json::{Value, json};
use std::cell::Cell;
use throughline_journal::entry::{
    Attachment, Delivery, DeliveryStatus, Passages, TicketChange, TicketStatus,
};
use throughline_journal::{
    About, Amending, Answer, Clock, Draft, Error, Fact, File, Journal, Kv, KvError, Link, LogName,
    Memory, Words,
};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// What Ana's interactions say. It stands in every field that a person fills.
const SECRET: &str = "xylophone";

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn home(journal: &Journal<Memory>, name: &str) -> LogName {
    journal.naming.home("user", name)
}

fn erase(journal: &Journal<Memory>, name: &str) -> Value {
    let id = home(journal, name).customer_id();
    serde_json::from_slice(&block_on(journal.erase_customer(&id)).unwrap()).unwrap()
}

/// The keys whose values hold one of these words.
fn holding(journal: &Journal<Memory>, words: &[&str]) -> Vec<String> {
    let data = journal.store.data.borrow();
    let holds = |value: &[u8], word: &str| {
        let mut windows = value.windows(word.len());
        windows.any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    };
    let found = data
        .iter()
        .filter(|(_, value)| words.iter().any(|word| holds(value, word)));
    found.map(|(key, _)| key.clone()).collect()
}

/// A message with something in every field.
fn full(from: &str, id: &str) -> Draft {
    let file = File {
        attachment: Attachment {
            name: format!("{SECRET}.txt"),
            content_type: "text/plain".into(),
            ..Attachment::default()
        },
        content: Some(SECRET.repeat(20_000).into_bytes()),
    };
    Draft {
        subject: Some(format!("about a {SECRET}")),
        text: Some(format!("my {SECRET} is broken ").repeat(400)),
        attachments: vec![file],
        passages: Passages {
            quoted: Some(format!("you wrote of a {SECRET}")),
            ..Passages::default()
        },
        thread: Some(format!("{SECRET}-thread")),
        attributes: Some(json!({ "note": SECRET }).to_string().into_bytes()),
        amendable: true,
        ..message(from, id)
    }
}

fn record(journal: &Journal<Memory>, draft: &Draft) -> throughline_journal::Receipt {
    block_on(journal.record(draft)).unwrap()
}

/// Somebody of whom the store holds something of every kind.
fn live(journal: &Journal<Memory>, name: &str) {
    let receipt = record(journal, &full(name, &format!("{name}-1")));
    let edit = Amending::Edited(Some(format!("no, the other {SECRET} ").repeat(300)));
    block_on(journal.amend(receipt.id, START + 5, &edit)).unwrap();
    let ticket = receipt.ticket.unwrap();
    let change = TicketChange {
        home: home(journal, name),
        ticket,
        recorded_at: START + 6,
        status: Some(TicketStatus::Pending),
        priority: None,
        queue: None,
        assignee: None,
        tags: Some(vec![SECRET.into()]),
        subject: Some(format!("{SECRET} again")),
    };
    block_on(journal.change_ticket(change)).unwrap();
    let answer = Answer {
        words: Words {
            text: Some(format!("we send you a {SECRET}")),
            ..Words::default()
        },
        agent: Some("bo".into()),
        idempotency_key: Some(format!("{name}-key")),
        ..Answer::default()
    };
    let sent = block_on(journal.reply(&ticket.to_string(), &answer)).unwrap();
    let begun = block_on(journal.begin(sent)).unwrap();
    assert!(begun.is_some());
    block_on(journal.put_back(sent, START + 10, &format!("{SECRET} is busy"))).unwrap();
    let failed = Delivery {
        status: DeliveryStatus::Failed,
        at: START + 20,
        detail: Some(format!("no {SECRET} there")),
    };
    let other = journal
        .naming
        .interaction("sms", "", &format!("{name}-provider"));
    block_on(journal.deliver(sent, &failed, &[other])).unwrap();
    let note = block_on(journal.note(&ticket.to_string(), SECRET, Some("bo"), None)).unwrap();
    assert_ne!(note, sent);
    let about = About {
        source: "agent:bo".into(),
        name: Some(format!("Ana {SECRET}")),
        identities: vec![person(&format!("{SECRET}-{name}"))],
        attributes: json!({ "likes": SECRET }).as_object().unwrap().clone(),
        ..About::default()
    };
    let id = home(journal, name).customer_id();
    block_on(journal.describe_customer(&id, &about)).unwrap();
    let call = Draft {
        channel: "voice".into(),
        kind: "call".into(),
        text: None,
        ..message(name, &format!("{name}-call"))
    };
    let caller = block_on(journal.incoming(&call)).unwrap();
    let said = Fact::Said {
        id: "S1".into(),
        text: format!("it is about my {SECRET}"),
        source: throughline_journal::WordSource::Speech,
    };
    block_on(journal.grow(caller.receipt.id, START + 30, &said)).unwrap();
    block_on(journal.here(home(journal, name), true)).unwrap();
    for n in 0..150 {
        record(journal, &full(name, &format!("{name}-many-{n}")));
    }
}

#[test]
fn nothing_of_the_person_is_left_in_the_store() {
    let journal = journal();
    live(&journal, "ana");
    record(&journal, &message("bo", "bo-1"));
    assert!(!holding(&journal, &[SECRET]).is_empty());
    let receipt = erase(&journal, "ana");
    assert_eq!(holding(&journal, &[SECRET, "\"ana\"", "ana-1"]), [""; 0]);
    assert_eq!(receipt["status"], "erased");
    assert_eq!(receipt["attachments"], 151);
    assert_eq!(receipt["interactions"], 154);
    assert_eq!(receipt["identities"], 2);
    assert_eq!(
        receipt["customer_id"],
        home(&journal, "ana")
            .min(home(&journal, &format!("{SECRET}-ana")))
            .customer_id()
    );
    let found = block_on(journal.lookup(&person("ana").identity, 10));
    assert_eq!(found, Err(Error::NotFound));
    // What somebody else has is still there.
    assert_eq!(
        drafts::lookup(&journal, "bo")["timeline"]["items"][0]["text"],
        "this is bo-1"
    );
}

#[test]
fn a_replayed_webhook_stays_a_duplicate_and_a_new_message_starts_empty() {
    let journal = journal();
    live(&journal, "ana");
    erase(&journal, "ana");
    let again = record(&journal, &full("ana", "ana-1"));
    assert!(again.duplicate);
    assert_eq!(again.seq, 0);
    assert_eq!(holding(&journal, &[SECRET]), [""; 0]);
    record(&journal, &message("ana", "new"));
    let found = drafts::lookup(&journal, "ana");
    assert_eq!(found["timeline"]["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["timeline"]["items"][0]["text"], "this is new");
}

#[test]
fn who_is_erased_already_gets_the_same_receipt_and_who_never_was_none() {
    let journal = journal();
    let id = home(&journal, "ana").customer_id();
    assert_eq!(block_on(journal.erase_customer(&id)), Err(Error::NotFound));
    assert_eq!(
        block_on(journal.erase_customer("cus_1")),
        Err(Error::NotFound)
    );
    record(&journal, &message("ana", "1"));
    let receipt = erase(&journal, "ana");
    assert_eq!(erase(&journal, "ana"), receipt);
    // Whoever comes back and is erased again is another matter.
    record(&journal, &message("ana", "2"));
    let second = erase(&journal, "ana");
    assert_ne!(second["id"], receipt["id"]);
    assert_eq!(second["interactions"], 1);
}

#[test]
fn what_was_joined_and_parted_keeps_nothing_of_the_erased() {
    for (erased, kept) in [("ana", "eve"), ("eve", "ana")] {
        let journal = journal();
        live(&journal, erased);
        record(&journal, &message(kept, "kept-1"));
        block_on(journal.merge(home(&journal, "ana"), home(&journal, "eve"), None)).unwrap();
        // Written while they were one: in the log of whoever is the root.
        record(&journal, &full(erased, "together-1"));
        record(&journal, &message(kept, "kept-2"));
        // Joined to a third, and apart again: folds of what they were lie in three logs.
        record(&journal, &message("cy", "cy-1"));
        block_on(journal.merge(home(&journal, "cy"), home(&journal, "eve"), None)).unwrap();
        record(&journal, &full(erased, "together-2"));
        for _ in 0..4 {
            let links = block_on(journal.links(home(&journal, erased))).unwrap();
            let second = format!("{SECRET}-{erased}");
            // One that parts the two, and neither of them from what else is theirs.
            let parts = |link: &&Link| {
                let has = |name: &str| link.homes.contains(&home(&journal, name));
                has(erased) == has(&second) && has(erased) != has(kept)
            };
            let Some(link) = links.iter().find(parts) else {
                break;
            };
            block_on(journal.unmerge(home(&journal, erased), link.log, link.at)).unwrap();
        }
        let roots =
            ["ana", "eve"].map(|name| block_on(journal.root(home(&journal, name))).unwrap().log);
        assert_ne!(roots[0], roots[1]);
        let before = drafts::lookup(&journal, kept);
        erase(&journal, erased);
        assert_eq!(
            holding(&journal, &[SECRET, &format!("\"{erased}\"")]),
            [""; 0]
        );
        assert_eq!(
            drafts::lookup(&journal, kept)["timeline"],
            before["timeline"]
        );
    }
}

#[test]
fn everything_is_swept_once_more_a_day_later() {
    let journal = journal();
    live(&journal, "ana");
    let before = journal.store.data.borrow().clone();
    let receipt = erase(&journal, "ana");
    // A slow writer puts back a slot, a view and a segment.
    let stale = before
        .iter()
        .filter(|(key, _)| ["tl:e:", "tl:v", "tl:s"].iter().any(|p| key.starts_with(p)));
    let erased = journal.store.data.borrow().clone();
    let mut put_back = 0;
    for (key, value) in stale {
        let text = String::from_utf8_lossy(value);
        if erased.get(key) != Some(value) && text.contains(SECRET) && !text.contains("\"moved\"") {
            journal
                .store
                .data
                .borrow_mut()
                .insert(key.clone(), value.clone());
            put_back += 1;
        }
    }
    assert!(put_back > 10);
    assert!(block_on(journal.tidy_erasures(10)).unwrap());
    assert!(!holding(&journal, &[SECRET]).is_empty());
    journal.store.time.set(journal.store.now() + DAY + 1);
    assert!(block_on(journal.tidy_erasures(10)).unwrap());
    assert_eq!(holding(&journal, &[SECRET, "\"ana\""]), [""; 0]);
    let complete = erase(&journal, "ana");
    assert_eq!(complete["status"], "complete");
    assert_eq!(complete["id"], receipt["id"]);
    assert!(block_on(journal.tidy_erasures(10)).unwrap());
}

/// A store whose caller dies before the so-many-th write from now on.
struct Dying<'a> {
    store: &'a Memory,
    left: Cell<u64>,
}

impl Dying<'_> {
    fn write(&self) -> Result<(), KvError> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        match left {
            0 => Err(KvError("dead".into())),
            _ => Ok(()),
        }
    }
}

impl Kv for Dying<'_> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.store.get(key).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.write()?;
        self.store.set(key, value).await
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.write()?;
        self.store.set_many(pairs).await
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.write()?;
        self.store.delete_many(keys).await
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.write()?;
        self.store.increment(key).await
    }
}

impl Clock for Dying<'_> {
    fn now(&self) -> u64 {
        self.store.now()
    }

    fn elapsed(&self) -> u64 {
        self.store.elapsed()
    }

    async fn sleep(&self, milliseconds: u64) {
        self.store.sleep(milliseconds).await;
    }
}

#[test]
fn an_erasure_that_died_is_finished_by_calling_again_or_by_the_tick() {
    let whole = journal();
    live(&whole, "ana");
    record(&whole, &message("bo", "bo-1"));
    block_on(whole.merge(home(&whole, "ana"), home(&whole, "bo"), None)).unwrap();
    record(&whole, &full("ana", "together"));
    let alive = whole.store.data.borrow().clone();
    let (mut died, mut lived) = (0, false);
    for writes in 0.. {
        for by_tick in [false, true] {
            whole.store.data.replace(alive.clone());
            whole.store.time.set(START + 1_000_000);
            let dying = Dying {
                store: &whole.store,
                left: Cell::new(writes),
            };
            let id = home(&whole, "ana").customer_id();
            let erased = block_on(Journal::new(dying, "a secret", 9).erase_customer(&id));
            lived = erased.is_ok();
            died += usize::from(!lived);
            let now = whole.store.now();
            whole.store.time.set(now + 120_000);
            if by_tick {
                let immortal = Dying {
                    store: &whole.store,
                    left: Cell::new(u64::MAX),
                };
                let again = Journal::new(immortal, "a secret", 11);
                let found = block_on(again.lookup(&person("ana").identity, 1));
                while !block_on(again.tidy_erasures(10)).unwrap() {}
                // What had not begun yet is nobody's to finish.
                if holding(&whole, &[SECRET]).is_empty() {
                    let found = block_on(again.lookup(&person("ana").identity, 1));
                    assert_eq!(found, Err(Error::NotFound));
                } else {
                    assert!(found.is_ok(), "{writes}: forgotten, and still there");
                    assert!(writes < 12, "{writes}: left by the tick");
                    continue;
                }
            } else {
                erase(&whole, "ana");
            }
            assert_eq!(holding(&whole, &[SECRET, "\"ana\""]), [""; 0], "{writes}");
        }
        if lived {
            break;
        }
    }
    assert!(died > 40, "{died}");
}

fn exported(journal: &Journal<Memory>, name: &str) -> Vec<Value> {
    let id = home(journal, name).customer_id();
    let (mut lines, mut cursor) = (Vec::new(), None);
    loop {
        let page = block_on(journal.export(&id, cursor.as_deref())).unwrap();
        let text = String::from_utf8(page.lines).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'));
        lines.extend(
            text.lines()
                .map(|l| serde_json::from_str::<Value>(l).unwrap()),
        );
        match page.next {
            Some(next) => cursor = Some(next),
            None => return lines,
        }
    }
}

#[test]
fn an_export_has_everything_whole_and_nothing_of_others() {
    let journal = journal();
    live(&journal, "ana");
    record(&journal, &message("bo", "bo-1"));
    let lines = exported(&journal, "ana");
    let of = |name: &str| {
        let lines = lines.iter().filter(|l| l["type"] == name);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(lines[0]["type"], "customer");
    assert_eq!(of("customer").len(), 1);
    assert_eq!(of("identity").len(), 2);
    assert_eq!(of("link").len(), 1);
    assert!(of("fact").iter().any(|f| f["value"] == SECRET));
    assert!(!of("ticket").is_empty());
    let interactions = of("interaction");
    assert_eq!(interactions.len(), 154);
    let ids: std::collections::BTreeSet<_> = interactions
        .iter()
        .map(|i| i["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 154);
    let longest = interactions
        .iter()
        .map(|i| i["text"].as_str().unwrap_or_default().len());
    assert!(longest.max().unwrap() > 8_000);
    assert!(interactions.iter().any(|i| i["quoted"] != Value::Null));
    let files = of("attachment");
    assert_eq!(files.len(), 151);
    assert!(files[0]["content"].as_str().unwrap().len() > 200_000);
    assert!(lines.iter().all(|l| !l.to_string().contains("bo-1")));
    let other = home(&journal, "bo").customer_id();
    let id = home(&journal, "ana").customer_id();
    let first = block_on(journal.export(&id, None)).unwrap();
    let refused = block_on(journal.export(&other, first.next.as_deref()));
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    erase(&journal, "ana");
    assert_eq!(block_on(journal.export(&id, None)), Err(Error::NotFound));
}

fn set_retention(journal: &Journal<Memory>, rules: &Value) -> Result<Value, Error> {
    let rules = rules.to_string();
    let set = block_on(journal.set_retention(rules.as_bytes()))?;
    Ok(serde_json::from_slice(&set).unwrap())
}

#[test]
fn retention_takes_back_what_is_older_and_nothing_else() {
    let journal = journal();
    live(&journal, "ana");
    let activity = Draft {
        channel: "chat".into(),
        kind: "activity".into(),
        ..full("ana", "activity-1")
    };
    record(&journal, &activity);
    record(&journal, &message("bo", "bo-1"));
    let rules = json!({ "rules": [
        { "channel": "sms", "kind": null, "days": 90 },
        { "channel": null, "kind": "activity", "days": 30 },
    ] });
    assert_eq!(set_retention(&journal, &rules).unwrap(), rules);
    let spoken = || !holding(&journal, &[&format!("about my {SECRET}")]).is_empty();
    let tick = || while !block_on(journal.expire(50)).unwrap() {};
    let said = |name: &str, channel: &str| {
        let found = drafts::lookup(&journal, name);
        let items = found["timeline"]["items"].as_array().unwrap().clone();
        let mut of = items.into_iter().filter(|i| i["channel"] == channel);
        of.any(|i| i["text"] != Value::Null)
    };
    tick();
    assert!(said("ana", "chat") && said("ana", "sms") && said("bo", "sms"));
    journal.store.time.set(START + 32 * DAY);
    tick();
    assert!(!said("ana", "chat"));
    assert!(said("ana", "sms") && said("bo", "sms") && spoken());
    record(&journal, &message("bo", "bo-2"));
    journal.store.time.set(START + 92 * DAY);
    tick();
    assert!(!said("ana", "sms"));
    assert!(spoken());
    let words = [
        &format!("my {SECRET} is broken"),
        &SECRET.repeat(3),
        &format!("other {SECRET}"),
    ];
    let left = holding(&journal, &words.map(String::as_str));
    assert_eq!(left, [""; 0]);
    assert!(said("bo", "sms"));
    let found = drafts::lookup(&journal, "bo");
    assert_eq!(found["timeline"]["items"][0]["text"], "this is bo-2");
    assert_eq!(found["timeline"]["items"][1]["text"], Value::Null);
    // A rule for calls takes their words with them.
    set_retention(
        &journal,
        &json!({ "rules": [{ "channel": "voice", "days": 60 }] }),
    )
    .unwrap();
    tick();
    assert!(!spoken());
    let again = journal.store.data.borrow().clone();
    tick();
    assert!(
        again == *journal.store.data.borrow(),
        "nothing is left to do"
    );
}

#[test]
fn rules_that_are_none_are_refused() {
    let journal = journal();
    let none = block_on(journal.retention()).unwrap();
    assert_eq!(none, br#"{"rules":[]}"#);
    for rules in [
        json!({}),
        json!({ "rules": [{ "days": 0 }] }),
        json!({ "rules": [{ "days": 36_501 }] }),
        json!({ "rules": [{ "days": "9" }] }),
        json!({ "rules": [{ "channel": "SMS", "days": 9 }] }),
        json!({ "rules": [{ "kind": "", "days": 9 }] }),
        json!({ "rules": [{ "chanel": "sms", "days": 9 }] }),
        json!({ "rules": [{ "days": 9 }, { "days": 10 }] }),
        json!({ "rules": vec![json!({ "days": 9 }); 65] }),
        json!([]),
    ] {
        let refused = set_retention(&journal, &rules);
        assert!(
            matches!(refused, Err(Error::Invalid { .. })),
            "{rules}: {refused:?}"
        );
    }
    assert_eq!(block_on(journal.retention()).unwrap(), none);
}

/// Somebody joins and dies between the two entries; then the customer that they were joined to is joined
/// to a third, whose root completes the join that was left, and all of them are erased.
#[test]
fn a_join_that_another_root_completed_goes_with_the_erasure() {
    let mut names = ["ana", "bo", "cy"];
    names.sort_by_key(|name| home(&journal(), name));
    let [root, middle, last] = names.map(|name| home(&journal(), name));
    let mut died = 0;
    for writes in 0.. {
        let whole = journal();
        for name in names {
            record(&whole, &message(name, name));
        }
        let dying = Dying {
            store: &whole.store,
            left: Cell::new(writes),
        };
        let joined = block_on(Journal::new(dying, "a secret", 9).merge(last, middle, None));
        died += usize::from(joined.is_err());
        block_on(whole.merge(middle, root, None)).unwrap();
        let is_one = block_on(whole.root(last)).unwrap().log == root;
        erase(&whole, names[0]);
        for log in [middle, last] {
            let now = block_on(whole.root(log)).unwrap();
            assert!(now.links.is_empty(), "{writes}: {:?}", now.links);
            assert!(log == now.log && (log == middle || is_one || now.is_owned()));
        }
        if joined.is_ok() {
            break;
        }
    }
    assert!(died > 3, "{died}");
}
