//! Whole documents.

use std::path::Path;

use super::customer::{ATTESTED, FROM, HOURS, answer, lines, settings};
use super::provider::{self, CALL, about, form, incoming};

/// Whole documents, which `BLESS=1` writes anew.
#[test]
fn documents() {
    let recorded = settings().with("voice_record", "true");
    let german = settings().with("voice_language", "de");
    let closed = settings().with("business_hours", HOURS);
    let nobody = settings().with("voice_agent_number", "");
    let greeting = settings().with("voice_greeting", r#"{"en":"Lamps & more, good day."}"#);
    let query = format!("call={CALL}&lang=de-DE");
    let agent = "CallStatus=in-progress&Direction=outbound-dial";
    let ours = "From=%2B14155550199&To=%2B14155550123&Direction=outbound-api";
    let no_answer = "DialCallStatus=no-answer&DialBridged=false";
    let cases = [
        ("greeting-of-a-stranger", incoming(FROM), &settings()),
        (
            "greeting-of-a-proven-customer",
            incoming(ATTESTED),
            &settings(),
        ),
        ("greeting-that-is-recorded", incoming(FROM), &recorded),
        ("greeting-of-the-operator", incoming(FROM), &greeting),
        (
            "greeting-of-a-withheld-number",
            incoming("From=anonymous&To=%2B14155550199"),
            &settings(),
        ),
        ("closed-asks-again", incoming(FROM), &closed),
        (
            "closed",
            form(
                "",
                "hours=closed",
                std::str::from_utf8(&incoming(ATTESTED).body).unwrap(),
            ),
            &closed,
        ),
        ("nobody-to-ring", incoming(FROM), &nobody),
        (
            "input",
            about("input", &format!("{FROM}&SpeechResult=hello")),
            &settings(),
        ),
        (
            "input-that-is-recorded",
            about("input", &format!("{FROM}&Digits=1")),
            &recorded,
        ),
        ("whisper", about("whisper", agent), &settings()),
        ("whisper-in-german", about("whisper", agent), &german),
        (
            "dial-unanswered",
            form("dial", &query, &format!("{}&{no_answer}", provider::IDS)),
            &settings(),
        ),
        (
            "dial-talked",
            about("dial", "DialCallStatus=completed&DialBridged=true"),
            &settings(),
        ),
        (
            "voicemail-left",
            about("voicemail", "RecordingSid=RE1"),
            &settings(),
        ),
        ("connect", about("connect", ours), &settings()),
        (
            "connect-that-is-recorded",
            about("connect", ours),
            &recorded,
        ),
        (
            "announce",
            form("announce", &query, provider::IDS),
            &recorded,
        ),
        ("called-unanswered", about("called", no_answer), &settings()),
        (
            "called-talked",
            about("called", "DialCallStatus=completed"),
            &settings(),
        ),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, webhook, settings) in cases {
        let actual = lines(&answer(webhook, settings));
        let path = folder.join(format!("{name}.xml"));
        if bless {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, actual).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != actual {
            wrong.push(format!("{name}:\n{actual}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "(BLESS=1 accepts what is)\n{}",
        wrong.join("\n")
    );
}
