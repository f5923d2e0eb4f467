//! The work list: tickets of all customers, a fold of the feed.
//!
//! Minutes that are closed are folded once and kept in one value; those since are folded on every
//! call. The feed only says which logs to look at: what a ticket is comes from its customer.

use crate::document;
use crate::entry::Entry;
use crate::entry::TicketStatus;
use crate::error::{Error, Result};
use crate::feed::{Hint, MINUTE, SHARDS, key};
use crate::journal::Journal;
use crate::kv::{Clock, Kv, decode_counter};
use crate::name::{LogName, TicketId};
use crate::slot::Decision;
use crate::ticket::Ticket;
use crate::view::{SEGMENT, View};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A minute is closed when every acknowledged entry of it has been written: two minutes later,
/// and one more for clocks that differ.
const CLOSED_AFTER: u64 = 3;
/// Most tickets in the list; beyond it those that are done and the oldest leave.
const ROWS: usize = 2_000;
const LIST: &str = "tl:w1";

/// Which tickets.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "the fields of wit/reader.wit, where they are described"
)]
pub struct TicketQuery {
    pub status: Option<String>,
    pub queue: Option<String>,
    pub assignee: Option<String>,
    pub channel: Option<String>,
    pub limit: usize,
    pub cursor: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    id: TicketId,
    home: LogName,
    status: TicketStatus,
    queue: String,
    assignee: Option<String>,
    channels: Vec<String>,
    updated_at: u64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct WorkList {
    /// The last closed minute that is folded.
    through: u64,
    rows: Vec<Row>,
}

impl WorkList {
    fn update(&mut self, view: &View) {
        let tickets = &view.content.tickets;
        let merged = |id: TicketId| tickets.merged.iter().any(|(from, _)| *from == id);
        self.rows
            .retain(|row| !merged(row.id) && tickets.list.iter().all(|t| t.id != row.id));
        self.rows.extend(tickets.list.iter().map(|t| Row {
            id: t.id,
            home: t.home,
            status: t.status,
            queue: t.queue.clone(),
            assignee: t.assignee.clone(),
            channels: t.channels.clone(),
            updated_at: t.updated_at,
        }));
    }

    fn trim(&mut self) {
        let open = |r: &Row| matches!(r.status, TicketStatus::Open | TicketStatus::Pending);
        self.rows
            .sort_by_key(|r| std::cmp::Reverse((open(r), r.updated_at, r.id)));
        self.rows.truncate(ROWS);
    }
}

/// Some of one writer's entries of a minute.
pub(crate) struct SomeHints {
    pub hints: Vec<Hint>,
    /// How many there are without a gap.
    pub whole: u64,
    /// Up to which they were looked for.
    pub last: u64,
    /// There are no more.
    pub done: bool,
}

impl<S: Kv + Clock> Journal<S> {
    /// One page of the work list, latest activity first.
    ///
    /// Store operations: the kept list, eight counters for each minute since with the entries in
    /// it, a customer's lookup for each log they name and each ticket shown.
    pub async fn tickets(&self, query: &TicketQuery) -> Result<Vec<u8>> {
        let bound = [
            query.status.as_deref().unwrap_or_default(),
            query.queue.as_deref().unwrap_or_default(),
            query.assignee.as_deref().unwrap_or_default(),
            query.channel.as_deref().unwrap_or_default(),
        ];
        let before: Option<(u64, TicketId)> = match &query.cursor {
            Some(cursor) => Some(self.naming.open("cursor", "tickets", &bound, cursor)?),
            None => None,
        };
        let mut list = self.work_list().await?;
        list.rows
            .retain(|r| query.fits(r) && before.is_none_or(|b| (r.updated_at, r.id) < b));
        list.rows
            .sort_by_key(|r| std::cmp::Reverse((r.updated_at, r.id)));
        let more = list.rows.len() > query.limit;
        list.rows.truncate(query.limit);
        let next = list.rows.last().filter(|_| more).map(|r| {
            let position = (r.updated_at, r.id);
            self.naming.token("tickets", &bound, &position)
        });
        let mut out = b"{\"items\":[".to_vec();
        let mut first = true;
        for row in &list.rows {
            let root = self.root(row.home).await?;
            let Some(ticket) = root.content.tickets.get(row.id) else {
                continue;
            };
            if !first {
                out.push(b',');
            }
            first = false;
            document::ticket(&mut out, ticket, Some(root.log.customer_id()));
        }
        out.extend_from_slice(b"],\"next\":");
        document::append(&mut out, &next);
        out.push(b'}');
        Ok(out)
    }

