//! Which conversation a mail belongs to, and what it is called by.

use sha2::{Digest, Sha256};
use throughline_channel_kit::types::Conversation;
use throughline_mail::Mail;

/// Longest Message-ID that counts, in bytes: a line of a header (RFC 5322 2.1.1).
const MESSAGE_ID: usize = 998;
/// Longest name of a thread, in bytes.
const THREAD: usize = 512;
/// References that count.
const REFERENCES: usize = 32;
/// Reply tokens that are looked at.
const TOKENS: usize = 16;
/// Longest topic, in bytes.
const TOPIC: usize = 256;

/// The mail's id: its Message-ID, which the sender chooses, with the sender and a digest of its
/// content, so that nobody can make a mail look like a repetition of somebody else's. The same mail
/// delivered for two recipients, or by two routes, has one id.
pub fn id(mail: &Mail, sender: &str) -> String {
    let mut digest = Sha256::new();
    let mut add = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    add(mail.text.as_deref().unwrap_or_default().as_bytes());
    add(mail.html.as_deref().unwrap_or_default().as_bytes());
    for file in &mail.files {
        add(file.name.as_bytes());
        add(&file.content);
    }
    let name = match &mail.message_id {
        Some(name) => name.as_str(),
        None => {
            add(mail.subject.as_deref().unwrap_or_default().as_bytes());
            add(&mail.date.unwrap_or_default().to_be_bytes());
            "-"
        }
    };
    let name = crate::normalize::content::cut(name, MESSAGE_ID);
    format!("{name} {sender} {}", hex::encode(digest.finalize()))
}

/// Message-IDs of the same conversation, the mail's own first, then what it answers, the nearest
/// first.
fn names(mail: &Mail) -> impl Iterator<Item = &String> {
    let answered = mail.in_reply_to.iter().chain(mail.references.iter().rev());
    mail.message_id.iter().chain(answered)
}

/// The first mail of the conversation as far as this one knows.
pub fn root(mail: &Mail) -> Option<String> {
    let first = mail.references.first().or(mail.in_reply_to.first());
    let first = first.or(mail.message_id.as_ref())?;
    (first.len() <= THREAD).then(|| first.clone())
}

/// What the mail says about its conversation.
pub fn conversation(mail: &Mail, recipients: &[String]) -> Conversation {
    let mut references: Vec<String> = Vec::new();
    for name in names(mail) {
        if references.len() < REFERENCES && name.len() <= MESSAGE_ID && !references.contains(name) {
            references.push(name.clone());
        }
    }
    Conversation {
        references,
        topic: mail.subject.as_deref().and_then(topic),
        reply_tokens: reply_tokens(mail, recipients),
    }
}

/// The interaction that a Message-ID of ours names: `int_….token@domain`, or without token.
pub fn interaction_of(message_id: &str) -> Option<String> {
    let (local, _) = message_id.split_once('@')?;
    let id = local.split('.').next()?;
    let digits = id.strip_prefix("int_")?;
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (digits.len() == 32 && digits.bytes().all(hex)).then(|| id.to_owned())
}

/// Tokens in plus-addresses that the mail was sent to, and in Message-IDs of ours that it answers.
/// Whether one is genuine is for the timeline to say.
fn reply_tokens(mail: &Mail, recipients: &[String]) -> Vec<String> {
    let named = mail.to.iter().chain(&mail.cc).map(|to| to.address.as_str());
    let reached = recipients.iter().map(String::as_str);
    let tagged = reached.chain(named).filter_map(|address| {
        let (local, _) = address.rsplit_once('@')?;
        local.rsplit_once('+').map(|(_, token)| token)
    });
    let answered = mail.in_reply_to.iter().chain(mail.references.iter().rev());
    let answered = answered.filter_map(|name| {
        interaction_of(name)?;
        let (local, _) = name.split_once('@')?;
        local.split_once('.').map(|(_, token)| token)
    });
    let mut tokens: Vec<String> = Vec::new();
    for token in tagged.chain(answered) {
        let is_token =
            (16..=64).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_alphanumeric());
        let token = token.to_ascii_lowercase();
        if is_token && tokens.len() < TOKENS && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}

