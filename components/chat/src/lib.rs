//! Live chat: a widget that any site embeds with one line, and the API that it speaks.
//!
//! [`respond`] is the whole service as a function of a request, the [`Settings`], the [`Timeline`], the
//! [`Host`]'s clock and random numbers; the shell (WebAssembly only) connects it to Spin and to the
//! composed `timeline` component. [`Chat`] sends: an answer to somebody who has left goes out as a mail.
//!
//! | module | what |
//! |---|---|
//! | `routes`, `origin`, `client` | which route, from which site, how often |
//! | `session` | who the visitor is: tokens and proofs of identity |
//! | `message`, `file` | what the visitor says |
//! | `conversation`, `events` | what was said; asked for, or followed |
//! | `page` | the widget's script, a page to try it, what it has to know |
//! | `send` | an answer while nobody is there |

mod client;
mod conversation;
mod events;
mod file;
mod message;
mod origin;
mod page;
mod refusal;
mod respond;
mod routes;
mod send;
mod session;
mod settings;
mod timeline;

#[cfg(target_family = "wasm")]
mod shell;

pub use file::{FILE_LIMIT, file_types};
pub use message::TEXT_LIMIT;
pub use page::SCRIPT;
pub use respond::{Random, Reply, respond};
pub use send::Chat;
pub use settings::{Settings, VARIABLES};
pub use timeline::{Host, Timeline};

/// The channel's name.
pub const CHANNEL: &str = "chat";
