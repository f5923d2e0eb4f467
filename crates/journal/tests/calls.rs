//! Calls: one interaction that grows, whatever order its facts come in.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::{Direction, Identity, Participant, Verdict};
use throughline_journal::{
    Answer, CallNote, Caller, Draft, End, Ending, Error, Fact, InteractionId, Journal, Memory,
    Recording, Refusal, TimelineQuery, WordSource,
};

const DAY: u64 = 24 * 60 * 60_000;

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn advance(journal: &Journal<Memory>, by: u64) {
    let now = journal.store.time.get();
    journal.store.time.set(now + by);
}

fn from_phone(channel: &str, kind: &str, id: &str, verdict: Verdict) -> Draft {
    Draft {
        channel: channel.into(),
        kind: kind.into(),
        text: (kind == "message").then(|| "My order hasn't arrived.".to_owned()),
        customer: Participant {
            identity: Identity {
                kind: "phone".into(),
                value: "+15551234567".into(),
            },
            verdict,
        },
        business: vec![Identity {
            kind: "phone".into(),
            value: "+15550100".into(),
        }],
        answerable: true,
        ..message("ana", id)
    }
}

fn call(id: &str, verdict: Verdict) -> Draft {
    from_phone("voice", "call", id, verdict)
}

fn incoming(journal: &Journal<Memory>, id: &str, verdict: Verdict) -> Caller {
    block_on(journal.incoming(&call(id, verdict))).unwrap()
}

fn sms(journal: &Journal<Memory>, id: &str) {
    let message = from_phone("sms", "message", id, Verdict::Pass);
    block_on(journal.record(&message)).unwrap();
}

fn grow(journal: &Journal<Memory>, id: InteractionId, at: u64, fact: &Fact) {
    block_on(journal.grow(id, START + at, fact)).unwrap();
}

fn end(ending: Ending, seconds: u32) -> End {
    End {
        ending,
        seconds: Some(seconds),
    }
}

fn document(journal: &Journal<Memory>, id: InteractionId) -> Value {
    serde_json::from_slice(&block_on(journal.interaction(&id.public())).unwrap()).unwrap()
}

fn live(journal: &Journal<Memory>) -> Vec<Value> {
    let calls = block_on(journal.calls()).unwrap();
    let calls: Value = serde_json::from_slice(&calls).unwrap();
    calls["items"].as_array().unwrap().clone()
}

fn lookup(journal: &Journal<Memory>) -> Value {
    let phone = Identity::new("phone", "+15551234567", None).unwrap();
    serde_json::from_slice(&block_on(journal.lookup(&phone, 20)).unwrap()).unwrap()
}

fn said(id: &str, text: &str) -> Fact {
    Fact::Said {
        id: id.into(),
        source: WordSource::Speech,
        text: text.into(),
    }
}

#[test]
fn a_call_grows_from_ringing_to_completed() {
    let journal = journal();
    sms(&journal, "m1");
    let caller = incoming(&journal, "CA1", Verdict::Pass);
    let id = caller.receipt.id;
    assert_eq!(document(&journal, id)["call"]["status"], "ringing");
    let ringing = live(&journal);
    assert_eq!(ringing.len(), 1);
    assert_eq!(ringing[0]["id"], id.public().as_str());
    assert_eq!(ringing[0]["call"]["status"], "ringing");
    assert_eq!(
        ringing[0]["customer"]["identities"][0]["value"],
        "+15551234567"
    );
    assert_eq!(
        ringing[0]["tickets"][0]["subject"],
        "My order hasn't arrived."
    );
    assert_eq!(ringing[0]["tickets"][0]["id"], ringing[0]["ticket_id"]);

    grow(&journal, id, 1_000, &said("S1", "It is about order 1042"));
    grow(&journal, id, 5_000, &Fact::Answered(Some("bo".into())));
    assert_eq!(live(&journal)[0]["call"]["status"], "in_progress");
    grow(
        &journal,
        id,
        65_000,
        &Fact::AgentEnded(end(Ending::Completed, 60)),
    );
    grow(
        &journal,
        id,
        66_000,
        &Fact::Ended(end(Ending::Completed, 66)),
    );
    assert_eq!(live(&journal), Vec::<Value>::new());

    let whole = document(&journal, id);
    assert_eq!(whole["call"]["status"], "completed");
    assert_eq!(whole["call"]["talk_seconds"], 60);
    assert_eq!(whole["call"]["duration_seconds"], 66);
    assert_eq!(
        (&whole["agent"], &whole["text"]),
        (&"bo".into(), &"It is about order 1042".into())
    );
    let shown = lookup(&journal);
    assert_eq!(
        shown["timeline"]["items"].as_array().unwrap().len(),
        2,
        "one call is one interaction"
    );
    assert_eq!(shown["timeline"]["items"][0]["call"]["talk_seconds"], 60);
    assert_eq!(
        shown["timeline"]["items"][0]["text"],
        "It is about order 1042"
    );
    assert_eq!(shown["customer"]["counts"]["tickets"], 1);
}

