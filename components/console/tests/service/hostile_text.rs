//! Whatever a customer wrote stays text, in every field of the documents.

use serde_json::{Value, json};

use crate::fake::{Browser, Fake, body};
use crate::html::{self, Html};
use crate::samples;

/// Texts that become markup, script or a link wherever they are not escaped.
const PAYLOADS: [&str; 7] = [
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)' x='",
    "</title></p></li></ol></section></main><img src=x onerror=alert(1)>",
    "<!-- <style>*{display:none}</style>",
    "javascript:alert(1)//\"><a href=javascript:alert(1)>",
    "{{ 7 * 7 }}{% include \"layout.html\" %}&lt;b&gt;&quot;",
    "\u{202e}\u{2066}<\u{0}svg/onload=alert(1)>\u{2028}",
];
/// Text of the same standing that can become nothing.
const HARMLESS: &str = "harm less!";

/// Every string within a document, except those that have but a few values.
fn texts(document: &Value, path: &str, found: &mut Vec<String>) {
    let is_fixed = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.ends_with("_at") || matches!(name, "at" | "since" | "direction")
    };
    match document {
        Value::String(_) if !is_fixed(path) => found.push(path.to_owned()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(item, &format!("{path}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                texts(member, &format!("{path}/{name}"), found);
            }
        }
        _ => {}
    }
}

fn show(agent: &Browser, profile: &Value, page: &Value) -> (Html, String) {
    let id = profile["customer"]["id"].as_str().unwrap();
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let uri = format!("/console/customers/{}", id.replace('+', "%20"));
    let response = agent.get(&uri, &Fake::new(profile.clone(), page.clone()));
    assert_eq!(response.status(), 200);
    let page = body(&response);
    (html::parse(page), page.to_owned())
}

/// A sample with a single item of each kind, so that the runs stay short.
fn documents() -> (Value, Value) {
    let mut page = samples::page();
    for item in page["items"].as_array_mut().unwrap() {
        if let Some(text) = item["text"].as_str() {
            let short: String = text.chars().take(60).collect();
            item["text"] = json!(short);
        }
    }
    (samples::profile(), page)
}

#[test]
fn no_field_becomes_markup() {
    let agent = Browser::signed_in();
    let (profile, page) = documents();
    let mut paths = Vec::new();
    texts(&json!({"profile": profile, "page": page}), "", &mut paths);
    let (mut checked, mut shown) = (0, 0);
    for path in &paths {
        let with = |text: &str| {
            let mut both = json!({"profile": profile, "page": page});
            *both.pointer_mut(path).unwrap() = json!(text);
            show(&agent, &both["profile"], &both["page"])
        };
        let (harmless, harmless_page) = with(HARMLESS);
        let (hostile, page) = with(&PAYLOADS.concat());
        assert_eq!(hostile.skeleton(), harmless.skeleton(), "{path}");
        for angle in ["<script", "<img", "<svg/", "<style", "<a href=j", "<!--"] {
            assert!(!page.contains(angle), "{path}");
        }
        checked += 1;
        shown += usize::from(harmless_page.contains(HARMLESS));
    }
    // Most of them are on the page: what is not shown proves nothing.
    assert!(checked > 150 && shown * 2 > checked, "{shown} of {checked}");
}

#[test]
fn hostile_text_is_shown_as_it_was_written() {
    let agent = Browser::signed_in();
    for payload in PAYLOADS {
        let (profile, mut page) = documents();
        page["items"][0]["text"] = json!(payload);
        let (html, _) = show(&agent, &profile, &page);
        let shown = html.with_class("text").next().unwrap();
        // Browsers drop the null character.
        assert_eq!(shown.text, payload.replace('\0', "").trim_end());
    }
}

#[test]
fn names_of_members_are_text_too() {
    let agent = Browser::signed_in();
    for payload in PAYLOADS {
        let (mut profile, page) = documents();
        profile["customer"]["attributes"] = json!({payload: {payload: payload}});
        show(&agent, &profile, &page);
    }
}

#[test]
fn what_a_visitor_sends_is_text_too() {
    let agent = Browser::signed_in();
    for payload in PAYLOADS {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query
            .append_pair("channel", payload)
            .append_pair("cursor", payload)
            .finish();
        let response = agent.get(
            &format!("/console/customers/cus_1?{query}"),
            &Fake::default(),
        );
        html::parse(body(&response));
        let visitor = Browser::default();
        let response = visitor.get(
            &format!("/console/customers/cus_1?{query}"),
            &Fake::default(),
        );
        html::parse(body(&response));
        for field in ["to", "key"] {
            let response = visitor.post("/console/session", &[(field, payload)], &Fake::default());
            html::parse(body(&response));
            assert!(
                !body(&response).contains("alert(1)"),
                "nothing of a form comes back"
            );
        }
        let response = agent.post("/console/lookup", &[("who", payload)], &Fake::default());
        if response.status() != 303 {
            html::parse(body(&response));
        }
    }
}

#[test]
fn every_text_chooses_its_own_direction() {
    let agent = Browser::signed_in();
    let (profile, mut page) = documents();
    page["items"][0]["text"] = json!("שלום, איפה ההזמנה שלי?");
    page["items"][0]["subject"] = json!("הזמנה");
    let (html, _) = show(&agent, &profile, &page);
    let mut texts = 0;
    for class in ["text", "subject"] {
        for element in html.with_class(class) {
            assert_eq!(element.attribute("dir"), Some("auto"), "{}", element.text);
            texts += 1;
        }
    }
    assert!(texts > 10, "{texts}");
    for class in ["value", "name", "place"] {
        for element in html.with_class(class) {
            assert_eq!(element.name, "bdi", "{}", element.text);
        }
    }
    for title in html
        .named("h1")
        .chain(html.named("dd"))
        .filter(|e| e.text.contains("Dana"))
    {
        assert_eq!(title.attribute("dir"), Some("auto"), "{}", title.text);
    }
}

#[test]
fn what_nobody_checked_the_shape_of_breaks_no_page() {
    let agent = Browser::signed_in();
    // The service API takes bodies that nest 64 deep.
    let deep: Value = serde_json::from_str(&("[".repeat(62) + &"]".repeat(62))).unwrap();
    for odd in [
        deep,
        json!(null),
        json!({}),
        json!([{}, 1]),
        json!(-1e300),
        json!("x"),
    ] {
        let (mut profile, mut page) = documents();
        profile["customer"]["attributes"]["odd"] = odd.clone();
        profile["customer"]["purchases"][0]["total"] = odd.clone();
        profile["customer"]["purchases"][0]["items"] = json!([odd]);
        profile["customer"]["purchases"][0]["status"] = odd.clone();
        page["items"][0]["attributes"] = json!({"odd": odd});
        show(&agent, &profile, &page);
    }
}
