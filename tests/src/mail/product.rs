//! Mails in which every two values of any two axes meet.

use super::axes::{DATES, HeaderStyle, Lines, Recipients, Row, Structure, sizes};
use super::bodies::{Texts, attachment, bounded};
use super::language::{CHARSETS, Charset};
use super::part::Part;
use super::transfer::{Word, encoded_words};
use super::{Expect, Expected, Kind, Specimen, pairwise};

const SEED: u64 = 2822;

/// The combinations that are written out.
#[must_use]
pub fn rows() -> Vec<Row> {
    let rows = pairwise::rows(&sizes(), SEED);
    rows.iter().map(|row| Row::new(row)).collect()
}

/// The mails.
pub fn mails() -> impl Iterator<Item = Specimen> {
    rows().into_iter().enumerate().map(|(n, row)| mail(n, &row))
}

fn mail(n: usize, row: &Row) -> Specimen {
    let charset = &CHARSETS[row.charset];
    let marker = format!("{}{n:04}", charset.language.word);
    let texts = Texts {
        charset,
        transfer: row.transfer,
        spelling: row.spelling,
        marker: &marker,
        number: n,
    };
    let (mut part, mut files) = texts.arranged(row.structure);
    if let Some((attached, file)) = attachment(row.attached, n) {
        let boundary = format!("=_attached_{n:04}");
        part = Part::multi("multipart/mixed", &boundary, vec![part, attached]);
        files.push(file);
    }
    let part = bounded(part, row.boundary, n);
    let head = Head::new(n, row, charset);
    let subject = head.subject.clone();
    let sender = head.sender.clone();
    let mut whole = Part {
        fields: head.fields(row, charset),
        body: part.body,
    };
    whole.fields.extend(part.fields);
    let expected = Expected {
        subject,
        sender: Some(sender),
        marker: Some(marker),
        files,
        // Readers may keep what is neither plain nor HTML as a file.
        no_other_files: row.structure != Structure::Enriched,
        kind: Some(Kind::Message),
        sent: DATES[row.date].1.map(Into::into),
    };
    Specimen {
        name: name(n, row),
        bytes: with_lines(&whole.bytes(), row.lines),
        expect: Expect::Mail(expected),
    }
}

fn name(n: usize, row: &Row) -> String {
    format!(
        "product-{n:04} {} {:?} {:?} {:?} date{} {:?} {:?} {:?} {:?} {:?}",
        CHARSETS[row.charset].label,
        row.transfer,
        row.structure,
        row.header,
        row.date,
        row.recipients,
        row.attached,
        row.boundary,
        row.spelling,
        row.lines
    )
}

/// What stands above the body.
struct Head {
    number: usize,
    text: String,
    /// `None` where the style leaves it to the reader's guess.
    subject: Option<String>,
    sender: String,
}

impl Head {
    fn new(number: usize, row: &Row, charset: &Charset) -> Self {
        let text = format!("{} {number:04}", charset.language.subject);
        let guessed = row.header == HeaderStyle::RawCharset
            && !["us-ascii", "utf-8", "UTF-8"].contains(&charset.label);
        Self {
            number,
            subject: (!guessed).then(|| text.clone()),
            text,
            // Three mails of each sender: what is counted is more than ones.
            sender: format!("customer-{}@example.net", number / 3),
        }
    }

    fn fields(&self, row: &Row, charset: &Charset) -> Vec<(String, Vec<u8>)> {
        let mut fields = Fields(row.header, Vec::new());
        let n = self.number;
        fields.add(
            "Received",
            format!(
                "from mx{n}.example.net (mx{n}.example.net [192.0.2.{}])\r\n\
                 \tby mx.example.com with ESMTPS id {n:08x}\r\n\
                 \tfor <help@example.com>; Sat, 15 Mar 2025 11:27:00 +0000",
                n % 250
            ),
        );
        fields.add("From", self.from(row.header, charset));
        for (name, value) in recipients(row.recipients) {
            fields.add(name, value);
        }
        fields.add("Subject", self.subject(row.header, charset));
        if let Some(date) = DATES[row.date].0 {
            fields.add("Date", date);
        }
        fields.add("Message-ID", format!("<product.{n}@mail.example.net>"));
        fields.add("MIME-Version", "1.0");
        fields.1
    }

