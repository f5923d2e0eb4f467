//! Ids that somebody else gave: providers, sites, shops and other systems.

use crate::{Invalid, text};

/// The canonical value of any kind that is neither a phone number nor a mail address.
///
/// Ids stay as they are written, in their case: their home logs are named after them. Only loyalty
/// numbers, which people copy from cards, lose their spaces and dashes and get upper case.
///
/// # Errors
/// [`Invalid`] for a loyalty number of nothing but dashes, and for handles.
pub fn canonical(kind: &str, value: String) -> Result<String, Invalid> {
    match kind {
        // A handle can be given up and taken by somebody else, and a handle of digits without its
        // `@` would be somebody's id.
        "x" | "telegram" if value.starts_with(['@', '＠']) => Err(Invalid::value(format!(
            "a {kind} identity is the user id: a handle, written with '@', can change hands"
        ))),
        "loyalty" => {
            let shown = value.chars().map(text::ascii);
            let kept: String = shown.filter(|c| !matches!(c, ' ' | '-')).collect();
            // Some letters have no upper case of their own, and some are put together anew.
            let upper = text::cleaned(&kept.to_uppercase());
            upper.ok_or_else(|| Invalid::value("a loyalty number has letters or digits"))
        }
        _ => Ok(value),
    }
}
