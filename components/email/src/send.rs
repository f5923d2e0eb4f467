//! An answer to a provider's API.
//!
//! The provider is the first of Mailgun, SendGrid and Postmark whose credentials are set. [`compose`]
//! makes one [`Mail`] of the message; each provider writes it in its own words and explains its
//! own errors.

mod compose;
mod mailgun;
mod multipart;
mod postmark;
mod sendgrid;
mod template;

pub use compose::{Body, File, Mail, compose};

use http::{HeaderValue, Request, Response, header};
use serde_json::Value;
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Call, Message, Outbound, Outcome, Unsendable};

use crate::Email;

/// The largest request in bytes: files of 25 MiB, which is what providers take, in base64, and the
/// rest.
const LIMIT: usize = 40 << 20;

impl Outbound for Email {
    const SEND_VARIABLES: &'static [&'static str] = &[
        "email_from",
        "mailgun_api_key",
        "mailgun_domain",
        "mailgun_api_base",
        "sendgrid_api_key",
        "sendgrid_api_base",
        "postmark_server_token",
        "postmark_api_base",
    ];
    const SEND_LIMIT: usize = LIMIT;

    fn call(&self, message: Message, settings: &Settings) -> Result<Call, Unsendable> {
        let provider = PROVIDERS
            .iter()
            .find(|provider| settings.get(provider.credential).is_some())
            .ok_or_else(|| {
                let others = "Mailgun's API key, or `sendgrid_api_key` or `postmark_server_token` \
                              must be set";
                Unsendable::not_configured("mailgun_api_key", others)
            })?;
        let mail = compose(message, settings)?;
        let message_id = mail.message_id.clone();
        Ok(Call {
            provider: provider.name,
            request: (provider.request)(mail, settings)?,
            message_id: Some(message_id),
        })
    }

    fn outcome(&self, provider: &str, answer: &Response<Vec<u8>>) -> Outcome {
        match PROVIDERS.iter().find(|known| known.name == provider) {
            Some(known) => (known.outcome)(answer),
            None => Outcome::unreadable(provider),
        }
    }
}

/// Writes a mail as a provider wants it.
type Write = fn(Mail, &Settings) -> Result<Request<Vec<u8>>, Unsendable>;

/// One provider's side.
struct Provider {
    name: &'static str,
    /// The variable that says that this provider is to be used.
    credential: &'static str,
    request: Write,
    outcome: fn(&Response<Vec<u8>>) -> Outcome,
}

/// In the order in which they are chosen.
const PROVIDERS: [Provider; 3] = [
    Provider {
        name: "mailgun",
        credential: "mailgun_api_key",
        request: mailgun::request,
        outcome: mailgun::outcome,
    },
    Provider {
        name: "sendgrid",
        credential: "sendgrid_api_key",
        request: sendgrid::request,
        outcome: sendgrid::outcome,
    },
    Provider {
        name: "postmark",
        credential: "postmark_server_token",
        request: postmark::request,
        outcome: postmark::outcome,
    },
];

/// A variable that the chosen provider needs.
fn require<'a>(
    settings: &'a Settings,
    variable: &'static str,
    wanted: &str,
) -> Result<&'a str, Unsendable> {
    let value = settings.get(variable);
    value.ok_or_else(|| Unsendable::not_configured(variable, wanted))
}

/// Where a provider's API is: a variable, and what holds where it is not set.
#[derive(Clone, Copy)]
struct Base {
    variable: &'static str,
    default: &'static str,
}

/// How a request proves whose it is: a header and its value.
struct Credential {
    /// The variable that the value is made of.
    variable: &'static str,
    header: header::HeaderName,
    value: String,
}

/// A POST to a provider's API. This is the only place where a credential becomes part of a request.
fn post(
    settings: &Settings,
    base: Base,
    path: &str,
    credential: Credential,
    content_type: &str,
    body: Vec<u8>,
) -> Result<Request<Vec<u8>>, Unsendable> {
    let root = settings.get(base.variable).unwrap_or(base.default);
    let root = root.trim_end_matches('/');
    let mut value = HeaderValue::try_from(credential.value).map_err(|_| {
        Unsendable::not_configured(credential.variable, "visible ASCII characters only")
    })?;
    value.set_sensitive(true);
    let request = Request::post(format!("{root}{path}"))
        .header(credential.header, value)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::ACCEPT, "application/json")
        .body(body);
    let absolute = |request: &Request<_>| request.uri().authority().is_some();
    request.ok().filter(absolute).ok_or_else(|| {
        Unsendable::not_configured(base.variable, format!("a URL like {}", base.default))
    })
}

/// The body of an answer, where it is JSON.
fn json(answer: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(answer.body()).unwrap_or_default()
}

/// A member that is a text and not empty.
fn text<'a>(document: &'a Value, member: &str) -> Option<&'a str> {
    document
        .get(member)?
        .as_str()
        .filter(|text| !text.is_empty())
}
