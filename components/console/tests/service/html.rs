//! A page as a browser takes it apart.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements that have no end tag.
const VOID: [&str; 4] = ["meta", "link", "input", "br"];
/// Elements that our pages are made of; whatever else appears came from outside.
const KNOWN: &str = "html head meta title link body a header form label input button span bdi main \
    h1 h2 h3 h4 p code ul ol li svg defs symbol path circle use div section nav time dl dt dd b br \
    article footer details summary";
/// Attributes that they have.
const ATTRIBUTES: &str = "lang charset name content rel href class method action role for id type \
    required maxlength autocomplete autocapitalize spellcheck placeholder value autofocus dir \
    datetime tabindex viewbox d cx cy r width height";

#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// All text within it.
    pub text: String,
    end: Option<usize>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split(' ').any(|given| given == class)
    }

    /// Its text with each run of white space as one space.
    pub fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Every element of a page in the order of their start tags.
#[derive(Debug, Default)]
pub struct Html {
    pub elements: Vec<Element>,
}

#[derive(Default)]
struct Sink {
    elements: RefCell<Vec<Element>>,
    open: RefCell<Vec<usize>>,
}

impl Sink {
    fn tag(&self, tag: Tag) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        let mut elements = self.elements.borrow_mut();
        let mut open = self.open.borrow_mut();
        if tag.kind == TagKind::EndTag {
            let at = open
                .pop()
                .unwrap_or_else(|| panic!("</{name}> closes nothing"));
            assert_eq!(elements[at].name, name, "is closed by </{name}>");
            elements[at].end = Some(elements.len());
            return TokenSinkResult::Continue;
        }
        if !tag.self_closing && !VOID.contains(&name.as_str()) {
            open.push(elements.len());
        }
        let attributes = tag.attrs.iter();
        elements.push(Element {
            attributes: attributes
                .map(|a| (a.name.local.to_string(), a.value.to_string()))
                .collect(),
            name: name.clone(),
            text: String::new(),
            end: None,
        });
        match name.as_str() {
            "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(tag),
            Token::CharacterTokens(text) => {
                let mut elements = self.elements.borrow_mut();
                for at in self.open.borrow().iter() {
                    elements[*at].text.push_str(&text);
                }
            }
            Token::CommentToken(comment) => panic!("line {line}: <!--{comment}-->"),
            // A customer's text may have one; it is no markup.
            Token::NullCharacterToken => {}
            Token::ParseError(error) if error.contains("character") => {}
            Token::ParseError(error) => panic!("line {line}: {error}"),
            Token::DoctypeToken(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// Takes a page apart.
///
/// # Panics
/// When it is not sound: what [`take_apart`] says, ids that are not unique, references to none.
pub fn parse(page: &str) -> Html {
    let html = take_apart(page);
    html.check_references();
    html
}

/// Takes a page apart whose documents may give one id to several things.
///
/// # Panics
/// When tags do not match, there are elements or attributes that no page of ours has, or links
/// that lead elsewhere.
pub fn take_apart(page: &str) -> Html {
    let input = BufferQueue::default();
    input.push_back(page.into());
    let tokenizer = Tokenizer::new(
        Sink::default(),
        TokenizerOpts {
            exact_errors: true,
            ..TokenizerOpts::default()
        },
    );
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let sink = &tokenizer.sink;
    assert!(sink.open.borrow().is_empty(), "elements are left open");
    let html = Html {
        elements: sink.elements.take(),
    };
    html.check_names();
    html
}

impl Html {
    fn check_names(&self) {
        for element in &self.elements {
            let known = KNOWN.split_whitespace().any(|name| name == element.name);
            assert!(known, "<{}>", element.name);
            for (name, value) in &element.attributes {
                let known = ATTRIBUTES.split_whitespace().any(|known| known == name);
                assert!(known || name.starts_with("aria-"), "{name}={value:?}");
                if matches!(name.as_str(), "href" | "action") {
                    let ours = value.starts_with('#')
                        || value == "/console"
                        || ["/console/", "/support/console"]
                            .iter()
                            .any(|p| value.starts_with(p));
                    assert!(ours, "{name}={value:?}");
                }
            }
        }
        assert_eq!(self.named("h1").count(), 1, "a page has one title");
        assert_eq!(self.named("main").count(), 1);
        let root = self.named("html").next().unwrap();
        assert_eq!(root.attribute("lang"), Some("en"));
    }

    fn check_references(&self) {
        let mut ids: Vec<&str> = Vec::new();
        for id in self.elements.iter().filter_map(|e| e.attribute("id")) {
            assert!(!ids.contains(&id), "id {id:?} twice");
            ids.push(id);
        }
        for element in &self.elements {
            let references = ["for", "aria-labelledby", "aria-describedby"];
            for id in references.iter().filter_map(|name| element.attribute(name)) {
                assert!(ids.contains(&id), "no element has the id {id:?}");
            }
            if element.name == "use" {
                let id = element.attribute("href").unwrap().trim_start_matches('#');
                assert!(ids.contains(&id), "no symbol {id:?}");
            }
        }
    }

    pub fn named(&self, name: &str) -> impl Iterator<Item = &Element> {
        let name = name.to_owned();
        self.elements
            .iter()
            .filter(move |element| element.name == name)
    }

    pub fn with_class(&self, class: &str) -> impl Iterator<Item = &Element> {
        let class = class.to_owned();
        self.elements
            .iter()
            .filter(move |element| element.has_class(&class))
    }

    /// The only element that has this class.
    pub fn only(&self, class: &str) -> &Element {
        let mut found = self.with_class(class);
        let (first, second) = (found.next(), found.next());
        assert!(second.is_none(), "several .{class}");
        first.unwrap_or_else(|| panic!("no .{class}"))
    }

    /// The elements within this one.
    pub fn within(&self, element: &Element) -> &[Element] {
        let start = self
            .elements
            .iter()
            .position(|other| std::ptr::eq(other, element));
        let start = start.unwrap() + 1;
        &self.elements[start..element.end.unwrap_or(start)]
    }

    pub fn link(&self, words: &str) -> Option<&str> {
        let found = self.named("a").find(|link| link.words() == words)?;
        found.attribute("href")
    }

    /// Names of elements and attributes, in order: what text from outside must not change.
    pub fn skeleton(&self) -> Vec<String> {
        let shape = |element: &Element| {
            let names = element.attributes.iter().map(|(name, _)| name.as_str());
            let names: Vec<&str> = names.collect();
            format!("{} {}", element.name, names.join(" "))
        };
        self.elements.iter().map(shape).collect()
    }
}
