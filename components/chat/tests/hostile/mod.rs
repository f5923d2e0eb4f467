//! What must hold for any bytes: shared by the fuzz target and the replay of its seeds.
#![allow(dead_code, reason = "each fuzz target uses one check")]
#![allow(clippy::unwrap_used, reason = "a check fails by panicking")]

use http::{Method, Uri};
use throughline_channel_kit::json;
use throughline_contract::types::{Interaction, Verdict};

use crate::fake::{Fake, call, json as document, of, request as ask, visitor, with};

/// A first line (method, path, type of the body, `If-None-Match`), and a body, as a request of a visitor
/// who may: every answer is one, and what is recorded is within the timeline's limits and claims nothing
/// that is not proven.
pub fn request(data: &[u8]) {
    let end = data
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(data.len());
    let (line, body) = data.split_at(end);
    let line = String::from_utf8_lossy(line);
    let mut words = line.split(' ');
    let method = words.next().unwrap_or_default();
    if method.parse::<Method>().is_err() {
        return;
    }
    let (session, token) = visitor();
    let path = words.next().unwrap_or_default();
    let uri = match path {
        "sessions" | "config" => format!("/chat/{path}"),
        _ => format!("/chat/sessions/{}/{path}", session.visitor),
    };
    if uri.parse::<Uri>().is_err() {
        return;
    }
    let body = body.get(1..).unwrap_or_default();
    let mut request = match path {
        "sessions" | "config" => ask(method, &uri, body),
        _ => of(&session, &token, method, path, body),
    };
    for (name, word) in ["content-type", "if-none-match"].into_iter().zip(words) {
        if word.parse::<http::HeaderValue>().is_ok() {
            request = with(request, name, word);
        }
    }
    let fake = Fake::default();
    let response = call(request, &fake);
    let status = response.status().as_u16();
    assert!(status < 500, "{status}: {line}");
    if status >= 400 && !response.body().is_empty() {
        assert!(document(&response)["code"].is_string());
        assert!(response.body().len() < 4096);
    }
    for interaction in fake.recorded.borrow().iter() {
        check(interaction, &session.visitor);
    }
}

fn check(said: &Interaction, visitor: &str) {
    assert!(said.provider_message_id.starts_with(&format!("{visitor}:")));
    assert!(said.provider_message_id.len() <= 32 + 1 + 64);
    assert_eq!(said.customer.identity.value, visitor);
    for claim in &said.also {
        assert_eq!(claim.verdict, Verdict::None);
        assert!(["email", "phone"].contains(&&*claim.identity.kind));
    }
    assert!(said.text.as_ref().is_none_or(|text| text.len() <= 8000));
    if let Some(attributes) = &said.attributes {
        assert!(attributes.len() <= 2048);
        json::check(attributes).unwrap();
    }
    for party in &said.parties {
        let name = party.name.as_deref().unwrap_or_default();
        assert!(name.len() <= 256 && !name.contains(char::is_control));
    }
}
