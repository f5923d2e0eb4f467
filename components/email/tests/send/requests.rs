//! What each provider is asked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;

use super::recorder::{PostedForm, message, providers, send, send_by, settings};

/// A message with everything that there is.
fn full() -> Value {
    message(json!({
        "to": [{"kind": "email", "value": "ann@example.org", "name": "Doe, \"Ann\""},
               {"kind": "email", "value": "bob@example.org"}],
        "cc": [{"kind": "email", "value": "cy@example.net", "name": "Çy"}],
        "bcc": [{"kind": "email", "value": "dan@example.net"}],
        "subject": "Re: Où est 📦?",
        "text": "Il arrive.\n--\nÉquipe",
        "html": "<p>Il <b>arrive</b>. <img src=\"cid:p@x\"></p>",
        "in_reply_to": "<a1@mail.example.org>",
        "references": ["first@example.org", "<a1@mail.example.org>"],
        "reply_token": "tok42",
        "from_name": "Ada",
        "attachments": [
            {"name": "bill.pdf", "content_type": "application/pdf; x=y", "content": "JVBERg=="},
            {"name": "p.png", "content_type": "image/png", "content": "iVBORw==", "content_id": "<p@x>"},
        ],
    }))
}

const OURS: &str = "int_1.tok42@example.com";

#[test]
fn mailgun_gets_a_form() {
    let sent = send_by("mailgun", &full());
    let request = sent.request();
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.uri(),
        "https://api.mailgun.net/v3/mg.example.com/messages"
    );
    let credentials = STANDARD.encode("api:mailgun-k3y");
    assert_eq!(sent.header("authorization"), format!("Basic {credentials}"));
    let fields = sent.fields();
    let expected = json!({
        "from": ["\"Ada\" <support@example.com>"],
        "to": ["\"Doe, \\\"Ann\\\"\" <ann@example.org>", "bob@example.org"],
        "cc": ["\"Çy\" <cy@example.net>"],
        "bcc": ["dan@example.net"],
        "subject": ["Re: Où est 📦?"],
        "text": ["Il arrive.\n--\nÉquipe"],
        "html": ["<p>Il <b>arrive</b>. <img src=\"cid:p@x\"></p>"],
        "h:Message-Id": [format!("<{OURS}>")],
        "h:In-Reply-To": ["<a1@mail.example.org>"],
        "h:References": ["<first@example.org> <a1@mail.example.org>"],
        "h:Reply-To": ["support+tok42@example.com"],
    });
    assert_eq!(json!(fields), expected);
    let files: Vec<_> = sent
        .parts()
        .into_iter()
        .filter(|part| part.1.is_some())
        .collect();
    let file = |name: &str, file_name: &str, media_type: &str, content: &[u8]| {
        (
            name.to_owned(),
            Some(file_name.to_owned()),
            Some(media_type.to_owned()),
            content.to_vec(),
        )
    };
    assert_eq!(
        files,
        [
            file("attachment", "bill.pdf", "application/pdf", b"%PDF"),
            file("inline", "p@x", "image/png", b"\x89PNG"),
        ]
    );
    assert_eq!(sent.status, 200);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "mailgun", "account": "",
               "provider_message_id": "x@mg.example.com",
               "provider_message_ids": ["x@mg.example.com"], "message_id": OURS})
    );
}

#[test]
fn sendgrid_gets_json() {
    let sent = send_by("sendgrid", &full());
    assert_eq!(sent.request().method(), "POST");
    assert_eq!(
        sent.request().uri(),
        "https://api.sendgrid.com/v3/mail/send"
    );
    assert_eq!(sent.header("authorization"), "Bearer sendgrid-k3y");
    assert_eq!(sent.header("content-type"), "application/json");
    assert_eq!(
        sent.body(),
        json!({
            "personalizations": [{
                "to": [{"email": "ann@example.org", "name": "Doe, \"Ann\""},
                       {"email": "bob@example.org"}],
                "cc": [{"email": "cy@example.net", "name": "Çy"}],
                "bcc": [{"email": "dan@example.net"}],
            }],
            "from": {"email": "support@example.com", "name": "Ada"},
            "reply_to": {"email": "support+tok42@example.com"},
            "subject": "Re: Où est 📦?",
            "content": [
                {"type": "text/plain", "value": "Il arrive.\n--\nÉquipe"},
                {"type": "text/html", "value": "<p>Il <b>arrive</b>. <img src=\"cid:p@x\"></p>"},
            ],
            "headers": {
                "Message-ID": format!("<{OURS}>"),
                "In-Reply-To": "<a1@mail.example.org>",
                "References": "<first@example.org> <a1@mail.example.org>",
            },
            "attachments": [
                {"filename": "bill.pdf", "type": "application/pdf", "content": "JVBERg==",
                 "disposition": "attachment"},
                {"filename": "p.png", "type": "image/png", "content": "iVBORw==",
                 "disposition": "inline", "content_id": "p@x"},
            ],
        })
    );
    assert_eq!(sent.status, 200);
    assert_eq!(
        sent.document["provider_message_id"],
        "00000000-0000-4000-8000-000000000001"
    );
    assert_eq!(sent.document["message_id"], OURS);
}

