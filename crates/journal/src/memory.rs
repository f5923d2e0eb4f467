//! A store in memory, for tests and for trying things out.

use crate::backup::Enumerate;
use crate::kv::{Clock, Kv, KvError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// How often each operation was called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Operations {
    /// Calls of [`Kv::get`].
    pub gets: u64,
    /// Calls of [`Kv::set`], [`Kv::set_many`] and [`Kv::delete_many`].
    pub writes: u64,
    /// Calls of [`Kv::increment`].
    pub increments: u64,
}

/// A store in memory that counts its operations, with a clock that only moves when told to.
#[derive(Debug, Default)]
pub struct Memory {
    /// Everything stored. Public so that tests can look and break things.
    pub data: RefCell<BTreeMap<String, Vec<u8>>>,
    /// Operations since the start or the last [`Memory::take_operations`].
    pub operations: Cell<Operations>,
    /// What [`Clock::now`] answers.
    pub time: Cell<u64>,
}

impl Memory {
    /// An empty store at the given time.
    #[must_use]
    pub fn at(time: u64) -> Self {
        let memory = Self::default();
        memory.time.set(time);
        memory
    }

    /// The operations counted since the last call.
    pub fn take_operations(&self) -> Operations {
        self.operations.take()
    }

    fn count(&self, add: impl FnOnce(&mut Operations)) {
        let mut operations = self.operations.get();
        add(&mut operations);
        self.operations.set(operations);
    }
}

impl Kv for Memory {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.count(|o| o.gets += 1);
        Ok(self.data.borrow().get(key).cloned())
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.count(|o| o.writes += 1);
        self.data.borrow_mut().insert(key.into(), value.into());
        Ok(())
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.count(|o| o.writes += 1);
        self.data.borrow_mut().extend(pairs.iter().cloned());
        Ok(())
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.count(|o| o.writes += 1);
        for key in keys {
            self.data.borrow_mut().remove(key);
        }
        Ok(())
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.count(|o| o.increments += 1);
        let mut data = self.data.borrow_mut();
        let old = data.get(key).map_or(0, |v| crate::kv::decode_counter(v));
        data.insert(key.into(), (old + 1).to_le_bytes().into());
        Ok(old + 1)
    }
}

impl Enumerate for Memory {
    async fn keys(&self, each: &mut dyn FnMut(&str)) -> Result<(), KvError> {
        self.data.borrow().keys().for_each(|key| each(key));
        Ok(())
    }

    async fn add(&self, key: &str, delta: u64) -> Result<u64, KvError> {
        self.count(|o| o.increments += 1);
        let mut data = self.data.borrow_mut();
        let old = data.get(key).map_or(0, |v| crate::kv::decode_counter(v));
        data.insert(key.into(), (old + delta).to_le_bytes().into());
        Ok(old + delta)
    }
}

impl Clock for Memory {
    fn now(&self) -> u64 {
        self.time.get()
    }

    fn elapsed(&self) -> u64 {
        self.time.get()
    }

    async fn sleep(&self, milliseconds: u64) {
        self.time.set(self.time.get() + milliseconds);
    }
}
