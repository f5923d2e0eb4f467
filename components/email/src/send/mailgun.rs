//! Mailgun's API.
//!
//! <https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response, header};
use serde_json::Value;
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::api::{Base, Credential, json, post, require, text};
use throughline_channel_kit::outbound::multipart::Form;
use throughline_channel_kit::outbound::{Outcome, Unsendable};

use super::compose::{Body, Mail, written};

const PROVIDER: &str = "Mailgun";
const BASE: Base = Base {
    variable: "mailgun_api_base",
    default: "https://api.mailgun.net",
};

/// `POST /v3/{domain}/messages` as `multipart/form-data`.
pub fn request(mail: Mail, settings: &Settings) -> Result<Request<Vec<u8>>, Unsendable> {
    let key = require(settings, "mailgun_api_key", "Mailgun's API key")?;
    let wanted = "the sending domain as it stands in Mailgun, like `mg.example.com`";
    let domain = require(settings, "mailgun_domain", wanted)?;
    if !domain
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    {
        return Err(Unsendable::not_configured("mailgun_domain", wanted));
    }
    let credential = Credential {
        variable: "mailgun_api_key",
        header: header::AUTHORIZATION,
        value: format!("Basic {}", STANDARD.encode(format!("api:{key}"))),
    };
    let path = format!("/v3/{domain}/messages");
    let (content_type, body) = form(mail).finish();
    post(settings, BASE, &path, credential, &content_type, body)
}

fn form(mail: Mail) -> Form {
    let mut form = Form::default();
    form.field("from", written(&mail.from));
    for (name, mailboxes) in [("to", &mail.to), ("cc", &mail.cc), ("bcc", &mail.bcc)] {
        for mailbox in mailboxes {
            form.field(name, written(mailbox));
        }
    }
    for (name, value) in mail.thread() {
        // Mailgun's own spelling; with another it would add a second one.
        let name = if name == "Message-ID" {
            "Message-Id"
        } else {
            name
        };
        form.field(&format!("h:{name}"), value);
    }
    if let Some(address) = mail.reply_to {
        form.field("h:Reply-To", address);
    }
    if let Some(subject) = mail.subject {
        form.field("subject", subject);
    }
    match mail.body {
        Body::Written { text, html } => {
            form.field("text", text);
            if let Some(html) = html {
                form.field("html", html);
            }
        }
        Body::Template { name, variables } => {
            form.field("template", name);
            form.field("t:variables", Value::Object(variables).to_string());
            // Has Mailgun make the text alternative.
            form.field("t:text", "yes");
        }
    }
    for file in mail.files {
        match &file.content_id {
            // The name of an inline file is its Content-ID.
            Some(id) => form.file("inline", id, &file.content_type, file.content),
            None => form.file("attachment", &file.name, &file.content_type, file.content),
        }
    }
    form
}

/// 200 `{"id":"<…>","message":"Queued. Thank you."}`; errors have `message`.
pub fn outcome(answer: &Response<Vec<u8>>) -> Outcome {
    let document = json(answer);
    let said = text(&document, "message").unwrap_or_default();
    let not_configured = |what: &str| Outcome::NotConfigured(format!("Mailgun {what}"));
    match answer.status().as_u16() {
        200 => match text(&document, "id") {
            Some(id) => Outcome::Sent(Some(id.trim_matches(['<', '>']).to_owned())),
            None => Outcome::unreadable(PROVIDER),
        },
        401 => not_configured("does not accept the key in `mailgun_api_key`"),
        402 => not_configured("wants to be paid first: see the account's plan"),
        404 => not_configured(
            "does not know the domain in `mailgun_domain`; for a domain in the EU `mailgun_api_base` \
             must be https://api.eu.mailgun.net",
        ),
        413 => Outcome::Refused("the mail is larger than the 25 MB that Mailgun takes".to_owned()),
        _ => Outcome::of_failure(PROVIDER, answer, said),
    }
}
