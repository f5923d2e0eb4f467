//! Calls: recording one that comes in, adding to it, and which are in progress.
//!
//! Everything that is known of a call lies under one key, for readers of the whole history; the latest
//! calls also in the view. Both are joins of facts, so writers that race lose nothing: each looks again
//! after it wrote.

use crate::append::{Receipt, Recorded};
use crate::call::{self, Call, Fact, Growth, Tracked};
use crate::content::Content;
use crate::document;
use crate::draft::{Draft, SHOWN, cut};
use crate::entry::{Entry, Event, Identity, Verdict};
use crate::error::{Error, Result};
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, TicketId, key};
use crate::outbox::Waiting;
use crate::reply::Refusal;
use crate::view::View;
use serde::Deserialize;

/// No call takes longer, in milliseconds.
const LONGEST: u64 = 24 * 60 * 60 * 1000;
/// Longest words of a call, in bytes.
const WORDS: usize = 16 << 10;
/// Most calls in one answer.
const SHOWN_CALLS: usize = 200;

/// What may be said to whoever calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Where the call lies.
    pub receipt: Receipt,
    /// The number is proven, and not long silent: what follows is `None` otherwise.
    pub proven: bool,
    /// ISO 639-1.
    pub language: Option<String>,
    /// The subject of the open ticket.
    pub ticket: Option<String>,
}

/// What the agent is told who takes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Briefing {
    /// The customer's address on the call.
    pub customer: Identity,
    /// How the customer is called.
    pub name: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// The subject of the open ticket.
    pub ticket: Option<String>,
    /// What was said so far; its first 2 KB.
    pub said: Option<String>,
    /// The number is not proven.
    pub unproven: bool,
}

/// What an agent has to say of a call that is over.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "the fields of wit/tickets.wit, where they are described"
)]
pub struct CallNote {
    pub call: String,
    pub text: String,
    pub agent: Option<String>,
    pub seconds: Option<u32>,
    pub disposition: Option<String>,
    pub idempotency_key: Option<String>,
}

impl<S: Kv + Clock> Journal<S> {
    /// Records a call that comes in, and says what its caller may hear: nothing personal, unless the
    /// number is proven and was heard of within a year before this call.
    ///
    /// Store operations: a lookup of the list of calls and of the customer, an append to the list, and
    /// those of recording.
    pub async fn incoming(&self, draft: &Draft) -> Result<Caller> {
        let event = draft.event(&self.naming, self.store.now())?;
        let (home, before) = self.current_of(&event).await?;
        if !before.content.remembers(event.id) {
            self.enqueue_in(self.naming.calls(), event.id, home).await?;
        }
        let receipt = self.record_as(draft, true).await?;
        let proven = event.customer.verdict == Verdict::Pass;
        let known = Some(&before.content).filter(|_| proven);
        Ok(Caller {
            receipt,
            proven,
            language: known.and_then(|content| content.language.clone()),
            ticket: known.and_then(|content| open_subject(content, None)),
        })
    }

    /// Adds to a call what became known of it; the same again changes nothing.
    ///
    /// Store operations: finding the call, its customer's lookup, an append, two reads and a write.
    /// Where the call is over also a lookup of the list of calls and an append to it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no such call was recorded, [`Error::Invalid`] when it is none.
    pub async fn grow(&self, id: InteractionId, at: u64, fact: &Fact) -> Result<()> {
        if let Fact::Said { text, .. } = fact
            && text.len() > WORDS
        {
            let detail = format!("has {} bytes; allowed are {WORDS}", text.len());
            return Err(Error::invalid("words", detail));
        }
        loop {
            let event = match self.recorded(id).await? {
                Recorded::No => return Err(Error::NotFound),
                Recorded::Erased => return Ok(()),
                Recorded::At { event, .. } => event,
            };
            if event.kind != call::KIND {
                return Err(Error::invalid("target", "is no call"));
            }
            if event.deleted_at.is_some() {
                return Ok(());
            }
            let mut root = self.root(event.home).await?;
            let growth = Growth {
                home: event.home,
                of: event.id,
                at,
                fact: short(fact),
            };
            let known = root.content.calls.get(event.id);
            let mut now = known.map_or_else(Call::default, |tracked| tracked.call.clone());
            if now.learn(&Call::of(at, &growth.fact)) {
                let entry = Entry::Grown(growth);
                let Put::Ok(_) = self.put(&mut root, &entry, |_| Vec::new()).await? else {
                    continue;
                };
            }
            let over = self.keep_call(&event, &Call::of(at, fact)).await?.is_over();
            if over && event.grows {
                self.settle_call(event.id).await?;
            }
            return Ok(());
        }
    }

