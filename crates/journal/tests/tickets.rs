//! Which ticket an interaction belongs to, and what becomes of it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;

use drafts::{START, lookup, message};
use futures::executor::block_on;
use futures::future::join_all;
use serde_json::Value;
use std::rc::Rc;
use std::task::Poll;
use throughline_journal::entry::{Consent, Direction, TicketChange, TicketStatus, TicketStatus::*};
use throughline_journal::{
    Clock, Draft, Error, Journal, Kv, KvError, LogName, Memory, Receipt, TicketId,
};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn home<S: Kv + Clock>(journal: &Journal<S>, name: &str) -> LogName {
    journal.naming.home("user", name)
}

fn record(journal: &Journal<Memory>, draft: &Draft) -> Receipt {
    block_on(journal.record(draft)).unwrap()
}

fn change(journal: &Journal<Memory>, name: &str, ticket: TicketId, status: TicketStatus) {
    let change = TicketChange {
        home: home(journal, name),
        ticket,
        recorded_at: journal.store.now(),
        status: Some(status),
        priority: None,
        queue: None,
        assignee: None,
        tags: None,
        subject: None,
    };
    block_on(journal.change_ticket(change)).unwrap();
}

fn ticket(journal: &Journal<Memory>, id: TicketId) -> Value {
    let found = block_on(journal.ticket(&id.to_string())).unwrap();
    serde_json::from_slice(&found).unwrap()
}

