//! `cargo xtask import`: a file of customers, interactions or purchases, sent batch by batch.
//!
//! Rows may be sent twice without harm, so nothing has to be known for certain: what was
//! acknowledged is noted in `FILE.progress`, and what was not is sent again by the next start.
//! Batches are sent several at once, except that rows which name the same address go out in their
//! order in the file: the last one counts.

mod pipeline;
mod progress;
mod send;
mod show;
mod source;
#[cfg(test)]
mod stub;

use anyhow::{Context, Result, bail};
use progress::{Import, Progress};
use send::{Patience, Server};
use show::Display;
use source::Source;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use throughline_import::{Format, Kind, Mapping};

/// Who may be asked for the key of the service API, if nobody says it on the command line, where
/// other users of the machine could read it.
const KEY: &str = "THROUGHLINE_KEY";

/// What to import.
#[derive(clap::Args, Debug)]
pub struct ImportArgs {
    /// NDJSON or CSV, told by its name's end or by the mapping.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// customers, interactions or purchases [default: as the mapping says, else customers].
    #[arg(long)]
    pub kind: Option<Kind>,
    /// ndjson or csv [default: as the mapping or the file's name says].
    #[arg(long, value_parser = format)]
    pub format: Option<Format>,
    /// JSON file: which column or member fills what. crates/import/README.md shows one.
    #[arg(long, value_name = "MAP.json")]
    pub mapping: Option<PathBuf>,
    /// Changes nothing and reports what would become of every line.
    #[arg(long)]
    pub dry_run: bool,
    /// Where the application is served.
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    pub url: String,
    /// A key of the service API with the scope `admin` [default: the variable THROUGHLINE_KEY].
    #[arg(long)]
    pub key: Option<String>,
    /// Rows in one request.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub batch: u64,
    /// Requests at once. An instance of a component takes 16 at a time and works on one core.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub parallel: u64,
    /// Begins at the first row again, whatever was imported before.
    #[arg(long)]
    pub restart: bool,
    /// Where the report goes, one line of JSON for each row [default: FILE.report.ndjson].
    #[arg(long, value_name = "REPORT")]
    pub report: Option<PathBuf>,
}

fn format(word: &str) -> Result<Format, String> {
    match word {
        "ndjson" => Ok(Format::Ndjson),
        "csv" => Ok(Format::Csv),
        _ => Err("the formats are ndjson and csv".to_owned()),
    }
}

/// Imports a file. An error when a row could not be imported.
pub fn import(args: &ImportArgs) -> Result<()> {
    run(args, &Patience::default())
}

fn run(args: &ImportArgs, patience: &Patience) -> Result<()> {
    let mapping_file = args.mapping.as_deref().map(std::fs::read).transpose();
    let mapping_file = mapping_file.context("cannot read the mapping")?;
    let mapping = mapping(mapping_file.as_deref(), args.kind)?;
    let format = format_of(args, &mapping)?;
    let server = Server::new(
        &args.url,
        key(args)?,
        mapping.kind(),
        args.dry_run,
        patience,
    )?;
    let import = Import {
        file: progress::digest_of_file(&args.file)?,
        mapping: progress::digest(mapping_file.as_deref().unwrap_or_default()),
        kind: mapping.kind(),
        format,
        url: server.url().to_owned(),
        batch: args.batch,
    };
    let files = Files::of(args);
    let progress = begin(args, &files, import)?;
    let source = Source {
        path: &args.file,
        format,
        mapping: &mapping,
        batch: progress.import.batch,
    };
    let display = Display::new(progress.rows(), source.size()?);
    let run = pipeline::Run {
        server: &server,
        parallel: args.parallel,
        progress,
        files: &files,
        display,
    };
    let (progress, errors) = run.all(&source)?;
    files.remove_progress()?;
    show::summary(&progress.tally, &errors, args.dry_run, &files.report);
    if progress.tally.failed > 0 {
        let (failed, rows) = (progress.tally.failed, progress.rows());
        bail!("{failed} of {rows} rows failed");
    }
    Ok(())
}

/// The files beside the one that is imported.
pub struct Files {
    /// What became of every row.
    pub report: PathBuf,
    /// How far it came; none for a dry run, which has nothing to continue.
    pub progress: Option<PathBuf>,
}

impl Files {
    fn of(args: &ImportArgs) -> Self {
        let report = args.report.clone();
        Self {
            report: report.unwrap_or_else(|| beside(&args.file, ".report.ndjson")),
            progress: (!args.dry_run).then(|| beside(&args.file, ".progress")),
        }
    }

    fn remove_progress(&self) -> Result<()> {
        let Some(file) = self.progress.as_ref().filter(|file| file.exists()) else {
            return Ok(());
        };
        std::fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))
    }
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    name.into()
}

fn mapping(file: Option<&[u8]>, kind: Option<Kind>) -> Result<Mapping> {
    let Some(file) = file else {
        return Ok(Mapping::plain(kind.unwrap_or(Kind::Customers)));
    };
    // A mapping that does not say what it is for is for customers, as a file without one is.
    let says = serde_json::from_slice::<serde_json::Value>(file)
        .is_ok_and(|mapping| mapping.get("kind").is_some());
    let kind = kind.or((!says).then_some(Kind::Customers));
    Mapping::parse(file, kind).context("the mapping")
}

fn format_of(args: &ImportArgs, mapping: &Mapping) -> Result<Format> {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let told = args.format.or(mapping.format());
    told.or_else(|| Format::of_file_name(&name))
        .with_context(|| {
            format!("is {name} NDJSON or CSV? Its name does not say it: give --format")
        })
}

fn key(args: &ImportArgs) -> Result<String> {
    let given = args.key.clone().or_else(|| std::env::var(KEY).ok());
    let given = given.filter(|key| !key.trim().is_empty());
    given.with_context(|| {
        format!("no key: set {KEY} to one of the service API with the scope admin")
    })
}

/// Where to begin: where the same import stopped, or at the first row.
fn begin(args: &ImportArgs, files: &Files, import: Import) -> Result<Progress> {
    let fresh = |import| Progress {
        import,
        batches: 0,
        tally: Default::default(),
        report_bytes: 0,
    };
    let Some(file) = files.progress.as_ref().filter(|_| !args.restart) else {
        return Ok(fresh(import));
    };
    let Some(known) = progress::load(file)? else {
        return Ok(fresh(import));
    };
    if !known.import.is_same(&import) {
        eprintln!(
            "xtask: {} is of another import: this one begins at the first row",
            file.display()
        );
        return Ok(fresh(import));
    }
    if known.import.batch != import.batch {
        let batch = known.import.batch;
        eprintln!("xtask: continuing with batches of {batch} rows, as it was begun");
    }
    eprintln!("xtask: continuing behind {} rows", known.rows());
    Ok(known)
}

#[cfg(test)]
mod tests;
