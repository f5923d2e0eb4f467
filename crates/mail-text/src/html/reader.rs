//! HTML as lines, the way a person sees it.

use super::element::{MAX_DEPTH, bounds, ends, is_block, is_void, may_end};
use super::entity::decode;
use super::marks::{Says, says};
use super::token::{Tag, Token, Tokens};
use crate::line::{Line, Mark, is_invisible};

/// The lines of `html`, which the caller has cut to a size worth reading.
///
/// Block elements and `br` end a line, paragraphs stand between blank lines, list items get a sign or
/// number, a link is followed by its target unless that is its text. What is hidden is left out.
pub(crate) fn lines(html: &str) -> Vec<Line<'static>> {
    let mut reader = Reader::default();
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => reader.text(text),
            Token::Start(tag) => reader.start(&tag),
            Token::End(name) => reader.end(&name),
            Token::Comment(_) => {}
        }
    }
    reader.flush();
    reader.lines
}

/// What holds inside an element.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct State {
    hidden: bool,
    /// White space and line ends are kept.
    preformatted: bool,
    mark: Mark,
    /// Block quotations around it.
    depth: usize,
}

/// An open element.
#[derive(Debug, Default)]
struct Open {
    name: String,
    state: State,
    /// The target of a link, and the line and place where its text began.
    link: Option<(String, usize, usize)>,
    /// The number of the next item of a numbered list.
    number: Option<u32>,
}

#[derive(Debug, Default)]
struct Reader {
    lines: Vec<Line<'static>>,
    line: String,
    /// The state of the line's first character.
    line_state: State,
    /// White space came after the line's last character.
    space: bool,
    /// A blank line is due before the next line.
    blank: bool,
    stack: Vec<Open>,
    /// Open elements beyond [`MAX_DEPTH`].
    beyond: usize,
    /// All from here on is history.
    history: bool,
    /// The next block is a signature.
    signature_next: bool,
}

impl Reader {
    fn state(&self) -> State {
        let mut state = self
            .stack
            .last()
            .map_or_else(State::default, |open| open.state);
        if self.history {
            state.mark = Mark::History;
        }
        state
    }

    fn text(&mut self, raw: &str) {
        let state = self.state();
        if state.hidden {
            return;
        }
        for c in decode(raw).chars() {
            if c == '\n' && state.preformatted {
                self.new_line();
            } else if c.is_ascii_whitespace() && !state.preformatted {
                self.space = true;
            } else {
                self.push(c, state);
            }
        }
    }

    fn push(&mut self, c: char, state: State) {
        let moved = self.line_state.mark != state.mark || self.line_state.depth != state.depth;
        if !self.line.is_empty() && moved {
            self.flush();
        }
        if self.line.is_empty() {
            self.line_state = state;
        } else if self.space {
            self.line.push(' ');
        }
        self.space = false;
        self.line.push(c);
    }

    fn words(&mut self, text: &str) {
        let state = self.state();
        if !state.hidden {
            text.chars().for_each(|c| self.push(c, state));
        }
    }

