//! Header fields (RFC 5322 2.2): cut out, cleaned, and read into a [`Mail`].
//!
//! The grammars of single fields are mail-parser's. It is given one field at a time, unfolded and
//! with encoded words in a normal form, so that no field can reach into the next.

use mail_parser::Address;
use mail_parser::parsers::MessageStream;

use crate::address;
use crate::charset;
use crate::date;
use crate::encoded_word;
use crate::model::{Headers, Mail, Mailbox};

/// At most so many mailboxes of `From`, `To` and so on are kept.
pub const MAX_MAILBOXES: usize = 1024;
/// At most so many message ids of `References` and `In-Reply-To` are kept: the oldest, which names
/// the thread, and the newest.
pub const MAX_REFERENCES: usize = 100;
/// At most so many fields are kept, the topmost: what follows is none that people or mail systems write.
pub const MAX_FIELDS: usize = 10_000;
/// So much of an address field is read, in bytes: [`MAX_MAILBOXES`] of the greatest length.
const MAX_ADDRESSES: usize = 1024 * 1024;
/// A message id has to fit in a line (RFC 5322 2.1.1); a longer one is none.
const MAX_ID: usize = 998;

/// A field as it stands in the mail: unfolded, not decoded.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Reads a mail's fields, without text, HTML and files, where a provider hands them over as pairs.
///
/// A value may be raw (RFC 2047) or decoded already. Line ends, NUL and other control characters in
/// names and values become spaces, so no value can become a field. A pair whose name no field can
/// have (empty, not printable ASCII, with a colon) is left out.
///
/// ```
/// let mail = throughline_mail::from_headers(vec![
///     ("From".into(), "=?utf-8?q?Fran=C3=A7oise?= <f@example.org>".into()),
///     ("Subject".into(), "Hello\r\nBcc: x@example.org".into()),
/// ]);
/// assert_eq!(mail.from[0].name.as_deref(), Some("Françoise"));
/// assert_eq!(mail.subject.as_deref(), Some("Hello Bcc: x@example.org"));
/// assert!(mail.bcc.is_empty());
/// ```
pub fn from_headers(fields: Vec<(String, String)>) -> Mail {
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let name = name.trim();
        is_name(name.as_bytes()).then(|| Field {
            name: name.to_owned(),
            value: clean(&value),
        })
    });
    read(fields.take(MAX_FIELDS).collect())
}

/// Cuts the fields off the front. Returns them and what follows the empty line.
///
/// A line that is neither a field nor the continuation of one ends the header, as it does for
/// Postfix: what follows is text, and none of it is lost.
pub(crate) fn split(mut bytes: &[u8]) -> (Vec<Field>, &[u8]) {
    let mut fields: Vec<(&[u8], Vec<u8>)> = Vec::new();
    let mut full = false;
    loop {
        let (line, rest) = next_line(bytes);
        if line.is_empty() {
            bytes = rest;
            break;
        }
        if let ([b' ' | b'\t', ..], false) = (line, fields.is_empty()) {
            if let Some((_, value)) = fields.last_mut().filter(|_| !full) {
                value.extend_from_slice(line);
            }
        } else if let Some((name, value)) = name_and_value(line) {
            full = fields.len() >= MAX_FIELDS;
            if !full {
                fields.push((name, value.to_vec()));
            }
        } else {
            break;
        }
        bytes = rest;
    }
    let fields = fields.into_iter().map(|(name, value)| Field {
        name: String::from_utf8_lossy(name).into_owned(),
        value: clean(&charset::decode(&value, "")),
    });
    (fields.collect(), bytes)
}

/// The line at the front without its end, and what follows it.
pub(crate) fn next_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match bytes.iter().position(|&byte| byte == b'\n') {
        Some(at) => (
            bytes.get(..at).unwrap_or_default(),
            bytes.get(at + 1..).unwrap_or_default(),
        ),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// A field's name and value; `None` where the line is no field.
pub(crate) fn name_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at(at);
    let name = name.trim_ascii_end();
    is_name(name).then(|| (name, value.strip_prefix(b":").unwrap_or(value)))
}

/// RFC 5322 3.6.8: printable ASCII without space and colon.
fn is_name(name: &[u8]) -> bool {
    let printable = |byte: &u8| byte.is_ascii_graphic() && *byte != b':';
    !name.is_empty() && name.iter().all(printable)
}