    /// Folds the feed as far as it goes.
    pub(crate) async fn fold_work_list(&self) -> Result<()> {
        self.work_list().await.map(drop)
    }

    async fn work_list(&self) -> Result<WorkList> {
        let stored = self.store.get(LIST).await?;
        let mut list: WorkList = stored
            .and_then(|b| postcard::from_bytes(&b).ok())
            .unwrap_or_default();
        let now = self.store.now() / MINUTE;
        let closed = now.saturating_sub(CLOSED_AFTER);
        // Whoever closed minutes that are yet to come had a clock that was ahead.
        let begin = list.through.min(closed);
        let mut logs = BTreeSet::new();
        for minute in self.busy_minutes(begin, now + 1).await? {
            self.touched(minute, &mut logs).await?;
        }
        let mut roots = BTreeSet::new();
        for log in logs {
            let view = self.root(log).await?;
            if roots.insert(view.log) {
                list.update(&view);
            }
            if list.rows.len() > 2 * ROWS {
                list.trim();
            }
        }
        list.trim();
        if closed != list.through {
            list.through = closed;
            let bytes = postcard::to_allocvec(&list).unwrap_or_default();
            self.store.set(LIST, &bytes).await?;
        }
        Ok(list)
    }

    /// The minutes in (`after`, `upto`] whose hour has entries.
    pub(crate) async fn busy_minutes(&self, after: u64, upto: u64) -> Result<Vec<u64>> {
        let first = match self.store.get(key::FIRST_DAY).await? {
            Some(day) => decode_counter(&day) * 1440,
            None => return Ok(Vec::new()),
        };
        let begin = (after + 1).max(first);
        let mut minutes = Vec::new();
        for day in begin / 1440..=upto / 1440 {
            if self.store.get(&key::day(day)).await?.is_none() {
                continue;
            }
            for hour in day * 24..(day + 1) * 24 {
                let within = begin.max(hour * 60)..=upto.min(hour * 60 + 59);
                if !within.is_empty() && self.store.get(&key::hour(hour)).await?.is_some() {
                    minutes.extend(within);
                }
            }
        }
        Ok(minutes)
    }

    /// Adds the logs that entries of this minute name.
    async fn touched(&self, minute: u64, logs: &mut BTreeSet<LogName>) -> Result<()> {
        for writer in self.writers(minute).await? {
            let (hints, _) = self.hints(minute, writer, 0).await?;
            logs.extend(hints.iter().map(|hint| hint.log));
        }
        Ok(())
    }

    /// Who wrote entries in a minute.
    pub(crate) async fn writers(&self, minute: u64) -> Result<Vec<u64>> {
        let counters = (0..SHARDS).map(|shard| key::writers(minute, shard));
        let counts = self.get_all(counters).await?;
        let places = (0..SHARDS).zip(counts).flat_map(|(shard, count)| {
            let count = count.map_or(0, |c| decode_counter(&c));
            (1..=count).map(move |place| key::writer(minute, shard, place))
        });
        let writers = self.get_all(places).await?.into_iter().flatten();
        Ok(writers
            .filter_map(|name| u64::from_str_radix(&String::from_utf8_lossy(&name), 16).ok())
            .collect())
    }

    /// One writer's entries of a minute after the first `after`, until one round has none, and how many
    /// there are without a gap. A single missing entry (a writer that failed) does not end them.
    pub(crate) async fn hints(
        &self,
        minute: u64,
        writer: u64,
        after: u64,
    ) -> Result<(Vec<Hint>, u64)> {
        let some = self.some_hints(minute, writer, after, usize::MAX).await?;
        Ok((some.hints, some.whole))
    }

