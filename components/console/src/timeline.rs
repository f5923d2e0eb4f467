//! The part of the timeline that this component is composed with.

use std::future::Future;

use throughline_contract::reader::TimelineQuery;
use throughline_contract::types::{Error, Identity, Json};

/// What is used here of `reader`: the composed timeline in the component, a stand-in in tests. What
/// each function guarantees is written in `wit/`.
pub trait Timeline {
    /// `reader.lookup`
    fn lookup(
        &self,
        identity: Identity,
        timeline: u32,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.customer`
    fn customer(&self, id: String, timeline: u32) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.timeline`
    fn timeline(
        &self,
        id: String,
        query: TimelineQuery,
    ) -> impl Future<Output = Result<Json, Error>>;
}
