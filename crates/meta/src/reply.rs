//! An answer to a person or to a comment, for Messenger and Instagram.
//!
//! A person may be answered for 24 hours after they last wrote, and by a person (`HUMAN_AGENT`) for 7
//! days: <https://developers.facebook.com/docs/messenger-platform/policy/policy-overview>. A comment
//! may be answered publicly at any time, and privately once, within 7 days:
//! <https://developers.facebook.com/docs/messenger-platform/discovery/private-replies>.

use serde_json::{Map, Value, json};
use throughline_channel_kit::outbound::{Attachment, Message, Unsendable, Visibility, split};
use throughline_channel_kit::types::Timestamp;

use crate::graph;

/// The most requests that one answer may need.
pub const MOST_PARTS: usize = 10;
/// An hour in milliseconds.
const HOUR: u64 = 3_600_000;
/// How long a customer may be answered.
const WINDOW: u64 = 24 * HOUR;
/// How long by a person, and how long a comment may be answered privately.
const LONG_WINDOW: u64 = 7 * 24 * HOUR;

/// How one of the two products sends.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    /// How people know it: `Messenger`.
    pub name: &'static str,
    /// The kind of identity that it reaches, and the channel's name.
    pub kind: &'static str,
    /// The most units of one text, and what they are called.
    pub most: (usize, &'static str),
    /// How many units a character has.
    pub units: fn(char) -> usize,
    /// The most characters of a public answer.
    pub most_public: usize,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// A person in their conversation, by their id.
    Person(String),
    /// A comment or post, publicly, by its id.
    Public(String),
    /// Whoever wrote this comment or post, privately: the member of `recipient`, and the id.
    Privately(&'static str, String),
}

/// An answer that Meta's rules allow, as far as they can be known here.
pub struct Reply {
    /// Our account, which the person's id belongs to.
    pub account: String,
    /// What is answered.
    pub answered: Answered,
    /// The text, a part for each message.
    pub texts: Vec<String>,
    /// Files, each a message of its own.
    pub files: Vec<Attachment>,
    /// `messaging_type` and, where it needs one, `tag`.
    envelope: Map<String, Value>,
}

/// Checks a message and puts it into parts.
///
/// # Errors
///
/// [`Unsendable::Invalid`] with the member that is wrong, in words for the agent.
pub fn read(product: &Product, message: Message, now: Timestamp) -> Result<Reply, Unsendable> {
    only_what_is_carried(product, &message)?;
    let (account, person) = recipient(product, &message)?;
    let answered = answered(product, &message, person)?;
    let envelope = window(product, &answered, message.last_inbound_at, now)?;
    let text = message.text.as_deref().map(str::trim).unwrap_or_default();
    let texts = match &answered {
        Answered::Public(_) => public_text(product, text)?,
        _ => {
            let parts = split(text, product.most.0, product.units);
            parts.into_iter().map(str::to_owned).collect()
        }
    };
    let files: Vec<_> = message.attachments.into_iter().map(|file| file.0).collect();
    let reply = Reply {
        account,
        answered,
        texts,
        files,
        envelope,
    };
    reply.within_limits(product)?;
    Ok(reply)
}

/// What neither product carries. Subject, references, reply token, the sender's name, and HTML beside
/// a text are left out.
fn only_what_is_carried(product: &Product, message: &Message) -> Result<(), Unsendable> {
    let Product { name, .. } = product;
    let [_] = message.to.as_slice() else {
        let detail = format!("a message through {name} goes to exactly one person");
        return Err(Unsendable::invalid("to", detail));
    };
    for (field, others) in [("cc", &message.cc), ("bcc", &message.bcc)] {
        if !others.is_empty() {
            return Err(Unsendable::invalid(
                field,
                format!("{name} knows no copies"),
            ));
        }
    }
    if message.template.is_some() {
        let detail = format!("{name} has no templates here; send a text");
        return Err(Unsendable::invalid("template", detail));
    }
    if message
        .variables
        .as_ref()
        .is_some_and(|some| !some.is_empty())
    {
        let detail = format!("{name} fills nothing in; send the finished text");
        return Err(Unsendable::invalid("variables", detail));
    }
    Ok(())
}

/// `<account>:<id>`, or a bare id and the account beside it.
fn recipient(product: &Product, message: &Message) -> Result<(String, String), Unsendable> {
    let Some(to) = message.to.first().map(|to| &to.0) else {
        return Err(Unsendable::invalid("to", "is missing"));
    };
    if to.kind != product.kind {
        let detail = format!("must be `{}`", product.kind);
        return Err(Unsendable::invalid("to[0].kind", detail));
    }
    let account = message.account.as_deref().unwrap_or_default();
    let (account, person) = to.value.split_once(':').unwrap_or((account, &to.value));
    if !graph::is_node(account) || !graph::is_node(person) {
        let detail = format!(
            "must be `<account>:<id>`, our account at {} and the person's id there",
            product.name
        );
        return Err(Unsendable::invalid("to[0].value", detail));
    }
    Ok((account.to_owned(), person.to_owned()))
}

/// Comments and posts have their own id among their attributes.
fn answered(product: &Product, message: &Message, person: String) -> Result<Answered, Unsendable> {
    let attribute = |name: &str| {
        let answers = message.answers.as_ref()?;
        let id = answers.get(name)?.as_str();
        id.filter(|id| graph::is_node(id)).map(str::to_owned)
    };
    let comment = attribute("comment_id").map(|id| ("comment_id", id));
    let public = comment.or_else(|| attribute("post_id").map(|id| ("post_id", id)));
    match (public, message.visibility) {
        (Some((_, id)), Visibility::Public) => Ok(Answered::Public(id)),
        (Some((member, id)), Visibility::Private) => Ok(Answered::Privately(member, id)),
        (None, Visibility::Private) => Ok(Answered::Person(person)),
        (None, Visibility::Public) => Err(Unsendable::invalid(
            "visibility",
            format!(
                "on {} only a comment can be answered publicly, and this is an answer to none",
                product.name
            ),
        )),
    }
}

/// How it is to be declared, if it may still be sent at all. When nobody knows when the customer last
/// wrote, Meta is the judge.
fn window(
    product: &Product,
    answered: &Answered,
    last: Option<Timestamp>,
    now: Timestamp,
) -> Result<Map<String, Value>, Unsendable> {
    let age = last
        .map(|last| now.saturating_sub(last))
        .unwrap_or_default();
    let late = |detail: String| Err(Unsendable::invalid("last_inbound_at", detail));
    let declared = match answered {
        Answered::Public(_) => json!({}),
        Answered::Privately(..) if age >= LONG_WINDOW => {
            return late(
                "a comment can be answered privately for 7 days, which are over; a public answer is \
                 still possible"
                    .to_owned(),
            );
        }
        Answered::Person(_) if age >= LONG_WINDOW => {
            return late(format!(
                "the customer last wrote more than 7 days ago; {} takes no more answers until they \
                 write again. Use another channel",
                product.name
            ));
        }
        Answered::Person(_) if age >= WINDOW => {
            json!({"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"})
        }
        Answered::Person(_) | Answered::Privately(..) => json!({"messaging_type": "RESPONSE"}),
    };
    Ok(declared.as_object().cloned().unwrap_or_default())
}

fn public_text(product: &Product, text: &str) -> Result<Vec<String>, Unsendable> {
    if text.chars().count() > product.most_public {
        let detail = format!(
            "a public answer has at most {} characters; shorten it",
            product.most_public
        );
        return Err(Unsendable::invalid("text", detail));
    }
    let text = Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(text.into_iter().collect())
}

impl Reply {
    fn within_limits(&self, product: &Product) -> Result<(), Unsendable> {
        let invalid = |field: &str, detail: String| Err(Unsendable::invalid(field, detail));
        let parts = self.texts.len() + self.files.len();
        let (most, units) = product.most;
        match &self.answered {
            _ if parts == 0 => invalid("text", "there is nothing to send".to_owned()),
            Answered::Public(_) if !self.files.is_empty() => invalid(
                "attachments",
                "a public answer has no files; give an address in the text, or answer privately"
                    .to_owned(),
            ),
            Answered::Privately(..) if parts > 1 => invalid(
                "text",
                format!(
                    "a comment has one private answer, which is one text of at most {most} {units} or \
                     one file; more can follow once the customer has written back"
                ),
            ),
            _ if parts > MOST_PARTS => invalid(
                "text",
                format!(
                    "it would be {parts} messages through {} (at most {most} {units} each, and one for \
                     each file); allowed are {MOST_PARTS}",
                    product.name
                ),
            ),
            _ => Ok(()),
        }
    }

    /// The path of the requests.
    pub fn path(&self, public: &str) -> String {
        match &self.answered {
            Answered::Public(id) => format!("/{id}/{public}"),
            _ => "/me/messages".to_owned(),
        }
    }

    /// The members of a request that sends `message`: `recipient`, `messaging_type` and `tag` beside
    /// it.
    pub fn members(&self, message: Value) -> Map<String, Value> {
        let recipient = match &self.answered {
            Answered::Person(id) => json!({"id": id}),
            Answered::Privately(member, id) => json!({*member: id}),
            Answered::Public(_) => Value::Null,
        };
        let mut members = self.envelope.clone();
        members.insert("recipient".to_owned(), recipient);
        members.insert("message".to_owned(), message);
        members
    }
}

/// What kind of thing Meta takes a file for.
pub fn kind_of(file: &Attachment) -> &'static str {
    let (class, _) = file.content_type.split_once('/').unwrap_or_default();
    match class.to_ascii_lowercase().as_str() {
        "image" => "image",
        "video" => "video",
        "audio" => "audio",
        _ => "file",
    }
}

/// An address that Meta can fetch a file from.
///
/// # Errors
///
/// [`Unsendable::Invalid`], naming the attachment by its place `at`.
pub fn url_of(file: &Attachment, at: usize) -> Result<Option<&str>, Unsendable> {
    let Some(url) = file.url.as_deref() else {
        return Ok(None);
    };
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    if url.starts_with("https://") && url.len() > "https://".len() && plain {
        return Ok(Some(url));
    }
    let detail = "must be a public address that begins with https://";
    Err(Unsendable::invalid(
        format!("attachments[{at}].url"),
        detail,
    ))
}

/// The id in the answer to a message (`message_id`) or to a comment (`id`).
pub fn id(document: &Value) -> Option<String> {
    let id = document.get("message_id").or_else(|| document.get("id"))?;
    crate::envelope::mid_of(id)
}
