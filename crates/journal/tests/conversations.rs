//! A visitor's own conversation: theirs, whole, and nothing else.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::{
    Attachment, Delivery, DeliveryStatus, Identity, Participant, Verdict,
};
use throughline_journal::{
    Answer, Draft, Error, File, InteractionId, Journal, Memory, Operations, Words,
};

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn advance(journal: &Journal<Memory>, by: u64) {
    let now = journal.store.time.get();
    journal.store.time.set(now + by);
}

fn identity(kind: &str, value: &str) -> Identity {
    Identity::new(kind, value, None).unwrap()
}

fn visitor(name: &str) -> Identity {
    identity("visitor", name)
}

fn passed(identity: Identity) -> Participant {
    Participant {
        identity,
        verdict: Verdict::Pass,
    }
}

fn chat(from: &Identity, id: &str, text: &str) -> Draft {
    Draft {
        channel: "chat".into(),
        text: Some(text.into()),
        customer: passed(from.clone()),
        ..message("", id)
    }
}

fn record(journal: &Journal<Memory>, draft: &Draft) -> (InteractionId, String) {
    advance(journal, 1);
    let receipt = block_on(journal.record(draft)).unwrap();
    let ticket = receipt.ticket.map(|t| t.to_string()).unwrap_or_default();
    (receipt.id, ticket)
}

fn reply(journal: &Journal<Memory>, ticket: &str, text: &str) -> InteractionId {
    advance(journal, 1);
    let answer = Answer {
        words: Words {
            text: Some(text.into()),
            ..Words::default()
        },
        channel: Some("chat".into()),
        agent: Some("Bo".into()),
        ..Answer::default()
    };
    block_on(journal.reply(ticket, &answer)).unwrap()
}

fn look(
    journal: &Journal<Memory>,
    who: &[Identity],
    since: Option<&str>,
) -> (String, Option<Value>) {
    let look = block_on(journal.look("chat", who, since)).unwrap();
    let document = look.document.map(|d| serde_json::from_slice(&d).unwrap());
    (look.state, document)
}

fn texts(document: &Value) -> Vec<&str> {
    let items = document["items"].as_array().unwrap();
    items.iter().map(|i| i["text"].as_str().unwrap()).collect()
}

fn seen(journal: &Journal<Memory>, who: &[Identity]) -> Vec<String> {
    let (_, document) = look(journal, who, None);
    let document = document.unwrap();
    texts(&document).into_iter().map(str::to_owned).collect()
}

#[test]
fn both_sides_are_there_in_order_and_a_look_ends_at_what_changed() {
    let journal = journal();
    let ana = [visitor("v1")];
    let (nothing, empty) = look(&journal, &ana, None);
    assert_eq!(texts(&empty.unwrap()), Vec::<&str>::new());
    assert_eq!(
        look(&journal, &ana, Some(&nothing)),
        (nothing.clone(), None)
    );
    let (_, ticket) = record(&journal, &chat(&ana[0], "m1", "Hello"));
    let (said, document) = look(&journal, &ana, Some(&nothing));
    assert_eq!(texts(&document.unwrap()), ["Hello"]);
    assert_eq!(look(&journal, &ana, Some(&said)).1, None);
    reply(&journal, &ticket, "Good morning");
    let (_, document) = look(&journal, &ana, Some(&said));
    let document = document.unwrap();
    assert_eq!(texts(&document), ["Hello", "Good morning"]);
    let items = &document["items"];
    assert_eq!(
        (&items[0]["from"], &items[0]["status"]),
        (&"visitor".into(), &Value::Null)
    );
    assert_eq!(
        (&items[1]["from"], &items[1]["agent"]),
        (&"agent".into(), &"Bo".into())
    );
    assert_eq!(items[1]["status"], "queued");
    assert_eq!(document["earlier"], Value::Null);
    // Nothing that only agents see.
    for secret in ["customer_id", "cus_", "ticket", "seq", "attributes"] {
        assert!(
            !document.to_string().contains(secret),
            "{secret} in {document}"
        );
    }
}

