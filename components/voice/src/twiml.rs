//! TwiML: what Twilio is told to do with a call, an XML document.
//!
//! Only these verbs and attributes can be written. What each means:
//! <https://www.twilio.com/docs/voice/twiml/say>, `…/gather`, `…/dial`, `…/number`, `…/record`,
//! `…/redirect`, `…/hangup`. Every URL is absolute, and called by POST.

use throughline_channel_kit::Reply;

/// How long a telephone rings before the call goes on, in seconds: mailboxes of mobile networks take
/// over later than that.
pub const RINGS: &str = "20";
/// The longest talk, in seconds: Twilio's own limit, which an account can lift.
const LONGEST_TALK: &str = "14400";
/// The longest message that is left, in seconds: what is longer Twilio does not transcribe.
const LONGEST_MESSAGE: &str = "120";
/// The longest text of one `<Say>`, in bytes: Twilio takes 4096 characters.
const LONGEST_TEXT: usize = 3000;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Reads a text out.
    Say(Say),
    /// Reads a text out and listens, to words and to keys.
    Gather {
        /// Where what was heard goes; called as well when nothing was.
        action: String,
        /// What is listened for, BCP 47.
        language: &'static str,
        /// What is read out meanwhile.
        says: Vec<Say>,
    },
    /// Connects the call with a telephone.
    Dial {
        /// Where Twilio asks how to go on once that is over.
        action: String,
        /// The number that the telephone shows, where it is not the caller's.
        caller_id: Option<String>,
        /// Records both sides, and says here where the recording is.
        recording: Option<String>,
        /// The telephone.
        number: Number,
    },
    /// Records a message.
    Record {
        /// Where Twilio asks how to go on.
        action: String,
        /// Where it says that the recording is there.
        recording: String,
        /// Where it sends the words, if it is to write them down.
        transcription: Option<String>,
    },
    /// Goes on with another document.
    Redirect(String),
    /// Ends the call.
    Hangup,
}

/// A text to be read out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// In which language, BCP 47.
    pub language: &'static str,
    /// What. Its first 3000 bytes.
    pub text: String,
}

/// A telephone to connect with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its number.
    pub number: String,
    /// The document for whoever takes it, before the two are connected.
    pub url: Option<String>,
    /// Where Twilio says what becomes of this leg of the call.
    pub status: String,
}

/// The answer that holds a document.
pub fn reply(verbs: &[Verb]) -> Reply {
    Reply::Body {
        content_type: "text/xml; charset=utf-8",
        body: document(verbs).into_bytes(),
    }
}

/// The document.
pub fn document(verbs: &[Verb]) -> String {
    let mut xml = Xml(r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned());
    if verbs.is_empty() {
        xml.empty("Response", &[]);
        return xml.0;
    }
    xml.open("Response", &[]);
    verbs.iter().for_each(|verb| write(verb, &mut xml));
    xml.close("Response");
    xml.0
}

fn write(verb: &Verb, xml: &mut Xml) {
    match verb {
        Verb::Say(say) => xml.say(say),
        Verb::Gather {
            action,
            language,
            says,
        } => {
            xml.open(
                "Gather",
                &[
                    ("input", "dtmf speech"),
                    ("action", action),
                    ("method", "POST"),
                    ("actionOnEmptyResult", "true"),
                    ("numDigits", "1"),
                    ("timeout", "5"),
                    ("speechTimeout", "auto"),
                    ("language", language),
                ],
            );
            says.iter().for_each(|say| xml.say(say));
            xml.close("Gather");
        }
        Verb::Dial {
            action,
            caller_id,
            recording,
            number,
        } => {
            let mut attributes = vec![
                ("action", action.as_str()),
                ("method", "POST"),
                ("timeout", RINGS),
                ("timeLimit", LONGEST_TALK),
                ("answerOnBridge", "true"),
            ];
            attributes.extend(caller_id.as_deref().map(|own| ("callerId", own)));
            if let Some(url) = recording {
                attributes.extend([
                    ("record", "record-from-answer-dual"),
                    ("recordingStatusCallback", url),
                    ("recordingStatusCallbackMethod", "POST"),
                ]);
            }
            xml.open("Dial", &attributes);
            xml.number(number);
            xml.close("Dial");
        }
        Verb::Record {
            action,
            recording,
            transcription,
        } => {
            let mut attributes = vec![
                ("action", action.as_str()),
                ("method", "POST"),
                ("maxLength", LONGEST_MESSAGE),
                ("timeout", "10"),
                ("finishOnKey", "#"),
                ("playBeep", "true"),
                ("recordingStatusCallback", recording),
                ("recordingStatusCallbackMethod", "POST"),
            ];
            if let Some(url) = transcription {
                attributes.extend([("transcribe", "true"), ("transcribeCallback", url)]);
            }
            xml.empty("Record", &attributes);
        }
        Verb::Redirect(url) => {
            xml.open("Redirect", &[("method", "POST")]);
            xml.text(url);
            xml.close("Redirect");
        }
        Verb::Hangup => xml.empty("Hangup", &[]),
    }
}

struct Xml(String);

impl Xml {
    fn say(&mut self, say: &Say) {
        self.open("Say", &[("language", say.language)]);
        let end = say.text.floor_char_boundary(LONGEST_TEXT);
        self.text(say.text.get(..end).unwrap_or_default());
        self.close("Say");
    }

    fn number(&mut self, number: &Number) {
        let mut attributes = Vec::new();
        if let Some(url) = &number.url {
            attributes.extend([("url", url.as_str()), ("method", "POST")]);
        }
        attributes.extend([
            ("statusCallback", number.status.as_str()),
            ("statusCallbackMethod", "POST"),
            (
                "statusCallbackEvent",
                "initiated ringing answered completed",
            ),
        ]);
        self.open("Number", &attributes);
        self.text(&number.number);
        self.close("Number");
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">");
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>");
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push_str(end);
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// Escaped for a text and for an attribute; what no XML document can hold (XML 1.0, 2.2) is left
    /// out.
    fn text(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&apos;"),
                '\t' | '\n' | '\r' => self.0.push(' '),
                '\0'..' ' | '\u{fffe}' | '\u{ffff}' => {}
                char => self.0.push(char),
            }
        }
    }
}
