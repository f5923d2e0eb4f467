//! An answer to Twilio's API.
//!
//! `POST /2010-04-01/Accounts/{sid}/Messages.json`:
//! <https://www.twilio.com/docs/messaging/api/message-resource#create-a-message>.

mod address;
mod segments;

use form_urlencoded::Serializer;
use http::Response;
use serde_json::{Map, Value};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{
    Call, Message, Outbound, Outcome, Recipient, Unsendable, Visibility,
};
use throughline_channel_kit::types::Timestamp;
use throughline_twilio::address::is_sid;
use throughline_twilio::api::{Account, Resource};
use throughline_twilio::callback::{self, is_interaction_id};
use throughline_twilio::{PROVIDER, error};

use crate::Sms;
use address::{Ends, Sender, Transport, ends};

const MESSAGES: Resource = Resource {
    name: "Messages",
    asked: "send the message",
    failed: &["failed", "undelivered", "canceled"],
    explained: error::explained,
};
/// The most messages that one text may become.
const MOST_PARTS: usize = 10;
/// The most files of one message.
const MOST_FILES: usize = 10;
/// The longest address of a file, in bytes.
const LONGEST_URL: usize = 4000;
/// How long WhatsApp takes free text after the customer last wrote, in milliseconds.
const WINDOW: Timestamp = 24 * 60 * 60 * 1000;

impl Outbound for Sms {
    const SEND_VARIABLES: &'static [&'static str] = &[
        "public_url",
        "twilio_account_sid",
        "twilio_auth_token",
        "twilio_from",
        "twilio_api_base",
    ];

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        let recipient = only_recipient(&message)?;
        if message.visibility == Visibility::Public {
            return Err(Unsendable::invalid("visibility", "an SMS is never public"));
        }
        let ends = ends(&message, recipient, settings)?;
        within_window(&message, &ends, now)?;
        let files = files(&message)?;
        let content = content(&message, &ends, !files.is_empty())?;
        let account = Account::of(&message, settings)?;
        let callback = reports_to(&message, settings)?;
        let request = |n: usize, body: &Content<'_>| {
            let mut form = Serializer::new(String::new());
            form.append_pair("To", &ends.to);
            match &ends.sender {
                Sender::From(from) => form.append_pair("From", from),
                Sender::Service(sid) => form.append_pair("MessagingServiceSid", sid),
            };
            body.write(&mut form);
            // Files go with the first part.
            for url in files.iter().filter(|_| n == 0) {
                form.append_pair("MediaUrl", url);
            }
            if let Some(url) = &callback {
                form.append_pair("StatusCallback", url);
            }
            account.post(settings, &MESSAGES, form.finish())
        };
        let calls = content.iter().enumerate().map(|(n, body)| {
            Ok(Call {
                provider: PROVIDER,
                account: account.sid().to_owned(),
                message_id: None,
                prepares: false,
                request: request(n, body)?,
            })
        });
        calls.collect()
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        MESSAGES.outcome(answer)
    }
}

fn only_recipient(message: &Message) -> Result<&Recipient, Unsendable> {
    for (field, others) in [("cc", &message.cc), ("bcc", &message.bcc)] {
        if !others.is_empty() {
            return Err(Unsendable::invalid(field, "an SMS has one recipient"));
        }
    }
    match message.to.as_slice() {
        [only] => Ok(&only.0),
        _ => Err(Unsendable::invalid("to", "an SMS has one recipient")),
    }
}

/// Refuses what WhatsApp would refuse. Where nobody knows when the customer last wrote, WhatsApp says.
fn within_window(message: &Message, ends: &Ends, now: Timestamp) -> Result<(), Unsendable> {
    let ended = |last: Timestamp| last.saturating_add(WINDOW) < now;
    let is_closed = ends.transport == Transport::WhatsApp
        && message.template.is_none()
        && message.last_inbound_at.is_some_and(ended);
    match is_closed {
        false => Ok(()),
        true => Err(Unsendable::invalid(
            "last_inbound_at",
            "the customer last wrote more than 24 hours ago: WhatsApp takes nothing but a template \
             until they write again",
        )),
    }
}

/// What one message says.
enum Content<'a> {
    Text(&'a str),
    /// Nothing: its files say it all.
    FilesOnly,
    Template {
        sid: &'a str,
        variables: Option<String>,
    },
}

