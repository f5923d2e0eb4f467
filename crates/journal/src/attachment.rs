//! What lies apart from an interaction: the bytes of its attachments, and its passages.

use crate::append::Recorded;
use crate::draft::{Draft, PART};
use crate::entry::{Event, Passages};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{AttachmentId, key};

/// An attachment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Name to show; may be empty.
    pub name: String,
    /// As the provider declared it.
    pub content_type: String,
    /// The bytes.
    pub content: Vec<u8>,
    /// How many there were, when not all of them are kept.
    pub cut_from: Option<u64>,
}

impl<S: Kv + Clock> Journal<S> {
    /// Writes what lies apart from the event, before any slot refers to it: one `set` for every
    /// 128 KiB.
    pub(crate) async fn enclose(&self, draft: &Draft, event: &mut Event) -> Result<()> {
        let id = event.id;
        for (index, (file, kept)) in draft.attachments.iter().zip(&event.attachments).enumerate() {
            let most = usize::try_from(kept.kept.unwrap_or_default()).unwrap_or(usize::MAX);
            let content = file.content.as_deref().unwrap_or_default();
            let content = content.get(..most).unwrap_or(content);
            self.keep(content, |part| key::attachment(id, index, part))
                .await?;
        }
        if draft.passages != Passages::default() {
            let passages = serde_json::to_vec(&draft.passages).unwrap_or_default();
            event.apart = self.keep(&passages, |part| key::passages(id, part)).await?;
        }
        Ok(())
    }

    /// What came along with the text; nothing when nothing did. One read for every 128 KiB.
    pub(crate) async fn passages(&self, event: &Event) -> Result<Passages> {
        if event.apart == 0 {
            return Ok(Passages::default());
        }
        let kept = self
            .kept(event.apart, |part| key::passages(event.id, part))
            .await?;
        Ok(kept
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default())
    }

    /// The bytes of one attachment.
    ///
    /// Store operations: those of finding its interaction (the marker, the view, the counter, two
    /// a slot, the slot and its sealing flag), then one read for every 128 KiB.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that does not exist, was erased, or that only the provider has.
    pub async fn attachment(&self, id: &str) -> Result<Kept> {
        let AttachmentId { of, index } = id.parse().map_err(|()| Error::NotFound)?;
        let Recorded::At { event, .. } = self.recorded(of).await? else {
            return Err(Error::NotFound);
        };
        let event = self.whole(*event).await?;
        let attachment = event.attachments.get(index).ok_or(Error::NotFound)?;
        let length = attachment.kept.ok_or(Error::NotFound)?;
        let content = self.content_of(&event, index).await?;
        let content = content.ok_or(Error::NotFound)?;
        Ok(Kept {
            name: attachment.name.clone(),
            content_type: attachment.content_type.clone(),
            content,
            cut_from: attachment.size.filter(|size| *size > length),
        })
    }

    /// The kept bytes of one of an event's attachments; `None` when only somebody else has them.
    pub(crate) async fn content_of(&self, event: &Event, index: usize) -> Result<Option<Vec<u8>>> {
        let kept = event.attachments.get(index).and_then(|a| a.kept);
        let Some(length) = kept else { return Ok(None) };
        let content = self
            .kept(parts(length), |part| key::attachment(event.id, index, part))
            .await?;
        let missing = || Error::Unavailable("a part of an attachment is missing".to_owned());
        content.map(Some).ok_or_else(missing)
    }

    /// The keys of everything that lies apart from an event.
    pub(crate) async fn apart_from(&self, event: Event) -> Result<Vec<String>> {
        let id = event.id;
        let mut keys: Vec<_> = (0..event.parts).map(|part| key::body(id, part)).collect();
        if event.kind == crate::call::KIND {
            keys.push(key::grown(id));
        }
        let event = self.whole(event).await?;
        keys.extend((0..event.apart).map(|part| key::passages(id, part)));
        for (index, attachment) in event.attachments.iter().enumerate() {
            let parts = parts(attachment.kept.unwrap_or_default());
            keys.extend((0..parts).map(|part| key::attachment(id, index, part)));
        }
        Ok(keys)
    }
}

/// In how many parts so many bytes lie.
fn parts(length: u64) -> u32 {
    u32::try_from(length.div_ceil(PART as u64)).unwrap_or(u32::MAX)
}