    fn subject(&self, style: HeaderStyle, charset: &Charset) -> Vec<u8> {
        let words = |word, length, between: &str, language| {
            encoded_words(charset, &self.text, word, length, between, language).into_bytes()
        };
        match style {
            HeaderStyle::RawUtf8 => self.text.clone().into_bytes(),
            HeaderStyle::RawCharset => charset.encode(&self.text),
            HeaderStyle::WordsB | HeaderStyle::Compact | HeaderStyle::Shouting => {
                words(Word::B, 8, " ", None)
            }
            HeaderStyle::WordsQ => words(Word::Q, 5, "\r\n ", None),
            HeaderStyle::Folded if self.text.is_ascii() => {
                self.text.replace(' ', "\r\n ").into_bytes()
            }
            HeaderStyle::Folded => words(Word::B, 3, "\r\n\t", None),
            HeaderStyle::Shredded => words(Word::Q, 1, "\r\n  ", None),
            HeaderStyle::WithLanguage => words(Word::Q, 4, " ", Some("en")),
        }
    }

    fn from(&self, style: HeaderStyle, charset: &Charset) -> Vec<u8> {
        let name = charset.language.name;
        let address = self.sender.as_str();
        let words = |word, length, between| {
            let words = encoded_words(charset, name, word, length, between, None);
            format!("{words} <{address}>").into_bytes()
        };
        match style {
            HeaderStyle::RawUtf8 => format!("\"{name}\" <{address}>").into_bytes(),
            // Escape sequences hold quotes and commas; nobody could say where the name ends.
            HeaderStyle::RawCharset if charset.label == "iso-2022-jp" => address.into(),
            HeaderStyle::RawCharset => {
                [&charset.encode(name), format!(" <{address}>").as_bytes()].concat()
            }
            HeaderStyle::WordsB | HeaderStyle::WithLanguage => words(Word::B, 8, " "),
            HeaderStyle::WordsQ | HeaderStyle::Shredded => words(Word::Q, 5, "\r\n "),
            HeaderStyle::Compact => format!("<{address}>").into_bytes(),
            HeaderStyle::Folded => format!("\"Hill, Ana\"\r\n <{address}>\r\n ").into_bytes(),
            HeaderStyle::Shouting => format!("(Ana (of \\) Hill)) {address} (work)").into_bytes(),
        }
    }
}

/// Fields whose names are written in a style.
struct Fields(HeaderStyle, Vec<(String, Vec<u8>)>);

impl Fields {
    fn add(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let value = value.as_ref();
        let field = match self.0 {
            HeaderStyle::Compact => (name.to_ascii_lowercase() + ":", value.to_vec()),
            HeaderStyle::Shouting => {
                let value = [b"\t  ", value, b" "].concat();
                (name.to_ascii_uppercase() + ":", value)
            }
            _ => (name.to_owned(), value.to_vec()),
        };
        self.1.push(field);
    }
}

fn recipients(recipients: Recipients) -> Vec<(&'static str, String)> {
    let us = "help@example.com";
    match recipients {
        Recipients::One => vec![("To", us.into())],
        Recipients::Named => {
            let two =
                format!("\"Help, Example's\" <{us}>,\r\n =?utf-8?q?B=C3=B6b?= <bob@example.org>");
            vec![("To", two)]
        }
        Recipients::Cc => vec![
            ("To", us.into()),
            ("Cc", "bob@example.org, Eve <eve@example.org>".into()),
        ],
        Recipients::Bcc => vec![("To", "bob@example.org".into()), ("Bcc", us.into())],
        Recipients::Group => vec![(
            "To",
            format!("The shop: Help <{us}>, bob@example.org;, eve@example.org"),
        )],
        Recipients::Undisclosed => vec![("To", "undisclosed-recipients:;".into())],
        Recipients::Nobody => vec![],
        Recipients::Forty => {
            let others: Vec<String> = (0..39).map(|n| format!("person{n}@example.org")).collect();
            vec![("To", format!("{us},\r\n {}", others.join(",\r\n ")))]
        }
        Recipients::ReplyTo => vec![
            ("To", us.into()),
            ("Reply-To", "\"Ana at home\" <ana@example.org>".into()),
        ],
        Recipients::Alias => vec![
            ("Delivered-To", us.into()),
            ("X-Original-To", "sales@example.com".into()),
            ("To", "Sales <sales@example.com>".into()),
        ],
    }
}

/// The same bytes with other line ends.
fn with_lines(bytes: &[u8], lines: Lines) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (n, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let bare = lines == Lines::Lf || lines == Lines::Mixed && n % 2 == 1;
        match line.strip_suffix(b"\r\n") {
            Some(content) if bare => {
                out.extend_from_slice(content);
                out.push(b'\n');
            }
            _ => out.extend_from_slice(line),
        }
    }
    out
}
