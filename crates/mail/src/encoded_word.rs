//! Encoded words in header fields (RFC 2047).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::charset;
use crate::header::clean;
use crate::transfer;

/// A run of text, or of encoded words with only white space between them, decoded.
enum Segment<'a> {
    Plain(&'a str),
    Decoded(String),
}

/// The text of an unstructured field. Neighbouring words of one charset are decoded together,
/// because many programs cut a character in two.
pub(crate) fn decode(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for segment in segments(value) {
        match segment {
            Segment::Plain(plain) => text.push_str(plain),
            Segment::Decoded(decoded) => text.push_str(&decoded),
        }
    }
    text
}

/// The same field with each run of encoded words as a single one in UTF-8 and base64, which no
/// grammar of a field takes for its own delimiters, and which holds no line ends.
pub(crate) fn normalise(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for segment in segments(value) {
        match segment {
            Segment::Plain(plain) => text.push_str(plain),
            Segment::Decoded(decoded) => {
                let word = STANDARD.encode(clean(&decoded));
                text.push_str(&format!("=?utf-8?b?{word}?="));
            }
        }
    }
    text
}

fn segments(value: &str) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut run: Vec<(&str, Vec<u8>)> = Vec::new();
    let (mut plain, mut look) = (value, 0);
    while let Some(at) = plain.get(look..).and_then(|rest| rest.find("=?")) {
        let at = look + at;
        let (before, after) = plain.split_at(at);
        let Some((charset, bytes, rest)) = word(after) else {
            look = at + 1;
            continue;
        };
        if !before.trim().is_empty() || run.is_empty() {
            flush(&mut run, &mut segments);
            if !before.is_empty() {
                segments.push(Segment::Plain(before));
            }
        }
        match run.last_mut() {
            Some((last, joined)) if last.eq_ignore_ascii_case(charset) => joined.extend(bytes),
            _ => run.push((charset, bytes)),
        }
        (plain, look) = (rest, 0);
    }
    flush(&mut run, &mut segments);
    if !plain.is_empty() {
        segments.push(Segment::Plain(plain));
    }
    segments
}

fn flush(run: &mut Vec<(&str, Vec<u8>)>, segments: &mut Vec<Segment<'_>>) {
    if !run.is_empty() {
        let words = run.drain(..);
        let texts = words.map(|(charset, bytes)| charset::decode(&bytes, charset));
        segments.push(Segment::Decoded(texts.collect()));
    }
}

/// `=?charset*language?encoding?data?=` at the start: charset, decoded bytes and what follows.
fn word(text: &str) -> Option<(&str, Vec<u8>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let charset = charset.split('*').next().unwrap_or_default();
    if charset.is_empty() || charset.len() > 64 || charset.contains([' ', '=', '"']) {
        return None;
    }
    let (encoding, rest) = rest.split_once('?')?;
    let decode: fn(&[u8]) -> Vec<u8> = match encoding {
        "q" | "Q" => transfer::q,
        "b" | "B" => transfer::base64,
        _ => return None,
    };
    // The only search that may go far, so it comes last: it ends at the next word at the latest.
    let (data, rest) = rest.split_once("?=")?;
    Some((charset, decode(data.as_bytes()), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (value, text) in [
            ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            (
                "=?UTF-8?B?R3LDvMOfZQ==?= an =?iso-8859-1*de?Q?Fr=E4nzi?=",
                "Grüße an Fränzi",
            ),
            ("=?utf-8?q?a_b?= =?utf-8?q?_c?=", "a b c"),
            ("=?utf-8?b?4pg=?= =?UTF-8?b?uiE=?=", "☺!"),
            ("=?utf-8?q?cut=E2=98?=\t=?utf-8?q?=BA?=", "cut☺"),
            ("=?iso-2022-jp?b?GyRCJU8bKEI=?= x", "ハ x"),
            ("=?utf-8?q?with a space?=", "with a space"),
            ("=?utf-8?x?no?= =?utf-8?q?yes?=", "=?utf-8?x?no?= yes"),
            ("=?utf-8?q?open", "=?utf-8?q?open"),
            ("=?utf-8?q?=3F=?=", "?="),
            ("=??q?a?=", "=??q?a?="),
            ("a =?b", "a =?b"),
            ("", ""),
        ] {
            assert_eq!(decode(value), text, "{value}");
        }
    }

    #[test]
    fn normal_form() {
        assert_eq!(
            normalise("\"=?iso-8859-1?q?=2C=0D=0A?=\" <a@example.org>"),
            "\"=?utf-8?b?LA==?=\" <a@example.org>"
        );
        assert_eq!(normalise("plain"), "plain");
    }
}
