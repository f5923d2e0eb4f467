//! Postmark's inbound webhook: JSON, proven by HTTP Basic authentication.
//!
//! <https://postmarkapp.com/developer/webhooks/inbound-webhook>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Refusal, Reply, Secret, Settings, Webhook, json, signature};
use throughline_mail::{Checks, File, Mail, Mailbox, Outcome, from_headers, parse};

use super::{Arrival, Inbound};

const PROVIDER: &str = "postmark";
const VARIABLE: &str = "postmark_inbound_auth";
const WANTED: &str = "`user:password` as in the webhook's URL, several separated by commas";

/// Verifies and reads one request.
///
/// # Errors
///
/// 503 without `postmark_inbound_auth`, 401 without its user and password.
pub fn receive(webhook: &Webhook, settings: &Settings, _: Timestamp) -> Result<Inbound, Refusal> {
    let secrets = settings.secrets(VARIABLE, WANTED)?;
    verify(webhook, &secrets.of(None))?;
    Ok(Inbound {
        provider: PROVIDER,
        reply: Reply::Empty,
        once: None,
        mail: read(&webhook.body),
    })
}

/// Postmark signs nothing. It sends the user and the password of the webhook's URL, so this proves
/// who calls and leaves the body to HTTPS.
fn verify(webhook: &Webhook, secrets: &[&Secret]) -> Result<(), Refusal> {
    // A password alone would never match; better said at once than by refusing every mail.
    if !secrets.iter().all(|secret| secret.expose().contains(&b':')) {
        return Err(Refusal::NotConfigured {
            variable: VARIABLE,
            wanted: WANTED,
        });
    }
    let given = webhook
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
        .ok_or_else(|| Refusal::Unverified("no `Authorization: Basic` header".to_owned()))?;
    // Each is compared, so that the time taken does not say which one matched.
    let matching = secrets
        .iter()
        .filter(|secret| signature::matches_base64(given, secret.expose()))
        .count();
    if matching == 0 {
        let reason = format!("user and password are not those of {VARIABLE}");
        return Err(Refusal::Unverified(reason));
    }
    Ok(())
}

