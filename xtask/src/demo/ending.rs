//! What must have come of the story.

use super::stage::Stage;
use super::story::{EMAIL, FORGED, PHONE, USER, X};
use crate::style::{BAD, GOOD, STRONG};
use anstream::println;
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Shows the timeline and what is to be said of it.
pub fn show(stage: &mut Stage) -> Result<()> {
    let found = stage.show_timeline("phone", PHONE)?;
    let count = stage.acknowledged();
    stage.expect(
        format!("{count} signed or proven messages were acknowledged"),
        count > 0,
    );
    one_customer(stage, &found)?;
    one_ticket(stage, &found);
    one_timeline(stage, &found);
    pages(stage)
}

fn pages(stage: &mut Stage) -> Result<()> {
    let mut served = true;
    for path in ["/console/", "/chat"] {
        let answer = stage.send(minreq::get(stage.url(path)))?;
        served &= answer.status_code == 200;
    }
    stage.expect("the console and the chat's page are served", served);
    Ok(())
}

fn one_customer(stage: &mut Stage, found: &Value) -> Result<()> {
    let customer = found.pointer("/customer/id");
    let mut same = customer.is_some() && stage.all_receipts_lead_to(customer)?;
    for (kind, value) in [("email", EMAIL), ("x", X), ("user", USER)] {
        let other = stage.lookup(kind, value)?;
        same &= other.pointer("/customer/id") == customer;
    }
    stage.expect("one customer, by phone, mail, X and user id", same);
    let channels = found.pointer("/customer/preferences/do_not_contact");
    let stop = channels.is_some_and(|channels| channels.to_string().contains("sms"));
    stage.expect("STOP is remembered", stop);
    Ok(())
}

fn one_ticket(stage: &mut Stage, found: &Value) {
    let count = found.pointer("/customer/counts/tickets");
    let channels = found.pointer("/tickets/0/channels");
    stage.expect(
        "one ticket, on chat, x, sms, email and voice",
        count == Some(&json!(1))
            && channels == Some(&json!(["chat", "x", "sms", "email", "voice"])),
    );
    let resolved = found.pointer("/tickets/0/status") == Some(&json!("resolved"));
    stage.expect("it stays resolved", resolved);
}

fn one_timeline(stage: &mut Stage, found: &Value) {
    let told = stage.told().to_vec();
    let texts = texts(found);
    let twice = told_twice(&texts);
    let (style, word) = if twice { (BAD, "yes") } else { (GOOD, "no") };
    println!("  {STRONG}Told twice:{STRONG:#} {style}{word}{style:#}");
    stage.expect("nothing was told twice", !twice);
    let count = found.pointer("/customer/counts/interactions");
    stage.expect(
        format!(
            "all {} are on the timeline, in order, and none twice",
            told.len()
        ),
        texts == told && count == Some(&json!(told.len())),
    );
    stage.expect(
        "nothing of the forged message was stored",
        !found.to_string().contains(FORGED),
    );
}

/// Whether two interactions say the same.
fn told_twice(texts: &[&str]) -> bool {
    let mut seen = BTreeSet::new();
    let mut said = texts.iter().filter(|text| !text.is_empty());
    !said.all(|text| seen.insert(text))
}

/// The texts of a lookup's timeline, the oldest first; a call without words has none.
fn texts(lookup: &Value) -> Vec<&str> {
    let items = lookup.pointer("/timeline/items").and_then(Value::as_array);
    let items = items.into_iter().flatten().rev();
    let text = |item| Value::get(item, "text").and_then(Value::as_str);
    items.map(|item| text(item).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_words_are_told_twice() {
        assert!(!told_twice(&["", "a", "", "b"]));
        assert!(told_twice(&["a", "b", "a"]));
    }

    #[test]
    fn texts_are_read_from_the_oldest_on() {
        let lookup = json!({ "timeline": { "items": [{ "text": "b" }, { "text": null }, { "text": "a" }] } });
        assert_eq!(texts(&lookup), ["a", "", "b"]);
        assert!(texts(&json!(null)).is_empty());
    }
}
