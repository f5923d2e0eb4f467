//! Mailgun routes: mail forwarded as a form, read by Mailgun or as the whole message.
//!
//! <https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http>
//!
//! The proof is in the form: `signature` is the hex HMAC-SHA256 of `timestamp` and `token` under
//! the webhook signing key. It covers nothing else, so a request may be used again with another
//! mail in it; therefore each token is bound to a digest of everything else in the form.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use sha2::{Digest, Sha256};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Command, Refusal, Reply, Secret, Settings, Webhook, signature};
use throughline_mail::{Checks, File, Headers, Mail, Outcome, domain, from_headers, parse};

use super::form::{Field, Form, body};
use super::{Arrival, Inbound, freshness};

const PROVIDER: &str = "mailgun";

/// The variable that holds the webhook signing key; several, separated by commas, while it is
/// rotated.
pub const VARIABLE: &str = "mailgun_signing_key";

/// How old a request may be, in seconds: Mailgun retries for about eight hours.
const OLDEST: u64 = 24 * 60 * 60;
/// The longest token in bytes. Mailgun's have 50.
const TOKEN: usize = 512;

/// Verifies and reads one request.
///
/// # Errors
///
/// [`Refusal::NotConfigured`] without a key; [`Refusal::Unverified`] without a good proof, which
/// includes bodies that are no form.
pub fn receive(webhook: &Webhook, settings: &Settings, now: Timestamp) -> Result<Inbound, Refusal> {
    let keys = keys(settings)?;
    let mut form = Form::read(webhook).map_err(Refusal::Unverified)?;
    let token = verify(&form, &keys, now).map_err(Refusal::Unverified)?;
    // Mailgun passes the whole message to URLs with this end. Elsewhere a field `body-mime` is one
    // that a sender put into the mail's header, which Mailgun posts along.
    let whole = webhook.path.ends_with("mime");
    let once = Command::Bind {
        scope: "mailgun token",
        name: token,
        digest: digest(&form, whole),
    };
    Ok(Inbound {
        provider: PROVIDER,
        reply: Reply::Empty,
        once: Some(once),
        mail: arrival(&mut form, whole),
    })
}

/// Mailgun's requests name no account, so keys by account are none.
fn keys(settings: &Settings) -> Result<Vec<Secret>, Refusal> {
    let wanted = "the webhook signing key of the Mailgun account";
    let keys = settings
        .require(VARIABLE, wanted)?
        .split(',')
        .map(str::trim);
    let keys: Vec<_> = keys
        .filter(|key| !key.is_empty())
        .map(Secret::new)
        .collect();
    let by_account = keys.iter().any(|key| key.expose().starts_with(b"{"));
    match keys.is_empty() || by_account {
        true => Err(Refusal::NotConfigured {
            variable: VARIABLE,
            wanted,
        }),
        false => Ok(keys),
    }
}

/// Checks the proof and answers the token. Of repeated fields the last one counts: Mailgun appends
/// its own to what comes from the mail's header.
fn verify(form: &Form, keys: &[Secret], now: Timestamp) -> Result<String, String> {
    let field = |name: &str| {
        let value = form.last(name).filter(|value| !value.is_empty());
        let value = value.and_then(|value| std::str::from_utf8(value).ok());
        value.ok_or_else(|| format!("`{name}` is missing"))
    };
    let (timestamp, token) = (field("timestamp")?, field("token")?);
    if token.len() > TOKEN {
        return Err(format!("`token` is longer than {TOKEN} bytes"));
    }
    freshness::check(timestamp, OLDEST, now)?;
    // The window leaves one way to cut the signed text into timestamp and token.
    let signed: &[&[u8]] = &[timestamp.as_bytes(), token.as_bytes()];
    let given = field("signature")?;
    let matches = |key| signature::matches_hex(given, &signature::hmac_sha256(key, signed));
    match keys.iter().any(matches) {
        true => Ok(token.to_owned()),
        false => Err("no key made this signature".to_owned()),
    }
}

/// What a token is bound to: every field and file but the proof, each part with its length before
/// it. Fields count in the order of their names, and those of one name in their own: no reader could
/// tell two forms apart by more. How the form was encoded does not matter, what it is read as does.
fn digest(form: &Form, whole: bool) -> [u8; 32] {
    let proof = ["timestamp", "token", "signature"];
    let content = form.0.iter().filter(|field| !proof.contains(&&*field.name));
    let mut fields: Vec<&Field> = content.collect();
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    let mut hash = Sha256::new();
    hash.update([u8::from(whole)]);
    for field in fields {
        let file_name = field.file_name.as_deref().unwrap_or_default();
        for part in [&*field.name, file_name, &*field.content_type] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update((field.content.len() as u64).to_be_bytes());
        hash.update(&field.content);
    }
    hash.finalize().into()
}

