//! One batch to the server, as often as it takes.

use super::source::Batch;
use anyhow::{Result, bail};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use throughline_import::{Kind, Outcome, Report};

/// Seconds. A batch takes one or two; one on a server that is drowning takes longer.
const TIMEOUT: u64 = 120;
/// A wait that somebody may wonder about.
const WORTH_A_WORD: Duration = Duration::from_secs(2);
/// The code of a line that may succeed when it is sent again.
const UNAVAILABLE: &str = "store_unavailable";

/// How long to go on trying.
#[derive(Debug, Clone)]
pub struct Patience {
    /// Before the second try; it doubles from try to try.
    pub first: Duration,
    /// The longest wait, whatever the server asks for.
    pub longest: Duration,
    /// Tries in all.
    pub tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            longest: Duration::from_secs(60),
            tries: 12,
        }
    }
}

/// Where the rows go.
pub struct Server {
    url: String,
    key: String,
    kind: Kind,
    dry_run: bool,
    patience: Patience,
}

/// What the server said of a batch, in lines of the file.
#[derive(Debug, Default)]
pub struct Answer {
    /// Sums, and the lines that failed.
    pub report: Report,
    /// Line by line; of a server that only sums up, the lines that failed.
    pub outcomes: Vec<Outcome>,
}

enum Tried {
    Done(Answer),
    /// May work later, in no less time than this.
    Again(String, Option<Duration>),
    Refused(String),
}

impl Server {
    pub fn new(
        url: &str,
        key: String,
        kind: Kind,
        dry_run: bool,
        patience: &Patience,
    ) -> Result<Self> {
        if url.starts_with("https:") {
            bail!(
                "{url}: https is not spoken here; forward a port (ssh -L 3000:127.0.0.1:3000 HOST) \
                 and import to http://127.0.0.1:3000"
            );
        }
        if !url.starts_with("http://") {
            bail!("--url {url}: it begins with http://");
        }
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            key,
            kind,
            dry_run,
            patience: patience.clone(),
        })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a batch until it is answered. `stop` ends the waiting.
    pub fn send(&self, batch: &Batch, stop: &AtomicBool) -> Result<Answer> {
        if batch.lines.is_empty() {
            return Ok(Answer::default());
        }
        let mut wait = self.patience.first;
        for _ in 1..self.patience.tries {
            if stop.load(Ordering::Relaxed) {
                bail!("stopped");
            }
            match self.try_once(batch) {
                Tried::Done(answer) => return Ok(answer),
                Tried::Refused(said) => bail!(said),
                Tried::Again(said, after) => {
                    let asked = after.unwrap_or(wait).max(wait).min(self.patience.longest);
                    if asked >= WORTH_A_WORD {
                        eprintln!("xtask: {said}; trying again in {} s", asked.as_secs());
                    }
                    pause(asked, stop);
                    wait = wait.saturating_mul(2);
                }
            }
        }
        match self.try_once(batch) {
            Tried::Done(answer) => Ok(answer),
            Tried::Refused(said) => bail!(said),
            Tried::Again(said, _) => bail!(
                "{said}, {} times; the same command continues here later",
                self.patience.tries
            ),
        }
    }

    fn try_once(&self, batch: &Batch) -> Tried {
        let dry_run = if self.dry_run { "&dry_run=true" } else { "" };
        let url = format!("{}/v1/imports?kind={}{dry_run}", self.url, self.kind);
        let request = minreq::post(url)
            .with_header("Authorization", format!("Bearer {}", self.key))
            .with_header("Content-Type", "application/x-ndjson")
            .with_header("Accept", "application/x-ndjson, application/json;q=0.5")
            .with_body(batch.body.clone())
            .with_timeout(TIMEOUT);
        let answer = match request.send() {
            Ok(answer) => answer,
            Err(error @ minreq::Error::IoError(_)) => {
                return Tried::Again(format!("{} does not answer: {error}", self.url), None);
            }
            Err(error) => return Tried::Refused(format!("{}: {error}", self.url)),
        };
        let header = |wanted: &str| {
            let mut headers = answer.headers.iter();
            let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| &**value)
        };
        match answer.status_code {
            200 => {
                let is_lines = header("content-type").is_some_and(|t| t.contains("ndjson"));
                read(answer.as_bytes(), is_lines, batch)
            }
            408 | 425 | 429 | 500..=599 => {
                let seconds = header("retry-after").and_then(|after| after.trim().parse().ok());
                let said = problem(answer.status_code, answer.as_bytes());
                Tried::Again(said, seconds.map(Duration::from_secs))
            }
            status => Tried::Refused(problem(status, answer.as_bytes())),
        }
    }
}

/// Waits, but not longer than somebody wants the answer.
fn pause(time: Duration, stop: &AtomicBool) {
    const STEP: Duration = Duration::from_millis(50);
    let mut left = time;
    while !left.is_zero() && !stop.load(Ordering::Relaxed) {
        let step = left.min(STEP);
        std::thread::sleep(step);
        left -= step;
    }
}