#[test]
fn a_state_of_another_visitor_is_none() {
    let journal = journal();
    record(&journal, &chat(&visitor("v1"), "m1", "mine"));
    record(&journal, &chat(&visitor("v2"), "m2", "theirs"));
    let (mine, _) = look(&journal, &[visitor("v1")], None);
    for state in [mine.as_str(), "", "x", "AAAA"] {
        let (_, document) = look(&journal, &[visitor("v2")], Some(state));
        assert_eq!(texts(&document.unwrap()), ["theirs"], "{state}");
    }
}

#[test]
fn a_visitor_sees_their_own_chat_and_nothing_else_of_the_customer() {
    let journal = journal();
    let (v1, v2, user) = (visitor("v1"), visitor("v2"), identity("user", "u1"));
    record(&journal, &chat(&v1, "m1", "from the first browser"));
    record(&journal, &chat(&v2, "m2", "from the second browser"));
    let signed_in = |who: &Identity, id: &str, text: &str| Draft {
        also: vec![passed(who.clone())],
        ..chat(&user, id, text)
    };
    let (_, ticket) = record(&journal, &signed_in(&v1, "m3", "signed in on the first"));
    record(&journal, &signed_in(&v2, "m4", "signed in on the second"));
    let sms = Draft {
        customer: passed(identity("phone", "+15551234567")),
        also: vec![passed(user.clone())],
        ..message("", "m5")
    };
    record(&journal, &sms);
    block_on(journal.note(&ticket, "a rude customer", None, None)).unwrap();
    reply(&journal, &ticket, "to whom we know");
    // One customer, and each browser alone sees what was said there.
    assert_eq!(
        seen(&journal, std::slice::from_ref(&v1)),
        ["from the first browser"]
    );
    assert_eq!(
        seen(&journal, std::slice::from_ref(&v2)),
        ["from the second browser"]
    );
    assert_eq!(
        seen(&journal, &[user, v1]),
        [
            "from the first browser",
            "signed in on the first",
            "signed in on the second",
            "to whom we know"
        ]
    );
}

#[test]
fn typed_details_show_nothing_of_their_owner() {
    let journal = journal();
    let email = identity("email", "dana@example.com");
    let mail = Draft {
        channel: "email".into(),
        customer: passed(email.clone()),
        ..message("", "m1")
    };
    let owner = block_on(journal.record(&mail)).unwrap();
    for (turn, id) in ["m2", "m3"].into_iter().enumerate() {
        let claim = Draft {
            also: vec![Participant {
                identity: email.clone(),
                verdict: Verdict::None,
            }],
            ..chat(&visitor("v1"), id, "I am Dana")
        };
        let receipt = block_on(journal.record(&claim)).unwrap();
        assert_ne!(receipt.customer, owner.customer);
        assert_eq!(seen(&journal, &[visitor("v1")]).len(), turn + 1);
    }
    let found: Value =
        serde_json::from_slice(&block_on(journal.lookup(&email, 20)).unwrap()).unwrap();
    assert_eq!(found["customer"]["id"], owner.customer.customer_id());
    assert_eq!(found["timeline"]["items"].as_array().unwrap().len(), 1);
}

#[test]
fn long_texts_are_whole_and_earlier_ones_are_paged() {
    let journal = journal();
    let ana = [visitor("v1")];
    let long = "word ".repeat(1_000);
    for n in 0..130 {
        record(
            &journal,
            &chat(&ana[0], &format!("m{n}"), &format!("{n} {long}")),
        );
        if n % 3 == 0 {
            let other = Draft {
                channel: "self-service".into(),
                kind: "search".into(),
                ..chat(&ana[0], &format!("s{n}"), "a search")
            };
            record(&journal, &other);
        }
    }
    let (_, document) = look(&journal, &ana, None);
    let mut page = document.unwrap();
    let mut all: Vec<String> = Vec::new();
    let mut pages = 0;
    loop {
        pages += 1;
        let texts: Vec<String> = texts(&page).into_iter().map(str::to_owned).collect();
        assert!(texts.len() <= 50);
        all.splice(0..0, texts);
        let Some(cursor) = page["earlier"].as_str() else {
            break;
        };
        let earlier = block_on(journal.earlier("chat", &ana, cursor)).unwrap();
        let foreign = block_on(journal.earlier("chat", &[visitor("v2")], cursor));
        assert!(matches!(foreign, Err(Error::Invalid { .. })));
        page = serde_json::from_slice(&earlier).unwrap();
    }
    assert!(pages >= 3);
    let expected: Vec<String> = (0..130).map(|n| format!("{n} {long}")).collect();
    assert_eq!(all, expected);
}

