//! What a customer's timeline amounts to: profile, tickets, the latest interactions.

use crate::call::{Calls, Growth};
use crate::document;
use crate::entry::{
    Amendment, Change, Consent, ConsentRecord, Delivery, DeliveryStatus, Description, Direction,
    Event, Identity, Participant, Preferences, Verdict,
};
use crate::figures::Figures;
use crate::index::Node;
use crate::name::{InteractionId, LogName, TicketId};
use crate::outbox::{Outbox, Queue};
use crate::profile::Profile;
use crate::purchase::Purchases;
use crate::reach::Reach;
use crate::related::Relations;
use crate::ticket::Tickets;
use serde::{Deserialize, Serialize};

/// How many interactions a view shows without reading further.
pub const RECENT: usize = 50;
/// How many interaction ids a view remembers, to recognise what was recorded twice at once.
const REMEMBERED: usize = 512;
/// How many delivery reports on interactions older than [`RECENT`] a view remembers.
const LATE: usize = 64;
/// How many claims on one customer's identities are kept.
const CLAIMS: usize = 64;
/// How many of the latest moods are kept.
const MOODS: usize = 20;
/// How many identities one customer shows.
const IDENTITIES: usize = 256;

/// Where an interaction stands among all: the newest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// When it happened, in milliseconds.
    pub occurred_at: u64,
    /// The log it lies in.
    pub log: LogName,
    /// Its slot there.
    pub slot: u64,
}

/// An interaction in a view, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Where it stands.
    pub position: Position,
    /// Which.
    pub id: InteractionId,
    /// Its ticket.
    pub ticket: Option<TicketId>,
    /// The best delivery report.
    pub delivery: Option<Delivery>,
    /// Everything about it that never changes, as the beginning of a JSON object without its
    /// closing brace: rendered once when folded, copied by every lookup.
    pub json: Rendered,
}

/// An identity that belongs to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIdentity {
    /// Which.
    pub identity: Identity,
    /// Its home log.
    pub home: LogName,
    /// Proven at least once.
    pub verified: bool,
    /// First seen, in milliseconds.
    pub since: u64,
    /// The channel it was first seen on.
    pub via: String,
    /// When it last wrote or called, in milliseconds.
    pub seen_at: u64,
}

/// What a customer's timeline amounts to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// First recorded interaction, in milliseconds; zero before there is one.
    pub created_at: u64,
    /// Latest inbound interaction, in milliseconds.
    pub last_seen_at: u64,
    /// Language of the latest interaction that had one.
    pub language: Option<String>,
    /// Everything known to be this person.
    pub identities: Vec<KnownIdentity>,
    /// Channels on which the customer does not want to be contacted.
    pub do_not_contact: Vec<String>,
    /// Where the customer wants to be answered.
    pub preferred: Option<String>,
    /// Interactions ever recorded.
    pub interactions: u64,
    /// Tickets.
    pub tickets: Tickets,
    /// The latest interactions, the newest first, at most [`RECENT`].
    pub recent: Vec<Item>,
    /// Who mentioned identities of this customer: the home that was mentioned, whose it is.
    pub claims: Vec<(LogName, LogName)>,
    /// What the one-time name that this log stands for is bound to.
    pub bound: Option<String>,
    /// Where the customer can be answered.
    pub reach: Reach,
    /// What was given to be sent to the customer.
    pub outbox: Outbox,
    /// Who is listed here, where this log is a node of the index.
    pub index: Node,
    /// What is to be sent to anybody, where this log is the outbox's own.
    pub queue: Queue,
    /// What is known of the customer besides what they did.
    pub profile: Profile,
    /// Who else the customer is, may be, or is not.
    pub relations: Relations,
    /// How the customer sounded lately: when, in milliseconds, and how, in thousandths; the oldest first.
    pub moods: Vec<(u64, i16)>,
    /// What it all adds up to.
    pub figures: Figures,
    /// What the customer bought lately, the latest first.
    pub purchases: Purchases,
    /// The customer's latest calls.
    pub calls: Calls,
    /// The latest interaction ids.
    ids: Remembered,
    /// Delivery reports on interactions that are no longer among `recent`.
    late: Vec<(InteractionId, Delivery)>,
}

