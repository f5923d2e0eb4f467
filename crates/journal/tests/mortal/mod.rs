//! A store whose caller dies after so many operations.

use std::borrow::Borrow;
use std::cell::Cell;
use throughline_journal::backup::Enumerate;
use throughline_journal::{Clock, Kv, KvError, Memory};

#[derive(Debug)]
pub struct Mortal<M> {
    pub memory: M,
    pub left: Cell<u64>,
}

impl<M: Borrow<Memory>> Mortal<M> {
    fn store(&self) -> &Memory {
        self.memory.borrow()
    }

    /// Whether the operation is still done.
    fn lives(&self) -> Result<(), KvError> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        match left {
            0 => Err(KvError("the caller is dead".into())),
            _ => Ok(()),
        }
    }
}

impl<M: Borrow<Memory>> Kv for Mortal<M> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.lives()?;
        self.store().get(key).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.lives()?;
        self.store().set(key, value).await
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        // The last one is torn.
        let whole = self.lives();
        let some = match whole {
            Ok(()) => pairs,
            Err(_) => pairs.get(..pairs.len() / 2).unwrap_or_default(),
        };
        self.store().set_many(some).await?;
        whole
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.lives()?;
        self.store().delete_many(keys).await
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.lives()?;
        self.store().increment(key).await
    }
}

impl<M: Borrow<Memory>> Enumerate for Mortal<M> {
    async fn keys(&self, each: &mut dyn FnMut(&str)) -> Result<(), KvError> {
        self.lives()?;
        self.store().keys(each).await
    }

    async fn add(&self, key: &str, delta: u64) -> Result<u64, KvError> {
        self.lives()?;
        self.store().add(key, delta).await
    }
}

impl<M: Borrow<Memory>> Clock for Mortal<M> {
    fn now(&self) -> u64 {
        self.store().now()
    }

    fn elapsed(&self) -> u64 {
        self.store().elapsed()
    }

    async fn sleep(&self, milliseconds: u64) {
        self.store().sleep(milliseconds).await;
    }
}