    /// Adds to what is kept of a call, and answers all of it. Another writer may have done the same at
    /// the same time: what the view knows afterwards must be there.
    async fn keep_call(&self, event: &Event, more: &Call) -> Result<Call> {
        let place = key::grown(event.id);
        loop {
            let kept = self.kept_call(&place).await?;
            let mut all = kept.clone().unwrap_or_default();
            let viewed = self.root(event.home).await?;
            let viewed = viewed.content.calls.get(event.id);
            let mut news = all.learn(more);
            if let Some(tracked) = viewed {
                news |= all.learn(&tracked.call);
            }
            if !news && kept.is_some() {
                return Ok(all);
            }
            let bytes = serde_json::to_vec(&all).unwrap_or_default();
            self.store.set(&place, &bytes).await?;
        }
    }

    async fn kept_call(&self, place: &str) -> Result<Option<Call>> {
        let bytes = self.store.get(place).await?;
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
    }

    /// Everything that is known of a call. One read.
    pub(crate) async fn call_of(&self, event: &Event, content: &Content) -> Result<Call> {
        let kept = self.kept_call(&key::grown(event.id)).await?;
        let mut call = kept.unwrap_or_default();
        if let Some(tracked) = content.calls.get(event.id) {
            call.learn(&tracked.call);
        }
        Ok(call)
    }

    async fn settle_call(&self, of: InteractionId) -> Result<()> {
        let mut list = self.load(self.naming.calls()).await?;
        while list.content.queue.contains(of) {
            let home = list.log;
            self.put(&mut list, &Entry::Settled { home, of }, |_| Vec::new())
                .await?;
        }
        Ok(())
    }

    /// What the agent is told who takes a call. A lookup of the customer, and finding the call.
    pub async fn brief(&self, id: &str) -> Result<Briefing> {
        let id = InteractionId::from_public(id).ok_or(Error::NotFound)?;
        let Recorded::At { event, .. } = self.recorded(id).await? else {
            return Err(Error::NotFound);
        };
        let root = self.root(event.home).await?;
        let content = &root.content;
        let call = self.call_of(&event, content).await?;
        let mut said = call.text();
        cut(&mut said, SHOWN);
        let ticket = content.item(event.id).and_then(|item| item.ticket);
        Ok(Briefing {
            customer: event.customer.identity.clone(),
            name: name_of(content),
            language: content.language.clone(),
            ticket: open_subject(content, ticket.or(event.ticket)),
            said,
            unproven: !event.outgoing && event.customer.verdict != Verdict::Pass,
        })
    }

    /// The calls that ring or are in progress, the latest first, each with its customer and the open
    /// tickets.
    ///
    /// Store operations: a lookup of the list of calls; for each call a lookup of its customer, finding
    /// it, and one read; an append to the list for each that is over.
    pub async fn calls(&self) -> Result<Vec<u8>> {
        let list = self.load(self.naming.calls()).await?;
        let waiting: Vec<Waiting> = list.content.queue.iter().rev().copied().collect();
        let mut out = b"{\"items\":[".to_vec();
        let mut shown = 0;
        for waiting in waiting {
            if shown >= SHOWN_CALLS {
                break;
            }
            let root = self.root(waiting.theirs).await?;
            let old = self.store.now().saturating_sub(waiting.at) > LONGEST;
            let tracked = root.content.calls.get(waiting.of);
            if old || tracked.is_some_and(|tracked| tracked.call.is_over()) {
                self.settle_call(waiting.of).await?;
                continue;
            }
            // It is being recorded at this moment, or whoever was to record it died.
            let Some(tracked) = tracked else { continue };
            if shown > 0 {
                out.push(b',');
            }
            self.live_call(&mut out, &root, tracked).await?;
            shown += 1;
        }
        out.extend_from_slice(b"],\"next\":null}");
        Ok(out)
    }

