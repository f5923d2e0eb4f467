//! What the providers say of a mail besides its text: who handed it over, and what they checked.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use throughline_channel_kit::conformance::SECRET;
use throughline_channel_kit::{Settings, Webhook};
use throughline_email::provider::{Arrival, route};
use throughline_mail::Outcome::{Fail, None as Nothing, Pass, SoftFail};
use throughline_mail::{Checks, Outcome};

use provider::{NOW, mailgun, sendgrid};

fn arrival(webhook: Webhook) -> Result<Arrival, String> {
    let settings = Settings::new()
        .with("mailgun_signing_key", SECRET)
        .with("sendgrid_public_key", sendgrid::public_keys(&[SECRET]));
    let webhook = match webhook.path.contains("mailgun") {
        true => mailgun::sign(webhook, SECRET),
        false => sendgrid::sign(webhook, SECRET),
    };
    let receive = route(&webhook.path).unwrap();
    receive(&webhook, &settings, NOW).unwrap().mail
}

fn spf(outcome: Outcome, domain: &str) -> Checks {
    Checks {
        spf: Some((outcome, domain.to_owned())),
        ..Checks::default()
    }
}

#[test]
fn mailguns_results_are_those_above_the_topmost_received() {
    let received = r#"["Received", "from a by b"]"#;
    let headers = |above: &str, below: &str| {
        format!(r#"[{above}{received}{below}, ["From", "a@example.org"]]"#)
    };
    let result = |word: &str| format!(r#"["x-mailgun-spf", "{word}"], "#);
    let pass = r#", ["X-Mailgun-Spf", "Pass"]"#;
    let dkim = r#"["X-Mailgun-Dkim-Check-Result", "Pass"], ["DKIM-Signature", "d=example.org"], "#;
    for (headers, sender, expected) in [
        (
            headers(&result("Pass"), ""),
            "ann@Example.ORG",
            spf(Pass, "example.org"),
        ),
        (
            headers(&result("SoftFail"), pass),
            "ann@example.org",
            spf(SoftFail, "example.org"),
        ),
        (
            headers(&result(" fail "), ""),
            "ann@example.org",
            spf(Fail, "example.org"),
        ),
        (
            headers(&result("Neutral"), ""),
            "ann@example.org",
            spf(Nothing, "example.org"),
        ),
        (
            headers(&result("passed"), ""),
            "ann@example.org",
            spf(Nothing, "example.org"),
        ),
        (headers(&result("Pass"), ""), "", Checks::default()),
        (headers(&result("Pass"), ""), "ann", Checks::default()),
        (headers("", pass), "ann@example.org", Checks::default()),
        (headers(dkim, ""), "ann@example.org", Checks::default()),
        // Without a single `Received` nobody knows what is whose.
        (
            format!("[{}[\"From\", \"a@example.org\"]]", result("Pass")),
            "a@example.org",
            Checks::default(),
        ),
    ] {
        let fields = [("message-headers", headers.as_str()), ("sender", sender)];
        assert_eq!(
            arrival(mailgun::form(&fields)).unwrap().checks,
            expected,
            "{headers}"
        );
        let twice = [("sender", "eve@example.net"), fields[0], fields[1]];
        assert_eq!(
            arrival(mailgun::parts(&twice)).unwrap().checks,
            expected,
            "{headers}"
        );
    }
    let fields = [
        ("X-Mailgun-Spf", "Pass"),
        ("sender", "a@example.org"),
        ("from", "a@example.org"),
    ];
    assert_eq!(
        arrival(mailgun::form(&fields)).unwrap().checks,
        Checks::default()
    );
}

#[test]
fn sendgrids_results_name_their_domains() {
    let signed = |results: &[(Outcome, &str)]| {
        let owned = |(outcome, domain): &(Outcome, &str)| (*outcome, (*domain).to_owned());
        results.iter().map(owned).collect::<Vec<_>>()
    };
    let envelope = r#"{"to":["x"],"from":"ann@Example.org"}"#;
    for (result, dkim, envelope, expected, signatures) in [
        (
            "pass",
            "{@example.org : pass}",
            envelope,
            Some(Pass),
            signed(&[(Pass, "example.org")]),
        ),
        ("softfail", "none", envelope, Some(SoftFail), signed(&[])),
        (
            "FAIL",
            " {@Example.org : fail, @a.example.net:pass , @b.example : neutral} ",
            envelope,
            Some(Fail),
            signed(&[
                (Fail, "example.org"),
                (Pass, "a.example.net"),
                (Nothing, "b.example"),
            ]),
        ),
        ("temperror", "{}", envelope, Some(Nothing), signed(&[])),
        (
            "",
            "{example.org : pass}",
            envelope,
            None,
            signed(&[(Pass, "example.org")]),
        ),
        (
            "pass",
            "{@ : pass, pass, : pass, @a b : pass}",
            r#"{"to":[],"from":""}"#,
            None,
            signed(&[]),
        ),
        ("pass", "", r#"{"to":[]}"#, None, signed(&[])),
        ("pass", "pass", "{", None, signed(&[])),
    ] {
        let checks = arrival(sendgrid::form(&[
            ("headers", "From: a@example.org\n"),
            ("SPF", result),
            ("dkim", dkim),
            ("envelope", envelope),
        ]));
        let expected = Checks {
            spf: expected.map(|outcome| (outcome, "example.org".to_owned())),
            dkim: signatures,
            dmarc: None,
        };
        assert_eq!(
            checks.unwrap().checks,
            expected,
            "{result} {dkim} {envelope}"
        );
    }
}

#[test]
fn the_envelope_is_who_handed_the_mail_over() {
    let none: [&str; 0] = [];
    for (recipient, sender, to, from) in [
        (
            Some("a@x.example"),
            Some("b@example.org"),
            &["a@x.example"][..],
            Some("b@example.org"),
        ),
        (
            Some(" a@x.example, b@x.example,"),
            Some(""),
            &["a@x.example", "b@x.example"],
            Some(""),
        ),
        (None, None, &none, None),
    ] {
        let mut fields = vec![("from", "c@example.org")];
        fields.extend(recipient.map(|value| ("recipient", value)));
        fields.extend(sender.map(|value| ("sender", value)));
        let arrival = arrival(mailgun::form(&fields)).unwrap();
        assert_eq!(arrival.recipients, to, "{fields:?}");
        assert_eq!(arrival.envelope_from.as_deref(), from, "{fields:?}");
    }
    for (envelope, to, from) in [
        (
            r#"{"to":["a@x.example","b@x.example"],"from":""}"#,
            &["a@x.example", "b@x.example"][..],
            Some(""),
        ),
        (r#"{"to":"a@x.example"}"#, &none, None),
        ("", &none, None),
    ] {
        let fields = [("from", "c@example.org"), ("envelope", envelope)];
        let arrival = arrival(sendgrid::form(&fields)).unwrap();
        assert_eq!(arrival.recipients, to, "{envelope}");
        assert_eq!(arrival.envelope_from.as_deref(), from, "{envelope}");
    }
}

#[test]
fn a_file_is_kept_without_a_mail_around_it() {
    let files = |arrival: Arrival| {
        let files = arrival.mail.files.into_iter();
        files
            .map(|file| (file.name, file.content_id, file.inline))
            .collect::<Vec<_>>()
    };
    let plain = ("note.txt".to_owned(), None, false);
    let shown = ("note.txt".to_owned(), Some("a b".to_owned()), true);
    let mailgun = mailgun::parts(&[
        ("attachment-2", "x"),
        ("attachment-1", "y"),
        (
            "content-id-map",
            r#"{"<a b>":"attachment-1","x":"attachment-9"}"#,
        ),
    ]);
    assert_eq!(
        files(arrival(mailgun).unwrap()),
        [shown.clone(), plain.clone()]
    );
    let sendgrid = sendgrid::form(&[
        ("attachment1", "x"),
        ("attachment2", "y"),
        (
            "attachment-info",
            r#"{"attachment2":{"content-id":"<a b>","type":"Text/CSV; x=y"}}"#,
        ),
    ]);
    assert_eq!(files(arrival(sendgrid).unwrap()), [plain, shown]);
}
