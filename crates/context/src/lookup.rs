//! Reads what a lookup answers. Members that are missing or of another shape are left out.

use crate::Unreadable;
use crate::clean::{id, line, lines, word};
use crate::entry::{
    Attribute, Author, Call, Entry, Exchange, Identity, Name, Purchase, Sender, Ticket,
};
use crate::fact;
use crate::time::{When, when};
use serde_json::Value;

/// Everything a pack may show, the most useful first within each part.
#[derive(Debug, Default)]
pub(crate) struct Material {
    pub(crate) customer: Vec<Entry>,
    pub(crate) identities: Vec<Entry>,
    pub(crate) open_tickets: Vec<Entry>,
    pub(crate) exchanges: Vec<Entry>,
    pub(crate) facts: Vec<Entry>,
    pub(crate) attributes: Vec<Entry>,
    pub(crate) purchases: Vec<Entry>,
    pub(crate) activity: Vec<Entry>,
    pub(crate) other_tickets: Vec<Entry>,
}

/// An object that is looked at member by member.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a> {
    value: &'a Value,
    now: u64,
}

impl<'a> Members<'a> {
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.value.get(name).filter(|v| !v.is_null())
    }

    pub(crate) fn member(self, name: &str) -> Members<'a> {
        let value = self.get(name).unwrap_or(&Value::Null);
        Members { value, ..self }
    }

    pub(crate) fn list(self, name: &str) -> impl Iterator<Item = Members<'a>> {
        let list = self.get(name).and_then(Value::as_array);
        let now = self.now;
        list.into_iter()
            .flatten()
            .map(move |value| Members { value, now })
    }

    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    pub(crate) fn word(self, name: &str) -> Option<String> {
        self.text(name).map(word).filter(|w| !w.is_empty())
    }

    pub(crate) fn line(self, name: &str) -> Option<String> {
        self.text(name).map(line).filter(|l| !l.is_empty())
    }

    pub(crate) fn when(self, name: &str) -> Option<When> {
        when(self.text(name)?, self.now)
    }

    pub(crate) fn words(self, name: &str) -> Vec<String> {
        let words = self.list(name).filter_map(|m| m.value.as_str()).map(word);
        words.filter(|w| !w.is_empty()).take(16).collect()
    }

    fn is(self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }
}

/// # Errors
/// It is not JSON, or not an object.
pub(crate) fn material(lookup: &[u8], now: u64) -> Result<Material, Unreadable> {
    let value: Value = serde_json::from_slice(lookup).map_err(|e| Unreadable(e.to_string()))?;
    if !value.is_object() {
        return Err(Unreadable("a lookup is a JSON object".to_owned()));
    }
    let all = Members { value: &value, now };
    let customer = all.member("customer");
    let identities = identities(customer);
    let (open, others): (Vec<_>, Vec<_>) = all
        .list("tickets")
        .filter_map(ticket)
        .partition(|t| matches!(t.status.as_str(), "open" | "pending"));
    let (activity, exchanges): (Vec<_>, Vec<_>) = all
        .member("timeline")
        .list("items")
        .map(exchange)
        .partition(|e| matches!(e.kind.as_str(), "visit" | "purchase" | "activity"));
    let purchases: Vec<_> = customer
        .list("purchases")
        .map(purchase)
        .map(Entry::Purchase)
        .collect();
    // What is told of a purchase on the timeline is known from the profile, and better.
    let told_twice = |e: &Exchange| e.kind == "purchase" && !purchases.is_empty();
    let activity = activity.into_iter().filter(|e| !told_twice(e));
    let activity = activity.map(|e| Entry::Exchange(Box::new(e))).collect();
    let name = Name {
        id: customer.text("id").map(id).unwrap_or_default(),
        name: customer.line("display_name"),
        identity: identities.first().cloned(),
    };
    Ok(Material {
        customer: std::iter::once(Entry::Name(name))
            .chain(fact::customer(customer))
            .collect(),
        identities: identities.into_iter().map(Entry::Identity).collect(),
        open_tickets: open.into_iter().map(Entry::Ticket).collect(),
        exchanges: exchanges
            .into_iter()
            .map(|e| Entry::Exchange(Box::new(e)))
            .collect(),
        facts: fact::facts(customer),
        attributes: attributes(customer),
        purchases,
        activity,
        other_tickets: others.into_iter().map(Entry::Ticket).collect(),
    })
}

