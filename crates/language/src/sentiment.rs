//! How happy a customer sounds.
//!
//! In the manner of VADER (Hutto and Gilbert, 2014): the valences of words are summed, each turned by
//! what stands around it. All arithmetic up to the last step is in whole thousandths, so that a text said
//! twice scores twice the sum, to the last bit.

use crate::lexicon::{Lexicon, lexicon};
use crate::matching::{Meaning, Role, meanings};
use crate::utterance::{Item, Utterance};

/// How far a denial reaches, in words of its clause.
const REACH: usize = 4;
/// What a customer takes for granted and does not get.
const DENIED: i32 = -2000;
const THANKS: i32 = 1600;
/// Under a request: below what is told from neutral.
const COURTESY: i32 = 500;
/// The sum at which a score is 0.7, squared, in thousandths squared.
const HALFWAY: i64 = 15_000_000;

/// Whether [`sentiment`] knows a language: an ISO 639-1 code of any case; a region after it is ignored.
#[must_use]
pub fn supported(language: &str) -> bool {
    lexicon(language).is_some()
}

/// How happy a customer sounds: -1.0 (very unhappy) to 1.0 (very happy), near 0 for what is plainly said.
///
/// None if the language is not [`supported`] or if the text has neither a word nor a face. From 0.2 on
/// a text is called happy and from -0.2 on unhappy. The first 4 KB are looked at, in time that grows with
/// the text's length.
///
/// ```
/// use throughline_language::sentiment;
///
/// assert!(sentiment("Still waiting, this is unacceptable!", "en").is_some_and(|score| score < -0.5));
/// assert!(sentiment("Where is my order 123?", "en").is_some_and(|score| score.abs() < 0.2));
/// assert_eq!(sentiment("Missä tilaukseni on?", "fi"), None);
/// ```
#[must_use]
pub fn sentiment(text: &str, language: &str) -> Option<f32> {
    let lexicon = lexicon(language)?;
    let utterance = Utterance::of(text, lexicon.code == "en");
    let faces = utterance
        .items
        .iter()
        .any(|item| matches!(item, Item::Sign(_)));
    if utterance.words == 0 && !faces {
        return None;
    }
    let sum = sum(&utterance, lexicon);
    Some(scale(
        emphasised(sum, utterance.exclamations),
        utterance.words,
    ))
}

/// The sum of the valences, in thousandths.
fn sum(utterance: &Utterance, lexicon: &'static Lexicon) -> i64 {
    let items = utterance.items.as_slice();
    let meanings = meanings(items, lexicon);
    let roles = |role: Role| {
        meanings
            .iter()
            .any(|m| m.found.is_some_and(|found| found.role == role))
    };
    let asks = items
        .iter()
        .any(|item| matches!(item, Item::End { question: true }));
    let scene = Scene {
        request: asks || roles(Role::Please),
        // Who shouts all the time stresses nothing.
        shouting: items
            .iter()
            .any(|item| matches!(item, Item::Word { spelt, shouted: false } if spelt.len() > 2)),
    };
    let mut total = 0;
    let mut start = 0;
    for (at, item) in items.iter().enumerate() {
        if let Item::End { question } = item {
            total += sentence(
                items.get(start..at),
                meanings.get(start..at),
                *question,
                &scene,
            );
            start = at + 1;
        }
    }
    total + sentence(items.get(start..), meanings.get(start..), false, &scene)
}

/// What holds for the whole text.
struct Scene {
    /// It asks for something.
    request: bool,
    /// Words in capitals stand out in it.
    shouting: bool,
}

