//! The encodings of mail (RFC 2045, 2047, 2231), written so that they vary as they do in the wild.

use super::language::Charset;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// Base64 in lines of 76 (RFC 2045 6.8).
#[must_use]
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode(bytes).into_bytes();
    let lines: Vec<&[u8]> = text.chunks(76).collect();
    let mut out = lines.join(&b"\r\n"[..]);
    out.extend_from_slice(b"\r\n");
    out
}

/// Quoted-printable (RFC 2045 6.7) of text whose line ends stay line ends.
#[must_use]
pub fn quoted_printable(text: &[u8], lower_case: bool) -> Vec<u8> {
    let mut out = String::new();
    for line in text.split_inclusive(|b| *b == b'\n') {
        let content = line.strip_suffix(b"\r\n").unwrap_or(line);
        let mut column = 0;
        for (at, byte) in content.iter().enumerate() {
            let last = at + 1 == content.len();
            let plain = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || *byte == b' ' && !last;
            let token = match (plain, lower_case) {
                (true, _) => char::from(*byte).to_string(),
                (false, false) => format!("={byte:02X}"),
                (false, true) => format!("={byte:02x}"),
            };
            if column + token.len() > 75 {
                out.push_str("=\r\n");
                column = 0;
            }
            column += token.len();
            out.push_str(&token);
        }
        if content.len() < line.len() {
            out.push_str("\r\n");
        }
    }
    out.into_bytes()
}

/// Quoted-printable of bytes in which line ends mean nothing.
#[must_use]
pub fn quoted_printable_binary(bytes: &[u8]) -> Vec<u8> {
    let tokens: Vec<String> = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
    let lines: Vec<String> = tokens.chunks(25).map(<[String]>::concat).collect();
    lines.join("=\r\n").into_bytes()
}

/// The two encodings of an encoded-word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Base64.
    B,
    /// Much like quoted-printable.
    Q,
}

/// `text` as encoded-words (RFC 2047) of `length` letters each, joined by `between`, which a
/// reader leaves out. `language` goes where RFC 2231 5 has it.
#[must_use]
pub fn encoded_words(
    charset: &Charset,
    text: &str,
    word: Word,
    length: usize,
    between: &str,
    language: Option<&str>,
) -> String {
    let letters: Vec<char> = text.chars().collect();
    let words = letters.chunks(length).map(|letters| {
        let bytes = charset.encode(&letters.iter().collect::<String>());
        let label = charset.label;
        let language = language.map_or(String::new(), |l| format!("*{l}"));
        match word {
            Word::B => format!("=?{label}{language}?B?{}?=", STANDARD.encode(bytes)),
            Word::Q => format!("=?{label}{language}?q?{}?=", q(&bytes)),
        }
    });
    words.collect::<Vec<_>>().join(between)
}

fn q(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b' ' => out.push('_'),
            b if b.is_ascii_alphanumeric() => out.push(char::from(*b)),
            b => {
                let _ = write!(out, "={b:02X}");
            }
        }
    }
    out
}

/// `name` as a parameter value (RFC 2231 4): `utf-8''…` with everything escaped that is no letter,
/// digit, dot or dash.
#[must_use]
pub fn extended_value(name: &str) -> String {
    format!("utf-8''{}", percent(name))
}

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The parameter `name` in pieces of a few letters (RFC 2231 3), each on a line of its own.
#[must_use]
pub fn continuations(name: &str, value: &str) -> String {
    let letters: Vec<char> = value.chars().collect();
    let mut out = String::new();
    for (n, piece) in letters.chunks(7).enumerate() {
        let charset = if n == 0 { "utf-8''" } else { "" };
        let piece = percent(&piece.iter().collect::<String>());
        let _ = write!(out, ";\r\n {name}*{n}*={charset}{piece}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::language::CHARSETS;

    #[test]
    fn quoted_printable_keeps_to_its_line() {
        let text = format!("{} \r\na=b\r\n", "ö".repeat(40));
        let encoded = quoted_printable(text.as_bytes(), false);
        let encoded = String::from_utf8(encoded).unwrap();
        assert!(encoded.lines().all(|line| line.len() <= 76));
        assert!(encoded.ends_with("=20\r\na=3Db\r\n"), "{encoded}");
        assert_eq!(encoded.replace("=\r\n", "").matches("=C3=B6").count(), 40);
        assert_eq!(quoted_printable(b"\xff", true), b"=ff");
    }

    #[test]
    fn words_and_parameters() {
        let german = CHARSETS.iter().find(|c| c.label == "iso-8859-1").unwrap();
        let words = encoded_words(german, "Größe 1", Word::Q, 4, "\r\n ", Some("de"));
        assert_eq!(
            words,
            "=?iso-8859-1*de?q?Gr=F6=DF?=\r\n =?iso-8859-1*de?q?e_1?="
        );
        assert_eq!(
            encoded_words(german, "ö", Word::B, 9, " ", None),
            "=?iso-8859-1?B?9g==?="
        );
        assert_eq!(extended_value("ö 1.pdf"), "utf-8''%C3%B6%201.pdf");
        assert_eq!(
            continuations("filename", "größe.pdf"),
            ";\r\n filename*0*=utf-8''gr%C3%B6%C3%9Fe.p;\r\n filename*1*=df"
        );
    }
}