impl Content {
    /// Whether the interaction was recorded lately.
    #[must_use]
    pub fn remembers(&self, id: InteractionId) -> bool {
        self.ids.contains(id)
    }

    /// The item of an interaction that is still among `recent`.
    #[must_use]
    pub fn item(&self, id: InteractionId) -> Option<&Item> {
        self.recent.iter().find(|i| i.id == id)
    }

    /// A late delivery report.
    #[must_use]
    pub fn late_delivery(&self, id: InteractionId) -> Option<&Delivery> {
        self.late.iter().find(|(i, _)| *i == id).map(|(_, d)| d)
    }

    /// Adds an interaction and answers its ticket; `None` when it is already here.
    pub(crate) fn add(
        &mut self,
        log: LogName,
        slot: u64,
        event: &Event,
    ) -> Option<Option<TicketId>> {
        if self.remembers(event.id) {
            return None;
        }
        self.ids.push(event.id);
        self.interactions += 1;
        self.date(event);
        let Participant { identity, verdict } = &event.customer;
        let verified = *verdict == Verdict::Pass;
        self.know(
            event.home,
            identity,
            &event.channel,
            event.occurred_at,
            verified,
        );
        self.hear(event);
        if let Some(language) = &event.language {
            self.language = Some(language.clone());
        }
        self.heed(event);
        self.feel(event);
        self.profile.meet(event);
        self.reach.note(event, TicketId { log, slot });
        let bought = self.purchases.note(event);
        self.figures.count(event, bought);
        self.calls.add(event);
        let delivery = event.outgoing.then(|| {
            self.outbox.add(event, TicketId { log, slot });
            Delivery {
                status: DeliveryStatus::Queued,
                at: event.recorded_at,
                detail: None,
            }
        });
        let ticket = self.tickets.assign(TicketId { log, slot }, event);
        let mut json = document::item(event, slot);
        if let Some(tracked) = self.calls.get(event.id).filter(|_| event.grows) {
            json = document::grown(&json, tracked).unwrap_or(json);
        }
        self.show(Item {
            position: Position {
                occurred_at: event.occurred_at,
                log,
                slot,
            },
            id: event.id,
            ticket,
            delivery,
            json,
        });
        Some(ticket)
    }

    /// Notes how the customer sounded.
    fn feel(&mut self, event: &Event) {
        let inbound = event.direction == Direction::Inbound;
        if let Some(mood) = event.sentiment.filter(|_| inbound) {
            self.mood(event.occurred_at, mood);
        }
    }

    fn mood(&mut self, at: u64, mood: i16) {
        let place = self.moods.partition_point(|known| *known <= (at, mood));
        self.moods.insert(place, (at, mood));
        if self.moods.len() > MOODS {
            self.moods.remove(0);
        }
    }

    /// Takes over what somebody says of the customer.
    pub(crate) fn describe(&mut self, said: &Description) {
        if let Some(Participant { identity, verdict }) = &said.identity {
            let verified = *verdict == Verdict::Pass;
            self.know(said.home, identity, &said.source, said.at, verified);
        }
        self.profile.describe(said);
        for consent in &said.consents {
            self.obey(&consent.channel);
        }
        if self.created_at == 0 || said.at < self.created_at {
            self.created_at = said.at;
        }
    }

    /// Keeps to the latest word on a channel.
    fn obey(&mut self, channel: &str) {
        self.do_not_contact.retain(|c| c != channel);
        if self.profile.last_word(channel) == Some(Consent::OptedOut) {
            self.do_not_contact.push(channel.to_owned());
        }
    }

    fn show(&mut self, item: Item) {
        let at = self.recent.partition_point(|i| i.position > item.position);
        self.recent.insert(at, item);
        self.recent.truncate(RECENT);
    }

