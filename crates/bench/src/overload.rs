//! More load than capacity: requests come at a fixed rate, whether or not earlier ones were
//! answered. The host has one core and the generator another, or each would measure the other.

use crate::bench::{CUSTOMERS, REAL, application};
use crate::host::{Host, processor_time_of};
use crate::load::{Connection, Contender, Effort, Status, contest, send};
use crate::report::{met, optional};
use crate::traffic;
use anyhow::{Result, bail, ensure};
use hdrhistogram::Histogram;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Connections that requests come on. The host takes 1,024; a caller without one gives up.
const CONNECTIONS: usize = 1_000;
/// How exactly the rate is kept.
const TICK: Duration = Duration::from_millis(1);

/// How many times the capacity comes.
const TIMES: f64 = 5.0;
/// What accepted requests may take, as a multiple of the unloaded time.
const TARGET: f64 = 10.0;
/// How many messages each customer has before.
const BEGIN: u64 = 16;
const HOST_CORE: usize = 0;
const OWN_CORE: usize = 1;

/// Lookups and messages of many customers: how many a second there can be, a tenth of that, and five
/// times as many.
pub async fn measure(root: &Path, effort: Effort) -> Result<Vec<Overload>> {
    let folder = tempfile::tempdir()?;
    let mut application = application(&folder, root, REAL, "cache", None)?;
    application.core = Some(HOST_CORE);
    let host = Rc::new(Host::start(&application).await?);
    stay_on(OWN_CORE)?;
    let appends = Contender::new(&host, |k| {
        traffic::message(k % CUSTOMERS, k / CUSTOMERS + 1)
    });
    send(&appends, 16, CUSTOMERS * BEGIN).await?;
    let lookups = Contender::new(&host, |k| traffic::lookup(k % CUSTOMERS));
    let mut overloads = Vec::new();
    for (what, contender) in [("lookup", lookups), ("append, many customers", appends)] {
        eprintln!("bench: {what}, more than can be done");
        let (samples, _) = contest(std::slice::from_ref(&contender), 64, effort).await?;
        let capacity = samples[0].rate();
        let light = flood(&contender, capacity / 10.0, effort.measured).await?;
        let heavy = flood(&contender, capacity * TIMES, effort.measured * 2).await?;
        // The host takes it for over after a second without a refusal.
        tokio::time::sleep(2 * TICK * 1_000).await;
        overloads.push(Overload::new(what, capacity, &light, &heavy));
    }
    Ok(overloads)
}

/// Keeps this process on one core from now on.
fn stay_on(core: usize) -> Result<()> {
    let this = std::process::id().to_string();
    let mut taskset = Command::new("taskset");
    let said = taskset.args(["-pc", &core.to_string(), &this]).output()?;
    ensure!(
        said.status.success(),
        "taskset: {}",
        String::from_utf8_lossy(&said.stderr)
    );
    Ok(())
}

/// What became of the requests of one flood.
struct Flood {
    /// Requests a second that came.
    offered: f64,
    /// Those that found no connection.
    unsent: u64,
    /// From the moment a request came until the last byte of its answer, in microseconds.
    accepted: Histogram<u64>,
    /// The same of those that were answered 503 with `Retry-After`.
    refused: Histogram<u64>,
    /// How long it took.
    elapsed: Duration,
    /// Processor time of the generator meanwhile, in seconds.
    generator: Option<f64>,
}

/// Lets the contender's requests come at `rate` a second for `duration`.
async fn flood(contender: &Rc<Contender>, rate: f64, duration: Duration) -> Result<Flood> {
    let idle = Rc::new(RefCell::new(Vec::new()));
    for _ in 0..CONNECTIONS {
        let connection = Connection::open(contender.host.address).await?;
        idle.borrow_mut().push(connection);
    }
    let result = Rc::new(Results::new()?);
    let mut callers = JoinSet::new();
    let spent = processor_time_of(std::process::id());
    let begun = Instant::now();
    let mut come = 0;
    let mut clock = tokio::time::interval(TICK);
    while begun.elapsed() < duration {
        clock.tick().await;
        let due = (begun.elapsed().as_secs_f64() * rate) as u64;
        for _ in come..due {
            let Some(connection) = idle.borrow_mut().pop() else {
                result.unsent.set(result.unsent.get() + 1);
                continue;
            };
            let request = contender.request();
            let (idle, result) = (idle.clone(), result.clone());
            callers.spawn_local(call(connection, request, idle, result));
        }
        come = due;
        while let Some(call) = callers.try_join_next() {
            call??;
        }
    }
    let elapsed = begun.elapsed();
    let now = processor_time_of(std::process::id());
    while let Some(call) = callers.join_next().await {
        call??;
    }
    let Some(result) = Rc::into_inner(result) else {
        bail!("a caller is still there");
    };
    Ok(Flood {
        offered: come as f64 / elapsed.as_secs_f64(),
        unsent: result.unsent.get(),
        accepted: result.accepted.into_inner(),
        refused: result.refused.into_inner(),
        elapsed,
        generator: now.zip(spent).map(|(now, then)| now - then),
    })
}

