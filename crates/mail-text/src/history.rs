//! Which lines of a mail are history, and of which kind.

use std::cell::OnceCell;

use crate::attribution::attribution;
use crate::header_block::{Block, block, notes_block, unknown_block};
use crate::line::{Line, Mark, initials};
use crate::title::{Title, is_framed, is_rule, title};
use crate::words::titles::is_forward;

/// Where a line belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    New,
    Signature,
    Quoted,
    Forwarded,
    /// A delimiter, which is nobody's text.
    Delimiter,
}

/// Looks for history from the top. What is not history is [`Part::New`], or [`Part::Signature`] where
/// the HTML says so.
pub(crate) fn parts<'a>(lines: &'a [Line<'a>], subject: &'a str) -> Vec<Part> {
    let mut search = Search {
        lines,
        subject,
        passed_on: is_forward(subject),
        parts: Vec::with_capacity(lines.len()),
        history: None,
        written: false,
        introduction: OnceCell::new(),
    };
    while search.parts.len() < lines.len() {
        search.step();
    }
    search.parts
}

struct Search<'a> {
    lines: &'a [Line<'a>],
    subject: &'a str,
    /// The subject says that the mail was passed on.
    passed_on: bool,
    /// The parts of the lines read so far.
    parts: Vec<Part>,
    /// What quoted lines from here on are, once something has introduced them.
    history: Option<Part>,
    /// There is new text above.
    written: bool,
    /// The first line of the mail that begins an introduction; looked for at most once.
    introduction: OnceCell<Option<usize>>,
}

/// How a piece of history begins.
struct Start {
    /// Lines of the introduction.
    lines: usize,
    part: Part,
}

