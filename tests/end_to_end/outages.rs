//! The store fails under load and comes back: 503 meanwhile, no restart, nothing lost.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::process::Command;
use throughline_tests::judge::{copy_of_redis, copy_of_sqlite, judge};
use throughline_tests::{App, RedisServer, Setup, Sms, Writers, size};

/// Room for the store's log, which grows to 32 MiB before it begins anew.
const DISK: u64 = 64 << 20;

fn refuses(app: &App) {
    let message = Sms::new("SM", "+15551234567", "in between");
    for answer in [
        message.deliver(app),
        app.get("/v1/customers/lookup?phone=%2B15551234567"),
        app.get("/v1/tickets"),
        app.send("GET", "/healthz", &[], b""),
    ] {
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
        assert_eq!(answer.json()["code"], "store_unavailable");
    }
}

#[test]
fn redis_is_stopped_under_load() {
    let mut redis = RedisServer::start();
    let app = Setup::default()
        .runtime_config(&redis.runtime_config())
        .start();
    let writers = Writers::default();
    for round in 0..size(3, 30) {
        writers.during(&app, || {
            writers.wait_for_acknowledged(20 + 7 * round);
            redis.kill();
            writers.wait_for_refused(5);
            refuses(&app);
            redis.restart();
            writers.wait_for_acknowledged(20);
            redis.pause();
            writers.wait_for_refused(1);
            redis.resume();
            writers.wait_for_acknowledged(20);
        });
        writers.check(&app);
    }
    drop(app);
    assert_eq!(
        judge(copy_of_redis(&redis.url()), &writers.acknowledged()),
        Ok(())
    );
}

#[test]
fn redis_is_not_there_yet() {
    let mut redis = RedisServer::start();
    redis.kill();
    let app = Setup::default()
        .runtime_config(&redis.runtime_config())
        .start();
    refuses(&app);
    redis.restart();
    let message = Sms::new("SM1", "+15551234567", "hello");
    while message.deliver(&app).status != 200 {}
    assert_eq!(
        app.lookup("+15551234567", 5)["customer"]["counts"]["interactions"],
        1
    );
}

/// Whatever can still be read is; what cannot be written is refused.
fn reads_but_does_not_write(app: &App) {
    assert_eq!(
        app.lookup("+15550001000", 5)["customer"]["counts"]["tickets"],
        1
    );
    let answer = Sms::new("SM", "+15550001000", "in between").deliver(app);
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
}

#[test]
fn a_full_disk_refuses_until_there_is_room() {
    let mut app = Setup::default().disk(DISK).start();
    let writers = Writers::default();
    for round in 0..size(2, 10) {
        let ballast = app.data().join("ballast");
        writers.during(&app, || {
            writers.wait_for_acknowledged(50 + 20 * round);
            fill(&ballast);
            writers.wait_for_refused(5);
            reads_but_does_not_write(&app);
            std::fs::remove_file(&ballast).unwrap();
            writers.wait_for_acknowledged(20);
        });
        writers.check(&app);
    }
    // The disk is gone with the host.
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(app.data()).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
    }
    app.kill();
    assert_eq!(
        judge(copy_of_sqlite(copy.path()), &writers.acknowledged()),
        Ok(())
    );
}

/// Writes until there is no room for a byte.
fn fill(file: &std::path::Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(file).unwrap();
    for chunk in [vec![0; 64 << 10], vec![0; 1]] {
        while file.write_all(&chunk).is_ok() {}
    }
}

/// What a disk that turns read-only is to the programs that have files of it open: nothing can be
/// written any more. Here the system is told to let this process write to no file.
#[test]
fn a_read_only_disk_refuses_until_it_is_writable_on_the_local_host() {
    let mut app = Setup::default().start();
    let writers = Writers::default();
    let writable = |size: &str| {
        let mut limit = Command::new("prlimit");
        limit.args(["--pid", &app.process().to_string()]);
        assert!(
            limit
                .arg(format!("--fsize={size}:"))
                .status()
                .unwrap()
                .success()
        );
    };
    for round in 0..size(3, 30) {
        writers.during(&app, || {
            writers.wait_for_acknowledged(50 + 20 * round);
            writable("0");
            writers.wait_for_refused(5);
            reads_but_does_not_write(&app);
            writable("unlimited");
            writers.wait_for_acknowledged(20);
        });
        writers.check(&app);
    }
    app.kill();
    assert_eq!(
        judge(copy_of_sqlite(&app.data()), &writers.acknowledged()),
        Ok(())
    );
}

/// The wall clock steps by up to an hour, forwards and back, every few times it is read.
#[test]
fn a_clock_that_steps_loses_nothing_on_the_local_host() {
    let mut app = Setup::default()
        .arguments(&["--faults", "seed=4,clock=0.05"])
        .start();
    let writers = Writers::default();
    writers.while_killed(&mut app, size(5, 30));
    writers.check(&app);
    app.kill();
    assert_eq!(
        judge(copy_of_sqlite(&app.data()), &writers.acknowledged()),
        Ok(())
    );
}
