//! Reads packs as their readers do: Markdown with every extension on.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::Value;
use std::collections::BTreeMap;

const LABELS: &[&str] = &[
    "customer text (untrusted)",
    "text of an unknown sender (untrusted)",
    "our text",
    "internal text",
];
const HEADINGS: &[&str] = &[
    "Identities",
    "Open tickets",
    "Latest exchanges, oldest first",
    "Facts",
    "Attributes (known, do not ask again)",
    "Purchases",
    "Visits and activity",
    "Other tickets",
];

/// Our headings, one flat list below each, fences with our labels, code: nothing else, however a
/// customer writes.
pub fn assert_harmless(markdown: &str) {
    let (mut lists, mut in_code, mut heading) = (0, false, None::<String>);
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(label))) => {
                assert!(LABELS.contains(&&*label), "{label} in {markdown}");
                assert_eq!(lists, 0, "a fence within a list: {markdown}");
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Heading { level, .. }) => {
                assert_eq!(level, HeadingLevel::H2, "{markdown}");
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => {
                let text = heading.take().unwrap_or_default();
                assert!(HEADINGS.contains(&text.as_str()), "{text} in {markdown}");
            }
            Event::Start(Tag::List(None)) => {
                lists += 1;
                assert_eq!(lists, 1, "a list within a list: {markdown}");
            }
            Event::End(TagEnd::List(false)) => lists -= 1,
            Event::Start(Tag::Item | Tag::Paragraph)
            | Event::End(TagEnd::Item | TagEnd::Paragraph)
            | Event::SoftBreak
            | Event::Code(_) => {}
            Event::Text(text) if !in_code => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Text(text) => assert!(!text.contains(['\u{202E}', '\u{2066}', '\u{0}'])),
            other => panic!("{other:?} in {markdown}"),
        }
    }
    assert!(!in_code && lists == 0, "{markdown}");
}

/// The words that a model may take for ours: what stands outside of fences, quotes and backticks,
/// read line by line and without any idea of Markdown.
pub fn trusted(markdown: &str) -> String {
    let mut out = String::new();
    let mut fence = None;
    for line in markdown.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(length) if ticks == length && line.len() == length => fence = None,
            Some(_) => {}
            None if ticks >= 3 => {
                assert!(LABELS.contains(&&line[ticks..]), "{line}");
                fence = Some(ticks);
            }
            None => {
                out.push_str(&unquoted(line));
                out.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "a fence stays open: {markdown}");
    out
}

/// How many entries each part of a Markdown pack shows.
pub fn entries(markdown: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut part = String::new();
    for line in trusted(markdown).lines() {
        match line.strip_prefix("## ") {
            Some(heading) => part = heading.to_owned(),
            None if line.starts_with("- and ") => {}
            None => *found.entry(part.clone()).or_default() += 1,
        }
    }
    found
}

/// A line without its quotes and its code.
fn unquoted(line: &str) -> String {
    let mut out = String::new();
    let mut within = None;
    for c in line.chars() {
        match within {
            Some(end) if c == end => within = None,
            Some(_) => {}
            None if matches!(c, '"' | '`') => within = Some(c),
            None => out.push(c),
        }
    }
    assert_eq!(within, None, "quotes stay open: {line}");
    out
}

/// Where customers' words stand in a JSON pack: the names of the members that hold EVIL.
pub fn told_by_customers(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains("EVIL") => found.push(name.to_owned()),
        Value::Array(list) => list.iter().for_each(|v| told_by_customers(v, name, found)),
        Value::Object(members) => {
            for (member, value) in members {
                assert!(!member.contains("EVIL"), "{member}");
                // A list of attributes is untrusted as a whole.
                let name = if name == "untrusted_attributes" {
                    name
                } else {
                    member
                };
                told_by_customers(value, name, found);
            }
        }
        _ => {}
    }
}

/// How many entries each part of a JSON pack shows.
pub fn lengths(json: &str) -> BTreeMap<String, usize> {
    let read: Value = serde_json::from_str(json).expect("it is JSON");
    let parts = read.as_object().into_iter().flatten();
    let length = |(name, part): (&String, &Value)| match part {
        Value::Array(entries) => Some((name.clone(), entries.len())),
        Value::Object(members) => Some((name.clone(), members.len())),
        _ => None,
    };
    parts.filter_map(length).collect()
}
