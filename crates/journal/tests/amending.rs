//! What authors do to their messages afterwards: edits and deletions, in whatever order they come.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message, person};
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::{
    Amending, Draft, File, InteractionId, Journal, Memory, TimelineQuery, entry::Passages,
};

const SECRET: &str = "the-words-that-were-taken-back";

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

/// A message that may be amended, with everything that can hold words.
fn said(id: &str) -> Draft {
    let mut said = message("ana", id);
    said.amendable = true;
    said.text = Some(SECRET.to_owned());
    said.subject = None;
    said.attributes = Some(format!(r#"{{"note":"{SECRET}"}}"#).into_bytes());
    said.passages = Passages {
        html: Some(format!("<p>{SECRET}</p>")),
        ..Passages::default()
    };
    said.attachments = vec![File {
        attachment: throughline_journal::entry::Attachment {
            name: format!("{SECRET}.txt"),
            content_type: "text/plain".into(),
            ..Default::default()
        },
        content: Some(SECRET.as_bytes().to_vec()),
    }];
    said
}

fn edited(text: &str) -> Amending {
    Amending::Edited(Some(text.to_owned()))
}

fn amend(journal: &Journal<Memory>, id: InteractionId, at: u64, change: &Amending) {
    block_on(journal.amend(id, at, change)).unwrap();
}

fn id(journal: &Journal<Memory>, name: &str) -> InteractionId {
    journal.naming.interaction("sms", "", name)
}

/// The interaction in a lookup, in a page and alone: all three say the same.
fn shown(journal: &Journal<Memory>, id: InteractionId) -> Value {
    let home = journal.naming.home("user", &person("ana").identity.value);
    let customer = home.customer_id();
    let json = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).unwrap();
    let find = |document: &Value| {
        let mut items = document.as_array().unwrap().iter();
        let found = items.find(|item| item["id"] == id.public());
        found.unwrap().clone()
    };
    let alone = json(block_on(journal.interaction(&id.public())).unwrap());
    let query = TimelineQuery {
        limit: 200,
        ..TimelineQuery::default()
    };
    let page = json(block_on(journal.timeline(&customer, &query)).unwrap());
    let page = find(&page["items"]);
    let lookup = json(block_on(journal.customer(&customer, 50)).unwrap());
    let lookup = lookup["timeline"]["items"].as_array().unwrap().clone();
    let lookup = lookup.into_iter().find(|item| item["id"] == id.public());
    for member in [
        "text",
        "edited_at",
        "deleted_at",
        "attachments",
        "attributes",
    ] {
        assert_eq!(alone[member], page[member], "{member}");
        if let Some(lookup) = &lookup {
            assert_eq!(alone[member], lookup[member], "{member}");
        }
    }
    alone
}

fn stored_anywhere(journal: &Journal<Memory>, words: &str) -> Vec<String> {
    let data = journal.store.data.borrow();
    let has = |value: &[u8]| value.windows(words.len()).any(|w| w == words.as_bytes());
    let keys = data.iter().filter(|(_, value)| has(value));
    keys.map(|(key, _)| key.clone()).collect()
}

#[test]
fn the_latest_edit_counts_whatever_order_they_come_in() {
    for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1], [3, 1, 2]] {
        let journal = journal();
        let receipt = block_on(journal.record(&said("m1"))).unwrap();
        for n in order {
            amend(
                &journal,
                receipt.id,
                START + n,
                &edited(&format!("edit {n}")),
            );
            amend(
                &journal,
                receipt.id,
                START + n,
                &edited(&format!("edit {n}")),
            );
        }
        let shown = shown(&journal, receipt.id);
        assert_eq!(shown["text"], "edit 3", "{order:?}");
        assert_eq!(shown["edited_at"], throughline_journal::instant(START + 3));
        assert!(shown["deleted_at"].is_null());
    }
}

#[test]
fn a_deletion_leaves_no_word_anywhere() {
    let journal = journal();
    // Enough to fill a segment, and to leave the latest that a view shows.
    for n in 0..70 {
        block_on(journal.record(&message("ana", &format!("before{n}")))).unwrap();
    }
    let receipt = block_on(journal.record(&said("m1"))).unwrap();
    for n in 0..140 {
        block_on(journal.record(&message("ana", &format!("after{n}")))).unwrap();
    }
    amend(
        &journal,
        receipt.id,
        START + 1,
        &edited(&format!("{SECRET}, edited")),
    );
    assert!(!stored_anywhere(&journal, SECRET).is_empty());
    amend(&journal, receipt.id, START + 2, &Amending::Deleted);
    assert_eq!(stored_anywhere(&journal, SECRET), Vec::<String>::new());
    let shown = shown(&journal, receipt.id);
    assert!(shown["text"].is_null() && shown["attachments"] == serde_json::json!([]));
    assert_eq!(shown["deleted_at"], throughline_journal::instant(START + 2));
    // It was recorded, and stays so.
    let again = block_on(journal.record(&said("m1"))).unwrap();
    assert!(again.duplicate);
    assert_eq!(stored_anywhere(&journal, SECRET), Vec::<String>::new());
}

