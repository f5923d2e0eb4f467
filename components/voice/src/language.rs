//! What is said, in each language.
//!
//! Twilio speaks and understands the tags that are here:
//! <https://www.twilio.com/docs/voice/twiml/say>, `…/gather`.

mod words;

pub use words::Words;

/// A language that is spoken, in one of its varieties.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// What is said.
    pub words: &'static Words,
    /// BCP 47, as Twilio has it.
    pub tag: &'static str,
}

/// Where nobody says another one.
const ENGLISH: Language = Language {
    words: &words::ENGLISH,
    tag: "en-US",
};

impl Language {
    /// The language of an ISO 639-1 code or a BCP 47 tag: `de`, `pt-PT`, `en_gb`. A variety that is
    /// not here is another variety of the same language; `None` for a language that is not.
    pub fn of(tag: &str) -> Option<Self> {
        let same = |a: &str, b: &str| {
            a.len() == b.len()
                && a.bytes()
                    .zip(b.bytes())
                    .all(|(a, b)| a.eq_ignore_ascii_case(&b) || matches!((a, b), (b'_', b'-')))
        };
        let code = tag.split(['-', '_']).next().unwrap_or_default();
        let words = words::ALL.iter().find(|words| same(code, words.code))?;
        let exact = words.tags.iter().find(|known| same(tag, known));
        let tag = exact.or(words.tags.first())?;
        Some(Self { words, tag })
    }

    /// The first of these that is spoken here, else English.
    pub fn first<'a>(tags: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut spoken = tags.into_iter().flatten().filter_map(Self::of);
        spoken.next().unwrap_or(ENGLISH)
    }

    /// Whether Twilio writes down what is said in it: its transcriptions are English.
    pub fn is_transcribed(self) -> bool {
        self.words.code == "en"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_tag_is_the_nearest_that_is_spoken() {
        for (tag, expected) in [
            ("en", Some("en-US")),
            ("en-GB", Some("en-GB")),
            ("EN_gb", Some("en-GB")),
            ("en-NZ", Some("en-US")),
            ("de", Some("de-DE")),
            ("de-AT", Some("de-DE")),
            ("pt", Some("pt-BR")),
            ("pt-PT", Some("pt-PT")),
            ("nl-BE", Some("nl-NL")),
            ("ja", None),
            ("", None),
            ("-", None),
            ("english", None),
        ] {
            assert_eq!(Language::of(tag).map(|l| l.tag), expected, "{tag}");
        }
        let first = Language::first([Some("ja"), None, Some("fr"), Some("de")]);
        assert_eq!(first.tag, "fr-FR");
        assert_eq!(Language::first([Some("ja"), None]).tag, "en-US");
    }

    #[test]
    fn every_language_says_everything() {
        let codes: Vec<_> = words::ALL.iter().map(|words| words.code).collect();
        assert_eq!(codes, ["en", "de", "fr", "es", "it", "pt", "nl"]);
        for words in words::ALL {
            let code = words.code;
            assert!(
                words
                    .tags
                    .iter()
                    .all(|tag| tag.starts_with(&format!("{code}-")))
            );
            for text in words.plain() {
                assert!(
                    !text.trim().is_empty() && !text.contains("{}"),
                    "{code}: {text}"
                );
                assert!(text.ends_with(['.', '!', ':']), "{code}: {text}");
            }
            for text in words.with_a_place() {
                assert_eq!(text.matches("{}").count(), 1, "{code}: {text}");
            }
            let said = [words.plain().to_vec(), words.with_a_place().to_vec()].concat();
            let others = words::ALL.iter().filter(|other| other.code != code);
            for other in others {
                let theirs = [other.plain().to_vec(), other.with_a_place().to_vec()].concat();
                let shared = said.iter().filter(|text| theirs.contains(text));
                assert_eq!(shared.count(), 0, "{code} and {}", other.code);
            }
        }
    }
}
