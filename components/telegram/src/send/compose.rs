//! A message as Telegram takes it: to one chat, in parts.

use serde_json::{Map, Value, json};
use throughline_channel_kit::json::Object;
use throughline_channel_kit::outbound::{
    Attachment, Message, Recipient, Unsendable, Visibility, split,
};

use crate::CHANNEL;
use crate::normalize::Place;

/// The longest text of a message, in UTF-16 code units:
/// <https://core.telegram.org/bots/api#sendmessage>.
const LONGEST: usize = 4096;
/// Nobody reads more messages than these at once.
const MOST_PARTS: usize = 10;
/// The largest photo, in bytes; a larger one goes as a document.
const LARGEST_PHOTO: usize = 10 << 20;
/// Media types that Telegram takes as photos.
const PHOTOS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// What is to be sent where.
pub struct Draft {
    /// To which chat.
    pub target: Target,
    /// In this order; never none.
    pub parts: Vec<Part>,
}

/// One message.
pub enum Part {
    /// Words.
    Text(String),
    /// A file that Telegram fetches.
    Address {
        /// As a photo, else as a document.
        photo: bool,
        /// Where it is.
        url: String,
    },
    /// A file.
    File {
        /// As a photo, else as a document.
        photo: bool,
        /// Its name, type and bytes.
        file: Attachment,
    },
}

/// A chat, and the message in it that is answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    place: Place,
    answers: Option<i64>,
    topic: Option<i64>,
}

impl Target {
    /// The members that say so, with the answered message or without.
    pub fn members(&self, answering: bool) -> Vec<(&'static str, Value)> {
        let mut members = vec![("chat_id", self.place.chat.into())];
        if let Some(connection) = &self.place.connection {
            members.push(("business_connection_id", connection.as_str().into()));
        }
        if let Some(topic) = self.topic {
            members.push(("message_thread_id", topic.into()));
        }
        if let Some(id) = self.answers.filter(|_| answering) {
            // Whoever deleted their question wants an answer nevertheless.
            let reply = json!({"message_id": id, "allow_sending_without_reply": true});
            members.push(("reply_parameters", reply));
        }
        members
    }
}

/// Reads a message.
///
/// # Errors
///
/// [`Unsendable::Invalid`] with what Telegram has no place for.
pub fn compose(message: Message) -> Result<Draft, Unsendable> {
    let customer = customer(&message)?;
    if message.template.is_some() {
        let detail = "Telegram keeps no templates: send a text";
        return Err(Unsendable::invalid("template", detail));
    }
    if message.variables.as_ref().is_some_and(|v| !v.is_empty()) {
        let detail = "the text goes out as it is: put the values into it";
        return Err(Unsendable::invalid("variables", detail));
    }
    let target = target(&message, customer)?;
    let text = message.text.as_deref().unwrap_or_default();
    let texts = split(text, LONGEST, char::len_utf16);
    let texts = texts.into_iter().map(|text| Part::Text(text.to_owned()));
    let mut parts: Vec<Part> = texts.collect();
    for (nth, Object(file)) in message.attachments.into_iter().enumerate() {
        parts.push(attachment(nth, file)?);
    }
    match parts.len() {
        0 if message.html.is_some() => Err(Unsendable::invalid(
            "text",
            "Telegram takes no HTML of ours: a text is needed",
        )),
        0 => Err(Unsendable::invalid("text", "there is nothing to send")),
        many if many > MOST_PARTS => Err(Unsendable::invalid(
            "text",
            format!(
                "this would be {many} messages, and at most {MOST_PARTS} are sent: a message has at \
                 most {LONGEST} characters, and each file is one"
            ),
        )),
        _ => Ok(Draft { target, parts }),
    }
}

/// The user: the only recipient.
fn customer(message: &Message) -> Result<i64, Unsendable> {
    for (copies, member) in [(&message.cc, "cc"), (&message.bcc, "bcc")] {
        if !copies.is_empty() {
            let detail = "a message on Telegram goes to one chat, without copies";
            return Err(Unsendable::invalid(member, detail));
        }
    }
    let [Object(Recipient { kind, value, .. })] = message.to.as_slice() else {
        return Err(Unsendable::invalid("to", "exactly one recipient"));
    };
    if kind != CHANNEL {
        let detail = "a message on Telegram goes to a `telegram` identity";
        return Err(Unsendable::invalid("to[0].kind", detail));
    }
    let id = value.parse().ok().filter(|id: &i64| *id > 0);
    id.filter(|id| id.to_string() == *value).ok_or_else(|| {
        let detail = "a user id of Telegram's: digits, like `123456789`";
        Unsendable::invalid("to[0].value", detail)
    })
}

/// The chat with the user, or for a public answer the group.
fn target(message: &Message, customer: i64) -> Result<Target, Unsendable> {
    let answered = message.in_reply_to.as_deref().and_then(Place::of_name);
    let attribute = |name: &str| {
        message
            .answers
            .as_ref()
            .and_then(|a: &Map<_, _>| a.get(name))
    };
    let chat = match message.visibility {
        Visibility::Private => customer,
        Visibility::Public => group(message, answered.as_ref())?,
    };
    let connection = attribute("business_connection_id").and_then(Value::as_str);
    let answered = answered.filter(|(place, _)| place.chat == chat);
    let known = answered.as_ref().map(|(place, _)| place.clone());
    let connection = connection.filter(|_| message.visibility == Visibility::Private);
    let place = known.unwrap_or_else(|| Place::by_id(chat, connection));
    // A topic is one of the chat that the answered message is in.
    let topic = attribute("message_thread_id").and_then(Value::as_i64);
    let topic = topic.filter(|_| answered.is_some());
    Ok(Target {
        place,
        answers: answered.map(|(_, id)| id),
        topic,
    })
}

/// The group that a public answer goes to: that of the thread, else that of the answered message.
fn group(message: &Message, answered: Option<&(Place, i64)>) -> Result<i64, Unsendable> {
    let thread = message.thread.as_deref().and_then(|id| id.parse().ok());
    let chat = thread.or_else(|| answered.map(|(place, _)| place.chat));
    chat.filter(|chat: &i64| *chat < 0).ok_or_else(|| {
        let detail = "a public answer goes to a group or channel, and this was no message in one";
        Unsendable::invalid("visibility", detail)
    })
}

fn attachment(nth: usize, file: Attachment) -> Result<Part, Unsendable> {
    let field = |member: &str| format!("attachments[{nth}]{member}");
    let media_type = file.content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let is_photo = PHOTOS.contains(&media_type.as_str());
    if !file.content.is_empty() {
        if file.name.trim().is_empty() {
            let detail = "a file needs a name to show";
            return Err(Unsendable::invalid(field(".name"), detail));
        }
        return Ok(Part::File {
            photo: is_photo && file.content.len() <= LARGEST_PHOTO,
            file: Attachment {
                content_type: media_type,
                ..file
            },
        });
    }
    match file.url {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(Part::Address {
                photo: is_photo,
                url,
            })
        }
        Some(_) => Err(Unsendable::invalid(
            field(".url"),
            "an address begins with https:// or http://",
        )),
        None => Err(Unsendable::invalid(
            field(""),
            "a file has `content` or a `url`",
        )),
    }
}
