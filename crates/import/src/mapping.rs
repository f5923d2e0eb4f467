//! The mapping file: which column or member fills which target.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use throughline_web::json::{self, Object};

use crate::cell::Writing;
use crate::fault::{Fault, quoted};
use crate::kind::{Format, Kind};
use crate::target::{Target, Type};

/// How an input becomes rows.
///
/// ```json
/// {
///   "kind": "customers",
///   "format": "csv",
///   "delimiter": ";",
///   "columns": {
///     "Kundennummer": "identity.external",
///     "E-Mail": "identity.email",
///     "Telefon": "identity.phone",
///     "Vorname": "attributes.given_name",
///     "Geboren": "attributes.date_of_birth",
///     "Kunde seit": "created_at",
///     "Notiz": null
///   },
///   "constants": { "attributes.source": "crm" },
///   "prefix": { "identity.external": "crm:" },
///   "unverified": ["identity.phone"],
///   "types": { "attributes.date_of_birth": "date" },
///   "date_format": "%d.%m.%Y",
///   "utc_offset": "+01:00",
///   "decimal_mark": ","
/// }
/// ```
///
/// Every member may be left out. For NDJSON, `pointers` stand in for `columns`: JSON Pointers (RFC
/// 6901) into each row, `{"/contact/mail": "identity.email"}`. With them a row is what they pick and
/// nothing else; without them it is taken as it stands.
///
/// | member | |
/// |---|---|
/// | `columns` | A column's name and what it fills; `null` leaves it out. A column that is not named here is read by its own name. |
/// | `other_columns` | `"leave_out"`: what neither `columns` nor its own name places is left out; `"refuse"` (the default) answers it with an error. |
/// | `constants` | Values where a row has none. Not for identities: all rows would be one customer. |
/// | `prefix` | What is put before a value. |
/// | `verified`, `unverified` | Identities that count as proven, or do not. Without a word those of customers and purchases do, those of interactions do not. |
/// | `types` | What an attribute is: `text` (the default), `integer`, `number`, `boolean`, `date`, `instant` or `json`. |
/// | `date_format` | Of strftime, `unix` or `unix_ms`; else RFC 3339, or `YYYY-MM-DD` with or without a time. |
/// | `utc_offset` | Of times without one, `+01:00`; else UTC. |
/// | `decimal_mark` | `"."` (the default) or `","`. |
#[derive(Debug, Clone)]
pub struct Mapping {
    kind: Kind,
    format: Option<Format>,
    pub(crate) delimiter: Option<u8>,
    columns: BTreeMap<String, Option<Target>>,
    pub(crate) pointers: Vec<(String, Slot)>,
    pub(crate) constants: Vec<Slot>,
    prefix: BTreeMap<Target, String>,
    verified: BTreeMap<Target, bool>,
    types: BTreeMap<Target, Type>,
    pub(crate) leaves_out: bool,
    pub(crate) writing: Writing,
}

/// A target, and what is done to a value on its way there.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// Where the value comes from, as an error names it.
    pub label: String,
    pub target: Target,
    pub prefix: String,
    pub verified: bool,
    /// Of a constant.
    pub value: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: Option<Kind>,
    format: Option<Format>,
    delimiter: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, Option<String>>,
    #[serde(default)]
    pointers: BTreeMap<String, String>,
    #[serde(default)]
    constants: BTreeMap<String, Value>,
    #[serde(default)]
    prefix: BTreeMap<String, String>,
    #[serde(default)]
    verified: Vec<String>,
    #[serde(default)]
    unverified: Vec<String>,
    #[serde(default)]
    types: BTreeMap<String, String>,
    other_columns: Option<Others>,
    date_format: Option<String>,
    utc_offset: Option<String>,
    decimal_mark: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Others {
    Refuse,
    LeaveOut,
}

impl Mapping {
    /// No mapping: NDJSON as it stands, columns by their names.
    pub fn plain(kind: Kind) -> Self {
        Self {
            kind,
            format: None,
            delimiter: None,
            columns: BTreeMap::new(),
            pointers: Vec::new(),
            constants: Vec::new(),
            prefix: BTreeMap::new(),
            verified: BTreeMap::new(),
            types: BTreeMap::new(),
            leaves_out: false,
            writing: Writing::default(),
        }
    }

