//! HTML as a row of tags and texts, without building a tree.
//!
//! The rules are those of the HTML standard's tokenizer as far as they decide where a tag ends. Every
//! step consumes input, so the time is linear; a tag keeps at most [`MAX_ATTRIBUTES`] attributes.

/// Attributes of a tag that are read; those after it are skipped. Mail programs write fewer than 20.
const MAX_ATTRIBUTES: usize = 64;

/// Elements whose content is text for a machine up to their end tag.
const RAW: &[&str] = &[
    "iframe", "math", "noembed", "noframes", "script", "style", "svg", "template", "textarea",
    "title", "xmp",
];

/// A piece of HTML. Texts and values are as written, with character references.
#[derive(Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Text(&'a str),
    Start(Tag<'a>),
    /// The name of an end tag, in lower case.
    End(String),
    Comment(&'a str),
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub(crate) struct Tag<'a> {
    /// The name in lower case.
    pub name: String,
    /// Names as written, values without their quotation marks.
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The value of the attribute `name` (lower case), with its character references; `""` when it
    /// has none.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let found = self
            .attributes
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

/// The tokens of some HTML.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// The raw element whose content comes next.
    raw: Option<&'static str>,
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Self {
            rest: html,
            raw: None,
        }
    }

    /// Takes the bytes up to `end`, which is a character boundary.
    fn take(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Takes up to and with the first `end`, or everything; `end` is not part of what is returned.
    fn take_until(&mut self, end: &str) -> &'a str {
        match self.rest.split_once(end) {
            Some((taken, rest)) => {
                self.rest = rest;
                taken
            }
            None => self.take(self.rest.len()),
        }
    }

    /// Skips the content of a raw element; without an end tag that is all the rest.
    fn skip_raw(&mut self, name: &str) {
        let mut rest = self.rest;
        while let Some(at) = rest.find("</") {
            let after = rest.get(at + 2..).unwrap_or("");
            let same = after
                .get(..name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name));
            if same {
                self.rest = rest.get(at..).unwrap_or("");
                return;
            }
            rest = after;
        }
        self.rest = "";
    }

    /// What begins with `<`, or `None` when that is a character of the text.
    fn markup(&mut self) -> Option<Token<'a>> {
        let mut characters = self.rest.chars().skip(1);
        match characters.next()? {
            '!' if self.rest.starts_with("<!--") => {
                self.take(4);
                Some(Token::Comment(self.take_until("-->")))
            }
            // Declarations, and conditional comments of the form `<![if !mso]>`.
            '!' | '?' => Some(Token::Comment(self.take_until(">"))),
            '/' if characters.next()?.is_ascii_alphabetic() => {
                self.take(2);
                let name = self.name();
                self.attributes();
                Some(Token::End(name))
            }
            '/' => Some(Token::Comment(self.take_until(">"))),
            c if c.is_ascii_alphabetic() => {
                self.take(1);
                let name = self.name();
                let attributes = self.attributes();
                self.raw = RAW.iter().find(|raw| **raw == name).copied();
                Some(Token::Start(Tag { name, attributes }))
            }
            _ => None,
        }
    }

    fn name(&mut self) -> String {
        let end = self
            .rest
            .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
        self.take(end.unwrap_or(self.rest.len()))
            .to_ascii_lowercase()
    }

    /// The attributes up to and with the `>` of the tag.
    fn attributes(&mut self) -> Vec<(&'a str, &'a str)> {
        let mut attributes = Vec::new();
        loop {
            let space = |c: char| c.is_ascii_whitespace() || c == '/';
            self.rest = self.rest.trim_start_matches(space);
            if self.rest.is_empty() || self.rest.starts_with('>') {
                self.take(1);
                return attributes;
            }
            // A `=` at the first place is part of the name.
            let end = self
                .rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| space(*c) || "=>".contains(*c));
            let name = self.take(end.map_or(self.rest.len(), |(at, _)| at));
            let value = self.value();
            if attributes.len() < MAX_ATTRIBUTES {
                attributes.push((name, value));
            }
        }
    }

    fn value(&mut self) -> &'a str {
        let Some(value) = self.rest.trim_start().strip_prefix('=') else {
            return "";
        };
        self.rest = value.trim_start();
        match self.rest.chars().next() {
            Some('"') => {
                self.take(1);
                self.take_until("\"")
            }
            Some('\'') => {
                self.take(1);
                self.take_until("'")
            }
            _ => {
                let end = self
                    .rest
                    .find(|c: char| c.is_ascii_whitespace() || c == '>');
                self.take(end.unwrap_or(self.rest.len()))
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(raw) = self.raw.take() {
            self.skip_raw(raw);
        }
        if self.rest.is_empty() {
            return None;
        }
        let mut from = 0;
        if self.rest.starts_with('<') {
            if let Some(token) = self.markup() {
                return Some(token);
            }
            from = 1;
        }
        let text = self.rest.get(from..).unwrap_or("");
        let end = text.find('<').map_or(self.rest.len(), |at| at + from);
        Some(Token::Text(self.take(end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(html: &str) -> Vec<String> {
        let name = |token| match token {
            Token::Text(text) => text.to_owned(),
            Token::Start(tag) => format!("+{}", tag.name),
            Token::End(name) => format!("-{name}"),
            Token::Comment(text) => format!("!{text}"),
        };
        Tokens::new(html).map(name).collect()
    }

    #[test]
    fn tags_end_where_a_browser_ends_them() {
        let table: &[(&str, &[&str])] = &[
            ("a<b>c</B>", &["a", "+b", "c", "-b"]),
            ("1 < 2 <3", &["1 ", "< 2 ", "<3"]),
            ("<a title='>' href=x>y", &["+a", "y"]),
            (
                "<script>if (a<b) '</p>'</script>z",
                &["+script", "-script", "z"],
            ),
            ("<style>p{}", &["+style"]),
            (
                "<!-- <b> -->x<![if !mso]>y",
                &["! <b> ", "x", "!<![if !mso]", "y"],
            ),
            ("<br/>x</ y>", &["+br", "x", "!</ y"]),
            ("<", &["<"]),
            ("x<b", &["x", "+b"]),
        ];
        for (html, tokens) in table {
            assert_eq!(shape(html), *tokens, "{html}");
        }
    }

    #[test]
    fn attributes_are_found_in_every_way_to_write_them() {
        let html = "<div CLASS = \"a b\" id=x name='q>r' hidden data-a=1/>";
        let Some(Token::Start(tag)) = Tokens::new(html).next() else {
            panic!("no tag in {html}")
        };
        let table = [
            ("class", Some("a b")),
            ("id", Some("x")),
            ("name", Some("q>r")),
            ("hidden", Some("")),
            ("data-a", Some("1/")),
            ("style", None),
        ];
        for (name, value) in table {
            assert_eq!(tag.attribute(name), value, "{name}");
        }
    }
}
