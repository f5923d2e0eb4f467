//! Imports: in which order rows are taken, what is told of them and when, and what ends one.

use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

use bytes::Bytes;
use futures::StreamExt;
use futures::executor::block_on;
use http::Request;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use serde_json::Value;
use throughline_contract::types::Error;
use throughline_lookup::respond;

use crate::fake::{Fake, collect, json, settings};
use crate::stream::Frames;

const NDJSON: &str = "application/x-ndjson";

fn request(
    uri: &str,
    content_type: &str,
    accept: &str,
    frames: &[Option<&str>],
) -> Request<Frames> {
    let frames = frames
        .iter()
        .map(|frame| frame.map(|text| Bytes::copy_from_slice(text.as_bytes())))
        .collect();
    Request::post(uri)
        .header("authorization", "Bearer admin")
        .header("content-type", content_type)
        .header("accept", accept)
        .body(Frames(frames))
        .unwrap()
}

/// The lines of an import of customers, by their numbers.
fn lines(content_type: &str, frames: &[Option<&str>], fake: &Fake) -> Vec<Value> {
    let request = request("/v1/imports?kind=customers", content_type, NDJSON, frames);
    let response = block_on(respond(request, &settings(), fake.clone(), 1));
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], NDJSON);
    let text = String::from_utf8(collect(response).into_body()).unwrap();
    let mut lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    lines.sort_by_key(|line| line["line"].as_u64());
    lines
}

/// Line, then status or code.
fn told(lines: &[Value]) -> Vec<(u64, &str)> {
    lines
        .iter()
        .map(|line| {
            let word = line.get("code").unwrap_or(&line["status"]);
            (line["line"].as_u64().unwrap(), word.as_str().unwrap())
        })
        .collect()
}

