//! A town of made-up people and the records that are kept of them.

use super::names::{BEGIN, END, GIVEN, PLACES, STREETS, WAYS};

/// What a list holds of people.
pub type Columns = &'static [&'static str];

pub const FULL: Columns = &[
    "given_name",
    "surname",
    "street",
    "postcode",
    "city",
    "date_of_birth",
    "ssn",
    "phone",
    "email",
];
/// As a shop or a help desk knows them.
pub const CONTACTS: Columns = &["name", "phone", "email", "city", "postcode"];

#[derive(Debug, Clone)]
pub struct Record {
    pub of: usize,
    pub family: usize,
    pub facts: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone)]
struct Somebody {
    given: String,
    surname: String,
    street: String,
    place: (&'static str, &'static str),
    /// Day, month, year.
    born: (usize, usize, usize),
    ssn: String,
    phone: String,
    email: String,
}

pub struct Town(u64);

impl Town {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Below `end`: splitmix64.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end as u64).expect("below a usize")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).fold(String::new(), |mut all, _| {
            all.push(char::from(
                b'0' + u8::try_from(self.below(10)).expect("a digit"),
            ));
            all
        })
    }

    fn surname(&mut self) -> String {
        format!("{}{}", self.one(&BEGIN), self.one(&END))
    }

    /// Records of so many families, every fourth person twice or more often.
    pub fn records(&mut self, families: usize, columns: Columns) -> Vec<Record> {
        let mut records = Vec::new();
        let mut of = 0;
        for family in 0..families {
            for somebody in self.family() {
                records.push(Record {
                    of,
                    family,
                    facts: self.written(&somebody, columns),
                });
                while self.chance(25) {
                    let again = self.later(&somebody);
                    records.push(Record {
                        of,
                        family,
                        facts: self.careless(&again, columns),
                    });
                }
                of += 1;
            }
        }
        records
    }

    /// One to five people at one address: parents, children, and now and then twins.
    fn family(&mut self) -> Vec<Somebody> {
        let surname = self.surname();
        let street = format!(
            "{}{} {}",
            self.one(&STREETS),
            self.one(&WAYS),
            1 + self.below(80)
        );
        let place = self.one(&PLACES);
        let landline = format!("+43316{}", self.digits(6));
        let parents = 1 + self.below(2);
        let children = [0, 0, 1, 2, 3][self.below(5)];
        let mut people: Vec<Somebody> = Vec::new();
        for member in 0..parents + children {
            let mut given = self.one(&GIVEN).to_owned();
            while people.iter().any(|other| other.given == given) {
                given = self.one(&GIVEN).to_owned();
            }
            let year = if member < parents {
                1940 + self.below(30)
            } else {
                1975 + self.below(30)
            };
            let mut born = (1 + self.below(28), 1 + self.below(12), year);
            if let Some(last) = people.last().filter(|_| member > parents) {
                born = if self.chance(8) { last.born } else { born };
            }
            let own = if member == 1 && self.chance(20) {
                self.surname()
            } else {
                surname.clone()
            };
            let phone = if self.chance(30) {
                landline.clone()
            } else {
                format!("+43664{}", self.digits(7))
            };
            let email = format!(
                "{}.{}{}@example.{}",
                ascii(&given),
                ascii(&own),
                self.below(90),
                self.one(&["com", "org", "net"])
            );
            let email = if self.chance(10) {
                format!("family.{}@example.com", ascii(&surname))
            } else {
                email
            };
            people.push(Somebody {
                given,
                surname: own,
                street: street.clone(),
                place,
                born,
                ssn: self.digits(10),
                phone,
                email,
            });
        }
        people
    }

    /// The same person some years later.
    fn later(&mut self, somebody: &Somebody) -> Somebody {
        let mut later = somebody.clone();
        if self.chance(10) {
            later.street = format!(
                "{}{} {}",
                self.one(&STREETS),
                self.one(&WAYS),
                1 + self.below(80)
            );
            later.place = self.one(&PLACES);
        }
        if self.chance(4) {
            later.surname = self.surname();
        }
        if self.chance(20) {
            later.phone = format!("+43676{}", self.digits(7));
        }
        if self.chance(20) {
            later.email = format!("{}{}@example.net", ascii(&later.given), self.digits(3));
        }
        later
    }

    fn written(&mut self, somebody: &Somebody, columns: Columns) -> Vec<(&'static str, String)> {
        let Somebody {
            given,
            surname,
            street,
            place,
            born: (day, month, year),
            ssn,
            phone,
            email,
        } = somebody;
        let fact = |column: &'static str| {
            let value = match column {
                "name" => format!("{given} {surname}"),
                "given_name" => given.clone(),
                "surname" => surname.clone(),
                "street" => street.clone(),
                "postcode" => place.0.to_owned(),
                "city" => place.1.to_owned(),
                "date_of_birth" => format!("{year}-{month:02}-{day:02}"),
                "ssn" => ssn.clone(),
                "phone" => phone.clone(),
                _ => email.clone(),
            };
            (column, value)
        };
        columns.iter().map(|column| fact(column)).collect()
    }

    /// Written down by somebody in a hurry.
    fn careless(&mut self, somebody: &Somebody, columns: Columns) -> Vec<(&'static str, String)> {
        let mut somebody = somebody.clone();
        if self.chance(5) {
            std::mem::swap(&mut somebody.given, &mut somebody.surname);
        }
        let (day, month, year) = somebody.born;
        let mut facts = self.written(&somebody, columns);
        for (column, value) in &mut facts {
            match *column {
                "date_of_birth" if self.chance(40) => {
                    *value = match self.below(4) {
                        0 => format!("{day:02}.{month:02}.{year}"),
                        1 => format!("{day}/{month}/{year}"),
                        2 => format!("{year}{day:02}{month:02}"),
                        _ => format!("{year}{month:02}{day:02}"),
                    }
                }
                "phone" if self.chance(40) => *value = value.replace("+43", "0"),
                "given_name" | "surname" | "name" if self.chance(10) => *value = ascii_name(value),
                "given_name" if self.chance(5) => *value = value.chars().take(1).collect(),
                "name" if self.chance(10) => {
                    let (given, surname) = value.split_once(' ').unwrap_or((value, ""));
                    *value = format!("{surname}, {given}");
                }
                "name" if self.chance(10) => *value = value.to_uppercase(),
                "street" if self.chance(20) => *value = value.replace("straße", "str."),
                "email" if self.chance(10) => *value = value.replace('@', "+news@"),
                _ => {}
            }
            if self.chance(8) {
                *value = self.slip(value);
            }
            if self.chance(7) && *column != "surname" && *column != "name" {
                value.clear();
            }
        }
        facts
    }

    /// A letter wrong, left out, twice, or two exchanged.
    fn slip(&mut self, value: &str) -> String {
        let mut chars: Vec<char> = value.chars().collect();
        if chars.len() < 3 {
            return value.to_owned();
        }
        let at = self.below(chars.len() - 1);
        match self.below(4) {
            0 => {
                chars[at] = if chars[at].is_ascii_digit() {
                    self.one(&['1', '5', '8'])
                } else {
                    'e'
                }
            }
            1 => drop(chars.remove(at)),
            2 => chars.insert(at, chars[at]),
            _ => chars.swap(at, at + 1),
        }
        chars.into_iter().collect()
    }
}

fn ascii_name(name: &str) -> String {
    let written = [
        ("ä", "a"),
        ("ö", "o"),
        ("ü", "u"),
        ("ß", "ss"),
        ("é", "e"),
        ("ç", "c"),
        ("á", "a"),
    ];
    written
        .iter()
        .fold(name.to_owned(), |name, (from, to)| name.replace(from, to))
}

fn ascii(name: &str) -> String {
    ascii_name(&name.to_lowercase())
}
