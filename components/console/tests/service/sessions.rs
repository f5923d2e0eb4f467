//! Signing in and out, and what does not count as being signed in.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use throughline_console::Settings;

use crate::fake::{
    Browser, Fake, NOW, ORIGIN, SECRET, api_keys, body, call, entry, settings, text,
};
use crate::html;

const PAGE: &str = "/console/customers/cus_1";
/// Twelve hours, in milliseconds.
const LIFETIME: u64 = 12 * 60 * 60 * 1000;

fn sign_in(browser: &Browser, form: &[(&str, &str)]) -> Response<Vec<u8>> {
    browser.post("/console/session", form, &Fake::default())
}

fn is_let_in(browser: &Browser) -> bool {
    let fake = Fake::default();
    let response = browser.get(PAGE, &fake);
    let asked = !fake.calls.borrow().is_empty();
    assert_eq!(
        response.status() == 200,
        asked,
        "the timeline is asked for holders of keys only"
    );
    if !asked {
        assert_eq!(response.status(), 401);
        let page = html::parse(body(&response));
        assert!(
            page.named("input")
                .any(|input| input.attribute("name") == Some("key"))
        );
    }
    asked
}

#[test]
fn a_key_is_entered_once() {
    let mut browser = Browser::default();
    assert!(!is_let_in(&browser));
    let response = sign_in(&browser, &[("key", " read key\n")]);
    assert_eq!(response.status(), 303);
    assert_eq!(text(&response, "location"), "/console");
    let cookie = text(&response, "set-cookie");
    assert!(
        cookie.starts_with("__Secure-throughline_session="),
        "{cookie}"
    );
    for attribute in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/console",
        "Secure",
        "Max-Age=43200",
    ] {
        let has = cookie.split("; ").any(|part| part == attribute);
        assert!(has, "{attribute}: {cookie}");
    }
    browser.keep(&response);
    assert!(is_let_in(&browser));
    let home = browser.get("/console", &Fake::default());
    let home = html::parse(body(&home));
    assert!(
        home.named("input")
            .any(|input| input.attribute("name") == Some("who"))
    );
    assert!(home.only("holder").words().contains("read"));
}

#[test]
fn a_wrong_key_is_told_so_in_a_sentence() {
    let browser = Browser::default();
    for (key, status) in [
        ("guess", 401),
        ("", 401),
        ("read", 401),
        ("READ KEY", 401),
        ("read keyy", 401),
        // A key, but not for timelines.
        ("write key", 403),
        ("agent key", 403),
    ] {
        let response = sign_in(&browser, &[("key", key)]);
        assert_eq!(response.status(), status, "{key}");
        assert!(!response.headers().contains_key("set-cookie"), "{key}");
        let page = html::parse(body(&response));
        let notice = page.only("notice");
        assert_eq!(notice.attribute("role"), Some("alert"));
        assert!(notice.words().ends_with('.'), "{}", notice.words());
    }
    assert_eq!(sign_in(&browser, &[]).status(), 401);
}

#[test]
fn a_session_ends_with_its_time_its_key_and_its_secret() {
    let mut browser = Browser::signed_in();
    browser.now = NOW + LIFETIME - 1000;
    assert!(is_let_in(&browser));
    browser.now = NOW + LIFETIME;
    assert!(!is_let_in(&browser));
    browser.now = NOW;
    let read = entry("read", "read key", "read");
    let another_key = entry("read", "another key", "read");
    let another_scope = entry("read", "read key", "write");
    for (case, entry, secret) in [
        ("key removed", "", SECRET),
        ("key replaced", &*another_key, SECRET),
        ("scope removed", &another_scope, SECRET),
        ("secret changed", &read, "another secret"),
    ] {
        let settings = Settings::new(&format!("[{entry}]"), secret, ORIGIN);
        browser.settings = settings;
        assert!(!is_let_in(&browser), "{case}");
    }
    browser.settings = Settings::new(&format!("[{read}]"), SECRET, ORIGIN);
    assert!(is_let_in(&browser), "nothing of what counts has changed");
}

#[test]
fn forged_and_altered_cookies_let_nobody_in() {
    let good = Browser::signed_in().cookie.unwrap();
    let (name, value) = good.split_once('=').unwrap();
    let (note, mac) = value.split_once('.').unwrap();
    let last = if value.ends_with('A') { "B" } else { "A" };
    let mut browser = Browser::default();
    for cookie in [
        format!("{name}="),
        format!("{name}={note}"),
        format!("{name}={note}."),
        format!("{name}={note}.{note}"),
        format!("{name}=.{mac}"),
        format!("{name}={}{last}", &value[..value.len() - 1]),
        format!("{name}=e30.{mac}"),
        format!("{name}={value}.{mac}"),
        format!("{name}={}", "A".repeat(100_000)),
        format!("throughline_session={value}"),
        format!("x{name}={value}"),
        format!("{name}=\"{value}\""),
        value.to_owned(),
        "=;=;;".to_owned(),
    ] {
        browser.cookie = Some(cookie);
        assert!(!is_let_in(&browser), "{:?}", browser.cookie);
    }
    // What others plant beside it does no harm.
    browser.cookie = Some(format!("a=b; {name}=planted; {good}; {name}="));
    assert!(is_let_in(&browser));
}

#[test]
fn the_service_apis_header_is_no_session() {
    let request = Request::get(PAGE).header("authorization", "Bearer read key");
    let request = request.body(Full::new(Bytes::new())).unwrap();
    let response = call(request, &settings(), &Fake::default(), NOW);
    assert_eq!(response.status(), 401);
}

