//! The instances of a component: how many requests one takes at a time and
//! in all, and how long it is kept idle.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use throughline_store::GrantedStores;
use throughline_store::faults::SteppingClock;
use wasmtime::component::{GuestTaskId, ResourceTable};
use wasmtime::{Store, StoreContextMut, StoreLimitsBuilder};
use wasmtime_wasi::{HostWallClock, WasiCtx};
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::bindings::ServicePre;
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpView};

use crate::guest::Guest;
use crate::guest::log::Logs;
use crate::guest::outbound::Outbound;
use crate::variables::ComponentVariables;

/// How instances are used. The defaults are Spin's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstanceLimits {
    /// How many requests an instance takes at a time.
    pub concurrent: usize,
    /// How many requests it takes in all.
    pub reuse: usize,
    /// How long it is kept without a request.
    pub idle: Duration,
    /// How much memory each of its parts may use, in bytes.
    pub memory: usize,
}

impl Default for InstanceLimits {
    fn default() -> Self {
        InstanceLimits {
            concurrent: 16,
            reuse: 128,
            idle: Duration::from_secs(1),
            memory: 1 << 30,
        }
    }
}

/// A component that is ready to be instantiated, with what it was granted.
pub struct Prepared {
    /// The component's id.
    pub id: Arc<str>,
    /// The linked code.
    pub service: ServicePre<Guest>,
    /// Its environment variables.
    pub environment: Vec<(String, String)>,
    /// The stores that it may open.
    pub stores: GrantedStores,
    /// The variables that it may read.
    pub variables: ComponentVariables,
    /// Where its requests may go.
    pub outbound: Outbound,
    /// Where its output goes.
    pub logs: Logs,
    /// How its instances are used.
    pub limits: InstanceLimits,
    /// The wall clock, unless it is the system's.
    pub clock: Option<Arc<SteppingClock>>,
}

impl Prepared {
    fn guest(&self) -> Guest {
        let mut wasi = WasiCtx::builder();
        if let Some(clock) = &self.clock {
            wasi.wall_clock(WallClock(clock.clone()));
        }
        let wasi = wasi
            .envs(&self.environment)
            .stdout(self.logs.stdout.clone())
            .stderr(self.logs.stderr.clone())
            .allow_tcp(false)
            .allow_udp(false)
            .build();
        Guest {
            table: ResourceTable::new(),
            wasi,
            http: WasiHttpCtx::new(),
            outbound: self.outbound.clone(),
            stores: self.stores.clone(),
            variables: self.variables.clone(),
            limits: StoreLimitsBuilder::new()
                .memory_size(self.limits.memory)
                .build(),
        }
    }
}

/// A wall clock that fails on purpose, for the guest.
struct WallClock(Arc<SteppingClock>);

impl HostWallClock for WallClock {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        self.0.now()
    }
}

impl HandlerState for Prepared {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let mut store = Store::new(self.service.engine(), self.guest());
        store.limiter(|guest| &mut guest.limits);
        let service = self.service.instantiate_async(&mut store).await?;
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: Guest::http,
            expiration: Expiration {
                idle: self.limits.idle,
                sleep: Box::pin(tokio::time::sleep(self.limits.idle)),
            },
            state: Worker {
                id: self.id.clone(),
                limits: self.limits,
                logs: self.logs.clone(),
            },
        })
    }
}

/// Drops an instance that has been idle for long enough.
pub struct Expiration {
    idle: Duration,
    sleep: Pin<Box<tokio::time::Sleep>>,
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        let deadline = tokio::time::Instant::from_std(since + self.idle);
        if self.sleep.deadline() != deadline {
            self.sleep.as_mut().reset(deadline);
        }
        self.sleep.as_mut().poll(context)
    }
}

/// Decides whether an instance takes another request.
pub struct Worker {
    id: Arc<str>,
    limits: InstanceLimits,
    logs: Logs,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.limits.reuse {
            ShouldAccept::Never
        } else if concurrent >= self.limits.concurrent {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        Box::pin(std::future::pending())
    }

    fn drop(&self, store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        drop(store);
        if let Err(error) = result {
            let message = format!("component {:?} trapped: {error:?}\n", &*self.id);
            self.logs.stderr.append(message.as_bytes());
        }
    }
}