    /// Ends the line if there is one.
    fn flush(&mut self) {
        self.space = false;
        if self.line.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.line);
        let State { mark, depth, .. } = self.line_state;
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            self.blank = true;
        } else {
            self.blank_before(mark, depth);
            self.lines.push(Line {
                text: text.into(),
                mark,
                depth,
            });
        }
    }

    /// Puts the blank line that is due. Between two blocks it belongs to the outer one.
    fn blank_before(&mut self, mark: Mark, depth: usize) {
        let due = std::mem::take(&mut self.blank);
        let Some(last) = self.lines.last().filter(|_| due) else {
            return;
        };
        let mark = if last.mark == mark { mark } else { Mark::None };
        let depth = last.depth.min(depth);
        self.lines.push(Line {
            text: "".into(),
            mark,
            depth,
        });
    }

    /// Ends the line; without one, a blank line is due. Several of them are as good as one.
    fn new_line(&mut self) {
        if self.line.is_empty() {
            self.blank = true;
        }
        self.flush();
    }

    fn start(&mut self, tag: &Tag<'_>) {
        while let Some(at) = self.left_open(&tag.name) {
            self.close_to(at);
        }
        if is_block(&tag.name) {
            self.flush();
            self.blank |= is_apart(tag);
        }
        let said = says(tag);
        self.history |= said == Some(Says::HistoryFromHere);
        match tag.name.as_str() {
            "br" => self.new_line(),
            "img" => self.image(tag),
            "td" | "th" => self.space = true,
            "li" => self.item(),
            _ => {}
        }
        if said == Some(Says::SignatureNext) {
            self.signature_next = true;
        } else if !is_void(&tag.name) {
            self.open(tag, said);
        }
    }

    fn open(&mut self, tag: &Tag<'_>, said: Option<Says>) {
        if self.stack.len() >= MAX_DEPTH {
            self.beyond += 1;
            return;
        }
        let mut state = self.state();
        let next = is_block(&tag.name) && std::mem::take(&mut self.signature_next);
        state.mark = match (state.mark, said) {
            (Mark::History, _) | (_, Some(Says::History)) => Mark::History,
            (Mark::Signature, _) | (_, Some(Says::Signature)) => Mark::Signature,
            _ if next => Mark::Signature,
            (mark, _) => mark,
        };
        state.depth += usize::from(tag.name == "blockquote");
        state.hidden |= is_hidden(tag);
        state.preformatted |= matches!(tag.name.as_str(), "pre" | "listing");
        let target = tag
            .attribute("href")
            .filter(|_| tag.name == "a")
            .map(decode);
        let link = target.map(|target| (target, self.lines.len(), self.line.len()));
        let number = (tag.name == "ol").then_some(1);
        self.stack.push(Open {
            name: tag.name.clone(),
            state,
            link,
            number,
        });
    }

    /// An open element that `new` ends.
    fn left_open(&self, new: &str) -> Option<usize> {
        if !may_end(new) {
            return None;
        }
        for (at, open) in self.stack.iter().enumerate().rev() {
            if ends(new, &open.name) {
                return Some(at);
            }
            if bounds(&open.name) {
                break;
            }
        }
        None
    }

    fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(at) = self.stack.iter().rposition(|open| open.name == name) {
            self.close_to(at);
        }
    }

    /// Closes the elements from the innermost to the one at `at`.
    fn close_to(&mut self, at: usize) {
        while self.stack.len() > at {
            let Some(open) = self.stack.pop() else { return };
            if let Some((target, line, from)) = open.link {
                self.link(&target, line, from);
            }
            if is_block(&open.name) {
                self.flush();
                self.blank |= open.name == "blockquote" || open.name == "table";
            }
        }
    }

    /// Puts the target after the link's text, unless the text says it or spans lines.
    fn link(&mut self, target: &str, line: usize, from: usize) {
        let text = self
            .line
            .get(from..)
            .filter(|_| self.lines.len() == line)
            .unwrap_or("");
        let shown = ["http:", "https:", "mailto:", "tel:"]
            .iter()
            .any(|s| target.starts_with(s));
        if shown && !text.trim().is_empty() && bare(text) != bare(target) {
            let target = target.split_whitespace().collect::<String>();
            self.space = true;
            self.words(&format!("<{target}>"));
        }
    }

    /// An image is its alternative text; a picture of an emoji is the emoji.
    fn image(&mut self, tag: &Tag<'_>) {
        let alt = decode(tag.attribute("alt").unwrap_or(""));
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        if alt.is_empty() {
        } else if alt.chars().any(char::is_alphanumeric) {
            self.words(&format!("[{alt}]"));
        } else {
            self.words(&alt);
        }
    }

    fn item(&mut self) {
        let list = self
            .stack
            .iter_mut()
            .rev()
            .find(|open| matches!(open.name.as_str(), "ol" | "ul"));
        let sign = match list.and_then(|list| list.number.as_mut()) {
            Some(number) => {
                *number = number.saturating_add(1);
                format!("{}.", number.saturating_sub(1))
            }
            None => "-".to_owned(),
        };
        self.words(&sign);
        self.space = true;
    }
}

/// Whether blank lines stand around an element. Outlook's paragraphs are lines: their class has no
/// margin, and a blank line is a paragraph of its own.
fn is_apart(tag: &Tag<'_>) -> bool {
    let style = tag.attribute("style").unwrap_or("").replace(' ', "");
    let flat = style.contains("margin:0") || style.contains("margin-top:0");
    let class = tag.attribute("class").unwrap_or("");
    match tag.name.as_str() {
        "p" => !flat && !class.starts_with("Mso"),
        "blockquote" | "table" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => true,
        _ => false,
    }
}

/// Whether an element is there but not to be seen, as the first words that a mail shows in a list.
fn is_hidden(tag: &Tag<'_>) -> bool {
    let style = tag
        .attribute("style")
        .unwrap_or("")
        .to_ascii_lowercase()
        .replace(' ', "");
    let hides = ["display:none", "visibility:hidden", "mso-hide:all"];
    tag.attribute("hidden").is_some() || hides.iter().any(|property| style.contains(property))
}

/// What is left of an address when nobody would miss the rest.
fn bare(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let start = |a: &str| {
        ["https://", "http://", "mailto:", "tel:", "www."]
            .iter()
            .find_map(|s| a.strip_prefix(s).map(str::to_owned))
    };
    let mut rest = address;
    while let Some(shorter) = start(&rest) {
        rest = shorter;
    }
    rest.trim_end_matches('/')
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .collect()
}
