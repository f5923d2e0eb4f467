//! Everything that is held of a customer, in lines.

use crate::append::Recorded;
use crate::document;
use crate::entry::Event;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{AttachmentId, InteractionId};
use crate::timeline::{LATEST, TimelineQuery};
use crate::token::{AsOf, Cursor};
use crate::view::View;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Interactions on a page.
const LIMIT: usize = 100;
/// A page ends early after so many bytes.
const PAGE: usize = 4 << 20;

/// A part of an export: whole lines, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// JSON documents, each with a line feed.
    pub lines: Vec<u8>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// What an explanation has of the customer alone.
#[derive(Deserialize)]
struct Explained<'a> {
    #[serde(borrow)]
    identities: Vec<&'a RawValue>,
    links: Vec<&'a RawValue>,
    facts: Vec<&'a RawValue>,
}

#[derive(Serialize)]
struct File<'a> {
    id: String,
    interaction_id: String,
    name: &'a str,
    content_type: &'a str,
    size: Option<u64>,
    url: Option<&'a str>,
    /// Base64; `null` when only the provider has it.
    content: Option<String>,
}

impl<S: Kv + Clock> Journal<S> {
    /// A page of everything that is held of a customer: first the customer, the identities, the joins,
    /// the facts with what was said before, and the tickets; then all interactions, the newest first,
    /// each whole and followed by its attachments. Nothing of other customers is in it, which is why
    /// suggestions are not.
    ///
    /// Each line is an object with a `type`: `customer`, `identity`, `link`, `fact`, `ticket`,
    /// `interaction`, `attachment`.
    ///
    /// Store operations: those of a page of the timeline, and for each interaction those of asking for
    /// it and for its attachments.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no such customer, [`crate::Error::Invalid`] for a cursor of
    /// another one.
    pub async fn export(&self, id: &str, cursor: Option<&str>) -> Result<Exported> {
        let root = self.owned(id).await?;
        let Some(cursor) = cursor else {
            let state = AsOf {
                log: root.log,
                through: root.through,
            };
            let first = Cursor {
                state,
                before: LATEST,
            };
            return Ok(Exported {
                lines: self.export_head(id, &root).await?,
                next: Some(self.naming.token("export", &[id], &first)),
            });
        };
        let Cursor { state, before } = self.naming.open("cursor", "export", &[id], cursor)?;
        let query = TimelineQuery {
            limit: LIMIT,
            ..TimelineQuery::default()
        };
        let sources = self.sources_at(&root, state).await?;
        let (found, mut next) = self.page(&root, &sources, &query, before, u64::MAX).await?;
        let mut lines = Vec::new();
        let mut last = None;
        for item in found {
            if lines.len() > PAGE {
                next = last;
                break;
            }
            last = Some(item.position);
            self.export_interaction(&mut lines, item.event.id).await?;
        }
        let next = next.map(|before| {
            let cursor = Cursor { state, before };
            self.naming.token("export", &[id], &cursor)
        });
        Ok(Exported { lines, next })
    }

    async fn export_head(&self, id: &str, root: &View) -> Result<Vec<u8>> {
        let mut lines = Vec::new();
        let mut customer = Vec::new();
        document::append(&mut customer, &document::customer(root));
        line(&mut lines, "customer", &customer);
        let explained = self.explain(id).await?;
        if let Ok(explained) = serde_json::from_slice::<Explained<'_>>(&explained) {
            for (name, documents) in [
                ("identity", explained.identities),
                ("link", explained.links),
                ("fact", explained.facts),
            ] {
                for document in documents {
                    line(&mut lines, name, document.get().as_bytes());
                }
            }
        }
        for ticket in &root.content.tickets.list {
            let mut document = Vec::new();
            document::ticket(&mut document, ticket, None);
            line(&mut lines, "ticket", &document);
        }
        Ok(lines)
    }

    async fn export_interaction(&self, lines: &mut Vec<u8>, id: InteractionId) -> Result<()> {
        let Recorded::At { event, .. } = self.recorded(id).await? else {
            // Erased at this moment.
            return Ok(());
        };
        line(lines, "interaction", &self.interaction(&id.public()).await?);
        let event: Event = self.whole(*event).await?;
        for (index, attachment) in event.attachments.iter().enumerate() {
            let content = self.content_of(&event, index).await?;
            let mut document = Vec::new();
            document::append(
                &mut document,
                &File {
                    id: AttachmentId { of: id, index }.to_string(),
                    interaction_id: id.public(),
                    name: &attachment.name,
                    content_type: &attachment.content_type,
                    size: attachment.size,
                    url: attachment.url.as_deref(),
                    content: content.map(|bytes| STANDARD.encode(bytes)),
                },
            );
            line(lines, "attachment", &document);
        }
        Ok(())
    }
}

/// Adds an object as a line, with its type in front.
fn line(lines: &mut Vec<u8>, name: &str, document: &[u8]) {
    let members = document.strip_prefix(b"{").unwrap_or(document);
    lines.extend_from_slice(b"{\"type\":\"");
    lines.extend_from_slice(name.as_bytes());
    lines.extend_from_slice(b"\",");
    lines.extend_from_slice(members);
    lines.push(b'\n');
}
