//! HTML that is safe to show in a page.
//!
//! Two steps. The first writes the HTML anew: known elements only, nested as the standard wants them
//! and never deeper than [`MAX_DEPTH`], a few attributes each. The second is ammonia, a sanitiser on a
//! browser's parser, which decides what is allowed. The first step makes the second one's time linear
//! (a parser's grows with the depth, and with the square of a tag's attributes) and its tree equal to
//! what is written, so that cleaning twice changes nothing.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::element::{MAX_DEPTH, bounds, ends, is_void, may_end};
use super::entity::decode;
use super::token::{Tag, Token, Tokens};

/// Elements that are kept. Of others the content stays, except of those that hold no text for people
/// ([`super::token`] skips it).
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that are kept, on every element that has them.
const ATTRIBUTES: &[&str] = &[
    "align", "alt", "colspan", "dir", "height", "lang", "rowspan", "start", "title", "width",
];

/// Where a link may lead.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut policy = Builder::empty();
    policy
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(["script", "style"].into())
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .tag_attributes(
            [
                ("a", ["href"].into()),
                ("img", ["data-cid", "data-remote"].into()),
            ]
            .into(),
        )
        .url_schemes(SCHEMES.iter().copied().collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    policy
});

/// See [`crate::sanitise`].
pub(crate) fn sanitise(html: &str) -> String {
    let safe = POLICY.clean(&tidy(super::cut(html))).to_string();
    let mut out = String::with_capacity(safe.len());
    for c in safe.chars() {
        match SIGNS.iter().find(|(stand_in, ..)| *stand_in == c) {
            Some((_, _, written)) => out.push_str(written),
            None => out.push(c),
        }
    }
    out
}

/// Characters of texts that the parser would stop at, and what they are written as. It appends what it
/// stopped at by copying the whole text so far: a text of `&` would take time by its square. It therefore
/// sees stand-ins, which Unicode sets aside for a program's own use and which no mail may hold.
const SIGNS: &[(char, char, &str)] = &[
    ('\u{fdd0}', '&', "&amp;"),
    ('\u{fdd1}', '<', "&lt;"),
    ('\u{fdd2}', '>', "&gt;"),
    ('\u{fdd3}', '\n', "\n"),
];

/// The HTML with its known elements well nested.
fn tidy(html: &str) -> String {
    let mut tidy = Tidy {
        out: String::with_capacity(html.len()),
        stack: Vec::new(),
        beyond: 0,
    };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => tidy.text(text),
            Token::Start(tag) => tidy.start(&tag),
            Token::End(name) => tidy.end(&name),
            Token::Comment(_) => {}
        }
    }
    tidy.close_to(0);
    tidy.out
}

struct Tidy {
    out: String,
    /// The names of the open elements.
    stack: Vec<&'static str>,
    /// Known elements that were left out because they were nested too deep.
    beyond: usize,
}

impl Tidy {
    fn text(&mut self, text: &str) {
        // Text between a table's cells would be moved out of the table.
        let structure = self.stack.last().is_some_and(|open| is_structure(open));
        let text = decode(text);
        if structure && text.trim().is_empty() {
            return;
        }
        if structure {
            self.place("td");
        }
        for c in text.chars() {
            match SIGNS.iter().find(|(_, sign, _)| *sign == c) {
                Some((stand_in, ..)) => self.out.push(*stand_in),
                None if is_foreign(c) => {}
                None => self.out.push(c),
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let Some(name) = ELEMENTS.iter().find(|name| **name == tag.name).copied() else {
            return;
        };
        while let Some(at) = self.left_open(name) {
            self.close_to(at);
        }
        if !self.place(name) {
            return;
        }
        if self.stack.len() >= MAX_DEPTH {
            self.beyond += usize::from(!is_void(name));
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for kept in ATTRIBUTES {
            if let Some(value) = tag.attribute(kept) {
                self.attribute(kept, &decode(value));
            }
        }
        self.address(tag);
        self.out.push('>');
        if !is_void(name) {
            self.stack.push(name);
        }
    }

    /// Opens what a part of a table needs around it; `false` when `name` has no place here.
    fn place(&mut self, name: &'static str) -> bool {
        let parent = self.stack.last().copied().unwrap_or("");
        // A link ends at the next one.
        if name == "a" && self.stack.contains(&"a") {
            return false;
        }
        let missing: &[&'static str] = match (parent, name) {
            ("table", "caption" | "tbody" | "thead" | "tfoot") => &[],
            ("table", "tr") => &["tbody"],
            ("table", "td" | "th") => &["tbody", "tr"],
            ("table", _) => &["tbody", "tr", "td"],
            ("tbody" | "thead" | "tfoot", "tr") => &[],
            ("tbody" | "thead" | "tfoot", "td" | "th") => &["tr"],
            ("tbody" | "thead" | "tfoot", _) => &["tr", "td"],
            ("tr", "td" | "th") => &[],
            ("tr", _) => &["td"],
            (_, "caption" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th") => return false,
            _ => &[],
        };
        for name in missing {
            self.out.push('<');
            self.out.push_str(name);
            self.out.push('>');
            self.stack.push(name);
        }
        true
    }

    fn left_open(&self, new: &str) -> Option<usize> {
        if !may_end(new) {
            return None;
        }
        let heading = |name: &str| matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        // A heading ends only one that it stands in directly.
        if heading(new) && self.stack.last().is_some_and(|open| heading(open)) {
            return Some(self.stack.len() - 1);
        }
        for (at, open) in self.stack.iter().enumerate().rev() {
            if ends(new, open) {
                return Some(at);
            }
            if bounds(open) {
                break;
            }
        }
        None
    }

    fn end(&mut self, name: &str) {
        if !ELEMENTS.contains(&name) {
        } else if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(at) = self.stack.iter().rposition(|open| *open == name) {
            self.close_to(at);
        }
    }

    fn close_to(&mut self, at: usize) {
        while self.stack.len() > at {
            let Some(name) = self.stack.pop() else { return };
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// The target of a link; of an image what it would have loaded, as data that loads nothing.
    fn address(&mut self, tag: &Tag<'_>) {
        let value = |name| {
            tag.attribute(name).map(|value| {
                // Browsers read an address without these, and so must whoever checks its scheme.
                let visible = decode(value).replace(char::is_control, "");
                visible.trim().to_owned()
            })
        };
        match tag.name.as_str() {
            "a" => {
                if let Some(target) = value("href") {
                    self.attribute("href", &target);
                }
            }
            "img" => {
                for kept in ["data-cid", "data-remote"] {
                    if let Some(value) = value(kept) {
                        self.attribute(kept, &value);
                    }
                }
                let source = value("src").unwrap_or_default();
                let (scheme, rest) = source.split_once(':').unwrap_or(("", ""));
                match scheme.to_ascii_lowercase().as_str() {
                    "cid" => self.attribute("data-cid", rest),
                    "http" | "https" => self.attribute("data-remote", &source),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        for c in value.chars().filter(|c| !is_foreign(*c)) {
            match c {
                '&' => self.out.push_str("&amp;"),
                '"' => self.out.push_str("&quot;"),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

fn is_structure(name: &str) -> bool {
    matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr")
}

/// What no HTML may hold: NUL, the carriage return that a parser takes for a line end, the stand-ins.
fn is_foreign(c: char) -> bool {
    matches!(c, '\0' | '\r' | '\u{fdd0}'..='\u{fdd3}')
}
