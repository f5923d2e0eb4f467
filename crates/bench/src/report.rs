//! What was found, as Markdown and as JSON. The ratios come first.

use crate::joins::{self, Joins};
use crate::load::Sample;
use crate::machine::Machine;
use crate::overload::{self, Overload};
use crate::widgets::{self, Widgets};
use anyhow::{Context, Result};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Most that the longest history may cost of the shortest.
const HISTORY_TARGET: f64 = 1.2;

/// Answers a second, and milliseconds.
const FIGURE_TARGETS: [(&str, f64, f64); 2] = [
    ("lookup", 12_000.0, 10.0),
    ("append, many customers", 3_000.0, 20.0),
];

/// One run's findings.
#[derive(Debug, Serialize)]
pub struct Report {
    command: String,
    date: String,
    machine: Machine,
    quick: bool,
    /// The application against the floor.
    pub comparisons: Vec<Comparison>,
    /// What becomes of more requests than can be answered.
    pub overloads: Vec<Overload>,
    pub widgets: Option<Widgets>,
    pub joins: Option<Joins>,
    /// Lookups of short and long histories.
    pub history: Vec<History>,
    /// Bytes of each component.
    wasm: Vec<Wasm>,
    /// How long a start takes.
    pub starts: Vec<Start>,
}

/// The application and the floor under the same load.
#[derive(Debug, Serialize)]
pub struct Comparison {
    what: String,
    connections: usize,
    /// Answers a second, as a part of the floor's.
    ratio: f64,
    /// The same for each turn.
    ratio_of_rounds: Vec<f64>,
    /// The floor's processor time for an answer, as a part of the application's.
    processor_ratio: Option<f64>,
    target: Option<f64>,
    application: Figures,
    floor: Figures,
}

/// What was measured of one side.
#[derive(Debug, Serialize)]
pub struct Figures {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// Processor time of the host for one answer, in microseconds.
    processor_us: Option<f64>,
}

/// Lookups of a customer with so many interactions.
#[derive(Debug, Serialize)]
pub struct History {
    pub interactions: u64,
    pub connections: usize,
    /// Time for an answer, as a multiple of the shortest history's.
    pub time_to_shortest: f64,
    pub answer_bytes: usize,
    pub lookup: Figures,
}

/// A component's size.
#[derive(Debug, Serialize)]
struct Wasm {
    name: String,
    bytes: u64,
}

/// A start of the host.
#[derive(Debug, Serialize)]
pub struct Start {
    pub application: String,
    /// What the cache of compiled code has: none, or all.
    pub compiled_code: String,
    /// From the program's start until it serves.
    pub serving_ms: f64,
    /// The first request after that, its connection included.
    pub first_request_ms: f64,
}

impl Figures {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.per_second
    }

    /// The last cells of a row.
    pub fn row(&self) -> String {
        format!(
            "| {:.0} | {:.2} | {:.2} | {} |",
            self.per_second,
            self.p50_ms,
            self.p99_ms,
            optional(self.processor_us, 0),
        )
    }

    /// The figures of a sample.
    pub fn of(sample: &Sample) -> Self {
        let milliseconds = |quantile| sample.latency.value_at_quantile(quantile) as f64 / 1000.0;
        Self {
            per_second: sample.rate(),
            p50_ms: milliseconds(0.5),
            p99_ms: milliseconds(0.99),
            processor_us: sample.processor.map(|p| p * 1e6 / sample.count as f64),
        }
    }
}

impl Comparison {
    /// Of the application's sample and the floor's, in this order.
    pub fn new(
        what: &str,
        connections: usize,
        target: Option<f64>,
        samples: &[Sample],
        ratio_of_rounds: Vec<f64>,
    ) -> Self {
        let [application, floor] = [0, 1].map(|at: usize| Figures::of(&samples[at]));
        let processor = floor.processor_us.zip(application.processor_us);
        Self {
            what: what.to_owned(),
            connections,
            ratio: application.per_second / floor.per_second,
            ratio_of_rounds,
            processor_ratio: processor.map(|(floor, application)| floor / application),
            target,
            application,
            floor,
        }
    }
}

