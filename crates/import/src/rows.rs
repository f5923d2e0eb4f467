//! A body that is still arriving, as rows.

use throughline_web::json::{self, Object};

use crate::LONGEST;
use crate::assembly;
use crate::csv::{Record, Records};
use crate::customer::Customer;
use crate::fault::Fault;
use crate::head::{Header, byte_order_mark};
use crate::kind::{Format, Kind};
use crate::layout::Layout;
use crate::lines::{self, Lines};
use crate::mapping::Mapping;
use crate::purchase::{self, Purchase};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Of `kind=customers`.
    Customer(Box<Customer>),
    /// Of `kind=interactions`: a JSON object for whoever reads `POST /v1/interactions`, checked for
    /// nothing but its depth and repeated names.
    Interaction(Vec<u8>),
    /// Of `kind=purchases`.
    Purchase(Box<Purchase>),
}

impl Row {
    /// The row as a line of NDJSON without its end, which reads back as the same row.
    pub fn to_json(&self) -> Vec<u8> {
        // Maps of strings always serialise; an empty line, which is passed over, beats a trap.
        match self {
            Self::Customer(customer) => serde_json::to_vec(customer).unwrap_or_default(),
            Self::Interaction(json) => json.clone(),
            Self::Purchase(purchase) => serde_json::to_vec(purchase).unwrap_or_default(),
        }
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A row, and the line that it begins on, from 1.
    Row {
        /// The line.
        number: u64,
        /// What it says.
        row: Row,
    },
    /// A row that cannot be taken. Reading goes on.
    Failed {
        /// The line.
        number: u64,
        /// Why.
        fault: Fault,
    },
    /// An input that cannot be read at all; nothing follows. Comes first or never.
    Refused(Fault),
}

/// Reads an input that comes in chunks.
///
/// [`push`](Self::push) a chunk, then call [`next_row`](Self::next_row) until it answers `None`; at
/// the end [`finish`](Self::finish), and the same once more. How the input is cut into chunks makes
/// no difference.
#[derive(Debug)]
pub struct Rows {
    mapping: Mapping,
    stage: Stage,
    pending: Vec<u8>,
    used: usize,
    ended: bool,
}

#[derive(Debug)]
enum Stage {
    /// Nothing was looked at.
    Start(Format),
    Ndjson(Lines),
    /// The delimiter is not known yet.
    Header(Header),
    /// The header is the next record.
    Columns(Records),
    Csv(Records, Layout),
    Over,
}

/// What a stage does next.
enum Step {
    /// To another stage, which looks at the same bytes.
    Next(Stage),
    Answer(Line),
    /// A record without values.
    Again,
    /// More bytes are needed, or there are no more.
    Wait,
}

impl Rows {
    /// Reads `format` as `mapping` tells.
    pub fn new(format: Format, mapping: Mapping) -> Self {
        Self {
            mapping,
            stage: Stage::Start(format),
            pending: Vec::new(),
            used: 0,
            ended: false,
        }
    }

    /// Takes the next chunk.
    pub fn push(&mut self, chunk: &[u8]) {
        self.pending.drain(..self.used.min(self.pending.len()));
        self.used = 0;
        if !matches!(self.stage, Stage::Over) {
            self.pending.extend_from_slice(chunk);
        }
    }

    /// There are no more chunks.
    pub fn finish(&mut self) {
        self.ended = true;
    }

    /// The next row, or `None` when another chunk is needed or all is read.
    pub fn next_row(&mut self) -> Option<Line> {
        loop {
            match self.step() {
                Ok(Step::Next(stage)) => self.stage = stage,
                Ok(Step::Answer(line)) => return Some(line),
                Ok(Step::Again) => {}
                Ok(Step::Wait) => return None,
                Err(fault) => {
                    self.stage = Stage::Over;
                    self.pending = Vec::new();
                    return Some(Line::Refused(fault));
                }
            }
        }
    }

    /// How many bytes were pushed and not read yet.
    pub fn unread(&self) -> usize {
        self.pending.len().saturating_sub(self.used)
    }

