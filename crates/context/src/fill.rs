//! What is shown first.
//!
//! The order is fixed and what is shown is as long a beginning of it as fits, so a larger budget
//! shows all that a smaller one shows. What is then left of the budget goes into more detail of what
//! is shown already.

use crate::entry::Entry;
use crate::part::{Pack, Part};
use std::ops::Range;

/// Entries of a part, and how much of each is shown.
struct Step {
    part: Part,
    entries: Range<usize>,
    level: u8,
    /// Bytes of its text.
    most: usize,
}

const ALL: usize = usize::MAX;

/// A text is not worth showing in less. With it a name and eight open tickets of a customer with a
/// million interactions fit the least budget.
const LEAST_TEXT: usize = 20;

fn step(part: Part, entries: Range<usize>, level: u8, most: usize) -> Step {
    Step {
        part,
        entries,
        level,
        most,
    }
}

/// The most useful first: who it is, what is open, what was said last; then ever more of all.
fn steps() -> Vec<Step> {
    use Part::{
        About, Activity, Attributes, Customer, Exchanges, Facts, Identities, OpenTickets,
        OtherTickets, Purchases,
    };
    vec![
        step(Customer, 0..1, 0, LEAST_TEXT),
        step(OpenTickets, 0..ALL, 0, 0),
        step(Customer, 0..2, 0, 120),
        step(OpenTickets, 0..3, 1, 60),
        step(Exchanges, 0..1, 0, 60),
        step(Identities, 0..1, 0, 80),
        step(Exchanges, 0..1, 0, 240),
        step(Customer, 0..ALL, 0, 120),
        step(About, 0..1, 0, 0),
        step(Identities, 0..3, 0, 80),
        step(Exchanges, 0..3, 0, 240),
        step(OpenTickets, 0..8, 1, 60),
        step(Facts, 0..2, 0, 0),
        step(Exchanges, 0..5, 0, 240),
        step(OpenTickets, 0..4, 2, 120),
        step(Attributes, 0..6, 0, 60),
        step(Exchanges, 0..3, 1, 600),
        step(Purchases, 0..2, 0, 80),
        step(Facts, 0..ALL, 0, 0),
        step(Activity, 0..3, 0, 120),
        step(Exchanges, 0..10, 0, 240),
        step(Identities, 0..8, 0, 80),
        step(Attributes, 0..12, 0, 60),
        step(OtherTickets, 0..2, 1, 60),
        step(OpenTickets, 0..ALL, 1, 60),
        step(Exchanges, 0..3, 1, 2048),
        step(Exchanges, 0..8, 1, 600),
        step(OtherTickets, 0..ALL, 1, 60),
        step(Purchases, 0..5, 0, 80),
        step(Activity, 0..8, 0, 120),
        step(Exchanges, 0..20, 1, 400),
        step(Identities, 0..ALL, 0, 80),
        step(Attributes, 0..ALL, 0, 60),
        step(Purchases, 0..ALL, 0, 80),
        step(Exchanges, 0..ALL, 0, 240),
        step(Activity, 0..ALL, 0, 120),
    ]
}

/// Fills a pack as far as its room goes.
pub(crate) fn fill(pack: &mut Pack) {
    for step in steps() {
        let listed = pack.part(step.part).map_or(0, |l| l.entries.len());
        for index in step.entries.start..step.entries.end.min(listed) {
            if !reach(pack, step.part, index, step.level, step.most) {
                detail(pack);
                return;
            }
        }
    }
    detail(pack);
}

/// Shows an entry with at least this much. False if not all of that fits; one that was not shown
/// before is then shown with as little as is worth showing, if that fits.
fn reach(pack: &mut Pack, part: Part, index: usize, level: u8, most: usize) -> bool {
    let Some(listed) = pack.part(part) else {
        return true;
    };
    let Some(entry) = listed.entries.get(index) else {
        return true;
    };
    let level = level.min(entry.levels());
    let shown = listed.shown.get(index).map(|s| (s.level, s.most));
    let (level, most) = shown.map_or((level, most), |(l, m)| (level.max(l), most.max(m)));
    if pack.show(part, index, level, most) {
        return true;
    }
    if shown.is_none() && !pack.show(part, index, level, most.min(LEAST_TEXT)) {
        pack.show(part, index, 0, most.min(LEAST_TEXT));
    }
    false
}

/// Shows as much of a text as fits, between two lengths.
fn lengthen(pack: &mut Pack, part: Part, index: usize, level: u8, between: Range<usize>) {
    let Range { mut start, mut end } = between;
    if !pack.show(part, index, level, start) {
        return;
    }
    while start + 1 < end {
        let middle = start.midpoint(end);
        if pack.show(part, index, level, middle) {
            start = middle;
        } else {
            end = middle;
        }
    }
}

/// Spends what is left on what is shown: first its details, then whole texts.
fn detail(pack: &mut Pack) {
    let shown: Vec<(Part, usize)> = [
        Part::OpenTickets,
        Part::Exchanges,
        Part::OtherTickets,
        Part::Attributes,
        Part::Purchases,
        Part::Identities,
        Part::Activity,
        Part::Customer,
    ]
    .into_iter()
    .flat_map(|part| {
        let count = pack.part(part).map_or(0, |l| l.shown.len());
        (0..count).map(move |index| (part, index))
    })
    .collect();
    for (part, index) in &shown {
        let Some((entry, level, most)) = at(pack, *part, *index) else {
            continue;
        };
        for level in (level + 1..=entry.levels()).rev() {
            if pack.show(*part, *index, level, most.max(LEAST_TEXT)) {
                break;
            }
        }
    }
    for (part, index) in &shown {
        let Some((entry, level, most)) = at(pack, *part, *index) else {
            continue;
        };
        // Twice, because a character may be written as two.
        let whole = entry.text().map_or(0, |t| t.len().saturating_mul(2));
        if whole > most && !pack.show(*part, *index, level, whole) {
            lengthen(pack, *part, *index, level, most..whole);
        }
    }
}

/// An entry that is shown, and how.
fn at(pack: &Pack, part: Part, index: usize) -> Option<(&Entry, u8, usize)> {
    let listed = pack.part(part)?;
    let shown = listed.shown.get(index)?;
    Some((listed.entries.get(index)?, shown.level, shown.most))
}