/// What mail programs put before the subject of an answer or of a mail passed on, in their
/// languages; the counters of some (`Re[2]:`, `RE(3):`) are taken off first.
const PREFIXES: &[&str] = &[
    "re",
    "aw",
    "antw",
    "antwort",
    "sv",
    "vs",
    "vl",
    "r",
    "rif",
    "res",
    "ref",
    "resp",
    "odp",
    "ynt",
    "bls",
    "balas",
    "ats",
    "atb",
    "vá",
    "hs",
    "απ",
    "σχετ",
    "на",
    "ha",
    "отв",
    "відп",
    "hồi đáp",
    "תגובה",
    "回复",
    "回覆",
    "答复",
    "答覆",
    "返信",
    "답장",
    "رد",
    "fw",
    "fwd",
    "wg",
    "tr",
    "rv",
    "enc",
    "i",
    "pd",
    "ilt",
    "doorst",
    "továbbítás",
    "πρθ",
    "пер",
    "пересл",
    "chuyển tiếp",
    "הועבר",
    "转发",
    "轉寄",
    "转寄",
    "転送",
    "전달",
    "إعادة توجيه",
];

/// The subject without what programs put before it, in lower case and with single blanks; `None`
/// when nothing is left.
pub fn topic(subject: &str) -> Option<String> {
    let mut rest = subject.trim();
    while let Some((before, after)) = rest.split_once([':', '：']) {
        let counted = before.trim_end();
        let counted = counted
            .trim_end_matches([']', ')'])
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches(['[', '(', '^', '*']);
        let word = counted.trim().to_lowercase();
        if !PREFIXES.contains(&word.as_str()) {
            break;
        }
        rest = after.trim_start();
    }
    let words: Vec<String> = rest.split_whitespace().map(str::to_lowercase).collect();
    let topic = words.join(" ");
    let topic = crate::normalize::content::cut(&topic, TOPIC);
    (!topic.is_empty()).then(|| topic.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline_mail::Mailbox;

    #[test]
    fn programs_prefixes_are_no_part_of_the_topic() {
        for subject in [
            "Order 1042",
            "Re: Order 1042",
            "RE: AW: Fwd: Order  1042 ",
            "Re[2]: Order 1042",
            "RE(3): order 1042",
            "Sv: VS: Order 1042",
            "回复：Order 1042",
            "TR : Order 1042",
            "Re:Order 1042",
        ] {
            assert_eq!(topic(subject).as_deref(), Some("order 1042"), "{subject}");
        }
        for (subject, expected) in [
            ("", None),
            ("Re:", None),
            ("Re: Fwd: ", None),
            ("Urgent: order", Some("urgent: order")),
            ("Regarding: x", Some("regarding: x")),
        ] {
            assert_eq!(topic(subject).as_deref(), expected, "{subject}");
        }
    }

    #[test]
    fn our_own_ids_are_known_by_their_form() {
        let id = format!("int_{}", "0a".repeat(16));
        for (message_id, expected) in [
            (format!("{id}.abc@example.com"), Some(&id)),
            (format!("{id}@example.com"), Some(&id)),
            (format!("{id}x@example.com"), None),
            (format!("{}@example.com", id.to_uppercase()), None),
            (id.clone(), None),
            ("int_@example.com".to_owned(), None),
        ] {
            assert_eq!(
                interaction_of(&message_id).as_ref(),
                expected,
                "{message_id}"
            );
        }
    }

    #[test]
    fn tokens_are_found_wherever_an_answer_carries_them() {
        let id = format!("int_{}", "0a".repeat(16));
        let to = |address: &str| Mailbox {
            name: None,
            address: address.to_owned(),
        };
        let mail = Mail {
            to: vec![
                to("Help+ABCDEFGHIJKLMNOPQ@example.com"),
                to("a+news@example.com"),
            ],
            in_reply_to: vec![format!("{id}.tokentokentokentoken@example.com")],
            references: vec!["x.tokentokentokentokenno@example.com".into()],
            ..Mail::default()
        };
        let recipients = ["help+reachedreachedreached@example.com".to_owned()];
        let found = conversation(&mail, &recipients).reply_tokens;
        let expected = [
            "reachedreachedreached",
            "abcdefghijklmnopq",
            "tokentokentokentoken",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_id_is_of_message_sender_and_content() {
        let mail = Mail {
            message_id: Some("1@example.com".into()),
            text: Some("Hello".into()),
            ..Mail::default()
        };
        let first = id(&mail, "ana@example.com");
        assert_eq!(first, id(&mail.clone(), "ana@example.com"));
        assert_ne!(first, id(&mail, "eve@example.com"));
        let mut other = mail.clone();
        other.text = Some("Hello!".into());
        assert_ne!(first, id(&other, "ana@example.com"));
        let mut nameless = mail.clone();
        nameless.message_id = None;
        let undated = id(&nameless, "ana@example.com");
        nameless.date = Some(1);
        assert_ne!(undated, id(&nameless, "ana@example.com"));
        nameless.message_id = Some("x".repeat(5000));
        assert!(id(&nameless, &"y".repeat(512)).len() <= 2048);
    }
}
