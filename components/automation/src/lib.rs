//! Work that is due. Spin runs nothing in the background, so `POST /tick` does it: whoever operates
//! the application calls it every few seconds to a minute.
//!
//! A tick sends what waits to be sent. Each interaction is *begun* first, which is durable and which
//! only one caller achieves; then its channel's connector is asked to send it; then the result is
//! recorded. A tick that dies between the two leaves an attempt without a result, which a later tick
//! calls `unknown`: nothing is ever sent a second time because nobody knows.
//!
//! Then it tidies: erasures whose caller died are finished and swept once more a day later, and what is
//! older than the rules of retention allow is taken back, and who is new or changed is listed in the
//! index, a bounded part of it at a time.
//!
//! | module | what |
//! |---|---|
//! | [`respond`] | the route, as a function |
//! | [`send`] | one interaction: begun, sent, its result recorded |

mod respond;
pub mod send;

#[cfg(target_family = "wasm")]
mod shell;

pub use respond::{Settings, respond};
