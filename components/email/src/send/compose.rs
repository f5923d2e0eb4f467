//! A message as a mail: who, what, and which thread. No provider is known here.
//!
//! What becomes part of a header holds no control characters: a value that does is refused, so that
//! no value can end its line. The providers' modules rely on it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use throughline_channel_kit::Settings;
use throughline_channel_kit::json::Object;
use throughline_channel_kit::outbound::{Attachment, Message, Recipient, Unsendable};
use throughline_mail::{Mailbox, from_headers};
use throughline_template::{Escape, render};

/// RFC 5321 4.5.3.1.1.
const LOCAL_PART: usize = 64;
/// RFC 5321 4.5.3.1.3, without the angle brackets.
const ADDRESS: usize = 254;
/// The longest line of a header (RFC 5322 2.1.1), for values that are not folded everywhere.
const LINE: usize = 998;

/// A mail to send.
pub struct Mail {
    /// `From`.
    pub from: Mailbox,
    /// `To`; never empty. An address is in one of the three lists, once.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`.
    pub bcc: Vec<Mailbox>,
    /// `Reply-To`: the address that answers carry the token in.
    pub reply_to: Option<String>,
    /// `Message-ID`, without angle brackets.
    pub message_id: String,
    /// `In-Reply-To`, without angle brackets.
    pub in_reply_to: Option<String>,
    /// `References`, without angle brackets, the oldest first.
    pub references: Vec<String>,
    /// `Subject`; with a template only where the message has one.
    pub subject: Option<String>,
    /// The text and its alternative.
    pub body: Body,
    /// What goes along.
    pub files: Vec<File>,
}

/// What is written in a mail.
pub enum Body {
    /// Text, and the same as HTML.
    Written {
        /// Never empty.
        text: String,
        /// Never empty.
        html: Option<String>,
    },
    /// A template that the provider keeps.
    Template {
        /// Its name there.
        name: String,
        /// What is put into it.
        variables: Map<String, Value>,
    },
}

/// A file to send along.
pub struct File {
    /// Never empty.
    pub name: String,
    /// The media type.
    pub content_type: String,
    /// The bytes.
    pub content: Vec<u8>,
    /// `Content-ID` without angle brackets: the HTML shows the file in place.
    pub content_id: Option<String>,
}

impl Mail {
    /// `Message-ID`, `In-Reply-To` and `References` as they stand in the mail.
    pub fn thread(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("Message-ID", format!("<{}>", self.message_id))];
        if let Some(id) = &self.in_reply_to {
            fields.push(("In-Reply-To", format!("<{id}>")));
        }
        if !self.references.is_empty() {
            fields.push(("References", format!("<{}>", self.references.join("> <"))));
        }
        fields
    }
}

/// A mailbox as it stands in a header (RFC 5322 3.4).
pub fn written(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => {
            let name = name.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{name}\" <{}>", mailbox.address)
        }
        None => mailbox.address.clone(),
    }
}

/// Makes a mail of a message.
///
/// # Errors
///
/// [`Unsendable::NotConfigured`] without `email_from`; [`Unsendable::Invalid`] for a member that no
/// mail can have.
pub fn compose(message: Message, settings: &Settings) -> Result<Mail, Unsendable> {
    let mut from = our_mailbox(settings)?;
    if let Some(name) = said(message.from_name) {
        from.name = Some(line("from_name", name)?);
    }
    let (local, domain) = from.address.rsplit_once('@').unwrap_or_default();
    let interaction = token("interaction_id", message.interaction_id)?;
    let reply_token = message.reply_token.map(|t| token("reply_token", t));
    let reply_token = reply_token.transpose()?;
    let left = reply_token
        .iter()
        .fold(interaction, |id, token| format!("{id}.{token}"));
    let plus = reply_token.map(|token| format!("{local}+{token}"));
    let plus = plus.filter(|local| local.len() <= LOCAL_PART);
    let mut seen = BTreeSet::new();
    let mut list = |name: &str, recipients| mailboxes(name, recipients, &mut seen);
    let to = list("to", message.to)?;
    if to.is_empty() {
        return Err(Unsendable::invalid("to", "expected at least one recipient"));
    }
    let answered = answered(message.in_reply_to.as_deref(), message.answers.as_ref());
    let references = match message.references.is_empty() {
        true => references(&thread(message.thread.as_deref(), answered.as_deref()))?,
        false => references(&message.references)?,
    };
    let written = Written {
        subject: message.subject,
        text: message.text,
        html: message.html,
    };
    let template = message.template.map(|Object(template)| template.name);
    let (subject, body) = body(template, message.variables, written)?;
    let files = message.attachments.into_iter().enumerate();
    Ok(Mail {
        cc: list("cc", message.cc)?,
        bcc: list("bcc", message.bcc)?,
        to,
        reply_to: plus.map(|local| format!("{local}@{domain}")),
        message_id: format!("{left}@{domain}"),
        in_reply_to: answered,
        references,
        subject,
        body,
        files: files.map(file).collect::<Result<_, _>>()?,
        from,
    })
}

