//! An answer to a person or to a comment, through the Graph API.
//!
//! <https://developers.facebook.com/docs/messenger-platform/reference/send-api>,
//! <https://developers.facebook.com/docs/graph-api/reference/object/comments>

use http::{Request, Response};
use serde_json::{Map, Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::multipart::Form;
use throughline_channel_kit::outbound::{Attachment, Call, Message, Outbound, Outcome, Unsendable};
use throughline_channel_kit::types::Timestamp;
use throughline_meta::PROVIDER;
use throughline_meta::graph::{self, BASE};
use throughline_meta::reply::{self, Answered, Product, Reply};

use crate::{CHANNEL, Messenger};

/// The variable with the pages' access tokens.
const TOKEN: &str = "messenger_token";
/// The largest file, in bytes: <https://developers.facebook.com/docs/messenger-platform/send-messages>.
const LARGEST_FILE: usize = 25 << 20;

const PRODUCT: Product = Product {
    name: "Messenger",
    kind: CHANNEL,
    most: (2000, "characters"),
    // As Meta counts is not documented; a character outside of the BMP counts twice, to be safe.
    units: char::len_utf16,
    most_public: 8000,
};

impl Outbound for Messenger {
    const SEND_VARIABLES: &'static [&'static str] = &[TOKEN, BASE.variable];
    /// Files of 25 MB in base64, and the rest.
    const SEND_LIMIT: usize = 40 << 20;

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        let interaction = message.interaction_id.clone();
        let mut reply = reply::read(&PRODUCT, message, now)?;
        let files = std::mem::take(&mut reply.files);
        let mut requests = Vec::new();
        for text in &reply.texts {
            let body = match &reply.answered {
                Answered::Public(_) => json!({"message": text}),
                // What comes back with the echo of this message.
                _ => reply
                    .members(json!({"text": text, "metadata": interaction}))
                    .into(),
            };
            requests.push(post(&reply, settings, &body)?);
        }
        for (at, file) in files.into_iter().enumerate() {
            requests.push(self::file(&reply, settings, &interaction, file, at)?);
        }
        let call = |request| Call {
            provider: PROVIDER,
            account: reply.account.clone(),
            message_id: None,
            prepares: false,
            request,
        };
        Ok(requests.into_iter().map(call).collect())
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        graph::outcome(PRODUCT.name, answer, reply::id)
    }
}

fn post(reply: &Reply, settings: &Settings, body: &Value) -> Result<Request<Vec<u8>>, Unsendable> {
    let path = reply.path("comments");
    graph::post(settings, TOKEN, Some(&reply.account), &path, body)
}

/// A file by its content, else by its address. Meta shows each as a message of its own.
fn file(
    reply: &Reply,
    settings: &Settings,
    interaction: &str,
    file: Attachment,
    at: usize,
) -> Result<Request<Vec<u8>>, Unsendable> {
    let message = |payload: Value| {
        json!({
            "attachment": {"type": reply::kind_of(&file), "payload": payload},
            "metadata": interaction,
        })
    };
    let invalid = |member: &str, detail: &str| {
        Err(Unsendable::invalid(
            format!("attachments[{at}]{member}"),
            detail,
        ))
    };
    if file.content.is_empty() {
        return match reply::url_of(&file, at)? {
            Some(url) => post(
                reply,
                settings,
                &reply.members(message(json!({"url": url}))).into(),
            ),
            None => invalid("", "has neither `content` nor `url`"),
        };
    }
    if file.content.len() > LARGEST_FILE {
        return invalid(".content", "is larger than the 25 MB that Messenger takes");
    }
    if file.content_type.chars().any(char::is_control) {
        return invalid(".content_type", "is no media type");
    }
    let members = reply.members(message(json!({})));
    let path = reply.path("comments");
    let form = upload(members, file);
    graph::post_as(settings, TOKEN, Some(&reply.account), &path, form)
}

/// The members of a request as fields of a form, structures as JSON, with the file behind them.
fn upload(members: Map<String, Value>, file: Attachment) -> (String, Vec<u8>) {
    let mut form = Form::default();
    for (name, value) in members {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        form.field(&name, text);
    }
    form.file("filedata", &file.name, &file.content_type, file.content);
    form.finish()
}
