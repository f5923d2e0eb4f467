//! Postmark's API.
//!
//! <https://postmarkapp.com/developer/api/email-api>,
//! <https://postmarkapp.com/developer/api/templates-api>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, Request, Response};
use serde_json::{Map, Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Outcome, Unsendable, quote};
use throughline_mail::Mailbox;

use super::compose::{Body, File, Mail, written};
use throughline_channel_kit::outbound::api::{self, Base, Credential, post, require, text};

const PROVIDER: &str = "Postmark";
const BASE: Base = Base {
    variable: "postmark_api_base",
    default: "https://api.postmarkapp.com",
};

/// `POST /email`, or `/email/withTemplate`, as JSON.
pub fn request(mail: Mail, settings: &Settings) -> Result<Request<Vec<u8>>, Unsendable> {
    let wanted = "the API token of the Postmark server";
    let token = require(settings, "postmark_server_token", wanted)?;
    let credential = Credential {
        variable: "postmark_server_token",
        header: HeaderName::from_static("x-postmark-server-token"),
        value: token.to_owned(),
    };
    let path = match mail.body {
        Body::Written { .. } => "/email",
        Body::Template { .. } => "/email/withTemplate",
    };
    let body = document(mail).to_string().into_bytes();
    post(settings, BASE, path, credential, "application/json", body)
}

fn document(mail: Mail) -> Value {
    let thread = mail.thread().into_iter();
    let mut headers: Vec<Value> = thread
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect();
    // Otherwise Postmark puts an id of its own in place of ours.
    headers.push(json!({ "Name": "X-PM-KeepID", "Value": "true" }));
    let mut document = Map::new();
    let mut set = |name: &str, value: Value| document.insert(name.to_owned(), value);
    set("From", written(&mail.from).into());
    set("Headers", headers.into());
    for (name, mailboxes) in [("To", &mail.to), ("Cc", &mail.cc), ("Bcc", &mail.bcc)] {
        if !mailboxes.is_empty() {
            set(name, list(mailboxes).into());
        }
    }
    if let Some(address) = mail.reply_to {
        set("ReplyTo", address.into());
    }
    match mail.body {
        Body::Written { text, html } => {
            set("Subject", mail.subject.into());
            set("TextBody", text.into());
            if let Some(html) = html {
                set("HtmlBody", html.into());
            }
        }
        // The subject is the template's.
        Body::Template { name, variables } => {
            match name.parse::<u64>() {
                Ok(id) => set("TemplateId", id.into()),
                Err(_) => set("TemplateAlias", name.into()),
            };
            set("TemplateModel", variables.into());
        }
    }
    if !mail.files.is_empty() {
        set(
            "Attachments",
            mail.files.into_iter().map(attachment).collect(),
        );
    }
    Value::Object(document)
}

fn list(mailboxes: &[Mailbox]) -> String {
    mailboxes.iter().map(written).collect::<Vec<_>>().join(", ")
}

fn attachment(file: File) -> Value {
    let mut attachment = json!({
        "Name": file.name,
        "ContentType": file.content_type,
        "Content": STANDARD.encode(file.content),
    });
    if let (Some(members), Some(id)) = (attachment.as_object_mut(), file.content_id) {
        members.insert("ContentID".to_owned(), format!("cid:{id}").into());
    }
    attachment
}

/// 200 `{"ErrorCode":0,"MessageID":"…"}`. Errors have a status of 4xx as a rule, but what counts is
/// `ErrorCode`.
///
/// <https://postmarkapp.com/developer/api/overview#error-codes>
pub fn outcome(answer: &Response<Vec<u8>>) -> Outcome {
    let document = api::json(answer);
    let said = text(&document, "Message").unwrap_or_default();
    let status = answer.status().as_u16();
    let code = document.get("ErrorCode").and_then(Value::as_u64);
    if let (200, Some(0)) = (status, code) {
        return match text(&document, "MessageID") {
            Some(id) => Outcome::Sent(Some(id.to_owned())),
            None => Outcome::unreadable(PROVIDER),
        };
    }
    match (code.filter(|code| *code != 0), status) {
        (Some(code), _) => explained(code, answer, said),
        (None, 401) => explained(10, answer, said),
        (None, 413) => Outcome::Refused(TOO_LARGE.to_owned()),
        (None, 200..=299) => Outcome::unreadable(PROVIDER),
        (None, _) => Outcome::of_failure(PROVIDER, answer, said),
    }
}

const TOO_LARGE: &str = "the mail is larger than the 10 MB that Postmark takes";

fn explained(code: u64, answer: &Response<Vec<u8>>, said: &str) -> Outcome {
    let not_configured = |what: &str| Outcome::NotConfigured(format!("Postmark {what}"));
    let refused = |what: &str| Outcome::Refused(what.to_owned());
    match code {
        10 => not_configured("does not accept the token in `postmark_server_token`"),
        100 => Outcome::Throttled("Postmark is down for maintenance".to_owned(), None),
        300 => Outcome::Refused(format!(
            "Postmark cannot make a mail of this: “{}”",
            quote(said)
        )),
        400 | 401 => not_configured(
            "knows no confirmed sender signature or domain for the address in `email_from`",
        ),
        405 => not_configured("does not let this account send: its credits are used up"),
        406 => refused(
            "Postmark no longer sends to this address, because earlier mail to it bounced, or its \
             owner reported it as spam or unsubscribed; it can be reactivated under Suppressions",
        ),
        411 => refused("Postmark does not take files of this type"),
        412 => not_configured(
            "has not approved the account yet: until then it sends to the domain of `email_from` only",
        ),
        413 => not_configured("does not let this account send: see the account's page"),
        429 => Outcome::of_failure(PROVIDER, answer, said),
        1101 => refused("the template does not exist at Postmark"),
        // With a status that says otherwise than the code, the code was enough to say: not sent.
        _ => Outcome::Refused(match quote(said).as_str() {
            "" => format!("Postmark refused the message (error {code})"),
            said => format!("Postmark refused the message: “{said}”"),
        }),
    }
}
