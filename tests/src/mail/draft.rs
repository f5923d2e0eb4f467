//! An ordinary mail to begin with, of which something is then changed.

use super::part::Part;
use super::{Expect, Expected, ExpectedFile, Kind, Specimen};

/// A mail in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    name: String,
    mail: Part,
    /// What a person would find.
    pub expected: Expected,
}

impl Draft {
    /// A mail with one plain text. `name` is unique, made of letters and dashes; sender, marker and
    /// ids derive from it.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let marker = format!("marker{}Z", name.replace('-', ""));
        let sender = format!("{name}@example.net");
        let subject = format!("About {name}");
        let text = format!("Hello,\r\n\r\nplease look at {marker} for me.\r\n\r\nAna\r\n");
        let mail = Part::leaf("text/plain; charset=utf-8", text).under(&[
            ("From", &format!("Ana Hill <{sender}>")),
            ("To", "help@example.com"),
            ("Subject", &subject),
            ("Date", "Sat, 15 Mar 2025 12:26:00 +0100"),
            ("Message-ID", &format!("<{name}@mail.example.net>")),
            ("MIME-Version", "1.0"),
        ]);
        Self {
            name: name.into(),
            mail,
            expected: Expected {
                subject: Some(subject),
                sender: Some(sender),
                marker: Some(marker),
                files: Vec::new(),
                no_other_files: false,
                kind: Some(Kind::Message),
                sent: Some("2025-03-15T11:26:00Z".into()),
            },
        }
    }

    /// The word that must be found.
    #[must_use]
    pub fn marker(&self) -> String {
        self.expected.marker.clone().unwrap_or_default()
    }

    /// With this value of a field, instead of any there was.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let value = value.as_ref().to_vec();
        let at = self.mail.fields.iter().position(|(n, _)| n == name);
        match at.and_then(|at| self.mail.fields.get_mut(at)) {
            Some(field) => field.1 = value,
            None => self.mail.fields.push((name.into(), value)),
        }
        self
    }

    /// With one more field on top.
    #[must_use]
    pub fn top(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let field = (name.into(), value.as_ref().to_vec());
        self.mail.fields.insert(0, field);
        self
    }

    /// Without a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.mail.fields.retain(|(n, _)| n != name);
        self
    }

    /// With this part for a body.
    #[must_use]
    pub fn body(self, part: Part) -> Self {
        let mut draft = self.without("Content-Type");
        draft.mail.fields.extend(part.fields);
        draft.mail.body = part.body;
        draft
    }

    /// With this as the whole body, under this `Content-Type`.
    #[must_use]
    pub fn text(self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body(Part::leaf(content_type, bytes))
    }

    /// With a file on top of the text.
    #[must_use]
    pub fn attach(mut self, part: Part, name: Option<&str>, content: &[u8]) -> Self {
        let text = Part::leaf("text/plain", format!("see {}\r\n", self.marker()));
        let parts = vec![text, part];
        self.expected.files.push(ExpectedFile::new(name, content));
        self.body(Part::multi("multipart/mixed", "=_files", parts))
    }

    /// Whatever a reader makes of the subject.
    #[must_use]
    pub fn any_subject(mut self) -> Self {
        self.expected.subject = None;
        self
    }

    /// Whoever a reader takes for the sender, if anybody.
    #[must_use]
    pub fn any_sender(mut self) -> Self {
        self.expected.sender = None;
        self
    }

    /// Whatever a reader makes of the body.
    #[must_use]
    pub fn any_text(mut self) -> Self {
        self.expected.marker = None;
        self
    }

    /// Whenever a reader believes it was sent.
    #[must_use]
    pub fn any_date(mut self) -> Self {
        self.expected.sent = None;
        self
    }

    /// Whatever a reader makes of all of it, if anything.
    #[must_use]
    pub fn unread(mut self) -> Self {
        self.expected = Expected::default();
        self
    }

    /// Whatever a reader takes it for.
    #[must_use]
    pub fn any_kind(mut self) -> Self {
        self.expected.kind = None;
        self
    }

    /// A mail of this kind.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.expected.kind = Some(kind);
        self
    }

    /// The subject that a person would read.
    #[must_use]
    pub fn subject(mut self, subject: &str) -> Self {
        self.expected.subject = Some(subject.into());
        self
    }

    /// The sender that a person would name.
    #[must_use]
    pub fn sender(mut self, address: &str) -> Self {
        self.expected.sender = Some(address.into());
        self
    }

    /// The specimen.
    #[must_use]
    pub fn done(self) -> Specimen {
        let bytes = self.mail.bytes();
        self.with_bytes(|_| bytes)
    }

    /// The specimen, its bytes changed once more.
    #[must_use]
    pub fn with_bytes(self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Specimen {
        Specimen {
            name: self.name,
            bytes: change(self.mail.bytes()),
            expect: Expect::Mail(self.expected),
        }
    }
}
