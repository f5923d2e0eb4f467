//! Yesterday's stored bytes decode for ever: what release 0.1.0 stored, one record of each kind in
//! `compat/`. A record that a release stored is never changed; a new kind, or a new field, gets a
//! record of its own.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message, person};
use futures::executor::block_on;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use throughline_journal::entry::*;
use throughline_journal::{
    Amending, End, Ending, Fact, Growth, InteractionId, Journal, LogName, Memory, Recording,
    Reference, TicketId, TicketQuery, TimelineQuery, WordSource,
};

/// Every variant of [`Entry`] with its tag. A new one does not compile until it is named here,
/// and fails until it has a record.
macro_rules! kinds {
    ($($variant:ident: $tag:literal,)*) => {
        const KINDS: &[&str] = &[$($tag),*];

        fn kind(entry: &Entry) -> &'static str {
            match entry {
                $(Entry::$variant { .. } => $tag,)*
            }
        }
    };
}

kinds! {
    Event: "event",
    Delivery: "delivery",
    Amended: "amended",
    Grown: "grown",
    Attempt: "attempt",
    Postponed: "postponed",
    Queued: "queued",
    Settled: "settled",
    Claim: "claim",
    Known: "known",
    Ticket: "ticket",
    Prefers: "prefers",
    Described: "described",
    Apart: "apart",
    Shared: "shared",
    Reassigned: "reassigned",
    Withheld: "withheld",
    Listed: "listed",
    Suggested: "suggested",
    Linked: "linked",
    Bound: "bound",
    Moved: "moved",
    Join: "join",
    Split: "split",
    Reopen: "reopen",
    Erase: "erase",
    Gone: "gone",
}

/// The stored records by file name, without the final line feed that files have.
fn records() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat");
    let mut records = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert_eq!(path.extension().unwrap(), "json", "{name}");
        let bytes = std::fs::read(&path).unwrap();
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes).to_vec();
        records.insert(name, bytes);
    }
    assert!(!records.is_empty(), "no records");
    records
}

fn record(name: &str) -> Vec<u8> {
    records().remove(name).unwrap()
}

const A: LogName = LogName([0xa1; 16]);
const B: LogName = LogName([0xb2; 16]);
const ID: InteractionId = InteractionId([0xc3; 16]);
const TICKET: TicketId = TicketId { log: A, slot: 3 };

fn identity(kind: &str, value: &str) -> Identity {
    Identity {
        kind: kind.into(),
        value: value.into(),
    }
}

/// An event with what every event has.
fn least() -> Event {
    Event {
        id: ID,
        home: A,
        recorded_at: 1_795_000_000_123,
        occurred_at: 1_795_000_000_000,
        channel: "sms".into(),
        provider: "twilio".into(),
        account: "AC1".into(),
        message_id: "SM1".into(),
        direction: Direction::Inbound,
        kind: "message".into(),
        visibility: Visibility::Private,
        customer: Participant {
            identity: identity("phone", "+15551234567"),
            verdict: Verdict::Pass,
        },
        business: vec![],
        subject: None,
        text: None,
        parts: 0,
        apart: 0,
        attachments: vec![],
        parties: vec![],
        references: Default::default(),
        topic: None,
        thread: None,
        ticket: None,
        linked: None,
        agent: None,
        attributes: None,
        language: None,
        sentiment: None,
        consent: None,
        amendable: false,
        edited_at: None,
        deleted_at: None,
        dead_end: false,
        outgoing: false,
        grows: false,
    }
}

fn moved(why: Cause) -> Entry {
    Entry::Moved {
        to: A,
        why: Some(Box::new(why)),
    }
}

fn rules(rule: &str, by: Option<&str>, of: Option<InteractionId>) -> Cause {
    Cause {
        rule: rule.into(),
        by: by.map(Into::into),
        of,
        homes: (A, B),
        at: 1_795_000_000_000,
    }
}

fn withheld(of: Option<InteractionId>) -> Withheld {
    Withheld {
        home: A,
        other: B,
        kind: "email".into(),
        rule: "limit".into(),
        of,
        at: 1_795_000_000_000,
    }
}

