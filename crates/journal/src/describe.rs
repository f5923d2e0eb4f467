//! What is known of a customer besides what they did: noting it, joining and parting by hand.

mod about;

pub use about::{About, Described, Wishes};

use crate::entry::{
    Cause, Description, Entry, Identity, Participant, Suggestion, Verdict, Withheld,
};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::parting;
use crate::rules::{self, Against, Pair, Rules};
use crate::view::{Link, View};

impl<S: Kv + Clock> Journal<S> {
    /// Notes what somebody says of the customer with this id.
    ///
    /// Store operations: a customer's lookup and an append, with attributes a read; for each identity what
    /// [`Journal::describe`] does.
    pub async fn describe_customer(&self, id: &str, about: &About) -> Result<Described> {
        let about = self.checked(about).await?;
        let root = self.owned(id).await?;
        let said = about.description(root.log, None, self.store.now());
        self.say(root, said, &about).await
    }

    /// Notes what somebody says of whoever owns these identities, at least one. The first proven one
    /// (else the first) is whom it is said of; who is not known yet is known from then on.
    ///
    /// Store operations: that customer's lookup, with attributes a read, and an append where something is
    /// new. For each further
    /// identity: its owner's lookup, and what joining takes.
    pub async fn describe(&self, about: &About) -> Result<Described> {
        let about = self.checked(about).await?;
        let proven = |p: &&Participant| p.verdict == Verdict::Pass;
        let first = about
            .identities
            .iter()
            .find(proven)
            .or(about.identities.first());
        let Some(first) = first else {
            return Err(Error::invalid("identities", "has no item; one is needed"));
        };
        let (home, root) = self.current(self.home(&first.identity)).await?;
        let known = root.content.identities.iter().find(|k| k.home == home);
        let is_news = known.is_none_or(|k| !k.verified && first.verdict == Verdict::Pass);
        let introduced = is_news.then(|| first.clone());
        let said = about.description(home, introduced, self.store.now());
        self.say(root, said, &about).await
    }

    /// The same as it is going to be noted, or whatever of it could not be: then nothing of it is.
    async fn checked(&self, about: &About) -> Result<About> {
        let attributes = self.typed(&about.attributes).await?;
        let about = about.checked(&self.naming)?;
        Ok(About {
            attributes,
            ..about
        })
    }

    async fn say(&self, mut root: View, said: Description, about: &About) -> Result<Described> {
        let (home, was_owned) = (said.home, root.is_owned());
        let changes = |root: &View| {
            let introduces = said.identity.as_ref().is_some_and(|p| {
                let mut known = root.content.identities.iter();
                let is_known = known.any(|k| k.identity == p.identity && k.verified);
                !is_known && (p.verdict == Verdict::Pass || !root.is_owned())
            });
            let news = introduces || root.content.profile.would_change(&said);
            news.then(|| Entry::Described(Box::new(said.clone())))
        };
        if changes(&root).is_some() {
            about::limit(&root, &said)?;
        }
        if about.dry_run {
            let news = changes(&root).is_some() || self.is_news(&root, about).await?;
            return Ok(match (was_owned, news) {
                (false, _) => Described::Created(root.log),
                (true, true) => Described::Updated(root.log),
                (true, false) => Described::Unchanged(root.log),
            });
        }
        let mut changed = self.enter_into(&mut root, home, changes).await?;
        if let Some(wishes) = &about.wishes {
            let wishes = |root: &View| wishes.entry(root, &said.source, said.at);
            changed |= self.enter_into(&mut root, home, wishes).await?;
        }
        for other in &about.identities {
            changed |= self.add_identity(&mut root, home, other, about).await?;
        }
        Ok(match (was_owned, changed) {
            (false, _) => Described::Created(root.log),
            (true, true) => Described::Updated(root.log),
            (true, false) => Described::Unchanged(root.log),
        })
    }

    pub(crate) fn home(&self, identity: &Identity) -> LogName {
        self.naming.home(&identity.kind, &identity.value)
    }

