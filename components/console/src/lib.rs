//! The unified timeline as a page, for people: read only, and without a script.
//!
//! [`respond`] is the whole console as a function of a request, the [`Settings`], the [`Timeline`],
//! the time and a random number; the shell (WebAssembly only) connects it to Spin and to the
//! composed `timeline` component.
//!
//! A request comes in at [`respond`], which finds its page in `routes`, asks `origin` whether a
//! form came from a page of ours, and `session` who is signed in. `document` reads what the
//! timeline answers, `profile` and `entry` say what of it is shown, and the templates write it.
//! Everything a customer may have written is escaped there, by the template engine and nothing
//! else: no template marks anything as safe.

mod amount;
mod answer;
mod document;
mod entry;
mod instant;
mod origin;
mod profile;
mod respond;
mod routes;
mod search;
mod session;
mod settings;
mod template;
mod timeline;

#[cfg(target_family = "wasm")]
mod shell;

pub use respond::respond;
pub use settings::Settings;
pub use timeline::Timeline;
