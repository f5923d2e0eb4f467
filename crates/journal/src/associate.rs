//! Identities that came along with an interaction: joined where they are proven and no rule is
//! against it, else claims.

use crate::entry::{Cause, Entry, Event, Identity, Participant, Suggestion, Verdict, Withheld};
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::rules::{self, Against, Rules};
use crate::view::View;

impl<S: Kv + Clock> Journal<S> {
    /// Joins what was proven together, notes a claim for what was only mentioned, or that a rule was
    /// against it. The root of both when customers were joined.
    pub(crate) async fn associate(
        &self,
        event: &Event,
        root: &View,
        other: &Participant,
    ) -> Result<Option<View>> {
        let first = self.home(&other.identity);
        if root.homes.contains(&first) {
            return Ok(None);
        }
        let (home, theirs) = self.current(first).await?;
        if root.homes.contains(&home) {
            return Ok(None);
        }
        // A twin of this call may have joined them since `root` was read.
        if theirs.homes.contains(&event.home) {
            return Ok(Some(theirs));
        }
        let proven = event.customer.verdict == Verdict::Pass && other.verdict == Verdict::Pass;
        if !proven {
            self.claim(theirs, home, event.home).await?;
            return Ok(None);
        }
        let own = self.home(&event.customer.identity);
        let ours = (own, event.home, root);
        let silent = self.is_silent(ours, (first, home, &theirs), event.occurred_at);
        let pair = rules::Pair {
            ours: (&event.customer.identity, event.home),
            theirs: (&other.identity, home),
            at: event.occurred_at,
            silent: silent.await?,
        };
        if let Some(against) = Rules::default().against(root, &theirs, &pair) {
            self.claim(theirs, home, event.home).await?;
            self.withhold(event, root, (home, &other.identity), against)
                .await?;
            return Ok(None);
        }
        let theirs = self.introduce(theirs, home, other, event).await?;
        let cause = Cause {
            rule: rules::PROVEN_TOGETHER.into(),
            by: None,
            of: Some(event.id),
            homes: (event.home, home),
            at: event.recorded_at,
        };
        let ours = (event.home, root.clone());
        let joined = self.join(ours, (home, theirs), Some(&cause)).await?;
        Ok(Some(joined))
    }

    /// Notes that a rule was against a join, once; what a person should look at is suggested.
    async fn withhold(
        &self,
        event: &Event,
        root: &View,
        (home, identity): (LogName, &Identity),
        against: Against,
    ) -> Result<()> {
        let withheld = Withheld {
            home: event.home,
            other: home,
            kind: identity.kind.clone(),
            rule: against.rule().into(),
            of: Some(event.id),
            at: event.recorded_at,
        };
        let mut known = root.content.relations.withheld().iter();
        if known.any(|w| (w.home, w.other, &w.rule) == (withheld.home, home, &withheld.rule)) {
            return Ok(());
        }
        self.enter(event.home, |_| Some(Entry::Withheld(withheld.clone())))
            .await?;
        let ours = (root, &event.customer.identity, event.home);
        if let Some(shared) = against.shared(ours, (identity, home)) {
            self.quarantine(shared, event).await?;
        }
        if against.is_for_a_person() {
            let suggestion = Suggestion {
                home: event.home,
                other: home,
                score: against.score(),
                reasons: vec![against.reason().into()],
                at: event.recorded_at,
            };
            self.suggest(&suggestion).await?;
        }
        Ok(())
    }

    /// Several people use this identity: it joins nothing any more, and what rules joined by it comes
    /// apart.
    pub(crate) async fn quarantine(&self, home: LogName, event: &Event) -> Result<()> {
        let shared = |root: &View| {
            let is_new = !root.content.relations.is_shared(home);
            is_new.then_some(Entry::Shared {
                home,
                of: Some(event.id),
                at: event.recorded_at,
            })
        };
        self.enter(home, shared).await?;
        // Those that joined by it may stay joined to each other once it has left: all are known before.
        for link in self.root(home).await?.links {
            let cause = self.cause(&link).await?;
            let names = |c: &Cause| c.homes.0 == home || c.homes.1 == home;
            if cause.is_some_and(|c| c.rule == rules::PROVEN_TOGETHER && names(&c)) {
                self.unmerge(link.log, link.log, link.at).await?;
            }
        }
        Ok(())
    }

    /// Suggests to a person that two homes are one person's, unless they are one already, or somebody
    /// decided that they are not.
    pub(crate) async fn suggest(&self, suggestion: &Suggestion) -> Result<bool> {
        let theirs = self.root(suggestion.other).await?;
        let entry = |root: &View| {
            let settled = root.homes.contains(&suggestion.other)
                || root.content.relations.is_apart_from(&theirs.homes)
                || theirs.content.relations.is_apart_from(&root.homes);
            let mut known = root.content.relations.suggested().iter();
            let same = known.any(|s| {
                (s.home, s.other, s.score) == (suggestion.home, suggestion.other, suggestion.score)
            });
            (!settled && !same).then(|| Entry::Suggested(suggestion.clone()))
        };
        self.enter(suggestion.home, entry).await
    }

    /// Appends an entry to the root of a home, as long as `entry` has one for it. False when it had
    /// none to begin with.
    pub(crate) async fn enter(
        &self,
        home: LogName,
        entry: impl Fn(&View) -> Option<Entry>,
    ) -> Result<bool> {
        let mut root = self.root(home).await?;
        self.enter_into(&mut root, home, entry).await
    }

    /// The same where the root was just read; it is then folded through the entry.
    pub(crate) async fn enter_into(
        &self,
        root: &mut View,
        home: LogName,
        entry: impl Fn(&View) -> Option<Entry>,
    ) -> Result<bool> {
        while let Some(entry) = entry(root) {
            if let crate::Put::Ok(_) = self.put(root, &entry, |_| Vec::new()).await? {
                return Ok(true);
            }
            *root = self.root(home).await?;
        }
        Ok(false)
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

    pub(crate) async fn claim(&self, mut theirs: View, home: LogName, by: LogName) -> Result<()> {
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
    ) -> Result<View> {
        let known = Entry::Known {
            home,
            identity: other.identity.clone(),
            via: event.channel.clone(),
            since: event.occurred_at,
        };
        let news = |root: &View| (!root.is_known(home)).then(|| known.clone());
        self.enter_into(&mut theirs, home, news).await?;
        Ok(theirs)
    }
}
