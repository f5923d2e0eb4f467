//! Facts in words of ours: preferences, counts, figures.

use crate::clean::word;
use crate::entry::{Entry, Fact};
use crate::lookup::Members;
use crate::money::money;
use serde_json::{Value, json};

/// What to mind when talking to the customer, the most important first.
pub(crate) fn customer(customer: Members) -> Vec<Entry> {
    let preferences = customer.member("preferences");
    let mut facts = Vec::new();
    let refused = preferences.words("do_not_contact");
    if !refused.is_empty() {
        facts.push(fact("do_not_contact", json!(refused), refused.join(", ")));
    }
    if let Some(language) = customer.word("language") {
        facts.push(fact("language", json!(language), language));
    }
    if let Some(channel) = preferences.word("channel") {
        facts.push(fact("preferred_channel", json!(channel), channel));
    }
    if let Some(hours) = hours(preferences.member("hours")) {
        facts.push(fact("contact_hours", json!(hours), hours));
    }
    let consents: Vec<(String, String)> = customer
        .list("consents")
        .filter_map(|c| Some((c.word("channel")?, c.word("status")?)))
        .take(8)
        .collect();
    if !consents.is_empty() {
        let phrase = |(channel, status): &(String, String)| format!("{channel} {status}");
        let phrases: Vec<String> = consents.iter().map(phrase).collect();
        let one =
            |(channel, status): &(String, String)| json!({"channel": channel, "status": status});
        let json: Vec<Value> = consents.iter().map(one).collect();
        facts.push(fact("consents", json.into(), phrases.join(", ")));
    }
    facts
}

/// When somebody can be reached: `mon 09:00-12:30 and 13:30-17:00, fri 22:00-02:00 (Europe/Vienna)`.
fn hours(of: Members) -> Option<String> {
    let day = |day: &&str| {
        let ranges = of.words(day);
        (!ranges.is_empty()).then(|| format!("{day} {}", ranges.join(" and ")))
    };
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let days: Vec<String> = days.iter().filter_map(day).collect();
    let zone = of.get("tz").and_then(Value::as_str).unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '+' | '-');
    let zone: String = zone.chars().filter(plain).take(40).collect();
    (!days.is_empty()).then(|| format!("{} ({zone})", days.join(", ")))
}

/// Counts, sentiment and figures over a lifetime.
pub(crate) fn facts(customer: Members) -> Vec<Entry> {
    let mut facts = Vec::new();
    facts.extend(numbers(
        "counts",
        customer.member("counts"),
        &["interactions", "tickets", "open_tickets"],
    ));
    facts.extend(sentiment(customer.member("sentiment")));
    for name in ["last_seen_at", "created_at"] {
        if let Some(when) = customer.when(name) {
            let phrase = format!("{} ({})", when.at, when.age);
            facts.push(fact(name, json!({"at": when.at, "age": when.age}), phrase));
        }
    }
    let lifetime = customer.member("lifetime");
    facts.extend(numbers(
        "lifetime",
        lifetime,
        &["inbound", "outbound", "visits", "purchases"],
    ));
    let spent: Vec<String> = lifetime.list("spent").filter_map(total).take(5).collect();
    if !spent.is_empty() {
        facts.push(fact("spent", json!(spent), spent.join(", ")));
    }
    facts
}

/// An amount with its currency.
pub(crate) fn total(of: Members) -> Option<String> {
    Some(money(
        of.get("amount")?.as_i64()?,
        &word(of.text("currency")?),
    ))
}

fn fact(name: &'static str, json: Value, phrase: String) -> Entry {
    Entry::Fact(Fact { name, json, phrase })
}

fn numbers(name: &'static str, of: Members, members: &[&str]) -> Option<Entry> {
    let known = |member: &&str| Some(((*member).to_owned(), of.get(member)?.as_u64()?));
    let known: Vec<(String, u64)> = members.iter().filter_map(known).collect();
    let phrase =
        |(member, number): &(String, u64)| format!("{} {number}", member.replace('_', " "));
    let phrases: Vec<String> = known.iter().map(phrase).collect();
    let json = known.into_iter().map(|(m, n)| (m, n.into())).collect();
    (!phrases.is_empty()).then(|| fact(name, Value::Object(json), phrases.join(", ")))
}

/// From -1 to 1, with two digits.
fn sentiment(of: Members) -> Option<Entry> {
    let current = of.get("current")?.as_f64()?.clamp(-1.0, 1.0);
    let trend = of.word("trend");
    let mut phrase = format!("{current:.2}");
    if let Some(trend) = &trend {
        phrase.push_str(", ");
        phrase.push_str(trend);
    }
    let rounded = (current * 100.0).round() / 100.0;
    Some(fact(
        "sentiment",
        json!({"current": rounded, "trend": trend}),
        phrase,
    ))
}
