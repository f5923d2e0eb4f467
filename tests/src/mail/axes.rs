//! What mails differ in.

/// An axis: its values, and all of them in order.
macro_rules! axis {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$value_doc])* $value,)* }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$value,)*];
        }
    };
}

axis! {
    /// `Content-Transfer-Encoding` of the texts.
    Transfer {
        /// Left out.
        Absent,
        /// `7bit`, true or not.
        SevenBit,
        /// `8bit`.
        EightBit,
        /// `binary`.
        Binary,
        /// In lines of 76.
        Base64,
        /// On one line.
        Base64OneLine,
        /// As RFC 2045 has it.
        QuotedPrintable,
        /// With lower-case digits, which RFC 2045 asks readers to accept.
        QuotedPrintableLower,
    }
}

axis! {
    /// How the texts are arranged.
    Structure {
        /// One plain text.
        Plain,
        /// One HTML.
        Html,
        /// Plain and HTML.
        Alternative,
        /// HTML first, which is against RFC 2046 and done.
        AlternativeHtmlFirst,
        /// HTML with a picture it shows.
        Related,
        /// Plain, or HTML with a picture.
        AlternativeRelated,
        /// Two plain texts in a row.
        TwoTexts,
        /// RFC 3676.
        FormatFlowed,
        /// Six multiparts around one text.
        Nested,
        /// An empty text before and after.
        EmptyNeighbours,
        /// Signed with PGP (RFC 3156).
        SignedPgp,
        /// Signed with S/MIME (RFC 8551).
        SignedSmime,
        /// A text, and a mail forwarded as a part.
        Forwarded,
        /// A picture between two texts, as Apple Mail does.
        PictureBetween,
        /// Three alternatives.
        Enriched,
        /// Alternatives and a footer below.
        Footer,
        /// HTML with styles, scripts and comments around the text.
        HtmlClutter,
    }
}

axis! {
    /// How subject and sender are written.
    HeaderStyle {
        /// Encoded-words in Base64.
        WordsB,
        /// Encoded-words in Q.
        WordsQ,
        /// UTF-8 as it is (RFC 6532).
        RawUtf8,
        /// The text's own character set as it is, which nothing allows.
        RawCharset,
        /// Lower-case names, no space behind the colon.
        Compact,
        /// A fold wherever one may be.
        Folded,
        /// Upper-case names, tabs, comments.
        Shouting,
        /// Encoded-words of one letter each.
        Shredded,
        /// Encoded-words that name their language (RFC 2231 5).
        WithLanguage,
    }
}

axis! {
    /// Who it is for.
    Recipients {
        /// One.
        One,
        /// Two with names, one of which holds a comma.
        Named,
        /// `Cc` as well.
        Cc,
        /// `Bcc` as well.
        Bcc,
        /// A group (RFC 5322 3.4).
        Group,
        /// An empty group.
        Undisclosed,
        /// No field at all.
        Nobody,
        /// Forty.
        Forty,
        /// `Reply-To` names somebody else.
        ReplyTo,
        /// To an address that leads to us.
        Alias,
    }
}

axis! {
    /// What is attached.
    Attached {
        /// Nothing.
        Nothing,
        /// A file with a plain name.
        Pdf,
        /// A name in UTF-8 (RFC 2231).
        ExtendedName,
        /// A name in an encoded-word, which RFC 2047 forbids and Outlook does.
        WordName,
        /// A name in pieces.
        Continuations,
        /// Named in `Content-Type` only.
        NameInType,
        /// No name, no disposition.
        Nameless,
        /// A picture that could run scripts.
        Svg,
        /// A path for a name.
        Path,
        /// Nothing in it.
        Empty,
        /// Text, quoted-printable.
        Csv,
    }
}

axis! {
    /// The outermost boundary. All but the first put a multipart around a single part.
    Boundary {
        /// As most write it.
        Usual,
        /// `multipart/mixed` around everything.
        Wrapped,
        /// The closing boundary is missing.
        Unclosed,
        /// Text above and below the parts.
        Surrounded,
        /// Every character that is allowed.
        Odd,
        /// Another boundary begins with it.
        Prefix,
        /// Spaces behind it.
        Padded,
        /// Seventy characters, the most.
        Longest,
    }
}

