//! Scenarios: a folder in `tests/fixtures` each, with a manifest, run with the
//! components of `tests/guests`, which must have been built:
//! `cargo build --release --target wasm32-wasip2 --manifest-path
//! crates/host/tests/guests/Cargo.toml`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what a test does not expect ends it"
)]

mod composition;
mod grants;
mod harness;
mod instances;
mod lifecycle;
mod routing;
mod stores;
mod variables;