    fn step(&mut self) -> Result<Step, Fault> {
        let start = self.pending.get(self.used..).unwrap_or_default();
        let mut rest = start;
        let step = match &mut self.stage {
            Stage::Start(format) => {
                self.mapping.check_format(*format)?;
                begin(*format, &mut rest, self.ended)?
            }
            Stage::Header(header) => match header.look(rest, self.ended)? {
                None => Step::Wait,
                Some(dialect) => {
                    rest = rest.get(dialect.skip..).unwrap_or_default();
                    let delimiter = self.mapping.delimiter.unwrap_or(dialect.delimiter);
                    Step::Next(Stage::Columns(Records::new(delimiter)))
                }
            },
            Stage::Columns(records) => match cut(records, &mut rest, self.ended) {
                None => Step::Wait,
                Some(Record { fields, .. }) => {
                    let layout = Layout::of(&fields?, &self.mapping)?;
                    let records = std::mem::replace(records, Records::new(b','));
                    Step::Next(Stage::Csv(records, layout))
                }
            },
            Stage::Csv(records, layout) => match cut(records, &mut rest, self.ended) {
                None => Step::Wait,
                Some(record) => of_record(record, layout, &self.mapping),
            },
            Stage::Ndjson(lines) => match line(lines, &mut rest, self.ended) {
                None => Step::Wait,
                Some((number, line)) => of_line(number, line, &self.mapping)?,
            },
            Stage::Over => Step::Wait,
        };
        self.used += start.len() - rest.len();
        Ok(step)
    }
}

fn begin(format: Format, rest: &mut &[u8], ended: bool) -> Result<Step, Fault> {
    // As long as the longest mark.
    if rest.len() < 3 && !ended {
        return Ok(Step::Wait);
    }
    let mark = byte_order_mark(rest)?;
    *rest = rest.get(mark..).unwrap_or_default();
    Ok(Step::Next(match format {
        Format::Ndjson => Stage::Ndjson(Lines::new(LONGEST)),
        Format::Csv => Stage::Header(Header::default()),
    }))
}

fn cut(records: &mut Records, rest: &mut &[u8], ended: bool) -> Option<Record> {
    match records.next(rest) {
        None if ended => records.finish(),
        found => found,
    }
}

fn line(lines: &mut Lines, rest: &mut &[u8], ended: bool) -> Option<(u64, lines::Line)> {
    match lines.next(rest) {
        None if ended => lines.finish(),
        found => found,
    }
}

fn of_record(record: Record, layout: &Layout, mapping: &Mapping) -> Step {
    let number = record.line;
    let row = record.fields.and_then(|fields| {
        let document = assembly::of_record(&fields, layout, mapping)?;
        let row = document.map(|document| row(mapping.kind(), document.to_string().into_bytes()));
        row.transpose()
    });
    match row {
        Ok(None) => Step::Again,
        Ok(Some(row)) => Step::Answer(Line::Row { number, row }),
        Err(fault) => Step::Answer(Line::Failed { number, fault }),
    }
}

fn of_line(number: u64, line: lines::Line, mapping: &Mapping) -> Result<Step, Fault> {
    let row = match line {
        lines::Line::TooLong => {
            let detail = format!("the line is longer than {LONGEST} bytes");
            Err(Fault::new("line_too_long", detail))
        }
        lines::Line::Whole(line) if line.starts_with(b"[") && number == 1 => {
            let detail = "this begins as a JSON array; NDJSON is one JSON object a line, without \
                          commas between them (jq -c '.[]' makes it)";
            return Err(Fault::new("not_ndjson", detail));
        }
        lines::Line::Whole(line) if str::from_utf8(&line).is_err() => Err(assembly::not_utf8()),
        lines::Line::Whole(line) => of_json(line, mapping),
    };
    Ok(Step::Answer(match row {
        Ok(row) => Line::Row { number, row },
        Err(fault) => Line::Failed { number, fault },
    }))
}

fn of_json(line: Vec<u8>, mapping: &Mapping) -> Result<Row, Fault> {
    if mapping.pointers.is_empty() && mapping.constants.is_empty() {
        return row(mapping.kind(), line);
    }
    json::check(&line)?;
    let document = serde_json::from_slice(&line);
    let document = document.map_err(|error| Fault::new("malformed_json", error.to_string()))?;
    let document = assembly::of_document(document, mapping)?;
    row(mapping.kind(), document.to_string().into_bytes())
}

/// A row of the API, from its JSON.
fn row(kind: Kind, json: Vec<u8>) -> Result<Row, Fault> {
    match kind {
        Kind::Customers => {
            let Object(customer) = json::decode::<Object<Customer>>(&json)?;
            Ok(Row::Customer(Box::new(customer.checked()?)))
        }
        Kind::Purchases => {
            let Object(written) = json::decode::<Object<purchase::Written>>(&json)?;
            Ok(Row::Purchase(Box::new(written.purchase()?)))
        }
        Kind::Interactions => {
            json::check(&json)?;
            if !json.starts_with(b"{") {
                return Err(Fault::new("invalid_field", "a row is a JSON object"));
            }
            Ok(Row::Interaction(json))
        }
    }
}
