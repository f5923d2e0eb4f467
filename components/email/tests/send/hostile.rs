//! Whatever a message holds, it stays where it belongs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_mail::from_headers;

use super::recorder::{PostedForm, message, send_by};

/// What ends lines, parts, quotes and ids, in any order.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\"",
            "\\",
            "<",
            ">",
            ",",
            ";",
            ":",
            "--",
            "@",
            "+",
            "é",
            "\u{85}",
            "\u{2028}",
            "\r\nBcc: victim@example.net",
            "\r\n\r\n--boundary--",
            "%0d%0a",
            "=?utf-8?q?=0A?=",
            "Content-Disposition: form-data; name=\"to\"\r\n\r\nvictim@example.net",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A message in which some values are hostile; one that no header can have is refused with all of the
/// message, so the others are what they should be.
fn hostile() -> impl Strategy<Value = Value> {
    let members = prop::collection::vec((prop::bool::weighted(0.2), nasty()), 12);
    let content = prop::collection::vec(any::<u8>(), 0..64);
    (members, content).prop_map(|(values, content)| {
        let mut values = values.into_iter();
        let mut or = |plain: &str| match values.next() {
            Some((true, hostile)) => hostile,
            _ => plain.to_owned(),
        };
        let file = json!({
            "name": or("f\"\\é.txt"), "content_type": or("text/plain"), "content_id": or("c"),
            "content": STANDARD.encode(content),
        });
        let mut members = json!({
            "subject": or("s"), "text": format!("{}.", or("t")), "html": or("<p>h"),
            "to": [{"kind": "email", "value": "ann@example.org", "name": or("Doe, \"Ann\"")}],
            "in_reply_to": or("a@x"), "references": [or("b@x")],
            "from_name": or("Ada"), "reply_token": "tok", "attachments": [file],
        });
        let cc = or("");
        if !cc.is_empty() {
            members["cc"] = json!([{"kind": "email", "value": cc}]);
        }
        let variable = or("");
        if !variable.is_empty() {
            members["variables"] = json!({ "x": variable });
        }
        message(members)
    })
}

/// What is sent to Mailgun has exactly the fields that were meant, each with its value.
fn form_is_intact(message: &Value) -> Result<(), TestCaseError> {
    let sent = send_by("mailgun", message);
    if sent.asked.is_empty() {
        prop_assert_eq!(sent.status, 422, "{}", sent.document);
        return Ok(());
    }
    let names = [
        "from",
        "to",
        "cc",
        "subject",
        "text",
        "html",
        "h:Message-Id",
        "h:In-Reply-To",
        "h:References",
        "h:Reply-To",
    ];
    let fields = sent.fields();
    for (name, values) in &fields {
        prop_assert!(names.contains(&name.as_str()), "a field {name:?} came in");
        prop_assert_eq!(values.len(), 1, "{} twice", name);
        let is_body = name == "text" || name == "html";
        prop_assert!(
            is_body || !values[0].contains(char::is_control),
            "{name}: {values:?}"
        );
    }
    prop_assert_eq!(&fields["h:Message-Id"][0], "<int_1.tok@example.com>");
    prop_assert_eq!(&fields["subject"][0], message["subject"].as_str().unwrap());
    if message.get("variables").is_none() {
        prop_assert_eq!(&fields["text"][0], message["text"].as_str().unwrap());
    }
    let files: Vec<_> = sent
        .parts()
        .into_iter()
        .filter(|part| part.1.is_some())
        .collect();
    prop_assert_eq!(files.len(), 1);
    // What Mailgun writes into the header is read back as what was meant.
    let written = vec![
        ("From".to_owned(), fields["from"][0].clone()),
        ("To".to_owned(), fields["to"][0].clone()),
        ("References".to_owned(), fields["h:References"][0].clone()),
    ];
    let mail = from_headers(written);
    prop_assert_eq!(mail.from.len(), 1, "{:?}", mail.from);
    prop_assert_eq!(&mail.from[0].address, "support@example.com");
    prop_assert_eq!(mail.to.len(), 1, "{:?}", mail.to);
    prop_assert_eq!(&mail.to[0].address, "ann@example.org");
    prop_assert_eq!(mail.references.len(), 1);
    Ok(())
}

/// No string of the JSON for SendGrid and Postmark that becomes part of a header ends its line.
fn json_is_intact(provider: &str, message: &Value) -> Result<(), TestCaseError> {
    let sent = send_by(provider, message);
    if sent.asked.is_empty() {
        prop_assert_eq!(sent.status, 422, "{}", sent.document);
        return Ok(());
    }
    let mut document = sent.body();
    for body in ["content", "TextBody", "HtmlBody"] {
        document.as_object_mut().unwrap().remove(body);
    }
    no_control_character(&document)
}

fn no_control_character(value: &Value) -> Result<(), TestCaseError> {
    match value {
        Value::String(text) => prop_assert!(!text.contains(char::is_control), "{text:?}"),
        Value::Array(items) => items.iter().try_for_each(no_control_character)?,
        Value::Object(members) => members.values().try_for_each(no_control_character)?,
        _ => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_value_can_reach_into_another(message in hostile()) {
        form_is_intact(&message)?;
        json_is_intact("sendgrid", &message)?;
        json_is_intact("postmark", &message)?;
    }

    #[test]
    fn any_body_and_template_is_answered(body in "\\PC*", source in nasty(), jinja in "[{}% a-z|~.*\"()0-9]{0,40}") {
        let settings = super::recorder::settings("mailgun");
        let answer = super::recorder::answer(200, "{}");
        super::recorder::send_raw(&settings, &http::Method::POST, body.as_bytes(), Ok(answer));
        for source in [source, jinja] {
            let members = json!({"text": source, "variables": {"a": "x", "b": [1]}});
            send_by("mailgun", &message(members));
        }
    }

    #[test]
    fn any_answer_is_explained(status in 100u16..600, body in "\\PC*", code: u32) {
        for provider in ["mailgun", "sendgrid", "postmark"] {
            let coded = format!(r#"{{"ErrorCode":{code},"Message":{}}}"#, json!(body));
            for body in [&body, &coded] {
                let answer = super::recorder::answer(status, body);
                let settings = super::recorder::settings(provider);
                let sent = super::recorder::send(&settings, &message(json!({})), Ok(answer));
                prop_assert!([200, 422, 503, 504].contains(&sent.status), "{}", sent.status);
                // Only what is documented as a success is one.
                let documented = [200, 202].contains(&status);
                prop_assert!(sent.status != 200 || documented, "{status} {body}");
            }
        }
    }
}
