use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_contract::tickets::Words;
use throughline_contract::types::Attachment;

use super::*;

/// Status and field of a refusal.
fn refused<T: std::fmt::Debug>(read: Result<T, Problem>) -> (u16, String) {
    let problem = read.unwrap_err();
    let document: Value = serde_json::from_slice(&problem.to_json("r")).unwrap();
    let field = document["field"].as_str().unwrap_or_default().to_owned();
    (problem.status(), field)
}

fn changed(body: &Value) -> Result<TicketChange, Problem> {
    change(body.to_string().as_bytes())
}

fn replied(body: &Value) -> Result<Answer, Problem> {
    reply(body.to_string().as_bytes())
}

fn noted(body: &Value) -> Result<Note, Problem> {
    note(body.to_string().as_bytes())
}

fn nothing() -> Words {
    Words {
        subject: None,
        text: None,
        html: None,
        template: None,
        variables: None,
    }
}

fn saying(text: &str) -> Words {
    Words {
        text: Some(text.into()),
        ..nothing()
    }
}

#[test]
fn each_change_reaches_the_contract() {
    let none = || TicketChange {
        status: None,
        priority: None,
        queue: None,
        assignee: None,
        tags: None,
        subject: None,
    };
    let all = json!({"status": "pending", "priority": "urgent", "queue": "senior",
        "assignee": "jane", "tags": ["a", "b", "a"], "subject": "Parcel"});
    let expected = TicketChange {
        status: Some("pending".into()),
        priority: Some("urgent".into()),
        queue: Some("senior".into()),
        assignee: Some("jane".into()),
        tags: Some(vec!["a".into(), "b".into()]),
        subject: Some("Parcel".into()),
    };
    assert_eq!(changed(&all).unwrap(), expected);
    // Nobody, and nothing said about it, are two things.
    let off = TicketChange {
        assignee: Some(String::new()),
        ..none()
    };
    assert_eq!(changed(&json!({"assignee": null})).unwrap(), off);
    let untagged = TicketChange {
        tags: Some(Vec::new()),
        ..none()
    };
    assert_eq!(changed(&json!({"tags": []})).unwrap(), untagged);
    for status in STATUSES {
        assert!(changed(&json!({ "status": status })).is_ok(), "{status}");
    }
    for priority in ["low", "normal", "high", "urgent"] {
        assert!(
            changed(&json!({ "priority": priority })).is_ok(),
            "{priority}"
        );
    }
}

#[test]
fn wrong_changes_are_refused_by_field() {
    let long = "x".repeat(65);
    let many: Vec<String> = (0..33).map(|n| n.to_string()).collect();
    for (body, field) in [
        (json!({}), ""),
        (json!([]), ""),
        (json!({"status": "done"}), "status"),
        (json!({"status": null}), "status"),
        (json!({"status": 1}), "status"),
        (json!({"priority": "High"}), "priority"),
        (json!({"priority": null}), "priority"),
        (json!({"queue": ""}), "queue"),
        (json!({"queue": long}), "queue"),
        (json!({"queue": null}), "queue"),
        (json!({"assignee": ""}), "assignee"),
        (json!({"assignee": long}), "assignee"),
        (json!({"assignee": {}}), "assignee"),
        (json!({"tags": null}), "tags"),
        (json!({"tags": "a"}), "tags"),
        (json!({"tags": many}), "tags"),
        (json!({"tags": ["a", ""]}), "tags[1]"),
        (json!({"tags": [long]}), "tags[0]"),
        (json!({"subject": null}), "subject"),
        (json!({"subject": " "}), "subject"),
        (json!({"subject": "a\nb"}), "subject"),
        (json!({"subject": "x".repeat(2049)}), "subject"),
        (json!({"id": "tkt_2"}), "id"),
    ] {
        assert_eq!(refused(changed(&body)), (422, field.to_owned()), "{body}");
    }
}

