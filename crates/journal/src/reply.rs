//! What agents do with a ticket: change it, answer, note.

mod compose;

use crate::append::Recorded;
use crate::draft::{Draft, File};
use crate::entry::{Direction, Entry, Event, Identity, TicketChange, Visibility};
use crate::error::{Error, Result};
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, TicketId};
use crate::reach::Place;
use crate::ticket::Ticket;
use crate::view::View;
use compose::{draft, own};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The words of an answer.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "the fields of wit/tickets.wit, where they are described"
)]
pub struct Words {
    pub subject: Option<String>,
    pub text: Option<String>,
    pub html: Option<String>,
    pub template: Option<Vec<u8>>,
    pub variables: Option<Vec<u8>>,
}

/// An answer to the customer of a ticket.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "the fields of wit/tickets.wit, where they are described"
)]
pub struct Answer {
    pub words: Words,
    pub variants: Vec<(String, Words)>,
    pub channel: Option<String>,
    pub visibility: Visibility,
    pub attachments: Vec<File>,
    pub agent: Option<String>,
    pub idempotency_key: Option<String>,
    /// No words: a telephone call, which begins with the agent's own telephone.
    pub call: bool,
}

/// Why an answer cannot be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// As everywhere.
    Error(Error),
    /// The customer does not want to be contacted on this channel.
    DoNotContact(String),
    /// There is no address to send to, and why.
    NoDestination(String),
    /// The same idempotency key came with another answer before.
    Conflict,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Where an answer goes.
struct Destination {
    channel: String,
    to: Identity,
    home: LogName,
    /// The message that it answers.
    answers: Option<Event>,
}

impl<S: Kv + Clock> Journal<S> {
    /// Applies a change to a ticket. [`Error::NotFound`] when no customer has it.
    pub async fn change_ticket(&self, change: TicketChange) -> Result<()> {
        let entry = Entry::Ticket(change.clone());
        loop {
            let mut root = self.root(change.home).await?;
            if root.content.tickets.get(change.ticket).is_none() {
                return Err(Error::NotFound);
            }
            if let Put::Ok(_) = self.put(&mut root, &entry, |_| Vec::new()).await? {
                return Ok(());
            }
        }
    }

    /// Changes the ticket of this public id and answers with it. `change` is given its home and name.
    pub async fn change(
        &self,
        id: &str,
        change: impl FnOnce(LogName, TicketId, u64) -> TicketChange,
    ) -> Result<Vec<u8>> {
        let (_, ticket) = self.ticket_of(id).await?;
        let change = change(ticket.home, ticket.id, self.store.now());
        self.change_ticket(change).await?;
        self.ticket(id).await
    }

    /// Records an answer as `queued` and says which interaction it is. A repetition with the same
    /// key says the same.
    ///
    /// Store operations: the ticket, the message that it answers, an append to the outbox's own log,
    /// then those of recording.
    pub async fn reply(&self, id: &str, answer: &Answer) -> Result<InteractionId, Refusal> {
        let (root, ticket) = self.ticket_of(id).await?;
        let key = self.key_of(answer.idempotency_key.as_deref());
        let name = self
            .naming
            .interaction(OUTBOX, &ticket.id.to_string(), &key);
        let given = self.recorded(name).await?;
        if let Recorded::At { event, .. } = given {
            let same = self.is_same(&event, answer).await?;
            return if same {
                Ok(name)
            } else {
                Err(Refusal::Conflict)
            };
        }
        let destination = match answer.call {
            true => self.number(&root).await?,
            false => self.destination(&root, answer).await?,
        };
        if root.content.do_not_contact.contains(&destination.channel) {
            return Err(Refusal::DoNotContact(destination.channel));
        }
        let words = answer.words_on(&destination.channel);
        let draft = draft(&ticket, answer, words, &destination, &key)?;
        let mut event = draft.event(&self.naming, self.store.now())?;
        event.id = name;
        event.home = destination.home;
        event.outgoing = true;
        if answer.call {
            event.grows = true;
            let calls = self.naming.calls();
            self.enqueue_in(calls, name, event.home).await?;
        }
        self.enqueue(name, event.home).await?;
        self.append(&draft, event).await?;
        // While a twin of this call held its marker, its result may have found nothing.
        self.unpark(name).await?;
        Ok(name)
    }

