//! An interaction as a source writes it: the fields of `POST /v1/interactions`, but lenient. Unknown
//! fields are ignored, and much may be left out.

mod read;

use serde_json::{Map, Value};
use throughline_channel_kit::types::{
    Attachment, Direction, Identity, Interaction, Participant, Party, Role, Timestamp, Verdict,
    Visibility,
};

use crate::config::{Source, Trust, is_word};
use crate::normalize::{self, implausible, known_as};
use crate::payload::quoted;

pub(crate) use read::read;

/// The most identities on each side.
pub(crate) const MOST_IDENTITIES: usize = 16;
/// The longest text of a field, in bytes.
pub(crate) const LONGEST_FIELD: usize = 2048;

/// What a source says of one interaction.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub id: Option<String>,
    pub channel: Option<String>,
    pub kind: Option<String>,
    pub direction: Option<Direction>,
    pub visibility: Option<Visibility>,
    pub occurred_at: Option<Timestamp>,
    pub from: Vec<Address>,
    pub to: Vec<Address>,
    /// The customer's, whichever the direction is.
    pub identities: Vec<Address>,
    /// Our own, whichever the direction is.
    pub business: Vec<Address>,
    pub subject: Option<String>,
    pub text: Option<String>,
    pub attachments: Vec<Attachment>,
    pub thread: Option<String>,
    pub ticket_id: Option<String>,
    pub agent: Option<String>,
    pub language: Option<String>,
    pub attributes: Map<String, Value>,
}

/// An identity as a source writes it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Address {
    pub kind: String,
    pub value: String,
    pub verified: bool,
    pub name: Option<String>,
}

/// What the request around an interaction says of it.
#[derive(Debug)]
pub(crate) struct Envelope {
    /// Stands in for the interaction's own id.
    pub id: String,
    /// The type of the event.
    pub event: Option<String>,
    /// When it happened.
    pub time: Option<Timestamp>,
}

impl Written {
    /// The interaction, and whatever of it the timeline is not going to take adds a note.
    ///
    /// # Errors
    ///
    /// The field that is wrong and what would be right.
    pub fn interaction(
        mut self,
        source: &Source,
        envelope: &Envelope,
        notes: &mut Vec<String>,
    ) -> Result<Interaction, String> {
        let kind = self.kind()?;
        let direction = self.direction.unwrap_or(Direction::Inbound);
        let ends = Ends::of(direction, &mut self);
        let mut people = ends.people(source)?.into_iter();
        let customer = people.next().ok_or_else(|| {
            format!(
                "whose interaction this is: give {} or identities",
                ends.theirs_is
            )
        })?;
        if let Some(why) = implausible(&customer.identity) {
            notes.push(format!("{}: {why}", ends.theirs_is));
        }
        let mut also: Vec<Participant> = Vec::new();
        for person in people {
            let known = |other: &Participant| other.identity == person.identity;
            if !known(&customer) && !also.iter().any(known) {
                also.push(person);
            }
        }
        let id = self.id.unwrap_or_else(|| envelope.id.clone());
        let mut interaction = normalize::interaction(source, id, customer);
        interaction.channel = word("channel", self.channel)?.unwrap_or(interaction.channel);
        // A person sees what happened, where nothing else says so.
        interaction.text = match self.text {
            None if kind == "activity" => envelope.event.clone(),
            text => text,
        };
        interaction.kind = kind;
        interaction.direction = direction;
        interaction.visibility = self.visibility.unwrap_or(Visibility::Private);
        interaction.occurred_at = self.occurred_at.or(envelope.time);
        interaction.also = also;
        interaction.business = ends.business()?;
        interaction.parties = ends.parties();
        interaction.subject = short("subject", self.subject, normalize::LONGEST_SUBJECT)?;
        interaction.attachments = self.attachments;
        interaction.thread = short("thread", self.thread, normalize::LONGEST_THREAD)?;
        interaction.ticket_id = short("ticket_id", self.ticket_id, 128)?;
        interaction.agent = short("agent", self.agent, normalize::LONGEST_AGENT)?;
        interaction.language = self.language.as_deref().and_then(language);
        let attributes = self.attributes.iter();
        interaction.attributes = normalize::fit(attributes.map(|(name, v)| (name.as_str(), v)));
        Ok(interaction)
    }

    /// How much there is of what may be long, in bytes.
    pub fn size(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let files = self.attachments.iter();
        let files = files.map(|file| file.name.len() + length(&file.url));
        length(&self.text) + length(&self.subject) + files.sum::<usize>()
    }

