//! Public posts: mentions, answers and quotes, in the shapes of both APIs.
//!
//! <https://docs.x.com/x-api/fundamentals/data-dictionary>

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::attributes::Attributes;
use throughline_channel_kit::types::{
    Attachment, Conversation, Direction, Interaction, Role, Timestamp, Visibility,
};

use super::people::People;
use super::written::{Links, shown, written};
use super::{customer, user};
use crate::payload::{Unreadable, digits, id, id_str, list, object, text, time};
use crate::{CHANNEL, PROVIDER};

/// More pictures or versions than a post has.
const MANY: usize = 16;

/// What counts of a post, whichever API it came by.
#[derive(Debug, Default)]
pub struct Post {
    id: String,
    author: String,
    text: Option<String>,
    at: Option<Timestamp>,
    language: Option<String>,
    attachments: Vec<Attachment>,
    /// The first post of the conversation.
    conversation: Option<String>,
    /// The post that this one answers, and whose that is.
    answers: Option<String>,
    answered: Option<String>,
    /// The post that this one quotes.
    quotes: Option<String>,
    /// The first version of a post that was edited.
    edited: Option<String>,
    /// Somebody else's words, passed on without any of one's own.
    repost: bool,
    /// The subscribed user has blocked the author.
    pub blocked: bool,
}

impl Post {
    /// A post as the newer API writes it, with what it includes.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] without id and author.
    pub fn of(post: &Value, includes: Option<&Value>) -> Result<Self, Unreadable> {
        let own = id(post, "id").ok_or_else(|| Unreadable::missing("id"))?;
        let author = id(post, "author_id").ok_or_else(|| Unreadable::missing("author_id"))?;
        let refers = |kind: &str| {
            let mut posts = list(post, "referenced_tweets").iter().take(MANY);
            id(posts.find(|other| text(other, "type") == Some(kind))?, "id")
        };
        let answers = refers("replied_to").or_else(|| id(post, "in_reply_to_tweet_id"));
        let included = |member: &str| includes.map(|i| list(i, member)).unwrap_or_default();
        let answered = id(post, "in_reply_to_user_id").or_else(|| {
            let answers = answers.as_deref()?;
            let mut posts = included("tweets").iter();
            let post = posts.find(|post| id(post, "id").as_deref() == Some(answers))?;
            id(post, "author_id")
        });
        let answered = answered.or_else(|| {
            // Answers begin with a mention of whom they answer.
            let mentions = object(post, "entities").map(|e| list(e, "mentions"));
            let first = mentions.unwrap_or_default().first();
            answers.as_ref().and(id(first?, "id"))
        });
        // Beyond 280 characters the text is cut, and whole here.
        let long = object(post, "note_tweet");
        let mut links = Links::default();
        links.add(object(post, "entities"));
        links.add(long.and_then(|long| object(long, "entities")));
        let whole = long.and_then(|long| text(long, "text"));
        let said = whole.or_else(|| text(post, "text"));
        let first = list(post, "edit_history_tweet_ids").first();
        let first = first.and_then(Value::as_str).and_then(digits);
        Ok(Self {
            text: said.and_then(|said| written(shown(said, post), &links)),
            at: time(post, "created_at"),
            language: text(post, "lang").and_then(language),
            attachments: attached(included("media")),
            conversation: id(post, "conversation_id"),
            quotes: refers("quoted"),
            repost: refers("retweeted").is_some(),
            edited: first.filter(|first| *first != own),
            id: own,
            author,
            answers,
            answered,
            blocked: false,
        })
    }

    /// A post as the older API writes it.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] without id and author.
    pub fn of_tweet(tweet: &Value) -> Result<Self, Unreadable> {
        let own = id_str(tweet, "id").ok_or_else(|| Unreadable::missing("id_str"))?;
        let author = object(tweet, "user").and_then(|user| id_str(user, "id"));
        // Beyond 280 characters `text` is cut, and everything is here.
        let whole = object(tweet, "extended_tweet").unwrap_or(tweet);
        let said = text(whole, "full_text").or_else(|| text(tweet, "text"));
        let mut links = Links::default();
        links.add(object(tweet, "entities"));
        let mut media: &[Value] = &[];
        for of in [tweet, whole] {
            links.add(object(of, "entities"));
            if let Some(extended) = object(of, "extended_entities") {
                links.add(Some(extended));
                media = list(extended, "media");
            }
        }
        Ok(Self {
            id: own,
            author: author.ok_or_else(|| Unreadable::missing("user.id_str"))?,
            text: said.and_then(|said| written(shown(said, whole), &links)),
            at: time(tweet, "created_at"),
            language: text(tweet, "lang").and_then(language),
            attachments: attached(media),
            conversation: None,
            answers: id_str(tweet, "in_reply_to_status_id"),
            answered: id_str(tweet, "in_reply_to_user_id"),
            quotes: id_str(tweet, "quoted_status_id"),
            edited: None,
            repost: object(tweet, "retweeted_status").is_some(),
            blocked: false,
        })
    }

    /// What `ours` records. `None` for what is passed on without words, and for a post of ours that
    /// answers nobody: it is no word to a customer.
    pub fn interaction(self, ours: &str, people: &People) -> Option<Command> {
        if self.repost {
            return None;
        }
        let (direction, role, other) = if self.author == ours {
            let answered = self.answered.clone().filter(|id| id != ours)?;
            (Direction::Outbound, Role::To, answered)
        } else {
            (Direction::Inbound, Role::From, self.author.clone())
        };
        Some(Command::Record(Box::new(Interaction {
            direction,
            kind: "mention".to_owned(),
            visibility: Visibility::Public,
            occurred_at: self.at,
            business: vec![user(ours)],
            attributes: self.attributes(people.username(&other)),
            conversation: self.references(),
            text: self.text,
            attachments: self.attachments,
            parties: people.party(role, &other).into_iter().collect(),
            thread: self.conversation,
            language: self.language,
            // X tells of deleted posts of the subscribed users, and of no others.
            amendable: direction == Direction::Outbound,
            ..Interaction::inbound(CHANNEL, PROVIDER, self.id, customer(&other))
        })))
    }

