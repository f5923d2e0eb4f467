//! Spin's key-value store under the journal.
//!
//! Reads and single writes are asynchronous, so that reads of one call overlap; counters and
//! `set-many` exist only as synchronous calls, during which nothing else of this instance runs.
//!
//! What is asynchronous is waited for [`PATIENCE`] and no longer: Spin itself waits without end for
//! a Redis that is gone, and a provider has to be told in time to come back later.

use crate::together::Together;
use futures::FutureExt;
use spin_sdk::experimental::wasi::keyvalue::{atomics, batch, store};
use spin_sdk::key_value::Store;
use spin_sdk::wasip3::clocks::{monotonic_clock, system_clock};
use std::pin::pin;
use std::time::Duration;
use throughline_journal::backup::Enumerate;
use throughline_journal::{Clock, Kv, KvError};

/// The label that `spin.toml` grants.
const LABEL: &str = "default";

/// How long the store may take for one answer. Twilio waits 15 s for ours, others less.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long it may take to list every key, for a backup.
const LISTING: Duration = Duration::from_secs(120);

/// The store, opened once an instance.
pub struct SpinStore {
    store: Store,
    bucket: store::Bucket,
    together: Together,
}

impl SpinStore {
    pub async fn open() -> Result<Self, KvError> {
        Ok(Self {
            store: in_time(Store::open(LABEL)).await?.map_err(failed)?,
            bucket: store::open(LABEL).map_err(refused)?,
            together: Together::default(),
        })
    }
}

/// Waits for the store. What it was asked to write may be written later.
async fn in_time<T>(answer: impl Future<Output = T>) -> Result<T, KvError> {
    within(PATIENCE, answer).await
}

async fn within<T>(patience: Duration, answer: impl Future<Output = T>) -> Result<T, KvError> {
    futures::select_biased! {
        answer = pin!(answer.fuse()) => Ok(answer),
        () = pin!(spin_sdk::time::sleep(patience).fuse()) => {
            Err(KvError(format!("the store did not answer within {patience:?}")))
        }
    }
}

fn failed(error: spin_sdk::key_value::Error) -> KvError {
    KvError(error.to_string())
}

pub(crate) fn refused(error: store::Error) -> KvError {
    KvError(format!("{error:?}"))
}

impl Kv for SpinStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        // A read that failed is tried once more: a walk along many slots has to get through a store
        // that fails now and then, or every attempt to append makes the next walk longer.
        match in_time(self.store.get(key)).await? {
            Err(_) => in_time(self.store.get(key)).await?.map_err(failed),
            read => read.map_err(failed),
        }
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        in_time(self.store.set(key, value)).await?.map_err(failed)
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.together.set_many(&self.bucket, pairs).await
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        batch::delete_many(&self.bucket, keys).map_err(refused)
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        let value = atomics::increment(&self.bucket, key, 1).map_err(refused)?;
        u64::try_from(value).map_err(|_| KvError(format!("counter {key} reads {value}")))
    }
}

impl Enumerate for SpinStore {
    async fn keys(&self, each: &mut dyn FnMut(&str)) -> Result<(), KvError> {
        let mut keys = within(LISTING, self.store.get_keys()).await?;
        while let Some(key) = keys.next().await {
            each(&key);
        }
        keys.result().await.map_err(failed)
    }

    async fn add(&self, key: &str, delta: u64) -> Result<u64, KvError> {
        let too_much = |_| {
            KvError(format!(
                "{delta} is more than a counter {key} takes at once"
            ))
        };
        let delta = i64::try_from(delta).map_err(too_much)?;
        let value = atomics::increment(&self.bucket, key, delta).map_err(refused)?;
        u64::try_from(value).map_err(|_| KvError(format!("counter {key} reads {value}")))
    }
}

impl Clock for SpinStore {
    fn now(&self) -> u64 {
        let now = system_clock::now();
        let seconds = u64::try_from(now.seconds).unwrap_or(0);
        seconds * 1000 + u64::from(now.nanoseconds / 1_000_000)
    }

    fn elapsed(&self) -> u64 {
        monotonic_clock::now() / 1_000_000
    }

    async fn sleep(&self, milliseconds: u64) {
        spin_sdk::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}