/// Without control characters and line ends of any kind, which become spaces; trimmed.
pub(crate) fn clean(value: &str) -> String {
    let mut cleaned = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            // CRLF is one line end.
            '\r' if chars.peek() == Some(&'\n') => {}
            '\u{2028}' | '\u{2029}' => cleaned.push(' '),
            _ if char.is_control() => cleaned.push(' '),
            _ => cleaned.push(char),
        }
    }
    // What became a space may stand at the start or at the end.
    cleaned.trim().to_owned()
}

/// A mail of these fields, without its body.
pub(crate) fn read(fields: Vec<Field>) -> Mail {
    let mut mail = Mail::default();
    for Field { name, value } in &fields {
        match name.to_ascii_lowercase().as_str() {
            // A second `From` is not legal. Whoever judges the sender has to see it.
            "from" => add_mailboxes(&mut mail.from, value),
            "reply-to" => add_mailboxes(&mut mail.reply_to, value),
            "to" => add_mailboxes(&mut mail.to, value),
            "cc" => add_mailboxes(&mut mail.cc, value),
            "bcc" => add_mailboxes(&mut mail.bcc, value),
            "sender" if mail.sender.is_none() => mail.sender = mailboxes(value).into_iter().next(),
            "subject" if mail.subject.is_none() => {
                mail.subject = Some(clean(&encoded_word::decode(value)));
            }
            "date" if mail.date.is_none() => mail.date = date::milliseconds(value),
            "message-id" if mail.message_id.is_none() => {
                mail.message_id = message_ids(value).into_iter().next();
            }
            "in-reply-to" if mail.in_reply_to.is_empty() => mail.in_reply_to = message_ids(value),
            "references" if mail.references.is_empty() => mail.references = message_ids(value),
            _ => {}
        }
    }
    let fields = fields.into_iter().map(|field| {
        let value = if is_literal(&field.name) || !field.value.contains("=?") {
            field.value
        } else {
            clean(&encoded_word::decode(&field.value))
        };
        (field.name, value)
    });
    mail.headers = Headers(fields.collect());
    mail
}

/// Fields that machines write and read. Decoding these would turn a part that a sender chose, such
/// as a local part in `Authentication-Results`, into syntax.
fn is_literal(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let prefixes = ["arc-", "content-", "dkim-", "received", "resent-message-id"];
    let names = [
        "authentication-results",
        "in-reply-to",
        "message-id",
        "references",
        "return-path",
    ];
    prefixes.iter().any(|prefix| name.starts_with(prefix)) || names.contains(&name.as_str())
}

fn add_mailboxes(mailboxes: &mut Vec<Mailbox>, value: &str) {
    if mailboxes.len() < MAX_MAILBOXES {
        mailboxes.extend(self::mailboxes(value));
        mailboxes.truncate(MAX_MAILBOXES);
    }
}

/// The mailboxes of an address field, groups resolved. What has no address is left out.
fn mailboxes(value: &str) -> Vec<Mailbox> {
    let value = value
        .get(..value.floor_char_boundary(MAX_ADDRESSES))
        .unwrap_or_default();
    let line = format!("{}\n", encoded_word::normalise(value));
    let parsed = MessageStream::new(line.as_bytes()).parse_address();
    let addresses = parsed.as_address().map(Address::iter);
    let mailboxes = addresses.into_iter().flatten().filter_map(|addr| {
        let address = address::tidy(addr.address()?)?;
        let name = addr.name().map(clean).filter(|name| !name.is_empty());
        Some(Mailbox { name, address })
    });
    let mailboxes: Vec<Mailbox> = mailboxes.take(MAX_MAILBOXES).collect();
    match address::tidy(value) {
        // mail-parser misses a quoted local part without angle brackets.
        Some(address) if mailboxes.is_empty() => vec![Mailbox {
            name: None,
            address,
        }],
        _ => mailboxes,
    }
}

/// Message ids without angle brackets and white space. Where there are brackets, what stands outside
/// of them is a phrase or a comment; where there are none, every word with an `@` is an id.
pub(crate) fn message_ids(value: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut add = |id: &str| {
        let id: String = id.split_whitespace().collect();
        if !id.is_empty() && id.len() <= MAX_ID {
            if ids.len() == MAX_REFERENCES {
                // Cheap enough: 99 moves for each id beyond the limit.
                ids.remove(1);
            }
            ids.push(id);
        }
    };
    if value.contains('<') {
        for id in value.split('<').skip(1) {
            add(id.split('>').next().unwrap_or_default());
        }
    } else {
        let words = value.split([' ', ',', ';', '>']);
        words.filter(|word| word.contains('@')).for_each(&mut add);
        if ids.is_empty() && !value.contains(' ') {
            ids.extend((!value.is_empty() && value.len() <= MAX_ID).then(|| value.to_owned()));
        }
    }
    ids
}
