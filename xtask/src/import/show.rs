//! What a person sees of an import.

use super::progress::Tally;
use crate::style::{BAD, DIM, GOOD, STRONG};
use crate::timeline::printable;
use anstream::{eprint, eprintln, println};
use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};
use throughline_import::LineError;

/// How often a terminal is written to, and how often anything else.
const ON_A_TERMINAL: Duration = Duration::from_millis(200);
const ELSEWHERE: Duration = Duration::from_secs(10);
/// How many failed lines the summary shows.
pub const SHOWN: usize = 10;

/// How far it is.
pub struct Display {
    is_terminal: bool,
    begun: Instant,
    said: Option<Duration>,
    /// Rows that were done before this start.
    before: u64,
    /// Bytes of the file.
    total: u64,
    /// Bytes that were done before this start.
    skipped: u64,
}

impl Display {
    pub fn new(before: u64, total: u64) -> Self {
        Self {
            is_terminal: std::io::stderr().is_terminal(),
            begun: Instant::now(),
            said: None,
            before,
            total,
            skipped: 0,
        }
    }

    /// This much was done before; the clock runs from here.
    pub fn skipped(&mut self, bytes: u64) {
        self.skipped = bytes;
        self.begun = Instant::now();
    }

    /// Says how far it is, now and then. `bytes` of the file and `rows` are done.
    pub fn at(&mut self, rows: u64, bytes: u64) {
        let elapsed = self.begun.elapsed();
        let pause = if self.is_terminal {
            ON_A_TERMINAL
        } else {
            ELSEWHERE
        };
        let is_last = bytes >= self.total;
        let since = self
            .said
            .map_or(elapsed, |said| elapsed.saturating_sub(said));
        if since < pause && !is_last {
            return;
        }
        self.said = Some(elapsed);
        let line = line(Reached {
            rows,
            new: rows.saturating_sub(self.before),
            bytes,
            new_bytes: bytes.saturating_sub(self.skipped),
            total: self.total,
            elapsed,
        });
        if self.is_terminal {
            let end = if is_last { "\n" } else { "" };
            eprint!("\r\x1b[2K{line}{end}");
        } else {
            eprintln!("{line}");
        }
    }
}

struct Reached {
    rows: u64,
    new: u64,
    bytes: u64,
    new_bytes: u64,
    total: u64,
    elapsed: Duration,
}

fn line(reached: Reached) -> String {
    let Reached {
        rows, bytes, total, ..
    } = reached;
    let percent = bytes.min(total).saturating_mul(100) / total.max(1);
    let millis = u64::try_from(reached.elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    let speed = reached.new.saturating_mul(1000) / millis;
    let left = total.saturating_sub(bytes);
    let ending = if left == 0 || reached.new_bytes == 0 {
        clock(millis / 1000)
    } else {
        // Bytes, because how many rows are left is not known.
        let left = u128::from(left) * u128::from(millis) / u128::from(reached.new_bytes) / 1000;
        format!("{} left", clock(u64::try_from(left).unwrap_or(u64::MAX)))
    };
    format!("{percent:>3} %  {rows} rows  {speed} rows/s  {ending}")
}

fn clock(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match minutes / 60 {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{:02}:{seconds:02}", minutes % 60),
    }
}

/// What became of all rows, and the first ones that failed in this run.
pub fn summary(tally: &Tally, errors: &[LineError], dry_run: bool, report: &Path) {
    let Tally {
        created,
        updated,
        unchanged,
        failed,
    } = tally;
    let rows = created + updated + unchanged + failed;
    let would = if dry_run { " would be" } else { "" };
    let bad = if *failed > 0 { BAD } else { GOOD };
    println!(
        "{STRONG}{rows} rows{STRONG:#}{would}: {created} created, {updated} updated, {unchanged} \
         unchanged, {bad}{failed} failed{bad:#}"
    );
    for LineError { line, code, detail } in errors {
        println!("  {BAD}line {line}{BAD:#} {code} {}", printable(detail));
    }
    let shown = u64::try_from(errors.len()).unwrap_or(0);
    if *failed > shown {
        println!("  {DIM}and {} more{DIM:#}", failed - shown);
    }
    println!("{DIM}Line by line: {}{DIM:#}", report.display());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is_and_how_long_it_takes() {
        let line = |rows, new, bytes, new_bytes, seconds| {
            line(Reached {
                rows,
                new,
                bytes,
                new_bytes,
                total: 1000,
                elapsed: Duration::from_secs(seconds),
            })
        };
        assert_eq!(line(0, 0, 0, 0, 0), "  0 %  0 rows  0 rows/s  0:00");
        assert_eq!(
            line(500, 500, 250, 250, 10),
            " 25 %  500 rows  50 rows/s  0:30 left"
        );
        assert_eq!(
            line(500, 100, 250, 50, 10),
            " 25 %  500 rows  10 rows/s  2:30 left"
        );
        assert_eq!(
            line(500, 500, 1, 1, 10),
            "  0 %  500 rows  50 rows/s  2:46:30 left"
        );
        assert_eq!(
            line(2000, 2000, 1000, 1000, 65),
            "100 %  2000 rows  30 rows/s  1:05"
        );
    }
}
