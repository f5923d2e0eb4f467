//! How long a text may be.
//!
//! Twilio takes 1600 characters at once and passes them to the carrier in segments: 153 units each
//! when every character is of GSM 7-bit (3GPP TS 23.038 6.2.1), else 67 units of UTF-16. Carriers and
//! phones put ten segments together reliably, so a message has at most ten.
//! <https://www.twilio.com/docs/glossary/what-sms-character-limit>

use throughline_channel_kit::outbound::split;

/// The most characters of one message, in units of UTF-16, on channels without segments.
const WHOLE: usize = 1600;
/// Ten segments of GSM 7-bit, each of which may lose a unit where an escape does not fit.
const GSM7: usize = 10 * 152;
/// Ten segments of UTF-16, each of which may lose a unit where a surrogate pair does not fit.
const UCS2: usize = 10 * 66;

/// The basic alphabet, besides letters and digits of ASCII.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// What needs an escape, and with it two units.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// The text in as many messages as it takes.
pub fn parts(text: &str, has_segments: bool) -> Vec<&str> {
    let (most, units): (_, fn(char) -> usize) = match has_segments {
        false => (WHOLE, char::len_utf16),
        true if text.chars().all(|char| gsm7(char).is_some()) => {
            (GSM7, |char| gsm7(char).unwrap_or(2))
        }
        true => (UCS2, char::len_utf16),
    };
    split(text, most, units)
}

/// How many units a character has in GSM 7-bit; `None` when it has none.
fn gsm7(char: char) -> Option<usize> {
    if char.is_ascii_alphanumeric() || BASIC.contains(char) {
        Some(1)
    } else if EXTENDED.contains(char) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_its_characters_are() {
        let lengths = |char: &str, count: usize, has_segments: bool| -> Vec<usize> {
            let text = char.repeat(count);
            let parts = parts(&text, has_segments);
            parts.iter().map(|part| part.chars().count()).collect()
        };
        assert_eq!(lengths("a", 1520, true), [1520]);
        assert_eq!(lengths("a", 1521, true), [1520, 1]);
        assert_eq!(lengths("€", 761, true), [760, 1]);
        assert_eq!(lengths("ç", 661, true), [660, 1]);
        assert_eq!(lengths("\u{1f4a1}", 331, true), [330, 1]);
        assert_eq!(lengths("ç", 1601, false), [1600, 1]);
        assert_eq!(lengths("\u{1f4a1}", 801, false), [800, 1]);
        assert!(lengths("a", 0, true).is_empty());
    }

    /// 3GPP TS 23.038 has 128 places: the escape and 127 characters.
    #[test]
    fn the_alphabet_is_complete() {
        let basic = BASIC.chars().count() + 26 + 26 + 10;
        assert_eq!(basic, 127);
        assert_eq!(EXTENDED.chars().count(), 10);
        for char in "`çÁ\t\u{a0}’“”–…\u{1f4a1}".chars() {
            assert_eq!(gsm7(char), None, "{char}");
        }
    }
}
