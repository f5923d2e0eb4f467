//! Records of RFC 4180, read as they arrive.
//!
//! Readers made for exploring data find a meaning in whatever they are given. An import must not:
//! a quote that somebody forgot would put a hundred customers into one. So this one tells.

use crate::LONGEST;
use crate::fault::Fault;

/// The most fields of a record.
pub(crate) const MOST_FIELDS: usize = 1024;

/// One record, and the line that it begins on, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub line: u64,
    pub fields: Result<Fields, Fault>,
}

/// The fields of a record, one behind the other.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Fields {
    /// Each as it was written, without quotes.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let bounds = starts.zip(&self.ends);
        bounds.map(|(start, end)| self.text.get(start..*end).unwrap_or_default())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a record.
    Between,
    /// Before a field.
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: its end, or the first of two.
    Closed,
    /// In a record that cannot be read, up to the end of the line.
    Lost,
}

/// Cuts a stream into records, and holds at most one of [`LONGEST`] bytes.
#[derive(Debug)]
pub(crate) struct Records {
    delimiter: u8,
    state: State,
    fields: Fields,
    /// Bytes of the record, quotes and all.
    size: usize,
    fault: Option<Fault>,
    /// The line that is being read, and the one that the record began on.
    line: u64,
    began: u64,
    after_cr: bool,
}

impl Records {
    pub fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: State::Between,
            fields: Fields::default(),
            size: 0,
            fault: None,
            line: 1,
            began: 1,
            after_cr: false,
        }
    }

    /// Takes bytes off `chunk` up to the end of the next record. `None` when the chunk is used up.
    /// Blank lines are passed over.
    pub fn next(&mut self, chunk: &mut &[u8]) -> Option<Record> {
        while let Some((byte, rest)) = chunk.split_first() {
            *chunk = rest;
            if self.take(*byte) {
                return Some(self.record());
            }
        }
        None
    }

    /// Ends the record that was begun, if there is one: for the end of the stream.
    pub fn finish(&mut self) -> Option<Record> {
        match self.state {
            State::Between => return None,
            State::Quoted => {
                let detail = format!(
                    "a quote in the row that begins here is never closed; nothing behind line {} \
                     was read",
                    self.began
                );
                self.fault
                    .get_or_insert_with(|| Fault::new("quote_not_closed", detail));
            }
            _ => self.end_field(),
        }
        Some(self.record())
    }

    /// Answers whether this byte ends a record.
    fn take(&mut self, byte: u8) -> bool {
        let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
        let line = self.line;
        if byte == b'\r' || (byte == b'\n' && !after_cr) {
            self.line += 1;
        }
        let is_line_end = matches!(byte, b'\r' | b'\n');
        if self.state == State::Between {
            if is_line_end {
                return false;
            }
            self.began = line;
            self.state = State::Start;
        }
        self.size += 1;
        if self.size > LONGEST && self.fault.is_none() {
            let detail = format!("the row is longer than {LONGEST} bytes");
            self.lose(Fault::new("line_too_long", detail));
        }
        match (self.state, byte) {
            (State::Quoted, b'"') => self.state = State::Closed,
            (State::Quoted, byte) => self.keep(byte),
            (_, b'\r' | b'\n') => {
                self.end_field();
                return true;
            }
            (State::Lost, _) => {}
            (_, byte) if byte == self.delimiter => {
                self.end_field();
                self.state = State::Start;
            }
            (State::Start, b'"') => self.state = State::Quoted,
            (State::Closed, b'"') => {
                self.keep(byte);
                self.state = State::Quoted;
            }
            (State::Closed, _) => {
                let detail = "there is text behind a closing quote; a quote inside of a quoted \
                              value is written twice";
                self.lose(Fault::new("text_after_quote", detail));
                self.state = State::Lost;
            }
            (State::Start | State::Plain | State::Between, byte) => {
                self.keep(byte);
                self.state = State::Plain;
            }
        }
        false
    }

    fn keep(&mut self, byte: u8) {
        if self.fault.is_none() {
            self.fields.text.push(byte);
        }
    }

    fn end_field(&mut self) {
        if self.fault.is_some() {
            return;
        }
        if self.fields.ends.len() == MOST_FIELDS {
            let detail = format!("the row has more than {MOST_FIELDS} fields");
            self.lose(Fault::new("wrong_field_count", detail));
            return;
        }
        self.fields.ends.push(self.fields.text.len());
    }

    /// The record cannot be read: nothing more of it is kept. Where it ends is found out all the
    /// same, so that the text inside of its quotes is never taken for rows.
    fn lose(&mut self, fault: Fault) {
        self.fields = Fields::default();
        self.fault = Some(fault);
    }

    fn record(&mut self) -> Record {
        self.state = State::Between;
        self.size = 0;
        let fields = std::mem::take(&mut self.fields);
        Record {
            line: self.began,
            fields: self.fault.take().map_or(Ok(fields), Err),
        }
    }
}
