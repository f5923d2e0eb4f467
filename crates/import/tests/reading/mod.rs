//! Inputs read whole or in pieces.

use throughline_import::{Format, Kind, Line, Mapping, Row, Rows};

/// All that an input says, its chunks given one by one.
pub fn in_chunks<'a>(
    format: Format,
    mapping: &Mapping,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Line> {
    let mut rows = Rows::new(format, mapping.clone());
    let mut lines = Vec::new();
    for chunk in chunks {
        rows.push(chunk);
        lines.extend(std::iter::from_fn(|| rows.next_row()));
    }
    rows.finish();
    lines.extend(std::iter::from_fn(|| rows.next_row()));
    lines
}

/// A CSV of a kind, without a mapping.
#[allow(dead_code, reason = "not every test reads plain CSV")]
pub fn csv(kind: Kind, input: &[u8]) -> Vec<Line> {
    in_chunks(Format::Csv, &Mapping::plain(kind), [input])
}

/// Each line as one can write it into a table: its number, and its JSON or its fault's code.
#[allow(dead_code, reason = "not every test compares what was said")]
pub fn told(lines: &[Line]) -> Vec<(u64, String)> {
    let told = lines.iter().map(|line| match line {
        Line::Row { number, row } => (*number, text(row)),
        Line::Failed { number, fault } => (*number, fault.code.to_owned()),
        Line::Refused(fault) => (0, fault.code.to_owned()),
    });
    told.collect()
}

/// A row as it would be sent.
#[allow(dead_code, reason = "not every test compares rows")]
pub fn text(row: &Row) -> String {
    String::from_utf8(row.to_json()).expect("JSON is UTF-8")
}
