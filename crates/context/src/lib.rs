//! The context pack: what an agent, a bot or a language model should know of a customer before it
//! answers, within a budget of tokens. Made from what a lookup answers.
//!
//! The most useful comes first and stays longest when the budget shrinks: who it is, all open
//! tickets, the latest exchanges, facts, purchases, activity, other tickets. What customers wrote is
//! marked as untrusted: Markdown has it in fences that it cannot close or in quotes on one line, JSON
//! in members whose names begin with `untrusted_`. Everything here is a function of its arguments and
//! total on hostile input.
//!
//! ```
//! use throughline_context::{Format, pack, tokens};
//!
//! let lookup = br#"{"customer":{"id":"cus_1","display_name":"Ada"},
//!     "tickets":[{"id":"tkt_1","status":"open","subject":"Where is it?"}]}"#;
//! let text = pack(lookup, 200, Format::Markdown, 1_795_320_020_123)?;
//! assert!(text.contains("Customer \"Ada\" cus_1\n"));
//! assert!(text.contains("- tkt_1 open: \"Where is it?\"\n"));
//! assert!(tokens(&text) <= 200);
//! # Ok::<(), throughline_context::Unreadable>(())
//! ```

mod clean;
mod entry;
mod fact;
mod fill;
mod json;
mod lookup;
mod markdown;
mod money;
mod part;
mod time;

use std::fmt;

/// The smallest budget, in tokens.
pub const LEAST: u32 = 200;

/// UTF-8 bytes of a token. Real tokenisers need fewer tokens for nearly every language.
const BYTES: usize = 3;

/// How a pack is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `CommonMark`.
    Markdown,
    /// One object without white space between its members.
    Json,
}

/// A lookup that is no JSON object; says what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub(crate) String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a lookup cannot be read: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

/// The size of a pack: 3 bytes are a token, rounded up.
#[must_use]
pub fn tokens(pack: &str) -> usize {
    pack.len().div_ceil(BYTES)
}

/// Packs a lookup into at most `budget` tokens, see [`tokens`]; a budget below [`LEAST`] counts as
/// [`LEAST`]. `now`, in milliseconds since 1970, is what ages are told from.
///
/// `lookup` is the JSON that `GET /v1/customers/{id}` answers. Members that are missing or of another
/// shape are left out. A larger budget shows every entry that a smaller one shows. Of open tickets at
/// least the ids are shown; if there are so many that not even these fit, as many as fit and how many
/// more there are.
///
/// # Errors
/// `lookup` is not a JSON object.
pub fn pack(lookup: &[u8], budget: u32, format: Format, now: u64) -> Result<String, Unreadable> {
    let material = lookup::material(lookup, now)?;
    let budget = budget.max(LEAST);
    let mut pack = part::Pack::new(material, format, budget, &time::instant(now));
    fill::fill(&mut pack);
    Ok(pack.written())
}