#[test]
fn a_file_is_shown_to_its_visitor_alone() {
    let journal = journal();
    let file = |content: &[u8]| File {
        attachment: Attachment {
            name: "receipt.pdf".into(),
            content_type: "application/pdf".into(),
            ..Attachment::default()
        },
        content: Some(content.to_vec()),
    };
    let sent = Draft {
        attachments: vec![file(b"%PDF-")],
        ..chat(&visitor("v1"), "m1", "see")
    };
    record(&journal, &sent);
    let (_, document) = look(&journal, &[visitor("v1")], None);
    let shown = document.unwrap()["items"][0]["attachments"][0].clone();
    assert_eq!(
        (&shown["name"], &shown["size"]),
        (&"receipt.pdf".into(), &5.into())
    );
    let id = shown["id"].as_str().unwrap();
    let file = block_on(journal.attachment_of("chat", &[visitor("v1")], id)).unwrap();
    assert_eq!(file.content, b"%PDF-");
    for (channel, who) in [("chat", visitor("v2")), ("email", visitor("v1"))] {
        let refused = block_on(journal.attachment_of(channel, &[who], id));
        assert_eq!(refused, Err(Error::NotFound));
    }
}

#[test]
fn each_side_sees_that_the_other_is_there() {
    let journal = journal();
    let ana = [visitor("v1")];
    let home = journal.naming.home("visitor", "v1");
    let (_, ticket) = record(&journal, &chat(&ana[0], "m1", "Hello"));
    let presence = || -> Value {
        let ticket = block_on(journal.ticket(&ticket)).unwrap();
        let ticket: Value = serde_json::from_slice(&ticket).unwrap();
        ticket["presence"].clone()
    };
    assert_eq!(presence(), Value::Null, "nobody looked yet");
    let (state, _) = look(&journal, &ana, None);
    assert_eq!(
        (&presence()["online"], &presence()["typing"]),
        (&true.into(), &false.into())
    );
    block_on(journal.here(home, true)).unwrap();
    assert_eq!(presence()["typing"], true);
    advance(&journal, 8_000);
    assert_eq!(presence()["typing"], false);

    block_on(journal.signal(&ticket, Some("Bo"), true, true)).unwrap();
    let (typing, document) = look(&journal, &ana, Some(&state));
    let document = document.unwrap();
    assert_eq!(
        (&document["agent"]["typing"], &document["agent"]["name"]),
        (&true.into(), &"Bo".into())
    );
    assert!(document["agent"]["read_at"].is_string());
    assert_eq!(look(&journal, &ana, Some(&typing)).1, None);
    advance(&journal, 8_000);
    let (_, document) = look(&journal, &ana, Some(&typing));
    assert_eq!(document.unwrap()["agent"]["typing"], false, "it wears off");

    advance(&journal, 90_000);
    assert_eq!(presence()["online"], false);
    look(&journal, &ana, Some(&typing));
    assert_eq!(presence()["online"], true);
    let unknown =
        block_on(journal.signal("tkt_00000000000000000000000000000000_1", None, true, false));
    assert_eq!(unknown, Err(Error::NotFound));
}

#[test]
fn the_connector_is_told_when_the_visitor_was_last_there() {
    let journal = journal();
    let (_, ticket) = record(&journal, &chat(&visitor("v1"), "m1", "Hello"));
    look(&journal, &[visitor("v1")], None);
    let seen_at = journal.store.time.get();
    advance(&journal, 300_000);
    let id = reply(&journal, &ticket, "Still there?");
    let begun = block_on(journal.begin(id)).unwrap().unwrap();
    let message: Value = serde_json::from_slice(&begun.message).unwrap();
    assert_eq!(message["present_at"], throughline_journal::instant(seen_at));
}

