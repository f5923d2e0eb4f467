//! Reading: lookups, pages of a timeline, single interactions.

use crate::append::Recorded;
use crate::call::{self, Call};
use crate::content::Position;
use crate::document;
use crate::entry::{Delivery, Direction, Entry, Event, Identity};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, TicketId};
use crate::token::{AsOf, Cursor};
use crate::view::{Fate, SEGMENT, Source, View};

/// A page ends early after so many bytes of items.
const PAGE: usize = 4 << 20;
/// A page ends early after reading so many segments, so that a filter that fits nothing cannot
/// read a whole history in one call; `next` goes on from there.
const SEGMENTS: usize = 256;

/// Which part of a timeline.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "the fields of wit/reader.wit, where they are described"
)]
pub struct TimelineQuery {
    pub channel: Option<String>,
    pub kind: Option<String>,
    pub since: Option<u64>,
    pub until: Option<u64>,
    pub as_of: Option<String>,
    pub limit: usize,
    pub cursor: Option<String>,
}

/// An interaction of a page.
pub(crate) struct Found {
    pub position: Position,
    pub event: Box<Event>,
    pub ticket: Option<TicketId>,
    pub delivery: Option<Delivery>,
}

/// A segment that may hold interactions of a page.
struct Candidate {
    source: usize,
    segment: u64,
    latest: u64,
}

impl<S: Kv + Clock> Journal<S> {
    /// The customer who owns an identity, with the latest `items` interactions.
    ///
    /// Store operations: `2 + 2 w` reads (the view, the counter, two for each of the `w` slots
    /// behind the view), two more once joined and asked for by an identity whose log moved. Whoever
    /// first walks over a change of structure reads what it refers to, and writes the view.
    pub async fn lookup(&self, identity: &Identity, items: usize) -> Result<Vec<u8>> {
        let (home, view) = self.current(self.home(identity)).await?;
        if view.content.identities.iter().any(|k| k.home == home) {
            return Ok(self.lookup_document(&view, items));
        }
        // Nobody owns it. One claim proves nothing; several are for a person to decide. Whoever owns
        // the same with the account that it is scoped to is meant, if that is one.
        let mut claimants: Vec<View> = Vec::new();
        for (claimed, by) in &view.content.claims {
            if *claimed == home {
                let root = self.root(*by).await?;
                if claimants.iter().all(|known| known.log != root.log) {
                    claimants.push(root);
                }
            }
        }
        let mut owners = claimants.iter().filter(|c| c.owns_scoped(identity));
        if let (Some(owner), None) = (owners.next(), owners.next()) {
            return Ok(self.lookup_document(owner, items));
        }
        match claimants.len() {
            0 | 1 => Err(Error::NotFound),
            _ => Err(Error::Ambiguous(
                claimants.iter().map(|c| c.log.customer_id()).collect(),
            )),
        }
    }

    /// The same by customer id. One that was merged away answers with the surviving customer.
    pub async fn customer(&self, id: &str, items: usize) -> Result<Vec<u8>> {
        let view = self.owned(id).await?;
        Ok(self.lookup_document(&view, items))
    }

    pub(crate) async fn owned(&self, id: &str) -> Result<View> {
        let log = LogName::from_customer_id(id).ok_or(Error::NotFound)?;
        let view = self.root(log).await?;
        if view.is_owned() {
            Ok(view)
        } else {
            Err(Error::NotFound)
        }
    }

    fn lookup_document(&self, view: &View, items: usize) -> Vec<u8> {
        let state = AsOf {
            log: view.log,
            through: view.through,
        };
        let mut shown = view.content.recent.iter().take(items);
        let before = shown.next_back().map_or(LATEST, |item| item.position);
        let more = view.content.interactions > view.content.recent.len().min(items) as u64;
        let next = more.then(|| self.cursor(&TimelineQuery::default(), view, state, before));
        let token = self.naming.token("as_of", &[], &state);
        document::lookup(view, items, next.as_deref(), &token)
    }

    fn cursor(&self, query: &TimelineQuery, view: &View, state: AsOf, before: Position) -> String {
        let bound = bound(query, view.log);
        let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
        self.naming
            .token("timeline", &bound, &Cursor { state, before })
    }

