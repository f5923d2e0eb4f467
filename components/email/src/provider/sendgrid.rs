//! SendGrid Inbound Parse: mail as a multipart form, read by SendGrid or as the whole message.
//!
//! <https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook>
//!
//! The proof is a signature over the raw body, made where the webhook has a security policy with
//! signature verification. Requests without one are never taken.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;
use serde::Deserialize;
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Refusal, Reply, Settings, Webhook};
use throughline_mail::{Checks, File, Mail, Outcome, decode, domain, from_headers, parse};

use super::form::{Field, Form, body};
use super::{Arrival, Inbound, freshness};

const PROVIDER: &str = "sendgrid";

/// The variable that holds the security policy's public key (base64 of a DER
/// `SubjectPublicKeyInfo`, as SendGrid shows it); several, separated by commas, while it is changed.
pub const VARIABLE: &str = "sendgrid_public_key";
/// The header with the base64 of the DER signature.
pub const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
/// The header with the time of signing, in seconds since 1970.
pub const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// How old a request may be, in seconds: SendGrid retries for up to three days.
const OLDEST: u64 = 4 * 24 * 60 * 60;

/// Verifies and reads one request.
///
/// # Errors
///
/// [`Refusal::NotConfigured`] without a public key; [`Refusal::Unverified`] without a good proof.
pub fn receive(webhook: &Webhook, settings: &Settings, now: Timestamp) -> Result<Inbound, Refusal> {
    let wanted = "the public key of SendGrid's security policy, as base64";
    let variable = settings.require(VARIABLE, wanted)?;
    let keys = public_keys(variable).ok_or(Refusal::NotConfigured {
        variable: VARIABLE,
        wanted,
    })?;
    let unverified = |why: &str| Refusal::Unverified(why.to_owned());
    let timestamp = webhook
        .header(TIMESTAMP)
        .ok_or_else(|| unverified("no timestamp"))?;
    let signature = webhook
        .header(SIGNATURE)
        .ok_or_else(|| unverified("no signature"))?;
    freshness::check(timestamp, OLDEST, now).map_err(Refusal::Unverified)?;
    if !verify(&keys, signature, timestamp, &webhook.body) {
        return Err(unverified("no key made this signature"));
    }
    Ok(Inbound {
        provider: PROVIDER,
        reply: Reply::Empty,
        once: None,
        mail: Form::read(webhook).and_then(arrival),
    })
}

/// The keys of the variable; `None` when there is none or one of them cannot be read.
pub fn public_keys(variable: &str) -> Option<Vec<VerifyingKey>> {
    let keys = variable
        .split(',')
        .map(str::trim)
        .filter(|key| !key.is_empty());
    let key = |text| VerifyingKey::from_public_key_der(&STANDARD.decode(text).ok()?).ok();
    let keys: Vec<_> = keys.map(key).collect::<Option<_>>()?;
    (!keys.is_empty()).then_some(keys)
}

/// Whether one of the keys made this signature (base64 of DER, ECDSA over P-256 with SHA-256) over
/// the timestamp and the raw body, including the line end that may follow a multipart's last
/// boundary.
pub fn verify(keys: &[VerifyingKey], signature: &str, timestamp: &str, body: &[u8]) -> bool {
    let Ok(der) = STANDARD.decode(signature) else {
        return false;
    };
    let Ok(signature) = Signature::from_der(&der) else {
        return false;
    };
    let signed = [timestamp.as_bytes(), body].concat();
    keys.iter()
        .any(|key| key.verify(&signed, &signature).is_ok())
}

#[derive(Debug, Deserialize)]
struct Envelope {
    #[serde(default)]
    to: Vec<String>,
    from: Option<String>,
}

fn arrival(mut form: Form) -> Result<Arrival, String> {
    let mail = match form.last("email") {
        Some(message) => parse(message).ok_or("`email` is no mail: it has no header field")?,
        None => mail(&mut form)?,
    };
    let envelope: Option<Envelope> = form.json("envelope");
    let (recipients, envelope_from) = envelope.map(|e| (e.to, e.from)).unwrap_or_default();
    Ok(Arrival {
        mail,
        checks: checks(&form, envelope_from.as_deref()),
        envelope_from,
        recipients,
    })
}

/// The mail as SendGrid read it. `headers` is the mail's header as it came, and `charsets` names
/// the charset of each of the other fields, which are passed on undecoded.
fn mail(form: &mut Form) -> Result<Mail, String> {
    let charsets: BTreeMap<String, String> = form.json("charsets").unwrap_or_default();
    let text = |form: &Form, name: &str| {
        let charset = charsets.get(name).map_or("utf-8", String::as_str);
        let text = decode(form.last(name)?, charset);
        (!text.is_empty()).then_some(text)
    };
    let header = form.last("headers").and_then(|header| {
        let header = [header, b"\r\n\r\n"].concat();
        parse(&header)
    });
    let fields = || {
        let names = [
            ("From", "from"),
            ("To", "to"),
            ("Cc", "cc"),
            ("Subject", "subject"),
        ];
        let field = |(name, field): (&str, &str)| Some((name.to_owned(), text(form, field)?));
        from_headers(names.into_iter().filter_map(field).collect())
    };
    let mail = header.unwrap_or_else(fields);
    let (plain, html) = (text(form, "text"), text(form, "html"));
    let files = files(form);
    if mail.headers.0.is_empty() && plain.is_none() && html.is_none() && files.is_empty() {
        return Err("the form has neither `email` nor `headers`, `from`, `text`, …".to_owned());
    }
    Ok(Mail {
        text: plain.and_then(body),
        html: html.and_then(body),
        files,
        ..mail
    })
}

/// What `attachment-info` says of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Info {
    filename: Option<String>,
    name: Option<String>,
    r#type: Option<String>,
    content_id: Option<String>,
}

/// `attachment1` and so on. A file with a content id is one that the HTML may refer to.
fn files(form: &mut Form) -> Vec<File> {
    let mut infos: BTreeMap<String, Info> = form.json("attachment-info").unwrap_or_default();
    let file = |field: Field| {
        let info = infos.remove(&field.name).unwrap_or_default();
        let content_type = info.r#type.map(|media| essence(&media));
        let content_id = info
            .content_id
            .map(|id| id.trim_matches(['<', '>']).to_owned());
        let content_id = content_id.filter(|id| !id.is_empty());
        File {
            name: info
                .filename
                .or(info.name)
                .or(field.file_name)
                .unwrap_or_default(),
            content_type: content_type.unwrap_or(field.content_type),
            inline: content_id.is_some(),
            content_id,
            content: field.content,
        }
    };
    form.take_numbered("attachment")
        .into_iter()
        .map(file)
        .collect()
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// `SPF` is about the envelope's sender. `dkim` names each signature's domain:
/// `{@example.com : pass, @example.org : fail}`.
fn checks(form: &Form, envelope_from: Option<&str>) -> Checks {
    let spf = form.text("SPF").map(|word| outcome(&word));
    let dkim = form.text("dkim").unwrap_or_default();
    let dkim = dkim.trim().trim_start_matches('{').trim_end_matches('}');
    let result = |entry: &str| {
        let (signer, word) = entry.rsplit_once(':')?;
        let signer = signer.trim().trim_start_matches('@');
        Some((outcome(word), domain(&format!("postmaster@{signer}"))?))
    };
    Checks {
        spf: spf.zip(envelope_from.and_then(domain)),
        dkim: dkim.split(',').filter_map(result).collect(),
        dmarc: None,
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
