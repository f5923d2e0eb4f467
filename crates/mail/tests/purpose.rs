//! What mails are for, by their fields, where a provider hands over no more.

use throughline_mail::{
    Action, Disposition, File, Mail, Ours, Participation, Purpose, from_headers, hops, purpose,
};

fn mail(fields: &str) -> Mail {
    let fields = fields.lines().filter_map(|line| line.split_once(": "));
    let mut fields: Vec<(String, String)> = fields
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if !fields.iter().any(|(name, _)| name == "From") {
        fields.push(("From".to_owned(), "ann@example.org".to_owned()));
    }
    from_headers(fields)
}

fn with_file(fields: &str, content_type: &str, content: &str) -> Mail {
    let file = File {
        content_type: content_type.to_owned(),
        content: content.as_bytes().to_vec(),
        ..File::default()
    };
    Mail {
        files: vec![file],
        ..mail(fields)
    }
}

fn purpose_of(mail: &Mail) -> Purpose {
    let addresses = [
        "Support@example.com".to_owned(),
        "help@shop.example.net".to_owned(),
    ];
    let ours = Ours {
        addresses: &addresses,
        domains: &["example.com".to_owned()],
        is_our_id: &|id| id.starts_with("ours."),
    };
    purpose(mail, &ours)
}

#[test]
fn messages_and_what_looks_like_one() {
    use Purpose::{AutoReply, List, Message, Own};
    for (fields, expected) in [
        ("Subject: Hi", Message),
        // RFC 3834
        ("Auto-Submitted: auto-replied", AutoReply),
        (
            "Auto-Submitted: auto-generated; owner-email=\"a@example.org\"",
            AutoReply,
        ),
        ("Auto-Submitted: auto-notified", AutoReply),
        ("auto-submitted: NO", Message),
        ("Auto-Submitted: no (really)", Message),
        ("Auto-Submitted: ", Message),
        // What came before it
        ("X-Autoreply: yes", AutoReply),
        ("X-Autorespond: ", AutoReply),
        ("Precedence: auto_reply", AutoReply),
        ("Precedence: bulk", AutoReply),
        ("Precedence: Junk", AutoReply),
        ("Precedence: first-class", Message),
        // Exchange
        ("X-Auto-Response-Suppress: All", Message),
        (
            "X-Auto-Response-Suppress: All\nSubject: Automatic reply: Order",
            AutoReply,
        ),
        (
            "X-Auto-Response-Suppress: OOF\nSubject: Réponse automatique : Commande",
            AutoReply,
        ),
        (
            "X-Auto-Response-Suppress: OOF\nSubject: Urlaub auf Rügen",
            Message,
        ),
        (
            "X-Auto-Response-Suppress: OOF\nSubject: Out of office chairs?",
            Message,
        ),
        ("Subject: Automatic reply: Order", Message),
        ("Return-Path: <>\nSubject: Urlaub", AutoReply),
        ("Return-Path: <ann@example.org>\nSubject: Urlaub", Message),
        ("Return-Path: <>\nSubject: Hi", Message),
        // Lists
        ("List-Id: News <news.example.org>", List),
        ("List-Post: <mailto:talk@lists.example.org>", List),
        ("Precedence: list", List),
        ("Precedence: bulk\nList-Id: <news.example.org>", List),
        ("List-Unsubscribe: <https://example.org/u>", List),
        (
            "List-Unsubscribe: <https://example.org/u>\nIn-Reply-To: <ours.1@example.com>",
            Message,
        ),
        (
            "List-Unsubscribe: <https://example.org/u>\nIn-Reply-To: <2@example.org>",
            List,
        ),
        ("Feedback-ID: 1.eu-west-1.x:AmazonSES", Message),
        // Lists of ours
        (
            "List-Id: <support.example.com>\nPrecedence: list\nList-Unsubscribe: <mailto:x@example.com>",
            Message,
        ),
        (
            "List-Id: Help <help.shop.example.net>\nPrecedence: bulk",
            Message,
        ),
        (
            "List-Post: <https://groups.example/x>, <mailto:support@example.com>",
            Message,
        ),
        ("List-Id: <support.notexample.com>", List),
        ("List-Id: <support.example.com.evil.example>", List),
        (
            "List-Id: <support.example.com>\nList-Id: <news.example.org>",
            List,
        ),
        (
            "List-Id: <support.example.com>\nAuto-Submitted: auto-replied",
            AutoReply,
        ),
        // Our own
        ("From: support@Example.com", Own),
        ("From: Support <SUPPORT+t.123@example.com>", Own),
        ("From: other@example.com", Message),
        ("From: support@example.com, ann@example.org", Message),
        ("Message-ID: <ours.1@example.com>", Own),
        (
            "From: support@example.com\nReply-To: support+token@example.com",
            Own,
        ),
        (
            "From: support@example.com\nReply-To: Ann <ann@example.org>",
            Message,
        ),
        (
            "From: support@example.com\nX-Original-From: Ann <ann@example.org>",
            Message,
        ),
        (
            "From: support@example.com\nList-Id: <support.example.com>\nMessage-ID: <ours.1@example.com>",
            Own,
        ),
        // Mail systems that write like people
        (
            "From: postmaster@x.example\nContent-Type: multipart/report; report-type=feedback-report",
            Message,
        ),
        (
            "From: postmaster@x.example\nSubject: Delivery delayed",
            Message,
        ),
        (
            "From: postmaster@example.org\nSubject: Your question",
            Message,
        ),
        (
            "From: ann@example.org\nSubject: Undeliverable: what is that?",
            Message,
        ),
        (
            "From: ann@example.org\nX-Failed-Recipients: bob@example.net",
            Message,
        ),
    ] {
        assert_eq!(purpose_of(&mail(fields)), expected, "{fields}");
    }
}

