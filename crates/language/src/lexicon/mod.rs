//! What words say of a customer's mood, one file per language.
//!
//! Written by hand for messages to shops and support desks. The lists hold words and phrases between
//! white space: `_` joins the words of a phrase, a `*` at the end stands for any ending. Accents count
//! for nothing, and so do the apostrophes of English.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;

/// A language's words of mood, by what they say.
pub(crate) struct Lexicon {
    /// ISO 639-1.
    pub code: &'static str,
    /// Outrage and deceit.
    pub terrible: &'static str,
    /// Plain complaint, things broken, feelings hurt.
    pub bad: &'static str,
    /// Nuisance, delay.
    pub poor: &'static str,
    /// All right.
    pub fine: &'static str,
    /// Praise, and gratitude in so many words.
    pub good: &'static str,
    /// Delight.
    pub superb: &'static str,
    /// Thanks as one ends a letter with.
    pub courtesy: &'static str,
    /// Greetings and turns of phrase whose words would say something alone.
    pub nothing: &'static str,
    /// What a customer takes for granted: says nothing until it is denied.
    pub expected: &'static str,
    /// Denies what follows.
    pub not: &'static str,
    /// Denies what it follows: `funktioniert nicht`.
    pub not_after: &'static str,
    /// Strengthens what follows.
    pub very: &'static str,
    /// Weakens what follows.
    pub slightly: &'static str,
    /// What follows is meant, what went before is conceded.
    pub but: &'static str,
    /// Marks a request, whose thanks are courtesy.
    pub please: &'static str,
}

const LEXICONS: [&Lexicon; 7] = [
    &en::EN,
    &de::DE,
    &fr::FR,
    &es::ES,
    &it::IT,
    &pt::PT,
    &nl::NL,
];

/// The languages that [`crate::sentiment`] knows, as ISO 639-1 codes.
pub const SENTIMENT_LANGUAGES: &[&str] = &["en", "de", "fr", "es", "it", "pt", "nl"];

/// The lexicon of a language; a region (`en-GB`) and the case of the code count for nothing.
pub(crate) fn lexicon(language: &str) -> Option<&'static Lexicon> {
    let code = language.split(['-', '_']).next()?;
    LEXICONS
        .into_iter()
        .find(|lexicon| lexicon.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_named_has_a_lexicon() {
        let codes: Vec<&str> = LEXICONS.iter().map(|lexicon| lexicon.code).collect();
        assert_eq!(codes, SENTIMENT_LANGUAGES);
    }
}
