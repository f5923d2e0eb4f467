//! Postcodes.

use crate::{Region, text};

/// Longest postcode, in bytes.
const LONGEST: usize = 16;

/// Forms of postcodes: `9` a digit, `A` a letter, anything else itself. Spaces and dashes are left
/// out. From the members' addressing guides of the Universal Postal Union.
const FORMS: [(&str, &[&str]); 28] = [
    (
        "AA999AA AA99AA A99AA A999AA A9A9AA AA9A9AA",
        &["GB", "GG", "IM", "JE"],
    ),
    ("A9A9A9", &["CA"]),
    ("99999 999999999", &["US", "PR", "GU", "VI", "AS", "MP"]),
    ("9999AA", &["NL"]),
    ("A99AAAA A9AAAAA D6WAAAA", &["IE"]),
    ("A9999AAA 9999", &["AR"]),
    ("99999999", &["BR"]),
    ("9999999", &["JP", "CL", "IL"]),
    (
        "999999",
        &["CN", "IN", "SG", "RU", "KZ", "BY", "RO", "VN", "CO", "EC"],
    ),
    (
        "9999",
        &[
            "AU", "AT", "BE", "CH", "LI", "DK", "NO", "HU", "NZ", "ZA", "BG", "SI", "CY", "PH",
            "TN", "LU",
        ],
    ),
    (
        "99999",
        &[
            "DE", "FR", "ES", "IT", "SM", "VA", "FI", "AX", "MX", "TR", "UA", "EE", "HR", "TH",
            "KR", "MY", "ID", "MA", "DZ", "SA", "EG", "PK", "RS", "BA", "ME", "MC", "KW",
        ],
    ),
    ("99999", &["SE", "GR", "CZ", "SK"]),
    ("99999", &["PL"]),
    ("9999999", &["PT"]),
    ("999 99999", &["TW"]),
    ("999", &["IS", "FO"]),
    ("LV9999 9999", &["LV"]),
    ("LT99999 99999", &["LT"]),
    ("AD999", &["AD"]),
    ("MD9999 9999", &["MD"]),
    ("AA9999 AAA9999", &["MT"]),
    ("GX111AA", &["GI"]),
    ("99999 9999999999", &["IR"]),
    ("99999 999999", &["PE"]),
    ("999999 99999", &["NG"]),
    ("9999", &["GE", "AM", "AL", "MK", "BD", "PY"]),
    ("99999", &["LK", "NP", "JO", "CU", "GT", "UY", "CR"]),
    ("9999 99999", &["VE"]),
];

/// A postcode for comparison: upper case, without spaces and dashes, at most 16 bytes.
pub fn comparison(written: &str) -> String {
    let chars = written.chars().take(64).map(text::ascii);
    let kept: String = chars.filter(|c| c.is_alphanumeric()).collect();
    let upper = kept.to_uppercase();
    let end = upper.floor_char_boundary(LONGEST);
    upper.get(..end).unwrap_or("").to_owned()
}

/// A postcode as it is written in its country: upper case, with the space or dash that belongs where
/// the form is known (`SW1A 1AA`, `K1A 0B1`, `1012 AB`, `00-950`, `12345-6789`).
pub fn display(written: &str, region: Option<Region>) -> String {
    let code = comparison(written);
    let split = |at: usize, by: char| match code.split_at_checked(at) {
        Some((head, tail)) if !head.is_empty() && !tail.is_empty() => format!("{head}{by}{tail}"),
        _ => code.clone(),
    };
    if region.is_none_or(|region| objection(&code, region).is_some()) {
        return text::line(&written.to_uppercase(), LONGEST);
    }
    match region.as_ref().map_or("", Region::as_str) {
        "GB" | "GG" | "IM" | "JE" | "GI" => split(code.len().saturating_sub(3), ' '),
        "CA" | "IE" | "SE" | "GR" | "CZ" | "SK" => split(3, ' '),
        "NL" => split(4, ' '),
        "US" | "PR" | "GU" | "VI" | "AS" | "MP" | "BR" => split(5, '-'),
        "PL" => split(2, '-'),
        "PT" => split(4, '-'),
        "JP" => split(3, '-'),
        _ => code,
    }
}

/// Whether a postcode has no form of its country; `None` when it has, and for countries whose forms
/// are not known here.
pub fn objection(written: &str, region: Region) -> Option<&'static str> {
    let (forms, _) = FORMS
        .iter()
        .find(|(_, regions)| regions.contains(&region.as_str()))?;
    let code = comparison(written);
    let fits = forms.split(' ').any(|form| {
        let alike = |(form, code): (u8, u8)| match form {
            b'9' => code.is_ascii_digit(),
            b'A' if region.as_str() != "AD" => code.is_ascii_uppercase(),
            literal => literal == code,
        };
        form.len() == code.len() && form.bytes().zip(code.bytes()).all(alike)
    });
    (!fits).then_some("it has not the form of its country's postcodes")
}