#[test]
fn signing_out_takes_the_cookie_back() {
    let browser = Browser::signed_in();
    let response = browser.post("/console/session/end", &[], &Fake::default());
    assert_eq!(
        (response.status().as_u16(), text(&response, "location")),
        (303, "/console")
    );
    let cookie = text(&response, "set-cookie");
    assert!(
        cookie.starts_with("__Secure-throughline_session=; "),
        "{cookie}"
    );
    assert!(
        cookie.contains("Max-Age=0") && cookie.contains("Path=/console"),
        "{cookie}"
    );
}

#[test]
fn after_signing_in_one_is_where_one_wanted_to_be() {
    let mut browser = Browser::default();
    let uri = format!("{PAGE}?channel=sms&cursor=a%2Bb");
    let page = html::parse(body(&browser.get(&uri, &Fake::default())));
    let to = page
        .named("input")
        .find(|input| input.attribute("name") == Some("to"))
        .unwrap();
    assert_eq!(to.attribute("value"), Some(uri.as_str()));
    let response = sign_in(&browser, &[("key", "read key"), ("to", &uri)]);
    assert_eq!(text(&response, "location"), uri);
    // Also after a wrong key.
    let page = html::parse(body(&sign_in(&browser, &[("key", "x"), ("to", &uri)])));
    assert!(
        page.named("input")
            .any(|input| input.attribute("value") == Some(&uri))
    );
    // Behind a proxy that strips a path.
    browser.settings = Settings::new(&api_keys(&["read"]), SECRET, &format!("{ORIGIN}/support"));
    let response = sign_in(&browser, &[("key", "read key"), ("to", PAGE)]);
    assert_eq!(text(&response, "location"), format!("/support{PAGE}"));
    assert!(text(&response, "set-cookie").contains("Path=/support/console;"));
}

#[test]
fn nobody_is_sent_to_another_site() {
    let browser = Browser::default();
    let long = format!("{PAGE}{}", "a".repeat(3000));
    for to in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/console/customers/\\..\\..",
        "/console/customers/\t//evil.example",
        "/console/customers/a\r\nset-cookie: a=b",
        "/console/customers/é",
        "/consoles/customers/a",
        "/console/session/end",
        "javascript:alert(1)",
        " /console/customers/a",
        &long,
    ] {
        let response = sign_in(&browser, &[("key", "read key"), ("to", to)]);
        assert_eq!(text(&response, "location"), "/console", "{to:?}");
    }
}

#[test]
fn forms_of_other_sites_are_refused() {
    for site in ["cross-site", "same-site", "none", ""] {
        for uri in [
            "/console/session",
            "/console/session/end",
            "/console/lookup",
        ] {
            let browser = Browser {
                site,
                ..Browser::signed_in()
            };
            let fake = Fake::default();
            let response = browser.post(uri, &[("key", "read key"), ("who", "cus_1")], &fake);
            assert_eq!(response.status(), 403, "{site} {uri}");
            assert!(
                !response.headers().contains_key("set-cookie"),
                "{site} {uri}"
            );
            assert!(fake.calls.borrow().is_empty(), "{site} {uri}");
            html::parse(body(&response));
        }
    }
    // Without Fetch Metadata it is the origin that counts, and never the host.
    for (origin, status) in [(ORIGIN, 303), ("https://evil.example", 403), ("null", 403)] {
        let request = Request::post("/console/session")
            .header("origin", origin)
            .header("host", "evil.example")
            .header("accept", "text/html");
        let request = request
            .body(Full::new(Bytes::from_static(b"key=read+key")))
            .unwrap();
        let response = call(request, &settings(), &Fake::default(), NOW);
        assert_eq!(response.status(), status, "{origin}");
    }
}

#[test]
fn without_a_session_secret_nobody_gets_anywhere() {
    let browser = Browser {
        settings: Settings::new(&api_keys(&["read"]), "", ORIGIN),
        ..Browser::signed_in()
    };
    let fake = Fake::default();
    for response in [
        browser.get("/console", &fake),
        browser.get(PAGE, &fake),
        sign_in(&browser, &[("key", "read key")]),
        browser.post("/console/session/end", &[], &fake),
        browser.post("/console/lookup", &[("who", "cus_1")], &fake),
    ] {
        assert_eq!(response.status(), 503);
        assert!(
            html::parse(body(&response))
                .only("notice")
                .text
                .contains("session_secret")
        );
        assert!(!response.headers().contains_key("set-cookie"));
    }
    assert!(fake.calls.borrow().is_empty());
    let broken = Browser {
        settings: Settings::new("{", SECRET, ORIGIN),
        ..Browser::signed_in()
    };
    let response = broken.get(PAGE, &fake);
    assert_eq!(response.status(), 503);
    assert!(
        html::parse(body(&response))
            .only("notice")
            .text
            .contains("api_keys")
    );
}

#[test]
fn no_answer_tells_a_secret() {
    let browser = Browser::signed_in();
    let fake = Fake::default();
    let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest("read key"));
    for response in [
        browser.get("/console", &fake),
        browser.get(PAGE, &fake),
        sign_in(&browser, &[("key", "read key")]),
        sign_in(&browser, &[("key", "write key")]),
        browser.post(
            "/console/lookup",
            &[("who", "cus_1"), ("key", "read key")],
            &fake,
        ),
        browser.get("/console/customers/cus_1?key=read+key", &fake),
    ] {
        let everything = format!("{:?}{}", response.headers(), body(&response));
        for secret in ["read key", "read+key", "write key", SECRET, &digest] {
            assert!(!everything.contains(secret), "{secret}: {everything}");
        }
    }
}
