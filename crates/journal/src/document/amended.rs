//! An item that was rendered before, after its author edited it or took it back.

use super::instant;
use crate::content::Rendered;
use crate::entry::{Amendment, Change, Direction, Identity};
use serde_json::{Map, Value};

/// An item as it reads after an edit or a deletion; `None` when it stays as it is, because it was
/// taken back or edited later than that.
pub(crate) fn amended(item: &Rendered, amendment: &Amendment) -> Option<Rendered> {
    let mut whole = item.0.clone();
    whole.push(b'}');
    let mut members: Map<String, Value> = serde_json::from_slice(&whole).ok()?;
    let at = instant(amendment.at);
    let edited_at = members.get("edited_at").and_then(Value::as_str);
    if members.contains_key("deleted_at") || edited_at.is_some_and(|known| known > at.as_str()) {
        return None;
    }
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    match &amendment.change {
        Change::Edited(text) => {
            set("text", text.clone().into());
            set("truncated", amendment.longer.into());
            set("edited_at", at.into());
        }
        Change::Deleted => {
            set("text", Value::Null);
            set("subject", Value::Null);
            set("truncated", false.into());
            set("attachments", Value::Array(Vec::new()));
            set("deleted_at", at.into());
            members.remove("attributes");
        }
    }
    let mut json = Value::Object(members).to_string().into_bytes();
    json.pop();
    Some(Rendered(json))
}

/// Whether an item is of ours and went to this address on this channel.
pub(crate) fn was_sent_to(item: &Rendered, channel: &str, customer: &Identity) -> bool {
    #[derive(serde::Deserialize)]
    struct Sent {
        channel: String,
        direction: Direction,
        to: Vec<Identity>,
    }
    let mut whole = item.0.clone();
    whole.push(b'}');
    serde_json::from_slice::<Sent>(&whole).is_ok_and(|sent| {
        sent.channel == channel
            && sent.direction == Direction::Outbound
            && sent.to.contains(customer)
    })
}
