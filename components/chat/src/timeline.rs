//! What this component is composed with, and what runs it.

use std::future::Future;

use throughline_contract::conversations::View;
use throughline_contract::types::{
    Error, File, Identity, Interaction, Json, Receipt, Timestamp, Watermark,
};

/// `conversations`, `limits` and the part of `writer` that is used here: the composed timeline in the
/// component, a stand-in in tests. What each function guarantees is written in `wit/`.
pub trait Timeline {
    /// `conversations.look` on this channel
    fn look(
        &self,
        who: Vec<Identity>,
        since: Option<String>,
    ) -> impl Future<Output = Result<View, Error>>;

    /// `conversations.earlier` on this channel
    fn earlier(
        &self,
        who: Vec<Identity>,
        cursor: String,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `conversations.attachment` on this channel
    fn attachment(
        &self,
        who: Vec<Identity>,
        id: String,
    ) -> impl Future<Output = Result<File, Error>>;

    /// `conversations.here`
    fn here(&self, who: Identity, typing: bool) -> impl Future<Output = Result<(), Error>>;

    /// `limits.take`
    fn take(
        &self,
        scope: &str,
        name: &str,
        most: u32,
        seconds: u32,
    ) -> impl Future<Output = Result<bool, Error>>;

    /// `writer.record-interaction`
    fn record_interaction(
        &self,
        interaction: Interaction,
    ) -> impl Future<Output = Result<Receipt, Error>>;

    /// `writer.bind` of this visitor to this user: false when it was another one's before
    fn bind(&self, visitor: String, user: [u8; 32]) -> impl Future<Output = Result<bool, Error>>;

    /// `writer.is-bound` of this visitor
    fn is_bound(&self, visitor: String) -> impl Future<Output = Result<bool, Error>>;

    /// `writer.record-watermark`
    fn record_watermark(&self, watermark: Watermark) -> impl Future<Output = Result<(), Error>>;
}

/// The clock and the log.
pub trait Host {
    /// Milliseconds since 1970.
    fn now(&self) -> Timestamp;

    /// Waits.
    fn sleep(&self, milliseconds: u64) -> impl Future<Output = ()>;

    /// Writes a line to the log. It holds no secret, and nothing that a person wrote.
    fn say(&self, line: &str);
}
