//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each fuzz target uses one check")]
#![allow(clippy::unwrap_used, reason = "a check fails by panicking")]

use futures::executor::block_on;
use throughline_journal::entry::{Entry, Identity};
use throughline_journal::{
    Error, InteractionId, Journal, LogName, Memory, TicketId, TicketQuery, TimelineQuery,
};

/// A slot that decodes reads back the same after it was written again.
pub fn entry(data: &[u8]) {
    if let Ok(entry) = Entry::decode(data) {
        assert_eq!(Entry::decode(&entry.encode()).ok(), Some(entry));
    }
}

/// A line `kind value`: an identity that is accepted is in its one spelling, and its home is the
/// same however it was spelt.
pub fn identity(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (kind, value) = text.split_once(' ').unwrap_or(("phone", text));
    if let Ok(identity) = Identity::new(kind, value, None) {
        let again = Identity::new(&identity.kind, &identity.value, None);
        assert_eq!(again.as_ref(), Ok(&identity));
        assert!(identity.value.len() <= 512 && !identity.value.is_empty());
    }
}

/// Ids and tokens of strangers name nothing and open nothing; an id that reads is spelt one way.
pub fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(log) = LogName::from_customer_id(text) {
        assert_eq!(log.customer_id(), text);
    }
    if let Some(id) = InteractionId::from_public(text) {
        assert_eq!(id.public(), text);
    }
    if let Ok(id) = text.parse::<TicketId>() {
        assert_eq!(id.to_string(), text);
    }
    let journal = Journal::new(Memory::at(1_795_000_000_000), "a secret", 1);
    assert_eq!(block_on(journal.customer(text, 5)), Err(Error::NotFound));
    assert_eq!(block_on(journal.interaction(text)), Err(Error::NotFound));
    assert_eq!(block_on(journal.ticket(text)), Err(Error::NotFound));
    let pages = TimelineQuery {
        limit: 5,
        cursor: Some(text.into()),
        as_of: Some(text.into()),
        ..TimelineQuery::default()
    };
    assert_eq!(
        block_on(journal.timeline(text, &pages)),
        Err(Error::NotFound)
    );
    let tickets = TicketQuery {
        limit: 5,
        cursor: Some(text.into()),
        ..TicketQuery::default()
    };
    let refused = block_on(journal.tickets(&tickets));
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "cursor",
            ..
        })
    ));
    assert!(journal.store.data.borrow().is_empty(), "a question wrote");
}
