//! Hostile input: the seeds of the fuzz target, and random bytes.

#[path = "hostile/mod.rs"]
mod checks;
#[path = "service/fake.rs"]
#[allow(dead_code, reason = "the checks need a part of it")]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fake;

use proptest::prelude::*;
use throughline_seeds::replay;

#[test]
fn seeds_of_chat_request() {
    replay("chat_request", checks::request);
}

proptest! {
    #[test]
    fn any_bytes(data: Vec<u8>) {
        checks::request(&data);
    }

    /// Bodies that are nearly right reach further.
    #[test]
    fn any_body(
        route in "(sessions|messages|files|typing|read|events)",
        body in r#"\{"(id|text|token|identity|details|typing|upto)":("[^"]{0,12}"|true|null|\{"email":"[^"]{0,12}"\})(,"text":"\PC{0,12}","id":"[a-z-]{7,9}")?\}"#,
    ) {
        checks::request(format!("POST {route}\n{body}").as_bytes());
    }
}