    fn date(&mut self, event: &Event) {
        let at = event.recorded_at;
        if self.created_at == 0 || at < self.created_at {
            self.created_at = at;
        }
        if event.direction == Direction::Inbound {
            self.last_seen_at = self.last_seen_at.max(event.occurred_at);
        }
    }

    /// Notes an identity of the customer.
    pub(crate) fn know(
        &mut self,
        home: LogName,
        identity: &Identity,
        via: &str,
        since: u64,
        verified: bool,
    ) {
        self.learn(KnownIdentity {
            identity: identity.clone(),
            home,
            verified,
            since,
            via: via.to_owned(),
            seen_at: 0,
        });
    }

    /// Whether an address of the customer is still theirs, as far as is known.
    pub(crate) fn keeps(&self, home: LogName) -> bool {
        let mut last = home;
        while let Some((next, _)) = self.relations.successor(last) {
            last = next;
        }
        last == home || self.identities.iter().any(|k| k.home == last)
    }

    /// Whether an identity was proven to be the customer's, and still is theirs.
    pub(crate) fn proves(&self, known: &KnownIdentity) -> bool {
        known.verified && self.keeps(known.home)
    }

    /// Notes that the sender of an interaction was heard of.
    fn hear(&mut self, event: &Event) {
        if event.direction == Direction::Inbound
            && let Some(known) = self.identities.iter_mut().find(|k| k.home == event.home)
        {
            known.seen_at = known.seen_at.max(event.occurred_at);
        }
    }

    fn learn(&mut self, new: KnownIdentity) {
        match self.identities.iter_mut().find(|k| k.home == new.home) {
            Some(known) => {
                known.verified |= new.verified;
                known.seen_at = known.seen_at.max(new.seen_at);
                if new.since < known.since {
                    known.since = new.since;
                    known.via = new.via;
                }
            }
            None => {
                self.identities.push(new);
                self.identities.truncate(IDENTITIES);
            }
        }
    }

    /// Opt-outs need no proof: silence harms nobody. Opting in again does.
    fn heed(&mut self, event: &Event) {
        let Some(consent) = event.consent else { return };
        if consent == Consent::OptedIn && event.customer.verdict != Verdict::Pass {
            return;
        }
        self.profile.agree(ConsentRecord {
            channel: event.channel.clone(),
            consent,
            source: event.kind.clone(),
            at: event.occurred_at,
        });
        self.obey(&event.channel);
    }

    /// Takes over what the customer wants, as somebody noted it.
    pub(crate) fn prefer(&mut self, preferences: &Preferences) {
        self.profile.prefer(preferences);
        if let Some(channel) = &preferences.channel {
            self.preferred = (!channel.is_empty()).then(|| channel.clone());
        }
        if let Some(channels) = &preferences.do_not_contact {
            self.do_not_contact.clone_from(channels);
        }
    }

    /// Applies an edit or a deletion to what is shown.
    pub(crate) fn amend(&mut self, amendment: &Amendment) {
        if let Some(item) = self.recent.iter_mut().find(|i| i.id == amendment.of)
            && let Some(json) = document::amended(&item.json, amendment)
        {
            item.json = json;
        }
        if amendment.change == Change::Deleted {
            self.tickets.untitle(amendment.place);
            self.calls.forget(amendment.of);
        }
    }

    /// Folds what became known of a call into what is shown.
    pub(crate) fn grow(&mut self, growth: &Growth) {
        let Some(tracked) = self.calls.grow(growth) else {
            return;
        };
        if let Some(item) = self.recent.iter_mut().find(|i| i.id == growth.of)
            && let Some(json) = document::grown(&item.json, tracked)
        {
            item.json = json;
        }
    }

    /// Notes that an interaction was not sent and is to be tried again.
    pub(crate) fn postpone(&mut self, of: InteractionId, until: u64, at: u64, detail: &str) {
        self.outbox.postpone(of, until);
        let queued = |d: &&mut Delivery| d.status == DeliveryStatus::Queued;
        let item = self.recent.iter_mut().find(|i| i.id == of);
        if let Some(delivery) = item.and_then(|i| i.delivery.as_mut()).filter(queued) {
            delivery.at = at;
            delivery.detail = Some(detail.to_owned());
        }
    }

