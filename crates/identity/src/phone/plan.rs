//! Numbering plans: country codes, which this crate knows itself, and what is dialled within a
//! country, which a library knows.

use crate::Region;
use rlibphonenumber::enums::{NumberLengthType, Region as Plan};
use rlibphonenumber::{CountryCodeSource, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat};

/// Country codes of two digits (ITU-T E.164, list of assigned codes); 1 and 7 have one, all others
/// three.
const TWO_DIGITS: [u8; 44] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56,
    57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// Country codes whose numbers are dialled with a `0` within the country that is no part of the number
/// abroad. From the metadata of libphonenumber 9.0: the national prefix of all its regions is `0`, and
/// none of their numbers begins with a single `0`. Fixed here, since home logs are named after it.
const TRUNK_ZERO: [u16; 101] = [
    20, 27, 31, 32, 33, 40, 41, 43, 44, 46, 49, 51, 53, 54, 55, 57, 58, 60, 61, 62, 63, 64, 66, 81,
    82, 84, 86, 90, 91, 92, 93, 94, 95, 98, 211, 212, 213, 218, 231, 232, 233, 234, 243, 249, 251,
    252, 254, 255, 256, 260, 261, 262, 263, 264, 265, 291, 353, 355, 358, 359, 370, 373, 374, 377,
    380, 381, 382, 383, 385, 386, 387, 389, 421, 423, 508, 590, 591, 593, 594, 595, 596, 686, 850,
    855, 856, 880, 886, 961, 962, 963, 964, 966, 967, 970, 971, 972, 976, 977, 994, 995, 996,
];

/// Country codes whose numbers may begin with `0`, abroad as well: Italy with San Marino and the
/// Vatican, and plans without a national prefix (same source).
const OWN_ZERO: [u16; 9] = [39, 225, 226, 227, 229, 241, 242, 378, 379];

/// How many digits the country code has that a number begins with.
pub fn calling_code(digits: &str) -> Option<usize> {
    let two: Option<u8> = digits.get(..2).and_then(|two| two.parse().ok());
    let length = match (digits.bytes().next()?, two) {
        (b'1' | b'7', _) => 1,
        (_, Some(two)) if TWO_DIGITS.contains(&two) => 2,
        _ => 3,
    };
    (length <= digits.len()).then_some(length)
}

/// The country code and the rest.
pub fn split(digits: &str) -> Option<(&str, &str)> {
    digits.split_at_checked(calling_code(digits)?)
}

/// Whether numbers of this country code may begin with `0` abroad.
pub fn keeps_zero(code: &str) -> bool {
    code.parse().is_ok_and(|code: u16| OWN_ZERO.contains(&code))
}

fn has_trunk_zero(code: &str) -> bool {
    code.parse()
        .is_ok_and(|code: u16| TRUNK_ZERO.contains(&code))
}

/// A number with its country code, without the zero between them that some write.
pub fn without_trunk(digits: &str) -> String {
    let split = split(digits).filter(|(code, _)| has_trunk_zero(code));
    let stripped = split.and_then(|(code, rest)| {
        let rest = rest
            .strip_prefix('0')
            .filter(|rest| !rest.starts_with('0'))?;
        Some(format!("{code}{rest}"))
    });
    stripped.unwrap_or_else(|| digits.to_owned())
}

/// The digits of the full number, country code first, of what is dialled in a region; `None` when it
/// is no number of its plan: too short, too long, or good within one town only.
///
/// Up to six digits are a short code everywhere. Seven or eight without the prefix that the country
/// writes before its numbers are a number within a town. `assigned`: whether its range must be in use.
pub fn dialled(digits: &str, region: Region, assigned: bool) -> Option<String> {
    // More is no number, however it is dialled: 15 digits after the longest prefixes of carriers.
    if !(7..=22).contains(&digits.len()) {
        return None;
    }
    let plan = Plan::from_code(region.as_str()).ok()?;
    let number = PHONE_NUMBER_UTIL
        .parse_and_keep_raw_input(digits, Some(plan))
        .ok()?;
    let full = full(&number)?;
    if number.country_code_source() == CountryCodeSource::FromNumberWithIdd {
        return Some(full);
    }
    if digits.len() <= 8 && !is_whole(&number, digits) {
        return None;
    }
    let fits = if assigned || digits.len() <= 8 {
        PHONE_NUMBER_UTIL.is_valid_number(&number)
    } else {
        is_possible(&number)
    };
    fits.then_some(full)
}

/// Whether digits are all that is dialled within the country, as it writes its numbers.
fn is_whole(number: &PhoneNumber, digits: &str) -> bool {
    let national = PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::National);
    let mut written = national.bytes().filter(u8::is_ascii_digit);
    digits.bytes().all(|digit| written.next() == Some(digit)) && written.next().is_none()
}

fn is_possible(number: &PhoneNumber) -> bool {
    let length = PHONE_NUMBER_UTIL.is_possible_number_with_reason(number);
    matches!(length, Ok(NumberLengthType::IsPossible))
}

fn full(number: &PhoneNumber) -> Option<String> {
    let e164 = PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164);
    e164.strip_prefix('+').map(str::to_owned)
}

/// What a numbering plan says against a number in E.164, in words; `None` when it is as long as
/// numbers of its country are.
pub fn objection(e164: &str) -> Option<&'static str> {
    let Ok(number) = PHONE_NUMBER_UTIL.parse(e164, None) else {
        return Some("no country has this country code");
    };
    if is_possible(&number) {
        return None;
    }
    let length = PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number);
    Some(match length {
        Ok(NumberLengthType::IsPossibleLocalOnly) => "it lacks the area code of its country",
        Err(rlibphonenumber::ValidationError::TooShort) => "it is too short for its country",
        Err(rlibphonenumber::ValidationError::TooLong) => "it is too long for its country",
        _ => "no number of its country is this long",
    })
}
