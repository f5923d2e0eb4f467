//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each target uses one")]

use throughline_mail::{
    Headers, MAX_MAILBOXES, MAX_REFERENCES, Mail, Ours, Purpose, Verdict, authentication_results,
    from_headers, parse, purpose, verdict,
};

/// Any bytes are a mail or none, always the same one: its values hold no line ends, its files no more
/// bytes than the mail, and it is for something.
pub fn message(data: &[u8]) {
    let found = parse(data);
    assert_eq!(found, parse(data));
    let fields = String::from_utf8_lossy(data);
    let pairs = fields.lines().filter_map(|line| line.split_once('='));
    let handed = from_headers(
        pairs
            .map(|(name, value)| (name.to_owned(), value.replace('|', "\r\n")))
            .collect(),
    );
    assert!(handed.text.is_none() && handed.html.is_none() && handed.files.is_empty());
    for mail in found.iter().chain([&handed]) {
        within_limits(mail);
        assert_eq!(purpose_of(mail), purpose_of(mail));
    }
    if let Some(mail) = found {
        assert!(!mail.headers.0.is_empty(), "a mail has a field");
        let kept: usize = mail.files.iter().map(|file| file.content.len()).sum();
        assert!(kept <= data.len(), "{kept} bytes of {}", data.len());
        // A mail as a provider hands it over is the same mail.
        let again = from_headers(mail.headers.0.clone());
        assert_eq!(again.message_id, mail.message_id);
        assert_eq!(again.references, mail.references);
        assert_eq!(again.date, mail.date);
    }
}

fn within_limits(mail: &Mail) {
    for (name, value) in &mail.headers.0 {
        assert!(
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && byte != b':')
        );
        one_line(value);
    }
    for mailboxes in [&mail.from, &mail.reply_to, &mail.to, &mail.cc, &mail.bcc] {
        assert!(mailboxes.len() <= MAX_MAILBOXES);
        for mailbox in mailboxes.iter().chain(&mail.sender) {
            one_line(&mailbox.address);
            assert!(
                throughline_mail::domain(&mailbox.address).is_some(),
                "{mailbox:?}"
            );
            mailbox.name.iter().for_each(|name| one_line(name));
        }
    }
    for ids in [&mail.references, &mail.in_reply_to] {
        assert!(ids.len() <= MAX_REFERENCES);
    }
    let ids = mail
        .references
        .iter()
        .chain(&mail.in_reply_to)
        .chain(&mail.message_id);
    for id in ids {
        one_line(id);
        assert!(
            !id.is_empty() && !id.contains(char::is_whitespace),
            "{id:?}"
        );
    }
    mail.subject.iter().for_each(|subject| one_line(subject));
    for body in [&mail.text, &mail.html].into_iter().flatten() {
        assert!(!body.contains(['\0', '\r']));
    }
    for file in &mail.files {
        one_line(&file.name);
        one_line(&file.content_type);
        assert!(file.name.chars().count() <= 255);
        assert_eq!(file.content_type, file.content_type.to_lowercase());
    }
}

fn one_line(value: &str) {
    let ends = |char: char| char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
    assert!(!value.contains(ends), "{value:?}");
}

fn purpose_of(mail: &Mail) -> Purpose {
    let ours = Ours {
        addresses: &["support@example.com".to_owned()],
        domains: &["example.com".to_owned()],
        is_our_id: &|id| id.starts_with("ours."),
    };
    purpose(mail, &ours)
}

/// Any field of results, from any sender, is read: the data is `From` in a line, then
/// `Authentication-Results`. Nothing passes that nobody passed, and nobody is believed who is not trusted.
pub fn results(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (from, value) = text.split_once('\n').unwrap_or(("ann@example.org", &text));
    let mail = from_headers(vec![("From".to_owned(), from.to_owned())]);
    let headers = Headers(vec![(
        "Authentication-Results".to_owned(),
        value.to_owned(),
    )]);
    let checks = authentication_results(&headers, &["mx.example.com"]);
    assert_eq!(
        checks,
        authentication_results(&headers, &["mx.example.com"])
    );
    let domains = checks
        .dkim
        .iter()
        .chain(&checks.spf)
        .map(|(_, domain)| domain);
    for domain in domains.chain(checks.dmarc.iter().map(|(_, domain, _)| domain)) {
        assert_eq!(*domain, domain.to_lowercase());
        assert!(!domain.contains(char::is_whitespace), "{domain:?}");
    }
    let found = verdict(&mail, &checks);
    if found == Verdict::Pass {
        assert_eq!(mail.from.len(), 1);
        // An escape may stand in the middle of the word.
        assert!(
            value
                .replace('\\', "")
                .to_ascii_lowercase()
                .contains("pass"),
            "{value}"
        );
    }
    let strangers = authentication_results(&headers, &["nobody.example"]);
    if !value
        .replace('\\', "")
        .to_ascii_lowercase()
        .contains("nobody.example")
    {
        assert_eq!(strangers, Default::default());
        assert_eq!(verdict(&mail, &strangers), Verdict::None);
    }
}
