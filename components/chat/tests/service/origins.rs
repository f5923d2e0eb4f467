//! Which sites' pages may call.

use throughline_chat::Settings;

use crate::fake::{Fake, SITE, call, call_with, header, json, outcome, request, variables, with};

const ALLOW: &str = "access-control-allow-origin";

#[test]
fn only_pages_of_ours_and_of_those_we_know_may_call() {
    const OURS: &str = "https://support.example";
    let site = "sec-fetch-site";
    for (allowed, headers, is_admitted) in [
        (SITE, &[("origin", SITE)][..], true),
        (SITE, &[("origin", OURS)], true),
        ("", &[("origin", OURS)], true),
        ("", &[("origin", SITE)], false),
        (SITE, &[("origin", "http://shop.example")], false),
        (SITE, &[("origin", "https://shop.example:8443")], false),
        (
            SITE,
            &[("origin", "https://shop.example.evil.example")],
            false,
        ),
        (SITE, &[("origin", "https://support.example/base")], false),
        (SITE, &[("origin", "null")], false),
        (SITE, &[("origin", "")], false),
        (
            SITE,
            &[("origin", SITE), ("origin", "https://evil.example")],
            false,
        ),
        (
            "https://a.example, https://shop.example/",
            &[("origin", SITE)],
            true,
        ),
        ("*", &[("origin", "https://evil.example")], true),
        ("*", &[("origin", "null")], true),
        ("*", &[("origin", SITE), ("origin", SITE)], false),
        ("shop.example", &[("origin", SITE)], false),
        // A page of ours where public_url is not set.
        (
            "",
            &[("origin", "http://127.0.0.1:3000"), (site, "same-origin")],
            true,
        ),
        ("", &[("origin", SITE), (site, "same-site")], false),
        (
            "",
            &[
                ("origin", SITE),
                (site, "cross-site"),
                (site, "same-origin"),
            ],
            false,
        ),
    ] {
        let settings = Settings::read(&variables().with("chat_allowed_origins", allowed));
        for (method, uri) in [
            ("GET", "/chat/config"),
            ("POST", "/chat/sessions"),
            ("OPTIONS", "/chat/sessions"),
            ("GET", "/chat/nowhere"),
        ] {
            let mut request = request(method, uri, "{}");
            for (name, value) in headers {
                request = with(request, name, value);
            }
            let response = call_with(request, &Fake::default(), &settings);
            let context = format!("{allowed:?} {headers:?} {method} {uri}");
            assert_eq!(header(&response, "vary"), "Origin", "{context}");
            let refused = response.status() == 403;
            assert_eq!(refused, !is_admitted, "{context}");
            if refused {
                assert_eq!(json(&response)["code"], "origin_not_allowed");
                assert!(!response.headers().contains_key(ALLOW), "{context}");
            } else {
                assert_eq!(header(&response, ALLOW), headers[0].1, "{context}");
                let exposed = "etag, retry-after, x-request-id";
                assert_eq!(header(&response, "access-control-expose-headers"), exposed);
            }
            let credentials = "access-control-allow-credentials";
            assert!(!response.headers().contains_key(credentials));
            assert!(!response.headers().contains_key("set-cookie"));
        }
    }
}

#[test]
fn a_request_of_no_page_is_served() {
    let response = call(request("GET", "/chat/config", ""), &Fake::default());
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key(ALLOW));
    assert_eq!(header(&response, "vary"), "Origin");
}

#[test]
fn a_browser_may_ask_beforehand() {
    for path in [
        "/chat/sessions",
        "/chat/sessions/x/messages",
        "/chat/config",
    ] {
        let request = with(request("OPTIONS", path, ""), "origin", SITE);
        let request = with(request, "access-control-request-method", "POST");
        let response = call(request, &Fake::default());
        assert_eq!(response.status(), 204, "{path}");
        for (name, expected) in [
            (ALLOW, SITE),
            ("access-control-allow-methods", "GET, POST"),
            (
                "access-control-allow-headers",
                "authorization, content-type, if-none-match",
            ),
            ("access-control-max-age", "600"),
        ] {
            assert_eq!(header(&response, name), expected, "{path}");
        }
    }
}

#[test]
fn every_page_may_load_the_script() {
    for origin in ["https://evil.example", "null"] {
        let request = with(request("GET", "/chat/widget.js", ""), "origin", origin);
        let response = call(request, &Fake::default());
        assert_eq!(outcome(&response), (200, String::new()), "{origin}");
        assert_eq!(header(&response, ALLOW), "*");
    }
}