    /// Records an internal note and says which interaction it is.
    pub async fn note(
        &self,
        id: &str,
        text: &str,
        agent: Option<&str>,
        key: Option<&str>,
    ) -> Result<InteractionId, Refusal> {
        self.write_note(id, text, agent, key, None).await
    }

    /// The same with further fields.
    pub(crate) async fn write_note(
        &self,
        id: &str,
        text: &str,
        agent: Option<&str>,
        key: Option<&str>,
        attributes: Option<Value>,
    ) -> Result<InteractionId, Refusal> {
        let (root, ticket) = self.ticket_of(id).await?;
        let key = self.key_of(key);
        let name = self.naming.interaction(NOTES, &ticket.id.to_string(), &key);
        if let Recorded::At { event, .. } = self.recorded(name).await? {
            let event = self.whole(*event).await?;
            let same = event.text.as_deref() == Some(text);
            return if same {
                Ok(name)
            } else {
                Err(Refusal::Conflict)
            };
        }
        let owner = root
            .content
            .identities
            .iter()
            .find(|k| k.home == ticket.home);
        let owner = owner.ok_or(Error::NotFound)?;
        let draft = Draft {
            channel: NOTES.to_owned(),
            direction: Direction::Internal,
            kind: "note".to_owned(),
            text: Some(text.to_owned()),
            agent: agent.map(str::to_owned),
            attributes: attributes.map(|members| members.to_string().into_bytes()),
            ..own(&ticket, owner.identity.clone(), &key)
        };
        let mut event = draft.event(&self.naming, self.store.now())?;
        event.id = name;
        event.home = owner.home;
        self.append(&draft, event).await?;
        Ok(name)
    }

    /// A caller's key, or one that nobody else has.
    fn key_of(&self, key: Option<&str>) -> String {
        match key {
            Some(key) => format!("key:{key}"),
            None => self.feed.unique(self.store.now()),
        }
    }

    async fn is_same(&self, event: &Event, answer: &Answer) -> Result<bool> {
        let words = self.passages(event).await?.outgoing.unwrap_or_default();
        let message: Map<String, Value> = serde_json::from_str(&words).unwrap_or_default();
        Ok(message.get(DIGEST).and_then(Value::as_str) == Some(&answer.digest()))
    }

    /// Where an answer goes: to the channel that was asked for, else to the one that the customer
    /// prefers, if that can be and may be, else to where they last wrote. To a public place only when
    /// asked for.
    async fn destination(&self, root: &View, answer: &Answer) -> Result<Destination, Refusal> {
        let preferred = root.content.preferred.as_deref().filter(|channel| {
            let private = answer.visibility == Visibility::Private;
            let avoided = root.content.do_not_contact.iter().any(|c| c == channel);
            answer.channel.is_none() && private && !avoided
        });
        if let Some(channel) = preferred {
            match self.place(root, Some(channel), answer.visibility).await {
                Err(Refusal::NoDestination(_)) => {}
                found => return found,
            }
        }
        self.place(root, answer.channel.as_deref(), answer.visibility)
            .await
    }

    /// Where the customer last wrote on the channel, or on any; on a channel where they never wrote a
    /// proven address of theirs. Never a sender that was proven false.
    async fn place(
        &self,
        root: &View,
        channel: Option<&str>,
        visibility: Visibility,
    ) -> Result<Destination, Refusal> {
        let content = &root.content;
        let theirs = |place: &Place| content.keeps(place.home);
        let here = |place: &Place| theirs(place) && channel.is_none_or(|c| c == place.channel);
        let seen = |place: &Place| here(place) && place.visibility == visibility;
        let wanted =
            |place: &Place| channel.is_some() || !content.do_not_contact.contains(&place.channel);
        let found = content.reach.latest(|place| seen(place) && wanted(place));
        // An answer in private to what was said in public, when this channel was asked for.
        let private = visibility == Visibility::Private && channel.is_some();
        let found = found.or_else(|| content.reach.latest(here).filter(|_| private));
        if let Some(place) = found {
            let event = self.event_at(place.place).await?;
            let event = self.whole(event.ok_or(Error::NotFound)?).await?;
            return Ok(Destination {
                channel: place.channel.clone(),
                to: event.customer.identity.clone(),
                home: place.home,
                answers: Some(event),
            });
        }
        let refused = |why: &str| Err(Refusal::NoDestination(why.to_owned()));
        if visibility == Visibility::Public {
            return refused("the customer wrote nothing in public there that could be answered");
        }
        let Some(channel) = channel else {
            if content
                .reach
                .latest(|p| theirs(p) && p.visibility == Visibility::Private)
                .is_some()
            {
                return refused("the customer does not want to be contacted on any channel");
            }
            return refused(
                "the customer never wrote in private from an address that may be theirs: name a \
                 channel",
            );
        };
        let kind = address_kind(channel);
        let proven = content.identities.iter().rev();
        let mut proven = proven.filter(|k| content.proves(k) && k.identity.kind == kind);
        match proven.next() {
            Some(known) => Ok(Destination {
                channel: channel.to_owned(),
                to: known.identity.clone(),
                home: known.home,
                answers: None,
            }),
            None => Err(Refusal::NoDestination(format!(
                "no proven {kind} address of this customer is known, and they never wrote by {channel}"
            ))),
        }
    }

