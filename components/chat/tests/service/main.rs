//! The service as visitors meet it, over a timeline that answers as it is told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conversation;
mod events;
mod fake;
mod files;
mod messages;
mod origins;
mod public;
mod refused;
mod sessions;