fn sentence(
    items: Option<&[Item]>,
    meanings: Option<&[Meaning]>,
    question: bool,
    scene: &Scene,
) -> i64 {
    let (items, meanings) = (items.unwrap_or_default(), meanings.unwrap_or_default());
    let role = |meaning: &Meaning| meaning.found.map(|found| found.role);
    // What follows the last "but", unless nothing does.
    let turn = meanings
        .iter()
        .rposition(|meaning| role(meaning) == Some(Role::But))
        .filter(|turn| {
            let mood = |meaning: &Meaning| {
                matches!(
                    role(meaning),
                    Some(Role::Mood(_) | Role::Courtesy | Role::Expected)
                )
            };
            *turn > 0 && meanings.iter().skip(*turn).any(mood)
        });
    let mut total = 0;
    for (at, (item, meaning)) in items.iter().zip(meanings).enumerate() {
        let mut valence = match (item, role(meaning)) {
            (Item::Sign(valence), _) => *valence,
            (Item::Word { shouted, .. }, Some(role)) => {
                let valence = around(role, at, items, meanings, question, scene);
                if *shouted && scene.shouting {
                    valence * 5 / 4
                } else {
                    valence
                }
            }
            _ => continue,
        };
        if let Some(turn) = turn {
            valence = if at < turn {
                valence / 2
            } else {
                valence * 3 / 2
            };
        }
        total += i64::from(valence);
    }
    total
}

/// The valence of a word amid the others of its sentence.
fn around(
    role: Role,
    at: usize,
    items: &[Item],
    meanings: &[Meaning],
    question: bool,
    scene: &Scene,
) -> i32 {
    let positive = matches!(role, Role::Mood(valence) if valence > 0) || role == Role::Expected;
    let denied =
        denied_before(at, items, meanings) || (positive && denied_after(at, items, meanings));
    let valence = match role {
        Role::Mood(valence) => {
            let valence = valence * strength(at, items, meanings) / 100;
            match (denied, valence > 0) {
                (true, true) => -valence * 3 / 4,
                // "No problem" pleases less than a problem hurts.
                (true, false) => -valence / 2,
                (false, _) => valence,
            }
        }
        Role::Courtesy if denied => 0,
        Role::Courtesy if scene.request => COURTESY,
        Role::Courtesy => THANKS * strength(at, items, meanings) / 100,
        Role::Expected if denied => DENIED,
        _ => 0,
    };
    match (question, valence > 0) {
        // "Is it any good?" praises nothing; "Why is it still broken?" does complain.
        (true, true) => valence * 3 / 10,
        (true, false) => valence * 4 / 5,
        _ => valence,
    }
}

/// In percent, by the two words before.
fn strength(at: usize, items: &[Item], meanings: &[Meaning]) -> i32 {
    let mut strength = 100;
    for before in clause_before(at, items).take(2) {
        match meanings
            .get(before)
            .and_then(|meaning| meaning.found)
            .map(|found| found.role)
        {
            Some(Role::Very) => strength = strength * 130 / 100,
            Some(Role::Slightly) => strength = strength * 70 / 100,
            _ => {}
        }
    }
    strength
}

fn denied_before(at: usize, items: &[Item], meanings: &[Meaning]) -> bool {
    clause_before(at, items)
        .take(REACH)
        .any(|before| meanings.get(before).is_some_and(|meaning| meaning.denies))
}

fn denied_after(at: usize, items: &[Item], meanings: &[Meaning]) -> bool {
    (at + 1..items.len())
        .take_while(|after| matches!(items.get(*after), Some(Item::Word { .. })))
        .take(REACH)
        .any(|after| {
            meanings
                .get(after)
                .is_some_and(|meaning| meaning.denies_before)
        })
}

/// The items before, back to the beginning of the clause.
fn clause_before(at: usize, items: &[Item]) -> impl Iterator<Item = usize> + '_ {
    (0..at)
        .rev()
        .take_while(|before| matches!(items.get(*before), Some(Item::Word { .. })))
}

/// Up to three exclamation marks make the sum a tenth larger each.
fn emphasised(sum: i64, exclamations: usize) -> i64 {
    let marks = i64::try_from(exclamations.min(3)).unwrap_or(3);
    sum * (10 + marks) / 10
}

/// From a sum to -1..1; a long text needs more to be called happy or unhappy.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a score, not a count"
)]
fn scale(sum: i64, words: usize) -> f32 {
    let length = i64::try_from(words).unwrap_or(i64::MAX).min(1000) * 150_000;
    let spread = (sum as f64)
        .mul_add(sum as f64, (HALFWAY + length) as f64)
        .sqrt();
    ((sum as f64 / spread) as f32).clamp(-1.0, 1.0)
}
