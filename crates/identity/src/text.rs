//! Characters: what is seen, what is not, and what is alike.

use crate::WRITTEN;
use unicode_normalization::UnicodeNormalization;

/// The text in NFC without what is not seen and without space around it; `None` where nothing is
/// left, where it is too long and where it has control characters.
pub fn cleaned(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > WRITTEN || text.chars().any(char::is_control) {
        return None;
    }
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).nfc().collect();
    let seen = seen.trim();
    (!seen.is_empty()).then(|| seen.to_owned())
}

/// Characters that show nothing themselves: zero-width ones, soft hyphens, marks of direction and
/// tags. Phones put such marks around numbers that are copied from their address books.
pub fn is_invisible(char: char) -> bool {
    is_joiner(char)
        || matches!(char, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Zero-width characters that the spelling of some languages needs.
pub fn is_joiner(char: char) -> bool {
    matches!(char, '\u{200c}' | '\u{200d}')
}

/// One line that people read: in NFC, words one space apart, at most `longest` bytes; what is longer
/// is cut. Joiners stay: Persian and the languages of India are spelt with them.
pub fn line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    // What is looked at is bounded, too.
    let looked_at = text.chars().take(4 * longest);
    let spaced = looked_at.map(|c| if c.is_whitespace() { ' ' } else { c });
    let shown = spaced.filter(|c| !c.is_control() && (is_joiner(*c) || !is_invisible(*c)));
    for char in shown.nfc() {
        if line.len() + char.len_utf8() > longest {
            break;
        }
        if char != ' ' || !(line.is_empty() || line.ends_with(' ')) {
            line.push(char);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Lower case in NFC, with one small sigma: case makes no other address.
pub fn folded_case(text: &str) -> String {
    let lower = text.to_lowercase();
    let lower = lower.chars().map(|c| if c == 'ς' { 'σ' } else { c });
    lower.nfc().collect()
}

/// For comparison: lower case, without diacritics, Greek and Cyrillic letters as Latin ones. Other
/// scripts stay as they are.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for char in text.nfd().flat_map(char::to_lowercase) {
        match latin(char) {
            Some(latin) => folded.push_str(latin),
            None if is_mark(char) => {}
            None => folded.push(char),
        }
    }
    folded.nfc().collect()
}

/// The marks that decomposition splits off Latin, Greek and Cyrillic letters.
fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// Letters that are no Latin letter with a mark. Cyrillic as in passports (ICAO 9303, part 3,
/// section 6), Greek as in ELOT 743, letter by letter.
fn latin(char: char) -> Option<&'static str> {
    Some(match char {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        'ə' => "e",
        'а' | 'α' => "a",
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'ґ' | 'γ' => "g",
        'д' | 'δ' => "d",
        'е' | 'э' | 'ε' => "e",
        'є' => "ie",
        'ж' => "zh",
        'з' | 'ζ' => "z",
        'и' | 'і' | 'η' | 'ι' => "i",
        'ј' => "j",
        'к' | 'κ' => "k",
        'л' | 'λ' => "l",
        'љ' => "lj",
        'м' | 'μ' => "m",
        'н' | 'ν' => "n",
        'њ' => "nj",
        'о' | 'ο' | 'ω' => "o",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'σ' | 'ς' => "s",
        'т' | 'τ' => "t",
        'ћ' => "c",
        'у' => "u",
        'υ' => "y",
        'ф' | 'φ' => "f",
        'х' => "kh",
        'χ' => "ch",
        'ц' => "ts",
        'ч' => "ch",
        'џ' => "dz",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' => "ie",
        'ь' => "",
        'ы' => "y",
        'ю' => "iu",
        'я' => "ia",
        'ђ' => "dj",
        'θ' => "th",
        'ξ' => "x",
        'ψ' => "ps",
        _ => return None,
    })
}

/// The zeros of the scripts that write numbers with ten digits of their own, in a row (Unicode's
/// general category Nd).
const ZEROS: [u32; 20] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xA8D0, 0xFF10,
];

/// The ASCII character that is meant: digits of any script, full-width characters, dashes, spaces.
pub fn ascii(char: char) -> char {
    let code = u32::from(char);
    let digit = ZEROS.iter().find_map(|zero| {
        let value = code.checked_sub(*zero).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    });
    match (digit, char) {
        (Some(digit), _) => digit,
        (None, '\u{ff01}'..='\u{ff5e}') => char::from_u32(code - 0xFEE0).unwrap_or(char),
        (None, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}') => '-',
        (None, '\u{fe62}') => '+',
        (None, '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{30fb}') => '.',
        (None, '\u{2044}' | '\u{2215}') => '/',
        _ if char.is_whitespace() => ' ',
        _ => char,
    }
}
