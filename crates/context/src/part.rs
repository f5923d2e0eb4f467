//! The parts of a pack, and what of each is shown.

use crate::entry::{About, Entry};
use crate::lookup::Material;
use crate::{BYTES, Format, json, markdown};

/// In the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Customer,
    Identities,
    OpenTickets,
    Exchanges,
    Facts,
    Attributes,
    Purchases,
    Activity,
    OtherTickets,
    /// Of JSON only; Markdown has it in its first line.
    About,
}

/// An entry as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// How much detail, see [`Entry::levels`].
    pub(crate) level: u8,
    /// The most bytes its text may have.
    pub(crate) most: usize,
    rendered: String,
}

/// A part with its entries, the most useful first; what is shown of it is a beginning of them.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) part: Part,
    pub(crate) entries: Vec<Entry>,
    pub(crate) shown: Vec<Shown>,
    length: usize,
}

/// A pack that is being filled.
#[derive(Debug)]
pub(crate) struct Pack {
    format: Format,
    /// The first line, or the first member.
    preamble: String,
    /// The most bytes.
    room: usize,
    /// Digits of the budget, which those of the tokens that are used are not more than.
    digits: usize,
    pub(crate) parts: Vec<Listed>,
}

impl Pack {
    /// An empty pack of at most `budget` tokens, made at `now`.
    pub(crate) fn new(material: Material, format: Format, budget: u32, now: &str) -> Pack {
        let about = Entry::About(About {
            at: now.to_owned(),
            budget,
        });
        let (preamble, about) = match format {
            Format::Markdown => (markdown::preamble(now), Vec::new()),
            Format::Json => (json::HEAD.to_owned(), vec![about]),
        };
        let parts = [
            (Part::Customer, material.customer),
            (Part::Identities, material.identities),
            (Part::OpenTickets, material.open_tickets),
            (Part::Exchanges, material.exchanges),
            (Part::Facts, material.facts),
            (Part::Attributes, material.attributes),
            (Part::Purchases, material.purchases),
            (Part::Activity, material.activity),
            (Part::OtherTickets, material.other_tickets),
            (Part::About, about),
        ];
        let listed = |(part, entries)| Listed {
            part,
            entries,
            shown: Vec::new(),
            length: 0,
        };
        Pack {
            format,
            preamble,
            room: usize::try_from(budget)
                .unwrap_or(usize::MAX)
                .saturating_mul(BYTES),
            digits: budget.to_string().len(),
            parts: parts.into_iter().map(listed).collect(),
        }
    }

    pub(crate) fn part(&self, part: Part) -> Option<&Listed> {
        self.parts.iter().find(|l| l.part == part)
    }

    /// Shows an entry, or shows it with this much; false and nothing changes if that does not fit or
    /// would leave out one before it.
    pub(crate) fn show(&mut self, part: Part, index: usize, level: u8, most: usize) -> bool {
        let format = self.format;
        let Some(listed) = self.parts.iter_mut().find(|l| l.part == part) else {
            return false;
        };
        let Some(entry) = listed
            .entries
            .get(index)
            .filter(|_| index <= listed.shown.len())
        else {
            return false;
        };
        let rendered = match format {
            Format::Markdown => markdown::entry(entry, level, most),
            Format::Json => json::entry(entry, level, most),
        };
        let before = listed.replace(
            index,
            Some(Shown {
                level,
                most,
                rendered,
            }),
        );
        if self.length() <= self.room {
            return true;
        }
        if let Some(listed) = self.parts.iter_mut().find(|l| l.part == part) {
            listed.replace(index, before);
        }
        false
    }

    fn length(&self) -> usize {
        let parts: usize = self.parts.iter().map(|l| l.length(self.format)).sum();
        let end = match self.format {
            Format::Markdown => 0,
            Format::Json if self.tells_tokens() => self.digits + 1,
            Format::Json => 1,
        };
        self.preamble.len() + parts + end
    }

