//! What callers and agents hear.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "flow/customer.rs"]
mod customer;
#[path = "flow/documents.rs"]
mod documents;
mod provider;
#[path = "flow/steps.rs"]
mod steps;
#[path = "flow/told.rs"]
mod told;
mod twiml;
