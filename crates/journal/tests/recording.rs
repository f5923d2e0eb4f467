//! What a connector and a reader see of the journal, over a store in memory.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::START;
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::*;
use throughline_journal::{Draft, Error, Journal, LogName, Memory, TicketQuery, TimelineQuery};

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn identity(kind: &str, value: &str) -> Identity {
    Identity::new(kind, value, None).unwrap()
}

fn sms(from: &str, id: &str, text: &str) -> Draft {
    Draft {
        provider: "twilio".into(),
        account: "AC1".into(),
        customer: Participant {
            identity: identity("phone", from),
            verdict: Verdict::Pass,
        },
        business: vec![identity("phone", "+15550009999")],
        text: Some(text.into()),
        ..drafts::message("", id)
    }
}

fn lookup(journal: &Journal<Memory>, phone: &str, items: usize) -> Value {
    let found = block_on(journal.lookup(&identity("phone", phone), items)).unwrap();
    serde_json::from_slice(&found).unwrap()
}

fn page(journal: &Journal<Memory>, customer: &str, query: &TimelineQuery) -> Value {
    let found = block_on(journal.timeline(customer, query)).unwrap();
    serde_json::from_slice(&found).unwrap()
}

#[test]
fn a_message_is_on_the_timeline_of_its_sender_once() {
    let journal = journal();
    let first = block_on(journal.record(&sms("+15551234567", "SM1", "My order"))).unwrap();
    let again = block_on(journal.record(&sms("+15551234567", "SM1", "My order"))).unwrap();
    assert!(!first.duplicate && again.duplicate);
    assert_eq!((first.seq, first.ticket), (again.seq, again.ticket));
    let found = lookup(&journal, "+15551234567", 20);
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
    assert_eq!(found["customer"]["counts"]["open_tickets"], 1);
    let item = &found["timeline"]["items"][0];
    assert_eq!(item["text"], "My order");
    assert_eq!(item["ticket_id"], found["tickets"][0]["id"]);
    assert_eq!(item["from"]["verdict"], "pass");
    assert_eq!(item["occurred_at"], item["recorded_at"]);
    assert_eq!(found["timeline"]["next"], Value::Null);
}

#[test]
fn nobody_is_nobody() {
    let journal = journal();
    let nobody = identity("phone", "+15550000001");
    assert_eq!(block_on(journal.lookup(&nobody, 20)), Err(Error::NotFound));
    assert!(journal.store.data.borrow().is_empty(), "a lookup wrote");
}

