//! Whatever a message holds, it stays where it belongs.

use proptest::prelude::*;
use serde_json::json;

use super::recorder::{PostedForms, SID, accepted, answer, message, send, settings};

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "&To=+1900",
            "=",
            "&",
            "+",
            "%",
            "%26To=x",
            "\r\n",
            "\0",
            "\"",
            "#",
            "?",
            "/",
            "..",
            "whatsapp:",
            "sms:",
            "rcs:",
            "+14155550100",
            "MG",
            "\u{1f4a1}",
            "€",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn maybe(plain: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(plain.to_owned()), 1 => nasty()]
}

proptest! {
    /// Each field is there as often as it was meant, with the value that was meant.
    #[test]
    fn a_value_never_becomes_another_field(
        text in nasty(),
        kind in prop::sample::select(vec!["phone", "external", "whatsapp"]),
        to in maybe("+14155550100"),
        from in maybe("+14155550188"),
        account in maybe("AC00000000000000000000000000000001"),
        transport in maybe("whatsapp"),
        url in maybe("https://files.example.com/p"),
    ) {
        let members = json!({
            "text": text, "to": [{"kind": kind, "value": to}],
            "from": {"kind": kind, "value": from}, "account": account, "thread": text,
            "answers": {"transport": transport},
            "attachments": [{"name": text, "content_type": "image/png", "url": url}],
        });
        let sent = send(&settings(), &message(members), vec![Ok(accepted())]);
        if sent.asked.is_empty() {
            prop_assert!([422, 503].contains(&sent.status), "{}", sent.document);
            return Ok(());
        }
        let forms = sent.forms();
        let bodies: Vec<_> = forms
            .iter()
            .flatten()
            .filter(|(name, _)| name == "Body")
            .map(|(_, value)| value.as_str())
            .collect();
        let letters = |text: &str| -> String {
            text.chars().filter(|char| !char.is_whitespace()).collect()
        };
        prop_assert_eq!(letters(&bodies.concat()), letters(&text));
        for form in &forms {
            for (name, value) in form {
                let known = ["To", "From", "Body", "MediaUrl", "StatusCallback"];
                prop_assert!(known.contains(&name.as_str()), "{} came in", name);
                let again = form.iter().filter(|(other, _)| other == name).count();
                prop_assert_eq!(again, 1, "{} twice", name);
                if name == "To" || name == "From" {
                    prop_assert!(value.bytes().all(|byte| byte.is_ascii_graphic()), "{}", value);
                }
            }
        }
    }

    #[test]
    fn any_answer_is_understood_or_unknown(status in 200_u16..600, body in "\\PC{0,40}", code in 0_u32..70_000) {
        let coded = json!({"code": code, "message": body, "error_code": code, "status": body});
        let mut with_sid = coded.clone();
        with_sid["sid"] = SID.into();
        for body in [body, coded.to_string(), with_sid.to_string()] {
            let sent = send(&settings(), &message(json!({})), vec![Ok(answer(status, &body))]);
            prop_assert!([200, 422, 503, 504].contains(&sent.status), "{}", sent.status);
            // Only what is documented as a success is one.
            let is_success = (200..300).contains(&status) && body.contains(SID);
            prop_assert!(sent.status != 200 || is_success, "{} {}", status, body);
            prop_assert_eq!(sent.asked.len(), 1);
        }
    }
}
