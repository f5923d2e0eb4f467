//! Dates of birth.

use crate::likeness::{Likeness, of_codes};

/// Dates that forms and databases fill in where nobody said one.
const FILLED_IN: [&str; 5] = ["19000101", "19010101", "19700101", "19800101", "20000101"];

/// A date of birth, as it was written: it may be no day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Born {
    /// Year, month, day.
    digits: String,
    /// The month may be the day: `09/12/1908` is in December in one country, in September in another.
    either: bool,
}

impl Born {
    /// Reads `19081209`, `1908-12-09` with or without a time, `09.12.1908`, `09/12/1908`.
    pub fn read(written: &str) -> Option<Self> {
        let written = written.trim();
        let date = written.split(['T', ' ']).next().unwrap_or(written);
        let parts: Vec<&str> = date.split(['-', '/', '.']).take(4).collect();
        if parts
            .iter()
            .any(|part| !part.bytes().all(|b| b.is_ascii_digit()))
        {
            return None;
        }
        let (digits, either) = match parts.as_slice() {
            [whole] if whole.len() == 8 => (ordered(whole), false),
            [year, month, day] if year.len() == 4 => (joined(year, month, day)?, false),
            [day, month, year] if year.len() == 4 => {
                let american = two(month)?.as_str() > "12" && two(day)?.as_str() <= "12";
                let (day, month) = if american { (month, day) } else { (day, month) };
                let digits = joined(year, month, day)?;
                (
                    digits,
                    date.contains('/') && !american && two(day)?.as_str() <= "12",
                )
            }
            _ => return None,
        };
        (!FILLED_IN.contains(&digits.as_str())).then_some(Self { digits, either })
    }

    pub fn likeness(&self, other: &Self) -> Likeness {
        let is_turned = self.turned() == other.digits;
        if self.digits == other.digits || is_turned && (self.either || other.either) {
            return Likeness::Same;
        }
        if is_turned {
            return Likeness::Near;
        }
        match of_codes(&self.digits, &other.digits, 8) {
            Likeness::Near => Likeness::Near,
            _ if self.parts_shared(other) >= 2 => Likeness::Alike,
            _ => Likeness::Different,
        }
    }

    /// Whether two dates have the same digits in another order. Day and month are often exchanged and so
    /// are neighbours, and few dates are that by chance.
    pub fn is_exchanged(&self, other: &Self) -> bool {
        let sorted = |digits: &str| {
            let mut digits: Vec<char> = digits.chars().collect();
            digits.sort_unstable();
            digits
        };
        sorted(&self.digits) == sorted(&other.digits)
    }

    /// Whether the two agree as far as is known, of one no more than the year. A form that wants a whole
    /// date is given 1 January by who knows the year only, and a database fills it in; far more dates
    /// are that than people were born then.
    pub fn is_year_of(&self, other: &Self) -> bool {
        self.year() == other.year() && (self.is_new_year() || other.is_new_year())
    }

    fn is_new_year(&self) -> bool {
        self.digits.get(4..) == Some("0101")
    }

    /// The date with the lower of day and month first: the same for both ways to write it.
    pub fn either_way(&self) -> String {
        self.turned().min(self.digits.clone())
    }

    pub fn year(&self) -> &str {
        self.digits.get(..4).unwrap_or_default()
    }

    fn turned(&self) -> String {
        let part = |range| self.digits.get(range).unwrap_or_default();
        format!("{}{}{}", self.year(), part(6..8), part(4..6))
    }

    fn parts_shared(&self, other: &Self) -> usize {
        let same = |range: std::ops::Range<usize>| {
            self.digits.get(range.clone()) == other.digits.get(range)
        };
        [same(0..4), same(4..6), same(6..8)]
            .into_iter()
            .filter(|same| *same)
            .count()
    }
}

/// Eight digits with the year first. Written with the day first only where the end is a year and the
/// beginning is none.
fn ordered(whole: &str) -> String {
    let is_year = |part: &str| ("1850".."2100").contains(&part);
    match (
        whole.get(..4),
        whole.get(4..),
        whole.get(..2),
        whole.get(2..4),
    ) {
        (Some(begin), Some(end), Some(day), Some(month)) if is_year(end) && !is_year(begin) => {
            format!("{end}{month}{day}")
        }
        _ => whole.to_owned(),
    }
}

fn joined(year: &str, month: &str, day: &str) -> Option<String> {
    Some(format!("{year}{}{}", two(month)?, two(day)?))
}

fn two(part: &str) -> Option<String> {
    (1..=2).contains(&part.len()).then(|| format!("{part:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        let cases = [
            ("19081209", "19081209"),
            ("1908-12-09", "19081209"),
            ("1908-12-09T00:00:00Z", "19081209"),
            ("1908/12/9", "19081209"),
            ("9.12.1908", "19081209"),
            ("09/12/1908", "19081209"),
            ("12/31/1908", "19081231"),
            ("31/12/1908", "19081231"),
            ("09121908", "19081209"),
            (" 19160017 ", "19160017"),
        ];
        for (written, digits) in cases {
            assert_eq!(
                Born::read(written).map(|b| b.digits).as_deref(),
                Some(digits),
                "{written}"
            );
        }
        for none in [
            "",
            "1908",
            "12/09/08",
            "1908-123-09",
            "ninth",
            "1-2-3-4",
            "19700101",
            "--",
            "１９08-1-1",
        ] {
            assert_eq!(Born::read(none), None, "{none}");
        }
    }

    #[test]
    fn likeness_of_dates() {
        let cases = [
            ("1984-03-07", "07.03.1984", Likeness::Same),
            ("1984-03-07", "03/07/1984", Likeness::Same),
            ("1984-03-07", "1984-07-03", Likeness::Near),
            ("1984-03-07", "1948-03-07", Likeness::Near),
            ("1984-03-07", "1984-03-08", Likeness::Near),
            ("1984-03-07", "1984-03-29", Likeness::Alike),
            ("1984-03-07", "1951-10-29", Likeness::Different),
        ];
        for (a, b, expected) in cases {
            let (a, b) = (Born::read(a).unwrap(), Born::read(b).unwrap());
            assert_eq!(a.likeness(&b), expected, "{a:?} {b:?}");
            assert_eq!(b.likeness(&a), expected, "{b:?} {a:?}");
        }
        let (a, b) = (
            Born::read("1984-03-07").unwrap(),
            Born::read("1984-07-03").unwrap(),
        );
        assert_eq!(a.either_way(), b.either_way());
    }

    #[test]
    fn new_year_is_a_year() {
        let cases = [
            ("1984-01-01", "1984-03-07", true),
            ("1984-01-01", "01.01.1984", true),
            ("1984-01-01", "1985-03-07", false),
            ("1984-01-02", "1984-03-07", false),
            ("1984-03-07", "1984-03-07", false),
        ];
        for (a, b, expected) in cases {
            let (a, b) = (Born::read(a).unwrap(), Born::read(b).unwrap());
            assert_eq!(a.is_year_of(&b), expected, "{a:?} {b:?}");
            assert_eq!(b.is_year_of(&a), expected, "{b:?} {a:?}");
        }
    }
}
