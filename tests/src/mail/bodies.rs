//! The texts of a mail in each arrangement, and what is attached to it.

use super::axes::{Attached, Boundary, Spelling, Structure, Transfer};
use super::language::Charset;
use super::part::{Body, Multi, Part};
use super::{ExpectedFile, Random, transfer};

/// Everything that the texts of one mail depend on.
#[derive(Debug)]
pub struct Texts<'a> {
    /// Of all texts.
    pub charset: &'a Charset,
    /// Of all texts.
    pub transfer: Transfer,
    /// Of all texts.
    pub spelling: Spelling,
    /// The word to look for.
    pub marker: &'a str,
    /// Part of every boundary.
    pub number: usize,
}

impl Texts<'_> {
    /// The texts in this arrangement, and the files that belong to them.
    #[must_use]
    pub fn arranged(&self, structure: Structure) -> (Part, Vec<ExpectedFile>) {
        let none = Vec::new();
        match structure {
            Structure::Plain => (self.plain(), none),
            Structure::Html => (self.html(""), none),
            Structure::HtmlClutter => (self.text("html", &self.clutter()), none),
            Structure::Alternative => {
                let parts = vec![self.plain(), self.html("")];
                (self.multi("alternative", "alt", parts), none)
            }
            Structure::AlternativeHtmlFirst => {
                let parts = vec![self.html(""), self.plain()];
                (self.multi("alternative", "alt", parts), none)
            }
            Structure::Enriched => {
                let enriched = self.text("enriched", &self.words("\r\n\r\n"));
                let parts = vec![self.plain(), enriched, self.html("")];
                (self.multi("alternative", "alt", parts), none)
            }
            Structure::Related => self.related(),
            Structure::AlternativeRelated => {
                let (related, files) = self.related();
                let parts = vec![self.plain(), related];
                (self.multi("alternative", "alt", parts), files)
            }
            Structure::TwoTexts => {
                let parts = vec![self.text("plain", "first\r\n"), self.plain()];
                (self.multi("mixed", "texts", parts), none)
            }
            Structure::FormatFlowed => (self.flowed(), none),
            Structure::Nested => {
                let nest = |part, depth| self.multi("mixed", &format!("nest{depth}"), vec![part]);
                ((0..6).fold(self.plain(), nest), none)
            }
            Structure::EmptyNeighbours => {
                let parts = vec![
                    self.text("plain", ""),
                    self.plain(),
                    self.text("plain", "\r\n"),
                ];
                (self.multi("mixed", "empty", parts), none)
            }
            Structure::SignedPgp => (
                self.signed_pgp(),
                vec![ExpectedFile::named(Some("signature.asc"))],
            ),
            Structure::SignedSmime => self.signed_smime(),
            Structure::Forwarded => {
                let parts = vec![self.plain(), self.forwarded()];
                let mail = ExpectedFile::named(None);
                (self.multi("mixed", "fwd", parts), vec![mail])
            }
            Structure::PictureBetween => {
                let (picture, file) = self.picture("inline", "shelf.png");
                let parts = vec![self.text("plain", "see\r\n"), picture, self.plain()];
                (self.multi("mixed", "apple", parts), vec![file])
            }
            Structure::Footer => {
                let alternative =
                    self.multi("alternative", "alt", vec![self.plain(), self.html("")]);
                let parts = vec![alternative, self.text("plain", "sent from work\r\n")];
                (self.multi("mixed", "footer", parts), none)
            }
        }
    }

    fn words(&self, between: &str) -> String {
        let l = self.charset.language;
        let marker = self.marker;
        let lines = [
            l.greeting,
            &format!("{} {marker} {}", l.sentence, l.sentence),
            l.name,
        ];
        lines.join(between)
    }

    fn plain(&self) -> Part {
        self.text("plain", &format!("{}\r\n", self.words("\r\n\r\n")))
    }

    /// Paragraphs, with `more` HTML below.
    fn html(&self, more: &str) -> Part {
        let label = self.charset.label;
        let text = self.words("</p>\r\n<p>");
        let html = format!(
            "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset={label}\">\
             </head>\r\n<body>\r\n<p>{text}</p>{more}\r\n</body></html>\r\n"
        );
        self.text("html", &html)
    }

    fn clutter(&self) -> String {
        let text = self.words("</td></tr>\r\n<tr><td>");
        format!(
            "<!DOCTYPE html>\r\n<!-- not this -->\r\n<style>p {{ color: red }}</style>\r\n\
             <script>document.write('not this')</script>\r\n\
             <!--[if mso]><p>not this</p><![endif]-->\r\n\
             <div style=\"display:none\">preview</div>\r\n\
             <table><tr><td>{text}</td></tr></table>\r\n\
             <img src=\"https://tracker.example.org/x.gif\" width=1 height=1 onerror=alert(1)>\r\n\
             <a href=\"javascript:alert(1)\">&nbsp;&#8203;</a><b>unclosed\r\n"
        )
    }

    /// A text part in the mail's character set and encoding.
    fn text(&self, subtype: &str, text: &str) -> Part {
        let bytes = self.charset.encode(text);
        let (encoding, body) = match self.transfer {
            Transfer::Absent => (None, bytes),
            Transfer::SevenBit => (Some("7bit"), bytes),
            Transfer::EightBit => (Some("8bit"), bytes),
            Transfer::Binary => (Some("binary"), bytes),
            Transfer::Base64 => (Some("base64"), transfer::base64(&bytes)),
            Transfer::Base64OneLine => {
                let mut line = transfer::base64(&bytes);
                line.retain(|b| !b.is_ascii_whitespace());
                (Some("BASE64"), line)
            }
            Transfer::QuotedPrintable => {
                let body = transfer::quoted_printable(&bytes, false);
                (Some("quoted-printable"), body)
            }
            Transfer::QuotedPrintableLower => {
                let body = transfer::quoted_printable(&bytes, true);
                (Some("Quoted-Printable"), body)
            }
        };
        let part = Part::leaf(&self.content_type(subtype), body);
        match encoding {
            Some(encoding) => part.with("Content-Transfer-Encoding", encoding),
            None => part,
        }
    }

    fn content_type(&self, subtype: &str) -> String {
        let label = self.charset.label;
        match self.spelling {
            Spelling::Quoted => format!("text/{subtype}; charset=\"{label}\""),
            Spelling::Bare => format!("text/{subtype}; charset={label}"),
            Spelling::Shouting => format!("TEXT/{subtype}; CHARSET={label}").to_ascii_uppercase(),
            Spelling::Folded => format!("text/{subtype};\r\n\tcharset=\"{label}\""),
            Spelling::Second => format!("text/{subtype}; x-note=\"a; b=\\\"c\"; charset={label}"),
            Spelling::Extended => format!("text/{subtype}; charset*=us-ascii'en'{label}"),
        }
    }

    /// RFC 3676: a space before a line end is no line end, a leading one is taken away.
    fn flowed(&self) -> Part {
        let l = self.charset.language;
        let marker = self.marker;
        let (greeting, sentence) = (l.greeting, l.sentence);
        let text =
            format!("{greeting}\r\n\r\n{sentence} \r\n{marker} \r\n{sentence}\r\n From me\r\n");
        let mut part = self.text("plain", &text);
        if let Some((_, value)) = part.fields.first_mut() {
            value.extend_from_slice(b"; format=flowed; delsp=no");
        }
        part
    }

    fn picture(&self, disposition: &str, name: &str) -> (Part, ExpectedFile) {
        let content = file_content(self.number, b"\x89PNG\r\n\x1a\n");
        let part = Part::base64(&format!("image/png; name=\"{name}\""), &content)
            .with(
                "Content-Disposition",
                format!("{disposition}; filename=\"{name}\""),
            )
            .with(
                "Content-ID",
                format!("<picture.{}@example.net>", self.number),
            );
        (part, ExpectedFile::new(Some(name), &content))
    }

    fn related(&self) -> (Part, Vec<ExpectedFile>) {
        let (picture, file) = self.picture("inline", "image001.png");
        let image = format!("<img src=\"cid:picture.{}@example.net\">", self.number);
        let parts = vec![self.html(&image), picture];
        let media_type = "related; type=\"text/html\"";
        (self.multi(media_type, "rel", parts), vec![file])
    }

    fn signed_pgp(&self) -> Part {
        let signature = "-----BEGIN PGP SIGNATURE-----\r\n\r\niHUEABYKAB0WIQTexampleexample\r\n\
                         =AbCd\r\n-----END PGP SIGNATURE-----\r\n";
        let signature = Part::leaf(
            "application/pgp-signature; name=\"signature.asc\"",
            signature,
        );
        let parts = vec![self.plain(), signature.attached("signature.asc")];
        let media_type = "signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\"";
        self.multi(media_type, "pgp", parts)
    }

    fn signed_smime(&self) -> (Part, Vec<ExpectedFile>) {
        let content = file_content(self.number, b"\x30\x82");
        let media_type = "application/pkcs7-signature; name=\"smime.p7s\"";
        let signature = Part::base64(media_type, &content).attached("smime.p7s");
        let parts = vec![self.plain(), signature];
        let media_type = "signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256";
        let file = ExpectedFile::new(Some("smime.p7s"), &content);
        (self.multi(media_type, "smime", parts), vec![file])
    }

    /// Another mail, whose fields must not be taken for those of this one.
    fn forwarded(&self) -> Part {
        let inner = Part::leaf("text/plain", "what somebody else wrote\r\n").under(&[
            ("From", "Somebody Else <else@example.org>"),
            ("To", "ana@example.net"),
            ("Subject", "An older subject"),
            ("Auto-Submitted", "auto-replied"),
            ("List-Id", "<old.example.org>"),
            ("Message-ID", "<inner@example.org>"),
        ]);
        Part::leaf("message/rfc822", inner.bytes())
    }

    fn multi(&self, subtype: &str, tag: &str, parts: Vec<Part>) -> Part {
        let boundary = format!("=_{tag}_{:04}", self.number);
        Part::multi(&format!("multipart/{subtype}"), &boundary, parts)
    }
}

