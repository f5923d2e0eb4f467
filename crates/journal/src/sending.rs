//! Sending: what is due, who may send it, and what became of it.

use crate::append::{Marker, Receipt, Recorded, receipt};
use crate::call;
use crate::document;
use crate::entry::{Delivery, DeliveryStatus, Entry, Event};
use crate::error::Result;
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, TicketId, key};
use crate::outbox::{Outgoing, Waiting};
use crate::reply::DIGEST;
use crate::slot::Decision;
use crate::view::View;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// An attempt without a result for so long has an unknown one, in milliseconds.
const ATTEMPT: u64 = 60_000;
/// An answer that could not be sent for so long has failed, in milliseconds.
const PATIENCE: u64 = 24 * 60 * 60 * 1000;
/// Whoever queues an answer records it within this time, in milliseconds; or never. It takes no second;
/// the rest is for clocks that differ.
const RECORDING: u64 = 24 * 60 * 60 * 1000;
/// An echo that comes later than this is not taken for the answer that it resembles, in
/// milliseconds.
const ECHO: u64 = 24 * 60 * 60 * 1000;

/// An interaction to be sent, claimed by whoever asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ToSend {
    /// Which.
    pub id: InteractionId,
    /// The connector that sends it.
    pub channel: String,
    /// The body of the connector's `/send`.
    pub message: Vec<u8>,
}

/// What there is to do for an interaction that waits.
enum Standing {
    Due,
    Later,
    Done,
}

impl<S: Kv + Clock> Journal<S> {
    /// The interactions that are to be sent now, the oldest first. What was attempted a minute ago
    /// and has no result becomes `unknown`; what could not be sent for a day has `failed`.
    ///
    /// Store operations: a lookup of the outbox's own log and of each customer for whom something
    /// waits that is not postponed; an append there for each that is done with.
    pub async fn due(&self, most: usize) -> Result<Vec<InteractionId>> {
        let mut outbox = self.load(self.naming.outbox()).await?;
        let mut due = Vec::new();
        let now = self.store.now();
        let waiting = outbox.content.queue.iter().filter(|w| w.until <= now);
        let waiting: Vec<Waiting> = waiting.copied().collect();
        for waiting in waiting {
            if due.len() >= most {
                break;
            }
            match self.standing(&waiting).await? {
                Standing::Due => due.push(waiting.of),
                Standing::Later => {}
                Standing::Done => {
                    let home = outbox.log;
                    let of = waiting.of;
                    self.put(&mut outbox, &Entry::Settled { home, of }, |_| Vec::new())
                        .await?;
                }
            }
        }
        Ok(due)
    }

    async fn standing(&self, waiting: &Waiting) -> Result<Standing> {
        let now = self.store.now();
        let since = |at: u64| now.saturating_sub(at);
        let root = self.root(waiting.theirs).await?;
        let Some(outgoing) = root.content.outbox.get(waiting.of) else {
            let gone = match self.recorded(waiting.of).await? {
                // It may be recorded at this moment, or have been since the customer was read.
                Recorded::No | Recorded::At { .. } => since(waiting.at) > RECORDING,
                Recorded::Erased => true,
            };
            return Ok(if gone {
                Standing::Done
            } else {
                Standing::Later
            });
        };
        if outgoing.status != DeliveryStatus::Queued {
            return Ok(Standing::Done);
        }
        match outgoing.attempt_at {
            Some(at) if since(at) > ATTEMPT => {
                let detail = "no result came back; whether it was sent will show";
                self.find(outgoing).await?;
                self.settle_as(waiting.of, DeliveryStatus::Unknown, detail)
                    .await?;
                Ok(Standing::Done)
            }
            Some(_) => Ok(Standing::Later),
            None if since(outgoing.queued_at) > PATIENCE => {
                let detail = "it could not be sent for a day";
                self.find(outgoing).await?;
                self.settle_as(waiting.of, DeliveryStatus::Failed, detail)
                    .await?;
                Ok(Standing::Done)
            }
            None if outgoing.not_before > now => Ok(Standing::Later),
            None => Ok(Standing::Due),
        }
    }

    async fn settle_as(
        &self,
        of: InteractionId,
        status: DeliveryStatus,
        detail: &str,
    ) -> Result<()> {
        let delivery = Delivery {
            status,
            at: self.store.now(),
            detail: Some(detail.to_owned()),
        };
        self.deliver(of, &delivery, &[]).await
    }

