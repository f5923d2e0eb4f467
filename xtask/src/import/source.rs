//! The file, cut into batches: the same every time, so that their numbers mean something.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use throughline_import::{Format, Identity, Line, Mapping, Outcome, Row, Rows};

/// A batch is sent when it has this many bytes, however few rows that are.
const MOST_BYTES: usize = 4 << 20;
/// Bytes that are read at once.
const CHUNK: usize = 1 << 16;

/// What is imported.
pub struct Source<'a> {
    pub path: &'a Path,
    pub format: Format,
    pub mapping: &'a Mapping,
    /// Rows in one batch.
    pub batch: u64,
}

/// Rows that are sent together.
#[derive(Debug, Default)]
pub struct Batch {
    /// From 0.
    pub number: u64,
    /// NDJSON.
    pub body: Vec<u8>,
    /// For each line of the body the line of the file.
    pub lines: Vec<u64>,
    /// Lines that are not sent, because they cannot be read.
    pub failed: Vec<Outcome>,
    /// Whom the rows are about.
    pub people: HashSet<String>,
    /// How much of the file is read behind them, in bytes.
    pub read: u64,
}

impl Batch {
    fn rows(&self) -> u64 {
        u64::try_from(self.lines.len() + self.failed.len()).unwrap_or(u64::MAX)
    }
}

/// The batches of a source, in order.
pub struct Batches<'a> {
    source: &'a Source<'a>,
    file: File,
    rows: Rows,
    read: u64,
    ended: bool,
    number: u64,
}

impl<'a> Source<'a> {
    /// In bytes.
    pub fn size(&self) -> Result<u64> {
        let file = std::fs::metadata(self.path);
        let file = file.with_context(|| format!("cannot read {}", self.path.display()))?;
        Ok(file.len())
    }

    /// From the first batch on.
    pub fn batches(&'a self) -> Result<Batches<'a>> {
        let file = File::open(self.path);
        Ok(Batches {
            source: self,
            file: file.with_context(|| format!("cannot read {}", self.path.display()))?,
            rows: Rows::new(self.format, self.mapping.clone()),
            read: 0,
            ended: false,
            number: 0,
        })
    }
}

impl Batches<'_> {
    /// The next batch; `None` behind the last one.
    pub fn next_batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch {
            number: self.number,
            ..Batch::default()
        };
        while batch.rows() < self.source.batch && batch.body.len() < MOST_BYTES {
            match self.next_line()? {
                Some(line) => self.take(&mut batch, line)?,
                None => break,
            }
        }
        if batch.rows() == 0 {
            return Ok(None);
        }
        self.number += 1;
        let unread = u64::try_from(self.rows.unread()).unwrap_or(0);
        batch.read = self.read.saturating_sub(unread);
        Ok(Some(batch))
    }

    fn next_line(&mut self) -> Result<Option<Line>> {
        loop {
            if let Some(line) = self.rows.next_row() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            let mut chunk = vec![0; CHUNK];
            let read = self.file.read(&mut chunk);
            let read =
                read.with_context(|| format!("cannot read {}", self.source.path.display()))?;
            if read == 0 {
                self.ended = true;
                self.rows.finish();
            }
            self.rows.push(chunk.get(..read).unwrap_or_default());
            self.read += u64::try_from(read).unwrap_or(0);
        }
    }

    fn take(&self, batch: &mut Batch, line: Line) -> Result<()> {
        match line {
            Line::Refused(fault) => bail!("{}: {}", self.source.path.display(), fault.detail),
            Line::Failed { number, fault } => {
                batch
                    .failed
                    .push(Outcome::failed(number, fault.code, fault.detail));
            }
            Line::Row { number, row } => {
                let json = row.to_json();
                if json.len() > throughline_import::LONGEST {
                    let detail = "the row is longer than 1 MiB as JSON";
                    batch
                        .failed
                        .push(Outcome::failed(number, "line_too_long", detail));
                    return Ok(());
                }
                batch.people.extend(people(&row, &json));
                batch.body.extend(json);
                batch.body.push(b'\n');
                batch.lines.push(number);
            }
        }
        Ok(())
    }
}

/// The addresses of whom a row is about, so written that two ways to write one are the same. Two
/// people may share such a text, which costs time only.
fn people(row: &Row, json: &[u8]) -> Vec<String> {
    let of = |identities: &[Identity]| {
        identities
            .iter()
            .map(|known| folded(&known.value))
            .collect()
    };
    match row {
        Row::Customer(customer) => of(&customer.identities),
        Row::Purchase(purchase) => of(&purchase.identities),
        Row::Interaction(_) => {
            let row: Value = serde_json::from_slice(json).unwrap_or_default();
            // Our own address, at the other end, is in every row.
            let end = if row["direction"] == "outbound" {
                "to"
            } else {
                "from"
            };
            let mut people = Vec::new();
            for member in [&row[end], &row["identities"]] {
                let values = member
                    .as_array()
                    .map_or(std::slice::from_ref(member), Vec::as_slice);
                let texts = values
                    .iter()
                    .filter_map(|value| value["value"].as_str().or(value.as_str()));
                people.extend(texts.map(folded));
            }
            people
        }
    }
}

fn folded(value: &str) -> String {
    // A number with and without its country ends alike.
    const END: usize = 8;
    let plain: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
    if !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let from = plain.len().saturating_sub(END);
        return plain.get(from..).unwrap_or_default().to_owned();
    }
    plain.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline_import::Kind;

    #[test]
    fn batches_are_the_same_every_time() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let rows: String = (1..=7).map(|n| format!("{n},Ann {n}\n")).collect();
        std::fs::write(file.path(), format!("user,name\n{rows},nobody\n,,\n")).unwrap();
        let mapping = Mapping::plain(Kind::Customers);
        let source = Source {
            path: file.path(),
            format: Format::Csv,
            mapping: &mapping,
            batch: 3,
        };
        let mut batches = source.batches().unwrap();
        let mut found = Vec::new();
        while let Some(batch) = batches.next_batch().unwrap() {
            let failed: Vec<_> = batch.failed.iter().map(|outcome| outcome.line).collect();
            assert_eq!(
                batch.body.split(|b| *b == b'\n').count(),
                batch.lines.len() + 1
            );
            found.push((batch.number, batch.lines, failed, batch.people.len()));
        }
        assert_eq!(
            found,
            [
                (0, vec![2, 3, 4], vec![], 3),
                (1, vec![5, 6, 7], vec![], 3),
                (2, vec![8], vec![9], 1),
            ]
        );
        assert_eq!(batches.read, source.size().unwrap());
    }

    #[test]
    fn a_person_is_recognised_however_the_address_is_written() {
        for (one, other, same) in [
            ("+43 660 1234567", "0660/1234567", true),
            ("Ann@Example.org", "ann@example.org", true),
            ("crm:4711", "crm:4712", false),
            ("4711", "4712", false),
        ] {
            assert_eq!(folded(one) == folded(other), same, "{one} {other}");
        }
        let of = |json: &str| people(&Row::Interaction(json.into()), json.as_bytes());
        let inbound = r#"{"direction":"inbound","from":{"value":"a"},"to":"desk@example.org"}"#;
        assert_eq!(of(inbound), ["a"]);
        let outbound =
            r#"{"direction":"outbound","from":"desk@example.org","to":["b@c.d",{"value":"e"}]}"#;
        assert_eq!(of(outbound), ["bcd", "e"]);
        assert_eq!(of(r#"{"identities":[{"value":"f"}]}"#), ["f"]);
        assert!(of("[]").is_empty());
    }
}