#[track_caller]
fn bounce(mail: &Mail) -> throughline_mail::Bounce {
    match purpose_of(mail) {
        Purpose::Bounce(bounce) => bounce,
        other => panic!("{other:?}"),
    }
}

#[test]
fn delivery_reports() {
    for (action, status, expected, reason) in [
        (
            "failed",
            "5.1.1",
            Action::Failed,
            "the address does not exist",
        ),
        (
            "Failed",
            "5.7.26 (policy)",
            Action::Failed,
            "the recipient's server refused it by its policy",
        ),
        (
            "failed",
            "5.0.0",
            Action::Failed,
            "it could not be delivered",
        ),
        (
            "failed (bounced mail)",
            "5.2.2",
            Action::Failed,
            "the mailbox is full",
        ),
        (
            "delayed",
            "4.4.1",
            Action::Delayed,
            "the recipient's server could not be reached",
        ),
        (
            "delayed",
            "",
            Action::Delayed,
            "it could not be delivered yet",
        ),
        (
            "relayed",
            "2.0.0",
            Action::Relayed,
            "handed on to a system that does not report",
        ),
        ("expanded", "2.0.0", Action::Expanded, "delivered to a list"),
        ("delivered", "2.1.5", Action::Delivered, "delivered"),
        (
            "",
            "4.0.0",
            Action::Delayed,
            "it could not be delivered yet",
        ),
        ("", "", Action::Failed, "it could not be delivered"),
    ] {
        let report = format!(
            "Reporting-MTA: dns; mx\n\n\nFinal-Recipient: RFC822; <a@example.org>\nAction: {action}\nStatus: {status}\n"
        );
        let mail = with_file(
            "From: postmaster@example.org",
            "message/delivery-status",
            &report,
        );
        let bounce = bounce(&mail);
        assert_eq!(bounce.action, expected, "{action}");
        let [delivery] = bounce.recipients.as_slice() else {
            panic!("{bounce:?}")
        };
        assert_eq!(delivery.recipient.as_deref(), Some("a@example.org"));
        assert_eq!(
            (delivery.action, delivery.reason.as_str()),
            (expected, reason),
            "{action} {status}"
        );
    }
}

#[test]
fn a_vague_status_is_made_exact_by_what_the_server_said() {
    let report = "not a field\n\nFinal-Recipient: rfc822;a@example.org\nAction: failed\nStatus: 5.0.0\n\
                  Diagnostic-Code: smtp; 552-5.2.2 The account is\n   over quota\n";
    let mail = with_file(
        "From: <mailer-daemon@example.org>",
        "message/global-delivery-status",
        report,
    );
    let bounce = bounce(&mail);
    assert_eq!(bounce.recipients[0].status.as_deref(), Some("5.2.2"));
    assert_eq!(bounce.recipients[0].reason, "the mailbox is full");
    assert_eq!(
        bounce.recipients[0].diagnostic.as_deref(),
        Some("552-5.2.2 The account is over quota")
    );
}

#[test]
fn reports_in_words() {
    let qmail = "Hi. This is the qmail-send program at mx.\n\n<a@example.org>:\n550 5.1.1 no\n";
    let postfix = "\n<a@example.org>: host in said: 550 5.1.1\n  unknown\n\nMessage-Id: <ours.7@example.com>\n";
    for (fields, text, action) in [
        ("From: MAILER-DAEMON@mx.example.org", qmail, Action::Failed),
        (
            "From: Mail Delivery System <MAILER-DAEMON>\nSubject: Undelivered Mail Returned",
            postfix,
            Action::Failed,
        ),
        (
            "From: mailer-daemon@x.example\nX-Failed-Recipients: a@example.org",
            "550-5.1.1 no",
            Action::Failed,
        ),
        (
            "From: postmaster@x.example\nReturn-Path: <>\nSubject: Zustellung verzögert (Delayed)",
            postfix,
            Action::Delayed,
        ),
        (
            "From: postmaster@x.example\nSubject: Warning: message 1 delayed 24 hours",
            postfix,
            Action::Delayed,
        ),
    ] {
        let mail = Mail {
            text: Some(text.to_owned()),
            ..mail(fields)
        };
        let bounce = bounce(&mail);
        assert_eq!(bounce.action, action, "{fields}");
        assert_eq!(
            bounce.recipients[0].recipient.as_deref(),
            Some("a@example.org"),
            "{fields}"
        );
        assert_eq!(
            bounce.recipients[0].status.as_deref(),
            Some("5.1.1"),
            "{fields}"
        );
    }
}

