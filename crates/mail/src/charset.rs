//! Bytes to text, by the charset's name.
//!
//! The `charset` crate goes first: it decodes as browsers do, and UTF-7, of which mail-parser loses
//! characters.

use charset::Charset;
use mail_parser::decoders::charsets::map::charset_decoder;

/// The text of these bytes. `charset` is an IANA name or one of its common aliases, in any case.
///
/// Never fails: what is not text in that charset becomes U+FFFD. Without a known charset (none,
/// `us-ascii`, an unknown one, or one that browsers refuse, such as ISO-2022-KR) the bytes are read
/// as UTF-8, and as Windows-1252 when they hold no non-ASCII UTF-8 at all: mail that says nothing is
/// mostly the one, and where it is not, the other.
pub fn decode(bytes: &[u8], charset: &str) -> String {
    let label = charset.trim().trim_matches(['"', '\'']);
    if label.is_empty() || is_ascii(label) {
        return guess(bytes);
    }
    match Charset::for_label(label.as_bytes()) {
        // Its decoder makes a single U+FFFD of any text.
        Some(charset) if charset.name() == "replacement" => guess(bytes),
        Some(charset) => charset.decode(bytes).0.into_owned(),
        // Names that are no web standard: `cp850`, `iso8859_1`, `cseuckr` and the like.
        None => match charset_decoder(label.as_bytes()) {
            Some(decoder) => decoder(bytes),
            None => guess(bytes),
        },
    }
}

fn is_ascii(label: &str) -> bool {
    ["us-ascii", "ascii", "ansi_x3.4-1968", "7bit", "8bit"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(label))
}

fn guess(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let is_utf8 = |char: char| !char.is_ascii() && char != char::REPLACEMENT_CHARACTER;
    if text.contains(char::REPLACEMENT_CHARACTER) && !text.contains(is_utf8) {
        return encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned();
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets() {
        for (bytes, charset, text) in [
            (&b"Gr\xfc\xdfe"[..], "iso-8859-1", "Grüße"),
            (b"Gr\xfc\xdfe", "ISO8859-1", "Grüße"),
            (b"Gr\xfc\xdfe", "", "Grüße"),
            (b"Gr\xfc\xdfe", "us-ascii", "Grüße"),
            (b"Gr\xfc\xdfe", "no-such-charset", "Grüße"),
            (b"Gr\xc3\xbc\xc3\x9fe", "us-ascii", "Grüße"),
            (b"Gr\xc3\xbc\xdfe", "", "Grü\u{fffd}e"),
            (b"\xed\xa0\xbd", "utf-8", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\x81", "cp850", "ü"),
            (b"\x1b$B%O%m\x1b(B", "ISO-2022-JP", "ハロ"),
            (b"\xc4\xe3\xba\xc3", "gb2312", "你好"),
            (b"\x95\x32\x82\x36", "gb18030", "\u{20000}"),
            (b"\x83n\x83\x8D", "Shift_JIS", "ハロ"),
            (b"\xb0\xa1", "ks_c_5601-1987", "가"),
            (b"plain \x0e", "iso-2022-kr", "plain \u{e}"),
            (b"\xcf\xf0\xe8", "\"windows-1251\"", "При"),
        ] {
            assert_eq!(decode(bytes, charset), text, "{charset}");
        }
    }

    #[test]
    fn utf_7() {
        for (bytes, text) in [
            ("Hello, World+ACE-", "Hello, World!"),
            ("Hi Mom -+Jjo--!", "Hi Mom -☺-!"),
            ("1 +- 1 = 2", "1 + 1 = 2"),
            ("+AKM.", "£."),
            ("+ZeVnLIqe", "日本語"),
            ("+2D3cSw-", "\u{1f44b}"),
            ("+2D0-", "\u{fffd}"),
            ("+", "\u{fffd}"),
            ("", ""),
        ] {
            assert_eq!(decode(bytes.as_bytes(), "UTF-7"), text, "{bytes}");
        }
    }
}
