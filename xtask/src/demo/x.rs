//! The part of X: a post that mentions the shop, as the X Activity API tells of it.

use super::sign::{hmac_sha256, now, rfc3339};
use super::stage::Stage;
use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// Where the shop tells X to send events.
const PATH: &str = "/webhooks/x";
/// The header of the signature, keyed by the app's consumer secret.
const HEADER: &str = "X-Twitter-Webhooks-Signature";
/// The shop's user id and name.
const SHOP: (&str, &str) = ("1716450569358098432", "exampleshop");
const POST: &str = "2080765813578191303";

impl Stage<'_> {
    /// A public post of the user `author` that mentions the shop.
    pub fn mention(&mut self, author: &str, text: &str) -> Result<()> {
        let body = mention(author, text, now()?).to_string();
        let mac = hmac_sha256(&self.shop().x_consumer_secret, &[body.as_bytes()]);
        let signature = format!("sha256={}", STANDARD.encode(mac));
        self.show_request(PATH, &format!("{HEADER}: {signature}"), Some(text));
        let request = minreq::post(self.url(PATH))
            .with_header("Content-Type", "application/json")
            .with_header(HEADER, signature)
            .with_body(body);
        let answer = self.send(request)?;
        let held = answer.status_code == 200;
        self.said(&answer, "signed by X, recorded", held);
        self.tell(text);
        self.expect_acknowledged(text, held);
        Ok(())
    }
}

/// `post.mention.create`: <https://docs.x.com/x-api/activity/event-payloads>.
fn mention(author: &str, text: &str, at: u64) -> Value {
    let (id, username) = SHOP;
    let name = format!("@{username}");
    let start = text.find(&name).unwrap_or_default();
    let start = text[..start].chars().count();
    json!({
        "data": {
            "event_uuid": "-6850472171600526495",
            "filter": { "user_id": id },
            "event_type": "post.mention.create",
            "tag": "support",
            "payload": {
                "id": POST,
                "author_id": author,
                "text": text,
                "conversation_id": POST,
                "created_at": rfc3339(at),
                "edit_history_tweet_ids": [POST],
                "lang": "en",
                "display_text_range": [0, text.chars().count()],
                "entities": { "mentions": [
                    { "start": start, "end": start + name.len(), "username": username, "id": id },
                ] },
            },
        },
        "includes": { "users": [
            { "id": author, "name": "Dana Miller", "username": "danamiller" },
            { "id": id, "name": "The shop", "username": username },
        ] },
    })
}
