//! `spin:key-value` (asynchronous) and `wasi:keyvalue` (synchronous) over the
//! same stores.

use std::sync::Arc;

use throughline_store::{GrantedStores, Store, StoreError, Write, Written};
use wasmtime::Result;
use wasmtime::component::{
    Accessor, FutureReader, HasData, Linker, Resource, ResourceTable, StreamReader,
};

use super::Guest;
use super::bindings::spin::key_value::key_value as spin;
use super::bindings::wasi::keyvalue::{atomics, batch, store as wasi};

/// A store that the guest has opened.
pub struct OpenStore(Arc<dyn Store>);

/// A compare-and-swap: the key and the value it had when last read.
pub struct Cas {
    store: Arc<dyn Store>,
    key: String,
    seen: Option<Vec<u8>>,
}

struct KeyValue;

impl HasData for KeyValue {
    type Data<'a> = View<'a>;
}

struct View<'a> {
    stores: &'a GrantedStores,
    table: &'a mut ResourceTable,
}

pub fn add_to_linker(linker: &mut Linker<Guest>) -> Result<()> {
    fn view(guest: &mut Guest) -> View<'_> {
        View {
            stores: &guest.stores,
            table: &mut guest.table,
        }
    }
    spin::add_to_linker::<_, KeyValue>(linker, view)?;
    wasi::add_to_linker::<_, KeyValue>(linker, view)?;
    atomics::add_to_linker::<_, KeyValue>(linker, view)?;
    batch::add_to_linker::<_, KeyValue>(linker, view)
}

impl View<'_> {
    /// The store behind an open handle.
    fn store(&self, handle: &Resource<OpenStore>) -> Result<Arc<dyn Store>> {
        Ok(self.table.get(handle)?.0.clone())
    }

    /// Opens `label`, or `None` if it is not granted.
    fn open(&mut self, label: &str) -> Result<Option<Resource<OpenStore>>> {
        let Some(store) = self.stores.get(label).cloned() else {
            return Ok(None);
        };
        Ok(Some(self.table.push(OpenStore(store))?))
    }
}

impl From<StoreError> for spin::Error {
    fn from(error: StoreError) -> Self {
        spin::Error::Other(error.0)
    }
}

impl From<StoreError> for wasi::Error {
    fn from(error: StoreError) -> Self {
        wasi::Error::Other(error.0)
    }
}

impl spin::Host for View<'_> {}

impl spin::HostStore for View<'_> {
    async fn drop(&mut self, handle: Resource<OpenStore>) -> Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}

impl KeyValue {
    fn store<T>(
        accessor: &Accessor<T, Self>,
        handle: &Resource<OpenStore>,
    ) -> Result<Arc<dyn Store>> {
        accessor.with(|mut access| access.get().store(handle))
    }
}

