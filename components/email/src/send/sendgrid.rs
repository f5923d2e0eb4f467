//! SendGrid's API.
//!
//! <https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response, header};
use serde_json::{Map, Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Outcome, Unsendable};
use throughline_mail::Mailbox;

use super::compose::{Body, File, Mail};
use throughline_channel_kit::outbound::api::{self, Base, Credential, post, require, text};

const PROVIDER: &str = "SendGrid";
const BASE: Base = Base {
    variable: "sendgrid_api_base",
    default: "https://api.sendgrid.com",
};

/// `POST /v3/mail/send` as JSON.
pub fn request(mail: Mail, settings: &Settings) -> Result<Request<Vec<u8>>, Unsendable> {
    let key = require(settings, "sendgrid_api_key", "SendGrid's API key")?;
    let credential = Credential {
        variable: "sendgrid_api_key",
        header: header::AUTHORIZATION,
        value: format!("Bearer {key}"),
    };
    let body = document(mail).to_string().into_bytes();
    post(
        settings,
        BASE,
        "/v3/mail/send",
        credential,
        "application/json",
        body,
    )
}

fn document(mail: Mail) -> Value {
    let headers: Map<String, Value> = mail
        .thread()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let mut to = Map::new();
    for (name, mailboxes) in [("to", &mail.to), ("cc", &mail.cc), ("bcc", &mail.bcc)] {
        if !mailboxes.is_empty() {
            to.insert(name.to_owned(), mailboxes.iter().map(mailbox).collect());
        }
    }
    let mut document = Map::new();
    let mut set = |name: &str, value: Value| document.insert(name.to_owned(), value);
    set("from", mailbox(&mail.from));
    set("headers", headers.into());
    if let Some(address) = mail.reply_to {
        set("reply_to", json!({ "email": address }));
    }
    if let Some(subject) = mail.subject {
        set("subject", subject.into());
    }
    match mail.body {
        Body::Written { text, html } => {
            // The plain one has to come first.
            let mut content = vec![json!({ "type": "text/plain", "value": text })];
            content.extend(html.map(|html| json!({ "type": "text/html", "value": html })));
            set("content", content.into());
        }
        Body::Template { name, variables } => {
            set("template_id", name.into());
            to.insert("dynamic_template_data".to_owned(), variables.into());
        }
    }
    set("personalizations", json!([to]));
    if !mail.files.is_empty() {
        set(
            "attachments",
            mail.files.into_iter().map(attachment).collect(),
        );
    }
    Value::Object(document)
}

fn mailbox(mailbox: &Mailbox) -> Value {
    match &mailbox.name {
        Some(name) => json!({ "email": mailbox.address, "name": name }),
        None => json!({ "email": mailbox.address }),
    }
}

fn attachment(file: File) -> Value {
    let mut attachment = json!({
        "filename": file.name,
        "type": file.content_type,
        "content": STANDARD.encode(file.content),
        "disposition": if file.content_id.is_some() { "inline" } else { "attachment" },
    });
    if let (Some(members), Some(id)) = (attachment.as_object_mut(), file.content_id) {
        members.insert("content_id".to_owned(), id.into());
    }
    attachment
}

/// 202 without a body and with `X-Message-Id`; errors are `{"errors":[{"message","field","help"}]}`.
pub fn outcome(answer: &Response<Vec<u8>>) -> Outcome {
    let not_configured = |what: &str| Outcome::NotConfigured(format!("SendGrid {what}"));
    match answer.status().as_u16() {
        202 => {
            let id = answer.headers().get("x-message-id");
            Outcome::Sent(id.and_then(|id| Some(id.to_str().ok()?.to_owned())))
        }
        401 => not_configured("does not accept the key in `sendgrid_api_key`"),
        403 => not_configured(
            "does not let this key send from the address in `email_from`: verify the sender or the \
             domain, and give the key the permission Mail Send",
        ),
        413 => Outcome::Refused("the mail is larger than the 30 MB that SendGrid takes".to_owned()),
        _ => Outcome::of_failure(PROVIDER, answer, &said(answer)),
    }
}

/// What SendGrid says is wrong, and where.
fn said(answer: &Response<Vec<u8>>) -> String {
    let document = api::json(answer);
    let errors = document.get("errors").and_then(Value::as_array);
    let errors = errors.into_iter().flatten().filter_map(|error| {
        let message = text(error, "message")?;
        Some(match text(error, "field") {
            Some(field) => format!("{message} ({field})"),
            None => message.to_owned(),
        })
    });
    errors.collect::<Vec<_>>().join("; ")
}
