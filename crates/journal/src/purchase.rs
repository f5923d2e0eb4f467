//! What a customer bought, for the profile.

use crate::content::Rendered;
use crate::document;
use crate::entry::Event;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How many purchases a profile shows.
const MOST: usize = 20;

/// One purchase, as its latest interaction tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Purchase {
    id: String,
    /// When it was made, in milliseconds.
    at: u64,
    /// When what is known of it happened, in milliseconds.
    told_at: u64,
    total: Option<Money>,
    json: Rendered,
}

/// An amount in minor units, and its currency (ISO 4217).
type Money = (i64, String);

/// What an interaction told of a purchase.
#[derive(Debug)]
pub(crate) struct Bought {
    /// Nothing had told of it before.
    pub is_new: bool,
    /// When it was made, in milliseconds.
    pub at: u64,
    /// What it cost.
    pub total: Option<Money>,
    /// What it had cost as far as was known before.
    pub before: Option<Money>,
}

/// The latest purchases, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchases(Vec<Purchase>);

impl Purchases {
    /// Notes an interaction of kind `purchase`. Its attributes tell `{"purchase": {"id", "total":
    /// {"amount", "currency"}, "items": […], "status"}}`, or the same members themselves; without an
    /// id it is a purchase of its own. Answers what is new; a purchase that was forgotten here since
    /// counts as new.
    pub(crate) fn note(&mut self, event: &Event) -> Option<Bought> {
        if event.kind != "purchase" || event.deleted_at.is_some() {
            return None;
        }
        let empty = Map::new();
        let attributes = event.attributes.as_ref().unwrap_or(&empty);
        let told = match attributes.get("purchase") {
            Some(Value::Object(purchase)) => purchase,
            _ => attributes,
        };
        let id = match told.get("id") {
            Some(Value::String(id)) if !id.is_empty() => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => event.id.public(),
        };
        let at = event.occurred_at;
        let known = self.0.iter().find(|purchase| purchase.id == id);
        if known.is_some_and(|known| known.told_at > at) {
            return None;
        }
        let bought = Bought {
            is_new: known.is_none(),
            at: known.map_or(at, |known| known.at.min(at)),
            total: money(told),
            before: known.and_then(|known| known.total.clone()),
        };
        self.0.retain(|purchase| purchase.id != id);
        self.place(Purchase {
            json: rendered(&id, bought.at, told),
            id,
            at: bought.at,
            told_at: at,
            total: bought.total.clone(),
        });
        Some(bought)
    }

    fn place(&mut self, purchase: Purchase) {
        let index = self.0.partition_point(|known| known.at > purchase.at);
        self.0.insert(index, purchase);
        self.0.truncate(MOST);
    }

    pub(crate) fn import(&mut self, other: &Self) {
        for purchase in &other.0 {
            let known = self.0.iter().find(|known| known.id == purchase.id);
            if known.is_none_or(|known| known.told_at < purchase.told_at) {
                self.0.retain(|known| known.id != purchase.id);
                self.place(purchase.clone());
            }
        }
    }

    /// Each as a JSON object.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|purchase| purchase.json.0.as_slice())
    }
}

fn money(told: &Map<String, Value>) -> Option<Money> {
    let total = told.get("total")?;
    let currency = total.get("currency")?.as_str()?;
    Some((total.get("amount")?.as_i64()?, currency.to_owned()))
}

fn rendered(id: &str, at: u64, told: &Map<String, Value>) -> Rendered {
    let member = |name: &str| told.get(name).cloned().unwrap_or_default();
    let items = match member("items") {
        Value::Array(items) => items,
        _ => Vec::new(),
    };
    let total = money(told).map(|(amount, currency)| {
        // ISO 4217, in minor units.
        serde_json::json!({ "amount": amount, "currency": currency })
    });
    let purchase = serde_json::json!({
        "id": id,
        "at": document::instant(at),
        "total": total,
        "items": items,
        "status": member("status").as_str(),
    });
    Rendered(purchase.to_string().into_bytes())
}