#[test]
fn a_deletion_leaves_no_word_where_customers_were_joined_and_parted() {
    for from in ["ana", "bo"] {
        let journal = journal();
        let ids = ["ana", "bo"].map(|name| journal.naming.home("user", name).customer_id());
        let mut receipts = Vec::new();
        let mut say = |name: &str| {
            let draft = Draft {
                text: Some(SECRET.into()),
                amendable: true,
                ..message(from, name)
            };
            receipts.push(block_on(journal.record(&draft)).unwrap().id);
        };
        for name in ["ana", "bo"] {
            block_on(journal.record(&message(name, &format!("{name} was first")))).unwrap();
        }
        for time in 0..3 {
            say(&format!("alone {time}"));
            block_on(journal.merge_customers(&ids[0], &ids[1], "agent:tests")).unwrap();
            say(&format!("together {time}"));
            block_on(journal.unmerge_customers(&ids[0], &ids[1], "agent:tests")).unwrap();
        }
        // Folds of what the logs were lie about, of more logs than one.
        let found = stored_anywhere(&journal, SECRET);
        assert!(found.iter().filter(|key| key.starts_with("tl:v")).count() > 3);
        for id in receipts {
            amend(&journal, id, START + 1, &Amending::Deleted);
        }
        assert_eq!(stored_anywhere(&journal, SECRET), Vec::<String>::new());
        for name in ["ana", "bo"] {
            drafts::lookup(&journal, name);
        }
        assert_eq!(stored_anywhere(&journal, SECRET), Vec::<String>::new());
    }
}

#[test]
fn nothing_brings_back_what_was_deleted() {
    let journal = journal();
    let receipt = block_on(journal.record(&said("m1"))).unwrap();
    amend(&journal, receipt.id, START + 1, &Amending::Deleted);
    amend(&journal, receipt.id, START + 9, &edited("again"));
    amend(&journal, receipt.id, START + 2, &Amending::Deleted);
    let shown = shown(&journal, receipt.id);
    assert!(shown["text"].is_null());
    assert_eq!(shown["deleted_at"], throughline_journal::instant(START + 1));
    assert!(stored_anywhere(&journal, "again").is_empty());
}

#[test]
fn what_comes_before_its_message_waits_for_it() {
    let journal = journal();
    amend(
        &journal,
        id(&journal, "edited"),
        START + 2,
        &edited("second"),
    );
    amend(
        &journal,
        id(&journal, "edited"),
        START + 1,
        &edited("first"),
    );
    amend(
        &journal,
        id(&journal, "deleted"),
        START + 1,
        &edited("never seen"),
    );
    amend(
        &journal,
        id(&journal, "deleted"),
        START + 2,
        &Amending::Deleted,
    );
    for (name, text) in [("edited", Value::from("second")), ("deleted", Value::Null)] {
        let receipt = block_on(journal.record(&said(name))).unwrap();
        assert_eq!(shown(&journal, receipt.id)["text"], text, "{name}");
    }
    let data = journal.store.data.borrow();
    let of_deleted = id(&journal, "deleted").to_string();
    let words = |v: &[u8]| v.windows(SECRET.len()).any(|w| w == SECRET.as_bytes());
    let left: Vec<_> = data
        .iter()
        .filter(|(key, value)| key.contains(&of_deleted) && words(value))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_ticket_forgets_the_subject_it_took_from_what_was_deleted() {
    let journal = journal();
    let receipt = block_on(journal.record(&said("m1"))).unwrap();
    let ticket = receipt.ticket.unwrap().to_string();
    let subject = || {
        let document = block_on(journal.ticket(&ticket)).unwrap();
        serde_json::from_slice::<Value>(&document).unwrap()["subject"].clone()
    };
    assert_eq!(subject(), SECRET);
    amend(&journal, receipt.id, START + 1, &Amending::Deleted);
    assert!(subject().is_null());
}

#[test]
fn a_long_edit_is_cut_in_lookups_and_whole_alone() {
    let journal = journal();
    let receipt = block_on(journal.record(&said("m1"))).unwrap();
    let long = "long ".repeat(2000);
    amend(&journal, receipt.id, START + 1, &edited(&long));
    let alone = block_on(journal.interaction(&receipt.id.public())).unwrap();
    let alone: Value = serde_json::from_slice(&alone).unwrap();
    assert_eq!(
        (&alone["text"], &alone["truncated"]),
        (&long.into(), &false.into())
    );
    let home = journal.naming.home("user", &person("ana").identity.value);
    let lookup = block_on(journal.customer(&home.customer_id(), 5)).unwrap();
    let lookup: Value = serde_json::from_slice(&lookup).unwrap();
    let item = &lookup["timeline"]["items"][0];
    assert_eq!(item["truncated"], true);
    assert_eq!(item["text"].as_str().unwrap().len(), 2048);
}
