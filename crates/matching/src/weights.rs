//! How often facts agree, and what that says: the numbers of the model.
//!
//! Of each way in which two values can compare: the probability of it when both are written of one
//! person (Fellegi and Sunter's *m*), of twins, of two others who live together, and of two strangers
//! (their *u*). They are assumptions about lists of customers, one or two digits each, and
//! estimated from no file. They were made before anything was measured, and revised twice after a look at
//! pairs that were missed in Febrl's sets 1 and 3, and that were wrong or missed in made-up sets with
//! families (`tests/quality/README.md` says what was revised). Each has its reason here, but figures on
//! those sets are to be read with that in mind.
//!
//! - one field in five to ten was typed wrong, changed or left to somebody else's guess. A slip of the
//!   pen is as likely whoever it is about: what twins or a household share is near as often as what one
//!   person has twice. Were it less likely of them, each slip would speak for one person, and twins with
//!   mistakes in their records would be likelier one than twins without;
//! - of given names, 1 in 100 pairs of people share one, of surnames 1 in 500; common names more often,
//!   and they are who is confused, so these are higher than the average of a population;
//! - a date of birth is one of 25,000 days; of these, 31 are one digit away from it, and one or two are
//!   the same with two digits, or day and month, exchanged (counted over the days from 1935 on);
//! - who lives together shares the address, mostly the surname, often the telephone. A father and a son
//!   may have the same given name, and brothers and sisters alike ones, but they are a fifth of the pairs
//!   only. Of these, one in 35 are twins, as one birth in 70 is: one pair of a household in 170. Twins
//!   share the date of birth and the surname, and never the given name, though theirs are often alike;
//! - a national id in somebody else's record is a mistake, fifty times as likely in a household as
//!   elsewhere. Families are numbered together: such ids are neighbours.
//!
//! Fields of an address are no independent evidence, so each part is weighed given the part before it.

use crate::likeness::Likeness::{self, Alike, Different, Near, Same};

/// Probability of an observation when it is of one person, of twins, of a household, of strangers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    same: f64,
    twins: f64,
    household: f64,
    stranger: f64,
}

/// Of twins what is of every household.
const fn weight(same: f64, household: f64, stranger: f64) -> Weight {
    Weight {
        same,
        twins: household,
        household,
        stranger,
    }
}

const fn with_twins(same: f64, twins: f64, household: f64, stranger: f64) -> Weight {
    Weight {
        same,
        twins,
        household,
        stranger,
    }
}

/// Before anything is compared: how many pairs of strangers and how many households there are for each
/// pair of one person. A list of 50,000 customers in which every twentieth is there twice: of its 1,250
/// million pairs, 2,500 are of one person.
pub const PRIOR: Weight = with_twins(1.0, 0.018, 3.0, 500_000.0);

pub const fn given(likeness: Likeness) -> Weight {
    match likeness {
        Same => with_twins(0.82, 0.0005, 0.005, 0.01),
        Near => with_twins(0.04, 0.10, 0.01, 0.005),
        Alike => with_twins(0.03, 0.25, 0.05, 0.03),
        Different => with_twins(0.05, 0.65, 0.93, 0.955),
    }
}

pub const fn surname(likeness: Likeness) -> Weight {
    match likeness {
        Same => with_twins(0.85, 0.85, 0.62, 0.002),
        Near => with_twins(0.08, 0.08, 0.06, 0.003),
        Alike => with_twins(0.03, 0.03, 0.05, 0.02),
        Different => with_twins(0.04, 0.04, 0.27, 0.975),
    }
}

/// Given names that differ by slips inside. Names of a family that are alike differ at the ends: Martin
/// and Martina, Hanna and Anna.
pub const GIVEN_SLIP: Weight = with_twins(0.06, 0.0005, 0.0005, 0.001);

/// One of the two is an initial, and it is the other's.
pub const INITIAL: Weight = weight(0.95, 0.08, 0.07);

/// Given name and surname are each where the other belongs: a mistake like any, as likely of a household.
/// Of strangers, a given name is no surname more often than it is another's given name.
pub const EXCHANGED: Weight = weight(0.04, 0.04, 0.5);

pub const fn born(likeness: Likeness) -> Weight {
    match likeness {
        Same => with_twins(0.90, 0.90, 0.0001, 0.000_04),
        Near => with_twins(0.04, 0.04, 0.002, 0.0012),
        Alike => with_twins(0.02, 0.02, 0.006, 0.0045),
        Different => with_twins(0.02, 0.02, 0.99, 0.9935),
    }
}

