//! What became of an import.

use serde::{Deserialize, Serialize};

/// How many errors a report lists.
pub const MOST_ERRORS: usize = 1000;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// There is something new.
    Created,
    /// Something known changed.
    Updated,
    /// All of it was known.
    Unchanged,
    /// Nothing of it was taken.
    Failed,
}

/// One line of the line-by-line report, as NDJSON has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// From 1; a CSV's header is the first.
    pub line: u64,
    /// What became of it.
    pub status: Status,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// Why it failed: a stable word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it failed, for a reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A line that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineError {
    /// From 1; a CSV's header is the first.
    pub line: u64,
    /// A stable word.
    pub code: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// The answer to an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// All of them.
    pub rows: u64,
    /// Rows of which something is new.
    pub created: u64,
    /// Rows that changed something known.
    pub updated: u64,
    /// Rows of which all was known.
    pub unchanged: u64,
    /// Rows of which nothing was taken.
    pub failed: u64,
    /// The first [`MOST_ERRORS`] of those.
    pub errors: Vec<LineError>,
    /// How many there are beyond.
    pub errors_left_out: u64,
    /// Nothing was changed: this is what would have become of it.
    pub dry_run: bool,
}

impl Report {
    /// Of nothing yet.
    pub fn new(dry_run: bool) -> Self {
        Self {
            dry_run,
            ..Self::default()
        }
    }

    /// Counts a line.
    pub fn note(&mut self, outcome: &Outcome) {
        self.rows += 1;
        match outcome.status {
            Status::Created => self.created += 1,
            Status::Updated => self.updated += 1,
            Status::Unchanged => self.unchanged += 1,
            Status::Failed => {
                self.failed += 1;
                self.list(outcome);
            }
        }
    }

    fn list(&mut self, outcome: &Outcome) {
        if self.errors.len() >= MOST_ERRORS {
            self.errors_left_out += 1;
            return;
        }
        self.errors.push(LineError {
            line: outcome.line,
            code: outcome.code.clone().unwrap_or_default(),
            detail: outcome.detail.clone().unwrap_or_default(),
        });
    }

    /// The JSON document.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings and numbers always serialise; an empty body beats a trap.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Outcome {
    /// A line that was taken.
    pub fn taken(line: u64, status: Status, customer_id: Option<String>) -> Self {
        Self {
            line,
            status,
            customer_id,
            code: None,
            detail: None,
        }
    }

    /// A line that failed.
    pub fn failed(line: u64, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            line,
            status: Status::Failed,
            customer_id: None,
            code: Some(code.into()),
            detail: Some(detail.into()),
        }
    }

    /// As a line of NDJSON, with its end.
    pub fn to_line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}
