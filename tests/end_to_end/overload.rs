//! More comes in than can be done, and load that lasts.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use throughline_tests::{App, Hosts, Setup, Sms, size};

const CALLERS: usize = 200;

fn phone(n: usize) -> String {
    format!("+1555{n:07}")
}

#[test]
fn what_is_too_much_is_refused_and_recorded_when_repeated_on_the_local_host() {
    let setup = Setup::default().arguments(&["--max-working", "1", "--max-queued", "4"]);
    let hosts = Hosts::start(&setup, 1);
    let shed = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for n in 0..CALLERS {
            let (hosts, shed) = (&hosts, &shed);
            scope.spawn(move || {
                let message = Sms::new(&format!("SM{n}"), &phone(n), "hello");
                hosts.until_acknowledged(n, |app| {
                    let answer = message.try_deliver(app)?;
                    if answer.status == 503 {
                        assert_eq!(answer.json()["code"], "overloaded");
                        shed.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok::<_, ureq::Error>(answer)
                });
            });
        }
    });
    assert!(shed.load(Ordering::Relaxed) > 0, "nothing was too much");
    for n in 0..CALLERS {
        let found = hosts.get(0).lookup(&phone(n), 5);
        assert_eq!(found["customer"]["counts"]["interactions"], 1);
    }
}

/// Customers of the load that lasts, each with a history that grows.
const CUSTOMERS: usize = 20_011;
const WRITERS: usize = 4;
/// Between two calls of one writer: it shall last, not be too much.
const PAUSE: Duration = Duration::from_millis(3);
/// Of the whole time: while it warms up nothing is compared.
const WARM: f64 = 0.3;
/// Memory counts as flat when the last third needs at most so much more than the one before.
const FLAT: f64 = 1.1;

#[test]
#[ignore = "long: half an hour"]
fn memory_stays_flat_for_half_an_hour_on_the_local_host() {
    let app = Setup::default().start();
    let whole = Duration::from_secs(60 * size(2, 30) as u64);
    let (done, next) = (AtomicBool::new(false), AtomicUsize::new(0));
    let begun = Instant::now();
    let mut samples = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    mixed(&app, next.fetch_add(1, Ordering::Relaxed));
                    std::thread::sleep(PAUSE);
                }
            });
        }
        while begun.elapsed() < whole {
            std::thread::sleep(Duration::from_secs(1));
            samples.push(resident(&app));
            if samples.len().is_multiple_of(60) {
                let (mib, calls) = (
                    samples[samples.len() - 1] >> 20,
                    next.load(Ordering::Relaxed),
                );
                println!("{} s: {mib} MiB after {calls} calls", samples.len());
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    let measured = &samples[(samples.len() as f64 * WARM) as usize..];
    let (before, after) = measured.split_at(measured.len() / 2);
    let mean = |part: &[u64]| part.iter().sum::<u64>() as f64 / part.len() as f64;
    let growth = mean(after) / mean(before);
    assert!(growth < FLAT, "it grows: {growth:.2} times");
}

/// A message, now and then a lookup, a page of the work list, and something that is refused.
fn mixed(app: &App, n: usize) {
    let from = phone(n % CUSTOMERS);
    match n % 500 {
        // It reads all of the last minutes.
        1 => assert_eq!(app.get("/v1/tickets?limit=50").status, 200),
        n if n % 8 == 0 => {
            let path = format!("/v1/customers/lookup?phone=%2B{}", &from[1..]);
            assert!([200, 404].contains(&app.get(&path).status));
        }
        n if n % 8 == 2 => {
            let forged = Sms::new("SM", &from, &"x".repeat(10_000)).deliver_signed(app, "forged");
            assert_eq!(forged.status, 401);
        }
        _ => {
            let message = Sms::new(&format!("SM{n}"), &from, "What about my order?");
            assert_eq!(message.deliver(app).status, 200);
        }
    }
}

/// Bytes of memory that the host has.
fn resident(app: &App) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: u64 = line
        .unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap();
    kilobytes << 10
}
