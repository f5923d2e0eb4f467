//! A store whose answers are waited for aside: a request that waits for a disk or a network needs
//! no turn meanwhile.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use throughline_store::{Entry, Store, StoreError, Write, Written};

use crate::turns::Turns;

/// `store`, waited for aside.
pub struct AsideStore {
    /// Who is worked on.
    pub turns: Arc<Turns>,
    /// The store itself.
    pub store: Arc<dyn Store>,
}

impl Store for AsideStore {
    fn get(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        self.turns.aside(self.store.get(key)).boxed()
    }

    fn get_many(&self, keys: Vec<String>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        self.turns.aside(self.store.get_many(keys)).boxed()
    }

    fn keys(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        self.turns.aside(self.store.keys()).boxed()
    }

    fn write(&self, write: Write) -> BoxFuture<'_, Result<Written, StoreError>> {
        self.turns.aside(self.store.write(write)).boxed()
    }
}
