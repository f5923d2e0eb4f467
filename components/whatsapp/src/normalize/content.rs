//! What a message says, type by type.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use throughline_channel_kit::json::{self as strict, Object};
use throughline_channel_kit::types::Attachment;
use throughline_meta::{Attributes, Unreadable, attributes};

use super::cut;
use crate::payload::{
    self, Button, Card, Choice, Form, Interactive, Location, Media, Order, Product, Reaction,
    System, Text,
};

/// The kind of an ordinary interaction.
const MESSAGE: &str = "message";
/// The kind of what happened to the user's account.
const ACTIVITY: &str = "activity";

/// The timeline's limits of an attachment's members, in bytes.
const MOST_FILE_NAME: usize = 512;
const MOST_CONTENT_TYPE: usize = 256;
const MOST_URL: usize = 4096;
/// How large a form's answers may be to be attributes, in bytes of JSON.
const MOST_ANSWERS: usize = attributes::MOST - 128;

/// A message's content.
#[derive(Debug)]
pub struct Content {
    /// The interaction's kind.
    pub kind: &'static str,
    /// What the customer reads or wrote.
    pub text: Option<String>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Everything else.
    pub attributes: Attributes,
    /// The message that it is about, where the content says so.
    pub about: Option<String>,
}

impl Content {
    fn new(kind: &'static str, text: Option<String>) -> Self {
        Self {
            kind,
            text: said(text),
            attachments: Vec::new(),
            attributes: Attributes::new(),
            about: None,
        }
    }

    /// Whether it is one that its author can edit or take back.
    pub fn is_message(&self) -> bool {
        self.kind == MESSAGE
    }
}

/// Reads the content of a message of this type.
///
/// # Errors
///
/// [`Unreadable`] for a type that is not known, and content that is not as documented.
pub fn read(kind: &str, contents: &Map<String, Value>) -> Result<Content, Unreadable> {
    match kind {
        "text" => part::<Text>(kind, contents).map(|text| Content::new(MESSAGE, Some(text.body))),
        "image" | "video" | "audio" | "voice" | "document" | "sticker" => {
            part(kind, contents).map(|media| of_media(kind, media))
        }
        "location" => of_location(part(kind, contents)?),
        "contacts" => of_cards(contents.get(kind)),
        "button" => part(kind, contents).map(of_button),
        "interactive" => of_interactive(part(kind, contents)?),
        "order" => part(kind, contents).map(of_order),
        "reaction" => of_reaction(part(kind, contents)?),
        "system" => part(kind, contents).map(of_system),
        "request_welcome" => Ok(of_welcome()),
        // What WhatsApp itself cannot pass on; `errors[]` of the message says why.
        "unsupported" | "unknown" | "errors" | "media_placeholder" => {
            Ok(of_unsupported(kind, contents.get(kind)))
        }
        other => Err(Unreadable::unknown("message type", other)),
    }
}

fn part<T: DeserializeOwned>(kind: &str, contents: &Map<String, Value>) -> Result<T, Unreadable> {
    let content = contents.get(kind);
    payload::read(content.ok_or_else(|| Unreadable::missing(kind))?, kind)
}

fn of_media(kind: &str, media: Media) -> Content {
    let mut content = Content::new(MESSAGE, media.caption);
    let shown = json!({
        "type": kind,
        "id": media.id,
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "voice": media.voice,
        "animated": media.animated,
    });
    content.attributes.set("media", compact(shown));
    let mut name = media.filename.unwrap_or_default();
    cut(&mut name, MOST_FILE_NAME);
    let mut content_type =
        said(media.mime_type).unwrap_or_else(|| "application/octet-stream".to_owned());
    cut(&mut content_type, MOST_CONTENT_TYPE);
    content.attachments.push(Attachment {
        name,
        content_type,
        size: None,
        url: said(media.url).filter(|url| url.len() <= MOST_URL),
        content_id: None,
        content: None,
    });
    content
}

