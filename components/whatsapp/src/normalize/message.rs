//! Messages and echoes to interactions, edits and deletions.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::json::Object;
use throughline_channel_kit::types::{
    self, Amendment, Change, Conversation, Interaction, Participant, Role, Target,
};
use throughline_meta::{PROVIDER, Unreadable, time};

use super::content::{self, Content};
use super::person::{Keys, PHONE, Person, USER, number, user_id, vouched};
use super::{Line, report};
use crate::CHANNEL;
use crate::payload::{self, Context, Edit, Message, Revoke, System};

/// The timeline's limit of a thread's name, in bytes.
const MOST_THREAD: usize = 512;

/// Who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The user, to us.
    FromUser,
    /// We, to the user, on the phone.
    ToUser,
}

/// What becomes of an item of `messages[]` or `message_echoes[]`.
///
/// # Errors
///
/// [`Unreadable`] without an id or anybody at the other end, and as [`content::read`].
pub fn command(line: &Line, item: &Value, direction: Direction) -> Result<Command, Unreadable> {
    let message: Message = payload::read(item, "messages")?;
    match message.kind.as_deref() {
        None => Err(Unreadable::missing("type")),
        Some("revoke") => revoked(line, &message).map(Command::Amend),
        Some("edit") => edited(line, &message).map(Command::Amend),
        Some(kind) => {
            let content = content::read(kind, &message.contents)?;
            record(line, &message, content, direction).map(|i| Command::Record(Box::new(i)))
        }
    }
}

fn revoked(line: &Line, message: &Message) -> Result<Amendment, Unreadable> {
    let revoke: Revoke = payload::read(contents(message, "revoke")?, "revoke")?;
    amendment(line, message, revoke.original_message_id, Change::Deleted)
}

fn edited(line: &Line, message: &Message) -> Result<Amendment, Unreadable> {
    let edit: Edit = payload::read(contents(message, "edit")?, "edit")?;
    let Object(now) = edit
        .message
        .ok_or_else(|| Unreadable::missing("edit.message"))?;
    let kind = now
        .kind
        .ok_or_else(|| Unreadable::missing("edit.message.type"))?;
    let text = content::read(&kind, &now.contents)?.text;
    amendment(
        line,
        message,
        edit.original_message_id,
        Change::Edited(text),
    )
}

fn contents<'a>(message: &'a Message, kind: &str) -> Result<&'a Value, Unreadable> {
    message
        .contents
        .get(kind)
        .ok_or_else(|| Unreadable::missing(kind))
}

fn amendment(
    line: &Line,
    message: &Message,
    original: Option<String>,
    change: Change,
) -> Result<Amendment, Unreadable> {
    let original = original.filter(|id| !id.is_empty());
    let original = original.ok_or_else(|| Unreadable::missing("original_message_id"))?;
    Ok(Amendment {
        target: Target::Provider(line.reference(original)),
        change,
        occurred_at: time::read(&message.timestamp),
    })
}

fn record(
    line: &Line,
    message: &Message,
    mut content: Content,
    direction: Direction,
) -> Result<Interaction, Unreadable> {
    let id = message.id.clone().filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Unreadable::missing("id"))?;
    let person = match message.kind.as_deref() {
        Some("system") => renamed(line, message)?,
        _ => line.person(message, direction)?,
    };
    let context = message.context.as_ref().map(|Object(context)| context);
    let answered = context.and_then(|context| context.id.as_deref());
    let answered = answered.or(content.about.as_deref());
    let names = [Some(id.as_str()), answered].into_iter().flatten();
    let references = names.filter(|name| !name.is_empty());
    let references = references.map(|name| format!("{CHANNEL}:{name}")).collect();
    describe(&mut content, message, context, &person);
    Ok(Interaction {
        account: line.account.clone(),
        direction: match direction {
            Direction::FromUser => types::Direction::Inbound,
            Direction::ToUser => types::Direction::Outbound,
        },
        kind: content.kind.to_owned(),
        occurred_at: time::read(&message.timestamp),
        parties: person.party(direction.role()).into_iter().collect(),
        also: person.also,
        business: line.business.iter().cloned().collect(),
        amendable: content.is_message(),
        text: content.text,
        attachments: content.attachments,
        thread: message.group_id.clone().filter(|group| fits(group)),
        conversation: Conversation {
            references,
            ..Conversation::default()
        },
        attributes: content.attributes.json(),
        ..Interaction::inbound(CHANNEL, PROVIDER, id, person.customer)
    })
}

/// Whether it can be a thread's name.
fn fits(group: &str) -> bool {
    (1..=MOST_THREAD).contains(&group.len())
}

impl Direction {
    /// What the user is to the message.
    fn role(self) -> Role {
        match self {
            Self::FromUser => Role::From,
            Self::ToUser => Role::To,
        }
    }
}

impl Line {
    fn person(&self, message: &Message, direction: Direction) -> Result<Person, Unreadable> {
        let keys = match direction {
            Direction::FromUser => Keys {
                number: message.from.as_deref(),
                user_id: message.from_user_id.as_deref(),
                parent_user_id: message.from_parent_user_id.as_deref(),
            },
            Direction::ToUser => Keys {
                number: message.to.as_deref(),
                user_id: message.to_user_id.as_deref(),
                parent_user_id: message.to_parent_user_id.as_deref(),
            },
        };
        self.contacts.person(keys)
    }
}

/// Whose number or id changed: who it was is the customer, who it is now comes along. WhatsApp
/// vouches for both: it moves an account only for who holds both numbers. An id that changed may come
/// without the one that it was.
fn renamed(line: &Line, message: &Message) -> Result<Person, Unreadable> {
    let system: System = payload::read(contents(message, "system")?, "system")?;
    let before = Keys {
        number: message.from.as_deref(),
        user_id: message
            .from_user_id
            .as_deref()
            .or(system.previous_user_id.as_deref()),
        parent_user_id: message.from_parent_user_id.as_deref(),
    };
    let number_now = system.wa_id.as_deref().or(system.new_wa_id.as_deref());
    let now = [
        (USER, user_id(system.user_id.as_deref())),
        (USER, user_id(system.parent_user_id.as_deref())),
        (PHONE, number_now.and_then(number)),
    ];
    let now = now
        .into_iter()
        .filter_map(|(kind, value)| Some(vouched(kind, value?)));
    let mut now: Vec<Participant> = now.collect();
    let mut person = match line.contacts.person(before) {
        Ok(person) => person,
        Err(nobody) => match now.is_empty() {
            true => return Err(nobody),
            false => Person::new(now.remove(0)),
        },
    };
    for other in now {
        if other != person.customer && !person.also.contains(&other) {
            person.also.push(other);
        }
    }
    Ok(person)
}

/// What is said beside the content.
fn describe(content: &mut Content, message: &Message, context: Option<&Context>, person: &Person) {
    let failure = message.errors.iter().flatten().next();
    let failure = failure.and_then(|Object(failure)| report::explain(failure));
    let frequently = context.is_some_and(|context| context.frequently_forwarded);
    let forwarded = frequently || context.is_some_and(|context| context.forwarded);
    let attributes = &mut content.attributes;
    attributes.set("error", failure);
    attributes.set("username", person.username.clone());
    if forwarded {
        attributes.set("forwarded", if frequently { "frequently" } else { "once" });
    }
    attributes.set("referral", message.referral.clone());
}
