//! Where somebody lives.

use crate::likeness::{LONGEST, Likeness, compact, of_codes, of_lines, of_names};
use crate::weights::{self, Weight};
use std::collections::BTreeSet;
use throughline_identity::{address, postcode, text};

/// Most lines of an address that are compared.
const LINES: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Streets, houses and districts. Which is which does not matter: lines are exchanged and run
    /// together.
    pub lines: BTreeSet<Line>,
    /// House numbers.
    pub numbers: BTreeSet<String>,
    pub town: Option<String>,
    pub postcode: Option<String>,
    pub state: Option<String>,
}

/// A line of an address, compact and without its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// With one abbreviation for each word that is often abbreviated.
    pub short: String,
    /// As it is written: a word with a slip in it is not abbreviated.
    written: String,
}

impl Line {
    fn likeness(&self, other: &Self) -> Likeness {
        of_lines(&self.short, &other.short).min(of_lines(&self.written, &other.written))
    }
}

/// How near two places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Town and postcode, or the postcode where only that is known.
    Same,
    /// The town; no postcode is known.
    Town,
    /// Town or postcode, and the other differs.
    Part,
    /// The state, and nothing else is known.
    State,
    Different,
}

impl Address {
    pub fn read(
        lines: &[&str],
        number: Option<&str>,
        town: Option<&str>,
        code: Option<&str>,
    ) -> Self {
        let mut read = Self::default();
        let parts = lines.iter().flat_map(|line| line.split([',', '\n']));
        let mut numbers = BTreeSet::new();
        for part in parts.take(2 * LINES) {
            let street = address::street(part);
            let short = compact(&street.name);
            if short.chars().count() >= 3 {
                let mut written = text::folded(
                    part.get(..part.floor_char_boundary(2 * LONGEST))
                        .unwrap_or(part),
                );
                written.retain(|c| !(street.number.is_some() && c.is_ascii_digit()));
                read.lines.insert(Line {
                    short,
                    written: compact(&written),
                });
            }
            numbers.extend(street.number);
        }
        while read.lines.len() > LINES {
            read.lines.pop_last();
        }
        let number = number.map(|number| compact(&text::folded(number)));
        read.numbers = match number.filter(|number| !number.is_empty()) {
            Some(number) => BTreeSet::from([number]),
            None => numbers.into_iter().take(LINES).collect(),
        };
        let filled = |text: String| (!text.is_empty()).then_some(text);
        let town = town.and_then(|town| filled(compact(&text::folded(town))));
        let code = code.and_then(|code| filled(compact(&postcode::comparison(code))));
        let digits = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            text.chars().any(|c| c.is_ascii_digit())
        };
        // Written into each other's field.
        (read.town, read.postcode) = if digits(&town) && !digits(&code) {
            let code = code.map(|code| text::folded(&code));
            (code, town.map(|town| postcode::comparison(&town)))
        } else {
            (town, code)
        };
        read
    }

    /// `None` when there is nothing to compare.
    pub fn place(&self, other: &Self) -> Option<Place> {
        let both = |a: &Option<String>, b: &Option<String>, like: fn(&str, &str) -> Likeness| {
            Some(like(a.as_deref()?, b.as_deref()?))
        };
        let town = both(&self.town, &other.town, of_names).map(|like| like <= Likeness::Alike);
        let code = both(&self.postcode, &other.postcode, |a, b| of_codes(a, b, 4));
        Some(match (code, town) {
            (Some(Likeness::Same), Some(true) | None) => Place::Same,
            (Some(Likeness::Near), Some(true)) => Place::Same,
            (Some(_), Some(true)) | (Some(Likeness::Same | Likeness::Near), _) => Place::Part,
            (None, Some(true)) => Place::Town,
            (Some(_), _) | (None, Some(false)) => Place::Different,
            (None, None) => match both(&self.state, &other.state, |a, b| of_codes(a, b, 9))? {
                Likeness::Same => Place::State,
                _ => Place::Different,
            },
        })
    }

    /// How alike the best of the lines are, and how many are alike; `None` when one has no lines.
    pub fn street(&self, other: &Self) -> Option<(Likeness, usize)> {
        if self.lines.is_empty() || other.lines.is_empty() {
            return None;
        }
        let mut best = Likeness::Different;
        let mut theirs = BTreeSet::new();
        let mut ours = 0;
        for line in &self.lines {
            let mut found = false;
            for (at, with) in other.lines.iter().enumerate() {
                let likeness = line.likeness(with);
                best = best.min(likeness);
                if likeness != Likeness::Different {
                    found = true;
                    theirs.insert(at);
                }
            }
            ours += usize::from(found);
        }
        Some((best, ours.min(theirs.len())))
    }

    /// How alike the house numbers are; `None` when one has none.
    pub fn number(&self, other: &Self) -> Option<Likeness> {
        let pairs = self.numbers.iter();
        let pairs = pairs.flat_map(|a| other.numbers.iter().map(move |b| numbers(a, b)));
        pairs.min()
    }
}

/// House numbers by the slips between them; a number of one digit is as easily typed wrong as another.
fn numbers(a: &str, b: &str) -> Likeness {
    match of_codes(a, b, 1) {
        likeness @ (Likeness::Same | Likeness::Near) => likeness,
        _ => of_codes(a, b, 2),
    }
}

impl Address {
    /// Weighs the parts in order, each given the ones before; `seen` takes what was observed, with a
    /// reason, and an empty one where it is none.
    pub fn weigh(&self, other: &Self, seen: &mut impl FnMut(Weight, &'static str)) {
        let place = self.place(other);
        match place {
            Some(Place::Same) => seen(weights::PLACE_SAME, "same place"),
            Some(Place::Town) => seen(weights::PLACE_TOWN, "same town"),
            Some(Place::Part) => seen(weights::PLACE_PART, "similar place"),
            Some(Place::State) => seen(weights::PLACE_STATE, ""),
            Some(Place::Different) => seen(weights::PLACE_DIFFERENT, "different place"),
            None => {}
        }
        let street = self.street(other);
        if let Some((likeness, lines)) = street {
            let same_town = matches!(place, Some(Place::Same | Place::Town));
            let reason = match likeness {
                Likeness::Same => "same street",
                Likeness::Near | Likeness::Alike => "similar street",
                Likeness::Different => "different street",
            };
            seen(weights::street(likeness, same_town), reason);
            if lines > 1 {
                seen(weights::SECOND_LINE, "");
            }
        }
        if street.is_none_or(|(likeness, _)| likeness != Likeness::Different)
            && let Some(likeness) = self.number(other)
        {
            let reason = if likeness == Likeness::Same {
                "same house number"
            } else {
                ""
            };
            seen(weights::house(likeness), reason);
        }
    }
}
