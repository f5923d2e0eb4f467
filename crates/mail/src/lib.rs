//! What a mail is, whoever handed it over: its parts, who it is really from, what it is for.
//!
//! Pure functions of bytes. Providers, timelines and settings are unknown here.

mod address;
mod calendar;
mod charset;
mod date;
mod encoded_word;
mod entity;
mod header;
mod media;
mod mime;
mod model;
mod origin;
mod purpose;
mod report;
mod transfer;
mod undelivered;

pub use address::domain;
pub use calendar::{Answer, Participation};
pub use charset::decode;
pub use header::{MAX_FIELDS, MAX_MAILBOXES, MAX_REFERENCES, from_headers};
pub use mime::{MAX_DEPTH, MAX_PARTS, parse};
pub use model::{File, Headers, Mail, Mailbox};
pub use origin::{Checks, Outcome, Verdict, authentication_results, is_shared, verdict};
pub use purpose::{MAX_HOPS, Ours, Purpose, hops, purpose};
pub use report::{Action, Bounce, Delivery, Disposition, Receipt};
