//! What a mail is for: somebody's message, or something that a machine sent.
//!
//! A wrong guess costs differently: a machine's mail taken for a message is one ticket too many, a
//! customer's message taken for a machine's is a customer without an answer. So in doubt it is a
//! message.

use crate::address::domain;
use crate::calendar::{self, Answer};
use crate::model::{Headers, Mail};
use crate::report::{self, Bounce, Receipt};
use crate::undelivered::has_no_return_path;

/// What a mail is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody wrote it.
    Message,
    /// A program answered or notified by itself (RFC 3834): out of office, a receipt of an order.
    AutoReply,
    /// A report on the delivery of a mail of ours, good or bad.
    Bounce(Bounce),
    /// A read receipt.
    Receipt(Receipt),
    /// A mailing list or newsletter, not one of ours.
    List,
    /// An answer to an invitation.
    Calendar(Answer),
    /// Our own mail, come back.
    Own,
}

/// Who we are, to tell our own mails and lists from others.
#[derive(Clone, Copy)]
pub struct Ours<'a> {
    /// Addresses that we send from and receive at. Plus-tags and case do not matter.
    pub addresses: &'a [String],
    /// Domains whose mailing lists and groups are ours, with all below them.
    pub domains: &'a [String],
    /// Whether a `Message-ID`, without angle brackets, is one of ours.
    pub is_our_id: &'a dyn Fn(&str) -> bool,
}

/// More `Received` fields than this are the mark of a loop (RFC 5321 6.3 suggests 100).
pub const MAX_HOPS: usize = 100;

/// How many systems passed the mail on.
pub fn hops(headers: &Headers) -> usize {
    headers.all("received").count()
}

/// Says what a mail is for, by its fields and files: the tree of parts is not needed, because
/// providers do not hand it over.
pub fn purpose(mail: &Mail, ours: &Ours) -> Purpose {
    if let Some(receipt) = report::receipt(mail, ours.is_our_id) {
        return Purpose::Receipt(receipt);
    }
    if let Some(bounce) = report::bounce(mail, ours.is_our_id) {
        return Purpose::Bounce(bounce);
    }
    if is_own(mail, ours) {
        return Purpose::Own;
    }
    if let Some(answer) = calendar::answer(mail) {
        return Purpose::Calendar(answer);
    }
    // A group of ours hands customers' mails on, and marks them like any list does.
    let by_ours = is_our_list(&mail.headers, ours);
    if is_automatic(mail, by_ours) {
        Purpose::AutoReply
    } else if !by_ours && is_list(mail, ours) {
        Purpose::List
    } else {
        Purpose::Message
    }
}

fn is_own(mail: &Mail, ours: &Ours) -> bool {
    if mail.message_id.as_deref().is_some_and(ours.is_our_id) {
        return true;
    }
    // The mail is a customer's where it says so: a group of ours writes its own address into `From`
    // if the sender's DMARC policy would refuse the copy, and so does a contact form.
    let passed_on = mail.headers.get("x-original-from").is_some()
        || mail.headers.get("x-original-sender").is_some()
        || !mail.reply_to.iter().all(|it| ours.has(&it.address));
    !passed_on && !mail.from.is_empty() && mail.from.iter().all(|it| ours.has(&it.address))
}

impl Ours<'_> {
    /// Whether an address is one of ours, whatever its plus-tag.
    fn has(&self, address: &str) -> bool {
        let Some(address) = untagged(address) else {
            return false;
        };
        let mut addresses = self.addresses.iter().filter_map(|it| untagged(it));
        addresses.any(|it| it == address)
    }

    /// Whether a name is one of our domains or below one.
    fn has_domain(&self, name: &str) -> bool {
        self.domains.iter().any(|domain| {
            let domain = domain.to_lowercase();
            let above = name.strip_suffix(domain.as_str());
            !domain.is_empty()
                && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        })
    }
}

/// `Ann+tag@Example.org` as `ann@example.org`.
fn untagged(address: &str) -> Option<String> {
    let domain = domain(address)?;
    let (local, _) = address.trim().rsplit_once('@')?;
    let local = local.split('+').next().unwrap_or_default();
    Some(format!("{}@{domain}", local.to_lowercase()))
}

/// Whether the mail came by a list and all its lists are ours: by `List-Id` (RFC 2919), which is an
/// address with a dot for its `@`, and by the address in `List-Post` (RFC 2369).
fn is_our_list(headers: &Headers, ours: &Ours) -> bool {
    let dotted = |address: &String| untagged(address).map(|address| address.replace('@', "."));
    let ids = headers.all("list-id").map(|value| {
        let id = value.rsplit('<').next().unwrap_or_default();
        let id = id
            .split('>')
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        ours.has_domain(&id) || ours.addresses.iter().filter_map(dotted).any(|it| it == id)
    });
    let posts = headers.all("list-post").filter_map(|value| {
        let (_, address) = value.split_once("mailto:")?;
        let address = address.split(['>', '?']).next().unwrap_or_default();
        Some(ours.has(address) || domain(address).is_some_and(|it| ours.has_domain(&it)))
    });
    let lists: Vec<bool> = ids.chain(posts).collect();
    !lists.is_empty() && lists.iter().all(|is_ours| *is_ours)
}