/// What is read of a payload. Fields of other events and of tomorrow are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Payload {
    /// Absent in inbound mails, a word like `Bounce` in other webhooks.
    record_type: Option<String>,
    from_full: Option<Address>,
    to_full: Option<Vec<Address>>,
    cc_full: Option<Vec<Address>>,
    bcc_full: Option<Vec<Address>>,
    original_recipient: Option<String>,
    reply_to: Option<String>,
    subject: Option<String>,
    date: Option<String>,
    text_body: Option<String>,
    html_body: Option<String>,
    headers: Option<Vec<Header>>,
    attachments: Option<Vec<Attachment>>,
    /// The whole mail, where the webhook is set to include it.
    raw_email: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Address {
    email: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    name: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment {
    name: Option<String>,
    content_type: Option<String>,
    #[serde(rename = "ContentID")]
    content_id: Option<String>,
    /// Base64. The dashboard's *Check* button writes `Data`.
    #[serde(alias = "Data")]
    content: Option<String>,
}

fn read(body: &[u8]) -> Result<Arrival, String> {
    let json::Object(mut payload) =
        json::decode::<json::Object<Payload>>(body).map_err(|error| error.to_string())?;
    if let Some(event) = said(payload.record_type.take()).filter(|event| event != "Inbound") {
        return Err(format!(
            "a webhook of type {event:.40?}: this URL is for inbound mail"
        ));
    }
    let headers = payload.headers.take();
    if headers.is_none() && payload.raw_email.is_none() {
        return Err("neither `Headers` nor `RawEmail`".to_owned());
    }
    let fields = headers.unwrap_or_default().into_iter();
    let fields: Vec<(String, String)> = fields
        .map(|Header { name, value }| (name, value.unwrap_or_default()))
        .collect();
    let envelope_from = envelope_from(&fields);
    let added = Added::of(&fields);
    let recipients = said(payload.original_recipient.take());
    let mail = mail(payload, fields)?;
    Ok(Arrival {
        checks: added.checks(envelope_from.as_deref(), &mail),
        mail,
        envelope_from,
        recipients: recipients.into_iter().collect(),
    })
}

/// Postmark puts `Return-Path` before all other fields. One further down is the sender's word.
fn envelope_from(fields: &[(String, String)]) -> Option<String> {
    let (name, value) = fields.first()?;
    let value = value.trim().trim_start_matches('<').trim_end_matches('>');
    name.eq_ignore_ascii_case("return-path")
        .then(|| value.to_owned())
}

fn mail(payload: Payload, fields: Vec<(String, String)>) -> Result<Mail, String> {
    let bcc = mailboxes(payload.bcc_full);
    if let Some(raw) = &payload.raw_email {
        let mut mail = parse(raw.as_bytes()).ok_or("`RawEmail` is no mail")?;
        // Postmark lists us here when we are in no field of the mail.
        if mail.bcc.is_empty() {
            mail.bcc = bcc;
        }
        return Ok(mail);
    }
    let fields = with_taken(fields, payload.subject, payload.date, payload.reply_to);
    let read = from_headers(fields);
    // A mail with two `From` fields must not look like one of a single author.
    let mut from = mailboxes(payload.from_full.map(|from| vec![from]));
    from.extend(
        read.from
            .iter()
            .filter(|other| !from.contains(other))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let attachments = payload.attachments.unwrap_or_default();
    Ok(Mail {
        from,
        to: mailboxes(payload.to_full),
        cc: mailboxes(payload.cc_full),
        bcc,
        text: said(payload.text_body),
        html: said(payload.html_body),
        files: attachments.into_iter().map(file).collect(),
        ..read
    })
}

/// The fields, with those that Postmark takes out of them and sends as members instead.
fn with_taken(
    mut fields: Vec<(String, String)>,
    subject: Option<String>,
    date: Option<String>,
    reply_to: Option<String>,
) -> Vec<(String, String)> {
    for (name, value) in [("Subject", subject), ("Date", date), ("Reply-To", reply_to)] {
        let there = fields
            .iter()
            .any(|(field, _)| field.eq_ignore_ascii_case(name));
        if let Some(value) = said(value).filter(|_| !there) {
            fields.push((name.to_owned(), value));
        }
    }
    fields
}

fn mailboxes(addresses: Option<Vec<Address>>) -> Vec<Mailbox> {
    let addresses = addresses.unwrap_or_default().into_iter();
    addresses
        .filter_map(|address| {
            Some(Mailbox {
                address: said(address.email)?,
                name: said(address.name),
            })
        })
        .collect()
}

fn file(attachment: Attachment) -> File {
    let content_type = attachment.content_type.unwrap_or_default();
    let (media_type, _) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let content_id = attachment.content_id.unwrap_or_default();
    let content_id = content_id.trim_matches(|c: char| c.is_whitespace() || "<>".contains(c));
    let content = attachment.content.unwrap_or_default();
    File {
        name: attachment.name.unwrap_or_default(),
        content_type: media_type.trim().to_ascii_lowercase(),
        inline: !content_id.is_empty(),
        content_id: said(Some(content_id.to_owned())),
        // What is not base64 is kept as it came rather than lost.
        content: STANDARD
            .decode(&content)
            .unwrap_or_else(|_| content.into_bytes()),
    }
}

/// Postmark writes what is absent as an empty string.
fn said(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.trim().is_empty())
}

/// What Postmark found out about the sender and wrote into the header.
#[derive(Default)]
struct Added {
    received_spf: Option<String>,
    spam_tests: Option<String>,
}

impl Added {
    /// Postmark adds its fields below its own `Received` and above those of earlier systems. A
    /// sender may write fields of the same names, so one that is there twice counts for nothing.
    fn of(fields: &[(String, String)]) -> Self {
        let is = |field: &str, name: &str| field.eq_ignore_ascii_case(name);
        let mut received = 0;
        let own = fields.iter().take_while(|(name, _)| {
            received += usize::from(is(name, "received"));
            received < 2
        });
        let own = own.count();
        let only = |name: &str| {
            let mut named = fields.iter().enumerate().filter(|(_, (f, _))| is(f, name));
            let (at, (_, value)) = named.next()?;
            (at < own && named.next().is_none()).then(|| value.clone())
        };
        Self {
            received_spf: only("received-spf"),
            spam_tests: only("x-spam-tests"),
        }
    }

    fn checks(&self, envelope_from: Option<&str>, mail: &Mail) -> Checks {
        let spf = self.received_spf.as_deref();
        Checks {
            spf: spf.and_then(|value| spf_result(value, envelope_from)),
            dkim: self.author_signature(mail).into_iter().collect(),
            dmarc: None,
        }
    }

    /// SpamAssassin's `DKIM_VALID_AU`: a valid signature of the domain of `From`. Its other names do
    /// not say whose signature they are about.
    fn author_signature(&self, mail: &Mail) -> Option<(Outcome, String)> {
        let mut tests = self.spam_tests.as_deref()?.split(',').map(str::trim);
        let [author] = mail.from.as_slice() else {
            return None;
        };
        let valid = tests.any(|test| test == "DKIM_VALID_AU");
        valid.then_some((Outcome::Pass, throughline_mail::domain(&author.address)?))
    }
}

/// Reads `Received-SPF` (RFC 7208 9.1): a result, a comment, and `key=value` pairs.
///
/// A quoted local part may hold anything, also what looks like a pair, so a value with quotes says
/// nothing; neither does one that disagrees with the envelope.
fn spf_result(value: &str, envelope_from: Option<&str>) -> Option<(Outcome, String)> {
    if value.contains(['"', '\\']) {
        return None;
    }
    let (word, rest) = value
        .trim()
        .split_once(char::is_whitespace)
        .unwrap_or((value, ""));
    let outcome = match word.to_ascii_lowercase().as_str() {
        "pass" => Outcome::Pass,
        "fail" => Outcome::Fail,
        "softfail" => Outcome::SoftFail,
        _ => Outcome::None,
    };
    let pairs = match rest.trim_start().strip_prefix('(') {
        Some(comment) => comment.split_once(')').map_or("", |(_, pairs)| pairs),
        None => rest,
    };
    let of = |key: &str| {
        let mut values = pairs.split(';').filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            name.eq_ignore_ascii_case(key).then_some(value.trim())
        });
        let value = values.next()?;
        values.next().is_none().then_some(value)
    };
    let envelope = envelope_from.filter(|address| !address.is_empty());
    let domain = match (of("envelope-from"), envelope) {
        (Some(from), None) if from.contains('@') => throughline_mail::domain(from)?,
        (None, Some(from)) => throughline_mail::domain(from)?,
        (Some(from), Some(envelope)) => {
            let domain = throughline_mail::domain(from)?;
            let agreed = throughline_mail::domain(envelope)?;
            (domain == agreed).then_some(domain)?
        }
        // Notifications have no sender; what was checked is the name in HELO (RFC 7208 2.4).
        _ => throughline_mail::domain(&format!("postmaster@{}", of("helo")?))?,
    };
    Some((outcome, domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spf_is_about_the_domain_that_was_checked() {
        let found = |outcome, domain: &str| Some((outcome, domain.to_owned()));
        for (value, envelope, expected) in [
            (
                "Pass (sender SPF authorized) identity=mailfrom; envelope-from=a@Example.org; x=y",
                Some("a@example.org"),
                found(Outcome::Pass, "example.org"),
            ),
            (
                "fail identity=mailfrom; envelope-from=a@example.org",
                None,
                found(Outcome::Fail, "example.org"),
            ),
            (
                "SoftFail",
                Some("a@b.example"),
                found(Outcome::SoftFail, "b.example"),
            ),
            (
                "Neutral",
                Some("a@b.example"),
                found(Outcome::None, "b.example"),
            ),
            (
                "Pass (helo) identity=helo; helo=mail.example.org",
                Some(""),
                found(Outcome::Pass, "mail.example.org"),
            ),
            // Two systems that do not agree, two values, quotes, nothing.
            (
                "Pass envelope-from=a@example.org",
                Some("a@example.net"),
                None,
            ),
            (
                "Pass envelope-from=a@example.org; envelope-from=b@example.net",
                None,
                None,
            ),
            ("Pass envelope-from=\"a;b\"@example.org", None, None),
            ("Pass identity=mailfrom", Some(""), None),
        ] {
            assert_eq!(spf_result(value, envelope), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused_with_a_reason(body in "\\PC*", value in "\\PC*", name in "[A-Za-z-]*") {
            let header = serde_json::json!({ "Name": name, "Value": value });
            let spf = serde_json::json!({ "Name": "Received-SPF", "Value": value });
            let payload = serde_json::json!({
                "Headers": [header, spf], "FromFull": {"Email": value}, "Date": value, "ReplyTo": value,
                "Attachments": [{"Content": value, "ContentID": value, "ContentType": value}],
            });
            prop_assert!(read(payload.to_string().as_bytes()).is_ok());
            if let Err(reason) = read(body.as_bytes()) {
                prop_assert!(!reason.is_empty() && reason.len() < 1000);
            }
        }
    }
}
