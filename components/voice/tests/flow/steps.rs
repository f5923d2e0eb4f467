//! Whom a call goes to, and how it goes on.

use throughline_channel_kit::Known;
use throughline_channel_kit::types::Identity;

use super::customer::{FROM, HOURS, ann, answer, composed, settings};
use super::provider::{self, CALL, about, form, incoming};
use super::twiml::read;

#[test]
fn a_call_of_ours_goes_to_the_customers_telephone_or_nowhere() {
    let connect = |kind: &str, value: &str, from: &str| {
        let mut briefing = ann();
        briefing.customer = Identity {
            kind: kind.into(),
            value: value.into(),
        };
        let known = Known {
            caller: None,
            briefing: Some(briefing),
        };
        let fields = format!("From={from}&To=%2B14155550123&Direction=outbound-api");
        composed(&about("connect", &fields), &settings(), &known)
    };
    let ours = connect("phone", "+4366412345678", "%2B14155550177");
    assert_eq!(ours.every("callerId"), ["+14155550177"]);
    let numbers: Vec<_> = ours
        .all()
        .into_iter()
        .filter(|e| e.name == "Number")
        .collect();
    assert_eq!(numbers[0].text, "+4366412345678");
    let configured = connect("phone", "+4366412345678", "client:x");
    assert_eq!(configured.every("callerId"), ["+14155550199"]);
    for (kind, value) in [
        ("caller", "CA1"),
        ("external", "voice:client:+14155550100"),
        ("phone", "0664"),
        ("phone", "+1415<Number>"),
        ("phone", ""),
    ] {
        let nowhere = connect(kind, value, "%2B14155550177");
        assert_eq!(
            nowhere.said(),
            "This call cannot be connected.",
            "{kind} {value}"
        );
        assert!(
            nowhere.all().iter().all(|e| e.name != "Dial"),
            "{nowhere:?}"
        );
    }
}

#[test]
fn hours_that_cannot_be_read_keep_nobody_away() {
    let document = |hours: &str| answer(incoming(FROM), &settings().with("business_hours", hours));
    assert!(document(HOURS).contains("<Redirect"));
    let open = document("");
    assert!(open.contains("<Gather"));
    let sunday = r#"{"tz":"Europe/London","sun":["04:00-05:00"]}"#;
    for hours in [sunday, "{", "Mon-Fri 9-5", r#"{"tz":"Vienna"}"#] {
        assert_eq!(document(hours), open, "{hours}");
    }
    // Twilio comes once: what it was sent to does not send it on.
    let body = incoming(FROM).body;
    let again = form("", "hours=closed", std::str::from_utf8(&body).unwrap());
    let closed = settings().with("business_hours", HOURS);
    let said = read(&answer(again, &closed)).said();
    assert!(
        said.starts_with("Thank you for calling. We are closed"),
        "{said}"
    );
}

/// A call that cannot be recorded is answered nevertheless.
#[test]
fn whoever_calls_is_answered() {
    for webhook in [
        form("", "", "From=%2B14155550100"),
        form("", "", ""),
        incoming("From=%FF"),
        provider::webhook(provider::INCOMING, None, "application/json", b"{"),
    ] {
        let document = read(&answer(webhook, &settings()));
        assert_eq!(document.every("input"), ["dtmf speech"]);
        let numbers = document.all().into_iter().filter(|e| e.name == "Number");
        assert_eq!(numbers.count(), 1);
        assert!(
            document.urls().iter().all(|url| !url.contains("call=")),
            "{document:?}"
        );
    }
}

/// A telephone shows the caller's number; where that cannot be shown, ours.
#[test]
fn the_agents_telephone_shows_a_number() {
    let shown = |from: &str, ours: &str| {
        let settings = settings().with("twilio_from", ours);
        let fields = format!("From={from}&To=%2B14155550188");
        let document = read(&answer(about("input", &fields), &settings));
        document.every("callerId").join(",")
    };
    assert_eq!(shown("%2B14155550100", "+14155550199"), "");
    for from in [
        "anonymous",
        "",
        "%2B266696687",
        "sip:ann@example.com",
        "client:ann",
    ] {
        assert_eq!(shown(from, "+14155550199"), "+14155550199", "{from}");
        assert_eq!(
            shown(from, "MG00000000000000000000000000000001"),
            "+14155550188",
            "{from}"
        );
    }
}

#[test]
fn every_language_is_spoken_throughout() {
    for (language, tag) in [
        ("en", "en-US"),
        ("en-GB", "en-GB"),
        ("de", "de-DE"),
        ("fr", "fr-FR"),
        ("es", "es-ES"),
        ("it", "it-IT"),
        ("pt", "pt-BR"),
        ("nl", "nl-NL"),
        ("ja", "en-US"),
    ] {
        let settings = settings()
            .with("voice_language", language)
            .with("voice_record", "true");
        let greeting = read(&answer(incoming(FROM), &settings));
        assert!(
            greeting
                .every("language")
                .iter()
                .all(|spoken| *spoken == tag),
            "{language}"
        );
        // The steps that follow go on in it, whatever the variable holds then.
        for url in greeting
            .urls()
            .iter()
            .filter(|url| !url.contains("voicemail=1"))
        {
            assert!(url.ends_with(&format!("lang={tag}")), "{language}: {url}");
        }
        let query = format!("call={CALL}&lang={tag}");
        for step in ["dial", "voicemail", "announce"] {
            let body = format!("{}&DialCallStatus=busy", provider::IDS);
            let english = settings.clone().with("voice_language", "en");
            let document = read(&answer(form(step, &query, &body), &english));
            assert!(
                document
                    .every("language")
                    .iter()
                    .all(|spoken| *spoken == tag),
                "{step}"
            );
            // Twilio writes down English only.
            let transcribed = !document.every("transcribe").is_empty();
            assert_eq!(
                transcribed,
                step == "dial" && tag.starts_with("en"),
                "{language} {step}"
            );
        }
    }
}
