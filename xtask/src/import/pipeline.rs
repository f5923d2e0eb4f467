//! Several batches at once, and their results in the order of the file.

use super::Files;
use super::progress::Progress;
use super::send::{Answer, Server};
use super::show::{Display, SHOWN};
use super::source::{Batch, Batches, Source};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use throughline_import::{LineError, Report};

/// How many batches may be done before the one that is waited for, for each that is sent at once.
const AHEAD: u64 = 4;

/// An import under way.
pub struct Run<'a> {
    pub server: &'a Server,
    pub parallel: u64,
    pub progress: Progress,
    pub files: &'a Files,
    pub display: Display,
}

/// A batch and what the server said of it.
type Done = (Batch, Result<Answer>);

impl Run<'_> {
    /// Sends what is not acknowledged yet. Answers how far it came, which is all the way, and the
    /// first lines that failed.
    pub fn all(mut self, source: &Source) -> Result<(Progress, Vec<LineError>)> {
        let mut batches = source.batches()?;
        let mut first = batches.next_batch()?;
        let mut read = 0;
        while let Some(batch) = first.take_if(|batch| batch.number < self.progress.batches) {
            read = batch.read;
            first = batches.next_batch()?;
        }
        self.display.skipped(read);
        let report = open(self.files, self.progress.report_bytes)?;
        let (jobs, taken) = channel();
        let (results, done) = channel();
        let (taken, stop) = (Mutex::new(taken), AtomicBool::new(false));
        let (server, parallel) = (self.server, self.parallel);
        std::thread::scope(|scope| {
            for _ in 0..parallel {
                let results = results.clone();
                scope.spawn(|| work(server, &taken, results, &stop));
            }
            let mut desk = Desk {
                run: self,
                batches,
                next: first,
                sent: BTreeMap::new(),
                waiting: BTreeMap::new(),
                report,
                errors: Vec::new(),
            };
            let ended = desk.all(jobs, &done);
            stop.store(true, Ordering::Relaxed);
            ended.map(|()| (desk.run.progress, desk.errors))
        })
    }
}

fn work(server: &Server, jobs: &Mutex<Receiver<Batch>>, results: Sender<Done>, stop: &AtomicBool) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = job else {
            return;
        };
        let answer = server.send(&batch, stop);
        if results.send((batch, answer)).is_err() {
            return;
        }
    }
}

fn open(files: &Files, length: u64) -> Result<File> {
    let file = &files.report;
    let context = || {
        format!(
            "cannot write {}; --report names another place",
            file.display()
        )
    };
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    let mut report = options.open(file).with_context(context)?;
    // Behind it is what was written of a batch that is sent again.
    report.set_len(length).with_context(context)?;
    report.seek(SeekFrom::End(0)).with_context(context)?;
    Ok(report)
}

/// Where batches go out from and come back to.
struct Desk<'a> {
    run: Run<'a>,
    batches: Batches<'a>,
    next: Option<Batch>,
    /// Whom the batches are about that are under way.
    sent: BTreeMap<u64, HashSet<String>>,
    /// Answered before one that comes before them.
    waiting: BTreeMap<u64, (Batch, Answer)>,
    report: File,
    errors: Vec<LineError>,
}

impl Desk<'_> {
    fn all(&mut self, jobs: Sender<Batch>, done: &Receiver<Done>) -> Result<()> {
        loop {
            self.send(&jobs)?;
            if self.sent.is_empty() {
                return Ok(());
            }
            let (batch, answer) = done.recv().context("all senders are gone")?;
            self.sent.remove(&batch.number);
            let number = batch.number;
            let answer = answer.with_context(|| {
                let lines = batch.lines.first().zip(batch.lines.last());
                lines.map_or_else(String::new, |(from, to)| format!("lines {from} to {to}"))
            })?;
            self.waiting.insert(number, (batch, answer));
            while let Some((batch, answer)) = self.waiting.remove(&self.run.progress.batches) {
                self.note(&batch, answer)?;
            }
        }
    }

    /// Sends what may be sent now.
    fn send(&mut self, jobs: &Sender<Batch>) -> Result<()> {
        let parallel = self.run.parallel;
        while let Some(batch) = self.next.take_if(|batch| {
            let is_free = u64::try_from(self.sent.len()).is_ok_and(|sent| sent < parallel);
            let is_near = batch.number < self.run.progress.batches + parallel * AHEAD;
            let mut others = self.sent.values();
            is_free && is_near && others.all(|people| people.is_disjoint(&batch.people))
        }) {
            let mut batch = batch;
            self.sent
                .insert(batch.number, std::mem::take(&mut batch.people));
            jobs.send(batch).ok().context("all senders are gone")?;
            self.next = self.batches.next_batch()?;
        }
        Ok(())
    }

    /// The next batch in order is done: first the report, then how far it came.
    fn note(&mut self, batch: &Batch, answer: Answer) -> Result<()> {
        let mut report = Report::default();
        let mut outcomes = batch.failed.clone();
        for outcome in &outcomes {
            report.note(outcome);
        }
        let progress = &mut self.run.progress;
        progress.tally.add(&report);
        progress.tally.add(&answer.report);
        outcomes.extend(answer.outcomes);
        outcomes.sort_by_key(|outcome| outcome.line);
        let lines: Vec<u8> = outcomes
            .iter()
            .flat_map(|outcome| outcome.to_line())
            .collect();
        let written = self.report.write_all(&lines);
        written
            .and_then(|()| self.report.sync_data())
            .context("cannot write the report")?;
        let errors = [report.errors, answer.report.errors].concat();
        let room = SHOWN.saturating_sub(self.errors.len());
        self.errors.extend(errors.into_iter().take(room));
        progress.batches += 1;
        progress.report_bytes += u64::try_from(lines.len()).unwrap_or(0);
        if let Some(file) = &self.run.files.progress {
            progress.save(file)?;
        }
        let rows = progress.rows();
        self.run.display.at(rows, batch.read);
        Ok(())
    }
}