    /// One page of a customer's timeline, the newest first.
    ///
    /// Store operations: a lookup's, one read for each full segment of 64 slots that may hold
    /// something of the page, two for each slot that lies in none, one for each body part.
    pub async fn timeline(&self, id: &str, query: &TimelineQuery) -> Result<Vec<u8>> {
        let root = self.owned(id).await?;
        let mut recorded_until = u64::MAX;
        let mut state = AsOf {
            log: root.log,
            through: root.through,
        };
        if let Some(as_of) = &query.as_of {
            match as_of.parse::<jiff::Timestamp>() {
                Ok(time) => recorded_until = u64::try_from(time.as_millisecond()).unwrap_or(0),
                Err(_) => state = self.naming.open("as_of", "as_of", &[], as_of)?,
            }
        }
        let mut before = LATEST;
        if let Some(cursor) = &query.cursor {
            let bound = bound(query, root.log);
            let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
            let cursor: Cursor = self.naming.open("cursor", "timeline", &bound, cursor)?;
            (state, before) = (cursor.state, cursor.before);
        }
        let sources = self.sources_at(&root, state).await?;
        let (found, next) = self
            .page(&root, &sources, query, before, recorded_until)
            .await?;
        self.page_document(&root, state, query, found, next).await
    }

    /// Where the interactions lie that were the customer's in some earlier state.
    pub(crate) async fn sources_at(&self, root: &View, state: AsOf) -> Result<Vec<Source>> {
        if state.log == root.log && state.through >= root.structured_at {
            let mut sources = root.all_sources();
            if let Some(own) = sources.first_mut() {
                own.upto = own.upto.min(state.through);
            }
            return Ok(sources);
        }
        if !root.homes.contains(&state.log) {
            return Err(Error::invalid(
                "as_of",
                "is a state of another customer, or of one that was parted since",
            ));
        }
        let then = self.load_upto(state.log, state.through).await?;
        let mut sources = then.all_sources();
        // What was erased or parted since stays away.
        for source in &mut sources {
            source.homes.retain(|h| root.homes.contains(h));
            if source.log == root.log {
                source.after = source.after.max(root.after);
            }
        }
        Ok(sources)
    }

    /// The newest interactions before a position, and where the next page begins.
    pub(crate) async fn page(
        &self,
        root: &View,
        sources: &[Source],
        query: &TimelineQuery,
        before: Position,
        recorded_until: u64,
    ) -> Result<(Vec<Found>, Option<Position>)> {
        let mut owners = Vec::new();
        for source in sources {
            owners.push(if source.log == root.log {
                root.clone()
            } else {
                self.load(source.log).await?
            });
        }
        let mut found: Vec<Found> = Vec::new();
        for (read, candidate) in candidates(sources, &owners, query, before)
            .into_iter()
            .enumerate()
        {
            let full = found.get(query.limit);
            if full.is_some_and(|last| last.position.occurred_at > candidate.latest) {
                break;
            }
            if read >= SEGMENTS {
                found.retain(|f| f.position.occurred_at > candidate.latest);
                found.truncate(query.limit);
                let next = Position {
                    occurred_at: candidate.latest.saturating_add(1),
                    log: LogName([0; 16]),
                    slot: 0,
                };
                return Ok((found, Some(next)));
            }
            let (Some(source), Some(owner)) =
                (sources.get(candidate.source), owners.get(candidate.source))
            else {
                continue;
            };
            for slot in self.slots_of(owner, candidate.segment).await? {
                let Some(Entry::Event(event)) = slot.entry else {
                    continue;
                };
                let position = Position {
                    occurred_at: event.occurred_at,
                    log: source.log,
                    slot: slot.n,
                };
                let fits = slot.outcome.fate == Fate::Shown
                    && source.covers(source.log, slot.n, event.home)
                    && position < before
                    && event.recorded_at <= recorded_until
                    && query.fits(&event);
                if fits && found.iter().all(|f| f.position != position) {
                    found.push(Found {
                        position,
                        event,
                        ticket: slot.outcome.ticket,
                        delivery: slot.outcome.delivery,
                    });
                }
            }
            found.sort_by_key(|f| std::cmp::Reverse(f.position));
            found.truncate(query.limit + 1);
        }
        let more = found.len() > query.limit;
        found.truncate(query.limit);
        let last = found.last().map(|f| f.position).filter(|_| more);
        Ok((found, last))
    }

    async fn page_document(
        &self,
        root: &View,
        state: AsOf,
        query: &TimelineQuery,
        found: Vec<Found>,
        mut next: Option<Position>,
    ) -> Result<Vec<u8>> {
        let mut out = b"{\"items\":[".to_vec();
        let mut last = None;
        for item in found {
            if out.len() > PAGE {
                next = last;
                break;
            }
            if last.is_some() {
                out.push(b',');
            }
            last = Some(item.position);
            self.whole_item(&mut out, root, item).await?;
        }
        out.extend_from_slice(b"],\"next\":");
        let next = next.map(|before| self.cursor(query, root, state, before));
        document::append(&mut out, &next);
        out.push(b'}');
        Ok(out)
    }

