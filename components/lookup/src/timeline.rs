//! The interfaces that this component is composed with.

use std::future::Future;

use throughline_contract::erasure::Page;
use throughline_contract::profiles::{Described, Description};
use throughline_contract::reader::{TicketQuery, TimelineQuery};
use throughline_contract::tickets::{Answer, CallNote, Refusal, TicketChange};
use throughline_contract::types::{Error, File, Identity, Interaction, Json, Receipt};

use crate::backup::{Backup, Restore};

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

    /// `profiles.describe-customer`
    fn describe_customer(
        &self,
        id: String,
        description: Description,
    ) -> impl Future<Output = Result<Described, Error>>;

    /// `profiles.describe`
    fn describe(&self, description: Description) -> impl Future<Output = Result<Described, Error>>;

    /// `profiles.merge`
    fn merge(
        &self,
        id: String,
        other: String,
        by: String,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `profiles.unmerge`
    fn unmerge(
        &self,
        id: String,
        other: String,
        by: String,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `profiles.explain`
    fn explain(&self, id: String) -> impl Future<Output = Result<Json, Error>>;

    /// `directory.search`
    fn search(
        &self,
        query: String,
        limit: u32,
        cursor: Option<String>,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `directory.suggestions`
    fn suggestions(
        &self,
        limit: u32,
        cursor: Option<String>,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `directory.quality`
    fn quality(&self) -> impl Future<Output = Result<Json, Error>>;

    /// `directory.quality-of`
    fn quality_of(
        &self,
        problem: String,
        field: Option<String>,
        limit: u32,
        cursor: Option<String>,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `profiles.rehearse`
    fn rehearse(
        &self,
        rules: Json,
        limit: u32,
        cursor: Option<String>,
    ) -> impl Future<Output = Result<Json, Error>>;

    /// `profiles.attribute-types`
    fn attribute_types(&self) -> impl Future<Output = Result<Json, Error>>;

    /// `profiles.set-attribute-types`
    fn set_attribute_types(&self, types: Json) -> impl Future<Output = Result<Json, Error>>;

    /// `directory.decide`
    fn decide(
        &self,
        id: String,
        accept: bool,
        by: String,
    ) -> impl Future<Output = Result<String, Error>>;

    /// `erasure.erase`
    fn erase(&self, id: String) -> impl Future<Output = Result<Json, Error>>;

    /// `erasure.export-page`
    fn export_page(
        &self,
        id: String,
        cursor: Option<String>,
    ) -> impl Future<Output = Result<Page, Error>>;

    /// `erasure.retention`
    fn retention(&self) -> impl Future<Output = Result<Json, Error>>;

    /// `erasure.set-retention`
    fn set_retention(&self, rules: Json) -> impl Future<Output = Result<Json, Error>>;

    /// `backups.backup`
    type Backup: Backup + 'static;

    /// `backups.restore`
    type Restore: Restore;

    /// `backups.backup.begin`
    fn begin_backup(&self) -> impl Future<Output = Result<Self::Backup, Error>>;

    /// `backups.restore.constructor`
    fn begin_restore(&self) -> Self::Restore;

    /// What time it is, in milliseconds since 1970.
    fn now(&self) -> u64;

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