fn arrival(form: &mut Form, whole: bool) -> Result<Arrival, String> {
    if let Some(event) = form.text("event").filter(|event| event != "inbound") {
        let event: String = event.chars().take(40).collect();
        return Err(format!(
            "`event` is `{event}`: an event of a sent mail, not a mail"
        ));
    }
    let mail = match form.last("body-mime").filter(|_| whole) {
        Some(message) => parse(message).ok_or("`body-mime` is no mail: it has no header field")?,
        None => mail(form)?,
    };
    let envelope_from = form
        .last("sender")
        .map(|_| form.text("sender").unwrap_or_default());
    let recipients = form.text("recipient").unwrap_or_default();
    let recipients = recipients.split(',').map(str::trim);
    Ok(Arrival {
        checks: checks(&mail.headers, envelope_from.as_deref()),
        envelope_from,
        recipients: recipients
            .filter(|r| !r.is_empty())
            .map(str::to_owned)
            .collect(),
        mail,
    })
}

/// The mail as Mailgun read it. All its fields are UTF-8.
fn mail(form: &mut Form) -> Result<Mail, String> {
    let mail = from_headers(header_fields(form));
    let text = form.text("body-plain").and_then(body);
    let html = form.text("body-html").and_then(body);
    let files = files(form);
    if mail.headers.0.is_empty() && text.is_none() && html.is_none() && files.is_empty() {
        return Err(
            "the form has neither `message-headers` nor `from`, `body-plain`, …".to_owned(),
        );
    }
    Ok(Mail {
        text,
        html,
        files,
        ..mail
    })
}

/// `message-headers` is a JSON array of pairs. Where it is missing or broken, the header fields
/// that Mailgun posts as fields of the form stand in.
fn header_fields(form: &Form) -> Vec<(String, String)> {
    if let Some(fields) = form.json("message-headers") {
        return fields;
    }
    let posted: [(&str, &[&str]); 9] = [
        ("From", &["From", "from"]),
        ("To", &["To"]),
        ("Cc", &["Cc"]),
        ("Reply-To", &["Reply-To"]),
        ("Subject", &["Subject", "subject"]),
        ("Date", &["Date"]),
        ("Message-ID", &["Message-Id", "Message-ID"]),
        ("In-Reply-To", &["In-Reply-To"]),
        ("References", &["References"]),
    ];
    let field = |(name, spellings): (&str, &[&str])| {
        let value = spellings.iter().find_map(|spelling| form.text(spelling))?;
        Some((name.to_owned(), value))
    };
    posted.into_iter().filter_map(field).collect()
}

/// `attachment-1` and so on. A file with an entry in `content-id-map` is one that the HTML may
/// refer to.
fn files(form: &mut Form) -> Vec<File> {
    let ContentIds(mut ids) = form.json("content-id-map").unwrap_or_default();
    let file = |field: Field| {
        let id = ids.remove(&field.name);
        let content_id = id.map(|id| id.trim_matches(['<', '>']).to_owned());
        File {
            name: field.file_name.unwrap_or_default(),
            content_type: field.content_type,
            inline: content_id.is_some(),
            content_id,
            content: field.content,
        }
    };
    form.take_numbered("attachment-")
        .into_iter()
        .map(file)
        .collect()
}

/// From field to content id. Mailgun writes it the other way round, so a content id that two files
/// have is there twice.
#[derive(Debug, Default)]
struct ContentIds(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for ContentIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = ContentIds;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object from content id to field")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<ContentIds, M::Error> {
                let mut ids = BTreeMap::new();
                while let Some((id, field)) = map.next_entry::<String, String>()? {
                    ids.insert(field, id);
                }
                Ok(ContentIds(ids))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// What Mailgun's servers found out. They write it above the topmost `Received`; fields of the same
/// name further down are the sender's and say nothing.
///
/// `X-Mailgun-Dkim-Check-Result` is not used: it does not say whose signature passed. A stranger
/// may sign with a domain of his own beside a signature that names somebody else's.
fn checks(headers: &Headers, envelope_from: Option<&str>) -> Checks {
    let trace = headers.trace();
    let found = |name| trace.get(name).map(outcome);
    Checks {
        spf: found("X-Mailgun-Spf").zip(envelope_from.and_then(domain)),
        ..Checks::default()
    }
}

fn outcome(word: &str) -> Outcome {
    match word.trim().to_ascii_lowercase().as_str() {
        "pass" => Outcome::Pass,
        "fail" => Outcome::Fail,
        "softfail" => Outcome::SoftFail,
        _ => Outcome::None,
    }
}