/// Between 100 and 3,100 bytes behind `magic`, others for each number.
fn file_content(number: usize, magic: &[u8]) -> Vec<u8> {
    let mut random = Random::new(number as u64);
    let length = 100 + random.below(3_000);
    [magic, &random.bytes(length)].concat()
}

/// The part that is attached, and what a person would save.
#[must_use]
pub fn attachment(kind: Attached, number: usize) -> Option<(Part, ExpectedFile)> {
    let content = |magic: &[u8]| file_content(number + 10_000, magic);
    let named = |content_type: &str, disposition: &str, name: Option<&str>, content: &[u8]| {
        let part = Part::base64(content_type, content).with("Content-Disposition", disposition);
        Some((part, ExpectedFile::new(name, content)))
    };
    match kind {
        Attached::Nothing => None,
        Attached::Pdf => {
            let disposition = "attachment;\r\n filename=\"invoice 4107.pdf\"; size=1";
            let content = content(b"%PDF-1.7\n");
            named(
                "application/pdf",
                disposition,
                Some("invoice 4107.pdf"),
                &content,
            )
        }
        Attached::ExtendedName => {
            let name = "Größe & 寸法 📦.png";
            let value = transfer::extended_value(name);
            let disposition = format!("attachment; filename=\"plain.png\"; filename*={value}");
            named("image/png", &disposition, Some(name), &content(b"\x89PNG"))
        }
        Attached::WordName => {
            let disposition = "attachment; filename=\"=?utf-8?B?w5xiZXJzaWNodC54bHN4?=\"";
            let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            named(
                xlsx,
                disposition,
                Some("Übersicht.xlsx"),
                &content(b"PK\x03\x04"),
            )
        }
        Attached::Continuations => {
            let name = "a rather long name, with ünïcödé and “quotes”, in pieces.zip";
            let disposition = format!("attachment{}", transfer::continuations("filename", name));
            named(
                "application/zip",
                &disposition,
                Some(name),
                &content(b"PK\x03\x04"),
            )
        }
        Attached::NameInType => {
            let content = content(b"\xff\xd8\xff");
            let part = Part::base64("image/jpeg; name=\"IMG_4107.JPG\"", &content);
            Some((part, ExpectedFile::new(Some("IMG_4107.JPG"), &content)))
        }
        Attached::Nameless => {
            let content = content(b"\x00\x01");
            let part = Part::base64("application/octet-stream", &content);
            Some((part, ExpectedFile::new(None, &content)))
        }
        Attached::Svg => {
            let mut svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
            svg.extend_from_slice(number.to_string().as_bytes());
            named(
                "image/svg+xml",
                "attachment; filename=drawing.svg",
                Some("drawing.svg"),
                &svg,
            )
        }
        Attached::Path => {
            let disposition = "attachment; filename=\"../../C:\\\\Windows\\\\run.exe\"";
            named(
                "application/x-msdownload",
                disposition,
                None,
                &content(b"MZ"),
            )
        }
        Attached::Empty => named(
            "text/x-log",
            "attachment; filename=empty.log",
            Some("empty.log"),
            b"",
        ),
        Attached::Csv => {
            let csv = format!("article;größe\r\n{number};10 €\r\n");
            let body = transfer::quoted_printable_binary(csv.as_bytes());
            let part = Part::leaf("text/csv; charset=utf-8; name=order.csv", body)
                .with("Content-Transfer-Encoding", "quoted-printable")
                .attached("order.csv");
            Some((part, ExpectedFile::new(Some("order.csv"), csv.as_bytes())))
        }
    }
}

