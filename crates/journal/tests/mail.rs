//! What only long and well-connected messages have: attachments, passages, conversations, reply
//! tokens; and one-time names.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;
#[allow(dead_code, reason = "what a backup needs of it")]
mod mortal;

use drafts::{START, message, person};
use futures::executor::block_on;
use futures::future::join_all;
use mortal::Mortal;
use serde_json::Value;
use std::cell::Cell;
use throughline_journal::entry::*;
use throughline_journal::{Draft, Error, File, Journal, Memory, Receipt, TicketId};

const DAY: u64 = 24 * 60 * 60 * 1000;

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn mail(from: &str, id: &str) -> Draft {
    Draft {
        channel: "email".into(),
        references: vec![id.into()],
        ..message(from, id)
    }
}

fn record(journal: &Journal<Memory>, draft: &Draft) -> Receipt {
    block_on(journal.record(draft)).unwrap()
}

fn interaction(journal: &Journal<Memory>, receipt: &Receipt) -> Value {
    let found = block_on(journal.interaction(&receipt.id.public())).unwrap();
    serde_json::from_slice(&found).unwrap()
}

fn ticket(journal: &Journal<Memory>, id: TicketId) -> Value {
    let found = block_on(journal.ticket(&id.to_string())).unwrap();
    serde_json::from_slice(&found).unwrap()
}

fn set(journal: &Journal<Memory>, from: &str, id: TicketId, status: TicketStatus) {
    let change = TicketChange {
        home: journal.naming.home("user", from),
        ticket: id,
        recorded_at: START,
        status: Some(status),
        priority: None,
        queue: None,
        assignee: None,
        tags: None,
        subject: None,
    };
    block_on(journal.change_ticket(change)).unwrap();
}

fn file(name: &str, content: Vec<u8>) -> File {
    File {
        attachment: Attachment {
            name: name.into(),
            content_type: "application/pdf".into(),
            ..Attachment::default()
        },
        content: Some(content),
    }
}

#[test]
fn attachments_are_kept_byte_by_byte() {
    let journal = journal();
    let sizes = [0, 1, 128 << 10, (128 << 10) + 1, 3 << 20];
    let content = |n: usize| -> Vec<u8> { (0..sizes[n]).map(|i| (i * 7 + n) as u8).collect() };
    let mut draft = mail("ana", "m1");
    draft.attachments = (0..sizes.len())
        .map(|n| file(&format!("{n}.pdf"), content(n)))
        .collect();
    draft.attachments.push(File {
        attachment: Attachment {
            name: "elsewhere".into(),
            url: Some("https://example.com/file".into()),
            ..Attachment::default()
        },
        content: None,
    });
    let receipt = record(&journal, &draft);
    let shown = interaction(&journal, &receipt)["attachments"].clone();
    assert_eq!(shown.as_array().unwrap().len(), sizes.len() + 1);
    for n in 0..sizes.len() {
        let id = shown[n]["id"].as_str().unwrap();
        assert_eq!(shown[n]["size"], sizes[n] as u64);
        assert_eq!(shown[n]["truncated"], false);
        assert_eq!(shown[n]["url"], format!("/v1/attachments/{id}"));
        let kept = block_on(journal.attachment(id)).unwrap();
        assert_eq!((kept.name, kept.cut_from), (format!("{n}.pdf"), None));
        assert!(kept.content == content(n), "{n}");
    }
    let elsewhere = &shown[sizes.len()];
    assert_eq!(elsewhere["id"], Value::Null);
    assert_eq!(elsewhere["url"], "https://example.com/file");
    for id in [
        format!("att_{}_{}", receipt.id, sizes.len()),
        format!("att_{}_99", receipt.id),
        format!("att_{}_01", receipt.id),
        "att_".into(),
        receipt.id.public(),
    ] {
        let refused = block_on(journal.attachment(&id));
        assert!(matches!(refused, Err(Error::NotFound)), "{id}");
    }
}

