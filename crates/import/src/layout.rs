//! What the columns of one header fill.

use std::collections::BTreeSet;

use crate::assembly::not_utf8;
use crate::csv::Fields;
use crate::fault::{Fault, quoted};
use crate::mapping::{Mapping, Slot};
use crate::target::Target;

/// The columns in their order; `None` for one that is left out.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub slots: Vec<Option<Slot>>,
}

impl Layout {
    /// Finds out what a header means.
    ///
    /// # Errors
    ///
    /// `not_utf8`, `unknown_column`, `duplicate_column`, `no_such_column`, `invalid_mapping`.
    pub fn of(header: &Fields, mapping: &Mapping) -> Result<Self, Fault> {
        let names: Result<Vec<_>, _> = header.iter().map(str::from_utf8).collect();
        let names = names.map_err(|_| not_utf8())?;
        let mut names: Vec<_> = names.into_iter().map(str::trim).collect();
        // Spreadsheets end every line with the delimiters of columns that were used once.
        while names.last().is_some_and(|name| name.is_empty()) {
            names.pop();
        }
        missing(&names, mapping)?;
        let mut slots = Vec::new();
        for name in &names {
            slots.push(slot(name, &names, mapping)?);
        }
        once(&slots)?;
        unused(&slots, mapping)?;
        Ok(Self { slots })
    }
}

fn slot(name: &str, names: &[&str], mapping: &Mapping) -> Result<Option<Slot>, Fault> {
    let found = match mapping.column(name) {
        Some(Some(target)) => Some(target.clone()),
        Some(None) => return Ok(None),
        None => by_name(name, mapping),
    };
    match found {
        Some(target) => Ok(Some(mapping.slot(name.to_owned(), &target))),
        None if mapping.leaves_out => Ok(None),
        None => Err(unknown(name, names, mapping)),
    }
}

/// By the column's own name, whose capital letters do not count but in an attribute's.
fn by_name(name: &str, mapping: &Mapping) -> Option<Target> {
    let target = Target::parse(mapping.kind(), name);
    target.or_else(|| Target::parse(mapping.kind(), &name.to_lowercase()))
}

fn unknown(name: &str, names: &[&str], mapping: &Mapping) -> Fault {
    const MOST: usize = 12;
    let listed: Vec<_> = names.iter().take(MOST).map(|name| quoted(name)).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    let detail = format!(
        "nothing is called {}. The columns are {}{more}. Rename it to one of {}; or give a mapping \
         {{\"columns\":{{{}:\"…\"}}}} with one of these, with attributes.<name>, or with null to \
         leave it out",
        quoted(name),
        listed.join(", "),
        mapping.kind().listed(),
        quoted(name),
    );
    Fault::new("unknown_column", detail)
}

fn missing(names: &[&str], mapping: &Mapping) -> Result<(), Fault> {
    let present: BTreeSet<_> = names.iter().collect();
    match mapping.named_columns().find(|name| !present.contains(name)) {
        None => Ok(()),
        Some(name) => {
            let listed: Vec<_> = names.iter().take(50).map(|name| quoted(name)).collect();
            let detail = format!(
                "the mapping names {}, which is no column; these are: {}. Is the delimiter right?",
                quoted(name),
                listed.join(", ")
            );
            Err(Fault::new("no_such_column", detail))
        }
    }
}

/// What is not a list can be filled once.
fn once(slots: &[Option<Slot>]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for slot in slots.iter().flatten().filter(|slot| !slot.target.is_list()) {
        if !seen.insert(&slot.target.path) {
            let detail = format!(
                "a second column fills {}: {}",
                slot.target.name(),
                quoted(&slot.label)
            );
            return Err(Fault::new("duplicate_column", detail));
        }
    }
    Ok(())
}

/// An option for a target that nothing fills is a slip of the pen: `prefix` of `identity.extrenal`.
fn unused(slots: &[Option<Slot>], mapping: &Mapping) -> Result<(), Fault> {
    let filled: BTreeSet<_> = slots
        .iter()
        .flatten()
        .map(|slot| &slot.target.path)
        .collect();
    match mapping
        .optioned()
        .find(|(_, target)| !filled.contains(&target.path))
    {
        None => Ok(()),
        Some((option, target)) => {
            let detail = format!("{option}: no column fills {}", target.name());
            Err(Fault::new("invalid_mapping", detail))
        }
    }
}