    /// Reads a mapping file. `kind` is what the caller wants to import; the file may tell it instead.
    ///
    /// # Errors
    ///
    /// `invalid_mapping`: not JSON, or a member that says something that is not possible; the detail
    /// names it and says what is.
    pub fn parse(file: &[u8], kind: Option<Kind>) -> Result<Self, Fault> {
        let Object(written) = json::decode::<Object<Written>>(file).map_err(|error| {
            let Fault { detail, .. } = error.into();
            wrong(detail)
        })?;
        let mut mapping = Self::plain(agreed(written.kind, kind)?);
        mapping.format = written.format;
        mapping.leaves_out = written.other_columns == Some(Others::LeaveOut);
        mapping.delimiter = written
            .delimiter
            .as_deref()
            .map(words::delimiter)
            .transpose()?;
        mapping.writing = words::writing(
            written.date_format.as_deref(),
            written.utc_offset.as_deref(),
            written.decimal_mark.as_deref(),
        )?;
        mapping.read_options(&written)?;
        mapping.read_columns(written.columns)?;
        mapping.read_pointers(written.pointers)?;
        mapping.read_constants(written.constants)?;
        mapping.check()?;
        Ok(mapping)
    }

    /// What the rows are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How they are written, where the mapping tells or can only be meant for one of both.
    pub fn format(&self) -> Option<Format> {
        let is_of_csv = !self.columns.is_empty() || self.delimiter.is_some() || self.leaves_out;
        let is_of_ndjson = !self.pointers.is_empty();
        let meant = match (is_of_csv, is_of_ndjson) {
            (true, _) => Some(Format::Csv),
            (false, true) => Some(Format::Ndjson),
            (false, false) => None,
        };
        self.format.or(meant)
    }

    /// Whether all of it can be done to an input that is written like this.
    ///
    /// # Errors
    ///
    /// `invalid_mapping`.
    pub(crate) fn check_format(&self, format: Format) -> Result<(), Fault> {
        if self.format().is_some_and(|meant| meant != format) {
            return Err(wrong(match format {
                Format::Csv => "the mapping is for NDJSON, and this is CSV",
                Format::Ndjson => "the mapping is for CSV, and this is NDJSON",
            }));
        }
        if format == Format::Csv {
            // The header tells.
            return Ok(());
        }
        let filled: BTreeSet<_> = self
            .pointers
            .iter()
            .map(|(_, slot)| &slot.target.path)
            .collect();
        let unused = self
            .optioned()
            .find(|(_, target)| !filled.contains(&target.path));
        unused.map_or(Ok(()), |(option, target)| {
            Err(wrong(format!(
                "{option}: no pointer fills {}",
                target.name()
            )))
        })
    }

    /// What the columns of these names fill; `None` where a column is not named. The outer `Option`
    /// is whether the mapping speaks of the column at all.
    pub(crate) fn column(&self, name: &str) -> Option<Option<&Target>> {
        self.columns.get(name).map(Option::as_ref)
    }

    /// Columns that the input must have.
    pub(crate) fn named_columns(&self) -> impl Iterator<Item = &str> {
        let placed = self.columns.iter().filter(|(_, target)| target.is_some());
        placed.map(|(name, _)| &**name)
    }

    /// The targets that some option speaks of, with the option.
    pub(crate) fn optioned(&self) -> impl Iterator<Item = (&'static str, &Target)> {
        let prefix = self.prefix.keys().map(|target| ("prefix", target));
        let verified = self.verified.iter().map(|(target, verified)| {
            let option = if *verified { "verified" } else { "unverified" };
            (option, target)
        });
        let types = self.types.keys().map(|target| ("types", target));
        prefix.chain(verified).chain(types)
    }

    pub(crate) fn slot(&self, label: String, target: &Target) -> Slot {
        let verified = self.verified.get(target).copied();
        let mut target = target.clone();
        let prefix = self.prefix.get(&target).cloned().unwrap_or_default();
        if let Some(holds) = self.types.get(&target) {
            target.holds = *holds;
        }
        Slot {
            label,
            target,
            prefix,
            verified: verified.unwrap_or(self.kind.verifies()),
            value: Value::Null,
        }
    }

    fn target(&self, member: &str, written: &str) -> Result<Target, Fault> {
        Target::parse(self.kind, written).ok_or_else(|| {
            let (kind, written, listed) = (self.kind, quoted(written), self.kind.listed());
            wrong(format!(
                "{member}: {kind} have no {written}; they have {listed}"
            ))
        })
    }