#[test]
fn whoever_signed_in_since_is_there_for_what_they_wrote_before() {
    let journal = journal();
    let (before, user) = (visitor("v1"), identity("user", "u1"));
    let (_, ticket) = record(&journal, &chat(&before, "m1", "Hello"));
    look(&journal, &[user, before], None);
    let id = reply(&journal, &ticket, "Good morning");
    let begun = block_on(journal.begin(id)).unwrap().unwrap();
    let message: Value = serde_json::from_slice(&begun.message).unwrap();
    assert_eq!(message["to"][0]["kind"], "visitor");
    assert!(message["present_at"].is_string(), "{message}");
}

#[test]
fn what_was_read_is_seen_by_the_agent() {
    let journal = journal();
    let ana = visitor("v1");
    let (_, ticket) = record(&journal, &chat(&ana, "m1", "Hello"));
    let id = reply(&journal, &ticket, "Good morning");
    block_on(journal.begin(id)).unwrap().unwrap();
    let status = |status| Delivery {
        status,
        at: journal.store.time.get(),
        detail: None,
    };
    block_on(journal.deliver(id, &status(DeliveryStatus::Sent), &[])).unwrap();
    let upto = journal.store.time.get();
    let read = status(DeliveryStatus::Read);
    block_on(journal.deliver_upto(&ana, "chat", &read, upto)).unwrap();
    let (_, document) = look(&journal, &[ana], None);
    assert_eq!(document.unwrap()["items"][1]["status"], "read");
}

#[test]
fn a_look_that_finds_nothing_new_costs_four_reads_and_one_write_a_minute() {
    let journal = journal();
    let ana = [visitor("v1")];
    for n in 0..20 {
        record(&journal, &chat(&ana[0], &format!("m{n}"), "Hello"));
    }
    let (state, _) = look(&journal, &ana, None);
    for turn in 0..12 {
        journal.store.take_operations();
        assert_eq!(look(&journal, &ana, Some(&state)).1, None);
        let expected = Operations {
            gets: 4,
            writes: 0,
            increments: 0,
        };
        assert_eq!(journal.store.take_operations(), expected, "look {turn}");
        advance(&journal, 4_999);
    }
    advance(&journal, 60_000);
    journal.store.take_operations();
    look(&journal, &ana, Some(&state));
    assert_eq!(journal.store.take_operations().writes, 1);
}

#[test]
fn a_limit_counts_within_its_window() {
    let journal = journal();
    journal.store.time.set(START - START % 60_000);
    let take = |name: &str, most| block_on(journal.take("chat-session", name, most, 60)).unwrap();
    let taken: Vec<bool> = (0..5).map(|_| take("10.0.0.1", 3)).collect();
    assert_eq!(taken, [true, true, true, false, false]);
    assert!(take("10.0.0.2", 3), "others have a count of their own");
    advance(&journal, 59_999);
    assert!(!take("10.0.0.1", 3));
    advance(&journal, 1);
    assert!(take("10.0.0.1", 3));
    // A clock that stood in the future for a while keeps nobody out.
    advance(&journal, 3_600_000);
    assert!(take("10.0.0.1", 1));
    journal.store.time.set(START);
    assert!(take("10.0.0.1", 1));
    assert!(!take("10.0.0.1", 1));
    assert!(!take("10.0.0.3", 0));
    for (scope, seconds) in [("", 60), ("A", 60), ("a/b", 60), ("a", 0)] {
        let refused = block_on(journal.take(scope, "x", 1, seconds));
        assert!(
            matches!(refused, Err(Error::Invalid { .. })),
            "{scope} {seconds}"
        );
    }
}

#[test]
fn nobody_or_too_many_is_no_visitor() {
    let journal = journal();
    for who in [vec![], vec![visitor("v"); 5]] {
        let refused = block_on(journal.look("chat", &who, None));
        assert!(matches!(refused, Err(Error::Invalid { .. })));
    }
}