    /// Claims an interaction for sending. Once this answered one, nobody else gets it: the attempt
    /// is on the log, and the fold accepts the first only. `None` when there is nothing to send, and
    /// when the customer does not want to be contacted there, which makes it `failed`.
    ///
    /// Store operations: a lookup of the outbox's own log and of the customer, finding the interaction,
    /// an append; then one read
    /// for every 128 KiB of what is sent.
    pub async fn begin(&self, id: InteractionId) -> Result<Option<ToSend>> {
        let outbox = self.load(self.naming.outbox()).await?;
        let Some(waiting) = outbox.content.queue.iter().find(|w| w.of == id).copied() else {
            return Ok(None);
        };
        loop {
            let mut root = self.root(waiting.theirs).await?;
            let free = |o: &&Outgoing| o.attempt_at.is_none() && o.status == DeliveryStatus::Queued;
            let Some(outgoing) = root.content.outbox.get(id).filter(free) else {
                return Ok(None);
            };
            let Some(event) = self.find(outgoing).await? else {
                return Ok(None);
            };
            if root.content.do_not_contact.contains(&event.channel) {
                let detail = "the customer does not want to be contacted on this channel";
                self.settle_as(event.id, DeliveryStatus::Failed, detail)
                    .await?;
                return Ok(None);
            }
            let attempt = Entry::Attempt {
                home: event.home,
                of: event.id,
                at: self.store.now(),
            };
            let mut slot = 0;
            let note = |n| {
                slot = n;
                Vec::new()
            };
            if let Put::Ok(_) = self.put(&mut root, &attempt, note).await? {
                let log = root.log;
                let claim = root.content.outbox.get(event.id).and_then(|o| o.claim);
                // Another attempt may lie behind a hole that nobody had sealed when this one was made.
                let ours = claim == Some(TicketId { log, slot });
                return match ours {
                    true => Ok(Some(self.to_send(event, &root).await?)),
                    false => Ok(None),
                };
            }
        }
    }

    /// The event of an outgoing interaction. Its marker may have gone astray with a twin that died;
    /// then it is set right, so that the results are found.
    async fn find(&self, outgoing: &Outgoing) -> Result<Option<Event>> {
        if let Recorded::At { event, .. } = self.recorded(outgoing.id).await? {
            return Ok(Some(*event));
        }
        let TicketId { log, slot } = outgoing.place;
        let event = self.event_at(outgoing.place).await?;
        if event.is_some() {
            let marker = Marker::at(log, slot).encode();
            self.store.set(&key::marker(outgoing.id), &marker).await?;
        }
        Ok(event)
    }

