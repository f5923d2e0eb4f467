//! An answer to Twilio's API.
//!
//! `POST /2010-04-01/Accounts/{sid}/Messages.json`:
//! <https://www.twilio.com/docs/messaging/api/message-resource#create-a-message>.

mod address;
mod segments;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::Serializer;
use http::{Request, Response, header};
use serde_json::{Map, Value};
use throughline_channel_kit::outbound::api::{self, Base, Credential, post, require, text};
use throughline_channel_kit::outbound::{
    Call, Message, Outbound, Outcome, Recipient, Unsendable, Visibility, quote,
};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Secret, Secrets, Settings};

use crate::error::{Kind, explained};
use crate::normalize::is_interaction_id;
use crate::{PROVIDER, Sms};
use address::{Ends, Sender, Transport, ends, is_sid};

/// What Twilio calls itself.
const TWILIO: &str = "Twilio";
const BASE: Base = Base {
    variable: "twilio_api_base",
    default: "https://api.twilio.com",
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
        let callback = callback(&message, settings)?;
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
            account.post(settings, form.finish())
        };
        let calls = content.iter().enumerate().map(|(n, body)| {
            Ok(Call {
                provider: PROVIDER,
                account: account.sid.clone(),
                message_id: None,
                prepares: false,
                request: request(n, body)?,
            })
        });
        calls.collect()
    }

    /// 201 `{"sid","status",…}`; errors `{"code","message","more_info","status"}`, or problem details
    /// (RFC 9457) with the same `code`.
    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        let document = api::json(answer);
        if answer.status().is_success() {
            return accepted(&document);
        }
        let said = ["message", "detail", "title"]
            .into_iter()
            .find_map(|member| text(&document, member))
            .unwrap_or_default();
        let status = answer.status().as_u16();
        let code = number(&document, "code").or(match status {
            401 => Some(20003),
            404 => Some(20404),
            _ => None,
        });
        match code.and_then(explained) {
            // 429 says how long to wait; what failed at Twilio may have been sent, whatever its code.
            Some((kind, words)) if (400..500).contains(&status) && status != 429 => {
                outcome_of(kind, words, said)
            }
            _ => Outcome::of_failure(TWILIO, answer, said),
        }
    }
}

/// A message that Twilio took, unless it says in the same breath that it failed.
fn accepted(document: &Value) -> Outcome {
    let Some(sid) = text(document, "sid") else {
        return Outcome::unreadable(TWILIO);
    };
    match text(document, "status") {
        Some("failed" | "undelivered" | "canceled") => {
            let words = number(document, "error_code").and_then(explained);
            let said = text(document, "error_message").unwrap_or_default();
            Outcome::Refused(match words {
                Some((_, words)) => words.to_owned(),
                None => format!("Twilio could not send the message: “{}”", quote(said)),
            })
        }
        _ => Outcome::Sent(Some(sid.to_owned())),
    }
}

fn outcome_of(kind: Kind, words: &str, said: &str) -> Outcome {
    let detail = match quote(said).as_str() {
        "" => words.to_owned(),
        said => format!("{words} (Twilio says: “{said}”)"),
    };
    match kind {
        Kind::Refused => Outcome::Refused(detail),
        Kind::NotConfigured => Outcome::NotConfigured(detail),
        Kind::Throttled => Outcome::Throttled(detail, None),
    }
}

/// A code, which Twilio writes as a number.
fn number(document: &Value, member: &str) -> Option<u32> {
    let value = document.get(member)?;
    let number = value.as_u64().and_then(|code| u32::try_from(code).ok());
    number.or_else(|| value.as_str()?.parse().ok())
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
fn callback(message: &Message, settings: &Settings) -> Result<Option<String>, Unsendable> {
    let id = &message.interaction_id;
    if !is_interaction_id(id) {
        return Err(Unsendable::invalid(
            "interaction_id",
            "an interaction's id is `int_` and up to 60 letters and digits",
        ));
    }
    let Some(public_url) = settings.get("public_url") else {
        return Ok(None);
    };
    let base = public_url.split('#').next().unwrap_or_default();
    let base = base.trim_end_matches('/');
    Ok(Some(format!(
        "{base}/webhooks/sms/twilio/status?interaction={id}"
    )))
}

/// Whose request it is.
struct Account {
    sid: String,
    token: Secret,
}

impl Account {
    /// The account that the customer wrote to where `twilio_auth_token` has a token of its own for it,
    /// else `twilio_account_sid`. The token is the first that is active.
    fn of(message: &Message, settings: &Settings) -> Result<Self, Unsendable> {
        let wanted = "the account's auth token, the one that is to be used first, or a JSON object \
                      from account SID to tokens";
        let variable = require(settings, "twilio_auth_token", wanted)?;
        let secrets = Secrets::parse(variable);
        let missing = || Unsendable::not_configured("twilio_auth_token", wanted);
        let secrets = secrets.ok_or_else(missing)?;
        let is_one_account = !secrets.of(Some("")).is_empty();
        let written_to = message.account.as_deref().filter(|sid| is_sid(sid, "AC"));
        let configured = settings.get("twilio_account_sid");
        let sid = match (written_to, configured) {
            (Some(sid), _) if !is_one_account && !secrets.of(Some(sid)).is_empty() => sid,
            (_, Some(sid)) => sid,
            (Some(sid), None) if is_one_account => sid,
            _ => require(settings, "twilio_account_sid", ACCOUNT)?,
        };
        if !is_sid(sid, "AC") {
            return Err(Unsendable::not_configured("twilio_account_sid", ACCOUNT));
        }
        let tokens = secrets.of(Some(sid));
        let token = tokens.first().ok_or_else(missing)?;
        Ok(Self {
            sid: sid.to_owned(),
            token: (*token).clone(),
        })
    }

    fn post(&self, settings: &Settings, form: String) -> Result<Request<Vec<u8>>, Unsendable> {
        let pair = [self.sid.as_bytes(), b":", self.token.expose()].concat();
        let credential = Credential {
            variable: "twilio_auth_token",
            header: header::AUTHORIZATION,
            value: format!("Basic {}", STANDARD.encode(pair)),
        };
        let path = format!("/2010-04-01/Accounts/{}/Messages.json", self.sid);
        let content_type = "application/x-www-form-urlencoded";
        post(
            settings,
            BASE,
            &path,
            credential,
            content_type,
            form.into_bytes(),
        )
    }
}

const ACCOUNT: &str = "the SID of the Twilio account, AC and 32 digits";
