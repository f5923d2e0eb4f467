//! What is said to whom, and what must never be said.

use throughline_channel_kit::Known;
use throughline_channel_kit::calls::{Briefing, Caller};
use throughline_channel_kit::types::Receipt;

use super::customer::{ATTESTED, FROM, ann, answer, composed, settings};
use super::provider::{self, CALL, about, form, incoming};
use super::twiml::read;

/// Whatever the timeline says of a caller who is not proven, the document is that of a stranger.
#[test]
fn nothing_personal_is_said_to_a_caller_who_is_not_proven() {
    let receipt = Receipt {
        interaction_id: CALL.into(),
        customer_id: "cus_1".into(),
        seq: 7,
        ticket_id: Some("tkt_1".into()),
        duplicate: false,
    };
    let caller = |proven: bool, language: Option<&str>, ticket: Option<&str>| Known {
        caller: Some(Caller {
            receipt: receipt.clone(),
            proven,
            language: language.map(str::to_owned),
            ticket: ticket.map(str::to_owned),
        }),
        briefing: Some(ann()),
    };
    let closed = form("", "hours=closed", provider::IDS);
    for webhook in [incoming(FROM), incoming(ATTESTED), closed] {
        let stranger = composed(&webhook, &settings(), &caller(false, None, None));
        let unproven = composed(
            &webhook,
            &settings(),
            &caller(false, Some("de"), Some("Lampe")),
        );
        assert_eq!(unproven, stranger);
        for word in ["Lampe", "Ann", "kaputt", "de-DE", "lang=de", "cus_", "tkt_"] {
            assert!(
                !format!("{stranger:?}").contains(word),
                "{word}: {stranger:?}"
            );
        }
        let proven = composed(
            &webhook,
            &settings(),
            &caller(true, Some("de"), Some("Lampe")),
        );
        assert_eq!(proven.every("language")[0], "de-DE");
    }
    let proven = composed(
        &incoming(ATTESTED),
        &settings(),
        &caller(true, None, Some("Lampe")),
    );
    assert!(
        proven.said().contains("You wrote to us about: Lampe."),
        "{}",
        proven.said()
    );
    let nothing = composed(
        &incoming(ATTESTED),
        &settings(),
        &caller(true, None, Some("4111111111111111")),
    );
    assert!(!nothing.said().contains("You wrote"), "{}", nothing.said());
}

/// What an agent is told is in no document that a caller hears.
#[test]
fn only_the_agents_leg_hears_who_calls() {
    let personal = ["Quux", "Meine Lampe", "987654321", "x.example"];
    let recorded = settings().with("voice_record", "true");
    for settings in [settings(), recorded] {
        for step in ["", "input", "dial", "voicemail", "announce"] {
            let fields = format!("{ATTESTED}&DialCallStatus=busy&SpeechResult=x");
            let document = answer(about(step, &fields), &settings);
            for word in personal {
                assert!(!document.contains(word), "{step}: {document}");
            }
        }
        for step in ["whisper", "connect"] {
            let said = read(&answer(about(step, FROM), &settings)).said();
            for word in [
                "Ann Müller-Quux",
                "Lampe kaputt",
                "Meine Lampe & ich",
                "Deutsch",
            ] {
                assert!(said.contains(word), "{step}: {said}");
            }
            assert!(!said.contains("not verified"), "{said}");
        }
    }
}

#[test]
fn the_agent_is_told_what_is_known_and_no_more() {
    let whisper = |change: &dyn Fn(&mut Briefing)| {
        let mut briefing = ann();
        change(&mut briefing);
        let known = Known {
            caller: None,
            briefing: Some(briefing),
        };
        composed(&about("whisper", FROM), &settings(), &known)
    };
    assert!(
        whisper(&|b| b.unproven = true)
            .said()
            .ends_with("The number is not verified.")
    );
    assert!(
        whisper(&|b| b.name = None)
            .said()
            .starts_with("A customer is calling.")
    );
    assert!(
        whisper(&|b| b.name = Some(" \n".into()))
            .said()
            .starts_with("A customer is calling.")
    );
    assert!(!whisper(&|b| b.ticket = None).said().contains("ticket"));
    for (said, heard) in [
        (None, None),
        (Some(""), None),
        (Some("1"), None),
        (Some("1\n"), None),
        (Some("2"), Some("The customer pressed 2.")),
        (Some("1\n22*"), Some("The customer pressed 1 22*.")),
        (Some("1\nMy lamp"), Some("The customer said:\n1 My lamp")),
    ] {
        let document = whisper(&|b| b.said = said.map(str::to_owned)).said();
        let expected = heard.unwrap_or("The open ticket");
        assert!(document.contains(expected), "{said:?}: {document}");
        assert_eq!(
            heard.is_some(),
            document.contains("The customer"),
            "{document}"
        );
    }
    let spoken = |language: &str| {
        let language = language.to_owned();
        whisper(&|b| b.language = Some(language.clone())).said()
    };
    assert!(spoken("nl").contains("Language: Nederlands."));
    assert!(spoken("ja").contains("Language: ja."));
    let long = whisper(&|b| b.said = Some("word ".repeat(10_000)));
    assert!(long.said().len() < 800);
    let unknown = composed(&about("whisper", FROM), &settings(), &Known::default());
    assert_eq!(unknown.said(), "A customer is calling.");
}

#[test]
fn nothing_is_recorded_unless_the_operator_says_so() {
    for (value, records) in [
        ("true", true),
        ("false", false),
        ("", false),
        ("True", false),
        ("yes", false),
        ("1", false),
    ] {
        let settings = settings().with("voice_record", value);
        for (step, announced) in [
            ("", "This call is recorded."),
            ("connect", "This call is recorded."),
        ] {
            let document = read(&answer(about(step, FROM), &settings));
            let recorded = !document.every("record").is_empty();
            assert_eq!(recorded, records, "{value} {step}");
            assert_eq!(
                document.said().contains(announced),
                records,
                "{value} {step}"
            );
            // The customer whom we call is told as well.
            let theirs = document
                .every("url")
                .iter()
                .any(|url| url.contains("/announce"));
            assert_eq!(theirs, records && step == "connect", "{value} {step}");
        }
    }
}
