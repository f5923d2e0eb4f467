//! An interaction as a connector hands it over, checked and turned into an event.

use crate::entry::{
    Attachment, Consent, Direction, Event, Identity, Participant, Party, Passages, Verdict,
    Visibility,
};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, Naming, key};
use futures::future::join_all;

/// Longest text, in bytes.
pub const TEXT: usize = 1 << 20;
/// Longest text that a lookup shows, in bytes.
pub const SHOWN: usize = 2048;
/// Largest entry that lies in its slot, in bytes; what is larger has its body apart.
const SLOT: usize = 4096;
/// One part of a body or an attachment, in bytes.
pub(crate) const PART: usize = 128 * 1024;
/// Parts written at the same time.
const AT_ONCE: usize = 8;
/// Most attachments, participants or own addresses of one interaction.
const MANY: usize = 1024;
/// Attachments, own addresses and parties that stay in the slot of an entry that is too large.
const FEW: usize = 4;
/// Bytes kept of all attachments of one interaction together.
pub const KEPT: usize = 32 << 20;
/// References of one interaction that count.
const REFERENCES: usize = 32;
/// Longest name of a party, in bytes.
const NAME: usize = 256;

/// An attachment with its bytes, where they came along.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// What it is; its size is that of its bytes.
    pub attachment: Attachment,
    /// Its bytes.
    pub content: Option<Vec<u8>>,
}

/// An interaction to be recorded.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the fields of wit/types.wit, where they are described"
)]
pub struct Draft {
    pub channel: String,
    pub provider: String,
    pub account: String,
    pub message_id: String,
    pub direction: Direction,
    pub kind: String,
    pub visibility: Visibility,
    pub occurred_at: Option<u64>,
    pub customer: Participant,
    pub also: Vec<Participant>,
    pub business: Vec<Identity>,
    pub subject: Option<String>,
    pub text: Option<String>,
    pub attachments: Vec<File>,
    pub passages: Passages,
    pub parties: Vec<Party>,
    pub thread: Option<String>,
    pub references: Vec<String>,
    pub topic: Option<String>,
    pub reply_tokens: Vec<String>,
    pub ticket: Option<String>,
    pub agent: Option<String>,
    pub attributes: Option<Vec<u8>>,
    pub language: Option<String>,
    pub consent: Option<Consent>,
    pub amendable: bool,
    pub answerable: bool,
}

fn within(field: &'static str, value: &str, least: usize, most: usize) -> Result<()> {
    if (least..=most).contains(&value.len()) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format!("has {} bytes; allowed are {least} to {most}", value.len()),
    ))
}

fn optional(field: &'static str, value: Option<&String>, most: usize) -> Result<()> {
    value.map_or(Ok(()), |v| within(field, v, 0, most))
}

fn word(field: &'static str, value: &str) -> Result<()> {
    within(field, value, 1, 64)?;
    if value
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
    {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        "is lower-case letters, digits, '-' and '_'",
    ))
}

impl Draft {
    fn check(&self) -> Result<()> {
        word("channel", &self.channel)?;
        word("provider", &self.provider)?;
        word("kind", &self.kind)?;
        within("account", &self.account, 0, 512)?;
        within("provider_message_id", &self.message_id, 1, 2048)?;
        optional("subject", self.subject.as_ref(), 2048)?;
        optional("text", self.text.as_ref(), TEXT)?;
        optional("thread", self.thread.as_ref(), 512)?;
        optional("agent", self.agent.as_ref(), 256)?;
        optional("language", self.language.as_ref(), 35)?;
        for (field, many) in [
            ("attachments", self.attachments.len()),
            ("identities", self.also.len()),
            ("to", self.business.len()),
            ("parties", self.parties.len()),
        ] {
            if many > MANY {
                let detail = format!("has {many} items; allowed are {MANY}");
                return Err(Error::invalid(field, detail));
            }
        }
        for (field, passage) in [
            ("quoted", &self.passages.quoted),
            ("forwarded", &self.passages.forwarded),
            ("signature", &self.passages.signature),
            ("html", &self.passages.html),
        ] {
            optional(field, passage.as_ref(), TEXT)?;
        }
        for File {
            attachment: file, ..
        } in &self.attachments
        {
            within("attachments.name", &file.name, 0, 512)?;
            within("attachments.content_type", &file.content_type, 0, 256)?;
            optional("attachments.url", file.url.as_ref(), 4096)?;
            optional("attachments.content_id", file.content_id.as_ref(), 998)?;
        }
        Ok(())
    }

