//! The rules that the accuracy over whole sets does not show one by one.

use throughline_language::{SENTIMENT_LANGUAGES, current, detect, sentiment, supported, trend};

const DAY: u64 = 86_400_000;

#[test]
fn a_hint_tips_short_texts_only() {
    let cases: &[(&str, Option<&str>, Option<&str>)] = &[
        // Danish and Norwegian are spelt the same here.
        ("Takk, varen er her", None, Some("no")),
        ("varen er her nu", Some("da"), Some("da")),
        ("sender I den i dag", Some("da"), Some("da")),
        ("hei, den er her", Some("no"), Some("no")),
        ("hei, den er her", Some("nb-NO"), Some("no")),
        ("Kde je moje objednávka?", None, None),
        ("Kde je moje objednávka?", Some("cs"), Some("cs")),
        ("Kde je moje objednávka?", Some("SK"), Some("sk")),
        ("ok thanks", Some("en"), Some("en")),
        // A hint never answers for a text that says nothing.
        ("ok", Some("en"), None),
        ("A-44921", Some("de"), None),
        ("👍", Some("fr"), None),
        // And never against the text.
        ("Mein Paket ist nicht angekommen", Some("en"), Some("de")),
        ("Where is my order?", Some("fr"), Some("en")),
        ("返品希望", None, None),
        ("返品希望", Some("ja"), Some("ja")),
    ];
    for (text, hint, language) in cases {
        assert_eq!(detect(text, *hint), *language, "{text} {hint:?}");
    }
}

#[test]
fn what_is_no_prose_is_not_read() {
    let cases: &[(&str, Option<&str>)] = &[
        (
            "Mein Paket https://shop.example/where/is/my/order ist nicht angekommen",
            Some("de"),
        ),
        (
            "> Where is my order? It was promised for Monday.\nIch habe noch nichts bekommen",
            Some("de"),
        ),
        (
            "```\nif the order is not here then return the money\n```\nLa commande n'est pas arrivée",
            Some("fr"),
        ),
        (
            "`the order is not here` je ne comprends pas ce message",
            Some("fr"),
        ),
        (
            "where.is@my.order.example you@and.me www.the.order where.is.my.order.example",
            None,
        ),
        (
            "{\"message\": \"where is my order\", \"from\": \"the customer\"}",
            None,
        ),
        ("git commit --all --message", None),
        ("我的 iPhone 15 Pro 屏幕坏了", Some("zh")),
        ("Мой iPhone не включается после обновления", Some("ru")),
        (
            "Where is my order?\n\nOù est ma commande, je ne comprends rien ?",
            None,
        ),
    ];
    for (text, language) in cases {
        assert_eq!(detect(text, None), *language, "{text}");
    }
}

#[test]
fn accents_of_their_own_and_missing_ones_are_read() {
    for text in [
        "Où est ma commande ? Elle n'est pas arrivée",
        "Ou\u{300} est ma commande ? Elle n'est pas arrive\u{301}e",
    ] {
        assert_eq!(detect(text, None), Some("fr"));
    }
    let mood = sentiment("Je suis très déçu", "fr");
    assert!(mood.is_some_and(|score| score < -0.2));
    for text in [
        "Je suis tres decu",
        "Je suis tre\u{300}s de\u{301}c\u{327}u",
    ] {
        assert_eq!(sentiment(text, "fr"), mood, "{text}");
    }
}

#[test]
fn languages_without_a_lexicon_say_so() {
    for language in SENTIMENT_LANGUAGES {
        assert!(supported(language));
        assert_eq!(sentiment("123 - #", language), None);
        assert_eq!(sentiment("", language), None);
        assert_eq!(sentiment("xyzzy", language), Some(0.0));
    }
    assert_eq!(sentiment("good", "en-GB"), sentiment("good", "EN"));
    for language in ["fi", "ja", "", "e", "eng", "-", "english"] {
        assert!(!supported(language), "{language}");
        assert_eq!(sentiment("good", language), None, "{language}");
    }
}

