//! Open chat widgets that ask whether anything is new, each once in five seconds, and are told that
//! nothing is: what they cost the host in processor time.

use crate::bench::{REAL, application};
use crate::host::Host;
use crate::load::{Connection, Contender, Effort, Request, send};
use crate::report::met;
use crate::traffic::INDEX_SECRET;
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use hdrhistogram::Histogram;
use http_body_util::Full;
use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH};
use serde::Serialize;
use std::cell::RefCell;
use std::fmt::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use throughline_visitor::{Keyring, Session};
use tokio::task::JoinSet;

/// How many widgets are open.
const OPEN: usize = 2_000;
/// How often each asks.
const PERIOD: Duration = Duration::from_secs(5);
/// Each asks so many times at least.
const ROUNDS: u32 = 4;
/// Connections that they share, as behind a proxy.
const CONNECTIONS: usize = 64;
/// How exactly the rate is kept.
const TICK: Duration = Duration::from_millis(5);
/// How much of one core they may cost.
const TARGET: f64 = 0.25;

/// What open widgets cost.
#[derive(Debug, Serialize)]
pub struct Widgets {
    open: usize,
    /// Requests a second.
    rate: f64,
    /// Processor time of the host, in cores.
    cores: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// Answers that were not 304.
    changed: u64,
}

/// One widget.
struct Widget {
    visitor: String,
    token: String,
    /// What it saw last.
    seen: RefCell<String>,
}

impl Widget {
    fn new(keyring: &Keyring, number: usize) -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        let session = Session::begin(id, u64::try_from(now.as_millis())?);
        Ok(Self {
            token: keyring.seal(&session),
            visitor: session.visitor,
            seen: RefCell::default(),
        })
    }

    fn request(&self) -> hyper::http::request::Builder {
        hyper::Request::builder()
            .uri(format!("/chat/sessions/{}/messages", self.visitor))
            .header(HOST, "throughline")
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
    }

    fn says(&self) -> Request {
        let body = r#"{"id":"message-1","text":"Hello, my order has not arrived yet."}"#;
        let request = self.request().method("POST");
        let request = request.header(CONTENT_TYPE, "application/json");
        request.body(body.into()).unwrap_or_default()
    }

    fn looks(&self) -> Request {
        let seen = self.seen.borrow();
        let request = match seen.is_empty() {
            true => self.request(),
            false => self.request().header(IF_NONE_MATCH, seen.as_str()),
        };
        request.body(Full::new(Bytes::new())).unwrap_or_default()
    }

    /// Looks, and says whether anything was new.
    async fn look(&self, connection: &mut Connection) -> Result<bool> {
        let answer = connection.ask(self.looks()).await?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(false);
        }
        ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
        let state = answer.headers().get(ETAG).context("no ETag")?;
        state.to_str()?.clone_into(&mut self.seen.borrow_mut());
        Ok(true)
    }
}

/// Opens them, lets each say something, and measures while nothing happens.
pub async fn measure(root: &Path, effort: Effort) -> Result<Widgets> {
    let folder = tempfile::tempdir()?;
    let host = Rc::new(Host::start(&application(&folder, root, REAL, "cache", None)?).await?);
    let keyring = Keyring::new(INDEX_SECRET).context("a secret")?;
    let widgets = (0..OPEN).map(|number| Widget::new(&keyring, number).map(Rc::new));
    let widgets: Rc<Vec<_>> = Rc::new(widgets.collect::<Result<_>>()?);
    eprintln!("bench: {OPEN} open widgets");
    let speakers = widgets.clone();
    let says = move |n: u64| speakers[n as usize % OPEN].says();
    send(&Contender::new(&host, says), 16, OPEN as u64).await?;
    let idle = Rc::new(RefCell::new(Vec::new()));
    for _ in 0..CONNECTIONS {
        let connection = Connection::open(host.address).await?;
        idle.borrow_mut().push(connection);
    }
    let mut first = idle.borrow_mut().pop().context("a connection")?;
    for widget in widgets.iter() {
        widget.look(&mut first).await?;
    }
    idle.borrow_mut().push(first);
    watch(&host, &widgets, &idle, effort.measured.max(PERIOD * ROUNDS)).await
}

async fn watch(
    host: &Host,
    widgets: &[Rc<Widget>],
    idle: &Rc<RefCell<Vec<Connection>>>,
    duration: Duration,
) -> Result<Widgets> {
    let rate = OPEN as f64 / PERIOD.as_secs_f64();
    let mut latency = Histogram::<u64>::new(3)?;
    let (mut come, mut changed) = (0, 0);
    let mut looking = JoinSet::new();
    let spent = host.processor_time().context("no processor time")?;
    let begun = Instant::now();
    let mut clock = tokio::time::interval(TICK);
    while begun.elapsed() < duration {
        clock.tick().await;
        let due = (begun.elapsed().as_secs_f64() * rate) as usize;
        while come < due {
            let Some(mut connection) = idle.borrow_mut().pop() else {
                break;
            };
            let (widget, idle) = (widgets[come % OPEN].clone(), idle.clone());
            come += 1;
            looking.spawn_local(async move {
                let asked = Instant::now();
                let new = widget.look(&mut connection).await?;
                idle.borrow_mut().push(connection);
                anyhow::Ok((asked.elapsed(), new))
            });
        }
        while let Some(looked) = looking.try_join_next() {
            let (took, new) = looked??;
            latency.record(u64::try_from(took.as_micros())?)?;
            changed += u64::from(new);
        }
    }
    let elapsed = begun.elapsed().as_secs_f64();
    let now = host.processor_time().context("no processor time")?;
    let quantile = |q| latency.value_at_quantile(q) as f64 / 1000.0;
    Ok(Widgets {
        open: OPEN,
        rate: come as f64 / elapsed,
        cores: (now - spent) / elapsed,
        p50_ms: quantile(0.5),
        p99_ms: quantile(0.99),
        changed,
    })
}

/// The section of the report.
pub fn write(out: &mut String, widgets: Option<&Widgets>) {
    let Some(w) = widgets else { return };
    let _ = write!(
        out,
        "\n## Open widgets\n\n{} chat widgets ask once in {} seconds whether anything is new, and nothing \
         is. Target: below {TARGET} of one core.\n\n\
         | requests/s | cores | p50 ms | p99 ms | answers that were not 304 |\n|---:|---|---:|---:|---:|\n\
         | {:.0} | {:.3} {} | {:.2} | {:.2} | {} |\n",
        w.open,
        PERIOD.as_secs(),
        w.rate,
        w.cores,
        met(w.cores < TARGET),
        w.p50_ms,
        w.p99_ms,
        w.changed,
    );
}