    /// A source that says no kind sends messages, as long as there is something in them.
    fn kind(&mut self) -> Result<String, String> {
        let says_something =
            self.text.is_some() || self.subject.is_some() || !self.attachments.is_empty();
        match word("kind", self.kind.take())? {
            Some(kind) => Ok(kind),
            None if says_something => Ok("message".to_owned()),
            None => Err("kind: missing, and there is no text that would make it a message".into()),
        }
    }
}

/// Who is at which end.
struct Ends {
    theirs: Vec<Address>,
    theirs_is: &'static str,
    their_role: Role,
    ours: Vec<Address>,
    our_role: Role,
}

impl Ends {
    /// The customer is the sender, but of what goes out to them.
    fn of(direction: Direction, written: &mut Written) -> Self {
        let mut from = std::mem::take(&mut written.from);
        let mut to = std::mem::take(&mut written.to);
        let mut identities = std::mem::take(&mut written.identities);
        let mut business = std::mem::take(&mut written.business);
        match direction {
            Direction::Outbound => {
                to.append(&mut identities);
                from.append(&mut business);
                Self {
                    theirs: to,
                    theirs_is: "to",
                    their_role: Role::To,
                    ours: from,
                    our_role: Role::From,
                }
            }
            Direction::Inbound | Direction::Internal => {
                from.append(&mut identities);
                to.append(&mut business);
                Self {
                    theirs: from,
                    theirs_is: "from",
                    their_role: Role::From,
                    ours: to,
                    our_role: Role::To,
                }
            }
        }
    }

    fn people(&self, source: &Source) -> Result<Vec<Participant>, String> {
        let people = self.theirs.iter().take(MOST_IDENTITIES).map(|address| {
            let identity = address.identity();
            let identity = identity.map_err(|wrong| format!("{}: {wrong}", self.theirs_is))?;
            let verdict = match source.trust {
                Trust::Verified if address.verified => Verdict::Pass,
                _ => Verdict::None,
            };
            Ok(Participant { identity, verdict })
        });
        people.collect()
    }

    fn business(&self) -> Result<Vec<Identity>, String> {
        let ours = self.ours.iter().take(MOST_IDENTITIES);
        ours.map(Address::identity).collect()
    }

    /// Everybody who has a name.
    fn parties(&self) -> Vec<Party> {
        let theirs = self.theirs.iter().map(|address| (self.their_role, address));
        let ours = self.ours.iter().map(|address| (self.our_role, address));
        let parties = theirs.chain(ours).take(2 * MOST_IDENTITIES);
        parties
            .filter_map(|(role, address)| {
                known_as(role, address.name.as_deref(), &address.identity().ok()?)
            })
            .collect()
    }
}

impl Address {
    fn identity(&self) -> Result<Identity, String> {
        normalize::identity(&self.kind, &self.value)
    }
}

fn word(field: &str, word: Option<String>) -> Result<Option<String>, String> {
    match word {
        Some(word) if !is_word(&word) => Err(format!(
            "{field}: {} is not 1 to 64 of a-z, 0-9, '-' and '_'",
            quoted(&word)
        )),
        word => Ok(word),
    }
}

fn short(field: &str, text: Option<String>, most: usize) -> Result<Option<String>, String> {
    match text {
        Some(text) if text.len() > most => Err(format!("{field}: longer than {most} bytes")),
        text => Ok(text),
    }
}

/// The ISO 639-1 code at the beginning of a language tag (`en`, `en-GB`, `de_AT`).
fn language(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?;
    let fits = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| code.to_ascii_lowercase())
}

/// Reads a direction.
///
/// # Errors
///
/// When it is none.
pub(crate) fn direction(word: &str) -> Result<Direction, String> {
    match word {
        "inbound" => Ok(Direction::Inbound),
        "outbound" => Ok(Direction::Outbound),
        "internal" => Ok(Direction::Internal),
        _ => Err(format!(
            "direction: {} is none of inbound, outbound, internal",
            quoted(word)
        )),
    }
}

/// Reads a visibility.
///
/// # Errors
///
/// When it is none.
pub(crate) fn visibility(word: &str) -> Result<Visibility, String> {
    match word {
        "private" => Ok(Visibility::Private),
        "public" => Ok(Visibility::Public),
        _ => Err(format!(
            "visibility: {} is neither private nor public",
            quoted(word)
        )),
    }
}

#[cfg(test)]
#[path = "written/tests.rs"]
mod tests;
