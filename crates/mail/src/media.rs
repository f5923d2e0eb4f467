//! `Content-Type` and `Content-Disposition`: a name and parameters (RFC 2045 5.1, RFC 2183).

use mail_parser::parsers::MessageStream;
use percent_encoding::percent_decode_str;

use crate::charset;
use crate::encoded_word;
use crate::header::clean;

/// So much of a field is read, in bytes: mail-parser's time for the sections of RFC 2231 is quadratic.
const MAX: usize = 4096;

/// A field's value.
pub(crate) struct Media<'a> {
    /// The media type or disposition, in lower case.
    pub(crate) kind: String,
    parameters: Vec<(String, String)>,
    raw: &'a str,
}

impl Media<'_> {
    pub(crate) fn read(value: &str) -> Media<'_> {
        let end = value.floor_char_boundary(MAX);
        let raw = value.get(..end).unwrap_or_default();
        let line = format!("{}\n", encoded_word::normalise(raw));
        let parsed = MessageStream::new(line.as_bytes()).parse_content_type();
        let parsed = parsed.into_content_type();
        let kind = parsed.as_ref().map(|parsed| match &parsed.c_subtype {
            Some(subtype) => format!("{}/{subtype}", parsed.c_type),
            None => parsed.c_type.to_string(),
        });
        let parameters = parsed.and_then(|parsed| parsed.attributes).into_iter();
        let parameters = parameters
            .flatten()
            .map(|it| (it.name.into_owned(), it.value.into_owned()));
        Media {
            kind: clean(&kind.unwrap_or_default().to_lowercase()),
            parameters: parameters.collect(),
            raw,
        }
    }

    /// A parameter that is there and not empty. Where it is there in two forms, the extended one
    /// counts (RFC 6266 4.3): the other is for programs that do not know it.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let plain = || {
            let mut named = self.parameters.iter().filter(|(it, _)| it == name);
            named.next().map(|(_, value)| value.clone())
        };
        let value = extended(self.raw, name).or_else(plain)?;
        Some(clean(&value)).filter(|value| !value.is_empty())
    }
}

/// A section of a parameter: its number, whether it is encoded, and its value.
type Section<'a> = (u32, bool, &'a str);

/// `name*=charset'language'%XX`, or the sections `name*0*`, `name*1` and so on (RFC 2231 3 and 4),
/// joined before they are decoded, because a character may begin in one and end in the next.
///
/// mail-parser decodes each for itself, appends them to a plain parameter of the same name, and does
/// not tell which of two was the extended one.
fn extended(value: &str, name: &str) -> Option<String> {
    let pieces = pieces(value).filter_map(|piece| section(piece, name));
    let mut sections: Vec<Section> = pieces.collect();
    sections.sort_by_key(|(number, ..)| *number);
    let (mut charset, mut bytes) = ("", Vec::new());
    for (at, (_, encoded, value)) in sections.into_iter().enumerate() {
        if !encoded {
            bytes.extend(value.bytes().filter(|byte| *byte != b'\\'));
            continue;
        }
        let data = match *value.splitn(3, '\'').collect::<Vec<_>>() {
            [named, _, data] if at == 0 => {
                charset = named;
                data
            }
            _ => value,
        };
        bytes.extend(percent_decode_str(data));
    }
    (!bytes.is_empty()).then(|| charset::decode(&bytes, charset))
}

/// What stands between semicolons, except of those in quotes.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    value.split(move |char| {
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        char == ';' && !quoted
    })
}

fn section<'a>(piece: &'a str, name: &str) -> Option<Section<'a>> {
    let (key, value) = piece.split_once('=')?;
    let (key, section) = key.trim().split_once('*')?;
    if !key.eq_ignore_ascii_case(name) {
        return None;
    }
    let (number, encoded) = match section.strip_suffix('*') {
        _ if section.is_empty() => (0, true),
        Some(number) => (number.parse().ok()?, true),
        None => (section.parse().ok()?, false),
    };
    Some((number, encoded, value.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names() {
        for (parameters, name) in [
            ("filename=plain.png", "plain.png"),
            ("filename=\"a; b=c.png\"", "a; b=c.png"),
            ("filename=\"a; filename*=b.png\"", "a; filename*=b.png"),
            ("FileName=\"a \\\"b\\\".png\"", "a \"b\".png"),
            (
                "filename=plain.png; filename*=utf-8''%E2%82%AC.png",
                "€.png",
            ),
            (
                "filename*=utf-8''%E2%82%AC.png; filename=plain.png",
                "€.png",
            ),
            ("filename=plain.png; filename*=", "plain.png"),
            ("FILENAME*=ISO-8859-1'de'%FC%27.png", "ü'.png"),
            ("filename*=%C3%BC.png", "ü.png"),
            ("filename*=utf-8''50%.png", "50%.png"),
            ("filename*0*=utf-8''%E2%82; filename*1*=%AC.png", "€.png"),
            (
                "filename=plain.png; filename*0*=utf-8''%E2%82; filename*1*=%AC",
                "€",
            ),
            ("filename*1=\"; b.png\"; filename*0=a", "a; b.png"),
            (
                "filename*0*=''a; filename*10=c; filename*2=\"%41'b''\"",
                "a%41'b''c",
            ),
            ("filename=\"=?utf-8?b?4pg=?= =?utf-8?b?uiE=?=\"", "☺!"),
            ("filename*=utf-8''a%0D%0Ab", "a b"),
        ] {
            let value = format!("attachment; {parameters}");
            let media = Media::read(&value);
            assert_eq!(media.kind, "attachment");
            assert_eq!(media.get("filename").as_deref(), Some(name), "{parameters}");
        }
        for parameters in ["", "filename=", "name*=utf-8''a"] {
            assert_eq!(
                Media::read(&format!("inline;{parameters}")).get("filename"),
                None
            );
        }
    }
}
