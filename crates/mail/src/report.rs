//! What mail systems report about a mail of ours: bounces (RFC 3464 and the forms before it) and read
//! receipts (RFC 8098).

use crate::address::tidy;
use crate::header::{self, Field, clean, message_ids};
use crate::model::{File, Mail};
use crate::undelivered::{is_system, unstructured};

/// A report on the delivery of a mail of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The `Message-ID` of the mail it is about, without angle brackets.
    pub original: Option<String>,
    /// What happened to it, for each recipient that the report names; at most 1,024. Empty where the
    /// report names none.
    pub recipients: Vec<Delivery>,
    /// What happened on the whole: failed where it failed for anybody.
    pub action: Action,
}

/// What happened to a mail on its way to one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The recipient's address as it was written to, else the one it was forwarded to.
    pub recipient: Option<String>,
    /// What happened.
    pub action: Action,
    /// The enhanced status code (RFC 3463), such as `5.1.1`.
    pub status: Option<String>,
    /// Why, in plain words, such as `the mailbox is full`.
    pub reason: String,
    /// What the other server said, on one line of at most 500 characters.
    pub diagnostic: Option<String>,
}

/// `Action` (RFC 3464 2.3.3), from the worst to the best.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Will not be delivered.
    #[default]
    Failed,
    /// Not delivered yet; the sender tries again.
    Delayed,
    /// Handed to a system that will not report.
    Relayed,
    /// Delivered to a list of recipients.
    Expanded,
    /// Delivered.
    Delivered,
}

/// A read receipt (message disposition notification).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The `Message-ID` of the mail it is about, without angle brackets.
    pub original: Option<String>,
    /// Whose receipt it is.
    pub recipient: Option<String>,
    /// What was done with the mail.
    pub disposition: Disposition,
}

/// What was done with a mail (RFC 8098 3.2.6.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Disposition {
    /// Shown to somebody; not necessarily read.
    Displayed,
    /// Deleted, perhaps unseen.
    Deleted,
    /// Any other (`dispatched`, `processed`), or none stated.
    #[default]
    Other,
}

pub(crate) const MAX_RECIPIENTS: usize = 1024;
const MAX_DIAGNOSTIC: usize = 500;
/// So much of a report's text is searched for its recipient and codes, in bytes.
pub(crate) const MAX_TEXT: usize = 64 * 1024;

/// The bounce that a mail is; `None` where it is none.
pub(crate) fn bounce(mail: &Mail, ours: &dyn Fn(&str) -> bool) -> Option<Bounce> {
    let recipients = match delivery_status(mail) {
        Some(recipients) => recipients,
        None => unstructured(mail)?,
    };
    let action = recipients.iter().map(|it| it.action).min();
    Some(Bounce {
        original: original(mail, ours),
        action: action.unwrap_or_default(),
        recipients: recipients
            .into_iter()
            .filter(|it| it.recipient.is_some())
            .collect(),
    })
}

/// The receipt that a mail is; `None` where it is none.
pub(crate) fn receipt(mail: &Mail, ours: &dyn Fn(&str) -> bool) -> Option<Receipt> {
    let file = file(mail, "disposition-notification")?;
    let (fields, _) = header::split(&file.content);
    let disposition = get(&fields, "disposition").unwrap_or_default();
    // `manual-action/MDN-sent-manually; displayed/error`
    let kind = disposition.rsplit(';').next().unwrap_or_default();
    let kind = kind.split(['/', ',']).next().unwrap_or_default().trim();
    let stated = get(&fields, "original-message-id").map(message_ids);
    let stated = stated.and_then(|ids| ids.into_iter().next());
    Some(Receipt {
        original: stated.or_else(|| original(mail, ours)),
        recipient: recipient(&fields),
        disposition: match kind.to_ascii_lowercase().as_str() {
            "displayed" => Disposition::Displayed,
            "deleted" => Disposition::Deleted,
            _ => Disposition::Other,
        },
    })
}

/// The file of this kind, in the form of RFC 3464 and 8098 or the international one (RFC 6533). A
/// mail that says it is something else than a report, and comes from somebody, only has one attached.
fn file<'a>(mail: &'a Mail, kind: &str) -> Option<&'a File> {
    let content_type = mail
        .headers
        .get("content-type")
        .map(str::to_ascii_lowercase);
    let other =
        content_type.is_some_and(|it| !it.contains("multipart/report") && !it.contains(kind));
    if other && !is_system(mail) {
        return None;
    }
    mail.files.iter().find(|file| {
        let media = file.content_type.strip_prefix("message/");
        media.map(|media| media.strip_prefix("global-").unwrap_or(media)) == Some(kind)
    })
}

/// What the report says of each recipient. `None` where it says nothing.
fn delivery_status(mail: &Mail) -> Option<Vec<Delivery>> {
    let mut rest = file(mail, "delivery-status")?.content.as_slice();
    let mut recipients = Vec::new();
    while !rest.is_empty() && recipients.len() < MAX_RECIPIENTS {
        let (fields, after) = header::split(rest);
        // A line that is no field would stop here for ever.
        rest = if after.len() < rest.len() {
            after
        } else {
            header::next_line(rest).1
        };
        recipients.extend(delivery(&fields));
    }
    (!recipients.is_empty()).then_some(recipients)
}

