//! The two applications side by side, and what is measured of them.

use crate::host::{Application, Host};
use crate::load::{Connection, Contender, Effort, contest, send};
use crate::report::{Comparison, Figures, History, Report, Start};
use crate::trace::Traces;
use crate::traffic;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use throughline_store::testing::RedisServer;

/// Connections at once, in turn.
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Customers that lookups and appends go round.
pub const CUSTOMERS: u64 = 256;
/// Their interactions before anything is measured; customer `c` has `c % 8` more, so that views are
/// as far behind as they are on average.
const BEGIN: u64 = 16;
/// The customer to whom all appends go when one is busy, and how many interactions it has before.
const BUSY: u64 = 1_000_000;
const BUSY_BEGIN: u64 = 1_000;
/// The customers with a history.
const HISTORIES: u64 = 2_000_000;
/// New customers, one for each start.
const STARTERS: u64 = 3_000_000;
/// Bytes of the answer to a message, `<Response/>`.
const ACKNOWLEDGEMENT: usize = 11;
/// How often the warm start is repeated; the median counts.
const STARTS: usize = 5;

/// Both applications, running.
pub struct Bench {
    folder: TempDir,
    root: PathBuf,
    effort: Effort,
    quick: bool,
    traces: Rc<Traces>,
    real: Rc<Host>,
    floor: Rc<Host>,
    filled: bool,
    over_redis: bool,
}

impl Bench {
    /// Starts both, with empty stores.
    pub async fn start(
        root: &Path,
        effort: Effort,
        quick: bool,
        redis: Option<&RedisServer>,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        eprintln!("bench: tracing the store operations");
        let traces = Rc::new(Traces::play(BUSY_BEGIN + 8).await?);
        eprintln!("bench: starting both applications");
        let real = Host::start(&application(&folder, root, REAL, "cache", redis)?).await?;
        let floor = Host::start(&application(&folder, root, FLOOR, "cache", redis)?).await?;
        Ok(Self {
            root: root.to_owned(),
            effort,
            quick,
            traces,
            real: Rc::new(real),
            floor: Rc::new(floor),
            folder,
            filled: false,
            over_redis: redis.is_some(),
        })
    }

    /// Lookups of all customers in turn.
    pub async fn lookup(&mut self, report: &mut Report) -> Result<()> {
        self.fill().await?;
        let real = Contender::new(&self.real, |k| traffic::lookup(k % CUSTOMERS));
        let traces = self.traces.clone();
        let floor = Contender::new(&self.floor, move |k| {
            let customer = k % CUSTOMERS;
            let traced = traces.of(BEGIN + customer % 8);
            let request = traffic::lookup(customer);
            traffic::floor(request, customer, &traced.lookup, traced.answer)
        });
        self.compare("lookup", Some(0.8), [real, floor], report)
            .await
    }

    /// Signed messages from all customers in turn, then all from one.
    pub async fn append(&mut self, report: &mut Report) -> Result<()> {
        self.fill().await?;
        let nth = |k: u64| {
            let customer = k % CUSTOMERS;
            (customer, BEGIN + customer % 8 + k / CUSTOMERS + 1)
        };
        let real = Contender::new(&self.real, move |k| {
            let (customer, n) = nth(k);
            traffic::message(customer, n)
        });
        let traces = self.traces.clone();
        let floor = Contender::new(&self.floor, move |k| {
            let (customer, n) = nth(k);
            // What was prepared: 64 more than at the beginning.
            let n = if n <= BEGIN + 64 {
                n
            } else {
                BEGIN + 57 + (n - 1) % 8
            };
            let plan = &traces.of(n).append;
            traffic::floor(
                traffic::message(customer, n),
                customer,
                plan,
                ACKNOWLEDGEMENT,
            )
        });
        let title = "append, many customers";
        self.compare(title, Some(0.7), [real, floor], report)
            .await?;

        eprintln!("bench: {BUSY_BEGIN} interactions of the busy customer");
        let real = Contender::new(&self.real, |k| traffic::message(BUSY, k + 1));
        send(&real, 1, BUSY_BEGIN).await?;
        let traces = self.traces.clone();
        let plans = (1..=8).map(|n| &self.traces.of(BUSY_BEGIN + n).append);
        self.prepare(traffic::prepare(BUSY, plans)).await?;
        let floor = Contender::new(&self.floor, move |k| {
            let plan = &traces.of(BUSY_BEGIN + 1 + k % 8).append;
            traffic::floor(traffic::message(BUSY, k), BUSY, plan, ACKNOWLEDGEMENT)
        });
        let title = "append, one busy customer";
        self.compare(title, None, [real, floor], report).await
    }

    /// Lookups of customers with ever longer histories. Each is asked in the same state: three
    /// slots behind the view.
    pub async fn history(&mut self, report: &mut Report) -> Result<()> {
        let longest = if self.quick { 10_002 } else { 100_002 };
        let mut contenders = Vec::new();
        let sizes = [10, 1_002, longest];
        for (at, size) in (HISTORIES..).zip(sizes) {
            eprintln!("bench: a customer with {size} interactions");
            let fill = Contender::new(&self.real, move |k| traffic::message(at, k + 1));
            // One after another at the end, so that the view rides along where it always does.
            let last = size.min(16);
            let begun = Instant::now();
            send(&fill, 4, size - last).await?;
            send(&fill, 1, last).await?;
            eprintln!("bench: … in {:.1?}", begun.elapsed());
            contenders.push(Contender::new(&self.real, move |_| traffic::lookup(at)));
        }
        for connections in [1, 16] {
            let (samples, _) = contest(&contenders, connections, self.effort).await?;
            for (at, sample) in samples.iter().enumerate() {
                let contender = &contenders[at];
                let mut connection = Connection::open(contender.host.address).await?;
                report.history.push(History {
                    interactions: sizes[at],
                    connections,
                    time_to_shortest: samples[0].rate() / sample.rate(),
                    answer_bytes: connection.answer(contender.request()).await?.len(),
                    lookup: Figures::of(sample),
                });
            }
        }
        Ok(())
    }