#[test]
fn what_was_proven_together_joins_and_what_was_mentioned_does_not() {
    let journal = journal();
    let mut joined = sms("+15551234567", "SM1", "hello");
    joined.also = vec![Participant {
        identity: identity("email", "Ana@Example.com"),
        verdict: Verdict::Pass,
    }];
    block_on(journal.record(&sms("+15557654321", "SM0", "other"))).unwrap();
    let receipt = block_on(journal.record(&joined)).unwrap();
    let by_mail = block_on(journal.lookup(&identity("email", "ana@example.com"), 5)).unwrap();
    let by_mail: Value = serde_json::from_slice(&by_mail).unwrap();
    assert_eq!(by_mail["customer"]["id"], receipt.customer.customer_id());
    assert_eq!(by_mail["customer"]["counts"]["interactions"], 1);
    let kinds: Vec<_> = by_mail["customer"]["identities"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(kinds.len(), 2);

    let mut typed = sms("+15557654321", "SM2", "I am ana@example.com");
    typed.also = vec![Participant {
        identity: identity("email", "ana@example.com"),
        verdict: Verdict::None,
    }];
    block_on(journal.record(&typed)).unwrap();
    assert_eq!(
        lookup(&journal, "+15557654321", 5)["customer"]["counts"]["interactions"],
        2
    );
    let identities = lookup(&journal, "+15557654321", 5)["customer"]["identities"].clone();
    assert_eq!(identities.as_array().unwrap().len(), 1);
}

#[test]
fn one_claim_shows_nothing_and_several_are_ambiguous() {
    let journal = journal();
    let claimed = identity("email", "bo@example.com");
    for (n, phone) in ["+15550000011", "+15550000012"].into_iter().enumerate() {
        let mut claim = sms(phone, &format!("SM{n}"), "call me");
        claim.also = vec![Participant {
            identity: claimed.clone(),
            verdict: Verdict::None,
        }];
        block_on(journal.record(&claim)).unwrap();
        match (n, block_on(journal.lookup(&claimed, 5))) {
            (0, Err(Error::NotFound)) => {}
            (1, Err(Error::Ambiguous(ids))) => assert_eq!(ids.len(), 2),
            (n, other) => panic!("after claim {n}: {other:?}"),
        }
    }
}

#[test]
fn a_forged_sender_stays_apart_from_the_real_one() {
    let journal = journal();
    block_on(journal.record(&sms("+15551234567", "SM1", "mine"))).unwrap();
    let mut forged = sms("+15551234567", "SM2", "not mine");
    forged.customer.verdict = Verdict::Fail;
    block_on(journal.record(&forged)).unwrap();
    let found = lookup(&journal, "+15551234567", 5);
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
    assert_eq!(found["timeline"]["items"][0]["text"], "mine");
}

#[test]
fn pages_hold_everything_once_in_order() {
    let journal = journal();
    let total = 300usize;
    for n in 0..total {
        let mut message = sms("+15551234567", &format!("SM{n}"), &format!("message {n}"));
        // Every tenth happened long before it was recorded.
        message.occurred_at = (n % 10 == 9).then_some(START - n as u64 * 1000);
        journal.store.time.set(START + n as u64 * 10);
        block_on(journal.record(&message)).unwrap();
    }
    let found = lookup(&journal, "+15551234567", 20);
    let id = found["customer"]["id"].as_str().unwrap().to_owned();
    assert_eq!(found["timeline"]["items"].as_array().unwrap().len(), 20);
    let mut all: Vec<(String, String)> = Vec::new();
    let mut query = TimelineQuery {
        limit: 37,
        ..TimelineQuery::default()
    };
    loop {
        let page = page(&journal, &id, &query);
        for item in page["items"].as_array().unwrap() {
            let text = |k: &str| item[k].as_str().unwrap().to_owned();
            all.push((text("occurred_at"), text("id")));
        }
        match page["next"].as_str() {
            Some(next) => query.cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(all.len(), total);
    assert!(all.windows(2).all(|w| w[0].0 >= w[1].0), "newest first");
    let mut ids: Vec<_> = all.iter().map(|(_, id)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), total);
    // The cursor of a lookup goes on where the lookup ended.
    let next = found["timeline"]["next"].as_str().unwrap().to_owned();
    let on = page(
        &journal,
        &id,
        &TimelineQuery {
            limit: 200,
            cursor: Some(next),
            ..Default::default()
        },
    );
    assert_eq!(on["items"][0]["id"], all[20].1.as_str());
    let old = format!("/v1/{id}");
    assert!(block_on(journal.timeline(&old, &query)).is_err());
}

#[test]
fn a_timeline_stands_still_as_of_a_token() {
    let journal = journal();
    for n in 0..10 {
        block_on(journal.record(&sms("+15551234567", &format!("SM{n}"), "before"))).unwrap();
    }
    let found = lookup(&journal, "+15551234567", 3);
    let id = found["customer"]["id"].as_str().unwrap().to_owned();
    let token = found["as_of"]["token"].as_str().unwrap().to_owned();
    let mut late = sms("+15551234567", "SM99", "after");
    late.also = vec![Participant {
        identity: identity("email", "ana@example.com"),
        verdict: Verdict::Pass,
    }];
    block_on(journal.record(&late)).unwrap();
    let id_now = lookup(&journal, "+15551234567", 1)["customer"]["id"].clone();
    for customer in [id.as_str(), id_now.as_str().unwrap()] {
        let query = TimelineQuery {
            limit: 50,
            as_of: Some(token.clone()),
            ..Default::default()
        };
        let then = page(&journal, customer, &query);
        assert_eq!(then["items"].as_array().unwrap().len(), 10);
        let now = page(
            &journal,
            customer,
            &TimelineQuery {
                limit: 50,
                ..Default::default()
            },
        );
        assert_eq!(now["items"].as_array().unwrap().len(), 11);
    }
    let forged = TimelineQuery {
        limit: 5,
        as_of: Some("AAAA".into()),
        ..Default::default()
    };
    assert!(matches!(
        block_on(journal.timeline(&id, &forged)),
        Err(Error::Invalid { field: "as_of", .. })
    ));
}

#[test]
fn a_long_text_is_cut_in_a_lookup_and_whole_in_the_timeline() {
    let journal = journal();
    let text = "héllo ".repeat(100_000);
    let receipt = block_on(journal.record(&sms("+15551234567", "SM1", &text))).unwrap();
    let found = lookup(&journal, "+15551234567", 1);
    let item = &found["timeline"]["items"][0];
    assert_eq!(item["truncated"], true);
    let shown = item["text"].as_str().unwrap();
    assert!(shown.len() <= 2048 && text.starts_with(shown));
    let id = found["customer"]["id"].as_str().unwrap();
    let whole = page(
        &journal,
        id,
        &TimelineQuery {
            limit: 5,
            ..Default::default()
        },
    );
    assert_eq!(whole["items"][0]["text"].as_str().unwrap(), text);
    assert_eq!(whole["items"][0]["truncated"], false);
    let one = block_on(journal.interaction(&receipt.id.public())).unwrap();
    let one: Value = serde_json::from_slice(&one).unwrap();
    assert_eq!(one["text"].as_str().unwrap().len(), text.len());
    assert_eq!(one["customer_id"], id);
    for (key, value) in journal.store.data.borrow().iter() {
        assert!(
            value.len() <= 256 * 1024 && key.len() <= 255,
            "{key} has {}",
            value.len()
        );
        assert!(!key.contains(['/', '\\', '?', '#']) && key.starts_with("tl:"));
    }
}

#[test]
fn reports_are_merged_by_rank_in_whatever_order() {
    use DeliveryStatus::*;
    for order in [
        [Sent, Delivered, Read],
        [Read, Delivered, Sent],
        [Delivered, Sent, Read],
    ] {
        for recorded_after in 0..=3 {
            let journal = journal();
            let mut out = sms("+15551234567", "SM1", "on its way");
            out.direction = Direction::Outbound;
            let id = journal.naming.interaction("sms", "AC1", "SM1");
            for (n, status) in order.into_iter().enumerate() {
                if n == recorded_after {
                    block_on(journal.record(&out)).unwrap();
                }
                let delivery = Delivery {
                    status,
                    at: START,
                    detail: None,
                };
                block_on(journal.deliver(id, &delivery, &[])).unwrap();
            }
            if recorded_after == 3 {
                block_on(journal.record(&out)).unwrap();
            }
            let found = lookup(&journal, "+15551234567", 1);
            assert_eq!(
                found["timeline"]["items"][0]["delivery"]["status"], "read",
                "{order:?}"
            );
        }
    }
}

#[test]
fn a_report_parked_by_a_call_that_died_is_merged_by_the_retry() {
    let journal = journal();
    let mut out = sms("+15551234567", "SM1", "on its way");
    out.direction = Direction::Outbound;
    let id = block_on(journal.record(&out)).unwrap().id;
    // As a report leaves it that came while the first call had written the slot and then died.
    let report = r#"{"status":"read","at":1,"detail":null}"#;
    let place = format!("tl:p:{id}:{}", DeliveryStatus::Read as u8);
    journal.store.data.borrow_mut().insert(place, report.into());
    assert!(block_on(journal.record(&out)).unwrap().duplicate);
    let found = lookup(&journal, "+15551234567", 1);
    assert_eq!(found["timeline"]["items"][0]["delivery"]["status"], "read");
}

#[test]
fn opt_outs_are_kept_and_open_no_ticket() {
    let journal = journal();
    let mut stop = sms("+15551234567", "SM1", "STOP");
    stop.consent = Some(Consent::OptedOut);
    assert_eq!(block_on(journal.record(&stop)).unwrap().ticket, None);
    let found = lookup(&journal, "+15551234567", 1);
    assert_eq!(found["customer"]["preferences"]["do_not_contact"][0], "sms");
    let mut start = sms("+15551234567", "SM2", "START");
    start.consent = Some(Consent::OptedIn);
    block_on(journal.record(&start)).unwrap();
    let found = lookup(&journal, "+15551234567", 1);
    assert_eq!(
        found["customer"]["preferences"]["do_not_contact"],
        serde_json::json!([])
    );
}

#[test]
fn the_work_list_follows_the_feed_over_quiet_times() {
    let journal = journal();
    let hour = 3_600_000;
    for (n, at) in [0, hour, 50 * hour, 50 * hour + 1000]
        .into_iter()
        .enumerate()
    {
        journal.store.time.set(START + at);
        let phone = format!("+1555000010{n}");
        block_on(journal.record(&sms(&phone, &format!("SM{n}"), "help"))).unwrap();
        let query = TicketQuery {
            limit: 50,
            ..Default::default()
        };
        let list: Value =
            serde_json::from_slice(&block_on(journal.tickets(&query)).unwrap()).unwrap();
        assert_eq!(list["items"].as_array().unwrap().len(), n + 1);
        assert_eq!(list["items"][0]["status"], "open");
    }
    journal.store.time.set(START + 60 * hour);
    let query = TicketQuery {
        limit: 3,
        channel: Some("sms".into()),
        ..Default::default()
    };
    let list: Value = serde_json::from_slice(&block_on(journal.tickets(&query)).unwrap()).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    let rest = TicketQuery {
        cursor: list["next"].as_str().map(Into::into),
        ..query
    };
    let list: Value = serde_json::from_slice(&block_on(journal.tickets(&rest)).unwrap()).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["next"], Value::Null);
    let id = list["items"][0]["id"].as_str().unwrap();
    let one: Value = serde_json::from_slice(&block_on(journal.ticket(id)).unwrap()).unwrap();
    assert_eq!(one["id"], id);
    let none = TicketQuery {
        limit: 3,
        status: Some("resolved".into()),
        ..Default::default()
    };
    let list: Value = serde_json::from_slice(&block_on(journal.tickets(&none)).unwrap()).unwrap();
    assert_eq!(list["items"], serde_json::json!([]));
}

#[test]
fn another_index_secret_is_refused() {
    let journal = journal();
    block_on(journal.check_secret()).unwrap();
    block_on(journal.check_secret()).unwrap();
    let other = Journal::new(journal.store, "another secret", 8);
    assert_eq!(
        block_on(other.check_secret()),
        Err(Error::IndexSecretChanged)
    );
}

#[test]
fn after_an_erasure_the_store_knows_nothing_and_a_replay_stays_a_duplicate() {
    let journal = journal();
    for n in 0..70 {
        let text = format!(
            "a most private matter {n} {}",
            "x".repeat(if n == 3 { 9000 } else { 0 })
        );
        let mut message = sms("+15551234567", &format!("SM{n}"), &text);
        if n == 5 {
            message.also = vec![Participant {
                identity: identity("email", "ana@example.com"),
                verdict: Verdict::Pass,
            }];
        }
        block_on(journal.record(&message)).unwrap();
    }
    let home = journal.naming.home("phone", "+15551234567");
    block_on(journal.erase(home)).unwrap();
    for (key, value) in journal.store.data.borrow().iter() {
        let text = String::from_utf8_lossy(value);
        for secret in ["private", "5551234567", "ana@example"] {
            assert!(!text.contains(secret), "{key} still holds {secret}: {text}");
        }
    }
    let phone = identity("phone", "+15551234567");
    assert_eq!(block_on(journal.lookup(&phone, 5)), Err(Error::NotFound));
    assert!(
        block_on(journal.record(&sms("+15551234567", "SM3", "again")))
            .unwrap()
            .duplicate
    );
    assert_eq!(block_on(journal.lookup(&phone, 5)), Err(Error::NotFound));
    block_on(journal.record(&sms("+15551234567", "SM99", "hello again"))).unwrap();
    assert_eq!(
        lookup(&journal, "+15551234567", 50)["customer"]["counts"]["interactions"],
        1
    );
}

#[test]
fn an_unmerge_gives_back_what_a_merge_took() {
    let journal = journal();
    let (a, b) = ("+15551234567", "+15557654321");
    for n in 0..5 {
        journal.store.time.set(START + n);
        block_on(journal.record(&sms(a, &format!("A{n}"), "from a"))).unwrap();
        block_on(journal.record(&sms(b, &format!("B{n}"), "from b"))).unwrap();
    }
    let strip = |mut v: Value| {
        v["as_of"] = Value::Null;
        v
    };
    let before = (
        strip(lookup(&journal, a, 50)),
        strip(lookup(&journal, b, 50)),
    );
    let home = |p: &str| -> LogName { journal.naming.home("phone", p) };
    block_on(journal.merge(home(a), home(b), None)).unwrap();
    let joined = lookup(&journal, a, 50);
    assert_eq!(joined["customer"]["counts"]["interactions"], 10);
    assert_eq!(joined["customer"]["counts"]["open_tickets"], 1);
    assert_eq!(strip(joined), strip(lookup(&journal, b, 50)));
    let link = block_on(journal.links(home(a))).unwrap()[0].clone();
    assert!(block_on(journal.unmerge(home(a), link.log, link.at)).unwrap());
    assert_eq!(
        (
            strip(lookup(&journal, a, 50)),
            strip(lookup(&journal, b, 50))
        ),
        before
    );
    // What is recorded while they are one follows its sender when they part.
    block_on(journal.merge(home(a), home(b), None)).unwrap();
    block_on(journal.record(&sms(a, "A9", "from a"))).unwrap();
    block_on(journal.record(&sms(b, "B9", "from b"))).unwrap();
    let link = block_on(journal.links(home(a))).unwrap()[0].clone();
    assert!(block_on(journal.unmerge(home(a), link.log, link.at)).unwrap());
    for (phone, text) in [(a, "from a"), (b, "from b")] {
        let found = lookup(&journal, phone, 50);
        let items = found["timeline"]["items"].as_array().unwrap();
        assert_eq!(items.len(), 6, "{phone}");
        assert!(items.iter().all(|i| i["text"] == text));
        let id = found["customer"]["id"].as_str().unwrap();
        let page = page(
            &journal,
            id,
            &TimelineQuery {
                limit: 50,
                ..Default::default()
            },
        );
        assert_eq!(page["items"].as_array().unwrap().len(), 6, "{phone} paged");
    }
}
