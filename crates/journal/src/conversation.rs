//! One visitor's own conversation: what they and we said to each other on one channel, and nothing
//! else of the customer that they may be part of.

use crate::append::Recorded;
use crate::attachment::Kept;
use crate::content::{Item, Position};
use crate::document::{self, instant};
use crate::entry::{Delivery, DeliveryStatus, Direction, Event, Identity};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv, decode_counter};
use crate::name::{AttachmentId, LogName, key};
use crate::sign::{AGENT, Sign, VISITOR};
use crate::timeline::{Found, TimelineQuery};
use crate::token::{AsOf, Cursor};
use crate::view::View;
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};

/// Most identities of one visitor.
const IDENTITIES: usize = 4;
/// Most interactions in one answer.
const PAGE: usize = 50;

/// What was seen of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Names what was seen.
    pub state: String,
    /// The document; none when nothing changed.
    pub document: Option<Vec<u8>>,
}

/// The state of a conversation that a token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// For each identity: its customer's log, the counter of its home, how far that customer was
    /// folded.
    logs: Vec<(LogName, u64, u64)>,
    /// What was seen of the agent.
    agent: AgentSign,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct AgentSign {
    typing: bool,
    name: Option<String>,
    read_at: u64,
}

#[derive(Serialize)]
struct AgentDocument<'a> {
    typing: bool,
    name: Option<&'a str>,
    read_at: Option<String>,
}

/// One message as its visitor sees it.
#[derive(Serialize)]
struct Message<'a> {
    id: &'a str,
    at: &'a str,
    from: &'static str,
    agent: Option<&'a str>,
    text: Option<&'a str>,
    attachments: Vec<FileDocument<'a>>,
    status: Option<DeliveryStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<&'a str>,
}

#[derive(Serialize)]
struct FileDocument<'a> {
    id: Option<&'a str>,
    name: &'a str,
    content_type: &'a str,
    size: Option<u64>,
}

/// What is read of an item that was rendered for those who may see everything.
#[derive(Deserialize)]
struct Rendered {
    id: String,
    channel: String,
    direction: Direction,
    occurred_at: String,
    from: Option<Identity>,
    to: Vec<Identity>,
    text: Option<String>,
    truncated: bool,
    attachments: Vec<RenderedFile>,
    agent: Option<String>,
    edited_at: Option<String>,
    deleted_at: Option<String>,
}

#[derive(Deserialize)]
struct RenderedFile {
    id: Option<String>,
    name: String,
    content_type: String,
    size: Option<u64>,
}

impl Rendered {
    fn read(head: &[u8]) -> Option<Self> {
        let mut whole = head.to_vec();
        whole.push(b'}');
        serde_json::from_slice(&whole).ok()
    }

    /// Whether it was said between these identities and us, on this channel.
    fn is_between(&self, channel: &str, who: &[Identity]) -> bool {
        let theirs = match self.direction {
            Direction::Inbound => self.from.iter().any(|from| who.contains(from)),
            Direction::Outbound => self.to.iter().any(|to| who.contains(to)),
            Direction::Internal => false,
        };
        self.channel == channel && theirs
    }

