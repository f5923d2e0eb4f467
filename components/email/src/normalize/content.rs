//! What a mail says: its new text, what came along with it, its files.

use serde_json::{Map, Value, json};
use throughline_channel_kit::types::{Attachment, Consent, Passages};
use throughline_mail::{Answer, MAX_HOPS, Mail, Participation, hops};

/// Longest text and passage, in bytes; what is longer is attached whole. The timeline takes 1 MiB, and a
/// line may be put above the text.
const TEXT: usize = (1 << 20) - 4096;
/// So much HTML is read, in bytes; what is longer is attached as it came.
const HTML: usize = 2 << 20;
/// Longest subject, in bytes.
const SUBJECT: usize = 2048;
/// Longest name of a file, in bytes.
const NAME: usize = 512;
/// Longest media type, in bytes.
const CONTENT_TYPE: usize = 256;
/// Longest Content-ID, in bytes.
const CONTENT_ID: usize = 998;
/// Most files of one mail, those that hold too long texts included.
const FILES: usize = 1024;
/// Largest attributes, in bytes.
const ATTRIBUTES: usize = 2048;

/// What a mail says.
pub struct Content {
    pub subject: Option<String>,
    pub text: Option<String>,
    pub passages: Passages,
    pub attachments: Vec<Attachment>,
}

/// Takes a mail apart. A mail that is only passed on, without a word to it, says what it passes on.
pub fn read(mail: Mail) -> Content {
    let body = throughline_mail_text::read(
        mail.text.as_deref(),
        mail.html.as_deref(),
        mail.subject.as_deref(),
    );
    let written = Some(body.text).filter(|text| !text.is_empty());
    let mut whole = Vec::new();
    let mut fit = |passage: Option<String>, name: &str, content_type: &str| {
        let passage = passage?;
        if passage.len() <= TEXT {
            return Some(passage);
        }
        let beginning = cut(&passage, TEXT).to_owned();
        whole.push(attachment(name, content_type, None, passage.into_bytes()));
        Some(beginning)
    };
    let text = written.or_else(|| body.forwarded.clone());
    let text = fit(text, "text.txt", "text/plain");
    let passages = Passages {
        quoted: fit(body.quoted, "quoted.txt", "text/plain"),
        forwarded: fit(body.forwarded, "forwarded.txt", "text/plain"),
        signature: fit(body.signature, "signature.txt", "text/plain"),
        html: fit(body.html, "message.html", "text/html"),
    };
    if let Some(html) = mail.html.filter(|html| html.len() > HTML) {
        whole.push(attachment(
            "original.html",
            "text/html",
            None,
            html.into_bytes(),
        ));
    }
    let mut attachments: Vec<Attachment> = mail
        .files
        .into_iter()
        .take(FILES - whole.len())
        .map(|file| {
            let content_id = file.content_id.filter(|id| id.len() <= CONTENT_ID);
            attachment(&file.name, &file.content_type, content_id, file.content)
        })
        .collect();
    attachments.extend(whole);
    let subject = mail.subject.as_deref().map(|s| cut(s, SUBJECT).to_owned());
    Content {
        subject: subject.filter(|subject| !subject.is_empty()),
        text,
        passages,
        attachments,
    }
}

fn attachment(
    name: &str,
    content_type: &str,
    content_id: Option<String>,
    content: Vec<u8>,
) -> Attachment {
    let content_type = match content_type {
        "" => "application/octet-stream",
        declared => declared,
    };
    Attachment {
        name: cut(name, NAME).to_owned(),
        content_type: cut(content_type, CONTENT_TYPE).to_owned(),
        size: Some(content.len() as u64),
        url: None,
        content_id,
        content: Some(content),
    }
}

/// The beginning of a text, between characters.
pub fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// What somebody answered to an invitation, in a line.
pub fn answer(answer: &Answer) -> Option<String> {
    let word = match answer.participation {
        Participation::Accepted => "Accepted",
        Participation::Declined => "Declined",
        Participation::Tentative => "Tentative",
        Participation::Delegated => "Delegated",
        Participation::Other => return None,
    };
    Some(match &answer.summary {
        Some(summary) => format!("{word}: {summary}"),
        None => word.to_owned(),
    })
}

/// What a mail says about being contacted, when it says nothing else: the one word `unsubscribe` or
/// `stop` (as `List-Unsubscribe` mails have it, RFC 2369 3.2), or `subscribe`. It is the text; or the
/// subject of a mail without one.
pub fn consent(subject: Option<&str>, text: Option<&str>) -> Option<Consent> {
    let said = |text: Option<&str>| {
        let text = text.unwrap_or_default().trim();
        text.trim_end_matches(['.', '!']).to_ascii_lowercase()
    };
    let word = match said(text) {
        text if text.is_empty() => said(subject),
        text => text,
    };
    match word.as_str() {
        "unsubscribe" | "stop" => Some(Consent::OptedOut),
        "subscribe" => Some(Consent::OptedIn),
        _ => None,
    }
}

/// Further fields of the mail, the most useful first, as far as they fit.
pub fn attributes(mail: &Mail) -> Option<Vec<u8>> {
    let named = |name: &str| mail.headers.get(name).map(Value::from);
    let more = |count: usize, most: usize| (count > most).then(|| json!(count));
    let recipients = mail.to.len() + mail.cc.len() + mail.bcc.len();
    let hops = hops(&mail.headers);
    let fields = [
        ("message_id", mail.message_id.as_deref().map(Value::from)),
        ("in_reply_to", mail.in_reply_to.first().map(|id| json!(id))),
        ("recipients", more(recipients, 1)),
        ("files", more(mail.files.len(), FILES)),
        ("hops", more(hops, MAX_HOPS)),
        ("auto_submitted", named("auto-submitted")),
        ("list_id", named("list-id")),
        ("importance", named("importance")),
        ("x_priority", named("x-priority")),
    ];
    let mut attributes = Map::new();
    for (name, value) in fields {
        let Some(value) = value else { continue };
        attributes.insert(name.to_owned(), value);
        if Value::from(attributes.clone()).to_string().len() > ATTRIBUTES {
            attributes.remove(name);
        }
    }
    (!attributes.is_empty()).then(|| Value::from(attributes).to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_a_mail_that_says_nothing_else() {
        for (subject, text, expected) in [
            (Some("unsubscribe"), None, Some(Consent::OptedOut)),
            (Some(" Unsubscribe. "), Some(" \n"), Some(Consent::OptedOut)),
            (Some("Re: News"), Some("STOP!"), Some(Consent::OptedOut)),
            (None, Some("Unsubscribe"), Some(Consent::OptedOut)),
            (Some("subscribe"), None, Some(Consent::OptedIn)),
            (Some("unsubscribe"), Some("Please cancel order 1042"), None),
            (Some("Please unsubscribe me"), None, None),
            (
                Some("Stop"),
                Some("sending me bulbs, I ordered a lamp"),
                None,
            ),
            (None, None, None),
        ] {
            assert_eq!(consent(subject, text), expected, "{subject:?} {text:?}");
        }
    }
}
