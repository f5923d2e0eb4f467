//! However many requests an instance takes, one after another or at a time, the answers are the
//! same, and nothing of one request shows up in another.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Barrier;
use throughline_tests::{Answer, App, Setup, Sms};

const REUSES: [&str; 3] = ["1", "2", "128"];
const CONCURRENT: [&str; 2] = ["1", "16"];
const CALLERS: usize = 24;
const TURNS: usize = 4;

fn start(reuse: &str, concurrent: &str) -> App {
    Setup::default()
        .arguments(&["--max-instance-reuse-count", reuse])
        .arguments(&["--max-instance-concurrent-reuse-count", concurrent])
        .start()
}

/// What everybody of this test is and says: a word that nobody else has.
fn canary(caller: usize) -> String {
    format!("canary{caller:03}")
}

fn phone(caller: usize) -> String {
    format!("+1555000{caller:04}")
}

/// Everything that one caller does, and what it is answered.
fn act(app: &App, caller: usize, turn: usize) -> Vec<Answer> {
    let word = canary(caller);
    let (id, phone) = (format!("{word}-{turn}"), phone(caller));
    let mut sms = Sms::new(&id, &phone, &format!("{word} says {turn}"));
    let interaction = json!({
        "channel": "voice", "provider": word, "provider_message_id": id,
        "direction": "inbound", "kind": "call", "text": format!("{word} calls {turn}"),
        "identities": [{"kind": "phone", "value": phone, "verified": true}],
    });
    let wrong = json!({"channel": word, "direction": word});
    let escaped = phone.replace('+', "%2B");
    let lookup = format!("/v1/customers/lookup?phone={escaped}&timeline=50");
    let mut answers = vec![
        sms.deliver(app),
        app.post("/v1/interactions", &interaction),
        app.post("/v1/interactions", &wrong),
        app.get(&lookup),
        app.get(&format!("/v1/interactions/{word}")),
        app.send(
            "GET",
            &lookup,
            &[("authorization", &format!("Bearer {word}"))],
            b"",
        ),
    ];
    sms.fields.push(("Extra".into(), word));
    answers.push(sms.deliver_signed(app, "forged"));
    answers
}

/// What of an answer does not depend on the moment.
fn lasting(answer: &Answer) -> (u16, Value) {
    let Ok(mut body) = serde_json::from_str::<Value>(&answer.text) else {
        return (answer.status, json!(answer.text));
    };
    forget(&mut body);
    (answer.status, body)
}

/// Times, and ids that are made of them.
fn forget(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                let passing = ["request_id", "since", "as_of", "next"];
                !name.ends_with("_at") && !passing.contains(&name.as_str())
            });
            fields.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

fn no_other_canary(caller: usize, answer: &Answer) {
    let headers = answer.headers.iter().map(|(n, v)| format!("{n}: {v}\n"));
    let all = headers.collect::<String>() + &answer.text;
    for (at, _) in all.match_indices("canary") {
        assert!(
            all[at..].starts_with(&canary(caller)),
            "{} is told of another: {all}",
            canary(caller)
        );
    }
}

#[test]
fn the_answers_are_the_same_however_instances_are_used() {
    let mut first = None;
    for reuse in REUSES {
        for concurrent in CONCURRENT {
            let app = start(reuse, concurrent);
            let begin = Barrier::new(CALLERS);
            let told: Vec<_> = std::thread::scope(|scope| {
                let callers: Vec<_> = (0..CALLERS)
                    .map(|caller| {
                        let (app, begin) = (&app, &begin);
                        scope.spawn(move || {
                            begin.wait();
                            let answers = (0..TURNS).flat_map(|turn| act(app, caller, turn));
                            answers
                                .inspect(|answer| no_other_canary(caller, answer))
                                .collect::<Vec<_>>()
                        })
                    })
                    .collect();
                callers.into_iter().map(|c| c.join().unwrap()).collect()
            });
            let ids: BTreeSet<_> = told
                .iter()
                .flatten()
                .filter_map(|answer| answer.header("x-request-id"))
                .collect();
            assert_eq!(ids.len(), CALLERS * TURNS * 7, "a request id for each");
            let lasting: Vec<Vec<_>> = told
                .iter()
                .map(|answers| answers.iter().map(lasting).collect())
                .collect();
            let [sms, call, wrong, found, unknown, nobody, forged] = &lasting[7][..7] else {
                panic!("seven answers a turn");
            };
            let statuses = [sms, call, wrong, found, unknown, nobody, forged].map(|a| a.0);
            assert_eq!(statuses, [200, 200, 422, 200, 404, 401, 401]);
            assert!(
                found.1.to_string().contains("canary007 says 0"),
                "{found:?}"
            );
            match &first {
                None => first = Some(lasting),
                Some(first) => {
                    let pairs = first.iter().flatten().zip(lasting.iter().flatten());
                    for (usual, this) in pairs {
                        assert_eq!(usual, this, "{reuse}, {concurrent}");
                    }
                }
            }
        }
    }
}
