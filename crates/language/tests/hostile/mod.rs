//! What must hold for any text.
#![allow(clippy::unwrap_used, reason = "a check fails by panicking")]

use throughline_language::{SENTIMENT_LANGUAGES, current, detect, sentiment, trend};

/// Answers are codes and scores, the same every time.
pub fn text(text: &str) {
    for hint in [None, Some("de")] {
        let language = detect(text, hint);
        assert!(language.is_none_or(|code| code.len() == 2 && code.is_ascii()));
        assert_eq!(detect(text, hint), language);
    }
    for language in SENTIMENT_LANGUAGES {
        let score = sentiment(text, language);
        assert!(score.is_none_or(|score| score.is_finite() && (-1.0..=1.0).contains(&score)));
        assert_eq!(sentiment(text, language), score);
    }
    assert_eq!(sentiment(text, "fi"), None);
}

/// A mood is a mean of scores, and has a trend from three on.
pub fn scores(scores: &[(u64, f32)]) {
    let finite: Vec<f32> = scores
        .iter()
        .map(|(_, score)| *score)
        .filter(|score| score.is_finite())
        .collect();
    let mood = current(scores);
    assert_eq!(mood.is_some(), !finite.is_empty());
    if let Some(mood) = mood {
        let least = finite.iter().copied().fold(1.0, f32::min).max(-1.0);
        let most = finite.iter().copied().fold(-1.0, f32::max).min(1.0);
        assert!(mood >= least.min(1.0) - 1e-5 && mood <= most.max(-1.0) + 1e-5);
    }
    assert_eq!(trend(scores).is_some(), finite.len() >= 3);
}
