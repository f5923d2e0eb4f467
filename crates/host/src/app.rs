//! A loaded application: its components compiled, composed and granted what
//! the manifest says, and the routes to them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use http::{Request, Response};
use throughline_store::faults::SteppingClock;
use throughline_store::{Faults, RuntimeConfig, Store};
use wasmtime::Engine;
use wasmtime::component::{Component as Code, Linker};
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::ProxyHandler;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::aside::AsideStore;
use crate::compose::{Part, compose};
use crate::engine::{self, Cache, Origin};
use crate::grants::AllowedHosts;
use crate::guest::log::{Logs, say};
use crate::guest::outbound::{Home, Outbound};
use crate::guest::{self, Guest};
use crate::instances::{InstanceLimits, Prepared};
use crate::manifest::{Component, DependencySource, Manifest};
use crate::problem;
use crate::request;
use crate::routes::{Match, Router};
use crate::turns::Turns;
use crate::variables::Variables;

/// What is needed besides the manifest.
pub struct Settings {
    /// The folder of the manifest; paths in it are relative to that.
    pub base: PathBuf,
    /// Replaces a leading `target/` of sources that do not exist there.
    pub target_dir: Option<PathBuf>,
    /// Where the stores and logs lie.
    pub state_dir: PathBuf,
    /// Where compiled code is kept.
    pub cache_dir: PathBuf,
    /// Whether guests' output is shown on the terminal too.
    pub follow: bool,
    /// How instances are used.
    pub limits: InstanceLimits,
    /// Who is worked on.
    pub turns: Arc<Turns>,
    /// What fails on purpose.
    pub faults: Option<Faults>,
}

/// A loaded application.
pub struct App {
    router: Router,
    components: BTreeMap<String, ProxyHandler<Prepared>>,
    home: Arc<Home>,
    origins: BTreeMap<String, Origin>,
}

impl App {
    /// Loads every component that a trigger names.
    pub fn load(
        manifest: &Manifest,
        variables: &Variables,
        runtime: &RuntimeConfig,
        settings: &Settings,
    ) -> Result<Arc<Self>> {
        let router = Router::new(&manifest.triggers)?;
        let engine = engine::engine()?;
        let compiled = compile(&engine, manifest, settings)?;
        let linker = guest::linker(&engine)?;
        let routed = || compiled.keys().filter_map(|id| manifest.components.get(id));
        let labels = routed().flat_map(|c| c.key_value_stores.iter().map(String::as_str));
        let stores = runtime.open_stores(labels, &settings.state_dir)?;
        let stores = stores
            .into_iter()
            .map(|(l, store)| (l, settings.between(store)));
        let stores = stores.collect();
        let origin = |(id, (_, origin)): (&String, &(Code, Origin))| (id.clone(), *origin);
        let origins = compiled.iter().map(origin).collect();
        let loading = Loading {
            variables,
            stores: &stores,
            settings,
            home: Arc::default(),
            clock: settings.faults.map(|faults| Arc::new(faults.clock())),
        };
        let mut components = BTreeMap::new();
        for (id, (code, _)) in compiled {
            let prepared = loading
                .prepare(&id, manifest, &linker, &code)
                .with_context(|| format!("component {id:?} cannot be loaded"))?;
            components.insert(id, ProxyHandler::new(prepared));
        }
        let app = Arc::new(App {
            router,
            components,
            home: loading.home,
            origins,
        });
        app.home.belongs_to(&app);
        Ok(app)
    }

    /// Where each component's compiled code came from, by id.
    pub fn origins(&self) -> &BTreeMap<String, Origin> {
        &self.origins
    }

    /// Says where the application listens, for requests to itself.
    pub fn listens_on(&self, address: SocketAddr) {
        self.home.listens_on(address);
    }

    /// Answers a request from outside.
    pub async fn call_public(
        &self,
        mut request: Request<WasiBody>,
        client: SocketAddr,
    ) -> Response<WasiBody> {
        let Some(found) = self.router.find(request.uri().path()) else {
            return problem::not_found();
        };
        match request::describe(&mut request, &found, client) {
            Ok(()) => self.call(&found.component, request).await,
            Err(reason) => problem::bad_request(&reason),
        }
    }

    /// Answers a call from another component, or `None` if there is no
    /// component of that id with a trigger.
    pub async fn call_chained(
        &self,
        component: &str,
        mut request: Request<WasiBody>,
    ) -> Option<Response<WasiBody>> {
        if !self.components.contains_key(component) {
            return None;
        }
        let found = Match::chained(component, request.uri().path());
        let inside = SocketAddr::from(([0, 0, 0, 0], 0));
        Some(match request::describe(&mut request, &found, inside) {
            Ok(()) => self.call(component, request).await,
            Err(reason) => problem::bad_request(&reason),
        })
    }