/// Gives the outermost multipart a boundary of this sort.
#[must_use]
pub fn bounded(part: Part, sort: Boundary, number: usize) -> Part {
    let mut part = match (sort, &part.body) {
        (Boundary::Usual, _) => return part,
        (_, Body::Multi(_)) => part,
        (_, Body::Leaf(_)) => Part::multi("multipart/mixed", &format!("outer{number}"), vec![part]),
    };
    let Body::Multi(multi) = &mut part.body else {
        return part;
    };
    let old = multi.boundary.clone();
    match sort {
        Boundary::Usual | Boundary::Wrapped => {}
        Boundary::Unclosed => multi.closed = false,
        Boundary::Surrounded => {
            multi.preamble = "This is a multi-part message in MIME format.\r\n--\r\n-- \r\n";
            multi.epilogue = "\r\n--\r\nan epilogue that is not shown\r\n";
        }
        Boundary::Odd => multi.boundary = format!("'()+_,-./:=? {number}'"),
        Boundary::Prefix => multi.boundary = "=_".into(),
        Boundary::Padded => multi.padding = " \t ",
        Boundary::Longest => multi.boundary = format!("{number:-<70}"),
    }
    rename(&mut part.fields, &old, multi);
    part
}

fn rename(fields: &mut [(String, Vec<u8>)], old: &str, multi: &Multi) {
    for (name, value) in fields {
        if name == "Content-Type" {
            let text = String::from_utf8_lossy(value);
            *value = text.replacen(old, &multi.boundary, 1).into_bytes();
        }
    }
}
