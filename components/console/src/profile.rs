//! What is shown of a customer and of a ticket.

use serde_json::Value;

use crate::amount;
use crate::document::{Attachment, Customer, Purchase, Ticket};
use crate::instant::Instant;

/// How much is shown of a value that is neither text nor number, in bytes.
const LONGEST_FACT: usize = 300;
/// How many things of a purchase are named.
const NAMED_ITEMS: usize = 5;

impl Customer {
    /// What to call them: their name, else the identity that says most, else their id.
    pub fn title(&self) -> &str {
        let readable = |kind: &str| matches!(kind, "email" | "phone");
        let named = self.display_name.as_deref().map(str::trim);
        let best = || {
            let rank = |verified: bool, readable: bool| (!verified, !readable);
            let by_rank = self.identities.iter();
            by_rank.min_by_key(|known| rank(known.verified, readable(&known.kind)))
        };
        named
            .filter(|name| !name.is_empty())
            .or_else(|| best().map(|known| known.value.as_str()))
            .unwrap_or(&self.id)
    }

    pub fn interactions(&self) -> String {
        amount::counted(self.counts.interactions, "interaction", "interactions")
    }

    pub fn ticket_count(&self) -> String {
        let tickets = amount::counted(self.counts.tickets, "ticket", "tickets");
        format!(
            "{tickets}, {} open",
            amount::grouped(self.counts.open_tickets)
        )
    }

    /// Custom fields, as texts.
    pub fn facts(&self) -> Vec<(&str, String)> {
        let facts = self.attributes.iter();
        facts
            .map(|(name, value)| (name.as_str(), fact(value)))
            .collect()
    }
}

fn fact(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => {
            let mut text = other.to_string();
            if text.len() > LONGEST_FACT {
                text.truncate(text.floor_char_boundary(LONGEST_FACT));
                text.push('…');
            }
            text
        }
    }
}

impl Purchase {
    /// What it cost, where that can be said.
    pub fn price(&self) -> Option<String> {
        let amount = self.total.get("amount")?.as_i64()?;
        let currency = self.total.get("currency")?.as_str()?;
        Some(amount::money(amount, currency))
    }

    /// `refunded`, `cancelled`…
    pub fn state(&self) -> Option<&str> {
        self.status.as_str()
    }

    /// What was bought, where the items say what they are called; else how many there are.
    pub fn goods(&self) -> String {
        let names: Vec<&str> = self.items.iter().filter_map(item_name).collect();
        if names.is_empty() || names.len() > NAMED_ITEMS {
            let count = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
            return match count {
                0 => String::new(),
                count => amount::counted(count, "item", "items"),
            };
        }
        names.join(", ")
    }
}

fn item_name(item: &Value) -> Option<&str> {
    let member = |name| item.get(name).and_then(Value::as_str);
    item.as_str()
        .or_else(|| member("name"))
        .or_else(|| member("title"))
}

impl Ticket {
    pub fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "open" | "pending")
    }

    /// The colour of its status.
    pub fn tone(&self) -> &'static str {
        match self.status.as_str() {
            "open" => "warm",
            "pending" => "cool",
            _ => "calm",
        }
    }

    /// Whether its priority stands out.
    pub fn is_pressing(&self) -> bool {
        matches!(self.priority.as_str(), "high" | "urgent")
    }

    pub fn title(&self) -> &str {
        let subject = self.subject.as_deref().map(str::trim);
        let subject = subject.filter(|subject| !subject.is_empty());
        subject.unwrap_or("Without a subject")
    }

    /// When it was resolved, if it is not open again.
    pub fn done_at(&self) -> Option<Instant> {
        self.resolved_at.filter(|_| !self.is_open())
    }
}

impl Attachment {
    pub fn title(&self) -> &str {
        match self.name.trim() {
            "" => "Unnamed file",
            _ => &self.name,
        }
    }

    /// What is known about it besides its name.
    pub fn details(&self) -> String {
        let size = self.size.map(amount::size);
        let kept = match (&self.id, self.truncated) {
            (Some(_), true) => Some("only its beginning is kept"),
            (Some(_), false) => None,
            (None, _) => Some("not kept here"),
        };
        let details = [Some(self.content_type.as_str()), size.as_deref(), kept];
        let details: Vec<&str> = details.into_iter().flatten().collect();
        details.join(", ")
    }

