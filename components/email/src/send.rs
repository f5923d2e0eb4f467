//! An answer to a provider's API.
//!
//! The provider is the first of Mailgun, SendGrid and Postmark whose credentials are set. [`compose`]
//! makes one [`Mail`] of the message; each provider writes it in its own words and explains its
//! own errors.

mod compose;
mod mailgun;
mod postmark;
mod sendgrid;

pub use compose::{Body, File, Mail, compose};

use http::{Request, Response};
use throughline_channel_kit::Settings;
use throughline_channel_kit::outbound::{Call, Message, Outbound, Outcome, Unsendable, Visibility};
use throughline_channel_kit::types::Timestamp;

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

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        _: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        let provider = PROVIDERS
            .iter()
            .find(|provider| settings.get(provider.credential).is_some())
            .ok_or_else(|| {
                let others = "Mailgun's API key, or `sendgrid_api_key` or `postmark_server_token` \
                              must be set";
                Unsendable::not_configured("mailgun_api_key", others)
            })?;
        if message.visibility == Visibility::Public {
            return Err(Unsendable::invalid("visibility", "a mail is never public"));
        }
        let mail = compose(message, settings)?;
        let message_id = mail.message_id.clone();
        Ok(vec![Call {
            provider: provider.name,
            account: String::new(),
            request: (provider.request)(mail, settings)?,
            message_id: Some(message_id),
            prepares: false,
        }])
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
