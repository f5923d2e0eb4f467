//! What the SMS and the voice channel share: one provider.
//!
//! | module | what |
//! |---|---|
//! | [`payload`] | the parameters of a request, form or JSON |
//! | [`signature`] | Twilio's three ways to sign a request |
//! | [`address`] | numbers, withheld numbers, SIDs |
//! | [`callback`] | the URLs that Twilio is given, and our ids in them |
//! | [`api`] | a request to Twilio's REST API, and what its answer means |
//! | [`error`] | Twilio's error codes in plain words |

pub mod address;
pub mod api;
pub mod callback;
pub mod error;
pub mod payload;
pub mod signature;

/// Twilio, as interactions name it.
pub const PROVIDER: &str = "twilio";
