//! Where a customer can be answered: the latest message from each address, private and public apart.

use crate::entry::{Direction, Event, Verdict, Visibility};
use crate::name::{LogName, TicketId};
use serde::{Deserialize, Serialize};

/// How many addresses one customer can be answered at.
const MOST: usize = 32;

/// The latest message from one address of the customer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The channel it came by.
    pub channel: String,
    /// The home of the address.
    pub home: LogName,
    /// How well it was proven who wrote.
    pub verdict: Verdict,
    /// Who could see it.
    pub visibility: Visibility,
    /// When it happened, in milliseconds.
    pub at: u64,
    /// Where that message lies.
    pub place: TicketId,
    /// It was a call: nothing that is written goes there.
    pub call: bool,
}

impl Place {
    fn is_same(&self, other: &Self) -> bool {
        (&self.channel, self.home, self.visibility, self.call)
            == (&other.channel, other.home, other.visibility, other.call)
    }
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach(Vec<Place>);

impl Reach {
    /// Notes a message of the customer's.
    pub(crate) fn note(&mut self, event: &Event, place: TicketId) {
        let call = event.kind == crate::call::KIND;
        let answerable = call || matches!(event.kind.as_str(), "message" | "comment" | "mention");
        if event.direction == Direction::Inbound && answerable && !event.dead_end {
            self.learn(Place {
                channel: event.channel.clone(),
                home: event.home,
                verdict: event.customer.verdict,
                visibility: event.visibility,
                at: event.occurred_at,
                place,
                call,
            });
        }
    }

    fn learn(&mut self, place: Place) {
        match self.0.iter_mut().find(|known| known.is_same(&place)) {
            Some(known) if known.at > place.at => {}
            Some(known) => *known = place,
            None => self.0.push(place),
        }
        if self.0.len() > MOST {
            let oldest = self.0.iter().enumerate().min_by_key(|(_, place)| place.at);
            if let Some((index, _)) = oldest {
                self.0.remove(index);
            }
        }
    }

    pub(crate) fn import(&mut self, other: &Self) {
        for place in &other.0 {
            self.learn(place.clone());
        }
    }

    /// The latest message that fits. One whose sender was proven false never does.
    #[must_use]
    pub fn latest(&self, fits: impl Fn(&Place) -> bool) -> Option<&Place> {
        self.last(|place| !place.call && fits(place))
    }

    /// The latest message or call that fits.
    pub(crate) fn last(&self, fits: impl Fn(&Place) -> bool) -> Option<&Place> {
        let fitting = self
            .0
            .iter()
            .filter(|p| p.verdict != Verdict::Fail && fits(p));
        fitting.max_by_key(|place| place.at)
    }
}
