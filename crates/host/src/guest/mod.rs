//! What a guest sees of this host: WASI 0.2 and 0.3, HTTP, and Spin's
//! key-value and variables interfaces.

mod config;
mod keyvalue;
pub mod log;
pub mod outbound;

use throughline_store::GrantedStores;
use wasmtime::component::{Linker, ResourceTable};
use wasmtime::{Engine, StoreLimits};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::variables::ComponentVariables;
use outbound::Outbound;

mod bindings {
    wasmtime::component::bindgen!({
        path: "wit",
        world: "throughline:host/services",
        imports: { default: async | trappable },
        with: {
            "spin:key-value/key-value.store": super::keyvalue::OpenStore,
            "wasi:keyvalue/store.bucket": super::keyvalue::OpenStore,
            "wasi:keyvalue/atomics.cas": super::keyvalue::Cas,
        },
    });
}

/// The state of one instance of a component.
pub struct Guest {
    /// Handles that the guest holds.
    pub table: ResourceTable,
    /// WASI: clocks, randomness, environment, standard streams.
    pub wasi: WasiCtx,
    /// WASI HTTP.
    pub http: WasiHttpCtx,
    /// How the guest's own requests leave.
    pub outbound: Outbound,
    /// The stores that it may open.
    pub stores: GrantedStores,
    /// The variables that it may read.
    pub variables: ComponentVariables,
    /// How much memory it may use.
    pub limits: StoreLimits,
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.outbound,
            table: &mut self.table,
            ctx: &mut self.http,
        }
    }
}

/// A linker with everything that a component may import.
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    keyvalue::add_to_linker(&mut linker)?;
    config::add_to_linker(&mut linker)?;
    Ok(linker)
}