    fn write(&self, out: &mut Vec<u8>, delivery: Option<&Delivery>) {
        let files = self.attachments.iter().map(|file| FileDocument {
            id: file.id.as_deref(),
            name: &file.name,
            content_type: &file.content_type,
            size: file.size,
        });
        let ours = self.direction == Direction::Outbound;
        let message = Message {
            id: &self.id,
            at: &self.occurred_at,
            from: if ours { "agent" } else { "visitor" },
            agent: self.agent.as_deref().filter(|_| ours),
            text: self.text.as_deref(),
            attachments: files.collect(),
            status: delivery.filter(|_| ours).map(|d| d.status),
            edited_at: self.edited_at.as_deref(),
            deleted_at: self.deleted_at.as_deref(),
        };
        document::append(out, &message);
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// What was said last on a channel from and to these identities, all of them one visitor's own;
    /// nothing when it is what `since` stands for. Notes that the visitor is there.
    ///
    /// Store operations: when nothing changed, the counters of each identity's home and customer and
    /// the signs of both sides, at once; a write once a minute. Else a lookup for each identity, and for
    /// each message over 2 KB two reads or more.
    ///
    /// # Errors
    /// [`Error::Invalid`] for no identity, more than four, or one that is none.
    pub async fn look(&self, channel: &str, who: &[Identity], since: Option<&str>) -> Result<Look> {
        let homes = self.homes_of_visitor(who)?;
        let first = *homes.first().ok_or_else(nobody)?;
        let bound = bound(channel, &homes);
        let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
        // A state of something else, or none at all, is no reason not to look.
        let since = since.and_then(|state| {
            let state = self.naming.open("state", "look", &bound, state);
            state.ok().filter(|s: &State| s.logs.len() == homes.len())
        });
        let roots = since
            .iter()
            .flat_map(|s| s.logs.iter().map(|(root, ..)| *root));
        let counters = homes.iter().copied().chain(roots).map(key::counter);
        let signs = [VISITOR, AGENT].map(|side| key::sign(first, side));
        let mut read = self
            .get_all(signs.into_iter().chain(counters))
            .await?
            .into_iter();
        let mut sign = || Sign::decode(read.next().flatten());
        let (visitor, agent) = (sign(), self.seen_of(&sign()));
        let counts: Vec<u64> = read.map(|c| c.map_or(0, |c| decode_counter(&c))).collect();
        let (at_home, at_roots) = counts.split_at(homes.len());
        self.looked(&homes, &visitor).await?;
        if let Some(since) = since {
            let seen = since.logs.iter().zip(at_home).zip(at_roots);
            let same = seen
                .into_iter()
                .all(|(((_, home, through), now), root)| home == now && through == root);
            if same && since.agent == agent {
                return Ok(Look {
                    state: self.naming.token("look", &bound, &since),
                    document: None,
                });
            }
        }
        let roots = try_join_all(homes.iter().map(|home| self.root(*home))).await?;
        let logs = roots.iter().zip(at_home);
        let logs = logs.map(|(root, at_home)| (root.log, *at_home, root.through));
        let state = State {
            logs: logs.collect(),
            agent,
        };
        let document = self.latest(channel, who, &roots, &state.agent).await?;
        Ok(Look {
            state: self.naming.token("look", &bound, &state),
            document: Some(document),
        })
    }

    fn homes_of_visitor(&self, who: &[Identity]) -> Result<Vec<LogName>> {
        if who.is_empty() || who.len() > IDENTITIES {
            return Err(nobody());
        }
        let home = |identity: &Identity| self.naming.home(&identity.kind, &identity.value);
        Ok(who.iter().map(home).collect())
    }

    fn seen_of(&self, sign: &Sign) -> AgentSign {
        AgentSign {
            typing: sign.is_typing(self.store.now()),
            name: sign.agent.clone(),
            read_at: sign.read_at,
        }
    }

    async fn latest(
        &self,
        channel: &str,
        who: &[Identity],
        roots: &[View],
        agent: &AgentSign,
    ) -> Result<Vec<u8>> {
        let mut said: Vec<(&Item, Rendered)> = Vec::new();
        for (index, root) in roots.iter().enumerate() {
            // Two identities of one customer share a root.
            let before = roots.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.log == root.log) {
                continue;
            }
            let items = root.content.recent.iter();
            let items = items.filter_map(|item| Some((item, Rendered::read(&item.json.0)?)));
            said.extend(items.filter(|(_, message)| message.is_between(channel, who)));
        }
        said.sort_by_key(|(item, _)| item.position);
        let more = said.len() > PAGE;
        said.drain(..said.len().saturating_sub(PAGE));
        let first = roots.first().ok_or_else(nobody)?;
        let seen = first.content.recent.len() as u64;
        let earlier = more || first.content.interactions > seen;
        let oldest = match said.first() {
            Some((item, _)) if more => Some(item.position),
            _ => first.content.recent.last().map(|item| item.position),
        };
        let before = oldest.filter(|_| earlier);
        let cursor = before.map(|before| self.earlier_than(channel, who, first, before));
        let mut messages = Vec::new();
        for (item, mut message) in said {
            if message.truncated {
                message.text = self.whole_text(item).await?.or(message.text);
            }
            messages.push((message, item.delivery.as_ref()));
        }
        Ok(page(messages, cursor, agent))
    }

    fn earlier_than(
        &self,
        channel: &str,
        who: &[Identity],
        root: &View,
        before: Position,
    ) -> String {
        let homes = self.homes_of_visitor(who).unwrap_or_default();
        let bound = bound(channel, &homes);
        let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
        let state = AsOf {
            log: root.log,
            through: root.through,
        };
        self.naming
            .token("earlier", &bound, &Cursor { state, before })
    }