    fn attributes(&self, username: Option<&str>) -> Option<Vec<u8>> {
        let mut attributes = Attributes::default();
        let url = format!("https://x.com/i/web/status/{}", self.id);
        attributes.put("url", url);
        attributes.put("username", username);
        attributes.put("in_reply_to", self.answers.as_deref());
        attributes.put("quoted", self.quotes.as_deref());
        attributes.put("edited_from", self.edited.as_deref());
        attributes.put("user_has_blocked", self.blocked.then_some(true));
        attributes.json()
    }

    /// Its own name, those of the posts that it answers or replaces, and that of the first one.
    fn references(&self) -> Conversation {
        let own = Some(&self.id);
        let named = [
            own,
            self.answers.as_ref(),
            self.edited.as_ref(),
            self.conversation.as_ref(),
        ];
        let mut references: Vec<String> = Vec::new();
        for name in named
            .into_iter()
            .flatten()
            .map(|id| format!("{CHANNEL}:{id}"))
        {
            if !references.contains(&name) {
                references.push(name);
            }
        }
        Conversation {
            references,
            ..Conversation::default()
        }
    }
}

/// Pictures and videos, by their addresses at X. Those of direct messages need our token.
pub fn attached(media: &[Value]) -> Vec<Attachment> {
    let media = media.iter().take(MANY);
    media.map(attachment).collect()
}

fn attachment(media: &Value) -> Attachment {
    let picture = text(media, "media_url_https").or_else(|| text(media, "url"));
    let kind = text(media, "type").unwrap_or_default();
    let (content_type, url) = match kind {
        "video" | "animated_gif" => ("video/mp4", video(media)),
        _ => (picture.map_or("image/jpeg", picture_type), picture),
    };
    Attachment {
        name: String::new(),
        content_type: content_type.to_owned(),
        size: None,
        url: url.filter(|url| url.len() <= 4096).map(str::to_owned),
        content_id: None,
        content: None,
    }
}

/// The best of the versions of a video.
fn video(media: &Value) -> Option<&str> {
    let info = object(media, "video_info").unwrap_or(media);
    let versions = list(info, "variants").iter().take(MANY);
    let best = versions
        .filter(|version| text(version, "content_type") == Some("video/mp4"))
        .max_by_key(|version| {
            let rate = version.get("bitrate").or_else(|| version.get("bit_rate"));
            rate.and_then(Value::as_u64)
        });
    text(best?, "url")
}

/// By the address's ending, or its `format`.
fn picture_type(url: &str) -> &'static str {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let is = |ending: &str, format: &str| path.ends_with(ending) || query.contains(format);
    if is(".png", "format=png") {
        "image/png"
    } else if is(".webp", "format=webp") {
        "image/webp"
    } else if is(".gif", "format=gif") {
        "image/gif"
    } else {
        "image/jpeg"
    }
}

/// The language that X recognised (BCP 47), where it is one of two letters. X writes some of them as
/// they were called before 1989.
fn language(tag: &str) -> Option<String> {
    match tag {
        "in" => Some("id".to_owned()),
        "iw" => Some("he".to_owned()),
        "ji" => Some("yi".to_owned()),
        _ => {
            let language = tag.split('-').next()?;
            let two = language.len() == 2 && language.bytes().all(|b| b.is_ascii_lowercase());
            two.then(|| language.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn languages_are_iso_639() {
        for (tag, expected) in [
            ("en", Some("en")),
            ("zh-CN", Some("zh")),
            ("in", Some("id")),
            ("iw", Some("he")),
            ("und", None),
            ("qme", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(language(tag).as_deref(), expected, "{tag}");
        }
    }

    #[test]
    fn pictures_and_videos_have_an_address() {
        let versions = json!([
            {"content_type": "application/x-mpegURL", "url": "https://v.example/a.m3u8"},
            {"content_type": "video/mp4", "bitrate": 832_000, "url": "https://v.example/small.mp4"},
            {"content_type": "video/mp4", "bitrate": 2_176_000, "url": "https://v.example/large.mp4"},
        ]);
        for (media, content_type, url) in [
            (
                json!({"type": "photo", "media_url_https": "https://p.example/a.jpg", "url": "https://t.co/a"}),
                "image/jpeg",
                Some("https://p.example/a.jpg"),
            ),
            (
                json!({"type": "photo", "media_key": "3_1", "url": "https://p.example/a?format=png&name=orig"}),
                "image/png",
                Some("https://p.example/a?format=png&name=orig"),
            ),
            (
                json!({"type": "video", "media_url_https": "https://p.example/a.jpg", "video_info": {"variants": versions}}),
                "video/mp4",
                Some("https://v.example/large.mp4"),
            ),
            (
                json!({"type": "animated_gif", "variants": [{"content_type": "video/mp4", "url": "https://v.example/g.mp4"}]}),
                "video/mp4",
                Some("https://v.example/g.mp4"),
            ),
            (json!({"type": "video"}), "video/mp4", None),
            (json!({}), "image/jpeg", None),
            (json!([]), "image/jpeg", None),
        ] {
            let attachment = attachment(&media);
            let seen = (attachment.content_type.as_str(), attachment.url.as_deref());
            assert_eq!(seen, (content_type, url), "{media}");
        }
    }
}