#[test]
fn postmark_gets_json() {
    let sent = send_by("postmark", &full());
    assert_eq!(sent.request().method(), "POST");
    assert_eq!(sent.request().uri(), "https://api.postmarkapp.com/email");
    assert_eq!(sent.header("x-postmark-server-token"), "postmark-t0ken");
    assert_eq!(
        sent.body(),
        json!({
            "From": "\"Ada\" <support@example.com>",
            "To": "\"Doe, \\\"Ann\\\"\" <ann@example.org>, bob@example.org",
            "Cc": "\"Çy\" <cy@example.net>",
            "Bcc": "dan@example.net",
            "ReplyTo": "support+tok42@example.com",
            "Subject": "Re: Où est 📦?",
            "TextBody": "Il arrive.\n--\nÉquipe",
            "HtmlBody": "<p>Il <b>arrive</b>. <img src=\"cid:p@x\"></p>",
            "Headers": [
                {"Name": "Message-ID", "Value": format!("<{OURS}>")},
                {"Name": "In-Reply-To", "Value": "<a1@mail.example.org>"},
                {"Name": "References", "Value": "<first@example.org> <a1@mail.example.org>"},
                {"Name": "X-PM-KeepID", "Value": "true"},
            ],
            "Attachments": [
                {"Name": "bill.pdf", "ContentType": "application/pdf", "Content": "JVBERg=="},
                {"Name": "p.png", "ContentType": "image/png", "Content": "iVBORw==",
                 "ContentID": "cid:p@x"},
            ],
        })
    );
    assert_eq!(sent.status, 200);
    assert_eq!(sent.document["provider"], "postmark");
}

#[test]
fn the_least_is_enough() {
    for (provider, answer) in providers() {
        let sent = send(&settings(provider), &message(json!({})), Ok(answer));
        assert_eq!(sent.status, 200, "{}", sent.document);
        assert_eq!(sent.document["message_id"], "int_1@example.com");
        let body = String::from_utf8(sent.request().body().clone()).unwrap();
        // No token, no thread, no alternative, nothing that says that a machine wrote it.
        for absent in [
            "Reply-To\"",
            "reply_to",
            "ReplyTo",
            "References",
            "html",
            "Auto-Submitted",
        ] {
            assert!(!body.contains(absent), "{provider}: {absent} in {body}");
        }
        assert!(body.contains("Support Team"), "{body}");
    }
}

#[test]
fn the_provider_is_the_first_with_credentials() {
    let all = settings("mailgun")
        .with("sendgrid_api_key", "sendgrid-k3y")
        .with("postmark_server_token", "postmark-t0ken");
    let [mailgun, sendgrid, postmark] = providers().map(|(_, answer)| answer);
    let sent = send(&all, &message(json!({})), Ok(mailgun));
    assert_eq!(sent.document["provider"], "mailgun");
    let two = all.with("mailgun_api_key", " ");
    let sent = send(&two, &message(json!({})), Ok(sendgrid));
    assert_eq!(sent.document["provider"], "sendgrid");
    let one = two.with("sendgrid_api_key", "");
    let sent = send(&one, &message(json!({})), Ok(postmark));
    assert_eq!(sent.document["provider"], "postmark");
}

#[test]
fn another_base_may_stand_in() {
    for (provider, base) in [
        ("mailgun", "mailgun_api_base"),
        ("sendgrid", "sendgrid_api_base"),
        ("postmark", "postmark_api_base"),
    ] {
        let settings = settings(provider).with(base, "http://127.0.0.1:9/sub/");
        let sent = send(
            &settings,
            &message(json!({})),
            Ok(super::recorder::answer(500, "")),
        );
        let url = sent.request().uri().to_string();
        assert!(url.starts_with("http://127.0.0.1:9/sub/"), "{url}");
        assert!(!url.contains("//sub//"), "{url}");
    }
}

#[test]
fn a_template_of_the_provider_is_the_body() {
    let message = json!({
        "interaction_id": "int_1", "to": [{"kind": "email", "value": "ann@example.org"}],
        "template": {"name": "shipped"}, "variables": {"order": 4711, "items": ["a", "b"]},
    });
    let fields = send_by("mailgun", &message).fields();
    assert_eq!(fields["template"], ["shipped"]);
    let variables: Value = serde_json::from_str(&fields["t:variables"][0]).unwrap();
    assert_eq!(variables, message["variables"]);
    assert!(!fields.contains_key("text") && !fields.contains_key("subject"));

    let sent = send_by("sendgrid", &message).body();
    assert_eq!(sent["template_id"], "shipped");
    let personal = &sent["personalizations"][0];
    assert_eq!(personal["dynamic_template_data"], message["variables"]);
    assert!(sent.get("content").is_none());

    let sent = send_by("postmark", &message);
    assert_eq!(
        sent.request().uri(),
        "https://api.postmarkapp.com/email/withTemplate"
    );
    assert_eq!(sent.body()["TemplateAlias"], "shipped");
    assert_eq!(sent.body()["TemplateModel"], message["variables"]);
    let mut by_id = message;
    by_id["template"]["name"] = json!("1234");
    assert_eq!(send_by("postmark", &by_id).body()["TemplateId"], 1234);
}