/// A place as RFC 5870 writes it, then what it is called.
fn of_location(location: Location) -> Result<Content, Unreadable> {
    let latitude = degrees(&location.latitude, 90.0);
    let longitude = degrees(&location.longitude, 180.0);
    let (Some(latitude), Some(longitude)) = (latitude, longitude) else {
        return Err(Unreadable::new("`location` is no place on Earth"));
    };
    let mut lines = vec![format!("geo:{latitude},{longitude}")];
    let names = [&location.name, &location.address];
    lines.extend(names.into_iter().filter_map(|name| said(name.clone())));
    let mut content = Content::new(MESSAGE, Some(lines.join("\n")));
    let shown = json!({
        "latitude": latitude,
        "longitude": longitude,
        "name": location.name,
        "address": location.address,
    });
    content.attributes.set("location", compact(shown));
    Ok(content)
}

fn degrees(value: &Value, most: f64) -> Option<f64> {
    let degrees = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    degrees.filter(|degrees: &f64| degrees.abs() <= most)
}

/// One line for each card that was shared: the name, then numbers and addresses.
fn of_cards(cards: Option<&Value>) -> Result<Content, Unreadable> {
    let cards = cards.ok_or_else(|| Unreadable::missing("contacts"))?;
    let cards = cards.as_array().filter(|cards| !cards.is_empty());
    let cards = cards.ok_or_else(|| Unreadable::new("`contacts` has no card"))?;
    let lines = cards
        .iter()
        .map(|card| payload::read(card, "contacts").map(line_of_card));
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    let mut content = Content::new(MESSAGE, Some(lines.join("\n")));
    content.attributes.set("contacts", cards.clone());
    Ok(content)
}

fn line_of_card(card: Card) -> String {
    let name = card.name.and_then(|Object(name)| {
        let parts = [name.first_name, name.last_name]
            .into_iter()
            .filter_map(said);
        said(name.formatted_name).or_else(|| said(Some(parts.collect::<Vec<_>>().join(" "))))
    });
    let phones = card.phones.into_iter().flatten();
    let phones = phones.filter_map(|Object(phone)| {
        said(phone.phone).or_else(|| said(phone.wa_id).map(|digits| format!("+{digits}")))
    });
    let emails = card.emails.into_iter().flatten();
    let emails = emails.filter_map(|Object(email)| said(email.email));
    let reached: Vec<String> = phones.chain(emails).map(|text| one_line(&text)).collect();
    match (name.map(|name| one_line(&name)), reached.join(", ")) {
        (Some(name), reached) if reached.is_empty() => name,
        (Some(name), reached) => format!("{name}: {reached}"),
        (None, reached) => reached,
    }
}

fn of_button(button: Button) -> Content {
    let mut content = Content::new(MESSAGE, button.text);
    content.attributes.set("payload", button.payload);
    content
}

fn of_interactive(answer: Interactive) -> Result<Content, Unreadable> {
    let kind = answer.kind.as_deref().unwrap_or_default();
    let choice = match kind {
        "button_reply" => answer.button_reply,
        "list_reply" => answer.list_reply,
        "nfm_reply" => {
            return answer
                .nfm_reply
                .map(of_form)
                .ok_or_else(|| Unreadable::missing(kind));
        }
        "call_permission_reply" => return Ok(of_call_permission(answer.call_permission_reply)),
        other => return Err(Unreadable::unknown("interactive type", other)),
    };
    let Object(Choice {
        id,
        title,
        description,
    }) = choice.ok_or_else(|| Unreadable::missing(kind))?;
    let mut content = Content::new(MESSAGE, title);
    content.attributes.set("payload", id);
    content.attributes.set("description", description);
    Ok(content)
}