    /// Whether wishes or identities would change anything.
    async fn is_news(&self, root: &View, about: &About) -> Result<bool> {
        if about
            .wishes
            .as_ref()
            .is_some_and(|w| w.entry(root, &about.source, 0).is_some())
        {
            return Ok(true);
        }
        for Participant { identity, verdict } in &about.identities {
            let (home, owner) = self.current(self.home(identity)).await?;
            if root.homes.contains(&home) {
                continue;
            }
            let claims = owner.content.claims;
            if *verdict == Verdict::Pass || !claims.contains(&(home, root.log)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Joins an identity that is said to be the customer's; one that is not proven is a claim.
    async fn add_identity(
        &self,
        root: &mut View,
        home: LogName,
        other: &Participant,
        about: &About,
    ) -> Result<bool> {
        let first = self.home(&other.identity);
        if first == home {
            return Ok(false);
        }
        let (theirs, owner) = self.current(first).await?;
        if root.homes.contains(&theirs) || owner.homes.contains(&home) {
            return Ok(false);
        }
        if other.verdict != Verdict::Pass {
            let is_new = !owner.content.claims.contains(&(theirs, home));
            self.claim(owner, theirs, home).await?;
            return Ok(is_new);
        }
        self.join_said(root, owner, home, (&other.identity, first, theirs), about)
            .await
    }

    /// Joins somebody as somebody said, unless a rule is against it; an agent's word is above the rules.
    async fn join_said(
        &self,
        root: &mut View,
        mut owner: View,
        home: LogName,
        (identity, first, theirs): (&Identity, LogName, LogName),
        about: &About,
    ) -> Result<bool> {
        let now = self.store.now();
        let ours = root.content.identities.iter().find(|k| k.home == home);
        let ours = ours.map_or(identity, |k| &k.identity);
        let own = self.home(ours);
        let silent = self.is_silent((own, home, root), (first, theirs, &owner), 0);
        let pair = Pair {
            ours: (ours, home),
            theirs: (identity, theirs),
            at: now,
            // A system that is trusted may know a number that has not been used for long.
            silent: silent.await?,
        };
        let against = Rules::default()
            .against(root, &owner, &pair)
            .filter(|_| !about.is_agents());
        if let Some(against) = against {
            self.claim(owner, theirs, home).await?;
            self.withhold_said(home, (identity, theirs), against)
                .await?;
            return Ok(false);
        }
        let known = |owner: &View| {
            (!owner.is_known(theirs)).then(|| Entry::Known {
                home: theirs,
                identity: identity.clone(),
                via: about.source.clone(),
                since: about.at.map_or(now, |at| at.min(now)),
            })
        };
        self.enter_into(&mut owner, theirs, known).await?;
        let cause = Cause {
            rule: match about.is_agents() {
                true => rules::AGENT.into(),
                false => rules::STATED.into(),
            },
            by: Some(about.source.clone()),
            of: None,
            homes: (home, theirs),
            at: now,
        };
        let ours = (home, root.clone());
        *root = self.join(ours, (theirs, owner), Some(&cause)).await?;
        Ok(true)
    }

    async fn withhold_said(
        &self,
        home: LogName,
        (identity, other): (&Identity, LogName),
        against: Against,
    ) -> Result<()> {
        let at = self.store.now();
        let rule = against.rule();
        let withheld = |root: &View| {
            let mut known = root.content.relations.withheld().iter();
            let is_known = known.any(|w| (w.home, w.other) == (home, other) && w.rule == rule);
            (!is_known).then(|| {
                Entry::Withheld(Withheld {
                    home,
                    other,
                    kind: identity.kind.clone(),
                    rule: rule.into(),
                    of: None,
                    at,
                })
            })
        };
        let is_new = self.enter(home, withheld).await?;
        if is_new && against.is_for_a_person() {
            let suggestion = Suggestion {
                home,
                other,
                score: against.score(),
                reasons: vec![against.reason().into()],
                at,
            };
            self.suggest(&suggestion).await?;
        }
        Ok(())
    }

    /// Joins two customers because somebody says that they are one. They stay together until somebody
    /// parts them. Joining who is one already changes nothing.
    pub async fn merge_customers(&self, id: &str, other: &str, by: &str) -> Result<LogName> {
        let (a, b) = (self.owned(id).await?, self.owned(other).await?);
        let cause = Cause {
            rule: rules::AGENT.into(),
            by: Some(by.to_owned()),
            of: None,
            homes: (a.log, b.log),
            at: self.store.now(),
        };
        self.merge(a.log, b.log, Some(&cause)).await?;
        Ok(self.root(a.log).await?.log)
    }

    /// Takes the join of two customers back, in either order, and keeps rules from joining them again:
    /// whoever of the two was joined to the other leaves, with everybody who came with them. What was
    /// recorded since the join goes to the customer whose address it came from. Answers the two roots.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they are no one customer's, or no join leads from one to the other.
    pub async fn unmerge_customers(
        &self,
        id: &str,
        other: &str,
        by: &str,
    ) -> Result<(LogName, LogName)> {
        let parse = |id: &str| LogName::from_customer_id(id).ok_or(Error::NotFound);
        let (a, b) = (parse(id)?, parse(other)?);
        let root = self.root(a).await?;
        let link = joining(&root, b).or_else(|| joining(&root, a));
        let (Some(link), true) = (link, root.homes.contains(&b)) else {
            return Err(Error::NotFound);
        };
        let leaving = parting::cut(&mut root.links.clone(), link.log, link.at);
        // First: whoever stops here has parted nobody, and rules join who are one already.
        let (home, at) = (root.log, self.store.now());
        self.enter(home, |_| {
            Some(Entry::Apart {
                home,
                from: leaving.clone(),
                by: by.to_owned(),
                at,
            })
        })
        .await?;
        self.unmerge(root.log, link.log, link.at).await?;
        let leaver = if root.homes.contains(&a) && leaving.contains(&a) {
            a
        } else {
            b
        };
        let other = if leaver == a { b } else { a };
        Ok((self.root(other).await?.log, self.root(leaver).await?.log))
    }
}

/// The join in force by which a customer came here.
fn joining(root: &View, log: LogName) -> Option<Link> {
    root.links.iter().find(|link| link.log == log).cloned()
}