    fn tells_tokens(&self) -> bool {
        self.part(Part::About).is_some_and(|l| !l.shown.is_empty())
    }

    pub(crate) fn written(&self) -> String {
        let mut out = String::with_capacity(self.length());
        match self.format {
            Format::Markdown => {
                out.push_str(&self.preamble);
                self.parts.iter().for_each(|l| l.write_markdown(&mut out));
            }
            Format::Json => {
                out.push_str(&self.preamble);
                self.parts.iter().for_each(|l| l.write_json(&mut out));
                if self.tells_tokens() {
                    out.push_str(&tokens_with(out.len() + 1).to_string());
                }
                out.push('}');
            }
        }
        out
    }
}

/// The tokens of so many bytes and of the digits of this very number.
fn tokens_with(bytes: usize) -> usize {
    let tokens = |digits: usize| (bytes + digits).div_ceil(BYTES);
    let mut digits = 1;
    while tokens(digits).to_string().len() > digits {
        digits += 1;
    }
    tokens(digits)
}

impl Listed {
    fn replace(&mut self, index: usize, with: Option<Shown>) -> Option<Shown> {
        let length = |shown: &Option<Shown>| shown.as_ref().map_or(0, |s| s.rendered.len());
        self.length += length(&with);
        let before = match (self.shown.get_mut(index), with) {
            (Some(place), Some(with)) => Some(std::mem::replace(place, with)),
            (Some(_), None) => self.shown.pop(),
            (None, with) => {
                self.shown.extend(with);
                None
            }
        };
        self.length -= length(&before);
        before
    }

    fn missing(&self) -> usize {
        self.entries.len().saturating_sub(self.shown.len())
    }

    /// In the order they are shown: exchanges are kept newest first and read oldest first.
    fn in_order(&self) -> Box<dyn Iterator<Item = &Shown> + '_> {
        match self.part {
            Part::Exchanges | Part::Activity => Box::new(self.shown.iter().rev()),
            _ => Box::new(self.shown.iter()),
        }
    }

    /// Bytes of all of it, as it would be written.
    fn length(&self, format: Format) -> usize {
        if self.shown.is_empty() {
            return 0;
        }
        let missing = self.missing();
        self.length
            + match format {
                Format::Markdown if missing == 0 => markdown::head(self.part).len(),
                Format::Markdown => {
                    markdown::head(self.part).len() + markdown::more(self.part, missing).len()
                }
                Format::Json => {
                    let commas = self.shown.len() - 1;
                    let ends = json::head(self.part).len() + json::tail(self.part).len();
                    let more = if missing == 0 {
                        0
                    } else {
                        json::more(self.part, missing).len()
                    };
                    commas + ends + more
                }
            }
    }

    fn write_markdown(&self, out: &mut String) {
        if self.shown.is_empty() {
            return;
        }
        out.push_str(markdown::head(self.part));
        self.in_order().for_each(|s| out.push_str(&s.rendered));
        if self.missing() > 0 {
            out.push_str(&markdown::more(self.part, self.missing()));
        }
    }

    fn write_json(&self, out: &mut String) {
        if self.shown.is_empty() {
            return;
        }
        out.push_str(json::head(self.part));
        for (i, shown) in self.in_order().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str(&shown.rendered);
        }
        out.push_str(json::tail(self.part));
        if self.missing() > 0 {
            out.push_str(&json::more(self.part, self.missing()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::tokens_with;

    #[test]
    fn the_number_of_tokens_counts_its_own_digits() {
        for (bytes, tokens) in [
            (0, 1),
            (26, 9),
            (27, 10),
            (297, 100),
            (2994, 999),
            (2995, 1000),
        ] {
            assert_eq!(tokens_with(bytes), tokens, "{bytes}");
        }
        for bytes in 0..40_000 {
            let tokens = tokens_with(bytes);
            assert_eq!((bytes + tokens.to_string().len()).div_ceil(3), tokens);
        }
    }
}