fn described() -> Description {
    Description {
        home: A,
        source: "key:crm".into(),
        at: 1_795_000_000_000,
        name: Some("Ana Ruiz".into()),
        language: Some("es".into()),
        attributes: serde_json::from_value(json!({"tier": "gold", "old": null})).unwrap(),
        consents: vec![ConsentRecord {
            channel: "sms".into(),
            consent: Consent::OptedOut,
            source: "web form".into(),
            at: 1_795_000_000_000,
        }],
        identity: Some(Participant {
            identity: identity("external", "crm:1"),
            verdict: Verdict::Pass,
        }),
    }
}

/// An event with everything that an event may have.
fn full() -> Event {
    Event {
        direction: Direction::Outbound,
        visibility: Visibility::Public,
        customer: Participant {
            identity: identity("email", "ana@example.com"),
            verdict: Verdict::None,
        },
        business: vec![identity("email", "help@example.com")],
        subject: Some("Your order".into()),
        text: Some("Grüße,\n\"Bo\"".into()),
        parts: 2,
        attachments: vec![
            Attachment {
                name: "invoice.pdf".into(),
                content_type: "application/pdf".into(),
                size: Some(1024),
                url: Some("https://example.com/invoice.pdf".into()),
                ..Attachment::default()
            },
            Attachment {
                name: String::new(),
                content_type: "image/png".into(),
                size: None,
                url: None,
                ..Attachment::default()
            },
        ],
        thread: Some("thread-1".into()),
        ticket: Some(TICKET),
        agent: Some("bo".into()),
        attributes: json!({"a": 1, "b": {"c": [true, null]}})
            .as_object()
            .cloned(),
        language: Some("de".into()),
        consent: Some(Consent::OptedOut),
        ..least()
    }
}

/// A mail with everything that only mails have.
fn mail() -> Event {
    let party = |role, name: Option<&str>, value: &str| Party {
        role,
        name: name.map(Into::into),
        kind: "email".into(),
        value: value.into(),
    };
    let reference = |n: u8| Reference([n; 8]);
    Event {
        channel: "email".into(),
        apart: 1,
        attachments: vec![Attachment {
            name: "photo.jpg".into(),
            content_type: "image/jpeg".into(),
            size: Some(2048),
            content_id: Some("photo@example.com".into()),
            kept: Some(1024),
            ..Attachment::default()
        }],
        parties: vec![
            party(Role::From, Some("Ana"), "ana@example.com"),
            party(Role::Sender, None, "desk@example.com"),
            party(Role::ReplyTo, None, "ana@example.net"),
            party(Role::To, None, "help@example.com"),
            party(Role::Cc, None, "bo@example.com"),
            party(Role::Bcc, None, "cy@example.com"),
        ],
        references: [1, 2].map(reference).into_iter().collect(),
        topic: Some(reference(3)),
        linked: Some(TICKET),
        ..least()
    }
}

fn delivered(status: DeliveryStatus, detail: Option<&str>) -> Entry {
    Entry::Delivery {
        home: A,
        of: ID,
        delivery: Delivery {
            status,
            at: 1_795_000_000_123,
            detail: detail.map(Into::into),
        },
        named: false,
    }
}

fn amended(change: Change, longer: bool) -> Entry {
    Entry::Amended(Amendment {
        home: A,
        of: ID,
        place: TICKET,
        at: 1_795_000_000_123,
        change,
        longer,
    })
}

fn grown(fact: Fact) -> Entry {
    Entry::Grown(Growth {
        home: A,
        of: ID,
        at: 1_795_000_000_123,
        fact,
    })
}

fn changed(status: TicketStatus) -> TicketChange {
    TicketChange {
        home: A,
        ticket: TICKET,
        recorded_at: 1_795_000_000_123,
        status: Some(status),
        priority: None,
        queue: None,
        assignee: None,
        tags: None,
        subject: None,
    }
}

fn reopened(adopt: Option<Adoption>, erased: Option<TicketId>) -> Entry {
    let at = 4;
    Entry::Reopen { at, adopt, erased }
}

