//! Mail in conversations: answers that find their ticket, reports that find the mail they are
//! about, senders that are not who they say.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::{Value, json};
use throughline_tests::{Answer, App, KEY, Mailgun, SIGNING_KEY, Setup, Sms};

const ANA: &str = "ana@example.net";
const PHONE: &str = "+15551234567";

fn setup() -> Setup {
    Setup::default()
        .variable("email_from", "Help <help@example.com>")
        .variable("email_authserv_ids", "mx.example.com")
        .variable("mailgun_signing_key", SIGNING_KEY)
}

fn lookup(app: &App, email: &str) -> Value {
    let answer = app.get(&format!("/v1/customers/lookup?email={email}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn raw(app: &App, mail: &str) -> Answer {
    let key = format!("Bearer {KEY}");
    let headers = [
        ("authorization", key.as_str()),
        ("content-type", "message/rfc822"),
    ];
    let mail = mail.replace('\n', "\r\n");
    app.send("POST", "/webhooks/email/raw", &headers, mail.as_bytes())
}

/// What a raw mail was recorded as.
fn received(app: &App, mail: &str) -> Value {
    let answer = raw(app, mail);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let recorded = answer.json()["recorded"][0].clone();
    let id = recorded["interaction_id"].as_str().expect("recorded");
    app.get(&format!("/v1/interactions/{id}")).json()
}

/// An answer of ours to Ana, as another service records it: its id.
fn sent(app: &App, id: &str) -> String {
    let answer = app.post(
        "/v1/interactions",
        &json!({"channel": "email", "provider": "desk", "provider_message_id": id,
            "direction": "outbound", "kind": "message", "from": {"kind": "email", "value":
            "help@example.com"}, "to": {"kind": "email", "value": ANA}, "text": "We are on it."}),
    );
    assert!(answer.status < 300, "{}", answer.text);
    let receipt = answer.json();
    receipt["interaction_id"].as_str().unwrap().to_owned()
}

fn delivery(app: &App, id: &str) -> Value {
    app.get(&format!("/v1/interactions/{id}")).json()["delivery"].clone()
}

#[test]
fn a_signed_mail_joins_the_ticket_of_another_channel() {
    let app = setup().start();
    let known = json!({"channel": "in-person", "provider": "till", "provider_message_id": "1",
        "direction": "inbound", "kind": "visit", "identities": [
        {"kind": "phone", "value": PHONE, "verified": true},
        {"kind": "email", "value": ANA, "verified": true}]});
    assert!(app.post("/v1/interactions", &known).status < 300);
    assert_eq!(
        Sms::new("SM1", PHONE, "Where is it?").deliver(&app).status,
        200
    );
    let mail = Mailgun::new("1@example.net", ANA, "Still nothing.\r\n\r\n-- \r\nAna");
    assert_eq!(mail.deliver(&app).status, 200);
    let found = app.lookup(PHONE, 20);
    assert_eq!(found["customer"]["counts"]["tickets"], 1);
    assert_eq!(found["tickets"][0]["channels"], json!(["sms", "email"]));
    let item = &found["timeline"]["items"][0];
    assert_eq!(
        (&item["text"], &item["subject"]),
        (&json!("Still nothing."), &json!("Hello"))
    );
    assert_eq!(item["from"]["verdict"], "pass");
}

#[test]
fn a_mailgun_token_serves_one_mail() {
    let app = setup().start();
    let mail = Mailgun::new("1@example.net", ANA, "The first.");
    assert_eq!(mail.deliver(&app).status, 200);
    assert_eq!(mail.deliver(&app).status, 200, "a retry");
    let mut replayed = Mailgun::new("2@example.net", ANA, "Put in by somebody else.");
    replayed.token.clone_from(&mail.token);
    let refused = replayed.deliver(&app);
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (401, &json!("signature_invalid"))
    );
    let mut old = Mailgun::new("3@example.net", ANA, "Too old.");
    old.timestamp -= 24 * 60 * 60 + 60;
    assert_eq!(old.deliver(&app).status, 401);
    let mut forged = Mailgun::new("4@example.net", ANA, "Forged.");
    forged.key = "another key".into();
    assert_eq!(forged.deliver(&app).status, 401);
    let found = lookup(&app, ANA);
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
    assert_eq!(found["timeline"]["items"][0]["text"], "The first.");
}

#[test]
fn a_mail_to_several_of_our_addresses_is_one_and_lists_everybody() {
    let app = setup().start();
    let mut mail = Mailgun::new("1@example.net", ANA, "To all of you.");
    let headers = json!([
        ["Received", "from a.example.net by mxa.mailgun.org"],
        ["From", format!("Ana Lys <{ANA}>")],
        ["To", "Help <help@example.com>, Bo <bo@example.org>"],
        ["Cc", "sales@example.com, undisclosed-recipients:;"],
        ["Reply-To", "ana.lys@example.org"],
        ["Message-Id", "<1@example.net>"],
    ]);
    let headers = headers.to_string();
    for (name, value) in &mut mail.fields {
        if name == "message-headers" {
            value.clone_from(&headers);
        }
    }
    // Mailgun calls once for each address of ours, an alias that no header names among them.
    for recipient in ["help@example.com", "sales@example.com", "alias@example.com"] {
        mail.fields[0].1 = recipient.to_owned();
        mail.token = format!("token for {recipient}");
        assert_eq!(mail.deliver(&app).status, 200, "{recipient}");
    }
    let found = lookup(&app, ANA);
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
    assert_eq!(found["customer"]["identities"].as_array().unwrap().len(), 1);
    let item = &found["timeline"]["items"][0];
    let listed = item["participants"].as_array().unwrap().iter();
    let listed: Vec<_> = listed
        .map(|p| {
            format!(
                "{} {}",
                p["role"].as_str().unwrap(),
                p["value"].as_str().unwrap()
            )
        })
        .collect();
    let expected = [
        "from ana@example.net",
        "reply_to ana.lys@example.org",
        "to bo@example.org",
        "cc sales@example.com",
    ];
    assert_eq!(listed, expected);
    for nobody in ["bo@example.org", "ana.lys@example.org"] {
        let answer = app.get(&format!("/v1/customers/lookup?email={nobody}"));
        assert_eq!(answer.status, 404, "{nobody} is named, and no customer");
    }
}

#[test]
fn an_answer_by_another_address_is_linked_to_the_ticket_and_joins_nobody() {
    let app = setup().start();
    let mail = Mailgun::new("1@example.net", ANA, "My lamp is broken.");
    assert_eq!(mail.deliver(&app).status, 200);
    let found = lookup(&app, ANA);
    let ticket = found["tickets"][0]["id"].as_str().unwrap().to_owned();
    let shown = app.get(&format!("/v1/tickets/{ticket}")).json();
    let token = shown["reply_token"].as_str().unwrap();
    let answer = received(
        &app,
        &format!(
            "From: Bo <bo@example.org>\nTo: help+{token}@example.com\nSubject: Re: Hello\n\
             Message-ID: <2@example.org>\n\nIt was I who dropped it."
        ),
    );
    assert_eq!(answer["ticket_id"], ticket);
    assert_ne!(answer["customer_id"], found["customer"]["id"]);
    assert_eq!(answer["from"]["verdict"], "none");
    // Our own address is shown without the token.
    assert_eq!(answer["to"][0]["value"], "help@example.com");
    let shown = app.get(&format!("/v1/tickets/{ticket}")).json();
    assert_eq!(
        shown["linked_interactions"][0]["interaction_id"],
        answer["id"]
    );
    let after = lookup(&app, ANA);
    assert_eq!(after["customer"], found["customer"]);
    assert_eq!(after["timeline"]["items"], found["timeline"]["items"]);
    // The token in the Message-ID that an answer names does the same.
    let ours = format!("int_{}.{token}@example.com", "0a".repeat(16));
    let answer = received(
        &app,
        &format!(
            "From: cy@example.org\nTo: help@example.com\nMessage-ID: <3@example.org>\n\
             In-Reply-To: <{ours}>\n\nI saw it too."
        ),
    );
    assert_eq!(answer["ticket_id"], ticket);
}

#[test]
fn a_bounce_fails_the_mail_that_it_is_about_and_opens_nothing() {
    let app = setup().start();
    let id = sent(&app, "m1");
    assert_eq!(delivery(&app, &id), Value::Null);
    let bounce = format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: help@example.com\nSubject: Undelivered Mail\n\
         Message-ID: <b1@mx.example.net>\nMIME-Version: 1.0\nContent-Type: multipart/report;\n \
         report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nIt could \
         not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; \
         mx.example.net\n\nFinal-Recipient: rfc822; {ANA}\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--b\nContent-Type: \
         text/rfc822-headers\n\nMessage-ID: <{id}@example.com>\nSubject: Re: Hello\n\n--b--\n"
    );
    let recorded = received(&app, &bounce);
    assert_eq!(
        (&recorded["kind"], &recorded["ticket_id"]),
        (&json!("bounce"), &Value::Null)
    );
    assert_eq!(recorded["from"]["value"], ANA, "it is about her");
    let failed = delivery(&app, &id);
    assert_eq!(failed["status"], "failed");
    assert!(
        failed["detail"].as_str().unwrap().starts_with("5.1.1"),
        "{failed}"
    );
    assert_eq!(lookup(&app, ANA)["customer"]["counts"]["tickets"], 0);
}

