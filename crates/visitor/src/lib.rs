//! Visitors of a website: who they are, proven without an account here and without a cookie.
//!
//! * [`Session`]: a visitor, what is proven of it and what it said of itself;
//! * [`Keyring`]: makes a session a token that its holder keeps, and reads it back;
//! * [`Proof`]: how the site that embeds us proves who is signed in there ([`Proven`]): a JWT, or a
//!   MAC of the user's id;
//! * [`Participants`]: a session as interactions name it;
//! * [`address`]: names, mail addresses and phone numbers as people type them.
//!
//! Nothing is stored but which user a visitor became ([`BOUND`]), so a token is good until it expires;
//! whoever holds it is the visitor.
//! Everything here is a function of its arguments and total on hostile input.
//!
//! ```
//! use throughline_visitor::{Keyring, Proof, Session};
//!
//! let now = 1_795_321_020_123;
//! let keyring = Keyring::new("index secret").expect("it is set");
//! let session = Session::begin([7; 16], now);
//! let token = keyring.seal(&session);
//! assert_eq!(keyring.open(&token, now), Some(session));
//!
//! let proof = Proof::new("chat identity secret").expect("it is set");
//! assert!(proof.jwt("eyJhbGciOiJub25lIn0.e30.", now).is_err());
//! ```

pub mod address;
mod proof;
mod session;
mod token;

pub use proof::{Proof, Proven, Refused};
pub use session::{BOUND, Contact, LIFETIME, Participants, Session, user_digest};
pub use token::{Keyring, LONGEST};
