//! The host is killed under load, again and again. What was acknowledged stays.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use throughline_tests::{App, Setup, Sms};

const KILLS: usize = 10;
const WRITERS: usize = 8;

fn phone(n: usize) -> String {
    format!("+1555000100{}", n % 5)
}

/// Writes until the host is gone; remembers what was acknowledged.
fn load(app: &App, next: &AtomicUsize, acknowledged: &Mutex<Vec<usize>>) {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let message = Sms::new(&format!("SM{n}"), &phone(n), &format!("message {n}"));
        let signature = message.signature();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-twilio-signature", signature.as_str()),
        ];
        match app.try_send("POST", &message.path, &headers, message.form().as_bytes()) {
            Ok(answer) if answer.status == 200 => acknowledged.lock().unwrap().push(n),
            Ok(_) => {}
            Err(_) => return,
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_there_twice() {
    let mut app = Setup::default().start();
    let next = AtomicUsize::new(0);
    let acknowledged = Mutex::new(Vec::new());
    for round in 0..KILLS {
        let before = acknowledged.lock().unwrap().len();
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| load(&app, &next, &acknowledged));
            }
            // Each round is killed at another depth of its work.
            while acknowledged.lock().unwrap().len() < before + 5 + 13 * round {
                std::thread::sleep(Duration::from_millis(1));
            }
            app.strike();
        });
        app = app.kill_and_restart();
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for n in 0..5 {
        let found = app.lookup(&phone(n), 1);
        let all = app.whole_timeline(found["customer"]["id"].as_str().unwrap(), 200);
        assert_eq!(found["customer"]["counts"]["interactions"], all.len());
        for item in all {
            let text = item["text"].as_str().unwrap();
            let number = text.strip_prefix("message ").unwrap().parse().unwrap();
            *times.entry(number).or_default() += 1;
        }
    }
    assert!(acknowledged.len() >= KILLS * 5);
    for n in &acknowledged {
        assert_eq!(times.get(n), Some(&1), "message {n} was acknowledged");
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "recorded more than once: {twice:?}");
}
