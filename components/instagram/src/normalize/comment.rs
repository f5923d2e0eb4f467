//! Comments and mentions: the account's own are left out, because whoever wrote them there knows.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{Identity, Interaction, Participant, Verdict, Visibility};
use throughline_meta::envelope::{id_at, id_of, text_of};
use throughline_meta::{Attributes, Item, Unreadable, interaction, time};

use crate::CHANNEL;

/// Fields `comments` and `live_comments`:
/// `{"id"|"comment_id","parent_id","media":{"id"},"from":{"id","username"},"text"}`. Meta's documents
/// call the id `comment_id`, what arrives calls it `id`.
pub(super) fn comment(
    item: &Item<'_>,
    value: &Value,
    live: bool,
) -> Result<Vec<Command>, Unreadable> {
    if is_own(item, value) {
        return Ok(Vec::new());
    }
    let id = comment_id(value).ok_or_else(|| Unreadable::missing("id"))?;
    let author = id_at(value, &["from", "id"]).ok_or_else(|| Unreadable::missing("from.id"))?;
    let mut attributes = Attributes::new();
    attributes.set("comment_id", id.as_str());
    if live {
        attributes.set("live", true);
    }
    let customer = interaction::proven(person(item, &author));
    Ok(public(item, value, id, "comment", customer, attributes))
}

/// Field `mentions`: `{"media_id","comment_id"?}`, a caption or comment that names the account. Who
/// wrote it and what, Meta only says when it is asked: such a mention stands on a timeline of its own
/// until somebody looks at it.
pub(super) fn mention(item: &Item<'_>, value: &Value) -> Result<Vec<Command>, Unreadable> {
    if is_own(item, value) {
        return Ok(Vec::new());
    }
    let media = media_id(value);
    let id = comment_id(value).or_else(|| media.clone());
    let id = id.ok_or_else(|| Unreadable::missing("media_id"))?;
    let customer = match id_at(value, &["from", "id"]) {
        Some(author) => interaction::proven(person(item, &author)),
        None => Participant {
            identity: Identity {
                kind: "external".to_owned(),
                value: format!("{CHANNEL}:{id}"),
            },
            verdict: Verdict::None,
        },
    };
    // Not as `comment_id`: a mention is not answered as a comment is.
    let mut attributes = Attributes::new();
    attributes.set("mentioned_in", value.get("comment_id").cloned());
    Ok(public(item, value, id, "mention", customer, attributes))
}

fn is_own(item: &Item<'_>, value: &Value) -> bool {
    id_at(value, &["from", "id"]).as_deref() == Some(&*item.account)
}

fn comment_id(value: &Value) -> Option<String> {
    let id = value.get("id").and_then(id_of);
    id.or_else(|| value.get("comment_id").and_then(id_of))
}

fn media_id(value: &Value) -> Option<String> {
    let id = id_at(value, &["media", "id"]);
    id.or_else(|| value.get("media_id").and_then(id_of))
}

fn person(item: &Item<'_>, id: &str) -> Identity {
    interaction::scoped(CHANNEL, &item.account, id)
}

/// Something that everybody can read, below a post.
fn public(
    item: &Item<'_>,
    value: &Value,
    id: String,
    kind: &str,
    customer: Participant,
    mut attributes: Attributes,
) -> Vec<Command> {
    let media = media_id(value);
    attributes.set("media_id", media.as_deref());
    for name in ["parent_id", "from", "media"] {
        attributes.take(value, name);
    }
    let name = value.get("from").and_then(|from| text_of(from, "username"));
    let named = name.map(|name| interaction::named(customer.identity.clone(), name));
    let parent = value.get("parent_id").and_then(id_of);
    let said = Interaction {
        visibility: Visibility::Public,
        occurred_at: time::first([value.get("created_time"), value.get("timestamp")]).or(item.time),
        business: vec![Identity {
            kind: CHANNEL.to_owned(),
            value: item.account.to_string(),
        }],
        text: text_of(value, "text").map(str::to_owned),
        parties: named.into_iter().collect(),
        conversation: interaction::conversation(CHANNEL, &id, parent.as_deref()),
        thread: media,
        attributes: attributes.json(),
        ..interaction::begin(CHANNEL, &item.account, id, kind, customer)
    };
    vec![Command::Record(Box::new(said))]
}
