//! What WhatsApp sends, as far as it is read here.
//!
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
//! Nearly everything is optional: Meta leaves out what it has not. Times are read elsewhere, because
//! they come as texts and as numbers.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use throughline_channel_kit::json::Object;
use throughline_meta::Unreadable;

/// Reads an object; `what` names it in the reason.
///
/// # Errors
///
/// [`Unreadable`] when it is no object, or a member of it has another type than documented.
pub fn read<T: DeserializeOwned>(value: &Value, what: &str) -> Result<T, Unreadable> {
    let read = Object::<T>::deserialize(value);
    read.map(|Object(read)| read)
        .map_err(|_| Unreadable::new(format!("`{what}` is not as Meta documents it")))
}

/// Which number of ours a change is about.
#[derive(Debug, Default, Deserialize)]
pub struct Metadata {
    /// The account: routes everything that the change has.
    #[serde(default)]
    pub phone_number_id: Value,
    /// Our address, as it is shown: with or without `+` and separators.
    pub display_phone_number: Option<String>,
}

/// Somebody at the other end. `wa_id` is missing where the user has a username and the number is not
/// to be known; `user_id` is missing in payloads from before April 2026.
#[derive(Debug, Default, Deserialize)]
pub struct Contact {
    /// The number, without `+`.
    pub wa_id: Option<String>,
    /// The business-scoped user id.
    pub user_id: Option<String>,
    /// The same over several business portfolios.
    pub parent_user_id: Option<String>,
    /// How the user calls itself.
    pub profile: Option<Object<Profile>>,
}

/// How a user calls itself.
#[derive(Debug, Default, Deserialize)]
pub struct Profile {
    /// The shown name.
    pub name: Option<String>,
    /// The name that the user can be found by.
    pub username: Option<String>,
}

/// An item of `messages[]` or `message_echoes[]`.
#[derive(Debug, Deserialize)]
pub struct Message {
    /// `wamid.…`
    pub id: Option<String>,
    /// Which of [`Message::contents`] it has.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The sender's number.
    pub from: Option<String>,
    /// The sender's business-scoped user id.
    pub from_user_id: Option<String>,
    /// The sender's parent id.
    pub from_parent_user_id: Option<String>,
    /// An echo's receiver, by number.
    pub to: Option<String>,
    /// An echo's receiver, by user id.
    pub to_user_id: Option<String>,
    /// An echo's receiver, by parent id.
    pub to_parent_user_id: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub timestamp: Value,
    /// The group that it was written in.
    pub group_id: Option<String>,
    /// What it answers, or that it was passed on.
    pub context: Option<Object<Context>>,
    /// Why there is less than there was.
    pub errors: Option<Vec<Object<Failure>>>,
    /// The advertisement that it began with.
    #[serde(default)]
    pub referral: Value,
    /// Everything else: the content, under the name of its type.
    #[serde(flatten)]
    pub contents: Map<String, Value>,
}

/// What a message answers.
#[derive(Debug, Default, Deserialize)]
pub struct Context {
    /// The message.
    pub id: Option<String>,
    /// Passed on.
    #[serde(default)]
    pub forwarded: bool,
    /// Passed on more than five times.
    #[serde(default)]
    pub frequently_forwarded: bool,
}

/// An error in a webhook.
///
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>
#[derive(Debug, Default, Deserialize)]
pub struct Failure {
    /// A number; a text is taken as well.
    #[serde(default)]
    pub code: Value,
    /// Says the same in words.
    pub title: Option<String>,
    /// The title again, as a rule.
    pub message: Option<String>,
}

/// `text`.
#[derive(Debug, Deserialize)]
pub struct Text {
    /// The text.
    pub body: String,
}

/// `image`, `video`, `audio`, `document`, `sticker`.
#[derive(Debug, Deserialize)]
pub struct Media {
    /// Names the file in the API for as long as Meta keeps it.
    pub id: Option<String>,
    /// With parameters: `audio/ogg; codecs=opus`.
    pub mime_type: Option<String>,
    /// Base64 or hex, as Meta sends it.
    pub sha256: Option<String>,
    /// What was written below it.
    pub caption: Option<String>,
    /// A document's name.
    pub filename: Option<String>,
    /// For some minutes, and with the token of [`crate::send`].
    pub url: Option<String>,
    /// An audio that was spoken into WhatsApp.
    pub voice: Option<bool>,
    /// A sticker that moves.
    pub animated: Option<bool>,
}

/// `location`.
#[derive(Debug, Deserialize)]
pub struct Location {
    /// Degrees.
    #[serde(default)]
    pub latitude: Value,
    /// Degrees.
    #[serde(default)]
    pub longitude: Value,
    /// Of the place.
    pub name: Option<String>,
    /// Of the place.
    pub address: Option<String>,
}

/// An item of `contacts` in a message: a card that was shared.
#[derive(Debug, Deserialize)]
pub struct Card {
    /// Whose it is.
    pub name: Option<Object<CardName>>,
    /// Numbers.
    pub phones: Option<Vec<Object<CardPhone>>>,
    /// Addresses.
    pub emails: Option<Vec<Object<CardEmail>>>,
}

/// The name on a card.
#[derive(Debug, Deserialize)]
pub struct CardName {
    /// In full.
    pub formatted_name: Option<String>,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
}

