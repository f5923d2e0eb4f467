//! Everything that can be written is something that Twilio has.

mod twiml;

use throughline_voice::twiml::{Number, Say, Verb, document};

fn url(path: &str) -> String {
    format!("https://hooks.example.com/webhooks/voice/twilio/{path}?call=int_1&lang=en-US")
}

/// With every attribute that there can be. A verb that is added has to be added here: the match has no
/// other arm.
fn every_verb() -> Vec<Verb> {
    let say = |text: &str| Say {
        language: "en-US",
        text: text.to_owned(),
    };
    let verbs = vec![
        Verb::Say(say("a < b && c > \"d\" 'e' \u{0}\u{1b}\u{fffe}\n😀")),
        Verb::Gather {
            action: url("input"),
            language: "de-DE",
            says: vec![say("x"), say("")],
        },
        Verb::Dial {
            action: url("dial"),
            caller_id: Some("+14155550199".to_owned()),
            recording: Some(url("recording")),
            number: Number {
                number: "+14155550123".to_owned(),
                url: Some(url("whisper")),
                status: url("agent"),
            },
        },
        Verb::Record {
            action: url("voicemail"),
            recording: url("recording"),
            transcription: Some(url("transcription")),
        },
        Verb::Redirect(url("")),
        Verb::Hangup,
    ];
    for verb in &verbs {
        match verb {
            Verb::Say(_)
            | Verb::Gather { .. }
            | Verb::Dial { .. }
            | Verb::Record { .. }
            | Verb::Redirect(_)
            | Verb::Hangup => {}
        }
    }
    verbs
}

#[test]
fn every_element_and_attribute_is_twilios() {
    let root = twiml::read(&document(&every_verb()));
    let names: Vec<&str> = root.children.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(
        names,
        ["Say", "Gather", "Dial", "Record", "Redirect", "Hangup"]
    );
    assert_eq!(root.children[0].text, "a < b && c > \"d\" 'e'  😀");
    assert_eq!(
        root.every("action"),
        [url("input"), url("dial"), url("voicemail")]
    );
    assert_eq!(twiml::read(&document(&[])).children, []);
}

/// The reader of these tests notices what is wrong.
#[test]
fn what_twilio_does_not_have_is_noticed() {
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    for wrong in [
        "<Response><Speak>x</Speak></Response>",
        "<Response><Say lang=\"en-US\">x</Say></Response>",
        "<Response><Say language=\"tlh\">x</Say></Response>",
        "<Response><Number>1</Number></Response>",
        "<Response><Say>a & b</Say></Response>",
        "<Response><Say>a \u{1} b</Say></Response>",
        "<Response><Hangup>x</Hangup></Response>",
        "<Response><Redirect>http://elsewhere.example</Redirect></Response>",
        "<Response><Hangup/></Response>x",
        "<Response><Dial action=\"/relative\"><Number>1</Number></Dial></Response>",
    ] {
        let read = std::panic::catch_unwind(|| twiml::read(&format!("{head}{wrong}")));
        assert!(read.is_err(), "{wrong}");
    }
}

#[test]
fn a_text_is_cut_between_two_characters() {
    let long = Verb::Say(Say {
        language: "en-US",
        text: "é".repeat(5000),
    });
    assert_eq!(twiml::read(&document(&[long])).said().len(), 3000);
}
