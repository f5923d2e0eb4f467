//! A message as X takes it.

use throughline_channel_kit::json::Object;
use throughline_channel_kit::outbound::{
    Attachment, Message, Recipient, Unsendable, Visibility, split,
};

use super::weight::{MOST, weight};
use crate::CHANNEL;
use crate::payload::digits;

/// The longest direct message, in characters.
const LONGEST: usize = 10_000;
/// Nobody reads more messages than these at once.
const MOST_PARTS: usize = 10;
/// A post has at most four pictures.
const MOST_PICTURES: usize = 4;
/// The largest picture, in bytes: <https://docs.x.com/x-api/media/quickstart/best-practices>.
const LARGEST: usize = 5 << 20;
/// What X takes in one request. Videos take several, and minutes.
const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/// Where it goes.
pub enum Place {
    /// The direct messages with a user.
    Direct {
        /// The user.
        user: String,
    },
    /// Below a post.
    Public {
        /// The post.
        answers: String,
    },
}

/// What is to be sent. There is a text or a file.
pub struct Draft {
    /// Where.
    pub place: Place,
    /// In this order; exactly one in public, unless there are files.
    pub texts: Vec<String>,
    /// In this order.
    pub files: Vec<Attachment>,
}

/// Reads a message.
///
/// # Errors
///
/// [`Unsendable::Invalid`] with what X has no place for.
pub fn compose(message: Message) -> Result<Draft, Unsendable> {
    let user = customer(&message)?;
    if message.template.is_some() {
        let detail = "X keeps no templates: send a text";
        return Err(Unsendable::invalid("template", detail));
    }
    if message.variables.as_ref().is_some_and(|v| !v.is_empty()) {
        let detail = "the text goes out as it is: put the values into it";
        return Err(Unsendable::invalid("variables", detail));
    }
    let public = message.visibility == Visibility::Public;
    let place = if public {
        Place::Public {
            answers: answered(&message)?,
        }
    } else {
        Place::Direct { user }
    };
    let text = message.text.as_deref().unwrap_or_default().trim();
    let texts = if public {
        post(text)?
    } else {
        let texts = split(text, LONGEST, |_| 1);
        texts.into_iter().map(str::to_owned).collect()
    };
    let files = message.attachments.into_iter().enumerate();
    let files = files.map(|(nth, Object(file))| picture(nth, file));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    enough(&texts, files.len(), public, message.html.is_some())?;
    Ok(Draft {
        place,
        texts,
        files,
    })
}

/// Neither nothing nor too much.
fn enough(texts: &[String], files: usize, public: bool, html: bool) -> Result<(), Unsendable> {
    let refuse = |field: &str, detail: String| Err(Unsendable::invalid(field, detail));
    if texts.is_empty() && files == 0 {
        let detail = if html {
            "X takes no HTML: a text is needed"
        } else {
            "there is nothing to send"
        };
        return refuse("text", detail.to_owned());
    }
    if public && files > MOST_PICTURES {
        return refuse(
            "attachments",
            format!("a post on X has at most {MOST_PICTURES} pictures"),
        );
    }
    // The first picture goes with the last text.
    let parts = texts.len().max(1) + files.saturating_sub(1);
    if !public && parts > MOST_PARTS {
        return refuse(
            "text",
            format!(
                "this would be {parts} direct messages, and at most {MOST_PARTS} are sent: each has at \
                 most {LONGEST} characters and one picture"
            ),
        );
    }
    Ok(())
}

/// The user: the only recipient.
fn customer(message: &Message) -> Result<String, Unsendable> {
    for (copies, member) in [(&message.cc, "cc"), (&message.bcc, "bcc")] {
        if !copies.is_empty() {
            let detail = "a message on X goes to one user, without copies";
            return Err(Unsendable::invalid(member, detail));
        }
    }
    let [Object(Recipient { kind, value, .. })] = message.to.as_slice() else {
        return Err(Unsendable::invalid("to", "exactly one recipient"));
    };
    if kind != CHANNEL {
        let detail = "a message on X goes to an `x` identity";
        return Err(Unsendable::invalid("to[0].kind", detail));
    }
    digits(value).ok_or_else(|| {
        let detail = "a user id of X's: digits, like `2244994945`";
        Unsendable::invalid("to[0].value", detail)
    })
}

/// The post that a public answer goes below. The ids of direct messages look the same, so what is
/// answered must not be known to be none: a post has an address.
fn answered(message: &Message) -> Result<String, Unsendable> {
    let attributes = message.answers.as_ref();
    let post = attributes.is_none_or(|attributes| attributes.contains_key("url"));
    let id = message.in_reply_to.as_deref().and_then(digits);
    id.filter(|_| post).ok_or_else(|| {
        let detail = "a public answer needs the post that it answers, and this was none";
        Unsendable::invalid("visibility", detail)
    })
}

/// One post: it is not cut into several.
fn post(text: &str) -> Result<Vec<String>, Unsendable> {
    let over = weight(text).saturating_sub(MOST);
    if over > 0 {
        return Err(Unsendable::invalid(
            "text",
            format!(
                "{over} characters too long for a post on X, which has at most {MOST}; an emoji or a \
                 Chinese character counts as 2, a link as 23"
            ),
        ));
    }
    Ok(match text {
        "" => Vec::new(),
        text => vec![text.to_owned()],
    })
}

fn picture(nth: usize, file: Attachment) -> Result<Attachment, Unsendable> {
    let refuse = |member: &str, detail: &str| {
        Err(Unsendable::invalid(
            format!("attachments[{nth}]{member}"),
            detail,
        ))
    };
    let media_type = file.content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if !PICTURES.contains(&media_type.as_str()) {
        return refuse(
            ".content_type",
            "X takes pictures only (JPEG, PNG, WebP, GIF): put a link to anything else into the text",
        );
    }
    if file.content.is_empty() {
        return refuse(
            ".content",
            "X fetches no files: send the picture itself, or put its address into the text",
        );
    }
    if file.content.len() > LARGEST {
        return refuse(".content", "a picture on X has at most 5 MB");
    }
    Ok(Attachment {
        content_type: media_type,
        ..file
    })
}