#[test]
fn every_failed_recipient_of_exim_is_named() {
    let bounce = bounce(&mail(
        "From: mailer-daemon@x.example\nX-Failed-Recipients: a@example.org, b@example.org",
    ));
    let recipients = bounce
        .recipients
        .iter()
        .filter_map(|it| it.recipient.as_deref());
    assert_eq!(
        recipients.collect::<Vec<_>>(),
        ["a@example.org", "b@example.org"]
    );
}

#[test]
fn the_original_of_a_bounce() {
    let base = "From: mailer-daemon@example.org\nSubject: failure notice\n";
    for (fields, text, expected) in [
        (
            "",
            "Message-ID: <ours.1@example.com>",
            Some("ours.1@example.com"),
        ),
        (
            "",
            "> Message-ID: <2@example.org>\nmessage-id: <ours.1@example.com>",
            Some("ours.1@example.com"),
        ),
        (
            "In-Reply-To: <ours.3@example.com>",
            "",
            Some("ours.3@example.com"),
        ),
        (
            "References: <1@example.org> <2@example.org>",
            "",
            Some("2@example.org"),
        ),
        ("", "nothing", None),
    ] {
        let mail = Mail {
            text: Some(text.to_owned()),
            ..mail(&format!("{base}{fields}"))
        };
        assert_eq!(
            bounce(&mail).original.as_deref(),
            expected,
            "{fields} {text}"
        );
    }
    let returned = "From mx\nSubject: Hi\nMessage-ID:\n <ours.4@example.com>\n\nHi";
    for kind in ["message/rfc822", "text/rfc822-headers", "message/global"] {
        let mail = with_file(base, kind, returned);
        assert_eq!(
            bounce(&mail).original.as_deref(),
            Some("ours.4@example.com"),
            "{kind}"
        );
    }
}

#[test]
fn receipts() {
    for (disposition, expected) in [
        (
            "manual-action/MDN-sent-manually; displayed",
            Disposition::Displayed,
        ),
        (
            "automatic-action/MDN-sent-automatically; Deleted/warning",
            Disposition::Deleted,
        ),
        (
            "automatic-action/MDN-sent-automatically;dispatched",
            Disposition::Other,
        ),
        ("", Disposition::Other),
    ] {
        let report =
            format!("Final-Recipient: rfc822; a@example.org\nDisposition: {disposition}\n");
        let fields = "In-Reply-To: <ours.1@example.com>\nAuto-Submitted: auto-replied";
        let mail = with_file(fields, "message/disposition-notification", &report);
        let Purpose::Receipt(receipt) = purpose_of(&mail) else {
            panic!("{disposition}")
        };
        assert_eq!(receipt.disposition, expected, "{disposition}");
        assert_eq!(receipt.original.as_deref(), Some("ours.1@example.com"));
        assert_eq!(receipt.recipient.as_deref(), Some("a@example.org"));
    }
}

#[test]
fn calendar_answers() {
    let reply = |attendee: &str| {
        let calendar = format!(
            "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n{attendee}\r\nSUMMARY;LANGUAGE=en:a\\nb\\;c\r\nEND:VEVENT\r\nEND:VCALENDAR"
        );
        purpose_of(&with_file("", "text/calendar", &calendar))
    };
    for (attendee, participation, address) in [
        (
            "ATTENDEE;PARTSTAT=DECLINED:MAILTO:a@example.org",
            Participation::Declined,
            Some("a@example.org"),
        ),
        (
            "attendee;cn=\"x;PARTSTAT=ACCEPTED\";partstat=tentative:mailto:a@example.org",
            Participation::Tentative,
            Some("a@example.org"),
        ),
        (
            "ATTENDEE;PARTSTAT=\"DELE\r\n GATED\":mailto:a@example.org",
            Participation::Delegated,
            Some("a@example.org"),
        ),
        ("ATTENDEE:urn:uuid:1", Participation::Other, None),
    ] {
        let Purpose::Calendar(answer) = reply(attendee) else {
            panic!("{attendee}")
        };
        assert_eq!(answer.participation, participation, "{attendee}");
        assert_eq!(answer.attendee.as_deref(), address, "{attendee}");
        assert_eq!(answer.summary.as_deref(), Some("a b;c"));
    }
    for other in [
        "",
        "METHOD:REPLY",
        "BEGIN:VEVENT\nEND:VEVENT\nMETHOD:REPLY",
        "METHOD:CANCEL\nBEGIN:VEVENT\nEND:VEVENT",
    ] {
        assert_eq!(
            purpose_of(&with_file("", "text/calendar", other)),
            Purpose::Message,
            "{other}"
        );
    }
}

#[test]
fn hops_are_counted() {
    assert_eq!(
        hops(&mail("Received: a\nreceived: b\nX-Received: c").headers),
        2
    );
}
