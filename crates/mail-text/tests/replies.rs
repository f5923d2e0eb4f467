//! The labelled replies of `tests/mail/replies`: its README says what is measured.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde_json::Value;
use throughline_mail_text::{Body, read};
use unicode_normalization::UnicodeNormalization;

/// One labelled mail, and what is made of it.
struct Case {
    name: String,
    label: Value,
    body: Body,
}

impl Case {
    fn label(&self, field: &str) -> &str {
        self.label[field].as_str().unwrap_or("")
    }

    /// All the words that were kept, with how often.
    fn kept(&self) -> HashMap<String, usize> {
        let body = &self.body;
        let others = [&body.signature, &body.quoted, &body.forwarded];
        let texts = others
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain([body.text.as_str()]);
        let mut kept = HashMap::new();
        for word in texts.flat_map(words) {
            *kept.entry(word).or_default() += 1;
        }
        kept
    }

    /// The words of a text that are not among the kept, each as often as it is missing.
    fn missing(&self, text: &str) -> Vec<String> {
        let mut kept = self.kept();
        let taken = |word: &String| match kept.get_mut(word) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        words(text).into_iter().filter(taken).collect()
    }
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/mail/replies");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "eml"));
    paths.sort();
    paths.into_iter().map(case).collect()
}

fn case(path: PathBuf) -> Case {
    let raw = fs::read(&path).unwrap();
    let mail = MessageParser::default().parse(&raw).unwrap();
    let part = |kind: &str| {
        mail.parts.iter().find_map(|part| {
            let of_kind = part
                .content_type()
                .is_none_or(|t| t.c_subtype.as_deref() == Some(kind));
            match &part.body {
                PartType::Text(text) | PartType::Html(text) if of_kind => Some(text.to_string()),
                _ => None,
            }
        })
    };
    let body = read(
        part("plain").as_deref(),
        part("html").as_deref(),
        mail.subject(),
    );
    let label = fs::read_to_string(path.with_extension("json")).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    Case {
        name,
        label: serde_json::from_str(&label).unwrap(),
        body,
    }
}

/// The words of a text's word form.
fn words(text: &str) -> Vec<String> {
    let invisible = |c: &char| {
        matches!(
            c,
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}'
        ) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let form: String = text.nfc().filter(|c| !invisible(c)).collect();
    form.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_new_text_is_exact_in_nearly_all_and_dropped_in_none() {
    let cases = cases();
    assert_eq!(cases.len(), 285);
    let mut misses = Vec::new();
    let mut dropped = Vec::new();
    for case in &cases {
        let new_text = case.label("new_text");
        if words(&case.body.text) != words(new_text) {
            misses.push(case);
        }
        let lost = !new_text.is_empty() && case.body.text.is_empty();
        if lost || !case.missing(new_text).is_empty() {
            dropped.push(&case.name);
        }
    }
    for case in &misses {
        println!(
            "{}\n  label: {:?}\n  found: {:?}",
            case.name,
            case.label("new_text"),
            case.body.text
        );
    }
    let exact = cases.len() - misses.len();
    println!("exact: {exact} of {}", cases.len());
    assert!(dropped.is_empty(), "dropped: {dropped:?}");
    assert!(
        exact * 100 >= cases.len() * 95,
        "exact: {exact} of {}",
        cases.len()
    );
}

#[test]
fn no_word_of_signature_or_history_is_lost() {
    let mut checked = 0;
    for case in cases() {
        for field in ["signature", "quoted", "forwarded"] {
            // A long text is labelled by its ends; HTML has no signs of quotation, and where a link's text
            // is in the label's part only, its target is not.
            let text = case.label(field).replace(" […] ", " ");
            let mut missing = case.missing(&text);
            missing.retain(|word| !word.chars().all(|c| matches!(c, '>' | '_' | '-')));
            missing.retain(|word| !word.contains("<https://"));
            missing.retain(|word| {
                !case.label(field).contains('…') || !is_cut(case.label(field), word)
            });
            assert!(
                missing.is_empty(),
                "{} lost {missing:?} of {field}",
                case.name
            );
            checked += 1;
        }
    }
    assert_eq!(checked, 3 * 285);
}

/// Whether a word stands at the cut of a shortened label, where it may be half a word.
fn is_cut(label: &str, word: &str) -> bool {
    let (before, after) = label.split_once(" […] ").unwrap_or((label, ""));
    before.ends_with(word) || after.starts_with(word)
}
