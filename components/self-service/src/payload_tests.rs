#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;

use super::*;

const ID: &str = "e-000001";

/// The only event of a body.
fn one(body: &Value) -> Result<Event, String> {
    let body = body.to_string();
    let mut entries = read(body.as_bytes())?;
    assert_eq!(entries.len(), 1);
    entries.remove(0).event
}

/// A search with these members besides or instead.
fn search_with(members: Value) -> Result<Event, String> {
    let mut event = json!({"id": ID, "type": "search", "query": "refund"});
    for (name, value) in members.as_object().unwrap() {
        event[name] = value.clone();
    }
    one(&event)
}

/// Which entries can be read, or what is wrong with the whole.
fn readable(body: &str) -> Result<Vec<bool>, String> {
    let entries = read(body.as_bytes())?;
    Ok(entries.iter().map(|entry| entry.event.is_ok()).collect())
}

#[test]
fn an_event_comes_alone_or_in_a_list() {
    let good = r#"{"id":"e-000001","type":"search","query":"x"}"#;
    let deep = "[".repeat(65) + &"]".repeat(65);
    for (body, expected) in [
        (good.to_owned(), vec![true]),
        (format!(" \n{good} "), vec![true]),
        (r#"{"events":[]}"#.to_owned(), vec![]),
        (
            format!(r#"{{"events":[{good},7,{good}]}}"#),
            vec![true, false, true],
        ),
        (
            format!(r#"{{"events":[{good},{{"a":1,"a":2}}]}}"#),
            vec![true, false],
        ),
        (
            format!(r#"{{"events":[{good},"\ud83d"]}}"#),
            vec![true, false],
        ),
        (
            format!(r#"{{"events":[{deep},{good}]}}"#),
            vec![false, true],
        ),
        (format!(r#"{{"x":{{}},"events":[{good}]}}"#), vec![true]),
        // Events in an event: the list is what counts.
        (
            format!(r#"{{"type":"search","events":[{good}]}}"#),
            vec![true],
        ),
        (r#"{"events":null}"#.to_owned(), vec![false]),
        ("{}".to_owned(), vec![false]),
    ] {
        assert_eq!(readable(&body), Ok(expected), "{body}");
    }
    for body in [
        String::new(),
        "[]".to_owned(),
        format!("[[{good}]]"),
        "7".to_owned(),
        r#"{"events":{}}"#.to_owned(),
        r#"{"events":"x"}"#.to_owned(),
        format!(r#"{{"events":[{good}],"events":[]}}"#),
        format!(r#"{{"events":[{good}],"a":1,"a":2}}"#),
        format!(r#"{{"events":[{good}],"a":{deep}}}"#),
        format!(r#"{{"events":[{good}]"#),
        format!(r#"{{"events":[{}7]}}"#, "7,".repeat(MOST_EVENTS)),
    ] {
        assert!(readable(&body).is_err(), "{body}");
    }
    let full = format!(r#"{{"events":[{}7]}}"#, "7,".repeat(MOST_EVENTS - 1));
    assert_eq!(readable(&full).unwrap().len(), MOST_EVENTS);
}

#[test]
fn ids_are_the_senders_and_of_one_form() {
    let longest = "aZ0-_".repeat(12) + "abcd";
    for good in [ID, "ABCDEFGH", &longest] {
        assert_eq!(search_with(json!({"id": good})).unwrap().id, good);
    }
    for bad in [
        json!("e-00001"),
        json!(longest.clone() + "e"),
        json!("e-00000:"),
        json!("e-00000é"),
        json!("e-000001 "),
        json!(""),
        json!(null),
        json!(12_345_678),
    ] {
        let reason = search_with(json!({"id": bad})).unwrap_err();
        assert!(reason.starts_with("id: "), "{reason}");
    }
}

#[test]
fn what_may_be_left_out_spoils_nothing() {
    let plain = search_with(json!({})).unwrap();
    for (name, value) in [
        ("at", json!("yesterday")),
        ("at", json!(1_795_320_960)),
        ("page", json!("javascript:alert(1)")),
        ("page", json!("data:text/html,x")),
        ("page", json!("https://a.example/ b")),
        ("page", json!("//\u{0}")),
        ("page", json!("/".repeat(LONGEST_PAGE + 1))),
        ("page", json!(["/a"])),
        ("page", json!("https://user:pass@a.example/")),
        ("page", json!("https://")),
        ("page", json!("a/b")),
        ("page", json!("?q=1")),
        ("language", json!("english")),
        ("language", json!("é")),
        ("results", json!(-1)),
        ("results", json!("3")),
        ("tomorrow", json!(true)),
    ] {
        let event = search_with(json!({name: value})).unwrap();
        assert_eq!(event, plain, "{name}: {value}");
    }
    let whole = search_with(json!({
        "at": "2026-11-22T05:16:00+01:00", "page": "HTTPS://help.example/?token=1#2", "language": "pt-BR",
        "results": 0,
    }));
    let action = Action::Search {
        query: "refund".to_owned(),
        results: Some(0),
    };
    assert_eq!(
        whole.unwrap(),
        Event {
            at: Some(1_795_320_960_000),
            page: Some("HTTPS://help.example/".to_owned()),
            language: Some("pt".to_owned()),
            action,
            ..plain
        }
    );
}

#[test]
fn what_is_needed_is_named() {
    for (event, field) in [
        (json!({"type": "search"}), "query"),
        (json!({"type": "search", "query": " \n"}), "query"),
        (json!({"type": "search", "query": ["x"]}), "query"),
        (json!({"type": "article_view"}), "slug"),
        (json!({"type": "article_view", "slug": "a\u{7}"}), "slug"),
        (json!({"type": "article_view", "slug": " "}), "slug"),
        (
            json!({"type": "article_view", "slug": "a".repeat(LONGEST_NAME + 1)}),
            "slug",
        ),
        (json!({"type": "vote", "helpful": true}), "slug"),
        (json!({"type": "vote", "slug": "a"}), "helpful"),
        (
            json!({"type": "vote", "slug": "a", "helpful": "true"}),
            "helpful",
        ),
        (json!({"type": "assistant", "answer": "x"}), "question"),
        (json!({"type": "poll"}), "type"),
        (json!({"type": 7}), "type"),
        (json!({}), "type"),
    ] {
        let mut event = event;
        event["id"] = json!(ID);
        let reason = one(&event).unwrap_err();
        assert!(reason.starts_with(&format!("{field}: ")), "{reason}");
    }
}

#[test]
fn texts_are_cut_between_characters() {
    let long = "é".repeat(LONGEST_TEXT);
    let cut = search_with(json!({"query": long})).unwrap();
    let Action::Search { query, .. } = cut.action else {
        panic!()
    };
    assert_eq!(query, "é".repeat(LONGEST_TEXT / 2));
    let asked = one(&json!({"id": ID, "type": "assistant", "question": "q",
        "answer": "a".repeat(LONGEST_ANSWER + 1), "sources": ["a", 7, "", "b", "\n"]}));
    let Action::Assistant {
        answer, sources, ..
    } = asked.unwrap().action
    else {
        panic!()
    };
    assert_eq!(answer.map(|answer| answer.len()), Some(LONGEST_ANSWER));
    assert_eq!(sources, ["a", "b"]);
    let many = one(&json!({"id": ID, "type": "assistant", "question": "q",
        "sources": vec!["a"; MOST_SOURCES + 1]}));
    let Action::Assistant { sources, .. } = many.unwrap().action else {
        panic!()
    };
    assert_eq!(sources.len(), MOST_SOURCES);
}