    async fn live_call(&self, out: &mut Vec<u8>, root: &View, tracked: &Tracked) -> Result<()> {
        let item = self.interaction(&tracked.id.public()).await?;
        out.extend_from_slice(item.strip_suffix(b"}").unwrap_or(&item));
        out.extend_from_slice(b",\"customer\":");
        document::append(out, &document::customer(root));
        out.extend_from_slice(b",\"tickets\":");
        let open = root.content.tickets.list.iter().rev();
        let open = open.filter(|ticket| ticket.is_open());
        document::list(out, open, |out, ticket| document::ticket(out, ticket, None));
        out.push(b'}');
        Ok(())
    }

    /// Records the note of a call on its ticket, and what it says on the call. Says which interaction
    /// the note is.
    pub async fn note_call(&self, note: &CallNote) -> Result<InteractionId, Refusal> {
        let id = InteractionId::from_public(&note.call).ok_or(Error::NotFound)?;
        let Recorded::At { event, slot, .. } = self.recorded(id).await? else {
            return Err(Error::NotFound.into());
        };
        if event.kind != call::KIND {
            return Err(Error::invalid("call", "is no call").into());
        }
        let root = self.root(event.home).await?;
        let receipt = crate::append::receipt(event.id, slot, &root, true);
        let ticket = receipt.ticket.or(event.ticket).ok_or(Error::NotFound)?;
        let attributes = serde_json::json!({
            "call_id": event.id.public(),
            "after_call_seconds": note.seconds,
            "disposition": note.disposition,
        });
        let key = note.idempotency_key.as_deref();
        let agent = note.agent.as_deref();
        let ticket = ticket.to_string();
        let written = self
            .write_note(&ticket, &note.text, agent, key, Some(attributes))
            .await?;
        let fact = Fact::WrappedUp {
            note: written,
            seconds: note.seconds,
            disposition: note.disposition.clone(),
        };
        self.grow(event.id, self.store.now(), &fact).await?;
        Ok(written)
    }
}

/// The subject of this ticket if it is open, else of the latest that is.
fn open_subject(content: &Content, ticket: Option<TicketId>) -> Option<String> {
    let named = ticket.and_then(|id| content.tickets.get(id));
    let named = named.filter(|ticket| ticket.is_open());
    let mut open = content.tickets.list.iter().rev().filter(|t| t.is_open());
    named.or_else(|| open.next())?.subject.clone()
}

/// How the customer was called last by somebody who wrote.
fn name_of(content: &Content) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(default)]
        participants: Vec<Party>,
    }
    #[derive(Deserialize)]
    struct Party {
        role: crate::entry::Role,
        name: Option<String>,
    }
    content.recent.iter().find_map(|item| {
        let mut whole = item.json.0.clone();
        whole.push(b'}');
        let named: Named = serde_json::from_slice(&whole).ok()?;
        let mut from = named.participants.into_iter();
        let from = from.find(|party| party.role == crate::entry::Role::From)?;
        from.name.filter(|name| !name.trim().is_empty())
    })
}

/// A fact as its entry has it: the first 2 KB of words.
fn short(fact: &Fact) -> Fact {
    let mut fact = fact.clone();
    if let Fact::Said { text, .. } = &mut fact {
        text.truncate(text.floor_char_boundary(SHOWN));
    }
    fact
}
