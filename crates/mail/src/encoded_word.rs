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

/// The text of an unstructured field.
///
/// mail-parser decodes words one by one, which garbles the characters that many programs cut in two,
/// loses the end of base64 without padding, and sets words off by spaces that are not there.
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
    // Behind the last end of a word there is none, and no start is searched for its end in vain.
    let (mut plain, tail) = value.split_at(value.rfind("?=").map_or(0, |at| at + "?=".len()));
    let mut look = 0;
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
        run.push((charset, bytes));
        (plain, look) = (rest, 0);
    }
    flush(&mut run, &mut segments);
    let rest = [plain, tail].into_iter().filter(|rest| !rest.is_empty());
    segments.extend(rest.map(Segment::Plain));
    segments
}

fn flush(run: &mut Vec<(&str, Vec<u8>)>, segments: &mut Vec<Segment<'_>>) {
    if !run.is_empty() {
        let of_one_charset = run.chunk_by(|(a, _), (b, _)| a.eq_ignore_ascii_case(b));
        segments.push(Segment::Decoded(of_one_charset.map(text).collect()));
        run.clear();
    }
}

/// The text of neighbouring words of one charset. Each is complete (RFC 2047 5), and shifts of its
/// own make ISO-2022-JP unreadable when joined; but where a character was cut in two, only all of
/// the bytes together make sense.
fn text(words: &[(&str, Vec<u8>)]) -> String {
    let decoded = words.iter();
    let alone: String = decoded
        .map(|(charset, bytes)| charset::decode(bytes, charset))
        .collect();
    let broken = |text: &str| text.matches(char::REPLACEMENT_CHARACTER).count();
    match words {
        [(charset, _), _, ..] if broken(&alone) > 0 => {
            let bytes: Vec<u8> = words.iter().flat_map(|(_, bytes)| bytes).copied().collect();
            let joined = charset::decode(&bytes, charset);
            if broken(&joined) < broken(&alone) {
                joined
            } else {
                alone
            }
        }
        _ => alone,
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
            (
                "=?iso-2022-jp?b?GyRCJU8bKEI=?= =?ISO-2022-JP?b?GyRCJU8bKEI=?=",
                "ハハ",
            ),
            ("=?gb2312?b?xA==?= =?gb2312?b?4w==?=", "你"),
            ("=?utf-8?q?=E2=98?= =?utf-8?q?a?=", "\u{fffd}a"),
            ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
            ("a=?utf-8?q?b?=c", "abc"),
            ("=?utf-8?q?with a space?=", "with a space"),
            ("=?utf-8?x?no?= =?utf-8?q?yes?=", "=?utf-8?x?no?= yes"),
            ("=?utf-8?q?open", "=?utf-8?q?open"),
            ("=?utf-8?q?a?= =?utf-8?q?open", "a =?utf-8?q?open"),
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
