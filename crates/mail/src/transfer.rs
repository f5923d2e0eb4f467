//! Content-Transfer-Encoding (RFC 2045 6), undone without ever failing.
//!
//! What does not belong is skipped (base64, as RFC 2045 6.8 asks) or kept as it stands
//! (quoted-printable). mail-parser hands such a part back undecoded.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;

/// The decoded bytes; borrowed where nothing is encoded.
pub(crate) fn decode<'a>(bytes: &'a [u8], encoding: &str) -> Cow<'a, [u8]> {
    if encoding.eq_ignore_ascii_case("base64") {
        Cow::Owned(base64(bytes))
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        Cow::Owned(quoted_printable(bytes))
    } else {
        Cow::Borrowed(bytes)
    }
}

/// Base64 with anything in between: line ends, and the footer that a mailing list appended.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    let filtered = || {
        let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
        let known: Vec<u8> = bytes.iter().copied().filter(known).collect();
        base64_decode(&known)
    };
    let decoded = base64_decode(bytes).or_else(filtered);
    decoded.unwrap_or_default()
}

/// mail-parser's decoder gives up at what is no escape, cuts half of one off at the end, and takes
/// the line end before a boundary for part of the text even behind a soft break.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let end = match line {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n'] => 1,
            _ => 0,
        };
        let (line, end) = line.split_at(line.len() - end);
        // White space at the end of a line was added on the way (RFC 2045 6.7, rule 3).
        let line = line.trim_ascii_end();
        match line.strip_suffix(b"=") {
            Some(line) => escapes(line, &mut decoded, |byte| byte),
            None => {
                escapes(line, &mut decoded, |byte| byte);
                decoded.extend_from_slice(end);
            }
        }
    }
    decoded
}

/// The Q encoding of encoded words (RFC 2047 4.2): an underscore is a space.
pub(crate) fn q(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let plain = |byte| if byte == b'_' { b' ' } else { byte };
    escapes(bytes, &mut decoded, plain);
    decoded
}

/// Appends `=XX` as a byte, and everything else as `plain` says.
fn escapes(mut bytes: &[u8], decoded: &mut Vec<u8>, plain: impl Fn(u8) -> u8) {
    while let Some((&byte, rest)) = bytes.split_first() {
        bytes = rest;
        if let (b'=', [high, low, rest @ ..]) = (byte, rest)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            decoded.push(high << 4 | low);
            bytes = rest;
        } else {
            decoded.push(plain(byte));
        }
    }
}

fn hex(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        for (encoding, bytes, decoded) in [
            ("base64", "SGVs\r\nbG8=", "Hello"),
            ("BASE64", "SGVsbG8", "Hello"),
            ("base64", "SGVs!bG8=\r\n-- \r\n", "Hello"),
            ("base64", "SGk=SGk=", "HiHi"),
            ("base64", "SGk=\r\n!SGk", "HiHi"),
            ("base64", "S", ""),
            ("quoted-printable", "Gr=C3=BC=\r\n=C3=9Fe", "Grüße"),
            ("quoted-printable", "soft=\r\n", "soft"),
            ("quoted-printable", "soft=", "soft"),
            ("quoted-printable", "=", ""),
            ("Quoted-Printable", "soft= \t\r\n break", "soft break"),
            ("quoted-printable", "blank \r\nkept", "blank\r\nkept"),
            ("quoted-printable", "a==b=Gc=4", "a==b=Gc=4"),
            ("quoted-printable", "soft= \r\r\nbreak", "softbreak"),
            ("quoted-printable", "a\rb\r\n", "a\rb\r\n"),
            ("quoted-printable", "raw ü=3d\n", "raw ü=\n"),
            ("8bit", "=3d", "=3d"),
            ("", "=3d", "=3d"),
        ] {
            let found = decode(bytes.as_bytes(), encoding);
            assert_eq!(String::from_utf8_lossy(&found), decoded, "{bytes:?}");
        }
        assert_eq!(q(b"a_=5F b=C3"), b"a _ b\xc3");
    }
}
