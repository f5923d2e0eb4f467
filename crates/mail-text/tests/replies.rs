//! The labelled replies of `tests/mail/replies`: its README says what is measured.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde_json::Value;
use throughline_mail_text::{Body, read};
use unicode_normalization::UnicodeNormalization;

/// How many mails there are.
const ALL: usize = 760;

/// The parts of the set in the order in which they were written; its README says how each was measured.
const PARTS: [RangeInclusive<usize>; 8] = [
    1..=285,
    286..=419,
    420..=514,
    515..=578,
    579..=650,
    651..=697,
    698..=735,
    736..=760,
];

/// One labelled mail, and what is made of it.
struct Case {
    name: String,
    label: Value,
    text: Option<String>,
    html: Option<String>,
    subject: Option<String>,
    body: Body,
}

impl Case {
    fn number(&self) -> usize {
        self.name.split('-').next().unwrap().parse().unwrap()
    }

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
    let (text, html) = (part("plain"), part("html"));
    let subject = mail.subject().map(str::to_owned);
    let body = read(text.as_deref(), html.as_deref(), subject.as_deref());
    let label = fs::read_to_string(path.with_extension("json")).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    Case {
        name,
        label: serde_json::from_str(&label).unwrap(),
        text,
        html,
        subject,
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
    assert_eq!(cases.len(), ALL);
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
    for part in PARTS {
        let all = cases.iter().filter(|c| part.contains(&c.number())).count();
        let missed = misses.iter().filter(|c| part.contains(&c.number()));
        println!("{part:?} exact: {} of {all}", all - missed.count());
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
            missing.retain(|word| !word.chars().all(|c| matches!(c, '<' | '>' | '_' | '-')));
            // Superhuman writes `< nora@example.com >` in the text, and no blanks in the HTML.
            let kept = case.kept();
            missing.retain(|word| !kept.contains_key(&format!("<{word}>")));
            missing
                .retain(|word| !word.contains("https://") && !matches!(word.as_str(), "(" | ")"));
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
    assert_eq!(checked, 3 * ALL);
}

/// Whether a word stands at the cut of a shortened label, where it may be half a word.
fn is_cut(label: &str, word: &str) -> bool {
    let (before, after) = label.split_once(" […] ").unwrap_or((label, ""));
    before.ends_with(word) || after.starts_with(word)
}

/// Programs wrap lines and strip blanks on the way, and gateways drop one of the two parts: nearly all
/// mails say the same after that.
#[test]
fn a_part_alone_or_laid_out_anew_says_the_same() {
    type Layout = fn(&Case) -> Option<Body>;
    let layouts: [(&str, Layout); 4] = [
        ("text alone", |case| case.text_as(str::to_owned)),
        ("HTML alone", |case| {
            let html = case.html.as_deref();
            html.map(|html| read(None, Some(html), case.subject.as_deref()))
        }),
        ("without blanks at the ends", |case| case.text_as(trimmed)),
        ("wrapped at 60", |case| case.text_as(wrapped)),
    ];
    let cases = cases();
    for (name, layout) in layouts {
        let read: Vec<_> = cases.iter().filter_map(|c| Some((c, layout(c)?))).collect();
        let same =
            |(case, body): &&(&Case, Body)| words(&body.text) == words(case.label("new_text"));
        let exact = read.iter().filter(same).count();
        println!("{name}: {exact} of {}", read.len());
        assert!(read.len() > 200, "{name}: {} mails", read.len());
        assert!(
            exact * 100 >= read.len() * 98,
            "{name}: {exact} of {}",
            read.len()
        );
    }
}

impl Case {
    /// The plain text alone, laid out anew; `None` where the label is of the HTML only.
    fn text_as(&self, layout: fn(&str) -> String) -> Option<Body> {
        let text = layout(
            self.text
                .as_deref()
                .filter(|_| self.label("part") == "plain")?,
        );
        Some(read(Some(&text), None, self.subject.as_deref()))
    }
}

fn trimmed(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Long lines that are not quoted are broken at the last blank before column 60.
fn wrapped(text: &str) -> String {
    let line = |line: &str| {
        let blank = line
            .char_indices()
            .take(60)
            .filter(|(_, c)| *c == ' ')
            .map(|(at, _)| at)
            .last();
        match blank.filter(|_| line.chars().count() > 62 && !line.starts_with('>')) {
            Some(at) => format!("{}\n{}", &line[..at], line[at..].trim_start()),
            None => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
