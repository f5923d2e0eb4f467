//! The floor: what an answer costs when it is nothing but store operations.
//!
//! One component on the same host and the same store as the real ones. A request says in `steps`
//! which operations to perform ([`plan`]) and in `answer` how many bytes to answer with; nothing is
//! parsed, verified, folded or rendered, and nothing is composed into it. The bench takes the steps
//! from what the journal does for the same interactions, with the same sizes of values and the same
//! reads at once, so that what is above the floor is Throughline's own work.
//!
//! | request | what |
//! |---|---|
//! | `PUT /floor/{customer}?steps=…` | writes the values that later `get` steps find |
//! | `GET`, `POST /floor/{customer}?steps=…&answer=N` | reads the body, performs the steps, answers N bytes |

pub mod plan;

#[cfg(target_family = "wasm")]
mod shell;
