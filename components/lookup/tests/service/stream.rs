//! Recording a stream: what is answered, in which order, and when.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::executor::block_on;
use http::Request;
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::Value;
use throughline_contract::types::Error;
use throughline_lookup::respond;

use crate::fake::{Fake, collect, settings};

/// A body of the given frames; `None` breaks the connection.
pub struct Frames(pub VecDeque<Option<Bytes>>);

impl Body for Frames {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        let frame = self.0.pop_front();
        Poll::Ready(frame.map(|frame| frame.map(Frame::data).ok_or("reset")))
    }
}

fn stream(frames: &[Option<&[u8]>]) -> Request<Frames> {
    let frames = frames
        .iter()
        .map(|frame| frame.map(Bytes::copy_from_slice))
        .collect();
    Request::post("/v1/interactions")
        .header("authorization", "Bearer write")
        .header("content-type", "Application/X-NDJSON; charset=utf-8")
        .body(Frames(frames))
        .unwrap()
}

fn answers(frames: &[Option<&[u8]>], fake: &Fake) -> Vec<Value> {
    let response = block_on(respond(stream(frames), &settings(), fake.clone(), 1));
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    assert!(!response.headers().contains_key("content-length"));
    let body = collect(response).into_body();
    let text = String::from_utf8(body).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn message(id: &str) -> String {
    format!(
        r#"{{"channel":"chat","provider":"acme","provider_message_id":"{id}","direction":"inbound","kind":"message","from":{{"kind":"user","value":"7"}}}}"#
    )
}

/// Line, then interaction id or problem code.
fn told(answers: &[Value]) -> Vec<(u64, &str)> {
    answers
        .iter()
        .map(|answer| {
            let word = answer.get("interaction_id").or(answer.get("code"));
            let word = word.and_then(Value::as_str).unwrap();
            (answer["line"].as_u64().unwrap(), word)
        })
        .collect()
}

#[test]
fn each_line_is_answered_in_order() {
    let (a, b) = (message("a"), message("b"));
    let long = format!("{{{}}}", " ".repeat(1 << 20));
    let body = format!(
        "{a}\n\n{{\r\n{long}\n{b}\r\n{a}\n{}\n{b}",
        b.replace("kind", "knid")
    );
    let fake = Fake::default();
    let answers = answers(&[Some(body.as_bytes())], &fake);
    assert_eq!(
        told(&answers),
        [
            (1, "int_a"),
            (3, "malformed_json"),
            (4, "line_too_long"),
            (5, "int_b"),
            (6, "int_a"),
            (7, "unknown_field"),
            (8, "int_b"),
        ]
    );
    assert_eq!(answers[0]["duplicate"], false);
    assert_eq!(answers[4]["duplicate"], true);
    assert_eq!(answers[1]["status"], 400);
    assert_eq!(answers[2]["status"], 413);
    assert_eq!(fake.calls.borrow()[0], "record key:write a");
}

#[test]
fn a_stream_may_be_empty() {
    assert!(answers(&[], &Fake::default()).is_empty());
    assert!(answers(&[Some(b"\n \r\n\n")], &Fake::default()).is_empty());
}

#[test]
fn a_broken_connection_is_told_and_its_line_not_recorded() {
    let (a, b) = (message("a"), message("b"));
    let begun = format!("{a}\n{b}");
    let fake = Fake::default();
    let frames = [Some(begun.as_bytes()), None, Some(b"\n")];
    let answers = answers(&frames, &fake);
    assert_eq!(told(&answers), [(1, "int_a"), (2, "body_incomplete")]);
    assert_eq!(fake.recorded.borrow().len(), 1);
}

#[test]
fn a_failing_store_refuses_each_line() {
    let body = format!("{}\n{}\n", message("a"), message("b"));
    let fake = Fake::failing(Error::Unavailable("disk".into()));
    let answers = answers(&[Some(body.as_bytes())], &fake);
    let expected = [(1, "store_unavailable"), (2, "store_unavailable")];
    assert_eq!(told(&answers), expected);
}

#[test]
fn a_line_is_answered_before_the_next_one_is_read() {
    let frames = ["a", "b", "c"].map(|id| message(id) + "\n");
    let frames: Vec<_> = frames.iter().map(|line| Some(line.as_bytes())).collect();
    let fake = Fake::default();
    let mut body = block_on(respond(stream(&frames), &settings(), fake.clone(), 1)).into_body();
    for recorded in 1..=3 {
        block_on(body.frame()).unwrap().unwrap();
        assert_eq!(fake.recorded.borrow().len(), recorded);
    }
    assert!(block_on(body.frame()).is_none());
}

proptest! {
    #[test]
    fn frames_do_not_matter_and_nothing_panics(
        lines in prop::collection::vec("\\{|\\[\\]|null| |m", 0..12),
        size in 1usize..40,
    ) {
        let lines = lines.iter().map(|line| line.replace('m', &message("m")));
        let body = lines.collect::<Vec<_>>().join("\n");
        let frames: Vec<_> = body.as_bytes().chunks(size).map(Some).collect();
        let cut = answers(&frames, &Fake::default());
        let whole = answers(&[Some(body.as_bytes())], &Fake::default());
        prop_assert_eq!(&cut, &whole);
        let expected = body.split('\n').filter(|line| !line.trim().is_empty()).count();
        prop_assert_eq!(whole.len(), expected);
    }
}
