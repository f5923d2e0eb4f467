//! The chat widget in a real browser: `tests/browser` drives it against a running host.
//!
//! `tests/browser/README.md` says what is checked; `tests/browser/install` installs what it needs.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::net::TcpListener;
use std::process::Command;

use throughline_tests::{KEY, Setup, repository};

const SECRET: &str = "a-secret-of-the-site";

#[test]
fn the_widget_works_in_a_browser_on_the_local_host() {
    let port = free_port();
    let app = Setup::default()
        .variable("tick_key", "a-tick-key")
        .variable("chat_identity_secret", SECRET)
        .variable("chat_allowed_origins", &format!("http://127.0.0.1:{port}"))
        .arguments(&[
            "--tick",
            "/tick",
            "--tick-every",
            "1",
            "--tick-key",
            "tick_key",
        ])
        .start();
    // The pictures stay there, to be looked at.
    let shots = concat!(env!("CARGO_TARGET_TMPDIR"), "/widget");
    let checked = Command::new("node")
        .arg(repository().join("tests/browser/widget.mjs"))
        .args([&format!("http://{}", app.address()), KEY])
        .env("SHOTS", shots)
        .env("PAGES_PORT", port.to_string())
        .env("CHAT_IDENTITY_SECRET", SECRET)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    let wrong: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("not ok"))
        .collect();
    let errors = String::from_utf8_lossy(&checked.stderr);
    assert!(
        checked.status.success() && wrong.is_empty(),
        "{wrong:#?}\n{errors}"
    );
    assert!(
        said.lines().filter(|line| line.starts_with("ok ")).count() >= 40,
        "{said}"
    );
}

/// A port that nobody listens at. Its listener ends here, so that the pages' server can have it.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
