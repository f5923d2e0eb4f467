//! Where a customer's mood stands and where it goes.

/// Scores looked at: the latest.
const LATEST: usize = 20;
/// After so long a score weighs half: a month.
const HALF_LIFE: f64 = 30.0 * 86_400_000.0;
/// And after so many later ones.
const HALF_LIFE_SCORES: f64 = 4.0;
/// A change of mood between the earlier and the later half that is one.
const CHANGE: f64 = 0.15;

/// Whether the latest scores rise or fall: `"rising"`, `"falling"` or `"steady"`.
///
/// Scores of [`crate::sentiment`] with their times in milliseconds since 1970, oldest first; the latest 20
/// count. It compares the mean of the later half with that of the earlier one (the middle of an odd
/// number is in neither). None with fewer than three scores; one that is not finite counts as none.
#[must_use]
pub fn trend(scores: &[(u64, f32)]) -> Option<&'static str> {
    let scores = latest(scores);
    if scores.len() < 3 {
        return None;
    }
    let half = scores.len() / 2;
    let earlier = mean(scores.iter().take(half))?;
    let later = mean(scores.iter().rev().take(half))?;
    Some(match later - earlier {
        change if change >= CHANGE => "rising",
        change if change <= -CHANGE => "falling",
        _ => "steady",
    })
}

/// The mood of late: the mean of the latest 20 scores, in which one weighs half for each month and for
/// each four scores that it lies before the last.
///
/// As for [`trend`]; none without a score.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "weights of a mean"
)]
pub fn current(scores: &[(u64, f32)]) -> Option<f32> {
    let scores = latest(scores);
    let (last, _) = scores.last()?;
    let (mut sum, mut weights) = (0.0, 0.0);
    for (back, (at, score)) in scores.iter().rev().enumerate() {
        let age = last.saturating_sub(*at) as f64 / HALF_LIFE + back as f64 / HALF_LIFE_SCORES;
        let weight = (-age).exp2();
        sum += weight * f64::from(*score);
        weights += weight;
    }
    Some(((sum / weights) as f32).clamp(-1.0, 1.0))
}

fn latest(scores: &[(u64, f32)]) -> Vec<(u64, f32)> {
    let finite = scores.iter().rev().filter(|(_, score)| score.is_finite());
    let mut latest: Vec<(u64, f32)> = finite
        .take(LATEST)
        .map(|(at, score)| (*at, score.clamp(-1.0, 1.0)))
        .collect();
    latest.reverse();
    latest
}

fn mean<'a>(scores: impl Iterator<Item = &'a (u64, f32)>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (_, score) in scores {
        sum += f64::from(*score);
        count += 1.0;
    }
    (count > 0.0).then(|| sum / count)
}