/// What happens to one customer, a minute after what happened before.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// The customer does something of this kind, on this channel.
    In(&'static str, &'static str),
    /// The customer wrote this long before we heard of it, on this channel.
    InLate(&'static str, u64),
    /// The customer opts out of a channel.
    OptsOut(&'static str),
    /// We do something of this kind, as this agent or by ourselves.
    Out(&'static str, Option<&'static str>),
    /// An agent notes something.
    Note,
    /// The last ticket is set to this.
    Set(TicketStatus),
    /// Time passes.
    Pass(u64),
}
use Event::*;

/// A ticket as it should be: its status, its channels, whether a person answered.
type Expected = (&'static str, &'static [&'static str], bool);

struct Case {
    what: &'static str,
    events: &'static [Event],
    /// For every interaction its ticket, by the order in which tickets were opened.
    assigned: &'static [Option<usize>],
    tickets: &'static [Expected],
}

const CASES: &[Case] = &[
    Case {
        what: "a first message opens a ticket",
        events: &[In("message", "sms")],
        assigned: &[Some(0)],
        tickets: &[("open", &["sms"], false)],
    },
    Case {
        what: "a further one joins it whatever its channel",
        events: &[
            In("message", "sms"),
            In("call", "voice"),
            In("message", "email"),
            In("message", "sms"),
        ],
        assigned: &[Some(0), Some(0), Some(0), Some(0)],
        tickets: &[("open", &["sms", "voice", "email"], false)],
    },
    Case {
        what: "what asks for something opens a ticket",
        events: &[
            In("review", "x"),
            Set(Closed),
            In("comment", "x"),
            Set(Closed),
            In("mention", "x"),
            Set(Closed),
            In("voicemail", "voice"),
        ],
        assigned: &[Some(0), Some(1), Some(2), Some(3)],
        tickets: &[
            ("closed", &["x"], false),
            ("closed", &["x"], false),
            ("closed", &["x"], false),
            ("open", &["voice"], false),
        ],
    },
    Case {
        what: "what asks for nothing opens none",
        events: &[
            In("activity", "self-service"),
            In("visit", "in-person"),
            In("purchase", "in-person"),
            OptsOut("sms"),
        ],
        assigned: &[None, None, None, None],
        tickets: &[],
    },
    Case {
        what: "what asks for nothing belongs to the open ticket all the same",
        events: &[In("message", "sms"), In("visit", "in-person")],
        assigned: &[Some(0), Some(0)],
        tickets: &[("open", &["sms", "in-person"], false)],
    },
    Case {
        what: "what asks for nothing reopens none",
        events: &[
            In("message", "sms"),
            Set(Resolved),
            In("visit", "in-person"),
            OptsOut("sms"),
        ],
        assigned: &[Some(0), None, None],
        tickets: &[("resolved", &["sms"], false)],
    },
    Case {
        what: "an answer of the customer takes a pending ticket back to us",
        events: &[In("message", "sms"), Set(Pending), In("message", "sms")],
        assigned: &[Some(0), Some(0)],
        tickets: &[("open", &["sms"], false)],
    },
    Case {
        what: "a resolved ticket reopens up to 72 hours later",
        events: &[
            In("message", "sms"),
            Set(Resolved),
            Pass(72 * HOUR - MINUTE),
            In("message", "email"),
        ],
        assigned: &[Some(0), Some(0)],
        tickets: &[("open", &["sms", "email"], false)],
    },
    Case {
        what: "after 72 hours another one opens",
        events: &[
            In("message", "sms"),
            Set(Resolved),
            Pass(72 * HOUR),
            In("message", "sms"),
        ],
        assigned: &[Some(0), Some(1)],
        tickets: &[("resolved", &["sms"], false), ("open", &["sms"], false)],
    },
    Case {
        what: "a reopened ticket that is resolved again reopens again",
        events: &[
            In("message", "sms"),
            Set(Resolved),
            Pass(71 * HOUR),
            In("message", "sms"),
            Set(Resolved),
            Pass(71 * HOUR),
            In("message", "sms"),
        ],
        assigned: &[Some(0), Some(0), Some(0)],
        tickets: &[("open", &["sms"], false)],
    },
    Case {
        what: "a closed ticket stays closed",
        events: &[In("message", "sms"), Set(Closed), In("message", "sms")],
        assigned: &[Some(0), Some(1)],
        tickets: &[("closed", &["sms"], false), ("open", &["sms"], false)],
    },
    Case {
        what: "a resolved ticket that is closed later stays closed",
        events: &[
            In("message", "sms"),
            Set(Resolved),
            Set(Closed),
            In("message", "sms"),
        ],
        assigned: &[Some(0), Some(1)],
        tickets: &[("closed", &["sms"], false), ("open", &["sms"], false)],
    },
    Case {
        what: "what happened before the resolution belongs to the ticket and does not reopen it",
        events: &[
            In("message", "sms"),
            Pass(HOUR),
            Set(Resolved),
            InLate("email", HOUR / 2),
        ],
        assigned: &[Some(0), Some(0)],
        tickets: &[("resolved", &["sms", "email"], false)],
    },
    Case {
        what: "an agent's message is the first response",
        events: &[In("message", "sms"), Out("message", Some("bo"))],
        assigned: &[Some(0), Some(0)],
        tickets: &[("open", &["sms"], true)],
    },
    Case {
        what: "an agent's call is one as well",
        events: &[In("message", "sms"), Out("call", Some("bo"))],
        assigned: &[Some(0), Some(0)],
        tickets: &[("open", &["sms"], true)],
    },
    Case {
        what: "neither a bot's message nor a note is one",
        events: &[In("message", "sms"), Out("message", None), Note],
        assigned: &[Some(0), Some(0), Some(0)],
        tickets: &[("open", &["sms"], false)],
    },
    Case {
        what: "what we send opens none",
        events: &[Out("message", Some("bo")), Note],
        assigned: &[None, None],
        tickets: &[],
    },
    Case {
        what: "what we send after the resolution belongs to it and does not reopen it",
        events: &[
            In("message", "sms"),
            Set(Resolved),
            Out("message", Some("bo")),
        ],
        assigned: &[Some(0), Some(0)],
        tickets: &[("resolved", &["sms"], true)],
    },
];

fn draft(event: Event, id: &str, now: u64) -> Draft {
    let mut draft = message("ana", id);
    match event {
        In(kind, channel) => (draft.kind, draft.channel) = (kind.into(), channel.into()),
        InLate(channel, ago) => {
            draft.channel = channel.into();
            draft.occurred_at = Some(now - ago);
        }
        OptsOut(channel) => {
            draft.channel = channel.into();
            draft.consent = Some(Consent::OptedOut);
        }
        Out(kind, agent) => {
            draft.kind = kind.into();
            draft.direction = Direction::Outbound;
            draft.agent = agent.map(Into::into);
        }
        Note => {
            draft.direction = Direction::Internal;
            draft.agent = Some("bo".into());
        }
        Set(_) | Pass(_) => unreachable!("no interaction"),
    }
    draft
}

#[test]
fn the_rules() {
    for case in CASES {
        let journal = journal();
        let (mut opened, mut assigned) = (Vec::new(), Vec::new());
        for (n, event) in case.events.iter().enumerate() {
            match event {
                Pass(time) => {
                    journal.store.time.set(journal.store.now() + time);
                    continue;
                }
                Set(status) => change(&journal, "ana", *opened.last().unwrap(), *status),
                event => {
                    let draft = draft(*event, &format!("m{n}"), journal.store.now());
                    let ticket = record(&journal, &draft).ticket;
                    if let Some(ticket) = ticket.filter(|t| !opened.contains(t)) {
                        opened.push(ticket);
                    }
                    assigned.push(ticket.map(|t| opened.iter().position(|o| *o == t).unwrap()));
                }
            }
            journal.store.time.set(journal.store.now() + MINUTE);
        }
        assert_eq!(assigned, case.assigned, "{}", case.what);
        let view = block_on(journal.load(home(&journal, "ana"))).unwrap();
        assert_eq!(view.content.tickets.opened, opened.len() as u64);
        assert_eq!(opened.len(), case.tickets.len(), "{}", case.what);
        for (id, (status, channels, answered)) in opened.into_iter().zip(case.tickets) {
            let ticket = ticket(&journal, id);
            assert_eq!(ticket["status"], *status, "{}", case.what);
            assert_eq!(
                ticket["channels"],
                serde_json::json!(channels),
                "{}",
                case.what
            );
            assert_eq!(
                ticket["first_response_at"].is_string(),
                *answered,
                "{}",
                case.what
            );
            let open = ["open", "pending"].contains(status);
            assert_eq!(ticket["resolved_at"].is_null(), open, "{}", case.what);
        }
    }
}

#[test]
fn the_first_response_stays_the_first() {
    let journal = journal();
    let id = record(&journal, &message("ana", "m1")).ticket.unwrap();
    for (n, agent) in [None, Some("bo"), Some("cy")].into_iter().enumerate() {
        journal.store.time.set(START + (n as u64 + 1) * MINUTE);
        let out = draft(Out("message", agent), &format!("o{n}"), 0);
        record(&journal, &out);
    }
    let at = &ticket(&journal, id)["first_response_at"];
    assert_eq!(*at, throughline_journal::instant(START + 2 * MINUTE));
}

#[test]
fn a_ticket_that_is_named_counts_if_it_is_the_customers() {
    let journal = journal();
    let other = record(&journal, &message("bo", "b1")).ticket.unwrap();
    let mut named = message("ana", "m1");
    named.ticket = Some(other.to_string());
    let own = record(&journal, &named).ticket.unwrap();
    assert_ne!(own, other, "somebody else's ticket");
    assert_eq!(own.log, home(&journal, "ana"));
    // Its own is taken though another one is open, and reopens.
    change(&journal, "ana", own, Closed);
    journal.store.time.set(START + MINUTE);
    let second = record(&journal, &message("ana", "m2")).ticket.unwrap();
    change(&journal, "ana", second, Resolved);
    let third = {
        let mut named = message("ana", "m3");
        named.ticket = Some(own.to_string());
        record(&journal, &named).ticket.unwrap()
    };
    assert_eq!(third, second, "a closed ticket takes nothing, even by name");
    change(&journal, "ana", second, Resolved);
    journal.store.time.set(START + 73 * HOUR);
    let fourth = record(&journal, &message("ana", "m4")).ticket.unwrap();
    assert_ne!(fourth, second);
    change(&journal, "ana", fourth, Resolved);
    journal.store.time.set(START + 74 * HOUR);
    let fifth = record(&journal, &message("ana", "m5")).ticket.unwrap();
    assert_eq!(fifth, fourth, "the one resolved lately");
    let nonsense = {
        let mut named = message("ana", "m6");
        named.ticket = Some("tkt_nonsense".into());
        record(&journal, &named).ticket
    };
    assert_eq!(nonsense, Some(fourth));
}

#[test]
fn of_two_customers_with_an_open_ticket_each_one_stays() {
    for older in ["ana", "bo"] {
        let newer = if older == "ana" { "bo" } else { "ana" };
        let journal = journal();
        let first = record(&journal, &message(older, "m1")).ticket.unwrap();
        journal.store.time.set(START + MINUTE);
        let mut call = message(newer, "m2");
        call.channel = "voice".into();
        let second = record(&journal, &call).ticket.unwrap();
        block_on(journal.merge(home(&journal, "ana"), home(&journal, "bo"), None)).unwrap();
        let found = lookup(&journal, "ana");
        assert_eq!(found["customer"]["counts"]["open_tickets"], 1);
        assert_eq!(found["tickets"].as_array().unwrap().len(), 1);
        assert_eq!(
            found["tickets"][0]["id"],
            first.to_string(),
            "the oldest stays"
        );
        assert_eq!(
            found["tickets"][0]["channels"],
            serde_json::json!(["sms", "voice"])
        );
        for item in found["timeline"]["items"].as_array().unwrap() {
            assert_eq!(item["ticket_id"], first.to_string());
        }
        // The other id goes on to name it, for reading and for changing.
        assert_eq!(ticket(&journal, second)["id"], first.to_string());
        change(&journal, newer, second, Resolved);
        assert_eq!(ticket(&journal, first)["status"], "resolved");
    }
}

/// Opens and closes `count` tickets of a customer.
fn close_many(journal: &Journal<Memory>, name: &str, count: u64) -> Vec<TicketId> {
    (0..count)
        .map(|n| {
            journal.store.time.set(journal.store.now() + MINUTE);
            let id = record(journal, &message(name, &format!("{name}{n}")))
                .ticket
                .unwrap();
            change(journal, name, id, Closed);
            id
        })
        .collect()
}

#[test]
fn a_ticket_that_left_the_view_is_found_by_its_id() {
    let journal = journal();
    let ids = close_many(&journal, "ana", 30);
    let view = block_on(journal.load(home(&journal, "ana"))).unwrap();
    assert!(
        view.content.tickets.get(ids[0]).is_none(),
        "still in the view"
    );
    assert_eq!(lookup(&journal, "ana")["customer"]["counts"]["tickets"], 30);
    for id in ids {
        let ticket = ticket(&journal, id);
        assert_eq!(ticket["id"], id.to_string());
        assert_eq!(ticket["status"], "closed");
        assert_eq!(ticket["customer_id"], home(&journal, "ana").customer_id());
    }
    let never = TicketId {
        log: home(&journal, "ana"),
        slot: 2,
    };
    let never = block_on(journal.ticket(&never.to_string()));
    assert_eq!(never, Err(Error::NotFound));
}

#[test]
fn a_ticket_that_left_the_view_is_found_after_a_merge() {
    for name in ["ana", "bo"] {
        let journal = journal();
        let ids = close_many(&journal, name, 30);
        let other = if name == "ana" { "bo" } else { "ana" };
        record(&journal, &message(other, "m1"));
        block_on(journal.merge(home(&journal, "ana"), home(&journal, "bo"), None)).unwrap();
        for id in ids {
            let ticket = ticket(&journal, id);
            assert_eq!(ticket["id"], id.to_string());
            assert_eq!(ticket["status"], "closed");
        }
    }
}

/// A store that lets others run before each operation.
struct Yielding(Rc<Memory>);

impl Yielding {
    async fn pause(&self) {
        let mut paused = false;
        futures::future::poll_fn(|context| {
            if paused {
                return Poll::Ready(());
            }
            paused = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

impl Kv for Yielding {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.pause().await;
        self.0.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.pause().await;
        self.0.set(key, value).await
    }
    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.pause().await;
        self.0.set_many(pairs).await
    }
    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.pause().await;
        self.0.delete_many(keys).await
    }
    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.pause().await;
        self.0.increment(key).await
    }
}

impl Clock for Yielding {
    fn now(&self) -> u64 {
        self.0.now()
    }
    fn elapsed(&self) -> u64 {
        self.0.elapsed()
    }
    async fn sleep(&self, _: u64) {
        self.0.time.set(self.0.time.get() + 1);
        self.pause().await;
    }
}

#[test]
fn simultaneous_first_messages_open_one_ticket() {
    let memory = Rc::new(Memory::at(START));
    let journals: Vec<_> = (0..16)
        .map(|n| Journal::new(Yielding(memory.clone()), "a secret", n))
        .collect();
    let drafts: Vec<_> = (0..16).map(|n| message("ana", &format!("m{n}"))).collect();
    let writing = journals.iter().zip(&drafts).map(|(j, d)| j.record(d));
    let receipts: Vec<_> = block_on(join_all(writing))
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(
        receipts
            .iter()
            .all(|r| r.ticket == receipts[0].ticket && !r.duplicate)
    );
    let view = block_on(journals[0].load(home(&journals[0], "ana"))).unwrap();
    assert_eq!(view.content.interactions, 16);
    assert_eq!(view.content.tickets.opened, 1);
    assert!(view.through >= 16 && receipts[0].ticket.is_some());
}
