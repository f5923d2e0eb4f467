//! Reports on failed deliveries in words, and how to tell that a mail system wrote them.

use crate::address::tidy;
use crate::model::Mail;
use crate::report::{Action, Delivery, MAX_RECIPIENTS, MAX_TEXT, explained, status_code};

/// Subjects of reports, as they begin.
const SUBJECTS: &[&str] = &[
    "delivery failure",
    "delivery has failed",
    "delivery incomplete",
    "delivery notification",
    "delivery status notification",
    "failure notice",
    "mail delivery",
    "message delivery",
    "message undeliverable",
    "non remis",
    "nondeliverable",
    "returned mail",
    "undeliverable",
    "undelivered mail",
    "unzustellbar",
    "warning: could not send",
    "warning: message",
];

/// A report in words, as qmail, Exim, older Exchange and home-made systems write it. `None` where the
/// mail is not from a mail system, or is something else.
pub(crate) fn unstructured(mail: &Mail) -> Option<Vec<Delivery>> {
    if !is_system(mail) {
        return None;
    }
    let text = mail.text.as_deref().unwrap_or_default();
    let text = text
        .get(..text.floor_char_boundary(MAX_TEXT))
        .unwrap_or_default();
    let subject = mail
        .subject
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let failed = mail.headers.get("x-failed-recipients");
    let qmail = text
        .trim_start()
        .starts_with("Hi. This is the qmail-send program");
    let reports = SUBJECTS.iter().any(|known| subject.starts_with(known));
    let report = mail
        .headers
        .get("content-type")
        .is_some_and(|it| it.contains("multipart/report") && it.contains("delivery-status"));
    if failed.is_none() && !qmail && !reports && !report && !has_no_return_path(mail) {
        return None;
    }
    let delayed = ["delay", "warning", "incomplete"]
        .iter()
        .any(|word| subject.contains(word));
    let (written, said) = accused(text).unzip();
    let action = if delayed {
        Action::Delayed
    } else {
        Action::Failed
    };
    let said = said.flatten();
    let status = said.and_then(status_code).or_else(|| status_code(text));
    let failed = failed.unwrap_or_default().split(',').filter_map(tidy);
    let mut recipients: Vec<Option<String>> = failed.take(MAX_RECIPIENTS).map(Some).collect();
    if recipients.is_empty() {
        recipients.push(written);
    }
    let deliveries = recipients.into_iter();
    let deliveries = deliveries.map(|it| explained(it, action, status.clone(), said));
    Some(deliveries.collect())
}

/// The first `<address>:` at the start of a line, and the paragraph that follows: Postfix and qmail
/// put it there, Exim without brackets.
fn accused(text: &str) -> Option<(String, Option<&str>)> {
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let head = line.trim().split(':').next().unwrap_or_default();
        let bracketed = head.starts_with('<') || head.len() == line.trim().len();
        if bracketed && let Some(address) = tidy(head.split(['(', ' ']).next().unwrap_or_default())
        {
            let same_line = line.split_once(':').map(|(_, said)| said.trim());
            let same_line = same_line.filter(|said| !said.is_empty());
            let paragraph = after.trim_start().split("\n\n").next();
            let paragraph = paragraph.filter(|said| !said.trim().is_empty());
            return Some((address, same_line.or(paragraph)));
        }
        rest = after;
    }
    None
}

/// Whether a mail is from a mail system rather than from somebody.
pub(crate) fn is_system(mail: &Mail) -> bool {
    let systems = ["mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster"];
    let is_system = |address: &str| {
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
        let local = local.trim_matches(['<', '"', ' ']).to_ascii_lowercase();
        systems.contains(&local.as_str()) || local.starts_with("microsoftexchange")
    };
    // An address without a domain, as some systems write, is no mailbox.
    let bare = || {
        let from = mail.headers.get("from").unwrap_or_default();
        from.split([' ', '<', '>']).any(is_system)
    };
    mail.from.iter().any(|from| is_system(&from.address)) || mail.from.is_empty() && bare()
}

/// A report is sent with an empty envelope sender, so that it is not answered (RFC 5321 4.5.5).
pub(crate) fn has_no_return_path(mail: &Mail) -> bool {
    mail.headers
        .get("return-path")
        .is_some_and(|path| path.replace(' ', "") == "<>")
}