/// The verified ones first; among those mail addresses and phone numbers, which people recognise.
fn identities(customer: Members) -> Vec<Identity> {
    let identity = |of: Members| {
        Some(Identity {
            kind: of.word("kind")?,
            value: of.line("value")?,
            verified: of.is("verified"),
            since: of.when("since"),
            via: of.word("via"),
        })
    };
    let mut all: Vec<Identity> = customer.list("identities").filter_map(identity).collect();
    all.sort_by_key(|i| (!i.verified, !matches!(i.kind.as_str(), "email" | "phone")));
    all
}

fn ticket(of: Members) -> Option<Ticket> {
    Some(Ticket {
        id: of.text("id").map(id).filter(|id| !id.is_empty())?,
        status: of.word("status").unwrap_or_else(|| "open".to_owned()),
        subject: of.line("subject"),
        priority: of.word("priority"),
        queue: of.word("queue"),
        assignee: of.word("assignee"),
        channels: of.words("channels"),
        opened: of.when("opened_at"),
        answered: of.when("first_response_at"),
        resolved: of.when("resolved_at"),
    })
}

fn exchange(of: Members) -> Exchange {
    let author = match of.text("direction") {
        Some("outbound") => Author::Us,
        Some("internal") => Author::Internal,
        _ => Author::Customer,
    };
    let is_deleted = of.get("deleted_at").is_some();
    let text = of
        .text("text")
        .map(lines)
        .filter(|t| !t.is_empty() && !is_deleted);
    // Cut before: it says so even where all that is left of it is shown.
    let text = text.map(|t| if of.is("truncated") { t + "…" } else { t });
    Exchange {
        id: of.text("id").map(id).unwrap_or_default(),
        when: of.when("occurred_at").or_else(|| of.when("recorded_at")),
        author,
        channel: of
            .word("channel")
            .unwrap_or_else(|| "unknown channel".to_owned()),
        kind: of.word("kind").unwrap_or_else(|| "message".to_owned()),
        is_public: of.text("visibility") == Some("public"),
        sender: match (author, of.member("from").text("verdict")) {
            (Author::Us | Author::Internal, _) | (_, Some("pass")) => Sender::Proven,
            (_, Some("fail")) => Sender::Failed,
            _ => Sender::Unverified,
        },
        is_deleted,
        is_edited: of.get("edited_at").is_some(),
        has_failed: of.member("delivery").text("status") == Some("failed"),
        subject: of.line("subject").filter(|_| !is_deleted),
        text,
        ticket: of.text("ticket_id").map(id).filter(|id| !id.is_empty()),
        agent: of.word("agent"),
        language: of.word("language"),
        sentiment: of.get("sentiment").and_then(Value::as_f64),
        attachments: of.list("attachments").count(),
        call: of.get("call").map(|_| call(of.member("call"))),
    }
}

fn call(of: Members) -> Call {
    Call {
        status: of.word("status"),
        talk_seconds: of.get("talk_seconds").and_then(Value::as_u64),
        disposition: of.line("disposition"),
    }
}

fn attributes(customer: Members) -> Vec<Entry> {
    let members = customer.get("attributes").and_then(Value::as_object);
    let attribute = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::Null => return None,
            Value::String(text) => line(text),
            other => line(&other.to_string()),
        };
        let name = word(name);
        (!name.is_empty() && !value.is_empty())
            .then_some(Entry::Attribute(Attribute { name, value }))
    };
    members
        .into_iter()
        .flatten()
        .filter_map(attribute)
        .collect()
}

fn purchase(of: Members) -> Purchase {
    let item = |item: Members| {
        let name = ["name", "title", "description", "sku"]
            .iter()
            .find_map(|member| item.line(member))
            .or_else(|| item.value.as_str().map(line))?;
        let quantity = item.get("quantity").map(|q| match q {
            Value::String(text) => line(text),
            other => other.to_string(),
        });
        Some(match quantity {
            Some(quantity) if quantity != "1" => format!("{quantity} x {name}"),
            _ => name,
        })
    };
    let items: Vec<String> = of.list("items").filter_map(item).take(50).collect();
    Purchase {
        id: of.line("id"),
        when: of.when("at"),
        total: fact::total(of.member("total")),
        status: of.word("status"),
        items: (!items.is_empty()).then(|| items.join(", ")),
    }
}
