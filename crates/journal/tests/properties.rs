//! Properties: of what random sequences of calls leave behind, and of everything that reads what
//! somebody else wrote.
#![cfg(not(target_family = "wasm"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;
#[path = "properties/history.rs"]
mod history;

use drafts::{START, message};
use futures::executor::block_on;
use history::{Call, World, cases};
use proptest::prelude::*;
use serde_json::Value;
use throughline_journal::entry::{Entry, Identity, Verdict};
use throughline_journal::{
    Error, InteractionId, Journal, LogName, Memory, TicketId, TicketQuery, TimelineQuery,
};

/// What anybody may send: text of all kinds, and what nearly is what is asked for.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,80}",
        "[+0-9 ().-]{0,24}",
        "[A-Za-z0-9_-]{0,200}",
        "(cus|int|tkt)_[0-9a-fA-F]{30,34}(_[0-9]{0,22})?",
        "[0-9-]{10}T[0-9:.]{5,12}(Z|[+-][0-9:]{4,5})",
    ]
}

/// A kind of identity, mostly one that exists.
fn kind() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("phone".to_owned()),
        Just("email".to_owned()),
        Just("external".to_owned()),
        anything(),
    ]
}

/// A value of an identity, often near what its kind allows.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        anything(),
        "(\\+|00)?[0-9 ./-]{3,20}",
        "[ ]{0,2}\\PC{1,20}@\\PC{1,20}\\.\\PC{1,8}",
        // Characters whose lower case is longer than they are, near the limit of 512 bytes.
        (200usize..300).prop_map(|n| format!("{}@example.com", "İ".repeat(n))),
    ]
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_history_is_shown_once_in_order_and_folds_again_to_the_same(
        calls in prop::collection::vec(Call::any(), 1..40),
        limit in 1usize..=50,
    ) {
        let world = World::new();
        let expected = world.play(&calls);
        world.shows(&expected, limit);
        world.folds_again();
        // Without any cache the same is shown.
        world.shows(&expected, limit);
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_identity_has_one_spelling(kind in kind(), value in value()) {
        if let Ok(identity) = Identity::new(&kind, &value, None) {
            let again = Identity::new(&identity.kind, &identity.value, None);
            prop_assert_eq!(again, Ok(identity));
        }
    }

    #[test]
    fn ids_that_are_read_are_written_the_same(text in anything()) {
        if let Some(log) = LogName::from_customer_id(&text) {
            prop_assert_eq!(log.customer_id(), text.clone());
        }
        if let Some(id) = InteractionId::from_public(&text) {
            prop_assert_eq!(id.public(), text.clone());
        }
        if let Ok(id) = text.parse::<TicketId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn ids_are_read_as_they_were_written(bytes: [u8; 16], slot: u64) {
        let (log, id) = (LogName(bytes), InteractionId(bytes));
        let ticket = TicketId { log, slot };
        prop_assert_eq!(LogName::from_customer_id(&log.customer_id()), Some(log));
        prop_assert_eq!(InteractionId::from_public(&id.public()), Some(id));
        prop_assert_eq!(ticket.to_string().parse(), Ok(ticket));
    }

    #[test]
    fn stored_bytes_are_an_entry_or_an_error(bytes: Vec<u8>, tag in "[a-z]{0,8}", json in anything()) {
        // Those that are one are stored again as one that reads the same.
        let near = format!("{{\"k\":\"{tag}\",\"{json}\":{json:?}}}");
        for bytes in [&bytes[..], near.as_bytes(), json.as_bytes()] {
            if let Ok(entry) = Entry::decode(bytes) {
                prop_assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry);
            }
        }
    }

    #[test]
    fn a_stored_entry_that_is_damaged_is_an_entry_or_an_error(at: prop::sample::Index, byte: u8) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat");
        let mut records = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let mut bytes = std::fs::read(file.unwrap().path()).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(entry) = Entry::decode(&bytes) {
                prop_assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry);
            }
            let _ = Entry::decode(&bytes[..at]);
            records += 1;
        }
        prop_assert!(records > 0);
    }

    #[test]
    fn what_a_reader_is_asked_for_is_answered_or_refused(text in anything(), limit in 0usize..60) {
        let (journal, customer) = customer();
        for answer in [
            block_on(journal.customer(&text, limit)),
            block_on(journal.interaction(&text)),
            block_on(journal.ticket(&text)),
        ] {
            prop_assert_eq!(answer, Err(Error::NotFound));
        }
        let cursor = TimelineQuery { limit, cursor: Some(text.clone()), ..Default::default() };
        let refused = block_on(journal.timeline(&customer, &cursor));
        prop_assert_eq!(wrong(refused), Some("cursor"));
        let list = TicketQuery { limit, cursor: Some(text.clone()), ..Default::default() };
        let refused = block_on(journal.tickets(&list));
        prop_assert_eq!(wrong(refused), Some("cursor"));
        let as_of = TimelineQuery { limit, as_of: Some(text), ..Default::default() };
        match block_on(journal.timeline(&customer, &as_of)) {
            Ok(page) => drop(serde_json::from_slice::<Value>(&page).unwrap()),
            refused => prop_assert_eq!(wrong(refused), Some("as_of")),
        }
    }

    #[test]
    fn a_token_that_was_altered_is_refused(at: prop::sample::Index, by in "[A-Za-z0-9_-]") {
        let (journal, customer) = customer();
        let found: Value =
            serde_json::from_slice(&block_on(journal.customer(&customer, 1)).unwrap()).unwrap();
        let alter = |token: &str| {
            let at = at.index(token.len());
            let altered = format!("{}{by}{}", &token[..at], &token[at + 1..]);
            (altered != token).then_some(altered)
        };
        let next = found["timeline"]["next"].as_str().unwrap();
        let token = found["as_of"]["token"].as_str().unwrap();
        for (altered, original) in [(alter(next), next), (alter(token), token)] {
            let Some(altered) = altered else { continue };
            let mut query = TimelineQuery { limit: 5, ..Default::default() };
            let field = if original == next { "cursor" } else { "as_of" };
            match field {
                "cursor" => query.cursor = Some(altered),
                _ => query.as_of = Some(altered),
            }
            prop_assert_eq!(wrong(block_on(journal.timeline(&customer, &query))), Some(field));
        }
    }
}

