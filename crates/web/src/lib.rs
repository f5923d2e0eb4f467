//! What every HTTP answer of Throughline shares.
//!
//! * [`Problem`]: errors as RFC 9457 problem details with a stable `code`;
//! * [`request_id`]: the `x-request-id` that every response carries;
//! * [`keys`]: the service API's bearer keys and their scopes;
//! * [`json`]: request bodies, decoded strictly and without trusting their depth;
//! * [`body`]: reading a body up to a limit;
//! * [`timestamp`]: instants as the API writes them;
//! * [`Secret`]: configuration that must not be printed.
//!
//! Everything here is a function of its arguments: no clock, no randomness, no I/O of its own, and
//! total on hostile input. Bodies are `Vec<u8>`, so that a finished document is moved and never
//! copied.
//!
//! ```
//! use throughline_web::{Problem, request_id};
//!
//! let id = request_id(&http::HeaderMap::new(), 7);
//! let response = Problem::new(404, "customer_not_found", "no customer has this id")
//!     .into_response(&id);
//! assert_eq!(response.status(), 404);
//! assert_eq!(response.headers()["content-type"], "application/problem+json");
//! assert_eq!(response.headers()["x-request-id"], "req_0000000000000007");
//! ```

pub mod body;
pub mod json;
pub mod keys;
mod problem;
mod response;
mod secret;
pub mod timestamp;

pub use problem::Problem;
pub use response::{empty, ok_json, ok_stream, request_id};
pub use secret::Secret;
