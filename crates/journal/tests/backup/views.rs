//! Every view of a store, as one value that two stores can be compared by.

use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::backup::{Backup, Enumerate, Refused, Restore, Restored};
use throughline_journal::{Clock, Error, Journal, Kv, LogName, TicketQuery, TimelineQuery};

/// The file of a whole backup, with so many keys in memory.
pub fn backup<S: Enumerate + Clock>(journal: &Journal<S>, most: usize) -> Vec<u8> {
    let mut backup = block_on(Backup::begin_with(journal, most)).unwrap();
    let mut file = Vec::new();
    loop {
        let lines = block_on(backup.next(journal)).unwrap();
        if lines.is_empty() {
            return file;
        }
        assert_eq!(lines.last(), Some(&b'\n'));
        file.extend(lines);
    }
}

/// Restores a file that arrives so many bytes at a time.
pub fn restore<S: Enumerate + Clock>(
    journal: &Journal<S>,
    file: &[u8],
    bytes: usize,
) -> Result<Restored, Refused> {
    let mut restore = Restore::default();
    for chunk in file.chunks(bytes) {
        block_on(restore.take(journal, chunk))?;
    }
    block_on(restore.finish(journal))
}

/// What a store shows of these homes and of all tickets. Tokens name the slot up to which a log was
/// folded, and a restore decides slots that were undecided before: they are left out.
pub fn views<S: Kv + Clock>(journal: &Journal<S>, homes: &[LogName]) -> Vec<Value> {
    let mut all = Vec::new();
    for home in homes {
        let id = home.customer_id();
        all.push(document(block_on(journal.customer(&id, 50))));
        all.push(document(block_on(journal.explain(&id))));
        all.extend(pages(|cursor| {
            let query = TimelineQuery {
                limit: 7,
                cursor,
                ..TimelineQuery::default()
            };
            block_on(journal.timeline(&id, &query))
        }));
    }
    all.extend(pages(|cursor| {
        let query = TicketQuery {
            limit: 5,
            cursor,
            ..TicketQuery::default()
        };
        block_on(journal.tickets(&query))
    }));
    all
}

/// The items of all pages.
fn pages(page: impl Fn(Option<String>) -> Result<Vec<u8>, Error>) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let page = match page(cursor) {
            Ok(page) => serde_json::from_slice::<Value>(&page).unwrap(),
            Err(Error::NotFound) => return items,
            Err(error) => panic!("{error}"),
        };
        let mut shown = page["items"].clone();
        strip(&mut shown);
        items.extend(shown.as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return items,
        }
    }
}

fn document(answer: Result<Vec<u8>, Error>) -> Value {
    match answer {
        Ok(bytes) => {
            let mut document = serde_json::from_slice(&bytes).unwrap();
            strip(&mut document);
            document
        }
        Err(Error::NotFound) => Value::Null,
        Err(error) => panic!("{error}"),
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| name != "as_of" && name != "next");
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
