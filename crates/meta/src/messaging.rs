//! The events of a conversation: `messaging[]` and `standby[]` of Messenger and Instagram.
//!
//! Both products write them alike; what only one of them sends is read from the other as well.
//! <https://developers.facebook.com/docs/messenger-platform/reference/webhook-events>,
//! <https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook>

mod attachment;
mod feedback;
mod message;
mod report;

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{Direction, Identity, Interaction, Timestamp};

use crate::envelope::{Field, Item, Unreadable, id_at, mid_of};
use crate::{Attributes, interaction, time};

/// Events of no interest: who is typing, and which app has the conversation.
const IGNORED: [&str; 8] = [
    "typing",
    "typing_on",
    "typing_off",
    "typing_indicator",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
];

/// Reads what one member of an event says.
type Read = fn(&Event<'_>, &Value) -> Result<Vec<Command>, Unreadable>;

/// Members that say something, in the order in which they take effect.
const KNOWN: [(&str, Read); 10] = [
    ("message", message::message),
    ("postback", message::postback),
    ("message_edit", message::edit),
    ("reaction", message::reaction),
    ("delivery", report::delivery),
    ("read", report::read),
    ("messaging_feedback", feedback::feedback),
    ("referral", feedback::referral),
    ("optin", feedback::optin),
    ("account_linking", feedback::account_linking),
];

/// One event: what it is about, and in whose conversation.
struct Event<'a> {
    channel: &'static str,
    account: &'a str,
    whole: &'a Value,
    /// Another app has the conversation at the moment.
    standby: bool,
    at: Option<Timestamp>,
    now: Timestamp,
}

/// The two ends of an event.
struct Ends {
    /// The person's id, within the account.
    customer: String,
    /// We did it.
    ours: bool,
}

impl Ends {
    /// For events that only customers cause.
    fn of_customer(self) -> Option<Self> {
        (!self.ours).then_some(self)
    }
}

/// What an event comes to; nothing for one of no interest.
///
/// # Errors
///
/// [`Unreadable`] for an event of an unknown kind, and for one that lacks what it cannot do without:
/// the customer's id, a message's id.
pub fn commands(
    channel: &'static str,
    item: &Item<'_>,
    now: Timestamp,
) -> Result<Vec<Command>, Unreadable> {
    let whole = item.value()?;
    let event = Event {
        channel,
        account: &item.account,
        whole,
        standby: match &item.field {
            Field::Standby => true,
            Field::Change(name) => name == "standby",
            _ => false,
        },
        at: time::first([whole.get("timestamp")]).or(item.time),
        now,
    };
    let mut commands = Vec::new();
    let mut known = false;
    for (name, read) in KNOWN {
        match whole.get(name) {
            None | Some(Value::Null) => {}
            Some(said) if said.is_object() => {
                known = true;
                commands.extend(read(&event, said)?);
            }
            Some(_) => return Err(Unreadable::new(format!("`{name}` is no object"))),
        }
    }
    if known || IGNORED.iter().any(|name| whole.get(*name).is_some()) {
        return Ok(commands);
    }
    let frame = ["sender", "recipient", "timestamp"];
    let names = whole
        .as_object()
        .into_iter()
        .flat_map(|members| members.keys());
    let other = names.filter(|name| !frame.contains(&name.as_str()));
    let other: Vec<&str> = other.map(String::as_str).collect();
    Err(Unreadable::unknown("event", &other.join(", ")))
}

impl Event<'_> {
    /// Whose conversation it is. An event is ours when it says so (`echo`), or comes from the account
    /// itself.
    fn ends(&self, echo: bool) -> Result<Ends, Unreadable> {
        let sender = id_at(self.whole, &["sender", "id"]);
        let ours = echo || sender.as_deref() == Some(self.account);
        let (customer, name) = match ours {
            true => (id_at(self.whole, &["recipient", "id"]), "recipient.id"),
            false => (sender, "sender.id"),
        };
        match customer {
            Some(customer) => Ok(Ends { customer, ours }),
            None => Err(Unreadable::missing(name)),
        }
    }

    fn identity(&self, ends: &Ends) -> Identity {
        interaction::scoped(self.channel, self.account, &ends.customer)
    }

    /// An interaction between these ends.
    fn interaction(&self, ends: &Ends, kind: &str, id: String) -> Interaction {
        let customer = interaction::proven(self.identity(ends));
        let begun = interaction::begin(self.channel, self.account, id, kind, customer);
        Interaction {
            direction: match ends.ours {
                true => Direction::Outbound,
                false => Direction::Inbound,
            },
            occurred_at: self.at,
            business: vec![Identity {
                kind: self.channel.to_owned(),
                value: self.account.to_owned(),
            }],
            ..begun
        }
    }

    /// Attributes that any event may have.
    fn attributes(&self) -> Attributes {
        let mut attributes = Attributes::new();
        if self.standby {
            attributes.set("standby", true);
        }
        attributes
    }

    /// The time as it was written, for ids that are derived from it.
    fn stamp(&self) -> String {
        let written = self.whole.get("timestamp").map(Value::to_string);
        written.unwrap_or_default()
    }
}

/// A message's id, where one has to be.
fn mid(said: &Value) -> Result<String, Unreadable> {
    said.get("mid")
        .and_then(mid_of)
        .ok_or_else(|| Unreadable::missing("mid"))
}