    /// The event in a slot that the fold of its log accepted. Two reads.
    pub(crate) async fn event_at(&self, place: TicketId) -> Result<Option<Event>> {
        match self.decide(place.log, place.slot).await? {
            Decision::Live(entry) => match *entry {
                Entry::Event(event) => Ok(Some(*event)),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    async fn to_send(&self, event: Event, root: &View) -> Result<ToSend> {
        let passages = self.passages(&event).await?;
        let event = self.whole(event).await?;
        let words = passages.outgoing.unwrap_or_default();
        let mut message: Map<String, Value> = serde_json::from_str(&words).unwrap_or_default();
        message.remove(DIGEST);
        let mut set = |name: &str, value: Value| message.insert(name.to_owned(), value);
        set("interaction_id", event.id.public().into());
        if let Some(ticket) = event.ticket {
            let ticket = root.content.tickets.current(ticket);
            set("reply_token", self.naming.reply_token(ticket).into());
        }
        if let Some(at) = self.present_at(event.home).await? {
            set("present_at", document::instant(at).into());
        }
        if event.kind == call::KIND {
            set("call", true.into());
        }
        let here = root
            .content
            .reach
            .latest(|place| place.channel == event.channel && place.home == event.home);
        if let Some(place) = here {
            set("last_inbound_at", document::instant(place.at).into());
        }
        let mut files = Vec::new();
        for (index, file) in event.attachments.iter().enumerate() {
            let mut document = json!({ "name": file.name, "content_type": file.content_type });
            match self.content_of(&event, index).await? {
                Some(content) => document["content"] = STANDARD.encode(content).into(),
                None => document["url"] = file.url.clone().into(),
            }
            files.push(document);
        }
        if !files.is_empty() {
            set("attachments", files.into());
        }
        Ok(ToSend {
            id: event.id,
            channel: event.channel,
            message: Value::Object(message).to_string().into_bytes(),
        })
    }

    /// Gives back an interaction that was certainly not sent.
    pub async fn put_back(&self, id: InteractionId, until: u64, detail: &str) -> Result<()> {
        loop {
            let Recorded::At { event, .. } = self.recorded(id).await? else {
                return Ok(());
            };
            let mut root = self.root(event.home).await?;
            let attempted = |o: &&Outgoing| o.attempt_at.is_some();
            if root
                .content
                .outbox
                .get(event.id)
                .filter(attempted)
                .is_none()
            {
                return Ok(());
            }
            let postponed = Entry::Postponed {
                home: event.home,
                of: event.id,
                until,
                at: self.store.now(),
                detail: detail.to_owned(),
            };
            if let Put::Ok(_) = self.put(&mut root, &postponed, |_| Vec::new()).await? {
                break self.postpone(event.id, event.home, until).await;
            }
        }
    }

    /// Notes in the outbox's own log that an interaction need not be looked at before `until`. Without
    /// it every tick would look.
    async fn postpone(&self, of: InteractionId, theirs: LogName, until: u64) -> Result<()> {
        let mut outbox = self.load(self.naming.outbox()).await?;
        if !outbox.content.queue.contains(of) {
            return Ok(());
        }
        let queued = Entry::Queued {
            home: outbox.log,
            of,
            theirs,
            at: self.store.now(),
            until,
        };
        self.put(&mut outbox, &queued, |_| Vec::new()).await?;
        Ok(())
    }

    /// Notes in the outbox's own log that an interaction is going to be recorded and sent. Comes
    /// before it is recorded, so that nothing that is on a timeline to be sent is missing there.
    pub(crate) async fn enqueue(&self, of: InteractionId, theirs: LogName) -> Result<()> {
        self.enqueue_in(self.naming.outbox(), of, theirs).await
    }

    /// The same in another log of this kind.
    pub(crate) async fn enqueue_in(
        &self,
        log: LogName,
        of: InteractionId,
        theirs: LogName,
    ) -> Result<()> {
        loop {
            let mut list = self.load(log).await?;
            if list.content.queue.contains(of) {
                return Ok(());
            }
            if list.content.queue.is_full() {
                let detail = "more waits to be dealt with than its list takes";
                return Err(crate::Error::Unavailable(detail.to_owned()));
            }
            let queued = Entry::Queued {
                home: list.log,
                of,
                theirs,
                at: self.store.now(),
                until: 0,
            };
            if let Put::Ok(_) = self.put(&mut list, &queued, |_| Vec::new()).await? {
                return Ok(());
            }
        }
    }

    /// Takes a message of ours that a provider sends back for the answer that it is: one on the
    /// same channel to the same address that was attempted, whose provider's name is not known and
    /// which says the same. Answers with that one's receipt.
    ///
    /// Store operations: none unless such an answer may be on its way; then a lookup and the reading
    /// of each that it may be.
    pub(crate) async fn echo(&self, event: &Event) -> Result<Option<Receipt>> {
        let Some(said) = event.text.as_deref().map(words) else {
            return Ok(None);
        };
        let root = self.root(event.home).await?;
        let expected = |o: &&Outgoing| {
            o.channel == event.channel
                && o.home == event.home
                && !o.named
                && o.attempt_at
                    .is_some_and(|at| event.recorded_at.saturating_sub(at) < ECHO)
        };
        let candidates: Vec<InteractionId> = root
            .content
            .outbox
            .iter()
            .filter(expected)
            .map(|o| o.id)
            .collect();
        if candidates.is_empty() || !matches!(self.recorded(event.id).await?, Recorded::No) {
            return Ok(None);
        }
        for id in candidates {
            let Recorded::At {
                slot, event: ours, ..
            } = self.recorded(id).await?
            else {
                continue;
            };
            let ours = self.whole(*ours).await?;
            // A long answer goes out, and comes back, in parts.
            let text = ours.text.as_deref().map(words).unwrap_or_default();
            if said.is_empty() || !text.contains(&said) {
                continue;
            }
            let delivery = Delivery {
                status: DeliveryStatus::Sent,
                at: event.occurred_at,
                detail: None,
            };
            self.deliver(id, &delivery, &[event.id]).await?;
            return Ok(Some(receipt(id, slot, &self.root(ours.home).await?, true)));
        }
        Ok(None)
    }
}

/// The words of a text, whatever is between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
