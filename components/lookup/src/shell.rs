//! The service inside Spin: variables, randomness and the composed timeline.
#![allow(unsafe_code, reason = "the export is generated")]

use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::wasip3::random::random::get_random_u64;
use throughline_contract::backups;
use throughline_contract::directory;
use throughline_contract::erasure;
use throughline_contract::profiles::{self, Described, Description};
use throughline_contract::reader::{self, TicketQuery, TimelineQuery};
use throughline_contract::tickets::{self, Answer, CallNote, Refusal, TicketChange};
use throughline_contract::types::{Error, File, Identity, Interaction, Json, Receipt};
use throughline_contract::writer;

use crate::{Settings, Timeline, respond};

#[spin_sdk::http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let settings = settings().await;
    respond(request, &settings, Composed, get_random_u64()).await
}

/// The settings, read by the first request of an instance. Requests that come first at once read
/// the same; a failure to read is not kept.
async fn settings() -> Cow<'static, Settings> {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    if let Some(settings) = SETTINGS.get() {
        return Cow::Borrowed(settings);
    }
    match spin_sdk::variables::get("api_keys").await {
        Ok(api_keys) => Cow::Borrowed(SETTINGS.get_or_init(|| {
            let settings = Settings::new(&api_keys);
            if let Some(fault) = settings.fault() {
                say(format_args!("{fault}"));
            }
            settings
        })),
        Err(error) => {
            say(format_args!("variable api_keys: {error}"));
            Cow::Owned(Settings::unread(error.to_string()))
        }
    }
}

/// Writes a line to the component's log. One that cannot be written, because the disk under the log
/// is full, fails no request.
fn say(line: std::fmt::Arguments<'_>) {
    let mut stream = std::io::stderr().lock();
    drop(
        stream
            .write_fmt(line)
            .and_then(|()| stream.write_all(b"\n")),
    );
}

/// The `timeline` component that this one is composed with.
struct Composed;

/// What the store said is for the log; callers are told that it did not answer.
fn logged<T>(answer: Result<T, Error>) -> Result<T, Error> {
    answer.inspect_err(log)
}

/// The same where an answer may be refused as well.
fn answered<T>(answer: Result<T, Refusal>) -> Result<T, Refusal> {
    if let Err(Refusal::Error(error)) = &answer {
        log(error);
    }
    answer
}

fn log(error: &Error) {
    match error {
        Error::Unavailable(said) => say(format_args!("timeline unavailable: {said}")),
        Error::IndexSecretChanged => say(format_args!("index_secret is not this store's")),
        _ => {}
    }
}

impl crate::Backup for backups::Backup {
    async fn next(&self) -> Result<Vec<u8>, Error> {
        logged(backups::Backup::next(self).await)
    }
}

impl crate::Restore for backups::Restore {
    async fn take(&self, bytes: Vec<u8>) -> Result<(), backups::Refusal> {
        restoring(backups::Restore::take(self, bytes).await)
    }

    async fn finish(&self) -> Result<backups::Restored, backups::Refusal> {
        restoring(backups::Restore::finish(self).await)
    }
}

fn restoring<T>(answer: Result<T, backups::Refusal>) -> Result<T, backups::Refusal> {
    if let Err(backups::Refusal::Error(error)) = &answer {
        log(error);
    }
    answer
}

impl Timeline for Composed {
    async fn lookup(&self, identity: Identity, timeline: u32) -> Result<Json, Error> {
        logged(reader::lookup(identity, timeline).await)
    }

    async fn customer(&self, id: String, timeline: u32) -> Result<Json, Error> {
        logged(reader::customer(id, timeline).await)
    }

    async fn describe_customer(&self, id: String, said: Description) -> Result<Described, Error> {
        logged(profiles::describe_customer(id, said).await)
    }

    async fn describe(&self, said: Description) -> Result<Described, Error> {
        logged(profiles::describe(said).await)
    }

    async fn merge(&self, id: String, other: String, by: String) -> Result<Json, Error> {
        logged(profiles::merge(id, other, by).await)
    }

    async fn unmerge(&self, id: String, other: String, by: String) -> Result<Json, Error> {
        logged(profiles::unmerge(id, other, by).await)
    }

