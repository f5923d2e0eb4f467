//! An answer through the Bot API: <https://core.telegram.org/bots/api#sendmessage>.
//!
//! The bot's token is a part of the path. It is put there in one place (`Bot::call`) and shown
//! nowhere: a [`Call`] shows no path.

mod answer;
mod compose;

pub use compose::{Draft, Part, compose};

use http::{Request, Response, header};
use serde_json::Value;
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::api::token_of;
use throughline_channel_kit::outbound::multipart::Form;
use throughline_channel_kit::outbound::{Call, Message, Outbound, Outcome, Unsendable};
use throughline_channel_kit::types::Timestamp;

use crate::{PROVIDER, Telegram};

/// The largest request in bytes: files of 25 MiB in base64, and the rest.
const LIMIT: usize = 40 << 20;
const TOKEN: &str = "telegram_bot_token";
const BASE: &str = "telegram_api_base";
const DEFAULT_BASE: &str = "https://api.telegram.org";

impl Outbound for Telegram {
    const SEND_VARIABLES: &'static [&'static str] = &[TOKEN, BASE];
    const SEND_LIMIT: usize = LIMIT;

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        let account = message.account.clone().unwrap_or_default();
        let bot = Bot::of(settings, &account)?;
        let Draft { target, parts } = compose(message)?;
        parts
            .into_iter()
            .enumerate()
            .map(|(nth, part)| {
                Ok(Call {
                    provider: PROVIDER,
                    account: account.clone(),
                    message_id: None,
                    prepares: false,
                    // The first part answers, the others follow it.
                    request: bot.request(part, &target.members(nth == 0))?,
                })
            })
            .collect()
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        answer::outcome(answer)
    }
}

/// Which bot sends, and through which server.
struct Bot {
    root: String,
    token: String,
}

impl Bot {
    fn of(settings: &Settings, account: &str) -> Result<Self, Unsendable> {
        let account = (!account.is_empty()).then_some(account);
        let token = token_of(settings, TOKEN, account, "the token of the bot")?;
        // It becomes a part of a path: characters that are themselves there (RFC 3986 3.3).
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || b":-_.~".contains(&byte);
        if !token.bytes().all(safe) {
            let wanted = "the token as @BotFather wrote it, like `123456:ABC-DEF`";
            return Err(Unsendable::not_configured(TOKEN, wanted));
        }
        let root = settings.get(BASE).unwrap_or(DEFAULT_BASE);
        Ok(Self {
            root: root.trim_end_matches('/').to_owned(),
            token,
        })
    }

    /// One message to `target`, whose members each of them has.
    fn request(
        &self,
        part: Part,
        target: &[(&'static str, Value)],
    ) -> Result<Request<Vec<u8>>, Unsendable> {
        let (method, member, content) = match part {
            Part::Text(text) => ("sendMessage", "text", Ok(text)),
            Part::Address { photo: true, url } => ("sendPhoto", "photo", Ok(url)),
            Part::Address { photo: false, url } => ("sendDocument", "document", Ok(url)),
            Part::File { photo: true, file } => ("sendPhoto", "photo", Err(file)),
            Part::File { photo: false, file } => ("sendDocument", "document", Err(file)),
        };
        match content {
            Ok(text) => {
                let members = target.iter().cloned().chain([(member, Value::from(text))]);
                let members = members.map(|(name, value)| (name.to_owned(), value));
                let document = Value::Object(members.collect()).to_string();
                self.call(method, "application/json", document.into_bytes())
            }
            Err(file) => {
                let mut form = Form::default();
                for (name, value) in target {
                    form.field(name, plain(value));
                }
                form.file(member, &file.name, &file.content_type, file.content);
                let (content_type, body) = form.finish();
                self.call(method, &content_type, body)
            }
        }
    }

    /// The only place where the token becomes a part of a request.
    fn call(
        &self,
        method: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, Unsendable> {
        let Self { root, token } = self;
        let request = Request::post(format!("{root}/bot{token}/{method}"))
            .header(header::CONTENT_TYPE, content_type)
            .header(header::ACCEPT, "application/json")
            .body(body);
        let absolute = |request: &Request<_>| request.uri().authority().is_some();
        request
            .ok()
            .filter(absolute)
            .ok_or_else(|| Unsendable::not_configured(BASE, format!("a URL like {DEFAULT_BASE}")))
    }
}

/// A member as a field of a form: a text as it is, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