/// The mailbox of `email_from`.
fn our_mailbox(settings: &Settings) -> Result<Mailbox, Unsendable> {
    const WANTED: &str = "the address that answers come from, like `Support <support@example.com>`";
    let refused = || Unsendable::not_configured("email_from", WANTED);
    let value = settings.get("email_from").ok_or_else(refused)?;
    let fields = vec![("From".to_owned(), value.to_owned())];
    let [mailbox] = <[Mailbox; 1]>::try_from(from_headers(fields).from).map_err(|_| refused())?;
    match is_address(&mailbox.address) {
        true => Ok(mailbox),
        false => Err(refused()),
    }
}

fn mailboxes(
    list: &str,
    recipients: Vec<Object<Recipient>>,
    seen: &mut BTreeSet<String>,
) -> Result<Vec<Mailbox>, Unsendable> {
    let mut mailboxes = Vec::new();
    for (at, Object(recipient)) in recipients.into_iter().enumerate() {
        if recipient.kind != "email" {
            let detail = "mail goes to identities of the kind `email`";
            return Err(Unsendable::invalid(format!("{list}[{at}].kind"), detail));
        }
        if !is_address(&recipient.value) {
            let detail = "expected an address like `ann@example.org`";
            return Err(Unsendable::invalid(format!("{list}[{at}].value"), detail));
        }
        let name = match said(recipient.name) {
            Some(name) => Some(line(&format!("{list}[{at}].name"), name)?),
            None => None,
        };
        // SendGrid refuses a mail in which an address is there twice.
        if seen.insert(recipient.value.to_lowercase()) {
            mailboxes.push(Mailbox {
                name,
                address: recipient.value,
            });
        }
    }
    Ok(mailboxes)
}

/// An address that needs no quotes anywhere (RFC 5322 3.4.1 `dot-atom`, RFC 6531 beyond ASCII).
fn is_address(address: &str) -> bool {
    let plain = |char: char| {
        !char.is_control() && !char.is_whitespace() && !"()<>[]:;@\\,\"".contains(char)
    };
    let is_part = |part: &str| !part.is_empty() && part.chars().all(plain);
    let parts = address.rsplit_once('@');
    address.len() <= ADDRESS
        && parts.is_some_and(|(local, domain)| {
            is_part(local) && local.len() <= LOCAL_PART && is_part(domain)
        })
}

struct Written {
    subject: Option<String>,
    text: Option<String>,
    html: Option<String>,
}

fn body(
    template: Option<String>,
    variables: Option<Map<String, Value>>,
    written: Written,
) -> Result<(Option<String>, Body), Unsendable> {
    let Written {
        mut subject,
        mut text,
        mut html,
    } = written;
    if let Some(name) = template {
        if text.is_some() || html.is_some() {
            let detail = "must be absent: the template is the whole text";
            let field = if text.is_some() { "text" } else { "html" };
            return Err(Unsendable::invalid(field, detail));
        }
        let subject = said(subject).map(|subject| line("subject", subject));
        let name = line("template.name", name)?;
        let variables = variables.unwrap_or_default();
        return Ok((subject.transpose()?, Body::Template { name, variables }));
    }
    if let Some(variables) = &variables {
        for (field, member, escape) in [
            ("subject", &mut subject, Escape::Nothing),
            ("text", &mut text, Escape::Nothing),
            ("html", &mut html, Escape::Html),
        ] {
            if let Some(source) = member.take() {
                let rendered = render(&source, variables, escape);
                *member = Some(rendered.map_err(|wrong| Unsendable::invalid(field, wrong))?);
            }
        }
    }
    let missing = |field: &str| Unsendable::invalid(field, "expected, unless there is a template");
    let subject = line("subject", said(subject).ok_or_else(|| missing("subject"))?)?;
    let html = said(html);
    let readable = || html.as_deref().map(throughline_mail_text::readable);
    let text = said(text).or_else(|| said(readable()));
    let text = text.ok_or_else(|| missing("text"))?;
    Ok((Some(subject), Body::Written { text, html }))
}