#[test]
fn facts_in_every_order_and_twice_give_the_same_call() {
    let voicemail = Recording {
        id: "RE1".into(),
        url: Some("https://api.example/RE1".into()),
        seconds: Some(9),
        voicemail: true,
    };
    let facts = [
        said("S1", "Hello"),
        Fact::AgentEnded(end(Ending::NoAnswer, 0)),
        Fact::Recorded(voicemail),
        Fact::Ended(end(Ending::Completed, 40)),
    ];
    let mut seen = None;
    for (order, permuted) in permutations(&facts).into_iter().enumerate() {
        let journal = journal();
        let id = incoming(&journal, "CA1", Verdict::Pass).receipt.id;
        for (at, fact) in &permuted {
            grow(&journal, id, *at, fact);
            grow(&journal, id, *at, fact);
        }
        let whole = document(&journal, id);
        let item = lookup(&journal)["timeline"]["items"][0].clone();
        assert_eq!(whole["call"]["status"], "voicemail", "order {order}");
        assert_eq!(item["call"]["recordings"][0]["seconds"], 9);
        assert!(live(&journal).is_empty());
        let call = (whole["call"].clone(), item["call"].clone());
        assert_eq!(
            *seen.get_or_insert_with(|| call.clone()),
            call,
            "order {order}"
        );
    }
}