/// Day and month are exchanged, or two digits: every third slip, and one or two of 25,000 days.
pub const BORN_EXCHANGED: Weight = with_twins(0.02, 0.02, 0.0001, 0.000_07);

/// The same year of birth, and of one of the two no more than the year is known. Strangers of one list
/// are of some fifty years, the members of a household are mostly of different ages.
pub const YEAR_OF_BIRTH: Weight = with_twins(0.95, 0.95, 0.05, 0.02);

/// A number that an authority gave to one person. It may be of another document: one time in ten, as
/// identity cards and passports get a new number with each renewal, and every list has people who gave
/// the one and then the other.
///
/// In a stranger's record it is a mistake. Of 50,000 customers, one in a hundred has the number of
/// somebody else in the list: 250 of 1,250 million pairs.
pub const fn national_id(likeness: Likeness) -> Weight {
    match likeness {
        Same => weight(0.81, 0.000_01, 0.000_000_2),
        Near => weight(0.05, 0.0002, 0.0001),
        Alike => weight(0.02, 0.005, 0.002),
        Different => weight(0.10, 0.985, 0.998),
    }
}

/// National ids that may be neighbours in a list.
pub const NATIONAL_ID_NEXT: Weight = with_twins(0.02, 0.2, 0.01, 0.000_05);

pub const PLACE_SAME: Weight = weight(0.75, 0.83, 0.002);
/// The town alone: one in ten lives in the largest one.
pub const PLACE_TOWN: Weight = weight(0.85, 0.95, 0.1);
/// A postcode with two slips, another town of one postcode, a move within the town.
pub const PLACE_PART: Weight = weight(0.10, 0.12, 0.02);
pub const PLACE_STATE: Weight = weight(0.95, 0.99, 0.25);
pub const PLACE_DIFFERENT: Weight = weight(0.12, 0.05, 0.96);

/// The street: in the same town, and when the town differs or is not known.
pub const fn street(likeness: Likeness, same_town: bool) -> Weight {
    match (likeness, same_town) {
        (Same, true) => weight(0.75, 0.82, 0.02),
        (Near | Alike, true) => weight(0.12, 0.14, 0.005),
        (Different, true) => weight(0.13, 0.04, 0.975),
        (Same, false) => weight(0.55, 0.77, 0.003),
        (Near | Alike, false) => weight(0.10, 0.14, 0.003),
        (Different, false) => weight(0.35, 0.09, 0.994),
    }
}

/// A second line of the address is alike: as often of a household as of one person, now that the first
/// one is.
pub const SECOND_LINE: Weight = weight(0.85, 0.85, 0.10);

/// The house number, where the street does not differ. Numbers that differ by more than a slip are two
/// houses, and a household has one.
pub const fn house(likeness: Likeness) -> Weight {
    match likeness {
        Same => weight(0.82, 0.87, 0.03),
        Near | Alike => weight(0.10, 0.11, 0.12),
        Different => weight(0.08, 0.02, 0.85),
    }
}

/// People have several numbers, and offices one for everybody.
pub const fn phone(likeness: Likeness) -> Weight {
    match likeness {
        Same => weight(0.55, 0.30, 0.000_002),
        Near | Alike => weight(0.05, 0.03, 0.0002),
        Different => weight(0.40, 0.68, 0.9998),
    }
}

pub const MAILBOX: Weight = weight(0.55, 0.10, 0.000_001);
/// An address that is read by many: `info@`, `office@`.
pub const ROLE: Weight = weight(0.55, 0.30, 0.001);
/// One slip in the whole address.
pub const MAILBOX_NEAR: Weight = weight(0.08, 0.015, 0.0001);
/// The same before the `@`, at another provider.
pub const MAILBOX_ELSEWHERE: Weight = weight(0.12, 0.02, 0.0005);
pub const MAILBOX_DIFFERENT: Weight = weight(0.25, 0.87, 0.999);
/// What says nothing.
pub const UNSAID: Weight = weight(1.0, 1.0, 1.0);

impl Weight {
    /// How much more likely it is of one person than of strangers.
    pub fn odds(self) -> f64 {
        self.same / self.stranger
    }

    /// Both observed.
    pub fn and(self, other: Self) -> Self {
        with_twins(
            self.same * other.same,
            self.twins * other.twins,
            self.household * other.household,
            self.stranger * other.stranger,
        )
    }

    /// The probability of one person, by Bayes.
    pub fn probability(self) -> f64 {
        self.same / (self.same + self.twins + self.household + self.stranger)
    }
}
