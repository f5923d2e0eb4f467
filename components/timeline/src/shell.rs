//! The exports. Each opens the journal (once an instance) and calls the function of its name.
#![allow(unsafe_code, missing_docs, reason = "generated from wit/")]

use crate::store::SpinStore;
use crate::translate;
use std::cell::OnceCell;
use throughline_journal::entry::Identity;
use throughline_journal::{Clock, InteractionId, Journal};

spin_sdk::wit_bindgen::generate!({
    world: "timeline",
    path: "../../wit",
    runtime_path: "spin_sdk::wit_bindgen::rt",
    generate_all,
});

use exports::throughline::timeline::types::{
    DeliveryReport, Error, Interaction, Json, Receipt, Target, UnparsedPayload,
};
use exports::throughline::timeline::{reader, types, writer};

struct Timeline;
export!(Timeline);

/// Most interactions a lookup shows.
const SHOWN: u32 = 50;

thread_local! {
    // Wasm has one thread: a journal per instance, for ever.
    static JOURNAL: OnceCell<&'static Journal<SpinStore>> = const { OnceCell::new() };
}

/// The journal of this instance. The first call reads the variables and checks that the store was
/// begun with the same `index_secret`: one read.
async fn journal() -> Result<&'static Journal<SpinStore>, Error> {
    if let Some(journal) = JOURNAL.with(|j| j.get().copied()) {
        return Ok(journal);
    }
    let secret = spin_sdk::variables::get("index_secret")
        .await
        .map_err(|e| Error::Unavailable(format!("variable index_secret: {e}")))?;
    let store = SpinStore::open()
        .await
        .map_err(|e| Error::Unavailable(e.0))?;
    let writer = spin_sdk::wasip3::random::random::get_random_u64();
    let journal = Journal::new(store, &secret, writer);
    journal.check_secret().await?;
    // Two calls that begin together may both get here: the first one's journal is everybody's, or
    // two would use one name in the feed.
    Ok(JOURNAL.with(|cell| *cell.get_or_init(|| Box::leak(Box::new(journal)))))
}

impl writer::Guest for Timeline {
    async fn record_interaction(interaction: Interaction) -> Result<Receipt, Error> {
        let journal = journal().await?;
        let receipt = journal.record(&translate::draft(interaction)).await?;
        Ok(translate::receipt(&receipt))
    }

    async fn record_delivery(report: DeliveryReport) -> Result<(), Error> {
        let journal = journal().await?;
        let id = match &report.target {
            Target::Interaction(id) => InteractionId::from_public(id).ok_or(Error::NotFound)?,
            Target::Provider(message) => journal.naming.interaction(
                &message.channel,
                &message.account,
                &message.provider_message_id,
            ),
        };
        let delivery = translate::delivery(&report, journal.store.now());
        Ok(journal.deliver(id, &delivery).await?)
    }

    async fn keep_unparsed(payload: UnparsedPayload) -> Result<String, Error> {
        let payload = translate::unparsed(payload);
        Ok(journal().await?.keep_unparsed(&payload).await?)
    }

    async fn bind(scope: String, name: String, digest: Vec<u8>) -> Result<bool, Error> {
        Ok(journal().await?.bind(&scope, &name, &digest).await?)
    }
}

impl reader::Guest for Timeline {
    async fn lookup(identity: types::Identity, timeline: u32) -> Result<Json, Error> {
        let identity = Identity::new(&identity.kind, &identity.value)?;
        Ok(journal().await?.lookup(&identity, shown(timeline)?).await?)
    }

    async fn customer(id: String, timeline: u32) -> Result<Json, Error> {
        Ok(journal().await?.customer(&id, shown(timeline)?).await?)
    }

    async fn timeline(id: String, query: reader::TimelineQuery) -> Result<Json, Error> {
        let query = translate::timeline_query(query)?;
        Ok(journal().await?.timeline(&id, &query).await?)
    }

    async fn interaction(id: String) -> Result<Json, Error> {
        Ok(journal().await?.interaction(&id).await?)
    }

    async fn attachment(id: String) -> Result<types::File, Error> {
        Ok(translate::file(journal().await?.attachment(&id).await?))
    }

    async fn ticket(id: String) -> Result<Json, Error> {
        Ok(journal().await?.ticket(&id).await?)
    }

    async fn tickets(query: reader::TicketQuery) -> Result<Json, Error> {
        let query = translate::ticket_query(query)?;
        Ok(journal().await?.tickets(&query).await?)
    }

    async fn health() -> Result<(), Error> {
        Ok(journal().await?.check_secret().await?)
    }
}

fn shown(timeline: u32) -> Result<usize, Error> {
    if timeline <= SHOWN {
        return Ok(timeline as usize);
    }
    Err(Error::Invalid(types::InvalidField {
        field: "timeline".into(),
        detail: format!("is {timeline}; allowed are 0 to {SHOWN}"),
    }))
}
