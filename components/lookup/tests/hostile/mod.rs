//! What must hold for any bytes: shared by the fuzz targets and the replay of their seeds.
#![allow(dead_code, reason = "each fuzz target uses one check")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a check fails by panicking"
)]

use http::Request;
use throughline_contract::tickets::{Answer, TicketChange, Words};
use throughline_import::lines::{Line, Lines};
use throughline_lookup::{interaction, tickets};
use throughline_web::Problem;

use crate::fake::{Fake, call, json, request};

/// A body is an interaction within the contract's limits, or a problem that names its field.
pub fn interaction(body: &[u8]) {
    match interaction::read(body, "crm", None) {
        Ok(recordable) => {
            let interaction = recordable.interaction;
            assert_eq!(interaction.account, "key:crm");
            assert!(!interaction.provider_message_id.is_empty());
            let people = interaction.also.iter().chain([&interaction.customer]);
            let identities = people.map(|person| &person.identity);
            for identity in identities.chain(&interaction.business) {
                assert!((1..=32).contains(&identity.kind.len()));
                assert!((1..=512).contains(&identity.value.len()));
            }
            if let Some(attributes) = interaction.attributes {
                assert!(attributes.len() <= 2048);
                let object: serde_json::Value = serde_json::from_slice(&attributes).unwrap();
                assert!(object.is_object());
            }
        }
        Err(problem) => explained(&problem),
    }
}

fn explained(problem: &Problem) {
    assert!(matches!(problem.status(), 400 | 422), "{problem}");
    assert!(problem.detail().chars().count() <= 300, "{problem}");
}

/// A body is a change, an answer or a note within the contract's limits, or a problem that names its
/// field.
pub fn ticket(body: &[u8]) {
    match tickets::change(body) {
        Ok(change) => changes_something(change),
        Err(problem) => explained(&problem),
    }
    match tickets::reply(body) {
        Ok(answer) => says_something(answer),
        Err(problem) => explained(&problem),
    }
    match tickets::note(body) {
        Ok(note) => assert!(!note.text.trim().is_empty()),
        Err(problem) => explained(&problem),
    }
}

fn changes_something(change: TicketChange) {
    let words = [&change.status, &change.priority, &change.queue];
    for word in words.into_iter().flatten() {
        assert!((1..=64).contains(&word.len()));
    }
    let subject = change.subject.as_deref();
    assert!(subject.is_none_or(|subject| !subject.contains(char::is_control)));
    assert!(
        change
            .assignee
            .as_ref()
            .is_none_or(|agent| agent.len() <= 64)
    );
    let tags = change.tags.as_deref().unwrap_or_default();
    assert!(tags.len() <= 32 && tags.iter().all(|tag| (1..=64).contains(&tag.len())));
    let nothing = words.into_iter().all(Option::is_none)
        && change.subject.is_none()
        && change.assignee.is_none()
        && change.tags.is_none();
    assert!(!nothing);
}

fn says_something(answer: Answer) {
    let has_files = !answer.attachments.is_empty();
    assert!(has_files || !answer.variants.is_empty() || says(&answer.words));
    for (channel, words) in &answer.variants {
        assert!((1..=64).contains(&channel.len()));
        assert!(has_files || says(words));
    }
    for file in &answer.attachments {
        assert_ne!(file.content.is_some(), file.url.is_some());
        assert!(!file.name.contains(char::is_control));
        assert!(file.content_type.contains('/') && !file.content_type.contains('\n'));
    }
}

/// Whether the words say anything. What has no template has no variables left to be put in.
fn says(words: &Words) -> bool {
    let subject = words.subject.as_deref().unwrap_or_default();
    assert!(!subject.contains(char::is_control));
    assert!(words.variables.is_none() || words.template.is_some());
    let Some(template) = &words.template else {
        let blank = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().is_empty();
        return !(blank(&words.text) && blank(&words.html));
    };
    assert!(words.text.is_none() && words.html.is_none());
    let template: serde_json::Value = serde_json::from_slice(template).unwrap();
    template["name"].is_string()
}

/// A request, written as `METHOD URI key` and a line for the body, is answered as published.
pub fn service(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n');
    let (head, body) = data.split_at(end.unwrap_or(data.len()));
    let Ok(head) = std::str::from_utf8(head) else {
        return;
    };
    let mut words = head.split(' ');
    let (method, uri) = (words.next().unwrap_or("GET"), words.next().unwrap_or("/"));
    // What cannot be a request never reaches a component.
    if Request::builder().method(method).uri(uri).body(()).is_err() {
        return;
    }
    let key = match words.next() {
        Some("write") => "write",
        Some("agent") => "agent",
        Some("nobody") => "nobody",
        Some("none") => "",
        _ => "read",
    };
    let response = call(request(method, uri, key, body), &Fake::default());
    let status = response.status().as_u16();
    assert!(response.headers().contains_key("x-request-id"));
    if response.status().is_success() || method == "HEAD" {
        return;
    }
    let known = [400, 401, 403, 404, 405, 422];
    assert!(known.contains(&status), "{status}");
    let problem = json(&response);
    assert_eq!(problem["status"], status);
    assert!(problem["code"].is_string());
}

/// Lines are the same however the stream is cut, and none is longer than the limit. The first two
/// bytes are the limit and the length of a chunk.
pub fn lines(data: &[u8]) {
    let [limit, size, stream @ ..] = data else {
        return;
    };
    let (limit, size) = (usize::from(*limit), usize::from(*size).max(1));
    let cut = |size: usize| {
        let mut lines = Lines::new(limit);
        let mut found = Vec::new();
        for mut chunk in stream.chunks(size) {
            while let Some(line) = lines.next(&mut chunk) {
                found.push(line);
            }
        }
        found.extend(lines.finish());
        found
    };
    let found = cut(size);
    assert_eq!(found, cut(stream.len().max(1)));
    for (number, line) in found {
        let index = usize::try_from(number).unwrap() - 1;
        let raw = stream.split(|byte| *byte == b'\n').nth(index).unwrap();
        match line {
            Line::Whole(line) => {
                assert!(line.len() <= limit);
                assert_eq!(line, raw.trim_ascii());
            }
            Line::TooLong => assert!(raw.len() > limit),
        }
    }
}
