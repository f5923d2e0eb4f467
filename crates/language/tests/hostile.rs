//! Hostile input: random texts, and texts made of what the lists know.

#[path = "hostile/mod.rs"]
mod checks;

use proptest::prelude::*;
use throughline_language::{detect, sentiment};
use throughline_seeds::replay;

/// Pieces that the scorer acts on, in several languages, and what stands between them.
const PIECES: &[&str] = &[
    "not",
    "never",
    "good",
    "very",
    "terrible",
    "but",
    "thanks",
    "please",
    "still waiting",
    "no one",
    "nicht",
    "kein",
    "gut",
    "aber",
    "danke",
    "immer noch nicht",
    "geht nicht",
    "ne",
    "pas",
    "merci",
    "mais",
    "no",
    "gracias",
    "pero",
    "non",
    "ma",
    "não",
    "mas",
    "niet",
    "maar",
    "BAD",
    "GREAT",
    "arrived",
    "?",
    "!",
    "!!!",
    ".",
    ",",
    "...",
    "\n",
    ":(",
    ":)",
    "😡",
    "👍",
    "'",
    "’",
    "A-1",
    "@",
    "x",
    "don't",
    "l'",
    "“",
    "ß",
    "İ",
    "ﬁ",
    "e\u{301}",
    "\u{200D}",
    "\u{1F469}\u{200D}\u{1F4BB}",
    "日本",
    "の",
    "й",
    "م",
];

fn pieces() -> impl Strategy<Value = String> {
    let piece = (
        prop::sample::select(PIECES),
        prop::sample::select(&["", " ", " ", " "][..]),
    );
    prop::collection::vec(piece, 0..60).prop_map(|pieces| {
        pieces
            .into_iter()
            .flat_map(|(piece, gap)| [piece, gap])
            .collect()
    })
}

#[test]
fn seeds_of_language_text() {
    replay("language_text", |data| {
        if let Ok(text) = std::str::from_utf8(data) {
            checks::text(text);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text(text: String) {
        checks::text(&text);
    }

    #[test]
    fn any_words(text in pieces()) {
        checks::text(&text);
    }

    #[test]
    fn any_bytes(bytes: Vec<u8>) {
        checks::text(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_scores(scores: Vec<(u64, f32)>) {
        checks::scores(&scores);
    }

    #[test]
    fn any_languages(language: String, hint: String) {
        let _ = sentiment("not good", &language);
        let _ = detect("ok thanks", Some(&hint));
    }
}

/// What lies beyond the first 4 KB changes nothing, wherever the cut falls in a character.
#[test]
fn only_the_beginning_is_looked_at() {
    for pad in 0..4 {
        let head = format!("{}{}", "x".repeat(pad), "Это плохо. ".repeat(400));
        let texts = [
            head.clone(),
            format!("{head}{}", "This is wonderful, thank you! ".repeat(100_000)),
        ];
        assert_eq!(detect(&texts[0], None), detect(&texts[1], None));
        assert_eq!(sentiment(&texts[0], "en"), sentiment(&texts[1], "en"));
    }
}

/// Long words, long lines of one phrase's beginnings, and signs without end.
#[test]
fn monotonous_texts_are_answered() {
    let repeated = [
        "a",
        "still ",
        "not ",
        "immer noch ",
        "'",
        "`",
        "!",
        "?",
        "\n",
        "é",
        "\u{301}",
        "の",
        ":(",
        "{",
        ">",
    ];
    for piece in repeated {
        checks::text(&piece.repeat(5000));
    }
}