    async fn call(&self, component: &str, request: Request<WasiBody>) -> Response<WasiBody> {
        let Some(handler) = self.components.get(component) else {
            return problem::not_found();
        };
        match handler.handle((), request).await {
            Ok(response) => response,
            Err(error) => {
                // A trap's reason is in the component's log already.
                say(format_args!("[{component}] a request failed: {error:#}"));
                problem::internal_error()
            }
        }
    }
}

struct Loading<'a> {
    variables: &'a Variables,
    stores: &'a BTreeMap<String, Arc<dyn Store>>,
    settings: &'a Settings,
    home: Arc<Home>,
    clock: Option<Arc<SteppingClock>>,
}

impl Loading<'_> {
    fn prepare(
        &self,
        id: &str,
        manifest: &Manifest,
        linker: &Linker<Guest>,
        code: &Code,
    ) -> Result<Prepared> {
        let component = manifest.component(id)?;
        let service = ServicePre::new(linker.instantiate_pre(code)?)?;
        let granted = component.key_value_stores.iter().filter_map(|label| {
            let store = self.stores.get(label)?;
            Some((label.clone(), store.clone()))
        });
        let allowed = AllowedHosts::parse(&component.allowed_outbound_hosts, self.variables)?;
        let logs = self.settings.state_dir.join("logs");
        let id: Arc<str> = id.into();
        Ok(Prepared {
            service,
            environment: component.environment.clone().into_iter().collect(),
            stores: Arc::new(granted.collect()),
            variables: self.variables.of_component(&component.variables)?,
            outbound: Outbound {
                component: id.clone(),
                allowed: Arc::new(allowed),
                home: self.home.clone(),
                turns: self.settings.turns.clone(),
            },
            logs: Logs::open(&logs, &id, self.settings.follow)?,
            limits: self.settings.limits,
            clock: self.clock.clone(),
            id,
        })
    }
}

type Compiled = BTreeMap<String, (Code, Origin)>;

/// Composes and compiles the components of all triggers, at the same time.
fn compile(engine: &Engine, manifest: &Manifest, settings: &Settings) -> Result<Compiled> {
    let cache = Cache::open(&settings.cache_dir)?;
    let routed: BTreeMap<&str, &Component> = manifest
        .triggers
        .iter()
        .filter_map(|t| Some((t.component.as_str(), manifest.components.get(&t.component)?)))
        .collect();
    let compile_one = |id: &str, component: &Component| {
        let code = composed(id, component, manifest, settings)?;
        cache
            .component(engine, &code)
            .with_context(|| format!("component {id:?} cannot be compiled"))
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = routed
            .into_iter()
            .map(|(id, component)| (id, scope.spawn(move || compile_one(id, component))))
            .collect();
        threads
            .into_iter()
            .map(|(id, thread)| {
                let compiled = thread
                    .join()
                    .map_err(|_| anyhow!("compiling {id:?} panicked"))?;
                Ok((id.to_owned(), compiled?))
            })
            .collect()
    })
}

/// The component's code with its dependencies composed in.
fn composed(
    id: &str,
    component: &Component,
    manifest: &Manifest,
    settings: &Settings,
) -> Result<Vec<u8>> {
    let mut parts = Vec::new();
    for (name, dependency) in &component.dependencies {
        let table = dependency.table()?;
        let path = match table.source()? {
            DependencySource::Path(path) => path,
            DependencySource::Component(id) => manifest.component(id)?.source()?,
        };
        parts.push(Part {
            name,
            export: table.export.as_deref(),
            inherit: component.inherit(table),
            code: settings.read_code(path)?,
        });
    }
    compose(id, settings.read_code(component.source()?)?, parts)
}

impl Settings {
    /// What stands between the components and a store.
    fn between(&self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        let store = match self.faults {
            Some(faults) => faults.before(store),
            None => store,
        };
        let turns = self.turns.clone();
        Arc::new(AsideStore { turns, store })
    }

    fn read_code(&self, source: &Path) -> Result<Vec<u8>> {
        let path = self.base.join(source);
        let moved = self
            .target_dir
            .as_ref()
            .filter(|_| !path.exists())
            .and_then(|target| Some(target.join(source.strip_prefix("target").ok()?)));
        let path = moved.unwrap_or(path);
        std::fs::read(&path).with_context(|| {
            format!(
                "{} cannot be read: build the components first",
                path.display()
            )
        })
    }
}
