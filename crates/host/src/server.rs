//! The HTTP server: HTTP/1.1 and HTTP/2 without TLS, with limits, draining
//! when it is told to stop.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use http::header::CONTENT_LENGTH;
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use wasmtime_wasi_http::{Error, WasiBody};

use crate::app::App;
use crate::aside::Arriving;
use crate::grants::chained_component;
use crate::guest::log::say;
use crate::turns::{TurnLimits, Turns};
use crate::{problem, request};

const HEALTH: &str = "/.well-known/spin/health";
/// The HTTP library takes no smaller limit for heads, in bytes.
const SMALLEST_HEAD: usize = 8 << 10;

/// What the server accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerLimits {
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Requests at a time.
    pub turns: TurnLimits,
    /// The longest request body, in bytes.
    pub body: usize,
    /// The longest request head, in bytes.
    pub head: usize,
    /// How long a client may take to send a request's head.
    pub head_timeout: Duration,
    /// How long requests in flight may take after the server was told to stop.
    pub drain: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        ServerLimits {
            connections: 1024,
            turns: TurnLimits::default(),
            body: 64 << 20,
            head: 64 << 10,
            head_timeout: Duration::from_secs(30),
            drain: Duration::from_secs(30),
        }
    }
}

/// A server that is bound but does not accept yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    limits: ServerLimits,
    service: Arc<Service>,
}

struct Service {
    app: Arc<App>,
    max_body: usize,
    turns: Arc<Turns>,
}

impl Server {
    /// Binds `address`; port 0 takes a free one.
    pub async fn bind(
        address: SocketAddr,
        app: Arc<App>,
        turns: Arc<Turns>,
        limits: ServerLimits,
    ) -> Result<Self> {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} cannot be listened on: give another --listen"))?;
        let address = listener.local_addr()?;
        app.listens_on(address);
        Ok(Server {
            listener,
            address,
            limits,
            service: Arc::new(Service {
                app,
                max_body: limits.body,
                turns,
            }),
        })
    }

    /// The address it is bound to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is true, then lets requests in flight finish.
    pub async fn serve(self, mut stop: watch::Receiver<bool>) {
        let slots = Arc::new(Semaphore::new(self.limits.connections));
        let draining = GracefulShutdown::new();
        let mut stopped = pin!(async move { drop(stop.wait_for(|stop| *stop).await) });
        loop {
            let accepted = async {
                let slot = slots.clone().acquire_owned().await;
                (slot, self.listener.accept().await)
            };
            tokio::select! {
                accepted = accepted => match accepted {
                    (Ok(slot), Ok((stream, client))) => {
                        self.connect(stream, client, slot, &draining);
                    }
                    // Out of file descriptors, or a client that left already:
                    // the next attempt may succeed.
                    _ => tokio::time::sleep(Duration::from_millis(10)).await,
                },
                () = &mut stopped => break,
            }
        }
        drop(self.listener);
        if tokio::time::timeout(self.limits.drain, draining.shutdown())
            .await
            .is_err()
        {
            say(format_args!(
                "requests that took longer than {:?} to finish were cut off",
                self.limits.drain
            ));
        }
    }

    fn connect(
        &self,
        stream: TcpStream,
        client: SocketAddr,
        slot: OwnedSemaphorePermit,
        draining: &GracefulShutdown,
    ) {
        // An answer that comes in two parts must not wait for the client's
        // delayed acknowledgement of the first.
        drop(stream.set_nodelay(true));
        let service = self.service.clone();
        let service = service_fn(move |request| {
            let service = service.clone();
            async move { Ok::<_, Infallible>(service.answer(request, client).await) }
        });
        let protocol = builder(&self.limits);
        let connection = protocol.serve_connection(TokioIo::new(stream), service);
        let connection = draining.watch(connection.into_owned());
        tokio::spawn(async move {
            // A client that disconnects or sends nonsense is no event here.
            drop(connection.await);
            drop(slot);
        });
    }
}

fn builder(limits: &ServerLimits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_buf_size(limits.head.max(SMALLEST_HEAD));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(limits.head).unwrap_or(u32::MAX));
    builder
}

impl Service {
    async fn answer(
        &self,
        mut request: Request<Incoming>,
        client: SocketAddr,
    ) -> Response<WasiBody> {
        if request.uri().path() == HEALTH {
            return Response::new(problem::full("OK"));
        }
        if let Err(reason) = request::make_absolute(&mut request) {
            return problem::bad_request(&reason);
        }
        if request.uri().host().and_then(chained_component).is_some() {
            return problem::misdirected();
        }
        if announced_length(&request) > self.max_body as u64 {
            return problem::too_large();
        }
        let Ok(turn) = self.turns.take().await else {
            return problem::overloaded();
        };
        let request = request.map(|body| {
            let body = limited(body, self.max_body);
            Arriving::new(body, self.turns.clone()).boxed_unsync()
        });
        let response = self.app.call_public(request, client).await;
        drop(turn);
        response
    }
}

fn announced_length<B>(request: &Request<B>) -> u64 {
    let length = request.headers().get(CONTENT_LENGTH);
    let number = length.and_then(|value| value.to_str().ok()?.parse().ok());
    number.unwrap_or(0)
}

/// The body as it arrives, up to `max` bytes.
fn limited(body: Incoming, max: usize) -> WasiBody {
    Limited::new(body, max)
        .map_err(move |error| match error.downcast::<hyper::Error>() {
            Ok(error) => Error::Hyper(*error),
            Err(error) if error.is::<LengthLimitError>() => {
                Error::HttpRequestBodySize(u64::try_from(max).ok())
            }
            Err(error) => Error::InternalError(Some(error.to_string())),
        })
        .boxed_unsync()
}
