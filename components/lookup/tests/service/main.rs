//! The service as its callers meet it, over a timeline that answers as it is told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backups;
mod calls;
mod case;
mod cases;
mod customers;
mod erasure;
mod fake;
mod imports;
mod openapi;
mod stream;
mod tickets;
