//! Mailgun: the proof is three fields of the form.

use std::ops::Range;

use throughline_channel_kit::{Secret, Webhook, signature};

use super::{BOUNDARY, MULTIPART, NOW, URLENCODED, multipart, urlencoded, webhook};

/// Mail as Mailgun read it.
pub const PATH: &str = "/webhooks/email/mailgun";
/// Whole messages.
pub const MIME_PATH: &str = "/webhooks/email/mailgun/mime";

/// A token as Mailgun's are.
pub const TOKEN: &str = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0";

/// The fields of the proof, still without a signature.
pub fn proof() -> [(&'static str, String); 3] {
    let timestamp = (NOW / 1000 - 20).to_string();
    let (token, signature) = (TOKEN.to_owned(), "0".repeat(64));
    [
        ("signature", signature),
        ("timestamp", timestamp),
        ("token", token),
    ]
}

/// An unsigned form. The proof's fields come first, so that a test may add to the end.
pub fn form(fields: &[(&str, &str)]) -> Webhook {
    let proof = proof();
    webhook(PATH, URLENCODED, &urlencoded(&with(&proof, fields)))
}

/// The same as multipart.
pub fn parts(fields: &[(&str, &str)]) -> Webhook {
    let proof = proof();
    webhook(PATH, MULTIPART, &multipart(&with(&proof, fields)))
}

fn with<'a>(
    proof: &'a [(&'static str, String)],
    fields: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let proof = proof.iter().map(|(name, value)| (*name, value.as_str()));
    proof.chain(fields.iter().copied()).collect()
}

/// Writes the signature of `timestamp` and `token` over the one that is there.
pub fn sign(mut webhook: Webhook, key: &str) -> Webhook {
    let value = |name| range(&webhook, name).map(|range| &webhook.body[range]);
    let (Some(timestamp), Some(token)) = (value("timestamp"), value("token")) else {
        return webhook;
    };
    let mac = signature::hmac_sha256(&Secret::new(key), &[timestamp, token]);
    let Some(place) = range(&webhook, "signature") else {
        return webhook;
    };
    webhook.body.splice(place, hex::encode(mac).into_bytes());
    webhook
}

/// Where the last field of this name has its value, which needs no escapes.
pub fn range(webhook: &Webhook, name: &str) -> Option<Range<usize>> {
    let is_multipart = webhook.media_type().as_deref() == Some("multipart/form-data");
    let (before, after) = match is_multipart {
        true => (format!("name=\"{name}\"\r\n\r\n"), "\r\n"),
        false => (format!("{name}="), "&"),
    };
    let body = &webhook.body;
    let starts = find(body, before.as_bytes(), |at| {
        is_multipart || at == 0 || body[at - 1] == b'&'
    });
    let start = starts.last()? + before.len();
    let length = find(&body[start..], after.as_bytes(), |_| true)
        .first()
        .copied();
    Some(start..length.map_or(body.len(), |length| start + length))
}

fn find(body: &[u8], wanted: &[u8], good: impl Fn(usize) -> bool) -> Vec<usize> {
    let windows = body.windows(wanted.len()).enumerate();
    let found = windows.filter(|(at, window)| *window == wanted && good(*at));
    found.map(|(at, _)| at).collect()
}

/// Every way in which a field of the proof may be wrong.
pub fn forgeries(genuine: &Webhook) -> Vec<(String, Webhook)> {
    let mut forgeries = Vec::new();
    for name in ["timestamp", "token", "signature"] {
        let place = range(genuine, name).expect("the form is signed");
        let value = genuine.body[place.clone()].to_vec();
        let mut forge = |what: String, place: Range<usize>, bytes: &[u8]| {
            let mut forged = genuine.clone();
            forged.body.splice(place, bytes.iter().copied());
            forgeries.push((format!("{name}: {what}"), forged));
        };
        for (at, old) in value.iter().enumerate() {
            // Hex may be written in either case: that is the same proof.
            let others = b"az09AZ+-. %\xff\0".iter();
            for new in others.filter(|new| !new.eq_ignore_ascii_case(old)) {
                let at = place.start + at;
                forge(format!("{new:#x} at {at}"), at..at + 1, &[*new]);
            }
        }
        forge("empty".to_owned(), place.clone(), b"");
        forge("cut".to_owned(), place.end - 1..place.end, b"");
        forge("lengthened".to_owned(), place.end..place.end, b"0");
        forge(
            "missing".to_owned(),
            last_before(genuine, name, &place),
            b"x",
        );
        let (end, last) = another(genuine, name);
        forge("a wrong one last".to_owned(), end..end, &last);
    }
    forgeries
}

/// The first letter of the field's name.
fn last_before(webhook: &Webhook, name: &str, value: &Range<usize>) -> Range<usize> {
    let found = find(&webhook.body[..value.start], name.as_bytes(), |_| true);
    let start = *found.last().expect("the name is before the value");
    start..start + 1
}

/// One more field of this name, and where it goes so that it is the last.
pub fn another(webhook: &Webhook, name: &str) -> (usize, Vec<u8>) {
    let closing = format!("--{BOUNDARY}--");
    match find(&webhook.body, closing.as_bytes(), |_| true).last() {
        Some(end) => (*end, super::part(name, "", "1").into_bytes()),
        None => (webhook.body.len(), format!("&{name}=1").into_bytes()),
    }
}