    /// Merges a delivery report by rank and says whether it changed anything.
    pub(crate) fn deliver(&mut self, of: InteractionId, delivery: &Delivery, named: bool) -> bool {
        self.outbox.report(of, delivery.status, named);
        let better = |old: &Delivery| old.status < delivery.status;
        if let Some(item) = self.recent.iter_mut().find(|i| i.id == of) {
            let change = item.delivery.as_ref().is_none_or(better);
            if change {
                item.delivery = Some(delivery.clone());
            }
            return change;
        }
        match self.late.iter_mut().find(|(id, _)| *id == of) {
            Some((_, old)) if !better(old) => false,
            Some((_, old)) => {
                *old = delivery.clone();
                true
            }
            None => {
                push_bounded(&mut self.late, (of, delivery.clone()), LATE);
                true
            }
        }
    }

    pub(crate) fn claim(&mut self, home: LogName, by: LogName) {
        if !self.claims.contains(&(home, by)) {
            push_bounded(&mut self.claims, (home, by), CLAIMS);
        }
    }

    /// Takes over everything of a customer that joined.
    pub(crate) fn import(&mut self, other: &Self) {
        self.interactions += other.interactions;
        if self.created_at == 0 || (other.created_at != 0 && other.created_at < self.created_at) {
            self.created_at = other.created_at;
        }
        if self.language.is_none() || other.last_seen_at > self.last_seen_at {
            self.language = other.language.clone().or(self.language.take());
        }
        self.last_seen_at = self.last_seen_at.max(other.last_seen_at);
        for identity in &other.identities {
            self.learn(identity.clone());
        }
        for channel in &other.do_not_contact {
            if !self.do_not_contact.contains(channel) {
                self.do_not_contact.push(channel.clone());
            }
        }
        if self.preferred.is_none() {
            self.preferred.clone_from(&other.preferred);
        }
        self.tickets.import(&other.tickets);
        self.reach.import(&other.reach);
        self.outbox.import(&other.outbox);
        self.profile.import(&other.profile);
        self.relations.import(&other.relations);
        for (at, mood) in &other.moods {
            self.mood(*at, *mood);
        }
        self.figures.import(&other.figures);
        self.purchases.import(&other.purchases);
        self.calls.import(&other.calls);
        for item in &other.recent {
            if self.item(item.id).is_none() {
                self.show(item.clone());
            }
        }
        for id in other.ids.iter() {
            if !self.remembers(id) {
                self.ids.push(id);
            }
        }
        for late in &other.late {
            push_bounded(&mut self.late, late.clone(), LATE);
        }
        for (home, by) in &other.claims {
            self.claim(*home, *by);
        }
    }
}

/// JSON that was rendered before. Bytes, because what this system wrote as text needs no check
/// that it is text whenever a view is read.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered(pub Vec<u8>);

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// The latest ids, the oldest first, as one run of bytes: a view is read much more often than an
/// id is added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Remembered(Vec<u8>);

impl Remembered {
    fn iter(&self) -> impl Iterator<Item = InteractionId> {
        self.0.as_chunks().0.iter().copied().map(InteractionId)
    }

    fn contains(&self, id: InteractionId) -> bool {
        self.iter().any(|known| known == id)
    }

    fn push(&mut self, id: InteractionId) {
        let most = (REMEMBERED - 1) * id.0.len();
        let excess = self.0.len().saturating_sub(most);
        self.0.drain(..excess);
        self.0.extend_from_slice(&id.0);
    }
}

/// Stores a list of bytes as one run.
macro_rules! as_bytes {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self(<&[u8]>::deserialize(deserializer)?.to_vec()))
            }
        }
    };
}

as_bytes!(Node);
as_bytes!(Rendered);
as_bytes!(Remembered);

fn push_bounded<T>(list: &mut Vec<T>, value: T, limit: usize) {
    if list.len() >= limit {
        list.drain(..=list.len() - limit);
    }
    list.push(value);
}
