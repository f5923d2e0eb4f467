//! `cargo xtask bench`: what Throughline costs above the floor.
//!
//! The floor (`bench/floor`) performs the same store operations on the same host and does nothing
//! else; both run at once and are loaded in turns, so the ratios hold on a noisy machine where the
//! figures do not. Targets are reported, never asserted.

mod bench;
mod host;
mod joins;
mod load;
mod machine;
mod overload;
mod report;
mod trace;
mod traffic;
mod widgets;

use anyhow::{Context, Result};
use bench::Bench;
use clap::{Parser, ValueEnum};
use load::Effort;
use report::Report;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use throughline_store::testing::RedisServer;

/// Where the components are, as `cargo xtask` says.
const WASM_DIR: &str = "THROUGHLINE_WASM_DIR";

#[derive(Parser)]
#[command(bin_name = "cargo xtask bench", about = "Measures against the floor")]
struct Arguments {
    /// What to measure [default: everything].
    scenarios: Vec<Scenario>,
    /// How long each side of each comparison is measured.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// In how many turns.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Take 10,000 interactions for the longest history instead of 100,000.
    #[arg(long)]
    quick: bool,
    /// Keep the result as docs/measurements/DATE-NAME.md and .json.
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Lookups by phone.
    Lookup,
    /// Signed messages, from many customers and from one.
    Append,
    /// The same two over Redis.
    Redis,
    /// Five times as much as can be done.
    Overload,
    /// Two thousand open chat widgets.
    Widgets,
    /// Joining two customers with 10,000 interactions each, and lookups of them.
    Joins,
    /// Lookups of customers with 10, 1,000 and 100,000 interactions.
    History,
    /// Sizes of the components.
    Size,
    /// Cold and warm starts.
    Start,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    tokio::task::LocalSet::new().block_on(&runtime, run(&arguments))
}

async fn run(arguments: &Arguments) -> Result<()> {
    let root = root()?;
    let wanted =
        |scenario| arguments.scenarios.is_empty() || arguments.scenarios.contains(&scenario);
    let effort = Effort {
        measured: Duration::try_from_secs_f64(arguments.seconds).context("--seconds")?,
        rounds: arguments.rounds,
    };
    let mut report = Report::begin(arguments.quick);
    if wanted(Scenario::Size) {
        let folder = std::env::var_os(WASM_DIR).map(PathBuf::from);
        report.weigh(&folder.unwrap_or_else(|| root.join("target/wasm32-wasip2/release")))?;
    }
    let mut bench = Bench::start(&root, effort, arguments.quick, None).await?;
    if wanted(Scenario::Lookup) {
        bench.lookup(&mut report).await?;
    }
    if wanted(Scenario::Append) {
        bench.append(&mut report).await?;
    }
    if wanted(Scenario::Redis) {
        over_redis(&root, effort, &mut report).await?;
    }
    if wanted(Scenario::History) {
        bench.history(&mut report).await?;
    }
    if wanted(Scenario::Start) {
        bench.starts(&mut report).await?;
    }
    if wanted(Scenario::Joins) {
        report.joins = Some(joins::measure(&root, effort, arguments.quick).await?);
    }
    if wanted(Scenario::Widgets) {
        report.widgets = Some(widgets::measure(&root, effort).await?);
    }
    // Last: it leaves this process on one core.
    if wanted(Scenario::Overload) {
        report.overloads = overload::measure(&root, effort).await?;
    }
    println!("{}\n```json\n{}\n```", report.markdown(), report.json()?);
    if let Some(name) = &arguments.save {
        let saved = report.save(&root.join("docs/measurements"), name)?;
        eprintln!("bench: saved {}.md and .json", saved.display());
    }
    Ok(())
}

async fn over_redis(root: &Path, effort: Effort, report: &mut Report) -> Result<()> {
    if Command::new("redis-server")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!("bench: NOT MEASURED over Redis: there is no redis-server");
        return Ok(());
    }
    let server = RedisServer::start();
    let mut bench = Bench::start(root, effort, true, Some(&server)).await?;
    bench.lookup(report).await?;
    bench.append(report).await
}

/// The repository: this package lies two folders deep in it.
fn root() -> Result<PathBuf> {
    // `cargo run` says where the package is now; the clone may have been moved since.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = package.ancestors().nth(2).map(Path::to_owned);
    root.context("the bench is not inside of a repository")
}
