//! Character references: `&amp;`, `&#8364;`, `&#x20AC;`.

use markup5ever::data::NAMED_ENTITIES;

/// The longest name in the standard's table is 32 bytes (`CounterClockwiseContourIntegral;`).
const MAX_NAME: usize = 33;

/// `text` with its character references replaced. What is none stays as it is.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        rest = reference.get(1..).unwrap_or("");
        match numeric(rest).or_else(|| named(rest)) {
            Some((length, characters)) => {
                out.extend(characters.into_iter().flatten());
                rest = rest.get(length..).unwrap_or("");
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// What stands for a reference: its length after the `&`, and one or two characters.
type Decoded = (usize, [Option<char>; 2]);

fn numeric(text: &str) -> Option<Decoded> {
    let number = text.strip_prefix('#')?;
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let count = digits
        .bytes()
        .take_while(|b| char::from(*b).is_digit(radix))
        .count();
    // A number too large stands for no character, like the surrogates.
    let value = u32::from_str_radix(digits.get(..count)?, radix).unwrap_or(u32::MAX);
    if count == 0 {
        return None;
    }
    let start = text.len() - digits.len() + count;
    let semicolon = usize::from(digits.get(count..)?.starts_with(';'));
    Some((start + semicolon, [Some(character(value)), None]))
}

/// The standard reads 128 to 159 as Windows-1252, as old programs meant them.
fn character(value: u32) -> char {
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let windows = value
        .checked_sub(128)
        .and_then(|i| WINDOWS.get(usize::try_from(i).ok()?));
    let read = windows.copied().or_else(|| char::from_u32(value));
    read.filter(|c| *c != '\0')
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn named(text: &str) -> Option<Decoded> {
    let name = text
        .bytes()
        .take(MAX_NAME)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let semicolon = usize::from(text.get(name..)?.starts_with(';'));
    // The old names are good without a semicolon, also before more letters: `&nbspx`.
    (1..=name + semicolon).rev().find_map(|length| {
        let (first, second) = NAMED_ENTITIES.get(text.get(..length)?)?;
        let characters = [*first, *second].map(|c| char::from_u32(c).filter(|c| *c != '\0'));
        characters[0].map(|_| (length, characters))
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_replaced_and_the_rest_stays() {
        let table = [
            ("a &amp; b &lt;c&gt;", "a & b <c>"),
            ("&nbsp;&shy;&euro;&nbspx", "\u{a0}\u{ad}€\u{a0}x"),
            ("&#8364;&#x20AC;&#128;&#0;&#xD800;", "€€€\u{fffd}\u{fffd}"),
            (
                "&bogus; & &# &#x; AT&T?a=1&b",
                "&bogus; & &# &#x; AT&T?a=1&b",
            ),
            ("&bne;", "=\u{20e5}"),
            ("&#99999999999;é&", "\u{fffd}é&"),
        ];
        for (text, decoded) in table {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }
}
