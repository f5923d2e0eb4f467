//! Edits and deletions that a message's author makes afterwards.
//!
//! An edit is an entry of its own, and the text that it left is kept for readers of the whole history
//! under one key. A deletion overwrites: the slot, its segment, its parts and the views that show it
//! keep nothing of what was said. So a deletion always wins, whatever order they arrive in.

use crate::append::Recorded;
use crate::draft::SHOWN;
use crate::entry::{Amendment, Change, Entry, Event};
use crate::error::Result;
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, TicketId, key};
use crate::view::{SEGMENT, View};
use serde::{Deserialize, Serialize};

/// What an interaction says since it was edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Edit {
    at: u64,
    text: Option<String>,
}

/// What was done to an interaction, with the whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amending {
    /// It says this now.
    Edited(Option<String>),
    /// It was taken back.
    Deleted,
}

pub(crate) const EDITED: &str = "edited";
const DELETED: &str = "deleted";

impl<S: Kv + Clock> Journal<S> {
    /// Applies an edit or a deletion made at `at`. What comes before its interaction is kept, and
    /// applied by whoever records that.
    ///
    /// Store operations: finding the interaction, its customer's lookup, an append, two reads and a
    /// write for the edited text. A deletion reads all segments of the customer's logs, writes the
    /// slots that it strips, their segments and the views, and deletes what lies apart.
    pub async fn amend(&self, id: InteractionId, at: u64, change: &Amending) -> Result<()> {
        // A deletion is always parked: a writer whose write failed repeats it, and may bring back a slot
        // that was overwritten meanwhile. It looks here afterwards, or whoever delivers again does.
        if *change != Amending::Deleted && self.try_amend(id, at, change).await? {
            return Ok(());
        }
        self.park(id, at, change).await?;
        self.try_amend(id, at, change).await?;
        Ok(())
    }

    async fn park(&self, id: InteractionId, at: u64, change: &Amending) -> Result<()> {
        let (name, text) = match change {
            Amending::Edited(text) => (EDITED, text.clone()),
            Amending::Deleted => (DELETED, None),
        };
        let place = key::early(id, name);
        if let Some(parked) = self.edit_at(&place).await?
            && parked.at > at
        {
            return Ok(());
        }
        let edit = serde_json::to_vec(&Edit { at, text }).unwrap_or_default();
        Ok(self.store.set(&place, &edit).await?)
    }

    /// Applies what came before its interaction, which has just been recorded. Two reads.
    pub(crate) async fn amend_early(&self, id: InteractionId) -> Result<()> {
        let places = [EDITED, DELETED].map(|name| key::early(id, name));
        let parked = self.get_all(places.into_iter()).await?;
        let mut parked = parked
            .into_iter()
            .map(|bytes| bytes.and_then(|b| serde_json::from_slice::<Edit>(&b).ok()));
        let (edited, deleted) = (parked.next().flatten(), parked.next().flatten());
        if let Some(deletion) = deleted {
            self.try_amend(id, deletion.at, &Amending::Deleted).await?;
        } else if let Some(edit) = edited {
            self.try_amend(id, edit.at, &Amending::Edited(edit.text))
                .await?;
        }
        Ok(())
    }

    /// False when nobody recorded the interaction.
    async fn try_amend(&self, id: InteractionId, at: u64, change: &Amending) -> Result<bool> {
        loop {
            let (slot, event, log) = match self.recorded(id).await? {
                Recorded::No => return Ok(false),
                Recorded::Erased => return Ok(true),
                Recorded::At { slot, event, view } => (slot, event, view.log),
            };
            if event.deleted_at.is_some() && *change != Amending::Deleted {
                return Ok(true);
            }
            let (short, longer) = shown(change);
            let entry = Entry::Amended(Amendment {
                home: event.home,
                of: event.id,
                place: TicketId { log, slot },
                at,
                change: short,
                longer,
            });
            if event.deleted_at.is_none() && !self.is_edited(event.id, at, change).await? {
                let mut root = self.root(event.home).await?;
                let Put::Ok(_) = self.put(&mut root, &entry, |_| Vec::new()).await? else {
                    continue;
                };
            }
            match change {
                Amending::Edited(text) => self.keep_edit(&event, at, text.clone()).await?,
                Amending::Deleted => self.strip(log, *event, at).await?,
            }
            return Ok(true);
        }
    }

    /// Whether this edit, or a later one, was applied before.
    async fn is_edited(&self, id: InteractionId, at: u64, change: &Amending) -> Result<bool> {
        let Amending::Edited(text) = change else {
            return Ok(false);
        };
        let known = self.edit_at(&key::edited(id)).await?;
        Ok(known.is_some_and(|edit| edit.at > at || (edit.at == at && edit.text == *text)))
    }

    async fn edit_at(&self, place: &str) -> Result<Option<Edit>> {
        let bytes = self.store.get(place).await?;
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
    }

