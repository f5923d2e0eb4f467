//! Frequent words, endings and letters of the languages written in Latin letters.
//!
//! Written by hand: the function words, the words customers write to shops with, endings (`-ung`), and
//! the letters beyond a to z. A word of several languages is in each list; what it proves is shared.
//! Some languages are here mostly so that they are not taken for a neighbour (Galician for
//! Portuguese, Afrikaans for Dutch).

mod further;
mod germanic;
mod romance;
mod slavic;

use crate::profile::Family;

pub(crate) const LATIN: Family = Family {
    groups: &[
        germanic::GERMANIC,
        romance::ROMANCE,
        slavic::SLAVIC,
        further::FURTHER,
    ],
    core: "'·\u{200C}\u{200D}",
};
