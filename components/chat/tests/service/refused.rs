//! What every route of a session refuses alike.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use throughline_chat::Settings;
use throughline_contract::types::{Error, InvalidField};
use throughline_visitor::{Keyring, Session};

use crate::fake::{
    Fake, NOW, call, call_with, header, json, keyring, of, outcome, variables, visitor, with,
};

/// Each route with a good body.
const ROUTES: [(&str, &str, &str); 8] = [
    ("GET", "messages", ""),
    ("GET", "messages?before=x", ""),
    ("POST", "messages", r#"{"id":"m-000001","text":"Hello"}"#),
    ("POST", "files?id=f-000001&name=a.txt", "Hello"),
    ("GET", "files/att_1", ""),
    ("POST", "typing", r#"{"typing":true}"#),
    ("POST", "read", r#"{"upto":"2026-11-22T04:00:00Z"}"#),
    ("GET", "events", ""),
];

fn ask(
    session: &Session,
    token: &str,
    (method, path, body): (&str, &str, &str),
) -> Request<Full<Bytes>> {
    let request = of(session, token, method, path, body);
    with(request, "content-type", "text/plain")
}

#[test]
fn nobody_gets_in_with_a_token_that_is_not_theirs() {
    let (session, token) = visitor();
    let other = Session::begin([9; 16], NOW);
    let (note, mac) = token.split_once('.').unwrap();
    let forged = {
        let richer = Session {
            user: Some("admin".to_owned()),
            ..session.clone()
        };
        let sealed = keyring().seal(&richer);
        format!("{}.{mac}", sealed.split_once('.').unwrap().0)
    };
    let over = keyring().seal(&Session {
        expires_at: NOW,
        ..session.clone()
    });
    let tokens = [
        String::new(),
        "x".to_owned(),
        note.to_owned(),
        forged,
        over,
        Keyring::new("another").unwrap().seal(&session),
        keyring().seal(&other),
        format!("{token}{}", "A".repeat(4096)),
    ];
    for route in ROUTES {
        for wrong in &tokens {
            let fake = Fake::default();
            let response = call(ask(&session, wrong, route), &fake);
            assert_eq!(
                outcome(&response),
                (401, "session_invalid".to_owned()),
                "{route:?}"
            );
            assert_eq!(header(&response, "www-authenticate"), "Bearer");
            assert!(fake.calls().is_empty() && fake.taken.borrow().is_empty());
        }
        // A good token, but of another session; twice; in another scheme; in the URL.
        let twice = with(
            ask(&session, &token, route),
            "authorization",
            &format!("Bearer {token}"),
        );
        let mut basic = ask(&session, &token, route);
        let value = format!("Basic {token}").parse().unwrap();
        basic.headers_mut().insert("authorization", value);
        let mut bare = ask(&session, &token, route);
        bare.headers_mut().remove("authorization");
        for request in [ask(&other, &token, route), twice, basic, bare] {
            let fake = Fake::default();
            assert_eq!(call(request, &fake).status(), 401, "{route:?}");
            assert!(fake.calls().is_empty(), "{route:?}");
        }
    }
}

#[test]
fn what_the_timeline_says_is_answered_and_the_stores_words_stay_inside() {
    let (session, token) = visitor();
    let invalid = InvalidField {
        field: "also[0].identity.value".to_owned(),
        detail: "no address".to_owned(),
    };
    for (error, expected) in [
        (
            Error::Unavailable("redis://x".to_owned()),
            (503, "store_unavailable"),
        ),
        (Error::IndexSecretChanged, (503, "index_secret_changed")),
        (Error::NotFound, (404, "not_found")),
        (
            Error::Ambiguous(vec!["cus_a".to_owned()]),
            (404, "not_found"),
        ),
        (Error::Invalid(invalid), (422, "invalid_field")),
    ] {
        for route in ROUTES {
            // A stream that has begun can only end; who was sent nothing has read it.
            let silent = route.1 == "events" || (route.1 == "read" && error == Error::NotFound);
            if silent {
                continue;
            }
            let fake = Fake::failing(error.clone());
            let response = call(ask(&session, &token, route), &fake);
            let (status, code) = outcome(&response);
            assert_eq!((status, &*code), expected, "{route:?}");
            let shown = json(&response).to_string();
            assert!(
                !shown.contains("redis") && !shown.contains("cus_a"),
                "{shown}"
            );
            if status == 422 {
                let records = ["messages", "files?id=f-000001&name=a.txt"].contains(&route.1);
                let field = if route.0 == "POST" && records {
                    "details"
                } else {
                    "also"
                };
                assert_eq!(json(&response)["field"], field, "{route:?}");
            }
        }
    }
}

#[test]
fn while_nobody_can_count_nothing_is_written() {
    let (session, token) = visitor();
    for route in ROUTES
        .iter()
        .filter(|route| route.0 == "POST" || route.1 == "events")
    {
        let fake = Fake {
            uncounted: Some(Error::Unavailable("disk".to_owned())),
            ..Fake::default()
        };
        let response = call(ask(&session, &token, *route), &fake);
        assert_eq!(
            outcome(&response),
            (503, "store_unavailable".to_owned()),
            "{route:?}"
        );
        assert!(fake.calls().is_empty(), "{route:?}");
    }
}

#[test]
fn without_the_index_secret_nobody_is_believed() {
    let (session, token) = visitor();
    let settings = Settings::read(&variables().with("index_secret", " "));
    for route in ROUTES {
        let fake = Fake::default();
        let response = call_with(ask(&session, &token, route), &fake, &settings);
        let expected = (503, "channel_not_configured".to_owned());
        assert_eq!(outcome(&response), expected, "{route:?}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let (session, token) = visitor();
    let large = " ".repeat((64 << 10) + 1);
    for path in ["messages", "typing", "read"] {
        let response = call(
            of(&session, &token, "POST", path, large.as_str()),
            &Fake::default(),
        );
        assert_eq!(
            outcome(&response),
            (413, "body_too_large".to_owned()),
            "{path}"
        );
    }
}
