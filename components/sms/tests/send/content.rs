//! What a message says: texts, files, templates.

use serde_json::{Value, json};

use super::recorder::{PostedForms, SID, sent};

#[test]
fn files_go_by_their_address() {
    let file = |url: &str| json!({"name": "p.png", "content_type": "image/png", "url": url});
    let urls = [
        "https://files.example.com/p.png?x=1&y=%20",
        "http://files.example.com/q",
    ];
    let files: Vec<_> = urls.iter().map(|url| file(url)).collect();
    let with_text = sent(json!({ "attachments": files }));
    assert_eq!(with_text.fields("MediaUrl"), urls);
    assert_eq!(with_text.field("Body"), "It is on its way.");
    let alone = sent(json!({ "attachments": files, "text": null }));
    assert_eq!(alone.fields("MediaUrl"), urls);
    assert!(alone.fields("Body").is_empty());
    // The content is not needed where there is an address.
    let mut both = file(urls[0]);
    both["content"] = "iVBORw==".into();
    assert_eq!(
        sent(json!({"attachments": [both]})).fields("MediaUrl"),
        [urls[0]]
    );
    let ten: Vec<_> = (0..10)
        .map(|n| file(&format!("https://x.example/{n}")))
        .collect();
    assert_eq!(
        sent(json!({"attachments": ten})).fields("MediaUrl").len(),
        10
    );
}

#[test]
fn a_long_text_is_several_messages_and_files_go_with_the_first() {
    let sentence = "All work and no play. ";
    let text = sentence.repeat(150);
    let file = json!({"name": "p", "content_type": "image/png", "url": "https://x.example/p"});
    let sent = sent(json!({"text": text, "attachments": [file]}));
    let forms = sent.forms();
    assert_eq!(forms.len(), 3, "{}", text.len());
    let values = |name: &str| -> Vec<Vec<&str>> {
        let of = |form: &'_ Vec<(String, String)>| -> Vec<usize> {
            let found = form
                .iter()
                .enumerate()
                .filter(|(_, (field, _))| field == name);
            found.map(|(at, _)| at).collect()
        };
        forms
            .iter()
            .map(|form| of(form).into_iter().map(|at| form[at].1.as_str()).collect())
            .collect()
    };
    let bodies: Vec<_> = values("Body").concat();
    assert!(
        bodies
            .iter()
            .all(|body| body.len() <= 1520 && body.ends_with("play."))
    );
    assert_eq!(bodies.join(" "), text.trim_end());
    let files: Vec<_> = values("MediaUrl").iter().map(Vec::len).collect();
    assert_eq!(files, [1, 0, 0]);
    let callbacks: Vec<_> = values("StatusCallback").iter().map(Vec::len).collect();
    assert_eq!(callbacks, [1, 1, 1], "each part reports");
    assert_eq!(
        sent.document["provider_message_ids"],
        json!([SID, SID, SID])
    );
}

#[test]
fn a_template_is_named_by_its_sid() {
    let name = "HX00000000000000000000000000000001";
    let members = json!({"text": null, "template": {"name": name, "language": "en"},
                         "variables": {"1": "Ann", "2": 4711},
                         "answers": {"transport": "whatsapp"},
                         "last_inbound_at": "2020-01-01T00:00:00Z"});
    let template = sent(members.clone());
    assert_eq!(template.field("ContentSid"), name);
    let variables: Value = serde_json::from_str(&template.field("ContentVariables")).unwrap();
    assert_eq!(variables, json!({"1": "Ann", "2": "4711"}));
    assert!(template.fields("Body").is_empty());
    let mut bare = members;
    bare["variables"] = Value::Null;
    assert!(sent(bare).fields("ContentVariables").is_empty());
}

#[test]
fn whatsapps_window_is_open_for_a_day() {
    // The tests' time is 2026-11-22T04:17:00.123Z.
    for (last, transport, is_sent) in [
        (Some("2026-11-21T04:17:00.123Z"), "whatsapp", true),
        (Some("2026-11-21T04:17:00.122Z"), "whatsapp", false),
        (Some("2026-11-22T04:17:00Z"), "whatsapp", true),
        (Some("2026-11-23T00:00:00Z"), "whatsapp", true),
        (Some("2020-01-01T00:00:00Z"), "", true),
        (None, "whatsapp", true),
    ] {
        let sent = sent(json!({"last_inbound_at": last, "answers": {"transport": transport}}));
        assert_eq!(sent.status == 200, is_sent, "{last:?}: {}", sent.document);
        assert_eq!(sent.asked.len(), usize::from(is_sent));
        if !is_sent {
            assert_eq!(sent.document["field"], "last_inbound_at");
            let detail = sent.document["detail"].as_str().unwrap();
            assert!(detail.contains("24 hours"), "{detail}");
        }
    }
}