    async fn whole_text(&self, item: &Item) -> Result<Option<String>> {
        let Recorded::At { event, .. } = self.recorded(item.id).await? else {
            return Ok(None);
        };
        let event = self.as_edited(self.whole(*event).await?).await?;
        Ok(event.text)
    }

    /// What was said before: the same document, from the `earlier` of another one.
    ///
    /// Store operations: those of a page of a timeline.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor that was not made for this conversation.
    pub async fn earlier(&self, channel: &str, who: &[Identity], cursor: &str) -> Result<Vec<u8>> {
        let homes = self.homes_of_visitor(who)?;
        let first = *homes.first().ok_or_else(nobody)?;
        let bound = bound(channel, &homes);
        let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
        let Cursor { before, .. } = self.naming.open("before", "earlier", &bound, cursor)?;
        let root = self.root(first).await?;
        let query = TimelineQuery {
            channel: Some(channel.to_owned()),
            limit: PAGE,
            ..TimelineQuery::default()
        };
        let sources = root.all_sources();
        let (found, next) = self.page(&root, &sources, &query, before, u64::MAX).await?;
        let mut messages: Vec<(Rendered, Option<Delivery>)> = Vec::new();
        for Found {
            position,
            event,
            delivery,
            ..
        } in found
        {
            if !homes.contains(&event.home) {
                continue;
            }
            let event = self.as_edited(self.whole(*event).await?).await?;
            let delivery = known_delivery(&root, &event).or(delivery);
            let head = document::whole_item(&event, position.slot);
            let message = Rendered::read(&head).filter(|m| m.is_between(channel, who));
            messages.extend(message.map(|message| (message, delivery)));
        }
        messages.reverse();
        let cursor = next.map(|before| self.earlier_than(channel, who, &root, before));
        let agent = self.seen_of(&self.sign(first, AGENT).await?);
        let messages = messages.iter();
        let messages = messages.map(|(message, delivery)| (message, delivery.as_ref()));
        Ok(page(messages, cursor, &agent))
    }

    /// The bytes of an attachment of that conversation. Store operations: as
    /// [`Journal::attachment`], and finding its interaction once more.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one of anybody else's, or of another channel.
    pub async fn attachment_of(&self, channel: &str, who: &[Identity], id: &str) -> Result<Kept> {
        let homes = self.homes_of_visitor(who)?;
        let AttachmentId { of, .. } = id.parse().map_err(|()| Error::NotFound)?;
        let Recorded::At { event, .. } = self.recorded(of).await? else {
            return Err(Error::NotFound);
        };
        let theirs = homes.contains(&event.home) && event.direction != Direction::Internal;
        if event.channel != channel || !theirs {
            return Err(Error::NotFound);
        }
        self.attachment(id).await
    }
}

fn known_delivery(root: &View, event: &Event) -> Option<Delivery> {
    let content = &root.content;
    let known = content
        .item(event.id)
        .and_then(|item| item.delivery.as_ref());
    known.or_else(|| content.late_delivery(event.id)).cloned()
}

fn nobody() -> Error {
    Error::invalid("who", format!("names 1 to {IDENTITIES} identities"))
}

/// What the tokens of a conversation are bound to.
fn bound(channel: &str, homes: &[LogName]) -> Vec<String> {
    let homes = homes.iter().map(LogName::to_string);
    std::iter::once(channel.to_owned()).chain(homes).collect()
}

fn page<'a, M: std::borrow::Borrow<Rendered>>(
    messages: impl IntoIterator<Item = (M, Option<&'a Delivery>)>,
    earlier: Option<String>,
    agent: &AgentSign,
) -> Vec<u8> {
    let mut out = b"{\"items\":".to_vec();
    document::list(
        &mut out,
        messages.into_iter(),
        |out, (message, delivery)| {
            message.borrow().write(out, delivery);
        },
    );
    out.extend_from_slice(b",\"earlier\":");
    document::append(&mut out, &earlier);
    out.extend_from_slice(b",\"agent\":");
    let agent = AgentDocument {
        typing: agent.typing,
        name: agent.name.as_deref(),
        read_at: (agent.read_at > 0).then(|| instant(agent.read_at)),
    };
    document::append(&mut out, &agent);
    out.push(b'}');
    out
}
