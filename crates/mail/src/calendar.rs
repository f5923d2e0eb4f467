//! Answers to invitations (RFC 5545, RFC 5546).

use crate::charset;
use crate::header::clean;
use crate::model::Mail;

/// An answer to an invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The address of who answers.
    pub attendee: Option<String>,
    /// What the answer is.
    pub participation: Participation,
    /// The title of the event.
    pub summary: Option<String>,
    /// The event's `UID`.
    pub uid: Option<String>,
}

/// `PARTSTAT` (RFC 5545 3.2.12).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Participation {
    /// Will come.
    Accepted,
    /// Will not come.
    Declined,
    /// May come.
    Tentative,
    /// Sends somebody else.
    Delegated,
    /// Any other, or none stated.
    #[default]
    Other,
}

/// The longest text of an event that is kept, in characters.
const MAX_TEXT: usize = 500;

/// The answer in a mail's calendar file; `None` where there is none whose `METHOD` is `REPLY`.
pub(crate) fn answer(mail: &Mail) -> Option<Answer> {
    let calendar = ["text/calendar", "application/ics"];
    let mut files = mail
        .files
        .iter()
        .filter(|file| calendar.contains(&file.content_type.as_str()));
    files.find_map(|file| read(&charset::decode(&file.content, "")))
}

fn read(text: &str) -> Option<Answer> {
    let text = text
        .replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "");
    let mut answer = Answer::default();
    let (mut reply, mut event, mut attended) = (false, false, false);
    for line in text.lines() {
        let Some(Line {
            name,
            parameters,
            value,
        }) = Line::read(line)
        else {
            continue;
        };
        let starts = name == "BEGIN" && ["VEVENT", "VTODO"].contains(&value);
        match name.as_str() {
            "METHOD" => reply = value.trim().eq_ignore_ascii_case("reply"),
            _ if starts => event = true,
            // The first event is the one; the others are its exceptions.
            "END" if event && ["VEVENT", "VTODO"].contains(&value) => break,
            "SUMMARY" if event => answer.summary = Some(plain(value)),
            "UID" if event => answer.uid = Some(plain(value)),
            "ATTENDEE" if event && !attended => {
                attended = true;
                answer.attendee = address(value);
                answer.participation = participation(parameters);
            }
            _ => {}
        }
    }
    (reply && event).then_some(answer)
}

/// `NAME;PARAMETER=value;PARAMETER="a:b":value` (RFC 5545 3.1).
struct Line<'a> {
    name: String,
    parameters: &'a str,
    value: &'a str,
}

impl Line<'_> {
    fn read(line: &str) -> Option<Line<'_>> {
        let mut quoted = false;
        let colon = line.find(|char| {
            quoted ^= char == '"';
            char == ':' && !quoted
        })?;
        let (head, value) = line.split_at(colon);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Line {
            name: name.trim().to_ascii_uppercase(),
            parameters,
            value: value.strip_prefix(':').unwrap_or(value).trim(),
        })
    }
}

fn participation(parameters: &str) -> Participation {
    let mut quoted = false;
    let parameters = parameters.split(|char| {
        quoted ^= char == '"';
        char == ';' && !quoted
    });
    let named = parameters.filter_map(|parameter| parameter.split_once('='));
    let mut named = named.filter(|(name, _)| name.trim().eq_ignore_ascii_case("partstat"));
    let value = named
        .next()
        .map(|(_, value)| value.trim_matches(['"', ' ']));
    match value.map(str::to_ascii_uppercase).as_deref() {
        Some("ACCEPTED") => Participation::Accepted,
        Some("DECLINED") => Participation::Declined,
        Some("TENTATIVE") => Participation::Tentative,
        Some("DELEGATED") => Participation::Delegated,
        _ => Participation::Other,
    }
}

fn address(value: &str) -> Option<String> {
    let scheme = value
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = if scheme { value.get(7..)? } else { value };
    crate::address::tidy(address)
}

/// Text without its escapes (RFC 5545 3.3.11), on one line.
fn plain(value: &str) -> String {
    let mut text = String::new();
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        match (char, char == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') => text.push(' '),
                Some(escaped) => text.push(escaped),
                None => {}
            },
            _ => text.push(char),
        }
    }
    clean(&text).chars().take(MAX_TEXT).collect()
}