    async fn keep_edit(&self, event: &Event, at: u64, text: Option<String>) -> Result<()> {
        let place = key::edited(event.id);
        if self.edit_at(&place).await?.is_some_and(|edit| edit.at > at) {
            return Ok(());
        }
        let edit = serde_json::to_vec(&Edit { at, text }).unwrap_or_default();
        self.store.set(&place, &edit).await?;
        // It may have been taken back meanwhile, by whoever found nothing to delete here.
        let gone = match self.recorded(event.id).await? {
            Recorded::At { event, .. } => event.deleted_at.is_some(),
            Recorded::Erased => true,
            Recorded::No => false,
        };
        if gone {
            self.store.delete_many(&[place]).await?;
        }
        Ok(())
    }

    /// Overwrites an interaction with what is left of it when its author took it back: wherever a
    /// repeated delivery may have put it, and what edits said. One read for every 64 slots of the
    /// customer's logs.
    async fn strip(&self, log: LogName, event: Event, at: u64) -> Result<()> {
        let id = event.id;
        let root = self.root(event.home).await?;
        let mut apart = self.apart_from(event).await?;
        apart.extend([key::edited(id), key::early(id, EDITED)]);
        let mut logs = vec![log];
        for source in root.all_sources() {
            if !logs.contains(&source.log) {
                logs.push(source.log);
            }
        }
        for log in &logs {
            self.strip_in(*log, id, at).await?;
        }
        self.store.delete_many(&apart).await?;
        self.show_anew(&root).await
    }

    /// Renews the views that were stored before something of this customer was overwritten, and show it
    /// still. That of the root folds on; those of the other logs are folded again when they are needed.
    pub(crate) async fn show_anew(&self, root: &View) -> Result<()> {
        let others = root.all_sources();
        let others = others.iter().filter(|s| s.log != root.log);
        let mut others: Vec<String> = others.map(|s| key::view(s.log)).collect();
        others.extend(root.past_keys());
        if !others.is_empty() {
            self.store.delete_many(&others).await?;
        }
        let view = self.load(root.log).await?;
        Ok(self.store.set(&key::view(root.log), &view.encode()).await?)
    }

    async fn strip_in(&self, log: LogName, id: InteractionId, at: u64) -> Result<()> {
        let view = self.load(log).await?;
        for segment in 0..view.through.div_ceil(SEGMENT) {
            for slot in self.slots_of(&view, segment).await? {
                let bare = match slot.entry {
                    Some(Entry::Event(event)) if event.id == id && event.deleted_at.is_none() => {
                        Entry::Event(Box::new(bared(*event, at)))
                    }
                    Some(Entry::Amended(edit))
                        if edit.of == id && matches!(edit.change, Change::Edited(Some(_))) =>
                    {
                        let change = Change::Edited(None);
                        Entry::Amended(Amendment { change, ..edit })
                    }
                    _ => continue,
                };
                self.overwrite(log, slot.n, &bare).await?;
            }
        }
        Ok(())
    }

    /// Writes a slot anew, and its segment: allowed only to forget.
    pub(crate) async fn overwrite(&self, log: LogName, slot: u64, entry: &Entry) -> Result<()> {
        let bytes = entry.encode();
        self.store.set(&key::slot(log, slot), &bytes).await?;
        let j = (slot - 1) / SEGMENT;
        match self.segment_with(log, j, slot, &bytes).await? {
            Some(segment) => Ok(self.store.set(&key::segment(log, j), &segment).await?),
            None => Ok(()),
        }
    }

    /// The event with the text of its last edit, where there was one. One read.
    pub(crate) async fn as_edited(&self, mut event: Event) -> Result<Event> {
        if !event.amendable || event.deleted_at.is_some() {
            return Ok(event);
        }
        if let Some(edit) = self.edit_at(&key::edited(event.id)).await? {
            event.text = edit.text;
            event.edited_at = Some(edit.at);
        }
        Ok(event)
    }
}

/// A change as its entry has it, and whether that is not all of the text.
fn shown(change: &Amending) -> (Change, bool) {
    let text = match change {
        Amending::Deleted => return (Change::Deleted, false),
        Amending::Edited(None) => return (Change::Edited(None), false),
        Amending::Edited(Some(text)) => text,
    };
    let short = text.get(..text.floor_char_boundary(SHOWN)).unwrap_or(text);
    (
        Change::Edited(Some(short.to_owned())),
        short.len() < text.len(),
    )
}

/// What is left of an interaction: that there was one, when, and between whom.
pub(crate) fn bared(mut event: Event, at: u64) -> Event {
    event.subject = None;
    event.text = None;
    event.parts = 0;
    event.apart = 0;
    event.attachments.clear();
    event.attributes = None;
    event.topic = None;
    event.deleted_at = Some(event.deleted_at.unwrap_or(at));
    event
}