    /// Ends both applications and starts them again: without compiled code, then with it.
    pub async fn starts(self, report: &mut Report) -> Result<()> {
        let Self {
            folder,
            root,
            traces,
            real,
            floor,
            ..
        } = self;
        for host in [real, floor] {
            if let Some(host) = Rc::into_inner(host) {
                host.stop().await?;
            }
        }
        for (name, side) in [("application", REAL), ("floor", FLOOR)] {
            let side_cache = format!("cold-{}", side.0);
            let application = application(&folder, &root, side, &side_cache, None)?;
            let mut times = Vec::new();
            for customer in STARTERS..=STARTERS + STARTS as u64 {
                let host = Host::start(&application).await?;
                let begun = Instant::now();
                let mut connection = Connection::open(host.address).await?;
                let first = traffic::message(customer, 1);
                let plan = &traces.of(1).append;
                let first = match side == REAL {
                    true => first,
                    false => traffic::floor(first, customer, plan, ACKNOWLEDGEMENT),
                };
                connection.answer(first).await?;
                times.push((host.started_in, begun.elapsed()));
                host.stop().await?;
            }
            let (cold, warm) = times.split_at_mut(1);
            warm.sort();
            let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
            for (code, (start, first)) in [("none", cold[0]), ("cached", warm[STARTS / 2])] {
                report.starts.push(Start {
                    application: name.to_owned(),
                    compiled_code: code.to_owned(),
                    serving_ms: milliseconds(start),
                    first_request_ms: milliseconds(first),
                });
            }
        }
        Ok(())
    }

    async fn compare(
        &self,
        what: &str,
        target: Option<f64>,
        contenders: [Rc<Contender>; 2],
        report: &mut Report,
    ) -> Result<()> {
        let title = match self.over_redis {
            true => format!("{what}, Redis"),
            false => what.to_owned(),
        };
        // The targets are those of SQLite.
        let target = target.filter(|_| !self.over_redis);
        let what = title.as_str();
        for connections in CONNECTIONS {
            eprintln!("bench: {what}, {connections} connections");
            let (samples, rates) = contest(&contenders, connections, self.effort).await?;
            let rounds = rates.iter().map(|round| round[0] / round[1]);
            let comparison = Comparison::new(what, connections, target, &samples, rounds.collect());
            report.comparisons.push(comparison);
        }
        Ok(())
    }

    /// Gives all customers their interactions, on both sides. Once.
    async fn fill(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.filled, true) {
            return Ok(());
        }
        let count = CUSTOMERS * BEGIN + CUSTOMERS / 8 * (0..8).sum::<u64>();
        eprintln!("bench: {count} interactions of {CUSTOMERS} customers");
        let mut order = Vec::new();
        for n in 1..BEGIN + 8 {
            let has = |customer: &u64| n <= BEGIN + customer % 8;
            order.extend((0..CUSTOMERS).filter(has).map(|customer| (customer, n)));
        }
        let fill = Contender::new(&self.real, move |k| {
            let (customer, n) = order[usize::try_from(k).unwrap_or_default()];
            traffic::message(customer, n)
        });
        let begun = Instant::now();
        send(&fill, 16, count).await?;
        eprintln!("bench: … in {:.1?}", begun.elapsed());
        for customer in 0..CUSTOMERS {
            let traces = (BEGIN..=BEGIN + 64).map(|n| self.traces.of(n));
            let plans = traces.flat_map(|traced| [&traced.lookup, &traced.append]);
            self.prepare(traffic::prepare(customer, plans)).await?;
        }
        Ok(())
    }

    async fn prepare(&self, request: crate::load::Request) -> Result<()> {
        let mut connection = Connection::open(self.floor.address).await?;
        connection.answer(request).await?;
        Ok(())
    }
}

/// Name and manifest.
pub type Side = (&'static str, &'static str);
/// The application itself.
pub const REAL: Side = ("real", "spin.toml");
const FLOOR: Side = ("floor", "bench/floor/spin.toml");

/// One side with a state folder of its own below `folder`.
pub fn application(
    folder: &TempDir,
    root: &Path,
    side: Side,
    cache: &str,
    redis: Option<&RedisServer>,
) -> Result<Application> {
    let state = folder.path().join(side.0);
    std::fs::create_dir_all(&state)?;
    let env_file = folder.path().join(format!("{}.env", side.0));
    let variables = if side == REAL {
        traffic::variables()
    } else {
        String::new()
    };
    std::fs::write(&env_file, variables)?;
    let runtime_config = folder.path().join(format!("{}.toml", side.0));
    if let Some(redis) = redis {
        std::fs::write(&runtime_config, redis.runtime_config())?;
    }
    Ok(Application {
        core: None,
        runtime_config: redis.map(|_| runtime_config),
        manifest: root.join(side.1),
        state,
        cache: folder.path().join(cache),
        env_file,
    })
}