/// The fields about one recipient; `None` where they are about the report.
fn delivery(fields: &[Field]) -> Option<Delivery> {
    let recipient = recipient(fields);
    let action = get(fields, "action").map(str::to_ascii_lowercase);
    let status = get(fields, "status").and_then(status_code);
    if recipient.is_none() && action.is_none() {
        return None;
    }
    let action = match action
        .as_deref()
        .map(|action| action.split([' ', '(']).next())
    {
        Some(Some("failed")) => Action::Failed,
        Some(Some("delayed")) => Action::Delayed,
        Some(Some("delivered")) => Action::Delivered,
        Some(Some("relayed")) => Action::Relayed,
        Some(Some("expanded")) => Action::Expanded,
        _ => match status.as_deref().and_then(|status| status.get(..1)) {
            Some("2") => Action::Delivered,
            Some("4") => Action::Delayed,
            _ => Action::Failed,
        },
    };
    // `smtp; 550 5.1.1 unknown`
    let said = get(fields, "diagnostic-code")
        .map(|said| said.split_once(';').map_or(said, |(_, said)| said));
    Some(explained(recipient, action, status, said))
}

/// The recipient as we wrote it, else as it was resolved: `rfc822; ann@example.org`.
fn recipient(fields: &[Field]) -> Option<String> {
    let names = [
        "original-recipient",
        "final-recipient",
        "x-actual-recipient",
    ];
    let mut values = names.iter().filter_map(|name| get(fields, name));
    values.find_map(|value| {
        let value = value.split_once(';').map_or(value, |(_, value)| value);
        tidy(value)
    })
}

fn get<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    let mut named = fields
        .iter()
        .filter(|field| field.name.eq_ignore_ascii_case(name));
    named.next().map(|field| field.value.as_str())
}

pub(crate) fn explained(
    recipient: Option<String>,
    action: Action,
    status: Option<String>,
    said: Option<&str>,
) -> Delivery {
    // The server's own code is more exact than a status of 5.0.0.
    let vague = |status: &String| status.ends_with(".0.0");
    let exact = said
        .and_then(status_code)
        .filter(|_| status.as_ref().is_none_or(vague));
    let status = exact.or(status);
    let said = said.map(|said| {
        let words: Vec<&str> = said.split_whitespace().take(MAX_DIAGNOSTIC).collect();
        clean(&words.join(" "))
            .chars()
            .take(MAX_DIAGNOSTIC)
            .collect::<String>()
    });
    Delivery {
        recipient,
        action,
        reason: reason(action, status.as_deref()).to_owned(),
        status,
        diagnostic: said.filter(|said| !said.is_empty()),
    }
}

/// The first enhanced status code in a text: a class of 2, 4 or 5 and two numbers (RFC 3463 2).
pub(crate) fn status_code(text: &str) -> Option<String> {
    let mut words = text.split(|char: char| !char.is_ascii_digit() && char != '.');
    let code = words.find(|word| {
        let mut numbers = word.split('.');
        let class = numbers
            .next()
            .is_some_and(|class| ["2", "4", "5"].contains(&class));
        let rest: Vec<&str> = numbers.take(3).collect();
        class && rest.len() == 2 && rest.iter().all(|it| (1..=3).contains(&it.len()))
    });
    code.map(str::to_owned)
}

/// What a status means to people (RFC 3463 3, and the registry that RFC 5248 keeps).
fn reason(action: Action, status: Option<&str>) -> &'static str {
    match action {
        Action::Delivered => return "delivered",
        Action::Relayed => return "handed on to a system that does not report",
        Action::Expanded => return "delivered to a list",
        Action::Failed | Action::Delayed => {}
    }
    let detail = status.and_then(|status| status.split_once('.'));
    match detail.map(|(_, detail)| detail) {
        Some("1.1" | "1.6" | "1.10") => "the address does not exist",
        Some("1.2") => "the domain does not exist or takes no mail",
        Some("1.3") => "the address is not valid",
        Some("2.1") => "the mailbox is disabled",
        Some("2.2") => "the mailbox is full",
        Some("2.3" | "3.4") => "the message is too large",
        Some("4.7") => "it could not be delivered in time",
        Some("4.6") => "the mail went round in a loop",
        Some("7.1" | "7.0") => "the recipient's server refused it",
        Some(detail) => match detail.split('.').next() {
            Some("1") => "there is something wrong with the address",
            Some("2") => "the mailbox does not take it",
            Some("3") => "the recipient's server could not take it",
            Some("4") => "the recipient's server could not be reached",
            Some("6") => "the recipient's server cannot read its content",
            Some("7") => "the recipient's server refused it by its policy",
            _ => unexplained(action),
        },
        None => unexplained(action),
    }
}

fn unexplained(action: Action) -> &'static str {
    match action {
        Action::Delayed => "it could not be delivered yet",
        _ => "it could not be delivered",
    }
}

/// The mail that a report is about: from the returned mail, from `In-Reply-To` and `References`, or
/// quoted in the text. One that is ours is taken first.
fn original(mail: &Mail, ours: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut ids = Vec::new();
    for file in &mail.files {
        if file.content_type.contains("rfc822") || file.content_type.starts_with("message/") {
            let start = crate::mime::start(&file.content).unwrap_or_default();
            let (fields, _) = header::split(start);
            for name in ["message-id", "x-original-message-id", "original-message-id"] {
                ids.extend(get(&fields, name).map(message_ids).into_iter().flatten());
            }
        }
    }
    ids.extend(mail.in_reply_to.iter().cloned());
    ids.extend(mail.references.iter().rev().cloned());
    let text = mail.text.as_deref().unwrap_or_default();
    for line in text
        .get(..text.floor_char_boundary(MAX_TEXT))
        .unwrap_or_default()
        .lines()
    {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.trim().eq_ignore_ascii_case("message-id") {
            ids.extend(message_ids(value));
        }
    }
    let ours = ids.iter().position(|id| ours(id)).unwrap_or(0);
    (ours < ids.len()).then(|| ids.swap_remove(ours))
}