impl<'a> Search<'a> {
    fn rest(&self) -> &'a [Line<'a>] {
        self.lines.get(self.parts.len()..).unwrap_or_default()
    }

    fn put(&mut self, count: usize, part: Part) {
        let end = (self.parts.len() + count).min(self.lines.len());
        self.parts.resize(end, part);
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(line) = rest.first() else { return };
        if line.mark == Mark::Signature {
            self.put(1, Part::Signature);
        } else if line.is_blank() {
            self.put(1, Part::New);
        } else if line.mark == Mark::History {
            self.marked();
        } else if let Some(start) = arrowed(rest) {
            self.introduced(&start);
        } else if line.is_quoted() {
            self.quoted();
        } else if self.history.is_some() && initials(&line.text).is_some() {
            self.put(1, Part::Quoted);
        } else if let Some(start) = self.start(rest) {
            self.introduced(&start);
        } else {
            self.written = true;
            self.put(1, Part::New);
        }
    }

    /// An introduction. What is below it is history as far as it is set off as a quotation, and all of
    /// it when it is not.
    fn introduced(&mut self, start: &Start) {
        self.put(start.lines, start.part);
        self.history = Some(start.part);
        let next = self.rest().iter().find(|line| !line.is_blank());
        let quoted = next.is_some_and(|line| line.is_quoted() || initials(&line.text).is_some());
        if !quoted {
            self.put(self.lines.len(), start.part);
        }
    }

    /// The introduction that begins with the first of `rest`.
    fn start(&self, rest: &[Line<'_>]) -> Option<Start> {
        let begin = rest.first()?;
        let mut skipped = 0;
        if is_rule(begin) {
            skipped = 1 + rest
                .iter()
                .skip(1)
                .take_while(|line| line.is_blank())
                .count();
        }
        let below = rest.get(skipped..)?;
        if let Some(block) = block(below).filter(|block| block.address || !self.announced(rest)) {
            let part = self.part_of(&block);
            return Some(Start {
                lines: skipped + block.lines,
                part,
            });
        }
        if let Some(found) = below.first().and_then(title) {
            let mut start = self.titled(found, below);
            start.lines += skipped;
            return Some(start);
        }
        if is_framed(begin) && block_below(rest).is_some() {
            return Some(self.titled(Title::Original, rest));
        }
        let unknown = || unknown_block(below, self.subject).map(|lines| skipped + lines);
        if let Some(lines) = notes_block(rest).or_else(unknown) {
            let part = if self.passed_on {
                Part::Forwarded
            } else {
                Part::Quoted
            };
            return Some(Start { lines, part });
        }
        let found = attribution(below)?;
        Some(Start {
            lines: skipped + found.lines,
            part: Part::Quoted,
        })
    }

    /// Whether the line above `rest` announces what follows: "These are my tickets:".
    fn announced(&self, rest: &[Line<'_>]) -> bool {
        let above = self.lines.len().saturating_sub(rest.len());
        let above = self.lines.get(..above).unwrap_or_default();
        let last = above.iter().rev().find(|line| !line.is_blank());
        last.is_some_and(|line| line.text.trim_end().ends_with([':', '：']) && !line.is_quoted())
    }

    /// A title, with the block or attribution below it.
    fn titled(&self, found: Title, rest: &[Line<'_>]) -> Start {
        let blank = rest
            .iter()
            .skip(1)
            .take_while(|line| line.is_blank())
            .count();
        let below = rest.get(1 + blank..).unwrap_or_default();
        let quoted = |lines: &[Line<'_>]| lines.first().is_some_and(Line::is_quoted);
        let other = quoted(below) != quoted(rest);
        let block = block(below).filter(|_| !other);
        let sentence = attribution(below)
            .filter(|_| !other)
            .map(|found| found.lines);
        let part = match (found, &block) {
            (Title::Forwarded, _) => Part::Forwarded,
            (Title::Original, Some(block)) => self.part_of(block),
            (Title::Original, None) if self.passed_on => Part::Forwarded,
            _ => Part::Quoted,
        };
        let more = block
            .map(|block| block.lines)
            .or(sentence)
            .map_or(0, |lines| blank + lines);
        Start {
            lines: 1 + more,
            part,
        }
    }

    /// `VS:` is "answer" in Finnish and "passed on" in Danish and Norwegian; the block's language tells.
    fn part_of(&self, block: &Block) -> Part {
        let finnish = block.from == "lähettäjä";
        if self.passed_on && !finnish {
            Part::Forwarded
        } else {
            Part::Quoted
        }
    }

    /// Lines that the HTML marks.
    fn marked(&mut self) {
        let rest = self.rest();
        let count = rest
            .iter()
            .take_while(|l| l.mark == Mark::History || l.is_blank())
            .count();
        let run = rest.get(..count).unwrap_or_default();
        let part = self.inner_part(run).unwrap_or(Part::Quoted);
        // Gmail marks the fields of a mail passed on, and not the mail.
        let fields = self
            .fields(run)
            .is_some_and(|lines| run.iter().skip(lines).all(Line::is_blank));
        if fields {
            return self.introduced(&Start { lines: count, part });
        }
        self.history = Some(part);
        self.put(count, part);
    }

    /// The lines of a title or block that `run` begins with.
    fn fields(&self, run: &[Line<'_>]) -> Option<usize> {
        if let Some(found) = run.first().and_then(title) {
            return Some(self.titled(found, run).lines);
        }
        block(run).map(|block| block.lines)
    }

    /// Lines that begin with `>`, or that an unmarked block of the HTML sets off.
    fn quoted(&mut self) {
        let rest = self.rest();
        let count = rest.iter().take_while(|line| line.is_quoted()).count();
        let run = rest.get(..count).unwrap_or_default();
        let part = self
            .inner_part(run)
            .or(self.history)
            .or_else(|| self.bare(run, rest));
        match part {
            Some(part) => {
                self.history = Some(part);
                self.put(count, part);
            }
            None => {
                self.written = true;
                self.put(count, Part::New);
            }
        }
    }

    /// What a run of quoted lines says about itself in its first lines.
    fn inner_part(&self, run: &[Line<'_>]) -> Option<Part> {
        let starts = (0..run.len()).filter(|at| run.get(*at).is_some_and(|line| !line.is_blank()));
        for at in starts.take(3) {
            let below = run.get(at..)?;
            match below.first().and_then(title) {
                Some(Title::Forwarded) => return Some(Part::Forwarded),
                Some(_) => return Some(self.history.unwrap_or(Part::Quoted)),
                None => {}
            }
            if let Some(block) = block(below) {
                return Some(self.part_of(&block));
            }
            if attribution(below).is_some() {
                return Some(Part::Quoted);
            }
        }
        None
    }

    /// A run that nothing introduces. At the top it is history; below text it is so when no
    /// introduction follows in the mail and the text does not announce what it shows.
    fn bare(&self, run: &[Line<'_>], rest: &[Line<'_>]) -> Option<Part> {
        let typed = run.iter().all(|line| line.depth == 0);
        if !typed {
            return None;
        }
        if !self.written {
            return Some(Part::Quoted);
        }
        let above = self.lines.get(..self.parts.len())?;
        let apart = above.last().is_some_and(Line::is_blank);
        let last = above.iter().rev().find(|line| !line.is_blank())?;
        let announced = last.text.trim_end().ends_with([':', '：', ',', '，']);
        let after = rest.get(run.len()..).unwrap_or_default();
        let closed = after.first().is_none_or(Line::is_blank);
        (apart && closed && !announced && !self.introduced_later()).then_some(Part::Quoted)
    }

    /// Whether an introduction follows somewhere below.
    fn introduced_later(&self) -> bool {
        let introduced = |at| {
            self.lines
                .get(at..)
                .is_some_and(|rest| self.start(rest).is_some())
        };
        let first = self
            .introduction
            .get_or_init(|| (0..self.lines.len()).find(|at| introduced(*at)));
        first.is_some_and(|at| at >= self.parts.len())
    }
}

/// GroupWise's introduction, which begins with the signs of a quotation and is none:
/// `>>> Nora Field <nora@example.com> 3/4/2025 4:42 PM >>>`.
fn arrowed(rest: &[Line<'_>]) -> Option<Start> {
    let lines = crate::attribution::arrowed(rest)?;
    Some(Start {
        lines,
        part: Part::Quoted,
    })
}

/// The block below the first of `lines` and the blank lines after it.
fn block_below(lines: &[Line<'_>]) -> Option<Block> {
    let at = lines.iter().skip(1).position(|line| !line.is_blank())? + 1;
    block(lines.get(at..)?)
}

/// The greeting that a program wrote above its own "You wrote on …:" goes with it.
pub(crate) fn claim_greeting(lines: &[Line<'_>], parts: &mut [Part]) {
    let Some(at) = parts.iter().position(|part| *part == Part::Quoted) else {
        return;
    };
    let greets = lines
        .get(at..)
        .and_then(attribution)
        .is_some_and(|found| found.greets);
    let above = lines.get(..at).unwrap_or_default();
    let written = above.iter().filter(|line| !line.is_blank()).count();
    if greets && written == 1 {
        parts
            .iter_mut()
            .take(at)
            .for_each(|part| *part = Part::Quoted);
    }
}
