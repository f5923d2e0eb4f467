//! What holds for every answer, whatever was asked.

use http::Response;
use throughline_contract::types::Error;

use crate::fake::{Browser, Fake, text};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'none'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// An answer of each sort, by what was asked.
fn answers(accept: &'static str) -> Vec<(String, Response<Vec<u8>>)> {
    let visitor = Browser {
        accept,
        ..Browser::default()
    };
    let agent = Browser {
        accept,
        ..Browser::signed_in()
    };
    let mut answers = Vec::new();
    for browser in [&visitor, &agent] {
        for uri in [
            "/console",
            "/console/",
            "/console/style.css",
            "/console/style.css?v=0",
            "/console/customers/cus_1",
            "/console/customers/cus_2",
            "/console/customers/cus_1?channel=x&cursor=y",
            "/console/nothing",
            "/elsewhere",
            "/console/session",
        ] {
            for method in ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "BREW"] {
                let response = browser.send(method, uri, Vec::new(), &Fake::default());
                answers.push((format!("{method} {uri}"), response));
            }
        }
        for uri in [
            "/console/session",
            "/console/session/end",
            "/console/lookup",
        ] {
            for body in [
                "",
                "key=read+key",
                "who=cus_1",
                "who=%2B1555",
                "\u{0}&&==%ff",
            ] {
                let response = browser.send("POST", uri, body.into(), &Fake::default());
                answers.push((format!("POST {uri} {body}"), response));
            }
            let response = browser.send("POST", uri, vec![b'a'; 1 << 17], &Fake::default());
            answers.push((format!("POST {uri} (large)"), response));
        }
        for error in [
            Error::NotFound,
            Error::Unavailable("redis://hunter2".into()),
            Error::IndexSecretChanged,
            Error::Ambiguous(vec!["cus_a".into()]),
        ] {
            let said = format!("{error:?}");
            let response = browser.get("/console/customers/cus_1", &Fake::failing(error));
            answers.push((said, response));
        }
    }
    answers
}

#[test]
fn every_answer_is_guarded() {
    for accept in [crate::fake::ACCEPT, "*/*", ""] {
        let mut statuses = Vec::new();
        for (asked, response) in answers(accept) {
            assert_eq!(
                text(&response, "content-security-policy"),
                POLICY,
                "{asked}"
            );
            assert_eq!(
                text(&response, "x-content-type-options"),
                "nosniff",
                "{asked}"
            );
            assert_eq!(text(&response, "referrer-policy"), "no-referrer", "{asked}");
            assert_eq!(
                text(&response, "x-request-id"),
                "req_0000000000000001",
                "{asked}"
            );
            let kept = text(&response, "cache-control");
            let is_style = text(&response, "content-type").starts_with("text/css");
            assert_eq!(kept == "no-store", !is_style, "{asked}");
            assert_eq!(kept.starts_with("public, max-age="), is_style, "{asked}");
            let body = String::from_utf8(response.body().clone()).unwrap();
            assert!(!body.contains("hunter2"), "{asked}");
            if asked.starts_with("HEAD") {
                assert!(body.is_empty(), "{asked}");
            } else {
                assert_eq!(
                    text(&response, "content-length"),
                    body.len().to_string(),
                    "{asked}"
                );
            }
            statuses.push(response.status().as_u16());
        }
        statuses.sort_unstable();
        statuses.dedup();
        let all = [200, 303, 307, 401, 404, 405, 409, 413, 422, 503];
        assert_eq!(statuses, all);
    }
}

#[test]
fn browsers_get_pages_and_others_problem_documents() {
    let of = |accept| answers(accept).into_iter();
    let pairs = of(crate::fake::ACCEPT).zip(of("application/json, */*"));
    let mut failures = 0;
    for ((asked, page), (_, document)) in pairs {
        assert_eq!(page.status(), document.status(), "{asked}");
        if page.status().as_u16() < 400 {
            continue;
        }
        failures += 1;
        let html = "text/html; charset=utf-8";
        assert_eq!(text(&page, "content-type"), html, "{asked}");
        assert_eq!(
            text(&document, "content-type"),
            "application/problem+json",
            "{asked}"
        );
        for name in ["allow", "retry-after"] {
            assert_eq!(text(&page, name), text(&document, name), "{asked}");
        }
        if !asked.starts_with("HEAD") {
            let problem: serde_json::Value = serde_json::from_slice(document.body()).unwrap();
            assert_eq!(problem["status"], document.status().as_u16(), "{asked}");
            assert_eq!(problem["request_id"], "req_0000000000000001", "{asked}");
        }
    }
    assert!(failures > 50, "{failures}");
}

#[test]
fn head_is_get_without_the_body() {
    let agent = Browser::signed_in();
    for uri in [
        "/console",
        "/console/customers/cus_1",
        "/console/style.css",
        "/console/x",
    ] {
        let get = agent.get(uri, &Fake::default());
        let head = agent.send("HEAD", uri, Vec::new(), &Fake::default());
        assert_eq!(get.status(), head.status(), "{uri}");
        assert_eq!(
            text(&get, "content-type"),
            text(&head, "content-type"),
            "{uri}"
        );
        assert!(head.body().is_empty() && !get.body().is_empty(), "{uri}");
    }
}

#[test]
fn a_page_refers_to_the_stylesheet_that_is_served() {
    let page = Browser::default().get("/console", &Fake::default());
    let page = crate::html::parse(crate::fake::body(&page));
    let link = page
        .named("link")
        .next()
        .unwrap()
        .attribute("href")
        .unwrap()
        .to_owned();
    assert!(link.starts_with("/console/style.css?v="), "{link}");
    let style = Browser::default().get(&link, &Fake::default());
    assert_eq!(style.status(), 200);
    let served = include_str!("../../style.css");
    assert_eq!(crate::fake::body(&style), served);
    // What the policy would refuse is not tried.
    assert!(!served.contains("url(") && !served.contains("@import"));
}
