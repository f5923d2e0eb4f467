//! Which language a text is in.

use crate::cleanse::prose;
use crate::latin::LATIN;
use crate::profile::{Evidence, Family, Profile, evidence};
use crate::scripts::{ARABIC, CHINESE, CYRILLIC, DEVANAGARI, ETHIOPIC, Script, script};
use crate::words::Words;

/// The least evidence to answer on: more than one word that many languages share.
const ENOUGH: f32 = 0.8;
/// The same for a language of a slight list, and for what may be a name.
const ENOUGH_FOR_LITTLE: f32 = 1.6;
/// How far the best must be ahead of the second: this much, and this many times over.
const AHEAD: f32 = 0.3;
const AHEAD_TIMES: f32 = 1.35;
/// The least evidence for each word: one known word amid twenty unknown ones is a loan.
const EACH: f32 = 0.10;
/// The least evidence of words among it, in all and for each word: letters are alike also in
/// languages that no list is of.
const WORDS: f32 = 0.3;
const WORDS_EACH: f32 = 0.09;
/// So many words that only another language has make a text mixed, if they are this share of those that
/// only its own has.
const MIXED: u32 = 2;
const MIXED_SHARE: f64 = 0.4;
/// The least that the text itself says for a language that is hinted at.
const SOMETHING: f32 = 0.2;
/// What the customer's language so far adds to what the text itself says for it.
const HINT: f32 = 0.6;

/// The language of a text as an ISO 639-1 code, when it is certain enough.
///
/// Short, mixed and code-like texts give none: a wrong answer is worse than none. `hint` is the language
/// the customer wrote in so far (ISO 639-1, of any case; a region after it is ignored); it tips the
/// balance for a short text but is never the answer to a text that says nothing. Norwegian is `no`,
/// whichever of its written forms. The first 4 KB are looked at, in linear time.
///
/// ```
/// use throughline_language::detect;
///
/// assert_eq!(detect("Where is my order #A-44921?", None), Some("en"));
/// assert_eq!(detect("Mein Paket ist nicht angekommen", None), Some("de"));
/// assert_eq!(detect("A-44921", Some("de")), None);
/// ```
#[must_use]
pub fn detect(text: &str, hint: Option<&str>) -> Option<&'static str> {
    let prose = prose(text);
    let hint = hint.map(canonical);
    let hint = hint.as_deref();
    let family = match main_script(&prose)? {
        Script::Of("bn") if prose.contains(['ৰ', 'ৱ']) => return None, // Assamese
        Script::Of(language) => return Some(language),
        Script::Kana => return Some("ja"),
        Script::Han => return chinese(&prose, hint),
        Script::Latin => &LATIN,
        Script::Cyrillic => &CYRILLIC,
        Script::Arabic => &ARABIC,
        Script::Devanagari => &DEVANAGARI,
        Script::Ethiopic => &ETHIOPIC,
    };
    best(&prose, family, hint)
}

fn canonical(hint: &str) -> String {
    let language: String = hint
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .take(3)
        .collect();
    match language.to_ascii_lowercase().as_str() {
        "nb" | "nn" => "no".to_owned(),
        other => other.to_owned(),
    }
}

/// The script that most of a text is in; none if it is mixed.
fn main_script(prose: &str) -> Option<Script> {
    let mut counts: Vec<(Script, u32)> = Vec::new();
    for script in prose.chars().filter_map(script) {
        // A character of these is about a word's half.
        let weight = if matches!(script, Script::Han | Script::Kana) {
            6
        } else {
            2
        };
        match counts.iter_mut().find(|(seen, _)| *seen == script) {
            Some((_, count)) => *count += weight,
            None => counts.push((script, weight)),
        }
    }
    let of = |wanted: Script| {
        counts
            .iter()
            .find(|(seen, _)| *seen == wanted)
            .map_or(0, |(_, n)| *n)
    };
    let (kana, han) = (of(Script::Kana), of(Script::Han));
    if kana >= 12 && kana * 5 >= han {
        // Japanese is written in both.
        for (script, count) in &mut counts {
            match script {
                Script::Kana => *count = kana + han,
                Script::Han => *count = 0,
                _ => {}
            }
        }
    }
    if counts.len() > 1 {
        // Brands and products keep their Latin letters in every script.
        for (_, count) in counts.iter_mut().filter(|(seen, _)| *seen == Script::Latin) {
            *count /= 2;
        }
    }
    let all: u32 = counts.iter().map(|(_, count)| count).sum();
    let (script, most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (most >= 4 && most * 10 >= all * 6).then_some(script)
}

/// Text in Chinese characters only may still be Japanese.
fn chinese(prose: &str, hint: Option<&str>) -> Option<&'static str> {
    let grammar = prose
        .chars()
        .filter(|letter| CHINESE.contains(*letter))
        .count();
    match hint {
        _ if grammar >= 1 => Some("zh"),
        Some("zh") => Some("zh"),
        Some("ja") => Some("ja"),
        _ => None,
    }
}

fn best(prose: &str, family: &Family, hint: Option<&str>) -> Option<&'static str> {
    let words = Words::of(prose);
    let mut ranking: Vec<(f32, Evidence, &Profile)> = evidence(&words, family)
        .into_iter()
        .zip(family.profiles())
        .map(|(evidence, profile)| {
            let hinted = hint == Some(profile.code) && evidence.all > SOMETHING;
            let hint = if hinted { HINT } else { 0.0 };
            (evidence.all + hint, evidence, profile)
        })
        .collect();
    ranking.sort_by(|(a, _, _), (b, _, _)| b.total_cmp(a));
    let (first, evidence, language) = ranking.first()?;
    let second = ranking.get(1).map_or(0.0, |(score, _, _)| score.max(0.0));
    let ahead = *first >= second + AHEAD && *first >= second * AHEAD_TIMES;
    #[allow(clippy::cast_precision_loss, reason = "at most some hundreds")]
    let count = words.whole() as f32;
    let spoken = evidence.words >= WORDS.max(WORDS_EACH * count);
    let least = if words.titled() || SLIGHT.contains(&language.code) {
        ENOUGH_FOR_LITTLE
    } else {
        ENOUGH
    };
    let enough = *first >= f32::max(least, EACH * count);
    let mixed = ranking.iter().skip(1).any(|(_, other, _)| {
        other.own >= MIXED && f64::from(other.own) >= MIXED_SHARE * f64::from(evidence.own)
    });
    (ahead && spoken && enough && !mixed).then_some(language.code)
}

/// Languages whose lists are slight and whose neighbours are much more spoken.
const SLIGHT: &[&str] = &["gl", "is", "eu", "sq", "sw", "ms", "kk", "ti"];
