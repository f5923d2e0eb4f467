//! An answer to a visitor.
//!
//! A visitor who is there finds it in the chat: nothing has to be sent. To one who has left it goes out
//! as a mail, where the message that it answers had an address. The mail holds this answer and nothing
//! else of the conversation: the address may be one that somebody typed, and another's.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response, header};
use serde_json::{Map, Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::json::Object;
use throughline_channel_kit::outbound::api;
use throughline_channel_kit::outbound::{
    Attachment, Call, Message, Outbound, Outcome, Recipient, Unsendable, Visibility,
};
use throughline_channel_kit::types::Timestamp;
use throughline_visitor::address;

/// How long somebody counts as there after they were last seen, in milliseconds.
const PRESENT: u64 = 90_000;
/// The largest request in bytes: what the email connector takes.
const LIMIT: usize = 40 << 20;
/// The email connector, by service chaining.
const EMAIL: &str = "http://email.spin.internal/send";
/// The subject where the conversation has none.
const SUBJECT: &str = "your chat with us";
/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 150;
/// What the mail says besides the answer.
const WHY: &str = "This answers what was written to us in the chat on our website. You can reply to \
                   this mail, or go on in the chat.";

/// The chat's outbound side.
#[derive(Debug, Clone, Copy)]
pub struct Chat;

impl Outbound for Chat {
    /// The email connector has its own.
    const SEND_VARIABLES: &'static [&'static str] = &[];
    const SEND_LIMIT: usize = LIMIT;

    fn calls(
        &self,
        message: Message,
        _: &Settings,
        now: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        check(&message)?;
        let is_there = |seen: Timestamp| now.saturating_sub(seen) <= PRESENT;
        if message.present_at.is_some_and(is_there) {
            return Ok(Vec::new());
        }
        let Some(to) = reachable(&message) else {
            return Ok(Vec::new());
        };
        let request = Request::post(EMAIL)
            .header(header::CONTENT_TYPE, "application/json")
            .body(mail(message, &to).to_string().into_bytes())
            .map_err(|_| Unsendable::invalid("to", "cannot be written to"))?;
        Ok(vec![Call {
            provider: "email",
            account: String::new(),
            message_id: None,
            prepares: false,
            request,
        }])
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        // Reports on the mail name our interaction, so the provider's names are of no use here.
        if answer.status().is_success() {
            return Outcome::Sent(None);
        }
        let document = api::json(answer);
        match api::text(&document, "code") {
            // It waits in the chat, as it does for those who gave no address.
            Some("channel_not_configured") => Outcome::Sent(None),
            _ => {
                let said = api::text(&document, "detail").unwrap_or_default();
                Outcome::of_failure("the email connector", answer, said)
            }
        }
    }
}

/// Refuses what no chat can carry.
fn check(message: &Message) -> Result<(), Unsendable> {
    let copies = [("cc", &message.cc), ("bcc", &message.bcc)];
    for (field, others) in copies {
        if !others.is_empty() {
            return Err(Unsendable::invalid(field, "a chat is with one visitor"));
        }
    }
    match message.to.as_slice() {
        [Object(Recipient { kind, .. })] if matches!(kind.as_str(), "user" | "visitor") => {}
        [_] => {
            let detail = "a chat is with a `user` or a `visitor`";
            return Err(Unsendable::invalid("to[0].kind", detail));
        }
        _ => return Err(Unsendable::invalid("to", "a chat is with one visitor")),
    }
    for (field, wrong, detail) in [
        (
            "visibility",
            message.visibility == Visibility::Public,
            "a chat is never public",
        ),
        (
            "template",
            message.template.is_some(),
            "a chat has no templates",
        ),
        (
            "variables",
            message.variables.is_some(),
            "variables are put into a template, and a chat has none",
        ),
        ("call", message.call, "a chat cannot be called"),
    ] {
        if wrong {
            return Err(Unsendable::invalid(field, detail));
        }
    }
    let said = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
    if said(&message.text) || said(&message.html) || !message.attachments.is_empty() {
        return Ok(());
    }
    Err(Unsendable::invalid(
        "text",
        "expected, unless there is a file",
    ))
}

/// The address that came with the message that is answered, see `message`.
fn reachable(message: &Message) -> Option<String> {
    let known = message.answers.as_ref()?.get("contact_email")?.as_str()?;
    address::email(known)
}

/// The mail as the email connector takes it. Nobody's name goes along with the address, and nothing
/// that the visitor chose but the subject.
fn mail(message: Message, to: &str) -> Value {
    let mut mail = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            mail.insert(name.to_owned(), value);
        }
    };
    put("interaction_id", message.interaction_id.into());
    put("to", json!([{ "kind": "email", "value": to }]));
    put("subject", subject(message.subject.as_deref()).into());
    put("reply_token", message.reply_token.into());
    let from_name = message.from_name.as_deref().and_then(address::name);
    put("from_name", from_name.into());
    let text = message.text.filter(|text| !text.trim().is_empty());
    let html = message.html.filter(|html| !html.trim().is_empty());
    let (files, elsewhere): (Vec<_>, Vec<_>) = message
        .attachments
        .into_iter()
        .map(|Object(file)| file)
        .partition(|file| file.url.is_none() || !file.content.is_empty());
    let links: String = elsewhere
        .iter()
        .filter_map(|file| file.url.as_deref())
        .map(|url| format!("{url}\n"))
        .collect();
    match (text, html) {
        // The connector makes its text of it.
        (None, Some(html)) => put("html", format!("{html}<p>{WHY}</p>").into()),
        (text, _) => {
            let parts = [text.as_deref(), Some(links.trim_end()), Some(WHY)];
            let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
            let text = parts.collect::<Vec<_>>().join("\n\n");
            put("text", text.into());
        }
    }
    if !files.is_empty() {
        put("attachments", files.into_iter().map(file).collect());
    }
    Value::Object(mail)
}

fn file(file: Attachment) -> Value {
    let mut value = json!({
        "name": address::name(&file.name).unwrap_or_else(|| "file".to_owned()),
        "content_type": file.content_type,
        "content": STANDARD.encode(&file.content),
    });
    if let Some(id) = file.content_id {
        value["content_id"] = id.into();
    }
    value
}

/// One line that begins with `Re:`.
fn subject(of: Option<&str>) -> String {
    let line = of.unwrap_or_default();
    let line = line.split(|c: char| c.is_whitespace() || c.is_control());
    let line = line.filter(|word| !word.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    let is_answer = line
        .get(..3)
        .is_some_and(|head| head.eq_ignore_ascii_case("re:"));
    let subject = match line.as_str() {
        "" => format!("Re: {SUBJECT}"),
        _ if is_answer => line,
        _ => format!("Re: {line}"),
    };
    subject.chars().take(LONGEST_SUBJECT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line_and_an_answer() {
        for (given, expected) in [
            (None, "Re: your chat with us"),
            (Some("  "), "Re: your chat with us"),
            (Some("Parcel"), "Re: Parcel"),
            (Some("RE: Parcel"), "RE: Parcel"),
            (Some("Ré: Parcel"), "Re: Ré: Parcel"),
            (
                Some("a\r\nBcc: eve@example.com\u{2028}b"),
                "Re: a Bcc: eve@example.com b",
            ),
        ] {
            assert_eq!(subject(given), expected);
        }
        assert_eq!(subject(Some(&"ä".repeat(500))).chars().count(), 150);
    }
}