/// A form's answers are JSON in a text. They become `payload`; where they are larger than attributes
/// may be they follow the text, so that no answer is lost.
fn of_form(Object(form): Object<Form>) -> Content {
    let mut content = Content::new(MESSAGE, form.body);
    let written = form.response_json.unwrap_or_default();
    let read = strict::check(written.as_bytes()).is_ok();
    let answers = read.then(|| serde_json::from_str(&written).ok()).flatten();
    let answers: Value = answers.unwrap_or_else(|| written.as_str().into());
    if answers.to_string().len() <= MOST_ANSWERS {
        content.attributes.set("payload", answers);
    } else {
        let lines = content.text.take().into_iter().chain([written]);
        content.text = Some(lines.collect::<Vec<_>>().join("\n"));
    }
    content.attributes.set("form", form.name);
    content
}

/// Whether we may call, as the user said it: `accept`, `reject`.
fn of_call_permission(reply: Value) -> Content {
    let response = reply.get("response").and_then(Value::as_str);
    let mut content = Content::new(ACTIVITY, response.map(str::to_owned));
    content.attributes.set("call_permission", reply);
    content
}

/// A cart: what was written along, then a line for each product.
fn of_order(order: Order) -> Content {
    let items = order.product_items.unwrap_or_default();
    let lines = items.iter().map(|Object(product)| line_of_product(product));
    let lines: Vec<String> = said(order.text).into_iter().chain(lines).collect();
    let mut content = Content::new(MESSAGE, Some(lines.join("\n")));
    content.attributes.set("catalog_id", order.catalog_id);
    let items = items.into_iter().map(|Object(product)| {
        compact(json!({
            "product_retailer_id": product.product_retailer_id,
            "quantity": product.quantity,
            "item_price": product.item_price,
            "currency": product.currency,
        }))
    });
    content.attributes.set("order", items.collect::<Vec<_>>());
    content
}

fn line_of_product(product: &Product) -> String {
    let id = product.product_retailer_id.as_deref().unwrap_or("?");
    let currency = product.currency.as_deref().unwrap_or_default();
    let quantity = shown(&product.quantity).unwrap_or_else(|| "1".to_owned());
    let line = match shown(&product.item_price) {
        Some(price) => format!("{quantity} × {id} ({price} {currency})"),
        None => format!("{quantity} × {id}"),
    };
    one_line(&line).replace(" )", ")")
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => said(Some(text.clone())),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An empty emoji takes an earlier one back.
fn of_reaction(reaction: Reaction) -> Result<Content, Unreadable> {
    let message = said(reaction.message_id).ok_or_else(|| Unreadable::missing("message_id"))?;
    let mut content = Content::new("reaction", reaction.emoji);
    let action = if content.text.is_some() {
        "react"
    } else {
        "unreact"
    };
    content.attributes.set("action", action);
    content.attributes.set("message_id", message.as_str());
    content.about = Some(message);
    Ok(content)
}

/// What WhatsApp tells about the user. Who the user is now is read in [`super::message`].
fn of_system(system: System) -> Content {
    let mut content = Content::new(ACTIVITY, system.body);
    if let Some(wish) = system.marketing {
        content.attributes.set("marketing", wish);
    }
    content.attributes.set("system", system.kind);
    content
}

/// The user opened the chat for the first time and has not written anything.
fn of_welcome() -> Content {
    let mut content = Content::new(ACTIVITY, None);
    content.attributes.set("system", "request_welcome");
    content
}

fn of_unsupported(kind: &str, detail: Option<&Value>) -> Content {
    let mut content = Content::new(MESSAGE, None);
    let what = detail
        .and_then(|detail| detail.get("type"))
        .and_then(Value::as_str);
    let what: String = what.unwrap_or(kind).chars().take(64).collect();
    content.attributes.set("unsupported", what);
    content
}

fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the members that say nothing.
fn compact(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = members.into_iter().filter(|(_, value)| match value {
                Value::Null => false,
                Value::String(text) => !text.is_empty(),
                _ => true,
            });
            said.collect::<Map<_, _>>().into()
        }
        other => other,
    }
}
