//! The exports. Each opens the journal (once an instance) and calls the function of its name.
#![allow(unsafe_code, missing_docs, reason = "generated from wit/")]

use crate::store::SpinStore;
use crate::translate;
use std::cell::OnceCell;
use throughline_journal::entry::Identity;
use throughline_journal::{Clock, Error as JournalError, InteractionId, Journal, Refusal};

spin_sdk::wit_bindgen::generate!({
    world: "timeline",
    path: "../../wit",
    runtime_path: "spin_sdk::wit_bindgen::rt",
    generate_all,
});

use exports::throughline::timeline::types::{
    Amendment, DeliveryReport, Error, Interaction, Json, ProviderRef, Receipt, Target,
    UnparsedPayload, Watermark,
};
use exports::throughline::timeline::{
    calls, conversations, limits, outbox, profiles, reader, tickets, types, writer,
};

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
        let id = named(journal, &report.target)?;
        let delivery = translate::delivery(&report, journal.store.now());
        let names = report.names.iter().take(NAMES);
        let names: Vec<_> = names.map(|name| name_of(journal, name)).collect();
        Ok(journal.deliver(id, &delivery, &names).await?)
    }

    async fn record_watermark(watermark: Watermark) -> Result<(), Error> {
        let journal = journal().await?;
        let customer = Identity::new(&watermark.customer.kind, &watermark.customer.value)?;
        let delivery = translate::upto(&watermark, journal.store.now());
        let channel = &watermark.channel;
        let sent = journal.deliver_upto(&customer, channel, &delivery, watermark.upto);
        Ok(sent.await?)
    }

    async fn record_amendment(amendment: Amendment) -> Result<(), Error> {
        let journal = journal().await?;
        let id = named(journal, &amendment.target)?;
        let now = journal.store.now();
        let at = amendment.occurred_at.map_or(now, |at| at.min(now));
        let change = translate::change(amendment.change)?;
        Ok(journal.amend(id, at, &change).await?)
    }

    async fn keep_unparsed(payload: UnparsedPayload) -> Result<String, Error> {
        let payload = translate::unparsed(payload);
        Ok(journal().await?.keep_unparsed(&payload).await?)
    }

    async fn bind(scope: String, name: String, digest: Vec<u8>) -> Result<bool, Error> {
        Ok(journal().await?.bind(&scope, &name, &digest).await?)
    }

    async fn is_bound(scope: String, name: String) -> Result<bool, Error> {
        Ok(journal().await?.is_bound(&scope, &name).await?)
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

    async fn calls() -> Result<Json, Error> {
        Ok(journal().await?.calls().await?)
    }

    async fn health() -> Result<(), Error> {
        Ok(journal().await?.check_secret().await?)
    }
}

impl tickets::Guest for Timeline {
    async fn change(id: String, change: tickets::TicketChange) -> Result<Json, Error> {
        let change = translate::ticket_change(change)?;
        Ok(journal().await?.change(&id, change).await?)
    }

    async fn reply(id: String, answer: tickets::Answer) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let recorded = journal.reply(&id, &translate::answer(answer)).await?;
        document(journal, recorded).await
    }

    async fn note(
        id: String,
        text: String,
        agent: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let (agent, key) = (agent.as_deref(), idempotency_key.as_deref());
        let recorded = journal.note(&id, &text, agent, key).await?;
        document(journal, recorded).await
    }

    async fn call(
        id: String,
        agent: Option<String>,
        agent_number: Option<String>,
        idempotency_key: Option<String>,
    ) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let call = translate::call(agent, agent_number, idempotency_key);
        let recorded = journal.reply(&id, &call).await?;
        document(journal, recorded).await
    }

    async fn note_call(note: tickets::CallNote) -> Result<Json, tickets::Refusal> {
        let journal = journal().await.map_err(tickets::Refusal::Error)?;
        let recorded = journal.note_call(&translate::call_note(note)).await?;
        document(journal, recorded).await
    }

    async fn signal(
        id: String,
        agent: Option<String>,
        typing: bool,
        read: bool,
    ) -> Result<(), Error> {
        let journal = journal().await?;
        Ok(journal.signal(&id, agent.as_deref(), typing, read).await?)
    }
}

impl calls::Guest for Timeline {
    async fn incoming(interaction: Interaction) -> Result<calls::Caller, Error> {
        let journal = journal().await?;
        let caller = journal.incoming(&translate::draft(interaction)).await?;
        Ok(translate::caller(&caller))
    }

