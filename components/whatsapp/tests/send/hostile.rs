//! Whatever a message holds, it stays where it belongs.

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

use super::checks;
use super::recorder::message;

#[test]
fn seeds_of_whatsapp_send() {
    replay("whatsapp_send", checks::message);
}

/// What ends lines, parts, quotes and paths, in any order.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\r\n",
            "\0",
            "\"",
            "\\",
            "/",
            "..",
            "?",
            "#",
            "@",
            "{{1}}",
            "\u{2028}",
            "--",
            "%2e%2e",
            "wamid.",
            "US.1",
            "+16505551234",
            "https://",
            "106540352242922",
            "image/png",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn or(plain: &'static str) -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => Just(Value::from(plain)),
        1 => nasty().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn hostile() -> impl Strategy<Value = Value> {
    let file = (
        or("a.pdf"),
        or("application/pdf"),
        or("https://x.example/a"),
        any::<bool>(),
    )
        .prop_map(|(name, content_type, url, bytes)| {
            let content = if bytes { "JVBERg==" } else { "" };
            json!({"name": name, "content_type": content_type, "url": url, "content": content})
        });
    let files = prop::collection::vec(file, 0..3);
    let kind = prop::sample::select(vec!["phone", "whatsapp", "email"]);
    let variables = prop::collection::btree_map(nasty(), or("Ann"), 0..3);
    let template = prop::option::weighted(0.3, (or("hello"), or("en_US"), variables));
    (
        or("Hello"),
        kind,
        nasty(),
        or("106540352242922"),
        or("wamid.1"),
        files,
        template,
    )
        .prop_map(|(text, kind, to, account, answered, files, template)| {
            let mut all = message(json!({
                "text": text, "account": account, "in_reply_to": answered, "attachments": files,
            }));
            if kind != "phone" || to.len() % 2 == 0 {
                all["to"] = json!([{"kind": kind, "value": to}]);
            }
            if let Some((name, language, variables)) = template {
                all["template"] = json!({"name": name, "language": language});
                all["variables"] = json!(variables);
                all.as_object_mut().unwrap().remove("text");
            }
            all
        })
}

proptest! {
    #[test]
    fn any_message_goes_where_it_should_or_nowhere(message in hostile()) {
        checks::message(message.to_string().as_bytes());
    }

    #[test]
    fn any_body_is_answered(body: Vec<u8>) {
        checks::message(&body);
    }
}
