//! Which thread an answer joins.

use serde_json::{Value, json};

use super::recorder::{message, send_by};

/// What the timeline calls a mail: no Message-ID.
const NAME: &str = "a1@mail.example.org ann@example.org \
                    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// `In-Reply-To` and `References` of what is sent for these members.
fn thread(members: Value) -> (Option<String>, Option<String>) {
    let sent = send_by("sendgrid", &message(members.clone()));
    assert_eq!(sent.status, 200, "{members}: {}", sent.document);
    let headers = sent.body()["headers"].clone();
    let header = |name: &str| headers[name].as_str().map(str::to_owned);
    (header("In-Reply-To"), header("References"))
}

#[test]
fn a_mail_is_answered_by_its_own_id() {
    let own = json!({"message_id": "a1@mail.example.org"});
    let long = format!("{}@example.org", "l".repeat(500));
    let a1 = "<a1@mail.example.org>";
    let both = format!("<first@example.org> {a1}");
    for (members, in_reply_to, references) in [
        (json!({"in_reply_to": NAME, "answers": own}), a1, a1),
        (
            json!({"in_reply_to": NAME, "answers": own, "thread": "first@example.org"}),
            a1,
            both.as_str(),
        ),
        // The mail that is answered began the thread.
        (
            json!({"in_reply_to": NAME, "answers": own, "thread": "<a1@mail.example.org>"}),
            a1,
            a1,
        ),
        // A thread of somebody else's making is no mail.
        (json!({"answers": own, "thread": "conversation 7"}), a1, a1),
        (json!({"answers": own, "thread": "7"}), a1, a1),
        // Nor is what no header has room for.
        (json!({"answers": own, "thread": long}), a1, a1),
        // Whoever says the whole thread is believed.
        (
            json!({"answers": own, "thread": "t@x", "references": ["first@example.org", "<a1@mail.example.org>"]}),
            a1,
            both.as_str(),
        ),
        (
            json!({"in_reply_to": "<a1@mail.example.org>", "answers": {"list_id": "l"}}),
            a1,
            a1,
        ),
        (json!({"in_reply_to": "a1@mail.example.org"}), a1, a1),
    ] {
        let expected = (Some(in_reply_to.to_owned()), Some(references.to_owned()));
        assert_eq!(thread(members.clone()), expected, "{members}");
    }
}

#[test]
fn what_is_no_id_of_a_mail_is_left_out() {
    for members in [
        json!({"in_reply_to": NAME}),
        json!({"in_reply_to": NAME, "answers": null}),
        json!({"in_reply_to": NAME, "answers": {"message_id": "a b@x"}}),
        json!({"in_reply_to": NAME, "answers": {"message_id": ["a@x"]}}),
        json!({"in_reply_to": NAME, "answers": {"message_id": "<a@x>\r\nBcc: <b@y>"}}),
        json!({"in_reply_to": "<a@x>\r\nX: <b@y>"}),
        json!({"in_reply_to": "mail-1", "thread": "crm-7"}),
        json!({"in_reply_to": " "}),
    ] {
        assert_eq!(thread(members.clone()), (None, None), "{members}");
    }
    // The rest of the thread is still known.
    let members = json!({"in_reply_to": NAME, "thread": "first@example.org"});
    let expected = (None, Some("<first@example.org>".to_owned()));
    assert_eq!(thread(members), expected);
}

#[test]
fn a_file_by_its_address_only_is_refused() {
    let file = json!({"name": "a.pdf", "content_type": "application/pdf",
                      "url": "https://files.example.com/a.pdf"});
    let sent = send_by("mailgun", &message(json!({"attachments": [file]})));
    assert_eq!(sent.status, 422, "{}", sent.document);
    assert_eq!(sent.document["field"], "attachments[0].url");
    assert!(sent.asked.is_empty());
}
