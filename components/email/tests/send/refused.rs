//! Messages that are not sent, and who is told what.

use http::Method;
use serde_json::{Value, json};

use super::recorder::{message, providers, send, send_by, send_raw, settings};

#[test]
fn a_wrong_member_is_named() {
    let to = |value: &str| json!({"to": [{"kind": "email", "value": value}]});
    let long = format!("{}@example.org", "l".repeat(65));
    for (members, field) in [
        (json!({"interaction_id": ""}), "interaction_id"),
        (json!({"interaction_id": "a b"}), "interaction_id"),
        (json!({"interaction_id": "a>\r\nBcc: x"}), "interaction_id"),
        (json!({"to": []}), "to"),
        (
            json!({"to": [{"kind": "phone", "value": "+14155550100"}]}),
            "to[0].kind",
        ),
        (to("ann"), "to[0].value"),
        (to("@example.org"), "to[0].value"),
        (to("ann@"), "to[0].value"),
        (to("ann@example.org, bob@example.org"), "to[0].value"),
        (to("ann@example.org\r\nBcc: bob@example.org"), "to[0].value"),
        (to("Ann <ann@example.org>"), "to[0].value"),
        (to("a@b@example.org"), "to[0].value"),
        (to(&long), "to[0].value"),
        (
            json!({"to": [{"kind": "email", "value": "a@b.c", "name": "A\nB"}]}),
            "to[0].name",
        ),
        (
            json!({"cc": [{"kind": "x", "value": "a@b.c"}]}),
            "cc[0].kind",
        ),
        (json!({"subject": null}), "subject"),
        (json!({"subject": " "}), "subject"),
        (json!({"subject": "a\r\nBcc: x@example.org"}), "subject"),
        (json!({"subject": "a\u{0}b"}), "subject"),
        (json!({"subject": "a\u{2028}b"}), "subject"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n"}), "text"),
        (json!({"text": null, "html": "<p> </p>"}), "text"),
        (json!({"references": ["a@x", "b\n@y"]}), "references[1]"),
        (json!({"references": [""]}), "references[0]"),
        (json!({"reply_token": "a+b"}), "reply_token"),
        (json!({"reply_token": "a@evil.example"}), "reply_token"),
        (json!({"from_name": "A\rB"}), "from_name"),
        (json!({"template": {"name": "x"}}), "text"),
        (
            json!({"template": {"name": "x\ny"}, "text": null}),
            "template.name",
        ),
    ] {
        let sent = send_by("mailgun", &message(members.clone()));
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["code"], "invalid_field", "{members}");
        assert_eq!(sent.document["field"], field, "{members}");
        assert!(sent.asked.is_empty(), "{members}");
    }
}

