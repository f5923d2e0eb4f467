//! Recording: an interaction onto the timeline of whoever owns its sender, exactly once.

use crate::content::Item;
use crate::document;
use crate::draft::Draft;
use crate::entry::{Delivery, DeliveryStatus, Direction, Entry, Event, Identity};
use crate::error::Result;
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, TicketId, key};
use crate::rule::{Rule, holds};
use crate::slot::Decision;
use crate::view::{Fate, View};
use serde::{Deserialize, Serialize};

/// Where a recorded interaction lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which.
    pub id: InteractionId,
    /// The root of its customer.
    pub customer: LogName,
    /// The log it lies in.
    pub log: LogName,
    /// Its slot there; zero for one that was erased.
    pub seq: u64,
    /// Its ticket.
    pub ticket: Option<TicketId>,
    /// Recorded before this call.
    pub duplicate: bool,
}

/// What the marker of an interaction says: where it lies, or that it was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marker {
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogName>,
    #[serde(rename = "n", default)]
    pub slot: u64,
    /// The interaction there, where this is another name of it.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    of: Option<InteractionId>,
}

impl Marker {
    pub const GONE: Self = Self {
        log: None,
        slot: 0,
        of: None,
    };

    pub fn at(log: LogName, slot: u64) -> Self {
        Self {
            log: Some(log),
            slot,
            of: None,
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What is known of an interaction by its id.
pub(crate) enum Recorded {
    No,
    Erased,
    /// Its slot, and the fold of the log that it lies in.
    At {
        slot: u64,
        event: Box<Event>,
        view: Box<View>,
    },
}

impl<S: Kv + Clock> Journal<S> {
    /// Records one interaction. Once it returned ok, the interaction is durable (I1), in exactly
    /// one customer (I4), and every lookup that begins afterwards shows it.
    ///
    /// Store operations of a first delivery whose view is `w` slots behind: `4 + 2 w` reads (the
    /// marker, the view, the counter, two a slot, the sealing flag), one increment, one
    /// `set-many`; the first of an instance and minute one increment and one read more (the feed),
    /// one in 64 as many reads and one write more (the segment). A repeated delivery: `5 + 2 w`
    /// reads (the marker, the view, the counter, two a slot, the slot itself and its sealing flag).
    /// One write more for every 128 KiB of attachments and of passages. A message with a reply
    /// token: the lookup of its sender, for somebody else's ticket that of its customer twice and
    /// an entry there. An outbound interaction: six reads more (reports that came before it, one for
    /// each rank) and its customer's lookup once more. One that may be amended: two reads more
    /// (amendments that came before it).
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for what can never be recorded;
    /// [`Error::Unavailable`](crate::Error::Unavailable) when the store
    /// failed: repeat the identical call.
    pub async fn record(&self, draft: &Draft) -> Result<Receipt> {
        self.record_as(draft, false).await
    }

    /// The same; of a call that begins, `grows` is set.
    pub(crate) async fn record_as(&self, draft: &Draft, grows: bool) -> Result<Receipt> {
        let mut event = draft.event(&self.naming, self.store.now())?;
        event.grows = grows;
        let also = draft.also(&self.naming)?;
        self.follow_token(draft, &mut event).await?;
        if event.direction == Direction::Outbound
            && let Some(ours) = self.echo(&event).await?
        {
            return Ok(ours);
        }
        let first = event.home;
        let (mut receipt, mut root) = self.append_to(draft, &mut event, true).await?;
        if event.home != first && event.customer.identity.kind == "phone" {
            self.doubt(first, &event).await?;
        }
        for other in &also {
            if let Some(joined) = self.associate(&event, &root, other).await? {
                root = joined;
                receipt.customer = root.log;
                receipt.ticket = receipt.ticket.map(|t| root.content.tickets.current(t));
            }
        }
        self.introduce_unscoped(&event, &root).await?;
        // Also for a repetition: the call before may have died between the slot and this.
        if let Some(ticket) = event.linked {
            self.tell(ticket, &event).await?;
        }
        if event.direction == Direction::Outbound {
            self.unpark(receipt.id).await?;
        }
        if event.amendable {
            self.amend_early(receipt.id).await?;
        }
        Ok(receipt)
    }

    /// Appends the event and answers with its customer.
    pub(crate) async fn append(&self, draft: &Draft, mut event: Event) -> Result<(Receipt, View)> {
        self.append_to(draft, &mut event, false).await
    }

    /// The same; `follows` says that its home is the one where whoever has the sender's number now
    /// is, which is noted in the event.
    async fn append_to(
        &self,
        draft: &Draft,
        event: &mut Event,
        follows: bool,
    ) -> Result<(Receipt, View)> {
        let id = event.id;
        if let Some((home, done)) = self.repeated(event.id, event.home).await? {
            event.home = home;
            return Ok(done);
        }
        let mut kept = event.clone();
        self.enclose(draft, &mut kept).await?;
        self.fit(&mut kept).await?;
        let mut entry = Entry::Event(Box::new(kept));
        loop {
            let home = event.home;
            let mut root = match holds(Rule::WalkToRoot) {
                true => self.root(home).await?,
                false => self.load(home).await?,
            };
            let log = root.log;
            // Look again now that the view is read: a twin may have been faster.
            if root.content.remembers(id)
                && let Some((home, done)) = self.repeated(id, home).await?
            {
                event.home = home;
                return Ok(done);
            }
            if follows && let Some(next) = self.reassigned(&mut root, event).await? {
                event.home = next;
                if let Entry::Event(kept) = &mut entry {
                    kept.home = next;
                }
                continue;
            }
            let mut slot = 0;
            let put = self
                .put(&mut root, &entry, |n| {
                    slot = n;
                    vec![(key::marker(id), Marker::at(log, n).encode())]
                })
                .await?;
            match put {
                Put::Ok(Fate::Repeated) => {
                    // The twin came first: the marker shall name its slot, not this one.
                    if let Some(first) = root.content.item(id).map(|i| i.position) {
                        let marker = Marker::at(first.log, first.slot).encode();
                        self.store.set(&key::marker(id), &marker).await?;
                        slot = first.slot;
                    }
                    return Ok((receipt(id, slot, &root, true), root));
                }
                Put::Ok(_) => return Ok((receipt(id, slot, &root, false), root)),
                Put::Dead => self.clear(log, slot, id, home).await?,
                // Readers may still find it live: it must stay as it is.
                Put::Void => {}
            }
        }
    }

    /// A slot that was not accepted keeps nothing of a person. No reader ever accepts it.
    async fn clear(&self, log: LogName, n: u64, id: InteractionId, home: LogName) -> Result<()> {
        let gone = Entry::Gone { home, id: Some(id) }.encode();
        Ok(self.store.set(&key::slot(log, n), &gone).await?)
    }

    async fn repeated(
        &self,
        id: InteractionId,
        home: LogName,
    ) -> Result<Option<(LogName, (Receipt, View))>> {
        let (id, home, slot, view) = match self.recorded(id).await? {
            Recorded::No => return Ok(None),
            Recorded::Erased => (id, home, 0, None),
            Recorded::At { slot, view, event } => (event.id, event.home, slot, Some(view)),
        };
        let root = match view {
            Some(view) if view.is_root_of(home) => *view,
            _ => self.root(home).await?,
        };
        Ok(Some((home, (receipt(id, slot, &root, true), root))))
    }

    /// Finds an interaction by its id, or by another name that a report taught: its slot must be
    /// live, its own and accepted.
    pub(crate) async fn recorded(&self, id: InteractionId) -> Result<Recorded> {
        let Some(bytes) = self.store.get(&key::marker(id)).await? else {
            return Ok(Recorded::No);
        };
        let Ok(marker) = serde_json::from_slice::<Marker>(&bytes) else {
            return Ok(Recorded::No);
        };
        let Some(log) = marker.log else {
            return Ok(Recorded::Erased);
        };
        if !holds(Rule::MarkerIsNoProof) {
            return Ok(Recorded::Erased);
        }
        let view = self.load(log).await?;
        if view.through < marker.slot || view.dead.contains(&marker.slot) {
            return Ok(Recorded::No);
        }
        let id = marker.of.unwrap_or(id);
        match self.decide(log, marker.slot).await? {
            Decision::Live(entry) => match *entry {
                Entry::Event(event) if event.id == id => Ok(Recorded::At {
                    slot: marker.slot,
                    event,
                    view: Box::new(view),
                }),
                Entry::Gone { id: gone, .. } if gone == Some(id) => Ok(Recorded::Erased),
                _ => Ok(Recorded::No),
            },
            _ => Ok(Recorded::No),
        }
    }

    /// Merges a delivery report by rank; one that comes before its interaction is parked. `names` are
    /// further names that reports will use for the interaction from now on.
    ///
    /// The report is parked before it looks for the interaction, and whoever records the interaction,
    /// or names it, looks for parked reports afterwards: one of them sees the other.
    ///
    /// Store operations: finding the interaction, its customer's lookup, an append; six reads for
    /// each name.
    pub async fn deliver(
        &self,
        id: InteractionId,
        delivery: &Delivery,
        names: &[InteractionId],
    ) -> Result<()> {
        if !self.report(id, delivery, names).await? {
            let parked = serde_json::to_vec(delivery).unwrap_or_default();
            let place = key::parked(id, delivery.status as u8);
            self.store.set(&place, &parked).await?;
            if !self.report(id, delivery, names).await? {
                return Ok(());
            }
        }
        for name in names {
            self.unpark(*name).await?;
        }
        Ok(())
    }

    /// Appends a report to where the interaction lies; false when nobody recorded it.
    async fn report(
        &self,
        id: InteractionId,
        delivery: &Delivery,
        names: &[InteractionId],
    ) -> Result<bool> {
        loop {
            let (log, slot, event) = match self.recorded(id).await? {
                Recorded::No => return Ok(false),
                Recorded::Erased => return Ok(true),
                Recorded::At { event, slot, view } => (view.log, slot, event),
            };
            let id = event.id;
            let mut root = self.root(event.home).await?;
            let known = match root.content.item(id) {
                Some(item) => item.delivery.as_ref(),
                None => root.content.late_delivery(id),
            };
            let better = known.is_none_or(|d| d.status < delivery.status);
            let outgoing = root.content.outbox.get(id);
            let named = !names.is_empty();
            if !better && (!named || outgoing.is_some_and(|outgoing| outgoing.named)) {
                return Ok(true);
            }
            let entry = Entry::Delivery {
                home: event.home,
                of: id,
                delivery: delivery.clone(),
                named,
            };
            let marker = Marker {
                of: Some(id),
                ..Marker::at(log, slot)
            };
            let also = |_| {
                let names = names.iter().filter(|name| **name != id);
                names
                    .map(|name| (key::marker(*name), marker.encode()))
                    .collect()
            };
            if let Put::Ok(_) = self.put(&mut root, &entry, also).await? {
                return Ok(true);
            }
        }
    }

    pub(crate) async fn unpark(&self, id: InteractionId) -> Result<()> {
        let places = DeliveryStatus::ALL.map(|status| key::parked(id, status as u8));
        let parked = self.get_all(places.into_iter()).await?;
        let parked = parked.into_iter().flatten();
        let parked = parked.filter_map(|b| serde_json::from_slice::<Delivery>(&b).ok());
        if let Some(delivery) = parked.max_by_key(|delivery| delivery.status) {
            self.report(id, &delivery, &[]).await?;
        }
        Ok(())
    }

    /// Merges a status into the customer's latest interactions on a channel that were sent there no
    /// later than `upto`. A lookup, and an append for each.
    pub async fn deliver_upto(
        &self,
        customer: &Identity,
        channel: &str,
        delivery: &Delivery,
        upto: u64,
    ) -> Result<()> {
        let home = self.naming.home(&customer.kind, &customer.value);
        let root = self.root(home).await?;
        let sent = |item: &&Item| {
            let rank = item.delivery.as_ref().map(|d| d.status);
            item.position.occurred_at <= upto
                && rank.is_none_or(|status| status < delivery.status)
                && document::was_sent_to(&item.json, channel, customer)
        };
        let sent: Vec<_> = root
            .content
            .recent
            .iter()
            .filter(sent)
            .map(|i| i.id)
            .collect();
        for id in sent {
            // What nobody began to send was not delivered.
            let waits = root
                .content
                .outbox
                .get(id)
                .is_some_and(|o| o.attempt_at.is_none());
            if !waits {
                self.report(id, delivery, &[]).await?;
            }
        }
        Ok(())
    }
}

pub(crate) fn receipt(id: InteractionId, slot: u64, root: &View, duplicate: bool) -> Receipt {
    let item = root.content.item(id);
    let log = item.map_or(root.log, |item| item.position.log);
    let ticket = match item {
        Some(item) => item.ticket,
        None => root.outcome(slot).and_then(|o| o.ticket),
    };
    Receipt {
        id,
        customer: root.log,
        log,
        seq: slot,
        ticket: ticket.map(|t| root.content.tickets.current(t)),
        duplicate,
    }
}
