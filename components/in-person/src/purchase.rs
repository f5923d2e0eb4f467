//! What was bought, as a profile shows it.

use serde_json::{Map, Value};

use crate::money::Money;

/// How many items a text lists.
const LISTED: usize = 10;

/// A purchase. Events of one purchase have the same id, and the latest counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// The order's id at the provider.
    pub id: String,
    /// What it costs in all.
    pub total: Option<Money>,
    /// What it is of.
    pub items: Vec<Item>,
    /// `paid`, `refunded`, `partially_refunded`, `cancelled`, or another word of the provider's.
    pub status: String,
}

/// One line of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// At most 120 bytes.
    pub name: String,
    /// How many.
    pub quantity: u64,
    /// The shop's own number of it, at most 64 bytes.
    pub sku: Option<String>,
    /// What all of them cost together.
    pub total: Option<Money>,
}

impl Purchase {
    /// `{"id","status","total"?}`.
    pub fn document(&self) -> Value {
        let mut document = Map::new();
        document.insert("id".to_owned(), self.id.as_str().into());
        document.insert("status".to_owned(), self.status.as_str().into());
        if let Some(total) = &self.total {
            document.insert("total".to_owned(), total.document());
        }
        document.into()
    }

    /// `Bought 2 × Lamp, 1 × Bulb for 49.99 USD`, with the status where it is not simply paid.
    pub fn text(&self) -> String {
        let is_bought = ["paid", "refunded", "partially_refunded"].contains(&self.status.as_str());
        let verb = if is_bought { "Bought" } else { "Ordered" };
        let text = match (listed(&self.items), &self.total) {
            (Some(goods), Some(total)) => format!("{verb} {goods} for {total}"),
            (Some(goods), None) => format!("{verb} {goods}"),
            (None, Some(total)) if self.status == "paid" => format!("Paid {total}"),
            (None, Some(total)) => format!("Payment of {total}"),
            (None, None) => "Order".to_owned(),
        };
        if self.status == "paid" {
            return text;
        }
        format!("{text} ({})", self.status.replace('_', " "))
    }
}

impl Item {
    /// `{"name","quantity","sku"?,"total"?}`.
    pub fn document(&self) -> Value {
        let mut document = Map::new();
        document.insert("name".to_owned(), self.name.as_str().into());
        document.insert("quantity".to_owned(), self.quantity.into());
        if let Some(sku) = &self.sku {
            document.insert("sku".to_owned(), sku.as_str().into());
        }
        if let Some(total) = &self.total {
            document.insert("total".to_owned(), total.document());
        }
        document.into()
    }
}

/// `2 × Lamp, 1 × Bulb`: the first ten, and how many more there are. `None` when there are none.
pub fn listed(items: &[Item]) -> Option<String> {
    let first: Vec<_> = items
        .iter()
        .take(LISTED)
        .map(|item| format!("{} × {}", item.quantity, item.name))
        .collect();
    let more = items.len() - first.len();
    let list = first.join(", ");
    match (first.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(list),
        (false, more) => Some(format!("{list} and {more} more")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::attributes::{Attributes, MOST};

    fn item(name: &str, quantity: u64) -> Item {
        Item {
            name: name.to_owned(),
            quantity,
            sku: Some("L-1".to_owned()),
            total: Money::of_minor(1000, "USD").ok(),
        }
    }

    fn purchase(items: Vec<Item>, total: Option<i64>, status: &str) -> Purchase {
        Purchase {
            id: "o1".to_owned(),
            total: total.and_then(|amount| Money::of_minor(amount, "USD").ok()),
            items,
            status: status.to_owned(),
        }
    }

    #[test]
    fn a_purchase_reads_as_a_line() {
        let goods = || vec![item("Lamp", 2), item("Bulb", 1)];
        let many = (0..12).map(|n| item(&n.to_string(), 1)).collect();
        for (purchase, expected) in [
            (
                purchase(goods(), Some(4999), "paid"),
                "Bought 2 × Lamp, 1 × Bulb for 49.99 USD",
            ),
            (
                purchase(goods(), Some(4999), "partially_refunded"),
                "Bought 2 × Lamp, 1 × Bulb for 49.99 USD (partially refunded)",
            ),
            (
                purchase(goods(), None, "pending"),
                "Ordered 2 × Lamp, 1 × Bulb (pending)",
            ),
            (purchase(vec![], Some(500), "paid"), "Paid 5.00 USD"),
            (
                purchase(vec![], Some(500), "authorized"),
                "Payment of 5.00 USD (authorized)",
            ),
            (purchase(vec![], None, "open"), "Order (open)"),
            (
                purchase(many, None, "paid"),
                "Bought 1 × 0, 1 × 1, 1 × 2, 1 × 3, 1 × 4, 1 × 5, 1 × 6, 1 × 7, 1 × 8, 1 × 9 and 2 \
                 more",
            ),
        ] {
            assert_eq!(purchase.text(), expected);
        }
    }

    #[test]
    fn attributes_hold_as_many_items_as_fit() {
        let written = |count: usize, name: &str| -> Value {
            let purchase = purchase(vec![item(name, 1); count], Some(4999), "paid");
            let mut attributes = Attributes::of(&purchase);
            attributes.add("order", "#1001");
            attributes.add("nothing", "");
            attributes.add("none", Value::Null);
            attributes.items(&purchase.items);
            let json = attributes.finish().unwrap();
            assert!(json.len() <= MOST, "{}", json.len());
            serde_json::from_slice(&json).unwrap()
        };
        assert_eq!(
            written(1, "Lamp"),
            serde_json::json!({
                "purchase": {
                    "id": "o1", "status": "paid", "total": {"amount": 4999, "currency": "USD"},
                    "items": [{"name": "Lamp", "quantity": 1, "sku": "L-1",
                               "total": {"amount": 1000, "currency": "USD"}}],
                },
                "order": "#1001",
            })
        );
        for name in ["x", "\u{1}\"\\", "\u{1f4a1}"] {
            let name = name.repeat(25);
            let many = written(1000, &name);
            let fitting = many["purchase"]["items"].as_array().unwrap().len();
            assert!(fitting > 0, "{name:?}");
            assert_eq!(many["left_out"], 1000 - fitting, "{name:?}");
        }
    }

    #[test]
    fn a_member_that_does_not_fit_is_counted() {
        let mut attributes = Attributes::default();
        attributes.add("long", "x".repeat(2000));
        attributes.add("short", "x");
        let json: Value = serde_json::from_slice(&attributes.finish().unwrap()).unwrap();
        assert_eq!(json, serde_json::json!({"short": "x", "left_out": 1}));
        assert_eq!(Attributes::default().finish(), None);
    }
}
