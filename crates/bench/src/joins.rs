//! Joining two customers who wrote a lot, and looking up who was joined.

use crate::bench::{REAL, application};
use crate::host::Host;
use crate::load::{Connection, Contender, Effort, contest, send};
use crate::report::{Figures, met};
use crate::traffic;
use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Longest time that an answer to a join may take, in milliseconds.
const TARGET: f64 = 50.0;
/// Interactions of each of the two, and of the two in a quick run.
const SIZES: [u64; 2] = [10_000, 1_000];
/// Pairs that are joined and parted, each once: again would be another measurement.
const PAIRS: usize = 5;
/// The first of their customers; one more with as many interactions is never joined.
const FIRST: u64 = 2_000_000;
/// All of them.
const COUNT: u64 = 2 * PAIRS as u64 + 1;

/// What joining costs.
#[derive(Debug, Serialize)]
pub struct Joins {
    /// Interactions of each of the two.
    interactions: u64,
    /// Answers to `POST /v1/customers/{id}/merge`, in milliseconds, from the fastest.
    merge_ms: Vec<f64>,
    /// The same for parting them.
    unmerge_ms: Vec<f64>,
    /// Lookups of whom nobody joined, of the two by the identity whose log is the root, and by the other.
    alone: Figures,
    by_root: Figures,
    by_joined: Figures,
}

/// Fills customers, joins and parts pairs of them, and looks up one who is joined and one who never was.
pub async fn measure(root: &Path, effort: Effort, quick: bool) -> Result<Joins> {
    let folder = tempfile::tempdir()?;
    let host = Rc::new(Host::start(&application(&folder, root, REAL, "cache", None)?).await?);
    let interactions = SIZES[usize::from(quick)];
    eprintln!("bench: {COUNT} customers with {interactions} interactions each");
    let fill = Contender::new(&host, |k| {
        traffic::message(FIRST + k % COUNT, k / COUNT + 1)
    });
    send(&fill, 8, interactions * COUNT).await?;
    let mut connection = Connection::open(host.address).await?;
    let mut ids = Vec::new();
    for customer in FIRST..FIRST + COUNT {
        ids.push(id(&mut connection, customer).await?);
    }
    let mut taken = [Vec::new(), Vec::new()];
    for (what, times) in ["merge", "unmerge"].into_iter().zip(&mut taken) {
        for pair in ids.as_chunks::<2>().0 {
            let begun = Instant::now();
            let answer = connection.answer(traffic::join(what, &pair[0], &pair[1]));
            answer.await?;
            times.push(milliseconds(begun.elapsed()));
        }
    }
    let [one, two] = [&ids[0], &ids[1]];
    connection.answer(traffic::join("merge", one, two)).await?;
    let [mut merge_ms, mut unmerge_ms] = taken;
    merge_ms.sort_by(f64::total_cmp);
    unmerge_ms.sort_by(f64::total_cmp);
    // The smaller name is the root's.
    let (first, second) = match one < two {
        true => (FIRST, FIRST + 1),
        false => (FIRST + 1, FIRST),
    };
    let alone = FIRST + COUNT - 1;
    let asked = [alone, first, second];
    // As many slots behind the view: eight more of each, so that it holds the join.
    let more = Contender::new(&host, move |k| {
        let customer = if k < 8 { alone } else { first };
        traffic::message(customer, interactions + 1 + k % 8)
    });
    send(&more, 1, 16).await?;
    let lookups = asked.map(|customer| Contender::new(&host, move |_| traffic::lookup(customer)));
    let (samples, _) = contest(&lookups, 1, effort).await?;
    let figures = |at: usize| samples.get(at).map(Figures::of).context("no sample");
    Ok(Joins {
        interactions,
        merge_ms,
        unmerge_ms,
        alone: figures(0)?,
        by_root: figures(1)?,
        by_joined: figures(2)?,
    })
}

async fn id(connection: &mut Connection, customer: u64) -> Result<String> {
    let found = connection.answer(traffic::lookup(customer)).await?;
    let found: Value = serde_json::from_slice(&found)?;
    let id = found["customer"]["id"].as_str().context("no id")?;
    Ok(id.to_owned())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The section of the report.
pub fn write(out: &mut String, joins: Option<&Joins>) {
    let Some(j) = joins else { return };
    let at = |times: &[f64], part: usize| times.get((times.len() - 1) * part / 2).copied();
    let _ = write!(
        out,
        "\n## Joins\n\n{PAIRS} pairs of customers with {} interactions each are joined, then parted. Target: \
         joined within {TARGET} ms.\n\n\
         | | p50 ms | longest ms |\n|---|---:|---|\n",
        j.interactions,
    );
    for (what, times) in [("joined", &j.merge_ms), ("parted", &j.unmerge_ms)] {
        let (middle, longest) = (at(times, 1).unwrap_or(0.0), at(times, 2).unwrap_or(0.0));
        let target = match what {
            "joined" => met(longest <= TARGET),
            _ => "",
        };
        let _ = writeln!(out, "| {what} | {middle:.1} | {longest:.1} {target} |");
    }
    out.push_str(
        "\nLookups, one connection:\n\n| | time to the first | a second | p50 ms | p99 ms | \
         processor µs |\n|---|---|---:|---:|---:|---:|\n",
    );
    for (what, figures) in [
        ("never joined", &j.alone),
        ("joined, by the identity of the root", &j.by_root),
        ("joined, by the other", &j.by_joined),
    ] {
        let ratio = j.alone.rate() / figures.rate();
        let _ = writeln!(out, "| {what} | {ratio:.2} {}", figures.row());
    }
}