/// A number on a card.
#[derive(Debug, Deserialize)]
pub struct CardPhone {
    /// As it was written.
    pub phone: Option<String>,
    /// Where WhatsApp knows it.
    pub wa_id: Option<String>,
}

/// An address on a card.
#[derive(Debug, Deserialize)]
pub struct CardEmail {
    /// As it was written.
    pub email: Option<String>,
}

/// `button`: a quick reply below a template.
#[derive(Debug, Deserialize)]
pub struct Button {
    /// What was on it.
    pub text: Option<String>,
    /// What we put behind it.
    pub payload: Option<String>,
}

/// `interactive`.
#[derive(Debug, Deserialize)]
pub struct Interactive {
    /// Which of the following there is.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// A button.
    pub button_reply: Option<Object<Choice>>,
    /// A row of a list.
    pub list_reply: Option<Object<Choice>>,
    /// A form (a Flow, an address).
    pub nfm_reply: Option<Object<Form>>,
    /// Whether we may call.
    #[serde(default)]
    pub call_permission_reply: Value,
}

/// What was chosen.
#[derive(Debug, Deserialize)]
pub struct Choice {
    /// What we put behind it.
    pub id: Option<String>,
    /// What was on it.
    pub title: Option<String>,
    /// The row's second line.
    pub description: Option<String>,
}

/// A form that was filled in.
#[derive(Debug, Deserialize)]
pub struct Form {
    /// `flow`, `address_message`.
    pub name: Option<String>,
    /// What the chat shows: `Sent`.
    pub body: Option<String>,
    /// The answers: JSON in a text.
    pub response_json: Option<String>,
}

/// `order`: a cart, sent as a message. Nothing is paid.
#[derive(Debug, Deserialize)]
pub struct Order {
    /// The catalogue.
    pub catalog_id: Option<String>,
    /// What was written along.
    pub text: Option<String>,
    /// What is in it.
    pub product_items: Option<Vec<Object<Product>>>,
}

/// One line of an order.
#[derive(Debug, Deserialize)]
pub struct Product {
    /// Our own id of it.
    pub product_retailer_id: Option<String>,
    /// How many.
    #[serde(default)]
    pub quantity: Value,
    /// What one costs, in major units.
    #[serde(default)]
    pub item_price: Value,
    /// ISO 4217.
    pub currency: Option<String>,
}

/// `reaction`.
#[derive(Debug, Deserialize)]
pub struct Reaction {
    /// To which message.
    pub message_id: Option<String>,
    /// Empty or missing: it was taken back.
    pub emoji: Option<String>,
}

/// `system`: what WhatsApp tells about the user.
///
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system>
#[derive(Debug, Deserialize)]
pub struct System {
    /// `user_changed_number`, `user_changed_user_id`, `customer_identity_changed`…
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The same in words.
    pub body: Option<String>,
    /// The new number.
    pub wa_id: Option<String>,
    /// The new number, before API version 12.
    pub new_wa_id: Option<String>,
    /// The new user id.
    pub user_id: Option<String>,
    /// The new parent id.
    pub parent_user_id: Option<String>,
    /// The old user id.
    pub previous_user_id: Option<String>,
    /// `stop` or `resume`, of a changed preference.
    pub marketing: Option<String>,
}

/// `revoke`.
#[derive(Debug, Deserialize)]
pub struct Revoke {
    /// What was taken back.
    pub original_message_id: Option<String>,
}

/// `edit`.
#[derive(Debug, Deserialize)]
pub struct Edit {
    /// What was edited.
    pub original_message_id: Option<String>,
    /// What it reads now.
    pub message: Option<Object<Edited>>,
}

/// What an edited message reads now.
#[derive(Debug, Deserialize)]
pub struct Edited {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Its content, under the name of its type.
    #[serde(flatten)]
    pub contents: Map<String, Value>,
}

/// An item of `statuses[]`.
#[derive(Debug, Deserialize)]
pub struct Status {
    /// The message that we sent.
    pub id: Option<String>,
    /// `sent`, `delivered`, `read`, `played`, `failed`…
    pub status: Option<String>,
    /// Of what else than a message: `payment`, `call`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub timestamp: Value,
    /// Why it failed.
    pub errors: Option<Vec<Object<Failure>>>,
    /// What we gave along when it was sent: our interaction.
    pub biz_opaque_callback_data: Option<String>,
}

/// An item of `user_preferences[]`.
///
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences>
#[derive(Debug, Deserialize)]
pub struct Preference {
    /// The user's number.
    pub wa_id: Option<String>,
    /// The user.
    pub user_id: Option<String>,
    /// The user's parent id.
    pub parent_user_id: Option<String>,
    /// `marketing_messages`.
    pub category: Option<String>,
    /// `stop`, `resume`.
    pub value: Option<String>,
    /// The same in words.
    pub detail: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub timestamp: Value,
}

/// An item of `user_id_update[]`: the user has another id than before.
#[derive(Debug, Deserialize)]
pub struct Renaming {
    /// The user's number.
    pub wa_id: Option<String>,
    /// The user.
    pub user_id: Option<Object<Renamed>>,
    /// The user's parent id.
    pub parent_user_id: Option<Object<Renamed>>,
    /// The same in words.
    pub detail: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub timestamp: Value,
}

/// An id before and after.
#[derive(Debug, Deserialize)]
pub struct Renamed {
    /// The one that is no longer used.
    pub previous: Option<String>,
    /// The one that is.
    pub current: Option<String>,
}
