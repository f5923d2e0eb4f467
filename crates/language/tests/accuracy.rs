//! How often the answers are right, over the labelled sets in `sets/`.

#[path = "accuracy/mod.rs"]
mod accuracy;

use accuracy::{Detection, Mood};
use throughline_language::SENTIMENT_LANGUAGES;

const HELD_LANGUAGE: &str = include_str!("sets/held_language.tsv");
const DEV_LANGUAGE: &str = include_str!("sets/dev_language.tsv");
const HELD_SENTIMENT: &str = include_str!("sets/held_sentiment.tsv");
const LATE_SENTIMENT: &str = include_str!("sets/late_sentiment.tsv");
const DEV_SENTIMENT: &str = include_str!("sets/dev_sentiment.tsv");

/// Wrong answers are worse than none, so few are allowed; `cargo test -- --nocapture` prints the rest.
fn languages(name: &str, set: &str, covered: f64) {
    let found = Detection::over(set);
    println!(
        "language {name}: precision {:.3}, coverage {:.3}, {found:#?}",
        found.precision(),
        found.coverage()
    );
    assert!(found.told + found.open + found.wrong > 100);
    assert!(found.precision() >= 0.98);
    assert!(found.coverage() >= covered);
}

fn moods(name: &str, set: &str, least: usize, accuracy: f64) {
    let found: Vec<Mood> = SENTIMENT_LANGUAGES
        .iter()
        .map(|language| Mood::over(set, language))
        .collect();
    for (language, mood) in SENTIMENT_LANGUAGES.iter().zip(&found) {
        println!(
            "sentiment {name} {language}: {:.3}, {mood:#?}",
            mood.macro_accuracy()
        );
    }
    for mood in found {
        assert!(mood.messages() >= least);
        assert!(mood.macro_accuracy() >= accuracy);
        // A mood that is not seen is taken for none, not for its opposite.
        assert!(mood.opposite <= 1);
    }
}

#[test]
fn languages_of_the_set_written_along() {
    languages("dev", DEV_LANGUAGE, 0.90);
}

#[test]
fn languages_of_the_set_written_before() {
    languages("held", HELD_LANGUAGE, 0.90);
}

#[test]
fn moods_of_the_set_written_along() {
    moods("dev", DEV_SENTIMENT, 7, 0.85);
}

#[test]
fn moods_of_the_set_written_before() {
    moods("held", HELD_SENTIMENT, 20, 0.85);
}

#[test]
fn moods_of_the_set_written_after() {
    moods("late", LATE_SENTIMENT, 15, 0.60);
}
