//! The three interfaces that this component is composed with.

use std::future::Future;

use throughline_contract::profiles::Preferences;
use throughline_contract::reader::{TicketQuery, TimelineQuery};
use throughline_contract::tickets::{Answer, CallNote, Refusal, TicketChange};
use throughline_contract::types::{Error, File, Identity, Interaction, Json, Receipt};

/// `reader`, `tickets` and the part of `writer` that is used here: the composed timeline in the component, a
/// stand-in in tests. What each function guarantees is written in `wit/`.
pub trait Timeline {
    /// `reader.lookup`
    fn lookup(
        &self,
        identity: Identity,
        timeline: u32,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.customer`
    fn customer(&self, id: String, timeline: u32) -> impl Future<Output = Result<Json, Error>>;

    /// `profiles.prefer`
    fn prefer(
        &self,
        id: String,
        preferences: Preferences,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.timeline`
    fn timeline(
        &self,
        id: String,
        query: TimelineQuery,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.interaction`
    fn interaction(&self, id: String) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.attachment`
    fn attachment(&self, id: String) -> impl Future<Output = Result<File, Error>>;

    /// `reader.ticket`
    fn ticket(&self, id: String) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.tickets`
    fn tickets(&self, query: TicketQuery) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.calls`
    fn calls(&self) -> impl Future<Output = Result<Json, Error>>;

    /// `reader.health`
    fn health(&self) -> impl Future<Output = Result<(), Error>>;

    /// `writer.record-interaction`
    fn record_interaction(
        &self,
        interaction: Interaction,
    ) -> impl Future<Output = Result<Receipt, Error>>;

    /// `tickets.change`
    fn change_ticket(
        &self,
        id: String,
        change: TicketChange,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `tickets.reply`
    fn reply(&self, id: String, answer: Answer) -> impl Future<Output = Result<Json, Refusal>>;

    /// `tickets.note`
    fn note(
        &self,
        id: String,
        text: String,
        agent: Option<String>,
        idempotency_key: Option<String>,
    ) -> impl Future<Output = Result<Json, Refusal>>;

    /// `tickets.call`
    fn call(
        &self,
        id: String,
        agent: Option<String>,
        agent_number: Option<String>,
        idempotency_key: Option<String>,
    ) -> impl Future<Output = Result<Json, Refusal>>;

    /// `tickets.note-call`
    fn note_call(&self, note: CallNote) -> impl Future<Output = Result<Json, Refusal>>;

    /// `tickets.signal`
    fn signal(
        &self,
        id: String,
        agent: Option<String>,
        typing: bool,
        read: bool,
    ) -> impl Future<Output = Result<(), Error>>;
}
