//! A number that was silent for a year is somebody else's, until an agent says otherwise.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::{Direction, Identity, Participant, Verdict};
use throughline_journal::{
    About, Answer, Clock, Draft, Error, Journal, Memory, Receipt, Refusal, Ruling, Words,
};

const DAY: u64 = 24 * 60 * 60 * 1000;
const PHONE: &str = "+14155550123";
const EMAIL: &str = "ana@example.com";

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn proven(kind: &str, value: &str) -> Participant {
    Participant {
        identity: Identity::new(kind, value, None).unwrap(),
        verdict: Verdict::Pass,
    }
}

fn from(sender: Participant, id: &str, also: Vec<Participant>) -> Draft {
    Draft {
        customer: sender,
        also,
        ..message("ana", id)
    }
}

fn texts_from(journal: &Journal<Memory>, id: &str) -> Receipt {
    journal.store.time.set(journal.store.now() + 1);
    block_on(journal.record(&from(proven("phone", PHONE), id, vec![]))).unwrap()
}

fn later(journal: &Journal<Memory>, days: u64) {
    journal.store.time.set(journal.store.now() + days * DAY);
}

fn found(journal: &Journal<Memory>, kind: &str, value: &str) -> Value {
    let identity = Identity::new(kind, value, None).unwrap();
    serde_json::from_slice(&block_on(journal.lookup(&identity, 50)).unwrap()).unwrap()
}

fn texts(found: &Value) -> Vec<&str> {
    let items = found["timeline"]["items"].as_array().unwrap();
    items.iter().map(|i| i["text"].as_str().unwrap()).collect()
}

fn suggestions(journal: &Journal<Memory>) -> Vec<Value> {
    let page = block_on(journal.suggestions(50, None)).unwrap();
    let page: Value = serde_json::from_slice(&page).unwrap();
    page["items"].as_array().unwrap().clone()
}

/// Ana wrote from her phone and her mailbox, then not by phone for a year, when somebody texts.
fn recycled() -> (Journal<Memory>, String, Receipt) {
    let journal = journal();
    let ana = from(proven("phone", PHONE), "m1", vec![proven("email", EMAIL)]);
    let ana = block_on(journal.record(&ana)).unwrap();
    later(&journal, 366);
    let stranger = texts_from(&journal, "m2");
    (journal, ana.customer.customer_id(), stranger)
}

#[test]
fn whoever_texts_after_a_year_is_somebody_else_and_an_agent_is_asked() {
    let (journal, ana, stranger) = recycled();
    assert_ne!(stranger.customer.customer_id(), ana);
    let now = found(&journal, "phone", PHONE);
    assert_eq!(texts(&now), ["this is m2"]);
    assert_eq!(now["tickets"].as_array().unwrap().len(), 1);
    assert!(
        !now.to_string().contains(EMAIL) && !now.to_string().contains(&ana),
        "{now}"
    );
    // What comes next belongs to it, what is repeated changes nothing.
    let next = texts_from(&journal, "m3");
    assert_eq!(next.customer, stranger.customer);
    let again = texts_from(&journal, "m2");
    assert!(again.duplicate && again.customer == stranger.customer);
    assert_eq!(
        texts(&found(&journal, "phone", PHONE)),
        ["this is m3", "this is m2"]
    );
    // Ana's own are as they were, except that the number proves nothing any more.
    let own = found(&journal, "email", EMAIL);
    assert_eq!(texts(&own), ["this is m1"]);
    let identities = own["customer"]["identities"].as_array().unwrap();
    for identity in identities {
        assert_eq!(
            identity["verified"],
            identity["kind"] == "email",
            "{identity}"
        );
    }
    assert_eq!(identities.len(), 2);
    let open = suggestions(&journal);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0]["reasons"][0].as_str().unwrap().contains("a year"));
}