impl<T: 'static> spin::HostStoreWithStore<T> for KeyValue {
    async fn open(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> Result<Result<Resource<OpenStore>, spin::Error>> {
        let opened = accessor.with(|mut access| access.get().open(&label))?;
        Ok(opened.ok_or(spin::Error::AccessDenied))
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        handle: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<Option<Vec<u8>>, spin::Error>> {
        let store = Self::store(accessor, &handle)?;
        Ok(store.get(key).await.map_err(Into::into))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        handle: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> Result<Result<(), spin::Error>> {
        let store = Self::store(accessor, &handle)?;
        Ok(done(store.write(Write::Set(vec![(key, value)])).await))
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        handle: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<(), spin::Error>> {
        let store = Self::store(accessor, &handle)?;
        Ok(done(store.write(Write::Delete(vec![key])).await))
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        handle: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<bool, spin::Error>> {
        let store = Self::store(accessor, &handle)?;
        let value = store.get(key).await;
        Ok(value.map(|v| v.is_some()).map_err(Into::into))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        handle: Resource<OpenStore>,
    ) -> Result<(StreamReader<String>, FutureReader<Result<(), spin::Error>>)> {
        let store = Self::store(accessor, &handle)?;
        let (keys, end) = match store.keys().await {
            Ok(keys) => (keys, Ok(())),
            Err(error) => (Vec::new(), Err(spin::Error::from(error))),
        };
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            let end = FutureReader::new(&mut access, async move { wasmtime::error::Ok(end) })?;
            Ok((keys, end))
        })
    }
}

impl wasi::Host for View<'_> {
    async fn open(&mut self, label: String) -> Result<Result<Resource<OpenStore>, wasi::Error>> {
        Ok(View::open(self, &label)?.ok_or(wasi::Error::AccessDenied))
    }
}

impl wasi::HostBucket for View<'_> {
    async fn get(
        &mut self,
        bucket: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<Option<Vec<u8>>, wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(store.get(key).await.map_err(Into::into))
    }

    async fn set(
        &mut self,
        bucket: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> Result<Result<(), wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(done(store.write(Write::Set(vec![(key, value)])).await))
    }

    async fn delete(
        &mut self,
        bucket: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<(), wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(done(store.write(Write::Delete(vec![key])).await))
    }

    async fn exists(
        &mut self,
        bucket: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<bool, wasi::Error>> {
        let store = self.store(&bucket)?;
        let value = store.get(key).await;
        Ok(value.map(|v| v.is_some()).map_err(Into::into))
    }

    async fn list_keys(
        &mut self,
        bucket: Resource<OpenStore>,
        cursor: Option<String>,
    ) -> Result<Result<wasi::KeyResponse, wasi::Error>> {
        if cursor.is_some() {
            let reason = "this host lists all keys at once: pass no cursor".to_owned();
            return Ok(Err(wasi::Error::Other(reason)));
        }
        let store = self.store(&bucket)?;
        let keys = store.keys().await;
        Ok(keys
            .map(|keys| wasi::KeyResponse { keys, cursor: None })
            .map_err(Into::into))
    }

    async fn drop(&mut self, bucket: Resource<OpenStore>) -> Result<()> {
        self.table.delete(bucket)?;
        Ok(())
    }
}

impl batch::Host for View<'_> {
    async fn get_many(
        &mut self,
        bucket: Resource<OpenStore>,
        keys: Vec<String>,
    ) -> Result<Result<Vec<(String, Option<Vec<u8>>)>, wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(store.get_many(keys).await.map_err(Into::into))
    }

    async fn set_many(
        &mut self,
        bucket: Resource<OpenStore>,
        entries: Vec<(String, Vec<u8>)>,
    ) -> Result<Result<(), wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(done(store.write(Write::Set(entries)).await))
    }

    async fn delete_many(
        &mut self,
        bucket: Resource<OpenStore>,
        keys: Vec<String>,
    ) -> Result<Result<(), wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(done(store.write(Write::Delete(keys)).await))
    }
}

impl atomics::HostCas for View<'_> {
    async fn new(
        &mut self,
        bucket: Resource<OpenStore>,
        key: String,
    ) -> Result<Result<Resource<Cas>, wasi::Error>> {
        let store = self.store(&bucket)?;
        let seen = None;
        Ok(Ok(self.table.push(Cas { store, key, seen })?))
    }

    async fn current(
        &mut self,
        cas: Resource<Cas>,
    ) -> Result<Result<Option<Vec<u8>>, wasi::Error>> {
        let cas = self.table.get_mut(&cas)?;
        let value = cas.store.get(cas.key.clone()).await;
        if let Ok(value) = &value {
            cas.seen.clone_from(value);
        }
        Ok(value.map_err(Into::into))
    }

    async fn drop(&mut self, cas: Resource<Cas>) -> Result<()> {
        self.table.delete(cas)?;
        Ok(())
    }
}

impl atomics::Host for View<'_> {
    async fn increment(
        &mut self,
        bucket: Resource<OpenStore>,
        key: String,
        delta: i64,
    ) -> Result<Result<i64, wasi::Error>> {
        let store = self.store(&bucket)?;
        Ok(match store.write(Write::Increment { key, delta }).await {
            Ok(Written::Counter(sum)) => Ok(sum),
            Ok(other) => Err(unexpected(other)),
            Err(error) => Err(error.into()),
        })
    }

    async fn swap(
        &mut self,
        cas: Resource<Cas>,
        value: Vec<u8>,
    ) -> Result<Result<(), atomics::CasError>> {
        let Cas { store, key, seen } = self.table.delete(cas)?;
        let write = Write::Swap {
            key: key.clone(),
            expected: seen,
            value,
        };
        Ok(match store.write(write).await {
            Ok(Written::Conflict) => match store.get(key.clone()).await {
                Ok(seen) => {
                    let next = self.table.push(Cas { store, key, seen })?;
                    Err(atomics::CasError::CasFailed(next))
                }
                Err(error) => Err(atomics::CasError::StoreError(error.into())),
            },
            other => done(other).map_err(atomics::CasError::StoreError),
        })
    }
}

/// The result of a write that reports nothing but success.
fn done<E: From<StoreError>>(written: Result<Written, StoreError>) -> Result<(), E> {
    written.map(drop).map_err(Into::into)
}

fn unexpected(written: Written) -> wasi::Error {
    wasi::Error::Other(format!("the store answered an increment with {written:?}"))
}
