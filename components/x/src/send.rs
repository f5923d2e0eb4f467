//! An answer on X: a direct message, or a post in public.
//!
//! <https://docs.x.com/x-api/direct-messages/manage/introduction>,
//! <https://docs.x.com/x-api/posts/create-post>, <https://docs.x.com/x-api/media/upload-media>

mod answer;
mod compose;
mod weight;

pub use compose::{Draft, Place, compose};
pub use weight::weight;

use http::{Request, Response};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::api::{Base, Credential, post, token_of};
use throughline_channel_kit::outbound::multipart::Form;
use throughline_channel_kit::outbound::{Attachment, Call, Message, Outbound, Outcome, Unsendable};
use throughline_channel_kit::types::Timestamp;

use crate::{CHANNEL, PROVIDER, X};

/// The largest request in bytes: files of 25 MiB in base64, and the rest.
const LIMIT: usize = 40 << 20;
const TOKEN: &str = "x_access_token";
const BASE: Base = Base {
    variable: "x_api_base",
    default: "https://api.x.com",
};

impl Outbound for X {
    const SEND_VARIABLES: &'static [&'static str] = &[TOKEN, BASE.variable];
    const SEND_LIMIT: usize = LIMIT;

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        let sender = Sender::of(settings, &message)?;
        let Draft {
            place,
            texts,
            files,
        } = compose(message)?;
        let documents = documents(&place, texts, files.len());
        let mut calls = Vec::new();
        for file in files {
            calls.push(sender.call(sender.upload(&place, file)?, true));
        }
        let path = match &place {
            Place::Direct { user } => format!("/2/dm_conversations/with/{user}/messages"),
            Place::Public { .. } => "/2/tweets".to_owned(),
        };
        for document in documents {
            let body = document.to_string().into_bytes();
            calls.push(sender.call(sender.post(&path, "application/json", body)?, false));
        }
        Ok(calls)
    }

    fn prepared(&self, call: &mut Call, ids: &[String]) {
        let Ok(mut document) = serde_json::from_slice::<Value>(call.request.body()) else {
            return;
        };
        let singles = document
            .get_mut("attachments")
            .and_then(Value::as_array_mut);
        for file in singles.into_iter().flatten() {
            if let Some(id) = file.get_mut("media_id") {
                put(id, ids);
            }
        }
        let media = document
            .get_mut("media")
            .and_then(|m| m.get_mut("media_ids"));
        let several = media.and_then(Value::as_array_mut);
        several.into_iter().flatten().for_each(|id| put(id, ids));
        *call.request.body_mut() = document.to_string().into_bytes();
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        answer::outcome(answer)
    }
}

/// Puts an id in the place of the number that stands for it.
fn put(place: &mut Value, ids: &[String]) {
    let nth = place.as_u64().and_then(|nth| usize::try_from(nth).ok());
    if let Some(id) = nth.and_then(|nth| ids.get(nth)) {
        *place = id.as_str().into();
    }
}

/// What is posted, with numbers in the place of the files that are uploaded first. A direct message
/// has at most one file: the first goes with the last text, each further one by itself.
fn documents(place: &Place, texts: Vec<String>, files: usize) -> Vec<Value> {
    if let Place::Public { answers } = place {
        let mut document = json!({"reply": {"in_reply_to_tweet_id": answers}});
        if let Some(text) = texts.into_iter().next() {
            document["text"] = text.into();
        }
        if files > 0 {
            let ids: Vec<_> = (0..files).collect();
            document["media"] = json!({ "media_ids": ids });
        }
        return vec![document];
    }
    let mut documents: Vec<Value> = texts.iter().map(|text| json!({ "text": text })).collect();
    for nth in 0..files {
        let file = json!([{ "media_id": nth }]);
        match documents.last_mut() {
            Some(last) if nth == 0 => last["attachments"] = file,
            _ => documents.push(json!({ "attachments": file })),
        }
    }
    documents
}

/// The account that sends.
struct Sender<'a> {
    settings: &'a Settings,
    token: String,
}

impl<'a> Sender<'a> {
    /// The account that the customer wrote to.
    fn of(settings: &'a Settings, message: &Message) -> Result<Self, Unsendable> {
        let from = message.from.as_ref().map(|from| &from.0);
        let from = from.filter(|from| from.kind == CHANNEL);
        let account = from.map(|from| from.value.as_str());
        let account = account.or(message.account.as_deref());
        let account = account.filter(|account| !account.is_empty());
        let wanted = "an access token of the account with `dm.write` and `tweet.write`";
        Ok(Self {
            settings,
            token: token_of(settings, TOKEN, account, wanted)?,
        })
    }

    fn post(
        &self,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, Unsendable> {
        let credential = Credential::bearer(TOKEN, &self.token);
        post(self.settings, BASE, path, credential, content_type, body)
    }

    fn upload(&self, place: &Place, file: Attachment) -> Result<Request<Vec<u8>>, Unsendable> {
        let used = match place {
            Place::Direct { .. } => "dm",
            Place::Public { .. } => "tweet",
        };
        let kind = match file.content_type.as_str() {
            "image/gif" => "gif",
            _ => "image",
        };
        let mut form = Form::default();
        form.field("media_category", format!("{used}_{kind}"));
        form.file("media", &file.name, &file.content_type, file.content);
        let (content_type, body) = form.finish();
        self.post("/2/media/upload", &content_type, body)
    }

    /// X's ids are unique over all accounts.
    fn call(&self, request: Request<Vec<u8>>, prepares: bool) -> Call {
        Call {
            provider: PROVIDER,
            account: String::new(),
            message_id: None,
            prepares,
            request,
        }
    }
}