/// Each text is happier than the one after it.
#[test]
fn what_stands_around_a_word_turns_it() {
    let rows: &[(&str, &[&str])] = &[
        (
            "en",
            &[
                "It is very good",
                "It is good",
                "It is slightly good",
                "It is",
                "It is not good",
                "It is not good at all, terrible",
            ],
        ),
        (
            "en",
            &[
                "It is good!!!",
                "It is good",
                "Is it good?",
                "It is bad",
                "It is bad!!!",
            ],
        ),
        (
            "en",
            &["The lamp is GREAT", "The lamp is great", "The lamp is BAD"],
        ),
        (
            "en",
            &[
                "It was late but the staff were great",
                "The staff were great but it was late",
            ],
        ),
        (
            "en",
            &[
                "Thank you so much",
                "Thanks",
                "Could you call me? Thanks",
                "Could you call me?",
            ],
        ),
        ("en", &["no problem", "a problem", "a terrible problem"]),
        ("en", &["It arrived", "It has not arrived"]),
        ("en", &["arrived 😊", "arrived", "arrived 😡"]),
        (
            "de",
            &[
                "Das ist sehr gut",
                "Das ist gut",
                "Das ist",
                "Das ist nicht gut",
                "Das ist furchtbar",
            ],
        ),
        ("de", &["Das gefällt mir", "Das gefällt mir nicht"]),
        ("de", &["Es funktioniert", "Es funktioniert nicht"]),
        (
            "fr",
            &["C'est très bien", "C'est bien", "C'est", "C'est pas bien"],
        ),
        ("es", &["Es muy bueno", "Es bueno", "Es", "No es bueno"]),
        ("it", &["È davvero bello", "È bello", "È", "Non è bello"]),
        ("pt", &["É muito bonito", "É bonito", "É", "Não é bonito"]),
        (
            "nl",
            &[
                "Het is heel mooi",
                "Het is mooi",
                "Het is",
                "Het is niet mooi",
            ],
        ),
    ];
    for (language, texts) in rows {
        for pair in texts.windows(2) {
            let (happier, sadder) = (sentiment(pair[0], language), sentiment(pair[1], language));
            assert!(
                happier > sadder,
                "{} {happier:?}, {} {sadder:?}",
                pair[0],
                pair[1]
            );
        }
    }
}

#[test]
fn a_trend_needs_three_scores_and_a_change() {
    let at = |scores: &[f32]| -> Vec<(u64, f32)> {
        (0..)
            .map(|day| day * DAY)
            .zip(scores.iter().copied())
            .collect()
    };
    let cases: &[(&[f32], Option<&str>)] = &[
        (&[], None),
        (&[0.5], None),
        (&[-0.5, 0.5], None),
        (&[-0.5, f32::NAN, 0.5], None),
        (&[-0.5, 0.0, 0.5], Some("rising")),
        (&[0.5, 0.0, -0.5], Some("falling")),
        (&[0.5, -0.5, 0.5], Some("steady")),
        (&[0.1, 0.1, 0.2, 0.2], Some("steady")),
        (&[0.4, 0.2, -0.1, -0.6], Some("falling")),
    ];
    for (scores, expected) in cases {
        assert_eq!(trend(&at(scores)), *expected, "{scores:?}");
    }
    // What was long ago is past: twenty later scores are all alike.
    let long = [vec![-1.0; 50], vec![0.5; 20]].concat();
    assert_eq!(trend(&at(&long)), Some("steady"));
    assert!(current(&at(&long)).is_some_and(|mood| (mood - 0.5).abs() < 1e-6));
}

#[test]
fn the_latest_scores_weigh_most() {
    assert_eq!(current(&[]), None);
    assert_eq!(current(&[(0, f32::INFINITY)]), None);
    assert_eq!(current(&[(5, -0.25)]), Some(-0.25));
    let same_day = current(&[(0, -1.0), (1, 1.0)]);
    let year_apart = current(&[(0, -1.0), (365 * DAY, 1.0)]);
    assert!(same_day > Some(0.0) && same_day < Some(0.2), "{same_day:?}");
    assert!(year_apart > Some(0.99), "{year_apart:?}");
    // A clock that ran backwards weighs as the same moment.
    assert_eq!(current(&[(9 * DAY, -1.0), (0, 1.0)]), same_day);
}