    async fn whole_item(&self, out: &mut Vec<u8>, root: &View, item: Found) -> Result<()> {
        let content = &root.content;
        let known = content.item(item.event.id);
        let ticket = match known {
            Some(item) => item.ticket,
            // The ticket of somebody who was parted since stays away.
            None => item
                .ticket
                .filter(|t| root.homes.contains(&t.log) || item.event.linked == Some(*t)),
        };
        let delivery = known
            .and_then(|i| i.delivery.as_ref())
            .or_else(|| content.late_delivery(item.event.id))
            .cloned()
            .or(item.delivery);
        let event = self.as_edited(self.whole(*item.event).await?).await?;
        let mut head = document::whole_item(&event, item.position.slot);
        if event.kind == call::KIND {
            let known = self.call_of(&event, content).await?;
            if event.grows || known != Call::default() {
                let inbound = event.direction == Direction::Inbound;
                head = document::with_call(&head, event.text.as_deref(), &known, inbound);
            }
        }
        let ticket = ticket.map(|t| content.tickets.current(t));
        document::complete(out, &head, ticket, delivery.as_ref());
        Ok(())
    }

    /// One interaction with its whole text and passages.
    pub async fn interaction(&self, id: &str) -> Result<Vec<u8>> {
        let id = InteractionId::from_public(id).ok_or(Error::NotFound)?;
        let Recorded::At { slot, event, view } = self.recorded(id).await? else {
            return Err(Error::NotFound);
        };
        let outcome = match view.outcome(slot) {
            Some(outcome) => Some(outcome.clone()),
            None => self
                .slots_of(&view, (slot - 1) / SEGMENT)
                .await?
                .into_iter()
                .find(|s| s.n == slot)
                .map(|s| s.outcome),
        };
        let root = match view.is_root_of(event.home) {
            true => *view.clone(),
            false => self.root(event.home).await?,
        };
        let passages = self.passages(&event).await?;
        let item = Found {
            position: Position {
                occurred_at: event.occurred_at,
                log: view.log,
                slot,
            },
            event,
            ticket: outcome.as_ref().and_then(|o| o.ticket),
            delivery: outcome.and_then(|o| o.delivery),
        };
        let mut out = Vec::new();
        self.whole_item(&mut out, &root, item).await?;
        document::rest(&mut out, &passages, root.log.customer_id());
        Ok(out)
    }
}

/// Before this comes everything.
pub(crate) const LATEST: Position = Position {
    occurred_at: u64::MAX,
    log: LogName([0xff; 16]),
    slot: u64::MAX,
};

/// What a cursor is bound to: the customer and every filter.
fn bound(query: &TimelineQuery, log: LogName) -> Vec<String> {
    vec![
        log.to_string(),
        query.channel.clone().unwrap_or_default(),
        query.kind.clone().unwrap_or_default(),
        query.since.map(|t| t.to_string()).unwrap_or_default(),
        query.until.map(|t| t.to_string()).unwrap_or_default(),
        query.as_of.clone().unwrap_or_default(),
    ]
}

/// The segments that may hold something of the page, those with the newest first.
fn candidates(
    sources: &[Source],
    owners: &[View],
    query: &TimelineQuery,
    before: Position,
) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (index, (source, owner)) in sources.iter().zip(owners).enumerate() {
        for segment in source.after / SEGMENT..source.upto.div_ceil(SEGMENT) {
            let range = usize::try_from(segment / owner.times.span)
                .ok()
                .and_then(|r| owner.times.ranges.get(r));
            let Some((earliest, latest)) = range else {
                continue;
            };
            let outside = earliest > latest
                || *earliest > before.occurred_at
                || query.since.is_some_and(|t| *latest < t)
                || query.until.is_some_and(|t| *earliest >= t);
            if !outside {
                candidates.push(Candidate {
                    source: index,
                    segment,
                    latest: *latest,
                });
            }
        }
    }
    candidates.sort_by_key(|c| std::cmp::Reverse((c.latest, c.segment)));
    candidates
}

impl TimelineQuery {
    fn fits(&self, event: &Event) -> bool {
        self.channel.as_ref().is_none_or(|c| *c == event.channel)
            && self.kind.as_ref().is_none_or(|k| *k == event.kind)
            && self.since.is_none_or(|t| event.occurred_at >= t)
            && self.until.is_none_or(|t| event.occurred_at < t)
    }
}
