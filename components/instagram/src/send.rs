//! An answer to a person or to a comment, through the Graph API.
//!
//! <https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message>,
//! <https://developers.facebook.com/docs/instagram-platform/comment-moderation>

use http::Response;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Attachment, Call, Message, Outbound, Outcome, Unsendable};
use throughline_channel_kit::types::Timestamp;
use throughline_meta::PROVIDER;
use throughline_meta::graph::{self, BASE};
use throughline_meta::reply::{self, Answered, Product};

use crate::{CHANNEL, Instagram};

/// The variable with the accounts' access tokens.
const TOKEN: &str = "instagram_token";

const PRODUCT: Product = Product {
    name: "Instagram",
    kind: CHANNEL,
    most: (1000, "bytes"),
    units: char::len_utf8,
    most_public: 2200,
};

impl Outbound for Instagram {
    const SEND_VARIABLES: &'static [&'static str] = &[TOKEN, BASE.variable];

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        let reply = reply::read(&PRODUCT, message, now)?;
        let path = reply.path("replies");
        let texts = reply.texts.iter().map(|text| match &reply.answered {
            Answered::Public(_) => Ok(json!({"message": text})),
            _ => Ok(reply.members(json!({"text": text})).into()),
        });
        let files = reply.files.iter().enumerate();
        let files = files.map(|(at, file)| Ok(reply.members(by_address(file, at)?).into()));
        let bodies: Vec<Value> = texts.chain(files).collect::<Result<_, Unsendable>>()?;
        let call = |body: &Value| {
            Ok(Call {
                provider: PROVIDER,
                account: reply.account.clone(),
                message_id: None,
                prepares: false,
                request: graph::post(settings, TOKEN, Some(&reply.account), &path, body)?,
            })
        };
        bodies.iter().map(call).collect()
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        graph::outcome(PRODUCT.name, answer, reply::id)
    }
}

/// A file that Instagram fetches. It takes no uploads.
fn by_address(file: &Attachment, at: usize) -> Result<Value, Unsendable> {
    match reply::url_of(file, at)? {
        Some(url) => {
            let kind = reply::kind_of(file);
            Ok(json!({"attachment": {"type": kind, "payload": {"url": url}}}))
        }
        None => Err(Unsendable::invalid(
            format!("attachments[{at}].url"),
            "Instagram takes files only by a public address (https://…), not their content",
        )),
    }
}