/// All orders, each fact with its own time.
fn permutations(facts: &[Fact]) -> Vec<Vec<(u64, Fact)>> {
    let timed = facts.iter().cloned().enumerate();
    let timed: Vec<_> = timed.map(|(n, fact)| (1000 * n as u64, fact)).collect();
    let mut all = vec![Vec::new()];
    for fact in timed {
        let longer = |known: Vec<(u64, Fact)>| {
            let fact = fact.clone();
            (0..=known.len()).map(move |at| {
                let mut longer = known.clone();
                longer.insert(at, fact.clone());
                longer
            })
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    assert_eq!(all.len(), 24);
    all
}

#[test]
fn only_a_proven_number_that_was_heard_of_lately_hears_of_its_ticket() {
    for (verdict, days, proven, hears) in [
        (Verdict::Pass, 0, true, true),
        (Verdict::Pass, 364, true, true),
        // Whoever has the number now, of whom nothing is known.
        (Verdict::Pass, 366, true, false),
        (Verdict::None, 0, false, false),
        (Verdict::Fail, 0, false, false),
    ] {
        let journal = journal();
        let message = Draft {
            language: Some("de".into()),
            ..from_phone("sms", "message", "m1", Verdict::Pass)
        };
        block_on(journal.record(&message)).unwrap();
        advance(&journal, days * DAY);
        let caller = incoming(&journal, "CA1", verdict);
        let what = format!("{verdict:?} after {days} days");
        assert_eq!(caller.proven, proven, "{what}");
        let ticket = hears.then(|| "My order hasn't arrived.".to_owned());
        assert_eq!(caller.ticket, ticket, "{what}");
        assert_eq!(caller.language, hears.then(|| "de".to_owned()), "{what}");
        // The same call again, whose own first record was heard of, says the same of its ticket.
        let again = incoming(&journal, "CA1", verdict);
        assert!(again.receipt.duplicate);
        assert_eq!(live(&journal).len(), 1, "{what}");
    }
}

#[test]
fn a_first_call_hears_of_no_ticket_of_its_own() {
    let journal = journal();
    let caller = incoming(&journal, "CA1", Verdict::Pass);
    assert!(caller.proven);
    assert_eq!((caller.ticket, caller.language), (None, None));
}

#[test]
fn the_agent_is_told_what_is_known() {
    let journal = journal();
    sms(&journal, "m1");
    let id = incoming(&journal, "CA1", Verdict::None).receipt.id;
    grow(&journal, id, 0, &said("S1", "I am Ana"));
    let told = block_on(journal.brief(&id.public())).unwrap();
    assert_eq!(told.ticket.as_deref(), Some("My order hasn't arrived."));
    assert_eq!(told.said.as_deref(), Some("I am Ana"));
    assert!(told.unproven);
    assert_eq!(told.customer.value, "+15551234567");
    let nobody = block_on(journal.brief("int_00000000000000000000000000000000"));
    assert_eq!(nobody, Err(Error::NotFound));
}

#[test]
fn what_is_no_call_does_not_grow() {
    let journal = journal();
    let receipt = block_on(journal.record(&message("ana", "m1"))).unwrap();
    let ended = Fact::Ended(end(Ending::Completed, 1));
    let refused = block_on(journal.grow(receipt.id, START, &ended));
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    let unknown = block_on(journal.grow(InteractionId([9; 16]), START, &ended));
    assert_eq!(unknown, Err(Error::NotFound));
    let id = incoming(&journal, "CA1", Verdict::Pass).receipt.id;
    let long = said("S1", &"x".repeat(17 << 10));
    let long = block_on(journal.grow(id, START, &long));
    assert!(matches!(long, Err(Error::Invalid { .. })), "{long:?}");
}

#[test]
fn an_old_call_that_left_the_view_still_grows_for_readers_of_the_history() {
    let journal = journal();
    let id = incoming(&journal, "CA0", Verdict::Pass).receipt.id;
    let long = "word ".repeat(1_000);
    grow(&journal, id, 0, &said("S1", &long));
    for n in 1..80 {
        advance(&journal, 1_000);
        incoming(&journal, &format!("CA{n}"), Verdict::Pass);
    }
    grow(
        &journal,
        id,
        9_000,
        &Fact::AgentEnded(end(Ending::Completed, 7)),
    );
    let whole = document(&journal, id);
    assert_eq!(whole["call"]["talk_seconds"], 7);
    assert_eq!(whole["text"], long.as_str());
    assert_eq!(whole["call"]["words"][0]["text"], long.as_str());
    let customer = lookup(&journal)["customer"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let query = TimelineQuery {
        kind: Some("call".into()),
        limit: 100,
        ..TimelineQuery::default()
    };
    let page = block_on(journal.timeline(&customer, &query)).unwrap();
    let page: Value = serde_json::from_slice(&page).unwrap();
    let oldest = page["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(oldest["id"], id.public().as_str());
    assert_eq!(oldest["call"]["talk_seconds"], 7);
}

#[test]
fn a_call_whose_end_was_never_reported_leaves_the_list_after_a_day() {
    let journal = journal();
    incoming(&journal, "CA1", Verdict::Pass);
    advance(&journal, DAY - 1);
    assert_eq!(live(&journal).len(), 1);
    advance(&journal, 2);
    assert_eq!(live(&journal).len(), 0);
    assert_eq!(live(&journal).len(), 0);
}

#[test]
fn a_call_of_ours_goes_to_where_the_customer_called_from() {
    let journal = journal();
    sms(&journal, "m1");
    let ticket = incoming(&journal, "CA1", Verdict::Pass)
        .receipt
        .ticket
        .unwrap();
    let ticket = ticket.to_string();
    let ours = Answer {
        agent: Some("bo".into()),
        call: true,
        idempotency_key: Some("k1".into()),
        ..Answer::default()
    };
    let id = block_on(journal.reply(&ticket, &ours)).unwrap();
    assert_eq!(block_on(journal.reply(&ticket, &ours)).unwrap(), id);
    let shown = document(&journal, id);
    assert_eq!(
        (&shown["kind"], &shown["channel"]),
        (&"call".into(), &"voice".into())
    );
    assert_eq!(shown["call"]["status"], "ringing");
    assert_eq!(shown["delivery"]["status"], "queued");
    assert_eq!(live(&journal).len(), 2);
    let begun = block_on(journal.begin(id)).unwrap().unwrap();
    let message: Value = serde_json::from_slice(&begun.message).unwrap();
    assert_eq!(begun.channel, "voice");
    assert_eq!(message["call"], true);
    assert_eq!(message["to"][0]["value"], "+15551234567");
    assert_eq!(message["from"]["value"], "+15550100");
    // Words are not said by telephone: an answer in writing goes to where the customer wrote.
    let words = Answer {
        words: throughline_journal::Words {
            text: Some("On its way".into()),
            ..Default::default()
        },
        ..Answer::default()
    };
    let written = block_on(journal.reply(&ticket, &words)).unwrap();
    assert_eq!(document(&journal, written)["channel"], "sms");
}

#[test]
fn whom_nobody_can_call_is_not_called() {
    let journal = journal();
    let mail = Draft {
        channel: "email".into(),
        customer: Participant {
            identity: Identity::new("email", "ana@example.com", None).unwrap(),
            verdict: Verdict::Pass,
        },
        ..message("ana", "m1")
    };
    let ticket = block_on(journal.record(&mail)).unwrap().ticket.unwrap();
    let ours = Answer {
        call: true,
        ..Answer::default()
    };
    let refused = block_on(journal.reply(&ticket.to_string(), &ours));
    assert!(
        matches!(refused, Err(Refusal::NoDestination(_))),
        "{refused:?}"
    );
}

#[test]
fn a_note_after_the_call_is_on_its_ticket_and_on_the_call() {
    let journal = journal();
    sms(&journal, "m1");
    let caller = incoming(&journal, "CA1", Verdict::Pass);
    let note = CallNote {
        call: caller.receipt.id.public(),
        text: "Reshipped.".into(),
        agent: Some("bo".into()),
        seconds: Some(45),
        disposition: Some("reshipment".into()),
        idempotency_key: Some("n1".into()),
    };
    let id = block_on(journal.note_call(&note)).unwrap();
    assert_eq!(block_on(journal.note_call(&note)).unwrap(), id);
    let written = document(&journal, id);
    assert_eq!(
        written["ticket_id"],
        caller.receipt.ticket.unwrap().to_string()
    );
    assert_eq!(written["attributes"]["call_id"], caller.receipt.id.public());
    let call = document(&journal, caller.receipt.id);
    assert_eq!(call["call"]["after_call_seconds"], 45);
    assert_eq!(call["call"]["disposition"], "reshipment");
    let other = CallNote {
        text: "Something else.".into(),
        ..note
    };
    assert_eq!(block_on(journal.note_call(&other)), Err(Refusal::Conflict));
}

#[test]
fn nothing_of_a_call_is_left_after_an_erasure() {
    let journal = journal();
    let caller = incoming(&journal, "CA1", Verdict::Pass);
    let id = caller.receipt.id;
    grow(&journal, id, 0, &said("S1", "a very private matter"));
    block_on(journal.erase(caller.receipt.log)).unwrap();
    let left = journal.store.data.borrow().clone();
    for (key, value) in left {
        let text = String::from_utf8_lossy(&value).into_owned();
        assert!(!text.contains("private matter"), "{key} holds {text}");
    }
    grow(&journal, id, 1, &said("S2", "more"));
    assert!(matches!(
        block_on(journal.interaction(&id.public())),
        Err(Error::NotFound)
    ));
    assert!(live(&journal).is_empty());
}

#[test]
fn a_call_keeps_what_is_known_of_it_when_customers_join_and_part() {
    let journal = journal();
    let caller = incoming(&journal, "CA1", Verdict::Pass);
    let id = caller.receipt.id;
    grow(&journal, id, 0, &said("S1", "Hello"));
    let other = Draft {
        channel: "email".into(),
        direction: Direction::Inbound,
        customer: Participant {
            identity: Identity::new("email", "ana@example.com", None).unwrap(),
            verdict: Verdict::Pass,
        },
        ..message("ana", "m2")
    };
    let mail = block_on(journal.record(&other)).unwrap();
    let (a, b) = (caller.receipt.customer, mail.customer);
    block_on(journal.merge(a, b, None)).unwrap();
    grow(&journal, id, 5, &Fact::Answered(None));
    let joined = lookup(&journal);
    let call = |shown: &Value| {
        let items = shown["timeline"]["items"].as_array().unwrap();
        items.iter().find(|i| i["kind"] == "call").unwrap().clone()
    };
    assert_eq!(joined["timeline"]["items"].as_array().unwrap().len(), 2);
    assert_eq!(call(&joined)["call"]["status"], "in_progress");
    assert_eq!(call(&joined)["text"], "Hello");
    let link = block_on(journal.links(a)).unwrap()[0].clone();
    assert!(block_on(journal.unmerge(a, link.log, link.at)).unwrap());
    let parted = lookup(&journal);
    assert_eq!(parted["timeline"]["items"].as_array().unwrap().len(), 1);
    assert_eq!(call(&parted)["call"]["status"], "in_progress");
    grow(&journal, id, 9, &Fact::Ended(end(Ending::Completed, 9)));
    assert_eq!(call(&lookup(&journal))["call"]["status"], "completed");
}