#[test]
fn a_read_receipt_marks_the_mail_as_read() {
    let app = setup().start();
    let id = sent(&app, "m1");
    let receipt = format!(
        "From: {ANA}\nTo: help@example.com\nSubject: Read: Hello\nMessage-ID: <r1@example.net>\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification;\n \
         boundary=b\n\n--b\nContent-Type: text/plain\n\nIt was read.\n--b\nContent-Type: \
         message/disposition-notification\n\nFinal-Recipient: rfc822; {ANA}\nOriginal-Message-ID: \
         <{id}@example.com>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
    );
    assert_eq!(received(&app, &receipt)["kind"], "receipt");
    assert_eq!(delivery(&app, &id)["status"], "read");
}

#[test]
fn who_is_not_who_they_say_sees_and_changes_nothing() {
    let app = setup().start();
    let mail = Mailgun::new("1@example.net", ANA, "A private matter.");
    assert_eq!(mail.deliver(&app).status, 200);
    let before = lookup(&app, ANA);
    let forged = received(
        &app,
        &format!(
            "Authentication-Results: mx.example.com; dmarc=fail header.from=example.net\n\
             From: {ANA}\nTo: help@example.com\nMessage-ID: <f@example.net>\n\nSend it elsewhere."
        ),
    );
    assert_eq!(forged["from"]["verdict"], "fail");
    assert_ne!(forged["customer_id"], before["customer"]["id"]);
    let after = lookup(&app, ANA);
    for part in ["customer", "tickets", "timeline"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    // The same words of a system that nobody trusts say nothing.
    let unknown = received(
        &app,
        &format!(
            "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n\
             From: {ANA}\nTo: help@example.com\nMessage-ID: <u@example.net>\n\nAs you know me."
        ),
    );
    assert_eq!(unknown["from"]["verdict"], "none");
    assert_eq!(
        unknown["customer_id"], before["customer"]["id"],
        "recorded there, and marked"
    );
}

#[test]
fn a_verdict_is_on_the_author_and_on_nobody_who_stands_in() {
    let app = setup().start();
    let mail = Mailgun::new("1@example.net", ANA, "A private matter.");
    assert_eq!(mail.deliver(&app).status, 200);
    // An author too long for an address, at a domain that vouches for it, and Ana as the sender.
    let long = format!("{}@example.org", "x".repeat(600));
    let mail = received(
        &app,
        &format!(
            "Authentication-Results: mx.example.com; dmarc=pass header.from=example.org\n\
             From: {long}\nSender: {ANA}\nTo: help@example.com\n\
             Message-ID: <s@example.org>\n\nIt is me, Ana."
        ),
    );
    assert_eq!(
        mail["from"],
        json!({"kind": "email", "value": ANA, "verdict": "none"})
    );
}

#[test]
fn our_own_mail_is_told_apart() {
    let app = setup().start();
    let proven = "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com";
    let copy = format!(
        "{proven}\nFrom: help@example.com\nTo: {ANA}\nCc: help@example.com\n\
         Message-ID: <o1@example.com>\n\nSent from a telephone."
    );
    let recorded = received(&app, &copy);
    assert_eq!(recorded["direction"], "outbound");
    assert_eq!(recorded["to"][0]["value"], ANA);
    assert_eq!(recorded["ticket_id"], Value::Null);
    let unproven = copy.replace(proven, "X-Nothing: said").replace("o1", "o2");
    let recorded = received(&app, &unproven);
    assert_eq!(
        (
            &recorded["kind"],
            &recorded["direction"],
            &recorded["ticket_id"]
        ),
        (&json!("echo"), &json!("inbound"), &Value::Null)
    );
    assert_eq!(lookup(&app, ANA)["customer"]["counts"]["interactions"], 1);
    // What was sent from here is on the timeline already.
    let back = copy.replace("o1", &sent(&app, "m1"));
    let answer = raw(&app, &back);
    assert_eq!(
        (answer.status, &answer.json()["recorded"]),
        (200, &json!([]))
    );
    // By a list that writes its own address into `From` it is kept, and asks nothing.
    let listed = back
        .replace("help@example.com\nTo", "list@example.org\nTo")
        .replace(proven, "X-Nothing: said");
    let listed = received(&app, &listed);
    assert_eq!(
        (&listed["kind"], &listed["ticket_id"]),
        (&json!("echo"), &Value::Null)
    );
    // Also when the list wants answers for itself.
    let looped = back
        .replace(proven, "Reply-To: list@example.org")
        .replace("Sent from", "Sent, by a list, from");
    let looped = received(&app, &looped);
    assert_eq!(
        (&looped["kind"], &looped["ticket_id"]),
        (&json!("echo"), &Value::Null)
    );
    // A form on our website sends in our name for whoever filled it in.
    let form = received(
        &app,
        "From: help@example.com\nTo: help@example.com\nReply-To: di@example.org\n\
         Message-ID: <form1@example.com>\nSubject: Contact form\n\nPlease call me.",
    );
    assert_eq!(
        form["from"],
        json!({"kind": "email", "value": "di@example.org", "verdict": "none"})
    );
    assert!(form["ticket_id"].is_string());
}
