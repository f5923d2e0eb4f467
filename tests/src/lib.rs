//! The built application on a running host, for tests that speak HTTP to it.
//!
//! `cargo xtask test` builds everything and says where it lies. The host is the local one;
//! `THROUGHLINE_HOST=spin` takes the `spin` on the PATH instead.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect stops right there"
)]

mod app;
mod hosts;
pub mod judge;
pub mod mail;
mod mailgun;
mod peer;
mod provider;
mod setup;
mod twilio;
mod writers;

pub use app::{Answer, App};
pub use hosts::{Hosts, dice};
pub use mailgun::{Mailgun, SIGNING_KEY};
pub use peer::Peer;
pub use provider::{Provider, Taken};
pub use setup::{KEY, Setup, repository, wasm_dir};
pub use throughline_store::testing::{DURABLE, RedisServer};
pub use twilio::Sms;
pub use writers::Writers;

/// Fails what would otherwise wait for ever.
fn still_waiting(since: std::time::Instant, what: &str) {
    let longest = std::time::Duration::from_secs(600);
    assert!(since.elapsed() < longest, "waited too long for {what}");
}

/// `usual`, or `long` in `cargo xtask test --long`.
#[must_use]
pub fn size(usual: usize, long: usize) -> usize {
    match std::env::var_os("THROUGHLINE_LONG") {
        Some(_) => long,
        None => usual,
    }
}