#[test]
fn what_is_too_much_is_cut_and_marked() {
    let journal = journal();
    let mut draft = mail("ana", "m1");
    draft.attachments = vec![
        file("first", vec![1; 20 << 20]),
        file("second", vec![2; 20 << 20]),
        file("third", vec![3; 5]),
    ];
    let receipt = record(&journal, &draft);
    let shown = interaction(&journal, &receipt)["attachments"].clone();
    let marks: Vec<_> = (0..3).map(|n| shown[n]["truncated"].clone()).collect();
    assert_eq!(marks, [false, true, true]);
    assert_eq!(shown[1]["size"], 20 << 20);
    let second = block_on(journal.attachment(shown[1]["id"].as_str().unwrap())).unwrap();
    assert_eq!(second.content.len(), 12 << 20);
    assert_eq!(second.cut_from, Some(20 << 20));
    let third = block_on(journal.attachment(shown[2]["id"].as_str().unwrap())).unwrap();
    assert_eq!((third.content.len(), third.cut_from), (0, Some(5)));
}

#[test]
fn passages_and_parties_are_kept_apart_from_a_lookup() {
    let journal = journal();
    let party = |role, value: &str| Party {
        role,
        name: Some("N".repeat(300)),
        kind: "email".into(),
        value: value.into(),
    };
    let draft = Draft {
        passages: Passages {
            quoted: Some("On Monday we wrote: ".repeat(10_000)),
            forwarded: None,
            signature: Some("Ana, Example Ltd".into()),
            html: Some("<p>Hello</p>".into()),
            outgoing: None,
        },
        parties: (0..1000)
            .map(|n| party(Role::Cc, &format!("P{n}@Example.com")))
            .chain([party(Role::To, "undisclosed-recipients:;")])
            .collect(),
        ..mail("ana", "m1")
    };
    let receipt = record(&journal, &draft);
    let whole = interaction(&journal, &receipt);
    assert_eq!(whole["quoted"], draft.passages.quoted.clone().unwrap());
    assert_eq!(whole["forwarded"], Value::Null);
    assert_eq!(whole["signature"], "Ana, Example Ltd");
    assert_eq!(whole["html"], "<p>Hello</p>");
    let parties = whole["participants"].as_array().unwrap();
    assert_eq!(parties.len(), 1000, "what is no address is left out");
    assert_eq!(parties[999]["value"], "p999@example.com");
    assert_eq!(parties[999]["name"].as_str().unwrap().len(), 256);
    let shown = drafts::lookup(&journal, "ana")["timeline"]["items"][0].clone();
    assert!(shown.get("quoted").is_none() && shown.get("html").is_none());
    assert!(shown.to_string().len() < 4096);
}

#[test]
fn erasing_leaves_nothing_of_what_lay_apart() {
    let journal = journal();
    let mut draft = mail("ana", "m1");
    draft.text = Some("A very particular text. ".repeat(1000));
    draft.passages.quoted = Some("A quoted text.".into());
    draft.attachments = (0..6)
        .map(|n| file(&n.to_string(), b"attached bytes".repeat(20_000)))
        .collect();
    record(&journal, &draft);
    block_on(journal.erase(journal.naming.home("user", "ana"))).unwrap();
    for (key, value) in journal.store.data.borrow().iter() {
        let value = String::from_utf8_lossy(value);
        for text in ["particular", "quoted", "attached bytes"] {
            assert!(!value.contains(text), "{key} still has {text:?}");
        }
    }
}

#[test]
fn a_conversation_keeps_its_ticket() {
    let journal = journal();
    let first = record(&journal, &mail("ana", "a1")).ticket.unwrap();
    set(&journal, "ana", first, TicketStatus::Resolved);
    let second = record(&journal, &message("ana", "other"));
    // Within 72 hours a message without any thread reopens the last one.
    assert_eq!(second.ticket, Some(first));
    set(&journal, "ana", first, TicketStatus::Closed);
    let second = record(&journal, &mail("ana", "b1")).ticket.unwrap();
    assert_ne!(second, first);
    set(&journal, "ana", first, TicketStatus::Open);
    // Two are open: the latest takes what names no conversation, each its own.
    let plain = record(&journal, &message("ana", "plain")).ticket;
    assert_eq!(plain, Some(second));
    let answer = Draft {
        references: vec!["a2".into(), "lost".into(), "a1".into()],
        ..mail("ana", "a2")
    };
    assert_eq!(record(&journal, &answer).ticket, Some(first));
    // A reply to the reply, whose program names only that.
    let answer = Draft {
        references: vec!["a3".into(), "a2".into()],
        ..mail("ana", "a3")
    };
    assert_eq!(record(&journal, &answer).ticket, Some(first));
    // The same Message-ID in the hands of somebody else names nothing.
    let stranger = Draft {
        references: vec!["x".into(), "a1".into()],
        ..mail("eve", "x")
    };
    let stranger = record(&journal, &stranger).ticket.unwrap();
    assert!(stranger != first && stranger != second);
}