#[test]
fn variables_are_put_into_what_is_written() {
    let message = message(json!({
        "subject": "Order {{ order.number }}",
        "text": "Dear {{ name }},{% for item in items %}\n- {{ item }}{% endfor %}",
        "html": "<p>Dear {{ name }}, {{ note|default('nothing') }}</p>",
        "variables": {"order": {"number": 4711}, "name": "Ann <b>& co", "items": ["one", "two"]},
    }));
    let message_with_note = {
        let mut message = message.clone();
        message["variables"]["note"] = json!("\"all\"");
        message
    };
    let sent = send_by("postmark", &message_with_note).body();
    assert_eq!(sent["Subject"], "Order 4711");
    assert_eq!(sent["TextBody"], "Dear Ann <b>& co,\n- one\n- two");
    assert_eq!(
        sent["HtmlBody"],
        "<p>Dear Ann &lt;b&gt;&amp; co, &quot;all&quot;</p>"
    );
    let sent = send_by("postmark", &message).body();
    assert!(
        sent["HtmlBody"].as_str().unwrap().ends_with("nothing</p>"),
        "{sent}"
    );
    // Without variables the braces are what somebody wrote.
    let mut literal = message;
    literal.as_object_mut().unwrap().remove("variables");
    assert_eq!(
        send_by("postmark", &literal).body()["Subject"],
        "Order {{ order.number }}"
    );
}

#[test]
fn html_alone_gets_a_text() {
    let message = message(json!({"text": null, "html": "<p>On <b>its</b> way.</p>"}));
    let sent = send_by("postmark", &message).body();
    assert!(
        sent["TextBody"].as_str().unwrap().contains("way."),
        "{sent}"
    );
    assert!(!sent["TextBody"].as_str().unwrap().contains('<'), "{sent}");
}

#[test]
fn the_plus_address_must_fit() {
    let local = "l".repeat(60);
    for (token, reply_to) in [("abc", true), ("abcd", false)] {
        let settings = settings("postmark").with("email_from", format!("{local}@example.com"));
        let sent = send(
            &settings,
            &message(json!({"reply_token": token})),
            Ok(providers()[2].1.clone()),
        );
        assert_eq!(sent.body().get("ReplyTo").is_some(), reply_to, "{token}");
        assert_eq!(
            sent.document["message_id"],
            format!("int_1.{token}@example.com")
        );
    }
}

#[test]
fn an_address_is_there_once() {
    let message = message(json!({
        "cc": [{"kind": "email", "value": "ANN@example.org"}, {"kind": "email", "value": "b@example.org"}],
        "bcc": [{"kind": "email", "value": "b@example.org"}],
    }));
    let sent = send_by("sendgrid", &message).body();
    let to = &sent["personalizations"][0];
    assert_eq!(to["cc"], json!([{"email": "b@example.org"}]));
    assert!(to.get("bcc").is_none(), "{to}");
}

#[test]
fn long_threads_keep_the_first_and_the_newest_that_fit_in_a_line() {
    let ids: Vec<String> = (0..200)
        .map(|n| format!("message-{n:03}@mail.example.org"))
        .collect();
    let sent = send_by("sendgrid", &message(json!({"references": ids}))).body();
    let references = sent["headers"]["References"].as_str().unwrap();
    assert!(
        "References: ".len() + references.len() <= 998,
        "{references}"
    );
    let kept: Vec<&str> = references.split(' ').collect();
    assert_eq!(kept[0], "<message-000@mail.example.org>");
    assert_eq!(kept[kept.len() - 1], "<message-199@mail.example.org>");
    assert_eq!(kept[1], format!("<{}>", ids[ids.len() - kept.len() + 1]));
    assert!(kept.len() > 25, "{}", kept.len());
}

#[test]
fn our_address_may_be_written_in_any_way() {
    for (variable, name) in [
        ("support@example.com", None),
        ("<support@example.com>", None),
        (
            "\"Support, Team\" <support@example.com>",
            Some("Support, Team"),
        ),
        (
            "=?utf-8?q?=C3=89quipe?= <support@example.com>",
            Some("Équipe"),
        ),
    ] {
        let settings: Settings = settings("sendgrid").with("email_from", variable);
        let sent = send(&settings, &message(json!({})), Ok(providers()[1].1.clone())).body();
        assert_eq!(sent["from"]["email"], "support@example.com", "{variable}");
        assert_eq!(
            sent["from"].get("name").and_then(Value::as_str),
            name,
            "{variable}"
        );
    }
}
