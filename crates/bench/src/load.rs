//! The load generator: kept connections, each with one request at a time.

use crate::host::Host;
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use hdrhistogram::Histogram;
use http_body_util::{BodyExt, Full};
use hyper::StatusCode;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::RETRY_AFTER;
use hyper_util::rt::TokioIo;
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A request with its whole body.
pub type Request = hyper::Request<Full<Bytes>>;

/// Who is measured: a host, and what it is asked.
pub struct Contender {
    /// The host that answers.
    pub host: Rc<Host>,
    make: Box<dyn Fn(u64) -> Request>,
    next: Cell<u64>,
}

impl Contender {
    /// `make` gives the request of each number; numbers count from 0 over all runs.
    pub fn new(host: &Rc<Host>, make: impl Fn(u64) -> Request + 'static) -> Rc<Self> {
        Rc::new(Self {
            host: host.clone(),
            make: Box::new(make),
            next: Cell::new(0),
        })
    }

    /// Its next request.
    pub fn request(&self) -> Request {
        let n = self.next.get();
        self.next.set(n + 1);
        (self.make)(n)
    }
}

/// What was measured of one contender, over one or more runs.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Answers.
    pub count: u64,
    /// How long it took them.
    pub elapsed: Duration,
    /// Processor time that the host spent, in seconds.
    pub processor: Option<f64>,
    /// From sending a request until its answer's last byte, in microseconds.
    pub latency: Histogram<u64>,
}

impl Sample {
    fn begin() -> Result<Self> {
        Ok(Self {
            count: 0,
            elapsed: Duration::ZERO,
            processor: Some(0.0),
            latency: Histogram::new(3)?,
        })
    }

    fn add(&mut self, other: &Self) -> Result<()> {
        self.count += other.count;
        self.elapsed += other.elapsed;
        self.processor = self.processor.zip(other.processor).map(|(a, b)| a + b);
        self.latency.add(&other.latency)?;
        Ok(())
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.elapsed.as_secs_f64()
    }
}

/// How long each is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// In all.
    pub measured: Duration,
    /// In how many turns.
    pub rounds: u32,
}

/// Runs the contenders in turns, so that what else happens on the machine hits all of them, each
/// once to warm up. Answers the whole of each, and each turn's rates.
pub async fn contest(
    contenders: &[Rc<Contender>],
    connections: usize,
    effort: Effort,
) -> Result<(Vec<Sample>, Vec<Vec<f64>>)> {
    let turn = effort.measured / effort.rounds;
    for contender in contenders {
        run(contender, connections, turn.min(Duration::from_millis(500))).await?;
    }
    let begin = contenders.iter().map(|_| Sample::begin());
    let mut samples = begin.collect::<Result<Vec<_>>>()?;
    let mut rates = Vec::new();
    for _ in 0..effort.rounds {
        let mut round = Vec::new();
        for (contender, sample) in contenders.iter().zip(&mut samples) {
            let turn = run(contender, connections, turn).await?;
            round.push(turn.rate());
            sample.add(&turn)?;
        }
        rates.push(round);
    }
    Ok((samples, rates))
}

async fn run(contender: &Rc<Contender>, connections: usize, duration: Duration) -> Result<Sample> {
    let end = move |begun: Instant, _| begun.elapsed() >= duration;
    drive(contender, connections, end).await
}

/// Sends exactly the contender's next `count` requests, on so many connections at once.
pub async fn send(contender: &Rc<Contender>, connections: usize, count: u64) -> Result<Sample> {
    let last = contender.next.get() + count;
    drive(contender, connections, move |_, next| next >= last).await
}

async fn drive(
    contender: &Rc<Contender>,
    connections: usize,
    ended: impl Fn(Instant, u64) -> bool + Copy + 'static,
) -> Result<Sample> {
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(contender.host.address).await?);
    }
    let spent = contender.host.processor_time();
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for mut connection in opened {
        let contender = contender.clone();
        clients.spawn_local(async move {
            let mut latency = Histogram::<u64>::new(3)?;
            while !ended(begun, contender.next.get()) {
                let request = contender.request();
                let sent = Instant::now();
                connection.answer(request).await?;
                latency.record(u64::try_from(sent.elapsed().as_micros())?)?;
            }
            anyhow::Ok(latency)
        });
    }
    let mut sample = Sample::begin()?;
    while let Some(client) = clients.join_next().await {
        sample.latency.add(&client??)?;
    }
    sample.elapsed = begun.elapsed();
    sample.count = sample.latency.len();
    let now = contender.host.processor_time();
    sample.processor = now.zip(spent).map(|(now, then)| now - then);
    Ok(sample)
}

/// How a request was answered.
pub enum Status {
    /// It succeeded.
    Success,
    /// 503 with `Retry-After`.
    ComeBack,
}

/// A kept connection.
pub struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Its error is the error of the request that met it.
        tokio::task::spawn_local(connection);
        Ok(Self(sender))
    }

    /// Sends a request and reads its whole answer.
    ///
    /// # Errors
    /// Any status but a success: what fails fast must not count as fast.
    pub async fn answer(&mut self, request: Request) -> Result<Bytes> {
        match self.send(request).await? {
            (Status::Success, body) => Ok(body),
            (Status::ComeBack, body) => bail!("503: {}", String::from_utf8_lossy(&body)),
        }
    }

    /// The same, where the host may be too busy.
    ///
    /// # Errors
    /// Any status but a success and 503 with `Retry-After`.
    pub async fn status(&mut self, request: Request) -> Result<Status> {
        Ok(self.send(request).await?.0)
    }

    /// Sends a request and reads its whole answer, whatever its status is.
    ///
    /// # Errors
    /// No answer.
    pub async fn ask(&mut self, request: Request) -> Result<hyper::Response<Bytes>> {
        self.0.ready().await?;
        let answer = self.0.send_request(request).await.context("no answer")?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(hyper::Response::from_parts(head, body))
    }

    async fn send(&mut self, request: Request) -> Result<(Status, Bytes)> {
        let said = format!("{} {}", request.method(), request.uri().path());
        let answer = self.ask(request).await?;
        let status = answer.status();
        let may_come_back =
            status == StatusCode::SERVICE_UNAVAILABLE && answer.headers().contains_key(RETRY_AFTER);
        let body = answer.into_body();
        if may_come_back {
            return Ok((Status::ComeBack, body));
        }
        if !status.is_success() {
            let body = String::from_utf8_lossy(&body);
            bail!("{said} was answered with {status}: {body}");
        }
        Ok((Status::Success, body))
    }
}
