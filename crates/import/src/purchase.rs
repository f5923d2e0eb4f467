//! A row that is a purchase, and the interaction that it becomes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use throughline_money::Money;
use throughline_web::timestamp;

use crate::customer::{Identity, identities, instant, objects};
use crate::fault::Fault;

/// The longest id of a purchase, in bytes.
const LONGEST_ID: usize = 255;
/// The longest word, in bytes: a channel, a provider, a status.
const LONGEST_WORD: usize = 64;
/// The timeline's limit of `attributes`, in bytes of JSON.
const MOST_ATTRIBUTES: usize = 2048;
/// Room for what stands around the members of the attributes, and for the longest `left_out`.
const SPARE: usize = 128;
/// How many items the text lists.
const LISTED: usize = 10;

/// Something that a customer bought, as `POST /v1/imports?kind=purchases` takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Purchase {
    /// Whose it is. At least one and at most 32; the purchase is put on the first one's timeline.
    pub identities: Vec<Identity>,
    /// The order's id where it comes from, 1 to 255 bytes. Unique within `channel` and `provider`.
    pub id: String,
    /// When it was made, in milliseconds since 1970-01-01T00:00:00Z; RFC 3339 in JSON.
    #[serde(with = "crate::customer::instant")]
    pub at: Option<u64>,
    /// What it cost in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// What it is of, as it is shown: objects, of which `name` and `quantity` are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Map<String, Value>>,
    /// `paid`, `refunded`, `cancelled`, or another word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Where it was made; `in-person` when the row does not say it.
    pub channel: String,
    /// Who knows of it; `import` when the row does not say it.
    pub provider: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    identity: Option<throughline_web::json::Object<Identity>>,
    #[serde(default, deserialize_with = "objects")]
    identities: Vec<Identity>,
    id: Value,
    #[serde(with = "instant")]
    at: Option<u64>,
    total: Option<Money>,
    #[serde(default)]
    items: Vec<Map<String, Value>>,
    status: Option<String>,
    channel: Option<String>,
    provider: Option<String>,
}

impl Written {
    pub(crate) fn purchase(self) -> Result<Purchase, Fault> {
        let named = self.identity.map(|object| object.0);
        let written = named.into_iter().chain(self.identities).collect();
        let id = match self.id {
            // Shops count their orders.
            Value::Number(number) if number.is_u64() => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        if !(1..=LONGEST_ID).contains(&id.len()) || id.contains(char::is_control) {
            let detail = format!("1 to {LONGEST_ID} bytes without control characters");
            return Err(Fault::field("id", detail));
        }
        if self.at.is_none() {
            return Err(Fault::field("at", "when was it bought?"));
        }
        Ok(Purchase {
            identities: identities(written)?,
            id,
            at: self.at,
            total: self.total,
            items: self.items,
            status: self
                .status
                .map(|status| word("status", status))
                .transpose()?,
            channel: word(
                "channel",
                self.channel.unwrap_or_else(|| "in-person".to_owned()),
            )?,
            provider: word(
                "provider",
                self.provider.unwrap_or_else(|| "import".to_owned()),
            )?,
        })
    }
}

impl Purchase {
    /// The interaction that it is, as the JSON of `POST /v1/interactions`.
    ///
    /// Its `provider_message_id` is the purchase's id and, where it has one, its status: the same row
    /// again changes nothing, and a purchase that was refunded since is told of once more. The
    /// attributes hold `{"purchase": {"id", "total", "items", "status"}}`, of the items as many as fit
    /// into 2 KB, and `left_out` counts the others.
    pub fn interaction(&self) -> Vec<u8> {
        let message_id = match &self.status {
            Some(status) => format!("{}:{status}", self.id),
            None => self.id.clone(),
        };
        let document = json!({
            "channel": self.channel,
            "provider": self.provider,
            "provider_message_id": message_id,
            "direction": "inbound",
            "kind": "purchase",
            "occurred_at": self.at.map(timestamp::format),
            "identities": self.identities,
            "text": self.text(),
            "attributes": self.attributes(),
        });
        document.to_string().into_bytes()
    }

    fn attributes(&self) -> Value {
        let mut purchase = Map::new();
        purchase.insert("id".to_owned(), self.id.as_str().into());
        if let Some(total) = &self.total {
            purchase.insert("total".to_owned(), json!(total));
        }
        if let Some(status) = &self.status {
            purchase.insert("status".to_owned(), status.as_str().into());
        }
        let taken = json!(purchase).to_string().len() + SPARE;
        let mut room = MOST_ATTRIBUTES.saturating_sub(taken);
        let mut items = Vec::new();
        for item in &self.items {
            let item = Value::Object(item.clone());
            // And a comma.
            let Some(rest) = room.checked_sub(item.to_string().len() + 1) else {
                break;
            };
            room = rest;
            items.push(item);
        }
        let left_out = self.items.len().saturating_sub(items.len());
        purchase.insert("items".to_owned(), items.into());
        let mut attributes = Map::new();
        attributes.insert("purchase".to_owned(), purchase.into());
        if left_out > 0 {
            attributes.insert("left_out".to_owned(), left_out.into());
        }
        attributes.into()
    }

    /// `Bought 2 × Lamp, 1 × Bulb for 49.99 USD`, and the status where it is not simply paid.
    fn text(&self) -> String {
        let mut text = "Bought".to_owned();
        match self.listed() {
            Some(listed) => text = format!("{text} {listed}"),
            None => text = format!("{text} {}", self.id),
        }
        if let Some(total) = &self.total {
            text = format!("{text} for {total}");
        }
        match self.status.as_deref() {
            None | Some("paid") => text,
            Some(status) => format!("{text} ({})", status.replace('_', " ")),
        }
    }

    fn listed(&self) -> Option<String> {
        let shown = |item: &Map<String, Value>| {
            let name = item.get("name")?.as_str()?.trim();
            let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
            let quantity = match item.get("quantity") {
                Some(Value::Number(quantity)) => quantity.to_string(),
                _ => "1".to_owned(),
            };
            (!name.is_empty()).then(|| format!("{quantity} × {name}"))
        };
        let first: Vec<_> = self.items.iter().take(LISTED).filter_map(shown).collect();
        if first.is_empty() {
            return None;
        }
        let list = first.join(", ");
        match self.items.len().saturating_sub(LISTED) {
            0 => Some(list),
            more => Some(format!("{list} and {more} more")),
        }
    }
}

/// A name such as `in-person` or `partially_refunded`.
fn word(field: &str, word: String) -> Result<String, Fault> {
    let fits = (1..=LONGEST_WORD).contains(&word.len())
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    if fits {
        return Ok(word);
    }
    let detail = format!("not 1 to {LONGEST_WORD} of a-z, 0-9, '-' and '_'");
    Err(Fault::field(field, detail))
}
