//! A mail as lines: what the rules look at, whether it came as text or as HTML.

use std::borrow::Cow;

/// Lines of a plain text that are looked at one by one. What is below them is one last line: it is
/// kept, not taken apart.
const MAX_LINES: usize = 20_000;

/// Signs of quotation that are taken off a line.
const MAX_LEVELS: usize = 50;

/// Bytes of a line that the rules read; a longer one is text.
const MAX_READ: usize = 1_000;

/// What the mail program's HTML says about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mark {
    /// Nothing; the words decide.
    #[default]
    None,
    /// It belongs to an earlier mail.
    History,
    /// It belongs to a signature.
    Signature,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line<'a> {
    /// As written. From HTML without the signs of quotation.
    pub text: Cow<'a, str>,
    pub mark: Mark,
    /// How many block quotations the line is in; 0 in plain text.
    pub depth: usize,
}

/// The lines of a plain text.
pub(crate) fn plain(text: &str) -> Vec<Line<'_>> {
    let line = |text: &'_ str| text.strip_suffix('\r').map_or(text.len(), str::len);
    text.splitn(MAX_LINES, '\n')
        .map(|text| text.get(..line(text)).unwrap_or(text))
        .map(|text| Line {
            text: text.into(),
            mark: Mark::None,
            depth: 0,
        })
        .collect()
}

impl Line<'_> {
    pub fn is_blank(&self) -> bool {
        self.text
            .chars()
            .all(|c| c.is_whitespace() || is_invisible(c))
    }

    /// The line as the rules compare it, `""` when it is too long for any of them.
    pub fn normal(&self) -> String {
        normal(&self.text)
    }

    /// Whether an editor or mail program set the line off as a quotation, by `>` or in HTML.
    pub fn is_quoted(&self) -> bool {
        self.depth > 0 || self.mark == Mark::History || sign(&self.text).is_some()
    }

    /// The line without its signs of quotation, at all levels.
    pub fn unquoted(&self) -> &str {
        let mut text = self.text.as_ref();
        for _ in 0..MAX_LEVELS {
            let Some(rest) = sign(text) else { break };
            text = rest;
        }
        text
    }
}

/// What follows the first `>` of a line. An emoticon as `>:(` is none.
fn sign(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(is_invisible);
    let rest = line.strip_prefix(' ').unwrap_or(line);
    let rest = rest.strip_prefix(['>', '＞'])?;
    let face = !rest.starts_with([' ', '>']) && !rest.is_empty() && rest.trim().len() <= 4;
    (!face || rest.chars().any(char::is_alphanumeric)).then_some(rest)
}

/// The line of The Bat! without its initials and `>` (`NF> text`), `None` when it is none.
pub(crate) fn initials(line: &str) -> Option<&str> {
    let (name, rest) = line.trim_start().split_once('>')?;
    let initials = !name.is_empty() && name.chars().count() <= 4;
    (initials && name.chars().all(char::is_uppercase)).then_some(rest)
}

/// Soft hyphens, joiners of words, byte order and direction marks: programs put them anywhere.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}'
    ) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` as the rules and the tables of words compare it: lower case, one blank for every white
/// space, straight apostrophes, plain hyphens, nothing invisible, trimmed. `""` beyond [`MAX_READ`].
pub(crate) fn normal(text: &str) -> String {
    if text.len() > MAX_READ {
        String::new()
    } else {
        normal_whole(text)
    }
}

/// [`normal`] at any length.
pub(crate) fn normal_whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        match c {
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '’' | '‘' | 'ʼ' | '´' | '`' | '׳' => out.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '־' => out.push('-'),
            '：' => out.push(':'),
            '\u{307}' => {} // what lower case makes of the Turkish `İ`
            c => out.extend(c.to_lowercase().filter(|c| *c != '\u{307}')),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_quotation_are_told_from_faces() {
        let table = [
            ("> a", Some("a")),
            (">a", Some("a")),
            (">> > a", Some("a")),
            (" > a", Some("a")),
            (">", Some("")),
            ("\u{feff}> a", Some("a")),
            (">:(", None),
            (">_<", None),
            ("a > b", None),
        ];
        for (line, inner) in table {
            let line = &plain(line)[0];
            assert_eq!(line.is_quoted(), inner.is_some(), "{}", line.text);
            assert_eq!(line.unquoted().trim(), inner.unwrap_or(line.text.trim()));
        }
        assert_eq!(initials("ОБ> да"), Some(" да"));
        assert_eq!(initials("Menu> da"), None);
    }

    #[test]
    fn the_normal_form_is_the_same_for_every_way_to_write_it() {
        assert_eq!(
            normal(" On\u{202f}MON,\u{a0}’s  ‐‐ İ：\u{200f} "),
            "on mon, 's -- i:"
        );
        assert_eq!(normal(&"x".repeat(MAX_READ + 1)), "");
    }

    #[test]
    fn lines_end_at_either_line_end() {
        let lines: Vec<_> = plain("a \r\nb\n\nc")
            .into_iter()
            .map(|l| l.text.into_owned())
            .collect();
        assert_eq!(lines, ["a ", "b", "", "c"]);
    }
}
