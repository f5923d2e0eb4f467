//! Numbers that were silent for so long that somebody else may have them.
//!
//! Carriers give a number out again, some after weeks. A number that was not heard of for a year proves
//! nothing any more: what comes from it then lies in a home of its own, where nothing of whoever had the
//! number before is shown, and an agent is asked whether the two are one. What happened before stays
//! where it is, also when it is recorded later.

use crate::content::KnownIdentity;
use crate::entry::{Direction, Entry, Event, Suggestion, Verdict};
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::rules::Against;
use crate::view::View;

/// For how long a number that is not heard of is still somebody's: 365 days, in milliseconds.
const SILENCE: u64 = 365 * DAY;
/// What is recorded later than this after it happened is history that is brought along, and says nothing
/// about who has the number now.
const DAY: u64 = 24 * 60 * 60 * 1000;

/// When a number that was silent too long stopped being whose it was, if this event shows that: a year
/// after it was last heard of.
fn silent_since(root: &View, home: LogName, event: &Event) -> Option<u64> {
    let is_live = event.recorded_at.saturating_sub(event.occurred_at) <= DAY;
    if event.direction != Direction::Inbound || !is_live {
        return None;
    }
    let mut known = root.content.identities.iter();
    let known = known.find(|k| k.home == home)?;
    let end = last_heard(known) + SILENCE;
    (event.occurred_at > end).then_some(end)
}

fn last_heard(known: &KnownIdentity) -> u64 {
    known.seen_at.max(known.since)
}

/// Whether it is a number's, where this matters at all.
fn is_numbers(event: &Event) -> bool {
    event.customer.identity.kind == "phone" && event.customer.verdict != Verdict::Fail
}

impl<S: Kv + Clock> Journal<S> {
    /// The home of whoever has a number now, with its root.
    pub(crate) async fn current(&self, mut home: LogName) -> Result<(LogName, View)> {
        loop {
            let root = self.root(home).await?;
            match root.content.relations.successor(home) {
                Some((next, _)) => home = next,
                None => return Ok((home, root)),
            }
        }
    }

    /// The same as of an event that is going to be recorded: also where it will be the first there.
    pub(crate) async fn current_of(&self, event: &Event) -> Result<(LogName, View)> {
        let (home, root) = self.current(event.home).await?;
        if !is_numbers(event) || silent_since(&root, home, event).is_none() {
            return Ok((home, root));
        }
        let next = self.naming.successor(home);
        Ok((next, self.root(next).await?))
    }

    /// The next home to look for an event's in, if it does not belong into its home: that number is
    /// somebody else's now. `root` is that of its home, and is told when this event is what shows it.
    pub(crate) async fn reassigned(
        &self,
        root: &mut View,
        event: &Event,
    ) -> Result<Option<LogName>> {
        let home = event.home;
        if !is_numbers(event) {
            return Ok(None);
        }
        if let Some((to, at)) = root.content.relations.successor(home) {
            return Ok((event.occurred_at > at).then_some(to));
        }
        let Some(at) = silent_since(root, home, event) else {
            return Ok(None);
        };
        let to = self.naming.successor(home);
        let entry = Entry::Reassigned { home, to, at };
        self.put(root, &entry, |_| Vec::new()).await?;
        // Looked for again: the root may have moved.
        Ok(Some(home))
    }

    /// Asks an agent whether whoever has a number now is who had it before.
    pub(crate) async fn doubt(&self, before: LogName, event: &Event) -> Result<bool> {
        let suggestion = Suggestion {
            home: event.home,
            other: before,
            score: Against::Silent.score(),
            reasons: vec![Against::Silent.reason().into()],
            at: event.recorded_at,
        };
        self.suggest(&suggestion).await
    }

    /// Whether one of two identities is a number that proves nothing: it was not heard of for a year, or
    /// somebody else may have it and nobody has decided. Each is given as its first home, the one where
    /// whoever has it now is, and that one's root.
    pub(crate) async fn is_silent(
        &self,
        ours: (LogName, LogName, &View),
        theirs: (LogName, LogName, &View),
        at: u64,
    ) -> Result<bool> {
        let (_, home, root) = theirs;
        let mut known = root.content.identities.iter();
        let number = known.find(|k| k.home == home && k.identity.kind == "phone");
        if number.is_some_and(|k| at > last_heard(k) + SILENCE) {
            return Ok(true);
        }
        Ok(self.is_doubtful(ours).await? || self.is_doubtful(theirs).await?)
    }

    async fn is_doubtful(&self, (first, home, root): (LogName, LogName, &View)) -> Result<bool> {
        if home == first || root.homes.contains(&first) {
            return Ok(false);
        }
        let before = self.root(first).await?;
        let decided = root.content.relations.is_apart_from(&before.homes)
            || before.content.relations.is_apart_from(&root.homes);
        Ok(!decided)
    }
}