struct Results {
    unsent: Cell<u64>,
    accepted: RefCell<Histogram<u64>>,
    refused: RefCell<Histogram<u64>>,
}

impl Results {
    fn new() -> Result<Self> {
        Ok(Self {
            unsent: Cell::new(0),
            accepted: RefCell::new(Histogram::new(3)?),
            refused: RefCell::new(Histogram::new(3)?),
        })
    }
}

async fn call(
    mut connection: Connection,
    request: crate::load::Request,
    idle: Rc<RefCell<Vec<Connection>>>,
    result: Rc<Results>,
) -> Result<()> {
    let came = Instant::now();
    let status = connection.status(request).await?;
    let latency = u64::try_from(came.elapsed().as_micros())?;
    match status {
        Status::Success => result.accepted.borrow_mut().record(latency)?,
        Status::ComeBack => result.refused.borrow_mut().record(latency)?,
    }
    idle.borrow_mut().push(connection);
    Ok(())
}

/// Five times as many requests as can be answered.
#[derive(Debug, Serialize)]
pub struct Overload {
    what: String,
    /// Answers a second at 64 connections.
    capacity: f64,
    /// At a tenth of the capacity.
    unloaded_p99_ms: f64,
    /// Requests a second that came.
    offered: f64,
    /// Those that found none of the thousand connections idle, for each second.
    unsent: f64,
    accepted: f64,
    accepted_p50_ms: f64,
    accepted_p99_ms: f64,
    /// Of `unloaded_p99_ms`.
    accepted_p99_to_unloaded: f64,
    refused: f64,
    refused_p99_ms: f64,
    /// How much of its core the generator used: near 1 it measures itself.
    generator_busy: Option<f64>,
}

impl Overload {
    /// Of a light load and a heavy one.
    fn new(what: &str, capacity: f64, light: &Flood, heavy: &Flood) -> Self {
        let quantile = |of: &Histogram<u64>, q| of.value_at_quantile(q) as f64 / 1000.0;
        let second = |count: u64| count as f64 / heavy.elapsed.as_secs_f64();
        let unloaded_p99_ms = quantile(&light.accepted, 0.99);
        let accepted_p99_ms = quantile(&heavy.accepted, 0.99);
        Self {
            what: what.to_owned(),
            capacity,
            unloaded_p99_ms,
            offered: heavy.offered,
            unsent: second(heavy.unsent),
            accepted: second(heavy.accepted.len()),
            accepted_p50_ms: quantile(&heavy.accepted, 0.5),
            accepted_p99_ms,
            accepted_p99_to_unloaded: accepted_p99_ms / unloaded_p99_ms,
            refused: second(heavy.refused.len()),
            refused_p99_ms: quantile(&heavy.refused, 0.99),
            generator_busy: heavy.generator.map(|g| g / heavy.elapsed.as_secs_f64()),
        }
    }
}

/// The section of the report.
pub fn write(out: &mut String, overloads: &[Overload]) {
    if overloads.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "\n## Overload\n\nFive times as many requests as 64 connections get answered, for each \
         second, whether or not earlier ones were answered. The host has one core and the generator \
         another. Unloaded is a tenth of the capacity. Refused is 503 with `Retry-After`; unsent \
         are requests that came while all {CONNECTIONS} connections waited for an answer. Target: \
         accepted requests keep a p99 below {TARGET} times the unloaded one.\n\n\
         | | capacity | unloaded p99 ms | came | accepted | p50 ms | p99 ms | to unloaded | \
         refused | p99 ms | unsent | generator busy |\n\
         |---|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|\n"
    );
    for o in overloads {
        let _ = writeln!(
            out,
            "| {} | {:.0} | {:.2} | {:.0} | {:.0} | {:.2} | {:.2} | {:.1} {} | {:.0} | {:.2} | {:.0} | {} |",
            o.what,
            o.capacity,
            o.unloaded_p99_ms,
            o.offered,
            o.accepted,
            o.accepted_p50_ms,
            o.accepted_p99_ms,
            o.accepted_p99_to_unloaded,
            met(o.accepted_p99_to_unloaded < TARGET),
            o.refused,
            o.refused_p99_ms,
            o.unsent,
            optional(o.generator_busy, 2),
        );
    }
}
