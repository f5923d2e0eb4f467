//! A legacy system's own JSON, by a mapping.

use serde_json::{Value, json};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome};

use crate::{
    ONE_OF_EACH, TOKEN, Vendor, altered, no_times, post, provider, times, twice, unreadable,
    without,
};

pub const MAPPING: Vendor = Vendor {
    scheme: "mapping",
    proof_headers: TOKEN,
    sample: || tickets(vec![ticket(1)]),
    reencoded: || Cases::NoneBecause("the proof does not cover the body"),
    batches: || {
        let nobody = altered(
            &ticket(2),
            "/customer",
            json!({ "mail": "n/a", "tel": "-" }),
        );
        let three = Outcome {
            written: 2,
            kept: 1,
        };
        Cases::These(vec![
            (
                "nobody's ticket",
                (tickets(vec![ticket(1), nobody]), ONE_OF_EACH),
            ),
            (
                "no ticket",
                (tickets(vec![ticket(1), json!(7)]), ONE_OF_EACH),
            ),
            (
                "a text that is none",
                (
                    tickets(vec![
                        ticket(1),
                        altered(&ticket(2), "/body", json!({"html": "x"})),
                        ticket(3),
                    ]),
                    three,
                ),
            ),
        ])
    },
    unknown_types: || {
        Cases::These(vec![
            (
                "another document",
                post("mapping", &json!({"event": "ping"})),
            ),
            (
                "a list of something else",
                post("mapping", &json!({"tickets": [{"case": 7}]})),
            ),
            (
                "tickets that are no list",
                post("mapping", &json!({"tickets": {"number": 7}})),
            ),
        ])
    },
    unreadable: || {
        let document = json!({ "shop": "berlin", "tickets": [ticket(1)] });
        let mut cases = unreadable("mapping", &document, "/tickets/0/body");
        cases.push(("a list", provider::post("mapping", "[]")));
        for (what, pointer, value) in [
            ("an id that is none", "/number", json!({})),
            ("an endless id", "/number", json!("x".repeat(3000))),
            ("an endless title", "/title", json!("x".repeat(3000))),
        ] {
            cases.push((what, tickets(vec![altered(&ticket(1), pointer, value)])));
        }
        let many = vec![json!(7); 1001];
        cases.push(("too many tickets", tickets(many)));
        Cases::These(cases)
    },
    repeated_keys: || {
        twice(
            "mapping",
            &json!({ "shop": "berlin", "tickets": [ticket(1)] }),
        )
    },
    echoes: || {
        let answer = altered(&ticket(1), "/outgoing", json!(true));
        Cases::These(vec![("an answer", tickets(vec![answer]))])
    },
    timestamps: || {
        let at = |value| tickets(vec![altered(&ticket(1), "/created", value)]);
        let mut cases = times(at);
        cases.extend(no_times(at));
        let absent = without(&ticket(1), "", "created");
        cases.push(("absent", (tickets(vec![absent]), None)));
        Cases::These(cases)
    },
};

fn ticket(number: u32) -> Value {
    json!({
        "number": number, "type": "mail", "outgoing": false, "title": "Order 7",
        "customer": { "name": "Ana", "mail": "ana@example.com", "tel": "+1 (555) 123-4567" },
        "body": "Where is it?", "created": "2026-11-22 04:16:00 UTC", "case": 4711,
    })
}

fn tickets(tickets: Vec<Value>) -> Webhook {
    post("mapping", &json!({ "shop": "berlin", "tickets": tickets }))
}
