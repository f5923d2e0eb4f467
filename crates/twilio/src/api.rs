//! Twilio's REST API: `POST /2010-04-01/Accounts/{sid}/{resource}.json`, a form, Basic authentication:
//! <https://www.twilio.com/docs/usage/requests-to-twilio>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response, header};
use serde_json::Value;
use throughline_channel_kit::outbound::api::{self, Base, Credential, post, require, text};
use throughline_channel_kit::outbound::{Message, Outcome, Unsendable, quote};
use throughline_channel_kit::{Secret, Secrets, Settings};

use crate::address::is_sid;
use crate::error::Kind;

/// What Twilio calls itself.
const TWILIO: &str = "Twilio";
const BASE: Base = Base {
    variable: "twilio_api_base",
    default: "https://api.twilio.com",
};
const ACCOUNT: &str = "the SID of the Twilio account, AC and 32 digits";

/// What can be made by a request.
#[derive(Debug, Clone, Copy)]
pub struct Resource {
    /// Its place in the URL: `Messages`, `Calls`.
    pub name: &'static str,
    /// What was asked for, as it stands behind "Twilio could not".
    pub asked: &'static str,
    /// Values of `status` in the answer that mean that nothing came of it.
    pub failed: &'static [&'static str],
    /// What an error code means.
    pub explained: fn(u32) -> Option<(Kind, &'static str)>,
}

impl Resource {
    /// What an answer means: 201 `{"sid","status",…}`; errors `{"code","message","more_info","status"}`,
    /// or problem details (RFC 9457) with the same `code`.
    pub fn outcome(&self, answer: &Response<Vec<u8>>) -> Outcome {
        let document = api::json(answer);
        if answer.status().is_success() {
            return self.accepted(&document);
        }
        let said = ["message", "detail", "title"]
            .into_iter()
            .find_map(|member| text(&document, member))
            .unwrap_or_default();
        let status = answer.status().as_u16();
        let code = number(&document, "code").or(match status {
            401 => Some(20003),
            404 => Some(20404),
            _ => None,
        });
        match code.and_then(self.explained) {
            // 429 says how long to wait; what failed at Twilio may have been sent, whatever its code.
            Some((kind, words)) if (400..500).contains(&status) && status != 429 => {
                outcome_of(kind, words, said)
            }
            _ => Outcome::of_failure(TWILIO, answer, said),
        }
    }

    /// What Twilio took, unless it says in the same breath that it failed.
    fn accepted(&self, document: &Value) -> Outcome {
        let Some(sid) = text(document, "sid") else {
            return Outcome::unreadable(TWILIO);
        };
        match text(document, "status") {
            Some(status) if self.failed.contains(&status) => {
                let words = number(document, "error_code").and_then(self.explained);
                let said = text(document, "error_message").unwrap_or_default();
                Outcome::Refused(match words {
                    Some((_, words)) => words.to_owned(),
                    None => format!("Twilio could not {}: “{}”", self.asked, quote(said)),
                })
            }
            _ => Outcome::Sent(Some(sid.to_owned())),
        }
    }
}

fn outcome_of(kind: Kind, words: &str, said: &str) -> Outcome {
    let detail = match quote(said).as_str() {
        "" => words.to_owned(),
        said => format!("{words} (Twilio says: “{said}”)"),
    };
    match kind {
        Kind::Refused => Outcome::Refused(detail),
        Kind::NotConfigured => Outcome::NotConfigured(detail),
        Kind::Throttled => Outcome::Throttled(detail, None),
    }
}

/// A code, which Twilio writes as a number.
fn number(document: &Value, member: &str) -> Option<u32> {
    let value = document.get(member)?;
    let number = value.as_u64().and_then(|code| u32::try_from(code).ok());
    number.or_else(|| value.as_str()?.parse().ok())
}

/// Whose request it is.
pub struct Account {
    sid: String,
    token: Secret,
}

impl Account {
    /// The account that the customer wrote to where `twilio_auth_token` has a token of its own for it,
    /// else `twilio_account_sid`. The token is the first that is active.
    ///
    /// # Errors
    ///
    /// [`Unsendable::NotConfigured`] when there is no account, or no token for it.
    pub fn of(message: &Message, settings: &Settings) -> Result<Self, Unsendable> {
        let wanted = "the account's auth token, the one that is to be used first, or a JSON object \
                      from account SID to tokens";
        let variable = require(settings, "twilio_auth_token", wanted)?;
        let secrets = Secrets::parse(variable);
        let missing = || Unsendable::not_configured("twilio_auth_token", wanted);
        let secrets = secrets.ok_or_else(missing)?;
        let is_one_account = !secrets.of(Some("")).is_empty();
        let written_to = message.account.as_deref().filter(|sid| is_sid(sid, "AC"));
        let configured = settings.get("twilio_account_sid");
        let sid = match (written_to, configured) {
            (Some(sid), _) if !is_one_account && !secrets.of(Some(sid)).is_empty() => sid,
            (_, Some(sid)) => sid,
            (Some(sid), None) if is_one_account => sid,
            _ => require(settings, "twilio_account_sid", ACCOUNT)?,
        };
        if !is_sid(sid, "AC") {
            return Err(Unsendable::not_configured("twilio_account_sid", ACCOUNT));
        }
        let tokens = secrets.of(Some(sid));
        let token = tokens.first().ok_or_else(missing)?;
        Ok(Self {
            sid: sid.to_owned(),
            token: (*token).clone(),
        })
    }

    /// The account's SID.
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// A request that makes one of these.
    ///
    /// # Errors
    ///
    /// [`Unsendable::NotConfigured`] when token or address cannot be part of one.
    pub fn post(
        &self,
        settings: &Settings,
        resource: &Resource,
        form: String,
    ) -> Result<Request<Vec<u8>>, Unsendable> {
        let pair = [self.sid.as_bytes(), b":", self.token.expose()].concat();
        let credential = Credential {
            variable: "twilio_auth_token",
            header: header::AUTHORIZATION,
            value: format!("Basic {}", STANDARD.encode(pair)),
        };
        let path = format!("/2010-04-01/Accounts/{}/{}.json", self.sid, resource.name);
        let content_type = "application/x-www-form-urlencoded";
        post(
            settings,
            BASE,
            &path,
            credential,
            content_type,
            form.into_bytes(),
        )
    }
}
