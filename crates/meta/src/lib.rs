//! What the connectors of Meta's products share: Messenger, Instagram and WhatsApp.
//!
//! | module | what |
//! |---|---|
//! | [`verify`] | the proof of a POST: `X-Hub-Signature-256` |
//! | [`handshake`] | the GET by which Meta checks a new URL |
//! | [`envelope`] | `{"object","entry":[…]}` into items that stand alone |
//! | [`receive`] | all three in their order, around a connector's own translation |
//! | [`interaction`] | what interactions from Meta have in common |
//! | [`time`] | instants in every form that Meta writes |
//! | [`attributes`] | an interaction's `attributes` within their limit |
//! | [`messaging`] | the events of a conversation, which Messenger and Instagram have in common |
//! | [`graph`] | requests to the Graph API, and what its answers mean |
//! | [`reply`] | an answer to a person or a comment, checked against Meta's windows |
//!
//! Everything is a function of its arguments and total on any input.

pub mod attributes;
pub mod envelope;
pub mod graph;
mod handshake;
pub mod interaction;
pub mod messaging;
mod receive;
pub mod reply;
mod signature;
pub mod time;

pub use attributes::Attributes;
pub use envelope::{Envelope, Field, Item, Unreadable};
pub use handshake::handshake;
pub use receive::{Hook, receive};
pub use signature::verify;

/// Meta, as interactions name it.
pub const PROVIDER: &str = "meta";
/// The variable with the app secrets, which sign what Meta sends.
pub const APP_SECRET: &str = "meta_app_secret";
/// The variable with the words that Meta sends along when it checks a URL.
pub const VERIFY_TOKEN: &str = "meta_verify_token";
/// The variables that receiving reads.
pub const VARIABLES: &[&str] = &[APP_SECRET, VERIFY_TOKEN];
/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-hub-signature-256";
