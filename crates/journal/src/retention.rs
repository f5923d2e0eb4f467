//! Retention: for how long interactions are kept, by channel and kind.
//!
//! What is older than a rule allows is taken back as if its author had deleted it: that there was
//! something, when, and between whom stays; what it said, its files and its edits go. The feed says what
//! is old: its minutes are walked once for each rule.

use crate::append::Recorded;
use crate::entry::{Amendment, Change, Entry, Event};
use crate::error::{Error, Result};
use crate::feed;
use crate::feed::{Hint, MINUTE};
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv, decode_counter};
use crate::name::{LogName, TicketId, key};
use crate::slot::Decision;
use crate::types::object;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Minutes in a day.
const DAY: u64 = 24 * 60;
/// Most rules.
const RULES: usize = 64;
/// Longest time that a rule keeps anything, in days: a hundred years.
const LONGEST: u32 = 36_500;
/// Days of the feed that one call walks for a rule.
const SPAN: u64 = 31;

/// One rule. A channel or kind that is not named is any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// The connector's folder name.
    #[serde(default)]
    pub channel: Option<String>,
    /// `message`, `call`, `activity`…
    #[serde(default)]
    pub kind: Option<String>,
    /// For how long, since it was recorded.
    pub days: u32,
}

/// All rules. Whatever fits one of them is kept no longer than that one says; the rest for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// At most 64.
    pub rules: Vec<RetentionRule>,
}

impl RetentionRule {
    fn check(&self) -> Result<()> {
        let word = |name: &String| {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
            (1..=64).contains(&name.len()) && name.bytes().all(plain)
        };
        if !self.channel.iter().chain(&self.kind).all(word) {
            let detail = "a channel or kind is 1 to 64 lower-case letters, digits, '-' and '_'";
            return Err(Error::invalid("rules", detail));
        }
        if !(1..=LONGEST).contains(&self.days) {
            let detail = format!("days is {}; allowed are 1 to {LONGEST}", self.days);
            return Err(Error::invalid("rules", detail));
        }
        Ok(())
    }

    fn fits(&self, event: &Event) -> bool {
        self.channel.as_ref().is_none_or(|c| *c == event.channel)
            && self.kind.as_ref().is_none_or(|k| *k == event.kind)
    }
}

/// Up to which minute the feed was walked for a rule.
#[derive(Debug, Serialize, Deserialize)]
struct Walked {
    channel: Option<String>,
    kind: Option<String>,
    through: u64,
}