#[test]
fn what_happened_before_stays_where_it_is_whenever_it_is_recorded() {
    let (journal, ana, _) = recycled();
    let old = Draft {
        occurred_at: Some(START + DAY),
        ..from(proven("phone", PHONE), "old", vec![])
    };
    let old = block_on(journal.record(&old)).unwrap();
    assert_eq!(old.customer.customer_id(), ana);
    assert_eq!(texts(&found(&journal, "phone", PHONE)), ["this is m2"]);
    // Nor does history that is brought along say who has the number now.
    let other = Journal::new(Memory::at(START), "a secret", 7);
    for (id, days) in [("m1", 1000), ("m2", 10)] {
        let past = Draft {
            occurred_at: Some(START - days * DAY),
            ..from(proven("phone", PHONE), id, vec![])
        };
        block_on(other.record(&past)).unwrap();
    }
    assert_eq!(
        texts(&found(&other, "phone", PHONE)),
        ["this is m2", "this is m1"]
    );
    assert!(suggestions(&other).is_empty());
}

#[test]
fn a_number_that_is_used_every_year_is_whose_it_was() {
    let journal = journal();
    let first = texts_from(&journal, "m1");
    for id in ["m2", "m3", "m4"] {
        later(&journal, 364);
        assert_eq!(texts_from(&journal, id).customer, first.customer);
    }
    // A mailbox may be silent for as long as it likes.
    let mail = || from(proven("email", EMAIL), "mail", vec![]);
    let first = block_on(journal.record(&mail())).unwrap();
    later(&journal, 4000);
    let next = Draft {
        message_id: "mail2".into(),
        ..mail()
    };
    assert_eq!(
        block_on(journal.record(&next)).unwrap().customer,
        first.customer
    );
}

#[test]
fn it_joins_nobody_until_an_agent_decided() {
    let (journal, ana, stranger) = recycled();
    // Ana's mailbox together with the number that she had, and the other way round.
    let both = from(proven("email", EMAIL), "m4", vec![proven("phone", PHONE)]);
    assert_eq!(
        block_on(journal.record(&both))
            .unwrap()
            .customer
            .customer_id(),
        ana
    );
    let both = from(proven("phone", PHONE), "m5", vec![proven("email", EMAIL)]);
    assert_eq!(
        block_on(journal.record(&both)).unwrap().customer,
        stranger.customer
    );
    let both = from(proven("phone", PHONE), "m6", vec![proven("user", "bo")]);
    block_on(journal.record(&both)).unwrap();
    let bo = Identity::new("user", "bo", None).unwrap();
    assert_eq!(block_on(journal.lookup(&bo, 0)), Err(Error::NotFound));
    let said = About {
        source: "import:crm".into(),
        identities: vec![proven("external", "crm:1"), proven("phone", PHONE)],
        ..About::default()
    };
    let crm = block_on(journal.describe(&said)).unwrap().customer();
    assert_ne!(crm, stranger.customer);
    // One who is somebody else is who they say they are from then on.
    let pair = suggestions(&journal).into_iter().find(|s| {
        let ends = [s["a"].as_str().unwrap(), s["b"].as_str().unwrap()];
        ends.contains(&ana.as_str()) && ends.contains(&stranger.customer.customer_id().as_str())
    });
    let id = pair.unwrap()["id"].as_str().unwrap().to_owned();
    block_on(journal.decide_suggestion(&id, Ruling::Reject, "agent:bo")).unwrap();
    let both = from(proven("phone", PHONE), "m7", vec![proven("user", "bo")]);
    block_on(journal.record(&both)).unwrap();
    assert_eq!(
        found(&journal, "user", "bo")["customer"]["id"],
        found(&journal, "phone", PHONE)["customer"]["id"]
    );
    assert_eq!(
        texts(&found(&journal, "email", EMAIL)),
        ["this is m4", "this is m1"]
    );
}

