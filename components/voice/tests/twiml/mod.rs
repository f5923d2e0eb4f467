//! TwiML read back: whether Twilio has every element and attribute, in its place.
//!
//! The names are those of Twilio's documentation: <https://www.twilio.com/docs/voice/twiml> and its
//! pages `say`, `gather`, `dial`, `number`, `record`, `redirect` and `hangup`; the same as in
//! `twilio/twiml/voice_response.py` of Twilio's Python library, release 9.13.
#![allow(dead_code, reason = "each test uses a part")]

/// An element: where it may stand, whether it holds text, and its attributes with their values where
/// those are a closed set.
struct Known {
    name: &'static str,
    within: &'static [&'static str],
    text: bool,
    attributes: &'static [(&'static str, &'static [&'static str])],
}

const ANY: &[&str] = &[];
const POST: &[&str] = &["GET", "POST"];
const BOOL: &[&str] = &["true", "false"];

const ELEMENTS: [Known; 8] = [
    Known {
        name: "Response",
        within: &[],
        text: false,
        attributes: &[],
    },
    Known {
        name: "Say",
        within: &["Response", "Gather"],
        text: true,
        attributes: &[("voice", ANY), ("loop", ANY), ("language", LANGUAGES)],
    },
    Known {
        name: "Gather",
        within: &["Response"],
        text: false,
        attributes: &[
            ("action", ANY),
            ("finishOnKey", ANY),
            ("hints", ANY),
            ("input", &["dtmf", "speech", "dtmf speech"]),
            ("language", LANGUAGES),
            ("method", POST),
            ("numDigits", ANY),
            ("partialResultCallback", ANY),
            ("partialResultCallbackMethod", POST),
            ("profanityFilter", BOOL),
            ("speechTimeout", ANY),
            ("timeout", ANY),
            ("speechModel", ANY),
            ("enhanced", BOOL),
            ("actionOnEmptyResult", BOOL),
        ],
    },
    Known {
        name: "Dial",
        within: &["Response"],
        text: true,
        attributes: &[
            ("action", ANY),
            ("answerOnBridge", BOOL),
            ("callerId", ANY),
            ("hangupOnStar", BOOL),
            ("method", POST),
            (
                "record",
                &[
                    "do-not-record",
                    "record-from-answer",
                    "record-from-ringing",
                    "record-from-answer-dual",
                    "record-from-ringing-dual",
                    "true",
                    "false",
                ],
            ),
            ("recordingStatusCallback", ANY),
            ("recordingStatusCallbackMethod", POST),
            ("recordingStatusCallbackEvent", ANY),
            ("recordingTrack", &["inbound", "outbound", "both"]),
            ("referUrl", ANY),
            ("referMethod", POST),
            ("ringTone", ANY),
            ("sequential", BOOL),
            ("timeLimit", ANY),
            ("timeout", ANY),
            ("trim", &["trim-silence", "do-not-trim"]),
        ],
    },
    Known {
        name: "Number",
        within: &["Dial"],
        text: true,
        attributes: &[
            ("sendDigits", ANY),
            ("url", ANY),
            ("method", POST),
            ("byoc", ANY),
            (
                "statusCallbackEvent",
                &["initiated ringing answered completed"],
            ),
            ("statusCallback", ANY),
            ("statusCallbackMethod", POST),
        ],
    },
    Known {
        name: "Record",
        within: &["Response"],
        text: false,
        attributes: &[
            ("action", ANY),
            ("method", POST),
            ("timeout", ANY),
            ("finishOnKey", ANY),
            ("maxLength", ANY),
            ("playBeep", BOOL),
            ("trim", &["trim-silence", "do-not-trim"]),
            ("recordingStatusCallback", ANY),
            ("recordingStatusCallbackMethod", POST),
            ("recordingStatusCallbackEvent", ANY),
            ("transcribe", BOOL),
            ("transcribeCallback", ANY),
        ],
    },
    Known {
        name: "Redirect",
        within: &["Response"],
        text: true,
        attributes: &[("method", POST)],
    },
    Known {
        name: "Hangup",
        within: &["Response"],
        text: false,
        attributes: &[],
    },
];

/// Those that both `<Say>` and `<Gather>` have.
const LANGUAGES: &[&str] = &[
    "de-DE", "en-AU", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR",
    "it-IT", "nl-NL", "pt-BR", "pt-PT",
];

