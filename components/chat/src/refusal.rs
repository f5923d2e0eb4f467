//! The contract's errors as HTTP answers.

use throughline_contract::types::Error;
use throughline_web::Problem;

/// After how many seconds to come again when the store did not answer.
const RETRY_AFTER: u32 = 5;

/// The answer to an error. What the store said stays in the log. `names` are fields of the contract
/// (their first part) as they are called here.
pub(crate) fn refused(error: Error, names: &[(&str, &str)]) -> Problem {
    match error {
        Error::Invalid(wrong) => {
            let end = wrong.field.find(['.', '[']).unwrap_or(wrong.field.len());
            let (first, _) = wrong.field.split_at(end);
            let known = names.iter().find(|(name, _)| *name == first);
            let field = known.map_or(first, |(_, name)| name);
            Problem::invalid_field(field.replace('-', "_"), wrong.detail)
        }
        // Whose an identity is does not matter to a visitor, and is not told.
        Error::NotFound | Error::Ambiguous(_) => Problem::new(
            404,
            "not_found",
            "this conversation has nothing by that name",
        ),
        Error::Unavailable(_) => {
            let detail = "the store did not answer; the request may be repeated as it is";
            Problem::new(503, "store_unavailable", detail).retry_after(RETRY_AFTER)
        }
        Error::IndexSecretChanged => {
            let detail = "index_secret is not the one that this store was begun with";
            Problem::new(503, "index_secret_changed", detail)
        }
    }
}

/// A variable that has to be set first.
pub(crate) fn not_configured(variable: &str, wanted: &str) -> Problem {
    let detail = format!("the variable `{variable}` must hold {wanted}");
    Problem::new(503, "channel_not_configured", detail)
}
