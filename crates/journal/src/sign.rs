//! Signs of life of the two sides of a conversation: who is there, who is typing, what was read.
//!
//! They are no part of any timeline. Each side's lie under one key that only that side writes; the last
//! write counts, and a lost one costs nothing that lasts.

use crate::entry::Visibility;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{LogName, key};
use crate::reach::Place;
use crate::view::View;
use serde::{Deserialize, Serialize};

/// How long somebody counts as typing after they said so, in milliseconds.
const TYPING: u64 = 8_000;
/// How often a visitor who only looks is noted, in milliseconds.
const NOTED: u64 = 60_000;
/// A visitor who was noted within this is there, in milliseconds.
const THERE: u64 = 90_000;

/// The customer's side.
pub(crate) const VISITOR: char = 'v';
/// Ours.
pub(crate) const AGENT: char = 'a';

/// What one side shows of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sign {
    /// When it was last there, in milliseconds.
    #[serde(default)]
    pub seen_at: u64,
    /// When it last typed, in milliseconds.
    #[serde(default)]
    pub typing_at: u64,
    /// Which agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Up to when it has read, in milliseconds.
    #[serde(default)]
    pub read_at: u64,
}

impl Sign {
    pub(crate) fn is_typing(&self, now: u64) -> bool {
        now.saturating_sub(self.typing_at) < TYPING
    }

    pub(crate) fn is_there(&self, now: u64) -> bool {
        now.saturating_sub(self.seen_at) < THERE
    }

    pub(crate) fn decode(bytes: Option<Vec<u8>>) -> Self {
        bytes
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default()
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// One read.
    pub(crate) async fn sign(&self, home: LogName, side: char) -> Result<Sign> {
        let bytes = self.store.get(&key::sign(home, side)).await?;
        Ok(Sign::decode(bytes))
    }

    async fn show(&self, home: LogName, side: char, sign: &Sign) -> Result<()> {
        let bytes = serde_json::to_vec(sign).unwrap_or_default();
        Ok(self.store.set(&key::sign(home, side), &bytes).await?)
    }

    /// The visitor of this home is there, and typing or not. A read and a write.
    pub async fn here(&self, home: LogName, typing: bool) -> Result<()> {
        let now = self.store.now();
        let sign = Sign {
            seen_at: now,
            typing_at: if typing { now } else { 0 },
            ..Sign::default()
        };
        self.show(home, VISITOR, &sign).await
    }

    /// Notes that a visitor looked, unless that was noted within the last minute. `known` is the sign of
    /// the first of its homes.
    pub(crate) async fn looked(&self, homes: &[LogName], known: &Sign) -> Result<()> {
        let now = self.store.now();
        if now.saturating_sub(known.seen_at) < NOTED {
            return Ok(());
        }
        let sign = Sign {
            seen_at: now,
            ..known.clone()
        };
        for home in homes {
            self.show(*home, VISITOR, &sign).await?;
        }
        Ok(())
    }

    /// When the visitor of this home was last there, in milliseconds, if that is known. One read.
    pub(crate) async fn present_at(&self, home: LogName) -> Result<Option<u64>> {
        let sign = self.sign(home, VISITOR).await?;
        Ok((sign.seen_at > 0).then_some(sign.seen_at))
    }

    /// An agent types, or has read what the customer of a ticket wrote: shown where they last wrote.
    /// A lookup of the customer, a read and a write.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when no customer has the ticket.
    pub async fn signal(
        &self,
        ticket: &str,
        agent: Option<&str>,
        typing: bool,
        read: bool,
    ) -> Result<()> {
        let (root, _) = self.ticket_of(ticket).await?;
        let Some(home) = talks_at(&root) else {
            return Ok(());
        };
        let now = self.store.now();
        let mut sign = self.sign(home, AGENT).await?;
        sign.seen_at = now;
        sign.typing_at = if typing { now } else { 0 };
        sign.agent = agent.map(str::to_owned);
        if read {
            sign.read_at = now;
        }
        self.show(home, AGENT, &sign).await
    }

    /// Whether the customer is there now, and typing. One read.
    pub(crate) async fn presence(&self, root: &View) -> Result<Option<Presence>> {
        let Some(home) = talks_at(root) else {
            return Ok(None);
        };
        let sign = self.sign(home, VISITOR).await?;
        if sign.seen_at == 0 {
            return Ok(None);
        }
        let now = self.store.now();
        Ok(Some(Presence {
            online: sign.is_there(now),
            typing: sign.is_typing(now),
            seen_at: crate::document::instant(sign.seen_at),
        }))
    }
}

/// Whether a customer is at the other end, as documents show it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Presence {
    online: bool,
    typing: bool,
    seen_at: String,
}

/// Where the customer last wrote in private.
fn talks_at(root: &View) -> Option<LogName> {
    let private = |place: &Place| place.visibility == Visibility::Private;
    root.content.reach.latest(private).map(|place| place.home)
}
