//! What must hold of a store after whatever happened to it: the journal's invariants, looked at
//! beside the application, in a copy of everything stored.

use crate::setup::INDEX_SECRET;
use futures::executor::block_on;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use throughline_journal::entry::Identity;
use throughline_journal::{Error, Journal, LogName, Memory, TimelineQuery};
use throughline_store::sqlite::{DEFAULT_FILE, Database};
use throughline_store::{Store, redis};

/// Keys read at once.
const BATCH: usize = 500;

/// An interaction that was acknowledged: the sender's phone number and the channel's message id.
pub type Acknowledged = (String, Message);

/// What names an interaction: channel, account, message id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message(pub String, pub String, pub String);

/// Everything in the file below a state folder. Nobody else should have it open.
#[must_use]
pub fn copy_of_sqlite(data: &Path) -> Memory {
    copy(async || {
        let database = Database::open(&data.join(DEFAULT_FILE)).expect("the store opens");
        database.store("default")
    })
}

/// Everything in a Redis.
#[must_use]
pub fn copy_of_redis(url: &str) -> Memory {
    copy(async || redis::store(url).expect("a URL"))
}

fn copy(open: impl AsyncFnOnce() -> Arc<dyn Store>) -> Memory {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let store = open().await;
        let mut copy = BTreeMap::new();
        let keys = store.keys().await.expect("the store answers");
        for batch in keys.chunks(BATCH) {
            let found = store.get_many(batch.to_vec()).await;
            let found = found.expect("the store answers").into_iter();
            copy.extend(found.filter_map(|(key, value)| Some((key, value?))));
        }
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let milliseconds = now.expect("after 1970").as_millis();
        let memory = Memory::at(u64::try_from(milliseconds).expect("for ages"));
        memory.data.replace(copy);
        memory
    })
}

/// Looks whether I1 to I5 hold.
///
/// # Errors
/// Says which does not, and of what.
pub fn judge(copy: Memory, acknowledged: &[Acknowledged]) -> Result<(), String> {
    let journal = Journal::new(copy, INDEX_SECRET, 1);
    agreed(&journal)?;
    acyclic(&journal)?;
    let people: BTreeSet<&str> = acknowledged.iter().map(|(p, _)| p.as_str()).collect();
    let shown = customers(&journal, &people)?;
    once(&journal, &shown, acknowledged)?;
    // I3: the same without any view or segment, folded anew from the slots.
    journal.store.data.borrow_mut().retain(|key, _| {
        let cached = ["tl:v", "tl:s"];
        !cached.iter().any(|prefix| key.starts_with(prefix))
    });
    let folded = customers(&journal, &people)?;
    match folded == shown {
        true => Ok(()),
        false => Err(format!("I3 view = refold:\n{shown:#?}\n{folded:#?}")),
    }
}

/// I2, as far as it is written down: no slot is both void and live.
fn agreed(journal: &Journal<Memory>) -> Result<(), String> {
    let data = journal.store.data.borrow();
    for void in data.keys().filter_map(|key| key.strip_prefix("tl:y:")) {
        if data.contains_key(&format!("tl:z:{void}")) {
            return Err(format!("I2 agreed: slot {void} is void and live"));
        }
    }
    Ok(())
}

/// I5: every log that moved, moved to a smaller name.
fn acyclic(journal: &Journal<Memory>) -> Result<(), String> {
    let logs: Vec<LogName> = {
        let data = journal.store.data.borrow();
        let names = data.keys().filter_map(|key| key.strip_prefix("tl:n:"));
        names
            .filter_map(|hex| LogName::from_customer_id(&format!("cus_{hex}")))
            .collect()
    };
    for log in logs {
        let view = block_on(journal.load(log)).map_err(failed)?;
        if let Some(closing) = view.closed.filter(|closing| closing.to >= log) {
            return Err(format!("I5 acyclic: {log} moved to {}", closing.to));
        }
    }
    Ok(())
}

/// What a customer is to everybody who asks: by id, all interactions by id, and who they are.
type Shown = BTreeMap<String, Customer>;

#[derive(Debug, PartialEq)]
struct Customer {
    people: Vec<String>,
    document: Value,
    items: Vec<Value>,
}

fn customers(journal: &Journal<Memory>, people: &BTreeSet<&str>) -> Result<Shown, String> {
    let mut shown = Shown::new();
    for phone in people {
        let identity = Identity {
            kind: "phone".to_owned(),
            value: (*phone).to_owned(),
        };
        let found = match block_on(journal.lookup(&identity, 0)) {
            Ok(found) => parsed(&found),
            Err(Error::NotFound) => return Err(format!("I4 once: nobody has {phone}")),
            Err(error) => return Err(failed(error)),
        };
        let id = text(&found["customer"]["id"]);
        match shown.get_mut(&id) {
            Some(customer) => customer.people.push((*phone).to_owned()),
            None => {
                let items = timeline(journal, &id)?;
                let people = vec![(*phone).to_owned()];
                let document = without_tokens(found);
                let customer = Customer {
                    people,
                    document,
                    items,
                };
                shown.insert(id, customer);
            }
        }
    }
    Ok(shown)
}

/// Positions to read on from may name different caches of the same.
fn without_tokens(mut found: Value) -> Value {
    for token in ["as_of", "next"] {
        found["timeline"][token].take();
    }
    found
}

fn timeline(journal: &Journal<Memory>, customer: &str) -> Result<Vec<Value>, String> {
    let mut items = Vec::new();
    let mut query = TimelineQuery {
        limit: 25,
        ..TimelineQuery::default()
    };
    loop {
        let page = block_on(journal.timeline(customer, &query)).map_err(failed)?;
        let mut page = parsed(&page);
        let found = page["items"].as_array_mut().expect("items");
        items.append(found);
        match page["next"].as_str() {
            Some(next) => query.cursor = Some(next.to_owned()),
            None => return Ok(items),
        }
    }
}

/// I1 and I4: each acknowledged interaction is shown once, to its sender's customer, and found by
/// its own id.
fn once(
    journal: &Journal<Memory>,
    shown: &Shown,
    acknowledged: &[Acknowledged],
) -> Result<(), String> {
    let mut places: BTreeMap<String, Vec<&Customer>> = BTreeMap::new();
    for customer in shown.values() {
        for item in &customer.items {
            places.entry(text(&item["id"])).or_default().push(customer);
        }
    }
    for (phone, message) in acknowledged {
        let Message(channel, account, id) = message;
        let name = journal.naming.interaction(channel, account, id).public();
        let found = places.get(&name).map_or(&[][..], Vec::as_slice);
        let [customer] = found else {
            return Err(format!(
                "I4 once: {message:?} is shown {} times",
                found.len()
            ));
        };
        if !customer.people.contains(phone) {
            return Err(format!("I4 once: {message:?} is not {phone}'s"));
        }
        let by_id = block_on(journal.interaction(&name));
        by_id.map_err(|error| format!("I1 durable: {message:?} by its id: {error}"))?;
    }
    Ok(())
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("a document of the journal")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn failed(error: Error) -> String {
    format!("a reader failed: {error}")
}