    async fn explain(&self, id: String) -> Result<Json, Error> {
        logged(profiles::explain(id).await)
    }

    async fn search(
        &self,
        query: String,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        logged(directory::search(query, limit, cursor).await)
    }

    async fn suggestions(&self, limit: u32, cursor: Option<String>) -> Result<Json, Error> {
        logged(directory::suggestions(limit, cursor).await)
    }

    async fn quality(&self) -> Result<Json, Error> {
        logged(directory::quality().await)
    }

    async fn quality_of(
        &self,
        problem: String,
        field: Option<String>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        logged(directory::quality_of(problem, field, limit, cursor).await)
    }

    async fn rehearse(
        &self,
        rules: Json,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Json, Error> {
        logged(profiles::rehearse(rules, limit, cursor).await)
    }

    async fn attribute_types(&self) -> Result<Json, Error> {
        logged(profiles::attribute_types().await)
    }

    async fn set_attribute_types(&self, types: Json) -> Result<Json, Error> {
        logged(profiles::set_attribute_types(types).await)
    }

    async fn decide(&self, id: String, accept: bool, by: String) -> Result<String, Error> {
        logged(directory::decide(id, accept, by).await)
    }

    async fn erase(&self, id: String) -> Result<Json, Error> {
        logged(erasure::erase(id).await)
    }

    async fn export_page(
        &self,
        id: String,
        cursor: Option<String>,
    ) -> Result<erasure::Page, Error> {
        logged(erasure::export_page(id, cursor).await)
    }

    async fn retention(&self) -> Result<Json, Error> {
        logged(erasure::retention().await)
    }

    async fn set_retention(&self, rules: Json) -> Result<Json, Error> {
        logged(erasure::set_retention(rules).await)
    }

    type Backup = backups::Backup;
    type Restore = backups::Restore;

    async fn begin_backup(&self) -> Result<backups::Backup, Error> {
        logged(backups::Backup::begin().await)
    }

    fn begin_restore(&self) -> backups::Restore {
        backups::Restore::new()
    }

    fn now(&self) -> u64 {
        let now = spin_sdk::wasip3::clocks::system_clock::now();
        let seconds = u64::try_from(now.seconds).unwrap_or(0);
        seconds * 1000 + u64::from(now.nanoseconds / 1_000_000)
    }

    async fn timeline(&self, id: String, query: TimelineQuery) -> Result<Json, Error> {
        logged(reader::timeline(id, query).await)
    }

    async fn interaction(&self, id: String) -> Result<Json, Error> {
        logged(reader::interaction(id).await)
    }

    async fn attachment(&self, id: String) -> Result<File, Error> {
        logged(reader::attachment(id).await)
    }

    async fn ticket(&self, id: String) -> Result<Json, Error> {
        logged(reader::ticket(id).await)
    }

    async fn tickets(&self, query: TicketQuery) -> Result<Json, Error> {
        logged(reader::tickets(query).await)
    }

    async fn calls(&self) -> Result<Json, Error> {
        logged(reader::calls().await)
    }

    async fn health(&self) -> Result<(), Error> {
        logged(reader::health().await)
    }

    async fn record_interaction(&self, interaction: Interaction) -> Result<Receipt, Error> {
        logged(writer::record_interaction(interaction).await)
    }

    async fn change_ticket(&self, id: String, change: TicketChange) -> Result<Json, Error> {
        logged(tickets::change(id, change).await)
    }

    async fn reply(&self, id: String, answer: Answer) -> Result<Json, Refusal> {
        answered(tickets::reply(id, answer).await)
    }

    async fn note(
        &self,
        id: String,
        text: String,
        agent: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, Refusal> {
        answered(tickets::note(id, text, agent, idempotency_key).await)
    }

    async fn call(
        &self,
        id: String,
        agent: Option<String>,
        agent_number: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, Refusal> {
        answered(tickets::call(id, agent, agent_number, idempotency_key).await)
    }

    async fn note_call(&self, note: CallNote) -> Result<Json, Refusal> {
        answered(tickets::note_call(note).await)
    }

    async fn signal(
        &self,
        id: String,
        agent: Option<String>,
        typing: bool,
        read: bool,
    ) -> Result<(), Error> {
        logged(tickets::signal(id, agent, typing, read).await)
    }
}