#[test]
fn a_topic_chooses_among_open_tickets_of_the_same_address() {
    let journal = journal();
    let about = |from: &str, id: &str, topic: &str| Draft {
        topic: Some(topic.into()),
        ..mail(from, id)
    };
    let both = Draft {
        also: vec![person("ana")],
        kind: "visit".into(),
        ..message("anna", "joined")
    };
    record(&journal, &both);
    let first = record(&journal, &about("ana", "1", "order 1")).ticket;
    set(&journal, "ana", first.unwrap(), TicketStatus::Closed);
    let second = record(&journal, &about("ana", "2", "order 2")).ticket;
    set(&journal, "ana", first.unwrap(), TicketStatus::Open);
    assert_ne!(first, second);
    assert_eq!(
        record(&journal, &about("ana", "3", "order 1")).ticket,
        first
    );
    assert_eq!(
        record(&journal, &about("ana", "4", "order 2")).ticket,
        second
    );
    assert_eq!(record(&journal, &about("ana", "5", "else")).ticket, second);
    // Another address of the same person did not open the ticket on this topic.
    assert_eq!(
        record(&journal, &about("anna", "6", "order 1")).ticket,
        second
    );
}

#[test]
fn a_reply_token_names_the_ticket_of_its_customer() {
    let journal = journal();
    let first = record(&journal, &mail("ana", "1")).ticket.unwrap();
    let token = ticket(&journal, first)["reply_token"].clone();
    let token = token.as_str().unwrap().to_owned();
    assert!(token.len() <= 57 && token.bytes().all(|b| b.is_ascii_alphanumeric()));
    set(&journal, "ana", first, TicketStatus::Closed);
    let second = record(&journal, &mail("ana", "2")).ticket.unwrap();
    set(&journal, "ana", first, TicketStatus::Open);
    let with = |id: &str, tokens: &[&str]| Draft {
        reply_tokens: tokens.iter().map(|t| (*t).into()).collect(),
        ..mail("ana", id)
    };
    // Whatever the way did to its case, and among words that are no tokens.
    let shouted = token.to_uppercase();
    let good = with("3", &["news", "", &shouted]);
    assert_eq!(record(&journal, &good).ticket, Some(first));
    // One character less, or another one, is no token: then the latest open ticket takes it.
    let other = token.replacen(|c| c != 'q', "q", 1);
    for (n, bad) in [&token[1..], &token[..token.len() - 1], &other, "a"]
        .iter()
        .enumerate()
    {
        let bad = with(&format!("bad{n}"), &[bad]);
        assert_eq!(record(&journal, &bad).ticket, Some(second), "{bad:?}");
    }
}

#[test]
fn a_reply_token_of_somebody_else_links_and_joins_nothing() {
    let journal = journal();
    let hers = record(&journal, &mail("ana", "1"));
    let id = hers.ticket.unwrap();
    let token = journal.naming.reply_token(id);
    set(&journal, "ana", id, TicketStatus::Resolved);
    let his = Draft {
        reply_tokens: vec![token.clone()],
        ..mail("bo", "2")
    };
    let receipt = record(&journal, &his);
    assert_ne!(receipt.customer, hers.customer);
    assert_eq!(receipt.ticket, Some(id), "it belongs to her ticket");
    let shown = ticket(&journal, id);
    assert_eq!(shown["status"], "open", "and asks again");
    assert_eq!(
        shown["linked_interactions"][0]["interaction_id"],
        receipt.id.public()
    );
    // It stays on his timeline, and only there.
    let bo = drafts::lookup(&journal, "bo");
    assert_eq!(bo["timeline"]["items"][0]["ticket_id"], id.to_string());
    assert_eq!(bo["tickets"].as_array().unwrap().len(), 0);
    let ana = drafts::lookup(&journal, "ana");
    assert_eq!(ana["customer"]["counts"]["interactions"], 1);
    assert_eq!(ana["customer"]["identities"].as_array().unwrap().len(), 1);
    // Again is once.
    assert!(record(&journal, &his).duplicate);
    let linked = ticket(&journal, id)["linked_interactions"].clone();
    assert_eq!(linked.as_array().unwrap().len(), 1);
    // A ticket that is done for good takes no more: he gets one of his own.
    journal.store.time.set(START + 9 * DAY);
    set(&journal, "ana", id, TicketStatus::Closed);
    let late = Draft {
        reply_tokens: vec![token],
        ..mail("bo", "3")
    };
    let late = record(&journal, &late).ticket.unwrap();
    assert_ne!(late, id);
}