/// Attributes that hold a URL.
const URLS: [&str; 6] = [
    "action",
    "url",
    "statusCallback",
    "recordingStatusCallback",
    "transcribeCallback",
    "partialResultCallback",
];

/// An element as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its text.
    pub text: String,
    /// What it holds.
    pub children: Vec<Element>,
}

impl Element {
    /// This element and all below it.
    pub fn all(&self) -> Vec<&Element> {
        let below = self.children.iter().flat_map(Element::all);
        std::iter::once(self).chain(below).collect()
    }

    /// The values of an attribute, wherever it is.
    pub fn every(&self, attribute: &str) -> Vec<&str> {
        let all = self.all().into_iter().flat_map(|e| &e.attributes);
        let found = all.filter(|(name, _)| name == attribute);
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// All that is said.
    pub fn said(&self) -> String {
        let says = self.all().into_iter().filter(|e| e.name == "Say");
        says.map(|e| e.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Every URL.
    pub fn urls(&self) -> Vec<&str> {
        let redirects = self.all().into_iter().filter(|e| e.name == "Redirect");
        let redirects = redirects.map(|e| e.text.as_str());
        let attributes = URLS.iter().flat_map(|name| self.every(name));
        attributes.chain(redirects).collect()
    }
}

/// Reads a document and checks each part of it.
pub fn read(document: &str) -> Element {
    let body = document.strip_prefix(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    let mut reader = Reader(body.expect("it says what it is"));
    let root = reader.element("");
    assert_eq!(reader.0, "", "something follows: {document}");
    assert_eq!(root.name, "Response", "{document}");
    for url in root.urls() {
        let is_ours = url.starts_with("https://hooks.example.com/webhooks/voice/twilio");
        assert!(
            is_ours && url.bytes().all(|b| b.is_ascii_graphic()),
            "{url}"
        );
    }
    root
}

/// As much of XML as is written: every character is one that XML has, and escaped where it must be.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn element(&mut self, parent: &str) -> Element {
        self.expect("<");
        let name = self.until(&[' ', '/', '>']);
        let known = ELEMENTS.iter().find(|known| known.name == name);
        let known = known.unwrap_or_else(|| panic!("Twilio has no <{name}>"));
        let stands = known.within.contains(&parent) || parent.is_empty() && known.within.is_empty();
        assert!(stands, "<{name}> stands in <{parent}>");
        let mut element = Element {
            name: name.clone(),
            attributes: Vec::new(),
            text: String::new(),
            children: Vec::new(),
        };
        while self.skip(" ") {
            let attribute = self.until(&['=']);
            self.expect("=\"");
            let value = unescape(&self.until(&['"', '<', '>']));
            self.expect("\"");
            let known = known
                .attributes
                .iter()
                .find(|(known, _)| *known == attribute);
            let (_, values) = known.unwrap_or_else(|| panic!("<{name}> has no {attribute}"));
            assert!(
                values.is_empty() || values.contains(&value.as_str()),
                "{attribute}={value}"
            );
            let twice = element
                .attributes
                .iter()
                .any(|(other, _)| *other == attribute);
            assert!(!twice, "{attribute} is there twice");
            element.attributes.push((attribute, value));
        }
        if self.skip("/>") {
            return element;
        }
        self.expect(">");
        while !self.skip(&format!("</{name}>")) {
            if self.0.starts_with('<') {
                element.children.push(self.element(&name));
            } else {
                element.text += &unescape(&self.until(&['<', '>', '"', '\'']));
                assert!(self.0.starts_with('<'), "unescaped: {}", self.0);
            }
        }
        assert!(known.text || element.text.is_empty(), "<{name}> holds text");
        element
    }

    fn until(&mut self, ends: &[char]) -> String {
        let at = self.0.find(ends).expect("it goes on");
        let (read, rest) = self.0.split_at(at);
        self.0 = rest;
        read.to_owned()
    }

    fn skip(&mut self, prefix: &str) -> bool {
        match self.0.strip_prefix(prefix) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, prefix: &str) {
        assert!(
            self.skip(prefix),
            "{prefix:?} is missing before {:?}",
            self.0
        );
    }
}

fn unescape(text: &str) -> String {
    let is_xml = |char: char| !matches!(char, '\0'..' ' | '\u{fffe}' | '\u{ffff}');
    assert!(text.chars().all(is_xml), "no XML: {text:?}");
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';').expect("& is escaped");
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            other => panic!("&{other};"),
        });
        plain.push_str(rest);
    }
    plain
}