    async fn record_progress(progress: calls::Progress) -> Result<(), Error> {
        let journal = journal().await?;
        let id = named(journal, &progress.target)?;
        let now = journal.store.now();
        let at = progress.occurred_at.map_or(now, |at| at.min(now));
        let fact = translate::fact(progress.fact);
        Ok(journal.grow(id, at, &fact).await?)
    }

    async fn brief(interaction_id: String) -> Result<calls::Briefing, Error> {
        let briefing = journal().await?.brief(&interaction_id).await?;
        Ok(translate::briefing(briefing))
    }
}

impl conversations::Guest for Timeline {
    async fn look(
        channel: String,
        who: Vec<types::Identity>,
        since: Option<String>,
    ) -> Result<conversations::View, Error> {
        let who = translate::identities(who)?;
        let look = journal().await?.look(&channel, &who, since.as_deref());
        let look = look.await?;
        Ok(conversations::View {
            state: look.state,
            document: look.document,
        })
    }

    async fn earlier(
        channel: String,
        who: Vec<types::Identity>,
        cursor: String,
    ) -> Result<Json, Error> {
        let who = translate::identities(who)?;
        Ok(journal().await?.earlier(&channel, &who, &cursor).await?)
    }

    async fn attachment(
        channel: String,
        who: Vec<types::Identity>,
        id: String,
    ) -> Result<types::File, Error> {
        let who = translate::identities(who)?;
        let file = journal().await?.attachment_of(&channel, &who, &id).await?;
        Ok(translate::file(file))
    }

    async fn here(who: types::Identity, typing: bool) -> Result<(), Error> {
        let journal = journal().await?;
        let who = Identity::new(&who.kind, &who.value)?;
        let home = journal.naming.home(&who.kind, &who.value);
        Ok(journal.here(home, typing).await?)
    }
}

impl limits::Guest for Timeline {
    async fn take(scope: String, name: String, most: u32, seconds: u32) -> Result<bool, Error> {
        Ok(journal().await?.take(&scope, &name, most, seconds).await?)
    }
}

impl profiles::Guest for Timeline {
    async fn prefer(id: String, preferences: profiles::Preferences) -> Result<Json, Error> {
        let journal = journal().await?;
        let preferences = translate::preferences(preferences)?;
        journal.prefer(&id, preferences).await?;
        Ok(journal.customer(&id, PREFERRED).await?)
    }
}

/// How many interactions the answer to a change of preferences shows.
const PREFERRED: usize = 20;

impl outbox::Guest for Timeline {
    async fn due(limit: u32) -> Result<Vec<String>, Error> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let due = journal().await?.due(limit).await?;
        Ok(due.iter().map(InteractionId::public).collect())
    }

    async fn begin(interaction_id: String) -> Result<Option<outbox::Outgoing>, Error> {
        let id = InteractionId::from_public(&interaction_id).ok_or(Error::NotFound)?;
        let begun = journal().await?.begin(id).await?;
        Ok(begun.map(|begun| outbox::Outgoing {
            interaction_id: begun.id.public(),
            channel: begun.channel,
            message: begun.message,
        }))
    }

    async fn put_back(id: String, not_before: u64, detail: String) -> Result<(), Error> {
        let id = InteractionId::from_public(&id).ok_or(Error::NotFound)?;
        Ok(journal().await?.put_back(id, not_before, &detail).await?)
    }
}

/// Most names that one report teaches.
const NAMES: usize = 16;

async fn document(
    journal: &Journal<SpinStore>,
    id: InteractionId,
) -> Result<Json, tickets::Refusal> {
    let document = journal.interaction(&id.public()).await;
    document.map_err(|error| Refusal::from(error).into())
}

fn named(journal: &Journal<SpinStore>, target: &Target) -> Result<InteractionId, JournalError> {
    match target {
        Target::Interaction(id) => InteractionId::from_public(id).ok_or(JournalError::NotFound),
        Target::Provider(message) => Ok(name_of(journal, message)),
    }
}

fn name_of(journal: &Journal<SpinStore>, message: &ProviderRef) -> InteractionId {
    let naming = &journal.naming;
    naming.interaction(
        &message.channel,
        &message.account,
        &message.provider_message_id,
    )
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