/// An answer that does not speak of every row was cut off.
fn read(body: &[u8], is_lines: bool, batch: &Batch) -> Tried {
    let read = if is_lines {
        lines(body, batch)
    } else {
        sums(body, batch)
    };
    let Some(answer) = read else {
        return Tried::Again("the answer does not fit what was sent".to_owned(), None);
    };
    let passing = |outcome: &Outcome| outcome.code.as_deref() == Some(UNAVAILABLE);
    if answer.outcomes.iter().any(passing) {
        return Tried::Again("the store was not available for some rows".to_owned(), None);
    }
    Tried::Done(answer)
}

fn lines(body: &[u8], batch: &Batch) -> Option<Answer> {
    let mut answer = Answer::default();
    for line in body.split(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut outcome: Outcome = serde_json::from_slice(line).ok()?;
        outcome.line = line_of_file(outcome.line, batch)?;
        answer.report.note(&outcome);
        answer.outcomes.push(outcome);
    }
    (answer.outcomes.len() == batch.lines.len()).then_some(answer)
}

fn sums(body: &[u8], batch: &Batch) -> Option<Answer> {
    let mut report: Report = serde_json::from_slice(body).ok()?;
    let rows = report.created + report.updated + report.unchanged + report.failed;
    if rows != u64::try_from(batch.lines.len()).ok()? {
        return None;
    }
    let mut outcomes = Vec::new();
    for error in &mut report.errors {
        error.line = line_of_file(error.line, batch)?;
        outcomes.push(Outcome::failed(error.line, &*error.code, &*error.detail));
    }
    Some(Answer { report, outcomes })
}

fn line_of_file(line: u64, batch: &Batch) -> Option<u64> {
    let index = usize::try_from(line.checked_sub(1)?).ok()?;
    batch.lines.get(index).copied()
}

/// What a problem document says.
fn problem(status: u16, body: &[u8]) -> String {
    let document: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |member: &str| document[member].as_str().unwrap_or_default().to_owned();
    let (code, detail) = (text("code"), text("detail"));
    let hint = match status {
        401 | 403 => ": the key needs the scope admin",
        404 if code == "route_not_found" => ": is this Throughline?",
        413 => ": a smaller --batch may help",
        _ => "",
    };
    let said = crate::timeline::printable(&format!("{code} {detail}"));
    format!("the server answered {status} {}{hint}", said.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        Batch {
            body: b"{}\n{}\n".to_vec(),
            lines: vec![7, 9],
            ..Batch::default()
        }
    }

    #[test]
    fn an_answer_speaks_of_every_row_and_in_lines_of_the_file() {
        let first = r#"{"line":1,"status":"created","customer_id":"cus_1"}"#;
        let second = r#"{"line":2,"status":"failed","code":"invalid_field","detail":"no"}"#;
        let whole = format!("{first}\n{second}\n");
        let answer = lines(whole.as_bytes(), &batch()).unwrap();
        let numbers: Vec<_> = answer.outcomes.iter().map(|outcome| outcome.line).collect();
        assert_eq!(numbers, [7, 9]);
        assert_eq!((answer.report.created, answer.report.failed), (1, 1));
        assert_eq!(answer.report.errors[0].line, 9);
        for cut in [
            first,
            "",
            "{}",
            &whole[..whole.len() - 9],
            r#"{"line":3,"status":"created"}"#,
        ] {
            assert!(lines(cut.as_bytes(), &batch()).is_none(), "{cut}");
        }

        let sum = r#"{"rows":2,"created":1,"updated":0,"unchanged":0,"failed":1,
            "errors":[{"line":2,"code":"invalid_field","detail":"no"}],"errors_left_out":0,"dry_run":false}"#;
        let answer = sums(sum.as_bytes(), &batch()).unwrap();
        assert_eq!(answer.report.errors[0].line, 9);
        assert_eq!(answer.outcomes, [Outcome::failed(9, "invalid_field", "no")]);
        assert!(
            sums(
                sum.replace("\"created\":1", "\"created\":0").as_bytes(),
                &batch()
            )
            .is_none()
        );
        assert!(sums(&sum.as_bytes()[..40], &batch()).is_none());
    }

    #[test]
    fn a_problem_is_told_without_what_a_terminal_obeys() {
        let body = br#"{"code":"forbidden","detail":"\u001b[2Jthe key lacks admin"}"#;
        let said = problem(403, body);
        assert_eq!(
            said,
            "the server answered 403 forbidden  [2Jthe key lacks admin: the key needs the scope admin"
        );
        assert_eq!(problem(502, b"<html>"), "the server answered 502 ");
    }

    #[test]
    fn only_http_is_spoken() {
        let new = |url| {
            Server::new(
                url,
                String::new(),
                Kind::Customers,
                false,
                &Patience::default(),
            )
        };
        assert_eq!(new("http://h:1/").unwrap().url(), "http://h:1");
        for url in ["https://h", "h:1", "ftp://h"] {
            assert!(new(url).is_err(), "{url}");
        }
    }
}
