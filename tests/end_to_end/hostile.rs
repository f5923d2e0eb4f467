//! Garbage on every route: a clear answer, and no component ever traps.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use throughline_tests::{App, KEY, Setup, Sms};

fn unharmed(app: &App, what: &str, status: u16) {
    assert!(
        status < 500 || status == 503,
        "{what} was answered with {status}"
    );
    assert_eq!(
        app.send("GET", "/healthz", &[], b"").status,
        200,
        "after {what}"
    );
}

#[test]
fn paths_and_queries() {
    let app = Setup::default().start();
    let key = format!("Bearer {KEY}");
    for path in [
        "/v1/customers/lookup",
        "/v1/customers/lookup?phone=",
        "/v1/customers/lookup?phone=%00%ff%fe",
        "/v1/customers/lookup?phone=%2B1&email=a@b.c",
        "/v1/customers/lookup?identity=",
        "/v1/customers/lookup?identity=:::",
        "/v1/customers/lookup?phone=%2B15551234567&timeline=-1",
        "/v1/customers/lookup?phone=%2B15551234567&timeline=51",
        "/v1/customers/lookup?phone=%2B15551234567&timeline=99999999999999999999",
        "/v1/customers/cus_",
        "/v1/customers/cus_zz",
        "/v1/customers/%2e%2e%2f",
        "/v1/customers/cus_00000000000000000000000000000000/timeline?cursor=AAAA",
        "/v1/customers/cus_00000000000000000000000000000000/timeline?from=yesterday",
        "/v1/interactions/int_",
        "/v1/tickets/tkt_00000000000000000000000000000000_18446744073709551616",
        "/v1/tickets/tkt_00000000000000000000000000000000_18446744073709551615",
        "/v1/tickets?limit=0",
        "/v1/tickets?cursor=%F0%9F%91%8B",
        "/v1/%00",
        "/v1//",
    ] {
        let answer = app.send("GET", path, &[("authorization", &key)], b"");
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.text
        );
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        unharmed(&app, path, answer.status);
    }
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = app.send(method, "/v1/interactions", &[("authorization", &key)], b"");
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").is_some());
    }
}

#[test]
fn bodies() {
    let app = Setup::default().start();
    let key = format!("Bearer {KEY}");
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let long = "x".repeat(1 << 20);
    let valid = r#"{"channel":"a","provider":"b","provider_message_id":"c","direction":"inbound","kind":"message","from":{"kind":"phone","value":"+15551234567"}"#;
    for (what, body, status) in [
        ("nothing", String::new(), 400),
        ("no JSON", "{".into(), 400),
        ("too deep", deep, 400),
        ("too long", format!("\"{long}\""), 413),
        ("no object", "[]".into(), 422),
        ("nothing in it", "{}".into(), 422),
        ("a field too many", format!("{valid},\"bogus\":1}}"), 422),
        (
            "a lone surrogate",
            format!("{valid},\"text\":\"\\ud83d\"}}"),
            400,
        ),
        ("a wrong type", format!("{valid},\"text\":7}}"), 422),
        (
            "no time",
            format!("{valid},\"occurred_at\":\"yesterday\"}}"),
            422,
        ),
        (
            "a NUL in an identity",
            valid.replace("+1555", "\\u0000") + "}",
            422,
        ),
    ] {
        let headers = [
            ("authorization", key.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = app.send("POST", "/v1/interactions", &headers, body.as_bytes());
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        unharmed(&app, what, answer.status);
    }
}

#[test]
fn signed_nonsense_is_kept_and_answered() {
    let app = Setup::default().start();
    let fields = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect::<Vec<_>>()
    };
    for (what, fields) in [
        ("no fields", fields(&[])),
        ("no sender", fields(&[("MessageSid", "SM1"), ("Body", "x")])),
        ("no id", fields(&[("From", "+15551234567"), ("Body", "x")])),
        (
            "NUL and friends",
            fields(&[
                ("MessageSid", "SM2"),
                ("From", "\u{0}\u{202e}"),
                ("Body", "\u{0}"),
            ]),
        ),
        (
            "media that is none",
            fields(&[
                ("MessageSid", "SM3"),
                ("AccountSid", "AC"),
                ("From", "+15551234567"),
                ("To", "x"),
                ("NumMedia", "99999999999999999999"),
            ]),
        ),
        (
            "an alphabet",
            fields(&[
                ("MessageSid", "SM4"),
                ("AccountSid", "AC"),
                ("From", "ACME"),
                ("To", "+1"),
                ("Body", "x"),
            ]),
        ),
        (
            "a repeated field",
            fields(&[
                ("MessageSid", "SM5"),
                ("MessageSid", "SM6"),
                ("From", "+15551234567"),
                ("Body", "x"),
            ]),
        ),
    ] {
        let mut message = Sms::new("SM", "+15551234567", "");
        message.fields = fields;
        // The signature covers each distinct value once.
        let answer = message.deliver(&app);
        assert_eq!(answer.status, 200, "{what}: {}", answer.text);
        unharmed(&app, what, answer.status);
    }
    let mut large = Sms::new("SM9", "+15551234567", "");
    large.fields.push(("Body".into(), "x".repeat(2 << 20)));
    // The answer comes before the body has ended. Whoever is still writing then may meet a closed
    // connection instead of it, so it is asked for until it was heard.
    let heard = (0..50).find_map(|_| large.try_deliver(&app).ok());
    assert_eq!(heard.map(|answer| answer.status), Some(413));
}
