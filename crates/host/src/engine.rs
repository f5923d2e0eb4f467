//! The WebAssembly engine, and its compiled code on disk.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::guest::log::say;

const DIGEST: usize = 32;

/// The most instances at a time. A component composed of three parts has a
/// dozen core instances, most of them adapters.
const INSTANCES: u32 = 1_000;
const CORE_INSTANCES_EACH: u32 = 20;
const MEMORIES_EACH: u32 = 4;

/// An engine with its instances in pools, or on demand where the address
/// space does not suffice for pools.
pub fn engine() -> Result<Engine> {
    let pooled = InstanceAllocationStrategy::Pooling(pools());
    let engine = Engine::new(&config(pooled))
        .or_else(|_| Engine::new(&config(InstanceAllocationStrategy::OnDemand)))?;
    Ok(engine)
}

fn config(strategy: InstanceAllocationStrategy) -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_component_model_async(true)
        .allocation_strategy(strategy);
    config
}

fn pools() -> PoolingAllocationConfig {
    let mut pools = PoolingAllocationConfig::default();
    pools
        .total_component_instances(INSTANCES)
        .total_stacks(INSTANCES)
        .total_core_instances(INSTANCES * CORE_INSTANCES_EACH)
        .total_memories(INSTANCES * MEMORIES_EACH)
        .total_tables(INSTANCES * CORE_INSTANCES_EACH)
        .max_component_instance_size(10 << 20)
        .max_core_instance_size(10 << 20)
        .max_core_instances_per_component(200)
        .max_tables_per_component(64)
        .max_memories_per_component(32)
        .table_elements(100_000)
        .linear_memory_keep_resident(2 << 20)
        .table_keep_resident(1 << 19);
    pools
}

/// Where a component's compiled code came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The cache had it.
    Cache,
    /// It was compiled now, and put into the cache.
    Compiled,
}

/// Compiled code on disk, by what it was compiled from.
///
/// A file is the SHA-256 of its code followed by the code; one that does not
/// match is compiled anew. The folder is readable by its owner only, because
/// its contents are executed.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// A cache in `folder`, which is created if need be.
    pub fn open(folder: &Path) -> Result<Self> {
        create_private(folder)
            .with_context(|| format!("the code cache {} cannot be created", folder.display()))?;
        Ok(Cache {
            folder: folder.to_owned(),
        })
    }

    /// The component compiled from `code`, from the cache if it is there.
    pub fn component(&self, engine: &Engine, code: &[u8]) -> Result<(Component, Origin)> {
        let path = self.folder.join(key(engine, code));
        if let Some(component) = read_verified(&path).and_then(|code| load(engine, &code)) {
            return Ok((component, Origin::Cache));
        }
        let compiled = engine.precompile_component(code)?;
        // A cache that cannot be written costs time, nothing else.
        if let Err(error) = self.write(&path, &compiled) {
            say(format_args!("the compiled code is not cached: {error:#}"));
        }
        let component = load(engine, &compiled).context("the compiled code cannot be loaded")?;
        Ok((component, Origin::Compiled))
    }

    fn write(&self, path: &Path, compiled: &[u8]) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&Sha256::digest(compiled))?;
        file.write_all(compiled)?;
        file.persist(path)?;
        Ok(())
    }
}

/// The cache's default folder: `throughline/compiled` in the user's cache
/// folder, if there is one.
pub fn default_cache_folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = match variable("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(variable("HOME")?).join(".cache"),
    };
    Some(base.join("throughline").join("compiled"))
}

/// The file name: the code, the compiler's version and its settings.
fn key(engine: &Engine, code: &[u8]) -> String {
    use std::hash::{Hash, Hasher};
    let mut settings = std::hash::DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let mut digest = Sha256::new();
    digest.update(settings.finish().to_le_bytes());
    digest.update(code);
    format!("{}.cwasm", hex::encode(digest.finalize()))
}

fn read_verified(path: &Path) -> Option<Vec<u8>> {
    let mut file = std::fs::read(path).ok()?;
    let (digest, code) = file.split_at_checked(DIGEST)?;
    if Sha256::digest(code).as_slice() != digest {
        return None;
    }
    Some(file.split_off(DIGEST))
}

#[expect(unsafe_code, reason = "loading compiled code has no safe interface")]
fn load(engine: &Engine, compiled: &[u8]) -> Option<Component> {
    // SAFETY: the bytes were written by `precompile_component`: either just
    // now, or by this program into a folder that only its user can write, and
    // they match the digest that was written with them.
    unsafe { Component::deserialize(engine, compiled) }.ok()
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}
