//! The conversation as it goes on.

use throughline_contract::types::Error;

use crate::fake::{Fake, call, header, of, visitor, with};

fn follow(fake: &Fake, seen: &[(&'static str, &str)]) -> String {
    let (session, token) = visitor();
    let mut request = of(&session, &token, "GET", "events", "");
    for (name, value) in seen {
        request = with(request, name, value);
    }
    let response = call(request, fake);
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "text/event-stream");
    assert_eq!(header(&response, "cache-control"), "no-store");
    String::from_utf8(response.into_body()).unwrap()
}

#[test]
fn each_state_is_an_event_and_quiet_is_a_heartbeat() {
    let fake = Fake::showing([
        ("7", Some("{\"items\":[1],\n\"earlier\":null}")),
        ("7", None),
        ("8", Some(r#"{"items":[2]}"#)),
        ("8", None),
    ]);
    let stream = follow(&fake, &[]);
    let (events, quiet) = stream.split_at(stream.find(":\n\n").unwrap());
    assert_eq!(
        events,
        "retry: 2000\n\nid: \"7.1\"\nevent: messages\ndata: {\"items\":[1], \"earlier\":null,\
         \"online\":true}\n\nid: \"8.1\"\nevent: messages\ndata: {\"items\":[2],\"online\":true}\n\n"
    );
    // Every second one look, and 25 seconds in all; every fifth that finds nothing new is a comment.
    let looks = fake.calls();
    assert_eq!(looks.len(), 26, "{looks:?}");
    assert_eq!(fake.passed.get(), 25_000);
    assert_eq!(quiet, ":\n\n".repeat((26 - 3) / 5));
    let visitor = format!("look visitor:{}", "01".repeat(16));
    assert_eq!(looks[0], format!("{visitor} None"));
    assert_eq!(looks[1], format!("{visitor} Some(\"7\")"));
    assert_eq!(looks[25], format!("{visitor} Some(\"8\")"));
}

#[test]
fn a_stream_begins_after_what_was_seen_last() {
    for (seen, since) in [
        (&[("last-event-id", "\"7.1\"")][..], "Some(\"7\")"),
        (&[("if-none-match", "\"7.1\"")], "Some(\"7\")"),
        (
            &[("if-none-match", "\"6.1\""), ("last-event-id", "\"7.1\"")],
            "Some(\"7\")",
        ),
        // It was seen while nobody was there.
        (&[("last-event-id", "\"7.0\"")], "None"),
        (&[("last-event-id", "x")], "None"),
    ] {
        let fake = Fake::showing([("7", None)]);
        follow(&fake, seen);
        assert!(
            fake.calls()[0].ends_with(since),
            "{seen:?}: {:?}",
            fake.calls()[0]
        );
    }
}

#[test]
fn a_stream_ends_when_the_timeline_fails() {
    let fake = Fake::failing(Error::Unavailable("disk".to_owned()));
    assert_eq!(follow(&fake, &[]), "retry: 2000\n\n");
    assert_eq!(fake.calls().len(), 1);
}

#[test]
fn a_visitor_may_follow_so_often() {
    let (session, token) = visitor();
    let fake = Fake::failing(Error::Unavailable("disk".to_owned()));
    for n in 0..21 {
        let response = call(of(&session, &token, "GET", "events", ""), &fake);
        assert_eq!(response.status() == 429, n == 20, "{n}");
    }
}
