//! Numbers and ids as Twilio writes them.

/// What carriers and Twilio put in the place of a withheld number: a word, or the word dialled on a
/// keypad (`266696687` spells ANONYMOUS): <https://help.twilio.com/articles/223179988>.
const WITHHELD: [&str; 11] = [
    "",
    "anonymous",
    "restricted",
    "blocked",
    "unknown",
    "unavailable",
    "+266696687",
    "+7378742833",
    "+2562533",
    "+8656696",
    "+86282452253",
];

/// Whether this stands where a number was withheld.
pub fn is_withheld(address: &str) -> bool {
    WITHHELD
        .iter()
        .any(|withheld| address.eq_ignore_ascii_case(withheld))
}

/// `+` and 7 to 15 digits, the first not zero (ITU-T E.164).
pub fn is_e164(address: &str) -> bool {
    address.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Whether this is one of Twilio's SIDs: two letters and 32 hexadecimal digits.
pub fn is_sid(text: &str, letters: &str) -> bool {
    text.strip_prefix(letters)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sids_are_told_from_what_only_looks_like_them() {
        for number in ["+14155550100", "+4366412345", "+1234567"] {
            assert!(is_e164(number), "{number}");
        }
        for other in [
            "",
            "+",
            "14155550100",
            "+01415555010",
            "+123456",
            "+1234567890123456",
            "+1415555010a",
            "+1 4155550100",
            "+\u{661}4155550100",
        ] {
            assert!(!is_e164(other), "{other}");
        }
        for withheld in ["", "Anonymous", "RESTRICTED", "+266696687", "+86282452253"] {
            assert!(is_withheld(withheld), "{withheld}");
        }
        assert!(!is_withheld("+14155550100") && !is_withheld("266696687"));
        let sid = "AC00000000000000000000000000000001";
        assert!(is_sid(sid, "AC") && !is_sid(sid, "CA") && !is_sid(&format!("{sid}0"), "AC"));
        assert!(!is_sid("AC0000000000000000000000000000000/", "AC"));
    }
}