    /// Where its provider has it, to be read and not to be followed.
    pub fn place(&self) -> Option<&str> {
        self.url.as_deref().filter(|_| self.id.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn customer(name: Option<&str>, identities: &[(&str, &str, bool)]) -> Customer {
        let identities: Vec<Value> = identities
            .iter()
            .map(|(kind, value, verified)| {
                json!({"kind": kind, "value": value, "verified": verified, "via": "sms",
                       "since": "2026-11-22T04:17:00.123Z"})
            })
            .collect();
        serde_json::from_value(json!({
            "id": "cus_1", "display_name": name, "created_at": "2026-11-22T04:17:00.123Z",
            "identities": identities,
            "counts": {"interactions": 1, "tickets": 1200, "open_tickets": 0},
        }))
        .unwrap()
    }

    #[test]
    fn a_customer_is_called_what_says_most() {
        let known = [
            ("x", "1", true),
            ("email", "a@b", false),
            ("phone", "+1", true),
        ];
        for (name, identities, title) in [
            (Some("Ann"), &known[..], "Ann"),
            (Some("  "), &known, "+1"),
            (None, &known, "+1"),
            (None, &known[..2], "1"),
            (None, &known[1..2], "a@b"),
            (None, &[], "cus_1"),
        ] {
            let customer = customer(name, identities);
            assert_eq!(customer.title(), title);
        }
        let customer = customer(None, &[]);
        assert_eq!(customer.interactions(), "1 interaction");
        assert_eq!(customer.ticket_count(), "1,200 tickets, 0 open");
    }

    #[test]
    fn facts_are_short_texts() {
        assert_eq!(fact(&json!("<b>")), "<b>");
        assert_eq!(fact(&json!(null)), "–");
        assert_eq!(fact(&json!({"a": [1, true]})), r#"{"a":[1,true]}"#);
        let long = fact(&json!(["é".repeat(LONGEST_FACT)]));
        assert!(
            long.len() <= LONGEST_FACT + 3 && long.ends_with('…'),
            "{long}"
        );
    }

    fn purchase(total: Value, items: Value) -> Purchase {
        serde_json::from_value(json!({
            "id": "1", "at": "2026-11-22T04:17:00.123Z", "total": total, "items": items,
            "status": null,
        }))
        .unwrap()
    }

    #[test]
    fn purchases_say_what_was_bought() {
        let goods = |items: Value| purchase(json!(null), items).goods();
        assert_eq!(goods(json!([])), "");
        assert_eq!(goods(json!([1])), "1 item");
        assert_eq!(
            goods(json!([{"name": "Cup"}, "Tea", {"title": "Pot"}])),
            "Cup, Tea, Pot"
        );
        assert_eq!(goods(json!(["a", "b", "c", "d", "e", "f"])), "6 items");
    }

    #[test]
    fn a_price_is_shown_where_there_is_one() {
        for (total, price) in [
            (
                json!({"amount": 4999, "currency": "USD"}),
                Some("49.99 USD"),
            ),
            (json!({"amount": "4999", "currency": "USD"}), None),
            (json!({"amount": 4999}), None),
            (json!({"amount": 1e300, "currency": "USD"}), None),
            (json!([1, "USD"]), None),
            (json!(null), None),
        ] {
            let purchase = purchase(total, json!([]));
            assert_eq!(purchase.price().as_deref(), price);
            assert_eq!(purchase.state(), None);
        }
    }

    #[test]
    fn attachments_say_where_they_are() {
        let attachment = |more: Value| {
            let mut value = json!({"id": null, "name": "", "content_type": "image/png",
                                   "size": 2048, "url": null, "truncated": false});
            let members = value.as_object_mut().unwrap();
            members.extend(more.as_object().unwrap().clone());
            serde_json::from_value::<Attachment>(value).unwrap()
        };
        let theirs = attachment(json!({"url": "https://x.example/1"}));
        assert_eq!(theirs.title(), "Unnamed file");
        assert_eq!(theirs.details(), "image/png, 2.0 KB, not kept here");
        assert_eq!(theirs.place(), Some("https://x.example/1"));
        let ours = attachment(json!({"id": "att_1", "url": "/v1/attachments/att_1", "name": "a"}));
        assert_eq!((ours.title(), &*ours.details()), ("a", "image/png, 2.0 KB"));
        assert_eq!(ours.place(), None);
        let cut = attachment(json!({"id": "att_1", "truncated": true, "size": null}));
        assert_eq!(cut.details(), "image/png, only its beginning is kept");
    }
}