impl Walked {
    fn is_for(&self, rule: &RetentionRule) -> bool {
        (&self.channel, &self.kind) == (&rule.channel, &rule.kind)
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// The rules, as `{"rules":[{"channel","kind","days"}]}`; none at first. One read.
    pub async fn retention(&self) -> Result<Vec<u8>> {
        let rules = self.retention_rules().await?;
        Ok(serde_json::to_vec(&rules).unwrap_or_default())
    }

    async fn retention_rules(&self) -> Result<Retention> {
        let bytes = self.store.get(key::RETENTION).await?;
        Ok(bytes
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default())
    }

    /// Replaces all rules and answers them. What is older than they allow goes on the next ticks, and
    /// does not come back by a later rule.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is not at most 64 rules, each with `days` from 1 to 36,500, of which no
    /// two are for the same channel and kind.
    pub async fn set_retention(&self, rules: &[u8]) -> Result<Vec<u8>> {
        let rules: Retention = object("rules", rules)?;
        if rules.rules.len() > RULES {
            let detail = format!("has {} rules; allowed are {RULES}", rules.rules.len());
            return Err(Error::invalid("rules", detail));
        }
        let mut seen = BTreeSet::new();
        for rule in &rules.rules {
            rule.check()?;
            if !seen.insert((&rule.channel, &rule.kind)) {
                let detail = "two rules are for the same channel and kind";
                return Err(Error::invalid("rules", detail));
            }
        }
        let bytes = serde_json::to_vec(&rules).unwrap_or_default();
        self.store.set(key::RETENTION, &bytes).await?;
        Ok(bytes)
    }

    /// Takes back what is older than the rules allow: about `most` entries of the feed, of at most 31
    /// days for each rule. False when there may be more.
    ///
    /// Store operations: two reads; the feed of the minutes that are walked; two reads for each entry of
    /// an interaction, and for each that goes an append, two writes and the deletion of what lies apart.
    pub async fn expire(&self, most: usize) -> Result<bool> {
        let rules = self.retention_rules().await?.rules;
        if rules.is_empty() {
            return Ok(true);
        }
        let Some(first) = self.store.get(feed::key::FIRST_DAY).await? else {
            return Ok(true);
        };
        let first = (decode_counter(&first) * DAY).saturating_sub(1);
        let walked = self.store.get(key::RETAINED).await?;
        let mut walked: Vec<Walked> = walked
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default();
        walked.retain(|w| rules.iter().any(|rule| w.is_for(rule)));
        let now = self.store.now() / MINUTE;
        let (mut left, mut done, mut moved) = (most, true, false);
        for rule in &rules {
            let index = match walked.iter().position(|w| w.is_for(rule)) {
                Some(index) => index,
                None => {
                    walked.push(Walked {
                        channel: rule.channel.clone(),
                        kind: rule.kind.clone(),
                        through: first,
                    });
                    walked.len() - 1
                }
            };
            let Some(walked) = walked.get_mut(index) else {
                continue;
            };
            // The minute that the rule's time ends in may have entries that are younger.
            let old = now.saturating_sub(u64::from(rule.days) * DAY + 1);
            let upto = old.min(walked.through + SPAN * DAY);
            if left == 0 || upto <= walked.through {
                done &= upto <= walked.through;
                continue;
            }
            let through = self
                .expire_by(rule, walked.through, upto, &mut left)
                .await?;
            moved |= through > walked.through;
            walked.through = through;
            done &= through >= old;
        }
        if moved {
            let bytes = serde_json::to_vec(&walked).unwrap_or_default();
            self.store.set(key::RETAINED, &bytes).await?;
        }
        Ok(done)
    }

    /// Walks the minutes in (`after`, `upto`] for a rule until `left` entries were looked at; answers
    /// how far it got.
    async fn expire_by(
        &self,
        rule: &RetentionRule,
        after: u64,
        upto: u64,
        left: &mut usize,
    ) -> Result<u64> {
        let mut homes = BTreeSet::new();
        let mut through = upto;
        for minute in self.busy_minutes(after, upto).await? {
            for writer in self.writers(minute).await? {
                let (hints, _) = self.hints(minute, writer, 0).await?;
                *left = left.saturating_sub(hints.len());
                for hint in hints {
                    homes.extend(self.expire_hinted(rule, &hint).await?);
                }
            }
            // The minute is done, or it would never be.
            if *left == 0 {
                through = minute;
                break;
            }
        }
        let mut roots = BTreeSet::new();
        for home in homes {
            let root = self.root(home).await?;
            if roots.insert(root.log) {
                self.show_anew(&root).await?;
            }
        }
        Ok(through)
    }

    /// Takes back what an entry of the feed is about, if the rule is for it; answers whose it was.
    async fn expire_hinted(&self, rule: &RetentionRule, hint: &Hint) -> Result<Option<LogName>> {
        if !matches!(hint.kind.as_str(), "event" | "identity") {
            return Ok(None);
        }
        let Decision::Live(entry) = self.decide(hint.log, hint.slot).await? else {
            return Ok(None);
        };
        let place = TicketId {
            log: hint.log,
            slot: hint.slot,
        };
        match *entry {
            Entry::Event(event) if event.deleted_at.is_none() && rule.fits(&event) => {
                let home = event.home;
                self.take_back(place, *event).await?;
                Ok(Some(home))
            }
            // What became known of it later: the author's edits, the words of a call.
            Entry::Amended(edit) if matches!(edit.change, Change::Edited(Some(_))) => {
                let home = edit.home;
                let (of, change) = (edit.of, Change::Edited(None));
                let bare = Entry::Amended(Amendment { change, ..edit });
                let goes = self.is_taken_back(of).await?;
                self.overwrite_if(goes, place, home, &bare).await
            }
            Entry::Grown(growth) => {
                let bare = Entry::Gone {
                    home: growth.home,
                    id: None,
                };
                let goes = self.is_taken_back(growth.of).await?;
                self.overwrite_if(goes, place, growth.home, &bare).await
            }
            _ => Ok(None),
        }
    }

    async fn overwrite_if(
        &self,
        goes: bool,
        place: TicketId,
        home: LogName,
        bare: &Entry,
    ) -> Result<Option<LogName>> {
        if !goes {
            return Ok(None);
        }
        self.overwrite(place.log, place.slot, bare).await?;
        Ok(Some(home))
    }

    async fn is_taken_back(&self, id: crate::InteractionId) -> Result<bool> {
        Ok(match self.recorded(id).await? {
            Recorded::At { event, .. } => event.deleted_at.is_some(),
            _ => false,
        })
    }

    /// Takes back an interaction in one slot: an entry says so, then the slot keeps nothing of it.
    async fn take_back(&self, place: TicketId, event: Event) -> Result<()> {
        let now = self.store.now();
        let entry = Entry::Amended(Amendment {
            home: event.home,
            of: event.id,
            place,
            at: now,
            change: Change::Deleted,
            longer: false,
        });
        loop {
            let mut root = self.root(event.home).await?;
            if let Put::Ok(_) = self.put(&mut root, &entry, |_| Vec::new()).await? {
                break;
            }
        }
        let id = event.id;
        let bare = Entry::Event(Box::new(crate::amend::bared(event.clone(), now)));
        let mut apart = self.apart_from(event).await?;
        apart.extend([key::edited(id), key::early(id, crate::amend::EDITED)]);
        self.overwrite(place.log, place.slot, &bare).await?;
        Ok(self.store.delete_many(&apart).await?)
    }
}
