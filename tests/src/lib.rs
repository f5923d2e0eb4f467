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
pub mod mail;
mod mailgun;
mod provider;
mod twilio;

pub use app::{Answer, App, KEY, Setup, repository, wasm_dir};
pub use mailgun::{Mailgun, SIGNING_KEY};
pub use provider::{Provider, Taken};
pub use twilio::Sms;