#[test]
fn each_field_of_an_answer_reaches_the_contract() {
    let body = json!({
        "text": "On its way.", "subject": "Parcel", "html": "<p>On its way.</p>",
        "channel": "sms", "visibility": "public", "agent": "jane",
        "variants": {"whatsapp": {"template": {"name": "shipped", "language": "en_US"}},
                     "sms": {"text": "sent", "subject": "s", "html": "<i>"}},
        "attachments": [
            {"name": "a.txt", "content_type": "text/plain; charset=utf-8", "content": "YQ=="},
            {"name": "b.png", "content_type": "image/png", "url": "https://files.example.com/b.png"},
        ],
    });
    let file = |name: &str, content_type: &str| Attachment {
        name: name.into(),
        content_type: content_type.into(),
        size: None,
        url: None,
        content_id: None,
        content: None,
    };
    let sms = Words {
        subject: Some("s".into()),
        html: Some("<i>".into()),
        ..saying("sent")
    };
    let whatsapp = Words {
        template: Some(br#"{"name":"shipped","language":"en_US"}"#.to_vec()),
        ..nothing()
    };
    let expected = Answer {
        words: Words {
            subject: Some("Parcel".into()),
            html: Some("<p>On its way.</p>".into()),
            ..saying("On its way.")
        },
        variants: vec![("sms".into(), sms), ("whatsapp".into(), whatsapp)],
        channel: Some("sms".into()),
        visibility: Visibility::Public,
        attachments: vec![
            Attachment {
                size: Some(1),
                content: Some(b"a".to_vec()),
                ..file("a.txt", "text/plain; charset=utf-8")
            },
            Attachment {
                url: Some("https://files.example.com/b.png".into()),
                ..file("b.png", "image/png")
            },
        ],
        agent: Some("jane".into()),
        idempotency_key: None,
    };
    assert_eq!(replied(&body).unwrap(), expected);
}

#[test]
fn what_may_be_null_may_be_null() {
    let answer = replied(
        &json!({"text": "hi", "subject": null, "html": null, "channel": null,
        "visibility": null, "template": null, "variables": null, "variants": null,
        "attachments": null, "agent": null}),
    );
    let expected = Answer {
        words: saying("hi"),
        variants: Vec::new(),
        channel: None,
        visibility: Visibility::Private,
        attachments: Vec::new(),
        agent: None,
        idempotency_key: None,
    };
    assert_eq!(answer.unwrap(), expected);
    let file = json!({"name": "a", "content_type": "a/b", "content": "", "url": null});
    let answer = replied(&json!({ "attachments": [file] })).unwrap();
    assert_eq!(answer.attachments[0].content.as_deref(), Some(&[][..]));
    assert_eq!(answer.words, nothing());
}

#[test]
fn variables_are_put_in_once_and_stay_here() {
    let answer = replied(&json!({
        "subject": "Order {{ order.number }}", "text": "Dear {{ name }}",
        "html": "<p>Dear {{ name }}</p>",
        "variables": {"name": "<Ann> {{ evil }}", "order": {"number": 4711}},
        "variants": {"sms": {"text": "{{ order.number }} is on its way"}},
    }));
    let answer = answer.unwrap();
    let words = Words {
        subject: Some("Order 4711".into()),
        html: Some("<p>Dear &lt;Ann&gt; {{ evil }}</p>".into()),
        ..saying("Dear <Ann> {{ evil }}")
    };
    assert_eq!(answer.words, words);
    let sms = ("sms".to_owned(), saying("4711 is on its way"));
    assert_eq!(answer.variants, [sms]);
    // Without variables a brace is what somebody wrote.
    let plain = replied(&json!({"text": "{{ name }}"})).unwrap();
    assert_eq!(plain.words, saying("{{ name }}"));
}

#[test]
fn a_template_of_the_provider_takes_the_variables_along() {
    let answer = replied(&json!({
        "text": "Dear {{ name }}", "variables": {"name": "Ann"},
        "variants": {"whatsapp": {"template": {"name": "shipped"}, "subject": "For {{ name }}"}},
    }));
    let answer = answer.unwrap();
    assert_eq!(answer.words, saying("Dear Ann"));
    let whatsapp = Words {
        subject: Some("For Ann".into()),
        template: Some(br#"{"name":"shipped"}"#.to_vec()),
        variables: Some(br#"{"name":"Ann"}"#.to_vec()),
        ..nothing()
    };
    assert_eq!(answer.variants, [("whatsapp".to_owned(), whatsapp)]);
    let only = replied(&json!({"template": {"name": "shipped"}})).unwrap();
    assert_eq!(only.words.variables, None);
}

#[test]
fn wrong_answers_are_refused_by_field() {
    let one = json!({"name": "a", "content_type": "a/b", "content": ""});
    let channels: serde_json::Map<String, Value> = (0..17)
        .map(|n| (format!("c{n}"), json!({"text": "x"})))
        .collect();
    for (body, field) in [
        (json!({}), "text"),
        (json!({"text": " \n", "html": ""}), "text"),
        (json!({"subject": "alone"}), "text"),
        (
            json!({"text": "{% if no %}x{% endif %}", "variables": {"no": false}}),
            "text",
        ),
        (json!({"text": "x".repeat((1 << 20) + 1)}), "text"),
        (json!({"text": "{{ nobody }}", "variables": {}}), "text"),
        (
            json!({"text": "a", "subject": "{{ nobody }}", "variables": {}}),
            "subject",
        ),
        (
            json!({"text": "a", "html": "{{ nobody }}", "variables": {}}),
            "html",
        ),
        (
            json!({"text": "a", "subject": "{{ a }}", "variables": {"a": "x\ny"}}),
            "subject",
        ),
        (json!({"text": "a", "subject": "a\u{2028}b"}), "subject"),
        (json!({"text": "a", "subject": "x".repeat(2049)}), "subject"),
        (json!({"text": "a", "variables": [1]}), "variables"),
        (json!({"text": "a", "channel": "SMS"}), "channel"),
        (json!({"text": "a", "channel": ""}), "channel"),
        (json!({"text": "a", "visibility": "secret"}), "visibility"),
        (json!({"text": "a", "agent": "x".repeat(257)}), "agent"),
        (json!({"text": "a", "template": {"name": "t"}}), "text"),
        (json!({"html": "a", "template": {"name": "t"}}), "html"),
        (json!({"template": {}}), "template.name"),
        (json!({"template": "t"}), "template"),
        (json!({"template": {"name": " "}}), "template.name"),
        (json!({"template": {"name": "a\nb"}}), "template.name"),
        (
            json!({"template": {"name": "t", "language": "x".repeat(36)}}),
            "template.language",
        ),
        (json!({"template": {"name": "t", "id": 1}}), "template.id"),
        (json!({"variants": {"sms": {}}}), "variants.sms.text"),
        (json!({"variants": {"Sms": {"text": "a"}}}), "variants"),
        (json!({ "variants": channels }), "variants"),
        (json!({"variants": {"sms": "a"}}), "variants.sms"),
        (
            json!({"variants": {"sms": {"text": "a", "channel": "x"}}}),
            "variants.sms.channel",
        ),
        (
            json!({"variants": {"sms": {"text": "{{ a.b }}"}}, "variables": {"a": {}}}),
            "variants.sms.text",
        ),
        (
            json!({"variants": {"x": {"text": "a", "template": {"name": "t"}}}}),
            "variants.x.text",
        ),
        (
            json!({"variants": {"x": {"template": {"name": ""}}}}),
            "variants.x.template.name",
        ),
        (json!({"attachments": vec![one; 33]}), "attachments"),
        (
            json!({"attachments": [{"name": "a", "content_type": "a/b"}]}),
            "attachments[0].content",
        ),
        (json!({"text": "a", "to": "x"}), "to"),
    ] {
        assert_eq!(refused(replied(&body)), (422, field.to_owned()), "{body}");
    }
    let twice = br#"{"text":"a","variants":{"sms":{"text":"a"},"sms":{"text":"b"}}}"#;
    assert_eq!(refused(reply(twice)).0, 400);
}

#[test]
fn a_missing_variable_is_named() {
    let body = json!({"text": "Dear {{ name }}, {{ order.number }}", "variables": {"order": {}}});
    let problem = replied(&body).unwrap_err();
    let expected = "uses variables that are not there: name, order.number";
    assert_eq!(problem.detail(), expected);
}

#[test]
fn notes_are_read() {
    let note = |text: &str, agent: Option<&str>| Note {
        text: text.into(),
        agent: agent.map(str::to_owned),
    };
    let read = noted(&json!({"text": " {{ a }}\n", "agent": "jane"})).unwrap();
    assert_eq!(read, note(" {{ a }}\n", Some("jane")));
    for agent in [json!({"text": "t"}), json!({"text": "t", "agent": null})] {
        assert_eq!(noted(&agent).unwrap(), note("t", None));
    }
    for (body, field) in [
        (json!({}), "text"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n"}), "text"),
        (json!({"text": "x".repeat((1 << 20) + 1)}), "text"),
        (json!({"text": "t", "agent": "x".repeat(257)}), "agent"),
        (json!({"text": "t", "visibility": "public"}), "visibility"),
    ] {
        assert_eq!(refused(noted(&body)), (422, field.to_owned()), "{body}");
    }
}

#[test]
fn an_idempotency_key_is_its_callers() {
    let key = |header| idempotency_key("desk", header);
    assert_eq!(key(None).unwrap(), None);
    assert_eq!(key(Some("a:1")).unwrap(), Some("4:desk:a:1".to_owned()));
    let longest = "k".repeat(255);
    assert_eq!(
        key(Some(&longest)).unwrap(),
        Some(format!("4:desk:{longest}"))
    );
    for wrong in ["", "a\tb", &"k".repeat(256)] {
        let expected = (422, "Idempotency-Key".to_owned());
        assert_eq!(refused(key(Some(wrong))), expected, "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_body_is_read_or_refused(body: Vec<u8>) {
        let _ = (change(&body), reply(&body), note(&body));
    }

    #[test]
    fn any_member_is_read_or_refused(
        field in "status|assignee|tags|subject|text|html|template|variables|variants|attachments|agent",
        json in r#"[\[\]{}",:0-9a@+namecontext/ ]{0,30}"#,
    ) {
        if let Ok(value) = serde_json::from_str::<Value>(&json) {
            let body = json!({ "text": "{{ a }}", field: value });
            let _ = (changed(&body), replied(&body), noted(&body));
        }
    }
}