/// Whether it came by a list. A link to unsubscribe is set on newsletters, and by some programs for
/// salespeople on every mail: an answer to a mail of ours is none.
fn is_list(mail: &Mail, ours: &Ours) -> bool {
    let headers = &mail.headers;
    let names = ["list-id", "list-post", "mailing-list", "x-mailing-list"];
    let listed = names.iter().any(|name| headers.get(name).is_some());
    let precedence = headers
        .get("precedence")
        .is_some_and(|it| it.eq_ignore_ascii_case("list"));
    let mut answered = mail.in_reply_to.iter().chain(&mail.references);
    let newsletter = headers.get("list-unsubscribe").is_some();
    listed || precedence || newsletter && !answered.any(|id| (ours.is_our_id)(id))
}

/// Whether a program sent it by itself. `by_our_list`: what our own list adds says nothing.
fn is_automatic(mail: &Mail, by_our_list: bool) -> bool {
    let headers = &mail.headers;
    let word = |name: &str| {
        let word = headers.get(name)?.split([';', ' ', '(']).next()?;
        Some(word.to_ascii_lowercase())
    };
    let submitted = word("auto-submitted").is_some_and(|it| !it.is_empty() && it != "no");
    let names = ["x-autoreply", "x-autorespond", "x-autoresponder"];
    let replied = names
        .iter()
        .any(|name| word(name).is_some_and(|it| it != "no"));
    let precedence = word("precedence").unwrap_or_default();
    let precedence = match precedence.as_str() {
        "auto_reply" => true,
        "bulk" | "junk" => !by_our_list && !has_list(headers),
        _ => false,
    };
    submitted || replied || precedence || is_vacation(mail)
}

fn has_list(headers: &Headers) -> bool {
    let names = ["list-id", "list-post", "list-unsubscribe"];
    names.iter().any(|name| headers.get(name).is_some())
}

/// How the subjects of automatic answers begin that Exchange, Outlook and Gmail write by themselves.
const AUTOMATIC: &[&str] = &[
    "abwesenheitsnotiz",
    "auto reply:",
    "auto:",
    "auto-reply",
    "automaattinen vastaus",
    "automatic reply",
    "automatická odpověď",
    "automatikus válasz",
    "automatisch antwoord",
    "automatische antwort",
    "automatisches antwort",
    "automatisk svar",
    "automatiskt svar",
    "automatyczna odpowiedź",
    "autoreply",
    "autosvar",
    "otomatik yanıt",
    "out of office:",
    "out of office reply",
    "out of the office:",
    "răspuns automat",
    "réponse automatique",
    "resposta automática",
    "respuesta automática",
    "risposta automatica",
    "αυτόματη απάντηση",
    "автоматический ответ",
    "автоматична відповідь",
    "автоответ",
    "תשובה אוטומטית",
    "رد تلقائي",
    "自动回复",
    "自动答复",
    "自動回覆",
    "自動応答",
    "自動返信",
    "자동 회신",
];

/// How people begin the subjects of their out-of-office notes, and of other mails, too.
const ABSENCE: &[&str] = &[
    "abwesend",
    "abwesenheit",
    "absence",
    "absent",
    "afwezig",
    "ausencia",
    "ausência",
    "buiten kantoor",
    "fora do escritório",
    "frånvaro",
    "fravær",
    "fuera de la oficina",
    "fuori sede",
    "fuori ufficio",
    "nieobecność",
    "on leave",
    "on vacation",
    "ooo",
    "out of office",
    "out of the office",
    "poissa",
    "urlaub",
    "vacation",
    "不在",
    "부재중",
];

/// A subject alone is no proof: people write "Out of office chairs?". Exchange sets the wish for no
/// automatic answers on ordinary mails, too, so that it counts only with what programs write; a mail
/// without a return path is a program's, and its subject says which.
fn is_vacation(mail: &Mail) -> bool {
    let subject = mail
        .subject
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let begins = |subjects: &[&str]| subjects.iter().any(|known| subject.starts_with(known));
    let no_answers = mail.headers.get("x-auto-response-suppress").is_some();
    let no_path = has_no_return_path(mail);
    (no_answers || no_path) && begins(AUTOMATIC) || no_path && begins(ABSENCE)
}
