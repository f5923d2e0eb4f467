//! What a customer's history adds up to.

use crate::entry::{Direction, Event};
use crate::purchase::Bought;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most currencies that are added up.
const CURRENCIES: usize = 16;

/// Lifetime figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Interactions from the customer.
    pub inbound: u64,
    /// Interactions to the customer.
    pub outbound: u64,
    /// Visits in person or on a site.
    pub visits: u64,
    /// Purchases, each once however often it was told of.
    pub purchases: u64,
    /// What they cost together by currency (ISO 4217), in minor units.
    pub spent: BTreeMap<String, i64>,
    /// The first purchase, in milliseconds; zero before there is one.
    pub first_purchase_at: u64,
    /// The latest, in milliseconds.
    pub last_purchase_at: u64,
}

impl Figures {
    pub(crate) fn count(&mut self, event: &Event, bought: Option<Bought>) {
        match event.direction {
            Direction::Inbound => self.inbound += 1,
            Direction::Outbound => self.outbound += 1,
            Direction::Internal => {}
        }
        self.visits += u64::from(event.kind == "visit");
        let Some(bought) = bought else { return };
        self.purchases += u64::from(bought.is_new);
        self.between(bought.at, bought.at);
        for (total, sign) in [(bought.total, 1), (bought.before, -1)] {
            if let Some((amount, currency)) = total {
                self.add(currency, amount.saturating_mul(sign));
            }
        }
    }

    fn between(&mut self, first: u64, last: u64) {
        if self.first_purchase_at == 0 || (first != 0 && first < self.first_purchase_at) {
            self.first_purchase_at = first;
        }
        self.last_purchase_at = self.last_purchase_at.max(last);
    }

    fn add(&mut self, currency: String, amount: i64) {
        if self.spent.len() < CURRENCIES || self.spent.contains_key(&currency) {
            let sum = self.spent.entry(currency).or_default();
            *sum = sum.saturating_add(amount);
        }
    }

    pub(crate) fn import(&mut self, other: &Self) {
        self.inbound += other.inbound;
        self.outbound += other.outbound;
        self.visits += other.visits;
        self.purchases += other.purchases;
        self.between(other.first_purchase_at, other.last_purchase_at);
        for (currency, amount) in &other.spent {
            self.add(currency.clone(), *amount);
        }
    }
}