impl Content<'_> {
    fn write(&self, form: &mut Serializer<'_, String>) {
        match self {
            Self::Text(text) => {
                form.append_pair("Body", text);
            }
            Self::FilesOnly => {}
            Self::Template { sid, variables } => {
                form.append_pair("ContentSid", sid);
                if let Some(variables) = variables {
                    form.append_pair("ContentVariables", variables);
                }
            }
        }
    }
}

/// The text in as many messages as it takes, or the template.
fn content<'a>(
    message: &'a Message,
    ends: &Ends,
    has_files: bool,
) -> Result<Vec<Content<'a>>, Unsendable> {
    let text = message.text.as_deref().unwrap_or_default();
    if let Some(template) = &message.template {
        return template_of(message, &template.0.name, text, has_files);
    }
    if message.variables.is_some() {
        return Err(Unsendable::invalid(
            "variables",
            "variables are put into a template, and there is none",
        ));
    }
    let parts = segments::parts(text, ends.transport == Transport::Sms);
    match (parts.len(), has_files) {
        (0, true) => Ok(vec![Content::FilesOnly]),
        (0, false) => Err(Unsendable::invalid(
            "text",
            "an SMS needs a text, a file or a template",
        )),
        (1..=MOST_PARTS, _) => Ok(parts.into_iter().map(Content::Text).collect()),
        (many, _) => Err(Unsendable::invalid(
            "text",
            format!("the text would need {many} messages; at most {MOST_PARTS} are sent"),
        )),
    }
}

/// A template of Twilio's Content API: <https://www.twilio.com/docs/content>.
fn template_of<'a>(
    message: &'a Message,
    sid: &'a str,
    text: &str,
    has_files: bool,
) -> Result<Vec<Content<'a>>, Unsendable> {
    if !is_sid(sid, "HX") {
        return Err(Unsendable::invalid(
            "template.name",
            "a template of Twilio's is named by its SID: HX and 32 digits",
        ));
    }
    if !text.trim().is_empty() {
        return Err(Unsendable::invalid("text", "a template has its own text"));
    }
    if has_files {
        return Err(Unsendable::invalid(
            "attachments",
            "a template has its own files",
        ));
    }
    let variables = message.variables.as_ref().map(variables).transpose()?;
    Ok(vec![Content::Template { sid, variables }])
}

/// `ContentVariables`: a JSON object of texts, none of which may be empty.
fn variables(variables: &Map<String, Value>) -> Result<String, Unsendable> {
    let text = |(name, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => String::new(),
        };
        match text.trim() {
            "" => Err(Unsendable::invalid(
                "variables",
                "each variable of a template is a text, a number or a boolean, and not empty",
            )),
            _ => Ok((name.clone(), Value::from(text))),
        }
    };
    let texts: Map<String, Value> = variables.iter().map(text).collect::<Result<_, _>>()?;
    Ok(Value::from(texts).to_string())
}

/// Twilio fetches files by their addresses; it takes none itself.
fn files(message: &Message) -> Result<Vec<&str>, Unsendable> {
    if message.attachments.len() > MOST_FILES {
        return Err(Unsendable::invalid(
            "attachments",
            format!("a message takes at most {MOST_FILES} files"),
        ));
    }
    let each = message.attachments.iter().enumerate().map(|(n, file)| {
        let Some(url) = file.0.url.as_deref() else {
            return Err(Unsendable::invalid(
                format!("attachments[{n}].url"),
                "Twilio fetches files from an address that everybody can open, so a file needs a \
                 `url`; its content cannot be sent along",
            ));
        };
        let is_url = ["https://", "http://"].iter().any(|s| url.starts_with(s))
            && url.len() <= LONGEST_URL
            && url.bytes().all(|byte| byte.is_ascii_graphic());
        match is_url {
            true => Ok(url),
            false => Err(Unsendable::invalid(
                format!("attachments[{n}].url"),
                "an address that Twilio can fetch begins with https:// and has no spaces",
            )),
        }
    });
    each.collect()
}

/// Where Twilio reports what became of the message; carries our id, so that a report finds the
/// interaction even when it overtakes the answer to the request.
fn reports_to(message: &Message, settings: &Settings) -> Result<Option<String>, Unsendable> {
    let id = &message.interaction_id;
    if !is_interaction_id(id) {
        return Err(Unsendable::invalid(
            "interaction_id",
            "an interaction's id is `int_` and up to 60 letters and digits",
        ));
    }
    let target = format!("/webhooks/sms/twilio/status?interaction={id}");
    let public_url = settings.get("public_url");
    Ok(public_url.map(|public_url| callback::url(public_url, &target)))
}
