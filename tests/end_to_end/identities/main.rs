//! Who is one person and who is not, over HTTP: what joins, what only claims to, what agents join and
//! part, what is said and imported, and that nobody is shown what is somebody else's.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod forgetting;
mod joining;
mod people;
mod profiles;
mod rows;
mod takeovers;
