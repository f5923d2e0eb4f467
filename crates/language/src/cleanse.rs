//! What of a text is somebody's own words.

/// Looked at of a text, in bytes: who wrote more has shown language and mood by then.
pub(crate) const LOOKED_AT: usize = 4096;

/// Signs of program text, also in ordinary text but never so often.
const CODE: &str = "{}[]<>=;*_\\|^~$\"";

/// The words' part of the first 4 KB: without quoted lines, code, links, addresses, handles and codes.
/// Punctuation stays.
pub(crate) fn prose(text: &str) -> String {
    let mut prose = String::with_capacity(text.len().min(LOOKED_AT));
    let mut fenced = false;
    for line in head(text).lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") {
            fenced = !fenced;
        } else if !fenced && !is_quoted(trimmed) && !is_code(trimmed.trim_end()) {
            words_of(trimmed, &mut prose);
            prose.push('\n');
        }
    }
    prose
}

fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOKED_AT))
        .unwrap_or(text)
}

/// Somebody else's words; but `>:(` is a face.
fn is_quoted(line: &str) -> bool {
    line.strip_prefix('>')
        .is_some_and(|rest| !rest.starts_with(':'))
}

fn is_code(line: &str) -> bool {
    let signs = line.chars().filter(|sign| CODE.contains(*sign)).count();
    let all = line.chars().filter(|sign| !sign.is_whitespace()).count();
    // Greek asks with a semicolon.
    let statement = line.ends_with([';', '{', '}']) && line.contains(['(', '=', '{', '}']);
    statement || has_option(line) || (signs >= 3 && signs * 12 >= all)
}

/// An option of a command; two hyphens alone are a dash.
fn has_option(line: &str) -> bool {
    let mut options = line.split(" --").skip(1);
    options.any(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// Between back quotes is code as well, whatever it is made of.
fn words_of(line: &str, prose: &mut String) {
    for (at, part) in line.split('`').enumerate() {
        // An unpaired back quote quotes nothing.
        let quoted = at % 2 == 1 && line.matches('`').take(at + 1).count() > at;
        if !quoted {
            for chunk in part.split_whitespace().filter(|chunk| !is_reference(chunk)) {
                prose.push_str(chunk);
                prose.push(' ');
            }
        }
    }
}

/// A link, an address, a handle, a number, an order code: the same in every language.
fn is_reference(chunk: &str) -> bool {
    let bare = chunk.trim_matches(|sign: char| !sign.is_alphanumeric() && !"@#/".contains(sign));
    bare.contains("://")
        || bare.contains('@')
        || bare.starts_with("www.")
        || bare.starts_with('#')
        || bare.contains('_')
        // Scripts without spaces have digits amid the words.
        || (bare.is_ascii() && bare.contains(|sign: char| sign.is_ascii_digit()))
        || is_host(bare)
}

/// `shop.example`, but neither `z.B` nor a sentence without the space after its full stop.
fn is_host(bare: &str) -> bool {
    bare.is_ascii()
        && bare.split_once('.').is_some_and(|(name, rest)| {
            name.len() > 1
                && rest.len() > 1
                && !rest.starts_with(|first: char| !first.is_ascii_lowercase())
        })
        && !bare.contains("..")
}