axis! {
    /// How `Content-Type` of the texts is spelled.
    Spelling {
        /// `text/plain; charset="utf-8"`
        Quoted,
        /// `text/plain; charset=utf-8`
        Bare,
        /// `TEXT/PLAIN; CHARSET=UTF-8`
        Shouting,
        /// A fold before the parameter.
        Folded,
        /// Another parameter first.
        Second,
        /// `charset*=us-ascii'en'utf-8` (RFC 2231).
        Extended,
    }
}

axis! {
    /// Line ends.
    Lines {
        /// As RFC 5322 has it.
        CrLf,
        /// As a Unix tool hands it on.
        Lf,
        /// Both, in turns.
        Mixed,
    }
}

/// Forms of `Date`, each with the instant it names where readers agree; `None` for the first is no
/// field at all.
pub const DATES: &[(Option<&str>, Option<&str>)] = &[
    (
        Some("Sat, 15 Mar 2025 12:26:00 +0100"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("15 Mar 2025 12:26:00 +0100"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Sat, 15 Mar 2025 12:26 +0100"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Sat, 15 Mar 25 11:26:00 GMT"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Sat, 15 Mar 2025 06:26:00 EST"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Sat, 15 Mar 2025 11:26:00 -0000"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Sat, 15 Mar 2025 16:56:00 +0530 (IST)"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("sat, 15 mar 2025 11:26:00 UT"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Sat,  5 Apr 2025 1:06:07 +0000"),
        Some("2025-04-05T01:06:07Z"),
    ),
    (
        Some("Sat,\r\n\t15 Mar 2025\r\n 12:26:00 +0100"),
        Some("2025-03-15T11:26:00Z"),
    ),
    (
        Some("Tue, 29 Feb 2000 23:59:59 -1200"),
        Some("2000-03-01T11:59:59Z"),
    ),
    (Some("Sat, 15 Mar 2025 11:26:00"), None),
    (Some("2025-03-15T11:26:00Z"), None),
    (Some("Sat Mar 15 11:26:00 2025"), None),
    (Some("Fri, 31 Dec 1999 23:59:60 +0000"), None),
    (Some("Thu, 1 Jan 1970 00:00:00 +0000"), None),
    (Some("Mon, 31 Feb 2025 25:61:61 +9999"), None),
    (Some("Fri, 31 Dec 9999 23:59:59 +0000"), None),
    (Some("Sam., 15 mars 2025 12:26:00 +0100"), None),
    (Some("\u{1f4c5} tomorrow"), None),
    (Some(""), None),
    (None, None),
];

/// One value of each axis.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Into [`super::language::CHARSETS`].
    pub charset: usize,
    /// Of the texts.
    pub transfer: Transfer,
    /// Of the texts.
    pub structure: Structure,
    /// Of subject and sender.
    pub header: HeaderStyle,
    /// Into [`DATES`].
    pub date: usize,
    /// Who it is for.
    pub recipients: Recipients,
    /// What is attached.
    pub attached: Attached,
    /// Of the outermost multipart.
    pub boundary: Boundary,
    /// Of `Content-Type`.
    pub spelling: Spelling,
    /// Of the whole.
    pub lines: Lines,
}

/// How many values each axis has, in the order of [`Row::new`].
#[must_use]
pub fn sizes() -> [usize; 10] {
    [
        super::language::CHARSETS.len(),
        Transfer::ALL.len(),
        Structure::ALL.len(),
        HeaderStyle::ALL.len(),
        DATES.len(),
        Recipients::ALL.len(),
        Attached::ALL.len(),
        Boundary::ALL.len(),
        Spelling::ALL.len(),
        Lines::ALL.len(),
    ]
}

impl Row {
    /// The values at these indices.
    ///
    /// # Panics
    /// When there are not as many as [`sizes`] has, or one is out of range.
    #[must_use]
    pub fn new(at: &[usize]) -> Self {
        Self {
            charset: at[0],
            transfer: Transfer::ALL[at[1]],
            structure: Structure::ALL[at[2]],
            header: HeaderStyle::ALL[at[3]],
            date: at[4],
            recipients: Recipients::ALL[at[5]],
            attached: Attached::ALL[at[6]],
            boundary: Boundary::ALL[at[7]],
            spelling: Spelling::ALL[at[8]],
            lines: Lines::ALL[at[9]],
        }
    }
}