impl Report {
    /// An empty one of this run.
    pub fn begin(quick: bool) -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let command = format!("cargo xtask bench {}", arguments.join(" "));
        Self {
            command: command.trim_end().to_owned(),
            date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
            machine: Machine::here(),
            quick,
            comparisons: Vec::new(),
            overloads: Vec::new(),
            widgets: None,
            joins: None,
            history: Vec::new(),
            wasm: Vec::new(),
            starts: Vec::new(),
        }
    }

    /// Notes the sizes of the application's components and the floor.
    pub fn weigh(&mut self, folder: &Path) -> Result<()> {
        for name in ["lookup", "sms", "timeline", "floor"] {
            let file = folder.join(format!("throughline_{name}.wasm"));
            let file = std::fs::metadata(&file)
                .with_context(|| format!("{} is not built", file.display()))?;
            self.wasm.push(Wasm {
                name: name.to_owned(),
                bytes: file.len(),
            });
        }
        Ok(())
    }

    /// As JSON.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Keeps both forms in `folder`; answers their path without the ending.
    pub fn save(&self, folder: &Path, name: &str) -> Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}-{name}", self.date));
        std::fs::write(path.with_extension("md"), self.markdown())?;
        std::fs::write(path.with_extension("json"), self.json()? + "\n")?;
        Ok(path)
    }

    /// As Markdown, the ratios first.
    pub fn markdown(&self) -> String {
        let mut out = format!(
            "# Measured on {}\n\n`{}`\n\n{}.{}\n",
            self.date,
            self.command,
            self.machine,
            if self.quick {
                " Quick: the longest history has 10,000 interactions, not 100,000."
            } else {
                ""
            }
        );
        self.ratios(&mut out);
        self.figures(&mut out);
        self.targets(&mut out);
        widgets::write(&mut out, self.widgets.as_ref());
        overload::write(&mut out, &self.overloads);
        joins::write(&mut out, self.joins.as_ref());
        self.histories(&mut out);
        self.components(&mut out);
        out
    }

    fn ratios(&self, out: &mut String) {
        if self.comparisons.is_empty() {
            return;
        }
        out.push_str(
            "\n## Against the floor\n\nThe application's answers a second as a part of the floor's \
             (least to most of the turns), and the floor's processor time for an answer as a part \
             of the application's. 1 would be: Throughline's own work costs nothing.\n\n\
             | | connections | answers a second | target | processor time |\n\
             |---|---:|---:|---|---:|\n",
        );
        for c in &self.comparisons {
            let least = c.ratio_of_rounds.iter().copied().fold(f64::MAX, f64::min);
            let most = c.ratio_of_rounds.iter().copied().fold(0.0, f64::max);
            let target = c.target.map_or("none".to_owned(), |target| {
                format!("{target} {}", met(c.ratio >= target))
            });
            let _ = writeln!(
                out,
                "| {} | {} | {:.2} ({least:.2} to {most:.2}) | {target} | {} |",
                c.what,
                c.connections,
                c.ratio,
                optional(c.processor_ratio, 2),
            );
        }
    }

    fn figures(&self, out: &mut String) {
        if self.comparisons.is_empty() {
            return;
        }
        out.push_str(
            "\n## Figures\n\nThe load generator runs on the same machine.\n\n\
             | | connections | | a second | p50 ms | p99 ms | processor µs |\n\
             |---|---:|---|---:|---:|---:|---:|\n",
        );
        for c in &self.comparisons {
            for (side, f) in [("application", &c.application), ("floor", &c.floor)] {
                let _ = writeln!(out, "| {} | {} | {side} {}", c.what, c.connections, f.row());
            }
        }
    }

    /// The targets in figures, which are those of two cores with the load generator on them.
    fn targets(&self, out: &mut String) {
        let named = FIGURE_TARGETS.iter().filter_map(|(what, rate, p99)| {
            let mut found = self.comparisons.iter();
            let found = found.find(|c| c.what == *what && c.connections == 64)?;
            Some((what, rate, p99, &found.application))
        });
        for (at, (what, rate, p99, figures)) in named.enumerate() {
            if at == 0 {
                out.push_str(
                    "\n## Targets\n\nAt 64 connections, over SQLite, on two cores.\n\n\
                     | | a second | target | p99 ms | target |\n|---|---:|---|---:|---|\n",
                );
            }
            let _ = writeln!(
                out,
                "| {what} | {:.0} | {rate} {} | {:.2} | {p99} {} |",
                figures.per_second,
                met(figures.per_second >= *rate),
                figures.p99_ms,
                met(figures.p99_ms < *p99),
            );
        }
    }

    fn histories(&self, out: &mut String) {
        if self.history.is_empty() {
            return;
        }
        let _ = write!(
            out,
            "\n## Long histories\n\nLookups of one customer, each with three slots behind its view. \
             Target: the longest at most {HISTORY_TARGET} times the shortest.\n\n\
             | interactions | connections | time to the shortest | answer bytes | a second | p50 ms \
             | p99 ms | processor µs |\n|---:|---:|---|---:|---:|---:|---:|---:|\n"
        );
        for h in &self.history {
            let _ = writeln!(
                out,
                "| {} | {} | {:.2} {} | {} {}",
                h.interactions,
                h.connections,
                h.time_to_shortest,
                met(h.time_to_shortest <= HISTORY_TARGET),
                h.answer_bytes,
                h.lookup.row(),
            );
        }
    }

    fn components(&self, out: &mut String) {
        if !self.wasm.is_empty() {
            out.push_str("\n## Components\n\n| | bytes of `.wasm` |\n|---|---:|\n");
        }
        for wasm in &self.wasm {
            let _ = writeln!(out, "| {} | {} |", wasm.name, wasm.bytes);
        }
        if !self.starts.is_empty() {
            out.push_str(
                "\n## Starts\n\nFrom the program's start until it serves, and its first request (the \
                 first message of a new customer). With cached code: the \
                 median of five.\n\n| | compiled code | serving after ms | first request ms |\n\
                 |---|---|---:|---:|\n",
            );
        }
        for s in &self.starts {
            let _ = writeln!(
                out,
                "| {} | {} | {:.0} | {:.1} |",
                s.application, s.compiled_code, s.serving_ms, s.first_request_ms
            );
        }
    }
}

/// A figure that may be missing.
pub fn optional(value: Option<f64>, digits: usize) -> String {
    value.map_or("unknown".to_owned(), |value| format!("{value:.digits$}"))
}

/// How a target is shown.
pub fn met(met: bool) -> &'static str {
    if met { "met" } else { "**missed**" }
}
