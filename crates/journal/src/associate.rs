//! Identities that came along with an interaction: joined where they are proven, else claims.

use crate::entry::{Entry, Event, Participant, Verdict};
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::view::View;

impl<S: Kv + Clock> Journal<S> {
    /// Joins what was proven together, notes a claim for what was only mentioned. True when
    /// customers were joined.
    pub(crate) async fn associate(
        &self,
        event: &Event,
        root: &View,
        other: &Participant,
    ) -> Result<bool> {
        let home = self
            .naming
            .home(&other.identity.kind, &other.identity.value);
        if root.homes.contains(&home) {
            return Ok(false);
        }
        let proven = event.customer.verdict == Verdict::Pass && other.verdict == Verdict::Pass;
        let theirs = self.root(home).await?;
        if !proven {
            self.claim(theirs, home, event.home).await?;
            return Ok(false);
        }
        self.introduce(theirs, home, other, event).await?;
        self.merge(event.home, home).await?;
        Ok(true)
    }

    /// With the first message of an identity that is scoped to an account: notes a claim of the same
    /// without it, by which it can be looked up. The customer's lookup of it and an append.
    pub(crate) async fn introduce_unscoped(&self, event: &Event, root: &View) -> Result<()> {
        let mut known = root.content.identities.iter();
        let first = known.any(|k| k.home == event.home && k.since == event.occurred_at);
        let Some(unscoped) = event.customer.identity.unscoped().filter(|_| first) else {
            return Ok(());
        };
        let home = self.naming.home(&unscoped.kind, &unscoped.value);
        self.claim(self.root(home).await?, home, event.home).await
    }

    async fn claim(&self, mut theirs: View, home: LogName, by: LogName) -> Result<()> {
        let claim = Entry::Claim { home, by };
        while !theirs.content.claims.contains(&(home, by)) {
            self.put(&mut theirs, &claim, |_| Vec::new()).await?;
            theirs = self.root(home).await?;
        }
        Ok(())
    }

    async fn introduce(
        &self,
        mut theirs: View,
        home: LogName,
        other: &Participant,
        event: &Event,
    ) -> Result<()> {
        let known = Entry::Known {
            home,
            identity: other.identity.clone(),
            via: event.channel.clone(),
            since: event.occurred_at,
        };
        while !theirs
            .content
            .identities
            .iter()
            .any(|k| k.home == home && k.verified)
        {
            self.put(&mut theirs, &known, |_| Vec::new()).await?;
            theirs = self.root(home).await?;
        }
        Ok(())
    }
}