    /// The same, until there are at least `most`.
    pub(crate) async fn some_hints(
        &self,
        minute: u64,
        writer: u64,
        after: u64,
        most: usize,
    ) -> Result<SomeHints> {
        const ROUND: u64 = 16;
        let mut some = SomeHints {
            hints: Vec::new(),
            whole: after,
            last: after,
            done: false,
        };
        while some.hints.len() < most {
            let next = some.last + 1;
            let keys = (next..next + ROUND).map(|k| key::entry(minute, writer, k));
            let entries = self.get_all(keys).await?;
            if entries.iter().all(Option::is_none) {
                some.done = true;
                break;
            }
            for (k, bytes) in (next..).zip(entries) {
                let Some(bytes) = bytes else { continue };
                some.whole += u64::from(k == some.whole + 1);
                some.hints.extend(serde_json::from_slice::<Hint>(&bytes));
            }
            some.last += ROUND;
        }
        Ok(some)
    }

    /// One ticket, with its customer.
    pub async fn ticket(&self, id: &str) -> Result<Vec<u8>> {
        let id: TicketId = id.parse().map_err(|()| Error::NotFound)?;
        for home in self.homes_of(id).await? {
            let root = self.root(home).await?;
            let found = match root.content.tickets.get(id) {
                Some(ticket) => Some(ticket.clone()),
                None => self.former_ticket(&root, id).await?,
            };
            if let Some(ticket) = found {
                let mut out = Vec::new();
                let customer = root.log.customer_id();
                let token = self.naming.reply_token(ticket.id);
                let presence = self.presence(&root).await?;
                document::single_ticket(&mut out, &ticket, customer, token, presence);
                return Ok(out);
            }
        }
        Err(Error::NotFound)
    }

    /// Whose a ticket may be. The log that it is named after may have been parted from the person
    /// whose it is.
    pub(crate) async fn homes_of(&self, id: TicketId) -> Result<Vec<LogName>> {
        let mut homes = vec![id.log];
        if let Decision::Live(entry) = self.decide(id.log, id.slot).await?
            && let Entry::Event(event) = *entry
            && event.home != id.log
        {
            homes.push(event.home);
        }
        Ok(homes)
    }

    /// A ticket that has left the view since: found by folding again the root's log, or its own if
    /// it had left that one's view before they joined.
    async fn former_ticket(&self, root: &View, id: TicketId) -> Result<Option<Ticket>> {
        let tickets = &root.content.tickets;
        if tickets.opened <= tickets.list.len() as u64 {
            return Ok(None);
        }
        let own = self.load(id.log).await?;
        if id.slot > own.through || id.slot <= own.after {
            return Ok(None);
        }
        let mut last = self.last_seen(root, id).await?;
        if last.is_none() && own.log != root.log {
            last = self.last_seen(&own, id).await?;
        }
        Ok(last.filter(|ticket| root.homes.contains(&ticket.home)))
    }

    /// What a ticket was when some prefix of the log had it last.
    async fn last_seen(&self, view: &View, id: TicketId) -> Result<Option<Ticket>> {
        let mut fold = View::empty(view.log);
        let mut last = None;
        for segment in 0..view.through.div_ceil(SEGMENT) {
            for slot in self.slots_of(view, segment).await? {
                self.fold(&mut fold, slot.entry.as_ref()).await?;
                if let Some(ticket) = fold.content.tickets.get(id) {
                    last = Some(ticket.clone());
                }
            }
        }
        Ok(last)
    }
}

impl TicketQuery {
    fn fits(&self, row: &Row) -> bool {
        let status = |s: &String| {
            serde_json::to_value(row.status).is_ok_and(|v| v.as_str() == Some(s.as_str()))
        };
        self.status.as_ref().is_none_or(status)
            && self.queue.as_ref().is_none_or(|q| *q == row.queue)
            && self
                .assignee
                .as_ref()
                .is_none_or(|a| Some(a) == row.assignee.as_ref())
            && self
                .channel
                .as_ref()
                .is_none_or(|c| row.channels.contains(c))
    }
}
