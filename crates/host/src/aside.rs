//! What is waited for aside: a request that waits for a disk, a network or its client needs no turn
//! meanwhile.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use http_body::{Body, Frame, SizeHint};
use throughline_store::{Entry, Store, StoreError, Write, Written};
use wasmtime_wasi_http::{Error, WasiBody};

use crate::turns::{Aside, For, Turns};

/// `store`, waited for aside.
pub struct AsideStore {
    /// Who is worked on.
    pub turns: Arc<Turns>,
    /// The store itself.
    pub store: Arc<dyn Store>,
}

impl Store for AsideStore {
    fn get(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        self.turns.for_store(self.store.get(key)).boxed()
    }

    fn get_many(&self, keys: Vec<String>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        self.turns.for_store(self.store.get_many(keys)).boxed()
    }

    fn keys(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        self.turns.for_store(self.store.keys()).boxed()
    }

    fn write(&self, write: Write) -> BoxFuture<'_, Result<Written, StoreError>> {
        self.turns.for_store(self.store.write(write)).boxed()
    }
}

/// A body that gives its request's turn up while nothing of it arrives.
pub struct Arriving {
    body: WasiBody,
    turns: Arc<Turns>,
    aside: Option<Aside>,
}

impl Arriving {
    /// The body of a request whose client may take its time.
    pub fn new(body: WasiBody, turns: Arc<Turns>) -> Self {
        let aside = None;
        Arriving { body, turns, aside }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_ready() {
            self.aside = None;
        } else if self.aside.is_none() {
            self.aside = Some(self.turns.step_aside(For::Outside));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