#[test]
fn an_agent_who_knows_them_makes_both_one_again() {
    let (journal, ..) = recycled();
    let id = suggestions(&journal)[0]["id"].as_str().unwrap().to_owned();
    block_on(journal.decide_suggestion(&id, Ruling::Accept, "agent:bo")).unwrap();
    let now = found(&journal, "phone", PHONE);
    assert_eq!(texts(&now), ["this is m2", "this is m1"]);
    assert_eq!(
        now["customer"]["id"],
        found(&journal, "email", EMAIL)["customer"]["id"]
    );
    let phones = now["customer"]["identities"].as_array().unwrap().iter();
    let phones: Vec<_> = phones.filter(|i| i["kind"] == "phone").collect();
    assert_eq!(phones.len(), 1, "{phones:?}");
    assert_eq!(phones[0]["verified"], true);
    let next = texts_from(&journal, "m3").customer.customer_id();
    assert_eq!(next, now["customer"]["id"].as_str().unwrap());
}

#[test]
fn nothing_of_hers_is_sent_to_the_number() {
    let (journal, _, _) = recycled();
    let own = found(&journal, "email", EMAIL);
    let ticket = own["tickets"][0]["id"].as_str().unwrap();
    for (channel, call) in [(None, false), (Some("sms"), false), (None, true)] {
        let words = Words {
            text: Some("Your parcel is at 4 Elm Street.".into()),
            ..Words::default()
        };
        let answer = Answer {
            words,
            call,
            channel: channel.map(str::to_owned),
            ..Answer::default()
        };
        let sent = block_on(journal.reply(ticket, &answer));
        assert!(
            matches!(sent, Err(Refusal::NoDestination(_))),
            "{channel:?}: {sent:?}"
        );
    }
    let note = block_on(journal.note(ticket, "called her at work", None, None)).unwrap();
    assert_eq!(texts(&found(&journal, "email", EMAIL)).len(), 2, "{note}");
    assert_eq!(texts(&found(&journal, "phone", PHONE)), ["this is m2"]);
}

#[test]
fn an_erasure_of_either_gives_the_number_back_to_nobody() {
    for of_before in [true, false] {
        let (journal, ana, stranger) = recycled();
        let id = if of_before {
            ana
        } else {
            stranger.customer.customer_id()
        };
        block_on(journal.erase_customer(&id)).unwrap();
        let next = texts_from(&journal, "m3");
        assert_eq!(next.customer, stranger.customer, "{of_before}");
        let expected: &[&str] = if of_before {
            &["this is m3", "this is m2"]
        } else {
            &["this is m3"]
        };
        assert_eq!(texts(&found(&journal, "phone", PHONE)), expected);
    }
}

#[test]
fn those_who_were_joined_by_it_and_part_keep_what_is_theirs() {
    let (journal, ana, stranger) = recycled();
    let id = suggestions(&journal)[0]["id"].as_str().unwrap().to_owned();
    block_on(journal.decide_suggestion(&id, Ruling::Accept, "agent:bo")).unwrap();
    texts_from(&journal, "m3");
    let other = stranger.customer.customer_id();
    block_on(journal.unmerge_customers(&ana, &other, "agent:bo")).unwrap();
    assert_eq!(
        texts(&found(&journal, "phone", PHONE)),
        ["this is m3", "this is m2"]
    );
    assert_eq!(texts(&found(&journal, "email", EMAIL)), ["this is m1"]);
    assert_eq!(texts_from(&journal, "m4").customer, stranger.customer);
}

#[test]
fn a_number_may_change_hands_more_than_once() {
    let (journal, ana, second) = recycled();
    later(&journal, 400);
    let third = texts_from(&journal, "m9");
    assert!(third.customer != second.customer && third.customer.customer_id() != ana);
    assert_eq!(texts(&found(&journal, "phone", PHONE)), ["this is m9"]);
    // What we sent lately is no sign of life.
    let sent = Draft {
        direction: Direction::Outbound,
        ..from(proven("phone", PHONE), "out", vec![])
    };
    later(&journal, 366);
    assert_eq!(
        block_on(journal.record(&sent)).unwrap().customer,
        third.customer
    );
    assert_ne!(texts_from(&journal, "m10").customer, third.customer);
}
