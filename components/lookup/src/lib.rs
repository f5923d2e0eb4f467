//! The service API: customers, timelines, interactions and tickets over HTTP.
//!
//! [`respond`] is the whole service as a function of a request, the [`Settings`], the [`Timeline`]
//! and a random number; the shell (WebAssembly only) connects it to Spin and to the composed
//! `timeline` component. Documents come from the `reader` finished and are passed on unread.
//!
//! What is served is the table [`routes::ROUTES`]; `openapi.json` beside it is served to clients,
//! and `tests/service/openapi.rs` holds the two to each other.

pub mod address;
mod attachment;
mod backup;
pub mod calls;
mod context;
pub mod describe;
mod erasure;
mod imports;
pub mod interaction;
mod look_up;
pub mod query;
mod record;
mod refusal;
mod respond;
pub mod routes;
mod settings;
pub mod tickets;
mod timeline;

#[cfg(target_family = "wasm")]
mod shell;

pub use backup::{Backup, Restore};
pub use respond::{OPENAPI, Reply, respond};
pub use settings::Settings;
pub use timeline::Timeline;
