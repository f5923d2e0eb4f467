//! The timeline: the only component that knows the store.
//!
//! Everything it decides is in `throughline-journal`, which is plain Rust and tested as such. Here
//! are Spin's store under the journal (`store`), the contract's values as the journal's
//! (`translate`) and the exports (`shell`).
#![cfg(target_family = "wasm")]

mod backup;
mod shell;
mod store;
mod together;
mod translate;
