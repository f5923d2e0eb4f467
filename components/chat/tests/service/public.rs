//! What everybody may have: the script, the page, the configuration.

use serde_json::json;
use throughline_chat::{SCRIPT, Settings};

use crate::fake::{
    Fake, call, call_with, header, json as document, outcome, request, variables, with,
};

#[test]
fn the_script_is_kept_by_browsers_until_it_changes() {
    let ask = || request("GET", "/chat/widget.js", "");
    let response = call(ask(), &Fake::default());
    assert_eq!(response.body(), SCRIPT.as_bytes());
    for (name, expected) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(header(&response, name), expected, "{name}");
    }
    let etag = header(&response, "etag").to_owned();
    assert_eq!(etag.len(), 66, "{etag}");
    for seen in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}")] {
        let response = call(with(ask(), "if-none-match", &seen), &Fake::default());
        assert_eq!(response.status(), 304, "{seen}");
        assert!(response.body().is_empty());
        assert_eq!(header(&response, "etag"), etag);
    }
    let response = call(with(ask(), "if-none-match", "\"x\""), &Fake::default());
    assert_eq!(response.status(), 200);
}

#[test]
fn the_page_runs_the_script_and_nothing_else() {
    for (path, script) in [("/chat", "chat/widget.js"), ("/chat/", "widget.js")] {
        let response = call(request("GET", path, ""), &Fake::default());
        let page = String::from_utf8(response.body().clone()).unwrap();
        assert!(page.contains(&format!("<script src=\"{script}\" async></script>")));
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8"
        );
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.contains("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

#[test]
fn the_configuration_says_what_the_operator_set() {
    let config = |settings: &Settings| {
        let response = call_with(
            request("GET", "/chat/config", ""),
            &Fake::default(),
            settings,
        );
        assert_eq!(header(&response, "cache-control"), "no-cache");
        document(&response)
    };
    let open = config(&Settings::read(&variables()));
    assert_eq!(open["online"], true);
    assert_eq!(open["opens_at"], json!(null));
    assert_eq!(open["poll_seconds"], 5);
    let fields = json!([{"name": "name", "required": false}, {"name": "email", "required": false}]);
    assert_eq!(open["pre_chat"]["fields"], fields);
    assert_eq!(open["limits"]["text_bytes"], 8000);
    assert_eq!(open["limits"]["file_bytes"], 10_485_760);
    let types = open["limits"]["file_types"].as_array().unwrap();
    assert!(types.contains(&json!("image/png")) && types.contains(&json!("application/pdf")));
    // A Sunday, 04:17 in UTC.
    let closed = variables()
        .with("business_hours", r#"{"tz":"UTC","mon":["09:00-17:00"]}"#)
        .with("chat_pre_chat", "email!");
    let closed = config(&Settings::read(&closed));
    assert_eq!(closed["online"], false);
    assert_eq!(closed["opens_at"], "2026-11-23T09:00:00.000Z");
    let fields = json!([{"name": "email", "required": true}]);
    assert_eq!(closed["pre_chat"]["fields"], fields);
    let none = config(&Settings::read(&variables().with("chat_pre_chat", "-")));
    assert_eq!(none["pre_chat"]["fields"], json!([]));
}

#[test]
fn a_head_has_no_body() {
    for path in ["/chat", "/chat/config", "/chat/widget.js"] {
        let whole = call(request("GET", path, ""), &Fake::default());
        let head = call(request("HEAD", path, ""), &Fake::default());
        assert_eq!(head.status(), 200, "{path}");
        assert!(head.body().is_empty() && !whole.body().is_empty(), "{path}");
        let name = "content-type";
        assert_eq!(header(&head, name), header(&whole, name));
        assert!(!head.headers().contains_key("content-length"), "{path}");
    }
}

#[test]
fn nothing_is_anywhere_else() {
    for (method, path, expected) in [
        ("GET", "/chat/nowhere", (404, "route_not_found")),
        ("GET", "/", (404, "route_not_found")),
        ("POST", "/send", (404, "route_not_found")),
        ("POST", "/chat/config", (405, "method_not_allowed")),
        ("POST", "/chat/widget.js", (405, "method_not_allowed")),
        (
            "DELETE",
            "/chat/sessions/x/messages",
            (405, "method_not_allowed"),
        ),
    ] {
        let response = call(request(method, path, ""), &Fake::default());
        let (status, code) = outcome(&response);
        assert_eq!((status, &*code), expected, "{method} {path}");
    }
}