    /// The event to be appended, recorded at `now`.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the first field that is wrong.
    pub fn event(&self, naming: &Naming, now: u64) -> Result<Event> {
        self.check()?;
        let Participant { identity, verdict } = &self.customer;
        let identity = naming.identity(&identity.kind, &identity.value)?;
        // Whoever only pretends to be somebody gets a timeline of their own.
        let home = match verdict {
            Verdict::Fail => naming.impostor(&identity.kind, &identity.value),
            _ => naming.home(&identity.kind, &identity.value),
        };
        let attributes = match &self.attributes {
            None => None,
            Some(json) if json.len() > 2048 => {
                let detail = format!("has {} bytes; allowed are 2048", json.len());
                return Err(Error::invalid("attributes", detail));
            }
            Some(json) => Some(
                serde_json::from_slice(json)
                    .map_err(|e| Error::invalid("attributes", format!("is no object: {e}")))?,
            ),
        };
        let language = self.language.clone().or_else(|| self.detected());
        Ok(Event {
            id: naming.interaction(&self.channel, &self.account, &self.message_id),
            home,
            recorded_at: now,
            occurred_at: self.occurred_at.map_or(now, |at| at.min(now)),
            channel: self.channel.clone(),
            provider: self.provider.clone(),
            account: self.account.clone(),
            message_id: self.message_id.clone(),
            direction: self.direction,
            kind: self.kind.clone(),
            visibility: self.visibility,
            customer: Participant {
                identity,
                verdict: *verdict,
            },
            business: self.business.clone(),
            subject: self.subject.clone(),
            text: self.text.clone(),
            parts: 0,
            apart: 0,
            attachments: self.kept(),
            parties: self
                .parties
                .iter()
                .filter_map(|p| party(naming, p))
                .collect(),
            references: self
                .references
                .iter()
                .take(REFERENCES)
                .map(|name| naming.reference(&self.channel, name))
                .collect(),
            topic: self
                .topic
                .as_ref()
                .map(|topic| naming.topic(&self.channel, topic)),
            thread: self.thread.clone(),
            ticket: self.ticket.as_ref().and_then(|t| t.parse().ok()),
            linked: None,
            agent: self.agent.clone(),
            attributes,
            sentiment: language.as_deref().and_then(|l| self.sentiment(l)),
            language,
            consent: self.consent,
            amendable: self.amendable,
            edited_at: None,
            deleted_at: None,
            dead_end: !self.answerable && self.direction == Direction::Inbound,
            outgoing: false,
            grows: false,
        })
    }

    /// The language that the customer writes in, where the text says it well enough.
    fn detected(&self) -> Option<String> {
        let text = self.text.as_deref()?;
        let inbound = self.direction == Direction::Inbound;
        let language = inbound.then(|| throughline_language::detect(text, None));
        language.flatten().map(str::to_owned)
    }

    /// How the customer sounds, in thousandths.
    fn sentiment(&self, language: &str) -> Option<i16> {
        let text = self.text.as_deref()?;
        let inbound = self.direction == Direction::Inbound;
        let score = inbound.then(|| throughline_language::sentiment(text, language))??;
        #[allow(clippy::cast_possible_truncation, reason = "between -1000 and 1000")]
        Some((score * 1000.0).round() as i16)
    }

    /// The attachments, each with how many of its bytes are kept: as they come, until [`KEPT`].
    fn kept(&self) -> Vec<Attachment> {
        let mut left = KEPT;
        let keep = |file: &File| {
            let mut attachment = file.attachment.clone();
            attachment.kept = None;
            if let Some(content) = &file.content {
                let kept = content.len().min(left);
                left -= kept;
                attachment.size = Some(content.len() as u64);
                attachment.kept = Some(kept as u64);
            }
            attachment
        };
        self.attachments.iter().map(keep).collect()
    }