/// What each record of a slot says.
fn expected() -> BTreeMap<&'static str, Entry> {
    let event = |event| Entry::Event(Box::new(event));
    BTreeMap::from([
        ("event-least", event(least())),
        ("event-full", event(full())),
        ("event-mail", event(mail())),
        (
            "linked",
            Entry::Linked {
                home: A,
                ticket: TICKET,
                of: ID,
                at: 1_795_000_000_000,
                recorded_at: 1_795_000_000_123,
                asks: true,
            },
        ),
        (
            "bound",
            Entry::Bound {
                home: A,
                digest: "00ff".repeat(16),
            },
        ),
        (
            "event-internal-forged-opt-in",
            event(Event {
                direction: Direction::Internal,
                customer: Participant {
                    verdict: Verdict::Fail,
                    ..least().customer
                },
                consent: Some(Consent::OptedIn),
                ..least()
            }),
        ),
        ("delivery-queued", delivered(DeliveryStatus::Queued, None)),
        ("delivery-sent", delivered(DeliveryStatus::Sent, None)),
        ("delivery-unknown", delivered(DeliveryStatus::Unknown, None)),
        (
            "delivery-failed",
            delivered(DeliveryStatus::Failed, Some("30003")),
        ),
        (
            "delivery-delivered",
            delivered(DeliveryStatus::Delivered, None),
        ),
        ("delivery-read", delivered(DeliveryStatus::Read, None)),
        (
            "delivery-named",
            Entry::Delivery {
                home: A,
                of: ID,
                delivery: Delivery {
                    status: DeliveryStatus::Sent,
                    at: 1_795_000_000_123,
                    detail: None,
                },
                named: true,
            },
        ),
        ("grown-answered", grown(Fact::Answered(Some("bo".into())))),
        (
            "grown-agent-ended",
            grown(Fact::AgentEnded(End {
                ending: Ending::NoAnswer,
                seconds: None,
            })),
        ),
        (
            "grown-ended",
            grown(Fact::Ended(End {
                ending: Ending::Completed,
                seconds: Some(61),
            })),
        ),
        (
            "grown-recorded",
            grown(Fact::Recorded(Recording {
                id: "RE1".into(),
                url: Some("https://example.com/RE1".into()),
                seconds: Some(7),
                voicemail: true,
            })),
        ),
        (
            "grown-said",
            grown(Fact::Said {
                id: "TR1".into(),
                source: WordSource::Transcription,
                text: "Grüße".into(),
            }),
        ),
        (
            "grown-wrapped-up",
            grown(Fact::WrappedUp {
                note: ID,
                seconds: Some(30),
                disposition: Some("reshipped".into()),
            }),
        ),
        (
            "event-call",
            event(Event {
                kind: "call".into(),
                grows: true,
                ..least()
            }),
        ),
        (
            "event-to-send",
            event(Event {
                direction: Direction::Outbound,
                outgoing: true,
                ..least()
            }),
        ),
        (
            "event-dead-end",
            event(Event {
                dead_end: true,
                ..least()
            }),
        ),
        (
            "event-amendable-deleted",
            event(Event {
                amendable: true,
                deleted_at: Some(1_795_000_000_456),
                ..least()
            }),
        ),
        (
            "amended-edited",
            amended(Change::Edited(Some("Grüße".into())), true),
        ),
        ("amended-emptied", amended(Change::Edited(None), false)),
        ("amended-deleted", amended(Change::Deleted, false)),
        (
            "attempt",
            Entry::Attempt {
                home: A,
                of: ID,
                at: 1_795_000_000_123,
            },
        ),
        (
            "postponed",
            Entry::Postponed {
                home: A,
                of: ID,
                until: 1_795_000_060_000,
                at: 1_795_000_000_123,
                detail: "busy".into(),
            },
        ),
        (
            "queued",
            Entry::Queued {
                home: B,
                of: ID,
                theirs: A,
                at: 1_795_000_000_123,
                until: 0,
            },
        ),
        (
            "queued-postponed",
            Entry::Queued {
                home: B,
                of: ID,
                theirs: A,
                at: 1_795_000_000_123,
                until: 1_795_000_060_000,
            },
        ),
        ("settled", Entry::Settled { home: B, of: ID }),
        (
            "prefers",
            Entry::Prefers(Preferences {
                home: A,
                channel: Some("sms".into()),
                do_not_contact: Some(vec!["email".into()]),
                hours: None,
                source: String::new(),
                at: 0,
            }),
        ),
        (
            "prefers-nothing-new",
            Entry::Prefers(Preferences {
                home: A,
                channel: None,
                do_not_contact: None,
                hours: None,
                source: String::new(),
                at: 0,
            }),
        ),
        (
            "prefers-hours",
            Entry::Prefers(Preferences {
                home: A,
                channel: None,
                do_not_contact: None,
                hours: Some(r#"{"tz":"Europe/Vienna"}"#.into()),
                source: "agent:bo".into(),
                at: 1_795_000_000_000,
            }),
        ),
        (
            "ticket-named",
            Entry::Ticket(TicketChange {
                status: None,
                tags: Some(vec!["vip".into(), "late".into()]),
                subject: Some("The lamp".into()),
                ..changed(TicketStatus::Open)
            }),
        ),
        ("claim", Entry::Claim { home: A, by: B }),
        (
            "known",
            Entry::Known {
                home: B,
                identity: identity("email", "ana@example.com"),
                via: "sms".into(),
                since: 1_795_000_000_000,
            },
        ),
        (
            "ticket-full",
            Entry::Ticket(TicketChange {
                priority: Some("high".into()),
                queue: Some("billing".into()),
                assignee: Some("bo".into()),
                ..changed(TicketStatus::Pending)
            }),
        ),
        (
            "ticket-least",
            Entry::Ticket(TicketChange {
                status: None,
                ..changed(TicketStatus::Open)
            }),
        ),
        ("ticket-open", Entry::Ticket(changed(TicketStatus::Open))),
        (
            "ticket-resolved",
            Entry::Ticket(changed(TicketStatus::Resolved)),
        ),
        (
            "ticket-closed",
            Entry::Ticket(changed(TicketStatus::Closed)),
        ),
        ("moved", Entry::Moved { to: A, why: None }),
        ("moved-proven", moved(rules("proven_together", None, Some(ID)))),
        ("moved-by-agent", moved(rules("agent", Some("agent:bo"), None))),
        ("described-full", Entry::Described(Box::new(described()))),
        (
            "described-least",
            Entry::Described(Box::new(Description {
                name: None,
                language: None,
                attributes: Default::default(),
                consents: vec![],
                identity: None,
                ..described()
            })),
        ),
        (
            "apart",
            Entry::Apart {
                home: A,
                from: vec![B],
                by: "agent:bo".into(),
                at: 1_795_000_000_000,
            },
        ),
        (
            "shared",
            Entry::Shared {
                home: A,
                of: Some(ID),
                at: 1_795_000_000_000,
            },
        ),
        (
            "shared-by-agent",
            Entry::Shared {
                home: A,
                of: None,
                at: 1_795_000_000_000,
            },
        ),
        (
            "reassigned",
            Entry::Reassigned {
                home: A,
                to: B,
                at: 1_795_000_000_000,
            },
        ),
        (
            "listed",
            Entry::decode(br#"{"k":"listed","home":"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","postings":"AQEBAQEBAQGysrKysrKysrKysrKysrKy"}"#)
                .unwrap(),
        ),
        ("withheld", Entry::Withheld(withheld(Some(ID)))),
        ("withheld-stated", Entry::Withheld(withheld(None))),
        (
            "suggested",
            Entry::Suggested(Suggestion {
                home: A,
                other: B,
                score: 970,
                reasons: vec!["same date of birth".into()],
                at: 1_795_000_000_000,
            }),
        ),
        (
            "event-sentiment",
            Entry::Event(Box::new(Event {
                sentiment: Some(-400),
                ..least()
            })),
        ),
        (
            "join",
            Entry::Join {
                log: B,
                at: 4,
                to: A,
            },
        ),
        ("split", Entry::Split { log: B, at: 4 }),
        (
            "reopen-adopting",
            reopened(Some(Adoption { log: A, before: 9 }), None),
        ),
        ("reopen-erased", reopened(None, None)),
        (
            "reopen-erased-by",
            reopened(None, Some(TicketId { log: A, slot: 9 })),
        ),
        ("erase", Entry::Erase),
        (
            "gone-event",
            Entry::Gone {
                home: A,
                id: Some(ID),
            },
        ),
        ("gone-identity", Entry::Gone { home: B, id: None }),
    ])
}

/// Records that lie elsewhere than in slots, each with a test of its own below.
const BESIDE: [&str; 7] = [
    "beside-early",
    "beside-edit",
    "beside-hint",
    "beside-marker",
    "beside-marker-gone",
    "beside-marker-other-name",
    "beside-parked",
];

/// With `BLESS=1`, writes the records that there are none of yet; never one that there is.
fn write_what_is_new(expected: &BTreeMap<&'static str, Entry>) {
    if std::env::var_os("BLESS").is_none() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat");
    for (name, entry) in expected {
        let file = folder.join(format!("{name}.json"));
        if !file.exists() {
            let mut bytes = entry.encode();
            bytes.push(b'\n');
            std::fs::write(file, bytes).unwrap();
        }
    }
}

#[test]
fn every_record_of_a_slot_decodes_to_what_it_was_and_encodes_to_the_same_bytes() {
    let expected = expected();
    write_what_is_new(&expected);
    let mut kinds = BTreeSet::new();
    let mut seen = 0;
    for (name, bytes) in records() {
        if BESIDE.contains(&name.as_str()) {
            continue;
        }
        let Some(entry) = expected.get(name.as_str()) else {
            panic!("nothing is expected of {name}");
        };
        let decoded = Entry::decode(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(decoded, *entry, "{name}");
        let (encoded, stored) = (decoded.encode(), String::from_utf8(bytes).unwrap());
        assert_eq!(String::from_utf8(encoded).unwrap(), stored, "{name}");
        let tag: Value = serde_json::from_str(&stored).unwrap();
        assert_eq!(tag["k"], kind(entry), "{name}");
        kinds.insert(kind(entry));
        seen += 1;
    }
    assert_eq!(seen, expected.len(), "a record is missing");
    for kind in KINDS {
        assert!(kinds.contains(kind), "no record of a {kind}");
    }
}

#[test]
fn what_later_releases_add_does_not_keep_this_one_from_reading() {
    for (name, entry) in expected() {
        let mut later: Value = serde_json::from_slice(&entry.encode()).unwrap();
        later["added_later"] = json!({"by": ["a", "later", "release"]});
        let decoded = Entry::decode(later.to_string().as_bytes());
        assert_eq!(decoded.unwrap(), entry, "{name}");
    }
}

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn marker(journal: &Journal<Memory>) -> String {
    format!("tl:m:{}", journal.naming.interaction("sms", "", "m1"))
}

fn stored(journal: &Journal<Memory>, key: &str) -> String {
    let data = journal.store.data.borrow();
    String::from_utf8(data[key].clone()).unwrap()
}

fn store(journal: &Journal<Memory>, key: &str, record: &str) {
    let mut data = journal.store.data.borrow_mut();
    data.insert(key.into(), self::record(record));
}

#[test]
fn a_stored_marker_finds_its_interaction() {
    let journal = journal();
    let receipt = block_on(journal.record(&message("ana", "m1"))).unwrap();
    let marker = marker(&journal);
    let record = String::from_utf8(record("beside-marker")).unwrap();
    assert_eq!(stored(&journal, &marker), record);
    store(&journal, &marker, "beside-marker");
    let found = block_on(journal.interaction(&receipt.id.public())).unwrap();
    let found: Value = serde_json::from_slice(&found).unwrap();
    assert_eq!(found["text"], "this is m1");
}

#[test]
fn a_stored_marker_of_what_was_erased_keeps_it_away() {
    let erased = journal();
    block_on(erased.record(&message("ana", "m1"))).unwrap();
    block_on(erased.erase(erased.naming.home("user", "ana"))).unwrap();
    let record = String::from_utf8(record("beside-marker-gone")).unwrap();
    assert_eq!(stored(&erased, &marker(&erased)), record);

    let journal = journal();
    store(&journal, &marker(&journal), "beside-marker-gone");
    let receipt = block_on(journal.record(&message("ana", "m1"))).unwrap();
    assert!(receipt.duplicate && receipt.seq == 0);
}

#[test]
fn a_stored_hint_leads_to_the_ticket() {
    let journal = journal();
    block_on(journal.record(&message("ana", "m1"))).unwrap();
    let place = format!("tl:f:{}:7:1", START / 60_000);
    let record = String::from_utf8(record("beside-hint")).unwrap();
    assert_eq!(stored(&journal, &place), record);
    store(&journal, &place, "beside-hint");
    let query = TicketQuery {
        limit: 5,
        ..TicketQuery::default()
    };
    let list: Value = serde_json::from_slice(&block_on(journal.tickets(&query)).unwrap()).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_stored_report_waits_for_its_interaction() {
    let delivery = Delivery {
        status: DeliveryStatus::Failed,
        at: START,
        detail: Some("30003".into()),
    };
    let early = journal();
    let id = early.naming.interaction("sms", "", "m1");
    block_on(early.deliver(id, &delivery, &[])).unwrap();
    let place = format!("tl:p:{id}:{}", DeliveryStatus::Failed as u8);
    let record = String::from_utf8(record("beside-parked")).unwrap();
    assert_eq!(stored(&early, &place), record);

    let journal = journal();
    store(&journal, &place, "beside-parked");
    let mut out = message("ana", "m1");
    out.direction = Direction::Outbound;
    block_on(journal.record(&out)).unwrap();
    let query = TimelineQuery {
        limit: 5,
        ..TimelineQuery::default()
    };
    let ana = journal.naming.home("user", &person("ana").identity.value);
    let page = block_on(journal.timeline(&ana.customer_id(), &query)).unwrap();
    let page: Value = serde_json::from_slice(&page).unwrap();
    assert_eq!(page["items"][0]["delivery"]["status"], "failed");
    assert_eq!(page["items"][0]["delivery"]["detail"], "30003");
}

#[test]
fn a_stored_edit_is_what_pages_show() {
    let mut said = message("ana", "m1");
    said.amendable = true;
    let edited = Amending::Edited(Some("better".into()));
    let journal = journal();
    let receipt = block_on(journal.record(&said)).unwrap();
    block_on(journal.amend(receipt.id, START, &edited)).unwrap();
    let place = format!("tl:c:{}", receipt.id);
    let record = String::from_utf8(record("beside-edit")).unwrap();
    assert_eq!(stored(&journal, &place), record);
    store(&journal, &place, "beside-edit");
    let found = block_on(journal.interaction(&receipt.id.public())).unwrap();
    let found: Value = serde_json::from_slice(&found).unwrap();
    assert_eq!(found["text"], "better");
}

#[test]
fn a_stored_amendment_waits_for_its_interaction() {
    let early = journal();
    let id = early.naming.interaction("sms", "", "m1");
    let edited = Amending::Edited(Some("better".into()));
    block_on(early.amend(id, START, &edited)).unwrap();
    let place = format!("tl:p:{id}:edited");
    let record = String::from_utf8(record("beside-early")).unwrap();
    assert_eq!(stored(&early, &place), record);

    let journal = journal();
    store(&journal, &place, "beside-early");
    let mut said = message("ana", "m1");
    said.amendable = true;
    block_on(journal.record(&said)).unwrap();
    let found = block_on(journal.interaction(&id.public())).unwrap();
    let found: Value = serde_json::from_slice(&found).unwrap();
    assert_eq!(found["text"], "better");
}

#[test]
fn a_stored_other_name_finds_its_interaction() {
    let journal = journal();
    let mut out = message("ana", "m1");
    out.direction = Direction::Outbound;
    let receipt = block_on(journal.record(&out)).unwrap();
    let other = journal.naming.interaction("sms", "AC1", "SM1");
    let delivery = Delivery {
        status: DeliveryStatus::Sent,
        at: START,
        detail: None,
    };
    block_on(journal.deliver(receipt.id, &delivery, &[other])).unwrap();
    let place = format!("tl:m:{other}");
    let record = String::from_utf8(record("beside-marker-other-name")).unwrap();
    assert_eq!(stored(&journal, &place), record);
    store(&journal, &place, "beside-marker-other-name");
    let found = block_on(journal.interaction(&other.public())).unwrap();
    let found: Value = serde_json::from_slice(&found).unwrap();
    assert_eq!(found["id"], receipt.id.public());
}
