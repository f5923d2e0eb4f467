//! The console as its visitors meet it, over a timeline that answers as it is told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod colours;
mod fake;
mod headers;
mod hostile_text;
mod html;
mod pages;
mod samples;
mod sessions;
