//! A lookup's answer as a person reads it.

use crate::style::{DIM, NAME, STRONG};
use serde_json::Value;
use std::fmt::Write as _;

/// The customer, the tickets and the timeline, the oldest first. Text of customers is printed
/// without its control characters: it may come from anybody.
pub fn render(lookup: &Value) -> String {
    let mut out = String::new();
    let customer = &lookup["customer"];
    let identities: Vec<_> = list(&customer["identities"])
        .iter()
        .map(|identity| {
            let mark = if identity["verified"] == true {
                ""
            } else {
                " (unverified)"
            };
            format!(
                "{} {}{mark}",
                text(&identity["kind"]),
                text(&identity["value"])
            )
        })
        .collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "  {STRONG}Customer{STRONG:#} {}  {}",
        text(&customer["id"]),
        identities.join(", ")
    );
    let tickets = list(&lookup["tickets"]);
    for (number, ticket) in (1..).zip(tickets) {
        let channels: Vec<_> = list(&ticket["channels"]).iter().map(text).collect();
        let _ = writeln!(
            out,
            "  {STRONG}Ticket {number}{STRONG:#} {}  {}, on {}",
            text(&ticket["id"]),
            text(&ticket["status"]),
            channels.join(", ")
        );
    }
    out.push('\n');
    for item in list(&lookup["timeline"]["items"]).iter().rev() {
        out.push_str(&line(item, tickets));
    }
    out
}

fn line(item: &Value, tickets: &[Value]) -> String {
    let when = match &item["occurred_at"] {
        Value::Null => &item["recorded_at"],
        when => when,
    };
    let arrow = match item["direction"].as_str() {
        Some("inbound") => "->",
        Some("outbound") => "<-",
        _ => "--",
    };
    let mut words = text(&item["text"]);
    if let Some(subject) = item["subject"].as_str() {
        words = format!("{}: {words}", printable(subject));
    }
    format!(
        "  {DIM}{}{DIM:#}  {NAME}{:<9}{NAME:#} {arrow} {words}{}{}\n",
        clock(&text(when)),
        text(&item["channel"]),
        state_of(item),
        ticket_of(item, tickets),
    )
}

/// How a call ended, or what became of an answer.
fn state_of(item: &Value) -> String {
    let call = &item["call"];
    let states = [&call["status"], &item["delivery"]["status"]];
    let mut states: Vec<_> = states.map(text).into();
    states.extend(call["talk_seconds"].as_u64().map(|s| format!("{s} s")));
    if call.is_object() && item["from"]["verdict"] == "none" {
        states.push("number not proven".to_owned());
    }
    states.retain(|state| !state.is_empty());
    match states.is_empty() {
        true => String::new(),
        false => format!("  {DIM}({}){DIM:#}", states.join(", ")),
    }
}

/// A ticket that is listed above goes by its number there, an older one by its id.
fn ticket_of(item: &Value, tickets: &[Value]) -> String {
    let id = &item["ticket_id"];
    if id.is_null() {
        return String::new();
    }
    match (1..).zip(tickets).find(|(_, ticket)| ticket["id"] == *id) {
        Some((number, _)) => format!("  {DIM}ticket {number}{DIM:#}"),
        None => format!("  {DIM}{}{DIM:#}", text(id)),
    }
}

/// `2026-11-22 04:17:00.123` of an RFC 3339 instant.
fn clock(instant: &str) -> String {
    let shown: String = instant.chars().take(23).collect();
    shown.replace('T', " ")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    printable(value.as_str().unwrap_or_default())
}

/// Without what a terminal would obey.
pub fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plain(lookup: &Value) -> String {
        anstream::adapter::strip_str(&render(lookup)).to_string()
    }

    #[test]
    fn a_timeline_reads_from_top_to_bottom() {
        let lookup = json!({
            "customer": {
                "id": "cus_1",
                "identities": [
                    { "kind": "phone", "value": "+14155550137", "verified": true },
                    { "kind": "email", "value": "dana@example.com", "verified": false },
                ],
            },
            "tickets": [{ "id": "tkt_1", "status": "open", "channels": ["sms", "email"] }],
            "timeline": { "items": [
                { "channel": "email", "direction": "inbound", "subject": "Order",
                  "text": "Still no update.", "occurred_at": "2026-11-22T09:15:00.000Z",
                  "ticket_id": "tkt_1" },
                { "channel": "voice", "direction": "inbound", "text": "Hello.",
                  "call": { "status": "completed", "talk_seconds": 95 },
                  "from": { "verdict": "none" }, "occurred_at": "2026-11-22T08:30:00.000Z" },
                { "channel": "voice", "direction": "outbound", "text": "",
                  "delivery": { "status": "sent" }, "occurred_at": "2026-11-22T08:00:00.000Z", "ticket_id": "tkt_0" },
                { "channel": "sms", "direction": "inbound", "text": "Not arrived.",
                  "occurred_at": null, "recorded_at": "2026-11-21T10:02:00.123Z" },
            ] },
        });
        assert_eq!(
            plain(&lookup),
            "  Customer cus_1  phone +14155550137, email dana@example.com (unverified)\n\
             \x20 Ticket 1 tkt_1  open, on sms, email\n\
             \n\
             \x20 2026-11-21 10:02:00.123  sms       -> Not arrived.\n\
             \x20 2026-11-22 08:00:00.000  voice     <-   (sent)  tkt_0\n\
             \x20 2026-11-22 08:30:00.000  voice     -> Hello.  (completed, 95 s, number not proven)\n\
             \x20 2026-11-22 09:15:00.000  email     -> Order: Still no update.  ticket 1\n"
        );
    }

    #[test]
    fn what_a_customer_wrote_cannot_steer_the_terminal() {
        let item = json!({ "channel": "sms", "direction": "inbound",
            "text": "\u{1b}[2Jgone\r\nand \u{9b}31mred" });
        let said = plain(&json!({ "timeline": { "items": [item] } }));
        assert!(
            !said.trim_end().contains(['\u{1b}', '\r', '\u{9b}']),
            "{said:?}"
        );
        assert!(said.contains("[2Jgone  and"), "{said:?}");
    }

    #[test]
    fn an_answer_of_another_shape_is_no_panic() {
        for odd in [
            json!(null),
            json!([]),
            json!({"timeline": {"items": [1, null]}}),
        ] {
            assert!(plain(&odd).contains("Customer"));
        }
    }
}
