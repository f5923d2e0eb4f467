//! One mail as everybody here sees it.

/// The name and address of one mailbox (RFC 5322 3.4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name, decoded; `None` when there is none.
    pub name: Option<String>,
    /// `local-part@domain` as it was written, without angle brackets.
    pub address: String,
}

/// Header fields in the order in which they stand in the mail, the topmost first. Values are
/// unfolded and decoded (RFC 2047), and hold no line ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// The topmost field of this name, in any case.
    pub fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every field of this name, in any case, the topmost first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter();
        let named = fields.filter(move |(field, _)| field.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// The fields above the topmost `Received`: those that the system which took the mail last
    /// put there itself, because each system prepends what it adds (RFC 5321 4.4). What a sender
    /// wrote stands below.
    pub fn trace(&self) -> Headers {
        let received = |(name, _): &(String, String)| name.eq_ignore_ascii_case("received");
        match self.0.iter().position(received) {
            Some(at) => Headers(self.0.iter().take(at).cloned().collect()),
            None => Headers::default(),
        }
    }
}

/// A part of a mail that is kept as a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// The name to show, decoded; may be empty.
    pub name: String,
    /// The media type as declared, in lower case and without parameters; may be empty.
    pub content_type: String,
    /// `Content-ID` without angle brackets, where the HTML refers to the file.
    pub content_id: Option<String>,
    /// Meant to be seen in place (`Content-Disposition: inline`).
    pub inline: bool,
    /// The decoded bytes.
    pub content: Vec<u8>,
}

/// One mail.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mail {
    /// All header fields.
    pub headers: Headers,
    /// `From`, of all fields of that name: usually one; none in some notifications.
    pub from: Vec<Mailbox>,
    /// `Sender`.
    pub sender: Option<Mailbox>,
    /// `Reply-To`.
    pub reply_to: Vec<Mailbox>,
    /// `To`, groups resolved.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`: rarely present.
    pub bcc: Vec<Mailbox>,
    /// `Subject`, decoded and unfolded.
    pub subject: Option<String>,
    /// `Date` in milliseconds since 1970 (UTC); `None` when absent or no date.
    pub date: Option<u64>,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// `In-Reply-To`, each without angle brackets.
    pub in_reply_to: Vec<String>,
    /// `References`, the oldest first, each without angle brackets.
    pub references: Vec<String>,
    /// The text alternative; several text parts are joined by a blank line. `None` where a part of the
    /// body is HTML only. Line ends are `\n`.
    pub text: Option<String>,
    /// The HTML alternative; plain parts without one are in it as `<pre>`. Line ends are `\n`.
    pub html: Option<String>,
    /// Everything else, attached messages and machine-readable reports included, in order.
    pub files: Vec<File>,
}