#[test]
fn a_wrong_file_is_named() {
    for (member, value, field) in [
        ("name", json!(""), "attachments[0].name"),
        ("name", json!("a\r\nb"), "attachments[0].name"),
        ("content_type", json!("pdf"), "attachments[0].content_type"),
        (
            "content_type",
            json!("a/b\r\nX: y"),
            "attachments[0].content_type",
        ),
        (
            "content_type",
            json!("a/b c"),
            "attachments[0].content_type",
        ),
        ("content_id", json!("a b"), "attachments[0].content_id"),
        ("content", json!("not base64"), "attachments[0].content"),
        ("content", json!("YQ"), "attachments[0].content"),
    ] {
        let mut file = json!({"name": "a.txt", "content_type": "text/plain", "content": "YQ=="});
        file[member] = value.clone();
        let sent = send_by("mailgun", &message(json!({"attachments": [file]})));
        assert_eq!(sent.status, 422, "{member} {value}: {}", sent.document);
        assert_eq!(sent.document["field"], field, "{value}");
        assert!(sent.asked.is_empty());
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let settings = settings("mailgun");
    let refused = |method: &Method, body: &str| {
        let answer = Ok(providers()[0].1.clone());
        let sent = send_raw(&settings, method, body.as_bytes(), answer);
        assert!(sent.asked.is_empty(), "{body}");
        let code = sent.document["code"].as_str().unwrap().to_owned();
        (sent.status, code)
    };
    let expect = |status: u16, code: &str| (status, code.to_owned());
    let post = &Method::POST;
    assert_eq!(refused(&Method::GET, ""), expect(405, "method_not_allowed"));
    for body in ["", "{", "[]x", r#"{"to":[],"to":[]}"#] {
        assert_eq!(refused(post, body), expect(400, "malformed_json"), "{body}");
    }
    let with = |members: Value| message(members).to_string();
    for body in [
        with(json!({"reply_to": "x"})),
        with(json!({"to": [{"kind": "email", "value": "a@b.c", "role": "to"}]})),
        with(json!({"attachments": [{"path": "/etc/passwd"}]})),
    ] {
        assert_eq!(refused(post, &body), expect(422, "unknown_field"), "{body}");
    }
    for body in ["{}", r#"["int_1"]"#, r#"{"interaction_id":"int_1"}"#] {
        assert_eq!(refused(post, body), expect(422, "invalid_field"), "{body}");
    }
    let large = " ".repeat((40 << 20) + 1);
    assert_eq!(refused(post, &large), expect(413, "body_too_large"));
}

#[test]
fn a_missing_variable_is_named() {
    for (provider, variable, value) in [
        ("mailgun", "mailgun_api_key", ""),
        ("mailgun", "mailgun_api_key", "a\nb"),
        ("mailgun", "mailgun_domain", ""),
        ("mailgun", "mailgun_domain", "mg.example.com/../../v4"),
        ("mailgun", "mailgun_api_base", "api.mailgun.net/x"),
        ("sendgrid", "sendgrid_api_key", "é\u{7}"),
        ("sendgrid", "sendgrid_api_base", "not a URL"),
        ("postmark", "postmark_api_base", "/relative"),
        ("postmark", "email_from", ""),
        ("postmark", "email_from", "nobody"),
        ("postmark", "email_from", "a@example.com, b@example.com"),
    ] {
        let settings = settings(provider).with(variable, value);
        let answer = Ok(providers()[0].1.clone());
        let sent = send(&settings, &message(json!({})), answer);
        let what = format!("{variable}={value:?}: {}", sent.document);
        // A key for Basic authentication may hold anything.
        if (variable, value) == ("mailgun_api_key", "a\nb") {
            assert_eq!(sent.asked.len(), 1, "{what}");
            continue;
        }
        assert_eq!(sent.status, 503, "{what}");
        assert_eq!(sent.document["code"], "channel_not_configured", "{what}");
        let detail = sent.document["detail"].as_str().unwrap();
        assert!(detail.contains(variable), "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}

#[test]
fn a_template_that_cannot_be_rendered_says_why() {
    for (field, source, said) in [
        ("subject", "{{ nobody }}", "nobody"),
        (
            "text",
            "{{ order.date }} {{ order.number }} {{ who }}",
            "order.date, who",
        ),
        (
            "text",
            "{% for item in items %}{{ item.price }}{% endfor %}",
            "not there",
        ),
        ("html", "{{ name", "line 1"),
        ("html", "{% if name %}", "no template"),
        ("text", "{{ name|indent(1000000000) }}", "indent"),
        ("text", "{{ name * 100000 }}", "larger"),
        (
            "text",
            "{% for a in items %}{% for b in big %}{% for c in big %}x{% endfor %}{% endfor %}{% endfor %}",
            "fuel",
        ),
        ("text", "{% include 'other' %}", "no template"),
    ] {
        let big: Vec<u32> = (0..1000).collect();
        let mut members = json!({"variables": {"name": "Ann", "order": {"number": 1}, "items": [{"n": 1}],
                                               "big": big}});
        members[field] = json!(source);
        let sent = send_by("mailgun", &message(members));
        assert_eq!(sent.status, 422, "{source}: {}", sent.document);
        assert_eq!(sent.document["field"], field, "{source}");
        let detail = sent.document["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{source}: {detail}");
        assert!(sent.asked.is_empty(), "{source}");
    }
}

#[test]
fn a_rendered_subject_cannot_end_its_line() {
    let members =
        json!({"subject": "{{ name }}", "variables": {"name": "Ann\r\nBcc: x@example.org"}});
    let sent = send_by("mailgun", &message(members));
    assert_eq!(sent.status, 422);
    assert_eq!(sent.document["field"], "subject");
}