    /// The further identities, normalised. A forged sender proves nothing about others, but the
    /// identity it pretends to be hears of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an identity that is none.
    pub fn also(&self, naming: &Naming) -> Result<Vec<Participant>> {
        let forged = (self.customer.verdict == Verdict::Fail).then_some(Participant {
            identity: self.customer.identity.clone(),
            verdict: Verdict::None,
        });
        self.also
            .iter()
            .cloned()
            .chain(forged)
            .map(|p| {
                Ok(Participant {
                    identity: naming.identity(&p.identity.kind, &p.identity.value)?,
                    verdict: p.verdict,
                })
            })
            .collect()
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// Makes the event fit its slot. What is cut off lies whole in the body, written before any
    /// slot refers to it.
    pub(crate) async fn fit(&self, event: &mut Event) -> Result<()> {
        let whole = serde_json::to_vec(event).unwrap_or_default();
        if whole.len() <= SLOT {
            return Ok(());
        }
        event.parts = self.keep(&whole, |part| key::body(event.id, part)).await?;
        event.attachments.truncate(FEW);
        event.business.truncate(FEW);
        event.parties.truncate(FEW);
        for most in [SHOWN, SHOWN / 4, 0] {
            cut(&mut event.text, most);
            if serde_json::to_vec(event).unwrap_or_default().len() <= SLOT {
                return Ok(());
            }
            event.attributes = None;
            cut(&mut event.subject, most / 4);
            for file in &mut event.attachments {
                file.url = file.url.take().filter(|u| u.len() <= 256);
                file.content_id = None;
            }
            for party in &mut event.parties {
                cut(&mut party.name, most / 32);
            }
        }
        Ok(())
    }

    /// Writes bytes in parts and answers how many.
    pub(crate) async fn keep(&self, bytes: &[u8], place: impl Fn(u32) -> String) -> Result<u32> {
        let mut parts = 0;
        for window in bytes.chunks(PART * AT_ONCE) {
            let chunks = window.chunks(PART).zip(parts..).map(|(chunk, part)| {
                let key = place(part);
                async move { self.store.set(&key, chunk).await }
            });
            let written = join_all(chunks).await;
            parts += u32::try_from(written.len()).unwrap_or(u32::MAX);
            written.into_iter().collect::<Result<(), _>>()?;
        }
        Ok(parts)
    }

    /// Reads back what [`Journal::keep`] wrote; `None` when a part is missing.
    pub(crate) async fn kept(
        &self,
        parts: u32,
        place: impl Fn(u32) -> String,
    ) -> Result<Option<Vec<u8>>> {
        let parts = self.get_all((0..parts).map(place)).await?;
        let parts: Option<Vec<_>> = parts.into_iter().collect();
        Ok(parts.map(|parts| parts.concat()))
    }

    /// The event as it was recorded.
    pub(crate) async fn whole(&self, event: Event) -> Result<Event> {
        if event.parts == 0 {
            return Ok(event);
        }
        let id: InteractionId = event.id;
        let Some(whole) = self.kept(event.parts, |part| key::body(id, part)).await? else {
            return Ok(event);
        };
        Ok(serde_json::from_slice(&whole).unwrap_or(event))
    }
}

/// A party with a normalised address; those whose address is none are left out, because a header
/// can name anything.
fn party(naming: &Naming, party: &Party) -> Option<Party> {
    let identity = naming.identity(&party.kind, &party.value).ok()?;
    let mut name = party.name.clone();
    cut(&mut name, NAME);
    Some(Party {
        role: party.role,
        name,
        kind: identity.kind,
        value: identity.value,
    })
}

/// Cuts a text to at most so many bytes, between characters.
pub(crate) fn cut(text: &mut Option<String>, most: usize) {
    if let Some(text) = text {
        text.truncate(text.floor_char_boundary(most));
    }
}