/// The Message-ID of the mail that this one answers. `in_reply_to` is what the timeline calls it, which
/// need not be a Message-ID and is left out unless it is: the mail's own is among its attributes.
fn answered(in_reply_to: Option<&str>, attributes: Option<&Map<String, Value>>) -> Option<String> {
    let own = attributes.and_then(|attributes| attributes.get("message_id")?.as_str());
    own.and_then(a_message_id)
        .or_else(|| in_reply_to.and_then(a_message_id))
}

/// The ids of the thread where nobody gives them: the mail that began it, and the one that is answered
/// (RFC 5322 3.6.4).
fn thread(first: Option<&str>, answered: Option<&str>) -> Vec<String> {
    let answered = answered.map(str::to_owned);
    let first = first.and_then(a_message_id);
    let first = first.filter(|first| answered.as_ref() != Some(first));
    first.into_iter().chain(answered).collect()
}

/// A Message-ID (RFC 5322 3.6.4) as somebody else wrote it, if it is one.
fn a_message_id(id: &str) -> Option<String> {
    let id = message_id("", id).ok()?;
    id.contains('@').then_some(id)
}

/// The first id, which names the thread, and as many of the newest as fit in a line.
fn references(ids: &[String]) -> Result<Vec<String>, Unsendable> {
    let ids = ids.iter().enumerate();
    let ids = ids.map(|(at, id)| message_id(&format!("references[{at}]"), id));
    let mut ids = ids.collect::<Result<Vec<_>, _>>()?;
    let length = |id: &String| id.len() + "<> ".len();
    let mut room = LINE - "References: ".len();
    room = room.saturating_sub(ids.first().map_or(0, length));
    let newest = ids.iter().skip(1).rev();
    let fitting = newest.take_while(|id| {
        let fits = length(id) <= room;
        room = room.saturating_sub(length(id));
        fits
    });
    let dropped = ids.len().saturating_sub(1).saturating_sub(fitting.count());
    if dropped > 0 {
        ids.drain(1..=dropped);
    }
    Ok(ids)
}

fn message_id(field: &str, id: &str) -> Result<String, Unsendable> {
    let id = id.trim();
    let id = id.strip_prefix('<').unwrap_or(id);
    let id = id.strip_suffix('>').unwrap_or(id);
    let plain = |char: char| !char.is_control() && !char.is_whitespace() && !"<>".contains(char);
    if id.is_empty() || id.len() > LINE / 2 || !id.chars().all(plain) {
        return Err(Unsendable::invalid(field, "expected a Message-ID"));
    }
    Ok(id.to_owned())
}

/// What becomes part of an id and of an address.
fn token(field: &str, token: String) -> Result<String, Unsendable> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if token.is_empty() || token.len() > LOCAL_PART || !token.bytes().all(plain) {
        let detail = "expected 1 to 64 letters, digits and `_`";
        return Err(Unsendable::invalid(field, detail));
    }
    Ok(token)
}

/// What becomes a value in a header.
fn line(field: &str, value: String) -> Result<String, Unsendable> {
    let ends_lines = |char: char| char.is_control() || "\u{2028}\u{2029}".contains(char);
    match value.contains(ends_lines) {
        true => Err(Unsendable::invalid(
            field,
            "expected one line without control characters",
        )),
        false => Ok(value),
    }
}

fn file((at, Object(attachment)): (usize, Object<Attachment>)) -> Result<File, Unsendable> {
    let field = |member: &str| format!("attachments[{at}].{member}");
    let content_type = line(&field("content_type"), attachment.content_type)?;
    let (media_type, _) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let is_token = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(plain)
    };
    // RFC 6838 4.2.
    let media_type = media_type.trim().to_ascii_lowercase();
    let parts = media_type.split_once('/');
    if !parts.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype)) {
        let detail = "expected a media type like `application/pdf`";
        return Err(Unsendable::invalid(field("content_type"), detail));
    }
    let name = said(Some(line(&field("name"), attachment.name)?));
    if attachment.content.is_empty() && attachment.url.is_some() {
        let detail = "a mail carries its files: give the content instead";
        return Err(Unsendable::invalid(field("url"), detail));
    }
    Ok(File {
        name: name.ok_or_else(|| Unsendable::invalid(field("name"), "expected a name"))?,
        content_type: media_type,
        content: attachment.content,
        content_id: match said(attachment.content_id) {
            Some(id) => Some(message_id(&field("content_id"), &id)?),
            None => None,
        },
    })
}

fn said(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.trim().is_empty())
}
