//! What a mail is, whoever handed it over: its parts, who it is really from, what it is for.
//!
//! Pure functions of bytes. Providers, timelines and settings are unknown here.

mod model;

pub use model::{File, Headers, Mail, Mailbox};