    /// The number to call a customer at: the one that they last called or wrote from, else one that was
    /// proven.
    async fn number(&self, root: &View) -> Result<Destination, Refusal> {
        let content = &root.content;
        let by_phone = |place: &Place| {
            (place.channel == VOICE || place.channel == "sms") && content.keeps(place.home)
        };
        if let Some(place) = content.reach.last(by_phone) {
            let event = self.event_at(place.place).await?;
            let event = event.ok_or(Error::NotFound)?;
            if event.customer.identity.kind == "phone" {
                return Ok(Destination {
                    channel: VOICE.to_owned(),
                    to: event.customer.identity.clone(),
                    home: place.home,
                    // An answer to a call comes from the number that was called.
                    answers: place.call.then_some(event),
                });
            }
        }
        let mut proven = content.identities.iter().rev();
        let proven = proven.find(|k| content.proves(k) && k.identity.kind == "phone");
        let known = proven.ok_or_else(|| {
            let why =
                "the customer never called nor wrote from a telephone, and no number is proven";
            Refusal::NoDestination(why.to_owned())
        })?;
        Ok(Destination {
            channel: VOICE.to_owned(),
            to: known.identity.clone(),
            home: known.home,
            answers: None,
        })
    }

    /// The customer of a ticket, and the ticket.
    pub(crate) async fn ticket_of(&self, id: &str) -> Result<(View, Ticket)> {
        let id: TicketId = id.parse().map_err(|()| Error::NotFound)?;
        for home in self.homes_of(id).await? {
            let root = self.root(home).await?;
            if let Some(ticket) = root.content.tickets.get(id) {
                let ticket = ticket.clone();
                return Ok((root, ticket));
            }
        }
        Err(Error::NotFound)
    }
}

/// The channel of notes, and what their names are unique in.
const NOTES: &str = "note";
/// The channel of calls.
const VOICE: &str = "voice";
/// What the names of answers are unique in.
const OUTBOX: &str = "outbox";

/// The kind of address that a channel reaches: that of its own name, and the phone for those that
/// go by phone.
fn address_kind(channel: &str) -> &str {
    match channel {
        "sms" | "voice" => "phone",
        other => other,
    }
}

/// The member of a stored answer that tells it from another one with the same key.
pub(crate) const DIGEST: &str = "digest";

impl Answer {
    /// Tells this answer from any other.
    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: Option<&[u8]>| {
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            hash.update(length.to_be_bytes());
            hash.update(part.unwrap_or_default());
        };
        let own = std::iter::once((None, &self.words));
        let variants = self
            .variants
            .iter()
            .map(|(name, words)| (Some(name), words));
        for (name, words) in own.chain(variants) {
            add(name.map(String::as_bytes));
            for text in [&words.subject, &words.text, &words.html] {
                add(text.as_deref().map(str::as_bytes));
            }
            add(words.template.as_deref());
            add(words.variables.as_deref());
        }
        for File {
            attachment,
            content,
        } in &self.attachments
        {
            add(Some(attachment.name.as_bytes()));
            add(Some(attachment.content_type.as_bytes()));
            add(attachment.url.as_deref().map(str::as_bytes));
            add(content.as_deref());
        }
        for text in [&self.channel, &self.agent] {
            add(text.as_deref().map(str::as_bytes));
        }
        add((self.visibility == Visibility::Public).then_some(b"public".as_slice()));
        if self.call {
            add(Some(b"call"));
        }
        hex::encode(hash.finalize())
    }

    fn words_on(&self, channel: &str) -> &Words {
        let variant = self.variants.iter().find(|(name, _)| name == channel);
        variant.map_or(&self.words, |(_, words)| words)
    }
}