/// A message of somebody who is proven to be these others as well.
fn proven(from: usize, also: &[usize]) -> Call {
    Call::Record {
        from,
        verdict: Verdict::Pass,
        ago: None,
        also: also.iter().map(|who| (*who, Verdict::Pass)).collect(),
        outbound: false,
    }
}

/// Two that a writer read are joined in part, after this.
fn late(a: usize, b: usize, meanwhile: Call) -> Call {
    Call::Late(a, b, Box::new(meanwhile))
}

/// Histories that random ones found to be shown wrongly, and what was wrong with them.
#[test]
fn histories_that_were_once_wrong() {
    let histories = [
        // Parted at the root, somebody stayed with the log that they had come through.
        vec![
            proven(4, &[1, 3]),
            proven(0, &[3, 2]),
            Call::Unmerge(0, 0),
            Call::Unmerge(0, 1),
            Call::Unmerge(0, 0),
        ],
        // Who had come back was counted twice when somebody else left.
        vec![
            proven(4, &[3]),
            proven(2, &[1]),
            Call::Merge(0, 1),
            Call::Merge(3, 0),
            Call::Unmerge(0, 3),
            proven(0, &[4]),
            Call::Unmerge(0, 0),
        ],
        // Who had come back left again with the log that they had come through first.
        vec![
            proven(0, &[1]),
            Call::Merge(0, 4),
            proven(0, &[2]),
            Call::Unmerge(0, 1),
            proven(1, &[0]),
            Call::Unmerge(0, 0),
        ],
        // What was erased together stayed joined.
        vec![proven(4, &[1, 3]), Call::Erase(4), proven(1, &[])],
        // What a log adopted on reopening was counted again when its owner was joined.
        vec![
            proven(4, &[]),
            proven(3, &[]),
            late(4, 3, Call::Merge(3, 2)),
            Call::Unmerge(4, 2),
        ],
        // The same, where its owner was joined later to whoever that log joined.
        vec![
            proven(0, &[]),
            proven(3, &[]),
            late(3, 0, proven(1, &[2])),
            Call::Merge(3, 1),
            proven(0, &[]),
            Call::Unmerge(1, 1),
            Call::Merge(3, 1),
        ],
        vec![
            late(0, 4, Call::Repeat(0)),
            proven(3, &[0]),
            Call::Merge(2, 3),
            proven(4, &[]),
            Call::Unmerge(2, 3),
            Call::Merge(2, 3),
        ],
        // Who had left and come back with somebody else was counted with both.
        vec![
            late(1, 3, Call::Merge(4, 0)),
            Call::Merge(3, 0),
            proven(1, &[]),
            Call::Unmerge(0, 1),
            Call::Unmerge(0, 1),
            Call::Merge(4, 0),
            late(1, 0, proven(0, &[])),
            Call::Merge(2, 3),
            Call::Unmerge(1, 0),
            Call::Merge(0, 2),
            Call::Unmerge(0, 1),
        ],
        vec![
            late(1, 3, proven(3, &[4])),
            late(0, 1, proven(0, &[])),
            Call::Merge(2, 3),
            proven(1, &[]),
            Call::Unmerge(0, 0),
            late(2, 0, proven(0, &[])),
            proven(0, &[]),
            Call::Unmerge(0, 2),
            Call::Merge(1, 2),
            Call::Unmerge(0, 1),
        ],
        // Who had left came back with the fold of somebody who had joined before that.
        vec![
            Call::Merge(0, 4),
            late(4, 3, proven(0, &[])),
            proven(2, &[3]),
            late(2, 1, proven(0, &[])),
            proven(4, &[]),
            proven(1, &[]),
            Call::Unmerge(0, 2),
            Call::Unmerge(0, 3),
            late(1, 0, proven(0, &[])),
            proven(0, &[]),
        ],
        // A stretch that somebody knew for one home was taken as known for all.
        vec![
            Call::Merge(0, 1),
            proven(0, &[]),
            Call::Unmerge(0, 0),
            proven(4, &[0]),
            late(3, 0, proven(1, &[0])),
            late(1, 2, proven(0, &[])),
            Call::Merge(1, 0),
            Call::Unmerge(0, 3),
        ],
        // Who had been joined through somebody stayed when that one left.
        vec![
            proven(0, &[]),
            late(1, 0, proven(1, &[3])),
            Call::Erase(2),
            Call::Unmerge(1, 2),
            Call::Merge(3, 1),
            Call::Unmerge(1, 0),
        ],
        // Who had left before an erasure was erased when they came back.
        vec![
            proven(4, &[]),
            Call::Merge(1, 0),
            late(0, 3, proven(0, &[])),
            late(2, 0, proven(0, &[])),
            Call::Unmerge(0, 1),
            Call::Erase(2),
            late(3, 0, proven(0, &[])),
        ],
        // Something was counted twice after several had left and come back.
        vec![
            proven(0, &[]),
            Call::Merge(0, 1),
            Call::Merge(4, 0),
            proven(0, &[2]),
            Call::Unmerge(0, 3),
            Call::Repeat(2),
            proven(0, &[]),
            Call::Repeat(2),
            Call::Unmerge(0, 2),
            Call::Unmerge(0, 0),
            Call::Unmerge(0, 0),
            proven(0, &[]),
            proven(4, &[0]),
            Call::Merge(2, 0),
            proven(0, &[]),
            Call::Unmerge(0, 1),
        ],
    ];
    for calls in histories {
        let world = World::new();
        let expected = world.play(&calls);
        world.shows(&expected, 1);
        world.folds_again();
        world.shows(&expected, 50);
    }
}

/// A customer with two interactions.
fn customer() -> (Journal<Memory>, String) {
    let journal = Journal::new(Memory::at(START), "a secret", 7);
    block_on(journal.record(&message("ana", "m1"))).unwrap();
    let receipt = block_on(journal.record(&message("ana", "m2"))).unwrap();
    (journal, receipt.customer.customer_id())
}

/// The field that a call was refused for.
fn wrong<T>(answer: Result<T, Error>) -> Option<&'static str> {
    match answer {
        Err(Error::Invalid { field, .. }) => Some(field),
        _ => None,
    }
}
