//! Posts and comments: the page's own are left out, because whoever wrote them there knows.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{
    Amendment, Attachment, Change, Identity, Interaction, Timestamp, Visibility,
};
use throughline_meta::envelope::{id_at, id_of, text_of};
use throughline_meta::{Attributes, Item, Unreadable, interaction, time};

use crate::CHANNEL;

/// The timeline's limit of an attachment's address, in bytes.
const LONGEST_URL: usize = 4096;

/// What happened to a post or comment.
enum Verb {
    Add,
    Edit,
    Remove,
    /// A moderator hid it, or showed it again: its author said nothing.
    Moderate,
}

impl Verb {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        match text_of(value, "verb") {
            Some("add") => Ok(Self::Add),
            Some("edit" | "edited" | "update") => Ok(Self::Edit),
            Some("remove" | "delete") => Ok(Self::Remove),
            Some("hide" | "unhide") => Ok(Self::Moderate),
            Some(other) => Err(Unreadable::unknown("verb", other)),
            None => Err(Unreadable::missing("verb")),
        }
    }
}

/// Field `feed`: `{"item":"comment","verb","comment_id","post_id","parent_id","from","message",…}`. A
/// comment is a `comment`; a post that a visitor wrote on the page is a `mention`.
pub(super) fn change(item: &Item<'_>, value: &Value) -> Result<Vec<Command>, Unreadable> {
    let author = id_at(value, &["from", "id"]);
    if author.as_deref() == Some(&*item.account) {
        return Ok(Vec::new());
    }
    let name = value.get("from").and_then(|from| text_of(from, "name"));
    let (kind, member) = match text_of(value, "item") {
        Some("comment") => ("comment", "comment_id"),
        Some("post" | "status" | "photo" | "video" | "share" | "link" | "album" | "note") => {
            ("mention", "post_id")
        }
        Some("like" | "reaction") => return Ok(Vec::new()),
        Some(other) => return Err(Unreadable::unknown("item of a feed", other)),
        None => return Err(Unreadable::missing("item")),
    };
    let said = Said {
        item,
        value,
        kind,
        member,
        author,
        name,
    };
    said.commands()
}

/// Field `mention`: a post or comment elsewhere that names the page.
pub(super) fn mention(item: &Item<'_>, value: &Value) -> Result<Vec<Command>, Unreadable> {
    let author = value.get("sender_id").and_then(id_of);
    let author = author.or_else(|| id_at(value, &["from", "id"]));
    if author.as_deref() == Some(&*item.account) {
        return Ok(Vec::new());
    }
    let name = text_of(value, "sender_name");
    let name = name.or_else(|| text_of(value.get("from")?, "name"));
    let member = match value.get("comment_id").and_then(id_of) {
        Some(_) => "comment_id",
        None => "post_id",
    };
    let said = Said {
        item,
        value,
        kind: "mention",
        member,
        author,
        name,
    };
    said.commands()
}

/// A post or comment of somebody else's.
struct Said<'a> {
    item: &'a Item<'a>,
    value: &'a Value,
    kind: &'static str,
    /// The member that holds its id.
    member: &'static str,
    author: Option<String>,
    name: Option<&'a str>,
}

impl Said<'_> {
    fn commands(self) -> Result<Vec<Command>, Unreadable> {
        let id = self.value.get(self.member).and_then(id_of);
        let id = id.ok_or_else(|| Unreadable::missing(self.member))?;
        let text = text_of(self.value, "message").map(str::to_owned);
        Ok(match Verb::read(self.value)? {
            Verb::Add => vec![Command::Record(Box::new(self.record(id, text)?))],
            Verb::Edit => vec![self.amend(&id, Change::Edited(text))],
            Verb::Remove => vec![self.amend(&id, Change::Deleted)],
            Verb::Moderate => Vec::new(),
        })
    }

    fn at(&self) -> Option<Timestamp> {
        time::first([self.value.get("created_time")]).or(self.item.time)
    }

    /// `created_time` of a change is when the comment was written, so the time of the change is when
    /// Meta sent it.
    fn amend(&self, id: &str, change: Change) -> Command {
        Command::Amend(Amendment {
            target: interaction::target(CHANNEL, &self.item.account, id),
            change,
            occurred_at: self.item.time,
        })
    }

    fn record(&self, id: String, text: Option<String>) -> Result<Interaction, Unreadable> {
        let account = &*self.item.account;
        let author = self.author.as_deref();
        // People who share nothing with the app have no id.
        let author = author.ok_or_else(|| Unreadable::missing("from.id"))?;
        let identity = interaction::scoped(CHANNEL, account, author);
        let post = self.value.get("post_id").and_then(id_of);
        // The parent of a comment on the post itself is the post.
        let parent = self.value.get("parent_id").and_then(id_of);
        let parent = parent.filter(|parent| Some(parent) != post.as_ref());
        let customer = interaction::proven(identity.clone());
        let conversation = interaction::conversation(CHANNEL, &id, parent.as_deref());
        let named = self.name.map(|name| interaction::named(identity, name));
        Ok(Interaction {
            visibility: Visibility::Public,
            occurred_at: self.at(),
            business: vec![Identity {
                kind: CHANNEL.to_owned(),
                value: account.to_owned(),
            }],
            text,
            attachments: self.attachments(),
            parties: named.into_iter().collect(),
            thread: post,
            conversation,
            attributes: self.attributes(),
            amendable: true,
            answerable: false,
            ..interaction::begin(CHANNEL, account, id, self.kind, customer)
        })
    }

    /// `comment_id`, else `post_id`, is what an answer goes to.
    fn attributes(&self) -> Option<Vec<u8>> {
        let mut attributes = Attributes::new();
        if self.member == "comment_id" {
            attributes.take(self.value, "comment_id");
        }
        for name in ["post_id", "parent_id", "photo_id", "video_id"] {
            attributes.take(self.value, name);
        }
        if let Some(post) = self.value.get("post") {
            attributes.set("permalink", post.get("permalink_url").cloned());
        }
        attributes.take(self.value, "permalink_url");
        attributes.json()
    }

    /// A photo or video is one address; the `link` of a photo post is the photo.
    fn attachments(&self) -> Vec<Attachment> {
        let is_photo = text_of(self.value, "item") == Some("photo");
        let link = if is_photo { "image/*" } else { "text/html" };
        let photos = self.value.get("photos").and_then(Value::as_array);
        let photos = photos.into_iter().flatten().filter_map(Value::as_str);
        let single = [("photo", "image/*"), ("video", "video/*"), ("link", link)];
        let single = single.into_iter().filter_map(|(member, content_type)| {
            Some((text_of(self.value, member)?, content_type))
        });
        let every = photos.map(|url| (url, "image/*")).chain(single);
        let fitting = every.filter(|(url, _)| (1..=LONGEST_URL).contains(&url.len()));
        let attachment = |(url, content_type): (&str, &str)| Attachment {
            name: String::new(),
            content_type: content_type.to_owned(),
            size: None,
            url: Some(url.to_owned()),
            content_id: None,
            content: None,
        };
        fitting.take(64).map(attachment).collect()
    }
}