/// The names that were noted, in their order.
fn names(fake: &Fake) -> Vec<String> {
    let calls = fake.calls.borrow();
    calls
        .iter()
        .map(|call| call.split('"').nth(1).unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn rows_are_taken_at_once_but_those_of_one_identity_in_their_order() {
    let table = "external,email,name\n1,,A\n2,,B\n3,x@example.com,C\n4,X@example.com,D\n1,,E\n";
    // Whoever is asked first answers last.
    let fake = Fake {
        lag: Rc::new(Cell::new(9)),
        ..Fake::default()
    };
    let lines = lines("text/csv", &[Some(table)], &fake);
    assert_eq!(lines.len(), 5);
    let names = names(&fake);
    assert_eq!(names[..3], ["C", "B", "A"], "these wait for nobody");
    let place = |name: &str| names.iter().position(|n| n == name).unwrap();
    assert!(
        place("C") < place("D") && place("A") < place("E"),
        "{names:?}"
    );
}

#[test]
fn a_body_that_breaks_off_ends_with_the_rows_that_were_whole() {
    let begun = "external,name\n1,A\n2,B\n3,Carl";
    for frames in [
        vec![Some(begun), None],
        vec![
            Some("external,na"),
            Some("me\n1,A\n2,B"),
            Some("\n3,Carl"),
            None,
        ],
    ] {
        let fake = Fake::default();
        let lines = lines("text/csv", &frames, &fake);
        let expected = [(0, "body_incomplete"), (2, "created"), (3, "created")];
        assert_eq!(told(&lines), expected);
        assert_eq!(names(&fake), ["A", "B"], "a row that may be cut is none");
    }
}

#[test]
fn wrong_rows_are_told_before_more_is_read() {
    let read = Rc::new(Cell::new(0));
    let reading = Rc::clone(&read);
    let frames = futures::stream::iter(0..3).map(move |_| {
        reading.set(reading.get() + 1);
        let wrong = Bytes::from("{\n".repeat(200));
        Ok::<_, Infallible>(Frame::data(wrong))
    });
    let request = Request::post("/v1/imports?kind=customers")
        .header("authorization", "Bearer admin")
        .header("content-type", NDJSON)
        .header("accept", NDJSON)
        .body(StreamBody::new(frames))
        .unwrap();
    let response = block_on(respond(request, &settings(), Fake::default(), 1));
    let mut body = response.into_body();
    let mut told = 0;
    while let Some(frame) = block_on(body.frame()) {
        let line: Value = serde_json::from_slice(frame.unwrap().data_ref().unwrap()).unwrap();
        assert_eq!(line["code"], "malformed_json");
        // At most as many rows wait to be told as are taken at once.
        assert!(
            told + 32 >= 200 * (read.get() - 1),
            "{told} lines of {} frames",
            read.get()
        );
        told += 1;
        assert_eq!(line["line"], told, "in their order");
    }
    assert_eq!((told, read.get()), (600, 3));
}

#[test]
fn an_input_that_is_none_is_told_once() {
    for (content_type, input, code) in [
        ("text/csv", "external,shoe_size\n1,38\n", "unknown_column"),
        (
            "text/csv",
            "external,name,name\n1,A,B\n",
            "duplicate_column",
        ),
        ("text/csv", "", "no_header"),
        ("text/csv", "\u{feff}", "no_header"),
    ] {
        let fake = Fake::default();
        let lines = lines(content_type, &[Some(input)], &fake);
        assert_eq!(told(&lines), [(1, code)], "{input:?}");
        assert!(fake.calls.borrow().is_empty());
    }
    assert!(
        lines(NDJSON, &[], &Fake::default()).is_empty(),
        "no rows are none wrong"
    );
}

#[test]
fn a_failing_store_fails_each_row_and_tells_nothing_of_why() {
    let fake = Fake::failing(Error::Unavailable("disk".into()));
    let lines = lines("text/csv", &[Some("external\n1\n2\n")], &fake);
    let expected = [(2, "store_unavailable"), (3, "store_unavailable")];
    assert_eq!(told(&lines), expected);
    assert!(!format!("{lines:?}").contains("disk"));
}

#[test]
fn a_mapping_says_what_the_columns_are() {
    let import = |mapping: &str, kind: &str, rows: &str| {
        let mapping: String = escaped(mapping);
        let uri = format!("/v1/imports?{kind}mapping={mapping}");
        let fake = Fake::default();
        let request = request(&uri, "text/csv", "*/*", &[Some(rows)]);
        let response = collect(block_on(respond(request, &settings(), fake.clone(), 1)));
        let calls = fake.calls.borrow().join(";");
        (response.status().as_u16(), json(&response), calls)
    };
    let mapping = r#"{"kind":"customers","columns":{"Mail":"identity.email","Kunde":"name"},
        "unverified":["identity.email"]}"#;
    let (status, report, calls) = import(mapping, "", "Mail;Kunde\nana@example.com;Ana\n");
    assert_eq!((status, &report["created"]), (200, &1.into()), "{report}");
    assert!(calls.ends_with(r#"email:ana@example.com=none"#), "{calls}");
    for (mapping, kind) in [
        ("{", ""),
        ("{}", ""),
        (r#"{"kind":"customers"}"#, "kind=purchases&"),
        (r#"{"kind":"customers","columns":{"a":"shoe"}}"#, ""),
    ] {
        let (status, problem, calls) = import(mapping, kind, "external\n1\n");
        assert_eq!((status, &*calls), (422, ""), "{mapping} {problem}");
        assert_eq!(problem["code"], "invalid_mapping", "{mapping} {problem}");
    }
}

/// A value of a query.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn what_happened_and_what_was_bought_is_recorded_unless_only_looked_at() {
    let purchases =
        "external,id,at,total.amount,total.currency\n1,o-1,2026-01-02T10:00:00Z,5,EUR\n";
    let interaction = r#"{"channel":"chat","provider":"acme","provider_message_id":"m1",
        "direction":"inbound","kind":"message","from":{"kind":"user","value":"7"}}"#
        .replace('\n', "");
    for (kind, content_type, rows, id) in [
        ("purchases", "text/csv", purchases, "o-1"),
        ("interactions", NDJSON, &*interaction, "m1"),
    ] {
        let fake = Fake::default();
        let import = |dry_run: &str| {
            let uri = format!("/v1/imports?kind={kind}&dry_run={dry_run}");
            let request = request(&uri, content_type, "*/*", &[Some(rows)]);
            json(&collect(block_on(respond(
                request,
                &settings(),
                fake.clone(),
                1,
            ))))
        };
        let looked = import("true");
        assert_eq!(
            (&looked["created"], &looked["dry_run"]),
            (&1.into(), &true.into())
        );
        assert!(fake.calls.borrow().is_empty(), "{kind}");
        assert_eq!(import("false")["created"], 1, "{kind}");
        assert_eq!(import("")["unchanged"], 1, "{kind}");
        assert_eq!(fake.calls.borrow()[0], format!("record key:admin {id}"));
    }
}