#[test]
fn what_others_wrote_about_a_ticket_stays_with_it_after_a_parting() {
    // Her log is closed for the first and goes on as the root for the second.
    for other in ["cy", "eve"] {
        let journal = journal();
        let id = record(&journal, &mail("ana", "1")).ticket.unwrap();
        let token = journal.naming.reply_token(id);
        let [hers, theirs] = ["ana", other].map(|name| journal.naming.home("user", name));
        record(&journal, &mail(other, "2"));
        block_on(journal.merge(hers, theirs, None)).unwrap();
        let his = Draft {
            reply_tokens: vec![token],
            ..mail("bo", "3")
        };
        record(&journal, &his);
        let link = block_on(journal.links(hers)).unwrap().remove(0);
        assert!(block_on(journal.unmerge(hers, link.log, link.at)).unwrap());
        let linked = ticket(&journal, id)["linked_interactions"].clone();
        assert_eq!(linked.as_array().unwrap().len(), 1, "{other}");
    }
}

#[test]
fn whatever_a_dying_writer_left_out_is_done_by_the_retry() {
    let (mut died, mut step) = (0, 0);
    loop {
        let journal = journal();
        let hers = record(&journal, &mail("ana", "1"));
        let id = hers.ticket.unwrap();
        let mut his = Draft {
            reply_tokens: vec![journal.naming.reply_token(id)],
            attachments: vec![file("a", vec![7; 200_000])],
            ..mail("bo", "2")
        };
        his.passages.quoted = Some("before".into());
        let store = Mortal {
            memory: &journal.store,
            left: Cell::new(step),
        };
        let dying = Journal::new(store, "a secret", 8);
        let survived = block_on(dying.record(&his)).is_ok();
        let receipt = record(&journal, &his);
        let linked = ticket(&journal, id)["linked_interactions"].clone();
        assert_eq!(linked.as_array().unwrap().len(), 1, "step {step}");
        let shown = interaction(&journal, &receipt);
        assert_eq!(shown["quoted"], "before", "step {step}");
        let attachment = shown["attachments"][0]["id"].as_str().unwrap();
        let kept = block_on(journal.attachment(attachment)).unwrap();
        assert!(kept.content == vec![7; 200_000], "step {step}");
        let bo = drafts::lookup(&journal, "bo");
        assert_eq!(bo["customer"]["counts"]["interactions"], 1, "step {step}");
        if survived {
            break;
        }
        (died, step) = (died + 1, step + 1);
    }
    assert!(died > 20, "it died in {died} places only");
}

#[test]
fn a_one_time_name_is_bound_once() {
    let journal = journal();
    let bind = |name: &str, digest: &[u8]| block_on(journal.bind("token", name, digest)).unwrap();
    assert!(bind("t1", b"body"));
    assert!(bind("t1", b"body"));
    assert!(!bind("t1", b"another"));
    assert!(bind("t2", b"another"));
    assert!(block_on(journal.bind("other", "t1", b"another")).unwrap());
    for (scope, name) in [("", "t"), ("s", ""), ("s", &"x".repeat(513)[..])] {
        let refused = block_on(journal.bind(scope, name, b""));
        assert!(matches!(refused, Err(Error::Invalid { .. })));
    }
    let bodies: Vec<Vec<u8>> = (0..8).map(|n| vec![n]).collect();
    let race = join_all(bodies.iter().map(|body| journal.bind("token", "t3", body)));
    let winners = block_on(race).into_iter().filter(|r| *r.as_ref().unwrap());
    assert_eq!(winners.count(), 1, "all agree on one");
}