    fn read_options(&mut self, written: &Written) -> Result<(), Fault> {
        for (name, prefix) in &written.prefix {
            let target = self.target("prefix", name)?;
            if !matches!(target.holds, Type::Identity | Type::Text) {
                let name = quoted(name);
                return Err(wrong(format!(
                    "prefix: {name} is no text; a prefix goes before text"
                )));
            }
            self.prefix.insert(target, prefix.clone());
        }
        let lists = [
            ("verified", &written.verified, true),
            ("unverified", &written.unverified, false),
        ];
        for (member, names, verified) in lists {
            for name in names {
                let target = self.target(member, name)?;
                if target.holds != Type::Identity {
                    let name = quoted(name);
                    return Err(wrong(format!(
                        "{member}: {name} is no identity such as identity.phone"
                    )));
                }
                if self.verified.insert(target, verified) == Some(!verified) {
                    let name = quoted(name);
                    return Err(wrong(format!("{name} is in verified and in unverified")));
                }
            }
        }
        for (name, word) in &written.types {
            let target = self.target("types", name)?;
            if !target.is_attribute() {
                let name = quoted(name);
                return Err(wrong(format!(
                    "types: {name} is no attribute such as attributes.points"
                )));
            }
            self.types.insert(target, words::type_of(word)?);
        }
        Ok(())
    }

    fn read_columns(&mut self, columns: BTreeMap<String, Option<String>>) -> Result<(), Fault> {
        for (name, written) in columns {
            let member = format!("columns[{}]", quoted(&name));
            let target = written.map(|written| self.target(&member, &written));
            self.columns
                .insert(name.trim().to_owned(), target.transpose()?);
        }
        let placed = self.columns.values().flatten();
        once("columns", placed)
    }

    fn read_pointers(&mut self, pointers: BTreeMap<String, String>) -> Result<(), Fault> {
        for (pointer, written) in pointers {
            let member = format!("pointers[{}]", quoted(&pointer));
            if !pointer.starts_with('/') {
                return Err(wrong(format!("{member}: a JSON Pointer begins with /")));
            }
            let target = self.target(&member, &written)?;
            let slot = self.slot(pointer.clone(), &target);
            self.pointers.push((pointer, slot));
        }
        once(
            "pointers",
            self.pointers.iter().map(|(_, slot)| &slot.target),
        )
    }

    fn read_constants(&mut self, constants: BTreeMap<String, Value>) -> Result<(), Fault> {
        for (name, value) in constants {
            let member = format!("constants[{}]", quoted(&name));
            let target = self.target(&member, &name)?;
            if target.is_list() {
                let detail = "an identity that all rows have makes them one customer";
                return Err(wrong(format!("{member}: {detail}")));
            }
            let mut slot = self.slot(name, &target);
            slot.value = slot
                .value_of(&value, &self.writing)
                .map_err(|detail| wrong(format!("{member}: {detail}")))?
                .unwrap_or_default();
            self.constants.push(slot);
        }
        Ok(())
    }

    /// What one member says must not make another one void.
    fn check(&self) -> Result<(), Fault> {
        let is_of_csv = !self.columns.is_empty() || self.delimiter.is_some() || self.leaves_out;
        if is_of_csv && !self.pointers.is_empty() {
            return Err(wrong(
                "columns, delimiter and other_columns are for CSV, pointers for NDJSON",
            ));
        }
        match self.format {
            Some(Format::Csv) if !self.pointers.is_empty() => Err(wrong(
                "pointers: the format is csv; name its columns in columns",
            )),
            Some(Format::Ndjson) if is_of_csv => Err(wrong(
                "columns: the format is ndjson; name its members in pointers, or leave both out",
            )),
            _ => Ok(()),
        }
    }
}

fn wrong(detail: impl Into<String>) -> Fault {
    Fault::new("invalid_mapping", detail)
}

fn agreed(written: Option<Kind>, asked: Option<Kind>) -> Result<Kind, Fault> {
    match (written, asked) {
        (Some(written), Some(asked)) if written != asked => Err(wrong(format!(
            "kind: the mapping is for {written}, and {asked} are imported"
        ))),
        (Some(kind), _) | (None, Some(kind)) => Ok(kind),
        (None, None) => Err(wrong("kind: is it customers, interactions or purchases?")),
    }
}

/// What is not a list can be filled once.
fn once<'a>(member: &str, targets: impl Iterator<Item = &'a Target>) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for target in targets.filter(|target| !target.is_list()) {
        if !seen.insert(target) {
            let name = target.name();
            return Err(wrong(format!("{member}: {name} is filled twice")));
        }
    }
    Ok(())
}
