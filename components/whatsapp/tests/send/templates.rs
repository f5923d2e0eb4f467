//! Templates: names, languages, and what is put into them.

use serde_json::{Value, json};

use super::recorder::{answer, message, send, send_by, settings, taken};

fn template(members: Value) -> Value {
    let mut message = message(json!({
        "text": null, "template": {"name": "order_confirmation", "language": "en_US"},
    }));
    for (name, value) in members.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

fn components(members: Value) -> Value {
    let body = send(&template(members)).body();
    assert_eq!(body["type"], "template");
    assert_eq!(body["template"]["name"], "order_confirmation");
    assert_eq!(body["template"]["language"], json!({"code": "en_US"}));
    body["template"]["components"].clone()
}

#[test]
fn variables_are_put_in_by_place_or_by_name() {
    assert_eq!(components(json!({})), json!(null));
    assert_eq!(components(json!({"variables": {}})), json!(null));
    let by_place = json!({"10": "j", "2": 4711, "1": "Ann", "3": true, "4": "d", "5": "e", "6": "f",
                          "7": "g", "8": "h", "9": "i"});
    let texts = ["Ann", "4711", "true", "d", "e", "f", "g", "h", "i", "j"];
    let parameters: Vec<Value> = texts
        .iter()
        .map(|text| json!({"type": "text", "text": text}))
        .collect();
    assert_eq!(
        components(json!({ "variables": by_place })),
        json!([{"type": "body", "parameters": parameters}])
    );
    assert_eq!(
        components(json!({"variables": {"name": "Ann", "order": 4711}})),
        json!([{"type": "body", "parameters": [
            {"type": "text", "parameter_name": "name", "text": "Ann"},
            {"type": "text", "parameter_name": "order", "text": "4711"},
        ]}])
    );
    // `01` and a mixture are names.
    let mixed = components(json!({"variables": {"1": "a", "x": "b"}}));
    assert_eq!(mixed[0]["parameters"][0]["parameter_name"], "1");
    let padded = components(json!({"variables": {"01": "a"}}));
    assert_eq!(padded[0]["parameters"][0]["parameter_name"], "01");
}

#[test]
fn a_file_is_the_templates_header() {
    let file = json!({"name": "bill.pdf", "content_type": "application/pdf",
                      "url": "https://files.example/bill.pdf"});
    assert_eq!(
        components(json!({"attachments": [file], "variables": {"1": "Ann"}})),
        json!([
            {"type": "header", "parameters": [{"type": "document", "document":
                {"link": "https://files.example/bill.pdf", "filename": "bill.pdf"}}]},
            {"type": "body", "parameters": [{"type": "text", "text": "Ann"}]},
        ])
    );
    let file = json!({"name": "p.png", "content_type": "image/png", "content": "iVBORw=="});
    let answers = vec![Ok(answer(200, r#"{"id":"4711"}"#)), taken("wamid.1")];
    let sent = send_by(
        &settings(),
        &template(json!({"attachments": [file]})),
        answers,
    );
    let body: Value = serde_json::from_slice(sent.asked[1].body()).unwrap();
    assert_eq!(
        body["template"]["components"][0]["parameters"][0],
        json!({"type": "image", "image": {"id": "4711"}})
    );
}

#[test]
fn what_is_no_template_is_refused() {
    let sound =
        json!({"name": "a.mp3", "content_type": "audio/mpeg", "url": "https://x.example/a"});
    let picture =
        json!({"name": "a.png", "content_type": "image/png", "url": "https://x.example/a"});
    let many: serde_json::Map<String, Value> =
        (0..101).map(|n| (format!("v{n}"), json!("x"))).collect();
    for (members, field) in [
        (
            json!({"template": {"name": " ", "language": "en_US"}}),
            "template.name",
        ),
        (json!({"template": {"name": "x"}}), "template.language"),
        (
            json!({"template": {"name": "x", "language": ""}}),
            "template.language",
        ),
        (json!({"text": "Hello"}), "text"),
        (json!({"variables": {"1": "a", "3": "c"}}), "variables.2"),
        (json!({"variables": {"2": "b"}}), "variables.1"),
        (json!({"variables": {"name": ""}}), "variables.name"),
        (json!({"variables": {"name": null}}), "variables.name"),
        (json!({"variables": {"name": ["a"]}}), "variables.name"),
        (json!({ "variables": many }), "variables"),
        (json!({"attachments": [sound]}), "attachments"),
        (json!({"attachments": [picture, picture]}), "attachments"),
    ] {
        let what = members.to_string();
        let sent = send(&template(members));
        assert_eq!(sent.status, 422, "{what}: {}", sent.document);
        assert_eq!(sent.document["field"], field, "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}
