//! The language of a customer's text, and how happy it sounds.
//!
//! * [`detect`]: the language, when the text shows it;
//! * [`sentiment`]: the mood, in [`SENTIMENT_LANGUAGES`]; [`supported`] says whether a language is one;
//! * [`current`], [`trend`]: where the moods of several texts stand, and where they go.
//!
//! Everything here is a function of its arguments and total on hostile input; of a text the first 4 KB are
//! looked at. The README says how good the answers are and how that was measured.

mod cleanse;
mod detection;
mod latin;
mod lexicon;
mod matching;
mod profile;
mod scripts;
mod sentiment;
mod trend;
mod utterance;
mod words;

pub use detection::detect;
pub use lexicon::SENTIMENT_LANGUAGES;
pub use sentiment::{sentiment, supported};
pub use trend::{current, trend};
